"""Says what a file is from its first bytes; the suffix only decides between kinds of text."""

from __future__ import annotations

import re
from pathlib import PurePath

from nqp_text.errors import DocumentError

HTML_SUFFIXES = frozenset({".htm", ".html", ".xhtml", ".shtml"})
TABLE_SUFFIXES = frozenset({".csv", ".tsv"})
_PDF_WINDOW = 1024
_OTHER_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "an old Office file (.doc, .xls, .ppt)",
        "Save it as DOCX or PDF.",
    ),
    (
        b"\x89PNG\r\n",
        "a PNG image",
        "Put the image into a PDF; scanned pages need the extra 'ocr'.",
    ),
    (
        b"\xff\xd8\xff",
        "a JPEG image",
        "Put the image into a PDF; scanned pages need the extra 'ocr'.",
    ),
    (b"GIF8", "a GIF image", "Put the image into a PDF; scanned pages need the extra 'ocr'."),
    (b"II*\x00", "a TIFF image", "Put the image into a PDF; scanned pages need the extra 'ocr'."),
    (b"MM\x00*", "a TIFF image", "Put the image into a PDF; scanned pages need the extra 'ocr'."),
    (b"Rar!", "a RAR archive", "Unpack it first."),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "Unpack it first."),
    (b"\x1f\x8b", "a gzip archive", "Unpack it first."),
    (b"BZh", "a bzip2 archive", "Unpack it first."),
    (b"\xfd7zXZ", "an xz archive", "Unpack it first."),
    (b"{\\rtf", "an RTF file", "Save it as DOCX or PDF."),
    (b"%!PS", "a PostScript file", "Convert it to PDF."),
    (b"MZ", "a program", "Give a report instead."),
    (b"\x7fELF", "a program", "Give a report instead."),
    (b"PAR1", "a Parquet table", "Export the text to TXT files."),
    (b"SQLite format 3", "a database", "Export the text to TXT files."),
)
_HTML_OPENING = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_HTML_TAGS = re.compile(
    rb"</?(?:p|div|table|tr|td|br|h[1-6]?|span|li|ul|font|body)\b[^<>]{0,300}/?>", re.I
)
_TAGS_FOR_HTML = 20


def sniff(data: bytes, path: str) -> str:
    """Format of the bytes: ``pdf``, ``docx``, ``html`` or ``text``.

    Raises ``DocumentError`` with status ``empty`` or ``unsupported``.
    """
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise DocumentError(
            "The file holds no text at all.",
            status="empty",
            where=path,
            fix="Check that the download or the copy was complete.",
        )
    if b"%PDF-" in data[:_PDF_WINDOW]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _zip_kind(data, path)
    for magic, name, fix in _OTHER_MAGIC:
        if data.startswith(magic) and not _starts_like_text(data):
            raise unsupported(f"This is {name}.", path, fix)
    return _text_kind(data, path)


def unsupported(what: str, path: str, fix: str) -> DocumentError:
    """The error for a file that is whole, but of a kind that nobody reads here."""
    return DocumentError(what, status="unsupported", where=path, fix=fix)


def _starts_like_text(data: bytes) -> bool:
    """Whether a two-letter magic is only the start of a word (``MZ``, ``BZh``)."""
    head = data[:512]
    return head[:1].isalpha() and all(byte >= 32 or byte in (9, 10, 13) for byte in head)


def _zip_kind(data: bytes, path: str) -> str:
    import io
    import zipfile

    try:
        names = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise DocumentError(
            "The file starts like a ZIP or DOCX file, but its contents are damaged or cut off.",
            where=path,
            fix="Open it in a word processor and save it again, or fetch it again.",
        ) from error
    if "word/document.xml" in names or _names_word_document(names):
        return "docx"
    for member, kind in (("xl/", "an Excel workbook"), ("ppt/", "a PowerPoint file")):
        if any(name.startswith(member) for name in names):
            raise unsupported(f"This is {kind}.", path, "Save the text as DOCX, PDF or TXT.")
    if "content.xml" in names:
        raise unsupported("This is an OpenDocument file.", path, "Save it as DOCX or PDF.")
    raise unsupported("This is a ZIP archive, not a document.", path, "Unpack it first.")


def _names_word_document(names: set[str]) -> bool:
    return any(re.fullmatch(r"word/document\d*\.xml", name) for name in names)


def _text_kind(data: bytes, path: str) -> str:
    suffix = PurePath(path).suffix.lower()
    head = _narrow(data[:65536])
    if _HTML_OPENING.match(head[:4096]):
        return "html"
    tags = len(_HTML_TAGS.findall(head))
    if tags >= _TAGS_FOR_HTML or (suffix in HTML_SUFFIXES and tags > 0):
        return "html"
    if suffix in TABLE_SUFFIXES:
        raise unsupported(
            "This is a table of separated values, not a document.",
            path,
            "Give it as a manifest, or write its text column to TXT files.",
        )
    return "text"


def _narrow(head: bytes) -> bytes:
    """ASCII letters of UTF-16 text as single bytes, so that tags are seen there too."""
    head = head.removeprefix(b"\xef\xbb\xbf")
    return head[2:].replace(b"\x00", b"") if head[:2] in (b"\xff\xfe", b"\xfe\xff") else head
