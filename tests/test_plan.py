"""Sheet, strategy and plan: no empty part, no raw key, no score of a stakeholder, and the unknowns are named."""

import io
import json
import re
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest
from pypdf import PdfReader

from coursehelpers.documents.document import (
    TO_FILL_IN,
    Beside,
    Bullets,
    Document,
    Figure,
    Grid,
    Heading,
    KeyNumbers,
    PageBreak,
    Paragraph,
)
from coursehelpers.documents.write import rendered
from coursehelpers.evidence.gather import gather
from coursehelpers.ground.errors import BadCallError
from coursehelpers.ground.names import file_name
from coursehelpers.ground.settings import data_file
from coursehelpers.landscape.survey import survey
from coursehelpers.order.calling_order import WAVES, prioritize
from coursehelpers.order.letters import letters_document, write_letters
from coursehelpers.plan.action_plan import action_plan, strategy_page
from coursehelpers.plan.facts import plan_facts
from coursehelpers.plan.files import issue_texts, save_plan
from coursehelpers.plan.gaps import gaps
from coursehelpers.plan.sheet import called_grid, country_sheet, pictured
from coursehelpers.workbook.entries import (
    Contact,
    Cost,
    Indicator,
    Plan,
    RightsHolder,
    Stakeholder,
    Step,
)
from coursehelpers.workbook.file import PAGES, SECTIONS, Workbook

EVIDENCE = gather("XT")
XT = survey(EVIDENCE)
NOBODY = survey(replace(EVIDENCE, institutions=EVIDENCE.institutions.head(0)))
ONE = survey(replace(EVIDENCE, institutions=EVIDENCE.institutions.head(1)))
EXAMPLE = json.loads(data_file("example_plan.json").read_text(encoding="utf-8"))
BOOK = Workbook(
    country="XT",
    stakeholders=[
        Stakeholder(key="a", name="Ministry of Rain", kind="ministry", power=5, interest=1, why="a secret reason",
                    current="resistant", desired="neutral", ask="one signature", offer="half a page")
    ],
    rights_holders=[RightsHolder(name="Community of the islet", consent="in person, before March")],
    **{name: EXAMPLE[name] for name in [*PAGES, *SECTIONS] if name in EXAMPLE},
)  # fmt: skip
EMPTY = Workbook(country="XT")
COUNTRIES = {"many": XT, "one": ONE, "none": NOBODY}


_MADE: dict = {}


def made_once(make, *given):
    """Make something once for all tests that only read it; what it is made from is kept, so each id stays its own."""
    key = (make, *map(id, given))
    if key not in _MADE:
        _MADE[key] = (given, make(*given))
    return _MADE[key][1]


def ordered(landscape, book=None):
    return made_once(prioritize, landscape, book)


def planned(landscape, order, book, final=False):
    return made_once(_draft if not final else _final, landscape, order, book)


def _draft(landscape, order, book):
    return action_plan(plan_facts(landscape, order, book))


def _final(landscape, order, book):
    return action_plan(plan_facts(landscape, order, book), final=True)


def words_of(document: Document) -> str:
    said = [document.title, document.subtitle]
    for part in document.parts:
        match part:
            case Heading() | Paragraph():
                said.append(f"{getattr(part, 'label', '')} {part.text}")
            case Bullets():
                said += part.points
            case Beside():
                said.append(words_of(Document("", "", [*part.left, *part.right])))
            case Figure():
                said.append(part.caption)
            case KeyNumbers():
                said += [f"{number.value} {number.label}" for number in part.numbers]
            case Grid():
                said += [part.caption, *part.header, *(cell for row in part.rows for cell in row)]
    return "\n".join(said)


def documents(landscape, book):
    order = ordered(landscape, book)
    return [
        country_sheet(landscape, order),
        strategy_page(landscape, book),
        planned(landscape, order, book),
        planned(landscape, order, book, final=True),
    ]


def test_an_issue_text_names_the_labels_that_the_tables_speak_for():
    order = ordered(XT)
    row = order.table[order.table["triage"] == "link-fix"].iloc[0]
    name = f"{row['rank']:04d}-{file_name(row['name'])}.md"
    text = issue_texts(order, Workbook(country="XT"))[name]
    assert "`registered publisher`, `some specimens in GBIF`, `unlinked occurrences`" in text
    assert "`contacted`" not in text
    told = Workbook(country="XT", contacts=[Contact(key=row["key"], state="agreed")])
    assert "`contacted`, `responded`, `agree to mobilize data`" in issue_texts(order, told)[name]


def test_no_address_of_a_person_is_in_what_leaves_the_course():
    order = ordered(XT, BOOK)
    letters = letters_document(order, write_letters(order, BOOK, list(WAVES)))
    for document in [*documents(XT, BOOK), letters]:
        page = rendered(document, ".html", "x").decode()
        text = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
        assert not re.search(r"\w@\w|orcid", text, re.IGNORECASE)
    for text in issue_texts(order, BOOK).values():
        assert not re.search(r"\w@\w|orcid", text, re.IGNORECASE)


def test_a_country_without_institutions_still_learns_what_lies_beside_the_registry():
    order = ordered(NOBODY)
    words = words_of(planned(NOBODY, order, Workbook(country="XT")))
    assert NOBODY.publishers["name"].iloc[0] in words
    assert NOBODY.published_elsewhere["name"].iloc[0] in words
    assert "0 of 0" not in words
    alone = NOBODY._replace(
        publishers=NOBODY.publishers.head(0), published_elsewhere=NOBODY.published_elsewhere.head(0)
    )
    assert "publishers below" in words_of(country_sheet(NOBODY, order))
    assert "publishers below" not in words_of(country_sheet(alone, order))


def test_where_nobody_is_ready_the_sheet_says_who_comes_first():
    table = XT.table[XT.table["triage"] == "verify"].head(1)
    alone = XT._replace(table=table.reset_index(drop=True))
    words = words_of(country_sheet(alone, ordered(alone)))
    assert "Nobody stands under “now” yet. These come first:" in words
    assert "find out who looks after it now" in words


@pytest.mark.parametrize("landscape", COUNTRIES.values(), ids=COUNTRIES)
@pytest.mark.parametrize("book", [BOOK, EMPTY], ids=["filled", "empty"])
def test_no_heading_is_empty_and_nothing_raw_is_shown(landscape, book):
    for document in documents(landscape, book):
        for part, after in zip(document.parts, [*document.parts[1:], None], strict=True):
            if isinstance(part, Heading):
                assert after is not None, part
                assert not isinstance(after, Heading) or after.level > part.level, part
            if isinstance(part, Grid):
                assert part.rows
                assert part.caption
                assert all(len(row) == len(part.header) for row in part.rows)
                assert all(isinstance(cell, str) and cell for row in part.rows for cell in row), (
                    part.caption
                )
        words = words_of(document)
        assert not re.search(r"\b(nan|None|NaT|<NA>)\b", words)
        assert not re.search(r"(?<!/)\b[0-9a-f]{8}-[0-9a-f]{4}-", words), "a key without its page"


@pytest.mark.parametrize("landscape", COUNTRIES.values(), ids=COUNTRIES)
def test_the_sheet_is_one_sheet(landscape):
    sheet = country_sheet(landscape, ordered(landscape, BOOK))
    assert len(PdfReader(io.BytesIO(rendered(sheet, ".pdf", "x"))).pages) == 1


def test_the_sheet_stays_one_sheet_with_very_long_names():
    order = ordered(XT)
    long = order._replace(
        table=order.table.assign(
            name="Museum of Natural and Unnatural History " * 30, reasons="because " * 90
        ),
        questions=order.questions.assign(name="Museum " * 90),
        notes=tuple(f"{n} a note that goes on and on " * 20 for n in range(9)),
    )
    several = XT._replace(country="FR,NC,PF", provenance=XT.provenance | {"source": "live"})
    body = rendered(country_sheet(several, long), ".pdf", "x")
    assert len(PdfReader(io.BytesIO(body)).pages) == 1


def test_the_sheet_names_the_unknown_and_the_first_wave():
    words = words_of(country_sheet(XT, ordered(XT)))
    assert "16 of 24 state how much they hold" in words
    assert "Of the 16 that state a size" in words
    assert "Botanic Gardens Trust" in words
    assert "What to ask first" in words


def test_a_country_without_institutions_is_told_where_to_begin():
    assert "Where to begin" in words_of(country_sheet(NOBODY, ordered(NOBODY)))


def test_a_plan_shows_asks_and_offers_and_never_scores_or_attitudes():
    words = words_of(planned(XT, ordered(XT, BOOK), BOOK))
    assert "one signature" in words
    assert "half a page" in words
    for private in ("a secret reason", "resistant", "power", "interest"):
        assert private not in words.replace("conflict of interest", "")


def test_rights_holders_stand_with_their_consent():
    words = words_of(planned(XT, ordered(XT, BOOK), BOOK))
    assert "Community of the islet" in words
    assert "in person, before March" in words


def test_a_draft_lists_its_gaps_and_the_final_does_not():
    empty = Workbook(country="XT")
    order = ordered(XT, empty)
    draft, final = (words_of(planned(XT, order, empty, final=end)) for end in (False, True))
    assert "Still open in this draft" in draft
    assert "Name your node." in draft
    assert "Still open" not in final
    assert "draft" not in final


def test_the_example_has_two_gaps_to_find_and_an_empty_workbook_many():
    assert gaps(XT, BOOK) == [
        "Give the day on which the plan is looked at again.",
        "Indicator “records of the islet that are open with the council's consent” lacks a role that looks it up.",
    ]
    assert "Timeline: write at least three steps." in gaps(XT, Workbook(country="XT"))


def test_numbers_of_another_country_are_said():
    assert any("The numbers are of XT" in gap for gap in gaps(XT, Workbook(country="DK")))


def test_each_page_of_the_made_up_country_says_so_and_a_real_one_does_not():
    order = ordered(XT, BOOK)
    for page in PdfReader(io.BytesIO(rendered(planned(XT, order, BOOK), ".pdf", "x"))).pages:
        assert "exercise: made-up country" in page.extract_text()
    real = XT._replace(country="DK", provenance=XT.provenance | {"source": "live"})
    book = Workbook(country="DK")
    assert not planned(real, ordered(real, book), book).exercise


@pytest.mark.parametrize("suffix", [".docx", ".pdf", ".html", ".md", ".xlsx"])
@pytest.mark.parametrize("landscape", COUNTRIES.values(), ids=COUNTRIES)
def test_a_plan_is_written_in_each_format(tmp_path, landscape, suffix):
    path = tmp_path / f"plan{suffix}"
    save_plan(landscape, ordered(landscape, BOOK), BOOK, path)
    assert path.stat().st_size > 1_000


def test_the_spreadsheet_of_a_plan_says_on_each_sheet_that_it_is_an_exercise(tmp_path):
    path = tmp_path / "plan.xlsx"
    save_plan(XT, ordered(XT, BOOK), BOOK, path)
    book = openpyxl.load_workbook(path)
    assert {"Calling order", "What to ask", "Timeline", "Budget", "Indicators", "Risks"} <= set(
        book.sheetnames
    )
    for sheet in book.worksheets:
        assert "exercise: made-up country" in [cell.value for cell in sheet[1]]


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(BadCallError, match=r"\.xlsx"):
        save_plan(XT, ordered(XT), BOOK, tmp_path / "plan.odt")


def test_texts_for_a_pipeline_hold_no_person_and_no_score():
    order = ordered(XT, BOOK)
    texts = issue_texts(order, BOOK)
    assert len(texts) == 15
    for text in texts.values():
        assert text.startswith("# ")
        assert "exercise: made-up country" in text
        assert not re.search(r"score|power|interest", text)
    assert any("State: responded" in text for text in texts.values())


def test_a_budget_without_a_figure_and_a_step_without_a_role_are_named_not_hidden():
    book = Workbook(
        country="XT",
        costs=[Cost(what="a new scanner")],
        steps=[Step(activity="call")],
        plan=Plan(begins="2027-01-01"),
    )
    words = words_of(planned(XT, ordered(XT, book), book))
    assert "Without a figure yet: a new scanner." in words
    assert "“call” has nobody who answers for it" in words


def test_what_is_not_agreed_yet_is_a_gap_and_no_row():
    silent = Stakeholder(key="b", name="Society of Moss", kind="other", power=2, interest=2)
    book = Workbook(country="XT", stakeholders=[silent])
    words = words_of(planned(XT, ordered(XT, book), book, final=True))
    assert "Society of Moss" not in words
    assert "to be agreed" not in words
    assert "Stakeholders: write what you ask of, or offer to, Society of Moss." in gaps(XT, book)


def test_the_sheet_of_a_small_country_names_every_institution():
    few = XT._replace(table=XT.table.head(8).reset_index(drop=True))
    order = prioritize(few)
    sheet = country_sheet(few, order)
    words = words_of(sheet)
    assert all(" ".join(name.split())[:25] in words for name in order.table["name"])
    assert len(PdfReader(io.BytesIO(rendered(sheet, ".pdf", "x"))).pages) == 1


def test_a_small_country_is_drawn_by_name_and_place_under_one_number_each():
    few = XT._replace(table=XT.table.head(8).reset_index(drop=True))
    order = prioritize(few)
    sheet = country_sheet(few, order)
    (side,) = [part for part in sheet.parts if isinstance(part, Beside)]
    by_name, where = (part for column in (side.left, side.right) for part in column)
    assert all(" ".join(name.split())[:20] in by_name.alternative for name in order.table["name"])
    assert re.search(r"\d of 8 give coordinates", where.caption)
    (grid,) = [part for part in sheet.parts if isinstance(part, Grid)]
    assert [row[0].split()[0] for row in grid.rows] == [str(n) for n in range(1, 9)]


def test_a_sheet_of_many_says_what_it_leaves_out_and_cuts_no_reason():
    order = ordered(XT)
    sheet = country_sheet(XT, order)
    (grid,) = [part for part in sheet.parts if isinstance(part, Grid)]
    assert "all 24 stand in the spreadsheet" in grid.caption
    whole = {reason for reasons in order.table["reasons"] for reason in reasons.split("; ")}
    assert {reason for row in grid.rows for reason in row[1].split("; ")} <= whole


def test_where_hardly_anybody_is_listed_there_are_lines_to_write_on():
    lines = {}
    for name, landscape in COUNTRIES.items():
        sheet = country_sheet(landscape, ordered(landscape))
        cells = [c for p in sheet.parts if isinstance(p, Grid) for row in p.rows for c in row]
        lines[name] = cells.count(TO_FILL_IN)
    assert lines["none"] > lines["one"] > lines["many"] == 0


def test_a_sheet_says_who_made_it_only_where_that_is_known():
    order = ordered(XT)
    assert "Made by Facility of Xantoria" in country_sheet(XT, order, "Facility of Xantoria").footer
    assert "Made by" not in country_sheet(XT, order).footer


def test_one_word_that_is_true_of_all_is_no_column():
    rows = [("a", "b", "c", "alike"), ("d", "e", "f", "alike")]
    assert len(called_grid(rows, "").header) == 3
    assert len(called_grid([*rows, ("g", "h", "i", "other")], "").header) == 4


def test_a_first_step_that_all_share_is_said_once():
    alike = [("a", "b", "call them", "sure"), ("d", "e", "call them", "less sure")]
    grid = called_grid(alike, "Those to call now.")
    assert grid.header == ["institution", "why", "how sure"]
    assert grid.caption == "Those to call now. The first step is the same with each: call them."
    assert "first step" in called_grid(alike[:1], "One").header


@pytest.mark.parametrize(
    ("day", "said"), [("2026-05-01", "9 on 2026-05-01"), ("2026-10-01", ""), (None, "")]
)
def test_a_sheet_says_what_a_number_was_only_if_somebody_noted_it_earlier(day, said):
    noted = Indicator(name="sizes", measure="sizes", baseline=9, baseline_date=day)
    told = country_sheet(XT, ordered(XT), "", [noted]).parts[0].numbers
    assert [number.before for number in told] == ["", said, "", ""]
    page = rendered(country_sheet(XT, ordered(XT), "", [noted]), ".html", "x").decode()
    assert (said in page) if said else "2026-05-01" not in page


def test_a_sheet_leads_to_the_page_of_its_country_and_never_to_one_of_a_made_up_one():
    real = XT._replace(country="KE", provenance=XT.provenance | {"source": "live"})
    assert country_sheet(real, ordered(real)).link == "https://www.gbif.org/country/KE"
    assert not country_sheet(XT, ordered(XT)).link
    several = XT._replace(country="FR,NC,PF", provenance=XT.provenance | {"source": "live"})
    assert not country_sheet(several, ordered(several)).link


def test_a_map_of_one_unknown_place_stands_beside_words_or_not_at_all():
    silent = ONE._replace(table=ONE.table.assign(declared=pd.NA, linked=0))
    words = [Paragraph("a"), Paragraph("b"), Paragraph("c")]
    assert pictured(silent, silent.table, words[:1]) == words[:1]
    (side,) = pictured(silent, silent.table, words)
    assert side.left == words


def test_one_conversation_is_a_sentence_and_no_figure():
    book = Workbook(country="XT", contacts=[Contact(key=XT.table["key"].iloc[0], state="agreed")])
    words = words_of(planned(XT, ordered(XT, book), book))
    assert "Conversations: 1; answered 1, agreed 1, linked 0." in words


def test_the_first_page_of_a_plan_says_what_is_to_change_and_what_it_takes():
    parts = planned(XT, ordered(XT, BOOK), BOOK).parts
    first = parts[: next(at for at, part in enumerate(parts) if isinstance(part, PageBreak))]
    (grid,) = [part for part in first if isinstance(part, Grid)]
    assert list(grid.rows[0][1:]) == ["16", "2026-10-01", "22", "2027-07-01"]
    assert "What it takes: USD 2018" in words_of(Document("", "", first))


def test_the_first_page_of_a_plan_has_numbers_and_a_figure():
    parts = planned(XT, ordered(XT, BOOK), BOOK).parts
    first = parts[: next(at for at, part in enumerate(parts) if isinstance(part, PageBreak))]
    assert any(isinstance(part, KeyNumbers) for part in first)
    assert any(isinstance(part, Beside) for part in first)
