"""Fixtures that every test may use."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with real documents and labels that lies beside a working checkout."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not (folder / "documents").is_dir():
        pytest.skip("real documents are not here (expected in ../shared beside the checkout)")
    return folder
