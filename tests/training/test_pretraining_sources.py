"""Text that cannot be read as it is: a clear error or a counted skip, never a traceback."""

from __future__ import annotations

import codecs
import json
from pathlib import Path

import pytest

from nqp_text.errors import ResourceError, ValidationError
from nqp_text.training.pretraining.corpus import ReadCounts, read_lines, text_files
from nqp_text.training.pretraining.held_out import held_out_keys

LINES = [f"第{n}个工业园区完成了绿色改造。" for n in range(9)]


def test_a_file_in_another_encoding_is_an_error_that_names_it(tmp_path: Path) -> None:
    file = tmp_path / "old.txt"
    file.write_bytes("\n".join(LINES).encode("gbk"))

    with pytest.raises(ResourceError, match=r"9 of 9 lines are not UTF-8") as caught:
        list(read_lines(file, ReadCounts()))
    assert "old.txt" in str(caught.value) and "iconv" in str(caught.value)


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_utf_16_with_its_mark_is_an_error(tmp_path: Path, mark: bytes) -> None:
    encoding = "utf-16-le" if mark == codecs.BOM_UTF16_LE else "utf-16-be"
    file = tmp_path / "wide.txt"
    file.write_bytes(mark + "plain words\nof a report\n".encode(encoding))

    with pytest.raises(ResourceError, match="UTF-16"):
        list(read_lines(file, ReadCounts()))


def test_utf_16_without_a_mark_is_no_text_either(tmp_path: Path) -> None:
    file = tmp_path / "wide.txt"
    file.write_bytes("plain words\nof a report\nof a firm\n".encode("utf-16-le"))
    counts = ReadCounts()

    with pytest.raises(ResourceError, match="not UTF-8 text"):
        list(read_lines(file, counts))
    assert counts.lines == 0 and counts.not_text >= 3


def test_few_lines_with_nul_bytes_are_counted_and_skipped(tmp_path: Path) -> None:
    file = tmp_path / "crawl.txt"
    file.write_bytes("\n".join(LINES).encode() + b"\nbroken\0line\n")
    counts = ReadCounts()

    assert list(read_lines(file, counts)) == LINES
    assert counts.not_text == 1


def test_the_mark_of_utf_8_is_no_letter_in_any_file(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("\n".join(LINES), encoding="utf-8-sig")
    counts = ReadCounts()

    for file in text_files([tmp_path]):
        assert list(read_lines(file.path, counts)) == LINES
    assert counts.lines == 2 * len(LINES)


def test_an_empty_folder_and_a_missing_source_are_errors(tmp_path: Path) -> None:
    (tmp_path / "notes.docx").write_bytes(b"")

    with pytest.raises(ResourceError, match="holds no text file"):
        text_files([tmp_path])
    with pytest.raises(ResourceError, match="does not exist"):
        text_files([tmp_path / "nowhere"])


def test_the_order_of_files_depends_on_names_and_contents_only(tmp_path: Path) -> None:
    first, second = tmp_path / "b", tmp_path / "a"
    for folder, text in ((first, "one"), (second, "two")):
        folder.mkdir()
        (folder / "same.txt").write_text(text, encoding="utf-8")
    there = text_files([first / "same.txt", second / "same.txt"])
    (tmp_path / "c").mkdir()
    (tmp_path / "d").mkdir()
    moved = [tmp_path / "c" / "same.txt", tmp_path / "d" / "same.txt"]
    (first / "same.txt").rename(moved[0])
    (second / "same.txt").rename(moved[1])

    assert [file.facts() for file in text_files(moved)] == [file.facts() for file in there]
    both = text_files([tmp_path, moved[0]])
    assert len(both) == 2, "a file reached by two ways is read once"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"not json\n", "not JSON"),
        (b'["a list"]\n', "no sentence under 'text'"),
        (b'{"text": "good"}\n{"sentence": "bad"}\n', "no sentence under 'text'"),
        (b'{"text": 7}\n', "no sentence under 'text'"),
        ("{'text': '好'}".encode("gbk"), "not UTF-8"),
    ],
)
def test_a_held_out_file_that_holds_no_sentences_is_an_error(
    tmp_path: Path, content: bytes, message: str
) -> None:
    file = tmp_path / "dev.jsonl"
    file.write_bytes(content)

    with pytest.raises(ValidationError, match=message) as caught:
        held_out_keys([file])
    assert "dev.jsonl" in str(caught.value)


def test_a_missing_held_out_file_is_an_error_and_a_good_one_is_read(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="cannot be read"):
        held_out_keys([tmp_path / "dev.jsonl"])

    rows = [{"text": "园区建成了三座分布式储能电站。"}, {"text": "We built two storage plants."}]
    file = tmp_path / "dev.jsonl"
    file.write_text("\n\n".join(json.dumps(row) for row in rows), encoding="utf-8-sig")
    assert held_out_keys([file]).keys == {
        "园区建成了三座分布式储能电站",
        "webuilttwostorageplants",
    }
