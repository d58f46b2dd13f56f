"""Which digits are a stock code: six digits on the mainland, five in Hong Kong, a US ticker.

Codes are strings; leading zeros belong to them.
"""

from __future__ import annotations

import re

_A_SHARE = re.compile(
    r"(?<![\d.])(?:00[0-3]\d{3}|30[0-2]\d{3}|60[0135]\d{3}|68[89]\d{3}|92\d{4}|[48][23]\d{4}|8[78]\d{4}"
    r"|200\d{3}|900\d{3})(?![\d.]|\s*元|\s*万)"
)
_YEAR_AND_MONTH = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])")
_LABEL = re.compile(
    r"(?:股票|证券|證券|股份|公司|A\s*股|B\s*股|上市)\s*(?:代\s*[码碼号號]|编\s*[号码])\s*[:：]?(?P<rest>[^\n债債]{0,60})"
)
_HONG_KONG_LABEL = re.compile(
    r"(?:股份代[號号]|股票代[號号碼码]|Stock\s+Code)\s*(?:[:：]|No\.?)?\s*(?P<code>\d{3,5})(?!\d)",
    re.I,
)
_HONG_KONG_NAME = re.compile(
    r"(?<!\d)(?P<code>\d{4,5})\.HK|(?:^|[_\s])hk(?:ex|mda)?[_\s]?(?P<code2>\d{5})(?!\d)", re.I
)
_TICKER = re.compile(
    r"(?:per\s+share|[Ss]hares?|[Ss]tock)\s+(?P<ticker>[A-Z]{1,5})\s+(?:The\s+)?(?:NASDAQ|Nasdaq|New\s+York\s+Stock|NYSE)"
)


def mainland_codes(text: str) -> list[str]:
    """All six-digit numbers that the exchanges' prefixes allow, in order, dates left out."""
    codes = [match.group() for match in _A_SHARE.finditer(text)]
    return [code for code in codes if not _YEAR_AND_MONTH.fullmatch(code)]


def looks_like_month(code: str) -> bool:
    """Whether a valid code may as well be a year and month (``200512``)."""
    return bool(_YEAR_AND_MONTH.fullmatch(code))


def valid_mainland(code: str) -> bool:
    """Whether the six digits have the prefix of an exchange, whatever else they may mean."""
    return bool(_A_SHARE.fullmatch(code))


def labelled_codes(text: str) -> list[str]:
    """Mainland codes behind a label such as 股票代码, in order and without repetition.

    >>> labelled_codes("股票代码：000001（A股）  债券代码：136298")
    ['000001']
    """
    found: dict[str, None] = {}
    for label in _LABEL.finditer(text):
        for match in _A_SHARE.finditer(label["rest"]):
            found[match.group()] = None
    return list(found)


def hong_kong_code(text: str) -> str:
    """The five-digit code behind 股份代號 or Stock Code, or empty."""
    match = _HONG_KONG_LABEL.search(text)
    return match["code"].zfill(5) if match else ""


def hong_kong_code_in_name(name: str) -> str:
    """The code of a file name such as ``hk00123_...`` or ``0123.HK``, or empty."""
    match = _HONG_KONG_NAME.search(name)
    return (match["code"] or match["code2"]).zfill(5) if match else ""


def ticker(text: str) -> str:
    """The trading symbol in the cover table of a US filing, or empty."""
    match = _TICKER.search(text)
    return match["ticker"] if match else ""
