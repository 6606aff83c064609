"""Comparing names of organisations."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursehelpers.ground.names import likeness, plain


def test_accents_case_and_punctuation_make_no_difference():
    assert plain("Museu de HISTÓRIA  Natural – (Açores)") == "museu de historia natural acores"
    assert plain("标本") != ""


@given(st.text(), st.text())
def test_likeness_is_the_same_both_ways_and_complete_with_oneself(one, other):
    assert likeness(one, other) == pytest.approx(likeness(other, one))
    assert likeness(one, one) == 100
