from __future__ import annotations

import csv
import json
from dataclasses import replace

import polars as pl
import pyarrow.parquet as pq
import pytest
from made_runs import PATHS, doc_id, document, mention, result, write

from nqp_text import index
from nqp_text.errors import RunFolderError
from nqp_text.outputs import TABLES, RunWriter, load_run
from nqp_text.records import DocumentResult

FILES = {
    "manifest.json", "documents.parquet", "mentions.parquet", "nominations.parquet",
    "exposure.parquet",
    "counts.parquet", "index.parquet", "index.csv", "quarantine.csv", "nqp.duckdb", "parts",
}  # fmt: skip
SAME_BYTES = (
    "exposure.parquet",
    "mentions.parquet", "nominations.parquet", "counts.parquet", "index.parquet", "index.csv",
    "quarantine.csv",
)  # fmt: skip


def several() -> list[DocumentResult]:
    return [
        result("报告/b.pdf", hits=2, firm_code="000002"),
        result("报告/a.pdf", hits=5),
        result("报告/c.pdf", status="encrypted", reason="It wants a password.", firm_code="300750"),
        result("gov.txt", hits=9, kind="gov", report_type="work_report", firm_code="", pages=1),
    ]


def test_a_run_folder_has_these_files_and_no_others(tmp_path):
    write(tmp_path / "run", several())

    assert {entry.name for entry in (tmp_path / "run").iterdir()} == FILES


def test_every_document_has_a_row_read_or_not(tmp_path):
    run = write(tmp_path / "run", several())

    documents = run.documents.collect()
    assert documents["path"].to_list() == ["gov.txt", "报告/a.pdf", "报告/b.pdf", "报告/c.pdf"]
    assert documents["is_primary"].to_list() == [True] * 4
    assert documents["status"].to_list() == ["ok", "ok", "ok", "encrypted"]


def test_what_goes_in_comes_out(tmp_path):
    items = several()
    run = write(tmp_path / "run", items)

    mentions = run.mentions.filter(doc_id=doc_id("报告/b.pdf")).collect().to_dicts()
    assert [row.pop("doc_id") for row in mentions] == [doc_id("报告/b.pdf")] * 2
    expected = [{slot: getattr(m, slot) for slot in m.__slots__} for m in items[0].mentions]
    assert mentions == expected
    [row] = run.counts.filter(doc_id=doc_id("报告/a.pdf"), node="path.compute").collect().to_dicts()
    assert (row["attention"], row["terms"], row["sentences"], row["in_index"]) == (5, 10, 100, True)
    assert run.nominations.collect()["term"].to_list() == ["绿色"] * 3


@pytest.mark.parametrize("order", [1, -1])
def test_the_same_results_give_the_same_bytes_in_any_order(tmp_path, order):
    write(tmp_path / "one", several())
    write(tmp_path / "two", several()[::order])

    for name in SAME_BYTES:
        one, two = ((tmp_path / run / name).read_bytes() for run in ("one", "two"))
        assert one == two, name


def test_the_time_that_documents_took_does_not_show_in_the_index(tmp_path):
    write(tmp_path / "one", several())
    slower = [replace(item, document={**item.document, "seconds": 99.0}) for item in several()]
    write(tmp_path / "two", slower)

    for name in SAME_BYTES:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_index_csv_and_index_parquet_say_the_same(tmp_path):
    run = write(tmp_path / "run", several())

    with (run.folder / "index.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    table = run.index.collect().to_dicts()
    assert len(rows) == len(table) == (4 + 3 + 1) * 5 * 10
    for row, expected in zip(rows, table, strict=True):
        assert row["firm_code"] == expected["firm_code"]
        assert row["value"] == ("" if expected["value"] is None else str(expected["value"]))


def test_no_null_without_a_status_that_explains_it(tmp_path):
    table = write(tmp_path / "run", several()).index.collect()

    observed = table["status"].is_in(["observed", "partial"])
    assert (table["value"].is_not_null() == observed).all()
    assert not table["value"].is_nan().any()
    assert set(table.filter(~observed)["status"]) == {"encrypted"}


def test_the_parquet_files_tell_neither_time_nor_machine(tmp_path):
    run = write(tmp_path / "run", several())

    metadata = pq.read_metadata(run.folder / "index.parquet")
    assert set(metadata.metadata or {}) <= {b"ARROW:schema"}


def test_the_quarantine_lists_what_failed_and_what_to_do(tmp_path):
    run = write(tmp_path / "run", several())

    assert (run.folder / "quarantine.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (run.folder / "quarantine.csv").open(encoding="utf-8-sig", newline="") as stream:
        [row] = csv.DictReader(stream)
    assert row == {
        "path": "报告/c.pdf",
        "status": "encrypted",
        "reason": "It wants a password.",
        "what_to_do": "Save a copy without password and scan that.",
    }


def test_advice_of_the_reader_goes_before_the_general_one(tmp_path):
    item = result("a.doc", status="unsupported", what_to_do="Save it as DOCX.")
    run = write(tmp_path / "run", [item])

    assert "Save it as DOCX." in (run.folder / "quarantine.csv").read_text(encoding="utf-8-sig")


def test_every_failed_status_has_advice():
    from nqp_text.outputs import FAILED_STATUSES
    from nqp_text.outputs.quarantine import WHAT_TO_DO

    assert set(WHAT_TO_DO) == set(FAILED_STATUSES)


def test_the_same_bytes_under_two_names_count_once(tmp_path):
    twin = result("z.pdf", doc_id=doc_id("a.pdf"))
    run = write(tmp_path / "run", [twin, result("a.pdf")])

    documents = run.documents.collect()
    assert documents["status"].to_list() == ["ok", "duplicate"]
    assert documents["reason"].to_list() == ["", "The same bytes as a.pdf"]
    assert run.counts.collect()["doc_id"].n_unique() == 1
    assert run.mentions.collect().height == 3
    assert run.panel(by="firm-year").height == 10


def test_the_manifest_describes_the_files_it_came_with(tmp_path):
    run = write(tmp_path / "run", several(), command="nqp scan", hashes={"lexicon": "ab"})

    manifest = json.loads((run.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["statuses"] == {"encrypted": 1, "ok": 3}
    assert manifest["hashes"] == {"lexicon": "ab"}
    assert set(manifest["files"]) == FILES - {"manifest.json", "parts"}
    for name, described in manifest["files"].items():
        assert described["bytes"] == (run.folder / name).stat().st_size


def test_a_run_that_stopped_half_way_is_no_run(tmp_path):
    with pytest.raises(ZeroDivisionError), RunWriter(tmp_path / "run", paths=PATHS) as writer:
        writer.add(result("a.pdf"))
        raise ZeroDivisionError

    with pytest.raises(RunFolderError, match="no finished run"):
        load_run(tmp_path / "run")


def test_a_failure_while_the_tables_are_written_leaves_no_half_file(tmp_path):
    good, bad = result("a.pdf"), result("b.pdf")
    wrong = replace(bad, document={**bad.document, "year": "twenty"})

    with pytest.raises(RunFolderError, match="does not fit"):
        write(tmp_path / "run", [good, wrong])

    left = {entry.name for entry in (tmp_path / "run").iterdir()}
    assert "manifest.json" not in left
    assert not [name for name in left if name.endswith(".tmp")]
    assert "documents.parquet" not in left


def test_a_column_that_nobody_knows_is_an_error(tmp_path):
    item = result("a.pdf")
    with pytest.raises(RunFolderError, match="'colour'"):
        write(tmp_path / "run", [replace(item, document={**item.document, "colour": "red"})])


def test_an_earlier_run_is_replaced_whole(tmp_path):
    write(tmp_path / "run", several())
    run = write(tmp_path / "run", [result("only.pdf")])

    assert run.documents.collect()["path"].to_list() == ["only.pdf"]
    assert run.index.collect()["file"].unique().to_list() == ["only.pdf"]


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path):
    (tmp_path / "thesis.docx").write_text("my only copy", encoding="utf-8")

    with pytest.raises(RunFolderError, match="holds no run"):
        RunWriter(tmp_path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["thesis.docx"]


def test_a_file_in_the_place_of_the_folder_is_an_error(tmp_path):
    (tmp_path / "run").write_text("", encoding="utf-8")

    with pytest.raises(RunFolderError, match="a file where"):
        RunWriter(tmp_path / "run")


def test_an_empty_run_has_all_files_and_no_rows(tmp_path):
    run = write(tmp_path / "run", [])

    assert {entry.name for entry in run.folder.iterdir()} == FILES
    for table in TABLES.values():
        assert pl.read_parquet(run.folder / table.file).schema == table.schema
        assert pl.read_parquet(run.folder / table.file).height == 0
    assert run.summary()["documents"] == 0


def test_text_that_utf_8_cannot_hold_does_not_stop_the_run(tmp_path):
    broken = mention(0, "path.green", text="公司\ud83d建成园区。", evidence="\ud83d")
    item = replace(result("a.pdf"), mentions=(broken,))

    run = write(tmp_path / "run", [item])

    assert run.mentions.collect()["text"].to_list() == ["公司\ufffd建成园区。"]


def test_a_path_with_an_odd_byte_does_not_stop_the_run(tmp_path):
    name = b"\xb1\xa8.pdf".decode("utf-8", "surrogateescape")
    row = {**document("x"), "path": name}
    run = write(tmp_path / "run", [DocumentResult("x", name, {**row, "status": "unreadable"})])

    assert run.documents.collect()["path"].to_list() == ["\ufffd\ufffd.pdf"]


def test_many_documents_are_written_in_row_groups_of_one_size(tmp_path, monkeypatch):
    monkeypatch.setattr("nqp_text.outputs.parquet.ROW_GROUP", 16)
    items = [result(f"{n:02}.pdf", hits=3, firm_code=f"{n:06}") for n in range(11)]

    run = write(tmp_path / "run", items)

    file = pq.ParquetFile(run.folder / "mentions.parquet")
    sizes = [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)]
    assert sizes == [16, 16, 1]
    order = {doc_id(f"{n:02}.pdf"): n for n in range(11)}
    numbers = [order[found] for found in run.mentions.collect()["doc_id"]]
    assert numbers == sorted(numbers)


def test_panels_can_be_made_anew_from_a_loaded_run(tmp_path):
    write(tmp_path / "run", several())

    run = load_run(tmp_path / "run", panels=index)

    found = run.panel(by="firm-year", measure="count", scope="own")
    assert found.filter(path="path.compute")["value"].to_list() == [5.0, 2.0, None]


def test_every_field_of_a_record_has_a_column():
    from dataclasses import fields

    from nqp_text.outputs.schema import COUNTS, MENTIONS, NOMINATIONS
    from nqp_text.records import Count, Mention, Nomination

    for table, record in ((MENTIONS, Mention), (NOMINATIONS, Nomination)):
        assert table.names[1:] == [field.name for field in fields(record)]
    assert {field.name for field in fields(Count)} <= set(COUNTS.names)
