"""Neighbours of the seeds in a space of word vectors trained on the user's own corpus.

After Li, Mai, Shen and Yan (2021): word2vec (Mikolov et al. 2013) over words and phrases, the mean
of a node's seeds, the terms nearest to it. Another seed or corpus gives other neighbours; a person
decides. gensim (LGPL) is an optional library.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from nqp_text.errors import MissingExtraError
from nqp_text.validation.expansion.grams import Floats

SIZE, WINDOW, EPOCHS = 100, 5, 5


@dataclass(frozen=True, slots=True)
class Space:
    """Unit vectors of terms, shape (terms, ``SIZE``), and the hash of the numbers."""

    terms: Mapping[str, int]
    vectors: Floats
    sha256: str


def train_space(sentences: Sequence[Sequence[str]], min_count: int, seed: int) -> Space:
    """Skip-gram vectors; one thread, so that the same corpus and seed give the same vectors."""
    try:
        from gensim.models import Word2Vec
    except ImportError as error:
        raise MissingExtraError("gensim", "expand") from error

    model = Word2Vec(
        sentences,
        vector_size=SIZE,
        window=WINDOW,
        min_count=min_count,
        sg=1,
        negative=5,
        epochs=EPOCHS,
        workers=1,
        seed=seed,
        hashfxn=_stable_hash,
    )
    vectors = np.asarray(model.wv.vectors, dtype=np.float64)
    # What all words share says nothing of any of them (Mu and Viswanath 2018), and it is most of
    # what a rare word has learnt.
    centred = vectors - vectors.mean(axis=0)
    norms = np.linalg.norm(centred, axis=1, keepdims=True)
    digest = hashlib.sha256(np.round(vectors, 4).tobytes()).hexdigest()
    terms = {term: at for at, term in enumerate(model.wv.index_to_key)}
    return Space(terms, centred / np.maximum(norms, 1e-12), digest)


def _stable_hash(text: str) -> int:
    """Python's own hash of a text differs from process to process."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8"), digest_size=4).digest(), "big")


def centres(space: Space, seeds: Mapping[str, Sequence[str]]) -> tuple[list[str], Floats]:
    """Nodes with seeds in the space, and the unit mean of their vectors."""
    nodes, found = [], []
    for node, terms in seeds.items():
        rows = [space.terms[term] for term in terms if term in space.terms]
        if rows:
            mean = space.vectors[rows].mean(axis=0)
            nodes.append(node)
            found.append(mean / max(float(np.linalg.norm(mean)), 1e-12))
    return nodes, np.asarray(found).reshape(len(nodes), space.vectors.shape[1])


def nearest_seeds(space: Space, term: str, seeds: Sequence[str], number: int = 3) -> list[str]:
    """The seeds that are nearest to a term."""
    known = [seed for seed in seeds if seed in space.terms]
    if term not in space.terms or not known:
        return []
    near = space.vectors[[space.terms[seed] for seed in known]] @ space.vectors[space.terms[term]]
    return [known[at] for at in np.argsort(-near, kind="stable")[:number].tolist()]
