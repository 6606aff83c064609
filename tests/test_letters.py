"""Letters: one question, at most 150 words, facts with their date, and nothing is sent."""

import re

import pandas as pd
import pytest

from coursehelpers.documents.document import Heading
from coursehelpers.evidence.gather import gather
from coursehelpers.ground.names import file_name
from coursehelpers.ground.tables import rows_of
from coursehelpers.landscape.salutation import tidied
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
    assert ORDER.provenance["registry_date"] == "2026-10-01"
    assert "1 October 2026" in letter.text
    assert "2026-10" not in letter.text


def test_each_kind_of_conversation_has_its_own_question():
    unsure = ORDER.table["triage"].isin(["onboard", "engage", "ask-size", "verify"])
    plain = ORDER.table.assign(
        publisher=unsure.map({True: "E0", False: "E3"}),
        disagree=False,
        over=False,
        duplicate_of=None,
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
    """Write to the first of the order with these facts of the table or of the entry."""
    entries = ORDER.landscape.entries.copy()
    table = ORDER.table.head(1).assign(wave="now", publisher="E0", disagree=False, over=False)
    for name, fact in facts.items():
        if name in entries:
            entries.loc[entries["key"] == table["key"].iloc[0], name] = fact
        else:
            table[name] = pd.array([fact], dtype=ORDER.table[name].dtype)
    order = ORDER._replace(table=table, landscape=ORDER.landscape._replace(entries=entries))
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
    text, _card = letter_to(declared_basis="institution", declared=700, declared_own=700)
    assert "your entry in GRSciColl, the registry of scientific collections, stated" in text
    assert "you hold" not in text


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
    assert "publishers called “Moss Trust” or “Moss Club”. Is one of them your institution?" in text
    one, _card = letter_to(triage="complete", publisher="E4", publisher_name="Moss Trust")
    assert "a publisher called “Moss Trust”. Is that your institution?" in one
    assert "thank you" not in one
    assert "perhaps “Moss Trust” or “Moss Club”, please check" in words


def test_a_size_that_is_not_stated_is_never_said_to_be_nought():
    silent = set(ORDER.table.loc[ORDER.table["declared"].isna(), "key"])
    for letter in LETTERS:
        assert bool(re.search("gave (no|neither a) size", letter.text)) == (letter.key in silent)
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
        ("Pedagogical University ( MPU ).", "the Pedagogical University (MPU)"),
        ("Smith & Sons Inc.", "Smith & Sons Inc."),
        ("Museum national d'Histoire naturelle", "Museum national d'Histoire naturelle"),
        ("Universidade Federal do Pará", "Universidade Federal do Pará"),
        ("ALGOBANK", "ALGOBANK"),
    ],
)  # fmt: skip
def test_a_salutation_reads_as_one_says_it(name, called):
    text, _card = letter_to(name=name)
    assert text.startswith(f"Dear colleagues of {called},")


TWINS = ORDER.table["key"].head(2).tolist()


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("other_in_order", [True, False])
def test_of_entries_that_may_be_one_house_one_gets_a_letter_that_names_the_other(
    first, other_in_order
):
    ours, other = TWINS[first], TWINS[1 - first]
    everybody = ORDER.landscape.table.assign(name="Museum of Ferns")
    marked = everybody.assign(
        duplicate_of=everybody["duplicate_of"].mask(everybody["key"].isin(TWINS), "group")
    )
    alike = {"name": "Museum of Ferns", "declared": 7, "linked": 7}
    in_order = ORDER.table.assign(wave="now", publisher="E0", **alike).set_index("key", drop=False)
    table = in_order.loc[[ours, other] if other_in_order else [ours]].assign(duplicate_of="group")
    twins = ORDER._replace(
        table=table.reset_index(drop=True), landscape=ORDER.landscape._replace(table=marked)
    )
    (letter,) = write_letters(twins, Workbook(country="XT"))
    shown = str(list(card(next(rows_of(table, *table.columns)), twins)))
    their = everybody.set_index("key").loc[other]
    assert letter.key == ours
    assert letter.text.count("?") == 1
    for text in (letter.text, shown):
        assert all(part in text for part in (tidied(their["name"]), their["code"], their["url"]))
    # Two herbaria of one university are one institution, and have to stay two entries.
    assert "Do both describe the same collections?" in letter.text


def test_of_many_entries_three_are_named_and_the_others_counted():
    alike = {"name": "Museum of Ferns", "declared": 7, "linked": 7}
    table = ORDER.table.head(6).assign(wave="now", duplicate_of="group", **alike)
    (letter,) = write_letters(ORDER._replace(table=table), Workbook(country="XT"))
    assert sum(url in letter.text for url in table["url"][1:]) == 3
    assert "and 2 more. Do they all describe the same collections?" in letter.text
    assert len(letter.text.split()) <= MOST_WORDS


def test_a_catalogue_that_is_online_is_said_to_stand_in_the_entry_and_nobody_is_told_to_publish():
    text, _card = letter_to(triage="onboard", linked=0)
    assert "links to a catalogue or to data online. Are these data on GBIF already" in text
    assert "under your own name" not in text


@pytest.mark.parametrize("name", ["Museum of Ferns", "University of Fernhill"])
def test_the_number_of_a_herbarium_is_not_said_of_a_whole_house(name):
    stated = {"declared": 9000, "declared_own": 9000, "declared_basis": "institution"}
    text, _card = letter_to(name=name, herbarium=True, triage="engage", **stated)
    assert "stated 9,000 specimens. The registry lists it as the entry of a herbarium." in text
    assert "you hold" not in text
    text, _card = letter_to(name=name, herbarium=True, triage="ask-size", declared=None, linked=0)
    assert "how many specimens does the herbarium hold?" in text
    assert "as the entry of a herbarium" not in letter_to(name=name, herbarium=False)[0]


@pytest.mark.parametrize("name", ["Fern Herbarium", "Herbario de Fernhill", "Herbier des fougères"])
def test_a_house_called_a_herbarium_need_not_be_told_that_it_is_one(name):
    assert "the entry of a herbarium" not in letter_to(name=name, herbarium=True)[0]


def test_a_campus_is_greeted_as_the_campus_and_its_code_stands_beside_the_address():
    table = ORDER.table.head(2).assign(
        wave="now", name="University of Ferns", city=["Bo", "Kenema"], code=["UFB", None]
    )
    letters = write_letters(ORDER._replace(table=table), Workbook(country="XT"))
    assert [letter.text.partition(",")[0] for letter in letters] == [
        "Dear colleagues of the University of Ferns (Bo)",
        "Dear colleagues of the University of Ferns (Kenema)",
    ]
    assert f"Your entry (UFB): {table['url'].iloc[0]}" in letters[0].text
    assert f"Your entry: {table['url'].iloc[1]}" in letters[1].text


def test_a_town_that_stands_in_a_name_is_not_said_twice_in_a_greeting():
    table = ORDER.table.head(2).assign(
        wave="now", name="St. Bo University", city=["Saint Bo", "Kenema"], code="U"
    )
    letters = write_letters(ORDER._replace(table=table), Workbook(country="XT"))
    assert [letter.text.partition(",")[0] for letter in letters] == [
        "Dear colleagues of St. Bo University",
        "Dear colleagues of St. Bo University (Kenema)",
    ]


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("Fern Culture Collection", "strains or specimens"),
        ("Casa da Cultura", "specimens"),
        ("Moss Agriculture College", "specimens"),
    ],
)
def test_a_collection_of_cultures_is_asked_for_its_strains(name, asked):
    text, _card = letter_to(name=name, herbarium=False, triage="ask-size", declared=None, linked=0)
    assert f"Roughly how many {asked} do you hold?" in text


def test_nobody_is_greeted_by_the_beginning_of_a_key():
    table = ORDER.table.head(2).assign(wave="now", name="Fern House", city="Bo", code="FH")
    for letter in write_letters(ORDER._replace(table=table), Workbook(country="XT")):
        assert letter.text.startswith("Dear colleagues of Fern House,")


VERIFY = {"triage": "verify", "declared": None, "linked": 0, "contactable": 0}


def test_a_large_house_is_asked_why_we_ask_and_never_whether_it_exists():
    text, words = letter_to(name="Institute of Large Mammals", changed=2016, **VERIFY)
    assert "gave neither a size nor a way to reach you, and no record on GBIF was linked" in text
    assert "The entry was last changed in 2016." in text
    assert "Who looks after your collections now" in text
    assert "exist" not in text + words
    assert "last changed" not in letter_to(changed=None, **VERIFY)[0]


@pytest.mark.parametrize("triage", ["verify", "engage", "onboard", "grow"])
def test_a_name_that_speaks_of_the_past_is_not_greeted_as_if_it_lived(triage):
    text, _words = letter_to(name="Museum of Upper Volta", triage=triage)
    assert text.startswith("Dear colleagues,\n")
    assert "about the entry “Museum of Upper Volta”" in text
    assert "Who keeps its collections now?" in text
    assert "your collection" not in text
    assert "Your entry" not in text


@pytest.mark.parametrize("triage", ["onboard", "complete"])
def test_nobody_is_thanked_or_invited_where_the_publisher_is_not_known(triage):
    text, _words = letter_to(triage=triage, publisher="E0", linked=900)
    assert "I did not find your institution among GBIF's publishers." in text
    assert "who publishes these records?" in text
    assert "thank" not in text
    assert "under your own name" not in text


def test_a_publisher_that_is_known_for_certain_is_thanked():
    text, _words = letter_to(triage="complete", publisher="E3")
    assert "thank you for publishing them" in text


@pytest.mark.parametrize("triage", ["engage", "onboard", "grow", "link-fix"])
def test_a_very_small_number_is_asked_about_kindly_before_anything_else(triage):
    few = {"declared": 12, "declared_own": 12, "declared_basis": "institution", "linked": 3}
    text, _words = letter_to(triage=triage, publisher="E1", **few)
    assert "Is 12 right, or did a digit get lost in typing?" in text
    assert "A small collection counts as much as a large one" in text
    assert text.count("?") == 1
    many = letter_to(triage=triage, publisher="E1", **few | {"declared": 120})[0]
    lower_bound = letter_to(triage=triage, publisher="E1", **few | {"declared_basis": "partial"})[0]
    assert "a digit" not in many + lower_bound


def test_a_number_that_too_many_records_are_linked_to_is_said_in_a_plain_sentence():
    text, _words = letter_to(
        triage="complete", over=True, declared=50, declared_own=50, declared_basis="institution", linked=80
    )  # fmt: skip
    assert "That is more records than specimens" in text
    assert "a digit" not in text


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.key[:8])
def test_a_letter_says_nothing_of_whose_country_a_node_is_of_and_calls_nobody_a_house(letter):
    assert "your country" not in letter.text
    assert "a node of GBIF" in letter.text
    assert not re.search(r"\bhouse\b|which role", letter.text, re.IGNORECASE)


def test_linked_records_that_could_not_be_counted_are_not_said_to_be_none():
    stated = {"declared": 900, "declared_own": 900, "declared_basis": "institution"}
    text, _words = letter_to(triage="engage", linked=None, **stated)
    assert "No record" not in text


def test_a_name_with_a_full_stop_ends_a_sentence_with_one():
    order = ORDER._replace(table=ORDER.table.head(1).assign(wave="now"))
    book = Workbook(
        country="XT", waves=[WaveChoice(key=TWINS[0], wave="now", why="asked by N.S.W.")]
    )
    (letter,) = write_letters(order, book)
    assert "asked by N.S.W.\n" in letter.text


def test_a_country_is_called_as_one_says_it():
    document = letters_document(ORDER._replace(country="CD", provenance=LIVE), [])
    assert document.subtitle.startswith("Democratic Republic of the Congo,")
