"""One frozen ``Settings``, read once: defaults < TOML file < environment < options.

All mistakes are reported together, because a batch that fails on one typo at a time wastes a day.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from nqp_text.errors import SettingsError

ENVIRONMENT_PREFIX = "NQP_"
MESSAGES_VARIABLE = "NQP_TEXT_ERROR_MESSAGES"
"""``1`` puts the messages of unexpected errors, which may quote documents, into reasons."""

METHODS = ("auto", "hybrid", "lexicon", "linear", "transformer")
SECTIONS = ("all", "mdna")
OCR_MODES = ("auto", "off")
CLUSTER = re.compile(r"(?:tcp|tls|ws|wss|ucx)://\S+|local:[1-9]\d{0,3}|slurm:.+")
"""What ``cluster`` may be: a scheduler's address, workers here, or a configuration for SLURM."""
START_METHODS = ("spawn", "fork", "forkserver")

# Fields that change how a run is carried out but never what it finds.
_WITHOUT_EFFECT_ON_ROWS = frozenset(
    {"workers", "cluster", "start_method", "strict", "quiet", "cache", "cache_limit"}
)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is asked to do.

    Attributes:
        method: the classifier that decides mentions; ``auto`` is the hybrid where the model knows
            the taxonomy, and the lexicon for a taxonomy of your own.
        model: model folder to use instead of the shipped one.
        section: ``all``, or ``mdna`` to count the management discussion only.
        tables: count sentences in tables, headings' lines and lists of contents too.
        ocr: ``auto`` recognises pages without a usable text layer if the extra is installed.
        workers: processes; 0 means one per core.
        cluster: a Dask cluster to use instead of processes here: ``tcp://HOST:PORT``, ``local:N``
            or ``slurm:CONFIG``.
        start_method: how worker processes start; results never depend on it.
        limit_seconds: wall-clock limit per document; every page that OCR reads adds a minute.
        limit_memory: memory limit per worker in MB.
        limit_output: limit in MB for what one document adds to the run folder.
        cache: folder for texts that were read, ``auto`` (the user's cache folder) or ``off``.
        cache_limit: size in MB that the cache is cut back to; the longest unused texts go first.
        lexicons: lexicon files to use instead of the shipped ones.
        taxonomy: taxonomy file to use instead of the shipped one.
        strict: stop at the first document that cannot be read.
        quiet: print nothing but the result.

    """

    method: str = "auto"
    model: str = ""
    section: str = "all"
    tables: bool = False
    ocr: str = "auto"
    workers: int = 0
    cluster: str = ""
    start_method: str = "spawn"
    limit_seconds: float = 300.0
    limit_memory: int = 2048
    limit_output: int = 64
    cache: str = "auto"
    cache_limit: int = 20_000
    lexicons: tuple[str, ...] = ()
    taxonomy: str = ""
    strict: bool = False
    quiet: bool = False

    @property
    def worker_count(self) -> int:
        """Number of worker processes, with 0 resolved to the cores of this machine."""
        return self.workers or os.cpu_count() or 1

    def changed(self, **values: object) -> Settings:
        """A copy with some values replaced, checked like any other settings."""
        return _checked(replace(self, **values), "options")  # type: ignore[arg-type]

    def as_dict(self) -> dict[str, Any]:
        """Plain values, as written to the manifest."""
        return asdict(self)

    def values_with_effect(self) -> dict[str, Any]:
        """The fields that can change a result."""
        return {k: v for k, v in self.as_dict().items() if k not in _WITHOUT_EFFECT_ON_ROWS}

    def row_hash(self) -> str:
        """Hash over the fields that can change a result."""
        text = json.dumps(
            self.values_with_effect(), sort_keys=True, ensure_ascii=True, default=list
        )
        return hashlib.sha256(text.encode("utf-8")).hexdigest()


def load_settings(
    options: Mapping[str, object] | None = None,
    file: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """Settings from all sources; options that are None count as not given.

    Raises ``SettingsError`` that lists every mistake of every source.
    """
    environment = os.environ if environment is None else environment
    mistakes: list[str] = []
    values: dict[str, object] = {}
    for source, raw in (
        (f"file {file}", _from_file(file) if file else {}),
        ("environment", _from_environment(environment)),
        ("options", {k: v for k, v in (options or {}).items() if v is not None}),
    ):
        values.update(_converted(raw, source, mistakes))
    settings = Settings(**values)  # type: ignore[arg-type]
    mistakes.extend(_violations(settings))
    _raise_together(mistakes, "settings")
    return settings


def _from_file(file: Path) -> dict[str, object]:
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SettingsError(
            "The settings file cannot be read.", where=str(file), fix="Check the path."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"The settings file is not valid TOML: {error}",
            where=str(file),
            fix='Write lines such as  section = "mdna"  in UTF-8.',
        ) from error
    return dict(content)


def error_messages_asked() -> bool:
    """Does the environment ask for the messages of unexpected errors?"""
    return os.environ.get(MESSAGES_VARIABLE) == "1"


def _from_environment(environment: Mapping[str, str]) -> dict[str, object]:
    names = {field.name for field in fields(Settings)}
    found: dict[str, object] = {}
    for key, value in environment.items():
        name = key.removeprefix(ENVIRONMENT_PREFIX).lower()
        if key.startswith(ENVIRONMENT_PREFIX) and name in names:
            found[name] = value
    return found


def _boolean(value: object) -> bool:
    words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    if isinstance(value, bool):
        return value
    return words[str(value).strip().lower()]


def _text_tuple(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(part for part in value.split(os.pathsep) if part)
    return tuple(str(part) for part in value)  # type: ignore[attr-defined]


_CONVERT: dict[str, Callable[[Any], object]] = {
    "bool": _boolean,
    "int": int,
    "float": float,
    "str": str,
    "tuple[str, ...]": _text_tuple,
}


def _converted(raw: Mapping[str, object], source: str, mistakes: list[str]) -> dict[str, object]:
    kinds = {field.name: str(field.type) for field in fields(Settings)}
    values: dict[str, object] = {}
    for name, value in raw.items():
        if name not in kinds:
            mistakes.append(f"{source}: unknown setting {name!r}; known: {', '.join(kinds)}")
            continue
        try:
            values[name] = _CONVERT[kinds[name]](value)
        except (ValueError, KeyError, TypeError):
            mistakes.append(f"{source}: {name} = {value!r} is not a {kinds[name]}")
    return values


def _violations(settings: Settings) -> list[str]:
    mistakes = [
        f"{name} = {getattr(settings, name)!r}; allowed: {', '.join(allowed)}"
        for name, allowed in (
            ("method", METHODS),
            ("section", SECTIONS),
            ("ocr", OCR_MODES),
            ("start_method", START_METHODS),
        )
        if getattr(settings, name) not in allowed
    ]
    if settings.workers < 0:
        mistakes.append(f"workers = {settings.workers}; allowed: 0 (one per core) or more")
    if settings.cluster and not CLUSTER.fullmatch(settings.cluster):
        allowed = "tcp://HOST:PORT, local:N or slurm:CONFIG.toml"
        mistakes.append(f"cluster = {settings.cluster!r}; allowed: {allowed}")
    if settings.limit_seconds <= 0:
        mistakes.append(f"limit_seconds = {settings.limit_seconds}; must be above 0")
    if settings.limit_memory < 256:
        mistakes.append(f"limit_memory = {settings.limit_memory}; must be at least 256 (MB)")
    if settings.limit_output < 1:
        mistakes.append(f"limit_output = {settings.limit_output}; must be at least 1 (MB)")
    if settings.cache_limit < 0:
        mistakes.append(f"cache_limit = {settings.cache_limit}; must be 0 (MB) or more")
    return mistakes


def _checked(settings: Settings, source: str) -> Settings:
    _raise_together(_violations(settings), source)
    return settings


def _raise_together(mistakes: list[str], where: str) -> None:
    if mistakes:
        raise SettingsError(
            "Some settings are wrong:\n    " + "\n    ".join(mistakes),
            where=where,
            fix="Correct each line above; `nqp scan --help` lists the options.",
        )
