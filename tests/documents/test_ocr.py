from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

from nqp_text.documents import ocr
from nqp_text.errors import MissingExtraError


def test_without_the_extra_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    ocr.load_ocr.cache_clear()
    with pytest.raises(MissingExtraError, match="rapidocr") as caught:
        ocr.load_ocr()
    assert "nqp-text[ocr]" in str(caught.value)
    ocr.load_ocr.cache_clear()


@pytest.mark.slow
def test_printed_words_are_recognised_in_place_and_alike_each_time() -> None:
    pytest.importorskip("rapidocr", reason="the extra 'ocr' is not installed")
    image_module = pytest.importorskip("PIL.Image")
    from PIL import ImageDraw, ImageFont

    image = image_module.new("RGB", (900, 300), "white")
    font = ImageFont.load_default(size=40)
    ImageDraw.Draw(image).text((60, 40), "Digital factory 2023", fill="black", font=font)
    ImageDraw.Draw(image).text((60, 180), "Second line of text", fill="black", font=font)
    recognise = ocr.load_ocr()
    lines = recognise(image)
    assert [text for text, _, _ in lines] == ["Digital factory 2023", "Second line of text"]
    (left, top, right, bottom), score = lines[0][1], lines[0][2]
    assert 30 < left < 90 and 20 < top < bottom < 120 and right > 300
    assert score > 0.8
    assert recognise(image) == lines


def test_a_blank_image_gives_no_lines() -> None:
    pytest.importorskip("rapidocr", reason="the extra 'ocr' is not installed")
    image_module = pytest.importorskip("PIL.Image")
    assert ocr.load_ocr()(image_module.new("RGB", (200, 200), "white")) == []


@pytest.mark.shared
@pytest.mark.slow
def test_a_real_scanned_page_is_at_least_95_percent_right(shared: Path) -> None:
    """Compared as counts of characters, because the order of table cells is a matter of layout."""
    pytest.importorskip("rapidocr", reason="the extra 'ocr' is not installed")
    pdfium = pytest.importorskip("pypdfium2")
    folder = shared / "documents"
    scan = pdfium.PdfDocument(next((folder / "odd").glob("scan_200512*.pdf")))
    original = pdfium.PdfDocument(next((folder / "annual_reports_zh").glob("*__200512__*.pdf")))
    lines = ocr.load_ocr()(scan[20].render(scale=150 / 72).to_pil().convert("RGB"))
    found = Counter("".join("".join(text for text, _, _ in lines).split()))
    wanted = Counter("".join(original[20].get_textpage().get_text_bounded().split()))
    assert (found & wanted).total() >= 0.95 * wanted.total()
