"""Whose talk and which talk counts: the four index families of the taxonomy.

::

    attention ⊇ own ⊇ substantive ⊇ implementation

All of them count affirmed mentions only.
"""

from __future__ import annotations

from collections.abc import Mapping

from nqp_text.errors import MeasureError
from nqp_text.records import Actor, Kind, Stance

SCOPES: Mapping[str, str] = {
    "attention": "affirmed, whoever acts and whatever the stance",
    "own": "affirmed and about the issuer's own doing: a firm's, or a reporting government's",
    "substantive": "own, and a plan, an action or an achievement",
    "implementation": "own, and an action or an achievement",
}
"""Scopes and their meaning, the widest first."""

# A government that reports is its own actor; in a firm's report it is someone else.
_OWN_ACTORS: Mapping[str, frozenset[str]] = {"gov": frozenset({"own", "government"})}
_FIRM_ACTORS = frozenset({"own"})


def scopes_of(actor: Actor, stance: Stance, kind: Kind) -> tuple[str, ...]:
    """The scopes that an affirmed mention falls in.

    >>> scopes_of("own", "plan", "firm")
    ('attention', 'own', 'substantive')
    >>> scopes_of("government", "action", "firm")
    ('attention',)
    """
    if actor not in _OWN_ACTORS.get(kind, _FIRM_ACTORS):
        return ("attention",)
    if stance == "background":
        return ("attention", "own")
    if stance == "plan":
        return ("attention", "own", "substantive")
    return ("attention", "own", "substantive", "implementation")


def check_scope(scope: str) -> str:
    """The scope itself, or an error that lists the known ones."""
    if scope not in SCOPES:
        raise MeasureError(
            f"There is no scope {scope!r}.",
            where="scope",
            fix=f"Choose one of {', '.join(SCOPES)}.",
        )
    return scope
