"""Whom to call first, as a lesson looks at it: three waves, weights, letters, the sheet, links to mend."""

from functools import cached_property
from typing import TYPE_CHECKING, Literal

import pandas as pd

from coursehelpers.documents.write import write_document
from coursehelpers.evidence.gather import gather_links
from coursehelpers.ground.errors import BadCallError
from coursehelpers.ground.files import write_folder
from coursehelpers.ground.locale import _, enumeration, language, ngettext, percent
from coursehelpers.ground.provenance import source_line
from coursehelpers.ground.settings import in_language
from coursehelpers.ground.tables import rows_of
from coursehelpers.landscape.corrections import find_institution
from coursehelpers.landscape.downloads import most_downloaded
from coursehelpers.landscape.links import links_to_mend, mend
from coursehelpers.landscape.naming import distinct_names
from coursehelpers.order.calling_order import (
    WAVES,
    CallingOrder,
    prioritize,
    read_criteria,
    what_if,
)
from coursehelpers.order.doubles import left_out, spoken_for
from coursehelpers.order.letters import (
    Letter,
    as_texts,
    certainty,
    exercise_mark,
    letters_document,
    write_letters,
)
from coursehelpers.order.report import save_order
from coursehelpers.order.scores import rank_order_centroid
from coursehelpers.views.shown import Saved, Shown, ShownTable, sentences
from coursehelpers.views.view import CountryView, View
from coursehelpers.workbook.changes import put_entry

if TYPE_CHECKING:
    from coursehelpers.charts.picture import Picture
    from coursehelpers.forms.table import TableForm
    from coursehelpers.forms.waves import WavesForm

Wave = Literal["now", "next", "later"]
_ROWS = 12
_IN_SIGHT = ("name", "wave", "reasons", "first_step")


class OrderView(CountryView):
    """Our calling order: whom to call now, next and later, and why."""

    answers = False
    _ordered: tuple[tuple[str, str], CallingOrder] | None = None

    def _shown(self) -> Shown:
        return self._wave_table(*WAVES)

    @property
    def measured(self) -> CallingOrder:
        """The order of now behind this, for your own programs; what you noted counts."""
        workbook = self._workbook()
        noted = (workbook.model_dump_json(exclude={"saved"}), language())
        if self._ordered is None or self._ordered[0] != noted:
            self._ordered = (noted, prioritize(self._landscape, workbook))
        return self._ordered[1]

    @property
    def table(self) -> pd.DataFrame:
        """Institutions in calling order, with wave, reasons and first step."""
        return self.measured.table

    @cached_property
    def _names(self) -> dict[str, str]:
        """Names by key that no two institutions of the country share."""
        table = self._landscape.table
        return dict(zip(table["key"], distinct_names(table), strict=True))

    def _told_apart(self, table: pd.DataFrame) -> list[str]:
        return [self._names.get(key, key) for key in table["key"]]

    def _wave_table(self, *waves: str, rows: int = _ROWS) -> ShownTable:
        order = self.measured
        table = order.table.assign(name=self._told_apart(order.table))
        table = table[table["wave"].isin(waves)]
        part = ShownTable(table, source_line(order.provenance, order.country), _IN_SIGHT, rows)
        part.of = order.country
        return part

    def wave(self, name: Wave, *, rows: int = _ROWS) -> ShownTable:
        """Show who stands in a wave, why, and the first step.

        Parameters
        ----------
        name : {"now", "next", "later"}
        rows : int, optional
            How many institutions at most.
        """
        return self._wave_table(name, rows=rows)

    def first(self, wave: Wave = "now") -> str:
        """Return the name of the first institution of a wave, to begin an exercise with your own country.

        Parameters
        ----------
        wave : {"now", "next", "later"}, optional
            Where nobody stands in it, the first one of the whole order.

        Raises
        ------
        BadCallError
            If nobody is in the order at all.
        """
        table = self.table
        chosen = table[table["wave"] == wave]
        if table.empty:
            raise _nobody()
        row = (chosen if len(chosen) else table).iloc[0]
        return str(row["key"] if pd.isna(row["name"]) else self._names[row["key"]])

    def move(self, name: str, *, to: Wave, why: str) -> Shown:
        """Put an institution into another wave than the proposed one, with your reason.

        Parameters
        ----------
        name : str
            Its name, code or key.
        to : {"now", "next", "later"}
        why : str
            It stands in the plan, and in the letter as you wrote it.
        """
        row = find_institution(self._landscape.table, name)
        workbook = self._writable()
        put_entry(workbook, "waves", {"key": row.key, "wave": to, "why": why})
        self._desk.save(workbook)
        said = _("{name}: {wave}, because {why}.").format(
            name=self._names[row.key], wave=WAVES[to], why=why.rstrip(" .")
        )
        return self._mine(sentences([said]))

    def assess(self, name: str, criterion: str, value: int, *, why: str = "") -> Shown:
        """Say what you know about an institution that no registry says.

        Parameters
        ----------
        name : str
            Its name, code or key.
        criterion : str
            As in ``.weights``, such as ``"risk"``.
        value : int
            0 to 3; the answer says what it means.
        why : str, optional

        Raises
        ------
        BadCallError
            If there is no such institution or criterion, or the value is off the scale.
        """
        by_name = {criterion["name"]: criterion for criterion in read_criteria()["criteria"]}
        _check_criteria([criterion])
        row = find_institution(self._landscape.table, name)
        workbook = self._writable()
        values = {"key": row.key, "criterion": criterion, "value": value, "why": why}
        put_entry(workbook, "assessments", values)
        self._desk.save(workbook)
        described = by_name[criterion]
        level = described["levels"][value] if described.get("levels") else str(value)
        said = _("{name}, {label}: {level}.").format(
            name=self._names[row.key], label=described["label"], level=level
        )
        return self._mine(sentences([said]))

    def ask_first(self, *, rows: int = 6) -> ShownTable:
        """Show which unknowns would move the order most: the questions to ask first."""
        order = self.measured
        columns = ["name", "criterion", "question"] + (["best", "worst"] if order.scored else [])
        line = source_line(order.provenance, order.country)
        if order.scored:
            line = _("What one answer changes: best and worst place. {source}").format(source=line)
        questions = order.questions.drop_duplicates("key").head(rows)
        table = questions.assign(name=questions["key"].map(self._names))[columns]
        asked = ShownTable(table, line)
        asked.of = order.country
        return asked

    def how_sure(self) -> Shown:
        """Say in sentences how sure our calling order is, and what would change it."""
        order = self.measured
        said = list(order.notes)
        if order.scored:
            said += [
                _("{name}: {certainty}.").format(
                    name=self._names[row.key], certainty=certainty(row, order)
                )
                for row in rows_of(order.table.head(4), *order.table.columns)
            ]
        if order.swap:
            labels = dict(zip(order.criteria["name"], order.criteria["label"], strict=True))
            said.append(
                _(
                    "The first two that a score placed swap if the weight of “{label}” goes from {stated} to "
                    "{needed}."
                ).format(
                    label=labels[order.swap.criterion],
                    stated=percent(order.swap.stated),
                    needed=percent(order.swap.needed),
                )
            )
        elif order.scored:
            said.append(_("No change of a single weight swaps the first two that a score placed."))
        sure = sentences(said)
        sure.of = order.country
        return sure

    def chart(self, *, limit: int = 15) -> "Picture":
        """Draw our calling order with how sure each place is.

        Parameters
        ----------
        limit : int, optional
            How many institutions at most.
        """
        from coursehelpers.charts.order import chart_order

        picture = chart_order(self.measured, limit)
        picture.of = self.of
        return picture

    def what_if(self, criterion: str) -> "Picture":
        """Draw how the places of the first ones change when one weight does.

        Parameters
        ----------
        criterion : str
            As in ``.weights``, such as ``"gap"``.
        """
        from coursehelpers.charts.order import chart_what_if

        _check_criteria([criterion])
        picture = chart_what_if(*what_if(self._landscape, self._workbook(), criterion))
        picture.of = self.of
        return picture

    def form(self) -> "WavesForm":
        """Open the three waves as a form: move an institution, and say why."""
        from coursehelpers.forms.waves import WavesForm

        form = WavesForm(self._landscape, self._desk)
        form.of = self.of
        return form

    @property
    def weights(self) -> "WeightsView":
        """How much each criterion counts for you."""
        return WeightsView(self._desk)

    def letters(self, *, language: str | None = None) -> "LettersView":
        """Look at the letters to institutions, from the order of now; nothing is ever sent.

        Parameters
        ----------
        language : str, optional
            In which they are written, such as ``"fr"``; the one on your screen by default.

        Raises
        ------
        BadCallError
            If the course is not in that language.
        """
        with in_language(language):
            return LettersView(self, language)

    @property
    def sheet(self) -> "SheetView":
        """The one A4 sheet of your country."""
        return SheetView(self)

    @property
    def links(self) -> "LinksView":
        """Publishers whose records are on GBIF but not linked: the cheapest win."""
        return LinksView(self._desk)

    def save(self, ending: Literal["xlsx", "csv", "json"] = "xlsx") -> Saved:
        """Save our calling order in your folder: a spreadsheet to work in, or a file for a program.

        Parameters
        ----------
        ending : {"xlsx", "csv", "json"}, optional
        """
        path = self._export(f"order.{ending}")
        save_order(self.measured, self._landscape, path)
        return Saved(path)


class WeightsView(View):
    """By what the course orders institutions, and how much each criterion counts for you."""

    def _shown(self) -> Shown:
        columns = ("name", "label", "weight", "answered", "source")
        return self._mine(
            ShownTable(self.table, _("Only the proportions of weights matter."), columns)
        )

    @property
    def table(self) -> pd.DataFrame:
        """One row a criterion, with its weight and where that is from."""
        return OrderView(self._desk).measured.criteria

    def set(self, **weights: float) -> Shown:
        """Set how much criteria count for you; those not named keep their weight.

        Parameters
        ----------
        **weights : float
            Names as in the table, such as ``risk=4``.

        Raises
        ------
        BadCallError
            If there is no such criterion, or a weight is negative.
        """
        _check_criteria(weights)
        workbook = self._desk.open()
        known = {w.criterion: w.weight for w in workbook.weights}
        for name, weight in weights.items():
            put_entry(workbook, "weights", {"criterion": name, "weight": weight})
            known[name] = weight
        self._desk.save(workbook)
        return self._mine(
            sentences(
                [
                    _("Your weights: {weights}.").format(
                        weights=enumeration(f"{n} {w:g}" for n, w in known.items())
                    )
                ]
            )
        )

    def rank(self, *names: str) -> Shown:
        """Turn an order of importance into weights, the most important criterion first; those not named get 0.

        The rank-order centroid (Barron and Barrett 1996): you say only what counts more, never how much.

        Parameters
        ----------
        *names : str
            As in the table, such as ``.rank("risk", "need", "gap")``.

        Raises
        ------
        BadCallError
            If there is no such criterion, none is named, or one is named twice.
        """
        known = [criterion["name"] for criterion in read_criteria()["criteria"]]
        if not names or len(set(names)) < len(names):
            raise BadCallError(
                _(
                    "Name each criterion once, the most important first; choose among {names}."
                ).format(names=enumeration(known))
            )
        _check_criteria(names)
        weights = dict(zip(names, rank_order_centroid(len(names)), strict=True))
        left_out = {name: 0.0 for name in known if name not in names}
        return self.set(
            **{name: round(10 * weight, 2) for name, weight in weights.items()}, **left_out
        )

    def form(self) -> "TableForm":
        """Open the weights as a form; the order follows when it is shown again."""
        from coursehelpers.forms.sections import weights_form

        return self._mine(weights_form(self._desk))


class LettersView(View):
    """The letters to institutions, written anew from the order whenever they are looked at."""

    def __init__(self, order: OrderView, language: str | None = None) -> None:
        super().__init__(order._desk)
        self._order = order
        self._language = language

    def _shown(self) -> Shown:
        letters = self._written()
        if not letters:
            return sentences([str(_nobody())])
        said = ngettext(
            "{n} letter is ready; .show() reads one, .save() writes them into your folder.",
            "{n} letters are ready; .show() reads one, .save() writes them into your folder.",
            len(letters),
        ).format(n=len(letters))
        shown = sentences([said, *left_out(self._order.table)])
        shown.of = self._order.of
        return shown

    def _written(self, *waves: str) -> list[Letter]:
        with in_language(self._language):
            return write_letters(
                self._order.measured, self._order._workbook(), waves or list(WAVES)
            )

    @property
    def table(self) -> pd.DataFrame:
        """One row a letter, in calling order."""
        return pd.DataFrame(self._written(), columns=list(Letter._fields))

    def show(self, which: int | str = 1) -> Shown:
        """Show the letter to one institution.

        Parameters
        ----------
        which : int or str, optional
            Its place in our calling order, or its name, code or key.

        Raises
        ------
        BadCallError
            If there is no such place or institution.
        """
        letters = {letter.key: letter for letter in self._written()}
        if not letters:
            raise _nobody()
        table = self._order.table
        if isinstance(which, str):
            key = find_institution(table, which).key
        elif which in range(1, len(table) + 1):
            key = table["key"].iloc[which - 1]
        else:
            raise BadCallError(
                _("Our calling order has {n} places; choose a number from 1 to {n}.").format(
                    n=len(table)
                )
            )
        if key not in letters:
            # Entries that are one institution get one letter.
            key = spoken_for(table)[key]
        letter = sentences(line for line in letters[key].text.split("\n") if line)
        letter.of = self._order.of
        return letter

    def save(self, *waves: Wave) -> Saved:
        """Save cards and letters as DOCX, and each letter as a text; nothing is sent.

        Parameters
        ----------
        *waves : str
            ``"now"``, ``"next"``, ``"later"``; by default the first one in which somebody stands.
        """
        order = self._order.measured
        letters = self._written(*(waves or order.table["wave"].head(1).tolist()))
        path = self._order._export(_named("letters.docx", self._language))
        with in_language(self._language):
            document = letters_document(self._order.measured, letters)
            write_document(document, path)
            texts = as_texts(letters, exercise_mark(order.country))
        write_folder(path.with_suffix(""), texts)
        more = ngettext(
            "{n} letter; nothing was sent.", "{n} letters; nothing was sent.", len(letters)
        )
        return Saved(path, more=more.format(n=len(letters)))


class SheetView(View):
    """The one A4 sheet of a country: what is known, what is not, whom to call first, what to ask."""

    def __init__(self, order: OrderView) -> None:
        super().__init__(order._desk)
        self._order = order

    def _shown(self) -> Shown:
        shown = sentences([_("One sheet of A4; .save() writes it as PDF and as a page.")])
        shown.of = self._order.of
        return shown

    def save(self, *, language: str | None = None) -> Saved:
        """Save the sheet as PDF to print, and as a page for the browser.

        Parameters
        ----------
        language : str, optional
            In which it is written, such as ``"fr"``; the one on your screen by default.

        Raises
        ------
        BadCallError
            If the course is not in that language.
        """
        from coursehelpers.plan.sheet import country_sheet

        path = self._order._export(_named("sheet.pdf", language))
        with in_language(language):
            workbook = self._order._workbook()
            sheet = country_sheet(
                self._order._landscape,
                self._order.measured,
                workbook.plan.node,
                workbook.indicators,
            )
            write_document(sheet, path)
            write_document(sheet, path.with_suffix(".html"))
        return Saved(path)


class LinksView(CountryView):
    """Publishers whose specimen records are on GBIF but not linked to an institution."""

    answers = False

    def _shown(self) -> Shown:
        return self.show()

    @property
    def table(self) -> pd.DataFrame:
        """One row a publisher, the most records without a link first."""
        return links_to_mend(self._evidence, self._landscape)

    def show(self, *, rows: int = 8) -> ShownTable:
        """Show the publishers with the most records without a link."""
        landscape = self._landscape
        line = source_line(landscape.provenance, landscape.country)
        columns = ["publisher", "specimens", "unlinked", "name", "code"]
        part = ShownTable(self.table[columns].head(rows), line)
        part.of = landscape.country
        return part

    def mend(self, which: int = 1) -> Shown:
        """Say what is wrong with one publisher's links, and write what to send it; nothing is sent.

        Parameters
        ----------
        which : int, optional
            Its row in the table, from 1.

        Raises
        ------
        BadCallError
            If there is no such row.
        """
        table = self.table
        if which not in range(1, len(table) + 1):
            raise BadCallError(
                _(
                    "There are {n} publishers with missing links; choose a number from 1 to {n}."
                ).format(n=len(table))
                if len(table)
                else _(
                    "No publisher of your country has records without a link; nothing is to be mended."
                )
            )
        row = table.iloc[which - 1]
        settings = self._desk.settings
        links = gather_links(row["organization"], self._evidence.country, settings)
        source = self._evidence.provenance["source"]
        used = most_downloaded(row["organization"], self._evidence.country, source, settings)
        mending = mend(row, links, used)
        shown = sentences([*mending.findings, *mending.message.split("\n")])
        shown.of = self._landscape.country
        return shown


def _named(file: str, language: str | None) -> str:
    """Name the file of a document in a language of its own, so that it takes the place of no other."""
    stem, _dot, ending = file.rpartition(".")
    return f"{stem}-{language}.{ending}" if language else file


def _nobody() -> BadCallError:
    return BadCallError(
        _(
            "Nobody is in our calling order yet, so there is nobody to write to; enter the first institution."
        )
    )


def _check_criteria(names: object) -> None:
    known = [criterion["name"] for criterion in read_criteria()["criteria"]]
    for name in names:  # type: ignore[attr-defined]
        if name not in known:
            raise BadCallError(
                _("“{name}” is no criterion; choose among {names}.").format(
                    name=name, names=enumeration(known)
                )
            )
