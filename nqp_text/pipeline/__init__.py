"""The only package that knows the order: read → identify → sections → split → tag → count."""

from nqp_text.pipeline.document import read_document, sections_of, split_document
from nqp_text.pipeline.file import scan_document, scan_file
from nqp_text.pipeline.rereading import Again, counted_again, find_again, settings_of_run
from nqp_text.pipeline.run import Progress, scan_sources
from nqp_text.pipeline.sources import Source, Sources, find_sources
from nqp_text.pipeline.tag_record import tag_record
from nqp_text.pipeline.texts import Line, TaggedLine, tag_lines
from nqp_text.pipeline.tools import Tools, load_tools

__all__ = [
    "Again",
    "Line",
    "Progress",
    "Source",
    "Sources",
    "TaggedLine",
    "Tools",
    "counted_again",
    "find_again",
    "find_sources",
    "load_tools",
    "read_document",
    "scan_document",
    "scan_file",
    "scan_sources",
    "sections_of",
    "settings_of_run",
    "split_document",
    "tag_lines",
    "tag_record",
]
