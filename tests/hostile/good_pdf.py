"""A small good PDF with everything in the open, so that mutations find something to break."""

from __future__ import annotations

from bombs import FONT, pdf_of, stream

WHO = ("The company", "Our subsidiary", "The group", "Management", "The board")
DID = ("built", "opened", "financed", "planned", "extended", "completed", "equipped")
WHAT = (
    "two data centers for artificial intelligence workloads",
    "a programme for renewable energy and lower carbon emissions",
    "laboratories in which engineers are trained",
    "a platform on which suppliers trade data",
    "a network of charging stations for electric vehicles",
    "its research on advanced materials",
)
WHERE = (
    "in the north",
    "near the coast",
    "abroad",
    "this year",
    "with its partners",
    "as promised",
)


def lines_of(page: int) -> list[str]:
    """Twelve sentences that stand on this page only, each longer than half a line."""
    places = range(12 * page, 12 * page + 12)
    return [
        f"{WHO[n % 5]} {DID[n % 7]} {WHAT[(n + n // 6) % 6]} {WHERE[(n + n // 5) % 6]}."
        for n in places
    ]


def good_pdf(pages: int = 3) -> bytes:
    """A report of some pages with sentences about three paths."""
    kids = b" ".join(b"%d 0 R" % (4 + 2 * n) for n in range(pages))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, kids),
        FONT,
    ]
    for number in range(pages):
        shown = "\n".join(
            f"BT /F1 11 Tf 60 {780 - 20 * row} Td ({line}) Tj ET"
            for row, line in enumerate(lines_of(number))
        )
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Rotate 0/Contents %d 0 R"
            b"/Resources<</Font<</F1 3 0 R>>>>>>" % (5 + 2 * number)
        )
        objects.append(stream(shown.encode("latin-1")))
    return pdf_of(objects)
