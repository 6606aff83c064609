"""One record made better: what is missing is asked, and changed where it is kept."""

import pytest

from coursehelpers import course
from coursehelpers.evidence.gather import gather
from coursehelpers.ground.errors import BadCallError
from coursehelpers.landscape.entries import filled_fields
from coursehelpers.landscape.improve import improve

EVIDENCE = gather("XT")
TABLE = EVIDENCE.institutions
FIELDS = [str(column.name) for columns in filled_fields(EVIDENCE).values() for column in columns]


@pytest.mark.parametrize("key", TABLE["key"], ids=lambda key: key[:8])
def test_each_empty_field_has_a_question_and_a_place(key):
    found = improve(EVIDENCE, key)
    assert found.url.endswith(f"/institution/{key}")
    assert found.missing["ask"].str.endswith("?").all()
    assert set(found.missing["field"]) <= set(FIELDS)
    for field in found.missing.loc[found.missing["where"] == "GRSciColl", "field"]:
        assert f"{field}: […]" in found.suggestion


def test_what_index_herbariorum_keeps_is_changed_there():
    copied = TABLE.loc[TABLE["master_source"] == "IH", "key"]
    places = {place for key in copied for place in improve(EVIDENCE, key).missing["where"]}
    assert "Index Herbariorum" in places
    others = TABLE.loc[TABLE["master_source"] != "IH", "key"]
    for key in others:
        assert "Index Herbariorum" not in set(improve(EVIDENCE, key).missing["where"])


def test_a_key_that_is_none_is_said():
    with pytest.raises(BadCallError, match="copy a key"):
        improve(EVIDENCE, "nothing")


def test_the_verb_shows_the_questions_and_the_text(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_HOME", str(tmp_path))
    shown = course.landscape().improve("University Herbarium of Port Amber")
    assert "Roughly how many specimens" in repr(shown)
    assert "scientific-collections.gbif.org" in shown._repr_html_()
