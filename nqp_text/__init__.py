"""Measure new quality productive forces in annual reports, work reports and policy documents.

>>> import nqp_text
>>> [mention.node for mention in nqp_text.tag("公司建成智算中心。")]
['path.compute']
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nqp_text.errors import DocumentError, NqpError
    from nqp_text.outputs import Run, TaggedText
    from nqp_text.pipeline.api import annotate, load_run, read, scan, split, tag
    from nqp_text.records import Document, Mention, Sentence
    from nqp_text.settings import Settings

__all__ = [
    "Document",
    "DocumentError",
    "Mention",
    "NqpError",
    "Run",
    "Sentence",
    "Settings",
    "TaggedText",
    "annotate",
    "load_run",
    "read",
    "scan",
    "split",
    "tag",
]

_HOMES = {
    "Document": "nqp_text.records",
    "DocumentError": "nqp_text.errors",
    "Mention": "nqp_text.records",
    "NqpError": "nqp_text.errors",
    "Run": "nqp_text.outputs",
    "Sentence": "nqp_text.records",
    "Settings": "nqp_text.settings",
    "TaggedText": "nqp_text.outputs",
} | dict.fromkeys(("annotate", "load_run", "read", "scan", "split", "tag"), "nqp_text.pipeline.api")


def __getattr__(name: str) -> object:
    """Load a public name on first use, so that importing the package stays cheap."""
    if name not in _HOMES:
        raise AttributeError(f"module 'nqp_text' has no attribute {name!r}")
    value: object = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
