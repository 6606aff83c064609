"""One A4 sheet of a country: what is known, what is not, whom to call first, what to ask."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from coursehelpers.charts.picture import Picture
from coursehelpers.charts.sheet import (
    chart_institutions,
    chart_kinds,
    chart_where,
    places_known,
)
from coursehelpers.documents.document import (
    TO_FILL_IN,
    Beside,
    Bullets,
    Document,
    Figure,
    Grid,
    Heading,
    KeyNumber,
    KeyNumbers,
    Paragraph,
    Part,
)
from coursehelpers.documents.text import shorten
from coursehelpers.ground.locale import (
    ENGLISH,
    _,
    dated,
    enumerated,
    enumeration,
    language,
    ngettext,
    number,
    quantity,
)
from coursehelpers.ground.provenance import source_line
from coursehelpers.ground.settings import TRAINING_COUNTRY
from coursehelpers.ground.tables import rows_of
from coursehelpers.landscape.conversations import CONVERSATIONS, in_scope
from coursehelpers.landscape.missing import told
from coursehelpers.landscape.naming import distinct_names
from coursehelpers.landscape.report import totals_lines
from coursehelpers.landscape.survey import Landscape, Totals
from coursehelpers.order.calling_order import WAVES, CallingOrder
from coursehelpers.order.letters import countries_of, exercise_mark, place_words

if TYPE_CHECKING:
    # A browser has no pydantic, and writes sheets.
    from coursehelpers.workbook.entries import Indicator

_ROWS = 5
FEW = 10
"""Institutions up to which a sheet names each of them."""
_VERY_FEW = 3
_LINES, _MORE_LINES = 10, 13
"""Empty lines of the sheet of a country with hardly an institution, and with none."""
_BESIDE_MAP = 3
"""Parts from which on what follows is high enough to stand beside a map."""
_WHY = 150
_NAME = 60
"""Letters of a name and of the reasons in a table."""
_MOST_NOTES = 3
_QUESTIONS = 3
_NUMBERS = 2
"""Of the questions, how many may be about two numbers that disagree."""
_LONGEST_NOTE = 220


def country_sheet(
    landscape: Landscape,
    order: CallingOrder,
    node: str = "",
    indicators: Sequence["Indicator"] = (),
) -> Document:
    """Put a country on one sheet of A4.

    Parameters
    ----------
    landscape : Landscape
    order : CallingOrder
    node : str, optional
        Who made it, and is asked about it.
    indicators : sequence of Indicator, optional
        What the learner noted earlier; what can be asked again is said beside the number of today.

    Returns
    -------
    Document
        Totals with their unknowns, one picture, the first wave, what to ask, where the numbers come from.
    """
    _counts, *sums = totals_lines(landscape)
    parts: list[Part] = []
    if len(landscape.table):
        parts.append(KeyNumbers(key_numbers(landscape, indicators)))
        parts += [Paragraph(" ".join(sums))] if sums else []
        first = _first_wave(order)
        if len(landscape.table) <= _VERY_FEW:
            first += _elsewhere(landscape)
        parts += pictured(landscape, order.table, first)
        parts += _to_ask(order)
    else:
        parts.append(Paragraph(_nobody_yet(), lead=True))
        parts += _beginning(landscape)
    parts += _beside(landscape)
    if len(landscape.table) <= _VERY_FEW:
        parts += _to_fill_in(_LINES if len(landscape.table) else _MORE_LINES)
    parts += _missing(landscape)
    # On the sheet of one institution, or of none, notes on the order say nothing.
    notes = _notes(landscape, order) if len(landscape.table) > 1 else []
    if notes:
        parts += [Heading(_("Good to know")), Bullets(notes)]
    sheet = Document(
        title=_("{country}: collections on one sheet").format(
            country=shorten(countries_of(landscape.country), 60)
        ),
        subtitle=_("Registry of {registry}, occurrence counts of {occurrences}").format(
            registry=dated(landscape.provenance["registry_date"]),
            occurrences=dated(landscape.provenance["occurrence_date"]),
        ),
        parts=parts,
        exercise=exercise_mark(landscape.country),
        footer=" ".join(
            filter(None, [source_line(landscape.provenance, landscape.country), _made_by(node)])
        ),
        small=True,
        link=_where(landscape.country),
    )
    # In English it is known to fit.
    return sheet if language() == ENGLISH else _on_one_page(sheet)


def _on_one_page(sheet: Document) -> Document:
    """Leave out the last sections of a sheet, one after the other, until the rest fits; and say which."""
    from coursehelpers.documents.pdf import pages_of, writes_pdf

    if not writes_pdf():
        return sheet
    left: list[str] = []
    parts, shorter = list(sheet.parts), sheet
    while pages_of(shorter) > 1:
        heads = [at for at, part in enumerate(parts) if isinstance(part, Heading)]
        if len(heads) < _KEPT:
            break
        heading = parts[heads[-1]]
        left.insert(0, heading.text if isinstance(heading, Heading) else "")
        parts = parts[: heads[-1]]
        said = _("Left out, because one page has no room for it: {sections}.").format(
            sections=enumeration(left, "semicolon")
        )
        shorter = replace(sheet, parts=[*parts, Paragraph(said)])
    return shorter


_KEPT = 2
"""Sections that are never left out but the first: whom to call."""


def _made_by(node: str) -> str:
    """Say whom a reader asks, by the name of the node and of no person."""
    if not node:
        return ""
    return _("Made by {node}; tell us what is wrong here.").format(node=shorten(node, 80))


def _where(country: str) -> str:
    """Return GBIF's own page of a country: there is none of a made-up country, or of several."""
    known = len(country) == 2 and country != TRAINING_COUNTRY
    return f"https://www.gbif.org/country/{country}" if known else ""


def _nobody_yet() -> str:
    return _(
        "No institution of this country stands in GRSciColl, the registry of scientific collections, yet. "
        "Here is what you can do first."
    )


def key_numbers(landscape: Landscape, indicators: Sequence["Indicator"] = ()) -> list[KeyNumber]:
    """Choose the four numbers of a country that are read from afar.

    Parameters
    ----------
    landscape : Landscape
    indicators : sequence of Indicator, optional
        What was noted of them earlier.
    """
    totals = landscape.totals
    counted = totals.institutions - totals.out_of_scope
    return [
        KeyNumber(number(counted), _counted_words(totals)),
        KeyNumber(
            _("{known} of {n}").format(known=number(totals.known), n=number(counted)),
            ngettext("states how much it holds", "state how much they hold", totals.known),
            _before("sizes", landscape, indicators),
        ),
        KeyNumber(
            number(totals.declared) if totals.declared is not None else "–",
            _("specimens declared by those that state a size"),
        ),
        KeyNumber(
            number(totals.all_linked),
            _("specimen records on GBIF linked to all of them"),
            _before("linked", landscape, indicators),
        ),
    ]


def _before(measure: str, landscape: Landscape, indicators: Sequence["Indicator"]) -> str:
    """Say what a number was when somebody noted it, and when; nothing if that was today or nobody did."""
    today = landscape.provenance["registry_date"]
    noted = [
        (one.baseline_date, one.baseline)
        for one in indicators
        if one.measure == measure and one.baseline is not None and one.baseline_date
    ]
    earlier = [(day, value) for day, value in noted if day.isoformat() < today[:10]]
    if not earlier:
        return ""
    day, value = min(earlier)
    return _("{value} on {day}").format(value=quantity(value), day=dated(day))


def _counted_words(totals: Totals) -> str:
    if totals.out_of_scope:
        return ngettext(
            "institutions; {n} more of the registry is outside the scope",
            "institutions; {n} more of the registry are outside the scope",
            totals.out_of_scope,
        ).format(n=number(totals.out_of_scope))
    return ngettext("institution", "institutions", totals.institutions)


def _to_fill_in(lines: int) -> list[Part]:
    """Leave lines for what a colleague knows and no registry does."""
    header = [_("institution"), _("town"), _("what it may hold"), _("who asks, and when")]
    words = _("Museums, universities, gardens, herbaria, ministries, parks, private collections")
    return [
        Heading(_("Do you know another collection? Write it here")),
        Grid(header, [[TO_FILL_IN] * len(header)] * lines, words, (3, 2, 3, 2.3)),
    ]


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


def pictured(landscape: Landscape, table: pd.DataFrame, first: list[Part]) -> list[Part]:
    """Draw the institutions, by name where they are few, with a map beside them.

    Parameters
    ----------
    landscape : Landscape
    table : pandas.DataFrame
        The institutions in the order in which they are drawn.
    first : list of Part
        What follows the figures, or stands beside the map where there is hardly anything else to draw.
    """
    named = table.assign(name=distinct_names(table, _NAME))
    few = len(named) <= FEW
    place = chart_where(landscape, named, numbered=few)
    where = figure_of(place, _places_said(landscape, named)) if place else None
    if few and not (named["declared"].notna() | (named["linked"] > 0)).any():
        # There is nothing to draw but where they are, and a map beside a line or two is a hole.
        return [Beside(first, [where], (3, 1))] if where and len(first) >= _BESIDE_MAP else first
    height = place.figure.get_figheight() if place else 0
    drawn = (
        figure_of(chart_institutions(named, height), _linked_said(named))
        if few
        else figure_of(chart_kinds(landscape, height), _kinds_said(landscape))
    )
    if not where:
        return [replace(drawn, share=0.7), *first]
    if len(named) <= _VERY_FEW:
        return [Beside([drawn, *first], [where], (2.4, 1))]
    return [Beside([drawn], [where], (1.9, 1)), *first]


def _linked_said(named: pd.DataFrame) -> str:
    """Say the one thing that the figure of the institutions shows."""
    silent = int((named["linked"] == 0).sum())
    if not silent:
        return _("Each institution has records linked to it.")
    return ngettext(
        "{n} of {all} institutions has no record linked to it yet.",
        "{n} of {all} institutions have no record linked to them yet.",
        silent,
    ).format(n=silent, all=len(named))


def _kinds_said(landscape: Landscape) -> str:
    counts = in_scope(landscape.table)["triage"].value_counts()
    if not len(counts):
        return _("Institutions by the kind of conversation they need")
    return _("The most frequent conversation: {kind} ({n} of {all})").format(
        kind=CONVERSATIONS[counts.index[0]].label, n=int(counts.iloc[0]), all=int(counts.sum())
    )


def _places_said(landscape: Landscape, named: pd.DataFrame) -> str:
    said = _("{n} of {all} give coordinates.").format(
        n=places_known(landscape, named), all=len(named)
    )
    note = _("Outlines: Natural Earth; borders are no statement.")
    return said if landscape.country == TRAINING_COUNTRY else f"{said} {note}"


def figure_of(picture: Picture, caption: str, share: float = 1.0) -> Figure:
    """Put a picture into a document."""
    return Figure(picture.svg, picture.png(), picture.alternative, caption, share)


def _first_wave(order: CallingOrder) -> list[Part]:
    named = order.table.assign(name=distinct_names(order.table, _NAME))
    if len(named) <= FEW:
        return _called(named)
    first = named[named["wave"] == "now"]
    parts: list[Part] = [Heading(_("Whom to call first"))]
    ready = len(first) > 0
    if not ready:
        parts.append(Paragraph(_("Nobody stands under “now” yet. These come first:")))
        first = named
    rows = [
        (
            row.name,
            _some_of(row.reasons),
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
    shown = min(len(first), _ROWS)
    if ready and shown == len(first):
        words = _("Those to call now; all {all} stand in the spreadsheet of our calling order.")
    elif ready:
        words = _(
            "{shown} of the {n} to call now; all {all} stand in the spreadsheet of our calling order."
        )
    else:
        words = _("{shown} of {all}; all stand in the spreadsheet of our calling order.")
    caption = words.format(shown=number(shown), n=number(len(first)), all=number(len(named)))
    shared = first.head(_ROWS)["place"]
    if shown > 1 and shared.nunique() == 1:
        caption = _("{caption} Nothing tells them apart (places {place}).").format(
            caption=caption, place=shared.iloc[0]
        )
    parts.append(called_grid(rows, caption))
    return parts


def called_grid(rows: Sequence[tuple[str, str, str, str]], caption: str) -> Grid:
    """Tabulate whom to call: institution, why, first step, and how sure; what is true of all is no column.

    Parameters
    ----------
    rows : sequence of tuple of str
    caption : str
    """
    header, widths = [_("institution"), _("why"), _("first step"), _("how sure")], (3, 4, 3, 2)
    differ = [len({row[at] for row in rows}) > 1 for at in range(4)]
    if len(rows) > 1 and not differ[2]:
        same = _("The first step is the same with each: {step}.").format(step=rows[0][2])
        caption = f"{caption.rstrip('.')}. {same}"
    told = [0, 1, *([2] if differ[2] or len(rows) == 1 else []), *([3] if differ[3] else [])]
    return Grid(
        [header[at] for at in told],
        [[row[at] for at in told] for row in rows],
        caption,
        [widths[at] for at in told],
    )


def _some_of(reasons: str) -> str:
    """Give as many whole reasons as there is room for, the first in any case."""
    every = enumerated(reasons)
    said = shorten("".join(every[:1]), _WHY)
    for last in range(2, len(every) + 1):
        more = enumeration(every[:last], "semicolon")
        if len(more) > _WHY:
            break
        said = more
    return said


def _called(named: pd.DataFrame) -> list[Part]:
    if not len(named):
        return []
    parts: list[Part] = [Heading(_("Whom to call first"))]
    if not (named["wave"] == "now").any():
        parts.append(Paragraph(_("Nobody stands under “now” yet. These come first:")))
    return [*parts, all_of_them(named)]


def all_of_them(named: pd.DataFrame) -> Grid:
    """Name every institution of a country that has few, with the number that it has in figure and map.

    Parameters
    ----------
    named : pandas.DataFrame
        The calling order, each institution with a name that no other has.
    """
    rows = [
        (f"{row.rank}  {row.name}", _when(row), _some_of(row.reasons), row.first_step)
        for row in rows_of(named, "rank", "place", "name", "wave", "reasons", "first_step")
    ]
    header = [_("institution"), _("when"), _("why"), _("first step")]
    caption = _("Our calling order, with every institution")
    if named["place"].duplicated().any():
        caption = _(
            "Our calling order, with every institution; of those who are alike nobody stands before another, the "
            "number only finds them in the figures"
        )
    return Grid(header, rows, caption, (3, 1.2, 4, 3))


def _when(row: Any) -> str:
    """Name the wave, and the places that are shared by those whom nothing tells apart."""
    if row.place == str(row.rank):
        return WAVES[row.wave]
    return _("{wave} (places {place})").format(wave=WAVES[row.wave], place=row.place)


def _to_ask(order: CallingOrder) -> list[Part]:
    questions = list(rows_of(order.questions.drop_duplicates("key"), "key", "question"))
    short = distinct_names(order.table, _NAME)
    names = dict(zip(order.table["key"], short, strict=True))
    numbers = order.table.assign(name=short)[order.table["disagree"]]
    points = [
        _("{name}: which number is right, its own {own} or the {sum} of its collections?").format(
            name=row.name, own=number(row.declared_own), sum=number(row.declared_collections)
        )
        for row in rows_of(numbers.head(_NUMBERS), *numbers.columns)
    ]
    questions = questions[: _QUESTIONS - len(points)]
    asked: dict[str, list[str]] = {}
    for row in questions:
        asked.setdefault(row.question, []).append(names[row.key])
    points += [
        _("{name}: {question}").format(name=enumeration(whom, "semicolon"), question=question)
        for question, whom in asked.items()
    ]
    return [Heading(_("What to ask first")), Bullets(points)] if points else []


def _beginning(landscape: Landscape) -> list[Part]:
    points = [
        _(
            "Look for an institution that exists and has no entry; entering it in GRSciColl is your first gift."
        ),
        _(
            "Ask universities, museums, gardens, parks and ministries whether a cabinet of specimens stands somewhere "
            "in the house, and which role keeps it."
        ),
        _(
            "Look on GBIF which institutions abroad hold specimens from here, and write to the one with most of them."
        ),
    ]
    if len(landscape.publishers):
        points.append(_("Write to the publishers below: their specimens are on GBIF already."))
    if len(landscape.published_elsewhere):
        points.append(
            _("Use what institutions abroad have published of your country, and talk with them.")
        )
    return [Heading(_("Where to begin")), Bullets(points, numbered=True)]


def _elsewhere(landscape: Landscape) -> list[Part]:
    """Say where more collections may be found, in a country of which the registry knows hardly any."""
    heading, points = _beginning(landscape)
    return [replace(heading, text=_("Where else to look")), points]  # type: ignore[arg-type]


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
