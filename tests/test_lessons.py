"""The verbs of the lessons: they run through in every country, and refuse what is wrong."""

import pytest

from coursehelpers import (
    assess,
    choose_country,
    correct,
    engage,
    improve_one_record,
    mend_links,
    my_calling_order,
    my_letters,
    note_contact,
    put_in_wave,
    what_if_weight,
)
from coursehelpers.errors import BadCallError
from coursehelpers.own import mine

IN_THE_LESSONS = [
    lambda: correct("Saint Moss Herbarium", "declared", "7500", source="its curator"),
    lambda: engage("National Museum of Xantoria", now="neutral", wanted="supportive"),
    lambda: improve_one_record("Coral Steps Town Museum"),
    lambda: put_in_wave("University Herbarium of Port Amber", "now", why="asked for help"),
    lambda: assess("Îlot Plant Room", "risk", 3, why="the room is to be given up"),
    lambda: note_contact("Saint Moss Shell Cabinet", "responded"),
    lambda: my_letters(my_calling_order(), which=2),
    lambda: mend_links(2),
    lambda: what_if_weight("gap"),
]
"""Lines that stand in the lessons' cells."""


@pytest.fixture
def learner(monkeypatch, tmp_path):
    """Work as a notebook does, in a folder of one's own."""
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "my-course"))
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    return monkeypatch


@pytest.mark.recorded
@pytest.mark.parametrize("country", ["LI", "VA"], ids=["one institution", "none"])
def test_a_line_of_a_lesson_says_that_it_is_an_example_and_changes_nothing(
    learner, world_server, country
):
    learner.setenv("GBIF_API_URL", world_server.url)
    learner.setenv("COURSE_SOURCE", "live")
    choose_country(country)
    before = mine()
    for line in IN_THE_LESSONS:
        assert "training country's example" in repr(line())
    assert mine() == before


@pytest.mark.recorded
def test_a_name_of_ones_own_that_is_wrong_is_still_refused(learner, world_server):
    learner.setenv("GBIF_API_URL", world_server.url)
    learner.setenv("COURSE_SOURCE", "live")
    choose_country("LI")
    with pytest.raises(BadCallError, match="copy the name from there"):
        put_in_wave("Museum of Nowhere", "now", why="x")


def test_in_the_training_country_a_wrong_line_is_refused(learner):
    learner.setenv("COURSE_SOURCE", "training")
    choose_country("XT")
    with pytest.raises(BadCallError, match="not in your register"):
        engage("National Museum of Xantoria", now="neutral", wanted="supportive")
