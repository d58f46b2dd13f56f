"""The whole tool on another topic: a taxonomy and lexicons that are only files."""

from __future__ import annotations

import json
import re

import polars as pl
import pytest

import nqp_text
from nqp_text.cli import main
from nqp_text.errors import LexiconError
from nqp_text.outputs.charts import make_plot
from nqp_text.outputs.report.packing import unpacked
from nqp_text.resources import data_path

REPORT = """蓝川股份有限公司2023年年度报告

公司完成核心业务上云，并建成数据中台和智能客服。
公司投入使用工业机器人十二台，新建自动化生产线两条。
公司继续扩大海外市场，客户数量稳步增加，产品质量得到认可。
公司注重个人信息保护，未发生客户信息泄漏事件。
"""


@pytest.fixture(scope="module")
def own():
    folder = data_path("lexicons", "examples", "digital")
    return {
        "taxonomy": str(folder / "taxonomy.toml"),
        "lexicons": (str(folder / "zh.csv"), str(folder / "en.csv")),
    }


@pytest.fixture(scope="module")
def run(own, tmp_path_factory):
    folder = tmp_path_factory.mktemp("own")
    (folder / "600001_蓝川股份_2023年年度报告.txt").write_text(REPORT * 4, encoding="utf-8")
    (folder / "Greyfell-plc_Annual-Report-2023.txt").write_text(
        "Greyfell plc annual report 2023\n\n"
        "We moved our billing to a private cloud and use machine learning models in credit.\n"
        "We trained two hundred engineers and opened an office in Leeds during the year.\n" * 8,
        encoding="utf-8",
    )
    return nqp_text.scan(folder, folder / "run", isolated=False, ocr="off", **own)


def test_mentions_counts_and_index_are_of_its_nodes(run):
    assert run.manifest["paths"] == [
        "dx.cloud", "dx.data", "dx.automation", "dx.commerce", "dx.ai", "dx.workplace",
    ]  # fmt: skip
    panel = run.panel(measure="count").filter(pl.col("lang") == "zh")
    values = dict(panel.select("path", "value").iter_rows())
    assert (
        values["dx.cloud"] == values["dx.data"] == values["dx.ai"] == values["dx.automation"] == 4
    )
    assert values["dx.commerce"] == 0
    assert "safe.privacy" not in values
    facets = run.panel(measure="count", facets=True).filter(pl.col("path") == "safe.privacy")
    assert facets.filter(pl.col("lang") == "zh")["value"].to_list() == [4]


def test_a_sentence_on_three_of_its_paths_counts_a_third_for_each(run):
    mentions = run.mentions.filter(pl.col("node") == "dx.cloud", pl.col("lang") == "zh").collect()
    assert set(mentions["list_size"]) == {3}
    panel = run.panel(measure="share_listed").filter(pl.col("lang") == "zh", path="dx.cloud")
    assert panel["value"][0] == pytest.approx(4 / 3 / panel["sentences"][0])


def test_the_report_and_charts_speak_its_names(run):
    text = (run.folder / "report.html").read_text(encoding="utf-8")
    assert "digital transformation (example)" in text
    assert "数据治理与分析" in text
    assert "新质生产力" not in re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL)
    core = unpacked(re.search(r'id="core">([^<]*)<', text)[1])
    assert [node["id"] for node in core["nodes"] if node["in_index"]] == run.manifest["paths"]
    plot = make_plot(run, "heatmap", lang="zh", sample="firm:zh")
    assert {row["path"] for row in plot.spec["datasets"]["rows"]} >= {"云与信息基础设施", "综合"}


def test_a_run_remembers_its_names_without_the_taxonomy_file(run):
    nodes = {node["id"]: node for node in run.manifest["nodes"]}
    assert nodes["dx.ai"]["zh"] == "人工智能应用"
    assert nodes["safe.cyber"]["in_index"] is False


def test_exports_have_its_columns_and_a_codebook(run, tmp_path, capsys):
    command(["export", str(run.folder), str(tmp_path / "panel.csv"), "--wide"])
    header = (tmp_path / "panel.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert '"nqp_dx_cloud_att_shl"' in header
    assert "path.green" not in (tmp_path / "panel.csv.codebook.md").read_text(encoding="utf-8")


def test_the_other_commands_take_it(own, tmp_path, capsys):
    lines = tmp_path / "lines.txt"
    lines.write_text("公司建成智能工厂。\n公司建成智算中心。\n", encoding="utf-8")
    options = ["--taxonomy", own["taxonomy"]]
    for file in own["lexicons"]:
        options += ["--lexicon", file]
    command(["tag", str(lines), "--format", "jsonl", *options])
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert [label["node"] for label in first["labels"]] == ["dx.automation"]
    assert second["labels"] == []
    command(["lexicon", "lint", *options])
    assert "0 errors, 0 warnings" in capsys.readouterr().out
    command(["lexicon", "codebook", "--taxonomy", own["taxonomy"]])
    assert "dx.workplace" in capsys.readouterr().out


def test_spacy_takes_it(own):
    import spacy

    nlp = spacy.blank("zh")
    own = {"taxonomy": own["taxonomy"], "lexicon": list(own["lexicons"])}
    nlp.add_pipe("nqp_tagger", config=own)
    doc = nlp("公司建成智能工厂，并上线智能客服。")
    assert [span.label_ for span in doc.spans["nqp"]] == ["dx.automation", "dx.ai"]


@pytest.mark.slow
def test_a_linear_classifier_is_trained_for_it_and_without_one_terms_decide(own, tmp_path, capsys):
    pytest.importorskip("sklearn", reason="the extra 'train' is not installed")
    labelled = tmp_path / "labelled.jsonl"
    labelled.write_text("\n".join(map(json.dumps, made_labels())), encoding="utf-8")
    (tmp_path / "encoder").mkdir()
    train_tokenizer([label["text"] for label in made_labels()], tmp_path / "encoder")
    options = ["--taxonomy", own["taxonomy"]]
    for file in own["lexicons"]:
        options += ["--lexicon", file]
    model = tmp_path / "model"
    encoder = ["--kind", "linear", "--encoder", str(tmp_path / "encoder")]
    command(["train", str(labelled), *encoder, "--out", str(model), *options])
    text = "公司完成数据中台和智能工厂二期工程。"
    by_model = nqp_text.tag(text, method="linear", model=str(model), **own)
    assert {mention.tagger for mention in by_model} == {"linear"}
    assert {mention.node for mention in by_model} <= {"dx.data", "dx.automation"}
    assert {mention.list_size for mention in by_model} == {len(by_model)}
    by_terms = nqp_text.tag(text, **own)
    assert {mention.tagger for mention in by_terms} == {"lexicon"}
    assert {mention.node for mention in by_terms} == {"dx.data", "dx.automation"}


def made_labels():
    """Sentences of forty documents, alternately about a node and about nothing."""
    about = (
        ("公司年内建成{}，运行平稳。", "dx.data", ("数据中台", "数据仓库", "数据湖")),
        ("公司完成{}二期工程。", "dx.automation", ("智能工厂", "自动化生产线", "黑灯工厂")),
        ("报告期内{}上线运行。", "dx.ai", ("智能客服", "机器视觉", "大模型")),
    )
    for doc in range(40):
        for number, (frame, node, terms) in enumerate(about):
            for k, text in enumerate((frame.format(terms[doc % 3]), f"公司现有员工{doc}千余人。")):
                yield {
                    "id": f"{doc}-{number}-{k}", "doc": f"d{doc}", "kind": "firm", "lang": "zh",
                    "text": text, "labels": [] if k else [node], "stance": "action",
                    "actor": "own", "polarity": "affirmed",
                }  # fmt: skip


def train_tokenizer(texts, folder):
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    trainer = trainers.WordPieceTrainer(vocab_size=500, special_tokens=special)
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.save(str(folder / "tokenizer.json"))


def test_the_shipped_lexicons_do_not_fit_it_and_the_error_says_what_to_do(own):
    with pytest.raises(LexiconError, match="nodes that this taxonomy does not have") as error:
        nqp_text.tag("公司建成智能工厂。", taxonomy=own["taxonomy"])
    assert "--lexicon" in error.value.fix


def command(arguments):
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code in (0, None)
