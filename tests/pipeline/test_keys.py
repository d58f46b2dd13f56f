"""Keys change with everything that a result depends on, and with nothing else."""

from __future__ import annotations

import ast
from dataclasses import replace

import pytest

from nqp_text.pipeline import keys
from nqp_text.pipeline.keys import reader_key, run_key, task_key
from nqp_text.pipeline.sources import Source
from nqp_text.pipeline.tools import load_tools
from nqp_text.settings import Settings

SETTINGS = Settings(method="lexicon")


@pytest.fixture(scope="module")
def tools():
    return load_tools(SETTINGS)


@pytest.mark.parametrize("change", [{"section": "mdna"}, {"tables": True}])
def test_settings_with_an_effect_change_the_key(tools, change):
    assert run_key(SETTINGS.changed(**change), tools) != run_key(SETTINGS, tools)


@pytest.mark.parametrize(
    "change",
    [{"workers": 7}, {"start_method": "fork"}, {"quiet": True}, {"strict": True}, {"cache": "off"},
     {"cache_limit": 1}, {"limit_seconds": 9.0}, {"limit_memory": 999}],
)  # fmt: skip
def test_settings_of_the_machine_do_not(tools, change):
    assert run_key(SETTINGS.changed(**change), tools) == run_key(SETTINGS, tools)


def test_the_content_of_lexicon_taxonomy_and_models_changes_the_key(tools):
    known = run_key(SETTINGS, tools)
    others = [
        replace(tools, lexicon=replace(tools.lexicon, hash="other")),
        replace(tools, taxonomy=replace(tools.taxonomy, hash="other")),
        replace(tools, models={"mini": "ab"}),
        replace(tools, models={"mini": "cd"}),
    ]
    assert len({known, *(run_key(SETTINGS, other) for other in others)}) == 5


def test_the_name_of_a_lexicon_file_alone_does_not(tools):
    assert run_key(replace(SETTINGS, lexicons=("a.csv",)), tools) == run_key(SETTINGS, tools)


def test_name_and_manifest_belong_to_the_task():
    sources = [
        Source("a.pdf", "/x/a.pdf"),
        Source("b.pdf", "/x/a.pdf"),
        Source("a.pdf", "/x/a.pdf", (("year", "2020"),)),
        Source("a.pdf", "/x/a.pdf", link="/y/a.pdf"),
    ]
    assert len({task_key("run", source) for source in sources}) == 4
    assert task_key("run", sources[0]) == task_key("run", Source("a.pdf", "/elsewhere/a.pdf"))


def test_readers_differ_by_suffix_and_not_by_folder():
    assert reader_key("a.txt", SETTINGS) != reader_key("a.html", SETTINGS)
    assert reader_key("a.PDF", SETTINGS) == reader_key("/folder/b.pdf", SETTINGS)


def imports_of(name):
    """Modules of the package that a source file imports, as paths in it."""
    tree = ast.parse((keys._PACKAGE / name).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("nqp_text"):
            for alias in node.names:
                yield from _files((node.module or "").split(".")[1:], alias.name)


def _files(parts, name):
    path = keys._PACKAGE.joinpath(*parts)
    for candidate in (path / f"{name}.py", path / name / "__init__.py", path.with_suffix(".py"),
                      path / "__init__.py"):  # fmt: skip
        if candidate.is_file():
            yield candidate.relative_to(keys._PACKAGE).as_posix()
            return


def test_all_code_that_a_worker_runs_is_in_the_key():
    hashed = {n for n in keys._sources((".",)) if not n.startswith(keys.OTHER_CODE)}
    reached, waiting = set(), ["pipeline/file.py", "pipeline/work.py"]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += imports_of(name)
    # What keeps results and hands them on decides nothing in them.
    carriers = ("executors/", "storage/", "pipeline/__init__.py")
    missing = {n for n in reached - hashed if not n.startswith((*carriers, *_reached_by_init()))}
    assert missing == set()
    assert len(reached) > 60


def _reached_by_init():
    """``pipeline/__init__`` names the whole pipeline; a worker uses a part of it."""
    return tuple(name for name in keys.OTHER_CODE if name.startswith(("pipeline/", "outputs")))


def test_the_readers_code_covers_what_readers_import():
    hashed = set(keys._sources(keys.READER_CODE))
    reached = {found for name in hashed for found in imports_of(name)}
    allowed = {"errors.py", "resources.py", "storage/frames.py"}
    allowed |= {f"executors/{name}.py" for name in ("collector", "patience", "steps")}
    assert {n for n in reached - hashed if not n.endswith("__init__.py")} <= allowed
