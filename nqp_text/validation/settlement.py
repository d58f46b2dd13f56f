"""From the codes of several coders to one code a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from nqp_text.errors import ValidationError
from nqp_text.taxonomy import Taxonomy
from nqp_text.validation.audit_items import AuditItem
from nqp_text.validation.codes import ATTRIBUTES, LABELS, NONE
from nqp_text.validation.coding import Code, Coding
from nqp_text.validation.coding_sheet import write_sheet

_NAMED = 5


def settle(
    codings: Sequence[Coding], settled: Coding | None = None, *, first: bool = False
) -> dict[str, Code]:
    """One code a sentence: the settled one, else what the coders agree on.

    Three coders or more agree by majority, label by label. An attribute without majority is left
    open. Raises ``ValidationError`` if labels differ and nobody settled them, unless ``first`` says
    to take the first coder's.
    """
    names = list(dict.fromkeys(name for coding in codings for name in coding.codes))
    names += [name for name in (settled.codes if settled else ()) if name not in names]
    final: dict[str, Code] = {}
    open_: list[str] = []
    for name in names:
        codes = [coding.codes[name] for coding in codings if name in coding.codes]
        if settled and name in settled.codes:
            final[name] = settled.codes[name]
        elif agreed := _agreed(codes):
            final[name] = agreed
        elif first:
            final[name] = codes[0]
        else:
            open_.append(name)
    if open_:
        some = ", ".join(open_[:_NAMED]) + (" ..." if len(open_) > _NAMED else "")
        raise ValidationError(
            f"The coders gave {len(open_)} sentences different labels.",
            where=some,
            fix="Settle them: `nqp audit agreement ... --differences FILE.xlsx` writes a sheet for "
            "that; give it as --settled. Or take the first sheet's with --first.",
        )
    return final


def _agreed(codes: Sequence[Code]) -> Code | None:
    """The code that all give, or most of three or more; None if labels are open."""
    votes = Counter(label for code in codes for label in code.labels)
    if len(codes) < 3 and any(number < len(codes) for number in votes.values()):
        return None
    if any(2 * number == len(codes) for number in votes.values()):
        return None
    labels = frozenset(label for label, number in votes.items() if 2 * number > len(codes))
    values = {name: _most([code.values.get(name) for code in codes]) for name in ATTRIBUTES}
    return Code(labels, values if labels else dict.fromkeys(ATTRIBUTES))


def _most(values: Sequence[str | None]) -> str | None:
    given = Counter(value for value in values if value is not None)
    if not given:
        return None
    value, number = given.most_common(1)[0]
    return value if 2 * number > given.total() else None


def differing(codings: Sequence[Coding]) -> list[str]:
    """Sentences that two coders coded with different labels or attributes."""
    found = []
    for name in dict.fromkeys(name for coding in codings for name in coding.codes):
        codes = [coding.codes[name] for coding in codings if name in coding.codes]
        if any(code != codes[0] for code in codes[1:]):
            found.append(name)
    return found


def write_differences(
    file: Path, items: Sequence[AuditItem], codings: Sequence[Coding], taxonomy: Taxonomy
) -> int:
    """A sheet of the sentences that were coded differently, with what each coder wrote.

    The cells to fill hold what all agree on. Returns the number of sentences.
    """
    names = set(differing(codings))
    chosen = [item for item in items if item.id in names]
    coded: dict[str, dict[str, str]] = {}
    for item in chosen:
        codes = {c.coder: c.codes[item.id] for c in codings if item.id in c.codes}
        cells = {f"by {coder}": _shown(code) for coder, code in codes.items()}
        same_labels = len({code.labels for code in codes.values()}) == 1
        if same_labels:
            labels = sorted(next(iter(codes.values())).labels) or [NONE]
            cells |= dict(zip(LABELS, labels, strict=False))
        coded[item.id] = cells
    extra = [f"by {coding.coder}" for coding in codings]
    write_sheet(file, chosen, taxonomy, coded, extra)
    return len(chosen)


def _shown(code: Code) -> str:
    labels = "; ".join(sorted(code.labels)) or NONE
    values = ", ".join(value for value in code.values.values() if value)
    return f"{labels} ({values})" if values else labels
