"""The hybrid beside bare text extraction and beside a 12-layer BERT-base on the same sentences.

    python benchmarks/model_speed.py [PDF ...] [--repeat 2] [--sample 96]

For every report, in turn and repeatedly (the smallest time counts), processor seconds of one
process with one thread, start-up and loading aside:

(a) bare: pypdfium2 opens the file and takes the text of every page;
(b) lexicon, (c) hybrid with ``--section mdna``, (d) hybrid with ``--section all``: what a worker
    does with the file, from PDF to counts;
(e) BERT-base: ``transformers`` with random weights (12 layers, width 768) reads a sample of the
    counted sentences in batches of like length, scaled by pieces to all of them.

Reports come from ``../shared`` beside the checkout, else from the samples.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable
from pathlib import Path

from scan_speed import bare, cpu_seconds, default_files, pages_of

from nqp_text.pipeline.api import read, split
from nqp_text.pipeline.file import scan_file
from nqp_text.pipeline.sources import Source
from nqp_text.pipeline.tools import prepare_worker
from nqp_text.resources import data_path
from nqp_text.settings import Settings

GOALS = {"mdna": 4, "all": 12}
BASE_BATCH = 16


def settings_of(method: str, section: str) -> Settings:
    """One way of scanning, without OCR and cache."""
    return Settings(ocr="off", workers=1, cache="off", method=method, section=section)


def ways() -> dict[str, Callable[[Path], object]]:
    """What is measured by process."""
    chosen = {
        "lexicon": settings_of("lexicon", "all"),
        "mdna": settings_of("hybrid", "mdna"),
        "all": settings_of("hybrid", "all"),
    }
    found: dict[str, Callable[[Path], object]] = {"bare": bare}
    for name, settings in chosen.items():
        prepare_worker(settings)
        found[name] = lambda file, own=settings: scan_file(Source(file.name, str(file)), own)
    return found


def bert_base() -> Callable[[list[list[int]]], object]:
    """A BERT-base of random weights that reads batches of pieces on one thread."""
    import torch
    from transformers import BertConfig, BertModel

    torch.set_num_threads(1)
    model = BertModel(BertConfig(vocab_size=24_000), add_pooling_layer=False).eval()

    def answer(rows: list[list[int]]) -> object:
        ordered = sorted(rows, key=len)
        with torch.inference_mode():
            for begin in range(0, len(ordered), BASE_BATCH):
                batch = ordered[begin : begin + BASE_BATCH]
                width = max(map(len, batch))
                ids = torch.tensor([[*row, *[0] * (width - len(row))] for row in batch])
                model(input_ids=ids, attention_mask=(ids != 0).long())
        return None

    return answer


def base_seconds(file: Path, sample: int, answer: Callable[[list[list[int]]], object]) -> float:
    """(e) Seconds for all prose sentences of a report, from a sample."""
    import time

    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(data_path("models", "nqp-mini") / "tokenizer.json"))
    texts = [s.text for s in split(read(file)) if s.block == "prose" and s.lang in ("zh", "en")]
    rows = [row.ids[:126] for row in tokenizer.encode_batch(texts)]
    drawn = random.Random(0).sample(rows, min(sample, len(rows)))
    answer(drawn[:2])
    began = time.process_time()
    answer(drawn)
    seconds = time.process_time() - began
    return seconds * sum(map(len, rows)) / max(1, sum(map(len, drawn)))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pdf", nargs="*", type=Path)
    parser.add_argument("--repeat", type=int, default=2)
    parser.add_argument("--sample", type=int, default=96)
    arguments = parser.parse_args()
    files = arguments.pdf or default_files()
    measured = ways()
    for way in measured.values():
        way(files[-1])
    answer = bert_base()
    print("| report | pages | bare, s | lexicon | mdna | all | BERT-base |")
    print("|---|---|---|---|---|---|---|")
    sums: dict[str, float] = {}
    for file in files:
        best = {
            name: min(cpu_seconds(way, file) for _ in range(arguments.repeat))
            for name, way in measured.items()
        }
        best["base"] = base_seconds(file, arguments.sample, answer) + best["bare"]
        for name, seconds in best.items():
            sums[name] = sums.get(name, 0.0) + seconds
        cells = [f"{best[name] / best['bare']:.1f}x" for name in ("lexicon", "mdna", "all", "base")]
        name = file.stem[:40]
        print(f"| {name} | {pages_of(file)} | {best['bare']:.2f} | {' | '.join(cells)} |")
    cells = [f"{sums[name] / sums['bare']:.1f}x" for name in ("lexicon", "mdna", "all", "base")]
    print(f"| together | {sum(map(pages_of, files))} | {sums['bare']:.2f} | {' | '.join(cells)} |")
    print(f"\nGoals: mdna at most {GOALS['mdna']}x, all at most {GOALS['all']}x.")


if __name__ == "__main__":
    main()
