"""Which files a run reads, and what a manifest says about them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from nqp_text.errors import NqpError
from nqp_text.pipeline.manifest import is_manifest, read_manifest
from nqp_text.pipeline.sources import find_sources, shown


def put(folder, *names, content="公司建成智算中心。"):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


def found(*names):
    return [source.path for source in find_sources(names).files]


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_folder_gives_its_documents_at_every_depth_in_order(here):
    put(here, "r/b.pdf", "r/a.txt", "r/2021/中文 报告.docx", "r/z.HTML", "r/sub/x.md")
    assert found("r") == ["r/2021/中文 报告.docx", "r/a.txt", "r/b.pdf", "r/sub/x.md", "r/z.HTML"]


def test_the_order_of_the_names_does_not_matter(here):
    put(here, "b.txt", "a.txt", "c.txt")
    assert found("c.txt", "a.txt", "b.txt") == found("b.txt", "c.txt", "a.txt")


def test_hidden_files_and_office_locks_are_no_documents(here):
    put(here, "r/a.txt", "r/.b.txt", "r/.git/c.txt", "r/~$d.docx")
    assert found("r") == ["r/a.txt"]


def test_data_files_are_left_out_and_named(here):
    put(here, "r/a.txt", "r/panel.csv", "r/notes.xlsx")
    sources = find_sources(["r"])
    assert sources.left_out == ("r/notes.xlsx", "r/panel.csv")


def test_documents_that_we_cannot_read_are_not_passed_over(here):
    put(here, "r/a.doc", "r/b.rtf", "r/c.zip")
    assert found("r") == ["r/a.doc", "r/b.rtf", "r/c.zip"]


def test_a_pdf_without_suffix_is_found_by_its_content(here):
    put(here, "r/1209866445", content="%PDF-1.4 ...")
    put(here, "r/LICENSE", content="words")
    assert found("r") == ["r/1209866445"]


def test_a_file_named_twice_is_read_once(here):
    put(here, "r/a.txt")
    assert found("r", "r/a.txt", "r/*.txt", str(here / "r/a.txt")) == ["r/a.txt"]


def test_patterns_are_expanded_here_too(here):
    put(here, "r/a.txt", "r/b.txt", "r/2020/c.txt", "r/d.pdf")
    assert found("r/*.txt") == ["r/a.txt", "r/b.txt"]
    assert found("r/**/*.txt") == ["r/2020/c.txt", "r/a.txt", "r/b.txt"]


def test_a_name_with_pattern_signs_is_a_name_if_it_exists(here):
    put(here, "报告[1].txt", "报告1.txt")
    assert found("报告[1].txt") == ["报告[1].txt"]


def test_all_names_that_are_nothing_are_reported_together(here):
    put(here, "r/panel.csv")
    with pytest.raises(NqpError) as caught:
        find_sources(["nowhere", "x/*.pdf", "r"])
    message = str(caught.value)
    assert "'nowhere' does not exist" in message
    assert "no file matches 'x/*.pdf'" in message
    assert "no document lies in 'r'" in message


@pytest.mark.skipif(sys.platform != "linux", reason="file names are bytes on Linux")
def test_a_name_that_is_no_text_is_shown_as_text(here):
    name = os.fsdecode(b"\xc4\xea\xff.txt")
    (here / name).write_text("x", encoding="utf-8")
    (source,) = find_sources([here]).files
    source.path.encode("utf-8")
    assert source.path.endswith("/\\xc4\\xea\\xff.txt")
    assert Path(source.file).exists()
    assert shown("a/b.txt") == "a/b.txt"


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_a_link_that_leads_nowhere_is_a_problem_not_a_gap(here):
    (here / "r").mkdir()
    (here / "r/a.pdf").symlink_to(here / "gone.pdf")
    (source,) = find_sources(["r"]).files
    assert source.problem == "The link leads nowhere."


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_a_link_out_of_the_folder_is_named_and_one_within_is_not(here):
    put(here, "r/a.txt", "elsewhere/b.txt")
    (here / "r/in.txt").symlink_to("a.txt")
    (here / "r/out.txt").symlink_to(here / "elsewhere/b.txt")
    target = (here / "elsewhere/b.txt").resolve().as_posix()
    for name in ("r", "r/*.txt"):
        links = {source.path: source.link for source in find_sources([name]).files}
        assert links == {"r/a.txt": "", "r/in.txt": "", "r/out.txt": target}


HEADER = "path,firm_code,firm_name,year,kind,note\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_a_manifest_names_files_and_what_is_known(here, encoding):
    put(here, "m/年报.txt")
    text = HEADER + "年报.txt,000002,万科Ａ,2019,,my note\n\nabsent.pdf,,,,gov,\n"
    (here / "m/list.csv").write_text(text, encoding=encoding)
    assert is_manifest(here / "m/list.csv")
    absent, there = find_sources(["m/list.csv"]).files
    assert (there.path, there.problem) == ("年报.txt", "")
    assert dict(there.known) == {"firm_code": "000002", "firm_name": "万科Ａ", "year": "2019"}
    assert absent.problem == "The file of list.csv row 4 is absent."


def test_a_table_without_a_path_column_is_no_manifest(here):
    (here / "a.csv").write_text("file,year\nx,2020\n", encoding="utf-8")
    assert not is_manifest(here / "a.csv")


def test_all_mistakes_of_a_manifest_are_reported_with_row_and_column(here):
    rows = "a.txt,,,20x9,,\n,000001,,,,\na.txt,,,,bank,\n"
    (here / "list.csv").write_text(HEADER + rows, encoding="utf-8")
    with pytest.raises(NqpError) as caught:
        read_manifest(here / "list.csv")
    message = str(caught.value)
    assert "row 2, column year: '20x9' is not a year" in message
    assert "row 3, column path: empty" in message
    assert "row 4, column path: 'a.txt' stands in row 2 too" in message
    assert "row 4, column kind: 'bank' is none of firm, gov, news, other" in message
    assert caught.value.where.endswith("list.csv")
