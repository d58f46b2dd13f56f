"""What ``manifest.json`` says about how a run was made: enough to make it again."""

from __future__ import annotations

import platform
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from nqp_text.pipeline.document import uses_ocr
from nqp_text.pipeline.sources import Sources
from nqp_text.pipeline.tools import Tools
from nqp_text.settings import Settings

NODE_FIELDS = ("id", "zh", "en", "definition_zh", "definition_en", "family", "in_index")
"""What a run folder remembers of its nodes, so that it can be read without the taxonomy file."""

LIBRARIES = ("pypdfium2", "jieba", "rjieba", "ahocorasick-rs", "polars", "pyarrow", "duckdb")
"""Libraries whose version can change what is read, found or written."""


def describe_run(
    settings: Settings,
    tools: Tools,
    sources: Sources,
    command: Sequence[str],
    began: float,
    reused: int = 0,
) -> dict[str, Any]:
    """Versions, settings, hashes, time and place.

    ``began`` is in seconds since the epoch; ``reused`` is the number of results from an earlier
    scan into the folder.
    """
    return {
        "version": version("nqp-text"),
        "command": list(command),
        "settings": settings.as_dict() | {"method": tools.method},
        "settings_hash": settings.row_hash(),
        "taxonomy": {
            "name": tools.taxonomy.name,
            "version": tools.taxonomy.version,
            "hash": tools.taxonomy.hash,
        },
        "nodes": [
            {name: getattr(node, name) for name in NODE_FIELDS} for node in tools.taxonomy.nodes
        ],
        "lexicon": {
            "files": list(tools.lexicon.files),
            "terms": len(tools.lexicon.terms),
            "hash": tools.lexicon.hash,
        },
        "models": dict(tools.models),
        "ocr_used": uses_ocr(settings),
        "left_out": list(sources.left_out),
        "reused": reused,
        "started": datetime.fromtimestamp(began, UTC).isoformat(timespec="seconds"),
        "seconds": round(time.time() - began, 3),
        "platform": platform.platform(),
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
    }
