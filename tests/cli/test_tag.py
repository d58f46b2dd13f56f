"""``nqp tag``: one record out per line in, whatever the line is."""

from __future__ import annotations

import json

import pytest

ZH = "公司建成智算中心。"
EN = "We invested in renewable energy."


def records(done):
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.split("\n")[:-1]]


def tagged(nqp, stdin, *options):
    return records(nqp("tag", "-", "--format", "jsonl", *options, stdin=stdin))


def test_a_record_has_the_fields_of_the_contract(nqp):
    (record,) = tagged(nqp, f"{ZH}\n".encode())
    assert list(record) == ["n", "text", "lang", "labels", "stance", "actor", "polarity"]
    assert (record["n"], record["text"], record["lang"]) == (1, ZH, "zh")
    (label,) = record["labels"]
    assert list(label) == ["node", "score", "start", "end", "evidence"]
    assert label["node"] == "path.compute"
    assert ZH[label["start"] : label["end"]] == label["evidence"]
    assert record["polarity"] == "affirmed"


def test_every_line_has_its_record_in_order(nqp):
    lines = [
        ZH,
        "",
        EN,
        "   ",
        "ordinary words",
        "\x0b\x0c\x1c\u2028 odd separators",
        "\ufeffx",
        ZH,
    ]
    found = tagged(nqp, ("\r\n".join(lines) + "\r\n").encode())
    assert [record["n"] for record in found] == list(range(1, 9))
    assert [record["text"] for record in found] == lines
    assert [bool(record["labels"]) for record in found] == [True, 0, True, 0, 0, 0, 0, True]
    nothing = found[1]
    assert (nothing["labels"], nothing["stance"], nothing["actor"], nothing["polarity"]) == (
        [],
        None,
        None,
        None,
    )


def test_no_input_gives_no_output(nqp):
    assert tagged(nqp, b"") == []


def test_the_last_line_needs_no_line_break(nqp):
    assert [record["text"] for record in tagged(nqp, ZH.encode())] == [ZH]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_the_encoding_is_found_out(nqp, encoding):
    (record,) = tagged(nqp, f"{ZH}\n".encode(encoding))
    assert record["text"] == ZH


def test_objects_with_a_text_are_taken_as_sentences(nqp):
    lines = [
        {"text": ZH, "prev": "上年。", "kind": "gov", "lang": "zh", "id": 7},
        {"text": EN, "lang": None},
        {"no": "text"},
    ]
    found = tagged(nqp, "\n".join(json.dumps(line) for line in lines).encode() + b"\n{not json")
    assert [record["text"] for record in found] == [ZH, EN, '{"no": "text"}', "{not json"]
    assert found[0]["labels"][0]["node"] == "path.compute"
    assert found[1]["labels"][0]["node"] == "path.green"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ({"text": 3}, "'text' is not a text"),
        ({"text": "x", "kind": "bank"}, "'kind' is 'bank'"),
        ({"text": "x", "lang": "fr"}, "'lang' is 'fr'"),
    ],
)
def test_a_wrong_field_is_an_error_with_its_line(nqp, line, words):
    done = nqp("tag", "-", stdin=f"{ZH}\n{json.dumps(line)}\n".encode())
    assert done.returncode == 1
    assert words in done.stderr
    assert "standard input, line 2" in done.stderr


def test_a_line_does_not_depend_on_its_neighbours(nqp):
    lines = [ZH, EN, "公司未涉及区块链业务。", "但是公司计划建设数据中心。"]
    together = tagged(nqp, "\n".join(lines).encode())
    alone = [tagged(nqp, line.encode())[0] | {"n": n} for n, line in enumerate(lines, 1)]
    assert together == alone


def test_all_scores_names_every_node(nqp):
    (record,) = tagged(nqp, ZH.encode(), "--all-scores", "--method", "lexicon")
    assert len(record["scores"]) == 24
    assert record["scores"]["path.compute"] == record["labels"][0]["score"] > 0
    assert record["scores"]["path.green"] == 0


def test_the_table_has_a_line_for_a_line(nqp, tmp_path):
    (tmp_path / "in.txt").write_text(f"{ZH}\n\ta\x0bb\x1b[31m\n", encoding="utf-8")
    done = nqp("tag", "in.txt")
    first, second = done.stdout.splitlines()
    assert "path.compute [智算中心]" in first and "own" in first
    assert second.split() == ["2", "-", "a", "b", "[31m"]


def test_a_file_that_is_not_there_is_our_error_and_a_wrong_option_is_usage(nqp):
    assert nqp("tag", "none.txt").returncode == 1
    assert nqp("tag", "-", "--format", "xml").returncode == 2
    assert nqp("tag", "-", "--method", "magic").returncode == 1


def test_output_is_utf8_where_the_system_has_another_encoding(nqp):
    done = nqp("tag", "-", stdin=ZH.encode(), PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert ZH in done.stdout


LONG = "公司召开董事会会议，审议并通过了定期报告和利润分配方案，" * 170
"""4,760 characters."""


@pytest.mark.parametrize("method", ["hybrid", "linear", "transformer"])
def test_a_long_line_is_read_to_its_end_and_says_that_it_was_windowed(nqp, method):
    lines = [LONG + ZH, ZH]
    long, short = tagged(nqp, "\n".join(lines).encode(), "--method", method)
    (label,) = [label for label in long["labels"] if label["node"] == "path.compute"]
    assert label["start"] >= len(LONG)
    assert lines[0][label["start"] : label["end"]] == label["evidence"]
    assert long["windowed"] is True
    assert "windowed" not in short


def test_the_table_says_it_too(nqp):
    long, short = nqp("tag", stdin=f"{LONG}{ZH}\n{ZH}\n".encode()).stdout.splitlines()
    assert "[read in windows]" in long
    assert "[read in windows]" not in short
