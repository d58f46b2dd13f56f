"""Fine-tunes an encoder: one layer of outputs for nodes, stance, actor and polarity.

The model is ``BertForTokenClassification`` (or what its Auto class makes of another
encoder), so that its folder loads in ``transformers`` as it is: every piece of a sentence has
scores, and the sentence has their mean. A small encoder learns this in fewer steps than a first
piece that has to collect everything. Nodes are independent yes-or-no questions, attributes one
choice each, asked of sentences that have a label.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nqp_text.errors import SettingsError
from nqp_text.tagging.model_input import (
    FEWEST_PIECES,
    MOST_PIECES,
    OWN_SPECIAL_PIECES,
    Pieces,
    SpecialPieces,
)
from nqp_text.tagging.model_labels import attribute_columns, output_names
from nqp_text.tagging.network import windows_of
from nqp_text.training.classifier.averaged_weights import AveragedWeights

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nqp_text.training.classifier.labelled import Targets

ATTRIBUTE_SHARES = (0.4, 0.25, 0.15)
"""Weights of the losses of stance, actor and polarity beside that of the nodes."""


@dataclass(frozen=True, slots=True)
class FineTuning:
    """How an encoder is fine-tuned. ``learning_rate`` is the peak, ``epochs`` the most passes.

    ``patience``: passes without a better score on the choice sentences before stopping early.
    ``drop_context``: share of training sentences whose previous sentence is left out, so that the
    model does without. ``mixed``: bfloat16. ``average``: share that the moving average of the
    weights keeps at each step; the model ends on averaged weights (0: on the last ones).
    Raises ``SettingsError`` for values that train nothing.
    """

    epochs: int = 6
    batch: int = 32
    learning_rate: float = 4e-4
    dropout: float = 0.1
    positive_weight: float = 1.5
    patience: int = 2
    drop_context: float = 0.15
    pieces: int = 128
    seed: int = 0
    mixed: bool = False
    average: float = 0.998
    special: SpecialPieces = OWN_SPECIAL_PIECES

    def __post_init__(self) -> None:
        within("--epochs", self.epochs, 1)
        within("--batch", self.batch, 1)
        within("--pieces", self.pieces, FEWEST_PIECES, MOST_PIECES)
        within("--seed", self.seed, 0)
        if not 0 < self.learning_rate < inf:
            raise SettingsError(
                f"At a rate of {self.learning_rate} nothing is learnt.",
                where="--learning-rate",
                fix="Give a number above 0, such as 4e-4.",
            )
        if not 0 <= self.average < 1:
            raise SettingsError(
                f"{self.average} is no share that an average can keep.",
                where="--average",
                fix="Give a number from 0 (the last weights) to below 1, such as 0.998.",
            )


def within(option: str, value: int, least: int, most: int | None = None) -> None:
    """Raises ``SettingsError`` unless the value of the option is in these bounds."""
    if value < least or (most is not None and value > most):
        bounds = f"at least {least}" if most is None else f"from {least} to {most}"
        raise SettingsError(
            f"{value} is not possible.", where=option, fix=f"Give a whole number {bounds}."
        )


def classifier_of(encoder: Path | str | None, nodes: Sequence[str], dropout: float) -> Any:
    """A classifier of pieces on top of an encoder by folder or hub name."""
    from transformers import AutoConfig, AutoModelForTokenClassification

    names = output_names(nodes)
    config = AutoConfig.from_pretrained(
        str(encoder),
        id2label=dict(enumerate(names)),
        label2id={name: number for number, name in enumerate(names)},
        hidden_dropout_prob=dropout,
        attention_probs_dropout_prob=dropout,
        classifier_dropout=dropout,
    )
    model = AutoModelForTokenClassification.from_pretrained(str(encoder), config=config)
    return model.float()


def fine_tune(
    model: Any,
    nodes: Sequence[str],
    train: tuple[Sequence[Pieces], Targets],
    choose: tuple[Sequence[Pieces], Targets],
    settings: FineTuning,
    say: Callable[[str], None],
    *,
    fresh: bool = True,
) -> list[dict[str, float]]:
    """Trains in place, ends on the weights of the best pass; returns loss and score by pass.

    ``fresh``: the outputs have learnt nothing yet and start from the shares of the labels.
    """
    import torch

    generator = np.random.default_rng(settings.seed)
    torch.manual_seed(settings.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model.to(device)
    optimizer = torch.optim.AdamW(_groups(model, settings.learning_rate), betas=(0.9, 0.98))
    pieces, targets = train
    if fresh:
        _start_from_shares(model, targets)
    steps_a_pass = -(-len(pieces) // settings.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: _rate(step / (steps_a_pass * settings.epochs))
    )
    history: list[dict[str, float]] = []
    paths = [at for at, node in enumerate(nodes) if node.startswith("path.")] or list(
        range(len(nodes))
    )
    truth = choose[1].nodes[:, paths]
    averaged = AveragedWeights(model, settings.average)
    best: tuple[float, dict[str, Any]] = (-1.0, {})
    for number in range(settings.epochs):
        model.train()
        total = 0.0
        for batch in _passes(pieces, settings.batch, generator):
            context = generator.random(len(batch)) >= settings.drop_context
            inputs = padded([pieces[at] for at in batch], settings, context)
            with torch.autocast(device, dtype=torch.bfloat16, enabled=settings.mixed):
                logits = sentence_logits(model, inputs, device)
            loss = _loss(logits.float(), targets, batch, settings.positive_weight)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            averaged.add()
            total += float(loss.detach()) * len(batch)
        with averaged.in_place():
            score = best_micro_f1(scores_of(model, choose[0], settings)[:, paths], truth)
            if score > best[0]:
                best = (score, {k: v.detach().cpu().clone() for k, v in model.state_dict().items()})
        history.append({"pass": number + 1, "loss": total / len(pieces), "micro_f1": score})
        say(f"pass {number + 1}: loss {total / len(pieces):.4f}, micro-F1 {score:.4f}")
        if number + 1 - max(history, key=lambda row: row["micro_f1"])["pass"] >= settings.patience:
            break
    model.load_state_dict(best[1])
    return history


def scores_of(model: Any, pieces: Sequence[Pieces], settings: FineTuning) -> NDArray[np.float32]:
    """Logits of every output (sentences, outputs), in full precision, first window only."""
    import torch

    device = next(model.parameters()).device
    model.eval()
    order = sorted(range(len(pieces)), key=lambda at: len(pieces[at].ids))
    found = np.zeros((len(pieces), model.config.num_labels), dtype=np.float32)
    with torch.inference_mode():
        for begin in range(0, len(order), 64):
            batch = order[begin : begin + 64]
            inputs = padded([pieces[at] for at in batch], settings)
            logits = sentence_logits(model, inputs, device)
            found[batch] = logits.float().cpu().numpy()
    return found


def sentence_logits(model: Any, inputs: dict[str, Any], device: Any) -> Any:
    """Means of the pieces' logits over the second segment, which is the sentence itself."""
    moved = {name: value.to(device) for name, value in inputs.items()}
    return mean_of_sentence(model, **moved)


def mean_of_sentence(model: Any, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> Any:
    """The same for the three inputs by name; encoders without segments do not see them."""
    inputs = {"input_ids": input_ids, "attention_mask": attention_mask}
    if getattr(model.config, "type_vocab_size", 0) > 1:
        inputs["token_type_ids"] = token_type_ids
    own = token_type_ids[..., None].to(model.dtype)
    return (model(**inputs).logits * own).sum(1) / own.sum(1)


def padded(
    sentences: Sequence[Pieces], settings: FineTuning, context: NDArray[np.bool_] | None = None
) -> dict[str, Any]:
    """Tensors of one batch; where ``context`` is False the sentence before is left out."""
    import torch

    rows = []
    for number, sentence in enumerate(sentences):
        kept = context is None or bool(context[number])
        own = (
            sentence
            if kept
            else Pieces(
                sentence.ids, sentence.offsets, sentence.context[: sentence.kept], sentence.kept
            )
        )
        rows.append(windows_of(own, settings.pieces, settings.special)[0])
    width = max(len(window.ids) for window in rows)
    ids = torch.full((len(rows), width), settings.special.pad, dtype=torch.long)
    kinds, real = torch.zeros_like(ids), torch.zeros_like(ids)
    for row, (values, second, _) in enumerate(rows):
        ids[row, : len(values)] = torch.tensor(values)
        kinds[row, second : len(values)] = 1
        real[row, : len(values)] = 1
    return {"input_ids": ids, "attention_mask": real, "token_type_ids": kinds}


def best_micro_f1(logits: NDArray[np.float32], truth: NDArray[np.float32]) -> float:
    """Micro-F1 at the best common threshold; both arrays are (sentences, nodes)."""
    best = 0.0
    for threshold in np.arange(-2.0, 1.01, 0.25):
        decided = logits > threshold
        hits = float((decided & (truth > 0)).sum())
        best = max(best, 2 * hits / max(1.0, float(decided.sum() + truth.sum())))
    return best


def _start_from_shares(model: Any, targets: Targets) -> None:
    """Sets the biases to the log odds of each output, so that no step is spent on learning them."""
    import torch

    nodes = targets.nodes.shape[1]
    share = np.clip(targets.nodes.mean(0), 1e-3, 0.9)
    odds = np.zeros(model.config.num_labels, dtype=np.float32)
    odds[:nodes] = np.log(share / (1 - share))
    with torch.no_grad():
        model.classifier.bias.copy_(torch.from_numpy(odds))


def _loss(logits: Any, targets: Targets, batch: Sequence[int], positive_weight: float) -> Any:
    import torch
    import torch.nn.functional as F

    nodes = targets.nodes.shape[1]
    truth = torch.from_numpy(targets.nodes[batch]).to(logits.device)
    weights = torch.from_numpy(targets.weights[batch]).to(logits.device)
    raw = F.binary_cross_entropy_with_logits(logits[:, :nodes], truth, reduction="none")
    raw = raw * (1 + (positive_weight - 1) * truth)
    # The sum over nodes: a sentence has few labels, and a mean would be next to nothing.
    loss = (raw.sum(1) * weights).mean()
    for number, (place, share) in enumerate(
        zip(attribute_columns(nodes).values(), ATTRIBUTE_SHARES, strict=True)
    ):
        coded = torch.from_numpy(targets.attributes[batch, number]).to(logits.device)
        if bool((coded >= 0).any()):
            own = F.cross_entropy(logits[:, place], coded, ignore_index=-1, reduction="none")
            loss = loss + share * (own * weights).mean() * 2
    return loss


def _groups(model: Any, rate: float) -> list[dict[str, Any]]:
    decayed = [p for p in model.parameters() if p.ndim > 1]
    plain = [p for p in model.parameters() if p.ndim <= 1]
    return [
        {"params": decayed, "weight_decay": 0.05, "lr": rate},
        {"params": plain, "weight_decay": 0.0, "lr": rate},
    ]


def _rate(share: float) -> float:
    warm = 0.08
    return share / warm if share < warm else max(0.0, (1 - share) / (1 - warm))


def _passes(pieces: Sequence[Pieces], batch: int, generator: Any) -> list[list[int]]:
    """Batches of one pass: sentences of like length together, the batches in random order."""
    noise = generator.random(len(pieces)) * 12
    order = sorted(range(len(pieces)), key=lambda at: len(pieces[at].ids) + noise[at])
    batches = [order[begin : begin + batch] for begin in range(0, len(order), batch)]
    generator.shuffle(batches)
    return batches
