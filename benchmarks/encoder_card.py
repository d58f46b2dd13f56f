"""Writes the card of an encoder from its ``training.json``, its probes and the comparison table.

    python benchmarks/encoder_probes.py ENCODER --work WORK --aligned A.csv B.csv > probes.md
    python benchmarks/encoder_table.py ... > table.md
    python benchmarks/encoder_card.py ENCODER probes.md table.md > ENCODER/README.md

Prints Markdown. Probes and table are optional.
"""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path
from typing import Any

from nqp_text.training.pretraining.export import weight_files
from nqp_text.training.pretraining.mixture import WEIGHTS

CURVE_POINTS = 12


def curve(points: list[list[float]], unit: str) -> list[str]:
    """Loss by tokens, at about a dozen places."""
    step = max(1, len(points) // CURVE_POINTS)
    shown = points[::-1][::step][::-1]
    lines = [f"| million {unit} | loss of hidden pieces | contrastive loss |", "|---|---|---|"]
    for _, tokens, masked, pair in shown:
        lines.append(f"| {tokens / 1e6:.1f} | {masked:.2f} | {f'{pair:.2f}' if pair else '-'} |")
    return lines


def command(data: dict[str, Any], loop: dict[str, Any], out: str) -> str:
    """The command that trains it again: what is not the default is named, files by name."""
    parts = [f"nqp pretrain {shlex.join(data['sources'])} --out {shlex.quote(out)} --work work"]
    parts += [f"--held-out {shlex.quote(Path(name).name)}" for name in data["held_out"]]
    parts += [
        f"--weight {kind}={share:g}"
        for kind, share in data.get("weights", {}).items()
        if WEIGHTS.get(kind) != share
    ]
    budget = f"--steps {loop['steps']}" if loop["steps"] else f"--minutes {loop['minutes']:g}"
    parts += [f"--size {loop['size']} {budget} --length {data['length']}"]
    parts += [f"--contrastive-share {loop['contrastive_share']:g}"]
    if data["tokenizer"]:
        parts += [f"--tokenizer {shlex.quote(Path(data['tokenizer']).name)}"]
    for option, value, default in (
        ("batch", loop["batch"], 0),
        ("contrastive-batch", loop.get("contrastive_batch", 0), 0),
        ("learning-rate", loop["learning_rate"], 0),
        ("vocabulary", data["vocabulary"], 24_000),
        ("limit", data["limit"], 0),
        ("seed", loop["seed"], 0),
    ):
        parts += [f"--{option} {value:g}"] * (value != default)
    parts += ["--mixed"] * bool(loop["mixed"])
    parts += ["--no-warm-start"] * (not loop["warm_start"])
    parts += ["--no-compile"] * (not loop["compile"])
    return " \\\n    ".join(parts)


def weights_of_kinds(settings: dict[str, Any]) -> str:
    """Which share of the paragraphs of each kind was used."""
    # Before they could be set: those of the first encoder.
    weights = settings.get("weights") or {"law": 0.3, "news": 0.3, "other": 0.6}
    shares = ", ".join(f"{kind} {share:g}" for kind, share in weights.items() if share != 1)
    return (
        f"Share of the paragraphs of a kind that was used, where it is not 1: {shares or 'none'}."
    )


def held_out_left(data: dict[str, Any]) -> str:
    """What a search in the text that was trained on found of the held-out sentences."""
    if not data["settings"]["held_out"]:
        return "No sentences were held out."
    if "held_out_left" in data:
        left = data["held_out_left"]
        texts = "text that still holds" if left == 1 else "texts that still hold"
        return f"A second search afterwards found {left or 'no'} {texts} one of them."
    # Of the one encoder whose report does not count them.
    return (
        "65 of 2,811 longer sentences of the development set remained inside longer paragraphs\n"
        "(found afterwards)."
    )


def how_it_went(progress: dict[str, Any]) -> list[str]:
    """What was changed between the runs of one training, if anything."""
    return [
        f"From step {change['step']:,} on `{change['setting']}` was {change['to']} instead of "
        f"{change['from']}: the command below, started anew, gives other weights."
        for change in progress.get("changes", [])
    ]


def card(folder: Path, extra: list[str]) -> str:
    """The card as Markdown."""
    facts = json.loads((folder / "training.json").read_text(encoding="utf-8"))
    data, progress, found = facts["data"], facts["progress"], facts["retrieval"]
    loop = progress["settings"]
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    megabytes = sum(file.stat().st_size for file in weight_files(folder)) / 1e6
    unknown = data["unknown_rate"]
    length = data["settings"]["length"]
    # The first reports counted the padding as well.
    unit = "pieces" if "places" in progress else "places (pieces and padding)"
    lines = [
        f"# {folder.name}",
        "",
        "A small bilingual sentence encoder (BERT layout), pretrained for nqp-text on Chinese and",
        "English policy and company text. It has no trained pooler: load it with",
        "`AutoModel.from_pretrained(FOLDER, add_pooling_layer=False)`; `nqp train --encoder`",
        "fine-tunes it. MIT licence.",
        "",
        "| | |",
        "|---|---|",
        f"| size | `{loop['size']}`: {config['num_hidden_layers']} layers, width "
        f"{config['hidden_size']}, {facts['parameters'] / 1e6:.1f} million parameters, "
        f"{megabytes:.1f} MB in float16 |",
        f"| vocabulary | {data['vocabulary']:,} pieces; unknown on held-out text: "
        f"{unknown['zh']:.3%} zh, {unknown['en']:.3%} en |",
        f"| text | {data['paragraphs']:,} paragraphs and {data['pairs']:,} aligned pairs, "
        f"{data['tokens'] / 1e6:.1f} million pieces |",
        f"| read | {progress['tokens'] / 1e6:.1f} million {unit} in {progress['step']:,} steps and "
        f"{progress['spent'] / 60:.0f} minutes, {facts['device']} |",
        f"| rows | {length} pieces: what is behind that place was never trained |",
        *_retrieval(found, "held-out pairs"),
        *_retrieval(facts.get("retrieval_policy", {}), "held-out pairs of policy text"),
        "",
        "## Text",
        "",
        "Government work reports, policy documents, laws, annual reports, prospectuses, 10-K",
        "filings, earnings calls, business and technology news, general news, and aligned Chinese",
        "and English paragraphs: public documents whose owners keep their rights. The text itself",
        "is not distributed; the weights are, under the MIT licence of this project, and cannot be",
        "expected to repeat a document.",
        weights_of_kinds(data["settings"]),
        "",
        f"Left out before training: {data['thinned_by_mixture']:,} paragraphs by these weights,",
        f"{data['dropped_repeats']:,} repeated sentences (templates),",
        *(
            [f"{data['near_duplicates']:,} near-duplicate paragraphs, and"]
            if "near_duplicates" in data
            else ["and"]
        ),
        f"{data['dropped_held_out']:,} sentences whose normalised form is in the labelled",
        "sentences kept for judging.",
        held_out_left(data),
        "",
        "## Loss",
        "",
        *curve(progress["curve"], unit),
        "",
        *(part for text in extra for part in (text.strip(), "")),
        "## Limits",
        "",
        f"It knows the words of the field and their neighbours from {data['tokens'] / 1e6:.0f}",
        "million pieces of text, not the world. The configuration has",
        f"{config['max_position_embeddings']} places, but only the first {length} and the first of",
        "the two segments were trained: fine-tuning has to teach it the rest. Vectors of sentences",
        "are the mean of the last layer. Traditional Chinese is rare in its text: pass text",
        "through `nqp_text.normalize.match_key`, as `nqp train` and the tagger do. Languages other",
        "than Chinese and English are rare in it, too.",
        "",
        "## Made with",
        "",
        *(part for text in how_it_went(progress) for part in (text, "")),
        "```",
        command(data["settings"], loop, f"models/{folder.name}"),
        "```",
        "",
        f"Seed {loop['seed']}. SHA-256:",
        "",
        *(f"- `{name}` {value}" for name, value in sorted(facts["sha256"].items())),
    ]
    return "\n".join(lines)


def _retrieval(found: dict[str, float], pairs: str) -> list[str]:
    if "zh_first" not in found:
        return []
    return [
        f"| nearest of {found['pairs']:.0f} {pairs} | {found['zh_first']:.1%} one way, "
        f"{found['en_first']:.1%} the other |"
    ]


if __name__ == "__main__":
    print(card(Path(sys.argv[1]), [Path(name).read_text("utf-8") for name in sys.argv[2:]]))
