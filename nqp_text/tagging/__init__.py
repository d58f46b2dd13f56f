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
from nqp_text.tagging.model_folder import ModelFolder

__all__ = ["LexiconTagger", "Tagger", "Words", "load_lexicon", "load_tagger"]

METHODS = ("hybrid", "lexicon", "linear", "transformer")
"""The classifiers by the name that ``--method`` gives them."""


class Tagger(Protocol):
    """Finds what sentences are about. The same sentence gives the same result in any batch."""

    @property
    def reads_context(self) -> bool:
        """Does ``tag`` use the sentence before each one?"""
        ...

    @property
    def nodes(self) -> tuple[str, ...]:
        """The nodes in the order of ``Tagging.probabilities``; empty without probabilities."""
        ...

    def tag(
        self, sentences: Sequence[Sentence], kind: Kind, previous: Sequence[str] | None = None
    ) -> Tagging:
        """Mentions and nominations of the sentences of one document of this kind.

        ``previous`` has the text before each sentence, empty where there is none.
        """
        ...


def load_tagger(
    method: str, *, lexicon: Lexicon, words: Words, model: ModelFolder | None = None
) -> Tagger:
    """The tagger of this method; ``words`` segments Chinese (``text.tokenizers.words_zh``).

    All but the lexicon need a model folder.
    """
    if method not in METHODS:
        raise SettingsError(
            f"There is no method {method!r}.",
            where="method",
            fix=f"Use one of: {', '.join(METHODS)}.",
        )
    by_terms = LexiconTagger(lexicon, words)
    if method == "lexicon":
        return by_terms
    if model is None:
        raise SettingsError(
            f"The method {method!r} needs a model.",
            where="method",
            fix="Give a model folder, or use the method lexicon.",
        )
    from nqp_text.tagging.model_tagger import ModelTagger

    return ModelTagger(method, model, by_terms)
