"""``nqp pretrain``: raw text in, bilingual sentence encoder out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def pretrain(
    sources: Annotated[list[Path], typer.Argument(help="Text files, .xz archives or folders.")],
    out: Annotated[Path, typer.Option(help="Folder for the encoder (Hugging Face layout).")],
    work: Annotated[Path, typer.Option(help="Folder for prepared data and checkpoints.")],
    size: Annotated[str, typer.Option(help="tiny, small or base.")] = "small",
    minutes: Annotated[float, typer.Option(help="Budget of the whole schedule, in minutes.")] = 60,
    steps: Annotated[int, typer.Option(help="Budget in steps instead of minutes.")] = 0,
    stop_after: Annotated[
        float,
        typer.Option(
            help="Stop this run so many minutes after the command began, preparation included; "
            "time to save checkpoint and encoder is left, and a later run goes on. Preparation is "
            "not cut short: see --prepare-only."
        ),
    ] = 0,
    prepare_only: Annotated[
        bool, typer.Option("--prepare-only", help="Prepare text and starting vectors, then stop.")
    ] = False,
    held_out: Annotated[
        list[Path] | None, typer.Option(help="Labelled JSONL whose sentences must not be read.")
    ] = None,
    weight: Annotated[
        list[str] | None,
        typer.Option(
            help="KIND=SHARE of the paragraphs of a kind to use, may be repeated: law=0.3, "
            "technology=0.3, news=0.3, firm=1, gov=1, other=0.6 are the defaults."
        ),
    ] = None,
    length: Annotated[
        int, typer.Option(help="Pieces a row: the most that the encoder will know.")
    ] = 128,
    batch: Annotated[int, typer.Option(help="Rows a step; 0 chooses by device.")] = 0,
    learning_rate: Annotated[float, typer.Option(help="Peak rate; 0 chooses by device.")] = 0,
    mixed: Annotated[
        bool, typer.Option(help="bfloat16 on a CPU too: faster where it has the instructions.")
    ] = False,
    warm_start: Annotated[
        bool, typer.Option(help="Start the token vectors from co-occurrence counts.")
    ] = True,
    contrastive_share: Annotated[
        float, typer.Option(help="Last part of the budget, in which pairs are aligned too.")
    ] = 0.25,
    contrastive_batch: Annotated[
        int, typer.Option(help="Pairs in a step that aligns them; 0: twice --batch if they fit.")
    ] = 0,
    tokenizer: Annotated[
        Path | None, typer.Option(help="Use this tokenizer.json instead of fitting one.")
    ] = None,
    vocabulary: Annotated[int, typer.Option(help="WordPiece vocabulary.")] = 24_000,
    limit: Annotated[int, typer.Option(help="Lines per file, for a trial; 0 reads all.")] = 0,
    compiled: Annotated[
        bool, typer.Option("--compile/--no-compile", help="Compile the network on a GPU.")
    ] = True,
    shard_mb: Annotated[
        float, typer.Option(help="Megabytes of a file of weights; 0: one file for all.")
    ] = 0,
    seed: Annotated[int, typer.Option(help="Seed of data order, masking and weights.")] = 0,
) -> None:
    """Pretrain an encoder on raw text; run it again with the same --work to go on."""
    import time

    began = time.monotonic()
    import json

    from nqp_text.errors import MissingExtraError

    try:
        from nqp_text.training.pretraining.data import DataSettings
        from nqp_text.training.pretraining.mixture import weights_from
        from nqp_text.training.pretraining.run import pretrain as run
        from nqp_text.training.pretraining.settings import LoopSettings
    except ImportError as error:
        raise MissingExtraError(error.name or "torch", "train") from error
    data = DataSettings(
        sources=tuple(str(source) for source in sources),
        held_out=tuple(str(file) for file in held_out or ()),
        length=length,
        vocabulary=vocabulary,
        seed=seed,
        limit=limit,
        tokenizer=str(tokenizer) if tokenizer else "",
        weights=weights_from(weight or ()),
    )
    loop = LoopSettings(
        size=size,
        seed=seed,
        batch=batch,
        learning_rate=learning_rate,
        steps=steps,
        minutes=minutes,
        stop_after_minutes=stop_after,
        mixed=mixed,
        warm_start=warm_start,
        contrastive_share=contrastive_share,
        contrastive_batch=contrastive_batch,
        compile=compiled,
    )
    run(
        data,
        loop,
        work,
        out,
        lambda message: typer.echo(json.dumps(message, ensure_ascii=False)),
        prepare_only=prepare_only,
        shard_mb=shard_mb,
        began=began,
    )
