"""What the page about one country shows, made by the same functions as in an installed course.

The page's worker calls :class:`Visit`. What goes wrong comes back as a sentence, never as a traceback; where GBIF
cannot be reached, the page offers the training country.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import wraps
from html import escape
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Concatenate, NamedTuple, ParamSpec

from coursehelpers.documents.html import folded, heading, paragraph, table, written_parts
from coursehelpers.documents.write import rendered
from coursehelpers.evidence.gather import gather
from coursehelpers.evidence.saved import save, snapshot_path
from coursehelpers.ground.characters import printable
from coursehelpers.ground.countries import countries_called, country_name, read_countries
from coursehelpers.ground.errors import BadCallError, CourseError, GbifUnreachableError
from coursehelpers.ground.files import write_whole
from coursehelpers.ground.locale import _, ngettext, number
from coursehelpers.ground.provenance import source_line
from coursehelpers.ground.settings import Settings, read_settings
from coursehelpers.ground.tables import rows_of
from coursehelpers.landscape.conversations import in_words
from coursehelpers.landscape.naming import distinct_names
from coursehelpers.landscape.report import save_landscape, totals_lines
from coursehelpers.landscape.survey import Landscape, survey
from coursehelpers.order.calling_order import WAVES, CallingOrder, prioritize
from coursehelpers.order.letters import countries_of, exercise_mark, letters_document, write_letters
from coursehelpers.order.noted import NOTHING
from coursehelpers.order.report import save_order

MOST_ROWS = 300
"""Institutions in the table of the page; the spreadsheet holds all."""
OPEN = 12
"""Institutions of a wave that are shown without a fold."""
_KINDS = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".html": "text/html;charset=utf-8",
    ".zip": "application/zip",
}
_More = ParamSpec("_More")
Told = dict[str, Any]


class File(NamedTuple):
    """Hold a file to take away.

    Attributes
    ----------
    name, kind : str
        Name of the file, and its media type.
    body : bytes
    """

    name: str
    kind: str
    body: bytes


def _in_a_sentence(
    asked: Callable[Concatenate["Visit", _More], Told],
) -> Callable[Concatenate["Visit", _More], Told]:
    @wraps(asked)
    def answered(visit: "Visit", /, *more: _More.args, **named: _More.kwargs) -> Told:
        try:
            return asked(visit, *more, **named)
        except CourseError as error:
            return {"failed": str(error), "unreachable": isinstance(error, GbifUnreachableError)}

    return answered


class Visit:
    """Look at countries, one after the other, for one visitor of the page.

    Parameters
    ----------
    tell : callable, optional
        Called with a few words before each request.
    settings : Settings, optional
        Read from the environment by default.

    Examples
    --------
    >>> visit = Visit()
    >>> visit.find("Xantoria")["codes"]
    'XT'
    >>> sorted(visit.landscape("XT"))
    ['html', 'title']
    """

    def __init__(
        self, tell: Callable[[str], None] = lambda words: None, settings: Settings | None = None
    ) -> None:
        self._tell = tell
        self._settings = settings or read_settings()
        self._landscape: Landscape | None = None
        self._order: CallingOrder | None = None

    @_in_a_sentence
    def find(self, text: str) -> Told:
        """Say which country a text means.

        Parameters
        ----------
        text : str
            A name or a code as somebody types it, or several codes with commas.

        Returns
        -------
        dict
            ``codes`` and ``name``; or ``choose``, a list of them, where it may be either; or ``failed``.
        """
        called = countries_called(text)
        if len(called) > 1:
            return {"choose": [{"codes": code, "name": country_name(code)} for code in called]}
        codes = ",".join(called or read_countries(text))
        return {"codes": codes, "name": countries_of(codes)}

    def takes_snapshot(self, codes: str, body: bytes) -> None:
        """Keep a snapshot that the room has of a country; its tables are read instead of asking GBIF."""
        write_whole(snapshot_path(codes, self._settings), bytes(body))

    @_in_a_sentence
    def landscape(self, codes: str) -> Told:
        """Read a country, and write its summary, its table and the waves.

        Parameters
        ----------
        codes : str
            As :meth:`find` gives them.

        Returns
        -------
        dict
            ``title`` and ``html``; or ``failed``, and whether GBIF was ``unreachable``.
        """
        self._landscape = self._order = None
        settings = self._settings
        if snapshot_path(codes, settings).is_file():
            settings = replace(settings, source="snapshot")
        self._evidence = gather(codes, settings, self._asking)
        self._landscape = survey(self._evidence)
        self._order = prioritize(self._landscape)
        parts = [*_summary(self._landscape, self._order), *_table(self._landscape)]
        parts += _waves(self._order)
        return {"title": countries_of(self._landscape.country), "html": "".join(parts)}

    @_in_a_sentence
    def figures(self) -> Told:
        """Draw the figures; ``html`` holds them with their words."""
        # Drawing brings a library that the table does without.
        from coursehelpers.charts.landscape import chart_declared_and_linked, chart_triage
        from coursehelpers.charts.order import chart_order

        landscape, order = self._seen()
        drawn = [chart_triage(landscape), chart_declared_and_linked(landscape)]
        drawn += [chart_order(order)] if len(order.table) else []
        pictures = "".join(f"<figure>{picture.svg}</figure>" for picture in drawn)
        # What is drawn has a size at which it can be read; on a phone it is moved, by keyboard too.
        words = escape(_("Figures"), quote=True)
        moved = (
            f'<div class="wide" tabindex="0" role="region" aria-label="{words}">{pictures}</div>'
        )
        return {"html": heading(_("Figures")) + moved}

    @_in_a_sentence
    def sheet(self) -> Told:
        """Write the sheet of A4; ``html`` holds it with its ``title``."""
        from coursehelpers.plan.sheet import country_sheet

        document = country_sheet(*self._seen())
        return {"title": document.title, "html": written_parts(document)}

    @_in_a_sentence
    def file(self, what: str) -> Told:
        """Write a file to take away.

        Parameters
        ----------
        what : {"landscape.xlsx", "order.xlsx", "sheet.html", "letters.html", "letters.docx", "snapshot.zip"}

        Returns
        -------
        dict
            ``file``, a :class:`File`; or ``failed``.
        """
        landscape, order = self._seen()
        suffix = Path(what).suffix
        name = f"{landscape.country.replace(',', '-')}-{what}"
        with TemporaryDirectory() as folder:
            path = Path(folder) / name
            match what:
                case "landscape.xlsx":
                    save_landscape(landscape, path)
                case "order.xlsx":
                    save_order(order, landscape, path)
                case "snapshot.zip":
                    save(self._evidence, path)
                case "sheet.html":
                    from coursehelpers.plan.sheet import country_sheet

                    path.write_bytes(rendered(country_sheet(landscape, order), suffix, name))
                case "letters.html" | "letters.docx":
                    letters = letters_document(order, write_letters(order, NOTHING))
                    path.write_bytes(rendered(letters, suffix, name))
                case _:
                    raise BadCallError(_("There is no such file; reload the page, then try again."))
            return {"file": File(name, _KINDS[suffix], path.read_bytes())}

    def _seen(self) -> tuple[Landscape, CallingOrder]:
        if self._landscape is None or self._order is None:
            raise BadCallError(_("No country was read yet; type one, then try again."))
        return self._landscape, self._order

    def _asking(self, words: str) -> None:
        self._tell(_("Asking GBIF: {words} …").format(words=words))


def writes_word_files() -> bool:
    """Tell whether letters can be written for a word processor: what that takes is not in every browser."""
    return find_spec("docx") is not None and find_spec("lxml") is not None


def _summary(landscape: Landscape, order: CallingOrder) -> Iterator[str]:
    if exercise_mark(landscape.country):
        yield f"<p><strong>{escape(exercise_mark(landscape.country))}</strong></p>"
    yield "".join(paragraph(line) for line in totals_lines(landscape))
    notes = dict.fromkeys([*landscape.notes, *order.notes])
    if notes:
        told = "".join(f"<li>{escape(printable(note))}</li>" for note in notes)
        yield folded(_("Good to know"), [f"<ul>{told}</ul>"])


def _table(landscape: Landscape) -> Iterator[str]:
    rows = in_words(landscape.table).assign(name=distinct_names(landscape.table))
    columns = {
        "name": _("institution"),
        "city": _("city"),
        "declared": _("declared"),
        "linked": _("linked"),
        "gap": _("declared minus linked"),
        "triage": _("conversation"),
    }
    yield heading(_("Institutions"))
    if rows.empty:
        yield paragraph(_("GRSciColl lists no institution of this country yet."))
        return
    shown = rows.head(MOST_ROWS)[list(columns)].rename(columns=columns)
    caption = source_line(landscape.provenance, landscape.country)
    # A table that is wider than a phone is moved by itself, by keyboard too.
    words = escape(_("Institutions"), quote=True)
    yield f'<div class="wide" tabindex="0" role="region" aria-label="{words}">{table(shown, caption)}</div>'
    more = len(rows) - len(shown)
    if more:
        yield paragraph(
            ngettext(
                "{n} more institution is in the spreadsheet.",
                "{n} more institutions are in the spreadsheet.",
                more,
            ).format(n=number(more))
        )


def _waves(order: CallingOrder) -> Iterator[str]:
    if order.table.empty:
        return
    yield heading(_("Our calling order"))
    named = order.table.assign(
        name=distinct_names(order.table),
        first=order.table.groupby("place")["rank"].transform("min"),
    )
    columns = ("first", "rank", "place", "name", "reasons", "first_step")
    for wave, words in WAVES.items():
        rows = list(rows_of(named[named["wave"] == wave], *columns))
        if not rows:
            continue
        points = [_place(row) for row in rows]
        yield f"<h3>{escape(str(words))} ({number(len(rows))})</h3><ol>{''.join(points[:OPEN])}</ol>"
        if points[OPEN:]:
            rest = ngettext("{n} more", "{n} more", len(points[OPEN:]))
            rest = rest.format(n=number(len(points[OPEN:])))
            yield folded(rest, [f"<ol>{''.join(points[OPEN:])}</ol>"])


def _place(row: Any) -> str:
    name, step, reasons = (
        escape(printable(text)) for text in (row.name, row.first_step, row.reasons)
    )
    alike = "" if row.place == str(row.rank) else f" <small>({escape(row.place)})</small>"
    said = {"name": f"<strong>{name}</strong>{alike}", "question": step}
    told = escape(_("{name}: {question}")).format(**said)
    return f'<li value="{row.first}">{told} <small>{reasons}</small></li>'
