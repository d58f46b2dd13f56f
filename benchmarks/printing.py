"""Print HTML to PDF with a headless Chromium: makes test documents, not part of the package.

The bytes are the same on every run with the same browser and fonts: dates are set to one day.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
FIXED_DATE = rb"(D:20240101000000+00'00')"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--no-pdf-header-footer",
)


def browser() -> str:
    """Path of the browser, or an error that names what was looked for."""
    for name in BROWSERS:
        if path := shutil.which(name):
            return path
    raise SystemExit(f"No Chromium found (looked for {', '.join(BROWSERS)}): install one to print.")


def print_pdf(html: str) -> bytes:
    """The PDF that the browser makes of ``html``; page boxes come from its ``@page`` rules."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in.html").write_text(html, encoding="utf-8")
        command = [browser(), *FLAGS, f"--user-data-dir={folder / 'profile'}"]
        command += [f"--print-to-pdf={folder / 'out.pdf'}", (folder / "in.html").as_uri()]
        done = subprocess.run(command, capture_output=True, timeout=180, check=False)
        if not (folder / "out.pdf").exists():
            raise SystemExit(f"Printing failed: {done.stderr.decode(errors='replace')[-500:]}")
        return without_dates((folder / "out.pdf").read_bytes())


def without_dates(pdf: bytes) -> bytes:
    """``pdf`` with both dates set to one day: same length, so no offset in the file moves."""
    return re.sub(rb"\(D:\d{14}\+00'00'\)", FIXED_DATE, pdf)
