"""The country's institutions, as a lesson looks at them."""

from datetime import UTC, datetime
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pandas as pd

from coursehelpers.documents import html
from coursehelpers.documents.text import column_heading, shown
from coursehelpers.engine.queries import explain
from coursehelpers.evidence import saved
from coursehelpers.evidence.tables import Evidence
from coursehelpers.evidence.when_shown import gather_described_taxa
from coursehelpers.ground.errors import BadCallError, CourseError
from coursehelpers.ground.files import existing_file
from coursehelpers.ground.locale import _, enumeration, ngettext
from coursehelpers.ground.names import plain
from coursehelpers.ground.provenance import source_line
from coursehelpers.ground.settings import GBIF_API_URL, TRAINING_COUNTRY
from coursehelpers.ground.tables import NUMBER, WHOLE
from coursehelpers.landscape.corrections import beside, find_institution, with_notes
from coursehelpers.landscape.downloads import Downloads, downloads_of
from coursehelpers.landscape.improve import improve
from coursehelpers.landscape.missing import Missing, told, what_is_missing, who_may_fill
from coursehelpers.landscape.report import WORKING, save_landscape, totals_lines
from coursehelpers.landscape.survey import COLUMNS, Landscape, summarize
from coursehelpers.reading.values import number, whole_number
from coursehelpers.views.shown import Saved, Shown, ShownTable, sentences
from coursehelpers.views.view import CountryView, View
from coursehelpers.workbook.desk import Desk

if TYPE_CHECKING:
    from coursehelpers.charts.picture import Picture
    from coursehelpers.forms.landscape import LandscapeForm

Question = Literal["holders", "links", "gaps", "species", "world"]
_ROWS = 12
_FACTS = (*COLUMNS, "name", "city")


class LandscapeView(CountryView):
    """The institutions of a country: what they say they hold, and what GBIF links to them."""

    answers = False
    spoken = True

    def _shown(self) -> Shown:
        landscape = self._landscape
        said = [
            *landscape.notes,
            *totals_lines(landscape),
            source_line(landscape.provenance, landscape.country),
        ]
        return sentences(said)

    @property
    def measured(self) -> Landscape:
        """The tables and totals behind this, for your own programs."""
        return self._landscape

    @property
    def table(self) -> pd.DataFrame:
        """One row an institution; the columns are explained in the glossary and in the saved spreadsheet."""
        return self._landscape.table

    def codes(self) -> list[str]:
        """Return the codes of your country or countries, to ask GBIF yourself; GBIF knows none of Xantoria.

        Raises
        ------
        BadCallError
            On the training country, where it is GBIF itself that would be asked.
        """
        country = self._landscape.country
        if country == TRAINING_COUNTRY and self._desk.settings.api_url == GBIF_API_URL:
            raise BadCallError(
                _(
                    "Xantoria is made up, so GBIF cannot be asked about it; choose your own country in the first "
                    "lesson, or read the result on the course's website."
                )
            )
        return country.split(",")

    def show(self, *columns: str, rows: int = _ROWS) -> ShownTable:
        """Show columns of the table with their source, the first one as the heading of each row.

        What you noted with ``.correct()`` stands beside the registry's value: “500 (you: 7,500)”.

        Parameters
        ----------
        *columns : str
            Such as ``"name", "city", "declared"``; all by default.
        rows : int, optional
            How many rows at most.

        Raises
        ------
        BadCallError
            If the table has no such column.
        """
        part = self._part(self.table, columns, rows)
        notes = self._desk.open().corrections
        if not notes:
            return part
        seen = self._part(with_notes(self.table, notes), columns, rows)
        # What is looked at carries the notes; what is computed with does not.
        seen.table = part.table
        return seen

    def _part(
        self,
        table: pd.DataFrame,
        columns: tuple[str, ...] = (),
        rows: int = _ROWS,
        none: str = "",
    ) -> ShownTable:
        for column in columns:
            if column not in table:
                raise BadCallError(
                    _("“{column}” is no column of this table; choose among {columns}.").format(
                        column=column, columns=enumeration(table.columns)
                    )
                )
        landscape = self._landscape
        part = ShownTable(
            table, source_line(landscape.provenance, landscape.country), columns, rows, none
        )
        part.of = landscape.country
        return part

    @property
    def summary(self) -> ShownTable:
        """How many institutions need which kind of conversation, with sums of what is known."""
        columns = ("triage", "institutions", "size_unknown", "declared", "linked")
        return self._part(summarize(self.table), columns)

    @property
    def publishers(self) -> ShownTable:
        """Publishers of specimen records of the country that match no institution."""
        return self._part(
            self._landscape.publishers,
            ("name", "city", "specimens", "unlinked"),
            none=_("No publisher of specimen records of your country is without an institution."),
        )

    @property
    def published_elsewhere(self) -> ShownTable:
        """Specimens collected in the country and published elsewhere, by publishing country."""
        return self._part(
            self._landscape.published_elsewhere,
            none=_("No specimen record from your country was published elsewhere."),
        )

    @property
    def to_check(self) -> ShownTable:
        """Institutions whose entry says something about their place that a person should look at."""
        columns = ("name", "listed_under", "may_belong_to", "why")
        return self._part(
            self._landscape.misplaced,
            columns,
            none=_("No entry says anything about its place that you have to check."),
        )

    @property
    def duplicates(self) -> ShownTable:
        """Entries that may be the same institution, side by side."""
        table = self.table[self.table["duplicate_of"].notna()].sort_values("duplicate_of")
        return self._part(
            table,
            ("name", "code", "city", "linked"),
            none=_("No two entries look like the same institution."),
        )

    @property
    def downloads(self) -> "DownloadsView":
        """How often records of your country's publishers were in downloads; asked of GBIF when it is shown."""
        return DownloadsView(self._desk, self._landscape)

    def question(self, name: Question) -> Shown:
        """Write a question for GBIF's own engine, with all that is needed to hand it in; nothing is sent.

        Parameters
        ----------
        name : {"holders", "links", "gaps", "species", "world"}
        """
        text = explain(name, self._landscape.country.split(","))
        asked = Shown(text, f"<pre>{escape(text)}</pre>")
        asked.of = self._landscape.country
        return asked

    @property
    def missing(self) -> "MissingView":
        """What is missing of the country's specimens, as far as an answer of GBIF's engine says it."""
        return MissingView(self._desk, self._evidence, self._landscape)

    @property
    def differences(self) -> ShownTable:
        """Where the numbers of GBIF's facets and of a download differ, both with their dates."""
        differences = self._landscape.differences
        return self._part(pd.DataFrame() if differences is None else differences)

    @property
    def corrections(self) -> ShownTable:
        """What you noted, beside what GBIF and GRSciColl say today."""
        table = beside(self.table, self._workbook().corrections)
        return self._mine(
            ShownTable(table, _("Your own notes stand beside GBIF's values; they are not sent."))
        )

    def chart(self, what: Literal["sizes", "kinds"] = "sizes") -> "Picture":
        """Draw what institutions declare and what is linked to them, or how many need which conversation.

        Parameters
        ----------
        what : {"sizes", "kinds"}, optional
        """
        from coursehelpers.charts.landscape import chart_declared_and_linked, chart_triage

        draw = chart_declared_and_linked if what == "sizes" else chart_triage
        return self._of_country(draw(self._landscape))

    def map(self) -> "Picture":
        """Draw where the institutions are that give coordinates."""
        from coursehelpers.charts.map import chart_map

        return self._of_country(chart_map(self._landscape))

    def _of_country(self, picture: "Picture") -> "Picture":
        picture.of = self._landscape.country
        return picture

    def explore(self) -> "LandscapeForm":
        """Open the institutions to search and sort them, with your notes beside them; nothing is written."""
        from coursehelpers.forms.landscape import LandscapeForm

        notes = self._desk.open().corrections
        form = LandscapeForm(self._landscape, notes)
        return self._mine(form) if notes else form

    def correct(self, name: str, fact: str, value: str | float, *, source: str) -> Shown:
        """Note what you know better than the registry; it stands beside GBIF's own value.

        Parameters
        ----------
        name : str
            An institution of your country: its name, code or key.
        fact : str
            A column of the table, such as ``"declared"``.
        value : str or float
            What is right.
        source : str
            How you know: a role and a way, such as “its curator, by telephone”.

        Raises
        ------
        BadCallError
            If no institution, or more than one, is called so, the table has no such column, or the column holds
            numbers and the value is none.
        """
        from coursehelpers.workbook.entries import Correction

        if fact not in _FACTS:
            raise BadCallError(
                _("“{fact}” is no column of the table; choose among {columns}.").format(
                    fact=fact, columns=enumeration(COLUMNS)
                )
            )
        workbook = self._desk.open()
        row = find_institution(self.table, name)
        entry = Correction(
            key=row.key,
            field=fact,
            value=_value(fact, value),
            source=source,
            noted=datetime.now(UTC).date(),
        )
        others = [c for c in workbook.corrections if (c.key, c.field) != (entry.key, entry.field)]
        workbook.corrections = [*others, entry]
        self._desk.save(workbook)
        return self._mine(
            sentences(
                [
                    _(
                        "{name}, {field}: GRSciColl says {before}, you say {value} ({source})."
                    ).format(
                        name=row.name,
                        field=column_heading(fact),
                        before=shown(getattr(row, fact)),
                        value=_as_read(fact, entry.value),
                        source=source,
                    )
                ]
            )
        )

    def add(self, name: str, city: str, *, source: str, declared: int | None = None) -> Shown:
        """Add an institution that GRSciColl does not list; it stands in your register, beside GBIF's values.

        Parameters
        ----------
        name, city : str
        source : str
            How you know of it: a role and a way.
        declared : int, optional
            Specimens it says it holds.

        Raises
        ------
        BadCallError
            If the table has one of that name already.
        """
        from coursehelpers.workbook.entries import Correction, Stakeholder

        workbook = self._desk.open()
        if workbook.country == self._landscape.country:
            known = {plain(str(other)) for other in self.table["name"]}
            if plain(name) in known:
                raise BadCallError(
                    _(
                        "“{name}” is in your table already; note what you know with .correct()."
                    ).format(name=name)
                )
        key = plain(name).replace(" ", "-") or name
        today = datetime.now(UTC).date()
        facts = {"name": name, "city": city, "declared": "" if declared is None else str(declared)}
        added = [
            Correction(key=key, field=field, value=value, source=source, noted=today)
            for field, value in facts.items()
            if value
        ]
        workbook.corrections = [c for c in workbook.corrections if c.key != key] + added
        if key not in {s.key for s in workbook.stakeholders}:
            workbook.stakeholders.append(Stakeholder(key=key, name=name, kind="institution"))
        self._desk.save(workbook)
        return self._mine(
            sentences(
                [
                    _(
                        "{name} is in your register. Its entry in GRSciColl would be a good first gift."
                    ).format(name=name)
                ]
            )
        )

    def improve(self, name: str = "") -> Shown:
        """Show what is missing in one institution's record, whom to ask, and a text for a suggestion.

        Nothing is submitted. Ask the institution first; then open its page and choose Edit, then Suggest.

        Parameters
        ----------
        name : str, optional
            Its name, code or key; the first of our calling order by default.
        """
        if not name and self.table.empty:
            return self._mine(
                sentences(
                    [
                        _(
                            "GRSciColl lists no institution of your country yet, so no record can be improved. A new "
                            "entry is the first gift: note the institution here with .add(), then suggest it there."
                        )
                    ]
                )
            )
        row = find_institution(self.table, name or self._to_begin_with())
        found = improve(self._evidence, row.key)
        missing = ShownTable(found.missing, found.url)
        improvement = Shown(
            f"{missing!r}\n{found.suggestion}",
            missing._repr_html_()
            + "".join(html.paragraph(line) for line in found.suggestion.split("\n")),
        )
        improvement.of = self._landscape.country
        return improvement

    def _to_begin_with(self) -> str:
        """Return the key of the institution to call first; where nobody is called, of the first one listed."""
        from coursehelpers.order.calling_order import prioritize

        ordered = prioritize(self._landscape, self._workbook()).table
        return str((ordered if len(ordered) else self.table)["key"].iloc[0])

    def save(self, ending: Literal["xlsx", "csv", "json"] = "xlsx") -> Saved:
        """Save the landscape in your folder: a spreadsheet to work in, or a file for a program.

        Parameters
        ----------
        ending : {"xlsx", "csv", "json"}, optional
        """
        name = self._landscape.country.replace(",", "-")
        path = self._desk.settings.home / "exports" / f"landscape-{name}.{ending}"
        save_landscape(self._landscape, path)
        return Saved(path)

    def load(self, file: str | Path) -> Shown:
        """Load what you wrote into the saved spreadsheet: contacted, answered, agreed, note.

        It stands in the workbook beside GBIF's own values and survives a new query.

        Parameters
        ----------
        file : str or pathlib.Path
            The spreadsheet, such as ``"exports/landscape-XT.xlsx"``.

        Raises
        ------
        BrokenFileError
            If the file is no spreadsheet of the course.
        """
        from coursehelpers.reading.table import read_working
        from coursehelpers.workbook.entries import Correction

        path = existing_file(file, self._desk.settings)
        written = read_working(path, list(WORKING), COLUMNS)
        workbook = self._desk.open()
        today = datetime.now(UTC).date()
        before = {(c.key, c.field): c for c in workbook.corrections}
        for key, cells in written.items():
            for field, value in cells.items():
                known = before.get((key, field))
                if known is None or known.value != value:
                    before[key, field] = Correction(
                        key=key, field=field, value=value, source=path.name, noted=today
                    )
        workbook.corrections = list(before.values())
        self._desk.save(workbook)
        noted = len({key for key, _field in before})
        return self._mine(
            sentences(
                [
                    ngettext(
                        "Your workbook holds notes on {n} institution.",
                        "Your workbook holds notes on {n} institutions.",
                        noted,
                    ).format(n=noted)
                ]
            )
        )

    def save_snapshot(self) -> Saved:
        """Keep the country's tables, so that the lessons run without internet."""
        path = saved.snapshot_path(self._evidence.country, self._desk.settings)
        saved.save(self._evidence, path)
        return Saved(path)


def _value(fact: str, value: str | float) -> str:
    """Write a value as the workbook keeps it: numbers without blanks or commas, “150 000” as 150000."""
    if fact not in COLUMNS or COLUMNS[fact].dtype not in (WHOLE, NUMBER):
        return str(value)
    read = whole_number(str(value)) if COLUMNS[fact].dtype == WHOLE else number(str(value))
    if read is None:
        raise BadCallError(
            _(
                "“{value}” is no number, and “{field}” holds numbers; write one such as 7500."
            ).format(value=str(value)[:40], field=fact)
        )
    return str(read)


def _as_read(fact: str, value: str) -> str:
    """Write a value that the learner knows better as a reader takes it, beside the registry's."""
    whole = fact in COLUMNS and COLUMNS[fact].dtype == WHOLE
    return shown(int(value)) if whole else value


class DownloadsView(View):
    """How often records of a country's publishers were in downloads, as far as GBIF's numbers say it."""

    answers = False

    def __init__(self, desk: Desk, landscape: Landscape) -> None:
        super().__init__(desk)
        self._landscape = landscape

    @cached_property
    def _downloads(self) -> Downloads:
        source = self._landscape.provenance["source"]
        return downloads_of(self._landscape.country, source, self._desk.settings)

    @property
    def of(self) -> str:
        """Of which country this speaks."""
        return self._landscape.country

    @property
    def table(self) -> pd.DataFrame:
        """One row a month, the newest last."""
        return self._downloads.table

    def _shown(self) -> Shown:
        said = " ".join(self._downloads.sentences)
        return sentences([said]) if self.table.empty else ShownTable(self.table, said)


class MissingView(View):
    """What is known and not known of a country's specimens: by group, by decade, by place."""

    answers = False

    def __init__(self, desk: Desk, country_evidence: Evidence, landscape: Landscape) -> None:
        super().__init__(desk)
        self._evidence = country_evidence
        self._landscape = landscape

    @property
    def of(self) -> str:
        """Of which country this speaks."""
        return self._landscape.country

    @cached_property
    def _missing(self) -> Missing:
        # Measured with the country; where no download says it, this one says how to come by one.
        return self._landscape.missing or what_is_missing(self._evidence, self._landscape.table)

    def _shown(self) -> Shown:
        try:
            return sentences(told(self._missing))
        except CourseError as error:
            return sentences([str(error)])

    @property
    def measured(self) -> Missing:
        """All tables behind this, for your own programs."""
        return self._missing

    @property
    def table(self) -> pd.DataFrame:
        """One row a group of organisms, with what there is of it."""
        return self._missing.by_group

    @property
    def may_fill(self) -> ShownTable:
        """Institutions that may hold more of what is missing; nobody knows before asking them.

        GBIF is asked once more, only here: which classes the descriptors of the country's collections name.
        """
        line = source_line(self._landscape.provenance, self._landscape.country)
        try:
            proposed = who_may_fill(
                self._missing, self._evidence, self._landscape.table, self._described_taxa
            )
        except CourseError as error:
            why = _("What descriptors say is not shown. {why}").format(why=error)
            return ShownTable(self._missing.may_fill, f"{line} {why}")
        return ShownTable(proposed, line)

    @cached_property
    def _described_taxa(self) -> pd.DataFrame:
        if self._landscape.provenance["source"] == "snapshot":
            raise CourseError(
                _(
                    "A snapshot holds no descriptors; they are shown when you ask GBIF yourself, online."
                )
            )
        if not self._landscape.country:
            raise CourseError(_("Descriptors are asked for by country, not for a list."))
        return gather_described_taxa(self._landscape.country, self._desk.settings)

    def chart(self, what: Literal["decades", "cells"] = "decades") -> "Picture":
        """Draw when, or where, the specimens that are known were collected.

        Parameters
        ----------
        what : {"decades", "cells"}, optional
        """
        from coursehelpers.charts.missing import chart_cells, chart_decades

        picture = (chart_decades if what == "decades" else chart_cells)(self._missing)
        picture.of = self._landscape.country
        return picture
