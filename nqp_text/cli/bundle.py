"""Bundles: what ``nqp export --bundle`` puts into one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from nqp_text.cli.methods import methods_pages
from nqp_text.cli.panel_request import PanelRequest
from nqp_text.errors import NqpError, ResourceError
from nqp_text.resources import data_path

if TYPE_CHECKING:
    from nqp_text.outputs import Run

_CARDS = ("model.json", "README.md", "card.md", "card.json", "model_card.md", "evaluation.json")


def bundle_run(
    run: Run, file: Path, request: PanelRequest, *, with_text: bool, as_json: bool
) -> None:
    """Write the bundle and say what is in it."""
    from nqp_text.outputs.bundles import write_bundle
    from nqp_text.pipeline.dictionary import find_dictionary

    if file.suffix.lower() != ".zip":
        raise NqpError("A bundle is a ZIP archive.", where=str(file), fix="End its name in .zip.")
    dictionary = find_dictionary(run.manifest)
    inputs = {
        f"dictionary/lexicon_{at}.csv": lexicon
        for at, lexicon in enumerate(dictionary.lexicon_files, 1)
    }
    inputs["dictionary/taxonomy.toml"] = dictionary.taxonomy_file
    inputs |= request.inputs()
    inputs |= _cards(run)
    files = write_bundle(
        run,
        file,
        inputs=inputs,
        pages={f"methods/{name}": page for name, page in methods_pages(run, request).items()},
        request=request.for_bundle(),
        measures=request.measures,
        scopes=request.scopes,
        extras=request.extras(run),
        with_text=with_text,
        **request.options(run),
    )
    size = file.stat().st_size
    if as_json:
        typer.echo(json.dumps({"file": str(file), "files": files, "bytes": size}))
        return
    texts = "with the sentences" if with_text else "without the sentences of the documents"
    typer.echo(f"Written: {file} ({files} files, {size / 1e6:.1f} MB, {texts})")
    typer.echo(f"Check it:  nqp replicate {file} --sources FOLDER")


def _cards(run: Run) -> dict[str, Path]:
    """Cards and evaluations of the models that the run used, where they still lie."""
    own = run.manifest.get("settings", {}).get("model")
    found = {}
    for name in run.manifest.get("models", {}):
        try:
            folder = Path(own) if own else data_path("models", str(name))
        except ResourceError:
            continue
        for card in _CARDS:
            if (folder / card).is_file():
                found[f"models/{_plain(str(name))}/{card}"] = folder / card
    return found


def _plain(name: str) -> str:
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "_" for c in name)
