"""A bundle is run again: its documents found by their hashes, read, counted and compared."""

from __future__ import annotations

import csv
import hashlib
import os
import re
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from nqp_text.errors import RunFolderError
from nqp_text.pipeline.manifest import KNOWN_FIELDS
from nqp_text.pipeline.run import Report, scan_sources
from nqp_text.pipeline.tools import load_tools
from nqp_text.settings import Settings, load_settings

if TYPE_CHECKING:
    import polars as pl

    from nqp_text.outputs import Run
    from nqp_text.outputs.bundles import Bundle

_KEPT = (
    "method", "section", "tables", "ocr", "limit_seconds", "limit_memory", "limit_output",
)  # fmt: skip
"""Settings of the author's that can change a result; where and how fast is the reader's choice."""

_PIECE = 1 << 20
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Found:
    """Documents of a bundle: those whose bytes lie in the folder, and those that are missing.

    ``places`` maps the path that a document has in the bundle to its file here.
    """

    places: Mapping[str, Path]
    missing: tuple[str, ...]


def find_documents(documents: pl.DataFrame, folder: Path) -> Found:
    """Find the documents of a bundle by the SHA-256 of their bytes, whatever their names here."""
    wanted = set(documents["doc_id"]) - {""}
    if not folder.is_dir():
        raise RunFolderError(
            "The folder of the source documents does not exist.",
            where=str(folder),
            fix="Give the folder with the documents that the bundle was made from.",
        )
    by_hash: dict[str, Path] = {}
    for file in _files(folder):
        digest = _digest(file)
        if digest in wanted:
            by_hash.setdefault(digest, file)
    places, missing = {}, []
    for path, doc_id in documents.select("path", "doc_id").sort("path").iter_rows():
        if doc_id in by_hash:
            places[path] = by_hash[doc_id]
        else:
            missing.append(path)
    return Found(places, tuple(missing))


def rerun(
    bundle: Bundle,
    found: Found,
    out: Path,
    *,
    workers: int = 0,
    model: str = "",
    report: Report | None = None,
) -> Run:
    """Scan the documents that were found with the bundle's settings, into a new run folder.

    ``model`` is the folder of the model that the author used, if it is not the shipped one.
    """
    if not found.places:
        raise RunFolderError(
            "None of the documents of the bundle lies in the folder.",
            where="--sources",
            fix="Give the folder with the very files that the author used: they are found by the "
            "SHA-256 of their bytes, so a converted or newly downloaded file may differ.",
        )
    settings = settings_of(bundle, workers, model)
    with tempfile.TemporaryDirectory(prefix="nqp-replicate-") as name:
        plan = _lay_out(bundle, found, Path(name))
        return scan_sources([plan], out, settings, report=report, command=["nqp", "replicate"])


def settings_of(bundle: Bundle, workers: int = 0, model: str = "") -> Settings:
    """The author's settings with the dictionary of the bundle; it and the model are checked."""
    theirs = bundle.manifest.get("settings", {})
    chosen = {name: theirs[name] for name in _KEPT if name in theirs}
    if not bundle.manifest.get("ocr_used"):
        chosen["ocr"] = "off"
    lexicons = sorted(map(str, bundle.file("dictionary").glob("lexicon_*.csv")))
    settings = load_settings(
        {
            **chosen,
            "lexicons": lexicons,
            "taxonomy": str(bundle.file("dictionary/taxonomy.toml")),
            "workers": workers,
            "model": model,
            "cache": "off",  # what is compared is read again
            "quiet": True,
        },
        environment={},
    )
    tools = load_tools(settings)
    for what, now in (("lexicon", tools.lexicon.hash), ("taxonomy", tools.taxonomy.hash)):
        then = bundle.manifest.get(what, {}).get("hash")
        if now != then:
            raise RunFolderError(
                f"The {what} in the bundle is not the one of its run.",
                where=f"dictionary/: {now[:12]}, run/manifest.json: {str(then)[:12]}",
                fix="Ask the author for the bundle that belongs to the numbers.",
            )
    models = dict(bundle.manifest.get("models", {}))
    if models != dict(tools.models):
        raise RunFolderError(
            f"The run used the models {models or 'none'}, and here are {dict(tools.models)}.",
            where="models",
            fix=f"Install nqp-text {bundle.manifest.get('version', '')}, which has its model, or "
            "name the folder of the author's own with --model.",
        )
    return settings


def environment_changes(bundle: Bundle, run: Run) -> list[str]:
    """What is installed in another version than the author had; a likely reason of differences."""
    changes = []
    for name in ("version", "python"):
        changes += _change(name, bundle.manifest.get(name), run.manifest.get(name))
    theirs, ours = (m.get("libraries", {}) for m in (bundle.manifest, run.manifest))
    for name in sorted(set(theirs) | set(ours)):
        changes += _change(name, theirs.get(name), ours.get(name))
    return changes


def renamed(found: Found) -> Callable[[pl.DataFrame], pl.DataFrame]:
    """Gives the tables of the new run the paths that the documents have in the bundle."""
    names = {_numbered(at, path): path for at, path in enumerate(sorted(found.places), 1)}

    def rename(frame: pl.DataFrame) -> pl.DataFrame:
        import polars as pl

        texts = [n for n in ("path", "file", "reason", "primary_rule") if n in frame.columns]
        return frame.with_columns(
            pl.col(texts).str.replace_many(list(names), list(names.values()), leftmost=True)
        )

    return rename


def _change(name: str, then: Any, now: Any) -> list[str]:
    return [] if then == now else [f"{name}: {then or 'unknown'} then, {now or 'unknown'} now"]


def _files(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            file = Path(parent, name)
            if file.is_file():
                yield file


def _digest(file: Path) -> str:
    digest = hashlib.sha256()
    try:
        with file.open("rb") as stream:
            while piece := stream.read(_PIECE):
                digest.update(piece)
    except OSError:
        return ""
    return digest.hexdigest()


def _lay_out(bundle: Bundle, found: Found, folder: Path) -> Path:
    """A folder in which the documents have the names that they had, and a manifest of it.

    The name of a file tells firm and year, and the order of paths decides ties: both are kept.
    What the author's own manifest said is said again.
    """
    import polars as pl

    known = _known_fields(pl.read_parquet(bundle.file("run/documents.parquet"), glob=False))
    plan = folder / "documents.csv"
    with plan.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, ["path", *KNOWN_FIELDS])
        writer.writeheader()
        for at, path in enumerate(sorted(found.places), 1):
            name = _numbered(at, path)
            place = folder / name
            place.parent.mkdir(parents=True)
            _link(found.places[path], place)
            writer.writerow({"path": name, **known[path]})
    return plan


def _known_fields(documents: pl.DataFrame) -> dict[str, dict[str, str]]:
    fields: dict[str, dict[str, str]] = defaultdict(dict)
    for row in documents.iter_rows(named=True):
        sources = (row["meta_source"] or "").split(";")
        fields[row["path"]] = {
            name: str(row[name]) for name in KNOWN_FIELDS if f"{name}=manifest" in sources
        }
    return fields


def _numbered(at: int, path: str) -> str:
    """A safe path whose last part is the name of the document, and whose order is that of paths."""
    name = _UNSAFE.sub("_", PurePosixPath(path).name).lstrip(".")
    stem, suffix = PurePosixPath(name).stem, PurePosixPath(name).suffix
    return f"d{at:07d}/{stem[:_LONGEST_NAME]}{suffix[:20]}"


def _link(source: Path, target: Path) -> None:
    """A link where the system allows one, else a copy."""
    try:
        target.symlink_to(source.resolve())
    except OSError:
        shutil.copyfile(source, target)
