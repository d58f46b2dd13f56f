"""No page shows the name of a thing where it has words for it, in either language."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest

import nqp_text
from nqp_text.executors.steps import Step
from nqp_text.index import MEASURES
from nqp_text.outputs import FAILED_STATUSES
from nqp_text.web.jobs import Job
from nqp_text.web.language import Translator, words
from nqp_text.web.show import _environment

HAN = re.compile("[\u4e00-\u9fff]")
MEASURES_PAGE = Path(nqp_text.__file__).parents[1] / "docs" / "measures.md"


def test_every_measure_and_status_has_words():
    keys = {f"measure_{measure}" for measure in MEASURES}
    keys |= {f"status_{status}" for status in ("ok", "partial", "duplicate", *FAILED_STATUSES)}
    if MEASURES_PAGE.exists():
        table = MEASURES_PAGE.read_text(encoding="utf-8").split("## Statuses of a value")[1]
        rows = [line for line in table.splitlines() if line.startswith("| `")]
        keys |= {
            f"cell_{status}" for row in rows for status in re.findall("`(.*?)`", row.split("|")[1])
        }
        assert "cell_section_missing" in keys
    assert sorted(keys - set(words())) == []


def test_a_chinese_page_explains_what_was_not_read_in_chinese(serve, tmp_path):
    from nqp_text import scan

    (tmp_path / "坏.pdf").write_bytes(b"%PDF-1.4 broken")
    (tmp_path / "600519_2023年年度报告.txt").write_text(
        "第一节 重要提示\n公司建成智算中心。\n" + "董事会审议通过了各项议案。\n" * 40,
        encoding="utf-8",
    )
    sources = [tmp_path / "坏.pdf", tmp_path / "600519_2023年年度报告.txt"]
    scan(sources, tmp_path / "run", section="mdna", method="lexicon", isolated=False)
    client = serve(tmp_path / "run")
    page = client.get("/runs/run", headers={"accept-language": "zh"}).text
    assert "文件不是完整的 PDF" in page
    assert "not a whole PDF" not in page
    assert "未找到所选章节" in page
    english = client.get("/runs/run", headers={"accept-language": "en"}).text
    assert "not a whole PDF" in english
    assert "section not found" in english
    missing = client.get("/runs/none", headers={"accept-language": "zh"}).text
    assert "没有这个结果" in missing


@pytest.mark.parametrize(
    ("language", "told"), [("zh", "已读 3 / 90 页"), ("en", "page 3 of 90 read")]
)
def test_a_scan_says_how_far_it_is_within_a_file(language, told):
    stored = SimpleNamespace(names=["年报.pdf", "b.pdf"], refused=[])
    job = Job("1", stored, state="running", steps={"年报.pdf": Step("pages", 3, 90)})
    t = Translator(language)
    page = _environment().get_template("part_job.html").render(job=job, t=t, said=str)
    assert told in page
    assert t("in_work") in page
