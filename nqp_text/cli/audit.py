"""``nqp audit``: people check the classifier on a random sample of the run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nqp_text.cli.choices import one_of
from nqp_text.cli.convergent import convergent
from nqp_text.cli.options import Taxonomy

if TYPE_CHECKING:
    from nqp_text.outputs import Run
    from nqp_text.validation.audit_draw import Draw
    from nqp_text.validation.audit_items import AuditItem
    from nqp_text.validation.coding import Coding

app = typer.Typer(
    no_args_is_help=True,
    help="Draw sentences for coders, measure their agreement, score the classifier.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(convergent)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Replicates = Annotated[
    int, typer.Option("--replicates", help="Bootstrap replicates.", min=100, max=20_000)
]
Seed = Annotated[int, typer.Option("--seed", help="Seed of what is random.", min=0)]
Audit = Annotated[Path, typer.Argument(help="Folder that `nqp audit sample` wrote.")]
Sheets = Annotated[list[Path], typer.Argument(help="Coded sheets, one a coder.")]


@app.command()
def sample(
    run: Annotated[Path, typer.Argument(help="Run folder that nqp scan wrote.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the sheets and the key.")],
    size: Annotated[int, typer.Option("--size", help="Sentences to draw.", min=1)] = 400,
    coders: Annotated[
        str, typer.Option("--coders", help="Names of the coders, with commas: a sheet each.")
    ] = "a,b",
    output: Annotated[str, typer.Option("--format", help="xlsx or csv.")] = "xlsx",
    sources: Annotated[
        list[Path] | None,
        typer.Option("--sources", help="Folder to look for the documents in; repeatable."),
    ] = None,
    taxonomy: Taxonomy = None,
    seed: Seed = 0,
) -> None:
    """Draw a stratified random sample with known probabilities into sheets for coders.

    The documents of the drawn sentences are read again, because a run keeps no sentences in which
    nothing was found. The sheets do not show what the classifier said; key.json does.
    """
    from nqp_text.outputs import load_run
    from nqp_text.taxonomy import load_taxonomy
    from nqp_text.validation.audit_draw import draw
    from nqp_text.validation.audit_frame import frame_of
    from nqp_text.validation.audit_items import KEY, AuditKey, shuffled, with_predictions, write_key
    from nqp_text.validation.coding_sheet import write_sheet

    one_of(output, ("xlsx", "csv"), "--format")
    names = [name.strip() for name in coders.split(",") if name.strip()]
    if len(set(names)) < max(1, len(names)) or not all(name.isidentifier() for name in names):
        raise typer.BadParameter(
            "give different names of letters, digits and _", param_hint="--coders"
        )
    sheets = [out / f"coding-{name}.{output}" for name in names]
    _refuse_to_replace([*sheets, out / KEY])
    loaded, nodes = load_run(run), load_taxonomy(taxonomy)
    frame = frame_of(loaded, nodes.paths)
    drawn = draw(frame, size, seed)
    items = with_predictions(
        shuffled(_items(loaded, drawn, sources or []), seed),
        loaded.mentions.collect().iter_rows(named=True),
    )
    manifest = loaded.manifest
    models = manifest.get("models") or {}
    key = AuditKey(
        run=manifest["files"]["mentions.parquet"]["sha256"],
        method=manifest["settings"]["method"],
        model=str(next(iter(models.values()), "")),
        lexicon=manifest["lexicon"]["hash"],
        taxonomy=manifest["taxonomy"]["hash"],
        seed=seed,
        strata=drawn.strata,
        items=tuple(items),
    )
    for sheet in sheets:
        write_sheet(sheet, items, nodes)
    write_key(key, out / KEY)
    typer.echo("stratum\tsentences\tdrawn\tprobability")
    for name, (of, number) in drawn.strata.items():
        typer.echo(f"{name}\t{of}\t{number}\t{number / of:.4g}")
    typer.echo(f"{len(items)} sentences of {len(drawn.documents)} documents in {out}.", err=True)


@app.command()
def agreement(
    audit: Audit,
    sheets: Sheets,
    differences: Annotated[
        Path | None,
        typer.Option("--differences", help="Write what was coded differently, to be settled."),
    ] = None,
    taxonomy: Taxonomy = None,
    replicates: Replicates = 1000,
    seed: Seed = 0,
    as_json: AsJson = False,
) -> None:
    """Krippendorff's alpha, Cohen's kappa and F1 per label, with 95 % intervals."""
    from dataclasses import asdict

    from nqp_text.cli.evaluation_table import show_rows
    from nqp_text.taxonomy import load_taxonomy
    from nqp_text.validation.agreement import agreement as measure
    from nqp_text.validation.audit_items import read_key
    from nqp_text.validation.evaluation_page import shown
    from nqp_text.validation.settlement import write_differences

    nodes, key = load_taxonomy(taxonomy), read_key(audit)
    codings = _codings(sheets, key.items, taxonomy)
    found = measure(codings, nodes, replicates=replicates, seed=seed)
    if differences:
        number = write_differences(differences, key.items, codings, nodes)
        typer.echo(f"{number} sentences to settle in {differences}.", err=True)
    if as_json:
        typer.echo(json.dumps(asdict(found), ensure_ascii=False, allow_nan=False))
        return
    head = ["label", "n", "given", "alpha", "kappa", "F1", "status"]
    show_rows(
        "Labels",
        head,
        [
            [
                x.label,
                str(x.n),
                str(x.positive),
                shown(x.alpha),
                shown(x.kappa),
                shown(x.f1),
                x.status,
            ]
            for x in found.labels
        ],
    )
    show_rows(
        "Attributes",
        ["attribute", "n", "alpha", "alpha, ordinal", "kappa", "equal", "status"],
        [
            [x.label, str(x.n), *map(shown, (x.alpha, x.alpha_ordinal, x.kappa, x.f1)), x.status]
            for x in found.attributes
        ],
    )
    typer.echo(f"F1 over the index paths\t{shown(found.micro_f1)}")
    typer.echo(f"same set of paths\t{shown(found.same_paths)}")
    typer.echo(f"sentences coded by two or more\t{found.sentences}")


@app.command()
def score(
    audit: Audit,
    sheets: Sheets,
    settled: Annotated[
        Path | None, typer.Option("--settled", help="Sheet in which differences were settled.")
    ] = None,
    first: Annotated[
        bool, typer.Option("--first", help="Where coders differ, take the first sheet.")
    ] = False,
    partial: Annotated[
        bool, typer.Option("--partial", help="Leave out strata in which nothing is coded.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Folder for the results; default: the audit's."),
    ] = None,
    taxonomy: Taxonomy = None,
    replicates: Replicates = 1000,
    seed: Seed = 0,
    as_json: AsJson = False,
) -> None:
    """Precision and recall of the run, weighted by the sampling probabilities.

    Writes evaluation.json (which the intervals of an index read), evaluation.html, and
    audited.jsonl: the coded sentences as labelled data with their probabilities.
    """
    from nqp_text.cli.evaluation_table import show_comparison
    from nqp_text.outputs.atomic import write_text
    from nqp_text.taxonomy import load_taxonomy
    from nqp_text.validation.audit_items import read_key
    from nqp_text.validation.audit_score import score_audit
    from nqp_text.validation.evaluation_file import as_record, write_evaluation
    from nqp_text.validation.evaluation_page import evaluation_page
    from nqp_text.validation.settlement import settle

    nodes, key = load_taxonomy(taxonomy), read_key(audit)
    codings = _codings(sheets, key.items, taxonomy)
    settling = _codings([settled], key.items, taxonomy)[0] if settled else None
    codes = settle(codings, settling, first=first)
    scored = score_audit(key, codes, nodes, partial=partial, replicates=replicates, seed=seed)
    (evaluation,) = scored.comparison.evaluations
    folder = out or (audit if audit.is_dir() else audit.parent)
    write_evaluation(evaluation, folder / "evaluation.json")
    write_text(folder / "evaluation.html", evaluation_page(scored.comparison))
    lines = [json.dumps(record, ensure_ascii=False) for record in scored.records]
    write_text(folder / "audited.jsonl", "\n".join(lines) + "\n")
    if as_json:
        typer.echo(json.dumps(as_record(evaluation), ensure_ascii=False, allow_nan=False))
    else:
        show_comparison(scored.comparison)
        for note in evaluation.notes:
            typer.echo(note)
    typer.echo(f"Written: evaluation.json, evaluation.html, audited.jsonl in {folder}.", err=True)


def _items(run: Run, drawn: Draw, folders: list[Path]) -> list[AuditItem]:
    """The drawn sentences, from their documents, read once more as the run read them."""
    from nqp_text.errors import NqpError
    from nqp_text.pipeline import Again, counted_again, find_again, settings_of_run
    from nqp_text.records import Failure
    from nqp_text.validation.audit_items import items_of

    settings = settings_of_run(run.manifest)
    files = [
        Again(str(find_again(d.document.path, d.document.doc_id, folders)), d.document.kind)  # type: ignore[arg-type]
        for d in drawn.documents
    ]
    items: list[AuditItem] = []
    for position, outcome in counted_again(files, settings):
        document = drawn.documents[position]
        if isinstance(outcome, Failure):
            raise NqpError(
                f"A document of the run cannot be read again: {outcome.reason}",
                where=files[position].file,
                fix=outcome.fix or "Scan again.",
            )
        items += items_of(document, outcome, drawn)
    return items


def _codings(
    sheets: list[Path], items: tuple[AuditItem, ...], taxonomy: Path | None
) -> list[Coding]:
    from nqp_text.taxonomy import load_taxonomy
    from nqp_text.validation.codes import code_book
    from nqp_text.validation.coding import read_coding

    book = code_book(load_taxonomy(taxonomy))
    codings = [read_coding(sheet, book, items) for sheet in sheets]
    for coding in codings:
        typer.echo(f"{coding.coder}: {len(coding.codes)} of {len(items)} coded.", err=True)
        if coding.bare:
            typer.echo(
                f"{coding.coder}: {coding.bare} labelled sentences lack stance, actor or polarity.",
                err=True,
            )
    return codings


def _refuse_to_replace(files: list[Path]) -> None:
    """Work of people is not written over."""
    from nqp_text.errors import ValidationError

    if there := [file for file in files if file.exists()]:
        raise ValidationError(
            "There is an audit in this folder already.",
            where=str(there[0]),
            fix="Give another folder as --out, or remove the old one.",
        )
