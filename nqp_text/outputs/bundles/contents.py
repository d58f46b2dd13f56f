"""What goes into a bundle, laid out in a folder and then packed."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nqp_text.outputs.atomic import write_text
from nqp_text.outputs.bundles.archive import pack
from nqp_text.outputs.export import export_panel
from nqp_text.outputs.panel_facts import Extras
from nqp_text.outputs.parquet import write_table
from nqp_text.outputs.portable import (
    common_folder,
    portable_manifest,
    without_folder,
    without_texts,
)
from nqp_text.outputs.run import Run
from nqp_text.outputs.schema import COUNTS, DOCUMENTS, EXPOSURE, INDEX, MENTIONS, NOMINATIONS

PANEL = "panel/panel.parquet"
"""The long panel that a replication compares cell by cell."""


def write_bundle(
    run: Run,
    target: Path,
    *,
    inputs: Mapping[str, Path],
    pages: Mapping[str, str],
    request: Mapping[str, Any],
    measures: Sequence[str],
    scopes: Sequence[str],
    extras: Extras,
    with_text: bool = False,
    **options: Any,
) -> int:
    """Write a bundle and return the number of files in it.

    ``inputs`` are files to copy, by their name in the bundle: lexicons, taxonomy, evaluation, the
    user's tables. ``pages`` are texts, such as the methods section. ``request`` says in plain
    values how the panel was asked for; ``options`` are the same as those of ``Run.panel``.
    Sentences stay out unless ``with_text``.
    """
    with tempfile.TemporaryDirectory(prefix="nqp-bundle-") as name:
        folder = Path(name)
        cut = _write_run(run, folder / "run", with_text=with_text)
        _write_panels(run, folder / "panel", measures, scopes, extras, options, cut)
        for place, file in inputs.items():
            (folder / place).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, folder / place)
        for place, text in pages.items():
            write_text(folder / place, text)
        write_text(folder / "environment.json", _as_json(_environment(run.manifest)))
        write_text(folder / "README.md", _README.format(version=run.manifest.get("version", "")))
        return pack(folder, target, request)


def _write_run(run: Run, folder: Path, *, with_text: bool) -> str:
    """The tables of the run without folders of this machine; returns what was cut off."""
    documents = run.documents.collect()
    cut = common_folder(documents["path"].to_list())
    mentions = run.mentions.collect()
    tables = (
        (DOCUMENTS, documents),
        (COUNTS, run.counts.collect()),
        (EXPOSURE, run.exposure.collect()),
        (NOMINATIONS, run.nominations.collect()),
        (MENTIONS, mentions if with_text else without_texts(mentions)),
        (INDEX, run.index.collect()),
    )
    folder.mkdir(parents=True)
    for table, frame in tables:
        write_table(folder, table, [without_folder(frame, cut)])
    write_text(folder / "manifest.json", _as_json(portable_manifest(run.manifest)))
    return cut


def _write_panels(
    run: Run,
    folder: Path,
    measures: Sequence[str],
    scopes: Sequence[str],
    extras: Extras,
    options: Mapping[str, Any],
    cut: str,
) -> None:
    shared: dict[str, Any] = {"measures": measures, "scopes": scopes, "cut": cut, **options}
    export_panel(run, folder / "panel.parquet", **shared)
    export_panel(run, folder / "panel_wide.csv", shape="wide", extras=extras, **shared)


def _environment(manifest: Mapping[str, Any]) -> dict[str, Any]:
    names = ("version", "python", "platform", "libraries", "models", "ocr_used")
    return {name: manifest.get(name) for name in names}


def _as_json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n"


_README = """# Replication bundle

Made with nqp-text {version}. To repeat it, put the source documents into a folder and run

    nqp replicate BUNDLE.zip --sources FOLDER

It finds the documents by the SHA-256 of their bytes, reads and counts them again with the lexicons
and settings in this bundle, and says cell by cell whether it got the same.

| file | what |
| --- | --- |
| `bundle.json` | every file with its hash, and how the panel was asked for |
| `run/` | manifest and tables of the run; sentences are left out unless the author added them |
| `panel/` | the panel, long and wide, with codebooks |
| `dictionary/` | lexicons and taxonomy |
| `inputs/` | the evaluation, weights and tables that the author used, if any |
| `models/` | cards of the models, if any |
| `methods/` | how the index was made, in Chinese and English, Markdown and LaTeX |
| `environment.json` | versions |
"""
