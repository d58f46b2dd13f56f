"""Which sequences of words may be a term: no function words at the edges, letters enough."""

from __future__ import annotations

import re

_STOP_ZH = frozenset(
    """的 了 和 与 及 等 在 对 为 是 将 也 都 就 而 或 并 其 该 本 各 从 向 以 把 被 由
    于 之 这 那 有 不 中 上 下 年 月 日 要 再 还 使 让 我 他 们 所 至 更 很 最
    公司 进行 通过 以及 同时 我们 主要 相关 方面 情况 如下 其中
    报告期 报告期内 本公司 集团 包括 根据 按照""".split()  # noqa: SIM905
)
_STOP_EN = frozenset(
    """a an and are as at be been by can for from had has have he her his if in into is it its may
    more most no nor not of on or our out own she should so such than that the their them then
    there these they this those to under up was we were what when where which who will with would
    you your us i any all each other also including company however certain new could must do did
    does being were because about between both through during within without s""".split()  # noqa: SIM905
)
_FORM = {"zh": re.compile("[㐀-䶿一-鿿].*[㐀-䶿一-鿿]"), "en": re.compile("[a-z].*[a-z]{2}")}
_LONGEST_ZH, _SHORTEST_EN = 12, 4
_COUNTED = re.compile("[一二两三四五六七八九十百千万亿几数多第]+.")
_PLURAL = re.compile(r"(?<=[a-z]{3})(?<!s)s(?= |$)")


def is_wordlike(surface: str, lang: str) -> bool:
    """Whether a sequence of words could stand in a lexicon."""
    if not _FORM[lang].search(surface):
        return False
    if lang == "en":
        words = surface.split()
        if words[0] in _STOP_EN or words[-1] in _STOP_EN:
            return False
        return len(surface) >= _SHORTEST_EN and any(len(word) > 3 for word in words)
    edges = (surface[0], surface[-1], surface[:2], surface[-2:])
    if len(surface) > _LONGEST_ZH or _COUNTED.fullmatch(surface):
        return False
    return not any(edge in _STOP_ZH for edge in edges)


def in_singular(surface: str, lang: str) -> str:
    """An English sequence without plural endings, which a lexicon understands anyway.

    >>> in_singular("data centers", "en")
    'data center'
    """
    return _PLURAL.sub("", surface) if lang == "en" else surface


def contains(surface: str, term: str, lang: str) -> bool:
    """Whether a term stands in a sequence of words, in English as whole words."""
    if lang != "en":
        return term in surface
    return f" {in_singular(term, lang)} " in f" {in_singular(surface, lang)} "
