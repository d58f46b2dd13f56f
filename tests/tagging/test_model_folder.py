"""A model folder is refused with the reason when it is incomplete, changed or unsafe."""

from __future__ import annotations

import json
import shutil
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordLevel

from nqp_text.errors import ModelError
from nqp_text.resources import data_path, has_data
from nqp_text.storage.hashes import file_sha256
from nqp_text.tagging import Tagger, load_lexicon, load_tagger
from nqp_text.tagging.decisions import FEATURES
from nqp_text.tagging.model_files import list_hugging_face
from nqp_text.tagging.model_folder import FORMAT, open_model
from nqp_text.tagging.model_labels import output_names
from nqp_text.text import words_zh

shipped = pytest.mark.skipif(not has_data("models", "nqp-mini"), reason="no model is shipped")


NODES = ["path.green", "path.compute"]
NAMES = ("decisions.json", "linear_biases.npy", "linear_rarity.npy", "linear_weights.npy")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A linear model that says nothing, complete."""
    vocabulary = {
        name: at for at, name in enumerate(("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"))
    }
    Tokenizer(WordLevel(vocabulary, "[UNK]")).save(str(tmp_path / "tokenizer.json"))
    row = {"coefficients": [0.0] * len(FEATURES), "threshold": 0.9}
    linear = {
        "features": list(FEATURES),
        "nodes": dict.fromkeys(NODES, row),
        "attributes": {"transformer": 0.0, "linear": 1.0},
    }
    decisions = {"methods": {"linear": linear}, "filter": {"logit": -3.0}}
    (tmp_path / "decisions.json").write_text(json.dumps(decisions), encoding="utf-8")
    outputs = len(output_names(NODES))
    np.save(tmp_path / "linear_weights.npy", np.zeros((16, outputs), dtype=np.float16))
    np.save(tmp_path / "linear_biases.npy", np.zeros(outputs, dtype=np.float32))
    np.save(tmp_path / "linear_rarity.npy", np.ones(16, dtype=np.float32))
    description = {
        "format": FORMAT,
        "kind": "linear",
        "nodes": NODES,
        "pieces": 64,
        "buckets": 16,
        "files": {name: file_sha256(tmp_path / name) for name in (*NAMES, "tokenizer.json")},
    }
    (tmp_path / "model.json").write_text(json.dumps(description), encoding="utf-8")
    return tmp_path


def load(folder: Path, method: str = "linear") -> Tagger:
    """What ``nqp tag --model`` does."""
    return load_tagger(method, lexicon=load_lexicon(), words=words_zh, model=open_model(folder))


def put(folder: Path, name: str, data: bytes) -> None:
    """Another file, with its hash in the description: as if the model had been made with it."""
    (folder / name).write_bytes(data)
    description = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    change(folder, files=description["files"] | {name: file_sha256(folder / name)})


def array(value: object) -> bytes:
    stream = BytesIO()
    np.save(stream, np.asarray(value))
    return stream.getvalue()


def change(folder: Path, **values: object) -> None:
    description = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    (folder / "model.json").write_text(json.dumps(description | values), encoding="utf-8")


def test_a_complete_folder_opens_and_has_a_hash(folder: Path) -> None:
    model = open_model(folder)

    assert model.nodes == tuple(NODES)
    assert len(model.hash) == 64
    assert load(folder).nodes == model.nodes


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


@pytest.mark.parametrize("name", [*NAMES, "tokenizer.json"])
def test_a_file_without_its_hash_is_refused(folder: Path, name: str) -> None:
    description = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    del description["files"][name]
    change(folder, files=description["files"])

    with pytest.raises(ModelError, match=f"lacks {name}"):
        open_model(folder)


@pytest.mark.parametrize(
    "name",
    [
        "transformers/pytorch_model.bin",
        "transformers/deep/a.json",
        "other/weights.pkl",
        "transformers/modeling_own.py",
        "setup.py",
    ],
)
def test_what_can_run_code_is_refused_wherever_it_lies(folder: Path, name: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(b"\x80\x04.")

    with pytest.raises(ModelError, match="files that no model has"):
        open_model(folder)


def test_the_weights_for_other_programs_are_those_of_the_model(folder: Path) -> None:
    weights = folder / "transformers" / "model.safetensors"
    weights.parent.mkdir()
    weights.write_bytes(b"weights")
    (weights.parent / "config.json").write_text("{}", encoding="utf-8")
    before = open_model(folder).hash
    list_hugging_face(folder)
    assert open_model(folder).hash == before

    weights.write_bytes(b"Weights")
    with pytest.raises(ModelError, match=r"model\.safetensors is not the one"):
        open_model(folder)
    weights.unlink()
    with pytest.raises(ModelError, match=r"model\.safetensors is missing"):
        open_model(folder)
    weights.write_bytes(b"weights")
    (weights.parent / "adapter.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelError, match=r"not made with: adapter\.json"):
        open_model(folder)
    shutil.rmtree(weights.parent)
    assert open_model(folder).hash == before, "they may be left out"


@pytest.mark.parametrize(
    "changes",
    [
        {"pieces": 8},
        {"pieces": 0},
        {"pieces": 1_000_000},
        {"pieces": "64"},
        {"buckets": 0},
        {"buckets": 1e999},
        {"nodes": []},
        {"nodes": ["path.green", "path.green"]},
        {"nodes": "path.green"},
        {"kind": "magic"},
        {"files": []},
        {"special": {"pad": -1}},
        {"special": {"nothing": 1}},
    ],
    ids=str,
)
def test_a_description_that_makes_no_sense_is_refused(
    folder: Path, changes: dict[str, object]
) -> None:
    change(folder, **changes)

    with pytest.raises(ModelError, match=r"model\.json of the model is not as it should be"):
        open_model(folder)


@pytest.mark.parametrize("text", ["[]", "3", "{", "[" * 100_000, '{"format": []}'])
def test_a_description_that_is_none_is_refused(folder: Path, text: str) -> None:
    (folder / "model.json").write_text(text, encoding="utf-8")

    with pytest.raises(ModelError):
        open_model(folder)


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "{",
        "{}",
        '{"methods": []}',
        '{"methods": {"linear": {}}, "filter": {"logit": 0}}',
    ],
)
def test_decisions_that_decide_nothing_are_refused(folder: Path, text: str) -> None:
    put(folder, "decisions.json", text.encode("utf-8"))

    with pytest.raises(ModelError):
        load(folder)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"threshold": 0.9', '"threshold": NaN'),
        ('"logit": -3.0', '"logit": null'),
        ("[0.0, 0.0,", "[0.0,"),
        ('"path.green": ', '"path.greener": '),
    ],
)
def test_decisions_for_something_else_are_refused(folder: Path, old: str, new: str) -> None:
    text = (folder / "decisions.json").read_text(encoding="utf-8")
    assert old in text
    put(folder, "decisions.json", text.replace(old, new).encode("utf-8"))

    with pytest.raises(ModelError, match="cannot decide") as caught:
        load(folder)
    assert "train the model again" in caught.value.fix


def test_a_method_that_the_model_has_not_names_those_that_it_has(folder: Path) -> None:
    with pytest.raises(ModelError, match="cannot decide") as caught:
        load(folder, "hybrid")
    assert caught.value.fix == "Use one of the methods it has: linear."


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("linear_weights.npy", array(np.zeros((16, 12), dtype=np.float32))),
        ("linear_weights.npy", array(np.zeros((8, 13), dtype=np.float32))),
        ("linear_weights.npy", array(np.full((16, 13), np.nan, dtype=np.float32))),
        ("linear_biases.npy", array(np.zeros(13, dtype=np.complex64))),
        ("linear_biases.npy", array(np.float32(0))),
        ("linear_rarity.npy", array([{"an": "object"}] * 16)),
        ("linear_rarity.npy", b""),
        ("linear_rarity.npy", b"PK\x03\x04"),
        ("linear_rarity.npy", array(np.ones(16, dtype=np.float32))[:-8]),
    ],
)
def test_arrays_of_another_shape_or_kind_are_refused(folder: Path, name: str, data: bytes) -> None:
    put(folder, name, data)

    with pytest.raises(ModelError, match="linear part") as caught:
        load(folder)
    assert name in caught.value.where


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff\xfe", b'{"version": "1.0", "model": null}'])
def test_a_tokenizer_that_is_none_is_refused(folder: Path, data: bytes) -> None:
    put(folder, "tokenizer.json", data)

    with pytest.raises(ModelError, match="tokenizer cannot be read"):
        load(folder)


def test_a_tokenizer_of_another_vocabulary_is_refused(folder: Path) -> None:
    Tokenizer(WordLevel({"[UNK]": 0}, "[UNK]")).save(str(folder / "other.json"))
    put(folder, "tokenizer.json", (folder / "other.json").read_bytes())

    with pytest.raises(ModelError, match="has no piece"):
        load(folder)


@pytest.fixture
def mini(tmp_path: Path) -> Path:
    """A copy of the shipped model to spoil."""
    copy = tmp_path / "mini"
    shutil.copytree(data_path("models", "nqp-mini"), copy, ignore=lambda *_: ["transformers"])
    return copy


@shipped
def test_fewer_nodes_than_the_model_has_are_refused(mini: Path) -> None:
    nodes = open_model(mini).nodes
    change(mini, nodes=list(nodes[:5]))

    for method in ("linear", "transformer", "hybrid"):
        with pytest.raises(ModelError):
            load(mini, method)


@shipped
@pytest.mark.parametrize("data", [b"", b"no network", b"\x08\x08"])
def test_a_network_that_is_none_is_refused(mini: Path, data: bytes) -> None:
    put(mini, "model.onnx", data)

    with pytest.raises(ModelError, match="network"):
        load(mini, "hybrid")


@shipped
def test_a_network_for_other_nodes_is_refused(mini: Path) -> None:
    from nqp_text.tagging.network import Network

    with pytest.raises(ModelError, match=r"outputs \(1, 35\); 5 nodes"):
        Network(mini / "model.onnx", 64, 5).check(100)


@shipped
def test_a_tokenizer_with_more_pieces_than_the_network_is_refused(mini: Path) -> None:
    tokenizer = Tokenizer.from_file(str(mini / "tokenizer.json"))
    tokenizer.add_tokens([f"新词{number}号" for number in range(100)])
    put(mini, "tokenizer.json", tokenizer.to_str().encode("utf-8"))

    with pytest.raises(ModelError, match="network cannot be used"):
        load(mini, "transformer")


@shipped
def test_a_tokenizer_that_would_cut_sentences_does_not(mini: Path) -> None:
    from nqp_text.tagging.model_parts import read_tokenizer

    tokenizer = Tokenizer.from_file(str(mini / "tokenizer.json"))
    tokenizer.enable_truncation(4)
    put(mini, "tokenizer.json", tokenizer.to_str().encode("utf-8"))

    assert len(read_tokenizer(open_model(mini)).encode("公司建成智算中心。" * 9).ids) > 9
