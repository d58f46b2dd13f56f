"""No page shows the name of a thing where it has words for it, in either language."""

from __future__ import annotations

import re
from pathlib import Path

import nqp_text
from nqp_text.index import MEASURES
from nqp_text.outputs import FAILED_STATUSES
from nqp_text.web.language import words

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
