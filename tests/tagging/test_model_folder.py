"""A model folder is refused with the reason when it is incomplete, changed or unsafe."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nqp_text.errors import ModelError
from nqp_text.tagging.model_folder import FORMAT, file_sha256, open_model


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "decisions.json").write_text('{"methods": {}}', encoding="utf-8")
    description = {
        "format": FORMAT,
        "nodes": ["path.green"],
        "pieces": 64,
        "buckets": 16,
        "files": {"decisions.json": file_sha256(tmp_path / "decisions.json")},
    }
    (tmp_path / "model.json").write_text(json.dumps(description), encoding="utf-8")
    return tmp_path


def change(folder: Path, **values: object) -> None:
    description = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    (folder / "model.json").write_text(json.dumps(description | values), encoding="utf-8")


def test_a_complete_folder_opens_and_has_a_hash(folder: Path) -> None:
    model = open_model(folder)

    assert model.nodes == ("path.green",)
    assert len(model.hash) == 64


def test_another_description_is_another_model(folder: Path) -> None:
    before = open_model(folder).hash
    change(folder, pieces=32)

    assert open_model(folder).hash != before


def test_a_changed_file_is_refused(folder: Path) -> None:
    (folder / "decisions.json").write_text('{"methods": {"x": 1}}', encoding="utf-8")

    with pytest.raises(ModelError, match="not the one"):
        open_model(folder)


def test_a_missing_file_is_refused(folder: Path) -> None:
    (folder / "decisions.json").unlink()

    with pytest.raises(ModelError, match="missing"):
        open_model(folder)


def test_a_pickle_beside_the_model_is_refused(folder: Path) -> None:
    (folder / "pytorch_model.bin").write_bytes(b"\x80\x04.")

    with pytest.raises(ModelError, match=r"pytorch_model\.bin"):
        open_model(folder)


@pytest.mark.parametrize("name", ["model.pkl", "../secret.json", "a/b.json"])
def test_files_of_other_kinds_or_places_are_never_named(folder: Path, name: str) -> None:
    change(folder, files={name: "0" * 64})

    with pytest.raises(ModelError, match="not read"):
        open_model(folder)


def test_another_format_says_what_to_do(folder: Path) -> None:
    change(folder, format="nqp-model/99")

    with pytest.raises(ModelError) as caught:
        open_model(folder)
    assert "Train it again" in caught.value.fix


def test_a_folder_that_is_no_model_says_so(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no readable model\.json"):
        open_model(tmp_path)
