"""Runs the command as a user does: another process, bytes in, bytes out."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


@pytest.fixture
def nqp(tmp_path):
    """Call ``nqp`` in an empty folder; returns the completed process with text streams."""

    def call(*arguments, stdin=b"", **environment):
        done = subprocess.run(
            [sys.executable, "-c", "from nqp_text.cli import main; main()", *map(str, arguments)],
            input=stdin,
            capture_output=True,
            cwd=tmp_path,
            env={**os.environ, **environment},
            check=False,
        )
        done.stdout = done.stdout.decode("utf-8")
        done.stderr = done.stderr.decode("utf-8")
        return done

    return call
