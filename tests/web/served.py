"""Looks things up in a server that tests talk to."""

from __future__ import annotations

import time


def document_of(client, part, run="samples-run"):
    """The row of the document whose path contains ``part``."""
    rows = client.get(f"/api/runs/{run}/documents").json()
    return next(row for row in rows if part in row["path"])


def ended(client, job, seconds=90):
    """The state of a scan when it has ended."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        state = client.get(f"/api/jobs/{job}").json()
        if state["state"] in ("done", "failed", "cancelled"):
            return state
        time.sleep(0.1)
    raise AssertionError(f"the scan did not end: {state}")
