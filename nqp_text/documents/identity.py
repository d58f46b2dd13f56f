"""Who a document is from and when: the file name and the first pages, weighed against each other.

Where both speak and disagree, the content is trusted and ``meta_source`` keeps what the name said.
"""

from __future__ import annotations

from dataclasses import replace

from nqp_text.documents.cover import from_cover, named_in_running_lines
from nqp_text.documents.file_name import from_name
from nqp_text.documents.findings import Findings
from nqp_text.records import Document, Identity, Kind

_FROM_NAME_FIRST = frozenset({"summary", "english", "revised", "mda_extract", "esg", "cancelled"})
"""Types that the cover often does not state: if the name says so, it is believed."""


def identify(document: Document, name: str) -> Identity:
    """Who published the document, for which year, and how each field was learnt."""
    said, read = from_name(name), from_cover(document)
    # An extract has no cover: a company that its text names may be anybody's subsidiary.
    if said.report_type == "mda_extract" and not named_in_running_lines(document, read.firm_name):
        read = replace(read, firm_name="")
    sources: list[str] = []
    kind = _kind(said, read, sources)
    code = _code(said, read, sources) if kind in ("firm", "other") else ""
    report_type = _report_type(said, read, sources)
    return Identity(
        kind=kind,
        report_type=report_type,
        firm_code=code,
        firm_name=_name(said, read if kind != "gov" or read.kind == "gov" else Findings(), sources),
        year=_year(said, read, report_type, sources),
        published=_published(said, read, sources),
        meta_source=";".join(sources),
    )


def _kind(said: Findings, read: Findings, sources: list[str]) -> Kind:
    kind: Kind = said.kind or read.kind or "other"
    if said.kind or read.kind:
        sources.append(f"kind={'filename' if said.kind else 'cover'}")
    return kind


def _code(said: Findings, read: Findings, sources: list[str]) -> str:
    named = said.codes[0] if said.codes else ""
    if said.doubtful_code and said.doubtful_code in read.codes:
        named = said.doubtful_code
    extract = said.report_type == "mda_extract"
    if named and (not read.codes or named in read.codes or extract):
        sources.append("firm_code=filename")
        return named
    if not read.codes:
        return ""
    sources.append(_source("firm_code", named))
    return read.codes[0]


def _source(field: str, named: object) -> str:
    return f"{field}=cover(name said {named})" if named else f"{field}=cover"


def _report_type(said: Findings, read: Findings, sources: list[str]) -> str:
    if said.report_type in _FROM_NAME_FIRST or (said.report_type and not read.report_type):
        sources.append("report_type=filename")
        return said.report_type
    if read.report_type:
        differs = said.report_type if said.report_type != read.report_type else ""
        sources.append(_source("report_type", differs))
        return read.report_type
    return "other"


def _name(said: Findings, read: Findings, sources: list[str]) -> str:
    fuller = read.kind == "gov" and said.firm_name in read.firm_name
    if said.firm_name and not fuller and not said.firm_name.isascii():
        sources.append("firm_name=filename")
        return said.firm_name
    if read.firm_name:
        sources.append("firm_name=cover")
        return read.firm_name
    if said.firm_name:
        sources.append("firm_name=filename")
    return said.firm_name


def _year(said: Findings, read: Findings, report_type: str, sources: list[str]) -> int | None:
    if read.year is not None:
        differs = said.year if said.year not in (None, read.year) else None
        sources.append(_source("year", differs))
        return read.year
    if said.year is not None:
        sources.append("year=filename")
        return said.year
    published = said.published or read.published
    if published:
        sources.append("year=published")
        late = report_type in ("annual", "revised", "summary", "english", "mda_extract")
        return int(published[:4]) - late
    return None


def _published(said: Findings, read: Findings, sources: list[str]) -> str:
    for source, found in (("filename", said), ("cover", read)):
        if found.published:
            sources.append(f"published={source}")
            return found.published
    return ""
