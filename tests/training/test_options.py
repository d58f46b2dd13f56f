"""``nqp train`` refuses numbers that train nothing before it reads a sentence."""

from __future__ import annotations

from math import nan
from pathlib import Path

import pytest
from typer.testing import CliRunner

from nqp_text.cli.app import build_app
from nqp_text.errors import NqpError, SettingsError
from nqp_text.training.classifier.fit_transformer import FineTuning
from nqp_text.training.classifier.run import Training


def train(tmp_path: Path, *options: str) -> tuple[int, str]:
    given = ["train", "none.jsonl", "--dev", "none.jsonl", "--out", str(tmp_path / "m"), *options]
    done = CliRunner().invoke(build_app(given), given)
    said = done.output + (str(done.exception) if isinstance(done.exception, NqpError) else "")
    return done.exit_code, said


@pytest.mark.parametrize("value", ["0", "-1"])
@pytest.mark.parametrize("option", ["--epochs", "--batch", "--distil-epochs"])
def test_a_number_below_one_is_no_number_of_passes_or_sentences(
    tmp_path: Path, option: str, value: str
) -> None:
    code, said = train(tmp_path, option, value)

    assert code == 2
    assert f"'{option}'" in said


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--learning-rate", "0"),
        ("--learning-rate", "-0.1"),
        ("--learning-rate", "nan"),
        ("--average", "1"),
        ("--average", "-0.5"),
        ("--average", "nan"),
        ("--pieces", "0"),
        ("--pieces", "8"),
        ("--pieces", "31"),
        ("--pieces", "513"),
    ],
)
def test_an_option_out_of_its_range_is_named(tmp_path: Path, option: str, value: str) -> None:
    code, said = train(tmp_path, option, value)

    assert code == 1
    assert option in said
    assert not (tmp_path / "m").exists()


def test_the_same_holds_without_the_command_line() -> None:
    for wrong in ({"epochs": 0}, {"batch": 0}, {"pieces": 16}, {"average": nan}, {"seed": -1}):
        with pytest.raises(SettingsError):
            FineTuning(**wrong)
    with pytest.raises(SettingsError):
        Training(("a",), (), "b", distil_epochs=0)
