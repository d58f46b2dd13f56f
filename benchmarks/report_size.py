"""Size of the report of a large made-up run, and how soon a browser can use it.

Usage: python benchmarks/report_size.py [DOCUMENTS] [SENTENCES]

The run has DOCUMENTS reports (2,000) with SENTENCES sentences with evidence each (100); every text
is put together at random from words of our own. Chromium is used through playwright if both are
there.
"""

from __future__ import annotations

import hashlib
import random
import re
import resource
import shutil
import sys
import time
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from nqp_text import index
from nqp_text.outputs import RunWriter, write_report
from nqp_text.records import Count, DocumentResult, Exposure, Mention
from nqp_text.taxonomy import load_taxonomy

WORDS = re.findall(
    "..",
    "公司持续推进数字转型智能制造建设全年投入研发经费建成投运算力中心绿色低碳技术改造取得成效产业协同创新平台人才培养"
    "体系金融支持实体经济数据要素市场设备更新工业应用场景拓展客户需求海外业务战略规划未来三年布局提升核心",
)
STANCES = ("background", "plan", "action", "achievement")
ACTORS = ("own", "government", "other", "macro")


def mention(rng: random.Random, number: int, node: str) -> Mention:
    """A sentence of random words with a term near its end."""
    term = rng.choice(WORDS)
    words = rng.choices(WORDS, k=rng.randint(10, 30))
    text = f"{''.join(words)}，同比增长{rng.randint(1, 60)}.{rng.randint(0, 9)}%，{term}。"
    start, at = 1000 * number, text.rindex(term)
    return Mention(
        number, rng.randint(1, 200), rng.choice(("mdna", "business", "outlook")), "prose", "zh",
        start, start + len(text), text, node, 1.0, "lexicon", term, start + at,
        start + at + len(term), rng.choice(STANCES), rng.choice(ACTORS),  # type: ignore[arg-type]
        rng.choices(("affirmed", "risk"), (95, 5))[0], 1,  # type: ignore[arg-type]
    )  # fmt: skip


def document(rng: random.Random, number: int, sentences: int) -> DocumentResult:
    """A report with its mentions; three in a hundred cannot be read."""
    code, year = 600_000 + number // 8, 2016 + number % 8
    path = f"reports/{code}_{year}.pdf"
    failed = rng.random() < 0.03
    row: dict[str, object] = {
        "path": path, "status": "encrypted" if failed else "ok", "kind": "firm",
        "report_type": "annual", "firm_code": str(code), "firm_name": f"样本股份{code}",
        "year": year, "lang": None if failed else "zh", "pages": None if failed else 200,
        "pages_read": None if failed else 200, "sentences": None if failed else 2_500,
    }  # fmt: skip
    doc_id = hashlib.sha256(path.encode("ascii")).hexdigest()
    if failed:
        return DocumentResult(doc_id, path, row)
    taxonomy = load_taxonomy()
    nodes = [rng.choice(taxonomy.paths) for _ in range(sentences)]
    found = Counter(nodes)
    counts = (Count(n, *[found[n]] * 4, *[float(found[n])] * 4) for n in taxonomy.ids)
    mentions = tuple(mention(rng, number, node) for number, node in enumerate(nodes))
    return DocumentResult(
        doc_id, path, row, Exposure(2_500, 120_000, 60_000), tuple(counts), mentions
    )


def measure_page(file: Path) -> None:
    """How soon the page answers and has all its evidence."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if find_spec("playwright") is None or chromium is None:
        print("browser: not measured (playwright or Chromium is not here)")
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, TemporaryDirectory() as profile:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=chromium, args=["--headless", "--no-sandbox", "--disable-gpu"]
        )
        page = context.pages[0]
        began = time.perf_counter()
        page.goto(file.as_uri(), wait_until="commit")
        for state, label in (("html[data-ready]", "answers"), ("html[data-ready=all]", "complete")):
            page.wait_for_selector(state, timeout=300_000)
            print(f"browser: {label} after {time.perf_counter() - began:.1f} s")
        context.close()


def main(documents: int = 2_000, sentences: int = 100) -> None:
    """Make the run, write its report, look at it."""
    rng = random.Random(7)
    with TemporaryDirectory() as folder:
        run = Path(folder) / "run"
        with RunWriter(run, paths=load_taxonomy().paths) as writer:
            for number in range(documents):
                writer.add(document(rng, number, sentences))
            writer.finish({"version": "0"}, panels=index)
        began = time.process_time()
        file = write_report(run)
        print(f"{documents} documents, {sentences} sentences each")
        print(f"size: {file.stat().st_size / 1e6:.1f} MB")
        print(f"processor time: {time.process_time() - began:.1f} s")
        print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
        measure_page(file)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
