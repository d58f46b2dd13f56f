"""The pages in a real browser, as people use them: by mouse, by keys, on a phone, in the dark.

Needs Chromium and, for the accessibility check, axe-core, which is looked for in node_modules or
fetched with npm; both are skipped with a reason where they are absent.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tarfile
import threading
from pathlib import Path

import polars as pl
import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")
uvicorn = pytest.importorskip("uvicorn", reason="needs the extra web")

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = "axe-core@4.14.1"  # another version may have other rules
PATIENCE = 240_000
"""Milliseconds that end a test that hangs; a busy machine may take long."""
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
LANCHUAN = "605998"


@pytest.fixture(scope="module")
def chromium():
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    program = program or shutil.which("google-chrome")
    if program is None:
        pytest.skip("there is no Chromium on this machine")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS, timeout=PATIENCE)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(sample_run, tmp_path_factory):
    """A server with a socket and a copy of the run that the tests may write to."""
    from nqp_text.settings import Settings
    from nqp_text.web.app import create_app
    from nqp_text.web.options import Options
    from nqp_text.web.server import address_of, bind

    run = tmp_path_factory.mktemp("browsed") / "samples-run"
    shutil.copytree(sample_run, run)
    socket = bind("127.0.0.1", 0, fallback=False)
    patient = Settings(limit_seconds=1200)  # for a real report on a busy machine
    app = create_app(Options(runs=(run,), settings=patient))
    config = uvicorn.Config(app, log_level="warning", lifespan="on")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [socket]}, daemon=True)
    thread.start()
    yield address_of(socket)
    server.should_exit = True
    thread.join(30)


@pytest.fixture
def visit(chromium, address):
    """Open pages; at the end, no page has written an error to the console but expected ones."""
    complaints = []
    expected = []
    contexts = []

    def listen(page):
        page.on(
            "console",
            lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None,
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))

    def open_page(path="", *, language="en-US", scheme="light", viewport=DESKTOP):
        context = chromium.new_context(
            locale=language, color_scheme=scheme, viewport=viewport, accept_downloads=True
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        listen(page)
        page.goto(address + path)
        return page

    open_page.expected = expected
    yield open_page
    for context in contexts:
        context.close()
    assert [line for line in complaints if not any(part in line for part in expected)] == []


def swapped_in(page, selector):
    """Wait until a part is there that htmx brought, and until its keys and links are alive."""
    page.wait_for_selector(f"{selector}:not(.htmx-added)", state="attached")


def lanchuan(page, address):
    rows = page.request.get(f"{address}api/runs/samples-run/documents").json()
    return next(row["doc_id"] for row in rows if LANCHUAN in row["path"])


def test_a_pdf_is_dropped_watched_and_opened(visit, samples):
    page = visit()
    report = next(samples.glob(f"{LANCHUAN}*.pdf"))
    page.set_input_files("#files", report)
    assert report.name in page.text_content("#chosen")
    page.click("#upload button")
    page.wait_for_selector("#job")
    assert page.get_attribute("#job", "data-state") in ("waiting", "running", "done")
    page.wait_for_selector("#job[data-state=done]")
    assert report.name in page.text_content("#job .files")
    page.click("#open-run")
    page.click("table.documents a")
    page.wait_for_selector(".sheet .mark")
    assert page.locator(".reading .tagged").count() > 0


def test_a_file_can_be_dropped_with_the_mouse(visit):
    page = visit()
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.items.add(new File(["公司建成智算中心。"], "report.txt", {type: "text/plain"}));
            document.getElementById("drop").dispatchEvent(
                new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
        }"""
    )
    page.wait_for_selector("#job[data-state=done]")
    assert "1" in page.text_content("#job .files .read")


def test_what_is_no_document_is_refused_on_the_page(visit, tmp_path):
    fake = tmp_path / "report.pdf"
    fake.write_bytes(b"MZ\x90\x00\x03" + b"\x00" * 100)
    page = visit()
    with page.expect_response("**/scan") as answer:
        page.set_input_files("#files", fake)
        page.click("#upload button")
    assert answer.value.status == 422
    page.wait_for_selector("#upload-error .notice")
    assert "program" in page.text_content("#upload-error")
    # The browser itself notes the refused request; that is no fault of the page.
    visit.expected.append("422")


def test_pasted_text_lights_up(visit):
    page = visit()
    page.fill("#text", "公司建成智算中心。天气很好。")
    page.click("form[action='/tag'] button")
    page.wait_for_selector("#tagged mark")
    assert page.text_content("#tagged mark") == "智算中心"
    assert page.text_content("#tagged .chip") == "Computing power"


def test_marks_lie_inside_the_page_and_light_up_with_their_sentence(visit, address):
    page = visit()
    page.goto(f"{address}runs/samples-run/documents/{lanchuan(page, address)}?page=6")
    page.wait_for_selector(".sheet .mark")
    picture = page.locator(".sheet image")
    page.wait_for_function(
        "() => performance.getEntriesByType('resource').some(e => e.name.includes('/pages/6.png'))"
    )
    frame = picture.bounding_box()
    sentences = page.locator(".reading .tagged")
    for index in range(sentences.count()):
        number = sentences.nth(index).get_attribute("data-sentence")
        box = page.locator(f"g[data-sentence='{number}'] .mark").first.bounding_box()
        assert frame["x"] <= box["x"] and box["x"] + box["width"] <= frame["x"] + frame["width"] + 1
        assert frame["y"] <= box["y"]
        assert box["y"] + box["height"] <= frame["y"] + frame["height"] + 1
    first = sentences.first
    number = first.get_attribute("data-sentence")
    assert page.locator(f"g[data-sentence='{number}'].lit").count() == 0
    first.hover()
    page.wait_for_selector(f"g[data-sentence='{number}'].lit", state="attached")


def test_pages_are_turned_with_the_arrow_keys(visit, address):
    page = visit()
    page.goto(f"{address}runs/samples-run/documents/{lanchuan(page, address)}?page=6")
    at_page(page, 6)
    page.keyboard.press("ArrowRight")
    at_page(page, 7)
    page.keyboard.press("ArrowLeft")
    at_page(page, 6)
    page.keyboard.press("Shift+ArrowRight")
    at_page(page, 7)
    page.go_back()
    at_page(page, 6)


def at_page(page, number):
    """Wait until a page of the document is shown, and until the keys turn it."""
    swapped_in(page, f"#spread[data-page='{number}']")
    page.wait_for_url(f"**?page={number}")


def test_evidence_is_filtered_without_leaving_the_page(visit, address):
    page = visit("runs/samples-run/evidence")
    total = int(page.get_attribute("#count", "data-total"))
    page.select_option("select[name=node]", "path.green")
    page.wait_for_function(f"() => +document.getElementById('count').dataset.total < {total}")
    swapped_in(page, "#results")
    green = int(page.get_attribute("#count", "data-total"))
    asked = page.request.get(f"{address}api/runs/samples-run/evidence?node=path.green").json()
    assert green == asked["total"]
    assert "node=path.green" in page.url
    chips = page.locator("#results .chip")
    assert {chips.nth(n).inner_text().split("\n")[0][:5] for n in range(chips.count())} == {"Green"}
    page.fill("#search-text", "减排")
    page.wait_for_function(f"() => +document.getElementById('count').dataset.total < {green}")
    swapped_in(page, "#results")
    for before in (green, total):
        page.go_back()
        page.wait_for_selector(f"#count[data-total='{before}']")
        page.wait_for_load_state("networkidle")


def test_the_language_is_switched_and_kept(visit):
    page = visit("runs/samples-run/evidence?node=path.green")
    page.click("a[hreflang=zh]")
    page.wait_for_selector("html[lang=zh-Hans]")
    assert "node=path.green" in page.url
    assert "绿色技术" in page.text_content("#results .chip")
    page.click("nav.tabs a >> nth=0")
    page.wait_for_url("**/runs/samples-run")
    page.wait_for_selector("html[lang=zh-Hans]", state="attached")


def test_labels_are_audited_with_keys_and_land_in_the_file(visit, address):
    page = visit("runs/samples-run/audit?node=path.compute")
    page.fill("input[name=annotator]", "Li")
    page.locator(".audit-sentence").first.click()
    page.keyboard.press("a")
    audited(page, 1)
    page.keyboard.press("r")
    audited(page, 2)
    page.wait_for_selector("#decision")
    before = page.locator("input[data-key='7']").is_checked()
    page.keyboard.press("7")
    assert page.locator("input[data-key='7']").is_checked() is not before
    page.keyboard.press("s")
    page.keyboard.press("Enter")
    audited(page, 3)
    lines = page.request.get(f"{address}api/runs/samples-run/audit").text().splitlines()
    records = [json.loads(line) for line in lines if json.loads(line)["annotator"] == "Li"]
    assert [record["decision"] for record in records] == ["accepted", "rejected", "changed"]
    assert records[1]["labels"] == []
    assert ("path.finance" in records[2]["labels"]) is not before
    assert len({record["id"] for record in records}) == 3


def audited(page, number):
    """Wait until so many sentences are done, and until the next one listens to the keys."""
    swapped_in(page, "#audit")
    page.wait_for_selector(f"#audit:not(.htmx-added) [data-done='{number}']")


def test_exports_are_downloaded(visit, tmp_path):
    page = visit("runs/samples-run/downloads")
    with page.expect_download() as download:
        page.click("a[href$='/export/mentions.parquet']")
    target = tmp_path / "mentions.parquet"
    download.value.save_as(target)
    assert pl.read_parquet(target).height > 100
    with page.expect_download() as download:
        page.click("#export-panel button >> text=.csv")
    assert download.value.suggested_filename.endswith("panel.csv")


PLACES = ["", "evidence", "panel", "compare", "audit", "downloads", "document"]


@pytest.mark.parametrize("place", PLACES)
def test_nothing_is_wider_than_a_phone(visit, address, place):
    page = visit(viewport=PHONE, language="zh-CN")
    path = f"documents/{lanchuan(page, address)}?page=6" if place == "document" else place
    page.goto(f"{address}runs/samples-run/{path}".rstrip("/"))
    if place == "document":
        page.wait_for_selector(".reading")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]


def ground_of(page):
    """Red, green and blue of the page's ground."""
    ground = page.evaluate("() => getComputedStyle(document.documentElement).backgroundColor")
    return [int(part) for part in re.findall(r"\d+", ground)[:3]]


def test_dark_is_dark(visit):
    page = visit(scheme="dark")
    assert max(ground_of(page)) < 60
    # The page is there before its style sheet is: a slow sheet must not change the answer.
    page.route("**/*.css", lambda route: (page.wait_for_timeout(500), route.continue_()))
    page.click("a[href^='/theme/light']")
    page.wait_for_selector("html[data-theme=light]", state="attached")
    page.wait_for_load_state("load")
    assert min(ground_of(page)) > 200


@pytest.fixture(scope="module")
def axe(tmp_path_factory):
    """The text of axe-core (MPL-2.0); it is no part of this project."""
    near = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
    if near.is_file():
        return near.read_text(encoding="utf-8")
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("axe-core is not in node_modules, and npm is not here to get it")
    folder = tmp_path_factory.mktemp("axe")
    command = [npm, "pack", AXE, "--silent", "--prefer-offline"]
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, encoding="utf-8", timeout=120, check=False
        )
    except subprocess.TimeoutExpired:
        pytest.skip("npm did not bring axe-core in time")
    packed = sorted(folder.glob("axe-core-*.tgz"))
    if done.returncode or not packed:
        pytest.skip(f"npm did not bring axe-core: {done.stderr[-200:]}")
    with tarfile.open(packed[0]) as archive:
        member = archive.extractfile("package/axe.min.js")
        return member.read().decode("utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("place", ["start", *PLACES])
def test_axe_finds_nothing(visit, address, axe, place, scheme):
    page = visit(scheme=scheme)
    if place == "document":
        path = f"runs/samples-run/documents/{lanchuan(page, address)}?page=6"
    else:
        path = "" if place == "start" else f"runs/samples-run/{place}".rstrip("/")
    page.goto(address + path)
    if place == "document":
        page.wait_for_selector(".reading")
    page.wait_for_load_state("networkidle")
    if place == "start":
        page.fill("#text", "公司建成智算中心。")
        page.click("form[action='/tag'] button")
        page.wait_for_selector("#tagged mark")
    page.evaluate(axe)
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    told = [
        f"{v['id']}: {v['nodes'][0]['html'][:160]} ({v['nodes'][0]['failureSummary'][:200]})"
        for v in found["violations"]
    ]
    assert told == []


@pytest.mark.shared
def test_a_real_report_is_read_and_marked(visit, shared, address):
    reports = sorted((shared / "documents" / "annual_reports_zh").glob("*四方科技*2019*.pdf"))
    page = visit(language="zh-CN")
    page.set_input_files("#files", reports[0])
    page.click("#upload button")
    page.wait_for_selector("#job[data-state=done]", timeout=900_000)
    page.click("#open-run")
    page.click("table.documents a")
    page.wait_for_selector(".sheet .mark")
    assert page.locator(".density-bar").count() > 3
