"""Terms that a person should look at, with what speaks for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from nqp_text.normalize import match_key
from nqp_text.tagging import Tagger
from nqp_text.tagging.lexicon import Lexicon
from nqp_text.validation.expansion.association import lifts, shares, sure_lifts, tag_sentences
from nqp_text.validation.expansion.corpus import Corpus
from nqp_text.validation.expansion.grams import Bools, Floats, Grams, mine
from nqp_text.validation.expansion.units import in_units, stands_alone
from nqp_text.validation.expansion.vectors import Space, centres, nearest_seeds, train_space
from nqp_text.validation.expansion.wordlike import contains, in_singular, is_wordlike

MIN_LIFT, MIN_COSINE = 3.0, 0.4
_CONTEXTS, _AROUND = 3, 40

Seeds = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A term and the node that it seems to speak for.

    ``found_by`` is ``phrases`` (it stands in the sentences of the node's seeds), ``vectors`` (it is
    used like them) or both. ``share`` of its sentences is about the node by the lexicon, ``lift``
    times that of all sentences; ``sure_lift`` is the same at the lower end of the share's interval.
    What is not known is None.
    """

    node: str
    term: str
    lang: str
    found_by: str
    count: int
    documents: int
    document_share: float
    pmi: float | None
    left_entropy: float
    right_entropy: float
    share: float
    lift: float | None
    sure_lift: float | None
    cosine: float | None
    near: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mined:
    """The candidates by node, the best first; the number of seeds; the hash of the vectors.

    ``about`` is the number of sentences that the lexicon finds about each node: where they are few
    the corpus says little of the node.
    """

    candidates: tuple[Candidate, ...]
    seeds: int
    vectors: str
    about: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Scored:
    """A level of sequences with its scores per node; ``rows`` are those with a vector."""

    grams: Grams
    share: Floats
    lift: Floats
    sure_lift: Floats
    rows: Mapping[int, int]
    cosines: Floats


def find_candidates(
    corpus: Corpus,
    lexicon: Lexicon,
    tagger: Tagger,
    nodes: Sequence[str],
    *,
    top: int = 40,
    min_count: int = 10,
    min_documents: int = 3,
    with_vectors: bool = True,
    seed: int = 0,
) -> Mined:
    """The ``top`` candidates of every node: no term of the lexicon, none that contains one.

    A term that contains a core term of its node is left out: its sentences count already.
    """
    terms = [term for term in lexicon.terms if term.lang == corpus.lang]
    known = {term.key for term in terms} | {in_singular(t.key, corpus.lang) for t in terms}
    seeds = {n: sorted({t.key for t in terms if t.node == n and t.status == "core"}) for n in nodes}
    levels = mine(corpus, min_count)
    tagged = tag_sentences(corpus, tagger, nodes)
    space = None
    if with_vectors:
        space = train_space(in_units(corpus, levels, known), min_count, seed)
    found: list[tuple[Candidate, Grams, int]] = []
    for grams in levels:
        scored = _scored(grams, corpus, tagged, space, seeds, nodes)
        enough = stands_alone(grams) & (grams.documents >= min_documents)
        for number in np.flatnonzero(enough).tolist():
            surface = grams.surface(number, corpus)
            keys = {match_key(surface), in_singular(match_key(surface), corpus.lang)}
            if not keys & known and is_wordlike(surface, corpus.lang):
                candidate = _candidate(scored, number, surface, corpus, seeds, nodes)
                found += [(candidate, grams, number)] if candidate else []
    finished = tuple(
        _explained(*each, corpus, seeds, space, seed) for each in _best(found, nodes, top)
    )
    about = dict(zip(nodes, tagged.sum(axis=0).tolist(), strict=True))
    return Mined(finished, sum(map(len, seeds.values())), space.sha256 if space else "", about)


def _scored(
    grams: Grams,
    corpus: Corpus,
    tagged: Bools,
    space: Space | None,
    seeds: Seeds,
    nodes: Sequence[str],
) -> _Scored:
    total, share = shares(grams, corpus, tagged)
    rows, cosines = _cosines(grams, corpus, space, seeds, nodes)
    return _Scored(
        grams, share, lifts(share, tagged), sure_lifts(share, total, tagged), rows, cosines
    )


def _candidate(
    scored: _Scored,
    number: int,
    surface: str,
    corpus: Corpus,
    seeds: Seeds,
    nodes: Sequence[str],
) -> Candidate | None:
    """The sequence as a candidate for the node that most speaks for, or None."""
    grams, sure = scored.grams, np.nan_to_num(scored.sure_lift[number], nan=0.0)
    by_phrase = int(np.argmax(sure))
    strong = bool(sure[by_phrase] >= MIN_LIFT)
    row = scored.rows.get(number)
    cosines = None if row is None else scored.cosines[row]
    by_vector = None if cosines is None else int(np.argmax(cosines))
    close = cosines is not None and bool(cosines.max() >= MIN_COSINE)
    at = by_phrase if strong or by_vector is None else by_vector
    lift = _or_none(scored.lift[number, at])
    # A word that is used like the seeds and yet avoids their sentences is of another matter.
    wanted = strong or (close and (lift is None or lift >= 1))
    if not wanted or any(contains(surface, seed, corpus.lang) for seed in seeds[nodes[at]]):
        return None
    ways = ["phrases"] * strong + ["vectors"] * (close and by_vector == at)
    return Candidate(
        node=nodes[at],
        term=surface,
        lang=corpus.lang,
        found_by="+".join(ways),
        count=int(grams.count[number]),
        documents=int(grams.documents[number]),
        document_share=float(grams.documents[number] / (corpus.documents.max() + 1)),
        pmi=None if grams.size == 1 else float(grams.pmi[number]),
        left_entropy=float(grams.left_entropy[number]),
        right_entropy=float(grams.right_entropy[number]),
        share=float(scored.share[number, at]),
        lift=lift,
        sure_lift=_or_none(scored.sure_lift[number, at]),
        cosine=None if cosines is None else float(cosines[at]),
    )


def _best(
    found: Sequence[tuple[Candidate, Grams, int]], nodes: Sequence[str], top: int
) -> list[tuple[Candidate, Grams, int]]:
    """The best of each node by the better of two ranks: sure lift and cosine."""
    chosen: list[tuple[Candidate, Grams, int]] = []
    for node in nodes:
        own = [each for each in found if each[0].node == node]
        by_lift = sorted(own, key=lambda each: (-(each[0].sure_lift or 0.0), each[0].term))
        by_cosine = sorted(own, key=lambda each: (-(each[0].cosine or -1.0), each[0].term))
        ranks = [{each[0].term: at for at, each in enumerate(o)} for o in (by_lift, by_cosine)]
        own.sort(key=lambda each: (min(rank[each[0].term] for rank in ranks), each[0].term))
        chosen += own[:top]
    return chosen


def _cosines(
    grams: Grams, corpus: Corpus, space: Space | None, seeds: Seeds, nodes: Sequence[str]
) -> tuple[dict[int, int], Floats]:
    """Rows of the sequences that have a vector, and their cosine with the centre of each node."""
    rows: dict[int, int] = {}
    if space is None:
        return rows, np.zeros((0, len(nodes)))
    known, middle = centres(space, seeds)
    vectors: list[int] = []
    for number in range(len(grams.count) if known else 0):
        at = space.terms.get(grams.surface(number, corpus))
        if at is not None:
            rows[number] = len(vectors)
            vectors.append(at)
    cosines = np.full((len(vectors), len(nodes)), -1.0)
    if vectors:
        cosines[:, [list(nodes).index(node) for node in known]] = space.vectors[vectors] @ middle.T
    return rows, cosines


def _explained(
    candidate: Candidate,
    grams: Grams,
    number: int,
    corpus: Corpus,
    seeds: Seeds,
    space: Space | None,
    seed: int,
) -> Candidate:
    """The candidate with its nearest seeds and sentences in which it stands."""
    near = nearest_seeds(space, candidate.term, seeds[candidate.node]) if space else []
    owners = np.unique(corpus.sentence_of[np.flatnonzero(grams.at == number)])
    rng = np.random.default_rng([seed, number, grams.size])
    chosen = rng.choice(owners, min(_CONTEXTS, len(owners)), replace=False).tolist()
    contexts = tuple(_around(corpus.sentences[owner], candidate.term) for owner in chosen)
    return replace(candidate, near=tuple(near), contexts=contexts)


def _around(sentence: str, term: str) -> str:
    """The term in its sentence, with some characters on both sides."""
    at = max(0, match_key(sentence).find(term))
    start, end = max(0, at - _AROUND), at + len(term) + _AROUND
    return ("…" if start else "") + sentence[start:end] + ("…" if end < len(sentence) else "")


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
