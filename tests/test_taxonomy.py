"""The taxonomy: what is shipped, what is refused, and the page rendered from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from nqp_text.errors import TaxonomyError
from nqp_text.resources import data_path
from nqp_text.tagging.codebook_page import codebook_page
from nqp_text.taxonomy import load_taxonomy

PAGE = Path(__file__).resolve().parents[1] / "docs" / "codebook.md"

SMALL = """
name = "sport"
version = "2"
index_size = 1
[[family]]
id = "ball"
zh = "球"
en = "ball games"
[[node]]
id = "ball.foot"
zh = "足球"
en = "football"
definition_zh = "用脚踢的球。"
definition_en = "A ball that is kicked."
include = ["goals"]
exclude = []
in_index = true
[[rule]]
id = "S1"
when = "a goal"
then = "football"
nodes = ["ball.foot"]
"""


@pytest.fixture
def load(tmp_path):
    def read(text):
        file = tmp_path / "own.toml"
        file.write_text(text, encoding="utf-8")
        return load_taxonomy(file)

    return read


def test_the_shipped_taxonomy_has_its_nodes_paths_and_rules():
    taxonomy = load_taxonomy()
    assert len(taxonomy.ids) == len(set(taxonomy.ids)) == 24
    assert len(taxonomy.paths) == 9
    assert all(path.startswith("path.") for path in taxonomy.paths)
    ids = [rule.id for rule in taxonomy.rules]
    assert ids == [f"B{n}" for n in range(1, 37)] + [f"R{n}" for n in range(1, 31)]
    assert not taxonomy.node("nqp.explicit").in_index
    assert [node.id for node in taxonomy.nodes if node.extension] == ["tech.other_digital"]


def test_every_node_is_defined_in_both_languages_with_what_it_holds():
    for node in load_taxonomy().nodes:
        assert any("\u4e00" <= character <= "\u9fff" for character in node.definition_zh)
        assert node.definition_en.isascii() or "·" in node.definition_en
        assert node.include
        assert node.exclude


def test_a_taxonomy_of_another_topic_is_read(load):
    taxonomy = load(SMALL)
    assert taxonomy.paths == ("ball.foot",)
    assert taxonomy.node("ball.foot").family == "ball"


def test_an_unknown_node_is_answered_with_the_known_ones(load):
    with pytest.raises(TaxonomyError, match=r"ball\.foot"):
        load(SMALL).node("ball.hand")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('name = "sport"', "", "top level: 'name'"),
        ("index_size = 1", "index_size = 9", "'index_size' is 9, but 1 nodes"),
        ("index_size = 1", "index_size = true", "'index_size' must be"),
        ('id = "ball.foot"', 'id = "Ball.Foot"', "node Ball.Foot: an id is lower-case"),
        ('id = "ball.foot"', 'id = "run.fast"', "no [[family]] with the id 'run'"),
        ('zh = "足球"', 'zh = " "', "node ball.foot: 'zh'"),
        ('include = ["goals"]', 'include = "goals"', "'include' must be a list"),
        ("in_index = true", 'in_index = "yes"', "'in_index' must be true or false"),
        ('nodes = ["ball.foot"]', 'nodes = ["ball.hand"]', "rule S1: 'nodes' names 'ball.hand'"),
        ('when = "a goal"', "when = 3", "rule S1: 'when'"),
        ('en = "ball games"', "", "family ball: 'en'"),
    ],
)
def test_mistakes_name_file_and_entry(load, old, new, message):
    assert old in SMALL
    with pytest.raises(TaxonomyError) as caught:
        load(SMALL.replace(old, new))
    assert message in str(caught.value)
    assert "own.toml, " in str(caught.value)


def test_an_id_used_twice_is_refused(load):
    node = SMALL[SMALL.index("[[node]]") : SMALL.index("[[rule]]")]
    with pytest.raises(TaxonomyError, match=r"node ball\.foot: this id is used twice"):
        load(SMALL + node)


def test_all_mistakes_are_reported_together(load):
    text = SMALL.replace('zh = "足球"', "").replace('version = "2"', "")
    with pytest.raises(TaxonomyError) as caught:
        load(text)
    assert "'zh'" in str(caught.value)
    assert "'version'" in str(caught.value)


@pytest.mark.parametrize("text", ["name = ", "node = 3", "[node]\nid='x'"])
def test_broken_files_are_our_errors(load, text):
    with pytest.raises(TaxonomyError):
        load(text)


def test_a_missing_file_and_another_encoding_are_our_errors(tmp_path):
    with pytest.raises(TaxonomyError, match="cannot be read"):
        load_taxonomy(tmp_path / "none.toml")
    (tmp_path / "gbk.toml").write_bytes("name='体育'".encode("gbk"))
    with pytest.raises(TaxonomyError, match="UTF-8"):
        load_taxonomy(tmp_path / "gbk.toml")


def test_the_hash_follows_content_and_not_layout(load):
    first = load(SMALL).hash
    assert load("# a comment\n" + SMALL.replace(" = ", "=")).hash == first
    assert load(SMALL.replace("goals", "corners")).hash != first


@pytest.mark.skipif(not PAGE.is_file(), reason="docs/ is not here (installed package)")
def test_the_codebook_page_is_current():
    assert PAGE.read_text(encoding="utf-8") == codebook_page(load_taxonomy()), (
        "run: nqp lexicon codebook --out docs/codebook.md"
    )


def test_the_shipped_file_is_found_as_data():
    assert data_path("lexicons", "taxonomy.toml").is_file()
