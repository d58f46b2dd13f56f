"""The command ``nqp``: one file per command, each loaded only when it runs."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from nqp_text.cli.app import build_app
from nqp_text.cli.streams import say_error, say_interrupted, use_utf8
from nqp_text.errors import NqpError

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and exit: 0 done, 1 our error, 2 usage, 3 some files not read, 130 Ctrl-C."""
    use_utf8()
    given = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in given
    given = [argument for argument in given if argument != "--debug"]
    try:
        build_app(given)(args=given, prog_name="nqp")
    except NqpError as error:
        if debug:
            raise
        say_error(error)
        sys.exit(1)
    except (KeyboardInterrupt, SystemExit) as end:
        # Typer turns Ctrl-C into this exit code without a word.
        if isinstance(end, SystemExit) and end.code != INTERRUPTED:
            raise
        say_interrupted()
        sys.exit(INTERRUPTED)
