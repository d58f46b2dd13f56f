"""``nqp lexicon expand`` and ``merge``: new terms from the user's own corpus, after review."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nqp_text.cli.options import Lexicons, Taxonomy

if TYPE_CHECKING:
    from nqp_text.validation.expansion.corpus import Corpus

_FEW = 30
"""Sentences about a node below which the corpus says little of it."""


def expand(
    sources: Annotated[
        list[str],
        typer.Argument(
            help="Your corpus: documents, folders, patterns; .xz and .gz hold a text a line."
        ),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="Review sheet to write: .xlsx, .csv.")],
    lang: Annotated[str, typer.Option("--lang", help="zh or en.")] = "zh",
    node: Annotated[
        list[str] | None,
        typer.Option("--node", help="Node to look for; repeatable; default: paths of the index."),
    ] = None,
    top: Annotated[int, typer.Option("--top", help="Terms to show per node.", min=1)] = 40,
    lines: Annotated[
        bool, typer.Option("--lines", help="Sources are text files with a text a line.")
    ] = False,
    vectors: Annotated[
        bool,
        typer.Option("--vectors/--no-vectors", help="Also neighbours by word2vec (extra expand)."),
    ] = True,
    min_count: Annotated[int, typer.Option("--min-count", help="Rarest term.", min=3)] = 10,
    min_documents: Annotated[
        int, typer.Option("--min-documents", help="Documents that a term must stand in.", min=1)
    ] = 3,
    max_chars: Annotated[
        int, typer.Option("--max-chars", help="Characters to use of a larger corpus.", min=10_000)
    ] = 10_000_000,
    seed: Annotated[int, typer.Option("--seed", help="Seed of vectors and contexts.", min=0)] = 0,
    lexicon: Lexicons = None,
    taxonomy: Taxonomy = None,
) -> None:
    """Look for terms that the lexicon lacks, and write them into a sheet for review.

    Phrases that hold together and stand in the sentences of a node's terms, and words that are used
    like them. Nothing enters a lexicon: a person accepts or rejects, and `nqp lexicon merge` takes
    what was accepted.
    """
    from nqp_text.tagging import load_tagger
    from nqp_text.tagging.lexicon import load_lexicon
    from nqp_text.taxonomy import load_taxonomy
    from nqp_text.text import words_zh
    from nqp_text.validation.expansion.candidates import find_candidates
    from nqp_text.validation.expansion.corpus import read_corpus
    from nqp_text.validation.expansion.review import write_review

    if lang not in ("zh", "en"):
        raise typer.BadParameter(f"{lang!r} is neither zh nor en", param_hint="--lang")
    nodes = load_taxonomy(taxonomy)
    wanted = tuple(nodes.node(name).id for name in node) if node else nodes.paths
    terms = load_lexicon(tuple(lexicon or ()), nodes)
    corpus = read_corpus(_texts(sources, lines), lang, max_chars)  # type: ignore[arg-type]
    mined = find_candidates(
        corpus,
        terms,
        load_tagger("lexicon", lexicon=terms, words=words_zh),
        wanted,
        top=top,
        min_count=min_count,
        min_documents=min_documents,
        with_vectors=vectors,
        seed=seed,
    )
    about = _about(corpus, sources) | {
        "lexicon": terms.hash,
        "taxonomy": nodes.hash,
        "nodes": ", ".join(wanted),
        "seeds (core terms)": mined.seeds,
        "sentences about each node": ", ".join(f"{k} {n}" for k, n in mined.about.items()),
        "word vectors (hash)": mined.vectors or "none",
        "options": f"top={top} min_count={min_count} min_documents={min_documents} seed={seed}",
    }
    source = f"EXPAND;corpus={corpus.sha256[:12]};lexicon={terms.hash[:12]};seed={seed}"
    write_review(out, mined.candidates, about, nodes, source)
    typer.echo(
        f"{len(mined.candidates)} terms to review in {out}, from {len(corpus.sentences)} sentences "
        f"of {about['texts']} texts.",
        err=True,
    )
    if rare := [f"{name} ({number})" for name, number in mined.about.items() if number < _FEW]:
        typer.echo(
            f"The corpus has few sentences about {', '.join(rare)}: its terms for them say little.",
            err=True,
        )
    if corpus.kept < 1:
        typer.echo(f"Of the texts {corpus.kept:.1%} were used (--max-chars).", err=True)


def merge(
    review: Annotated[Path, typer.Argument(help="Reviewed sheet.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Lexicon CSV to write.")],
    by: Annotated[str, typer.Option("--by", help="Who reviewed: goes into the source of a term.")],
    lexicon: Lexicons = None,
    taxonomy: Taxonomy = None,
) -> None:
    """Add the accepted terms of a reviewed sheet to a lexicon: the shipped one, or --lexicon.

    The result is a whole lexicon for `--lexicon`. Rows without a decision stay out.
    """
    from nqp_text.tagging.lexicon import load_lexicon
    from nqp_text.taxonomy import load_taxonomy
    from nqp_text.validation.expansion.merging import merge as add
    from nqp_text.validation.expansion.review import read_review

    reviewer = " ".join(by.replace(";", " ").split())
    if not reviewer:
        raise typer.BadParameter("give a name", param_hint="--by")
    nodes = load_taxonomy(taxonomy)
    base = load_lexicon(tuple(lexicon or ()), nodes)
    accepted = read_review(review, reviewer)
    merged = add(base, accepted, nodes, out)
    for term in merged.added:
        typer.echo(f"+ {term.node}\t{term.lang}\t{term.term}\t{term.status}")
    typer.echo(
        f"{len(merged.added)} terms added to {len(base.terms)}; {len(merged.known)} were known; "
        f"{accepted.rejected} rejected; {accepted.open} without a decision.",
        err=True,
    )


def _about(corpus: Corpus, sources: list[str]) -> dict[str, Any]:
    from datetime import UTC, datetime
    from importlib.metadata import version

    return {
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "nqp-text": version("nqp-text"),
        "sources": ", ".join(sources),
        "language": corpus.lang,
        "texts": len(set(corpus.documents.tolist())),
        "sentences": len(corpus.sentences),
        "characters": corpus.characters,
        "share of texts used": corpus.kept,
        "corpus (sha256 of the sentences)": corpus.sha256,
    }


def _texts(sources: list[str], lines: bool) -> Iterator[str]:
    """The texts of the corpus: a document, or a line of a file that holds one a line."""
    documents = []
    for source in sources:
        if lines or Path(source).suffix.lower() in (".xz", ".gz"):
            yield from _lines(Path(source))
        else:
            documents.append(source)
    if documents:
        yield from _documents(documents)


def _lines(file: Path) -> Iterator[str]:
    import gzip
    import lzma

    from nqp_text.errors import ValidationError

    openers: dict[str, Any] = {".xz": lzma.open, ".gz": gzip.open}
    try:
        with openers.get(file.suffix.lower(), open)(file, "rt", encoding="utf-8-sig") as stream:
            for line in stream:
                if line.strip():
                    yield line
    except (OSError, EOFError, UnicodeDecodeError, lzma.LZMAError) as error:
        raise ValidationError(
            f"The text file cannot be read: {error}.",
            where=str(file),
            fix="Give UTF-8 text with a paragraph a line, plain or packed as .xz or .gz.",
        ) from error


def _documents(names: list[str]) -> Iterator[str]:
    from nqp_text.pipeline import Again, counted_again, find_sources
    from nqp_text.records import Failure
    from nqp_text.settings import load_settings

    sources = find_sources(names).files
    files = [Again(source.file, "other") for source in sources]
    for position, outcome in counted_again(files, load_settings()):
        if isinstance(outcome, Failure):
            typer.echo(f"Left out: {sources[position].path}: {outcome.reason}", err=True)
        else:
            yield "\n".join(sentence.text for sentence in outcome)
