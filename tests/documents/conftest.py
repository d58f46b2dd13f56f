"""Fixtures that make PDFs: by hand, byte by byte, and with a browser where there is one."""

from __future__ import annotations

import html
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

Text = tuple[float, float, float, str]
"""Left, baseline, size and text of one string on a page."""


@pytest.fixture(scope="session")
def make_pdf() -> Callable[..., bytes]:
    """Makes a PDF from pages of placed strings; Latin in Helvetica, the rest in a Song face."""
    return pdf_of


def pdf_of(
    pages: Sequence[Sequence[Text]], *, rotate: int = 0, width: int = 595, height: int = 842
) -> bytes:
    objects: list[bytes] = [
        b"",  # the catalogue and the list of pages, known at the end
        b"",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H"
        b"/DescendantFonts[5 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/FontDescriptor 6 0 R>>",
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/Ascent 880/Descent -120"
        b"/CapHeight 700/ItalicAngle 0/StemV 80/FontBBox[-25 -254 1000 880]>>",
    ]
    kids: list[str] = []
    for page in pages:
        content = "\n".join(_shown(*text) for text in page).encode("latin-1")
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
        stream = len(objects)
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width} {height}]/Rotate {rotate}"
            f"/Contents {stream} 0 R/Resources<</Font<</F1 3 0 R/F2 4 0 R>>>>>>".encode()
        )
        kids.append(f"{len(objects)} 0 R")
    objects[0] = b"<</Type/Catalog/Pages 2 0 R>>"
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>".encode()
    return _file_of(objects)


def _shown(x: float, y: float, size: float, text: str) -> str:
    """Operators that show a text: pieces of Latin and of other script one after the other."""
    shown = [f"BT 1 0 0 1 {x} {y} Tm"]
    piece = ""
    for sign, following in zip(text, [*text[1:], ""], strict=True):
        piece += sign
        if following and (ord(sign) < 256) == (ord(following) < 256):
            continue
        if ord(sign) < 256:
            escaped = piece.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
            shown.append(f"/F1 {size} Tf ({escaped}) Tj")
        else:
            shown.append(f"/F2 {size} Tf <{piece.encode('utf-16-be').hex()}> Tj")
        piece = ""
    return " ".join([*shown, "ET"])


def _file_of(objects: Sequence[bytes]) -> bytes:
    parts = [b"%PDF-1.4\n"]
    offsets: list[int] = []
    for number, content in enumerate(objects, 1):
        offsets.append(sum(map(len, parts)))
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = sum(map(len, parts))
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    parts += [b"%010d 00000 n \n" % offset for offset in offsets]
    parts.append(
        b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    )
    return b"".join(parts)


@pytest.fixture(scope="session")
def print_to_pdf(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., bytes]:
    """Prints paragraphs with a browser, with its own header, footer and page numbers."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        pytest.skip("chromium is not installed: printing to PDF cannot be tried")
    folder = tmp_path_factory.mktemp("printed")

    def printed(paragraphs: Sequence[str], lang: str, *, columns: int, justified: bool) -> bytes:
        source, target = folder / "page.html", folder / "page.pdf"
        target.unlink(missing_ok=True)
        source.write_text(_page(paragraphs, lang, columns, justified), encoding="utf-8")
        _print(browser, source, target)
        if not target.exists():
            pytest.skip("chromium did not print here")
        return target.read_bytes()

    return printed


def _print(browser: str, source: Path, target: Path) -> None:
    options = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        f"--user-data-dir={source.parent / 'profile'}",
        f"--print-to-pdf={target}",
    ]
    subprocess.run([browser, *options, str(source)], capture_output=True, timeout=600, check=False)


def _page(paragraphs: Sequence[str], lang: str, columns: int, justified: bool) -> str:
    body = "".join(
        f"<h2>{html.escape(text[1:])}</h2>"
        if text.startswith("#")
        else f"<p>{html.escape(text)}</p>"
        for text in paragraphs
    )
    flow = f"column-count:{columns};column-gap:9mm;column-fill:auto" if columns > 1 else ""
    indent = "text-align:justify;text-indent:2em;margin:0" if justified else "margin:0 0 .5em"
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>Printed</title>'
        "<style>@page{size:A4;margin:22mm} body{font-family:serif;font-size:12pt}"
        f" .flow{{{flow}}} p{{{indent}}}</style></head>"
        f'<body><div class="flow">{body}</div></body></html>'
    )
