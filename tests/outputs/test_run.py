from __future__ import annotations

import json
import shutil
import sqlite3

import duckdb
import polars as pl
import pytest
from made_runs import result, write

from nqp_text.errors import MeasureError, RunFolderError
from nqp_text.outputs import load_run
from nqp_text.outputs.database import points_here


@pytest.fixture
def run(tmp_path):
    return write(
        tmp_path / "run", [result("a.pdf"), result("b.pdf", status="timeout", firm_code="000002")]
    )


def test_the_summary_counts_documents_by_status(run):
    summary = run.summary()

    assert summary["statuses"] == {"ok": 1, "timeout": 1}
    assert (summary["documents"], summary["quarantined"], summary["mentions"]) == (2, 1, 3)
    assert summary["mentions_by_node"] == {"path.compute": 3}


def test_the_database_answers_from_any_working_folder(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    with duckdb.connect(str(run.folder / "nqp.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            "select d.path, count(*) from mentions m join documents d using (doc_id) group by 1"
        ).fetchall()
    assert rows == [("a.pdf", 3)]


def test_every_table_is_a_view(run):
    with duckdb.connect(str(run.folder / "nqp.duckdb"), read_only=True) as connection:
        views = connection.execute(
            "select view_name from duckdb_views() where not internal"
        ).fetchall()
    assert sorted(views) == [
        ("counts",), ("documents",), ("exposure",), ("index",), ("mentions",), ("nominations",),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["elsewhere", "it's [2] *new? 蓝川"])
def test_a_folder_that_was_moved_finds_its_files_again(run, tmp_path, name):
    moved = tmp_path / name
    shutil.move(run.folder, moved)
    assert not points_here(moved)

    loaded = load_run(moved)

    assert points_here(moved)
    with duckdb.connect(str(moved / "nqp.duckdb"), read_only=True) as connection:
        assert connection.execute("select count(*) from counts").fetchall() == [(11,)]
    assert loaded.sql("select count(*) as n from counts")["n"].to_list() == [11]
    assert loaded.documents.collect().height == 2


def test_sql_mistakes_name_the_tables(run):
    with pytest.raises(RunFolderError) as caught:
        run.sql("select * from reports")
    assert "documents, mentions" in caught.value.fix


def test_sql_cannot_change_the_run(run):
    with pytest.raises(RunFolderError):
        run.sql("delete from documents")
    assert run.documents.collect().height == 2


def test_a_run_without_the_index_stage_says_so(run):
    with pytest.raises(MeasureError, match="index stage"):
        load_run(run.folder).panel()


@pytest.mark.parametrize("name", ["documents.parquet", "counts.parquet", "index.parquet"])
def test_a_folder_that_lacks_a_file_is_refused(run, name):
    (run.folder / name).unlink()
    with pytest.raises(RunFolderError, match=name):
        load_run(run.folder)


def test_a_damaged_file_is_named(run):
    (run.folder / "counts.parquet").write_bytes(b"PAR1 nothing PAR1")
    with pytest.raises(RunFolderError, match=r"counts\.parquet cannot be read"):
        load_run(run.folder).counts.collect()


def test_a_file_with_other_columns_is_refused(run):
    pl.DataFrame({"doc_id": [1]}).write_parquet(run.folder / "mentions.parquet")
    with pytest.raises(RunFolderError, match="lacks columns"):
        _ = load_run(run.folder).mentions


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format_version": 99}', "\x00"])
def test_a_manifest_that_is_none_is_refused(run, text):
    (run.folder / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(RunFolderError) as caught:
        load_run(run.folder)
    assert caught.value.fix


def test_what_is_no_run_folder_is_refused(tmp_path):
    with pytest.raises(RunFolderError, match="does not exist"):
        load_run(tmp_path / "nowhere")
    sqlite3.connect(tmp_path / "x.db").close()
    with pytest.raises(RunFolderError, match="no finished run"):
        load_run(tmp_path)


def test_the_paths_of_the_index_come_with_the_run(run):
    manifest = json.loads((run.folder / "manifest.json").read_text(encoding="utf-8"))
    assert len(manifest["paths"]) == 9
    assert load_run(run.folder).manifest == manifest
