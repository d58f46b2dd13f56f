"""One step of training: a function of the seed, the step number and the weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nqp_text.errors import SettingsError
from nqp_text.training.pretraining.batches import PassOrder, default_pairs, default_rows
from nqp_text.training.pretraining.contrast import contrastive_loss, two_sides
from nqp_text.training.pretraining.masking import mask_words
from nqp_text.training.pretraining.packing import AlignedSides, Rows
from nqp_text.training.pretraining.schedule import Schedule
from nqp_text.training.pretraining.settings import LoopSettings, Say
from nqp_text.training.pretraining.vocabulary import PAD

if TYPE_CHECKING:
    from torch import Tensor

NEIGHBOURS = 16
"""Pairs of one document in a batch that aligns pairs: the hardest translations to tell apart."""


class Trainer:
    """Model, optimizer and data of one run; ``step`` counts from the first run on.

    ``tokens`` counts the pieces that were read, ``places`` the padding behind them as well.
    """

    def __init__(
        self, model: Any, vocabulary: int, rows: Rows, pairs: AlignedSides, settings: LoopSettings
    ) -> None:
        import torch

        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.model = model.to(self.device)
        self.vocabulary = vocabulary
        self.settings = settings
        self.rows, self.pairs = rows, pairs
        length = rows.ids.shape[1]
        self.batch = settings.batch or default_rows(self.device, length)
        self.pair_batch = settings.contrastive_batch or default_pairs(
            self.device, self.batch, length
        )
        self.row_order = PassOrder(len(rows), self.batch, settings.seed, 0)
        self.pair_order = PassOrder(len(pairs), self.pair_batch, settings.seed, 1, NEIGHBOURS)
        self.peak = settings.learning_rate or (1.2e-3 if self.device == "cuda" else 6e-4)
        decayed = [p for p in model.parameters() if p.ndim > 1]
        plain = [p for p in model.parameters() if p.ndim <= 1]
        self.optimizer = torch.optim.AdamW(
            [{"params": decayed, "weight_decay": 0.02}, {"params": plain, "weight_decay": 0.0}],
            lr=self.peak,
            betas=(0.9, 0.98),
            fused=self.device == "cuda",
        )
        self.mixed = self.device == "cuda" or settings.mixed
        self.step = self.tokens = self.places = 0
        self.compiled = False
        if self.device == "cuda" and settings.compile:
            self.compile()

    def compile(self, backend: Any = "inductor") -> None:
        """Compiles the network at its next use."""
        self.model.bert.compile(backend=backend)
        self.compiled = True

    def fixed(self) -> dict[str, Any]:
        """What a run that goes on must have in common with the first, by option."""
        config = self.model.bert.config
        return {
            "--size": self.settings.size,
            "layers": config.num_hidden_layers,
            "width": config.hidden_size,
            "rows of the token table": config.vocab_size,
            "--length": int(self.rows.ids.shape[1]),
            "--seed": self.settings.seed,
            "--batch": self.batch,
            "--contrastive-batch": self.pair_batch,
            "--contrastive-share": self.settings.contrastive_share,
            "--learning-rate": self.peak,
            "--warm-start": self.settings.warm_start,
        }

    def masked_loss(self) -> tuple[Tensor, int, int]:
        """Loss of one batch of masked spans, the pieces in it, and those with padding."""
        import torch

        index = self.row_order.at(self.step)
        own = self.rows.ids[index].astype(np.int64)
        ids = torch.from_numpy(own).to(self.device)
        starts = torch.from_numpy(np.array(self.rows.starts[index])).to(self.device)
        generator = torch.Generator(device=self.device)
        generator.manual_seed(self.settings.seed * 1_000_003 + self.step)
        inputs, hidden = mask_words(ids, starts, self.vocabulary, generator)
        where = hidden.flatten().nonzero().squeeze(1)
        loss: Tensor = self.model(inputs, where, ids.flatten()[where])
        return loss, int((own != PAD).sum()), own.size

    def pair_loss(self) -> tuple[Tensor, int, int]:
        """The same of one batch of aligned pairs."""
        own = np.array(self.pairs.ids[self.pair_order.at(self.step)])
        left, right = two_sides(own)
        loss = contrastive_loss(self.model, left.to(self.device), right.to(self.device))
        return loss, int((own != PAD).sum()), left.numel() + right.numel()

    def take_step(self, schedule: Schedule, say: Say) -> tuple[str, float]:
        """One update; returns which loss it was and its value."""
        import torch

        share = schedule.share(self.step)
        aligned = bool(len(self.pairs)) and share > 1 - self.settings.contrastive_share
        use_pairs = aligned and self.step % 2 == 1
        for group in self.optimizer.param_groups:
            group["lr"] = self.peak * schedule.rate(self.step)
        try:
            loss, tokens, places = self._gradient(use_pairs, say)
        except torch.OutOfMemoryError as error:
            raise SettingsError(
                "A step does not fit into the memory of the device.",
                where=f"--batch {self.batch}, --contrastive-batch {self.pair_batch}",
                fix="Start again with half of both, in another --work.",
            ) from error
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.step += 1
        self.tokens += tokens
        self.places += places
        return ("pair" if use_pairs else "masked"), float(loss.detach())

    def _gradient(self, use_pairs: bool, say: Say) -> tuple[Tensor, int, int]:
        import torch

        def once() -> tuple[Tensor, int, int]:
            with torch.autocast(self.device, dtype=torch.bfloat16, enabled=self.mixed):
                result = self.pair_loss() if use_pairs else self.masked_loss()
            self.optimizer.zero_grad(set_to_none=True)
            result[0].backward()
            return result

        try:
            return once()
        except torch.OutOfMemoryError:
            raise
        except Exception as error:
            if not self.compiled:
                raise
            # A machine without a working compiler trains all the same, only slower.
            first = str(error).strip().splitlines()[:1]
            say({"compile_failed": f"{type(error).__name__}: {''.join(first)}", "goes_on": "plain"})
            self.model.bert._compiled_call_impl = None
            self.compiled = False
            return once()
