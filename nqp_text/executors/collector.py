"""Python's collector of cycles, at rest while a report is laid out or tagged.

A report is some hundred thousand small objects that all live to the end and hold no cycles. The
collector looks through them again and again as they grow, which costs a tenth of the layout, and
frees nothing: their memory is given back by counting references, collector or not.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Nothing is collected within; behind it the collector runs again if it ran before."""
    ran = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if ran:
            gc.enable()


def collect_young() -> None:
    """Frees the young cycles of a library that makes some, such as a page's picture for OCR."""
    gc.collect(1)
