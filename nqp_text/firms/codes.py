"""Firm codes as tables hold them after a spreadsheet had its way with them.

A spreadsheet turns ``000001`` into ``1`` and ``600519`` into ``600519.0`` or ``6.00519E+05``; data
vendors write ``600519.SH`` or ``sz000001``. All of them are the same six digits again, except a
number in scientific notation that lost digits: it could be another firm, so it is none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass

_FORMULA = re.compile(r'^=\s*"(.*)"$')
_SUFFIX = re.compile(r"^(\d{1,6})\.(?:SZ|SH|SS|BJ|HK|XSHE|XSHG|XBSE|XHKG)$", re.I)
_PREFIX = re.compile(r"^(?:SZ|SH|BJ|HK|SZSE|SSE|BSE)[.:_ ]?(\d{4,6})$", re.I)
_WHOLE = re.compile(r"^(\d+)(?:\.0*)?$")
_SCIENTIFIC = re.compile(r"^(\d)(?:\.(\d*))?[eE]\+?0*(\d{1,2})$")
_HONG_KONG = re.compile(r"HK", re.I)

LOST_DIGITS = "scientific notation lost digits"
NO_CODE = "no code"


@dataclass(frozen=True, slots=True)
class RepairedCode:
    """A code, and what was done to the text to get it: empty if nothing was.

    Where no code can be told, ``code`` is empty and ``repair`` says why.
    """

    code: str
    repair: str = ""


def repair_code(text: str, known: Container[str] = ()) -> RepairedCode:
    """The code that a cell of a table means.

    A number of at most four digits may be a mainland code or a Hong Kong code without its leading
    zeros: the one in ``known`` is taken, else the mainland one.

    >>> repair_code("600519.0")
    RepairedCode(code='600519', repair='decimal point')
    >>> repair_code("1").code, repair_code("6.00519E+05").code
    ('000001', '600519')
    >>> repair_code("6.01E+05")
    RepairedCode(code='', repair='scientific notation lost digits')
    """
    cleaned = _stripped(text)
    if not cleaned:
        return RepairedCode("", NO_CODE)
    if match := _SUFFIX.match(cleaned) or _PREFIX.match(cleaned):
        return _of_exchange(match[1], bool(_HONG_KONG.search(cleaned)))
    repair = ""
    digits = cleaned
    if match := _SCIENTIFIC.match(cleaned):
        decimals, exponent = (match[2] or ""), int(match[3])
        if len(decimals.rstrip("0")) > exponent:
            return RepairedCode("", NO_CODE)
        if len(decimals) < exponent:
            return RepairedCode("", LOST_DIGITS)
        digits, repair = match[1] + decimals[:exponent], "scientific notation"
    elif match := _WHOLE.match(cleaned):
        digits = match[1]
        repair = "decimal point" if digits != cleaned else ""
    if not digits.isdigit():
        if any("\u4e00" <= character <= "\u9fff" for character in cleaned) or " " in cleaned:
            return RepairedCode("", NO_CODE)
        return RepairedCode(cleaned.upper(), "" if cleaned == text else "white space or marks")
    return _of_digits(digits, repair or ("" if cleaned == text else "white space or marks"), known)


def _stripped(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).strip().strip("\u200b\ufeff")
    if match := _FORMULA.match(folded):
        folded = match[1]
    return folded.strip("'\"` \t")


def _of_exchange(digits: str, hong_kong: bool) -> RepairedCode:
    return RepairedCode(digits.zfill(5 if hong_kong else 6), "exchange in the code")


def _of_digits(digits: str, repair: str, known: Container[str]) -> RepairedCode:
    if len(digits) > 6:
        # CIK numbers and the like: ten digits that belong to no mainland exchange.
        return RepairedCode(digits, repair)
    if len(digits) >= 5:
        return RepairedCode(digits, repair)
    zeros = "leading zeros" if not repair else f"{repair}, leading zeros"
    mainland, hong_kong = digits.zfill(6), digits.zfill(5)
    if mainland not in known and hong_kong in known:
        return RepairedCode(hong_kong, zeros)
    return RepairedCode(mainland, zeros)
