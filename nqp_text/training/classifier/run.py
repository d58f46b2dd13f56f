"""``nqp train``: the one place that knows the order of the steps."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nqp_text.errors import ModelError
from nqp_text.storage.hashes import file_sha256
from nqp_text.tagging.keyword import LexiconTagger
from nqp_text.tagging.lexicon import load_lexicon
from nqp_text.tagging.linear_model import LinearModel
from nqp_text.tagging.model_files import HUGGING_FACE, list_hugging_face
from nqp_text.tagging.model_folder import (
    BIASES,
    DECISIONS,
    DESCRIPTION,
    FILES,
    FORMAT,
    NETWORK,
    RARITY,
    TOKENIZER,
    WEIGHTS,
    open_model,
)
from nqp_text.tagging.model_input import Pieces, special_pieces
from nqp_text.tagging.network import Network
from nqp_text.taxonomy import Taxonomy
from nqp_text.text import words_zh
from nqp_text.training.classifier.distil import read_unlabelled, soft_targets
from nqp_text.training.classifier.encoder_length import check_pieces
from nqp_text.training.classifier.fit_decisions import fit_decisions
from nqp_text.training.classifier.fit_linear import BUCKETS, fit_linear
from nqp_text.training.classifier.fit_transformer import (
    FineTuning,
    classifier_of,
    fine_tune,
    within,
)
from nqp_text.training.classifier.labelled import Targets, read_labelled, split_by_document
from nqp_text.training.classifier.prepared import PreparedSentences, prepare_sentences
from nqp_text.training.classifier.to_onnx import export_float, quantise

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Training:
    """What is trained from what.

    ``labelled``: JSONL files to learn from; ``choice``: JSONL files for early stopping only.
    ``kind``: ``linear``, or ``transformer`` for the linear model, the network and the hybrid.
    ``hints``: the network is told what the lexicon found.
    ``encoder``: folder or hub name of the encoder that is fine-tuned, with its tokenizer.
    ``unlabelled``: JSONL files that the network learns first, with the soft labels of
    ``teachers`` (model folders), in ``distil_epochs`` passes.
    ``decision_share``: share of the documents that is kept for weights and thresholds.
    """

    labelled: tuple[str, ...]
    choice: tuple[str, ...]
    encoder: str
    kind: str = "transformer"
    hints: bool = True
    unlabelled: tuple[str, ...] = ()
    teachers: tuple[str, ...] = ()
    distil_epochs: int = 1
    decision_share: float = 0.12
    seed: int = 0
    fine_tuning: FineTuning = field(default_factory=FineTuning)

    def __post_init__(self) -> None:
        within("--distil-epochs", self.distil_epochs, 1)
        within("--seed", self.seed, 0)


def train_classifier(
    training: Training, taxonomy: Taxonomy, lexicons: Sequence[Path], out: Path, say: Say
) -> dict[str, Any]:
    """Trains and writes the model folder ``out``; returns what ``model.json`` says."""
    nodes = tuple(taxonomy.ids)
    tokenizer = _tokenizer(training.encoder)
    special = special_pieces(tokenizer)
    settings = replace(training.fine_tuning, special=special)
    training = replace(training, fine_tuning=settings)
    if training.kind == "transformer":
        check_pieces(training.encoder, settings.pieces, say)
    lexicon = LexiconTagger(load_lexicon(tuple(lexicons), taxonomy), words_zh)
    items = read_labelled([Path(file) for file in training.labelled], nodes)
    chosen = read_labelled(list(map(Path, training.choice)), nodes) if training.choice else []
    common = {item.doc for item in items} & {item.doc for item in chosen}
    if common:
        before = len(chosen)
        chosen = [item for item in chosen if item.doc not in common]
        say(f"{before - len(chosen)} choice sentences left out: their documents are learnt from")
        if not chosen:
            raise ModelError(
                "All documents of the choice sentences are in the training sentences.",
                where=sorted(common)[0],
                fix="Split by document: no document on both sides.",
            )
    learn, decide = (
        prepare_sentences(part, nodes, tokenizer, lexicon, hints=training.hints)
        for part in split_by_document(items, training.decision_share, training.seed)
    )
    say(f"{len(learn)} sentences to learn from, {len(decide)} for the decisions")
    out.mkdir(parents=True, exist_ok=True)
    linear = _linear(learn, out, say)
    network, history = None, []
    if training.kind == "transformer":
        choice = prepare_sentences(chosen, nodes, tokenizer, lexicon, hints=training.hints)
        taught = _taught(training, nodes, tokenizer, lexicon, say)
        history = _transformer(training, learn, choice, taught, nodes, out, say)
        network = Network(out / NETWORK, settings.pieces, len(nodes), 2, special)
    scores = linear.logits(
        linear.features([i.sentence for i in decide.items], decide.pieces, decide.marks)
    )
    logits = None if network is None else network.logits(decide.pieces)
    methods = ("linear",) if network is None else ("hybrid", "linear", "transformer")
    decisions = fit_decisions(
        decide.features(logits, scores), logits, scores, decide.targets, nodes, methods
    )
    _write_json(out / DECISIONS, decisions)
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.save(str(out / TOKENIZER))
    return _describe(training, taxonomy, nodes, out, history)


def _linear(learn: PreparedSentences, out: Path, say: Say) -> LinearModel:
    model, arrays = fit_linear(
        [item.sentence for item in learn.items], learn.pieces, learn.marks, learn.targets, say
    )
    for name, array in ((WEIGHTS, "weights"), (BIASES, "biases"), (RARITY, "rarity")):
        np.save(out / name, arrays[array], allow_pickle=False)
    return model


def _transformer(
    training: Training,
    learn: PreparedSentences,
    choice: PreparedSentences,
    taught: tuple[list[Pieces], Targets] | None,
    nodes: Sequence[str],
    out: Path,
    say: Say,
) -> list[dict[str, float]]:
    settings = training.fine_tuning
    model = classifier_of(training.encoder, nodes, settings.dropout)
    chosen = (choice.pieces, choice.targets)
    history: list[dict[str, float]] = []
    if taught:
        # Soft labels are calibrated: weighing positives up would teach another probability.
        first = replace(settings, epochs=training.distil_epochs, positive_weight=1.0)
        history = fine_tune(model, nodes, taught, chosen, first, say)
    history += fine_tune(
        model, nodes, (learn.pieces, learn.targets), chosen, settings, say, fresh=not taught
    )
    model.cpu().half().save_pretrained(out / HUGGING_FACE)
    _save_tokenizer(training.encoder, out / HUGGING_FACE)
    list_hugging_face(out)
    float_network = out / "float.onnx"
    export_float(model.float(), learn.pieces, settings, float_network)
    order = np.random.default_rng(training.seed).permutation(len(learn.pieces))
    quantise(float_network, [learn.pieces[at] for at in order[:1000]], settings, out / NETWORK)
    float_network.unlink()
    return history


def _taught(
    training: Training,
    nodes: Sequence[str],
    tokenizer: Tokenizer,
    lexicon: LexiconTagger,
    say: Say,
) -> tuple[list[Pieces], Targets] | None:
    """Unlabelled sentences in pieces with their teachers' soft labels."""
    if not training.unlabelled:
        return None
    items = read_unlabelled(map(Path, training.unlabelled))
    kept, targets = soft_targets(list(map(Path, training.teachers)), items, nodes, lexicon)
    say(f"{len(kept)} of {len(items)} unlabelled sentences to learn from first")
    student = prepare_sentences(kept, nodes, tokenizer, lexicon, hints=training.hints)
    return student.pieces, targets


def _tokenizer(encoder: str) -> Tokenizer:
    """The tokenizer of an encoder in a folder, or by its name on a hub."""
    from tokenizers import Tokenizer

    if (Path(encoder) / TOKENIZER).is_file():
        return Tokenizer.from_file(str(Path(encoder) / TOKENIZER))
    if Path(encoder).exists():
        raise ModelError(
            "The encoder has no tokenizer.json.",
            where=encoder,
            fix="Give the folder of an encoder, such as models/nqp-encoder.",
        )
    from transformers import AutoTokenizer

    try:
        found: Tokenizer = AutoTokenizer.from_pretrained(encoder, use_fast=True).backend_tokenizer
    except (OSError, ValueError, AttributeError) as error:
        raise ModelError(
            f"The encoder cannot be had: {error}",
            where=encoder,
            fix="Give a folder, or a name that your hub knows.",
        ) from error
    return found


def _save_tokenizer(encoder: str, folder: Path) -> None:
    from transformers import AutoTokenizer

    AutoTokenizer.from_pretrained(encoder).save_pretrained(folder)


def _describe(
    training: Training,
    taxonomy: Taxonomy,
    nodes: Sequence[str],
    out: Path,
    history: list[dict[str, float]],
) -> dict[str, Any]:
    facts = asdict(training)
    facts["labelled"] = {Path(file).name: file_sha256(Path(file)) for file in training.labelled}
    facts["choice"] = {Path(file).name: file_sha256(Path(file)) for file in training.choice}
    facts["unlabelled"] = {Path(file).name: file_sha256(Path(file)) for file in training.unlabelled}
    facts["teachers"] = [open_model(Path(teacher)).hash for teacher in training.teachers]
    facts["encoder"] = Path(training.encoder).name
    description = {
        "format": FORMAT,
        "kind": training.kind,
        "nodes": list(nodes),
        "taxonomy": taxonomy.hash,
        "pieces": training.fine_tuning.pieces,
        "special": asdict(training.fine_tuning.special),
        "hints": training.hints,
        "buckets": BUCKETS,
        "files": {name: file_sha256(out / name) for name in FILES[training.kind]},
        "training": facts,
        "history": history,
    }
    _write_json(out / DESCRIPTION, description)
    return description


def _write_json(path: Path, value: object) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
