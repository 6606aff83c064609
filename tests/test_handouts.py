"""What a trainer prints: whole, on A4, from nothing but the file."""

import re

import pytest

from coursehelpers.classroom.completion import rubric
from coursehelpers.classroom.handouts import FIELDS, write_handouts
from coursehelpers.classroom.sessions import read_sessions
from coursehelpers.stakeholders.group import call_cards, role_cards


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    written = write_handouts(tmp_path_factory.mktemp("handouts"))
    return {path.stem: path.read_text(encoding="utf-8") for path in written}


def test_there_is_a_page_for_each_session_and_each_thing_on_paper(pages):
    sessions = {f"session-{session.key}" for session in read_sessions()}
    assert set(pages) == sessions | {"grid", "canvas", "rubric", "role-cards", "call-cards"}


def test_a_page_prints_on_a4_and_asks_nothing_of_anybody(pages):
    for text in pages.values():
        assert re.search(r"size:A4", text)
        assert not re.search(r"<script|src=|url\(|https?://", text)


def test_a_plan_says_from_when_to_when_what_and_what_to_bring(pages):
    for session in read_sessions():
        text = pages[f"session-{session.key}"]
        assert text.count('<td class="time">') == len(session.steps)
        assert f"<td>{session.minutes}</td>" in text
        assert all(thing in text for thing in session.bring)


def test_the_canvas_has_six_fields_and_the_rubric_four_levels_and_two_crosses(pages):
    assert len(FIELDS) == 6
    assert pages["canvas"].count("<section>") == 6
    levels = sum(len(part["levels"]) for part in rubric().values())
    assert pages["rubric"].count("☐") == 2 * levels == 24


def test_the_grid_has_25_cells_and_places_nobody_who_is_asked_for_consent(pages):
    assert len(re.findall(r'<div class="(?:high)?"></div>', pages["grid"])) == 25
    assert "asked for consent, not placed" in pages["grid"]


def test_cards_are_those_of_the_lessons(pages):
    assert pages["role-cards"].count('class="card"') == len(role_cards()) == 12
    assert pages["call-cards"].count('class="card"') == len(call_cards())
