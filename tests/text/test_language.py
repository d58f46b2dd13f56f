from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqp_text.text import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("公司建设智算中心。", "zh"),
        ("本集團推進數字化。", "zh"),
        ("公司部署 DeepSeek 大模型和 GPU 集群。", "zh"),
        ("ＡＩ算力增长 35%", "zh"),
        ("We build data centers.", "en"),
        ("BYD (比亚迪) sold more cars than ever before.", "en"),
        ("Société Générale a annoncé", "en"),
        ("データを活用する。", "other"),
        ("経済のデジタル化を推進します", "other"),
        ("Цифровая экономика", "other"),
        ("디지털 경제", "other"),
        ("12.5% (3)", "other"),
        ("", "other"),
        ("——", "other"),
    ],
)
def test_language_by_script(text: str, language: str) -> None:
    assert language_of(text) == language


@given(st.text())
def test_every_text_has_a_language(text: str) -> None:
    assert language_of(text) in ("zh", "en", "other")
