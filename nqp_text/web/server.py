"""Binds the address and serves until it is told to stop."""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import socket
from collections.abc import Callable

from nqp_text.errors import NqpError
from nqp_text.web.options import Options

GRACE_SECONDS = 2


def is_loopback(host: str) -> bool:
    """Can only programs of this machine reach the address?"""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def bind(host: str, port: int, *, fallback: bool) -> socket.socket:
    """A socket at the address. ``fallback``: any free port if this one is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for number in (port, 0) if fallback else (port,):
        server = socket.socket(family, socket.SOCK_STREAM)
        try:
            if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows: nobody else may take it over
                server.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
            else:
                server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            server.bind((host, number))
            server.listen(128)
            return server
        except OSError as error:
            server.close()
            taken = error.errno in (errno.EADDRINUSE, errno.EACCES)  # Windows says the latter
            if taken and fallback and number:
                continue
            raise NqpError(
                f"The address cannot be used: {error.strerror or error}.",
                where=f"{host}:{number}",
                fix="Choose another with --port or --host.",
            ) from error
    raise AssertionError("the last try returns or raises")


def address_of(server: socket.socket) -> str:
    """The address to open in a browser."""
    host, port = server.getsockname()[:2]
    if host in ("0.0.0.0", "::"):
        host = socket.gethostname()
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def serve(options: Options, server: socket.socket, ready: Callable[[], object]) -> None:
    """Serve until a signal arrives; ``ready`` is called when requests are answered."""
    import uvicorn

    from nqp_text.web.app import create_app

    config = uvicorn.Config(
        create_app(options),
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        ws="none",
        lifespan="on",
    )
    running = uvicorn.Server(config)

    async def run() -> None:
        serving = asyncio.create_task(running.serve(sockets=[server]))
        while not running.started and not serving.done():
            await asyncio.sleep(0.01)
        if running.started:
            ready()
        await serving

    asyncio.run(run())
