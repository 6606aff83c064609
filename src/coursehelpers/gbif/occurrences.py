"""Counts of occurrence records on GBIF: who published them, and which institution they are linked to.

Nothing here reads a record itself: facets give the numbers of a whole country in one request.
"""

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from coursehelpers.gbif.client import Client, Parameter
from coursehelpers.gbif.facets import counted, unknown_facet
from coursehelpers.gbif.filters import read_key
from coursehelpers.ground.errors import CourseError, GbifRefusedError
from coursehelpers.ground.locale import LateMapping, _, enumeration
from coursehelpers.ground.tables import TEXT, WHOLE, Column, tidy, within

SPECIMENS = ["PRESERVED_SPECIMEN", "FOSSIL_SPECIMEN", "LIVING_SPECIMEN", "MATERIAL_SAMPLE"]
"""Bases of record that stand for a specimen.

GBIF links a fifth to GRSciColl since 30 November 2023, material citations; a citation is not a specimen,
so it is not counted here."""

LINK_FLAGS = [
    "INSTITUTION_MATCH_NONE",
    "INSTITUTION_MATCH_FUZZY",
    "AMBIGUOUS_INSTITUTION",
    "DIFFERENT_OWNER_INSTITUTION",
    "COLLECTION_MATCH_NONE",
    "COLLECTION_MATCH_FUZZY",
    "AMBIGUOUS_COLLECTION",
    "INSTITUTION_COLLECTION_MISMATCH",
]
"""Flags that GBIF sets where a record could not be linked for certain."""

FACET_LIMIT = 20_000
"""Values asked for in one facet: more than there are institutions, publishers or codes to count.

Do not lower it. GBIF counts on several machines and lets each of them send its most frequent
``2 * limit + 100`` values, at most 10,000 (since July 2026) but never fewer than the limit: only where
the limit exceeds the number of different values is nothing left behind, and every count exact. With
10, GBIF's default, or 1,000 the smaller counts come out too low, without a word.
(github.com/gbif/occurrence, commits 1f396cfa3 and 14cabc93c.)
"""

COUNTS = LateMapping(
    lambda: {
        "name": Column(TEXT, _("value of the facet")),
        "records": Column(WHOLE, _("occurrence records on GBIF"), within("count")),
    }
)
"""Columns of a facet's table."""


def facet_counts(
    gbif: Client, *facets: str, **filters: Parameter
) -> tuple[int, list[pd.DataFrame]]:
    """Count records by one or more facets, in one request.

    Parameters
    ----------
    gbif : Client
    *facets : str
        Such as ``"institutionKey"``, ``"publishingOrg"``, ``"issue"``.
    **filters
        In GBIF's own spelling, such as ``publishingCountry="DK"``.

    Returns
    -------
    total : int
        Records that match the filters.
    tables : list of pandas.DataFrame
        One a facet, in the order asked for, with the columns ``name`` and ``records``.

    Raises
    ------
    CourseError
        If a facet has more values than were asked for, so that some would be missing, or GBIF left a
        facet out of its answer or cannot count by it.
    """
    try:
        answer = gbif.get(
            "/occurrence/search",
            _("record counts"),
            **filters,
            limit=0,
            facet=list(facets),
            facetLimit=FACET_LIMIT,
        )
    except GbifRefusedError as error:
        if error.status != 404:
            raise
        # So GBIF answers where it knows a parameter but cannot count by it.
        raise GbifRefusedError(unknown_facet(enumeration(facets)), error.status) from error
    tables = [tidy(counted(answer, facet), COUNTS) for facet in facets]
    if any(len(table) >= FACET_LIMIT for table in tables):
        raise CourseError(
            _(
                "There are more than {limit} different values to count, so some would be missing; "
                "narrow the question, for example to one country."
            ).format(limit=FACET_LIMIT)
        )
    return answer["count"], tables


def linked_and_published(gbif: Client) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Count the world's specimen records by linked institution and by publisher.

    No country is asked for: that would lose what was collected, or is published, abroad. Keep the
    institutions you want from the answer.

    Returns
    -------
    linked : pandas.DataFrame
        ``name`` is an institution's key, ``records`` the specimen records linked to it.
    published : pandas.DataFrame
        ``name`` is an organization's key, ``records`` the specimen records it published.
    """
    _total, (linked, published) = facet_counts(
        gbif, "institutionKey", "publishingOrg", basisOfRecord=SPECIMENS
    )
    return linked, published


def unlinked_by_publisher(gbif: Client) -> pd.DataFrame:
    """Count the specimen records of each publisher whose institution GBIF did not find.

    Returns
    -------
    pandas.DataFrame
        ``name`` is an organization's key, ``records`` its specimen records with the flag
        INSTITUTION_MATCH_NONE. Records without any code may carry no flag, so it is a lower bound.
    """
    _total, (unlinked,) = facet_counts(
        gbif, "publishingOrg", basisOfRecord=SPECIMENS, issue="INSTITUTION_MATCH_NONE"
    )
    return unlinked


def published_from(gbif: Client, countries: Sequence[str]) -> tuple[int, int, pd.DataFrame]:
    """Count the specimen records that publishers of these countries share, and how they are linked.

    Returns
    -------
    total : int
        Specimen records published.
    linked : int
        Of these, records linked to an institution (of any country).
    flags : pandas.DataFrame
        ``name`` is a flag of :data:`LINK_FLAGS`, ``records`` the records that carry it. A record may
        carry two; one without any code may carry none.
    """
    total, (institutions, issues) = facet_counts(
        gbif,
        "institutionKey",
        "issue",
        basisOfRecord=SPECIMENS,
        publishingCountry=list(countries),
    )
    flags = issues[issues["name"].isin(LINK_FLAGS)].reset_index(drop=True)
    return total, int(institutions["records"].sum()), flags


def collected_in(gbif: Client, countries: Sequence[str]) -> pd.DataFrame:
    """Count the specimen records collected in these countries by the publisher's country.

    Returns
    -------
    pandas.DataFrame
        ``name`` is a two-letter country code, ``records`` the specimen records published from it.
    """
    _total, (countries_of_publishers,) = facet_counts(
        gbif, "publishingCountry", basisOfRecord=SPECIMENS, country=list(countries)
    )
    return countries_of_publishers


def publishers_of(gbif: Client, institution_key: str) -> pd.DataFrame:
    """Count the specimen records linked to one institution by publisher.

    Returns
    -------
    pandas.DataFrame
        ``name`` is an organization's key, ``records`` the specimen records it published.
    """
    _total, (publishers,) = facet_counts(
        gbif, "publishingOrg", basisOfRecord=SPECIMENS, institutionKey=read_key(institution_key)
    )
    return publishers


class Links(NamedTuple):
    """Say how one publisher's specimen records are linked, and what the unlinked ones carry.

    Attributes
    ----------
    records, linked : int
        Specimen records published; of these, records linked to an institution.
    flags : pandas.DataFrame
        Flags of :data:`LINK_FLAGS`, with how many records carry each.
    codes, datasets : pandas.DataFrame
        Institution codes and datasets of the records whose institution GBIF did not find.
    source : str
        How to cite the numbers; empty where GBIF was asked just now.
    """

    records: int
    linked: int
    flags: pd.DataFrame
    codes: pd.DataFrame
    datasets: pd.DataFrame
    source: str = ""


def links_of(gbif: Client, organization_key: str) -> Links:
    """Count how one publisher's specimen records are linked, in two requests.

    Parameters
    ----------
    gbif : Client
    organization_key : str
        GBIF's key of the publisher.
    """
    key = read_key(organization_key)
    total, (institutions, issues) = facet_counts(
        gbif, "institutionKey", "issue", basisOfRecord=SPECIMENS, publishingOrg=key
    )
    _unlinked, (codes, datasets) = facet_counts(
        gbif,
        "institutionCode",
        "datasetKey",
        basisOfRecord=SPECIMENS,
        publishingOrg=key,
        issue="INSTITUTION_MATCH_NONE",
    )
    return Links(
        records=total,
        linked=int(institutions["records"].sum()),
        flags=issues[issues["name"].isin(LINK_FLAGS)].reset_index(drop=True),
        codes=codes,
        datasets=datasets,
    )
