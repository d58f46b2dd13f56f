"""The same bytes from PDF, DOCX and HTML, whatever workers, start method and order of input."""

from __future__ import annotations

import random
import sys

import pytest

import nqp_text
from corpora import bytes_of, write_corpus


@pytest.fixture(scope="module")
def files(tmp_path_factory, samples):
    corpus = write_corpus(tmp_path_factory.mktemp("same") / "reports", 10, lines=12)
    return [*samples.iterdir(), *corpus.iterdir()]


@pytest.fixture(scope="module")
def alone(files, tmp_path_factory):
    out = tmp_path_factory.mktemp("alone") / "run"
    nqp_text.scan(files, out, isolated=False, cache="off", method="lexicon")
    return bytes_of(out)


@pytest.mark.parametrize(("workers", "start_method"), [(1, "spawn"), (2, "fork"), (4, "spawn")])
def test_workers_start_methods_order_and_cache(files, alone, tmp_path, workers, start_method):
    if start_method == "fork" and sys.platform == "win32":
        pytest.skip("Windows has no fork")
    shuffled = random.Random(workers).sample(files, len(files))
    nqp_text.scan(
        shuffled, tmp_path / "run", workers=workers, start_method=start_method, method="lexicon"
    )
    assert bytes_of(tmp_path / "run") == alone


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    return list(write_corpus(tmp_path_factory.mktemp("few") / "reports", 5, lines=8).iterdir())


@pytest.fixture(scope="module")
def few_alone(few, tmp_path_factory):
    out = tmp_path_factory.mktemp("few alone") / "run"
    run = nqp_text.scan(few, out, isolated=False, cache="off", method="hybrid")
    assert set(run.mentions.collect()["tagger"]) == {"hybrid"}
    return bytes_of(out)


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"workers": 2, "start_method": "spawn"}, id="2-spawn"),
        pytest.param({"workers": 4, "start_method": "fork"}, id="4-fork"),
        pytest.param({"cluster": "local:2"}, id="cluster"),
    ],
)
def test_scores_of_the_models_are_the_same_everywhere(few, few_alone, tmp_path, options):
    if options.get("start_method") == "fork" and sys.platform == "win32":
        pytest.skip("Windows has no fork")
    if "cluster" in options:
        pytest.importorskip("distributed")
    shuffled = random.Random(len(options)).sample(few, len(few))
    nqp_text.scan(shuffled, tmp_path / "run", method="hybrid", cache="off", **options)
    assert bytes_of(tmp_path / "run") == few_alone


def test_a_text_from_the_cache_is_the_text_from_the_file(files, alone, tmp_path):
    options = {"isolated": False, "cache": str(tmp_path / "cache"), "method": "lexicon"}
    nqp_text.scan(files, tmp_path / "first", **options)
    assert list((tmp_path / "cache").rglob("*.nqptext"))
    nqp_text.scan(files, tmp_path / "second", **options)
    assert bytes_of(tmp_path / "first") == bytes_of(tmp_path / "second") == alone
