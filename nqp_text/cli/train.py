"""``nqp train``: labelled sentences in, a model folder out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nqp_text.cli.choices import one_of
from nqp_text.cli.options import Lexicons, Taxonomy

KINDS = ("transformer", "linear")


def train(
    labelled: Annotated[list[Path], typer.Argument(help="Labelled sentences (JSONL).")],
    out: Annotated[Path, typer.Option(help="Folder for the model.")],
    choice: Annotated[
        list[Path] | None,
        typer.Option("--dev", help="Labelled sentences of other documents, for early stopping."),
    ] = None,
    kind: Annotated[str, typer.Option(help="transformer (with linear and hybrid), or linear.")] = (
        "transformer"
    ),
    encoder: Annotated[
        str, typer.Option(help="Encoder: a folder, or a name on the Hugging Face hub.")
    ] = "",
    hints: Annotated[bool, typer.Option(help="Tell the network what the lexicon found.")] = True,
    unlabelled: Annotated[
        list[Path] | None,
        typer.Option(help="Unlabelled sentences (JSONL) to learn first, labelled by --teacher."),
    ] = None,
    teacher: Annotated[
        list[Path] | None, typer.Option(help="Model whose probabilities are the soft labels.")
    ] = None,
    distil_epochs: Annotated[
        int, typer.Option(help="Passes over the unlabelled sentences.", min=1)
    ] = 1,
    epochs: Annotated[
        int, typer.Option(help="At most so many passes over the sentences.", min=1)
    ] = 6,
    batch: Annotated[int, typer.Option(help="Sentences a step.", min=1)] = 32,
    learning_rate: Annotated[float, typer.Option(help="Peak rate, above 0.")] = 4e-4,
    pieces: Annotated[
        int, typer.Option(help="Pieces that are read at once, from 32 to 512, context included.")
    ] = 128,
    average: Annotated[
        float, typer.Option(help="Share that the average of the weights keeps at each step.")
    ] = 0.998,
    mixed: Annotated[bool, typer.Option(help="Compute in bfloat16.")] = False,
    seed: Annotated[int, typer.Option(help="Seed of split, order and weights.", min=0)] = 0,
    lexicon: Lexicons = None,
    taxonomy: Taxonomy = None,
) -> None:
    """Fit a classifier to labelled sentences; documents are never on both sides of a split."""
    from nqp_text.errors import MissingExtraError, SettingsError
    from nqp_text.resources import data_path
    from nqp_text.taxonomy import load_taxonomy

    one_of(kind, KINDS, "--kind")
    if kind == "transformer" and not choice:
        raise SettingsError(
            "A transformer needs sentences for early stopping.",
            where="--dev",
            fix="Give labelled sentences of documents that are not among the training ones.",
        )
    if bool(unlabelled) != bool(teacher):
        raise SettingsError(
            "Unlabelled sentences and teachers go together.",
            where="--unlabelled, --teacher",
            fix="Give both, for example --unlabelled pool.jsonl --teacher models/nqp-mini.",
        )
    try:
        from nqp_text.training.classifier.fit_transformer import FineTuning
        from nqp_text.training.classifier.run import Training, train_classifier
    except ImportError as error:
        raise MissingExtraError(error.name or "torch", "train") from error
    training = Training(
        labelled=tuple(map(str, labelled)),
        choice=tuple(map(str, choice or ())),
        encoder=encoder or str(data_path("models", "nqp-encoder")),
        kind=kind,
        hints=hints,
        unlabelled=tuple(map(str, unlabelled or ())),
        teachers=tuple(map(str, teacher or ())),
        distil_epochs=distil_epochs,
        seed=seed,
        fine_tuning=FineTuning(
            epochs=epochs,
            batch=batch,
            learning_rate=learning_rate,
            pieces=pieces,
            mixed=mixed,
            average=average,
            seed=seed,
        ),
    )
    train_classifier(training, load_taxonomy(taxonomy), lexicon or (), out, typer.echo)
