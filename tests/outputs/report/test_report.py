"""What the report holds, read from the file as a browser would."""

from __future__ import annotations

import html
import json
import re
import shutil

import polars as pl
import pytest
from made_runs import PATHS, write
from reported_runs import firm

from nqp_text.errors import RunFolderError
from nqp_text.outputs import RunWriter, write_report
from nqp_text.outputs.report import open_folder, report_pieces
from nqp_text.outputs.report.evidence import MAX_TEXT
from nqp_text.outputs.report.packing import unpacked
from nqp_text.outputs.report.page import OVERHEAD
from nqp_text.outputs.spool import Spool

BLOCK = re.compile(r'<script type="application/octet-stream" (?:id|class)="(\w+)">([^<]*)</script>')


def read(file):
    """The packed parts of a report: settings, core and blocks of evidence."""
    text = file.read_text(encoding="utf-8")
    parts = [(name, unpacked(content)) for name, content in BLOCK.findall(text)]
    found = dict(parts)
    found["blocks"] = [content for name, content in parts if name == "block"]
    return text, found


@pytest.fixture(scope="module")
def report(run_folder, tmp_path_factory):
    return read(write_report(run_folder, tmp_path_factory.mktemp("written") / "r.html"))


def notices(text):
    return re.findall(r'data-notice="(\w+)"', text)


def test_it_shows_what_was_read_and_what_was_not(report):
    text, found = report
    for name, number in (("n-read", 7), ("n-partial", 1), ("n-failed", 1)):
        assert f'<dd id="{name}">{number}</dd>' in text
    documents = found["core"]["documents"]
    locked = documents["status"].index("encrypted")
    assert documents["reason"][locked] == "The file asks for a password."
    assert "without password" in documents["what_to_do"][locked]


def test_missing_values_are_null_and_zeros_are_zero(report):
    _, found = report
    (panel,) = [panel for panel in found["core"]["panels"] if panel["unit"] == "document"]
    width = len(panel["paths"])
    cells = panel["cells"][0]["value"]
    locked = panel["rows"]["status"].index("encrypted")
    assert cells[locked * width : (locked + 1) * width] == [None] * width
    read_one = panel["rows"]["status"].index("observed")
    row = cells[read_one * width : (read_one + 1) * width]
    assert None not in row
    assert row[panel["paths"].index("path.talent")] == 0
    assert row[panel["paths"].index("path.compute")] > 0


def test_the_panel_says_what_the_index_file_says(report, run_folder):
    _, found = report
    index = pl.read_parquet(run_folder / "index.parquet").filter(
        pl.col("unit") == "firm-year", pl.col("measure") == "per_10k"
    )
    (panel,) = [panel for panel in found["core"]["panels"] if panel["unit"] == "firm-year"]
    (cells,) = [c for c in panel["cells"] if c["measure"] == "per_10k"]
    width = len(panel["paths"])
    checked = 0
    for row, (code, year) in enumerate(
        zip(panel["rows"]["firm_code"], panel["rows"]["year"], strict=True)
    ):
        for column, path in enumerate(panel["paths"]):
            (wanted,) = index.filter(firm_code=code, year=year, path=path).iter_rows(named=True)
            for name in ("value", "low", "high"):
                shown = cells[name][row * width + column]
                assert (shown is None) == (wanted[name] is None)
                assert shown is None or shown == pytest.approx(wanted[name], rel=1e-3)
                checked += 1
    assert checked > 100


def test_every_mention_is_there_with_its_evidence_in_place(report, run_folder):
    _, found = report
    mentions = pl.read_parquet(run_folder / "mentions.parquet")
    shown = 0
    for block in found["blocks"]:
        texts = [text.encode("utf-16-le") for text in block["s"]["text"]]
        starts, lengths = block["m"]["at"][::2], block["m"]["at"][1::2]
        for sentence, start, length in zip(block["m"]["s"], starts, lengths, strict=True):
            evidence = texts[sentence][2 * start : 2 * (start + length)].decode("utf-16-le")
            assert evidence in ("智算中心", "绿电")
            shown += 1
    assert shown == mentions.height


def test_a_long_sentence_is_cut_around_its_evidence(report):
    _, found = report
    texts = [text for block in found["blocks"] for text in block["s"]["text"]]
    (long,) = [text for text in texts if text.startswith("…")]
    assert len(long) == MAX_TEXT + 2
    assert "智算中心" in long


def test_talk_and_walk_count_sentences_once_and_own_doing_only(report):
    _, found = report
    talk = found["core"]["talk"]
    at = talk["doc"].index(found["core"]["documents"]["path"].index("reports/600002_2022.pdf"))
    assert (talk["talk"][at], talk["walk"][at], talk["counted"][at]) == (1, 5, 100)


def test_nothing_of_a_document_is_markup(report):
    text, _ = report
    assert "<b>x</b>" not in text
    assert "<img" not in re.sub(r"<script>.*?</script>", "", text, flags=re.DOTALL)
    scripts = re.findall(r"<script(?![^>]*octet-stream)", text)
    assert len(scripts) == 2


def test_it_names_no_address_to_load_from(report):
    text, _ = report
    outside = re.sub(r"<script>.*?</script>", "", text, flags=re.DOTALL)
    assert not re.search(r'(?:src|href)="(?!#|data:)', outside)
    assert "@import" not in outside
    assert "url(" not in outside
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1])
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]


def test_the_same_run_gives_the_same_report(run_folder, tmp_path):
    first, second = (write_report(run_folder, tmp_path / name) for name in ("a.html", "b.html"))
    assert first.read_bytes() == second.read_bytes()


def test_a_report_made_of_a_few_rows_at_a_time_is_the_same(run_folder, tmp_path, monkeypatch):
    whole = write_report(run_folder, tmp_path / "a.html").read_bytes()
    for place, few in (("pieces.PIECE", 7), ("report.evidence.WAITING", 2),
                       ("report.packing.AT_ONCE", 3), ("report.panels._AT_ONCE", 5)):  # fmt: skip
        monkeypatch.setattr(f"nqp_text.outputs.{place}", few)
    assert write_report(run_folder, tmp_path / "b.html").read_bytes() == whole
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.html", "b.html"]


def test_an_index_in_another_order_shows_the_same_cells(report, run_folder, tmp_path):
    folder = tmp_path / "run"
    shutil.copytree(run_folder, folder)
    index = pl.read_parquet(folder / "index.parquet")
    index.sample(fraction=1, shuffle=True, seed=3).write_parquet(folder / "index.parquet")
    _, found = read(write_report(folder))

    def cells(core):
        for panel in core["panels"]:
            for shown in panel["cells"]:
                for at, value in enumerate(shown["value"]):
                    row, path = divmod(at, len(panel["paths"]))
                    unit = tuple(panel["rows"][name][row] for name in ("doc", "firm_code", "year"))
                    key = panel["unit"], shown["measure"], shown["scope"], panel["paths"][path]
                    yield (*key, *unit), value

    assert dict(cells(found["core"])) == dict(cells(report[1]["core"]))


def test_a_small_limit_keeps_the_best_of_every_cell_and_says_so(tmp_path):
    weak = [firm(f"r/{n}.pdf", 2000 + n, 40, f"{600100 + n}") for n in range(6)]
    results = []
    for number, made in enumerate(weak):
        mentions = tuple(
            type(m)(**{name: getattr(m, name) for name in m.__slots__} | {
                "score": 1.0 if m.sentence_id == 17 else 0.6,
                "text": m.text + f"第{number}份第{m.sentence_id}句" * 9,
            })
            for m in made.mentions
        )  # fmt: skip
        results.append(type(made)(made.doc_id, made.path, made.document, made.exposure,
                                  made.counts, mentions, ()))  # fmt: skip
    folder = tmp_path / "run"
    write(folder, results)
    from nqp_text.outputs.report import evidence

    whole = write_report(folder).stat().st_size
    text, found = read(folder / "report.html")
    assert notices(text).count("notice_best") == 0
    documents = pl.read_parquet(folder / "documents.parquet").sort("path")
    mentions = pl.scan_parquet(folder / "mentions.parquet")
    ids = [node["id"] for node in found["core"]["nodes"]]
    evidence_chunk = evidence.CHUNK
    try:
        evidence.CHUNK = 12
        with Spool(tmp_path) as spool:
            spans, shown, total = evidence.evidence_blocks(mentions, documents, ids, 1_500, spool)
            blocks = [spool.get(span).decode("ascii") for span in spans]
    finally:
        evidence.CHUNK = evidence_chunk
    assert whole > 0
    assert 0 < shown < total == 6 * 41
    assert sum(map(len, blocks)) <= 1_500
    first = unpacked(blocks[0])
    assert set(first["s"]["doc"]) == set(range(6))
    compute = ids.index("path.compute")
    best = [first["m"]["score"][i] for i, n in enumerate(first["m"]["node"]) if n == compute]
    assert best.count(1) == 6


def test_where_the_index_itself_is_too_large_it_is_cut_and_the_report_says_so(run_folder, tmp_path):
    def core_and_rest(text):
        packed_core = re.search(r'id="core">([^<]*)<', text)[1]
        blocks = sum(len(content) for name, content in BLOCK.findall(text) if name == "block")
        rest = len(text.encode("utf-8")) - len(packed_core) - blocks
        return packed_core, OVERHEAD + rest + len(packed_core) * 3 // 2

    source = open_folder(run_folder)

    def render_report(max_bytes):
        with Spool(tmp_path) as spool:
            return "".join(report_pieces(source, spool, max_bytes=max_bytes))

    seen = []
    limit = 25_000_000
    for _ in range(3):
        text = render_report(limit)
        assert len(text.encode("utf-8")) <= limit
        packed_core, just_enough = core_and_rest(text)
        measures = [len(panel["cells"]) for panel in unpacked(packed_core)["panels"]]
        seen.append((measures, set(notices(text)) & {"notice_measures", "notice_panels"}))
        limit = just_enough - 200
    assert seen[0] == ([5, 5], set())
    assert seen[1] == ([1, 1], {"notice_measures"})
    assert seen[2] == ([], {"notice_panels"})
    with pytest.raises(RunFolderError, match="without any evidence"):
        render_report(900_000)


@pytest.mark.parametrize(
    ("missing", "notice"),
    [
        ("mentions.parquet", "notice_absent"),
        ("index.parquet", "notice_absent"),
        ("counts.parquet", "notice_absent"),
        ("documents.parquet", "notice_absent"),
        ("manifest.json", "notice_unfinished"),
    ],
)
def test_a_folder_that_lacks_a_file_gets_a_report_that_says_so(
    run_folder, tmp_path, missing, notice
):
    folder = tmp_path / "run"
    shutil.copytree(run_folder, folder)
    (folder / missing).unlink()
    text, found = read(write_report(folder))
    assert notice in notices(text)
    assert missing in text
    assert len(found["core"]["nodes"]) >= 9


def test_damaged_and_old_folders_get_a_report_that_says_so(run_folder, tmp_path):
    folder = tmp_path / "run"
    shutil.copytree(run_folder, folder)
    (folder / "mentions.parquet").write_bytes(b"PAR1 nothing more")
    old = pl.read_parquet(folder / "documents.parquet").drop("what_to_do", "mdna_found")
    old.write_parquet(folder / "documents.parquet")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["format_version"] = 0
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    text, found = read(write_report(folder))
    assert {"notice_damaged", "notice_columns", "notice_version"} <= set(notices(text))
    assert "notice_unfinished" not in notices(text)
    assert found["core"]["documents"]["firm_name"].count("蓝川股份") == 3
    assert found["core"]["panels"]


def test_a_run_that_was_stopped_shows_the_documents_that_were_done(tmp_path):
    folder = tmp_path / "run"
    with RunWriter(folder, paths=PATHS) as writer:
        writer.add(firm("r/a.pdf", 2022, 3))
        writer.add(firm("r/b.pdf", 2023, 4, status="encrypted", lang=None))
    (torn,) = (folder / "parts").glob("results-*.log")
    torn.write_bytes(torn.read_bytes() + b"NQR1 torn")
    before = {file.name: file.read_bytes() for file in (folder / "parts").iterdir()}
    text, found = read(write_report(folder))
    assert notices(text)[:2] == ["notice_unfinished", "notice_no_manifest"]
    assert "only the 2 documents are shown" in text
    assert found["core"]["documents"]["status"] == ["ok", "encrypted"]
    assert sum(len(block["m"]["s"]) for block in found["blocks"]) == 4
    assert found["core"]["panels"] == []
    assert found["core"]["talk"]["walk"] == [3]
    assert {file.name: file.read_bytes() for file in (folder / "parts").iterdir()} == before


def test_a_run_that_was_stopped_at_once_gets_a_report(tmp_path):
    (tmp_path / "run" / "parts").mkdir(parents=True)
    text, found = read(write_report(tmp_path / "run"))
    assert "notice_unfinished" in notices(text)
    assert found["core"]["documents"]["path"] == []


def test_evidence_of_bytes_that_came_twice_stands_with_the_document_that_was_counted(tmp_path):
    made = firm("r/b_first.pdf", 2022, 3)
    twin = type(made)(
        made.doc_id,
        "r/a_twin.pdf",
        {**made.document, "path": "r/a_twin.pdf", "status": "duplicate", "reason": "same bytes"},
        made.exposure,
    )
    write(tmp_path / "run", [made, twin])
    _, found = read(write_report(tmp_path / "run"))
    documents = found["core"]["documents"]
    assert documents["status"] == ["duplicate", "ok"]
    assert {doc for block in found["blocks"] for doc in block["s"]["doc"]} == {1}


def test_moved_files_are_named_and_present_ones_are_linked(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "有 空格.pdf").write_bytes(b"%PDF")
    write(tmp_path / "run", [firm("有 空格.pdf", 2023, 1), firm("gone.pdf", 2022, 1, "600002")])
    text, found = read(write_report(tmp_path / "run"))
    links = dict(
        zip(found["core"]["documents"]["path"], found["core"]["documents"]["link"], strict=True)
    )
    assert links == {"有 空格.pdf": "../%E6%9C%89%20%E7%A9%BA%E6%A0%BC.pdf", "gone.pdf": ""}
    assert "notice_moved" in notices(text)
    assert "gone.pdf" in text


def test_a_folder_without_a_run_is_an_error(tmp_path):
    with pytest.raises(RunFolderError, match="no run to report on"):
        write_report(tmp_path)


def test_the_words_of_the_report_are_complete(report):
    _, found = report
    for key, word in found["settings"]["words"].items():
        assert set(word) == {"zh", "en"}, key
        assert (
            re.findall(r"\{\w+\}", word["zh"]).sort() == re.findall(r"\{\w+\}", word["en"]).sort()
        )
        assert re.search(r"[\u4e00-\u9fff]|ln|English", word["zh"]), key
