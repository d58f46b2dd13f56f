"""Runs: pages in both languages, filters, comparison, downloads, and folders that are not whole."""

from __future__ import annotations

import html
import io
import json
import re
import tomllib
from pathlib import Path

import polars as pl
import pytest
from served import document_of

from nqp_text import load_run

PAGES = ["", "/evidence", "/panel", "/compare", "/audit", "/downloads"]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("path", ["/", "/api", *(f"/runs/samples-run{page}" for page in PAGES)])
def test_every_page_is_there_in_both_languages(client, path, language):
    from nqp_text.web.language import words

    answer = client.get(path, headers={"cookie": f"nqp_language={language}"})
    assert answer.status_code == 200
    assert f'lang="{"zh-Hans" if language == "zh" else "en"}"' in answer.text
    visible = re.sub(r"<[^>]*>", " ", answer.text)
    other = "en" if language == "zh" else "zh"
    assert words()["skip"][language] in visible
    assert words()["skip"][other] not in visible


def test_no_page_has_style_or_script_inside(client):
    """The policy forbids them, so they would be dead."""
    for page in ("/", "/runs/samples-run", "/runs/samples-run/compare"):
        shown = client.get(page).text
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", shown)
        assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", shown))
        assert not re.search(r'(?:src|href)="https?:', shown)


def test_every_word_of_the_pages_is_known_in_both_languages():
    import nqp_text.web

    folder = Path(nqp_text.web.__file__).parent
    known = tomllib.loads((folder / "words.toml").read_text(encoding="utf-8"))
    assert all(set(entry) == {"en", "zh"} and all(entry.values()) for entry in known.values())
    used = set()
    for template in (folder / "templates").glob("*.html"):
        used |= set(re.findall(r"""\bt\(["']([^"']+)["'](?!\s*~)""", template.read_text("utf-8")))
    assert {key for key in used if not key.endswith("_")} - set(known) == set()


def test_texts_get_the_values_that_they_name():
    import nqp_text.web
    from nqp_text.web.language import words

    folder = Path(nqp_text.web.__file__).parent
    calls = 0
    for template in (folder / "templates").glob("*.html"):
        for key, given in re.findall(
            r"""\bt\(["'](\w+)["']((?:, \w+=(?:[^()]|\([^()]*\))*)?)\)""",
            template.read_text("utf-8"),
        ):
            names = set(re.findall(r", (\w+)=", given))
            for text in words()[key].values():
                assert set(re.findall(r"{(\w+)}", text)) == names, (template.name, key)
            calls += 1
    assert calls > 150


def test_the_language_is_what_the_browser_asks_for_until_one_is_chosen(client):
    asked = client.get("/", headers={"accept-language": "zh-CN,zh;q=0.9,en;q=0.8"})
    assert 'lang="zh-Hans"' in asked.text
    chosen = client.get("/language/en?back=/runs/samples-run%3Fpage%3D1")
    assert chosen.headers["location"] == "/runs/samples-run?page=1"
    assert "nqp_language=en" in chosen.headers["set-cookie"]
    client.cookies.clear()


@pytest.mark.parametrize(
    "back", ["https://evil.example", "//evil.example", "/\\evil.example", "evil", "javascript:1"]
)
def test_choosing_a_language_never_leads_to_another_site(client, back):
    answer = client.get("/language/zh", params={"back": back})
    assert answer.headers["location"] == "/"
    client.cookies.clear()


@pytest.mark.parametrize(
    "filters",
    [
        {"node": "path.green"},
        {"family": "tech"},
        {"stance": "achievement", "actor": "own"},
        {"year": "2023"},
        {"kind": "gov"},
        {"lang": "en"},
        {"text": "Renewable"},
        {"polarity": "affirmed", "node": "path.compute", "year": "2023"},
        {"text": ".*"},
        {"year": "nonsense"},
    ],
)
def test_filters_find_what_they_say(client, sample_run, filters):
    run = load_run(sample_run)
    expected = run.mentions.collect().join(
        run.documents.collect().select("doc_id", "year", "kind"), on="doc_id"
    )
    for name, value in filters.items():
        if name == "family":
            expected = expected.filter(pl.col("node").str.starts_with(f"{value}."))
        elif name == "text":
            lower = pl.col("text").str.to_lowercase()
            expected = expected.filter(lower.str.contains(value.lower(), literal=True))
        elif name == "year":
            expected = expected.filter(pl.col("year").cast(pl.String) == value)
        else:
            expected = expected.filter(pl.col(name) == value)
    found = client.get("/api/runs/samples-run/evidence", params={**filters, "size": 500}).json()
    key = ("doc_id", "sentence_id", "node", "evidence_start")
    assert found["total"] == expected.height
    assert [[m[k] for k in key] for m in found["mentions"]] == [
        list(row) for row in expected.select(key).iter_rows()
    ]


def test_pages_of_results_follow_each_other_without_gap(client):
    path = "/api/runs/samples-run/evidence"
    everything = client.get(path, params={"size": 500}).json()["mentions"]
    pages = client.get(path, params={"size": 40}).json()["pages"]
    parts = [client.get(path, params={"size": 40, "page": n + 1}).json() for n in range(pages)]
    assert [m for part in parts for m in part["mentions"]] == everything
    beyond = client.get(path, params={"size": 40, "page": 999}).json()
    assert beyond["page"] == pages


def test_two_reports_are_compared_by_the_values_of_the_panel(client, sample_run):
    panel = load_run(sample_run).panel(by="firm-year")
    units = client.get("/runs/samples-run/compare?by=firm-year").text
    row = panel.filter((pl.col("path") == "path.green") & (pl.col("firm_code") == "605998")).row(
        0, named=True
    )
    key = f"{row['firm_code']}|{row['firm_name']}|{row['year']}"
    assert f'value="{key}"' in units
    shown = client.get(
        "/runs/samples-run/compare", params={"by": "firm-year", "a": key, "b": key}
    ).text
    assert f"{100 * row['value']:.2f}" in shown
    assert "+0.00" in shown and "different languages" not in shown
    other = next(k for k in re.findall(r'option value="([^"]+)"', units) if "Brightmere" in k)
    asked = {"by": "firm-year", "a": key, "b": html.unescape(other)}
    mixed = client.get("/runs/samples-run/compare", params=asked).text
    assert "different languages" in mixed


@pytest.mark.parametrize("what", ["mentions", "documents", "counts", "nominations"])
def test_tables_are_downloaded_whole(client, sample_run, what):
    expected = getattr(load_run(sample_run), what).collect()
    sent = client.get(f"/runs/samples-run/export/{what}.parquet")
    assert "attachment" in sent.headers["content-disposition"]
    assert pl.read_parquet(io.BytesIO(sent.content)).equals(expected)


def test_the_panel_and_its_codebook_are_downloaded(client, sample_run):
    path = "/runs/samples-run/export/panel.csv"
    sent = client.get(path, params={"by": "firm-year", "scope": "own"})
    table = pl.read_csv(io.BytesIO(sent.content), infer_schema=False)
    assert table.height == load_run(sample_run).panel(by="firm-year", scope="own").height
    assert "share_listed" in client.get(path, params={"codebook": "true"}).text
    assert list(client.app.state.place.temporary.glob("export-*")) == []


@pytest.mark.parametrize(
    "path",
    [
        "/runs/samples-run/files/..%2F..%2Fetc%2Fpasswd",
        "/runs/samples-run/files/%2Fetc%2Fpasswd",
        "/runs/samples-run/files/mentions.parquet%00.csv",
        "/runs/samples-run/export/passwd.csv",
        "/runs/samples-run/export/..%2Fpanel.csv",
        "/runs/samples-run/export/panel.exe",
        "/runs/..%2F..%2Fetc",
        "/runs/%2Fetc",
        "/runs/samples-run/documents/..%2F..%2Fetc%2Fpasswd",
        "/runs/samples-run/documents/%2Fetc%2Fpasswd/pages/1.png",
        "/static/..%2Fapp.py",
        "/static/%2e%2e/app.py",
        "/jobs/..%2F..%2Fetc",
    ],
)
def test_no_path_of_a_request_leads_out(client, path):
    answer = client.get(path)
    assert answer.status_code in (400, 404, 422)
    assert "root:" not in answer.text and "create_app" not in answer.text


def test_an_older_run_without_mentions_shows_what_it_has(serve, own_run):
    (own_run / "mentions.parquet").unlink()
    client = serve(own_run)
    page = client.get("/runs/own-run")
    assert page.status_code == 200
    assert "mentions.parquet is absent" in page.text
    assert "澜川精工" in page.text
    for path in PAGES:
        assert client.get(f"/runs/own-run{path}").status_code == 200
    assert client.get("/api/runs/own-run").json()["problems"]


def test_a_table_of_an_older_version_is_shown_without_its_new_columns(serve, own_run):
    mentions = pl.read_parquet(own_run / "mentions.parquet")
    mentions.drop("hits", "stance").write_parquet(own_run / "mentions.parquet")
    client = serve(own_run)
    page = client.get("/runs/own-run/evidence")
    assert page.status_code == 200
    assert "lacks columns" in page.text and "hits" in page.text
    assert client.get("/api/runs/own-run/evidence").json()["total"] == mentions.height


def test_a_half_written_run_and_one_of_another_format_say_so(serve, own_run):
    manifest = own_run / "manifest.json"
    content = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps({**content, "format_version": 999}), encoding="utf-8")
    client = serve(own_run)
    assert "format 999" in client.get("/runs/own-run").text
    manifest.unlink()
    assert "no finished run" in client.get("/runs/own-run").text


def test_an_empty_folder_is_a_run_without_anything(serve, tmp_path):
    (tmp_path / "nothing").mkdir()
    client = serve(tmp_path / "nothing")
    assert client.get("/").status_code == 200
    for path in PAGES:
        assert client.get(f"/runs/nothing{path}").status_code == 200


def test_a_run_that_was_written_anew_is_read_anew(serve, own_run, sample_run):
    client = serve(own_run)
    before = client.get("/api/runs/own-run").json()["documents"]
    (own_run / "manifest.json").unlink()
    pl.read_parquet(sample_run / "documents.parquet").head(2).write_parquet(
        own_run / "documents.parquet"
    )
    (own_run / "manifest.json").write_bytes((sample_run / "manifest.json").read_bytes())
    assert (before, client.get("/api/runs/own-run").json()["documents"]) == (5, 2)


def test_runs_of_the_same_name_have_addresses_of_their_own(serve, own_run, tmp_path):
    import shutil

    other = tmp_path / "elsewhere" / "own-run"
    shutil.copytree(own_run, other)
    client = serve(own_run, other)
    assert client.get("/api/runs").json() == ["own-run", "own-run-2"]


def test_the_document_list_can_be_searched(client):
    row = document_of(client, "605998")
    page = client.get("/runs/samples-run?q=605998").text
    assert row["doc_id"] in page
    assert document_of(client, "NORTHQUAY")["doc_id"] not in page
