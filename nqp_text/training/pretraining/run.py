"""``nqp pretrain``: the one place that knows the order of the steps."""

from __future__ import annotations

import hashlib
import math
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nqp_text.training.pretraining.checkpoint import FILE as CHECKPOINT
from nqp_text.training.pretraining.data import DataSettings, Prepared, prepare
from nqp_text.training.pretraining.embeddings import co_occurrence_vectors, log_frequencies
from nqp_text.training.pretraining.encoder import (
    encoder_config,
    masked_language_model,
    start_from_counts,
)
from nqp_text.training.pretraining.export import save_encoder
from nqp_text.training.pretraining.loop import Clock, train
from nqp_text.training.pretraining.probes import PROBE_PAIRS, retrieval_rate
from nqp_text.training.pretraining.settings import (
    LoopSettings,
    Say,
    check_number,
    check_settings,
    writable,
)
from nqp_text.training.pretraining.trainer import Trainer

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Tokenizer


def starting_values(
    prepared: Prepared, width: int, seed: int, folder: Path
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Token vectors and log frequencies from counts; kept in ``folder`` for the next run."""
    vocabulary = prepared.tokenizer.get_vocab_size()
    facts = f"{prepared.key}-{width}-{seed}"
    file = folder / f"{facts}.npz"
    if file.exists():
        with np.load(file, allow_pickle=False) as stored:
            return stored["vectors"], stored["log_shares"]
    vectors = co_occurrence_vectors(prepared.rows, prepared.pairs, vocabulary, width, seed)
    log_shares = log_frequencies(prepared.rows, vocabulary)
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{facts}.part.npz"
    np.savez(part, vectors=vectors, log_shares=log_shares)
    part.replace(file)
    return vectors, log_shares


def pretrain(
    data: DataSettings,
    loop: LoopSettings,
    work: Path,
    out: Path,
    say: Say,
    *,
    prepare_only: bool = False,
    shard_mb: float = 0.0,
    began: float | None = None,
) -> dict[str, Any]:
    """Prepares the text, trains, exports the encoder to ``out``; returns the card's facts.

    Calling it again with the same ``work`` goes on where the last call stopped.

    Args:
        data: what the rows are made of.
        loop: how the weights are found.
        work: folder of prepared data, starting vectors and checkpoints.
        out: folder of the encoder.
        say: hears of the progress.
        prepare_only: stop before the first step, with everything that later runs need in ``work``.
        shard_mb: megabytes (of a million bytes) of a file of weights; 0: all in one file.
        began: when the run began (``time.monotonic``), from which its minutes count.

    """
    import torch

    clock = Clock(loop.stop_after_minutes, time.monotonic() if began is None else began)
    check_settings(loop)
    check_number("--shard-mb", shard_mb, 0, math.inf, "0 for one file, or megabytes")
    writable(work, "--work")
    writable(out, "--out")
    prepared = prepare(data, work)
    say({"data": prepared.report})
    vocabulary = prepared.tokenizer.get_vocab_size()
    config = encoder_config(loop.size, vocabulary)
    folder = work / f"{loop.size}-{loop.seed}"
    torch.manual_seed(loop.seed)
    model = masked_language_model(config)
    fresh = not (folder / CHECKPOINT).exists()
    if loop.warm_start and (fresh or prepare_only):
        vectors = starting_values(prepared, config.hidden_size, loop.seed, work / "vectors")
        start_from_counts(model, *vectors)
    if prepare_only:
        say({"prepared": str(work), "data_key": prepared.key})
        return {"data": prepared.report}
    trainer = Trainer(model, vocabulary, prepared.rows, prepared.pairs, loop)
    parameters = sum(p.numel() for p in trainer.model.bert.parameters())
    say({"parameters": parameters, "device": trainer.device, "size": loop.size,
         "batch": trainer.batch, "contrastive_batch": trainer.pair_batch})  # fmt: skip
    facts = {"data": prepared.key, "tokenizer (sha256)": tokenizer_sha256(prepared.tokenizer)}
    # Both sides of the probes' pairs go through the network, forwards only: half a step each.
    probed = sum(min(PROBE_PAIRS, len(p)) for p in (prepared.probe, prepared.probe_policy))
    clock.steps_after = probed / trainer.batch
    progress = train(trainer, folder, say, facts, clock)
    if not progress["step"]:
        # No encoder: its weights would be those that were drawn.
        say({"stopped": "preparation took all the time of this run: run it again to train"})
        return {"data": prepared.report, "progress": progress}
    card = {
        "parameters": parameters,
        "device": trainer.device,
        "data": prepared.report,
        "progress": progress,
        "retrieval": retrieval_rate(trainer.model, prepared.probe, trainer.device),
        "retrieval_policy": retrieval_rate(trainer.model, prepared.probe_policy, trainer.device),
    }
    save_encoder(trainer.model, config, prepared.tokenizer, out, card, data.length, shard_mb)
    say({"saved": str(out), "step": progress["step"], "retrieval": card["retrieval"]})
    return card


def tokenizer_sha256(tokenizer: Tokenizer) -> str:
    """SHA-256 of the tokenizer as it is stored; the same before and after it was stored."""
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return hashlib.sha256(tokenizer.to_str().encode("utf-8")).hexdigest()
