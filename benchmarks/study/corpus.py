"""Which files the study reads: four series of documents, found by their names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

CENTRAL, PROVINCES, BANK, DEVELOPER = "central", "provinces", "bank", "developer"
SERIES = (CENTRAL, PROVINCES, BANK, DEVELOPER)
FIRMS = {
    BANK: ("000001", "平安银行", "Ping An Bank (Shenzhen Development Bank until 2012)"),
    DEVELOPER: ("000002", "万科A", "Vanke"),
}
CENTRAL_NAME = "国务院"
FIRST_YEAR, LAST_YEAR = 1954, 2026
PROVINCES_YEAR = 2026
ALL_PROVINCES = {
    "北京市": "Beijing", "天津市": "Tianjin", "河北省": "Hebei", "山西省": "Shanxi",
    "内蒙古自治区": "Inner Mongolia", "辽宁省": "Liaoning", "吉林省": "Jilin",
    "黑龙江省": "Heilongjiang", "上海市": "Shanghai", "江苏省": "Jiangsu", "浙江省": "Zhejiang",
    "安徽省": "Anhui", "福建省": "Fujian", "江西省": "Jiangxi", "山东省": "Shandong",
    "河南省": "Henan", "湖北省": "Hubei", "湖南省": "Hunan", "广东省": "Guangdong",
    "广西壮族自治区": "Guangxi", "海南省": "Hainan", "重庆市": "Chongqing", "四川省": "Sichuan",
    "贵州省": "Guizhou", "云南省": "Yunnan", "西藏自治区": "Tibet", "陕西省": "Shaanxi",
    "甘肃省": "Gansu", "青海省": "Qinghai", "宁夏回族自治区": "Ningxia",
    "新疆维吾尔自治区": "Xinjiang",
}  # fmt: skip

_CENTRAL = re.compile(r"central_gwr_(\d{4})_(\w+?)(?:_zh)?\.txt")
_PROVINCE = re.compile(r"(2026)年(.+)政府工作报告\.txt")
_FIRM_FILES = {
    BANK: re.compile(
        r"(?:000001_平安银行_.*?|000001_\d{4}_平安银行_|平安银行：)"
        r"(\d{4})年年度报告(?:_[-\d]+)?\.(pdf|txt)"
    ),
    DEVELOPER: re.compile(
        r"(?:000002_2-万科A-|vanke_000002万_科Ａ)(\d{4})年(?:年度报告|年报)\.(pdf|txt)"
    ),
}
_FOLDERS = {
    CENTRAL: ("government_zh",),
    PROVINCES: ("government_zh",),
    BANK: ("annual_reports_zh", "firm_text_zh"),
    DEVELOPER: ("annual_reports_zh", "firm_text_zh"),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that may stand for an issuer's year. ``source`` says where its text comes from."""

    series: str
    issuer: str
    year: int
    source: str
    file: Path

    @property
    def kind(self) -> str:
        """Kind of document, as nqp-text names it."""
        return "firm" if self.series in FIRMS else "gov"


def find_candidates(documents: Path, only: tuple[str, ...] = ()) -> list[Candidate]:
    """All files of the four series below a folder, sorted; ``only`` keeps matching names."""
    found = []
    for series, folders in _FOLDERS.items():
        for folder in folders:
            for file in sorted((documents / folder).glob("*")):
                candidate = _candidate(series, file)
                if candidate and (not only or any(fnmatch(file.name, p) for p in only)):
                    found.append(candidate)
    return sorted(found, key=lambda c: (SERIES.index(c.series), c.issuer, c.year, c.file.name))


def _candidate(series: str, file: Path) -> Candidate | None:
    if series == CENTRAL:
        match = _CENTRAL.fullmatch(file.name)
        return match and Candidate(series, CENTRAL_NAME, int(match[1]), match[2], file)
    if series == PROVINCES:
        match = _PROVINCE.fullmatch(file.name)
        return match and Candidate(series, match[2], int(match[1]), "newspaper", file)
    match = _FIRM_FILES[series].fullmatch(file.name)
    return match and Candidate(series, FIRMS[series][1], int(match[1]), match[2], file)
