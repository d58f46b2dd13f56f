"""A toy classifier is trained in seconds, decides, shows evidence and loads elsewhere."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="needs the extra 'train'")
pytest.importorskip("transformers", reason="needs the extra 'train'")
pytest.importorskip("onnxscript", reason="needs the extra 'train'")
pytest.importorskip("sklearn", reason="needs the extra 'train'")

from nqp_text.errors import ModelError, ValidationError
from nqp_text.pipeline import Line, tag_lines
from nqp_text.settings import Settings
from nqp_text.tagging.model_files import HUGGING_FACE
from nqp_text.tagging.model_folder import open_model
from nqp_text.taxonomy import load_taxonomy
from nqp_text.training.classifier.fit_transformer import FineTuning
from nqp_text.training.classifier.labelled import read_labelled, split_by_document
from nqp_text.training.classifier.run import Training, train_classifier
from nqp_text.training.pretraining.encoder import encoder_config, masked_language_model
from nqp_text.training.pretraining.export import save_encoder
from nqp_text.training.pretraining.vocabulary import fit_vocabulary

ABOUT = {
    "path.compute": (["智算中心", "算力网络", "液冷服务器"], "建设", "action"),
    "path.green": (["绿色工厂", "光伏电站", "碳排放核算"], "推进", "action"),
    "path.talent": (["技能人才培训", "博士后工作站", "校企联合培养"], "计划开展", "plan"),
    "": (["董事会会议", "利润分配方案", "会计政策变更"], "审议", None),
}


def sentence(draw: random.Random, number: int) -> dict[str, object]:
    node = draw.choice(list(ABOUT))
    things, verb, stance = ABOUT[node]
    thing = draw.choice(things)
    return {
        "id": str(number),
        "doc": f"report-{number % 40}",
        "kind": draw.choice(["firm", "gov"]),
        "lang": "zh",
        "text": f"报告期内，公司在第{draw.randint(1, 60)}个项目中{verb}{thing}。",
        "prev": "",
        "labels": [node] if node else [],
        "stance": stance,
        "actor": "own" if node else None,
        "polarity": "affirmed" if node else None,
        "confidence": 3,
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("classifier")


@pytest.fixture(scope="module")
def labelled(folder: Path) -> tuple[str, str]:
    draw = random.Random(0)
    train = [sentence(draw, number) for number in range(500)]
    dev = [{**sentence(draw, number), "doc": f"other-{number}"} for number in range(60)]
    for name, records in (("train", train), ("dev", dev)):
        text = "\n".join(json.dumps(record, ensure_ascii=False) for record in records)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    return str(folder / "train.jsonl"), str(folder / "dev.jsonl")


@pytest.fixture(scope="module")
def model(folder: Path, labelled: tuple[str, str]) -> Path:
    lines = Path(labelled[0]).read_text(encoding="utf-8").split("\n")
    texts = [json.loads(line)["text"] for line in lines]
    tokenizer = fit_vocabulary(texts * 20, 8_000)
    config = encoder_config("toy", tokenizer.get_vocab_size())
    # In several files, and with rows that are shorter than what is read in fine-tuning.
    save_encoder(
        masked_language_model(config), config, tokenizer, folder / "encoder", {}, 40, shard_mb=0.5
    )
    assert len(list((folder / "encoder").glob("model-*.safetensors"))) > 1
    training = Training(
        (labelled[0],),
        (labelled[1],),
        str(folder / "encoder"),
        decision_share=0.3,
        fine_tuning=FineTuning(epochs=8, batch=16, learning_rate=2e-3, pieces=48),
    )
    said: list[str] = []
    train_classifier(training, load_taxonomy(), (), folder / "model", said.append)
    assert any("micro-F1" in line for line in said)
    assert any("pretrained on rows of 40 pieces; 48" in line for line in said)
    return folder / "model"


def test_no_document_is_on_both_sides_of_a_split(labelled: tuple[str, str]) -> None:
    items = read_labelled([Path(labelled[0])], load_taxonomy().ids)
    first, second = split_by_document(items, 0.3, 7)

    assert len(first) + len(second) == len(items)
    assert first and second
    assert not {item.doc for item in first} & {item.doc for item in second}


def test_choosing_by_documents_that_are_learnt_from_is_refused(
    folder: Path, labelled: tuple[str, str], model: Path
) -> None:
    training = Training((labelled[0],), (labelled[0],), str(folder / "encoder"))

    with pytest.raises(ModelError, match="All documents of the choice"):
        train_classifier(training, load_taxonomy(), (), folder / "never", lambda _: None)


@pytest.mark.parametrize("method", ["hybrid", "linear", "transformer"])
def test_what_was_taught_is_found(model: Path, method: str) -> None:
    settings = Settings(method=method, model=str(model))
    lines = [
        Line("报告期内，公司在第7个项目中建设智算中心。", "firm", "zh"),
        Line("报告期内，公司在第7个项目中审议利润分配方案。", "firm", "zh"),
        Line("报告期内，公司在第9个项目中计划开展博士后工作站。", "gov", "zh"),
    ]
    compute, nothing, talent = tag_lines(lines, settings)

    assert [(m.node, m.stance) for m in compute.mentions] == [("path.compute", "action")]
    assert nothing.mentions == ()
    assert [(m.node, m.stance) for m in talent.mentions] == [("path.talent", "plan")]
    assert compute.scores is not None
    assert compute.scores["path.compute"] > 0.5 > compute.scores["path.green"]


def test_the_weights_load_in_transformers_as_they_are(model: Path) -> None:
    from transformers import AutoTokenizer, pipeline

    read = pipeline(
        "token-classification",
        model=str(model / HUGGING_FACE),
        tokenizer=AutoTokenizer.from_pretrained(model / HUGGING_FACE),
        ignore_labels=[],
    )
    rows = read("公司建设智算中心。")

    assert "".join(row["word"] for row in rows) == "公司建设智算中心。"
    assert set(read.model.config.label2id) >= {"path.compute", "stance:plan", "polarity:negated"}


def test_the_int8_network_says_what_the_weights_say(model: Path) -> None:
    from tokenizers import Tokenizer
    from transformers import AutoModelForTokenClassification

    from nqp_text.tagging.model_input import ModelSentence, pieces_of
    from nqp_text.tagging.network import Network
    from nqp_text.training.classifier.fit_transformer import scores_of

    folder = open_model(model)
    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    draw = random.Random(3)
    texts = [str(sentence(draw, number)["text"]) for number in range(40)]
    pieces = pieces_of([ModelSentence(text, "firm", "zh") for text in texts], tokenizer)
    small = Network(model / "model.onnx", folder.pieces, len(folder.nodes)).logits(pieces)
    full = AutoModelForTokenClassification.from_pretrained(model / HUGGING_FACE).float()
    exact = scores_of(full, pieces, FineTuning(pieces=folder.pieces))

    assert np.abs(small - exact).mean() < 0.2
    # Of two nodes that the weights find next to alike, rounding may choose either.
    first, second = np.sort(exact[:, :24], axis=1)[:, [-1, -2]].T
    clear = first - second > 0.4
    assert clear.sum() >= 5  # a good half of the sentences have no label at all
    assert (small[clear][:, :24].argmax(1) == exact[clear][:, :24].argmax(1)).all()


def test_mistakes_in_labelled_sentences_are_reported_together(tmp_path: Path) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text(
        '{"text": "a", "labels": ["path.magic"], "lang": "zh", "kind": "firm"}\n'
        '{"text": "b", "labels": [], "lang": "klingon", "kind": "firm"}\nnot json\n',
        encoding="utf-8",
    )

    with pytest.raises(ValidationError, match="3 labelled sentences") as caught:
        read_labelled([file], load_taxonomy().ids)
    assert "line 1" in caught.value.what
    assert "klingon" in caught.value.what


def test_a_student_learns_from_its_teacher_without_labels(
    folder: Path, labelled: tuple[str, str], model: Path
) -> None:
    from nqp_text.tagging.keyword import LexiconTagger
    from nqp_text.tagging.lexicon import load_lexicon
    from nqp_text.text import words_zh
    from nqp_text.training.classifier.distil import read_unlabelled, soft_targets

    draw = random.Random(5)
    records = [sentence(draw, number) for number in range(200)]
    pool = folder / "pool.jsonl"
    # The labels are left in the file on purpose: they must not be read.
    wrong = [{**record, "labels": ["path.finance"]} for record in records]
    lines = "\n".join(json.dumps(record, ensure_ascii=False) for record in wrong)
    pool.write_text(lines, encoding="utf-8")
    taxonomy = load_taxonomy()
    nodes = list(taxonomy.ids)
    lexicon = LexiconTagger(load_lexicon((), taxonomy), words_zh)
    kept, targets = soft_targets([model], read_unlabelled([pool]), nodes, lexicon)

    truth = {record["text"]: record["labels"] for record in records}
    taught = [item for item in kept if truth[item.sentence.text]]
    assert len(taught) > 100
    for item, row in zip(kept, targets.nodes, strict=True):
        for node in truth[item.sentence.text]:  # type: ignore[attr-defined]
            assert row[nodes.index(node)] > 0.5
    assert targets.nodes[:, nodes.index("path.finance")].max() < 0.5

    training = Training(
        (labelled[0],),
        (labelled[1],),
        str(folder / "encoder"),
        unlabelled=(str(pool),),
        teachers=(str(model),),
        distil_epochs=4,
        decision_share=0.3,
        fine_tuning=FineTuning(epochs=2, batch=16, learning_rate=2e-3, pieces=48),
    )
    description = train_classifier(training, taxonomy, (), folder / "student", lambda _: None)

    assert description["training"]["teachers"] == [open_model(model).hash]
    assert description["history"][3]["micro_f1"] > 0.6, "before it has seen a label"


def test_unlabelled_sentences_of_no_language_are_refused(tmp_path: Path) -> None:
    from nqp_text.training.classifier.distil import read_unlabelled

    file = tmp_path / "pool.jsonl"
    file.write_text(json.dumps({"text": "Bonjour.", "lang": "fr", "kind": "firm"}), "utf-8")

    with pytest.raises(ValidationError, match=r"pool\.jsonl:1"):
        read_unlabelled([file])
