"""A run of the samples, and a server without a socket around it."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

# For helpers here and, since spawn hands on ``sys.path``, for tasks in child processes.
sys.path.insert(0, str(Path(__file__).parent))

pytest.importorskip("fastapi", reason="needs the extra web")
pytest.importorskip("httpx", reason="needs httpx to ask the application")

BASE = "http://127.0.0.1"


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory, samples):
    """The run of the samples; read only."""
    from nqp_text import scan

    folder = tmp_path_factory.mktemp("served") / "samples-run"
    scan(samples, folder, workers=2, cache="off")
    return folder


@pytest.fixture
def own_run(tmp_path, sample_run):
    """A copy of the run that a test may write to."""
    folder = tmp_path / "own-run"
    shutil.copytree(sample_run, folder)
    return folder


@pytest.fixture
def serve():
    """Make a client of a server with these options; closed at the end of the test."""
    from contextlib import ExitStack

    from starlette.testclient import TestClient

    from nqp_text.web.app import create_app
    from nqp_text.web.options import Options

    with ExitStack() as stack:

        def start(*runs, **options):
            app = create_app(Options(runs=tuple(runs), **options))
            return stack.enter_context(TestClient(app, base_url=BASE, follow_redirects=False))

        yield start


@pytest.fixture(scope="module")
def client(sample_run):
    """A server with the run of the samples, for tests that change nothing."""
    from starlette.testclient import TestClient

    from nqp_text.web.app import create_app
    from nqp_text.web.options import Options

    app = create_app(Options(runs=(sample_run,)))
    with TestClient(app, base_url=BASE, follow_redirects=False) as started:
        yield started
