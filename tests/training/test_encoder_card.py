"""The card's command is the one that was given, and it claims no more than the report counted."""

from __future__ import annotations

import importlib.util
import json
import shlex
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "benchmarks" / "encoder_card.py"

pytestmark = pytest.mark.skipif(
    not SCRIPT.exists(), reason="the benchmarks are not in this distribution"
)


@pytest.fixture(scope="module")
def cards() -> Any:
    spec = importlib.util.spec_from_file_location("encoder_card", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    file = ROOT / "models" / "nqp-encoder" / "training.json"
    return json.loads(file.read_text(encoding="utf-8"))


def parsed(command: str) -> dict[str, Any]:
    """What the command line makes of it."""
    import typer

    from nqp_text.cli.pretrain import pretrain

    app = typer.Typer()
    app.command()(pretrain)
    arguments = shlex.split(command.replace("\\\n", " "))[2:]
    return typer.main.get_command(app).make_context("nqp", arguments).params


def test_the_command_names_whatever_is_not_the_default(cards: Any, facts: dict[str, Any]) -> None:
    data = facts["data"]["settings"] | {
        "sources": ["my text", "more.txt.xz"],
        "vocabulary": 20_000,
        "limit": 300,
        "tokenizer": "folder/tokenizer.json",
    }
    loop = facts["progress"]["settings"] | {
        "seed": 7, "steps": 900, "minutes": 60.0, "warm_start": False, "compile": False,
        "learning_rate": 3e-4, "size": "base", "contrastive_batch": 0,
    }  # fmt: skip
    found = parsed(cards.command(data, loop, "models/new"))

    assert [str(path) for path in found["sources"]] == data["sources"]
    assert str(found["tokenizer"]) == "tokenizer.json"
    for name in ("vocabulary", "limit", "length"):
        assert found[name] == data[name]
    for name in ("seed", "steps", "size", "batch", "learning_rate", "contrastive_share",
                 "contrastive_batch", "warm_start", "mixed"):  # fmt: skip
        assert found[name] == loop[name], name
    assert found["compiled"] is False


def test_the_card_says_what_was_counted_of_held_out_sentences(
    cards: Any, facts: dict[str, Any]
) -> None:
    data = facts["data"]
    assert "65 of 2,811" in cards.held_out_left(data)
    assert "found 3 texts" in cards.held_out_left(data | {"held_out_left": 3})
    assert "found no texts" in cards.held_out_left(data | {"held_out_left": 0})
    none = data | {"settings": data["settings"] | {"held_out": []}}
    assert cards.held_out_left(none) == "No sentences were held out."


def test_the_card_of_the_shipped_encoder_says_how_long_its_rows_were(cards: Any) -> None:
    text = cards.card(ROOT / "models" / "nqp-encoder", [])

    assert "| rows | 96 pieces" in text
    assert "--tokenizer tokenizer.json" in text
    assert "places (pieces and padding)" in text
    assert "add_pooling_layer=False" in text


def test_a_stretched_schedule_is_on_the_card(cards: Any) -> None:
    change = {"step": 2000, "setting": "minutes", "from": 72.0, "to": 160.0}
    assert cards.how_it_went({"changes": [change]}) == [
        "From step 2,000 on `minutes` was 160.0 instead of 72.0: the command below, started anew, "
        "gives other weights."
    ]
