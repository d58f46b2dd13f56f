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
from multiprocessing import process
from multiprocessing.process import BaseProcess
from types import ModuleType

_main_lock = threading.Lock()


def start_process(child: BaseProcess, function: object) -> None:
    """Start ``child``; its main script is left out unless ``function`` is defined there."""
    if getattr(function, "__module__", "") == "__main__":
        child.start()
        return
    with _hidden_main():
        child.start()


@contextmanager
def children_allowed() -> Iterator[None]:
    """Let this process have children although whoever started it said that it may have none.

    Workers of a cluster are daemons of their nanny. The rule is there so that no grandchild
    outlives them; ours end by themselves when their parent is gone (``child.serve``).
    """
    config: dict[str, object] = process.current_process()._config  # type: ignore[attr-defined]
    daemon = config.get("daemon", False)
    config["daemon"] = False
    try:
        yield
    finally:
        config["daemon"] = daemon


@contextmanager
def _hidden_main() -> Iterator[None]:
    with _main_lock:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = main
