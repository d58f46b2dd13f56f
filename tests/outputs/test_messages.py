"""Reasons and advice have Chinese words: none that the code can say is left out."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import nqp_text
from nqp_text.documents.sniff import _OTHER_MAGIC
from nqp_text.outputs.messages import in_chinese
from nqp_text.outputs.quarantine import WHAT_TO_DO

PACKAGE = Path(nqp_text.__file__).parent
SHOWN = (
    "documents", "executors", "web", "pipeline/rows.py", "pipeline/file.py",
    "pipeline/schedule.py", "pipeline/remote.py", "outputs/manifest.py", "outputs/run.py",
)  # fmt: skip
"""Where the messages come from that pages show."""
RAISED = {"DocumentError", "Failure", "unsupported", "Refused", "NotFound", "RunFolderError"}
HAN = re.compile("[\u4e00-\u9fff]")


def written(node: ast.expr) -> str:
    """A text of the code, with 7 in the place of values; empty where it is computed."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(p.value) if isinstance(p, ast.Constant) else "7" for p in node.values)
    return ""


def messages() -> set[str]:
    """All that is raised or returned in these places, and the advice."""
    found = set(WHAT_TO_DO.values()) | {fix for *_, fix in _OTHER_MAGIC}
    files = [
        file
        for place in SHOWN
        for file in sorted((PACKAGE / place).glob("*.py")) or [PACKAGE / place]
    ]
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in RAISED:
                    values = [k.value for k in node.keywords if k.arg in ("what", "fix", "reason")]
                    found |= {written(value) for value in (*node.args, *values)}
    return {text for text in found if len(text.split()) > 1 or text.endswith(".")}


def test_every_message_that_pages_show_has_chinese_words():
    assert len(messages()) > 60
    assert sorted(text for text in messages() if not HAN.search(in_chinese(text))) == []


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("Stopped after 300 seconds", "300 秒后停止"),
        (
            "2 of 9 pages were not read (garbled, no_text).",
            "9 页中有 2 页未能读取（乱码、无文本层）。",
        ),
        ("This is an RTF file.", "这是RTF 文件。"),
        (
            "The PDF asks for a password. Save a copy without password and scan that.",
            "PDF 需要密码。请另存一份不带密码的副本再扫描。",
        ),
        (
            "The run folder has format 0, this version reads 1. Scan again with this version, "
            "or read it with the version that wrote it.",
            "结果文件夹的格式为 0，本版本读取 1。请用本版本重新扫描，或用写出它的版本打开。",
        ),
        (
            "2 of 9 pages were not read (garbled).; 3 mentions use words that came up after 2003 "
            "(AI, 5G): check the year; a link that leads out of its folder, to /a/b.txt",
            "9 页中有 2 页未能读取（乱码）。；有 3 处提及用了 2003 年之后才出现的词（AI、5G）："
            "请核对年份；这是指向文件夹之外的链接：/a/b.txt",
        ),
        ("Never heard of 新质.", "Never heard of 新质."),
        ("", ""),
    ],
)
def test_values_stay_and_several_messages_follow_each_other(english, chinese):
    assert in_chinese(english) == chinese


def test_a_long_text_of_a_stranger_is_no_message():
    text = "The file cannot be opened: " + "a (b. " * 20_000
    assert in_chinese(text) == text
    assert in_chinese("x. " * 600) == "x. " * 600
