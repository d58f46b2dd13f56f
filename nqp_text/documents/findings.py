"""What one source (file name, cover, metadata) says about a document, before it is weighed."""

from __future__ import annotations

from dataclasses import dataclass

from nqp_text.records import Kind


@dataclass(frozen=True, slots=True)
class Findings:
    """Empty strings and None mean that the source says nothing.

    ``codes`` are all codes that are labelled or stand as codes, the first one first;
    ``doubtful_code`` is one that could as well be a date. ``published`` is an ISO date.
    """

    kind: Kind | None = None
    report_type: str = ""
    codes: tuple[str, ...] = ()
    doubtful_code: str = ""
    firm_name: str = ""
    year: int | None = None
    published: str = ""
