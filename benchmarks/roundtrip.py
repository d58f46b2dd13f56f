"""Print texts to PDF and read them back: which share of the sentences comes back exactly?

    python benchmarks/roundtrip.py [TEXT ...] [--chars 20000] [--show 10]

Every text is printed by headless Chromium in one and in two columns, justified, with a running
header, a footer and page numbers. Without arguments it takes texts beside the checkout
(``../shared``) or, where they are absent, the sources of the samples. A sentence counts as right
if its characters are the same; runs of white space count as one space, as on paper.
"""

from __future__ import annotations

import argparse
import html
import tempfile
from collections import Counter
from pathlib import Path

from printing import print_pdf
from sample_sources import PARAGRAPH, ROOT, SAMPLES

from nqp_text import documents, text

SHARED = ROOT.parent / "shared" / "documents"
CHOICE = (
    "government_zh/*.txt",
    "policy_zh/*.txt",
    "firm_text_zh/vanke_*.txt",
    "government_en/*_en.txt",
)
PER_FOLDER = 2
STYLE = """
@page { size: A4; margin: 24mm 22mm;
  @top-center { content: "HEADER"; font-size: 9pt }
  @bottom-center { content: FOOTER; font-size: 9pt } }
body { font-family: "Noto Serif CJK SC", serif; font-size: 10.5pt; line-height: 1.6;
  text-align: justify; COLUMNS }
p { margin: 0 0 0.5em; INDENT }
"""
FORMS = {
    "1 column": ("", 'counter(page) " / " counter(pages)'),
    "2 columns": ("column-count: 2; column-gap: 9mm; font-size: 9.5pt", '"— " counter(page) " —"'),
}


def main() -> None:
    """Print one line a text and form, and the total."""
    arguments = parse()
    total: Counter[str] = Counter()
    for name, paragraphs in texts(arguments):
        for form in FORMS:
            right, expected, lost = compare(paragraphs, form)
            total.update(right=right, expected=expected)
            print(f"{right / expected:8.2%}  {expected:5} sentences  {form:10} {name}")
            for sentence in lost[: arguments.show]:
                print("          lost:", sentence[:150])
    print(f"{total['right'] / total['expected']:8.2%}  {total['expected']:5} sentences  in all")


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("texts", nargs="*", type=Path)
    parser.add_argument("--chars", type=int, default=20_000, help="characters taken of each text")
    parser.add_argument("--show", type=int, default=0, help="lost sentences shown a text")
    return parser.parse_args()


def texts(arguments: argparse.Namespace) -> list[tuple[str, list[str]]]:
    """Names and paragraphs of what is printed."""
    files = arguments.texts or [
        path for pattern in CHOICE for path in sorted(SHARED.glob(pattern))[:PER_FOLDER]
    ]
    if files:
        return [(path.name, paragraphs_of(path, arguments.chars)) for path in files]
    return [(s.name, [html.unescape(p) for p in PARAGRAPH.findall(s.plain)]) for s in SAMPLES]


def paragraphs_of(path: Path, chars: int) -> list[str]:
    """The first paragraphs of a text, as this package reads them, up to a number of characters."""
    document = documents.read(path)
    found: list[str] = []
    for block in document.blocks:
        if block.start > chars:
            break
        if block.kind in ("prose", "heading", "list"):
            found.append(" ".join(document.text[block.start : block.end].split()))
    return [paragraph for paragraph in found if paragraph]


def compare(paragraphs: list[str], form: str) -> tuple[int, int, list[str]]:
    """Sentences that came back, sentences printed, and those lost."""
    wanted = Counter(sentences(s.text for p in paragraphs for s in text.split_text(p)))
    document = read_back(page(paragraphs, form))
    found = Counter(sentences(s.text for s in text.split(document)))
    lost = list((wanted - found).elements())
    return wanted.total() - len(lost), wanted.total(), lost


def sentences(parts) -> list[str]:
    """Sentences with single spaces, empty ones left out."""
    return [clean for part in parts if (clean := " ".join(part.split()))]


def page(paragraphs: list[str], form: str) -> str:
    """The text as a page for the browser."""
    columns, footer = FORMS[form]
    chinese = text.language_of(" ".join(paragraphs)[:2000]) == "zh"
    style = STYLE.replace("COLUMNS", columns).replace("FOOTER", footer)
    style = style.replace("HEADER", "某某集团 2023 年度报告" if chinese else "Annual Report 2023")
    style = style.replace("INDENT", "text-indent: 2em" if chinese else "")
    body = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in paragraphs)
    lang = "zh-CN" if chinese else "en"
    return f'<!doctype html><html lang="{lang}"><meta charset="utf-8"><style>{style}</style>{body}'


def read_back(source: str):
    """The document that is read from the printed page."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "printed.pdf"
        path.write_bytes(print_pdf(source))
        return documents.read(path)


if __name__ == "__main__":
    main()
