"""Growth of a lexicon: measures by hand, terms that are planted and found, review and merge."""

from __future__ import annotations

import csv
import math
import random

import numpy as np
import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from nqp_text.cli.app import build_app
from nqp_text.errors import LexiconError, ValidationError
from nqp_text.tagging import load_lexicon, load_tagger
from nqp_text.text import words_zh
from nqp_text.validation.expansion.association import sure_lifts
from nqp_text.validation.expansion.candidates import find_candidates
from nqp_text.validation.expansion.corpus import Corpus, read_corpus
from nqp_text.validation.expansion.grams import mine
from nqp_text.validation.expansion.merging import merge
from nqp_text.validation.expansion.review import COLUMNS, read_review, write_review
from nqp_text.validation.expansion.units import in_units
from nqp_text.validation.expansion.vectors import train_space
from nqp_text.validation.expansion.wordlike import contains, in_singular, is_wordlike

GREEN = "path.green"


def corpus_of(sentences, lang="en"):
    """A corpus of sentences that are already words, each its own document."""
    words = {"": 0}
    tokens, owners = [], []
    for owner, sentence in enumerate(sentences):
        for word in sentence.split():
            tokens.append(words.setdefault(word, len(words)))
        tokens.append(0)
        owners += [owner] * (len(sentence.split()) + 1)
    number = np.arange(len(sentences))
    arrays = np.asarray(tokens), np.asarray(owners)
    return Corpus(lang, tuple(sentences), number, tuple(words), *arrays, "0" * 64, 1.0)


def test_counts_cohesion_and_entropy_are_those_computed_by_hand():
    # "deep well" five times, with three different words before it and always a break behind it.
    corpus = corpus_of(["a deep well"] * 3 + ["the deep well", "one deep well", "a the"])
    one, two = mine(corpus, 2)[:2]
    pair = [n for n in range(len(two.count)) if two.surface(n, corpus) == "deep well"]
    (number,) = pair
    assert (two.count[number], two.documents[number]) == (5, 5)
    # 17 words; deep and well 5 times each.
    assert two.pmi[number] == pytest.approx(math.log2(5 * 17 / (5 * 5)))
    expected = -(3 / 5 * math.log(3 / 5) + 2 * (1 / 5) * math.log(1 / 5))
    assert two.left_entropy[number] == pytest.approx(expected)
    # Every break is a neighbour of its own.
    assert two.right_entropy[number] == pytest.approx(math.log(5))
    assert sorted(one.surface(n, corpus) for n in range(len(one.count))) == [
        "a", "deep", "the", "well",
    ]  # fmt: skip


def test_sequences_never_cross_a_break():
    corpus = corpus_of(["solar", "park"] * 20)
    assert len(mine(corpus, 2)[1].count) == 0


def test_phrases_are_units_and_the_rest_are_words():
    corpus = corpus_of(
        [f"{before} heat pump {after}" for before in "abcd" for after in "wxyz"]
        + [f"{one} {two} {three}" for one in "abcd" for two in "wxyz" for three in "kmnpq"]
    )
    assert in_units(corpus, mine(corpus, 3), set())[0] == ["a", "heat pump", "w"]


def test_a_corpus_is_split_segmented_and_told_apart_by_language():
    texts = ["公司建设光伏电站。2023年，We sell cars to many people.\n公司投资风电！"]
    corpus = read_corpus(texts, "zh")
    assert (
        corpus.sentences == ("公司建设光伏电站。", "公司投资风电！") or len(corpus.sentences) >= 2
    )
    assert "光伏" in corpus.words or "光伏电站" in corpus.words
    with pytest.raises(ValidationError, match="no sentence in the language en"):
        read_corpus(["公司投资风电。"], "en")


def test_the_choice_from_a_large_corpus_does_not_depend_on_its_order():
    texts = [f"第{n}家公司投资建设了风力发电项目。" for n in range(400)]
    one = read_corpus(texts, "zh", 2000)
    two = read_corpus(texts[::-1], "zh", 2000)
    assert set(one.sentences) == set(two.sentences)
    assert one.characters <= 2000
    assert 0 < one.kept < 1


@pytest.mark.parametrize(
    ("surface", "lang", "expected"),
    [
        ("绿电直供", "zh", True),
        ("的绿电", "zh", False),
        ("绿电等", "zh", False),
        ("绿", "zh", False),
        ("一张", "zh", False),
        ("万个", "zh", False),
        ("一体化", "zh", True),
        ("heat pump", "en", True),
        ("of heat pump", "en", False),
        ("the", "en", False),
        ("a b", "en", False),
    ],
)
def test_function_words_are_no_edges(surface, lang, expected):
    assert is_wordlike(surface, lang) is expected


@pytest.fixture(scope="module")
def planted():
    """A new term for green stands in green sentences; a term of ordinary business does not."""
    return read_corpus(planted_texts(60), "zh")


def planted_texts(number):
    rng = random.Random(4)
    firms = ["公司", "集团", "子公司", "项目部", "工厂"]
    verbs = ["采用", "购置", "改造", "试验", "引进"]
    texts = []
    for n in range(number):
        green = f"{rng.choice(firms)}推广{rng.choice(['光伏', '风电', '节能降耗', '碳减排'])}"
        texts.append(f"{green}并{rng.choice(verbs)}青苔吸附装置{rng.choice('甲乙丙丁')}型。")
        for k in range(9):
            plain = f"{rng.choice(firms)}{rng.choice(verbs)}股东大会并审议利润分配预案"
            texts.append(f"{plain}第{n}{k}号{rng.choice('甲乙丙丁')}项。")
    return texts


@pytest.fixture(scope="module")
def tools(taxonomy):
    lexicon = load_lexicon((), taxonomy)
    return lexicon, load_tagger("lexicon", lexicon=lexicon, words=words_zh)


def test_a_planted_term_is_found_and_ordinary_ones_are_not(planted, tools, taxonomy):
    mined = find_candidates(planted, *tools, taxonomy.paths, with_vectors=False, min_documents=1)
    found = {c.term: c for c in mined.candidates}
    term = next(t for t in found if "青苔" in t)
    assert found[term].node == GREEN
    assert found[term].found_by == "phrases"
    assert found[term].share > 0.9
    assert found[term].lift > 5
    assert all("青苔" in context for context in found[term].contexts)
    assert not any("股东" in t or "利润" in t for t in found)
    known = {t.key for t in tools[0].terms}
    assert not known & set(found)


def test_terms_found_by_vectors_say_which_seeds_they_are_near(planted, tools, taxonomy):
    pytest.importorskip("gensim")
    mined = find_candidates(planted, *tools, taxonomy.paths, min_documents=1)
    term = next(c for c in mined.candidates if "青苔" in c.term)
    assert "phrases" in term.found_by
    assert term.cosine is not None
    assert set(term.near) <= {t.key for t in tools[0].terms if t.node == GREEN}
    assert len(mined.vectors) == 64


def test_one_chance_sentence_about_a_rare_node_is_no_lift():
    tagged = np.zeros((1000, 2), dtype=bool)
    tagged[0, 0] = tagged[:40, 1] = True
    lift = sure_lifts(np.array([[0.1, 0.1], [0.1, 0.4]]), np.array([10.0, 10.0]), tagged)
    assert lift[:, 0].tolist() == [0, 0]
    assert lift[0, 1] == 0
    assert lift[1, 1] == pytest.approx(0.1682 / 0.04, abs=0.01)


def test_plurals_of_known_terms_are_known():
    assert contains("new data centers", "data center", "en")
    assert in_singular("glass process", "en") == "glass process"
    assert not contains("database centers", "data center", "en")


def test_vectors_find_what_is_used_alike_and_can_be_repeated(tools, taxonomy):
    pytest.importorskip("gensim")
    rng = random.Random(2)
    sentences = []
    for _ in range(1500):
        kind = rng.choice([("solar", "wind", "tidal"), ("loan", "bond", "lease")])
        frame = ("panels turbines power grid", "bank interest rate debt")[kind[0] == "loan"].split()
        rng.shuffle(frame)
        sentences.append([frame[0], rng.choice(kind), frame[1]])
    one, two = (train_space(sentences, 5, 1) for _ in range(2))
    assert one.sha256 == two.sha256
    assert one.sha256 != train_space(sentences, 5, 2).sha256
    near = one.vectors @ one.vectors[one.terms["tidal"]]
    assert near[one.terms["solar"]] > near[one.terms["loan"]]


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_only_what_a_person_accepted_is_merged(planted, tools, taxonomy, tmp_path, suffix):
    mined = find_candidates(planted, *tools, taxonomy.paths, with_vectors=False, min_documents=1)
    file = tmp_path / f"review{suffix}"
    about = {"corpus": planted.sha256, "lexicon": tools[0].hash}
    write_review(file, mined.candidates, about, taxonomy, "EXPAND;corpus=abc")
    assert read_review(file, "lin").rows == ()
    decide(file, lambda row: "accept" if "青苔" in row["term"] else "拒绝")
    accepted = read_review(file, "lin")
    assert accepted.rows
    assert all(row["source"].endswith(";by=lin") for row in accepted.rows)
    assert all(row["source"].startswith("EXPAND;corpus=abc") for row in accepted.rows)
    out = tmp_path / "own.csv"
    merged = merge(tools[0], accepted, taxonomy, out)
    grown = load_lexicon([out], taxonomy)
    assert len(grown.terms) == len(tools[0].terms) + len(merged.added)
    tagger = load_tagger("lexicon", lexicon=grown, words=words_zh)
    assert tagger is not None
    again = merge(grown, accepted, taxonomy, out)
    assert (len(again.added), len(again.known)) == (0, len(accepted.rows))


def decide(file, decision):
    """Fill the column decision as a reviewer would."""
    if file.suffix == ".xlsx":
        book = load_workbook(file)
        sheet = book["review"]
        assert [cell.value for cell in sheet[1]] == list(COLUMNS)
        for row in range(2, sheet.max_row + 1):
            cells = {name: sheet.cell(row, at).value for at, name in enumerate(COLUMNS, 1)}
            sheet.cell(row, 1, decision(cells))
        assert book["about"]["A2"].value == "corpus"
        book.save(file)
        return
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    with file.open("w", encoding="gb18030", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        writer.writerows(row | {"decision": decision(row)} for row in rows)


def reviewed(tmp_path, **cells):
    file = tmp_path / "r.csv"
    row = {"decision": "accept", "node": GREEN, "term": "青苔吸附", "lang": "zh"} | cells
    file.write_text(",".join(row) + "\n" + ",".join(row.values()) + "\n", encoding="utf-8")
    return file


def test_a_row_that_is_no_lexicon_row_is_refused_and_nothing_is_written(tmp_path, tools, taxonomy):
    out = tmp_path / "out.csv"
    for cells in ({"node": "path.blue"}, {"lang": "fr"}, {"weight": "heavy"}, {"term": ""}):
        accepted = read_review(reviewed(tmp_path, **cells), "lin")
        with pytest.raises(LexiconError):
            merge(tools[0], accepted, taxonomy, out)
    assert not out.exists()


def test_decisions_that_cannot_be_understood_are_named(tmp_path):
    with pytest.raises(ValidationError, match="1 decisions") as caught:
        read_review(reviewed(tmp_path, decision="perhaps"), "lin")
    assert "row 2, column decision: 'perhaps'" in caught.value.where


def test_the_commands_work_on_documents(tmp_path):
    for n in range(4):
        texts = planted_texts(60)[n * 150 : n * 150 + 150]
        (tmp_path / f"{n}.txt").write_text("\n".join(texts), encoding="utf-8")
    sheet = tmp_path / "review.xlsx"
    arguments = ["lexicon", "expand", str(tmp_path / "*.txt"), "--out", str(sheet)]
    result = CliRunner().invoke(build_app(arguments), [*arguments, "--no-vectors"])
    assert result.exit_code == 0, result.output
    decide_all = load_workbook(sheet)
    about = {row[0].value: row[1].value for row in decide_all["about"].iter_rows()}
    assert len(about["corpus (sha256 of the sentences)"]) == 64
    assert about["texts"] == "4"
    terms = [row[2].value for row in decide_all["review"].iter_rows(min_row=2)]
    assert any("青苔" in term for term in terms)
