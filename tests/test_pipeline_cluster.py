"""A scan on a cluster gives the bytes of a scan by one process, also when a worker is killed."""

from __future__ import annotations

import shutil
import sys

import psutil
import pytest

from nqp_text.errors import SettingsError
from nqp_text.pipeline import scan_sources
from nqp_text.settings import Settings, load_settings

pytest.importorskip("distributed")

TABLES = ("index.csv", "index.parquet", "counts.parquet", "mentions.parquet", "nominations.parquet")


@pytest.mark.timeout(1800)
@pytest.mark.skipif(sys.platform == "win32", reason="children of a killed worker")
def test_a_scan_on_a_cluster_gives_the_same_bytes_when_a_worker_is_killed(
    samples, tmp_path, monkeypatch
):
    folder = tmp_path / "reports"
    folder.mkdir()
    for number in range(12):
        text = f"本公司第{number}年报告。\n公司加快建设智算中心，算力规模达到{number}万核。\n" * (
            number + 1
        )
        (folder / f"报告{number}.txt").write_text(text, encoding="utf-8")
    shutil.copy(min(samples.glob("*.pdf"), key=lambda file: file.stat().st_size), folder)
    monkeypatch.chdir(tmp_path)  # the sources are named from here, where no worker is
    plain = scan_sources(["reports"], tmp_path / "one", Settings(ocr="off", workers=1))
    killed: list[int] = []
    before = set(psutil.Process().children())  # of earlier tests, which may end at any moment

    def kill(progress):
        if killed:  # and to be reaped at any moment: it must not be asked for its children
            return
        new = set(psutil.Process().children()) - before
        workers = [child for child in new if child.children()]
        if workers:
            killed.append(workers[0].pid)
            workers[0].kill()

    settings = Settings(ocr="off", cluster="local:2", cache="off")
    there = scan_sources(["reports"], tmp_path / "two", settings, report=kill)
    assert killed
    assert there.documents.collect().height == plain.documents.collect().height == 13
    for table in TABLES:
        assert (tmp_path / "one" / table).read_bytes() == (tmp_path / "two" / table).read_bytes()


@pytest.mark.parametrize("spec", ["8786", "local:0", "local:", "http://here:1", "slurm:"])
def test_a_cluster_that_is_none_is_refused_before_anything_is_done(spec):
    with pytest.raises(SettingsError, match="cluster"):
        load_settings({"cluster": spec}, environment={})
