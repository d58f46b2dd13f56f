"""Writes the card of a model from what the model and its evaluation say of themselves.

    nqp evaluate dev.jsonl --method every --model MODEL --out EVALUATION
    python benchmarks/model_card.py MODEL EVALUATION

Prints Markdown: the content of MODEL/README.md.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

METHODS = ("hybrid", "transformer", "linear", "lexicon")
GROUPS = (("all", "all"), ("zh", "firm"), ("en", "firm"), ("zh", "gov"), ("en", "gov"))

SENTENCES = (
    "`train.jsonl`: 15,213 real sentences of reports and policy documents; `coded.jsonl`: 46,504",
    "more, most of them chosen by the model before this one where it was unsure, where its parts",
    "disagreed, where it or the lexicon found something, the rest at random. Both were coded by",
    "language models that read the codebook, in one pass, and are not distributed. 1,625 sentences",
    "of `train.jsonl` lay unmarked among those to be coded: the second reading agrees with the",
    "first by a micro-F1 of 0.89 (`benchmarks/second_reading.py`). `zh.jsonl`, `en.jsonl`: the",
    "sentences of `corpora/train`, written for this project, coded twice and adjudicated.",
    "",
    "The network reads two segments: the kind of document, what the lexicon found (`compute;",
    "green?`: a term that counts, an ambiguous one) and the end of the sentence before; then the",
    "sentence.",
    "",
)


def interval(values: list[float | None]) -> str:
    """An estimate with its interval."""
    if values[0] is None:
        return "-"
    return f"{values[0]:.2f} [{values[1]:.2f}, {values[2]:.2f}]"


def summary(evaluation: dict[str, Any], average: str, lang: str, kind: str) -> str:
    """F1 over the paths of one group."""
    for row in evaluation["summary"]:
        if (row["average"], row["over"], row["lang"], row["kind"]) == (
            average, "paths", lang, kind,
        ):  # fmt: skip
            return interval(row["f1"])
    return "-"


def card(model: Path, folder: Path) -> str:
    """The card as Markdown."""
    facts = json.loads((model / "model.json").read_text(encoding="utf-8"))
    judged = {
        method: json.loads(file.read_text(encoding="utf-8"))
        for method in METHODS
        if (file := folder / f"evaluation-{method}.json").exists()
    }
    hybrid, gold = judged["hybrid"], judged["hybrid"]["gold"]
    training = facts["training"]
    size = sum((model / name).stat().st_size for name in facts["files"]) / 1e6
    tuning = training["fine_tuning"]
    lines = [
        f"# {model.name}",
        "",
        "Classifiers for the 24 nodes of the taxonomy, stance, actor and polarity, for sentences",
        "of reports and policy documents in Chinese and English. MIT licence.",
        "",
        f"Files: {size:.1f} MB for nqp-text (ONNX int8, tokenizer, linear weights, decisions) and",
        "`transformers/`, the same weights in float16 for `AutoModelForTokenClassification`. The",
        "logits of a sentence are the means of its pieces' logits. Nothing here can run code.",
        "",
        "## How it was made",
        "",
        f"Encoder `{training['encoder']}`; sentences {', '.join(training['labelled'])}",
        "(SHA-256 in `model.json`); 12 % of their documents kept for weights and thresholds;",
        f"early stopping on {', '.join(training['choice'])}. {tuning['epochs']} passes at most,",
        f"batch {tuning['batch']}, peak rate {tuning['learning_rate']}, seed {tuning['seed']}:",
        "",
        "```",
        f"nqp train {' '.join(training['labelled'])} --dev {' '.join(training['choice'])} \\",
        f"    --encoder {training['encoder']} --epochs {tuning['epochs']} "
        f"--learning-rate {tuning['learning_rate']} --average {tuning['average']:g} --mixed \\",
        f"    --out {model.name}",
        "```",
        "",
        "| pass | loss | micro-F1 on the choice sentences |",
        "|---|---|---|",
        *(
            f"| {row['pass']} | {row['loss']:.3f} | {row['micro_f1']:.3f} |"
            for row in facts["history"]
        ),
        "",
        *SENTENCES,
        "## How good it is",
        "",
        f"`nqp evaluate` on {gold['name']}: {gold['sentences']} sentences of other documents,",
        "labelled by a language model reading the codebook, difficult ones frequent. They were",
        "also used for early stopping, so the numbers are a little optimistic. F1 over the nine",
        "paths, with 95 % intervals:",
        "",
        "| | " + " | ".join(judged) + " |",
        "|---|" + "---|" * len(judged),
    ]
    for lang, kind in GROUPS:
        name = "all, micro" if (lang, kind) == ("all", "all") else f"{lang} {kind}, micro"
        row = " | ".join(summary(e, "micro", lang, kind) for e in judged.values())
        lines.append(f"| {name} | {row} |")
    row = " | ".join(summary(e, "macro", "all", "all") for e in judged.values())
    lines += [f"| all, macro | {row} |", "", "The hybrid by node:", ""]
    lines += ["| node | sentences | precision | recall | F1 |", "|---|---|---|---|---|"]
    for cell in hybrid["cells"]:
        if (cell["lang"], cell["kind"]) == ("all", "all"):
            positives = cell["tp"] + cell["fn"]
            lines.append(
                f"| {cell['node']} | {positives:.0f} | {interval(cell['precision'])} | "
                f"{interval(cell['recall'])} | {interval(cell['f1'])} |"
            )
    lines += ["", "Attributes where the label is right:", "", "| | zh | en |", "|---|---|---|"]
    for name in ("stance", "actor", "polarity"):
        found = {
            row["lang"]: interval(row["accuracy"])
            for row in hybrid["attributes"]
            if row["attribute"] == name and row["kind"] == "all"
        }
        lines.append(f"| {name} | {found.get('zh', '-')} | {found.get('en', '-')} |")
    total = [row for row in hybrid["calibration"] if (row["lang"], row["kind"]) == ("all", "all")]
    lines += [
        "",
        f"Expected calibration error: {total[0]['ece']:.4f} over all pairs of sentence and node,",
        "most of which are clear negatives;",
        f"{total[0]['ece_positive']:.3f} over those decided positive.",
        "",
        "## Limits",
        "",
        "No human coded the sentences. Rare facets rest on a few dozen sentences. The encoder saw",
        "its text little more than once. Chinese and English only. Do not use a number for",
        "research before you have read fifty of its sentences (`nqp audit sample`).",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(card(Path(sys.argv[1]), Path(sys.argv[2])))
