"""Looks at this installation: each part is tried, and a part that fails says why."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec
from typing import Any

from nqp_text.errors import NqpError
from nqp_text.settings import Settings

GIGABYTE = 1 << 30


def examine() -> dict[str, Any]:
    """Topics with what was found. ``problems`` lists what nqp needs and does not find."""
    problems: list[str] = []
    return {
        "nqp-text": {
            "version": version("nqp-text"),
            "python": platform.python_version(),
            "platform": platform.platform(),
            "encoding": sys.stdout.encoding or "unknown",
        },
        "libraries": _libraries(),
        "lexicons": _tried(_lexicons, problems),
        "models": _models(),
        "ocr": _ocr(),
        "machine": _machine(),
        "workers": _tried(_workers, problems),
        "problems": problems,
    }


def _tried(look: Callable[[], dict[str, Any]], problems: list[str]) -> dict[str, Any]:
    try:
        return look()
    except (NqpError, OSError, ImportError) as error:
        problems.append(" ".join(str(error).split()))
        return {"error": str(error)}


def _libraries() -> dict[str, str]:
    """Versions of what the package declares; extras that are absent are named."""
    found: dict[str, str] = {}
    for line in requires("nqp-text") or ():
        requirement, _, marker = line.partition(";")
        name = _name(requirement)
        extra = marker.partition("extra ==")[2].strip(" '\"")
        if extra in ("test", "dev") or name in found:
            continue
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = f"not installed (extra {extra!r})" if extra else "MISSING"
    return dict(sorted(found.items()))


def _name(requirement: str) -> str:
    for position, character in enumerate(requirement):
        if not (character.isalnum() or character in "-_."):
            return requirement[:position]
    return requirement


def _lexicons() -> dict[str, Any]:
    from nqp_text.pipeline import load_tools

    tools = load_tools(Settings())
    taxonomy = tools.taxonomy
    sizes = {lang: sum(t.lang == lang for t in tools.lexicon.terms) for lang in ("zh", "en")}
    return {
        "taxonomy": f"{taxonomy.name} {taxonomy.version}, {len(taxonomy.ids)} nodes",
        "taxonomy hash": taxonomy.hash,
        "files": ", ".join(tools.lexicon.files),
        "terms": ", ".join(f"{lang} {number}" for lang, number in sizes.items()),
        "lexicon hash": tools.lexicon.hash,
    }


def _models() -> dict[str, str]:
    from nqp_text.resources import data_roots

    folders = [root / "models" for root in data_roots()]
    found = sorted({p.name: str(p) for f in folders if f.is_dir() for p in f.iterdir()}.items())
    return dict(item for item in found if not item[0].startswith("."))


def _ocr() -> dict[str, str]:
    names = ("rapidocr", "onnxruntime")
    if all(find_spec(name) for name in names):
        return {"rapidocr": version("rapidocr")}
    return {"rapidocr": "not installed; pip install 'nqp-text[ocr]' to read scanned pages"}


def _machine() -> dict[str, str]:
    import psutil

    memory = psutil.virtual_memory()
    return {
        "cores": str(os.cpu_count()),
        "memory": f"{memory.total / GIGABYTE:.1f} GB",
        "memory available": f"{memory.available / GIGABYTE:.1f} GB",
    }


def _workers() -> dict[str, str]:
    import multiprocessing

    from nqp_text.executors.local import run_isolated

    settings = Settings()
    answer = run_isolated(len, "four", start_method=settings.start_method)
    return {
        "start methods": ", ".join(multiprocessing.get_all_start_methods()),
        "default": settings.start_method,
        "a worker process": "works" if answer == len("four") else "gives wrong answers",
    }
