"""What every request has to pass, and what every answer carries.

A page that is open in the same browser can send requests to a server on this machine, and a name
under somebody's control can be made to lead here (DNS rebinding). Therefore the ``Host`` must be
one of ours, a request that changes something must come from our own pages or from no page at all,
and other sites may not embed what we answer.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
UPLOADS = frozenset({"/scan", "/api/scan"})
MAX_BODY = 12 * 1024 * 1024
"""Bytes of a request that uploads no files."""

HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class Guard:
    """ASGI middleware around the whole application.

    ``hosts`` are names that the server may be addressed by, besides loopback; with ``remote``, any
    IP address too: a name can be made to lead here, an address cannot. ``max_upload`` is in bytes.
    """

    def __init__(self, app: App, *, hosts: frozenset[str], remote: bool, max_upload: int) -> None:
        self.app = app
        self.hosts = frozenset(host.lower() for host in hosts)
        self.remote = remote
        self.max_upload = max_upload

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, refuse, or hand on."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        limit = self.max_upload if scope["path"] in UPLOADS else MAX_BODY
        if refusal := self._refusal(scope, headers, limit):
            await _refuse(send, *refusal)
            return
        await self.app(scope, _limited(receive, limit), _with_headers(send))

    def _refusal(
        self, scope: Scope, headers: Mapping[str, str], limit: int
    ) -> tuple[int, str] | None:
        host = headers.get("host", "")
        if not self._is_ours(host):
            return 421, "This server is not known under that name. Start it with --host-name NAME."
        if not _from_our_pages(scope["method"], headers, host):
            return 403, "The request comes from another site, which may not use this server."
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > limit:
            return 413, f"The request is too large: at most {limit // (1024 * 1024)} MB."
        return None

    def _is_ours(self, host: str) -> bool:
        name = (urlsplit(f"//{host}").hostname or "").lower() if _is_plain(host) else ""
        if name == "localhost" or name in self.hosts:
            return bool(name)
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return False
        return address.is_loopback or self.remote


def _is_plain(host: str) -> bool:
    return bool(host) and all(c.isalnum() or c in ".-_:[]" for c in host)


def _from_our_pages(method: str, headers: Mapping[str, str], host: str) -> bool:
    """Does the request come from our pages, from the address bar, or from a program?"""
    site = headers.get("sec-fetch-site")
    origin = headers.get("origin")
    if method in SAFE_METHODS:
        visit = headers.get("sec-fetch-mode") == "navigate" and method == "GET"
        return site in (None, "same-origin", "none") or visit
    if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
        return False
    return site in (None, "same-origin", "none")


def _limited(receive: Receive, limit: int) -> Receive:
    """Counts what arrives, because the length that was announced may be absent."""
    received = 0

    async def count() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > limit:
            raise HTTPException(413, f"The request is too large: at most {limit >> 20} MB.")
        return message

    return count


def _with_headers(send: Send) -> Send:
    async def add(message: Message) -> None:
        if message["type"] == "http.response.start":
            present = {name.lower() for name, _ in message["headers"]}
            ours = {**HEADERS, "cache-control": "no-store"}
            message["headers"] = [
                *message["headers"],
                *(
                    (name.encode("latin-1"), value.encode("latin-1"))
                    for name, value in ours.items()
                    if name.encode("latin-1") not in present
                ),
            ]
        await send(message)

    return add


async def _refuse(send: Send, status: int, why: str) -> None:
    body = why.encode("utf-8")
    headers = {
        **HEADERS,
        "content-type": "text/plain; charset=utf-8",
        "content-length": str(len(body)),
        "connection": "close",
    }
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [(n.encode("latin-1"), v.encode("latin-1")) for n, v in headers.items()],
        }
    )
    await send({"type": "http.response.body", "body": body})
