"""Agreement of coders, and what is settled between them."""

from __future__ import annotations

import pytest

from nqp_text.errors import ValidationError
from nqp_text.validation.agreement import agreement
from nqp_text.validation.codes import ATTRIBUTES
from nqp_text.validation.coding import Code, Coding
from nqp_text.validation.settlement import differing, settle

GREEN, COMPUTE = "path.green", "path.compute"
NOTHING = dict.fromkeys(ATTRIBUTES)


def code(*labels, **values):
    return Code(frozenset(labels), NOTHING | values)


def coding(name, codes):
    return Coding(name, {f"A{n}": c for n, c in codes.items()}, 10, 0)


@pytest.fixture
def two():
    one = {1: code(GREEN, stance="plan"), 2: code(GREEN, stance="action"), 3: code(), 4: code()}
    other = {1: code(GREEN, stance="plan"), 2: code(COMPUTE, stance="plan"), 3: code(), 5: code()}
    return [coding("anna", one), coding("bo", other)]


def test_labels_are_compared_in_sentences_that_both_coded(two, taxonomy):
    found = agreement(two, taxonomy, replicates=100)
    green = next(label for label in found.labels if label.label == GREEN)
    assert (found.sentences, green.n, green.positive) == (3, 3, 2)
    assert green.f1[0] == pytest.approx(2 / 3)
    assert green.kappa[0] == pytest.approx(0.4)
    assert green.alpha[0] == pytest.approx(4 / 9)
    assert found.micro_f1[0] == pytest.approx(0.5)
    assert found.same_paths[0] == pytest.approx(2 / 3)
    stance = found.attributes[0]
    assert (stance.label, stance.n, stance.f1[0]) == ("stance", 2, 0.5)


def test_a_label_that_nobody_gave_says_so(two, taxonomy):
    found = agreement(two, taxonomy, replicates=100)
    talent = next(label for label in found.labels if label.label == "path.talent")
    assert talent.status == "no coder gave this label"
    assert talent.alpha == talent.kappa == talent.f1 == (None, None, None)


def test_one_coder_and_no_common_sentence_are_refused(two, taxonomy):
    with pytest.raises(ValidationError, match="One coder"):
        agreement(two[:1], taxonomy)
    with pytest.raises(ValidationError, match="No sentence was coded by two") as caught:
        agreement([coding("a", {1: code()}), coding("b", {2: code()})], taxonomy)
    assert "a: 1 of 10 coded" in caught.value.where


def test_different_labels_must_be_settled(two):
    assert differing(two) == ["A2"]
    with pytest.raises(ValidationError, match="1 sentences different labels"):
        settle(two)
    assert settle(two, first=True)["A2"].labels == {GREEN}
    settled = coding("settled", {2: code(COMPUTE, stance="plan")})
    final = settle(two, settled)
    assert final["A2"].labels == {COMPUTE}
    assert sorted(final) == ["A1", "A2", "A3", "A4", "A5"]


def test_three_coders_decide_by_majority_label_by_label():
    codes = [code(GREEN, stance="plan"), code(GREEN, COMPUTE, stance="plan"), code(stance="action")]
    final = settle([coding(name, {1: each}) for name, each in zip("abc", codes, strict=True)])
    assert final["A1"].labels == {GREEN}
    assert final["A1"].values["stance"] == "plan"


def test_attributes_without_majority_stay_open():
    codes = [code(GREEN, stance="plan", actor="own"), code(GREEN, stance="action", actor="own")]
    final = settle([coding(name, {1: each}) for name, each in zip("ab", codes, strict=True)])
    assert final["A1"].values == {"stance": None, "actor": "own", "polarity": None}
