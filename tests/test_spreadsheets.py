"""The way round every form: each list of the workbook goes out to a spreadsheet and comes back."""

from datetime import date
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, Field

from coursehelpers.ground.errors import BadCallError, BrokenFileError
from coursehelpers.ground.tables import DATE, NUMBER, TEXT, WHOLE
from coursehelpers.workbook.entries import (
    Assessment,
    Contact,
    Cost,
    Indicator,
    Result,
    Risk,
    Step,
    WaveChoice,
)
from coursehelpers.workbook.file import SECTIONS, Workbook
from coursehelpers.workbook.spreadsheets import columns_of, load_section, save_section

FILLED = Workbook(
    country="XT",
    stakeholders=[{"key": "a", "name": "=1+1", "kind": "institution", "power": 4}],
    rights_holders=[{"name": "Community of Île aux Herbes"}],
    ties=[{"one": "a", "other": "b", "strength": 2}],
    corrections=[{"key": "a", "field": "declared", "value": "1200", "noted": "2026-11-24"}],
    cards=[{"card": 3, "power": 4, "interest": 5}],
    weights=[{"criterion": "gap", "weight": 2.5}],
    assessments=[Assessment(key="a", criterion="risk", value=3)],
    waves=[WaveChoice(key="a", wave="now", why="it has asked")],
    contacts=[Contact(key="a", state="first dataset", since=date(2026, 11, 24))],
    messages=[{"audience": "deans", "message": "one; sentence, “quoted”\nand a second line"}],
    steps=[Step(activity="call", days=3, after="write; print")],
    costs=[Cost(what="typing", records=2000, rate="sheet", low_days=0.5)],
    indicators=[Indicator(name="entries", baseline=3, target=10, target_date=date(2027, 6, 30))],
    results=[Result(level="output", statement="ten entries")],
    risks=[Risk(risk="nobody answers", likelihood=2)],
    ratings=[{"what": "plan", "level": 3}],
    datasets=[{"title": "Types", "format": "digitised", "records": 40}],
    drafts=[{"section": "steps", "field": "activity", "text": "call"}],
)


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize(("suffix", "delimiter"), [(".csv", ","), (".csv", ";"), (".xlsx", ",")])
def test_a_list_comes_back_as_it_went(tmp_path, section, suffix, delimiter):
    path = tmp_path / f"{section}{suffix}"
    save_section(FILLED, section, path, delimiter)
    empty = Workbook(country="XT")
    assert load_section(empty, section, path) == 1
    expected = [e.model_dump() for e in getattr(FILLED, section)]
    if suffix == ".csv" and section == "messages":
        expected[0]["message"] = getattr(empty, section)[0].message
        assert "a second line" in expected[0]["message"]
    assert [e.model_dump() for e in getattr(empty, section)] == expected


def test_a_known_entry_is_replaced_and_the_others_stay(tmp_path):
    path = tmp_path / "risks.csv"
    path.write_text("risk;effect\nnobody answers;3\n")
    book = Workbook(country="XT", risks=[Risk(risk="fire"), Risk(risk="nobody answers", effect=1)])
    load_section(book, "risks", path)
    assert [(r.risk, r.effect) for r in book.risks] == [("fire", None), ("nobody answers", 3)]


def test_a_bad_row_is_named_with_its_field(tmp_path):
    path = tmp_path / "steps.csv"
    path.write_text("activity,days\ncall,3\nwrite,many\n")
    with pytest.raises(BrokenFileError, match=r"steps.csv, row 3, “days”: many cannot be read"):
        load_section(Workbook(country="XT"), "steps", path)


def test_a_file_of_another_kind_and_a_list_that_is_none_are_refused(tmp_path):
    with pytest.raises(BadCallError, match="choose one of stakeholders"):
        save_section(FILLED, "beauty", tmp_path / "x.csv")
    with pytest.raises(BadCallError, match="ends in none of"):
        save_section(FILLED, "steps", tmp_path / "x.doc")
    (tmp_path / "x.xlsx").write_bytes(b"no spreadsheet")
    with pytest.raises(BrokenFileError, match="cannot be read as a spreadsheet"):
        load_section(FILLED, "steps", tmp_path / "x.xlsx")
    with pytest.raises(BrokenFileError, match="check its name"):
        load_section(FILLED, "steps", tmp_path / "none.csv")


def test_the_types_of_columns_come_from_the_schema():
    class Kept(BaseModel):
        updated: str = ""
        """Holds the word “date” and is none."""
        pointless: str = ""
        amount: Annotated[int, Field(ge=0)] | None = None
        share: float | None = None
        day: date | None = None
        word: Literal["a", "b"] = "a"

    assert {name: column.dtype for name, column in columns_of(Kept).items()} == {
        "updated": TEXT,
        "pointless": TEXT,
        "amount": WHOLE,
        "share": NUMBER,
        "day": DATE,
        "word": TEXT,
    }
