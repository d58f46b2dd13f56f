"""Writes the card of an encoder from its ``training.json``, its probes and the comparison table.

    python benchmarks/encoder_probes.py ENCODER --work WORK --aligned A.csv B.csv > probes.md
    python benchmarks/encoder_table.py ... > table.md
    python benchmarks/encoder_card.py ENCODER probes.md table.md > ENCODER/README.md

Prints Markdown. Probes and table are optional.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

CURVE_POINTS = 12


def curve(points: list[list[float]]) -> list[str]:
    """Loss by tokens, at about a dozen places."""
    step = max(1, len(points) // CURVE_POINTS)
    shown = points[::-1][::step][::-1]
    lines = ["| million tokens | loss of hidden pieces | contrastive loss |", "|---|---|---|"]
    for _, tokens, masked, pair in shown:
        lines.append(f"| {tokens / 1e6:.1f} | {masked:.2f} | {f'{pair:.2f}' if pair else '-'} |")
    return lines


def command(data: dict[str, Any], loop: dict[str, Any]) -> str:
    """The command that trains it again."""
    parts = ["nqp pretrain TEXT... --out models/nqp-encoder --work work"]
    parts += [f"--held-out {Path(name).name}" for name in data["held_out"]]
    parts += [f"--size {loop['size']} --minutes {loop['minutes']:g} --length {data['length']}"]
    parts += [f"--batch {loop['batch']} --learning-rate {loop['learning_rate']:g}"]
    parts += [f"--contrastive-share {loop['contrastive_share']:g}"]
    parts += [f"--contrastive-batch {loop.get('contrastive_batch', 0)}"]
    parts += ["--mixed"] * bool(loop["mixed"])
    return " \\\n    ".join(parts)


def card(folder: Path, extra: list[str]) -> str:
    """The card as Markdown."""
    facts = json.loads((folder / "training.json").read_text(encoding="utf-8"))
    data, progress, found = facts["data"], facts["progress"], facts["retrieval"]
    loop = progress["settings"]
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    megabytes = (folder / "model.safetensors").stat().st_size / 1e6
    unknown = data["unknown_rate"]
    lines = [
        f"# {folder.name}",
        "",
        "A small bilingual sentence encoder (BERT layout), pretrained for nqp-text on Chinese and",
        "English policy and company text. `AutoModel.from_pretrained` loads it;",
        "`nqp train --encoder` fine-tunes it. MIT licence.",
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
        f"| read | {progress['tokens'] / 1e6:.1f} million pieces in {progress['step']:,} steps and "
        f"{progress['spent'] / 60:.0f} minutes, {facts['device']} |",
        f"| nearest of {found['pairs']:.0f} held-out pairs | {found['zh_first']:.1%} one way, "
        f"{found['en_first']:.1%} the other |",
        "",
        "## Text",
        "",
        "Government work reports, policy documents, laws (weight 0.3), annual reports,",
        "prospectuses, 10-K filings, earnings calls, business and technology news (general news",
        "0.3), and aligned Chinese and English paragraphs: public documents whose owners keep",
        "their rights. The text itself is not distributed; the weights are, under the MIT licence",
        "of this project, and cannot be expected to repeat a document.",
        "",
        f"Left out before training: {data['thinned_by_mixture']:,} paragraphs by the mixture",
        f"weights, {data['dropped_repeats']:,} repeated sentences (templates), and",
        f"{data['dropped_held_out']:,} sentences whose normalised form is in the labelled",
        "sentences kept for judging. What is left of those in the training text is none.",
        "",
        "## Loss",
        "",
        *curve(progress["curve"]),
        "",
        *(part for text in extra for part in (text.strip(), "")),
        "## Limits",
        "",
        "A few tens of millions of pieces on one processor core: it knows the words of the field",
        "and their neighbours, not the world. At most 512 pieces at once, trained on rows of",
        f"{data['settings']['length']}. Vectors of sentences are the mean of the last layer.",
        "Traditional Chinese and languages other than Chinese and English are rare in its text.",
        "",
        "## Made with",
        "",
        "```",
        command(data["settings"], loop),
        "```",
        "",
        f"Seed {loop['seed']}. SHA-256:",
        "",
        *(f"- `{name}` {value}" for name, value in sorted(facts["sha256"].items())),
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    print(card(Path(sys.argv[1]), [Path(name).read_text("utf-8") for name in sys.argv[2:]]))
