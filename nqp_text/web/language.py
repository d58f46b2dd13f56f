"""The words of the pages in English and Chinese, and which of them a request gets."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

LANGUAGES = {"en": "English", "zh": "中文"}
COOKIE = "nqp_language"
_HTML_CODES = {"en": "en", "zh": "zh-Hans"}


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """Every text of the pages by key, in every language."""
    content = (Path(__file__).parent / "words.toml").read_text(encoding="utf-8")
    return tomllib.loads(content)


class Translator:
    """``t("key", n=3)`` is the text in one language; ``t.code`` the language for HTML."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else "en"
        self.code = _HTML_CODES[self.language]

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key, with its values filled in; a word without entry is itself."""
        entry = words().get(key)
        text = entry[self.language] if entry else key
        return text.format(**values) if values else text


def language_of(cookies: Mapping[str, str], accepted: str) -> str:
    """The language that was chosen, else the first that the browser asks for and we have."""
    if cookies.get(COOKIE) in LANGUAGES:
        return cookies[COOKIE]
    for part in accepted.split(","):
        code = part.split(";")[0].strip().lower()[:2]
        if code in LANGUAGES:
            return code
    return "en"
