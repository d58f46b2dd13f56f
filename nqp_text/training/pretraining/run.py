"""``nqp pretrain``: the one place that knows the order of the steps."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nqp_text.training.pretraining.data import DataSettings, Prepared, prepare
from nqp_text.training.pretraining.embeddings import co_occurrence_vectors, log_frequencies
from nqp_text.training.pretraining.encoder import (
    encoder_config,
    masked_language_model,
    save_encoder,
    start_from_counts,
)
from nqp_text.training.pretraining.loop import LoopSettings, Say, Trainer, train
from nqp_text.training.pretraining.probes import retrieval_rate

if TYPE_CHECKING:
    from numpy.typing import NDArray


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
    np.savez(file, vectors=vectors, log_shares=log_shares)
    return vectors, log_shares


def pretrain(
    data: DataSettings, loop: LoopSettings, work: Path, out: Path, say: Say
) -> dict[str, Any]:
    """Prepares the text, trains, exports the encoder to ``out``; returns the card's facts.

    Calling it again with the same ``work`` goes on where the last call stopped.
    """
    import torch

    prepared = prepare(data, work)
    say({"data": prepared.report})
    vocabulary = prepared.tokenizer.get_vocab_size()
    config = encoder_config(loop.size, vocabulary)
    torch.manual_seed(loop.seed)
    model = masked_language_model(config)
    if loop.warm_start:
        start_from_counts(
            model, *starting_values(prepared, config.hidden_size, loop.seed, work / "vectors")
        )
    trainer = Trainer(model, vocabulary, prepared.rows, prepared.pairs, loop)
    parameters = sum(p.numel() for p in trainer.model.bert.parameters())
    say({"parameters": parameters, "device": trainer.device, "size": loop.size})
    progress = train(trainer, work / f"{loop.size}-{loop.seed}", say)
    card = {
        "parameters": parameters,
        "device": trainer.device,
        "data": prepared.report,
        "progress": progress,
        "retrieval": retrieval_rate(trainer.model, prepared.probe, trainer.device),
    }
    save_encoder(trainer.model, config, prepared.tokenizer, out, card)
    say({"saved": str(out), "step": progress["step"], "retrieval": card["retrieval"]})
    return card
