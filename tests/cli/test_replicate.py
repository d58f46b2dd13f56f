"""``nqp export --bundle`` and ``nqp replicate`` as a user runs them."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import polars as pl
import pytest

from nqp_text.cli import main

TEXTS = {
    "600519_2023年年度报告.txt": "蓝川股份有限公司2023年年度报告\n证券代码：600519\n\n"
    + "报告期内，公司建成智算中心，算力规模达到一千二百P。公司完成节能降碳改造。" * 12,
    "000002_2022年年度报告.txt": "青岭股份有限公司2022年年度报告\n证券代码：000002\n\n"
    + "公司计划推进数字化转型，建设智能工厂。本年度营业收入保持平稳。" * 12,
}


def nqp(*arguments: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main(list(map(str, arguments)))
    return int(caught.value.code or 0)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with documents, a run of them and its bundle."""
    folder = tmp_path_factory.mktemp("place")
    (folder / "reports").mkdir()
    for name, text in TEXTS.items():
        (folder / "reports" / name).write_text(text, encoding="utf-8")
    table = folder / "行业.csv"
    table.write_text("证券代码,行业\n600519.0,C15\n2,K70\n", encoding="gb18030")
    assert nqp("scan", folder / "reports", "--out", folder / "run", "-q", "-w", "1") == 0
    bundle = folder / "b.zip"
    arguments = ["--bundle", "--join", table, "--groups", table, "--standardise", "行业"]
    assert nqp("export", folder / "run", bundle, *arguments) == 0
    return folder


def repacked(place, tmp_path, name, data):
    """The bundle with another file in the place of one, and the list of hashes made anew."""
    import hashlib

    target = tmp_path / "changed.zip"
    with zipfile.ZipFile(place / "b.zip") as old, zipfile.ZipFile(target, "w") as new:
        content = json.loads(old.read("bundle.json"))
        content["files"][name] = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for entry in old.namelist():
            kept = data if entry == name else old.read(entry)
            new.writestr(entry, json.dumps(content) if entry == "bundle.json" else kept)
    return target


def test_a_bundle_gives_the_same_cells_whatever_the_files_are_called(place, tmp_path, capsys):
    for at, name in enumerate(TEXTS):
        (tmp_path / f"{at}.dat").write_bytes((place / "reports" / name).read_bytes())
    arguments = ["--sources", tmp_path, "--out", tmp_path / "new", "-w", "1", "--json"]
    assert nqp("replicate", place / "b.zip", *arguments) == 0

    said = json.loads(capsys.readouterr().out)
    assert (said["answer"], said["missing"], said["environment"]) == ("same", [], [])
    assert all(set(verdicts) <= {"same"} for verdicts in said["tables"].values())
    assert said["tables"]["panel"]["same"] > 1000
    assert "Every cell is the same." in (tmp_path / "new" / "replication.md").read_text("utf-8")


def test_a_missing_document_is_named_and_its_cells_are_not_called_different(
    place, tmp_path, capsys
):
    name = next(iter(TEXTS))
    (tmp_path / name).write_bytes((place / "reports" / name).read_bytes())
    bundle = tmp_path / "plain.zip"
    assert nqp("export", place / "run", bundle, "--bundle", "--json") == 0
    capsys.readouterr()
    arguments = ["--sources", tmp_path, "--out", tmp_path / "new", "-w", "1", "--json"]
    assert nqp("replicate", bundle, *arguments) == 3

    said = json.loads(capsys.readouterr().out)
    assert (said["answer"], said["missing"]) == ("partial", ["000002_2022年年度报告.txt"])
    assert set(said["tables"]["panel"]) == {"same", "source_missing"}


def test_a_number_that_was_changed_is_found(place, tmp_path, capsys):
    with zipfile.ZipFile(place / "b.zip") as archive:
        panel = pl.read_parquet(io.BytesIO(archive.read("panel/panel.parquet")))
    at = panel.with_row_index().filter(path="path.compute", measure="share_listed")["index"][0]
    value = panel["value"].to_list()
    value[at] = 0.987654
    stream = io.BytesIO()
    panel.with_columns(pl.Series("value", value, pl.Float64)).write_parquet(stream)
    changed = repacked(place, tmp_path, "panel/panel.parquet", stream.getvalue())

    arguments = ["--sources", place / "reports", "--out", tmp_path / "new", "-w", "1"]
    assert nqp("replicate", changed, *arguments) == 1

    assert "Some cells are different." in capsys.readouterr().out
    with (tmp_path / "new" / "cells.csv").open(encoding="utf-8-sig", newline="") as file:
        [cell] = csv.DictReader(file)
    assert (cell["table"], cell["column"], cell["then"]) == ("panel", "value", "0.987654")
    assert cell["verdict"] == "differs" and "path.compute" in cell["row"]


def test_a_dictionary_that_is_not_the_runs_is_refused(place, tmp_path, capsys):
    with zipfile.ZipFile(place / "b.zip") as archive:
        lexicon = archive.read("dictionary/lexicon_1.csv")
    shorter = b"\n".join(lexicon.splitlines()[:-1]) + b"\n"
    changed = repacked(place, tmp_path, "dictionary/lexicon_1.csv", shorter)

    arguments = ["--sources", place / "reports", "--out", tmp_path / "new"]
    assert nqp("replicate", changed, *arguments) == 1
    assert "lexicon in the bundle is not the one of its run" in capsys.readouterr().err


def test_a_bundle_with_the_errors_of_the_classifier_gives_the_same_cells(place, tmp_path):
    gold = tmp_path / "gold.jsonl"
    lines = [
        ("公司建成智算中心，算力规模扩大一倍。", ["path.compute"]),
        ("公司召开年度股东大会。", []),
    ] * 8
    gold.write_text(
        "".join(json.dumps({"text": text, "labels": labels}) + "\n" for text, labels in lines),
        encoding="utf-8",
    )
    judged, bundle = tmp_path / "judged", tmp_path / "judged.zip"
    assert nqp("evaluate", gold, "--out", judged) == 0
    given = ("--evaluation", judged / "evaluation-hybrid.json")
    assert nqp("export", place / "run", bundle, "--bundle", *given) == 0
    assert nqp("methods", place / "run", *given, "--out", tmp_path / "methods") == 0
    assert (
        nqp("replicate", bundle, "-s", place / "reports", "-o", tmp_path / "again", "-w", "1") == 0
    )


def test_a_bundle_with_a_changed_file_is_refused(place, tmp_path, capsys):
    target = tmp_path / "changed.zip"
    with zipfile.ZipFile(place / "b.zip") as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.namelist():
            new.writestr(entry, old.read(entry) + b" " * (entry == "README.md"))
    assert nqp("replicate", target, "--sources", place / "reports") == 1
    assert "README.md is absent or has changed" in capsys.readouterr().err


def test_a_folder_without_the_documents_says_how_they_are_found(place, tmp_path, capsys):
    assert nqp("replicate", place / "b.zip", "--sources", tmp_path, "-o", tmp_path / "new") == 1
    assert "SHA-256" in capsys.readouterr().err


def test_a_bundle_holds_no_sentences_and_no_folder_of_its_author(place):
    with zipfile.ZipFile(place / "b.zip") as archive:
        names = archive.namelist()
        data = {name: archive.read(name) for name in names}
    mentions = pl.read_parquet(io.BytesIO(data["run/mentions.parquet"]))
    assert mentions.height > 0 and set(mentions["text"]) == {""}
    for name, content in data.items():
        assert str(place).encode() not in content, name
        assert "本年度营业收入保持平稳".encode() not in content, name
    assert {"inputs/join_1.csv", "inputs/groups.csv", "dictionary/taxonomy.toml"} <= set(names)


def test_the_same_run_gives_the_same_bundle(place, tmp_path):
    for name in ("1.zip", "2.zip"):
        assert nqp("export", place / "run", tmp_path / name, "--bundle") == 0
    assert (tmp_path / "1.zip").read_bytes() == (tmp_path / "2.zip").read_bytes()


def test_a_bundle_asks_for_no_file_outside_of_it(place, tmp_path):
    from nqp_text.cli.panel_request import PanelRequest
    from nqp_text.errors import RunFolderError

    for record in ({"groups": "/etc/passwd"}, {"weights": "../x.csv"}, {"join": ["inputs/../a"]}):
        with pytest.raises(RunFolderError):
            PanelRequest.from_bundle({"measures": [], "scopes": [], **record}, tmp_path)
