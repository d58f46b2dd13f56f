"""One text per issuer and year: the rule, applied to what was read and nothing else.

1. A text of an annual report with fewer than 80,000 characters is incomplete.
2. Of an annual report the PDF goes before a text that somebody made of it.
3. Of several texts of a work report, those count that hold at least 95 % of the distinct
   characters of the fullest one (the characters of its sentences, each different sentence once).
4. Of these, texts that repeat more than a tenth of themselves go last.
5. Then the source that covers most years goes first, so that the format changes least.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from corpus import FIRMS, Candidate

import nqp_text

ORDER = ("hprc", "sdx", "wikisource", "parallel", "newspaper", "pdf", "txt")
"""Sources: of the central reports those that cover most years and add least of their own."""
COMPLETE, REPEATED, EXCERPT = 0.95, 0.10, 80_000


@dataclass(frozen=True, slots=True)
class Text:
    """A candidate as it was read. ``distinct`` counts the characters of different sentences.

    ``sha256`` is the hash of the file's bytes; ``chosen`` whether it stands for its year, and
    ``rule`` why or why not.
    """

    candidate: Candidate
    sha256: str
    status: str
    chars: int
    sentences: int
    distinct: int
    chosen: bool = False
    rule: str = ""

    @property
    def repeated(self) -> float:
        """Share of the characters in sentences that stand in the text already."""
        return 1 - self.distinct / self.chars if self.chars else 0.0


def read_text(candidate: Candidate) -> Text:
    """Hash and length of a candidate; a file that cannot be read has a status and no length.

    A PDF is left to the scan: there is no other text of its year to compare it with before.
    """
    sha256 = hashlib.sha256(candidate.file.read_bytes()).hexdigest()
    if candidate.source == "pdf":
        return Text(candidate, sha256, "", 0, 0, 0)
    try:
        document = nqp_text.read(candidate.file, isolated=False, ocr="off")
    except nqp_text.DocumentError as error:
        return Text(candidate, sha256, error.status, 0, 0, 0)
    sentences = nqp_text.split(document, candidate.kind)
    texts = [bare for s in sentences if (bare := "".join(s.text.split()))]
    chars, distinct = (sum(map(len, lines)) for lines in (texts, dict.fromkeys(texts)))
    return Text(candidate, sha256, document.status, chars, len(texts), distinct)


def choose(texts: Sequence[Text]) -> list[Text]:
    """The texts in the same order, with the choice and its reason filled in."""
    decided: dict[str, tuple[bool, str]] = {}
    whole = []
    for text in texts:
        if text.candidate.source == "txt" and text.chars < EXCERPT:
            decided[_key(text)] = (False, "incomplete: less than 80,000 characters")
        else:
            whole.append(text)
    for of_year in _by_year(whole):
        decided |= _decide(of_year)
    return [
        replace(t, chosen=chosen, rule=rule) for t in texts for chosen, rule in [decided[_key(t)]]
    ]


def _decide(texts: Sequence[Text]) -> dict[str, tuple[bool, str]]:
    if len(texts) == 1:
        twice = texts[0].repeated > REPEATED
        also = f", repeats {100 * texts[0].repeated:.0f} % of itself" if twice else ""
        return {_key(texts[0]): (True, f"only text of the year{also}")}
    if texts[0].candidate.series in FIRMS:
        best = min(texts, key=_order)
        why = "text made of the PDF that is read"
        return {_key(t): (t is best, "PDF before text" if t is best else why) for t in texts}
    fullest = max(t.distinct for t in texts)
    full = [t for t in texts if t.distinct >= COMPLETE * fullest]
    best = min(full, key=lambda t: (t.repeated > REPEATED, _order(t)))
    found = {}
    for text in texts:
        if text is best:
            found[_key(text)] = (True, "complete, first in the order of sources")
        elif text not in full:
            share = int(100 * text.distinct / fullest)
            found[_key(text)] = (False, f"incomplete: {share} % of the fullest text")
        elif text.repeated > REPEATED:
            found[_key(text)] = (False, f"repeats {100 * text.repeated:.0f} % of itself")
        else:
            found[_key(text)] = (False, "second copy, kept for comparison")
    return found


def _by_year(texts: Iterable[Text]) -> list[list[Text]]:
    groups: dict[tuple[str, str, int], list[Text]] = defaultdict(list)
    for text in texts:
        found = text.candidate
        groups[found.series, found.issuer, found.year].append(text)
    return list(groups.values())


def _order(text: Text) -> int:
    return ORDER.index(text.candidate.source)


def _key(text: Text) -> str:
    return str(text.candidate.file)
