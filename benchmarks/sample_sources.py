"""Sources of the sample documents: HTML fragments in which sentences carry their gold labels.

A label stands behind its sentence as ``⟦nodes|stance|actor|polarity⟧``: short node names, with
``?`` behind a node that a careful reader may or may not give; ``⟦⟧`` says that no node applies;
``⟦?⟧`` that the sentence is not part of the gold. A fifth kind of word, ``scan`` in the place of
the actor, marks sentences that only OCR can read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "tests" / "samples_src"
LABEL = re.compile(r"⟦([^⟧]*)⟧")
PARAGRAPH = re.compile(r"<p[^>]*>(.*?)</p>", re.S)
SENTENCE_END = re.compile(r"(?<=[。！？；])")

NODES = {
    "exp": "nqp.explicit",
    "inn": "path.innovation",
    "inf": "path.infrastructure",
    "nat": "path.national_system",
    "dat": "path.data_market",
    "dig": "path.digital_industry",
    "tal": "path.talent",
    "fin": "path.finance",
    "com": "path.compute",
    "gre": "path.green",
    "wd": "elem.workforce.digital",
    "wa": "elem.workforce.ai",
    "mns": "elem.means",
    "mat": "elem.object.material",
    "obj": "elem.object.data",
    "big": "tech.bigdata",
    "cld": "tech.cloud",
    "ai": "tech.ai",
    "tgr": "tech.green",
    "oth": "tech.other_digital",
    "leap": "sig.leap",
    "upg": "sig.upgrade",
    "alc": "sig.allocation",
    "mod": "sig.modernization",
}
STANCES = {"b": "background", "p": "plan", "a": "action", "r": "achievement"}
ACTORS = {"o": "own", "g": "government", "x": "other", "m": "macro", "scan": "own"}
POLARITIES = {"+": "affirmed", "n": "negated", "k": "risk"}


@dataclass(frozen=True, slots=True)
class Source:
    """One sample: where its text is, what file it becomes, and what that file is."""

    name: str
    target: str
    lang: str
    kind: str
    header: str = ""
    footer: str = ""

    @property
    def marked(self) -> str:
        """The fragment as written, labels included."""
        return (SOURCES / f"{self.name}.html").read_text(encoding="utf-8")

    @property
    def plain(self) -> str:
        """The fragment without labels."""
        return LABEL.sub("", self.marked)


SAMPLES = (
    Source(
        "lanchuan_2023",
        "605998_澜川精工_2023年年度报告.pdf",
        "zh",
        "firm",
        header="澜川精工装备股份有限公司 2023 年年度报告",
        footer='counter(page) " / " counter(pages)',
    ),
    Source(
        "heling_2010",
        "2011-03-28__禾岭电气股份有限公司__001998__禾岭电气__2010年__年度报告.pdf",
        "zh",
        "firm",
        header="禾岭电气股份有限公司 2010 年年度报告",
        footer='"第 " counter(page) " 页"',
    ),
    Source("yunlan_gwr_2024", "2024年云澜省政府工作报告.docx", "zh", "gov"),
    Source(
        "northquay_10k_2022",
        "NORTHQUAY_2022_10K.pdf",
        "en",
        "firm",
        header="Northquay Systems, Inc. | 2022 Form 10-K",
        footer="counter(page)",
    ),
    Source("brightmere_2023", "Brightmere-Grid-plc_Annual-Report-2023.html", "en", "firm"),
)


def gold(source: Source) -> list[dict[str, object]]:
    """The labelled sentences of a sample, in the project's labelled data format."""
    rows: list[dict[str, object]] = []
    for paragraph in PARAGRAPH.findall(source.marked):
        prev, position = "", 0
        for match in LABEL.finditer(paragraph):
            text = sentence(paragraph[position : match.start()])
            position = match.end()
            if match[1] != "?":
                rows.append(row(source, len(rows) + 1, text, prev, match[1]))
            prev = text
    return rows


def sentence(segment: str) -> str:
    """The last sentence of what stands between two labels."""
    text = re.sub(r"<[^>]+>", "", segment).strip()
    return [part for part in SENTENCE_END.split(text) if part.strip()][-1].strip()


def row(source: Source, number: int, text: str, prev: str, label: str) -> dict[str, object]:
    """One line of the gold file; ``optional`` are nodes that count neither as right nor wrong."""
    names, stance, actor, polarity = f"{label}|||".split("|")[:4]
    sure = sorted(NODES[name] for name in names.split() if not name.endswith("?"))
    unsure = sorted(NODES[name[:-1]] for name in names.split() if name.endswith("?"))
    return {
        "id": f"{source.name}-{number}",
        "doc": source.target,
        "kind": source.kind,
        "lang": source.lang,
        "text": text,
        "prev": prev,
        "labels": sure,
        "optional": unsure,
        "stance": STANCES[stance] if names else None,
        "actor": ACTORS[actor or "o"] if names else None,
        "polarity": POLARITIES[polarity or "+"] if names else None,
        "scanned": actor == "scan",
        "split": "test",
        "annotator": "author",
    }
