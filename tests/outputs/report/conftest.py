"""Runs to report on, and a browser to look at the report with."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from made_runs import write
from reported_runs import HOSTILE, TURNED, firm, placed

PATIENCE = 240_000
"""Milliseconds that end a test that hangs; a busy machine may take long."""
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory):
    """Two firms over three years, one report read in part, one not at all, hostile texts."""
    folder = tmp_path_factory.mktemp("report") / "run"
    results = [
        firm(f"reports/{code}_{year}.pdf", year, hits, code, name)
        for code, name, hits in (("600001", "蓝川股份", 3), ("600002", "青屿智造", 5))
        for year in (2021, 2022, 2023)
    ]
    results.append(firm("reports/part.pdf", 2023, 2, "600003", "半读公司", status="partial",
                        reason="1 of 10 pages could not be read", pages_read=9))  # fmt: skip
    results.append(
        firm(
            "reports/locked.pdf",
            2023,
            0,
            "600004",
            "加锁公司",
            status="encrypted",
            reason="The file asks for a password.",
            pages=None,
            pages_read=None,
            sentences=None,
            lang=None,
        )
    )
    hostile = firm("reports/<b>x</b>.pdf", 2022, 1, "600005", "<img src=x onerror=hacked=3>股份")
    odd = (HOSTILE, TURNED, "长" * 9_000 + "智算中心" + "句" * 9_000)
    texts = (placed(60 + n, "path.compute", text, "智算中心") for n, text in enumerate(odd))
    results.append(
        type(hostile)(
            hostile.doc_id,
            hostile.path,
            hostile.document,
            hostile.exposure,
            hostile.counts,
            (*hostile.mentions, *texts),
            (),
        )
    )
    write(folder, results)
    return folder


# Of one module only: while it is open, no other fixture can start the driver.
@pytest.fixture(scope="module")
def browser_page(tmp_path_factory):
    """Opens a page in headless Chromium with an empty profile; skips where there is none."""
    if importlib.util.find_spec("playwright") is None:
        pytest.skip("playwright is not installed (pip install playwright)")
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = []

        def open_page(file, *, width=1280, height=900, scheme="light", locale="en-US"):
            context = playwright.chromium.launch_persistent_context(
                str(tmp_path_factory.mktemp("profile")),
                executable_path=CHROMIUM,
                args=list(FLAGS),
                viewport={"width": width, "height": height},
                color_scheme=scheme,
                locale=locale,
                timeout=PATIENCE,
            )
            context.set_default_timeout(PATIENCE)
            opened.append(context)
            page = context.pages[0]
            page.requests, page.errors = [], []
            page.on("request", lambda request: page.requests.append(request.url))
            page.on("pageerror", lambda error: page.errors.append(str(error)))
            page.on("console", lambda m: m.type == "error" and page.errors.append(m.text))
            page.goto(Path(file).as_uri())
            page.wait_for_selector("html[data-ready=all]")
            return page

        yield open_page
        for context in opened:
            context.close()
