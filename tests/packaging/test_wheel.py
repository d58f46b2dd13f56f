"""What is in the wheel, and that it works without the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (ROOT / "pyproject.toml").is_file(), reason="the checkout is not here"),
]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    done = subprocess.run([*command, str(ROOT)], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (file,) = folder.glob("*.whl")
    return file


@pytest.fixture(scope="module")
def names(wheel):
    return set(zipfile.ZipFile(wheel).namelist())


def test_the_wheel_has_the_data(names):
    data = "nqp_text/_data"
    for name in ("zh.csv", "en.csv", "taxonomy.toml", "cues.csv"):
        assert f"{data}/lexicons/{name}" in names
    for name in ("taxonomy.toml", "zh.csv", "en.csv"):
        assert f"{data}/lexicons/examples/digital/{name}" in names
    samples = {name for name in names if name.startswith(f"{data}/corpora/samples/")}
    suffixes = {Path(name).suffix for name in samples}
    assert {".pdf", ".docx", ".html"} <= suffixes
    assert len(samples) >= 5


def test_the_wheel_has_what_a_report_is_made_of(names):
    wanted = {
        path.relative_to(ROOT).as_posix()
        for folder in ("report", "charts")
        for path in (ROOT / "nqp_text" / "outputs" / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert wanted <= names
    assert {Path(name).name for name in wanted} >= {"vega.min.js", "LICENSES.txt", "report.css"}


def test_the_wheel_has_what_web_pages_are_made_of(names):
    wanted = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "nqp_text" / "web").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert wanted <= names
    present = {Path(name).name for name in wanted}
    assert present >= {"htmx.min.js", "htmx-LICENSE.txt", "app.css", "base.html", "words.toml"}


def test_the_wheel_has_every_module_and_says_that_it_is_typed(names):
    modules = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "nqp_text").rglob("*.py")
        if "__pycache__" not in path.parts
    }
    assert modules <= names
    assert "nqp_text/py.typed" in names


def test_the_wheel_has_the_licence_the_command_and_nothing_else(names, wheel):
    allowed = ("nqp_text/", "nqp_text-")
    assert [name for name in names if not name.startswith(allowed)] == []
    data = {name for name in names if "/_data/" in name}
    assert [name for name in data if name.endswith((".py", ".pyc", ".pkl"))] == []
    assert any(name.endswith("licenses/LICENSE") for name in names)
    (entry_points,) = [name for name in names if name.endswith("entry_points.txt")]
    text = zipfile.ZipFile(wheel).read(entry_points).decode("utf-8")
    assert "nqp = nqp_text.cli:main" in text
    assert "nqp_tagger = nqp_text.spacy_component:" in text


def test_the_unpacked_wheel_scans_from_another_folder(wheel, tmp_path):
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    (tmp_path / "elsewhere").mkdir()
    program = """
import nqp_text, pathlib
from nqp_text.resources import data_path
home = pathlib.Path(nqp_text.__file__).parent
assert home.parent.name == "site", home
samples = data_path("corpora", "samples")
assert home in samples.parents, samples
run = nqp_text.scan(samples, "run", workers=1, ocr="off")
print(run.documents.collect().height, run.index.collect().height > 0)
"""
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site"), "PYTHONUTF8": "1"}
    environment.pop("NQP_TEXT_DATA", None)
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path / "elsewhere",
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stdout.split() == ["5", "True"], done.stderr
