"""Child processes that answer: limits, crashes, and a clean end."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from served import PATIENCE, wait_until
from web_tasks import work

from nqp_text.errors import DocumentError, NqpError
from nqp_text.executors.local import Limits
from nqp_text.records import Line, Sentence
from nqp_text.web.answers import READ_DOCUMENTS
from nqp_text.web.child_tasks import ReadDocument, SheetOfPaper
from nqp_text.web.desk import Desk

LIMIT = 300.0
"""Seconds that no question here takes by itself: the clock is moved on."""


@pytest.fixture
def desk():
    made = Desk(work, Limits(LIMIT, 1024))
    yield made
    made.close()


def test_one_process_answers_many_in_order(desk):
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(desk.ask, range(30)))
    assert [value for value, _ in answers] == list(range(30))
    assert len({process for _, process in answers}) == 1
    assert answers[0][1] != os.getpid()


@pytest.mark.parametrize(
    ("task", "error", "words"),
    [
        ("refuse", DocumentError, "No."),
        ("settings", NqpError, "lexicon is broken"),
        ("die", DocumentError, "crashed"),
    ],
)
def test_a_question_that_fails_leaves_the_desk_open(desk, task, error, words):
    with pytest.raises(error, match=words):
        desk.ask(task)
    assert desk.ask("after")[0] == "after"


def test_a_question_that_takes_too_long_is_stopped(clock, tmp_path):
    desk = Desk(work, Limits(LIMIT, 1024))
    try:
        answer = desk.submit(f"sleep {tmp_path / 'begun'}")
        wait_until((tmp_path / "begun").exists)
        clock.move(LIMIT + 1)
        with pytest.raises(DocumentError, match="Stopped after 300 seconds"):
            answer.result(PATIENCE)
        assert desk.ask(1)[0] == 1
    finally:
        desk.close()


def test_an_error_reaches_all_who_wait_behind_it_or_they_are_answered(desk):
    answers = [desk.submit(task) for task in ("settings", 1, 2)]
    with pytest.raises(NqpError):
        answers[0].result(PATIENCE)
    assert [answer.result(PATIENCE)[0] for answer in answers[1:]] == [1, 2]


def test_a_closed_desk_says_so():
    desk = Desk(work, Limits(LIMIT, 1024))
    desk.close()
    with pytest.raises(NqpError, match="ending"):
        desk.ask(1)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[1]",
        b"null",
        b"\x80\x04.",
        b'{"text": 1}',
        b'{"doc_id": "", "format": "", "text": "", "pages": [[1, "x", 1, 1, null]],'
        b' "sentences": [], "lines": []}',
    ],
)
def test_a_child_that_says_nonsense_is_not_believed(data):
    with pytest.raises((ValueError, KeyError, TypeError)):
        READ_DOCUMENTS.decode(data)


def test_documents_come_through_whole():
    document = ReadDocument(
        "d",
        "pdf",
        "甲\ud800。乙",
        (SheetOfPaper(1, "text", 10.0, 20.0, (0.0, 0.0, 10.0, 20.0)),),
        (Sentence(0, 1, "mdna", "prose", "zh", 0, 3, "甲\ud800。"),),
        (Line(1, 0, 3, (1.0, 2.0, 3.0, 4.0)),),
    )
    assert READ_DOCUMENTS.decode(READ_DOCUMENTS.encode(document)) == document
