"""What was given up for size and speed, measured on labelled sentences.

    python benchmarks/model_checks.py DEV.jsonl [MODEL]

- int8 against float32: F1 of the transformer over the paths, with the same decisions, from
  ``model.onnx`` and from the weights in ``transformers/`` (first windows only);
- the cheap filter: share of labelled positives that the network never gets to read, and share of
  all sentences that it is spared;
- sameness: the largest difference of a probability between a sentence alone, in a batch, and on
  two threads.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from nqp_text.resources import data_path
from nqp_text.tagging.decisions import read_decisions
from nqp_text.tagging.keyword import LexiconTagger
from nqp_text.tagging.lexicon import load_lexicon
from nqp_text.tagging.linear_model import read_linear_model
from nqp_text.tagging.model_files import HUGGING_FACE
from nqp_text.tagging.model_folder import NETWORK, TOKENIZER, open_model
from nqp_text.tagging.network import Network
from nqp_text.taxonomy import load_taxonomy
from nqp_text.text import words_zh
from nqp_text.training.classifier.fit_transformer import FineTuning, scores_of
from nqp_text.training.classifier.labelled import read_labelled
from nqp_text.training.classifier.prepared import prepare_sentences

ALONE = 200


def main() -> None:
    """Measure and print."""
    import torch
    from transformers import AutoModelForTokenClassification

    torch.set_num_threads(1)
    folder = open_model(Path(sys.argv[2]) if len(sys.argv) > 2 else data_path("models", "nqp-mini"))
    taxonomy = load_taxonomy()
    nodes, count = folder.nodes, len(folder.nodes)
    paths = [at for at, node in enumerate(nodes) if node.startswith("path.")]
    tokenizer = Tokenizer.from_file(str(folder.path / TOKENIZER))
    lexicon = LexiconTagger(load_lexicon((), taxonomy), words_zh)
    items = read_labelled([Path(sys.argv[1])], nodes)
    dev = prepare_sentences(items, nodes, tokenizer, lexicon, hints=folder.hints)
    linear_model = read_linear_model(folder)
    linear = linear_model.logits(
        linear_model.features([item.sentence for item in items], dev.pieces, dev.marks)
    )
    networks = [
        Network(folder.path / NETWORK, folder.pieces, count, threads, folder.special)
        for threads in (1, 2)
    ]
    small = networks[0].logits(dev.pieces)
    model = AutoModelForTokenClassification.from_pretrained(folder.path / HUGGING_FACE).float()
    full = scores_of(model, dev.pieces, FineTuning(pieces=folder.pieces, special=folder.special))
    truth = dev.targets.nodes[:, paths] > 0

    print("| | transformer, micro-F1 | hybrid, micro-F1 |\n|---|---|---|")
    for name, network in (("int8", small), ("float32", full)):
        cells = []
        for method in ("transformer", "hybrid"):
            decisions = read_decisions(folder.decisions, method, nodes)
            probabilities = decisions.probabilities(dev.features(network, linear))
            decided = (probabilities >= decisions.thresholds)[:, paths]
            cells.append(2 * (decided & truth).sum() / (decided.sum() + truth.sum()))
        print(f"| {name} | {cells[0]:.4f} | {cells[1]:.4f} |")

    read = linear[:, :count].max(1) >= float(folder.decisions["filter"]["logit"])
    read |= dev.found[:, :, :2].any((1, 2))
    positive = dev.targets.nodes.any(1)
    lost = (positive & ~read).sum()
    print(
        f"\nThe filter loses {lost} of {positive.sum()} sentences with a label "
        f"({lost / positive.sum():.2%}; goal: at most 0.5 %) and spares the network "
        f"{(~read).mean():.1%} of all {len(items)}."
    )

    decisions = read_decisions(folder.decisions, "hybrid", nodes)
    answers = [
        decisions.probabilities(dev.features(logits, linear))[:ALONE]
        for logits in (
            small,
            networks[1].logits(dev.pieces),
            np.concatenate(
                [networks[0].logits([pieces]) for pieces in dev.pieces[:ALONE]] + [small[ALONE:]]
            ),
        )
    ]
    worst = max(float(np.abs(answers[0] - other).max()) for other in answers[1:])
    print(f"\nAlone, in a batch, on two threads: at most {worst:.1e} apart (goal: 1e-4).")


if __name__ == "__main__":
    main()
