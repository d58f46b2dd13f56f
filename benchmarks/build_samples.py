"""Build ``corpora/samples`` and ``tests/samples_gold.jsonl`` from ``tests/samples_src``.

    python benchmarks/build_samples.py

Needs Chromium, Noto CJK fonts and the extra ``bench``. The files are committed: run this only
after a change to the sources. All firms, places, codes and persons in them are invented.
"""

from __future__ import annotations

import base64
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from printing import print_pdf
from sample_sources import ROOT, SAMPLES, Source, gold

TARGET = ROOT / "corpora" / "samples"
GOLD = ROOT / "tests" / "samples_gold.jsonl"
SCAN = re.compile(r'<section class="scan" data-page="(\d+)">(.*?)</section>', re.S)
SCAN_SCALE = 120 / 72

STYLE = """
@page {{ size: A4; margin: 26mm 24mm 24mm;
  @top-left {{ content: "{header}"; font-size: 9pt }}
  @bottom-center {{ content: {footer}; font-size: 9pt }} }}
@page bare {{ @top-left {{ content: none }} @bottom-center {{ content: none }} }}
@page scan {{ margin: 0; @top-left {{ content: none }}
  @bottom-center {{ content: none }} }}
body {{ font-family: {font}; font-size: 10.5pt; line-height: 1.75; margin: 0 }}
.page {{ break-before: page }} .cover {{ page: bare; text-align: center; padding-top: 40mm }}
.cover p, p.center {{ text-align: center; text-indent: 0 }}
.title {{ font-size: 22pt; margin: 16mm 0 6mm }}
.subtitle {{ font-size: 18pt }} p.date {{ text-align: right }} .center {{ text-align: center }}
.image {{ page: scan; break-before: page; break-after: page }}
.image img {{ width: 210mm; height: 296mm; display: block }}
h1 {{ font-size: 15pt; text-align: center }} h2 {{ font-size: 12pt }} h3 {{ font-size: 10.5pt }}
p {{ margin: 0 0 0.4em; text-align: justify; {indent} }}
.toc p {{ display: flex; justify-content: space-between; text-indent: 0 }}
.toc span:first-child::after {{ content: "{dots}" }} .toc span:first-child {{ overflow: hidden;
  white-space: nowrap; flex: 1 }}
.unit {{ text-align: right; font-size: 9pt }} .stamp {{ text-align: right; padding-top: 20mm }}
table {{ border-collapse: collapse; width: 100%; font-size: 9pt; margin: 0.6em 0 }}
td, th {{ border: 0.5pt solid #555; padding: 2pt 5pt; text-align: left }}
table.plain td {{ border: none }}
.twocol {{ column-count: 2; column-gap: 9mm; font-size: 9.5pt }}
"""
FONTS = {
    "zh": '"Noto Serif CJK SC"',
    "en": '"Noto Serif", "Liberation Serif", "DejaVu Serif", serif',
}


def main() -> None:
    """Write all samples and the gold."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for source in SAMPLES:
        data = MAKERS[Path(source.target).suffix](source)
        (TARGET / source.target).write_bytes(data)
        print(f"{len(data) / 1024:8.0f} KiB  {source.target}")
    rows = [row for source in SAMPLES for row in gold(source)]
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    GOLD.write_text("".join(lines), encoding="utf-8")
    print(f"{len(rows)} gold sentences, {sum(bool(row['labels']) for row in rows)} with labels")


def shell(source: Source, body: str) -> str:
    """A whole page for the browser."""
    style = STYLE.format(
        header=source.header,
        footer=source.footer or '""',
        font=FONTS[source.lang],
        indent="text-indent: 2em" if source.lang == "zh" else "",
        dots="…" * 60 if source.lang == "zh" else " ." * 120,
    )
    head = f'<meta charset="utf-8"><title>{source.header}</title><style>{style}</style>'
    return (
        f'<!doctype html><html lang="{source.lang}"><head>{head}</head><body>{body}</body></html>'
    )


def make_pdf(source: Source) -> bytes:
    """Printed by the browser; sections of class ``scan`` come in as images of a printed page."""

    def image(match: re.Match[str]) -> str:
        page = replace(source, footer=source.footer.replace("counter(page)", f'"{match[1]}"'))
        data = base64.b64encode(scanned(shell(page, match[2]))).decode("ascii")
        return f'<div class="image"><img src="data:image/jpeg;base64,{data}"></div>'

    return print_pdf(shell(source, SCAN.sub(image, source.plain)))


def scanned(html: str) -> bytes:
    """A JPEG like a scanner's of the first page: grey, a little turned, without a text layer."""
    import pypdfium2

    page = pypdfium2.PdfDocument(print_pdf(html))[0]
    picture = page.render(scale=SCAN_SCALE, grayscale=True).to_pil()
    turned = picture.rotate(0.4, fillcolor=255, resample=3)
    buffer = io.BytesIO()
    turned.save(buffer, "JPEG", quality=45, optimize=True)
    return buffer.getvalue()


def make_html(source: Source) -> bytes:
    """As a web page with its own navigation and running lines."""
    head = f'<meta charset="utf-8"><title>{Path(source.target).stem}</title>'
    page = f'<!doctype html>\n<html lang="{source.lang}">\n<head>{head}</head>\n<body>\n'
    return f"{page}{source.plain}</body>\n</html>\n".encode()


def make_docx(source: Source) -> bytes:
    """Headings, paragraphs and tables as Word has them."""
    import docx
    from lxml import html

    document = docx.Document()
    document.core_properties.created = datetime(2024, 1, 1, tzinfo=UTC)
    document.core_properties.modified = datetime(2024, 1, 1, tzinfo=UTC)
    document.core_properties.title = Path(source.target).stem
    for element in html.fragment_fromstring(source.plain, create_parent="div"):
        if element.tag == "table":
            add_table(document, element)
        elif element.tag == "h1" and element.get("class") == "title":
            document.add_heading(element.text_content(), level=0)
        elif element.tag in ("h1", "h2"):
            document.add_heading(element.text_content(), level=int(element.tag[1]))
        else:
            document.add_paragraph(element.text_content())
    buffer = io.BytesIO()
    document.save(buffer)
    return without_times(buffer.getvalue())


def add_table(document, element) -> None:
    """One Word table of an HTML one."""
    rows = [[cell.text_content() for cell in row] for row in element.iter("tr")]
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text


def without_times(archive: bytes) -> bytes:
    """The same archive with one date on all members, so that a rebuild changes nothing."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(buffer, "w") as new:
        for item in old.infolist():
            member = zipfile.ZipInfo(item.filename, (2024, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(item))
    return buffer.getvalue()


MAKERS = {".pdf": make_pdf, ".docx": make_docx, ".html": make_html}

if __name__ == "__main__":
    main()
