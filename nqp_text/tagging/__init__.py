"""Sentences → mentions: which paths a sentence is about, in which way, and who acts.

``load_tagger`` gives a tagger by the name of its method; every tagger fulfils ``Tagger``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from nqp_text.errors import SettingsError
from nqp_text.records import Kind, Sentence, Tagging
from nqp_text.tagging.boundaries import Words
from nqp_text.tagging.keyword import LexiconTagger
from nqp_text.tagging.lexicon import Lexicon, load_lexicon

__all__ = ["LexiconTagger", "Tagger", "Words", "load_lexicon", "load_tagger"]

METHODS = {"lexicon": LexiconTagger}
"""The classifiers by the name that ``--method`` gives them."""


class Tagger(Protocol):
    """Finds what sentences are about. The same sentence gives the same result in any batch."""

    def tag(self, sentences: Sequence[Sentence], kind: Kind) -> Tagging:
        """Mentions and nominations of the sentences of one document of this kind."""
        ...


def load_tagger(method: str, *, lexicon: Lexicon, words: Words) -> Tagger:
    """The tagger of this method; ``words`` segments Chinese (``text.tokenizers.words_zh``)."""
    if method not in METHODS:
        raise SettingsError(
            f"There is no method {method!r}.",
            where="method",
            fix=f"Use one of: {', '.join(METHODS)}.",
        )
    return METHODS[method](lexicon, words)
