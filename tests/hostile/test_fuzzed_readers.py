"""Readers on what Hypothesis makes up: a document or a ``DocumentError``, and nothing else."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nqp_text import documents, text
from nqp_text.errors import DocumentError

SLOW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
WORDS = st.sampled_from(
    [
        "公司",
        "算力",
        "。",
        "！",
        "第三节 管理层讨论与分析",
        "\n",
        "\n\n",
        " ",
        "\t",
        "Item 7.",
        "a.b",
        "。”",
        "1.",
        "(a)",
        "--",
        "\u3000",
        "\ufeff",
        "\x00",
        "�",
        "𠮷",
        "é",
        "|",
        "目录",
        "……",
    ]
)
TAGS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<table>",
        "<tr>",
        "<td>",
        "</table>",
        "<div",
        ">",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "<br/>",
        "&#0;",
        "&amp;",
        "&nosuch;",
        "<![CDATA[",
        "<html>",
        "<body>",
        "</td>",
    ]
)


def read(data, name):
    """The document in these bytes, checked; None if the reader refused."""
    try:
        document = documents.read_data(data, Path(name))
    except DocumentError as error:
        assert error.what and error.status
        return None
    check(document)
    return document


def check(document):
    ends = [(block.start, block.end) for block in document.blocks]
    assert all(start <= end for start, end in ends)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(ends))
    assert not ends or ends[-1][1] <= len(document.text)
    sentences = text.split(document, text.find_sections(document, "firm"))
    assert "".join(sentence.text for sentence in sentences) == document.text


@SLOW
@given(
    st.binary(max_size=400), st.sampled_from(["a.txt", "a.html", "a.md", "a.pdf", "a.docx", "a"])
)
def test_any_bytes_under_any_name(data, name):
    read(data, name)


@SLOW
@given(st.lists(WORDS, max_size=60), st.sampled_from(["utf-8", "utf-16", "gb18030"]))
def test_texts_of_words_that_matter(words, encoding):
    read("".join(words).encode(encoding, "replace"), "a.txt")


@SLOW
@given(st.lists(WORDS | TAGS, max_size=80))
def test_html_of_tags_in_any_order(pieces):
    read(("<html><body>" + "".join(pieces)).encode("utf-8", "replace"), "a.html")


@SLOW
@given(st.data())
def test_docx_with_changed_members(samples, data):
    import io
    import zipfile

    sample = next(samples.glob("*.docx")).read_bytes()
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sample)) as source, zipfile.ZipFile(changed, "w") as target:
        for member in source.namelist():
            content = bytearray(source.read(member))
            what = data.draw(st.sampled_from(["keep", "keep", "cut", "change", "drop"]))
            if what == "drop":
                continue
            if what == "cut":
                content = content[: data.draw(st.integers(0, len(content)))]
            if what == "change" and content:
                place = data.draw(st.integers(0, len(content) - 1))
                content[place] = data.draw(st.integers(0, 255))
            target.writestr(member, bytes(content))
    read(changed.getvalue(), "a.docx")


@pytest.mark.parametrize("name", ["a.txt", "a.html"])
def test_nothing_at_all(name):
    assert read(b"", name) is None
