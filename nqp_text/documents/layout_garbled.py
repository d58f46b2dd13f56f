"""Text layers that do not say what the page shows, though their characters exist.

A font without a proper map gives real characters of the wrong kind: Latin text without vowels or
spaces, Chinese text without its commonest characters.
"""

from __future__ import annotations

import re
from typing import Protocol

_SHARE = 0.3
_COMMON_HAN = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后"
    "多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由"
    "其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建"
    "月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知"
    "较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志"
    "世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗"
    "完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际"
    "商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲"
    "快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严"
    "億與為會國這個來們時對發過學進經後動業當體開實現關東產於務資額財報買賣導總幣萬長間險銀債權證條項無"
    "股份司董监事公年度额资产负债元审计附注项目合计金融投资行营销售收益费用税款贷存借币账银"
)
_HAN_RE = re.compile("[\u3400-\u9fff]")
_LETTER_RE = re.compile("[A-Za-z]")
_FREQUENT_RE = re.compile("[etaoinETAOIN]")


class Readable(Protocol):
    """What is known of a page's text layer."""

    text: str
    chars: int
    garbled: int


def is_garbled(page: Readable) -> bool:
    """Whether so much of a page's text is wrong that it must not be counted."""
    if page.chars and page.garbled > _SHARE * page.chars:
        return True
    han = _HAN_RE.findall(page.text)
    letters = len(_LETTER_RE.findall(page.text))
    if (
        len(han) >= 80
        and 2 * len(han) > letters
        and sum(sign in _COMMON_HAN for sign in han) < 0.2 * len(han)
    ):
        page.garbled = max(page.garbled, len(han))
        return True
    if (
        letters >= 200
        and letters > 4 * len(han)
        and len(_FREQUENT_RE.findall(page.text)) < 0.27 * letters
    ):
        page.garbled = max(page.garbled, letters)
        return True
    return False
