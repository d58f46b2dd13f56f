"""A long text is folded through an array: it must give what the short way gives."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nqp_text.normalize import match_key


@given(st.text(alphabet=st.characters(), min_size=1, max_size=30))
def test_a_long_text_gives_the_same_key_as_its_pieces(piece: str) -> None:
    long_text = piece * 2_001

    assert match_key(long_text) == match_key(piece) * 2_001
