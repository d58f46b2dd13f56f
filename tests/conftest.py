"""Fixtures that every test may use. No test reaches the network."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A busy machine takes longer for an example; how long says nothing of the code. The examples are
# the same in every run, so that no commit fails by chance; ``--hypothesis-profile explore`` draws
# new ones.
settings.register_profile("explore", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("patient", settings.get_profile("explore"), derandomize=True)
settings.load_profile("patient")

LOCAL = ("127.0.0.1", "::1", "localhost")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with real documents and labels that lies beside a working checkout."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not (folder / "documents").is_dir():
        pytest.skip("real documents are not here (expected in ../shared beside the checkout)")
    return folder


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of sample documents that come with the package."""
    from nqp_text.resources import data_path

    return data_path("corpora", "samples")


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Texts that tests read do not go into the cache of whoever runs the tests."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NQP_CACHE", str(folder))
        yield folder


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections to other machines fail at once instead of making a test depend on them."""
    connect = socket.socket.connect

    def refuse(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOCAL:  # type: ignore[index]
            raise OSError(f"tests do not use the network: {address}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", refuse)


class Clock:
    """The clock by which a pool keeps the limits of its tasks."""

    def __init__(self) -> None:
        self.moved = 0.0

    def monotonic(self) -> float:
        return time.monotonic() + self.moved

    def move(self, seconds: float) -> None:
        """Let so much time pass at once: a limit can be long and yet be over without waiting."""
        self.moved += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Moves on as the test says, besides by itself; whatever the children do takes its time."""
    from nqp_text.executors import worker

    clock = Clock()
    monkeypatch.setattr(worker, "time", clock)
    return clock
