"""The worked example: the same nouns for Xantoria, on a copy that is never saved."""

import json
from dataclasses import replace
from functools import cache, cached_property
from typing import Any, cast

from coursehelpers.engine.answers import Answer
from coursehelpers.evidence.cited import kept, recount
from coursehelpers.evidence.tables import Evidence
from coursehelpers.ground.locale import _, by_language
from coursehelpers.ground.locale.data_texts import in_words
from coursehelpers.ground.settings import TRAINING_COUNTRY, data_file, read_settings
from coursehelpers.views.campaign import CampaignView
from coursehelpers.views.guard import guarded
from coursehelpers.views.landscape import LandscapeView
from coursehelpers.views.order import OrderView
from coursehelpers.views.plan import PlanView
from coursehelpers.views.progress import ProgressView
from coursehelpers.views.register import RegisterView
from coursehelpers.views.shown import Shown, sentences
from coursehelpers.views.view import gather
from coursehelpers.workbook.changes import put_entry
from coursehelpers.workbook.desk import ExampleDesk
from coursehelpers.workbook.file import PAGES, Workbook, entry_model

_LISTS = (
    "assessments",
    "contacts",
    "messages",
    "steps",
    "costs",
    "indicators",
    "results",
    "risks",
    "datasets",
)


class Training:
    """Xantoria, the made-up country: what is done with it here is forgotten with the notebook."""

    def __init__(self) -> None:
        self._desk = ExampleDesk(lambda: example_workbook().model_copy(deep=True))

    def __repr__(self) -> str:
        return repr(self._said())

    def _repr_html_(self) -> str:
        return self._said()._repr_html_()

    def _said(self) -> Shown:
        return sentences(
            [
                _(
                    "Xantoria, a made-up country to watch and to try on; your own answers stay as they are."
                )
            ]
        )

    def landscape(self, *, answers: bool = False) -> LandscapeView:
        """Look at Xantoria's institutions.

        Parameters
        ----------
        answers : bool, optional
            Whether the made-up answers of GBIF's own engine count, as they would after a download.
        """
        return AnsweredView(self._desk) if answers else LandscapeView(self._desk)

    def register(self) -> RegisterView:
        """Look at the example's register."""
        return RegisterView(self._desk)

    def order(self) -> OrderView:
        """Look at whom to call first in Xantoria."""
        return OrderView(self._desk)

    def campaign(self) -> CampaignView:
        """Look at the example's campaign."""
        return CampaignView(self._desk)

    def plan(self) -> PlanView:
        """Look at the example's plan."""
        return PlanView(self._desk)

    def progress(self) -> ProgressView:
        """Look at how far the example is."""
        return ProgressView(self._desk)


for _noun in ("landscape", "register", "order", "campaign", "plan", "progress"):
    setattr(Training, _noun, guarded(getattr(Training, _noun)))


class AnsweredView(LandscapeView):
    """Xantoria's institutions, with the answers of its made-up download."""

    @cached_property
    def _evidence(self) -> Evidence:
        return recount(gather(self._desk), _answers())


@cache
def _answers() -> tuple[Answer, ...]:
    """Return Xantoria's downloads as they are kept once read, so that nobody needs DuckDB for an example."""
    return tuple(kept(TRAINING_COUNTRY, replace(read_settings(), home=data_file("training"))))


@by_language
def example_workbook() -> Workbook:
    """Fill a workbook with the example: its register, its campaign and its plan."""
    desk = ExampleDesk(lambda: Workbook(country=TRAINING_COUNTRY))
    register = RegisterView(desk)
    register.begin()
    answers = _example("example_register.json")
    for placed in answers["place"]:
        register.place(**placed)
    for tied in answers["tie"]:
        register.tie(**tied)
    for engaged in answers["engage"]:
        register.engage(**engaged)
    register.add_rights_holder(**answers["rights_holder"])
    workbook = desk.open()
    planned = _example("example_plan.json")
    for page in PAGES:
        setattr(workbook, page, entry_model(page).model_validate(planned[page]))
    for section in _LISTS:
        for values in planned[section]:
            put_entry(workbook, section, values)
    return workbook


def _example(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(data_file(name).read_text(encoding="utf-8"))
    return cast("dict[str, Any]", in_words(content, name))
