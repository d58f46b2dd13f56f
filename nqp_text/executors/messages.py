"""What an unexpected error says of itself: nothing, unless somebody asks for it.

Messages of parsers quote what they stumbled over, and reasons end up in logs and tables that are
passed on. The type of the error and its place in the code are enough to find most mistakes.
"""

from __future__ import annotations

import os

VARIABLE = "NQP_TEXT_ERROR_MESSAGES"
"""Environment variable: ``1`` puts the messages of unexpected errors into reasons."""

_LONGEST = 200


def message_of(error: BaseException) -> str:
    """Empty, or with the variable set a colon and the beginning of the error's message."""
    if os.environ.get(VARIABLE) != "1":
        return ""
    return f": {' '.join(str(error).split())[:_LONGEST]}"
