"""The functions that ``import nqp_text`` offers: settings as keywords, records as results."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from nqp_text.pipeline.context import adjacent_texts
from nqp_text.pipeline.document import read_document, split_document
from nqp_text.pipeline.folder import Mode
from nqp_text.pipeline.run import Report, scan_sources
from nqp_text.pipeline.texts import as_sentence
from nqp_text.pipeline.tools import load_tools
from nqp_text.records import Document, Kind, Mention, Sentence
from nqp_text.settings import load_settings
from nqp_text.text import split_text

if TYPE_CHECKING:
    from nqp_text.outputs import Run, TaggedText


def read(path: str | Path, *, isolated: bool = True, **options: object) -> Document:
    """Read one file (PDF, DOCX, HTML, TXT, Markdown).

    The file is read in a child process with limits for time and memory; ``isolated=False`` reads
    it in this process. ``options`` are fields of ``Settings``, such as ``ocr="off"``. Raises
    ``DocumentError``, whose ``status`` says why there is no document.
    """
    return read_document(path, load_settings(options), isolated=isolated)


def split(document: Document, kind: Kind | None = None) -> tuple[Sentence, ...]:
    """The sentences of a document with page, section, block, language and offsets.

    Joined, they are ``document.text``. ``kind`` (firm, gov, ...) is found out if it is not given.
    """
    return split_document(document, kind)


def tag(
    texts: str | Sentence | Iterable[str | Sentence], *, kind: Kind = "firm", **options: object
) -> tuple[Mention, ...]:
    """The mentions in a sentence, or in several.

    A ``str`` is taken as one sentence; its position in ``texts`` becomes ``sentence_id``, and the
    offsets count from its start. Sentences of ``split`` keep their own ids and offsets.
    """
    several = [texts] if isinstance(texts, str | Sentence) else list(texts)
    if not several:
        return ()
    sentences = [
        as_sentence(item, position) if isinstance(item, str) else item
        for position, item in enumerate(several)
    ]
    before = adjacent_texts(sentences) if not isinstance(several[0], str) else None
    return load_tools(load_settings(options)).tagger.tag(sentences, kind, before).mentions


def annotate(
    text: str, *, kind: Kind = "firm", language: str = "en", **options: object
) -> TaggedText:
    """A text of any length with its mentions: a notebook shows the words highlighted.

    The text is split into sentences; offsets are positions in ``text``. ``language`` (zh or en) is
    that of the names shown. The result can be looped over, and turned into a polars or pandas
    table or displaCy HTML.
    """
    from nqp_text.outputs import TaggedText

    tools = load_tools(load_settings(options))
    mentions = tools.tagger.tag(split_text(text), kind).mentions
    names = {node.id: node.zh if language == "zh" else node.en for node in tools.taxonomy.nodes}
    return TaggedText(text, mentions, names)


def scan(
    sources: str | Path | Iterable[str | Path],
    out: str | Path,
    *,
    mode: Mode = "new",
    report: Report | None = None,
    isolated: bool = True,
    **options: object,
) -> Run:
    """Read, tag and count many files, and write a run folder.

    ``sources`` are files, folders, patterns or a manifest CSV. ``mode="fresh"`` replaces a run
    folder. ``report`` is called after every file. ``isolated=False`` uses no child processes, for a
    debugger. ``options`` are fields of ``Settings``.
    """
    names = [sources] if isinstance(sources, str | Path) else list(sources)
    settings = load_settings(options)
    return scan_sources(names, Path(out), settings, mode=mode, report=report, isolated=isolated)


def load_run(folder: str | Path) -> Run:
    """Open a run folder that ``scan`` wrote."""
    from nqp_text import index, outputs

    return outputs.load_run(Path(folder), panels=index)
