"""Firm codes as people write them, what their prefixes say, and tables that are joined by them."""

from nqp_text.firms.boards import Board, board_of
from nqp_text.firms.codes import RepairedCode, repair_code
from nqp_text.firms.history import CodeHistory, read_history
from nqp_text.firms.matching import Matched, match_table
from nqp_text.firms.user_table import UserTable, read_user_table

__all__ = [
    "Board",
    "CodeHistory",
    "Matched",
    "RepairedCode",
    "UserTable",
    "board_of",
    "match_table",
    "read_history",
    "read_user_table",
    "repair_code",
]
