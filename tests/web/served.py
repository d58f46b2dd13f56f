"""Looks things up in a server that tests talk to."""

from __future__ import annotations

import time

PATIENCE = 240.0
"""Seconds that end a test that hangs; a busy machine may let a process wait for long."""


def document_of(client, part, run="samples-run"):
    """The row of the document whose path contains ``part``."""
    rows = client.get(f"/api/runs/{run}/documents").json()
    return next(row for row in rows if part in row["path"])


def wait_until(holds):
    limit = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < limit
        time.sleep(0.05)


def ended(client, job):
    """The state of a scan when it has ended."""
    states = []

    def is_over():
        states[:] = [client.get(f"/api/jobs/{job}").json()]
        return states[0]["state"] in ("done", "failed", "cancelled")

    wait_until(is_over)
    return states[0]
