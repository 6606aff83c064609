"""Is GBIF reachable, which source will be used, which versions, where the answers are kept."""

import platform
import time
from dataclasses import replace
from typing import NamedTuple

from coursehelpers.gbif.client import Client
from coursehelpers.gbif.network import way_to
from coursehelpers.ground.errors import CourseError
from coursehelpers.ground.locale import _, dated, enumeration, ngettext, number
from coursehelpers.ground.settings import Settings, course_version, read_settings
from coursehelpers.workbook.copies import conflict_sentence, conflicted_copies
from coursehelpers.workbook.file import open_workbook
from coursehelpers.workbook.home import my_country, workbook_path


class Status(NamedTuple):
    """Hold the state of a learner's course, each field one sentence.

    Attributes
    ----------
    gbif, network, source, country, workbook, snapshots, versions, folder : str
    """

    gbif: str
    network: str
    source: str
    country: str
    workbook: str
    snapshots: str
    versions: str
    folder: str

    def __str__(self) -> str:
        """Return the sentences, one a line."""
        return "\n".join(self)


def read_status(settings: Settings | None = None) -> Status:
    """Look at everything that a lesson needs.

    Parameters
    ----------
    settings : Settings, optional
        Read from the environment by default. With ``COURSE_SOURCE=training`` GBIF is not asked.

    Returns
    -------
    Status
    """
    settings = settings or read_settings()
    country = my_country(settings)
    return Status(
        gbif=_gbif(settings),
        network=_network(settings),
        source=_source(settings),
        country=_("Your country: {country}.").format(country=country),
        workbook=_workbook(country, settings),
        snapshots=_snapshots(settings),
        versions=_("Course {course}, Python {python}.").format(
            course=course_version(), python=platform.python_version()
        ),
        folder=_("Your folder: {folder}.").format(folder=settings.home.resolve()),
    )


def _gbif(settings: Settings) -> str:
    if settings.source == "training":
        return _("GBIF is not asked, since COURSE_SOURCE is “training”.")
    if settings.source == "snapshot":
        return _("GBIF is not asked, since COURSE_SOURCE is “snapshot”.")
    began = time.monotonic()
    try:
        # Asked live, because a cached answer would say nothing about the line.
        with Client(replace(settings, source="live")) as gbif:
            gbif.reach()
    except CourseError as error:
        return str(error)
    return _("GBIF answers at {url}, in {seconds} seconds.").format(
        url=settings.api_url, seconds=number(time.monotonic() - began, 1)
    )


def _network(settings: Settings) -> str:
    """Name proxy, certificates and contact in use: what an IT department asks first."""
    contact = (
        _("GBIF may write to {contact}.").format(contact=settings.contact)
        if settings.contact
        else _("No contact is sent to GBIF (COURSE_CONTACT).")
    )
    return f"{way_to(settings.api_url)} {contact}"


def _source(settings: Settings) -> str:
    words = {
        "auto": _("Tables come from GBIF; without internet, from older answers or a snapshot."),
        "live": _("Tables come from GBIF only, since COURSE_SOURCE is “live”."),
        "snapshot": _("Tables come from a snapshot only, since COURSE_SOURCE is “snapshot”."),
        "training": _("Tables are those of the made-up training country."),
    }
    return words[settings.source]


def _workbook(country: str, settings: Settings) -> str:
    path = workbook_path(country, settings)
    if not path.exists():
        return _("No workbook yet; it will be {path}.").format(path=settings.short(path))
    try:
        saved = open_workbook(country, settings).saved
    except CourseError as error:
        return str(error)
    said = _("Your workbook is {path}, saved on {date}.").format(
        path=settings.short(path), date=dated(saved) if saved else "–"
    )
    return " ".join([said, *map(conflict_sentence, conflicted_copies(path))])


def _snapshots(settings: Settings) -> str:
    found = sorted((settings.home / "snapshots").glob("*.zip"))
    if not found:
        return _("No snapshot yet.")
    return ngettext("{n} snapshot: {names}.", "{n} snapshots: {names}.", len(found)).format(
        n=len(found), names=enumeration(path.stem for path in found)
    )
