"""Speed and time left, from a clock that the test turns."""

from __future__ import annotations

import pytest

from nqp_text.cli.durations import in_words
from nqp_text.cli.rates import Rates
from nqp_text.pipeline import Progress
from nqp_text.records import DocumentResult


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def step(done, size, done_bytes, *, status="ok", pages=10, reused=False):
    result = DocumentResult("", "x", {"status": status, "pages": pages})
    return Progress(done, 100, result, reused, size, done_bytes, 10_000)


def test_time_left_goes_by_bytes_and_what_was_done_before_says_nothing():
    clock = Clock()
    rates = Rates(clock)
    rates.add(step(1, 4_000, 4_000, reused=True))
    clock.now += 10
    rates.add(step(2, 1_000, 5_000))
    assert rates.seconds_left == pytest.approx(50)  # 5,000 bytes at 100 a second
    assert rates.pages_per_second == pytest.approx(1.0)
    rates.add(step(3, 1_000, 6_000, status="timeout", pages=None))
    assert rates.seconds_left == pytest.approx(20)
    assert rates.failed == 1


def test_nothing_is_said_while_nothing_is_known():
    clock = Clock()
    rates = Rates(clock)
    assert rates.seconds_left is None
    clock.now += 1
    rates.add(step(1, 100, 100))
    assert rates.seconds_left is None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (8.4, "8 s"), (60, "1 min"), (200, "3 min 20 s"), (18_600, "5 h 10 min"),
     (183_600, "2 days 3 h"), (86_400, "1 day")],
)  # fmt: skip
def test_durations_in_words(seconds, words):
    assert in_words(seconds) == words
