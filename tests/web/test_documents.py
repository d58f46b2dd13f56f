"""Documents: marks that lie on their words, hostile text, files that moved or changed."""

from __future__ import annotations

import io
import shutil

import pytest
from served import document_of, ended

from nqp_text.records import Line
from nqp_text.web.child_tasks import ReadDocument, SheetOfPaper
from nqp_text.web.highlights import marks_of, pieces_of, shortened


def test_marks_lie_on_the_words_of_the_page(client):
    """The words below a mark, read back from the page by pdfium, are those of the sentence."""
    import pypdfium2

    row = document_of(client, "605998")
    page = client.get(f"/api/runs/samples-run/documents/{row['doc_id']}/pages/6").json()
    tagged = [s for s in page["sentences"] if s["labels"]]
    assert len(tagged) > 5
    text_page = pypdfium2.PdfDocument(row["path"])[5].get_textpage()
    for sentence in tagged:
        found = ""
        for x, y, width, height in sentence["marks"]:
            top = page["height"] - y
            found += text_page.get_text_bounded(x - 1, top - height, x + width + 1, top)
        plain = "".join(found.split())
        wanted = "".join(sentence["text"].split())
        common = sum(plain.count(c) >= wanted.count(c) for c in set(wanted)) / len(set(wanted))
        assert common > 0.9, (wanted, plain)


def test_the_picture_of_a_page_is_an_image_of_its_shape(client):
    from PIL import Image

    row = document_of(client, "605998")
    sent = client.get(f"/runs/samples-run/documents/{row['doc_id']}/pages/6.png?width=900")
    picture = Image.open(io.BytesIO(sent.content))
    page = client.get(f"/api/runs/samples-run/documents/{row['doc_id']}/pages/6").json()
    assert picture.width == pytest.approx(900, abs=2)
    assert picture.height / picture.width == pytest.approx(page["height"] / page["width"], rel=0.01)
    assert len(set(picture.convert("L").resize((60, 80)).tobytes())) > 10


@pytest.mark.parametrize("number", ["0", "-1", "999"])
def test_pages_that_are_not_there_are_not_found(client, number):
    row = document_of(client, "605998")
    path = f"/runs/samples-run/documents/{row['doc_id']}/pages/{number}.png"
    assert client.get(path).status_code == 404


def test_documents_without_pages_are_shown_in_parts(client):
    row = document_of(client, "Brightmere")
    page = client.get(f"/api/runs/samples-run/documents/{row['doc_id']}/pages/1").json()
    assert page["width"] is None
    assert any(s["labels"] for s in page["sentences"])


def test_without_a_number_the_first_page_with_mentions_is_shown(client):
    row = document_of(client, "605998")
    path = f"/runs/samples-run/documents/{row['doc_id']}"
    shown = client.get(path, headers={"hx-request": "true"}).text
    assert 'data-page="5"' in shown or 'data-page="6"' in shown
    assert "tagged" in shown


def test_hostile_text_is_shown_as_text(serve, tmp_path):
    hostile = (
        "报告期内，公司建成智算中心并投入运营<script>alert(1)</script>，服务本地企业。\n"
        "\u202e公司投资建设\u2066光伏发电项目<img src=x onerror=alert(2)>，减少碳排放。\n"
        "{{ 7*7 }} {% raw %} 公司建设算力平台。\n" + "公司推进数字化转型" * 40_000 + "。\n"
    )
    client = serve(keep=tmp_path / "kept")
    name = '"><script>alert(3)</script>.txt'
    files = [("files", (name, hostile.encode("utf-8")))]
    state = ended(client, client.post("/api/scan", files=files).json()["id"])
    assert state["state"] == "done", state
    run = state["run"]
    row = client.get(f"/api/runs/{run}/documents").json()[0]
    pages = [
        f"/runs/{run}",
        f"/runs/{run}/evidence",
        f"/runs/{run}/audit",
        f"/runs/{run}/documents/{row['doc_id']}",
    ]
    for path in pages:
        for headers in ({}, {"hx-request": "true"}):
            html = client.get(path, headers=headers).text
            assert "<script>alert" not in html and "<img src=x" not in html, path
            assert "\u202e" not in html and "\u2066" not in html, path
            assert len(html) < 400_000, path
    evidence = client.get(pages[1]).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in evidence


def test_a_document_that_moved_is_found_again_or_shown_by_its_evidence(
    serve, own_run, samples, tmp_path
):
    import polars as pl

    lost = pl.col("path").str.replace("^.*/", "gone/")
    documents = pl.read_parquet(own_run / "documents.parquet").with_columns(lost)
    documents.write_parquet(own_run / "documents.parquet")
    client = serve(own_run)
    row = document_of(client, "605998", "own-run")
    page = client.get(f"/api/runs/own-run/documents/{row['doc_id']}/pages/6").json()
    assert "not here any more" in page["problem"]
    assert page["sentences"] and all(s["labels"] for s in page["sentences"])
    shown = client.get(f"/runs/own-run/documents/{row['doc_id']}", headers={"hx-request": "true"})
    assert "Only the tagged sentences" in shown.text
    assert client.get(f"/runs/own-run/documents/{row['doc_id']}/pages/6.png").status_code == 422
    shutil.copytree(samples, tmp_path / "new place")
    found = serve(own_run, documents=(tmp_path / "new place",))
    page = found.get(f"/api/runs/own-run/documents/{row['doc_id']}/pages/6").json()
    assert page["problem"] == "" and page["width"]


def test_a_file_that_changed_is_never_shown_as_the_scanned_one(serve, tmp_path):
    from nqp_text import scan

    report = tmp_path / "report.txt"
    report.write_text("公司建成智算中心。" * 20, encoding="utf-8")
    scan(report, tmp_path / "run", workers=1, cache="off")
    client = serve(tmp_path / "run")
    row = client.get("/api/runs/run/documents").json()[0]
    path = f"/api/runs/run/documents/{row['doc_id']}/pages/1"
    assert client.get(path).json()["problem"] == ""
    report.write_text("公司建成别的东西。" * 20, encoding="utf-8")
    assert "changed" in client.get(path).json()["problem"]


def made(text, *lines, width=100.0, height=200.0, box=(0.0, 0.0, 100.0, 200.0)):
    sheet = SheetOfPaper(1, "text", width, height, box)
    return ReadDocument("d", "pdf", text, (sheet,), (), lines), sheet


def test_a_part_of_a_line_is_marked_by_its_share_of_the_width():
    document, sheet = made("算力ab", Line(1, 0, 4, (10.0, 100.0, 70.0, 110.0)))
    (mark,) = marks_of(document, sheet, 0, 2)
    assert (mark.x, mark.y, mark.width, mark.height) == (10.0, 90.0, 40.0, 10.0)
    (mark,) = marks_of(document, sheet, 2, 3)
    assert (mark.x, mark.width) == (50.0, 10.0)


def test_marks_follow_lines_and_stay_on_their_page():
    lines = (
        Line(1, 0, 2, (0, 50, 20, 60)),
        Line(1, 3, 5, (0, 30, 20, 40)),
        Line(2, 6, 8, (0, 0, 9, 9)),
    )
    document, sheet = made("甲乙\n丙丁\n戊己", *lines)
    assert [mark.y for mark in marks_of(document, sheet, 1, 8)] == [140, 160]


def test_a_page_whose_corner_is_not_zero_is_moved():
    line = Line(1, 0, 1, (30.0, 120.0, 40.0, 130.0))
    document, sheet = made("甲", line, box=(20.0, 100.0, 120.0, 300.0))
    (mark,) = marks_of(document, sheet, 0, 1)
    assert (mark.x, mark.y) == (10.0, 170.0)


def test_sideways_pages_have_no_marks():
    document, sheet = made("甲", Line(1, 0, 1, (0, 0, 9, 9)), box=None)
    assert marks_of(document, sheet, 0, 1) == []


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        ([], [("abcdef", False)]),
        ([(11, 13)], [("a", False), ("bc", True), ("def", False)]),
        ([(11, 13), (12, 15)], [("a", False), ("bc", True), ("de", True), ("f", False)]),
        ([(11, 15), (12, 13)], [("a", False), ("bcde", True), ("f", False)]),
        ([(0, 99)], [("abcdef", True)]),
        ([(50, 60)], [("abcdef", False)]),
    ],
)
def test_pieces_join_to_the_sentence(evidence, expected):
    pieces = pieces_of("abcdef", 10, evidence)
    assert [(piece.text, piece.evidence) for piece in pieces] == expected


def test_endless_stretches_are_cut_around_the_evidence():
    pieces = shortened(pieces_of("x" * 10_000 + "word" + "y" * 10_000, 0, [(10_000, 10_004)]))
    assert [piece.text for piece in pieces if piece.evidence] == ["word"]
    assert sum(len(piece.text) for piece in pieces) < 2000
