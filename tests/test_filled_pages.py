"""No page of what leaves the course is half empty: how much of its height is used, measured on its picture."""

import io
import json
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from coursehelpers.documents.document import Bullets, Document, Heading, PageBreak, Paragraph
from coursehelpers.documents.pdf import to_pngs
from coursehelpers.evidence.gather import gather
from coursehelpers.ground.settings import data_file
from coursehelpers.landscape.survey import survey
from coursehelpers.order.calling_order import prioritize
from coursehelpers.order.letters import letters_document, write_letters
from coursehelpers.plan.action_plan import action_plan, strategy_page
from coursehelpers.plan.facts import plan_facts
from coursehelpers.plan.sheet import country_sheet
from coursehelpers.workbook.file import PAGES, SECTIONS, Workbook

DOTS = 24
"""Dots an inch: enough to tell ink from paper."""
PAPER = 253
"""Grey from which on a dot is paper: a thin line between two rows is not."""
TOP, BOTTOM = 1.1, 28.0
"""Between which heights of a page its text stands, in centimetres; below it is the foot."""
EXAMPLE = json.loads(data_file("example_plan.json").read_text(encoding="utf-8"))
EVIDENCE = gather("XT")


def of_xantoria(institutions):
    return survey(replace(EVIDENCE, institutions=EVIDENCE.institutions.head(institutions)))


def book_of(country):
    filled = {name: EXAMPLE[name] for name in [*PAGES, *SECTIONS] if name in EXAMPLE}
    if country != "XT":
        # Notes on institutions of another country.
        filled = {
            name: part for name, part in filled.items() if name not in ("assessments", "contacts")
        }
    return Workbook(country=country, **filled)


def used(document):
    """Return, for each page, which share of its height is used, and the highest empty band within that."""
    told = []
    for page in to_pngs(document, DOTS):
        ink = np.asarray(Image.open(io.BytesIO(page)).convert("L")) < PAPER
        rows = ink[round(TOP * DOTS / 2.54) : round(BOTTOM * DOTS / 2.54)].any(axis=1)
        inked = np.flatnonzero(rows)
        bands = np.diff(inked, prepend=0) - 1
        told.append(((inked[-1] + 1) / len(rows), max(0, bands.max()) / len(rows)))
    return told


def check_plan(landscape):
    book = book_of(landscape.country)
    facts = plan_facts(landscape, prioritize(landscape, book), book)
    *pages, last = used(action_plan(facts))
    assert pages
    assert min(share for share, _band in pages) > 0.78
    assert max(band for _share, band in [*pages, last]) < 0.12


def check_sheets(landscape):
    book = book_of(landscape.country)
    ((share, band),) = used(country_sheet(landscape, prioritize(landscape)))
    assert share > 0.93
    assert band < 0.08
    ((share, band),) = used(strategy_page(landscape, book))
    assert share > 0.7
    assert band < 0.12


def test_a_page_that_is_half_empty_is_seen():
    words = [Paragraph("word " * 90)] * 4
    (first, _band), _last = used(Document("Plan", "", [*words, PageBreak(), *words]))
    assert first < 0.5
    ((_share, band),) = used(Document("Plan", "", [Heading("One"), Heading("Two")], small=True))
    assert band > 0.1


@pytest.mark.parametrize("institutions", [24, 8, 1, 0])
def test_no_page_of_a_plan_is_half_empty_but_the_last(institutions):
    check_plan(of_xantoria(institutions))


@pytest.mark.parametrize("institutions", [24, 8, 2, 0])
def test_a_sheet_and_a_strategy_fill_their_page(institutions):
    check_sheets(of_xantoria(institutions))


@pytest.mark.recorded
@pytest.mark.parametrize("country", ["KE", "LI", "VA"])
def test_pages_of_a_real_country_are_full(real_world_server, make_settings, country):
    landscape = survey(gather(country, make_settings(real_world_server.url)))
    check_plan(landscape)
    check_sheets(landscape)


def test_a_first_page_is_set_as_large_as_it_holds_or_is_none():
    points = [Bullets(["a point of some length that says something"] * 33)]
    after = [Heading("After"), Paragraph("word " * 300)]

    def pages(parts):
        return used(Document("Plan", "Xantoria", parts))

    (front, _band), _rest = pages([*points, PageBreak(filled=True), *after])
    assert front > 0.72
    # Of three points nobody makes a page.
    assert len(pages([Bullets(["a point"] * 3), PageBreak(filled=True), *after])) == 1


def test_a_letter_stands_on_a_page_of_its_own_without_a_foot():
    order = prioritize(of_xantoria(24))
    letters = write_letters(order, Workbook(country="XT"), ["now"])
    pages = to_pngs(letters_document(order, letters), DOTS)
    for page in pages[-len(letters) :]:
        ink = np.asarray(Image.open(io.BytesIO(page)).convert("L")) < PAPER
        assert not ink[round(BOTTOM * DOTS / 2.54) :].any()
    first = np.asarray(Image.open(io.BytesIO(pages[0])).convert("L")) < PAPER
    assert first[round(BOTTOM * DOTS / 2.54) :].any()
    # Cards follow each other, so that they take fewer pages than there are letters.
    assert len(pages) < 2 * len(letters)
