"""Pictures of the report on the samples, for the READMEs and the documentation.

Usage: python benchmarks/report_screenshot.py [FOLDER]

Writes index.en.png, evidence.en.png, index.zh.png and evidence.zh.png to docs/images: the index,
and what a click on the cell with the highest value leads to, for the firms of that language; and
serve.png: a page of a sample in `nqp serve`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path
from tempfile import TemporaryDirectory

import nqp_text

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = {"en": "en-GB", "zh": "zh-CN"}
SAMPLES = {"en": "firms · English", "zh": "企业 · 中文"}


def take(report: Path, folder: Path) -> None:
    """Open the report in Chromium and take both pictures in each language."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for language, locale in LANGUAGES.items():
            page = browser.new_page(viewport={"width": 1180, "height": 490}, locale=locale)
            page.goto(report.as_uri())
            page.wait_for_selector("html[data-ready=all]")
            page.evaluate("document.querySelector('#index').scrollIntoView()")
            samples = page.locator("#index select").nth(1)
            labels = samples.locator("option").all_inner_texts()
            samples.select_option(next(x for x in labels if x.startswith(SAMPLES[language])))
            page.wait_for_timeout(500)
            page.screenshot(path=folder / f"index.{language}.png")
            cells = page.locator("#index").get_by_text(re.compile(r"^[\d.]+%$"))
            values = [float(text.strip().rstrip("%")) for text in cells.all_inner_texts()]
            cells.nth(values.index(max(values))).click()
            page.set_viewport_size({"width": 1180, "height": 700})
            for _ in range(3):  # charts above are drawn as they come into view, and move the rest
                page.wait_for_timeout(1500)
                page.evaluate("document.querySelector('#evidence').scrollIntoView()")
            page.wait_for_timeout(1500)
            page.screenshot(path=folder / f"evidence.{language}.png")
            page.close()
        browser.close()


def take_served(run: Path, folder: Path) -> None:
    """Start `nqp serve` for the run and take a picture of a page with tagged sentences."""
    from playwright.sync_api import sync_playwright

    command = ["nqp", "serve", str(run), "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8")
    try:
        address = next(
            found.group()
            for line in server.stdout or ()
            if (found := re.search(r"http://\S+/", line))
        )
        with urllib.request.urlopen(f"{address}api/runs/{run.name}/documents") as answer:
            document = next(row for row in json.load(answer) if "605998" in row["path"])
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1280, "height": 720}, locale="en-GB")
            page.goto(f"{address}runs/{run.name}/documents/{document['doc_id']}?page=6")
            page.wait_for_selector("figure.sheet", timeout=120_000)  # read on demand
            page.wait_for_load_state("networkidle", timeout=120_000)
            page.screenshot(path=folder / "serve.png")
            browser.close()
    finally:
        server.terminate()
        server.wait()


def main(folder: str = str(ROOT / "docs" / "images")) -> None:
    """Scan the samples without OCR and take the pictures."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as place:
        shutil.copytree(ROOT / "corpora" / "samples", Path(place) / "samples")
        target = Path(folder).resolve()
        os.chdir(place)
        nqp_text.scan("samples", "run", ocr="off", workers=1)
        take(Path("run/report.html").resolve(), target)
        take_served(Path("run").resolve(), target)
        os.chdir(ROOT)


if __name__ == "__main__":
    main(*sys.argv[1:2])
