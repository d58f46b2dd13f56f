"""Years and dates as documents write them, in digits, Chinese numerals and English."""

from __future__ import annotations

import re
from datetime import date

_DIGITS = {
    digit: str(value)
    for value, digits in enumerate(
        ("〇○零０Ｏ", "一１", "二２", "三３", "四４", "五５", "六６", "七７", "八８", "九９")
    )
    for digit in digits
}
_HAN_YEAR = re.compile("[一二][〇○零０一二九][〇○零０一二三四五六七八九]{2}(?=\\s*[年／/至及])")
YEAR = r"(?:19[5-9]\d|20[0-4]\d)"
_MONTHS = {
    name: number
    for number, name in enumerate(
        [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ],
        1,
    )
}
_MONTH = "|".join(_MONTHS)
_ISO = re.compile(
    rf"(?<!\d)({YEAR})[-.](\d{{1,2}})[-.](\d{{1,2}})(?!\d)|(?<!\d)({YEAR})(0[1-9]|1[0-2])([0-3]\d)(?!\d)"
)
_HAN_DATE = re.compile(rf"(?<!\d)({YEAR})\s*年\s*(\d{{1,2}})\s*月\s*(\d{{1,2}})\s*日")
_PERIOD_END = re.compile(
    rf"(?:fiscal\s+|financial\s+)?(?:year|period)\s+ended\s*:?\s+(?:(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}})\s*,\s*(?P<year>{YEAR})"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month2>{_MONTH})\s*,?\s+(?P<year2>{YEAR}))",
    re.I,
)
_HAN_PERIOD_END = re.compile(
    rf"截至\s*({YEAR})\s*年(?:\s*及\s*{YEAR}\s*年)?\s*\d{{1,2}}\s*月\s*[\d一二三十]{{1,3}}\s*日\s*止\s*(?:\d{{1,2}}\s*[个個]月)?(?:财政|財政)?年?"
)
_LATE_DAYS = 10


def with_digits(text: str) -> str:
    """The text with Chinese years and dates in digits, so that one pattern finds them all.

    >>> with_digits("二〇二三年年度报告")
    '2023年年度报告'
    """
    text = _HAN_YEAR.sub(lambda match: "".join(_DIGITS.get(c, c) for c in match.group()), text)
    return re.sub(r"([一二三四五六七八九十]{1,3})(?=\s*[月日])", _small_number, text)


def _small_number(match: re.Match[str]) -> str:
    tens, found, ones = match.group(1).rpartition("十")
    if not found:
        return "".join(_DIGITS.get(c, c) for c in match.group(1))
    return str(10 * int(_DIGITS.get(tens, "1")) + int(_DIGITS.get(ones, "0")))


def dates(text: str) -> list[str]:
    """ISO dates that exist in the calendar, written as 2020-01-21, 20200121 or 2020年1月21日."""
    found: list[tuple[int, str]] = []
    for pattern in (_ISO, _HAN_DATE):
        for match in pattern.finditer(text):
            numbers = [int(group) for group in match.groups() if group]
            try:
                found.append((match.start(), date(*numbers).isoformat()))
            except ValueError:
                continue
    return [iso for _, iso in sorted(found)]


def fiscal_year_ended(text: str) -> int | None:
    """The fiscal year that the reporting period named in the text belongs to.

    A year that ends in the first days of January is the year before (52/53-week years).
    """
    english = [_belongs_to(match) for match in _PERIOD_END.finditer(text)]
    if english:
        return max(english[:5])
    years = [int(match.group(1)) for match in _HAN_PERIOD_END.finditer(text)]
    return max(years[:5]) if years else None


def _belongs_to(match: re.Match[str]) -> int:
    year = int(match["year"] or match["year2"])
    month = _MONTHS[(match["month"] or match["month2"]).lower()]
    day = int(match["day"] or match["day2"])
    return year - 1 if month == 1 and day <= _LATE_DAYS else year
