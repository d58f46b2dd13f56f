"""Whose matter a sentence reports: the issuer's, a government's, another firm's or nobody's."""

from __future__ import annotations

from nqp_text.records import Actor, Kind
from nqp_text.tagging.scorecard import Reading


def actor_of(reading: Reading, kind: Kind) -> Actor:
    """The actor; a government document speaks for its issuer, which is a government.

    In the training labels 97 % of the labelled sentences of government documents are the issuer's
    own, so cues decide only elsewhere.
    """
    return "government" if kind == "gov" else reading.actor
