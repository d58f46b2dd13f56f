"""``nqp evaluate``: how right the methods are about labelled sentences."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from nqp_text.cli.choices import one_of
from nqp_text.cli.options import Lexicons, Model, SettingsFile, Taxonomy, as_texts

if TYPE_CHECKING:
    from nqp_text.settings import Settings
    from nqp_text.validation.evaluation import Judgement
    from nqp_text.validation.gold import Gold


def evaluate(
    gold_file: Annotated[
        Path, typer.Argument(metavar="GOLD", help="Labelled sentences, a JSON object a line.")
    ],
    method: Annotated[
        list[str] | None,
        typer.Option("--method", help="Method to judge; repeatable; 'every' for all there are."),
    ] = None,
    predictions: Annotated[
        list[str] | None,
        typer.Option(
            "--predictions",
            help="NAME=FILE: what `nqp tag --format jsonl` or another tool wrote; repeatable.",
        ),
    ] = None,
    weights: Annotated[
        str | None,
        typer.Option(
            "--weights",
            help="For a stratified sample: a field of GOLD, or a CSV with id or stratum "
            "and weight or probability.",
        ),
    ] = None,
    kind: Annotated[
        str, typer.Option("--kind", help="Kind of document of sentences that name none.")
    ] = "firm",
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Folder for the page, the evaluation files, mistakes."),
    ] = None,
    replicates: Annotated[
        int, typer.Option("--replicates", help="Bootstrap replicates.", min=100, max=20_000)
    ] = 1000,
    seed: Annotated[int, typer.Option("--seed", help="Seed of the bootstrap.", min=0)] = 0,
    lexicon: Lexicons = None,
    model: Model = None,
    taxonomy: Taxonomy = None,
    settings_file: SettingsFile = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> None:
    """Judge methods by labelled sentences: precision, recall, F1 with 95 % intervals.

    Per node, over the index paths and the facets, by language, kind and stratum; stance, actor and
    polarity where the label is right; calibration of probabilities; sets of paths exactly right.
    """
    from nqp_text.cli.evaluation_table import show_comparison
    from nqp_text.records import Kind
    from nqp_text.settings import load_settings
    from nqp_text.taxonomy import load_taxonomy
    from nqp_text.validation.evaluation import evaluate as judge
    from nqp_text.validation.evaluation_file import as_record
    from nqp_text.validation.gold import read_gold
    from nqp_text.validation.sample_weights import weights_of

    one_of(kind, get_args(Kind), "--kind")
    base: dict[str, object] = {
        "lexicons": as_texts(lexicon),
        "model": str(model) if model else None,
        "taxonomy": str(taxonomy) if taxonomy else None,
    }
    settings = load_settings(base, settings_file)
    nodes = load_taxonomy(Path(settings.taxonomy) if settings.taxonomy else None)
    gold = read_gold(gold_file, nodes.ids, kind)  # type: ignore[arg-type]
    weighing = weights_of(gold.sentences, weights) if weights else None
    judgements = [
        _judgement(gold, settings.changed(method=name))
        for name in _methods(method, predictions)
        if "every" not in (method or ()) or _is_here(settings.changed(method=name))
    ]
    judgements += [_read(gold, text, nodes.ids) for text in predictions or ()]
    comparison = judge(gold, judgements, nodes, weights=weighing, replicates=replicates, seed=seed)
    if out:
        _write(out, gold, judgements, comparison)
    if as_json:
        records = [as_record(evaluation) for evaluation in comparison.evaluations]
        typer.echo(json.dumps(records[0] if len(records) == 1 else records, ensure_ascii=False))
    else:
        show_comparison(comparison)
    if out:
        typer.echo(f"Written: {out / 'evaluation.html'}, an evaluation file a method.", err=True)


def _methods(chosen: list[str] | None, predictions: list[str] | None) -> list[str]:
    """The methods asked for, the default one if nothing is; each once."""
    from nqp_text.settings import METHODS, Settings

    if chosen and "every" in chosen:
        return [name for name in METHODS if name != "auto"]
    for name in chosen or ():
        one_of(name, METHODS, "--method")
    default = [] if predictions else [Settings().method]
    return list(dict.fromkeys(chosen or default))


def _is_here(settings: Settings) -> bool:
    """Whether a method's model is there; says so if not."""
    from nqp_text.errors import ModelError, ResourceError
    from nqp_text.pipeline import load_tools

    try:
        load_tools(settings)
    except (ModelError, ResourceError) as error:
        typer.echo(f"Left out: {settings.method}: {error.what}", err=True)
        return False
    return True


def _judgement(gold: Gold, settings: Settings) -> Judgement:
    """What a method of nqp-text says about the sentences."""
    from nqp_text.pipeline import Line, load_tools, tag_lines
    from nqp_text.validation.evaluation import Judgement
    from nqp_text.validation.predictions import prediction_of

    lines = [Line(s.text, s.kind, s.lang, s.prev) for s in gold.sentences]
    tagged = [prediction_of(line.mentions, line.scores) for line in tag_lines(lines, settings)]
    tools: Any = load_tools(settings)
    model = next(iter(tools.models.values()), "")
    return Judgement(tools.method, tagged, model, tools.lexicon.hash)


def _read(gold: Gold, text: str, nodes: tuple[str, ...]) -> Judgement:
    """What somebody else says about them."""
    from nqp_text.validation.evaluation import Judgement
    from nqp_text.validation.predictions import read_predictions

    name, separator, file = text.partition("=")
    if not (separator and name and file):
        raise typer.BadParameter("write NAME=FILE", param_hint="--predictions")
    texts = [sentence.text for sentence in gold.sentences]
    return Judgement(name, read_predictions(Path(file), texts, nodes))


def _write(out: Path, gold: Gold, judgements: list[Judgement], comparison: Any) -> None:
    from nqp_text.outputs.atomic import write_text
    from nqp_text.validation.evaluation_file import write_evaluation
    from nqp_text.validation.evaluation_page import evaluation_page
    from nqp_text.validation.mistakes import write_mistakes

    write_text(out / "evaluation.html", evaluation_page(comparison))
    for judgement, evaluation in zip(judgements, comparison.evaluations, strict=True):
        name = "".join(c if c.isalnum() or c in "-_." else "_" for c in judgement.method)
        write_evaluation(evaluation, out / f"evaluation-{name}.json")
        write_mistakes(out / f"mistakes-{name}.csv", gold.sentences, judgement.predictions)
