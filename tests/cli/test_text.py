"""``nqp text``: the text and its sentences, each with its place."""

from __future__ import annotations

import json

CONTENT = """关于数字经济的意见

各地要加快建设算力基础设施。要完善数据要素市场制度。

The English part follows. It has two sentences.
"""


def test_sentences_joined_are_the_plain_text(nqp, tmp_path):
    (tmp_path / "意见.txt").write_text(CONTENT, encoding="gbk")
    plain = nqp("text", "意见.txt")
    assert plain.returncode == 0, plain.stderr
    lines = nqp("text", "意见.txt", "--format", "jsonl").stdout.splitlines()
    rows = [json.loads(line) for line in lines]
    for row in rows:
        assert list(row) == ["page", "section", "block", "lang", "start", "end", "text"]
        assert plain.stdout[row["start"] : row["end"]] == row["text"]
    assert "".join(row["text"] for row in rows).rstrip("\n") == plain.stdout.rstrip("\n")
    assert {row["lang"] for row in rows} == {"zh", "en"}
    assert sum("算力" in row["text"] for row in rows) == 1


def test_a_file_that_cannot_be_read_says_why(nqp, tmp_path):
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7\nnot a PDF")
    done = nqp("text", "broken.pdf")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("Error: ")
    assert "broken.pdf" in done.stderr and "fix: " in done.stderr
    assert "Traceback" not in done.stderr


def test_debug_shows_the_place_in_the_code(nqp):
    done = nqp("text", "none.pdf", "--debug")
    assert done.returncode != 0
    assert "Traceback" in done.stderr


def test_a_wrong_format_is_a_usage_error(nqp):
    assert nqp("text", "x.txt", "--format", "xml").returncode == 2
