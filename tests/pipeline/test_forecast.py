"""A file that is too large to be read takes no time: of no forecast, and not of the time left."""

from __future__ import annotations

import os

import pytest

from nqp_text.documents.reading import MAX_BYTES
from nqp_text.pipeline import scan_sources
from nqp_text.pipeline.forecast import forecast
from nqp_text.settings import Settings

SETTINGS = Settings(method="lexicon", ocr="off", cache="off", workers=1)


SMALL = 24


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    for number in range(SMALL):
        text = f"第{number}家公司建成智算中心，推进绿色低碳转型。\n" * 50
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    (folder / "large.txt").touch()
    os.truncate(folder / "large.txt", MAX_BYTES + 1)
    return folder


def test_the_forecast_counts_its_bytes_and_no_work_for_them(folder, tmp_path):
    found = forecast([folder], tmp_path / "run", SETTINGS)
    assert found.files == SMALL + 1 and found.bytes > MAX_BYTES
    (folder / "large.txt").unlink()
    without = forecast([folder], tmp_path / "run", SETTINGS)
    # What would be written goes by the same bytes as the time, and is the same every time.
    assert found.output_bytes == pytest.approx(without.output_bytes, rel=0.2)


def test_the_bytes_to_read_leave_it_out(folder, tmp_path):
    steps = []
    scan_sources([folder], tmp_path / "run", SETTINGS, report=steps.append, isolated=False)
    small = sum(file.stat().st_size for file in folder.glob("[0-9]*.txt"))
    assert [step.total_bytes for step in steps] == [small] * (SMALL + 1)
    assert steps[-1].done_bytes == small
    refused = next(step for step in steps if step.result.path.endswith("large.txt"))
    assert (refused.size, refused.result.document["status"]) == (0, "unsupported")
