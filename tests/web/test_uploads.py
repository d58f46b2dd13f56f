"""What may be uploaded, under which name it is kept, and that nothing else stays on the disk."""

from __future__ import annotations

import io
from pathlib import PureWindowsPath

import pytest
from served import ended

from nqp_text.web.problems import Refused
from nqp_text.web.uploads import MANIFEST, Incoming, free_name, safe_name, store

MB = 1024 * 1024


def incoming(name, content):
    return Incoming(name, io.BytesIO(content), len(content))


def put(folder, *files, **limits):
    limits = {"max_file": MB, "max_files": 3, "max_store": 4 * MB, **limits}
    return store([incoming(*file) for file in files], folder, **limits)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\evil.pdf", "evil.pdf"),
        ("/absolute/a.pdf", "a.pdf"),
        ("C:evil.pdf", "C_evil.pdf"),
        ("a\x00b\n.pdf", "a_b_.pdf"),
        ("\u202efdp.exe", "_fdp.exe"),
        ("..", "document"),
        ("", "document"),
        (".hidden.pdf", "hidden.pdf"),
        ("con.pdf", "_con.pdf"),
        ("LPT1", "_LPT1"),
        ("a.pdf. . ", "a.pdf"),
        ('<b>"x"|?*.pdf', "_b__x____.pdf"),
        ("605998_澜川精工_2023年年度报告.pdf", "605998_澜川精工_2023年年度报告.pdf"),
        ("平安银行：2024年年度报告.pdf", "平安银行：2024年年度报告.pdf"),
    ],
)
def test_names_lead_nowhere_and_keep_what_they_say(name, kept):
    assert safe_name(name) == kept
    assert not PureWindowsPath(safe_name(name)).is_reserved()


def test_long_names_are_cut_and_keep_their_suffix():
    name = safe_name("报" * 500 + ".pdf")
    assert len(name.encode()) <= 180
    assert name.endswith("报.pdf")


def test_names_that_differ_by_case_only_get_numbers():
    assert free_name("A.pdf", ["a.PDF"]) == "A (2).pdf"
    assert free_name(MANIFEST, []) == "sources (2).csv"


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("report.pdf", b"\x89PNG\r\n\x1a\n" + b"0" * 99, "PNG"),
        ("report.pdf", b"MZ\x90\x00\x03" + b"\x00" * 99, "program"),
        ("report.pdf", b"\x7fELF" + b"\x02" * 99, "program"),
        ("report.txt", bytes(range(32)) * 9, "neither"),
        ("report.pdf", b"", "no text"),
        ("data.csv", b"a,b\n1,2\n", "table"),
        ("report.pdf", b"%PDF-1.7" + b"x" * 2 * MB, "at most 1 MB"),
    ],
)
def test_what_is_no_document_is_refused_by_its_content_and_not_kept(tmp_path, name, content, why):
    with pytest.raises(Refused, match=why) as caught:
        put(tmp_path, (name, content))
    assert caught.value.http_status == 422
    assert list(tmp_path.iterdir()) == []


def test_a_pdf_is_known_under_any_name(tmp_path):
    stored = put(tmp_path, ("picture.png", b"%PDF-1.4\n..."), ("x.pdf", b"\x89PNG\r\n\x1a\n...."))
    assert stored.names == ["picture.png"]
    assert [name for name, _ in stored.refused] == ["x.pdf"]


def test_too_many_files_or_too_much_altogether_keep_nothing(tmp_path):
    with pytest.raises(Refused) as caught:
        put(tmp_path, *[(f"{n}.txt", b"text") for n in range(4)])
    assert caught.value.http_status == 413
    with pytest.raises(Refused) as caught:
        put(tmp_path, ("a.txt", b"text" * 10), max_store=20)
    assert caught.value.http_status == 507
    assert list(tmp_path.iterdir()) == []


def test_an_upload_is_scanned_and_its_run_opens(serve, tmp_path):
    client = serve(keep=tmp_path / "kept")
    text = "公司建成智算中心。公司投资建设光伏电站，减少碳排放。".encode()
    answer = client.post(
        "/api/scan", files=[("files", ("../600519_某公司_2023年年度报告.txt", text))]
    )
    assert answer.status_code == 202
    state = ended(client, answer.json()["id"])
    assert state["state"] == "done"
    assert state["files"][0]["path"] == "600519_某公司_2023年年度报告.txt"
    found = client.get(f"/api/runs/{state['run']}/evidence").json()
    assert {m["node"] for m in found["mentions"]} >= {"path.compute", "path.green"}
    kept = sorted(p.name for p in (tmp_path / "kept").glob("scan-*/files/*"))
    assert kept == ["600519_某公司_2023年年度报告.txt", MANIFEST]


def test_a_damaged_pdf_is_named_with_the_reason_and_not_kept(serve, tmp_path):
    client = serve(keep=tmp_path / "kept")
    answer = client.post("/api/scan", files=[("files", ("broken.pdf", b"%PDF-1.7\nnothing"))])
    state = ended(client, answer.json()["id"])
    assert state["state"] == "done"
    assert state["files"][0]["status"] == "unreadable"
    assert "not a whole PDF" in state["files"][0]["reason"]
    assert [p.name for p in (tmp_path / "kept").glob("scan-*/files/*")] == [MANIFEST]
    page = client.get(f"/runs/{state['run']}").text
    assert "That is not zero" in page


def test_a_zip_that_is_no_docx_is_found_out_in_a_child_process(serve, tmp_path):
    import zipfile

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("evil.txt", "x")
    client = serve(keep=tmp_path / "kept")
    files = [("files", ("report.docx", packed.getvalue()))]
    state = ended(client, client.post("/api/scan", files=files).json()["id"])
    assert state["files"][0]["status"] == "unsupported"


def test_a_form_without_files_says_so(client):
    answer = client.post("/api/scan", files=[("files", ("", b""))])
    assert answer.status_code == 422
    assert "No file" in answer.json()["error"]["what"] or "no text" in answer.text


def test_temporary_files_are_gone_when_the_server_ends(sample_run):
    from starlette.testclient import TestClient

    from nqp_text.web.app import create_app
    from nqp_text.web.options import Options

    app = create_app(Options(runs=(sample_run,)))
    with TestClient(app, base_url="http://127.0.0.1") as client:
        folder = app.state.place.temporary
        client.post("/api/scan", files=[("files", ("a.txt", "公司建成智算中心。".encode()))])
        assert folder.is_dir()
    assert not folder.exists()
