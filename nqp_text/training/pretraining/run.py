"""``nqp pretrain``: the one place that knows the order of the steps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nqp_text.training.pretraining.data import DataSettings, prepare
from nqp_text.training.pretraining.encoder import (
    encoder_config,
    masked_language_model,
    save_encoder,
)
from nqp_text.training.pretraining.loop import LoopSettings, Say, Trainer, train
from nqp_text.training.pretraining.probes import retrieval_rate


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
    trainer = Trainer(
        masked_language_model(config), vocabulary, prepared.rows, prepared.pairs, loop
    )
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
