"""Strategy and action plan, as a lesson looks at them."""

from typing import TYPE_CHECKING, Literal

import pandas as pd

from coursehelpers.documents.write import write_document
from coursehelpers.ground.files import write_folder
from coursehelpers.ground.locale import _, ngettext
from coursehelpers.ground.settings import in_language
from coursehelpers.order.calling_order import prioritize
from coursehelpers.plan import action_plan as plans
from coursehelpers.plan.files import issue_texts, save_plan
from coursehelpers.plan.gaps import gaps
from coursehelpers.views.sections import SectionView
from coursehelpers.views.shown import Saved, Shown, sentences
from coursehelpers.views.view import CountryView
from coursehelpers.workbook.desk import Desk

if TYPE_CHECKING:
    from coursehelpers.forms.table import TableForm

Ending = Literal["docx", "pdf", "xlsx", "html", "md"]


class PlanView(CountryView):
    """The action plan: what a director, a head of delegation or a funder reads."""

    @property
    def of(self) -> str:
        """Of which country this speaks."""
        return self._desk.country

    def _shown(self) -> Shown:
        return self.gaps()

    @property
    def fields(self) -> SectionView:
        """What the plan says that stands nowhere else, as a table and as a spreadsheet."""
        return SectionView(self._desk, "plan")

    @property
    def table(self) -> pd.DataFrame:
        """One row with the fields of the plan."""
        return self.fields.table

    def form(self) -> "TableForm":
        """Open the plan as a form, by mouse or keyboard."""
        return self.fields.form()

    @property
    def strategy(self) -> "StrategyView":
        """Your strategy on one page."""
        return StrategyView(self._desk)

    @property
    def risks(self) -> SectionView:
        """What may go wrong, and what you do about it."""
        return SectionView(self._desk, "risks")

    @property
    def datasets(self) -> SectionView:
        """Datasets that may come of it."""
        return SectionView(self._desk, "datasets")

    def gaps(self) -> Shown:
        """Say what your plan still lacks, the most important first."""
        missing = gaps(self._landscape, self._desk.open())
        if not missing:
            said = [_("Nothing is missing. Let somebody read page one for three minutes.")]
        else:
            count = ngettext(
                "{n} point is missing.", "{n} points are missing.", len(missing)
            ).format(n=len(missing))
            said = [count, *missing]
        return self._mine(sentences(said))

    def save(self, *endings: Ending, final: bool = False, language: str | None = None) -> Saved:
        """Save the action plan, as DOCX, PDF and XLSX by default.

        Parameters
        ----------
        *endings : str
            ``"docx"``, ``"pdf"``, ``"xlsx"``, ``"html"`` or ``"md"``.
        final : bool, optional
            Whether the list of what is still missing is left out of the file; it is then said here.
        language : str, optional
            In which the plan's own words are, such as ``"fr"``; the one on your screen by default. What you wrote
            stays as you wrote it.

        Raises
        ------
        BadCallError
            If the course is not in that language.
        """
        workbook = self._workbook()
        stem = f"plan-{language}" if language else "plan"
        paths = [self._export(f"{stem}.{ending}") for ending in endings or ("docx", "pdf", "xlsx")]
        with in_language(language):
            order = prioritize(self._landscape, workbook)
            save_plan(self._landscape, order, workbook, *paths, final=final)
        missing = gaps(self._landscape, workbook) if final else []
        said = _("Still missing, and not said in the file: {gaps}").format(gaps=" ".join(missing))
        return Saved(*paths, more=said if missing else "")

    def save_issue_texts(self) -> Saved:
        """Save a text for each institution of the first two waves, for a contact pipeline kept as issues."""
        workbook = self._workbook()
        folder = self._export("issues.md").with_suffix("")
        texts = issue_texts(prioritize(self._landscape, workbook), workbook)
        write_folder(folder, texts)
        more = ngettext(
            "{n} text; nothing was submitted.", "{n} texts; nothing was submitted.", len(texts)
        )
        return Saved(folder, more=more.format(n=len(texts)))


class StrategyView(SectionView, CountryView):
    """Your strategy in six fields, on one page."""

    of = SectionView.of

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "strategy")

    def save_page(self, *, language: str | None = None) -> Saved:
        """Save the strategy as one page to read, as DOCX and PDF.

        Parameters
        ----------
        language : str, optional
            Of the page, such as ``"fr"``; by default the one that is spoken.

        Raises
        ------
        BadCallError
            If the course is not in that language.
        """
        path = self._export(f"strategy-{language}.docx" if language else "strategy.docx")
        with in_language(language):
            page = plans.strategy_page(self._landscape, self._workbook())
            write_document(page, path)
            write_document(page, path.with_suffix(".pdf"))
        return Saved(path, path.with_suffix(".pdf"))
