"""Seconds in words: exact where they are few, round where they are many."""

from __future__ import annotations


def in_words(seconds: float) -> str:
    """Such as ``8 s``, ``3 min 20 s``, ``5 h 10 min`` or ``2 days 3 h``."""
    whole = max(0, round(seconds))
    for size, name, smaller, small_name in (
        (86400, "day", 3600, "h"),
        (3600, "h", 60, "min"),
        (60, "min", 1, "s"),
    ):
        if whole >= size:
            many, rest = divmod(whole, size)
            plural = "s" if name == "day" and many > 1 else ""
            rest //= smaller
            return f"{many} {name}{plural}" + (f" {rest} {small_name}" if rest else "")
    return f"{whole} s"
