"""The report in headless Chromium: it asks for nothing, shows texts as text, and can be used."""

from __future__ import annotations

import pytest

from nqp_text.outputs import write_report

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect
expect.set_options(timeout=240_000)  # to end a test that hangs; a busy machine may take long

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]

CHARTS = ("profile", "trend", "talk")


@pytest.fixture(scope="module")
def file(run_folder, tmp_path_factory):
    return write_report(run_folder, tmp_path_factory.mktemp("browser") / "report.html")


@pytest.fixture(scope="module")
def page(file, browser_page):
    page = browser_page(file)
    for section in ("coverage", "index", *CHARTS, "terms", "evidence", "method"):
        page.locator(f"#{section}").scroll_into_view_if_needed()
        if section in CHARTS:  # it is drawn when it comes into view, and it takes its time
            drawn(page, section)
    return page


def drawn(page, section):
    """Wait until the chart of a section has its marks: they come after the empty picture."""
    paths = f"#{section}-chart svg path"
    page.wait_for_function("(paths) => document.querySelectorAll(paths).length > 3", arg=paths)


@pytest.fixture(autouse=True)
def _cleared(page):
    page.locator("#clear").click()


def test_no_request_leaves_the_page_and_no_script_fails(page, file):
    outside = [url for url in page.requests if not url.startswith(("data:", "blob:"))]
    assert outside == [file.as_uri()]
    assert page.errors == []
    loaded = page.evaluate("performance.getEntriesByType('resource').map((each) => each.name)")
    assert [name for name in loaded if not name.startswith(("data:", "blob:"))] == []


def test_hostile_texts_are_shown_as_texts(page):
    page.fill("#query", "<script>")
    row = page.locator(".sentences .row")
    row.first.wait_for()
    expect(page.locator(".sentences .row")).to_have_count(1)
    assert "<script>window.hacked=1</script>" in row.inner_text()
    page.fill("#query", "完成投运")
    expect(page.locator(".sentences .control").first).to_have_text("U+202E")
    assert page.evaluate("window.hacked") is None
    assert page.locator("main img, main script").count() == 0


def test_every_chart_is_drawn(page):
    for name in CHARTS:
        page.locator(f"#{name}").scroll_into_view_if_needed()
        drawn(page, name)


def test_a_missing_value_is_hatched_and_a_zero_is_a_zero(page):
    missing = page.locator(".heat .row", has_text="加锁公司").locator("button.missing")
    assert missing.count() == 10
    drawn = "(each) => getComputedStyle(each).backgroundImage"
    assert "repeating-linear-gradient" in missing.first.evaluate(drawn)
    assert "encrypted" in missing.first.get_attribute("aria-label")
    read = page.locator(".heat .row", has_text="蓝川股份 2022")
    assert read.locator("button.zero").count() == 8
    assert read.locator("button.missing").count() == 0


def test_a_cell_leads_to_its_sentences_and_a_sentence_to_its_details(page):
    row = page.locator(".heat .row", has_text="青屿智造 2022")
    row.locator("button", has_text="%").nth(1).click()
    assert page.input_value("#by-node") == "path.compute"
    assert page.input_value("#by-polarity") == "affirmed"
    assert page.locator("#evidence-count").inner_text().startswith("5 of ")
    sentence = page.locator(".sentences .row").first
    assert sentence.locator("mark").inner_text() == "智算中心"
    sentence.click()
    detail = page.locator("#detail")
    for expected in ("reports/600002_2022.pdf", "p. 3", "MD&A", "1.00", "lexicon", "own"):
        assert expected in detail.inner_text()
    page.keyboard.press("Escape")
    expect(detail).to_be_hidden()


@pytest.mark.parametrize(
    ("control", "value", "shown"),
    [("by-stance", "plan", 8), ("by-actor", "macro", 8), ("by-year", "2021", 10),
     ("by-node", "path.green", 8)],
)  # fmt: skip
def test_filters_choose_sentences(page, control, value, shown):
    page.select_option(f"#{control}", value)
    assert page.locator("#evidence-count").inner_text().startswith(f"{shown} of ")


def test_the_language_switch_changes_every_part(page):
    assert page.locator("h1").inner_text() == "Text index report" or page.locator("h1").inner_text()
    page.locator("#language").click()
    assert page.locator("h2:visible").first.inner_text() == "读取了什么"
    assert "所有立场" in page.locator("#by-stance").inner_text()
    assert "综合" in page.locator(".heat .head").inner_text()
    page.locator("#language").click()
    assert page.locator("h2:visible").first.inner_text() == "What was read"


def test_choosing_a_unit_draws_its_interval(page):
    page.locator(".heat .row", has_text="蓝川股份 2023").locator("button").first.click()
    drawn(page, "profile")
    assert page.input_value("#chosen") == "蓝川股份 2023"
    page.fill("#chosen", "加锁公司 2023")
    page.locator("#chosen").dispatch_event("change")
    expect(page.locator("#profile-note")).to_contain_text("encrypted")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_phone(file, browser_page, scheme):
    phone = browser_page(file, width=390, height=844, scheme=scheme, locale="zh-CN")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    assert phone.evaluate("document.documentElement.dataset.theme") == scheme
    assert phone.locator("h2:visible").first.inner_text() == "读取了什么"
    assert phone.errors == []
