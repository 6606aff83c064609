"""What is asked of GBIF only when it is shown: downloads, and what descriptors say of collections.

It is no part of a country's evidence: one request more for whoever wants it, and none for whoever
does not. So a snapshot does not hold it either.
"""

from datetime import UTC, date, datetime

import pandas as pd

from coursehelpers.evidence import training
from coursehelpers.gbif import downloads, grscicoll
from coursehelpers.gbif.client import Client
from coursehelpers.ground.errors import CourseError
from coursehelpers.ground.locale import _
from coursehelpers.ground.settings import TRAINING_COUNTRY, Settings, read_settings

DESCRIBED_RANK = "CLASS"
"""Descriptors are asked for at the rank by which the answers of GBIF's engine are grouped."""


def gather_downloads(
    country: str, settings: Settings | None = None, today: date | None = None
) -> pd.DataFrame:
    """Ask how many records of the country's publishers were in downloads; one request a country.

    Parameters
    ----------
    country : str
        Two-letter code, or several joined by commas; ``"XT"`` is never sent to GBIF.
    settings : Settings, optional
        Read from the environment by default.
    today : datetime.date, optional
        The twelve whole months before this day are asked for; today by default.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`coursehelpers.gbif.downloads.RECORDS`, by country and month.

    Raises
    ------
    CourseError
        If the settings allow no request, or GBIF cannot be reached and has not been asked before.

    Examples
    --------
    >>> len(gather_downloads("XT"))
    12
    """
    if country == TRAINING_COUNTRY:
        return training.downloaded_records()
    with _asking(settings) as gbif:
        day = today or _today()
        tables = [downloads.downloaded_records(gbif, code, day) for code in country.split(",")]
    return pd.concat(tables, ignore_index=True)


def gather_dataset_downloads(
    organization_key: str,
    country: str,
    settings: Settings | None = None,
    today: date | None = None,
) -> pd.DataFrame:
    """Ask how often each of a publisher's datasets was downloaded; one request.

    Parameters
    ----------
    organization_key : str
        GBIF's key of the publisher.
    country : str
        Whose publisher it is; of ``"XT"`` nothing is sent to GBIF.
    settings, today : optional
        As for :func:`gather_downloads`.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`coursehelpers.gbif.downloads.DATASETS`.

    Raises
    ------
    CourseError
        As for :func:`gather_downloads`.
    """
    if country == TRAINING_COUNTRY:
        return training.dataset_downloads(organization_key)
    with _asking(settings) as gbif:
        return downloads.dataset_downloads(gbif, organization_key, today or _today())


def gather_described_taxa(country: str, settings: Settings | None = None) -> pd.DataFrame:
    """Ask which classes the descriptors of a country's collections name; one request.

    Parameters
    ----------
    country : str
        Two-letter code, or several joined by commas; ``"XT"`` is never sent to GBIF.
    settings : Settings, optional
        Read from the environment by default.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`coursehelpers.gbif.grscicoll.DESCRIBED`.

    Raises
    ------
    CourseError
        As for :func:`gather_downloads`.

    Examples
    --------
    >>> gather_described_taxa("XT")["usage_name"].tolist()
    ['Insecta', 'Aves']
    """
    if country == TRAINING_COUNTRY:
        return training.described_taxa(DESCRIBED_RANK)
    with _asking(settings) as gbif:
        return grscicoll.described_taxa(gbif, DESCRIBED_RANK, country=country.split(","))


def _asking(settings: Settings | None) -> Client:
    settings = settings or read_settings()
    if settings.source in ("snapshot", "training"):
        raise CourseError(
            _(
                "This is asked of GBIF only when it is shown, and COURSE_SOURCE is “{source}”; "
                "set it to auto or live to see it."
            ).format(source=settings.source)
        )
    return Client(settings)


def _today() -> date:
    """GBIF's months are those of universal time."""
    return datetime.now(UTC).date()
