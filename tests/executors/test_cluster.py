"""A real scheduler and real worker processes, each in a working folder of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import cluster_tasks
import pytest
from waiting import PATIENCE, wait_until

pytest.importorskip("distributed")

from nqp_text.errors import NqpError, SettingsError
from nqp_text.executors.answers import BYTES, encode_answer
from nqp_text.executors.cluster import leftovers, run_on_cluster
from nqp_text.executors.cluster_address import connected, slurm_cluster
from nqp_text.executors.cluster_worker import ClusterWork
from nqp_text.executors.local import Limits
from nqp_text.executors.parts import decode_part, encode_part, write_part
from nqp_text.records import Failure

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX"),
    pytest.mark.timeout(1800),
]
HERE = Path(__file__).parent
WORK = ClusterWork(
    cluster_tasks.act, None, (), Limits(600, 1024), "spawn", cluster_tasks.version, "one"
)


def start(folder: Path, module: str, *arguments: str) -> subprocess.Popen[bytes]:
    folder.mkdir()
    environment = {
        **os.environ,
        "PYTHONPATH": str(HERE),
        "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
        "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "240s",
    }
    command = [sys.executable, "-m", f"distributed.cli.{module}", *arguments]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cluster")
    with scheduler_and_workers(folder, ["one", "two"]) as (address, _):
        yield address


@pytest.fixture
def address(cluster):
    """Two workers are there: those that an earlier test killed have been started again."""
    with connected(cluster) as client:
        client.wait_for_workers(2, timeout=PATIENCE)
    return cluster


@pytest.fixture(autouse=True)
def _patience(monkeypatch):
    monkeypatch.setattr("nqp_text.executors.cluster_address.CONNECT_SECONDS", PATIENCE)


@contextmanager
def scheduler_and_workers(folder: Path, names: list[str]):
    """The address of a cluster, and the process of its scheduler."""
    file = folder / "scheduler.json"
    where = ["--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(file)]
    started = [start(folder / "scheduler", "dask_scheduler", "--port", "0", *where)]
    try:
        for name in names:
            options = ["--nthreads", "1", "--nworkers", "1", "--local-directory"]
            options += [str(folder / name), "--memory-limit", "0", *where]
            started.append(start(folder / name, "dask_worker", *options))
        wait_until(file.exists)
        address = json.loads(file.read_text(encoding="utf-8"))["address"]
        with connected(address) as client:
            client.wait_for_workers(len(names), timeout=PATIENCE)
        yield address, started[0]
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:  # it says goodbye to a scheduler that is gone
                process.kill()
                process.wait()


def outcomes(address, tasks, folder, work=WORK):
    found: dict[int, object] = {}
    for index, outcome in run_on_cluster(work, tasks, cluster=address, folder=folder):
        assert index not in found
        found[index] = outcome
    return [found[index] for index in range(len(found))]


def workers_of(address: str) -> list[int]:
    with connected(address) as client:
        return list(client.run(os.getpid).values())


def kill_all_workers(address: str) -> None:
    """Returns when the scheduler knows that they are gone."""
    with connected(address) as client:
        before = set(client.nthreads())
        for process in client.run(os.getpid).values():
            os.kill(process, signal.SIGKILL)
        wait_until(lambda: not before & set(client.nthreads()))


@pytest.mark.parametrize("shared", [True, False])
def test_every_task_gets_its_own_result(address, tmp_path, shared):
    folder = tmp_path / "parts" if shared else None
    found = outcomes(address, [("double", number) for number in range(30)], folder)
    assert found == [str(2 * number).encode() for number in range(30)]
    assert not shared or list(folder.iterdir()) == []


def test_tasks_run_in_children_of_several_workers_elsewhere(address, tmp_path):
    found = set(outcomes(address, [("where", 0), ("sleep", 0.3)] * 8, tmp_path)) - {b"slept"}
    assert len(found) == 2 and str(Path.cwd()).encode() not in found


def test_killing_workers_in_the_middle_loses_nothing_and_repeats_nothing(address, tmp_path):
    tasks = [("slow", number) for number in range(40)]
    found: dict[int, object] = {}
    for index, outcome in run_on_cluster(WORK, tasks, cluster=address, folder=tmp_path):
        assert index not in found
        found[index] = outcome
        if len(found) == 5:
            os.kill(workers_of(address)[0], signal.SIGKILL)
    assert [found[number] for number in range(40)] == [str(2 * n).encode() for n in range(40)]


def test_what_dead_workers_had_done_and_nobody_had_taken_is_done_again(address, tmp_path):
    folder = tmp_path / "parts"
    found: dict[int, object] = {}
    tasks = [("slow", number) for number in range(40)]
    for index, outcome in run_on_cluster(WORK, tasks, cluster=address, folder=folder):
        assert index not in found
        found[index] = outcome
        if len(found) == 1:
            wait_until(lambda: len(list(folder.glob("part-*"))) == 4)  # all that is under way
            kill_all_workers(address)
    assert [found[number] for number in range(40)] == [str(2 * n).encode() for n in range(40)]
    assert list(folder.iterdir()) == []


def test_a_task_that_crashes_fails_alone_and_leaves_the_worker_alive(address, tmp_path):
    before = workers_of(address)
    tasks = [("double", 1), ("crash", 0), ("double", 2), ("double", 3)]
    found = outcomes(address, tasks, tmp_path)
    assert isinstance(found[1], Failure) and "crashed" in found[1].reason
    assert [found[0], *found[2:]] == [b"2", b"4", b"6"]
    assert set(before) <= set(workers_of(address))


def test_a_task_that_kills_its_workers_is_given_up_and_the_others_are_not(address, tmp_path):
    tasks = [("double", 1), ("kill the worker", 0), *(("double", number) for number in range(9))]
    found = outcomes(address, tasks, tmp_path)
    assert isinstance(found[1], Failure) and "Every worker" in found[1].reason
    assert [found[0], *found[2:]] == [b"2", *(str(2 * number).encode() for number in range(9))]


def test_workers_with_another_version_are_refused(address, tmp_path):
    other = ClusterWork(
        cluster_tasks.act, None, (), Limits(), "spawn", cluster_tasks.other_version, "three"
    )
    with pytest.raises(NqpError, match="another version"):
        outcomes(address, [("double", 1)], tmp_path, other)


def test_a_scheduler_that_is_not_there_is_said_to_be_so(monkeypatch):
    monkeypatch.setattr("nqp_text.executors.cluster_address.CONNECT_SECONDS", 1)
    with pytest.raises(SettingsError, match="does not answer"), connected("tcp://127.0.0.1:9"):
        pass


def test_a_scheduler_that_ends_in_the_middle_is_said_to_be_gone(tmp_path):
    with scheduler_and_workers(tmp_path, ["one"]) as (address, scheduler):
        tasks = [("slow", number) for number in range(100)]
        with pytest.raises(NqpError, match="scheduler of the cluster is gone"):
            for _ in run_on_cluster(WORK, tasks, cluster=address, folder=tmp_path / "parts"):
                scheduler.kill()


def test_parts_that_a_killed_driver_left_are_taken_once(tmp_path):
    answers = [(0, encode_answer(("result", b"one"), BYTES))]
    answers.append((1, encode_answer(("failure", Failure("timeout", "late")), BYTES)))
    write_part(tmp_path, "part-aa-000001", encode_part(answers))
    (tmp_path / "part-aa-000002.parquet").write_bytes(b"torn")
    assert list(leftovers(tmp_path)) == [b"one"]
    assert list(leftovers(tmp_path)) == []


def test_a_part_is_parquet_that_others_can_read_and_nothing_else_is_a_part(tmp_path):
    import polars as pl

    file = write_part(tmp_path, "part", encode_part([(7, b"\x00\xff"), (9, b"")]))
    assert pl.read_parquet(file).rows() == [(7, b"\x00\xff"), (9, b"")]
    assert decode_part(file.read_bytes()) == [(7, b"\x00\xff"), (9, b"")]
    with pytest.raises(ValueError, match="not a part"):
        decode_part(b"PAR1 and nothing more")


def test_slurm_is_asked_with_what_the_file_says(tmp_path):
    pytest.importorskip("dask_jobqueue")
    config = tmp_path / "slurm.toml"
    config.write_text(
        'cores = 16\nprocesses = 16\nmemory = "64GB"\nqueue = "long"\nwalltime = "24:00:00"\n'
        'account = "reports"\njobs = 0\njob_extra_directives = ["--exclusive"]\n'
        'job_script_prologue = ["module load python/3.12"]\n',
        encoding="utf-8",
    )
    cluster = slurm_cluster(config)
    try:
        script = cluster.job_script()
    finally:
        cluster.close()
    for line in ("-p long", "-A reports", "-t 24:00:00", "--exclusive", "--cpus-per-task=16"):
        assert f"#SBATCH {line}\n" in script
    assert "module load python/3.12" in script and "--nworkers 16" in script


@pytest.mark.parametrize(
    "content", ["cores = 4", "cores = [", 'memory = "4GB"\ncores = 1\njobs = "x"']
)
def test_a_wrong_slurm_file_is_explained(tmp_path, content):
    config = tmp_path / "slurm.toml"
    config.write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError):
        slurm_cluster(config)
