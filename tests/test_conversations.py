"""The first step with an institution: what has to be cleared up goes before what its kind would ask."""

import re
from types import SimpleNamespace

import pytest

from coursehelpers.landscape.conversations import CONVERSATIONS, first_step

PLAIN = {
    "triage": "engage", "name": "Fern Museum", "contactable": 3, "publisher": "E0", "publisher_name": None,
    "linked": 0, "declared": 900, "declared_basis": "institution", "disagree": False, "over": False,
    "duplicate_of": None,
}  # fmt: skip


def step(**facts):
    return first_step(SimpleNamespace(**PLAIN | facts))


@pytest.mark.parametrize("kind", list(CONVERSATIONS))
def test_where_nothing_is_in_the_way_the_kind_says_the_first_step(kind):
    assert step(triage=kind, publisher="E3") == CONVERSATIONS[kind].first_step


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"name": "Museum of Upper Volta"}, "find out who keeps its collections now"),
        (
            {"name": "Museum of Upper Volta", "triage": "verify"},
            "find out who keeps its collections now",
        ),
        ({"contactable": 0}, "find a way to reach it"),
        ({"duplicate_of": "a"}, "look whether it is entered twice"),
        (
            {"triage": "complete", "publisher": "E4", "publisher_name": "Fern Club"},
            "check whether it is the publisher “Fern Club”",
        ),
        ({"disagree": True, "declared": 12}, "ask which of its two numbers is right"),
        ({"over": True, "declared": 12}, "ask whether its number of specimens is still right"),
        ({"declared": 12}, "ask kindly whether 12 specimens is right; a digit may be missing"),
        ({"triage": "onboard", "linked": 5}, "ask who publishes its records"),
        ({"triage": "complete", "linked": 880}, "ask who publishes its records"),
    ],
)  # fmt: skip
def test_what_is_not_clear_is_cleared_up_first(facts, said):
    assert step(**facts) == said


@pytest.mark.parametrize("publisher", ["E0", "E4"])
def test_nobody_is_thanked_for_publishing_who_may_not_publish(publisher):
    assert "thank" not in step(
        triage="complete", linked=880, publisher=publisher, publisher_name="Fern Club"
    )


def test_no_kind_asks_whether_somebody_exists_or_is_called_a_house_or_ready():
    for kind in CONVERSATIONS.values():
        said = " ".join([kind.words, kind.label, kind.first_step, kind.question, kind.offer])
        assert not re.search(r"\b(exists?|house|ready|role in|own name)\b", said)
