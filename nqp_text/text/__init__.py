"""From the text of a document to its sentences, sections and words."""

from nqp_text.text.language import language_of
from nqp_text.text.sections import find_sections, mdna_status
from nqp_text.text.sentences import split, split_columns, split_text
from nqp_text.text.tokenizers import count_words, spacy_tokenizer, words_en, words_zh

__all__ = [
    "count_words",
    "find_sections",
    "language_of",
    "mdna_status",
    "spacy_tokenizer",
    "split",
    "split_columns",
    "split_text",
    "words_en",
    "words_zh",
]
