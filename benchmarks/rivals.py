"""Tools that are compared with, in a process and a Python of their own; see ``compare.py``.

Reads a task (files, texts, terms by node) and prints the seconds of each tool that is installed.
Nothing of nqp-text is imported here.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from collections import Counter
from pathlib import Path

SAMPLE = 20_000


def main() -> None:
    """Print ``{"pymupdf": seconds, "cntext": seconds}`` as the last line."""
    task = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    found: dict[str, float] = {}
    for name, measure in (("pymupdf", pymupdf), ("cntext", cntext)):
        try:
            found[name] = measure(task)
        except ImportError as error:
            print(f"{name}: {error}", file=sys.stderr)
    print(json.dumps(found))


def pymupdf(task: dict) -> float:
    """Text by PyMuPDF, words by jieba, counting the terms."""
    import jieba
    import pymupdf

    jieba.setLogLevel(logging.WARNING)
    terms = {term.casefold() for part in task["terms"].values() for term in part}
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    for term in terms:
        tokenizer.add_word(term)
    began = time.process_time()
    for file in task["files"]:
        with pymupdf.open(file) as document:
            text = "".join(page.get_text() for page in document)
        words = tokenizer.lcut(text.casefold())
        Counter(word for word in words if word in terms)
    return time.process_time() - began


def cntext(task: dict) -> float:
    """The dictionary count of cntext over 20,000 characters from the middle of each report, scaled.

    Its time grows with the number of words times the number of terms, so a whole report takes
    minutes.
    """
    import cntext
    import jieba

    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()
    terms = dict(task["terms"])
    count = cntext.sentiment
    count(text="公司建设智算中心。", diction=terms, lang="chinese")
    seconds = 0.0
    for text in task["texts"]:
        middle = max(0, len(text) // 2 - SAMPLE // 2)
        part = text[middle : middle + SAMPLE]
        lang = "chinese" if sum("一" <= sign <= "鿿" for sign in part) > 2000 else "english"
        began = time.process_time()
        count(text=part, diction=terms, lang=lang)
        seconds += (time.process_time() - began) * len(text) / len(part)
    return seconds


if __name__ == "__main__":
    main()
