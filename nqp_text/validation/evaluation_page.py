"""The evaluation as a page: self-contained HTML, every text escaped, no scripts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from nqp_text.records import Estimate
from nqp_text.validation.evaluation import Comparison
from nqp_text.validation.evaluation_file import Calibration, Evaluation

_STYLE = """
body{font:15px/1.5 system-ui,"PingFang SC","Microsoft YaHei",sans-serif;max-width:76rem;
margin:2rem auto;padding:0 1rem;color:#1b1f24}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2.2rem}
table{border-collapse:collapse;margin:.6rem 0;font-variant-numeric:tabular-nums}
th,td{padding:.2rem .7rem;border-bottom:1px solid #d8dee4;text-align:right;white-space:nowrap}
th{background:#f6f8fa;position:sticky;top:0}
td:first-child,th:first-child,td.t,th.t{text-align:left}
small{color:#59636e}.few{color:#8b949e}
.bar{display:inline-block;height:.7em;background:#0969da;vertical-align:middle}
"""
_FEW = 20


def evaluation_page(comparison: Comparison) -> str:
    """HTML with the comparison of methods first, then a section per method."""
    first = comparison.evaluations[0]
    gold = first.gold
    title = f"Evaluation on {gold['name']}"
    weighted = "weighted by sampling probability" if first.weighted else "every sentence weighs 1"
    parts = [
        f"<h1>{_(title)}</h1>",
        f"<p>{gold['sentences']} sentences (SHA-256 {_(str(gold['sha256'])[:12])}…); {weighted}. "
        f"Brackets are 95 % intervals: {first.replicates} bootstrap replicates of "
        f"{_(first.resampled)}, seed {first.seed}. "
        f"Grey: fewer than {_FEW} gold sentences.</p>",
        "<h2>Methods side by side</h2>",
        _side_by_side(comparison),
    ]
    if comparison.differences:
        parts += [f"<h2>F1 against {_(first.method)}</h2>", _differences(comparison)]
    for evaluation in comparison.evaluations:
        parts += _method(evaluation)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{_(title)}</title><style>{_STYLE}</style></head><body>\n"
        + "\n".join(parts)
        + "\n</body></html>\n"
    )


def _side_by_side(comparison: Comparison) -> str:
    rows = []
    for evaluation in comparison.evaluations:
        for score in evaluation.summary:
            if score.over == "paths":
                rows.append(
                    [
                        evaluation.method,
                        score.average,
                        score.lang,
                        score.kind,
                        str(score.n),
                        *map(shown, (score.precision, score.recall, score.f1)),
                    ]
                )
    rows.sort(key=lambda row: (row[2] != "all", row[2], row[3] != "all", row[3], row[1] != "micro"))
    head = ["method", "average", "language", "kind", "sentences", "precision", "recall", "F1"]
    return "<p>Over the index paths.</p>" + _table(head, rows)


def _differences(comparison: Comparison) -> str:
    rows = [
        [each.method, each.average, each.lang, each.kind, shown(each.f1, signed=True)]
        for each in comparison.differences
        if each.over == "paths"
    ]
    note = "<p>Paired: both methods in the same replicates, over the index paths.</p>"
    return note + _table(["method", "average", "language", "kind", "F1 more"], rows)


def _method(evaluation: Evaluation) -> Iterator[str]:
    yield f"<h2>{_(evaluation.method)}</h2>"
    hashes = (("model", evaluation.model), ("lexicon", evaluation.lexicon))
    known = ", ".join(f"{name} {value[:12]}" for name, value in hashes if value)
    yield f"<p><small>{_(known)}, taxonomy {_(evaluation.taxonomy[:12])}</small></p>"
    for note in evaluation.notes:
        yield f"<p>{_(note)}</p>"
    yield "<h3>Per node</h3>" + _cells(evaluation)
    yield "<h3>Facets and all nodes</h3>" + _table(
        ["over", "average", "language", "kind", "precision", "recall", "F1"],
        [
            [s.over, s.average, s.lang, s.kind, *map(shown, (s.precision, s.recall, s.f1))]
            for s in evaluation.summary
            if s.over != "paths"
        ],
    )
    if evaluation.strata:
        yield "<h3>By stratum</h3>" + _table(
            ["stratum", "average", "sentences", "precision", "recall", "F1"],
            [
                [s.stratum, s.average, str(s.n), *map(shown, (s.precision, s.recall, s.f1))]
                for s in evaluation.strata
                if s.over == "paths"
            ],
        )
    yield "<h3>Stance, actor, polarity on true positives</h3>" + _table(
        ["attribute", "language", "kind", "sentences", "right"],
        [[a.attribute, a.lang, a.kind, str(a.n), shown(a.accuracy)] for a in evaluation.attributes],
    )
    yield "<h3>Set of paths exactly right</h3>" + _table(
        ["language", "kind", "sentences", "share"],
        [[e.lang, e.kind, str(e.n), shown(e.share)] for e in evaluation.exact],
    )
    for pair in evaluation.pairs:
        yield f"<p>Same set of paths in both languages: {shown(pair.share)} of {pair.n} pairs.</p>"
    for calibration in evaluation.calibration:
        if calibration.lang == "all" or calibration.kind == "all":
            yield _calibration(calibration)


def _cells(evaluation: Evaluation) -> str:
    rows = []
    for cell in evaluation.cells:
        row = [
            cell.node,
            cell.lang,
            cell.kind,
            *(f"{value:.4g}" for value in (cell.tp, cell.fp, cell.fn)),
            *map(shown, (cell.precision, cell.recall, cell.f1)),
        ]
        few = not evaluation.weighted and cell.tp + cell.fn < _FEW
        rows.append((row, "few" if few else ""))
    head = ["node", "language", "kind", "tp", "fp", "fn", "precision", "recall", "F1"]
    return _table(head, [row for row, _ in rows], [mark for _, mark in rows])


def _calibration(calibration: Calibration) -> str:
    rows = [
        f"<tr><td>{each.low:.1f} to {each.high:.1f}</td><td>{each.n}</td>"
        f"<td>{_share(each.mean_score)}</td><td>{_share(each.positive_share)}</td>"
        f'<td class="t">{_bar(each.mean_score)}<br>{_bar(each.positive_share, "#bf8700")}</td></tr>'
        for each in calibration.bins
        if each.n
    ]
    numbers = (
        ("all pairs of sentence and node", calibration.ece),
        ("index paths", calibration.ece_paths),
        ("pairs decided positive", calibration.ece_positive),
    )
    errors = "; ".join(f"{name} {value:.4f}" for name, value in numbers if value is not None)
    return (
        f"<h3>Calibration: language {_(calibration.lang)}, kind {_(calibration.kind)}</h3>"
        f"<p>Expected calibration error: {errors}.</p>"
        "<table><tr><th>probability</th><th>pairs</th><th>mean probability</th><th>positive</th>"
        f'<th class="t"></th></tr>{"".join(rows)}</table>'
    )


def _bar(value: float | None, color: str = "#0969da") -> str:
    width = 0.0 if value is None else 12 * value
    return f'<span class="bar" style="width:{width:.2f}rem;background:{color}"></span>'


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def shown(value: Estimate, signed: bool = False) -> str:
    """An estimate with its interval, three decimals; a dash where it is not defined."""
    point, low, high = value
    if point is None:
        return "–"
    form = "{:+.3f}" if signed else "{:.3f}"
    if low is None or high is None:
        return form.format(point)
    return f"{form.format(point)} [{form.format(low)}, {form.format(high)}]"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], marks: Sequence[str] = ()) -> str:
    lines = ["<tr>" + "".join(f"<th>{_(name)}</th>" for name in head) + "</tr>"]
    for number, row in enumerate(rows):
        mark = f' class="{marks[number]}"' if marks and marks[number] else ""
        lines.append(f"<tr{mark}>" + "".join(f"<td>{_(cell)}</td>" for cell in row) + "</tr>")
    return "<table>" + "\n".join(lines) + "</table>"


def _(text: str) -> str:
    return escape(text, quote=True)
