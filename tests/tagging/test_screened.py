"""A pattern is never left out where it matches: every match holds one of its required strings."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nqp_text.normalize import match_key
from nqp_text.records import Sentence
from nqp_text.tagging.required import required_strings
from nqp_text.tagging.screened import EVERYTHING, Screen, Screened
from nqp_text.tagging.voids import Surroundings, screened_patterns

PATTERNS = [pattern for lang in ("zh", "en") for pattern in screened_patterns(lang)]


@pytest.mark.parametrize(
    ("pattern", "strings"),
    [
        ("历任|曾任", {"历任", "曾任"}),
        ("(?:历任|曾任).{0,9}(?:董事|监事)长", {"董事长", "监事长"}),
        (r"\bcyber-?attacks?\b", {"cyberattack", "cyberattacks", "cyber-attack", "cyber-attacks"}),
        (r"(?<!不)但(?!不限)", {"但"}),
        (r"(?:\.\s?){4,}\d", {"."}),
        (r"a*b?c+", {"c"}),
        (r"a*|b", set()),
        (r".+", set()),
        (r"[一-鿿]指", {"指"}),
        ("", set()),
        ("(?i)abc", set()),
        ("(?i:abc)d", {"d"}),
    ],
)
def test_required_strings(pattern, strings):
    assert required_strings(re.compile(pattern)) == strings


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda p: p.pattern.pattern[:30] or "empty")
def test_every_match_of_a_shipped_pattern_holds_a_required_string(pattern):
    @given(st.from_regex(pattern.pattern))
    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    def holds(text):
        key = match_key(text)
        (mask,) = Screen([pattern]).masks([key])
        assert mask & pattern.bit or not pattern.search(key)
        assert not pattern.strings or any(string in key for string in pattern.strings)

    holds()


def test_most_patterns_have_required_strings():
    without = [pattern for pattern in PATTERNS if not pattern.strings]
    assert len(without) < len(PATTERNS) / 5


def test_a_screen_tells_texts_apart():
    law, bank = Screened("《[^》]+》"), Screened("银行|券商")
    masks = Screen([law, bank]).masks(["依照《证券法》", "", "银行与券商", "《证券法》规定银行"])
    assert masks == [law.bit, 0, bank.bit, law.bit | bank.bit]


SIGNS = (
    "中国银行有限公司《》法董事曾任税率研究院数字绿色算力建设发展，。的与the inc.university of act"
)


@given(st.text(SIGNS, max_size=60), st.sampled_from(["zh", "en"]), st.sampled_from(["firm", "gov"]))
@settings(max_examples=300, deadline=None)
def test_the_screen_changes_no_reason(text, lang, kind):
    from nqp_text.tagging.lexicon import Term

    sentence = Sentence(0, 1, "mdna", "prose", lang, 0, len(text), text)
    key = match_key(text)
    (mask,) = Screen(screened_patterns(lang)).masks([key])
    term = Term("path.finance", "绿色", "绿色", lang, 1.0, "core")
    place = (min(3, len(text)), min(5, len(text)))
    screened = Surroundings(sentence, key, lang, kind, mask).reason(term, *place)
    assert screened == Surroundings(sentence, key, lang, kind, EVERYTHING).reason(term, *place)
