"""Token vectors to start from: factorised co-occurrences, in minutes instead of hours of steps.

Shifted positive pointwise mutual information, factorised with a truncated singular value
decomposition, is what skip-gram with negative sampling approximates (Levy & Goldberg 2014, "Neural
Word Embedding as Implicit Matrix Factorization"). Aligned pairs add co-occurrences between the
languages, so that both share one space from the first step on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nqp_text.training.pretraining.vocabulary import MASK

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nqp_text.training.pretraining.packing import AlignedSides, Rows

WINDOW = 5
SMOOTHING = 0.75
CHUNK = 20_000
PAIR_WEIGHT = 3.0
STANDARD_DEVIATION = 0.03


def co_occurrence_vectors(
    rows: Rows, pairs: AlignedSides, vocabulary: int, width: int, seed: int
) -> NDArray[np.float32]:
    """Vectors of shape (vocabulary, width) with the spread of an ordinary initialisation.

    Pieces that never occur get random vectors of the same spread.
    """
    counts = _neighbours(rows.ids, vocabulary) + PAIR_WEIGHT * _across(pairs.ids, vocabulary)
    return _factorised(_positive_information(counts), width, seed)


def _neighbours(ids: NDArray[np.uint16], vocabulary: int) -> Any:
    """Counts of pieces within ``WINDOW`` places, weighted by one over the distance."""
    total = None
    for begin in range(0, len(ids), CHUNK):
        part = ids[begin : begin + CHUNK].astype(np.int32)
        keys, weights = [], []
        for distance in range(1, WINDOW + 1):
            left, right = part[:, :-distance].ravel(), part[:, distance:].ravel()
            real = (left > MASK) & (right > MASK)
            keys.append((left[real], right[real]))
            weights.append(np.full(int(real.sum()), 1.0 / distance, dtype=np.float32))
        total = _added(total, keys, np.concatenate(weights), vocabulary)
    return total + total.T if total is not None else _empty(vocabulary)


def _across(ids: NDArray[np.uint16], vocabulary: int) -> Any:
    """Counts of pieces in a sentence and its translation, each pair of sentences weighing alike."""
    total = None
    for begin in range(0, len(ids), 2_000):
        keys, weights = [], []
        for sides in ids[begin : begin + 2_000].astype(np.int32):
            left, right = (side[side > MASK] for side in sides)
            if len(left) and len(right):
                keys.append((np.repeat(left, len(right)), np.tile(right, len(left))))
                size = len(left) * len(right)
                weights.append(np.full(size, 4.0 / (len(left) + len(right)), dtype=np.float32))
        if keys:
            total = _added(total, keys, np.concatenate(weights), vocabulary)
    return total + total.T if total is not None else _empty(vocabulary)


def _added(total: Any, keys: list[Any], weights: NDArray[np.float32], vocabulary: int) -> Any:
    from scipy.sparse import coo_matrix

    left = np.concatenate([a for a, _ in keys])
    right = np.concatenate([b for _, b in keys])
    part = coo_matrix((weights, (left, right)), shape=(vocabulary, vocabulary)).tocsr()
    return part if total is None else total + part


def _empty(vocabulary: int) -> Any:
    from scipy.sparse import csr_matrix

    return csr_matrix((vocabulary, vocabulary), dtype=np.float32)


def _positive_information(counts: Any) -> Any:
    """max(0, log p(a, b) / (p(a) p(b)^0.75)), the smoothing of Levy, Goldberg & Dagan (2015)."""
    matrix = counts.tocoo()
    own = np.asarray(counts.sum(1)).ravel()
    context = own**SMOOTHING
    share = context / max(1e-12, context.sum())
    information = np.log(
        np.maximum(1e-12, matrix.data) / (own[matrix.row] * share[matrix.col] + 1e-12)
    )
    matrix.data = np.maximum(0.0, information).astype(np.float32)
    matrix.eliminate_zeros()
    return matrix.tocsr()


def _factorised(matrix: Any, width: int, seed: int) -> NDArray[np.float32]:
    from sklearn.utils.extmath import randomized_svd

    left, strength, _ = randomized_svd(
        matrix, n_components=width, n_iter=3, random_state=seed, flip_sign=True
    )
    vectors = (left * np.sqrt(strength)).astype(np.float32)
    seen = np.linalg.norm(vectors, axis=1) > 1e-6
    # Equal lengths: the length of such a vector says how frequent a piece is, which the output
    # layer has a bias for.
    vectors[seen] /= np.linalg.norm(vectors[seen], axis=1, keepdims=True)
    vectors *= STANDARD_DEVIATION * np.sqrt(width)
    random = np.random.default_rng(seed).normal(0, STANDARD_DEVIATION, vectors.shape)
    vectors[~seen] = random[~seen]
    result: NDArray[np.float32] = vectors
    return result


def log_frequencies(rows: Rows, vocabulary: int) -> NDArray[np.float32]:
    """Log of each piece's share of the text, with one added: where the output biases start."""
    counts = np.ones(vocabulary, dtype=np.int64)
    for begin in range(0, len(rows), CHUNK):
        part = rows.ids[begin : begin + CHUNK]
        counts += np.bincount(part[part > MASK], minlength=vocabulary)
    shares: NDArray[np.float32] = np.log(counts / counts.sum()).astype(np.float32)
    return shares
