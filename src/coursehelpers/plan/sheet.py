"""One A4 sheet of a country: what is known, what is not, whom to call first, what to ask."""

import pandas as pd

from coursehelpers.charts.landscape import chart_declared_and_linked, chart_triage
from coursehelpers.charts.picture import Picture
from coursehelpers.documents.document import (
    Bullets,
    Document,
    Figure,
    Grid,
    Heading,
    Paragraph,
    Part,
)
from coursehelpers.documents.text import shorten
from coursehelpers.ground.locale import _, dated, enumeration, ngettext, number
from coursehelpers.ground.provenance import source_line
from coursehelpers.ground.tables import rows_of
from coursehelpers.landscape.missing import told
from coursehelpers.landscape.naming import distinct_names
from coursehelpers.landscape.report import totals_lines
from coursehelpers.landscape.survey import Landscape
from coursehelpers.order.calling_order import WAVES, CallingOrder
from coursehelpers.order.letters import countries_of, exercise_mark, place_words

_ROWS = 5
_FEW = 10
"""Institutions up to which a sheet names each of them."""
_MOST_NOTES = 3
_QUESTIONS = 3
_NUMBERS = 2
"""Of the questions, how many may be about two numbers that disagree."""
_LONGEST_NOTE = 220


def country_sheet(landscape: Landscape, order: CallingOrder) -> Document:
    """Put a country on one sheet of A4.

    Parameters
    ----------
    landscape : Landscape
    order : CallingOrder

    Returns
    -------
    Document
        Totals with their unknowns, one picture, the first wave, what to ask, where the numbers come from.
    """
    counts, *sums = totals_lines(landscape)
    parts: list[Part] = [Paragraph(counts, lead=True)]
    parts += [Paragraph(" ".join(sums))] if sums else []
    if len(landscape.table):
        parts += _picture(landscape)
        parts += _first_wave(order)
        parts += _to_ask(order)
    else:
        parts += _beginning(landscape)
    parts += _beside(landscape)
    parts += _missing(landscape)
    if notes := _notes(landscape, order):
        parts += [Heading(_("Good to know")), Bullets(notes)]
    return Document(
        title=_("{country}: collections on one sheet").format(
            country=shorten(countries_of(landscape.country), 60)
        ),
        subtitle=_("Registry of {registry}, occurrence counts of {occurrences}").format(
            registry=dated(landscape.provenance["registry_date"]),
            occurrences=dated(landscape.provenance["occurrence_date"]),
        ),
        parts=parts,
        exercise=exercise_mark(landscape.country),
        footer=source_line(landscape.provenance, landscape.country),
        small=True,
    )


def _missing(landscape: Landscape) -> list[Part]:
    """Say in two points what is missing: one sheet holds no more."""
    if not landscape.missing:
        return []
    first, *rest = told(landscape.missing, most=1)
    points = [shorten(line, _LONGEST_NOTE) for line in (" ".join([first, *rest[:1]]), rest[-1])]
    return [Heading(_("What is missing")), Bullets(points)]


def _notes(landscape: Landscape, order: CallingOrder) -> list[str]:
    """Choose what fits: what the order says of itself first, since the sheet shows its first lines."""
    own = [note for note in order.notes if note not in landscape.notes]
    # The top of the sheet says anyway that the country is made up.
    known = landscape.notes[bool(exercise_mark(landscape.country)) :]
    notes: list[str] = []
    most = 1 if landscape.missing else _MOST_NOTES
    for note in dict.fromkeys([*own, *known]):
        said = shorten(note, _LONGEST_NOTE)
        if len(notes) < most and sum(map(len, notes)) + len(said) <= 2 * _LONGEST_NOTE:
            notes.append(said)
    return notes


def _picture(landscape: Landscape) -> list[Part]:
    """Draw the institutions by name where they are few; nothing where nothing is known of any."""
    table = landscape.table
    if len(table) > _FEW:
        return [_triage(landscape)]
    if not (table["declared"].notna() | (table["linked"] > 0)).any():
        return []
    words = _("What each institution says it holds, and what is linked to it on GBIF")
    return [figure_of(chart_declared_and_linked(landscape), words, share=0.7)]


def _triage(landscape: Landscape) -> Figure:
    return figure_of(
        chart_triage(landscape),
        _("Institutions by the kind of conversation they need"),
        share=0.56,
    )


def figure_of(picture: Picture, caption: str, share: float = 1.0) -> Figure:
    """Put a picture into a document."""
    return Figure(picture.svg, picture.png(), picture.alternative, caption, share)


def _first_wave(order: CallingOrder) -> list[Part]:
    named = order.table.assign(name=distinct_names(order.table, 44))
    if len(named) <= _FEW:
        return _all_of_them(named, order)
    first = named[named["wave"] == "now"]
    parts: list[Part] = [Heading(_("Whom to call first"))]
    ready = len(first) > 0
    if not ready:
        parts.append(Paragraph(_("Nobody is ready to be called yet. These come first:")))
        first = named
    rows = [
        (
            row.name,
            shorten(row.reasons, 100),
            row.first_step,
            place_words(row, order),
        )
        for row in rows_of(
            first.head(_ROWS),
            "key",
            "name",
            "reasons",
            "first_step",
            "top_share",
            "rank_low",
            "rank_high",
        )
    ]
    caption = _("Our calling order, first wave") if ready else _("Our calling order")
    if len(first) > _ROWS:
        caption = _("{caption}: {shown} of {n}").format(caption=caption, shown=_ROWS, n=len(first))
    header = [_("institution"), _("why"), _("first step"), _("how sure")]
    parts.append(Grid(header, rows, caption, (3, 4, 3, 2)))
    return parts


def _all_of_them(named: pd.DataFrame, order: CallingOrder) -> list[Part]:
    """Name every institution of a country that has few."""
    rows = [
        (row.name, WAVES[row.wave], shorten(row.reasons, 90), row.first_step)
        for row in rows_of(named, "name", "wave", "reasons", "first_step")
    ]
    if not rows:
        return []
    header = [_("institution"), _("when"), _("why"), _("first step")]
    words = _("Our calling order, with every institution")
    parts: list[Part] = [Heading(_("Whom to call first"))]
    if not (named["wave"] == "now").any():
        parts.append(Paragraph(_("Nobody is ready to be called yet. These come first:")))
    return [*parts, Grid(header, rows, words, (3, 1.2, 4, 3))]


def _to_ask(order: CallingOrder) -> list[Part]:
    questions = list(
        rows_of(order.questions.drop_duplicates("key"), "key", "question", "best", "worst")
    )
    short = distinct_names(order.table, 50)
    names = dict(zip(order.table["key"], short, strict=True))
    numbers = order.table.assign(name=short)[order.table["disagree"]]
    points = [
        _("{name}: which number is right, its own {own} or the {sum} of its collections?").format(
            name=row.name, own=number(row.declared_own), sum=number(row.declared_collections)
        )
        for row in rows_of(numbers.head(_NUMBERS), *numbers.columns)
    ]
    questions = questions[: _QUESTIONS - len(points)]
    points += [
        _("{name}: {question} (place {best} to {worst}, by the answer)").format(
            name=names[row.key],
            question=row.question,
            best=row.best,
            worst=row.worst,
        )
        if row.best is not None
        else _("{name}: {question}").format(name=names[row.key], question=row.question)
        for row in questions
    ]
    return [Heading(_("What to ask first")), Bullets(points)] if points else []


def _beginning(landscape: Landscape) -> list[Part]:
    points = [
        _(
            "Look for an institution that exists and has no entry; entering it in GRSciColl is your first gift."
        )
    ]
    if len(landscape.publishers):
        points.append(_("Write to the publishers below: their specimens are on GBIF already."))
    if len(landscape.published_elsewhere):
        points.append(
            _("Use what institutions abroad have published of your country, and talk with them.")
        )
    return [Heading(_("Where to begin")), Bullets(points, numbered=True)]


def _beside(landscape: Landscape) -> list[Part]:
    """Say what GRSciColl does not show."""
    said = []
    if len(landscape.publishers):
        said.append(
            ngettext(
                "{n} publisher of specimen records has no institution matched for certain; the largest: {names}.",
                "{n} publishers of specimen records have no institution matched for certain; the largest: {names}.",
                len(landscape.publishers),
            ).format(
                n=len(landscape.publishers),
                names=enumeration(
                    (shorten(str(name), 50) for name in landscape.publishers["name"].head(3)),
                    "semicolon",
                ),
            )
        )
    abroad = landscape.published_elsewhere
    if len(abroad):
        said.append(
            _(
                "At least {n} specimen records from here are published elsewhere, most from {name}."
            ).format(n=number(int(abroad["specimens"].sum())), name=abroad["name"].iloc[0])
        )
    return [Heading(_("Not in the registry's list")), Bullets(said)] if said else []
