"""Hashes of everything that a result depends on: what has the same key need not be made again.

- ``reader_key``: what is read of given bytes. Code of the readers, versions of their libraries,
  OCR, and the suffix, which decides between kinds of text.
- ``prepared_key``: where its sentences and sections are, and what its counts are counted over: the
  above, the code that splits, and the name of the file.
- ``run_key``: what is found in what was read. Settings that have an effect, code of the stages,
  their libraries, and the version of the tools: taxonomy, lexicon and models by content.
- ``task_key``: the run's key, with the file's name and what the manifest says about it.

The code is hashed itself, since a version number does not change while somebody works on it.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path, PurePath

from nqp_text.pipeline.document import uses_ocr
from nqp_text.pipeline.sources import Source
from nqp_text.pipeline.tools import Tools
from nqp_text.resources import data_path
from nqp_text.settings import Settings

READER_CODE = ("documents", "normalize.py", "records", "storage/texts.py")
PREPARING_CODE = (
    *("text", "sentence_columns.py", "index/counting.py"),
    *(f"pipeline/{name}.py" for name in ("counted", "prepared", "prepared_bytes", "rows")),
)
PREPARING_LIBRARIES = ("jieba", "numpy", "opencc-python-reimplemented", "rjieba")
OTHER_CODE = (
    *("cli", "executors", "outputs", "training", "validation", "web", "spacy_component.py"),
    *(f"pipeline/{name}.py" for name in ("api", "description", "executing", "folder", "forecast")),
    *(f"pipeline/{name}.py" for name in ("plan", "run", "run_log", "schedule")),
    *(f"storage/{name}.py" for name in ("files", "lock", "result_store", "text_cache")),
)
"""Code that no result depends on. What is not named here is taken to matter."""
READER_LIBRARIES = ("lxml", "pypdfium2", "python-docx")
OCR_LIBRARIES = ("onnxruntime", "rapidocr")
STAGE_LIBRARIES = (
    "ahocorasick-rs",
    "jieba",
    "numpy",
    "onnxruntime",
    "opencc-python-reimplemented",
    "rjieba",
    "tokenizers",
)

_BY_CONTENT = frozenset(
    {"lexicons", "taxonomy", "model"}
)  # settings that name files: tools hash these
_LIMITS = frozenset({"limit_seconds", "limit_memory", "limit_output"})
_PACKAGE = Path(__file__).resolve().parents[1]


def reader_key(path: str, settings: Settings) -> str:
    """What the text of a file of this name depends on, its bytes aside (16 hex digits)."""
    return _reader_key(PurePath(path).suffix.lower(), uses_ocr(settings))


@cache
def _reader_key(suffix: str, ocr: bool) -> str:
    libraries = READER_LIBRARIES + (OCR_LIBRARIES if ocr else ())
    return _hash([suffix, ocr, _code(READER_CODE), _versions(libraries)])[:16]


def prepared_key(source: Source, settings: Settings) -> str:
    """What the sentences of a file depend on, its bytes aside (16 hex digits)."""
    name = PurePath(source.path).name
    return _hash([reader_key(source.file, settings), _preparing(), name, source.known])[:16]


@cache
def _preparing() -> str:
    code = _code((*READER_CODE, *PREPARING_CODE))
    return _hash([code, _versions(PREPARING_LIBRARIES), platform.python_version_tuple()[:2]])


def run_key(settings: Settings, tools: Tools) -> str:
    """What the result of any file depends on, the file and its name aside."""
    ignored = _BY_CONTENT | _LIMITS
    ocr = uses_ocr(settings)
    values = {k: v for k, v in settings.values_with_effect().items() if k not in ignored}
    values["ocr"], values["method"] = ocr, tools.method  # what ``auto`` stands for here
    return _hash(
        [
            values,
            tools.version,
            _code((".",), OTHER_CODE),
            _shipped(),
            _versions(READER_LIBRARIES + STAGE_LIBRARIES + (OCR_LIBRARIES if ocr else ())),
            platform.python_version_tuple()[:2],  # its tables of Unicode
        ]
    )


def task_key(run: str, source: Source) -> str:
    """What the result of one file depends on, its bytes aside (32 hex digits)."""
    link = [source.link] if source.link else []
    return _hash([run, source.path, source.known, *link])[:32]


@cache
def _code(parts: tuple[str, ...], without: tuple[str, ...] = ()) -> str:
    """Hash of the source of parts of this package; the same on every system."""
    digest = hashlib.sha256()
    for name in sorted(_sources(parts)):
        if not name.startswith(without):
            digest.update(name.encode("utf-8") + b"\0")
            digest.update((_PACKAGE / name).read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()


@cache
def _shipped() -> str:
    """Hash of the shipped data besides lexicons and models, such as the cues of stance."""
    digest = hashlib.sha256()
    for file in sorted(filter(Path.is_file, data_path("lexicons").iterdir())):
        if file.is_file():
            digest.update(file.name.encode("utf-8") + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _sources(parts: Iterable[str]) -> Iterator[str]:
    """Source files below parts of the package, by their path in it."""
    for part in parts:
        path = _PACKAGE / part
        for file in path.rglob("*.py") if path.is_dir() else [path]:
            yield file.relative_to(_PACKAGE).as_posix()


def _versions(libraries: Iterable[str]) -> list[tuple[str, str]]:
    return [(name, _version(name)) for name in libraries]


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""


def _hash(content: object) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=True, default=list)
    return hashlib.sha256(text.encode("ascii")).hexdigest()
