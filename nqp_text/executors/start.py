"""Starts child processes without running the user's script a second time.

Under ``spawn`` a child imports the parent's main script again, which makes every script without an
``if __name__ == "__main__"`` guard start itself for ever. Our tasks live in importable modules, so
the child does not need that script and is not told about it.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from types import ModuleType

_main_lock = threading.Lock()


def start_process(process: BaseProcess, function: object) -> None:
    """Start ``process``; its main script is left out unless ``function`` is defined there."""
    if getattr(function, "__module__", "") == "__main__":
        process.start()
        return
    with _hidden_main():
        process.start()


@contextmanager
def _hidden_main() -> Iterator[None]:
    with _main_lock:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = main
