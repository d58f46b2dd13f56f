"""A text with its mentions, for looking at: in a notebook, as a table, through displaCy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from html import escape
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from nqp_text.errors import MissingExtraError
from nqp_text.outputs.visible import CONTROL, visible
from nqp_text.records import Mention

if TYPE_CHECKING:
    import polars as pl

MAX_SHOWN = 20_000
"""Characters of a text that a notebook shows; what is longer is cut, and says so."""

_MARK = (
    "background:#ffe9a8;color:#1d2730;border-bottom:2px solid #b3541e;padding:0 .1em;"
    "unicode-bidi:isolate"
)
_LABEL = "font-size:.72em;color:#5d6b76;margin-left:.25em;vertical-align:super;line-height:0"
_COLUMNS = ("node", "evidence", "stance", "actor", "polarity", "score", "tagger")


@dataclass(frozen=True, slots=True)
class TaggedText:
    """A text and what was found in it; offsets of the mentions are positions in ``text``.

    ``names`` are the names of the nodes by id, in the language of the reader.
    """

    text: str
    mentions: tuple[Mention, ...]
    names: Mapping[str, str] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Mention]:
        return iter(self.mentions)

    def __len__(self) -> int:
        return len(self.mentions)

    def to_polars(self) -> pl.DataFrame:
        """One row a mention, with the columns of ``mentions.parquet`` that a text can have."""
        import polars as pl

        rows = [asdict(mention) for mention in self.mentions]
        return pl.DataFrame(rows) if rows else pl.DataFrame(schema=["node", "text", "evidence"])

    def to_pandas(self) -> Any:
        """The same as a pandas frame; pandas has to be installed."""
        if find_spec("pandas") is None:
            raise MissingExtraError("pandas", "notebook")
        return self.to_polars().to_pandas()

    def displacy(self) -> str:
        """HTML by spaCy's displaCy. Words that overlap stand under the longest of them."""
        from spacy import displacy

        ents = [
            {"start": start, "end": end, "label": " · ".join(nodes)}
            for (start, end), nodes in self._spans()
        ]
        colours = dict.fromkeys((str(ent["label"]) for ent in ents), "#cfdde8")
        given = {"text": CONTROL.sub("\N{REPLACEMENT CHARACTER}", self.text), "ents": ents}
        html: str = displacy.render(
            given, style="ent", manual=True, jupyter=False, options={"colors": colours}
        )
        return html

    def _spans(self) -> list[tuple[tuple[int, int], list[str]]]:
        """Places of evidence and their nodes; of those that overlap, the first and longest."""
        nodes: dict[tuple[int, int], list[str]] = {}
        for mention in self.mentions:
            place = mention.evidence_start, mention.evidence_end
            nodes.setdefault(place, []).append(mention.node)
        kept: list[tuple[tuple[int, int], list[str]]] = []
        for place, found in sorted(nodes.items(), key=lambda item: (item[0][0], -item[0][1])):
            if not kept or place[0] >= kept[-1][0][1]:
                kept.append((place, found))
        return kept

    def _repr_html_(self) -> str:
        parts: list[str] = []
        at = 0
        for (start, end), nodes in self._spans():
            if end > MAX_SHOWN:
                break
            label = ", ".join(self.names.get(node, node) for node in nodes)
            parts += [
                visible(self.text[at:start]),
                f'<mark style="{_MARK}">{visible(self.text[start:end])}</mark>',
                f'<span style="{_LABEL}">{escape(label)}</span>',
            ]
            at = end
        parts.append(visible(self.text[at : max(at, MAX_SHOWN)]))
        if len(self.text) > MAX_SHOWN:
            parts.append(f"… <i>({len(self.text):,} characters, {MAX_SHOWN:,} shown)</i>")
        body = "".join(parts).replace("\n", "<br>")
        return (
            f'<div style="line-height:2;max-width:60em;overflow-wrap:anywhere">{body}</div>'
            + self._table()
        )

    def _table(self) -> str:
        if not self.mentions:
            return "<p><i>no mention</i></p>"
        head = "".join(f'<th style="text-align:left">{name}</th>' for name in _COLUMNS)
        rows = "".join(
            "<tr>" + "".join(f'<td style="text-align:left">{cell}</td>' for cell in cells) + "</tr>"
            for cells in map(self._cells, self.mentions[:200])
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"

    def _cells(self, mention: Mention) -> Iterator[str]:
        for name in _COLUMNS:
            value = getattr(mention, name)
            yield f"{value:.2f}" if name == "score" else visible(str(value))
