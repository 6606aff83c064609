"""How far a learner has come: what is done, by the workbook itself, and how they rate it."""

import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, cast

import pandas as pd

from coursehelpers.campaign.canvas import check_campaign
from coursehelpers.documents.document import Document, Grid, Heading, Paragraph, Part
from coursehelpers.ground.countries import country_name
from coursehelpers.ground.locale import LateMapping, _, by_language, dated, enumeration, labelled
from coursehelpers.ground.locale.data_texts import in_words
from coursehelpers.ground.settings import data_file
from coursehelpers.ground.tables import TEXT, YES_NO, Column, rows_of, tidy
from coursehelpers.order.letters import exercise_mark
from coursehelpers.workbook.file import Workbook

TASKS = LateMapping(
    lambda: {
        "lesson": Column(TEXT, _("lesson")),
        "task": Column(TEXT, _("what there is to do")),
        "done": Column(YES_NO, _("whether the workbook holds it")),
    }
)
"""Columns of :func:`tasks`."""

EIGHT = 8
FIRST_LEVEL_OF_POWER = 4
LAST_LEVEL_OF_SMALL = 2


def tasks(workbook: Workbook) -> pd.DataFrame:
    """List the course's tasks, and whether the workbook holds what they ask for.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`TASKS`, in the order of the lessons.
    """
    rows = [
        {"lesson": lesson, "task": task, "done": done} for lesson, task, done in _tasks(workbook)
    ]
    return tidy(rows, TASKS)


def _tasks(book: Workbook) -> Iterator[tuple[str, str, bool]]:
    placed = [s for s in book.stakeholders if s.power and s.interest]
    powerful = sum((s.power or 0) >= FIRST_LEVEL_OF_POWER for s in placed)
    small = sum((s.power or 9) <= LAST_LEVEL_OF_SMALL for s in placed)
    strategy = book.strategy
    yield "10", _("note what you know better about an institution"), bool(book.corrections)
    yield (
        "11",
        _("place eight stakeholders, each with a reason"),
        sum(bool(s.why) for s in placed) >= EIGHT,
    )
    yield "11", _("two powerful and two small ones are among them"), powerful >= 2 and small >= 2
    yield "12", _("tie three stakeholders to others"), len(book.ties) >= 3
    yield (
        "13",
        _("say where three stand today, and where you hope they will"),
        (sum(bool(s.current and s.desired) for s in book.stakeholders) >= 3),
    )
    yield (
        "20",
        _("say what you know, or choose a wave, for one institution"),
        bool(book.assessments or book.waves),
    )
    yield (
        "20",
        _("write the strategy in six fields"),
        all(
            (
                strategy.vision,
                strategy.users,
                strategy.scope,
                strategy.first,
                strategy.not_now,
                strategy.measure,
            )
        ),
    )
    yield (
        "22",
        _("fill in the six fields of the campaign, without a hint left"),
        not check_campaign(book.campaign),
    )
    yield (
        "22",
        _("write three steps, each with one role that answers for it"),
        (sum(bool(step.answers) for step in book.steps) >= 3),
    )
    yield (
        "22",
        _("give two indicators a value of today"),
        sum(i.baseline is not None for i in book.indicators) >= 2,
    )
    yield (
        "23",
        _("write page one: why now, what is asked, the first 100 days"),
        bool(book.plan.why_now and book.plan.ask and book.plan.first_days),
    )
    yield (
        "23",
        _("rate your map, your campaign and your plan"),
        ({r.what for r in book.ratings if r.by == "self"} == set(rubric())),
    )


@by_language
def rubric() -> dict[str, Any]:
    """Return the rubric: for map, campaign and plan a title and four levels.

    Examples
    --------
    >>> [len(part["levels"]) for part in rubric().values()]
    [4, 4, 4]
    """
    told = tomllib.loads(data_file("rubric.toml").read_text(encoding="utf-8"))
    return cast("dict[str, Any]", in_words(told, "rubric.toml"))


def completion_page(workbook: Workbook) -> Document:
    """Write what is done onto a page that prints; it names a country and no person."""
    table = tasks(workbook)
    marks = {True: _("done"), False: _("open")}
    rows = [(row.lesson, row.task, marks[bool(row.done)]) for row in rows_of(table, *TASKS)]
    names = enumeration(country_name(code) for code in workbook.country.split(","))
    parts: list[Part] = [
        Paragraph(
            _("{done} of {n} tasks are done.").format(done=int(table["done"].sum()), n=len(table)),
            lead=True,
        ),
        Grid(
            [_("lesson"), _("task"), _("state")],
            rows,
            _("Read from the workbook itself"),
            (1, 6, 1),
        ),
    ]
    if workbook.ratings:
        rated = [
            (
                rubric()[r.what]["title"],
                _("self") if r.by == "self" else _("peer"),
                labelled(r.level, rubric()[r.what]["levels"][r.level - 1]),
            )
            for r in sorted(
                workbook.ratings, key=lambda r: (list(rubric()).index(r.what), r.by == "peer")
            )
        ]
        parts += [
            Heading(_("How it is rated")),
            Grid([_("what"), _("by"), _("level")], rated, _("Levels 1 to 4"), (2, 1, 5)),
        ]
    return Document(
        title=_("Strengthening support services for collections communities"),
        subtitle=_("What is done: {names}").format(names=names),
        parts=parts,
        exercise=exercise_mark(workbook.country),
        footer=_("As the workbook stood on {day}.").format(day=dated(datetime.now(UTC))),
        small=True,
    )
