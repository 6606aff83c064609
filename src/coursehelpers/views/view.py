"""What every noun has in common: it shows the state of now, checks what it is told, and knows its verbs."""

import difflib
import logging
from abc import ABC, abstractmethod
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from coursehelpers.evidence import gather as evidence
from coursehelpers.evidence.tables import Evidence
from coursehelpers.ground.errors import BadCallError, GbifUnreachableError
from coursehelpers.ground.locale import LateText, _, enumeration, language
from coursehelpers.ground.progress import showing_progress
from coursehelpers.ground.settings import TRAINING_COUNTRY
from coursehelpers.landscape.survey import Landscape, survey
from coursehelpers.views.guard import guarded
from coursehelpers.views.shown import Shown
from coursehelpers.workbook.desk import Desk
from coursehelpers.workbook.home import export_path

if TYPE_CHECKING:
    from coursehelpers.workbook.file import Workbook

_Result = TypeVar("_Result")


class NoSuchVerbError(BadCallError, AttributeError):
    """A noun has no part of that name; Python itself has to hear it as a missing attribute."""


class View(ABC):
    """Look at a country's evidence and at the workbook, never at a copy of it.

    Parameters
    ----------
    desk : Desk
        Where the answers lie.
    """

    spoken = False
    """Whether what it says in sentences belongs on a slide, too."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for name, verb in vars(cls).copy().items():
            if callable(verb) and not name.startswith("_"):
                setattr(cls, name, guarded(verb))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        known = self.__dir__()
        near = difflib.get_close_matches(name, known, n=1)
        raise NoSuchVerbError(
            _("“{name}” is not here; did you mean .{near}?").format(name=name, near=near[0])
            if near
            else _("“{name}” is not here; choose among {known}.").format(
                name=name, known=enumeration(f".{each}" for each in known)
            )
        )

    def __dir__(self) -> list[str]:
        """Let Tab show what a learner may call, and nothing else."""
        ours = ("of", "answers", "spoken")
        return [name for name in dir(type(self)) if not name.startswith("_") and name not in ours]

    def __repr__(self) -> str:
        return repr(self._shown())

    def _repr_html_(self) -> str:
        return self._shown()._repr_html_()

    @abstractmethod
    def _shown(self) -> Shown:
        """Say what this noun is, as a table or in sentences."""

    @property
    def of(self) -> str:
        """Of which country this speaks."""
        return self._desk.country

    @property
    def answers(self) -> bool:
        """Whether this comes from what the learner answered, and not from GBIF."""
        return not self._desk.example

    def _mine(self, result: _Result) -> _Result:
        """Mark a result as the learner's answers, or as the example's."""
        result.of = self._desk.country  # type: ignore[attr-defined]
        result.answers = not self._desk.example  # type: ignore[attr-defined]
        return result

    def _export(self, name: str) -> Path:
        """Return where a file to take away lies, named after the country."""
        stem, _dot, suffix = name.rpartition(".")
        country = self._desk.country.replace(",", "-")
        return export_path(f"{stem}-{country}.{suffix}", self._desk.settings)


class CountryView(View):
    """Look at a country whose tables are gathered once, when it is first looked at."""

    @cached_property
    def _evidence(self) -> Evidence:
        return gather(self._desk)

    @property
    def _landscape(self) -> Landscape:
        # Its notes are sentences, once for each language in which they are read.
        surveyed: dict[str, Landscape] = self.__dict__.setdefault("_surveyed", {})
        if language() not in surveyed:
            surveyed[language()] = survey(self._evidence)
        return surveyed[language()]

    @property
    def of(self) -> str:
        """Of which country this speaks; the training country's, where GBIF could not be reached."""
        return self._landscape.country

    def _workbook(self) -> "Workbook":
        """Return the answers about this country."""
        return self._desk.about(self._landscape.country)

    def _writable(self) -> "Workbook":
        """Return the workbook to write into."""
        return self._desk.writable(self._landscape.country)


def gather(desk: Desk) -> Evidence:
    """Gather the tables of the country of a desk.

    Where GBIF cannot be reached and nothing older is at hand, the lesson goes on with the made-up training
    country, and says so in a note.
    """
    country, settings = desk.country, desk.settings
    try:
        with showing_progress(always=country != TRAINING_COUNTRY) as show_words:
            return evidence.gather(country, settings, show_words)
    except GbifUnreachableError as error:
        if settings.source != "auto":
            raise
        logging.getLogger("coursehelpers").debug("%s", error)
        training = evidence.gather(TRAINING_COUNTRY, settings)
        note = LateText(
            lambda: _(
                "GBIF cannot be reached, so this lesson goes on with the made-up training country instead "
                "of {country}. Run it again when you are online."
            ).format(country=country)
        )
        return replace(training, notes=(note, *training.notes))
