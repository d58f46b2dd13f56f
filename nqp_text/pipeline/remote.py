"""Files at URLs (``s3://``, ``https://``, ``memory://``, ...): named here, read where the work is.

A worker fetches the bytes itself, with fsspec and the credentials of its own surroundings; they
never go through the driver or the scheduler. Only URLs that the user names are opened.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from nqp_text.documents.reading import MAX_BYTES
from nqp_text.errors import DocumentError, MissingExtraError, NqpError

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


def is_url(name: str) -> bool:
    """Is this a URL, and no path (such as ``C:/...``)?"""
    return _URL.match(name) is not None


def urls_in(name: str) -> list[str]:
    """The files that a URL stands for: itself, those below a folder, those that match a pattern.

    Raises ``NqpError`` if its file system is unknown or does not answer.
    """
    try:
        system, path = _fsspec().core.url_to_fs(name)
        if any(sign in path for sign in "*?["):
            found = system.glob(path)
        elif _is_folder(system, path):
            found = system.find(path)
        else:
            return [name]
        return sorted(str(system.unstrip_protocol(file)) for file in found)
    except NqpError:
        raise
    except Exception as error:  # every file system has errors of its own
        raise NqpError(
            f"The files cannot be listed: {type(error).__name__}: {_short(error)}",
            where=name,
            fix="Check the URL, the credentials, and that the library of its kind is installed "
            "(s3fs for s3://).",
        ) from error


def bytes_at(url: str) -> bytes:
    """The content of the file at a URL; raises ``DocumentError``."""
    try:
        with _fsspec().open_files([url], mode="rb")[0] as stream:
            data: bytes = stream.read(MAX_BYTES + 1)
    except NqpError:
        raise
    except Exception as error:  # every file system has errors of its own
        raise DocumentError(
            f"The file cannot be fetched: {type(error).__name__}: {_short(error)}",
            where=url,
            fix="Check the URL and the credentials of the worker.",
        ) from error
    if len(data) > MAX_BYTES:
        raise DocumentError(
            f"The file has more than {MAX_BYTES / 1e6:.0f} MB, which is not read.",
            status="unsupported",
            where=url,
            fix="Split it, or leave out pictures.",
        )
    return data


def _is_folder(system: Any, path: str) -> bool:
    """A page of a web server is no folder, whatever it links to."""
    protocols = (system.protocol,) if isinstance(system.protocol, str) else system.protocol
    return not {"http", "https"} & set(protocols) and bool(system.isdir(path))


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:200]


@cache
def _fsspec() -> Any:
    try:
        import fsspec
        import fsspec.core
    except ImportError as error:
        raise MissingExtraError("fsspec", "cluster") from error
    return fsspec
