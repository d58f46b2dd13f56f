"""The pool with real child processes: every way to end, under spawn and fork."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import child_tasks
import psutil
import pytest
from waiting import PATIENCE, wait_until

from nqp_text.errors import DocumentError, LexiconError
from nqp_text.executors import local
from nqp_text.executors.local import Limits, run_isolated, run_tasks
from nqp_text.executors.worker import Worker
from nqp_text.records import Failure
from nqp_text.settings import MESSAGES_VARIABLE

POSIX = sys.platform != "win32"
STARTS = ["spawn", pytest.param("fork", marks=pytest.mark.skipif(not POSIX, reason="no fork"))]


LIMIT = 300.0
"""Seconds that no task here takes by itself: the clock is moved on."""


@pytest.fixture(params=STARTS)
def start(request):
    return request.param


def outcomes(tasks, start, workers=2, **limits):
    pairs = run_tasks(
        child_tasks.act, tasks, workers=workers, limits=Limits(**limits), start_method=start
    )
    found = dict(pairs)
    assert sorted(found) == list(range(len(tasks)))
    return [found[index] for index in sorted(found)]


def test_every_task_gets_its_own_result(start):
    found = outcomes([("double", number) for number in range(40)], start)
    assert found == [number * 2 for number in range(40)]


def test_no_tasks_give_no_outcome_and_no_process(start):
    assert list(run_tasks(child_tasks.act, [], start_method=start)) == []


def test_even_one_worker_is_another_process(start):
    (pid,) = outcomes([("pid", None)], start, workers=1)
    assert pid != os.getpid()


def test_a_task_over_its_time_is_stopped_and_the_others_go_on(start, clock, tmp_path):
    flag = tmp_path / "flag"

    def tasks():
        yield "write", flag
        while not flag.exists():  # until it is at work there is something to do for the other one
            yield "double", 50
        clock.move(LIMIT + 1)
        yield from (("double", number) for number in range(6))

    pairs = run_tasks(
        child_tasks.act, tasks(), workers=2, limits=Limits(seconds=LIMIT), start_method=start
    )
    found = dict(pairs)
    assert found.pop(0) == Failure("timeout", "Stopped after 300 seconds")
    assert [found[index] for index in sorted(found)][-6:] == [0, 2, 4, 6, 8, 10]
    assert set(found) == set(range(1, len(found) + 1))


def test_a_task_that_asks_for_time_gets_it_and_the_next_task_does_not(start, clock):
    pairs = run_tasks(
        child_tasks.act,
        [("patient", 1), ("told", 120)],
        limits=Limits(seconds=LIMIT),
        start_method=start,
        hear_step=lambda *_: clock.move(LIMIT + 1),  # as soon as a task has begun
    )
    assert dict(pairs) == {0: "awake", 1: Failure("timeout", "Stopped after 300 seconds")}


@pytest.mark.skipif(not POSIX, reason="POSIX signals")
def test_a_task_that_ignores_terminate_is_stopped_too(start):
    assert outcomes([("stubborn", 600)], start, seconds=1)[0].status == "timeout"


@pytest.mark.parametrize(
    ("task", "status", "words"),
    [
        pytest.param(("kill", signal.SIGSEGV), "unreadable", "crashed (signal 11)", id="segfault"),
        pytest.param(("kill", signal.SIGKILL), "out_of_memory", "signal 9", id="killed"),
        pytest.param(("exit", 3), "unreadable", "crashed (exit code 3)", id="exit-3"),
        pytest.param(("exit", 0), "unreadable", "crashed (exit code 0)", id="exit-0"),
        pytest.param(("hang up", 3), "unreadable", "crashed (exit code 3)", id="ends-slowly"),
        pytest.param(("raise", KeyError("x")), "unreadable", "Internal error KeyError", id="bug"),
        pytest.param(("raise", MemoryError()), "out_of_memory", "memory", id="memory-error"),
        pytest.param(("refuse", "encrypted"), "encrypted", "no page", id="refused"),
        pytest.param(("function", None), "unreadable", "Internal error", id="cannot-be-sent"),
    ],
)
@pytest.mark.skipif(not POSIX, reason="POSIX signals")
def test_a_task_that_ends_badly_fails_alone(start, task, status, words):
    tasks = [("double", 1), task, ("double", 2), task, ("double", 3)]
    found = outcomes(tasks, start)
    assert [found[0], found[2], found[4]] == [2, 4, 6]
    assert {found[1].status, found[3].status} == {status}
    assert words in found[1].reason


@pytest.mark.parametrize("asked", [False, True])
def test_a_reason_quotes_no_document_unless_asked(monkeypatch, start, asked):
    monkeypatch.setenv(MESSAGES_VARIABLE, "1" if asked else "0")
    (failure,) = outcomes([("raise", ValueError("near '身份证号码 1234'"))], start, workers=1)
    assert failure.reason.startswith("Internal error ValueError at child_tasks.py:")
    assert ("身份证号码" in failure.reason) is asked


@pytest.mark.skipif(not POSIX, reason="POSIX signals")
def test_many_crashes_in_a_row_do_not_break_the_pool():
    tasks = [("exit", 1) if n % 2 else ("double", n) for n in range(60)]
    found = outcomes(tasks, "fork", workers=1)
    assert found[::2] == [n * 2 for n in range(0, 60, 2)]
    assert {failure.status for failure in found[1::2]} == {"unreadable"}


def test_a_task_over_the_memory_limit_is_stopped_and_the_others_go_on(start):
    # A forked worker begins with all that this process holds, which is much after other tests.
    (held,) = outcomes([("memory", None)], start, workers=1)
    limit = 400 + int(held)
    tasks = [("hog", 600 + int(held)), *[("double", n) for n in range(4)]]
    found = outcomes(tasks, start, memory=limit)
    assert found[0] == Failure("out_of_memory", f"Stopped at {limit} MB of memory")
    assert found[1:] == [0, 2, 4, 6]


def test_a_worker_that_holds_much_memory_is_replaced(start):
    (held,) = outcomes([("memory", None)], start, workers=1)
    pids = outcomes([("pid", None)] * 3, start, workers=1, memory=int(held * 1.5))
    assert len(set(pids)) == 3
    enough = max(2048, int(held * 10))
    assert len(set(outcomes([("pid", None)] * 3, start, workers=1, memory=enough))) == 1


def test_the_initializer_runs_once_in_every_worker(start):
    pairs = run_tasks(
        child_tasks.told,
        range(6),
        workers=2,
        start_method=start,
        initializer=child_tasks.prepare,
        initargs=("lexicon",),
    )
    assert [told for _, told in pairs] == [["lexicon"]] * 6


def test_an_error_of_the_run_is_raised_with_its_place(start):
    pairs = run_tasks(
        child_tasks.told,
        range(6),
        start_method=start,
        initializer=child_tasks.prepare_badly,
        initargs=("zh.csv",),
    )
    with pytest.raises(LexiconError) as caught:
        list(pairs)
    assert (caught.value.where, caught.value.fix) == ("zh.csv", "correct it")


def test_tasks_are_taken_one_by_one_as_workers_are_free():
    taken = []

    def endless():
        number = 0
        while True:
            taken.append(number)
            yield ("double", number)
            number += 1

    pairs = run_tasks(child_tasks.act, endless(), workers=2, start_method="spawn")
    for _ in range(5):
        next(pairs)
    pairs.close()
    assert len(taken) <= 8


def test_a_slow_caller_does_not_make_tasks_late(clock, monkeypatch):
    made = []

    class Seen(Worker):
        def __init__(self, *args):
            super().__init__(*args)
            made.append(self)

    monkeypatch.setattr(local, "Worker", Seen)
    tasks = [("double", n) for n in range(4)]
    found = []
    for _, outcome in run_tasks(child_tasks.act, tasks, workers=2, limits=Limits(seconds=LIMIT)):
        # Whoever has a task answers in time; only the caller lets the answer lie.
        wait_until(lambda: all(each.task is None or each.has_answer() for each in made))
        clock.move(LIMIT + 1)
        found.append(outcome)
    assert sorted(found) == [0, 2, 4, 6]


def test_leaving_early_leaves_no_child(start):
    before = set(psutil.Process().children())
    pairs = run_tasks(
        child_tasks.act, [("double", 1), *[("sleep", 600)] * 3], workers=2, start_method=start
    )
    next(pairs)
    pairs.close()
    left = [child for child in set(psutil.Process().children()) - before if _is_worker(child)]
    assert left == []


def _is_worker(process):
    try:
        return "spawn_main" in " ".join(process.cmdline()) or process.name().startswith("pytest")
    except psutil.Error:
        return False


def test_isolated_raises_what_the_reader_said(start):
    assert run_isolated(child_tasks.act, ("double", 4), start_method=start) == 8
    with pytest.raises(DocumentError) as caught:
        run_isolated(child_tasks.act, ("refuse", "encrypted"), start_method=start)
    assert (caught.value.status, caught.value.fix) == ("encrypted", "print it again")


SCRIPT = """
import sys
sys.path.insert(0, {folder!r})
import child_tasks
from pathlib import Path
from nqp_text.executors.local import run_tasks
print("script runs", flush=True)
tasks = [("write", Path({flag!r})), ("sleep", 600)]
print(list(run_tasks(child_tasks.act, tasks, workers=2, start_method={start!r})))
"""


@pytest.fixture
def running_script(tmp_path, start):
    """A script without ``__main__`` guard that is in the middle of its tasks."""
    flag = tmp_path / "flag"
    text = SCRIPT.format(folder=str(Path(__file__).parent), flag=str(flag), start=start)
    script = tmp_path / "script.py"
    script.write_text(text, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    wait_until(lambda: flag.exists() or process.poll() is not None)
    assert flag.exists(), process.communicate()
    yield process
    process.kill()
    process.wait()


@pytest.mark.skipif(not POSIX, reason="POSIX signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_or_killed_script_leaves_no_children(running_script, number):
    children = psutil.Process(running_script.pid).children(recursive=True)
    assert len(children) >= 2
    running_script.send_signal(number)
    out, _ = running_script.communicate(timeout=PATIENCE)
    _, alive = psutil.wait_procs(children, timeout=PATIENCE)
    assert alive == []
    assert out.count("script runs") == 1  # children did not run the script again
