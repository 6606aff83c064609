"""How often records on GBIF were downloaded, as GBIF counts it.

What a number counts was read in three places, in November 2026: the documentation of the API
("Occurrence download statistics"); the Secretariat's answer to a node that found its numbers too high
(https://github.com/gbif/portal-feedback/issues/4545, 2023-01-27); and the registry's own code, which
makes the table once a month (gbif/registry, ``DownloadStatisticsMapper.xml``):

* A download counts in the month in which it was asked for, if it succeeded, also when its file was
  erased since. Downloads of everything on GBIF count too.
* ``numberDownloads`` of one dataset in one month: downloads that held at least a record of it. A
  download has one month, so the months of **one** dataset may be added up.
* ``totalRecords``: records of the dataset in these downloads; a record counts once in each.

Left out on purpose is ``/statistics/downloadsByDataset``: for a country or a publisher it adds the
datasets up, and a download that held five of them counts five times.

Nothing here can be narrowed to specimens: observations count as well.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from coursehelpers.gbif.client import PAGE, Client
from coursehelpers.gbif.filters import read_key
from coursehelpers.ground.errors import GbifUnreachableError
from coursehelpers.ground.locale import LateMapping, _
from coursehelpers.ground.tables import TEXT, WHOLE, Column, tidy

MONTHS = 12
"""Whole months that are asked for: a year, so that no season is missing."""

_KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

LARGEST = 10**15
"""No month has more: the largest publisher's was 407,209,861,031 records in February 2026."""

RECORDS = LateMapping(
    lambda: {
        "country": Column(TEXT, _("two-letter code of the publishers' country")),
        "month": Column(TEXT, _("year and month in which the downloads were asked for")),
        "records": Column(
            WHOLE,
            _(
                "records of the country's publishers in the downloads of that month, of any kind; "
                "a record counts once in each download"
            ),
        ),
    }
)
"""Columns of :func:`downloaded_records`."""

DATASETS = LateMapping(
    lambda: {
        "dataset": Column(TEXT, _("GBIF's key of the dataset")),
        "month": Column(TEXT, _("year and month in which the downloads were asked for")),
        "downloads": Column(WHOLE, _("downloads that held at least one record of the dataset")),
        "records": Column(
            WHOLE, _("its records in these downloads; a record counts once in each download")
        ),
    }
)
"""Columns of :func:`dataset_downloads`. Never add ``downloads`` up over datasets."""


def whole_months(today: date) -> list[str]:
    """Return the last twelve whole months, as ``YYYY-MM``, the oldest first.

    Examples
    --------
    >>> whole_months(date(2026, 3, 31))[::11]
    ['2025-03', '2026-02']
    """
    this = today.year * 12 + today.month - 1
    return [f"{n // 12}-{n % 12 + 1:02}" for n in range(this - MONTHS, this)]


def downloaded_records(gbif: Client, country: str, today: date) -> pd.DataFrame:
    """Count the records of a country's publishers that were in downloads, in one request.

    Parameters
    ----------
    gbif : Client
    country : str
        Two-letter code of the publishers' country.
    today : datetime.date
        The twelve whole months before it are kept.

    Returns
    -------
    pandas.DataFrame
        One row a month for which GBIF has a number, the oldest first, columns :data:`RECORDS`.

    Raises
    ------
    GbifUnreachableError
        If no usable answer came.
    """
    months = whole_months(today)
    # The end is left open: whether its month is part of the answer is documented nowhere.
    answer = gbif.get(
        "/occurrence/download/statistics/downloadedRecordsByDataset",
        _("downloads"),
        publishingCountry=country,
        fromDate=months[0],
    )
    if not isinstance(answer, Mapping):
        raise _unknown_shape()
    found = {
        _month(year, month): _count(records)
        for year, by_month in answer.items()
        if isinstance(by_month, Mapping)
        for month, records in by_month.items()
    }
    if answer and not any(found):
        raise _unknown_shape()
    return tidy(
        [
            {"country": country, "month": month, "records": found[month]}
            for month in months
            if found.get(month) is not None
        ],
        RECORDS,
    )


def dataset_downloads(gbif: Client, organization_key: str, today: date) -> pd.DataFrame:
    """Count the downloads of each of a publisher's datasets by month, in one request.

    Parameters
    ----------
    gbif : Client
    organization_key : str
        GBIF's key of the publisher.
    today : datetime.date
        The twelve whole months before it are kept.

    Returns
    -------
    pandas.DataFrame
        One row a dataset and month, columns :data:`DATASETS`. A publisher of more than 80 datasets
        has more rows than one answer holds; then the oldest months are missing for all of them, and
        no month is there in part.

    Raises
    ------
    GbifUnreachableError
        If no usable answer came.
    """
    months = whole_months(today)
    answer = gbif.get(
        "/occurrence/download/statistics",
        _("downloads"),
        publishingOrgKey=read_key(organization_key),
        fromDate=months[0],
        limit=PAGE,
    )
    results = answer.get("results") if isinstance(answer, Mapping) else None
    if not isinstance(results, list):
        raise _unknown_shape()
    rows = [
        {
            "dataset": row["datasetKey"],
            "month": _month(row.get("year"), row.get("month")),
            "downloads": _count(row.get("numberDownloads")),
            "records": _count(row.get("totalRecords")),
        }
        for row in results
        if isinstance(row, Mapping) and _KEY.fullmatch(str(row.get("datasetKey")))
    ]
    count = _count(answer.get("count")) or 0
    if (results or count) and not any(row["month"] for row in rows):
        raise _unknown_shape()
    if count > len(results):
        # GBIF gives the newest month first, so only the last one of the answer can be cut in two.
        cut = min(row["month"] for row in rows if row["month"])
        rows = [row for row in rows if row["month"] != cut]
    return tidy([row for row in rows if row["month"] in months], DATASETS)


def _month(year: Any, month: Any) -> str:
    """Write a month as ``YYYY-MM``; empty where it is none."""
    return f"{year}-{str(month).zfill(2)}" if f"{year}{month}".isdecimal() else ""


def _count(value: Any) -> int | None:
    """Read a count; None where it is none, so that one slip costs one number and no more."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= LARGEST else None


def _unknown_shape() -> GbifUnreachableError:
    return GbifUnreachableError(
        _(
            "GBIF's numbers of downloads have another form than the course knows; "
            "go on without them, and look for a newer version of the course."
        )
    )
