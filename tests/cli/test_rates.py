"""Speed and time left, from a clock that the test turns."""

from __future__ import annotations

import pytest

from nqp_text.cli.durations import in_words
from nqp_text.cli.rates import Rates
from nqp_text.cli.summary import Summary
from nqp_text.pipeline import Progress
from nqp_text.records import DocumentResult


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def step(done, size, done_bytes, *, status="ok", pages=10, reused=False, reason=""):
    result = DocumentResult("", "x", {"status": status, "pages": pages, "reason": reason})
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
    assert rates.seconds_left == pytest.approx(40)  # the bytes that it did not read do not count
    assert rates.failed == 1


def test_what_was_refused_says_nothing_about_the_time_left():
    clock = Clock()
    rates = Rates(clock)
    clock.now += 4
    rates.add(step(1, 9_000, 9_000, status="unsupported", pages=None))
    assert rates.seconds_left is None
    rates.add(step(2, 100, 9_100))
    assert rates.seconds_left == pytest.approx(36)  # 900 bytes at 25 a second


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


UTF = "The bytes are not text in UTF-8, UTF-16, GB18030, Big5 or Windows-1252."
LARGE = "The file has {} MB; more than 512 MB is not read."


@pytest.mark.parametrize(
    ("reasons", "shown"),
    [
        ([UTF, UTF], [(UTF, 2)]),
        (["3 of 9 pages were not read (garbled).", "4 of 12 pages were not read (garbled)."],
         [("N of N pages were not read (garbled).", 2)]),
        (["3 of 9 pages were not read (garbled)."], [("3 of 9 pages were not read (garbled).", 1)]),
        ([LARGE.format(2147), LARGE.format(600), UTF],
         [("The file has N MB; more than 512 MB is not read.", 2), (UTF, 1)]),
        ([UTF, UTF + "; a link that leads out of its folder, to /a/1.txt"], [(UTF, 2)]),
        (["7 pages; 5 mentions use words that came up after 2003 (AI): check the year"],
         [("7 pages", 1)]),
    ],
)  # fmt: skip
def test_reasons_are_counted_together_and_keep_their_names(reasons, shown):
    summary = Summary()
    for number, reason in enumerate(reasons, 1):
        summary.add(step(number, 1, number, status="unsupported", reason=reason))
    found = summary._most_common_reasons(10)
    assert [(reason, number) for _, reason, number in found] == shown
