"""The verbs of the lessons: one line in a notebook, joined from the modules that do the work."""

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import cache, wraps
from typing import ParamSpec, TypeVar

import pandas as pd

from coursehelpers import home, reports
from coursehelpers.countries import country_name
from coursehelpers.documents import html
from coursehelpers.documents.text import to_lines
from coursehelpers.errors import BadCallError, GbifUnreachableError
from coursehelpers.evidence import gather as evidence
from coursehelpers.landscape.survey import Landscape, survey
from coursehelpers.locale import _
from coursehelpers.progress import showing_progress
from coursehelpers.provenance import source_line
from coursehelpers.settings import TRAINING_COUNTRY, read_settings
from coursehelpers.status import read_status


class Shown:
    """Show something in a notebook: as HTML where it is understood, else as text."""

    def __init__(self, text: str, html_text: str) -> None:
        self._text = text
        self._html = html_text

    def __repr__(self) -> str:
        return self._text

    def _repr_html_(self) -> str:
        return self._html


class Example(Shown):
    """Say that a line is the training country's example, and did nothing in another one."""


_Call = ParamSpec("_Call")
_Result = TypeVar("_Result")


def shown_by_example(
    *examples: object,
) -> Callable[[Callable[_Call, _Result]], Callable[_Call, _Result | Shown]]:
    """Let a lesson run through in every country, although its cells name the training country's institutions.

    Where such a cell finds nobody of that name in the learner's own country, it says so in a sentence and the
    lesson goes on. A name or number of the learner's own that is wrong is still refused.

    Parameters
    ----------
    *examples : object
        What else than a name of the training country stands in the lesson's cell.
    """

    def decorate(verb: Callable[_Call, _Result]) -> Callable[_Call, _Result | Shown]:
        @wraps(verb)
        def called(*args: _Call.args, **kwargs: _Call.kwargs) -> _Result | Shown:
            try:
                return verb(*args, **kwargs)
            except BadCallError as error:
                said = [one for one in (*args, *kwargs.values()) if isinstance(one, str | int)]
                of_lesson = any(one in examples or one in _training_names() for one in said)
                if home.my_country() == TRAINING_COUNTRY or not of_lesson:
                    raise
                example = _(
                    "This line is the training country's example, and nothing was changed. Write a name of your own "
                    "country into it, and run it again."
                )
                told = sentences([str(error), example])
                return Example(repr(told), told._repr_html_())

        return called

    return decorate


@cache
def _training_names() -> frozenset[str]:
    """Return the names in the lessons' cells: the training country's institutions, in full or in part."""
    table = survey(evidence.gather(TRAINING_COUNTRY)).table
    names = [" ".join(name.split()) for name in table["name"].dropna()]
    return frozenset([*names, *(name.split(" – ")[0] for name in names)])


def choose_country(code: str) -> Shown:
    """Remember the learner's country, for this and every later lesson.

    Parameters
    ----------
    code : str
        Two-letter code such as ``"DK"``, or several such as ``"FR,NC,PF"``; ``"XT"`` to practise.

    Raises
    ------
    BadCallError
        If it is no country that GBIF knows.
    """
    chosen = home.choose_country(code)
    names = ", ".join(country_name(one) for one in chosen.split(","))
    sentence = _("Your country: {code}, {names}.").format(names=names, code=chosen)
    return sentences([sentence])


def check_course() -> Shown:
    """Say whether GBIF can be reached, where tables come from and where the answers are kept."""
    return sentences([*read_status()][:-1])


def my_landscape() -> Landscape:
    """Measure the country that the learner chose.

    Where GBIF cannot be reached and nothing older is at hand, the lesson goes on with the made-up
    training country, and says so.

    Returns
    -------
    Landscape
    """
    return survey(my_evidence())


def my_evidence() -> evidence.Evidence:
    """Gather the tables of the country that the learner chose.

    Returns
    -------
    Evidence
        Of the training country, with a note, where nothing else can be had.
    """
    country = home.my_country()
    try:
        with showing_progress(always=country != TRAINING_COUNTRY) as show_words:
            return evidence.gather(country, progress=show_words)
    except GbifUnreachableError as error:
        if read_settings().source != "auto":
            raise
        logging.getLogger("coursehelpers").debug("%s", error)
        training = evidence.gather(TRAINING_COUNTRY)
        note = _(
            "GBIF cannot be reached, so this lesson goes on with the made-up training country instead "
            "of {country}. Run it again when you are online."
        ).format(country=country)
        return replace(training, notes=(note, *training.notes))


def tell(landscape: Landscape) -> Shown:
    """Say in a few sentences what a landscape shows, what it does not know, and where it is from."""
    said = [
        *landscape.notes,
        *reports.totals_lines(landscape),
        source_line(landscape.provenance, landscape.country),
    ]
    return sentences(said)


def sentences(said: list[str]) -> Shown:
    """Show sentences, each in a paragraph of its own."""
    paragraphs = "".join(html.paragraph(sentence) for sentence in said)
    return Shown("\n".join(said), f"<div>{paragraphs}</div>")


def show(landscape: Landscape, table: pd.DataFrame, *columns: str, rows: int = 12) -> Shown:
    """Show a table with its source, the first column as the heading of each row.

    Parameters
    ----------
    landscape : Landscape
        Where the table comes from.
    table : pandas.DataFrame
    *columns : str
        Which columns; all by default.
    rows : int, optional
        How many rows at most; a last line says how many there are.

    Returns
    -------
    Shown
    """
    chosen = table[list(columns)] if columns else table
    line = source_line(landscape.provenance, landscape.country)
    if len(chosen) > rows:
        line = _("The first {n} of {all} rows. {source}").format(
            n=rows, all=len(chosen), source=line
        )
    return table_of(chosen.head(rows), line)


def table_of(table: pd.DataFrame, caption: str) -> Shown:
    """Show a table with a line beneath it; where it is empty, say so."""
    if table.empty:
        return sentences([_("There is nothing to show here."), caption])
    return Shown(f"{to_lines(table)}\n{caption}", html.table(table, caption))


def save_my_landscape(landscape: Landscape) -> str:
    """Save the landscape as a spreadsheet in the learner's folder.

    Returns
    -------
    str
        A sentence that says where.
    """
    settings = read_settings()
    name = landscape.country.replace(",", "-")
    path = settings.home / "exports" / f"landscape-{name}.xlsx"
    reports.save_landscape(landscape, path)
    return _("Saved as {path}.").format(path=settings.short(path))


def save_my_snapshot() -> str:
    """Keep the tables of the learner's country, so that the lessons run without internet.

    Returns
    -------
    str
        A sentence that says where.
    """
    settings = read_settings()
    found = evidence.gather(home.my_country(settings), settings)
    path = evidence.snapshot_path(found.country, settings)
    evidence.save(found, path)
    return _("Saved as {path}.").format(path=settings.short(path))
