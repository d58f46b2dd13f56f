"""``nqp lexicon``: output and exit codes."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from nqp_text.cli.lexicon import app
from nqp_text.errors import LexiconError, TaxonomyError
from nqp_text.resources import data_path


@pytest.fixture
def nqp():
    def run(*arguments):
        return CliRunner().invoke(app, [str(argument) for argument in arguments])

    return run


@pytest.fixture
def bad(tmp_path):
    file = tmp_path / "bad.csv"
    file.write_text("id,term,lang\npath.green,光伏,zh\npath.green,光伏,zh\n", encoding="utf-8")
    return file


def test_lint_of_the_shipped_lexicons_succeeds(nqp):
    result = nqp("lint", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["counts"]["error"] == 0


def test_lint_names_file_and_row_and_fails(nqp, bad):
    result = nqp("lint", bad)
    assert result.exit_code == 1
    assert "bad.csv, row 3: error (duplicate)" in result.stdout
    assert nqp("lint", "--lexicon", bad).exit_code == 1


def test_a_malformed_lexicon_is_our_error(nqp, tmp_path):
    (tmp_path / "a.csv").write_text("id,term,lang\nnone,光伏,zh\n", encoding="utf-8")
    assert isinstance(nqp("lint", tmp_path / "a.csv").exception, LexiconError)


def test_a_malformed_taxonomy_is_our_error(nqp, tmp_path):
    (tmp_path / "a.toml").write_text("name = 'x'", encoding="utf-8")
    assert isinstance(nqp("lint", "--taxonomy", tmp_path / "a.toml").exception, TaxonomyError)


def test_show_filters_by_node_language_and_words(nqp):
    rows = json.loads(
        nqp("show", "--node", "tech", "--lang", "zh", "--term", "量子", "--json").stdout
    )
    assert rows["terms"]
    for row in rows["terms"]:
        assert row["id"].startswith("tech.")
        assert row["lang"] == "zh"
        assert "量子" in row["term"]


def test_show_is_tab_separated_where_no_terminal_is(nqp):
    lines = nqp("show", "--node", "nqp.explicit", "--lang", "zh").stdout.splitlines()
    assert lines[0].split("\t")[:2] == ["id", "term"]
    assert any("新质生产力" in line.split("\t")[1] for line in lines[1:])


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "--node", "path.none"],
        ["show", "--lang", "fr"],
        ["import", "a.dic", "-o", "b", "--map", "x"],
    ],
)
def test_wrong_usage_is_exit_code_two(nqp, arguments):
    assert nqp(*arguments).exit_code == 2


def test_diff_of_a_file_with_itself_is_empty(nqp):
    zh = data_path("lexicons", "zh.csv")
    result = nqp("diff", zh, zh)
    assert result.exit_code == 0
    assert "0 added, 0 removed, 0 changed." in result.stdout


def test_export_and_import_say_what_is_lost(nqp, tmp_path):
    exported = nqp("export", tmp_path / "a.yml", "--node", "path.compute", "--lang", "en")
    assert exported.exit_code == 0
    assert "lose their exclusions" in exported.stderr
    imported = nqp("import", tmp_path / "a.yml", "--out", tmp_path / "a.csv")
    assert imported.exit_code == 0
    assert nqp("lint", tmp_path / "a.csv").exit_code == 0


def test_a_lexicon_of_another_topic_passes_with_its_own_taxonomy(nqp, tmp_path):
    (tmp_path / "t.toml").write_text(
        "name='sport'\nversion='1'\nindex_size=1\n[[family]]\nid='ball'\nzh='球'\nen='ball'\n"
        "[[node]]\nid='ball.foot'\nzh='足球'\nen='football'\ndefinition_zh='用脚踢的球'\n"
        "definition_en='A ball that is kicked'\ninclude=[]\nexclude=[]\nin_index=true\n",
        encoding="utf-8",
    )
    (tmp_path / "l.csv").write_text("id,term,lang\nball.foot,射门,zh\n", encoding="utf-8")
    options = ("--lexicon", tmp_path / "l.csv", "--taxonomy", tmp_path / "t.toml")
    assert nqp("lint", *options).exit_code == 0
    assert "射门" in nqp("show", *options).stdout
