"""PDFs made by hand to take all the time, memory or stack that a reader has."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"


def pdf_of(objects: Sequence[bytes], *, trailer: bytes = b"") -> bytes:
    """Objects 1, 2, ... as a PDF with a right cross-reference table; 1 is the catalogue."""
    parts, offsets, place = [b"%PDF-1.7\n"], [], 9
    for number, content in enumerate(objects, 1):
        offsets.append(place)
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, content))
        place += len(parts[-1])
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    parts += [b"%010d 00000 n \n" % offset for offset in offsets]
    size = len(objects) + 1
    parts.append(
        b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, place)
    )
    return b"".join(parts)


def stream(content: bytes, keys: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), keys, content)


def page_with(content: bytes, *others: bytes, keys: bytes = b"") -> bytes:
    """A PDF of one page with this content stream; ``others`` are the objects from 6 on."""
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>/XObject<</X0 6 0 R>>>>%s>>" % keys
    )
    pages = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
    return pdf_of([b"<</Type/Catalog/Pages 2 0 R>>", pages, page, content, FONT, *others])


def deflated(piece: bytes, times: int, level: int = 9) -> bytes:
    """A piece, over and over, without ever holding it all."""
    packer = zlib.compressobj(level)
    block = piece * 1000
    packed = [packer.compress(block) for _ in range(times // 1000)]
    return b"".join([*packed, packer.flush()])


def of_nothing(megabytes: int) -> bytes:
    """White space that a thousandth of it holds."""
    packed = deflated(b" " * 1000, megabytes * 1000)
    return page_with(stream(packed, b"/Filter/FlateDecode"))


def of_nothing_twice(megabytes: int) -> bytes:
    """The same, packed a second time."""
    packed = zlib.compress(deflated(b" " * 1000, megabytes * 1000), 9)
    return page_with(stream(packed, b"/Filter[/FlateDecode/FlateDecode]"))


def of_text(operators: int) -> bytes:
    """A page on which a word is shown so many times."""
    packed = deflated(b"BT /F1 9 Tf 9 9 Td (bomb) Tj ET\n", operators)
    return page_with(stream(packed, b"/Filter/FlateDecode"))


def of_saved_states(depth: int) -> bytes:
    """Graphics states that are saved and never restored."""
    return page_with(stream(deflated(b"q ", depth), b"/Filter/FlateDecode"))


def many_pages(number: int) -> bytes:
    """Very many pages that share one content."""
    kids = b" ".join(b"%d 0 R" % (5 + n) for n in range(number))
    fonts = b"/Resources<</Font<</F1 3 0 R>>>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R" + fonts + b">>"
    content = stream(b"BT /F1 9 Tf 1 1 Td (A word.) Tj ET")
    pages = b"<</Type/Pages/Count %d/Kids[%s]>>" % (number, kids)
    return pdf_of([b"<</Type/Catalog/Pages 2 0 R>>", pages, FONT, content, *[page] * number])


def one_page_many_times(number: int) -> bytes:
    """A tree of pages that names one page again and again."""
    kids = b"3 0 R " * number
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    pages = b"<</Type/Pages/Count %d/Kids[%s]>>" % (number, kids)
    return pdf_of([b"<</Type/Catalog/Pages 2 0 R>>", pages, page])


def deep_tree(depth: int) -> bytes:
    """Pages below pages below pages."""
    levels = [
        b"<</Type/Pages/Count 1/Parent %d 0 R/Kids[%d 0 R]>>" % (n + 1, n + 3) for n in range(depth)
    ]
    page = b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 9 9]>>" % (depth + 1)
    return pdf_of([b"<</Type/Catalog/Pages 2 0 R>>", *levels, page])


def round_tree() -> bytes:
    """Pages that are below themselves."""
    pages = b"<</Type/Pages/Count 9/Parent 2 0 R/Kids[2 0 R 2 0 R]>>"
    return pdf_of([b"<</Type/Catalog/Pages 2 0 R>>", pages])


def form_in_itself() -> bytes:
    """A picture that shows itself."""
    form = stream(
        b"/X0 Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X0 6 0 R>>>>"
    )
    return page_with(stream(b"/X0 Do"), form)


def forms_that_multiply(levels: int) -> bytes:
    """Each form shows the next one ten times: 10 to the power of ``levels`` pictures."""
    forms = []
    for level in range(levels):
        follower = 7 + level
        resources = b"/Resources<</XObject<</X0 %d 0 R>>>>" % follower
        keys = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]" + resources
        forms.append(stream(b"/X0 Do " * 10, keys))
    last = stream(b"0 0 1 1 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]")
    return page_with(stream(b"/X0 Do"), *forms, last)


def nested_arrays(depth: int) -> bytes:
    """Brackets in brackets, in the content and in an object."""
    return page_with(stream(b"[" * depth), keys=b"/X" + b"[" * depth + b"]" * depth)


def unicode_ranges(number: int) -> bytes:
    """A font whose map to Unicode has very many ranges of everything."""
    ranges = b"<0000><ffff><0041>\n" * number
    cmap = (
        b"begincmap 1 begincodespacerange <0000><ffff> endcodespacerange %d beginbfrange\n" % number
    )
    packed = zlib.compress(cmap + ranges + b"endbfrange endcmap", 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        stream(b"BT /F1 9 Tf 9 9 Td <004100420043> Tj ET"),
        b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/ToUnicode 6 0 R"
        b"/DescendantFonts[7 0 R]>>",
        stream(packed, b"/Filter/FlateDecode"),
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo"
        b"<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>",
    ]
    return pdf_of(objects)


def with_password() -> bytes:
    """A file whose key nobody has: the hashes of the passwords are made up."""
    made_up = b"<" + b"5a" * 32 + b">"
    encrypt = b"/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -3904/O%s/U%s>>" % (
        made_up,
        made_up,
    )
    trailer = encrypt + b"/ID[<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>]"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
    pages = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
    return pdf_of([b"<</Type/Catalog/Pages 2 0 R>>", pages, page], trailer=trailer)
