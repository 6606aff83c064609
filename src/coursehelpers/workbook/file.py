"""The learner's answers: one JSON file a country, schema-checked, saved whole or not at all.

A workbook belongs to one country; the made-up training country has its own, so that an exercise never
gets into real work. The last five copies are kept beside it. Two notebooks that are open at once lose
nothing: one saves after the other, and a save against a file that changed meanwhile is merged entry by
entry, or refused.
"""

import logging
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError

from coursehelpers.ground.countries import read_countries
from coursehelpers.ground.errors import BadCallError, BrokenFileError, CourseError
from coursehelpers.ground.files import locked, write_whole
from coursehelpers.ground.locale import _
from coursehelpers.ground.settings import Settings
from coursehelpers.reading.content import read_content
from coursehelpers.reading.data import BadDataError, read_json
from coursehelpers.workbook import entries
from coursehelpers.workbook.copies import (
    conflict_sentence,
    conflicted_copies,
    copies_of,
    keep_copy,
    last_number,
)
from coursehelpers.workbook.home import workbook_path

VERSION = 4

log = logging.getLogger("coursehelpers")
_told: set[Path] = set()
"""Copies of synced folders that this process has spoken of already."""


class Workbook(BaseModel):
    """Hold what the learner answered; :mod:`coursehelpers.workbook.entries` says what each entry is.

    Attributes
    ----------
    version : int
        Version of the file format.
    country : str
        Two-letter code, or several joined by commas.
    saves : int
        How often it was saved: what tells an older copy from a newer one where clocks differ.
    saved : datetime.datetime
        When it was saved last (UTC).
    stakeholders, rights_holders, ties, corrections : list
        Module 1: the register, and what the learner knows better than the registry.
    cards : list
        Scores of the role cards; only the training country's workbook has some.
    weights, assessments, waves, contacts : list
        Module 2: whom to call first, and how far each conversation is.
    strategy, campaign, plan : model
    messages, steps, costs, indicators, results, risks, datasets, ratings : list
        Parts of the campaign and of the plan, and how they are rated.
    drafts : list
        Rows that were typed into a form and not added yet; never shared or printed.
    """

    model_config = ConfigDict(extra="forbid")

    version: Literal[4] = 4
    country: str
    saves: int = Field(default=0, ge=0, le=10**12)
    saved: datetime | None = None
    stakeholders: list[entries.Stakeholder] = []
    rights_holders: list[entries.RightsHolder] = []
    ties: list[entries.Tie] = []
    corrections: list[entries.Correction] = []
    cards: list[entries.CardScore] = []
    weights: list[entries.Weight] = []
    assessments: list[entries.Assessment] = []
    waves: list[entries.WaveChoice] = []
    contacts: list[entries.Contact] = []
    strategy: entries.Strategy = entries.Strategy()
    campaign: entries.Campaign = entries.Campaign()
    messages: list[entries.Message] = []
    steps: list[entries.Step] = []
    costs: list[entries.Cost] = []
    indicators: list[entries.Indicator] = []
    results: list[entries.Result] = []
    risks: list[entries.Risk] = []
    datasets: list[entries.Dataset] = []
    ratings: list[entries.Rating] = []
    plan: entries.Plan = entries.Plan()

    drafts: list[entries.Draft] = []
    _read_as: dict[str, Any] | None = PrivateAttr(default=None)


SECTIONS: dict[str, tuple[str, ...]] = {
    "stakeholders": ("key",),
    "rights_holders": ("name",),
    "ties": ("one", "other", "kind"),
    "corrections": ("key", "field"),
    "cards": ("card",),
    "weights": ("criterion",),
    "assessments": ("key", "criterion"),
    "waves": ("key",),
    "contacts": ("key",),
    "messages": ("audience",),
    "steps": ("activity",),
    "costs": ("what",),
    "indicators": ("name",),
    "results": ("level", "statement"),
    "risks": ("risk",),
    "datasets": ("title",),
    "ratings": ("what", "by"),
    "drafts": ("section", "field"),
}
"""The lists of a workbook, and what tells two entries of one apart."""

PAGES = ("strategy", "campaign", "plan")
"""The parts of a workbook that exist once."""


def entry_model(section: str) -> type[BaseModel]:
    """Return the model of a section's entries.

    Examples
    --------
    >>> entry_model("ties").__name__, entry_model("campaign").__name__
    ('Tie', 'Campaign')
    """
    annotation: Any = Workbook.model_fields[section].annotation
    return annotation if section in PAGES else annotation.__args__[0]  # type: ignore[no-any-return]


def open_workbook(country: str, settings: Settings | None = None) -> Workbook:
    """Open the workbook of a country, or begin one.

    A copy that a synced folder made of it is told, once.

    Raises
    ------
    BadCallError
        If it is no country that GBIF knows.
    BrokenFileError
        If the file is damaged, of another country, or from a newer version; the last good copy is named.
    """
    code = ",".join(read_countries(country))
    path = workbook_path(code, settings)
    for copy in conflicted_copies(path):
        if copy not in _told:
            _told.add(copy)
            log.warning("%s", conflict_sentence(copy))
    if not path.exists():
        return Workbook(country=code)
    return _of_country(load_workbook(path), code, path)


def _of_country(workbook: Workbook, code: str, path: Path) -> Workbook:
    """Refuse a workbook of another country: what is answered here must not get into that one's file."""
    if workbook.country != code:
        raise BrokenFileError(
            _(
                "{path} holds the answers for {country} and not for {asked}; "
                "name it workbook-{name}.json again, or move it away."
            ).format(
                path=path,
                country=workbook.country,
                asked=code,
                name=workbook.country.replace(",", "-"),
            )
        )
    return workbook


def load_workbook(path: Path) -> Workbook:
    """Load a workbook from its file; one of an older version is brought up to date.

    Raises
    ------
    BrokenFileError
        If there is no such file, or it is damaged, foreign or from a newer version, or does not say a country
        that GBIF knows, or its name says another one.
    """
    try:
        content = read_json(read_content(path))
    except BadDataError as error:
        raise _damaged(path) from error
    version = content.get("version") if isinstance(content, dict) else None
    if isinstance(version, int) and version > VERSION:
        raise BrokenFileError(
            _(
                "{path} comes from a newer version of the course; update yours, then open it again."
            ).format(path=path)
        )
    try:
        workbook = Workbook.model_validate(_migrated(content))
    except ValidationError as error:
        raise _damaged(path) from error
    _check_country(workbook, path)
    workbook._read_as = _plain(workbook)
    return workbook


def _check_country(workbook: Workbook, path: Path) -> None:
    try:
        known = ",".join(read_countries(workbook.country)) == workbook.country
    except BadCallError:
        known = False
    if not known:
        raise BrokenFileError(
            _("{path} names no country that GBIF knows (“{country}”); {advice}.").format(
                path=path, country=workbook.country[:80], advice=_advice(path)
            )
        )
    named = re.fullmatch(r"workbook-([A-Z]{2}(?:-[A-Z]{2})*)\.json", path.name)
    if named:
        _of_country(workbook, named[1].replace("-", ","), path)


def _migrated(content: Any) -> Any:
    """Bring an older file up to date, one version after the other."""
    if isinstance(content, dict) and content.get("version") == 1:
        # Version 1 knew the country only.
        content = {**content, "version": 2}
    if isinstance(content, dict) and content.get("version") == 2:
        # Version 2 ended with module 1; what came after begins empty.
        content = {**content, "version": 3}
    if isinstance(content, dict) and content.get("version") == 3:
        # Version 3 did not count how often it was saved.
        content = {**content, "version": 4}
    return content


def _damaged(path: Path) -> BrokenFileError:
    return BrokenFileError(
        _("{path} is no workbook of this course, or damaged; {advice}.").format(
            path=path, advice=_advice(path)
        )
    )


def _advice(path: Path) -> str:
    copies = copies_of(path)
    if copies:
        return _("put its last good copy, {copy}, in its place").format(copy=copies[-1])
    return _("move it away and begin again")


def save_workbook(workbook: Workbook, settings: Settings | None = None) -> Path:
    """Save a workbook; the file before it becomes a copy.

    Whoever else saves it waits meanwhile. Where the file changed since this workbook was opened, both changes
    are kept; where the same entry was changed in both, nothing is saved.

    Returns
    -------
    pathlib.Path
        Where it lies.

    Raises
    ------
    CourseError
        If the file cannot be written, or the same entry was changed in two places.
    BadCallError
        If the workbook's country is none that GBIF knows.
    BrokenFileError
        If the file that is to be replaced is damaged, or another country's.
    """
    workbook.country = ",".join(read_countries(workbook.country))
    path = workbook_path(workbook.country, settings)
    with locked(path):
        number = last_number(path)
        if path.exists():
            there = _of_country(load_workbook(path), workbook.country, path)
            _take_over(workbook, there)
            number = max(there.saves, number + 1)
            keep_copy(path, number)
        workbook.saves = number + 1
        workbook.saved = datetime.now(UTC)
        checked = Workbook.model_validate(workbook.model_dump())
        write_whole(path, (checked.model_dump_json(indent=1) + "\n").encode())
    workbook._read_as = _plain(checked)
    return path


def _take_over(mine: Workbook, there: Workbook) -> None:
    """Take over what another notebook has saved since mine was opened."""
    base = mine._read_as or _plain(Workbook(country=mine.country))
    ours, theirs = _plain(mine), _plain(there)
    for section, names in SECTIONS.items():
        before, we, they = (_by_key(book[section], names) for book in (base, ours, theirs))
        merged = _merged(before, we, they)
        # Entries of mine keep their order; what came from elsewhere follows.
        order = [*(key for key in we if key in merged), *(key for key in merged if key not in we)]
        model = entry_model(section)
        setattr(mine, section, [model.model_validate(merged[key]) for key in order])
    for section in PAGES:
        halves: list[dict[tuple[str, ...], Any]] = [
            {(section, field): value for field, value in book[section].items()}
            for book in (base, ours, theirs)
        ]
        fields = {key[1]: value for key, value in _merged(*halves).items()}
        setattr(mine, section, entry_model(section).model_validate(fields))


def _merged(
    before: dict[tuple[str, ...], Any],
    ours: dict[tuple[str, ...], Any],
    theirs: dict[tuple[str, ...], Any],
) -> dict[tuple[str, ...], Any]:
    """Merge two changed copies of the same entries; what was changed in both, differently, is refused."""
    merged = {}
    for key in [*theirs, *(key for key in ours if key not in theirs)]:
        was, we, they = before.get(key), ours.get(key), theirs.get(key)
        if we != they and we != was and they != was:
            raise CourseError(
                _(
                    "“{entry}” was changed in two notebooks at once; close the other one, run the first "
                    "cells of this one again, and repeat your change."
                ).format(entry=" – ".join(key))
            )
        kept = they if we == was else we
        if kept is not None:
            merged[key] = kept
    return merged


def _plain(workbook: Workbook) -> dict[str, Any]:
    return workbook.model_dump(mode="json")


def _by_key(entries: list[dict[str, Any]], names: tuple[str, ...]) -> dict[tuple[str, ...], Any]:
    return {tuple(str(entry[name]) for name in names): entry for entry in entries}


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a workbook, so that other programs can read one."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Workbook.model_json_schema(),
    }


def check_workbook(path: Path) -> list[str]:
    """Look through a workbook for what its shape alone cannot tell.

    Parameters
    ----------
    path : pathlib.Path

    Returns
    -------
    list of str
        Sentences about ties that lead nowhere, entries that occur twice, and copies that a synced folder made;
        empty if all is well.

    Raises
    ------
    BrokenFileError
        If the file is damaged, foreign, or from a newer version.
    """
    workbook = load_workbook(path)
    keys = [stakeholder.key for stakeholder in workbook.stakeholders]
    findings = [
        _("“{key}” stands twice in the register; delete one of the two.").format(key=key)
        for key in sorted({key for key in keys if keys.count(key) > 1})
    ]
    findings += [
        _(
            "A tie leads to “{key}”, which is not in the register; add it there or delete the tie."
        ).format(key=end)
        for end in sorted(
            {end for tie in workbook.ties for end in (tie.one, tie.other)} - set(keys)
        )
    ]
    return findings + [conflict_sentence(copy) for copy in conflicted_copies(path)]
