"""``nqp serve``: the local web page."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from nqp_text.cli.options import Lexicons, Method, Model, Ocr, SettingsFile, Taxonomy, as_texts

PORT = 8710
NEEDED = ("fastapi", "jinja2", "uvicorn", "python_multipart", "PIL")


def serve(
    runs: Annotated[
        list[Path] | None, typer.Argument(help="Run folders to show.", metavar="[RUN]...")
    ] = None,
    documents: Annotated[
        list[Path] | None,
        typer.Option(
            "--documents",
            help="Folder where the documents of the runs lie, if they have moved; repeatable.",
        ),
    ] = None,
    keep: Annotated[
        Path | None,
        typer.Option(
            "--keep",
            help="Folder for scans of uploaded documents.",
            show_default="a temporary one, removed at the end",
        ),
    ] = None,
    host: Annotated[str, typer.Option("--host", help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[
        int | None,
        typer.Option(
            "--port", help="Port; 0 takes any.", min=0, max=65535, show_default=f"{PORT}, or any"
        ),
    ] = None,
    allow_remote: Annotated[
        bool,
        typer.Option(
            "--allow-remote", help="Let other machines in; needed for a --host but loopback."
        ),
    ] = False,
    host_name: Annotated[
        list[str] | None,
        typer.Option("--host-name", help="Name that browsers know this machine by; repeatable."),
    ] = None,
    open_browser: Annotated[
        bool, typer.Option("--open", help="Open the page in the browser.")
    ] = False,
    max_upload: Annotated[
        int, typer.Option("--max-upload", help="Largest file to take, in MB.", min=1, max=512)
    ] = 100,
    max_store: Annotated[
        int, typer.Option("--max-store", help="Room for all uploads, in MB.", min=1)
    ] = 4096,
    method: Method = None,
    model: Model = None,
    ocr: Ocr = None,
    lexicon: Lexicons = None,
    taxonomy: Taxonomy = None,
    settings_file: SettingsFile = None,
) -> None:
    """Look at runs and scan documents in the browser, on this machine.

    Drop PDFs or paste text, see the tagged sentences on the page, filter the evidence, compare
    two firms or years, audit labels, download exports. Ctrl-C ends it.
    """
    import socket

    from nqp_text.errors import MissingExtraError
    from nqp_text.settings import load_settings

    for module in NEEDED:
        if find_spec(module) is None:
            raise MissingExtraError(module, "web")
    from nqp_text.web.options import Options
    from nqp_text.web.server import address_of, bind, is_loopback
    from nqp_text.web.server import serve as run_server

    remote = not is_loopback(host)
    if remote and not allow_remote:
        raise typer.BadParameter(
            f"{host} can be reached by other machines: add --allow-remote if that is meant",
            param_hint="--host",
        )
    given = {
        "method": method,
        "model": str(model) if model else None,
        "ocr": ocr,
        "lexicons": as_texts(lexicon),
        "taxonomy": str(taxonomy) if taxonomy else None,
    }
    names = tuple(host_name or ()) + ((socket.gethostname(),) if remote else ())
    options = Options(
        runs=_existing(runs or []),
        documents=tuple(documents or ()),
        keep=keep,
        hosts=names,
        remote=remote,
        max_file_mb=max_upload,
        max_store_mb=max_store,
        settings=load_settings(given, settings_file),
    )
    server = bind(host, PORT if port is None else port, fallback=port is None)
    address = address_of(server)

    def ready() -> None:
        typer.echo(f"nqp-text is at {address}  (Ctrl-C ends it)")
        if remote:
            typer.echo(
                "Warning: everybody who reaches this address can read the runs, upload documents "
                "and save labels. There is no password and no encryption.",
                err=True,
            )
        if open_browser:
            import webbrowser

            webbrowser.open_new_tab(address)

    try:
        run_server(options, server, ready)
    except KeyboardInterrupt:  # the server has ended in order; the signal is passed on afterwards
        pass
    finally:
        server.close()
    typer.echo("Stopped.")


def _existing(runs: list[Path]) -> tuple[Path, ...]:
    """The folders; one that is absent is a mistake of the command line, and is said at once."""
    from nqp_text.errors import RunFolderError

    for run in runs:
        if not run.is_dir():
            raise RunFolderError(
                "The run folder does not exist.",
                where=str(run),
                fix="Give the folder that  nqp scan --out  wrote.",
            )
    return tuple(runs)
