"""Memory that a command has freed goes back to the system at once."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

_POLARS = "_RJEM_MALLOC_CONF"
_AT_ONCE = "dirty_decay_ms:0,muzzy_decay_ms:0"
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # of mallopt(3)
_LARGE = 128 * 1024


def return_freed_memory() -> None:
    """Tell the allocators not to keep what was freed; it has to be said before polars is imported.

    A run writes a dozen tables one after the other with several libraries, and what one of them
    keeps for later no other can use. What the user has set stays.
    """
    os.environ.setdefault(_POLARS, _AT_ONCE)
    if sys.platform == "linux":
        _fix_thresholds()


def _fix_thresholds() -> None:
    """Keep glibc's limit for blocks of their own where it starts; else it grows with use."""
    import ctypes

    with suppress(OSError, AttributeError):  # another C library
        setting = ctypes.CDLL(None).mallopt
        setting(_MMAP_THRESHOLD, _LARGE)
        setting(_TRIM_THRESHOLD, _LARGE)
