"""The shipped samples: read in full, identified, split into their sections, tagged as meant."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from collections import Counter
from pathlib import Path

import polars
import pytest

import nqp_text
from nqp_text import documents, text
from nqp_text.pipeline.counted import counted_sentences
from nqp_text.pipeline.tools import load_tools
from nqp_text.records import Mention, Sentence
from nqp_text.settings import Settings

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "corpora" / "samples"
GOLD = [json.loads(line) for line in (ROOT / "tests/samples_gold.jsonl").open(encoding="utf-8")]

ZH_2023 = "605998_澜川精工_2023年年度报告.pdf"
ZH_2010 = "2011-03-28__禾岭电气股份有限公司__001998__禾岭电气__2010年__年度报告.pdf"
GOV = "2024年云澜省政府工作报告.docx"
TEN_K = "NORTHQUAY_2022_10K.pdf"
WEB = "Brightmere-Grid-plc_Annual-Report-2023.html"
ALL = (ZH_2023, ZH_2010, GOV, TEN_K, WEB)
SCANNED_PAGE = 6

NAMES = (
    "澜川数智大数据科技有限公司",
    "云江智算中心运营有限公司",
    "澜川新能源储能技术有限公司",
    "云江区块链技术有限公司",
    "禾岭新能源科技有限公司",
    "禾岭市新能源产业园发展有限公司",
    "云江智慧城市投资集团有限公司",
    "Northquay Renewable Energy Holdings, Inc.",
    "Quaymouth Cloud Computing Partners, L.P.",
)


class Read:
    """A sample at every stage, read once for all tests."""

    def __init__(self, name: str) -> None:
        self.document = documents.read(FOLDER / name)
        self.identity = documents.identify(self.document, name)
        self.sections = text.find_sections(self.document, self.identity.kind)
        self.sentences = text.split_columns(self.document, self.sections)
        counted = counted_sentences(self.sentences, Settings())
        tagging = load_tools(Settings(method="lexicon")).tagger.tag(counted, self.identity.kind)
        self.mentions = tagging.mentions

    def section_names(self) -> set[str]:
        return {section.name for section in self.sections}

    def mentions_by_text(self) -> dict[str, list[Mention]]:
        found: dict[str, list[Mention]] = {}
        for mention in self.mentions:
            found.setdefault(bare(mention.text), []).append(mention)
        return found


@pytest.fixture(scope="module")
def samples() -> dict[str, Read]:
    return {name: Read(name) for name in ALL}


def bare(content: str) -> str:
    return re.sub(r"\s+", "", content)


def readable_gold(name: str) -> list[dict]:
    return [row for row in GOLD if row["doc"] == name and not row["scanned"]]


def paths(nodes) -> set[str]:
    return {node for node in nodes if node.startswith("path.")}


def test_the_folder_holds_the_documents_of_the_gold_and_nothing_else() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(ALL) == {row["doc"] for row in GOLD}


@pytest.mark.parametrize(
    ("name", "pages", "status"),
    [(ZH_2023, 14, "ok"), (GOV, 1, "ok"), (TEN_K, 10, "ok"), (WEB, 1, "ok")],
)
def test_a_sample_with_text_is_read_in_full(samples, name, pages, status) -> None:
    document = samples[name].document
    assert (len(document.pages), document.pages_read, document.status) == (pages, pages, status)
    assert document.garbled_share == 0


def test_the_scanned_page_is_reported_as_not_read(samples) -> None:
    document = samples[ZH_2010].document
    assert document.status == "partial"
    assert [page.number for page in document.pages if page.status == "no_text"] == [SCANNED_PAGE]
    assert document.pages_read == len(document.pages) - 1
    assert not any(sentence.page == SCANNED_PAGE for sentence in samples[ZH_2010].sentences)


@pytest.mark.parametrize(
    ("name", "kind", "report_type", "code", "firm", "year"),
    [
        (ZH_2023, "firm", "annual", "605998", "澜川精工", 2023),
        (ZH_2010, "firm", "annual", "001998", "禾岭电气", 2010),
        (GOV, "gov", "work_report", "", "云澜省", 2024),
        (TEN_K, "firm", "annual", "", "northquay systems, inc", 2022),
        (WEB, "firm", "annual", "", "brightmere grid plc", 2023),
    ],
)
def test_a_sample_says_who_and_when(samples, name, kind, report_type, code, firm, year) -> None:
    found = samples[name].identity
    assert (found.kind, found.report_type, found.firm_code) == (kind, report_type, code)
    assert found.firm_name.casefold().rstrip(".") == firm
    assert found.year == year


def test_the_publication_date_of_the_older_report_is_not_its_year(samples) -> None:
    assert samples[ZH_2010].identity.published == "2011-03-28"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (ZH_2023, {"definitions", "mdna", "mdna.risk", "governance", "environment", "statements"}),
        (ZH_2010, {"mdna"}),
        (GOV, {"review", "tasks"}),
        (TEN_K, {"business", "risk", "mdna", "statements"}),
    ],
)
def test_a_sample_has_its_sections(samples, name, expected) -> None:
    assert expected <= samples[name].section_names()


@pytest.mark.parametrize(
    ("name", "inside", "outside"),
    [
        (ZH_2023, "全年研发投入2.41亿元", "公司不属于环境保护部门公布的重点排污单位"),
        (ZH_2010, "公司坚持自主创新", "公司被认定为高新技术企业"),
        (TEN_K, "Growth was led by data center cooling", "Our cold-plate product line"),
    ],
)
def test_the_discussion_begins_and_ends_where_it_does(samples, name, inside, outside) -> None:
    def section_of(start: str) -> str:
        found = [s.section for s in samples[name].sentences if bare(s.text).startswith(bare(start))]
        assert len(found) == 1, start
        return found[0]

    assert section_of(inside).split(".")[0] == "mdna"
    assert section_of(outside).split(".")[0] != "mdna"


@pytest.mark.parametrize("name", ALL)
def test_every_gold_sentence_comes_back_exactly_and_as_prose(samples, name) -> None:
    blocks = {bare(s.text): s.block for s in samples[name].sentences}
    lost = [row["text"] for row in readable_gold(name) if bare(row["text"]) not in blocks]
    assert lost == []
    kinds = Counter(blocks[bare(row["text"])] for row in readable_gold(name))
    assert set(kinds) <= {"prose", "list", "heading"}


@pytest.mark.parametrize("name", ALL)
def test_sentences_join_to_the_text_and_mentions_quote_it(samples, name) -> None:
    read = samples[name]
    assert "".join(sentence.text for sentence in read.sentences) == read.document.text
    for mention in read.mentions:
        assert read.document.text[mention.start : mention.end] == mention.text
        evidence = read.document.text[mention.evidence_start : mention.evidence_end]
        assert evidence == mention.evidence


@pytest.mark.parametrize("name", [ZH_2023, ZH_2010, TEN_K])
def test_running_lines_are_not_counted(samples, name) -> None:
    read = samples[name]
    running = [s for s in read.sentences if s.block in ("header", "footer") and s.text.strip()]
    assert len(running) >= len(read.document.pages) - 2
    counted: list[Sentence] = counted_sentences(read.sentences, Settings())
    assert not {s.sentence_id for s in running} & {s.sentence_id for s in counted}


@pytest.mark.parametrize("organisation", NAMES)
def test_no_evidence_lies_in_the_name_of_an_organisation(samples, organisation) -> None:
    seen = 0
    for read in samples.values():
        for match in re.finditer(re.escape(organisation), read.document.text):
            seen += 1
            inside = [
                mention.evidence
                for mention in read.mentions
                if match.start() <= mention.evidence_start < match.end()
            ]
            assert inside == []
    assert seen, "the name is in no sample any more"


def test_negated_and_risk_sentences_stay_out_of_the_count(samples) -> None:
    """A path that is denied must never be affirmed; of the risks, most must be seen as such."""
    denied, risks, missed = 0, 0, 0
    for name, read in samples.items():
        found = read.mentions_by_text()
        for row in readable_gold(name):
            of_row = [m for m in found.get(bare(row["text"]), []) if m.node in row["labels"]]
            if row["polarity"] == "negated":
                denied += 1
                assert not [m for m in of_row if m.polarity == "affirmed"], row["text"]
            if row["polarity"] == "risk":
                risks += len(of_row)
                missed += sum(mention.polarity == "affirmed" for mention in of_row)
    assert denied >= 6
    assert missed <= risks / 2


def test_paths_are_found_with_few_false_alarms(samples) -> None:
    """A floor for the keyword classifier, not a claim: the sentences were written for it."""
    right, wrong, missed = Counter(), Counter(), Counter()
    for name, read in samples.items():
        found = read.mentions_by_text()
        for row in readable_gold(name):
            nodes = paths(mention.node for mention in found.get(bare(row["text"]), []))
            wanted, optional = paths(row["labels"]), paths(row["optional"])
            right.update(nodes & wanted)
            wrong.update(nodes - wanted - optional)
            missed.update(wanted - nodes)
    assert right.total() / (right.total() + wrong.total()) >= 0.90
    assert right.total() / (right.total() + missed.total()) >= 0.65
    assert len(right) == 9, "every path is found somewhere"


def test_the_explicit_label_is_found_where_it_stands_and_nowhere_else(samples) -> None:
    found = {name for name, r in samples.items() if "nqp.explicit" in {m.node for m in r.mentions}}
    assert found == {ZH_2023, GOV}


def test_the_gold_is_what_the_annotated_sources_say() -> None:
    script = ROOT / "benchmarks" / "sample_sources.py"
    if not script.exists():
        pytest.skip("benchmarks/ is not part of a source distribution")
    spec = importlib.util.spec_from_file_location("sample_sources", script)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["sample_sources"] = module
    spec.loader.exec_module(module)
    assert [row for source in module.SAMPLES for row in module.gold(source)] == GOLD


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("samples") / "run"
    return nqp_text.scan(FOLDER, folder, ocr="off", workers=1, method="lexicon")


def test_a_run_over_the_samples_lists_every_document_with_its_status(run) -> None:
    rows = run.documents.collect().to_dicts()
    statuses = {Path(row["path"]).name: row["status"] for row in rows}
    assert statuses == {name: "partial" if name == ZH_2010 else "ok" for name in ALL}
    (partial,) = [row for row in rows if row["status"] == "partial"]
    assert partial["pages_read"] == partial["pages"] - 1
    assert "1 of" in partial["reason"]


def test_the_run_counts_what_the_stages_find(run, samples) -> None:
    rows = run.mentions.collect().select("text", "node", "polarity").unique().rows()
    staged = {(m.text, m.node, m.polarity) for r in samples.values() for m in r.mentions}
    assert set(rows) == staged


def test_a_path_that_a_report_does_not_mention_is_zero_and_not_missing(run) -> None:
    panel = run.panel(by="firm-year").filter(polars.col("path") == "path.data_market")
    cells = {row["firm_code"] or row["firm_name"]: row for row in panel.to_dicts()}
    assert cells["001998"]["value"] == 0
    assert cells["001998"]["status"] == "partial"
    assert cells["605998"]["value"] > 0
    assert cells["605998"]["status"] == "observed"


def test_without_a_discussion_a_value_is_missing_and_not_zero(tmp_path) -> None:
    run = nqp_text.scan(FOLDER / GOV, tmp_path / "run", ocr="off", workers=1, section="mdna")
    values = run.panel(by="document").select("value", "status").unique().rows()
    assert values == [(None, "section_missing")]
