"""The training country: made up, always there, never asked of GBIF.

Its records have the shape of the API's and take the same way as an answer: scrubbed, then made into
the same tables.
"""

import json
from copy import deepcopy
from datetime import date
from functools import cache
from typing import Any

import pandas as pd

from coursehelpers.gbif import downloads, grscicoll, occurrences, privacy, registry
from coursehelpers.gbif.country import Answers
from coursehelpers.ground.settings import TRAINING_COUNTRY, data_file
from coursehelpers.ground.tables import Columns, tidy

RETRIEVED = date(2026, 10, 1)
"""The day the made-up country was "asked for": always the same, so that no result ever changes."""


def ask() -> Answers:
    """Return what GBIF would answer about the training country.

    Returns
    -------
    Answers
        The same kind of tables as a real country's.

    Examples
    --------
    >>> set(ask().institutions["country"].dropna()) <= {"XT", "XU"}
    True
    """
    # Read once in a process, and handed out as a copy: whoever asks may do with the tables what they like.
    return deepcopy(_answers())


@cache
def _answers() -> Answers:
    records = _occurrence_groups()
    specimens = records[records["basisOfRecord"].isin(occurrences.SPECIMENS)]
    here = specimens[specimens["publishingCountry"] == TRAINING_COUNTRY]
    issues = here.assign(issues=here["issues"].str.split(";")).explode("issues")
    unlinked = specimens["issues"].str.contains("INSTITUTION_MATCH_NONE")
    return Answers(
        institutions=_table("institutions", "/grscicoll/institution", grscicoll.INSTITUTIONS),
        collections=_table("collections", "/grscicoll/collection", grscicoll.COLLECTIONS),
        organizations=_organizations(),
        linked=_count(specimens, "institutionKey"),
        published=_count(specimens, "publishingOrg"),
        unlinked=_count(specimens[unlinked], "publishingOrg"),
        collected=_count(specimens[specimens["country"] == TRAINING_COUNTRY], "publishingCountry"),
        published_here=int(here["count"].sum()),
        linked_here=int(here.loc[here["institutionKey"] != "", "count"].sum()),
        flags=_count(issues[issues["issues"].isin(occurrences.LINK_FLAGS)], "issues"),
    )


def links_of(organization_key: str) -> occurrences.Links:
    """Return what GBIF would answer about the links of a made-up publisher."""
    records = _occurrence_groups()
    own = records[
        records["basisOfRecord"].isin(occurrences.SPECIMENS)
        & (records["publishingOrg"] == organization_key)
    ]
    issues = own.assign(issues=own["issues"].str.split(";")).explode("issues")
    unlinked = own[own["issues"].str.contains("INSTITUTION_MATCH_NONE")]
    return occurrences.Links(
        records=int(own["count"].sum()),
        linked=int(own.loc[own["institutionKey"] != "", "count"].sum()),
        flags=_count(issues[issues["issues"].isin(occurrences.LINK_FLAGS)], "issues"),
        codes=_count(unlinked, "institutionCode"),
        datasets=_count(unlinked, "datasetKey"),
    )


def described_taxa(rank: str) -> pd.DataFrame:
    """Return what GBIF would answer about the taxa of a rank that descriptors of made-up collections name."""
    owners = {one["key"]: one.get("institutionKey") for one in _lines("collections")}
    return grscicoll.taxa_in(
        {
            "key": group["collectionKey"],
            "institutionKey": owners[group["collectionKey"]],
            "descriptorMatches": [one for one in group["descriptors"] if one["usageRank"] == rank],
        }
        for group in _lines("descriptors")
    )


def downloaded_records() -> pd.DataFrame:
    """Return what GBIF would answer about downloads of the made-up country's records.

    Examples
    --------
    >>> downloaded_records()["month"].iloc[-1]
    '2026-09'
    """
    here = set(_organizations()["key"])
    rows = [row for row in _downloads() if _publishers()[row["dataset"]] in here]
    months = sorted({row["month"] for row in rows})
    return tidy(
        [
            {
                "country": TRAINING_COUNTRY,
                "month": month,
                "records": sum(row["records"] for row in rows if row["month"] == month),
            }
            for month in months
        ],
        downloads.RECORDS,
    )


def dataset_downloads(organization_key: str) -> pd.DataFrame:
    """Return what GBIF would answer about downloads of a made-up publisher's datasets."""
    return tidy(
        [row for row in _downloads() if _publishers()[row["dataset"]] == organization_key],
        downloads.DATASETS,
    )


@cache
def _downloads() -> list[dict[str, Any]]:
    """Read the whole months of the year before the made-up day of asking."""
    months = downloads.whole_months(RETRIEVED)
    rows = (
        {
            "dataset": row["datasetKey"],
            "month": f"{row['year']}-{row['month']:02}",
            "downloads": row["numberDownloads"],
            "records": row["totalRecords"],
        }
        for row in _lines("downloads")
    )
    return [row for row in rows if row["month"] in months]


@cache
def _publishers() -> dict[str, str]:
    """Return the publisher of each dataset."""
    return {row["key"]: row["publishingOrganizationKey"] for row in _lines("datasets")}


@cache
def _lines(name: str) -> list[dict[str, Any]]:
    with data_file("training", f"{name}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _table(name: str, path: str, columns: Columns) -> pd.DataFrame:
    return tidy(privacy.scrub(_lines(name), path), columns)


def _organizations() -> pd.DataFrame:
    everywhere = _table("organizations", "/organization", registry.ORGANIZATIONS)
    return everywhere[everywhere["country"] == TRAINING_COUNTRY].reset_index(drop=True)


@cache
def _occurrence_groups() -> pd.DataFrame:
    """Read groups of like records; one row stands for ``count`` of them."""
    groups = pd.read_csv(
        data_file("training", "occurrence_groups.csv"), dtype="string", keep_default_na=False
    )
    return groups.assign(count=groups["count"].astype("Int64"))


def _count(records: pd.DataFrame, column: str) -> pd.DataFrame:
    known = records[records[column] != ""]
    counts = known.groupby(column)["count"].sum().sort_index()
    ordered = counts.sort_values(ascending=False, kind="stable")
    return tidy(
        [{"name": name, "count": int(records)} for name, records in ordered.items()],
        occurrences.COUNTS,
    )
