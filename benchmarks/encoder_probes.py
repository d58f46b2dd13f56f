"""What the encoder knows before any label: translations found, neighbours of phrases.

    python benchmarks/encoder_probes.py [ENCODER] [--work FOLDER] [--aligned A.csv B.csv]

Retrieval: is the right translation the nearest of all (cosine of mean last-layer vectors)? Next
to the cosine stands the margin (Artetxe & Schwenk 2019), which takes away how near a sentence is
to all others and is usual where translations are looked for. ``--work``: the pairs that ``nqp
pretrain`` kept aside in its work folder. ``--aligned``: aligned government reports (columns 中文,
英文; one sentence on each side), which may have been trained on. Neighbours: 30 phrases per
language against the terms of the shipped lexicons. Prints Markdown.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from typing import Any

import numpy as np

from nqp_text.resources import data_path
from nqp_text.tagging.lexicon import load_lexicon

PHRASES = {
    "zh": [
        "算力",
        "智算中心",
        "数据中心",
        "数据要素",
        "数据资产入表",
        "公共数据授权运营",
        "工业互联网",
        "智能制造",
        "数字化转型",
        "人工智能大模型",
        "云计算",
        "区块链",
        "新型举国体制",
        "关键核心技术攻关",
        "国产替代",
        "科技成果转化",
        "产学研合作",
        "发明专利",
        "高新技术企业",
        "人才培养",
        "博士后工作站",
        "技能人才",
        "科技金融",
        "绿色信贷",
        "产业基金",
        "碳达峰",
        "光伏发电",
        "节能降碳",
        "特高压",
        "5G基站",
    ],
    "en": [
        "computing power",
        "data center",
        "data element",
        "data trading",
        "cloud computing",
        "artificial intelligence",
        "industrial internet",
        "smart manufacturing",
        "digital transformation",
        "big data",
        "blockchain",
        "core technologies",
        "domestic substitution",
        "national laboratory",
        "technology transfer",
        "patents",
        "research and development",
        "talent training",
        "skilled workers",
        "vocational education",
        "green finance",
        "venture capital",
        "relending",
        "carbon neutrality",
        "solar power",
        "energy saving",
        "new energy vehicles",
        "ultra-high voltage",
        "5G base stations",
        "high-speed rail",
    ],
}
SHOWN = 5
NEAR = 4
"""Neighbours that say how near a sentence is to everything."""
Vectors = np.ndarray[Any, Any]


def embed(texts: list[str], model: Any, tokenizer: Any) -> Vectors:
    """Unit vectors (texts, hidden)."""
    import torch

    found = []
    with torch.inference_mode():
        for begin in range(0, len(texts), 64):
            inputs = tokenizer(
                texts[begin : begin + 64],
                padding=True,
                truncation=True,
                max_length=128,
                return_tensors="pt",
            )
            states = model(
                input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"]
            ).last_hidden_state.float()
            mask = inputs["attention_mask"][..., None]
            mean = (states * mask).sum(1) / mask.sum(1)
            found.append(torch.nn.functional.normalize(mean, dim=-1).numpy())
    return np.concatenate(found)


def held_aside(model: Any, work: Path, count: int) -> tuple[Vectors, Vectors]:
    """Vectors of both sides of the pairs that ``nqp pretrain`` kept aside in its work folder."""
    import torch

    from nqp_text.training.pretraining.contrast import two_sides
    from nqp_text.training.pretraining.vocabulary import PAD

    rows = np.load(next(work.glob("data-*/probe-sides.npy")), allow_pickle=False)[:count]
    vectors = []
    for side in two_sides(rows):
        with torch.inference_mode():
            mask = (side != PAD).long()
            states = model(input_ids=side, attention_mask=mask).last_hidden_state.float()
            mean = (states * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
            vectors.append(torch.nn.functional.normalize(mean, dim=-1).numpy())
    return vectors[0], vectors[1]


def retrieval(name: str, left: Vectors, right: Vectors) -> str:
    """A line of the table: how often the right translation is first, by cosine and by margin."""
    cosine = left @ right.T
    near = [np.sort(scores, axis=1)[:, -NEAR:].mean(1) for scores in (cosine, cosine.T)]
    margin = 2 * cosine - near[0][:, None] - near[1][None, :]
    truth = np.arange(len(cosine))
    shares = [
        f"{(scores.argmax(axis) == truth).mean():.1%}"
        for scores in (cosine, margin)
        for axis in (1, 0)
    ]
    return f"| {name} | {len(cosine)} | " + " | ".join(shares) + " |"


def aligned(files: list[Path], count: int) -> tuple[list[str], list[str]]:
    """Both sides of the first sentence pairs, each sentence once."""
    pairs: dict[str, str] = {}
    for file in files:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            for row in csv.DictReader(stream):
                if row["对齐类型"] == "1-1" and row["英文"] not in pairs.values():
                    pairs.setdefault(row["中文"], row["英文"])
    kept = list(pairs.items())[:count]
    return [zh for zh, _ in kept], [en for _, en in kept]


def main() -> None:
    """Read the options, print the probes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("encoder", nargs="?", default="")
    parser.add_argument("--work", type=Path, help="work folder of nqp pretrain")
    parser.add_argument("--aligned", type=Path, nargs="*", default=[])
    parser.add_argument("--count", type=int, default=500)
    arguments = parser.parse_args()
    import torch
    from transformers import AutoModel, AutoTokenizer

    torch.set_num_threads(1)
    folder = arguments.encoder or str(data_path("models", "nqp-encoder"))
    model = AutoModel.from_pretrained(folder, add_pooling_layer=False).float().eval()
    tokenizer = AutoTokenizer.from_pretrained(folder)
    print("| right translation first | pairs | zh to en | en to zh | by margin | en to zh |")
    print("|---|---|---|---|---|---|")
    if arguments.work:
        print(retrieval("kept aside", *held_aside(model, arguments.work, arguments.count)))
    if arguments.aligned:
        zh, en = (
            embed(side, model, tokenizer) for side in aligned(arguments.aligned, arguments.count)
        )
        print(retrieval("government reports", zh, en))
    print()
    terms = load_lexicon().terms
    for lang, phrases in PHRASES.items():
        own = sorted({term.term for term in terms if term.lang == lang} - set(phrases))
        near = embed(list(phrases), model, tokenizer) @ embed(own, model, tokenizer).T
        print(f"| {lang} | nearest terms |\n|---|---|")
        for phrase, row in zip(phrases, near, strict=True):
            best = ", ".join(own[at] for at in np.argsort(-row)[:SHOWN])
            print(f"| {phrase} | {best} |")
        print()


if __name__ == "__main__":
    main()
