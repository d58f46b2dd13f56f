"""Commands as the user can paste them into the shell at hand."""

from __future__ import annotations

import shlex
import subprocess
import sys


def scan_command(*arguments: str) -> str:
    """``nqp scan`` with these arguments, quoted for the shell of this system."""
    words = ["nqp", "scan", *arguments]
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)
