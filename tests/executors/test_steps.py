"""How far a task has come is heard where somebody listens, and changes nothing else."""

from __future__ import annotations

import child_tasks
import pytest

from nqp_text.executors.local import run_tasks
from nqp_text.executors.steps import Step, step_of


@pytest.mark.parametrize("listening", [True, False])
def test_steps_are_heard_beside_the_results(listening):
    heard: list[tuple[int, Step]] = []
    hear = (lambda index, step: heard.append((index, step))) if listening else None
    results = dict(run_tasks(child_tasks.step_by_step, [3, 4], workers=2, hear_step=hear))
    assert results == {0: 3, 1: 4}
    if listening:
        assert {(index, step.total) for index, step in heard} == {(0, 3), (1, 4)}
        assert all(step.what == "pages" and 0 < step.done <= step.total for _, step in heard)


@pytest.mark.parametrize(
    "value", [None, [], ["pages", 1], ["pictures", 1, 2], ["pages", 3, 2], ["pages", "1", 2], {}]
)
def test_what_is_no_step_is_refused(value):
    with pytest.raises(ValueError, match="not a step"):
        step_of(value)


def test_a_long_pdf_says_which_page_it_is_at(samples, tmp_path):
    from nqp_text.pipeline import scan_sources
    from nqp_text.settings import Settings

    pdf = next(samples.glob("605998*.pdf"))
    heard: dict[str, list[Step]] = {}
    settings = Settings(method="lexicon", workers=1, ocr="off", cache="off")
    steps = lambda path, step: heard.setdefault(path, []).append(step)  # noqa: E731
    run = scan_sources([pdf], tmp_path / "run", settings, steps=steps)
    pages = run.documents.collect()["pages"].item()
    (said,) = heard.values()
    assert said[0].what == "pages"
    assert said[0].total == pages
