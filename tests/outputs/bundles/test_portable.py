from __future__ import annotations

import polars as pl

from nqp_text.outputs.portable import common_folder, portable_manifest, without_folder


def test_the_folder_that_all_files_lie_in_is_cut():
    assert common_folder(["/home/li/r/1.pdf", "/home/li/r/b/2.pdf"]) == "/home/li/r/"
    assert common_folder(["C:/r/1.pdf", "C:/r/2.pdf"]) == "C:/r/"
    assert common_folder(["1.pdf", "r/2.pdf"]) == ""
    assert common_folder(["/a/1.pdf", "b/2.pdf"]) == ""
    assert common_folder([]) == ""


def test_texts_that_name_files_are_cut_and_others_are_not():
    frame = pl.DataFrame({"path": ["/r/1.pdf"], "reason": ["as /r/2.pdf"], "title": ["/r/ 3"]})
    assert without_folder(frame, "/r/").row(0) == ("1.pdf", "as 2.pdf", "/r/ 3")


def test_where_a_link_led_on_the_machine_of_the_author_is_left_out():
    reasons = ["a link that leads out of its folder, to /home/li/x;\n y.pdf", None, "2 of 9 pages"]
    reasons.append(f"{reasons[2]}; {reasons[0]}")
    for folder in ("", "/r/"):
        found = without_folder(pl.DataFrame({"reason": reasons}), folder)
        assert found["reason"].to_list() == ["", None, "2 of 9 pages", "2 of 9 pages"]


def test_a_manifest_names_no_folder_of_its_author():
    manifest = {
        "version": "1",
        "folder": "/home/li/run",
        "command": ["nqp", "/home/li"],
        "settings": {
            "lexicons": ["/home/li/mine.csv", "C:\\Users\\li\\b.csv"],
            "method": "lexicon",
        },
    }
    assert portable_manifest(manifest) == {
        "version": "1",
        "settings": {"lexicons": ["mine.csv", "b.csv"], "method": "lexicon"},
    }
