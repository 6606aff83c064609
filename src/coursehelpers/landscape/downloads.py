"""What downloads say about a country's records, in a table and in sentences that claim no more than it.

A download is not a use: it says that somebody wanted the data. What each number counts stands in
:mod:`coursehelpers.gbif.downloads`.
"""

from datetime import date
from typing import NamedTuple

import pandas as pd

from coursehelpers.evidence.when_shown import gather_dataset_downloads, gather_downloads
from coursehelpers.gbif.downloads import MONTHS, RECORDS
from coursehelpers.ground.countries import country_name
from coursehelpers.ground.errors import CourseError
from coursehelpers.ground.locale import _, enumeration, month, ngettext, number
from coursehelpers.ground.settings import Settings
from coursehelpers.ground.tables import tidy


class Downloads(NamedTuple):
    """Hold the downloads of a country's records, or a sentence that says why there are none.

    Attributes
    ----------
    table : pandas.DataFrame
        Columns :data:`coursehelpers.gbif.downloads.RECORDS`; empty where nothing is known.
    records : int or None
        Their sum over the months; None where nothing is known.
    sentences : list of str
        What the numbers say, and what they do not.
    """

    table: pd.DataFrame
    records: int | None
    sentences: list[str]


def downloads_of(
    country: str, source: str, settings: Settings | None = None, today: date | None = None
) -> Downloads:
    """Say how many records of the country's publishers were in downloads of the last whole year.

    Parameters
    ----------
    country : str
        Two-letter code, or several joined by commas; empty for a list of institutions.
    source : str
        Where the landscape comes from, as its provenance says; beside a snapshot nothing is asked.
    settings, today : optional
        As for :func:`coursehelpers.evidence.when_shown.gather_downloads`.

    Returns
    -------
    Downloads
        Without internet, beside a snapshot and for a list of institutions: no row, and a sentence.

    Examples
    --------
    >>> downloads_of("XT", "training").table["month"].tolist()[::11]
    ['2025-10', '2026-09']
    """
    if not country:
        return _nothing(_("Downloads are counted by publishers' country, not for a list."))
    if source == "snapshot":
        return _nothing(
            _("A snapshot holds no downloads; they are shown when you ask GBIF yourself, online.")
        )
    try:
        table = gather_downloads(country, settings, today)
    except CourseError as error:
        return _nothing(_("Downloads are not shown. {why}").format(why=error))
    if table.empty:
        return _nothing(
            _(
                "GBIF has no number of downloads for publishers of {country} in the last twelve whole months."
            ).format(country=_names(country))
        )
    records = int(table["records"].sum())
    return Downloads(
        table,
        records,
        [
            ngettext(
                "From {first} to {last}, downloads on GBIF held {n} record of publishers of {country}; "
                "a record counts once in each download.",
                "From {first} to {last}, downloads on GBIF held {n} records of publishers of {country}; "
                "a record counts once in each download.",
                records,
            ).format(
                first=month(table["month"].min()),
                last=month(table["month"].max()),
                n=number(records),
                country=_names(country),
            ),
            *_gaps(table),
            _("These are records of any kind: GBIF does not count specimens apart here."),
            _(
                "How many downloads that were is not shown: GBIF adds datasets up, and a download with "
                "records of five datasets counts five times."
            ),
            _(
                "A download is not a use; which publications used the data is in GBIF's literature tracking."
            ),
        ],
    )


def _gaps(table: pd.DataFrame) -> list[str]:
    missing = MONTHS * table["country"].nunique() - len(table)
    if not missing:
        return []
    return [
        ngettext(
            "For {n} month of that year GBIF gave no number: nothing was downloaded, or it is not counted yet.",
            "For {n} months of that year GBIF gave no number: nothing was downloaded, or it is not counted yet.",
            missing,
        ).format(n=missing)
    ]


def _names(country: str) -> str:
    return enumeration(country_name(code) for code in country.split(","))


def _nothing(sentence: str) -> Downloads:
    return Downloads(tidy([], RECORDS), None, [sentence])


class MostDownloaded(NamedTuple):
    """Hold the dataset of a publisher that was in most downloads.

    Attributes
    ----------
    dataset : str
        GBIF's key of the dataset.
    downloads : int
        Downloads that held at least one of its records.
    first, last : str
        First and last month that were counted, as ``YYYY-MM``.
    """

    dataset: str
    downloads: int
    first: str
    last: str


def most_downloaded(
    organization_key: str,
    country: str,
    source: str,
    settings: Settings | None = None,
    today: date | None = None,
) -> MostDownloaded | None:
    """Find the dataset of a publisher that was in most downloads, for a letter to it.

    One dataset stands for all: a download with records of several must not count several times.

    Parameters
    ----------
    organization_key : str
        GBIF's key of the publisher.
    country : str
        Whose publisher it is.
    source : str
        Where the landscape comes from; beside a snapshot nothing is asked.
    settings, today : optional
        As for :func:`downloads_of`.

    Returns
    -------
    MostDownloaded or None
        None where nothing is known: a letter then says nothing about downloads.
    """
    if source == "snapshot":
        return None
    try:
        table = gather_dataset_downloads(organization_key, country, settings, today)
    except CourseError:
        return None
    by_dataset = table.groupby("dataset", sort=True)["downloads"].sum()
    if by_dataset.empty or not by_dataset.max():
        return None
    return MostDownloaded(
        dataset=str(by_dataset.idxmax()),
        downloads=int(by_dataset.max()),
        first=str(table["month"].min()),
        last=str(table["month"].max()),
    )
