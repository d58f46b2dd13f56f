"""The commands on panels as a user runs them, on a run that nqp scan made of own sentences."""

from __future__ import annotations

import json

import pytest

from nqp_text.cli import main

YEARS = {
    2021: "公司建设智算中心。公司拟开展绿色制造。",
    2022: "公司建成智算中心并投入使用。公司引进高层次人才。公司建设算力网络。",
    2023: "公司建设数据中心集群。公司发展新能源。公司培养数字人才。公司建成5G基站。",
}
FILLER = "本报告期内公司经营情况良好，各项工作稳步推进，董事会认真履行职责。" * 12


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("panels")
    sources = folder / "texts"
    sources.mkdir()
    lines = ["path,kind,report_type,firm_code,firm_name,year,published"]
    for firm in range(1, 5):
        for year, text in YEARS.items():
            name = f"{firm}-{year}.txt"
            (sources / name).write_text(FILLER + text * firm + FILLER, encoding="utf-8")
            lines.append(f"texts/{name},firm,annual,00000{firm},公司{firm},{year},{year + 1}-04-01")
            gov = f"gov-{firm}-{year}.txt"
            (sources / gov).write_text(FILLER + text * (firm + year - 2020), encoding="utf-8")
            lines.append(f"texts/{gov},gov,policy,,部门{firm},{year},{year}-06-01")
    manifest = folder / "manifest.csv"
    manifest.write_text("\n".join(lines) + "\n", encoding="utf-8")
    out = folder / "run"
    arguments = ["scan", str(manifest), "--out", str(out), "--workers", "1", "--quiet"]
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert not caught.value.code
    return out


def nqp(*arguments: object) -> int:
    with pytest.raises(SystemExit) as caught:
        main([str(argument) for argument in arguments])
    return int(caught.value.code or 0)


def test_index_shows_the_weights_and_their_warning(run, capsys):
    assert nqp("index", run, "--by", "firm-year", "--weights", "entropy", "--standardise", "year",
               "--winsorise", "0.01") == 0  # fmt: skip
    said = capsys.readouterr()
    assert "path.compute" in said.err
    assert "reward rarity" in said.err
    assert len(said.out.splitlines()) == 1 + 12


def test_index_of_tfidf_needs_its_base(run, capsys):
    assert nqp("index", run, "--measure", "tfidf") == 1
    assert "--base" in capsys.readouterr().err
    assert nqp("index", run, "--measure", "tfidf", "--base", "2021-2022", "--json") == 0
    cells = json.loads(capsys.readouterr().out)
    assert max(cell["value"] for cell in cells if cell["value"] is not None) > 0


def test_an_evaluation_of_another_lexicon_is_refused(run, tmp_path, capsys):
    gold = tmp_path / "gold.jsonl"
    lines = [
        {"text": "公司建设智算中心。", "labels": ["path.compute"], "lang": "zh", "kind": "firm"},
        {"text": "公司召开会议。", "labels": [], "lang": "zh", "kind": "firm"},
    ] * 10
    gold.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    assert nqp("evaluate", gold, "--out", tmp_path / "judged", "--replicates", "100") == 0
    (file,) = (tmp_path / "judged").glob("evaluation-*.json")
    capsys.readouterr()

    assert nqp("index", run, "--measure", "share", "--evaluation", file, "--json") == 0
    said = capsys.readouterr()
    assert "not weighted" in said.err
    errors = {c["errors"] for c in json.loads(said.out) if c["path"] == "path.compute"}
    assert errors == {"blocks+lexicon+classifier"}

    content = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**content, "lexicon": "0" * 64}), encoding="utf-8")
    assert nqp("index", run, "--evaluation", file) == 1
    assert "another lexicon" in capsys.readouterr().err


def test_sensitivity_writes_tables_and_a_chart(run, tmp_path, capsys):
    out, chart = tmp_path / "tables", tmp_path / "terms.json"
    assert nqp("sensitivity", run, "--by", "firm-year", "--out", out, "--plot", chart) == 0
    said = capsys.readouterr().out
    assert "智算中心" in said
    assert "implementation" in said
    assert {file.name for file in out.iterdir()} == {
        "terms.csv", "groups.csv", "choices.csv", "nested.csv"
    }  # fmt: skip
    assert (out / "terms.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert "智算中心" in chart.read_text(encoding="utf-8")


def test_sensitivity_against_another_run(run, capsys):
    assert nqp("sensitivity", run, "--against", run, "--json") == 0
    choices = json.loads(capsys.readouterr().out)["choices"]
    same = [c for c in choices if c["other"] == str(run) and c["rank_correlation"] is not None]
    assert same
    assert {c["rank_correlation"] for c in same} == {1.0}


def test_prevalence_by_year(run, tmp_path, capsys):
    out = tmp_path / "shares.csv"
    assert nqp("prevalence", run, "--group", "kind,year", "--out", out) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split("\t")[:3] == ["kind", "year", "path"]
    assert len(lines) == 1 + 2 * 3 * 9
    assert "no_evaluation" in lines[1]
    assert out.is_file()


def test_policy_index_of_a_run(run, tmp_path, capsys):
    files = tmp_path / "index.csv", tmp_path / "sources.csv"
    assert nqp("policy-index", run, "--base", "2021:2022", "--out", files[0],
               "--sources-out", files[1]) == 0  # fmt: skip
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert [line[0] for line in lines[1:]] == ["2021", "2022", "2023"]
    base = [float(line[1]) for line in lines[1:3]]
    assert sum(base) / 2 == pytest.approx(100, abs=0.1)
    assert all(file.is_file() for file in files)


@pytest.mark.parametrize("base", ["2021", "2022:2021", "21:22", "2021-01:2021-02"])
def test_a_base_window_that_is_none_is_a_usage_error(run, base):
    assert nqp("policy-index", run, "--base", base) == 2


def test_the_same_from_python(run):
    import nqp_text

    loaded = nqp_text.load_run(run)
    panel = loaded.weighed_panel(by="firm-year", weights="pca", weight_years=(2021, 2022))
    assert panel.weighting.window == "2021-2022"
    assert loaded.sensitivity(by="firm-year").terms.height > 0
    assert loaded.prevalence(["year"]).height == 3 * 9
    assert loaded.policy_index(("2021", "2022")).index.height == 3 * 10
