"""Charts for papers: what is drawn is what the panel says, and files open everywhere."""

from __future__ import annotations

import json
import re
import struct
from itertools import pairwise

import pytest
from made_runs import write
from reported_runs import firm

from nqp_text import index
from nqp_text.cli import main
from nqp_text.errors import MeasureError, MissingExtraError, RunFolderError
from nqp_text.outputs import load_run
from nqp_text.outputs.charts import KINDS, make_plot, plot_reliability, write_plot
from nqp_text.outputs.charts import write as writing
from nqp_text.outputs.charts.theme import RAMP

OF_RUN = [kind for kind in KINDS if kind != "reliability"]
CELLS = [
    {"lang": "zh", "kind": "all", "ece": 0.042, "bins": [
        {"low": 0.0, "high": 0.5, "n": 40, "mean_score": 0.2, "positive_share": 0.25},
        {"low": 0.5, "high": 1.0, "n": 60, "mean_score": 0.9, "positive_share": 0.8},
        {"low": 1.0, "high": 1.0, "n": 0, "mean_score": None, "positive_share": None}]},
]  # fmt: skip


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plots") / "run"
    results = [
        firm(f"reports/{code}_{year}.pdf", year, hits, code, name)
        for code, name, hits in (("600001", "蓝川股份", 3), ("600002", "青屿</script>智造", 6))
        for year in (2021, 2022, 2023)
    ]
    results.append(
        firm("reports/locked.pdf", 2023, 0, "600004", "加锁公司", status="encrypted", lang=None)
    )
    results.append(firm("reports/en.pdf", 2023, 9, "X", "Brightmere", lang="en"))
    write(folder, results)
    return load_run(folder, panels=index)


def rows(plot, name="rows"):
    return plot.spec["datasets"][name]


def test_a_trend_shows_medians_by_year_and_the_issuer_with_intervals(run):
    plot = make_plot(run, "trend", measure="count", issuers=["600001"])
    compute = [row for row in rows(plot) if row["path"] == "compute"]
    medians = {row["year"]: row["median"] for row in compute if "median" in row}
    assert medians == {2021: 4.5, 2022: 4.5, 2023: 4.5}
    own = [row for row in compute if "value" in row]
    assert [row["value"] for row in own] == [3, 3, 3]
    assert all(row["low"] < 3 < row["high"] for row in own)
    assert "蓝川股份" in plot.caption


def test_samples_of_different_languages_are_not_pooled(run):
    english = make_plot(run, "trend", measure="count", sample="firm:en")
    assert {row["median"] for row in rows(english) if row["path"] == "compute"} == {9}
    with pytest.raises(MeasureError, match="no sample 'gov:zh'"):
        make_plot(run, "trend", sample="gov:zh")


def test_a_missing_unit_is_a_cross_and_never_a_zero(run):
    plot = make_plot(run, "heatmap", lang="zh")
    locked = [row for row in rows(plot) if row["label"] == "加锁公司 2023"]
    assert len(locked) == 10
    assert {row["value"] for row in locked} == {None}
    assert {row["status"] for row in locked} == {"encrypted"}
    assert "6 个单位有数值，1 个没有数值" in plot.caption
    zeros = [row for row in rows(plot) if row["path"] == "人才培养" and row["value"] == 0]
    assert len(zeros) == 6


def test_a_radar_closes_its_shapes_and_names_what_it_shows(run):
    plot = make_plot(run, "radar", issuers=["600001", "青屿</script>智造"])
    names = list(dict.fromkeys(row["name"] for row in rows(plot)))
    assert names == ["sample median", "蓝川股份 2023", "青屿</script>智造 2023"]
    shape = [row for row in rows(plot) if row["name"] == names[1]]
    assert (shape[0]["x"], shape[0]["y"]) == pytest.approx((shape[-1]["x"], shape[-1]["y"]))
    assert max(row["value"] for row in rows(plot)) == pytest.approx(0.06)
    with pytest.raises(MeasureError, match="no issuer '600009'"):
        make_plot(run, "radar", issuers=["600009"])
    with pytest.raises(MeasureError, match="cannot be told apart"):
        make_plot(run, "radar", issuers=["600001", "600002"] * 2)


def test_talk_and_walk_are_shares_of_the_sentences(run):
    plot = make_plot(run, "talk-walk", issuers=["600002"])
    shown = {row["label"]: (row["talk"], row["walk"]) for row in rows(plot)}
    assert shown["蓝川股份 2022"] == (0.01, 0.03)
    assert shown["青屿</script>智造 2022"] == (0.01, 0.06)
    assert "加锁公司 2023" not in shown


def test_reliability_has_an_interval_for_every_bin_with_sentences():
    plot = plot_reliability(CELLS)
    bins = [row for row in rows(plot) if "share" in row]
    assert [(row["score"], row["share"]) for row in bins] == [(0.2, 0.25), (0.9, 0.8)]
    assert all(row["low"] < row["share"] < row["high"] for row in bins)
    assert bins[0]["group"] == "Chinese (ECE 0.042)"
    with pytest.raises(MeasureError, match="no calibration"):
        plot_reliability([])


def test_reliability_shows_all_then_languages_then_kinds():
    cells = [
        {**CELLS[0], "lang": lang, "kind": kind, "ece_positive": 0.1}
        for lang in ("all", "en", "zh")
        for kind in ("all", "firm")
    ]
    order = [row["group"].split(" (")[0] for row in rows(plot_reliability(cells))]
    assert list(dict.fromkeys(order)) == [
        "all documents", "Chinese", "English", "Chinese firms", "English firms"
    ]  # fmt: skip
    assert "(ECE 0.042 / 0.100)" in rows(plot_reliability(cells, lang="zh"))[0]["group"]


def made(run, kind, lang):
    if kind == "reliability":
        return plot_reliability(CELLS, lang=lang)
    return make_plot(run, kind, lang=lang, issuers=["600001"])


@pytest.mark.parametrize("kind", KINDS)
def test_charts_are_valid_vega_lite(run, kind):
    altair = pytest.importorskip("altair", reason="altair is not installed")
    assert altair.Chart.from_dict(made(run, kind, "en").spec).to_dict(validate=True)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_place_is_left_open_and_captions_are_in_their_language(run, kind, lang):
    plot = made(run, kind, lang)
    without_data = {key: part for key, part in plot.spec.items() if key != "datasets"}
    assert not re.search(r'"[A-Z]{4,}"', json.dumps(without_data))
    own_words = re.sub("蓝川股份|青屿", "", plot.caption)
    assert bool(re.search(r"[\u4e00-\u9fff]", own_words)) == (lang == "zh")


@pytest.mark.parametrize("kind", OF_RUN)
def test_svg_and_png_are_drawn(run, kind, tmp_path):
    pytest.importorskip("vl_convert", reason="the extra 'plots' is not installed")
    plot = make_plot(run, kind, lang="zh", issuers=["600001"])
    text = write_plot(plot, tmp_path / "a.svg").read_text(encoding="utf-8")
    assert text.startswith("<svg")
    assert ("只说" if kind == "talk-walk" else "算力") in text
    assert kind != "radar" or ">样本中位数<" in text  # the legend
    assert "<script" not in text
    assert "Noto Sans CJK SC" in text
    image = write_plot(plot, tmp_path / "a.png").read_bytes()
    assert image[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", image[16:24])
    assert width > 900
    assert height > 600


def test_a_page_holds_everything_and_no_text_ends_its_script(run, tmp_path):
    plot = make_plot(run, "radar", issuers=["600002"])
    text = write_plot(plot, tmp_path / "a.html").read_text(encoding="utf-8")
    assert text.count("</script") == 3
    assert "vegaEmbed" in text
    assert not re.search(r'(?:src|href)="', text.split("<body>")[0])


def test_a_specification_can_be_taken_away(run, tmp_path):
    plot = make_plot(run, "trend")
    content = json.loads(write_plot(plot, tmp_path / "a.json").read_text(encoding="utf-8"))
    assert content == plot.spec


def test_other_formats_and_an_absent_extra_are_refused_with_the_remedy(run, tmp_path, monkeypatch):
    plot = make_plot(run, "trend")
    with pytest.raises(RunFolderError, match=r"no chart as '.pdf'"):
        write_plot(plot, tmp_path / "a.pdf")
    monkeypatch.setattr(writing, "find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match="vl-convert"):
        write_plot(plot, tmp_path / "a.svg")
    assert list(tmp_path.iterdir()) == []


def test_the_ramp_is_even_in_grey():
    def grey(colour):
        red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
        linear = [
            ((c + 0.055) / 1.055) ** 2.4 if c > 0.04 else c / 12.92 for c in (red, green, blue)
        ]
        y = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
        return 116 * y ** (1 / 3) - 16

    steps = [grey(first) - grey(second) for first, second in pairwise(RAMP)]
    assert min(steps) > 7
    assert max(steps) < 25


def test_the_command_writes_and_captions(run, tmp_path, capsys):
    evaluation = tmp_path / "evaluation.json"
    evaluation.write_text(json.dumps({"calibration": CELLS}), encoding="utf-8")
    for source, kind in ((run.folder, "heatmap"), (evaluation, "reliability")):
        target = tmp_path / f"{kind}.html"
        main_without_exit(["plot", str(source), "--kind", kind, "--out", str(target)])
        assert target.stat().st_size > 800_000
        assert "Caption: " in capsys.readouterr().out


def main_without_exit(arguments):
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code in (0, None)
