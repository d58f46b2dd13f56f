"""The methods section and the appendix as Markdown or LaTeX, in Chinese or English."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from nqp_text.outputs.methods.appendix import AppendixTable, Cell, appendix_tables
from nqp_text.outputs.methods.facts import Facts

FORMATS = ("md", "tex")
LANGUAGES = ("zh", "en")

_TEX = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", '"': r"\textquotedbl{}",
    "Σ": r"$\sum$", "π": r"$\pi$", "−": "$-$", "·": r"$\cdot$", "×": r"$\times$",
}  # fmt: skip
_HEAD = """% {title}
% Written by nqp-text. \\input this file. It needs \\usepackage{{booktabs,longtable}} and, because
% terms and names of sources are Chinese, XeLaTeX with \\usepackage{{ctex}}.
% The widest table has eleven columns: leave margins of 2 cm.
"""


def methods_page(facts: Facts, language: str, form: str) -> str:
    """The page in one language (``zh``, ``en``) and form (``md``, ``tex``)."""
    lines = _tex(facts, language) if form == "tex" else _markdown(facts, language)
    return "\n".join(lines) + "\n"


def sentences(facts: Facts, language: str) -> list[str]:
    """The sentences of the methods section, each with the numbers of this run."""
    words = _words()[language]
    numbers = dict(facts.numbers)
    failures = numbers["failures"]
    numbers["failures"] = f" ({failures})" if failures else ""
    unit = str(numbers["unit"]).replace("-", "_")
    coding = "coding_lexicon" if numbers["method"] == "lexicon" else "coding_model"
    found = [
        _filled(words[key], numbers) for key in ("reading", f"unit_{unit}", coding, "polarity")
    ]
    for name, (formula, denominator) in facts.formulas.items():
        shown = {"name": name, "formula": formula, "denominator": denominator}
        found.append(_filled(words["measure"], shown))
    found.append(words["measures_where"])
    scopes = [words[f"scope_{scope}"] for scope in facts.scopes]
    found.append(
        _filled(
            words["scopes"],
            {"scopes": "；".join(scopes) if language == "zh" else "; ".join(scopes)},
        )
    )
    if facts.weights:
        found.append(_filled(words["composite"], {"scheme": facts.scheme}))
        found += facts.notes
    if numbers["transform"]:
        found.append(_filled(words["transform"], numbers))
    found.append(_filled(words["errors"], {"errors": _sources(str(numbers["errors"]), words)}))
    found.append(_judgement(facts.evaluation, words))
    found.append(words["replication"])
    return found


def _sources(errors: str, words: Mapping[str, str]) -> str:
    """What the column ``errors`` of a panel holds, in words."""
    kinds = []
    for kind in errors.split(", "):
        parts = [words.get(f"error_{part}", part) for part in kind.split("+")]
        kinds.append(words["error_and"].join(parts))
    return "; ".join(kinds)


def references(facts: Facts) -> list[str]:
    """The works that the measures and weights come from, sorted."""
    listed = _words()["references"]
    keys = {key for measure in facts.measures for key in listed["measures"].get(measure, ())}
    keys |= set(listed["schemes"].get(facts.scheme, ()))
    return [listed["list"][key] for key in sorted(keys)]


@cache
def _words() -> Mapping[str, Any]:
    text = files("nqp_text.outputs.methods").joinpath("words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _filled(text: str, numbers: Mapping[str, Any]) -> str:
    """The sentence with its numbers; what is not known as a number is shown as it is."""
    plain = {
        name: value if isinstance(value, int) and not isinstance(value, bool) else _Text(value)
        for name, value in numbers.items()
    }
    return text.format(**plain)


class _Text(str):
    """A text that takes any format for numbers."""

    def __format__(self, specification: str) -> str:
        return str(self)


def _judgement(evaluation: Mapping[str, Any] | None, words: Mapping[str, str]) -> str:
    summary = [
        row
        for row in (evaluation or {}).get("summary", ())
        if (row["average"], row["over"], row["lang"], row["kind"])
        == ("micro", "paths", "all", "all")
    ]
    if evaluation is None or not summary:
        return words["no_evaluation"]
    row = summary[0]
    scores = {name: _score(row[name]) for name in ("precision", "recall", "f1")}
    weighted = "" if evaluation.get("weighted") else words["not_weighted"]
    gold = str(evaluation.get("gold", {}).get("name", ""))
    return _filled(
        words["evaluation"], {"n": int(row["n"]), "gold": gold, "weighted": weighted, **scores}
    )


def _score(estimate: Sequence[float | None]) -> str:
    value, low, high = estimate
    shown = "?" if value is None else f"{value:.2f}"
    return shown if low is None or high is None else f"{shown} [{low:.2f}, {high:.2f}]"


def _markdown(facts: Facts, language: str) -> Iterator[str]:
    words = _words()[language]
    yield f"# {words['title']}"
    yield f"\n## {words['heading_text']}\n"
    yield ("" if language == "zh" else " ").join(sentences(facts, language))
    yield f"\n## {words['heading_appendix']}"
    for number, table in enumerate(appendix_tables(facts), 1):
        yield f"\n**A{number}. {words[f'table_{table.key}']}**\n"
        yield "| " + " | ".join(_header(table, language)) + " |"
        yield "|" + " --- |" * len(table.columns)
        for row in table.rows:
            yield "| " + " | ".join(_shown(cell).replace("|", "\\|") for cell in row) + " |"
    if listed := references(facts):
        yield f"\n## {words['heading_references']}\n"
        yield from (f"- {reference}" for reference in listed)


def _tex(facts: Facts, language: str) -> Iterator[str]:
    words = _words()[language]
    yield _HEAD.format(title=words["title"])
    yield rf"\section*{{{_escaped(words['heading_text'])}}}"
    text = ("" if language == "zh" else " ").join(sentences(facts, language))
    yield _escaped(text)
    yield "\n" + rf"\section*{{{_escaped(words['heading_appendix'])}}}"
    for table in appendix_tables(facts):
        # Tables of terms are longer than a page, which a floating table must not be.
        yield "\n" + r"{\scriptsize\setlength{\tabcolsep}{3pt}"
        yield rf"\begin{{longtable}}{{{_alignment(table)}}}"
        yield rf"\caption{{{_escaped(words[f'table_{table.key}'])}}} \\ \toprule"
        yield " & ".join(map(_escaped, _header(table, language))) + r" \\ \midrule \endhead"
        yield r"\bottomrule \endfoot"
        for row in table.rows:
            yield " & ".join(_escaped(_shown(cell)) for cell in row) + r" \\"
        yield r"\end{longtable}}"
    if listed := references(facts):
        yield "\n" + rf"\section*{{{_escaped(words['heading_references'])}}}"
        yield r"\begin{itemize}"
        yield from (rf"\item {_escaped(reference)}" for reference in listed)
        yield r"\end{itemize}"


def _header(table: AppendixTable, language: str) -> list[str]:
    names = _words()["columns"].get(language, {})
    return [str(names.get(column, column)) for column in table.columns]


def _alignment(table: AppendixTable) -> str:
    columns = zip(*table.rows, strict=True)
    return "".join("l" if any(isinstance(c, str) for c in column) else "r" for column in columns)


def _shown(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.4g}"
    return " ".join(str(cell).split())


def _escaped(text: str) -> str:
    # Two hyphens would be set as a dash: an option of a command has two.
    return "".join(_TEX.get(character, character) for character in text).replace("--", "-{}-")
