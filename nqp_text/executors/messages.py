"""What an unexpected error says of itself: nothing, unless somebody asks for it.

Messages of parsers quote what they stumbled over, and reasons end up in logs and tables that are
passed on. The type of the error and its place in the code are enough to find most mistakes.
"""

from __future__ import annotations

from nqp_text.settings import error_messages_asked

_LONGEST = 200


def message_of(error: BaseException) -> str:
    """Empty, or if the environment asks for it a colon and the beginning of the message."""
    if not error_messages_asked():
        return ""
    return f": {' '.join(str(error).split())[:_LONGEST]}"
