"""Where answers are written: the workbook of the learner's country, or a copy of the example that is never saved.

What a workbook holds is imported when one is opened: whoever only reads a country does without.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from coursehelpers.ground.errors import BadCallError
from coursehelpers.ground.locale import _
from coursehelpers.ground.settings import TRAINING_COUNTRY, Settings, read_settings
from coursehelpers.workbook.home import my_country

if TYPE_CHECKING:
    from coursehelpers.workbook.file import Workbook


class Desk:
    """Open and save the workbook of one country, wherever the learner's folder is.

    Parameters
    ----------
    country : str, optional
        The one that the learner chose by default, also when she chooses another one later.
    settings : Settings, optional
        Read from the environment by default, each time.
    """

    example = False
    """Whether what is written here is an example, and forgotten."""

    def __init__(self, country: str = "", settings: Settings | None = None) -> None:
        self._country = country
        self._settings = settings

    @property
    def settings(self) -> Settings:
        """Where the learner's folder is."""
        return self._settings or read_settings()

    @property
    def country(self) -> str:
        """Return the country whose answers lie here."""
        return self._country or my_country(self.settings)

    def open(self) -> "Workbook":
        """Open the workbook as it is now."""
        from coursehelpers.workbook.file import open_workbook

        return open_workbook(self.country, self.settings)

    def about(self, country: str) -> "Workbook":
        """Open the answers about a country; none, where a lesson went on with the training country."""
        from coursehelpers.workbook.file import Workbook

        workbook = self.open()
        return workbook if workbook.country == country else Workbook(country=country)

    def writable(self, country: str) -> "Workbook":
        """Open the workbook to write about a country into; an exercise never gets into real work.

        Raises
        ------
        BadCallError
            If a lesson went on with the training country, and the workbook is another's.
        """
        workbook = self.open()
        if workbook.country != country:
            raise BadCallError(
                _(
                    "GBIF cannot be reached, and these are institutions of the training country; go online for "
                    '{country}, or practise with course.country("XT").'
                ).format(country=workbook.country)
            )
        return workbook

    def save(self, workbook: "Workbook") -> None:
        """Save a workbook that was opened here."""
        from coursehelpers.workbook.file import save_workbook

        save_workbook(workbook, self.settings)


class ExampleDesk(Desk):
    """Hold the training country's example in memory: whatever is changed here is forgotten with the notebook.

    Parameters
    ----------
    filled : callable
        Makes the workbook to begin from.
    """

    example = True

    def __init__(self, filled: Callable[[], "Workbook"], settings: Settings | None = None) -> None:
        super().__init__(TRAINING_COUNTRY, settings)
        self._workbook = filled()

    def open(self) -> "Workbook":
        """Return a copy of the example as it is now."""
        return self._workbook.model_copy(deep=True)

    def save(self, workbook: "Workbook") -> None:
        """Keep the changed example until the notebook is closed."""
        from coursehelpers.workbook.file import Workbook

        self._workbook = Workbook.model_validate(workbook.model_dump())
