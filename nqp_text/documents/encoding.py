"""Bytes → text without guesses by library: strict decoding, then the most plausible reading.

UTF-8 is accepted as soon as it decodes, because other encodings do not look like it by chance.
GB18030 and Big5 share most byte pairs, so what decides is how common the characters are that each
reading gives.
"""

from __future__ import annotations

import codecs
import unicodedata
from collections import Counter
from dataclasses import dataclass

from nqp_text.errors import DocumentError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CANDIDATES = ("gb18030", "cp950", "big5hkscs", "utf-16-le", "utf-16-be", "cp1252")
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定"
    "行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其"
    "些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建"
    "月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接"
    "知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处世车股司报告董会额元万亿项目市场企投融银金"
    "增值税价格费用售购租贷款债权益负损润营收支账户客产品服务技术研创风险控审监督务院省县镇村局委办规划章节条例号令按"
    "這個為時來們對發動產種後經進著麼過還說學機當點從業應開關無與樣現實體數線條問題變結設計據處報單總國際將組織義務資"
    "區戰車員幾軍論運農電氣會議東長門間頭邊邏輯買賣貸債權損營賬戶術創風險監督務縣鎮規劃節號專層廠廣園圖團導屬幣幹師"
    "、。，；：？！“”‘’（）《》〈〉「」『』【】—…·％０１２３４５６７８９　"
)
_WESTERN = frozenset("‘’“”–—…•®™©£€§°½¼¾·±×éèêëàâäáóôöòúüùñçíîïÉÄÖÜßåøæ\u00a0\u00ad")
_CONTROL_SHARE = 0.01
_REPLACED_SHARE = 0.002
_PLAUSIBLE = 0.3
_SAMPLE = 200_000


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text, the encoding that gave it and how many characters could not be decoded."""

    text: str
    encoding: str
    replaced: int = 0


def decode(data: bytes, path: str = "", declared: str = "") -> Decoded:
    """The text of the bytes, without byte order mark.

    ``declared`` is an encoding that the file itself names (HTML); it is tried before guessing.
    Raises ``DocumentError`` (unreadable) when the bytes are no text in any encoding tried.
    """
    decoded = _by_mark(data) or _by_declaration(data, declared) or _strict_utf8(data)
    decoded = decoded or _most_plausible(data) or _with_damage(data)
    if decoded is None or _control_share(decoded.text) > _CONTROL_SHARE:
        raise DocumentError(
            "The bytes are not text in UTF-8, UTF-16, GB18030, Big5 or Windows-1252.",
            where=path,
            fix="Check that the file is not damaged, or save it again as UTF-8.",
        )
    return decoded


def _by_mark(data: bytes) -> Decoded | None:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, errors="replace")
            replaced = text.count("\ufffd")
            if replaced <= len(text) * _REPLACED_SHARE:
                return Decoded(text, encoding, replaced)
    return None


def _by_declaration(data: bytes, declared: str) -> Decoded | None:
    if not declared:
        return None
    name = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "cp950"}.get(declared.lower(), declared)
    try:
        text = data.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None
    return Decoded(text, name)


def _strict_utf8(data: bytes) -> Decoded | None:
    if data[:4096].count(0) * 5 > len(data[:4096]):
        return None
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return None


def _most_plausible(data: bytes) -> Decoded | None:
    best: Decoded | None = None
    best_score = _PLAUSIBLE
    for encoding in _CANDIDATES:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        score = plausibility(text)
        if score > best_score:
            best, best_score = Decoded(text, encoding), score
    return best


def _with_damage(data: bytes) -> Decoded | None:
    """The most plausible reading of a file with a few broken bytes."""
    best: Decoded | None = None
    best_score = _PLAUSIBLE
    for encoding in ("utf-8", *_CANDIDATES):
        text = data.decode(encoding, errors="replace")
        replaced = text.count("\ufffd")
        if replaced > max(1, len(text) * _REPLACED_SHARE):
            continue
        score = plausibility(text)
        if score > best_score:
            best, best_score = Decoded(text, encoding, replaced), score
    return best


def plausibility(text: str) -> float:
    """How much the characters beyond ASCII look like what people write.

    About 0.6 for a right reading of Chinese, below 0.3 for a wrong one.
    """
    counts = Counter(character for character in text[:_SAMPLE] if character >= "\x80")
    total = sum(counts.values())
    if not total:
        return 1.0 if _control_share(text) == 0 else 0.0
    return sum(_worth(character) * count for character, count in counts.items()) / total


def _worth(character: str) -> float:
    if character in _COMMON or character in _WESTERN:
        return 1.0
    if "\u4e00" <= character <= "\u9fff":
        return 0.15
    if unicodedata.category(character) in ("Co", "Cn", "Cc", "Cs"):
        return -2.0
    return -0.3


def _control_share(text: str) -> float:
    sample = text[:_SAMPLE]
    controls = sum(character < " " and character not in "\t\n\r\f\x0b" for character in sample)
    return controls / max(1, len(sample))
