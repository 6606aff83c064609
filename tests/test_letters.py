"""Letters: one question, at most 150 words, facts with their date, and nothing is sent."""

import re

import pandas as pd
import pytest

from coursehelpers.documents.document import Heading
from coursehelpers.evidence.gather import gather
from coursehelpers.ground.names import file_name
from coursehelpers.ground.tables import rows_of
from coursehelpers.landscape.survey import survey
from coursehelpers.order.calling_order import WAVES, prioritize
from coursehelpers.order.letters import (
    MOST_WORDS,
    as_texts,
    card,
    certainty,
    letters_document,
    place_words,
    write_letters,
)
from coursehelpers.workbook.entries import Plan, WaveChoice
from coursehelpers.workbook.file import Workbook

ORDER = prioritize(survey(gather("XT")))
LIVE = ORDER.provenance | {"source": "live"}
LETTERS = write_letters(ORDER, Workbook(country="XT"), list(WAVES))


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.key[:8])
def test_a_letter_is_short_asks_one_question_and_gives_the_page(letter):
    assert len(letter.text.split()) <= MOST_WORDS
    assert letter.text.count("?") == 1
    assert f"institution/{letter.key}" in letter.text
    assert ORDER.provenance["registry_date"] in letter.text


def test_each_kind_of_conversation_has_its_own_question():
    plain = ORDER.table.assign(
        publisher=ORDER.table["publisher"].replace("E4", "E0"), disagree=False, over=False
    )
    letters = write_letters(ORDER._replace(table=plain), Workbook(country="XT"), list(WAVES))
    kinds = dict(zip(plain["key"], plain["triage"], strict=True))
    asked = {
        (re.search(r"[^.?]*\?", letter.text).group().strip(), kinds[letter.key])
        for letter in letters
    }
    assert len({question for question, _kind in asked}) == len(asked)
    assert {kind for _question, kind in asked} == set(kinds.values())


def letter_to(**facts):
    table = ORDER.table.head(1).assign(wave="now", publisher="E0", disagree=False, over=False)
    for name, fact in facts.items():
        table[name] = pd.array([fact], dtype=ORDER.table[name].dtype)
    order = ORDER._replace(table=table)
    (letter,) = write_letters(order, Workbook(country="XT"))
    words = list(card(next(rows_of(table, *table.columns)), order))
    return letter.text, str(words)


def test_a_sum_over_collections_is_never_put_into_an_entrys_mouth():
    known = {"declared": 500, "declared_own": None, "declared_collections": 500}
    text, _card = letter_to(declared_basis="collections", **known)
    assert "collections that add up to 500 specimens" in text
    assert "you hold" not in text
    text, _card = letter_to(declared_basis="partial", **known)
    assert "some state a size, 500 specimens in all" in text
    text, _card = letter_to(declared_basis="institution", declared=70, declared_own=70)
    assert "said that you hold 70 specimens" in text


@pytest.mark.parametrize("triage", ["link-fix", "complete", "grow", "engage", "onboard"])
def test_two_numbers_that_disagree_are_both_named_and_asked(triage):
    text, words = letter_to(
        triage=triage, disagree=True, declared=9000, declared_basis="institution",
        declared_own=9000, declared_collections=400,
    )  # fmt: skip
    for said in (text, words):
        assert "9,000" in said
        assert "400" in said
        assert "which of the two numbers is right" in said.casefold()
    assert text.count("?") == 1
    assert "Nearly all" not in text


def test_a_house_that_may_be_a_publisher_is_asked_and_not_invited():
    text, words = letter_to(triage="onboard", publisher="E4", publisher_name="Moss Trust|Moss Club")
    assert "called “Moss Trust” or “Moss Club”. Is that your house?" in text
    assert "publishing it under your own name" not in text
    assert "perhaps “Moss Trust” or “Moss Club”, please check" in words


def test_a_size_that_is_not_stated_is_never_said_to_be_nought():
    silent = set(ORDER.table.loc[ORDER.table["declared"].isna(), "key"])
    for letter in LETTERS:
        assert ("gave no size" in letter.text) == (letter.key in silent)
        assert "hold 0 " not in letter.text


def test_the_node_signs_where_the_plan_names_it():
    book = Workbook(country="XT", plan=Plan(node="Facility of Xantoria", author="node manager"))
    text = write_letters(ORDER, book)[0].text
    assert "node manager of the Facility of Xantoria" in text
    assert "[your node]" in LETTERS[0].text


def test_a_very_long_name_keeps_the_letter_short():
    long = ORDER._replace(table=ORDER.table.assign(name="very " * 300))
    assert (
        max(len(letter.text.split()) for letter in write_letters(long, Workbook(country="XT")))
        <= MOST_WORDS
    )


def test_the_document_has_a_card_for_each_and_says_that_nothing_was_sent():
    document = letters_document(ORDER, LETTERS[:3])
    names = [part.text for part in document.parts if isinstance(part, Heading) and part.level == 1]
    assert names == [letter.name for letter in LETTERS[:3]]
    assert "Nothing was sent" in document.parts[0].text
    assert document.exercise
    assert not letters_document(ORDER._replace(country="DK", provenance=LIVE), LETTERS[:1]).exercise


def test_what_the_learner_moved_is_never_called_sure_by_trials():
    key = ORDER.table["key"].iloc[7]
    book = Workbook(country="XT", waves=[WaveChoice(key=key, wave="now", why="it has asked")])
    order = prioritize(survey(gather("XT")), book)
    rows = {row.key: row for row in rows_of(order.table, *order.table.columns)}
    for words in (certainty(rows[key], order), place_words(rows[key], order)):
        assert "put there by hand" in words
        assert "%" not in words
    assert "first 5" in place_words(rows[ORDER.table["key"].iloc[0]], order)


def test_a_hurried_reader_is_told_a_place_in_words():
    first = next(rows_of(ORDER.table, *ORDER.table.columns))
    said = {share: place_words(first._replace(top_share=share), ORDER) for share in (1.0, 0.5, 0.1)}
    assert list(said.values()) == [
        "among the first 5",
        "perhaps among the first 5",
        "after the first 5",
    ]
    alike = first._replace(top_share=None, rank_low=5, rank_high=10)
    assert place_words(alike, ORDER) == "we cannot tell these 6 apart"


def test_no_record_is_said_in_words():
    assert any("No record on GBIF was linked to it yet" in letter.text for letter in LETTERS)
    assert not any(re.search(r"(?<![\d,])0 records", letter.text) for letter in LETTERS)


def test_a_wave_without_anybody_is_said():
    assert "Nobody stands in this wave" in letters_document(ORDER, []).parts[-1].text


def test_texts_are_numbered_in_calling_order():
    names = list(as_texts(LETTERS))
    assert names == sorted(names)
    assert len(names) == len(LETTERS)


def test_the_learners_own_reason_stands_in_the_letter_and_asks_nothing():
    key = ORDER.table["key"].iloc[7]
    book = Workbook(country="XT", waves=[WaveChoice(key=key, wave="now", why="it moves in May?")])
    letters = {
        each.key: each.text for each in write_letters(prioritize(survey(gather("XT")), book), book)
    }
    assert "Why now: it moves in May." in letters[key]
    assert letters[key].count("?") == 1


def test_a_letter_begins_with_the_records_of_a_house_that_states_no_size():
    text, _card = letter_to(declared=None, linked=40958, triage="ask-size")
    assert text.split("\n\n")[1].startswith("40,958 specimen records on GBIF are linked")
    assert "gave no size" in text


def test_a_letter_promises_no_change_in_the_registry():
    for letter in LETTERS:
        assert not re.search("I (put|bring)|same day|we can host", letter.text, re.IGNORECASE)


def test_where_there_is_no_address_the_card_says_where_to_find_one():
    _text, words = letter_to(contactable=0)
    assert "where to find an address" in words
    assert "where to find an address" not in letter_to(contactable=3)[1]


def test_files_are_named_by_institution():
    assert next(iter(as_texts(LETTERS))) == "01-" + file_name(LETTERS[0].name) + ".txt"


@pytest.mark.parametrize("name", ["Université", "University", "Museum.", ""])
def test_a_name_that_says_no_house_is_left_out_of_the_salutation(name):
    text, _card = letter_to(name=name)
    assert text.startswith("Dear colleagues,\n")


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("University Zoology Collection", "the University Zoology Collection"),
        ("Botanic Gardens Trust of Fernhill", "the Botanic Gardens Trust of Fernhill"),
        ("Geology Department, University of Adelaide", "the Geology Department, University of Adelaide"),
        ("All-Russian Collection of Microorganisms", "the All-Russian Collection of Microorganisms"),
        ("Museum and Art Gallery of the Northern Territory", "the Museum and Art Gallery of the Northern Territory"),
        ("Research Group (IBRG)", "the Research Group (IBRG)"),
        ("Pedagogical University ( MPU ).", "Pedagogical University (MPU)"),
        ("Smith & Sons Inc.", "Smith & Sons Inc."),
        ("Museum national d'Histoire naturelle", "Museum national d'Histoire naturelle"),
        ("Universidade Federal do Pará", "Universidade Federal do Pará"),
        ("ALGOBANK", "ALGOBANK"),
    ],
)  # fmt: skip
def test_a_salutation_reads_as_one_says_it(name, called):
    text, _card = letter_to(name=name)
    assert text.startswith(f"Dear colleagues of {called},")


def test_of_entries_that_may_be_one_house_one_gets_a_letter_and_is_asked_that():
    table = ORDER.table.head(2).assign(wave="now", publisher="E0", duplicate_of="group")
    twins = ORDER._replace(table=table)
    (letter,) = write_letters(twins, Workbook(country="XT"))
    assert "Are they one and the same?" in letter.text
    shown = str(list(card(next(rows_of(table, *table.columns)), twins)))
    assert table["url"].iloc[1] in shown


def test_a_catalogue_that_is_online_is_said_to_stand_in_the_entry():
    text, _card = letter_to(triage="onboard", linked=0)
    assert "links to a catalogue or to data online" in text


def test_a_country_is_called_as_one_says_it():
    document = letters_document(ORDER._replace(country="CD", provenance=LIVE), [])
    assert document.subtitle.startswith("Democratic Republic of the Congo,")
