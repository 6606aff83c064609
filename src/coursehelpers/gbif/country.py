"""A country in eight requests.

GBIF asks scripts not to run in parallel, so what makes this quick is asking for little: whole pages,
and one facet for all institutions instead of one request an institution.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from coursehelpers.gbif import grscicoll, occurrences, registry
from coursehelpers.gbif.client import Client
from coursehelpers.ground.tables import tidy

KEYS_PER_REQUEST = 100
"""An address with more keys than this grows too long for some servers on the way."""


@dataclass(frozen=True)
class Answers:
    """Hold what GBIF answered about a country.

    Attributes
    ----------
    institutions, collections, organizations : pandas.DataFrame
        With the columns of :mod:`~coursehelpers.gbif.grscicoll` and
        :mod:`~coursehelpers.gbif.registry`.
    linked, published, unlinked : pandas.DataFrame
        World-wide counts of specimen records (columns ``name`` and ``records``): by linked
        institution, by publisher, and by publisher where no institution was found.
    collected : pandas.DataFrame
        Specimen records collected in the country, by the publisher's country.
    published_here, linked_here : int
        Specimen records from the country's publishers, and how many of them are linked.
    flags : pandas.DataFrame
        Link flags of those records.
    """

    institutions: pd.DataFrame
    collections: pd.DataFrame
    organizations: pd.DataFrame
    linked: pd.DataFrame
    published: pd.DataFrame
    unlinked: pd.DataFrame
    collected: pd.DataFrame
    published_here: int
    linked_here: int
    flags: pd.DataFrame


def ask_countries(gbif: Client, countries: Sequence[str], also: Iterable[str] = ()) -> Answers:
    """Ask for everything the course needs about one or several countries.

    Parameters
    ----------
    gbif : Client
    countries : sequence of str
        Two-letter codes.
    also : iterable of str, optional
        Codes under which institutions of these countries may be listed by mistake; only
        institutions are asked for them.

    Returns
    -------
    Answers

    Raises
    ------
    GbifUnreachableError
        If an answer is missing.
    """
    codes = list(countries)
    linked, published = occurrences.linked_and_published(gbif)
    published_here, linked_here, flags = occurrences.published_from(gbif, codes)
    return Answers(
        institutions=grscicoll.institutions(gbif, country=[*codes, *also]),
        collections=_together(
            grscicoll.collections_of_institutions(gbif, country=codes),
            grscicoll.collections(gbif, country=codes),
        ),
        organizations=_together(*(registry.organizations(gbif, code) for code in codes)),
        linked=linked,
        published=published,
        unlinked=occurrences.unlinked_by_publisher(gbif),
        collected=occurrences.collected_in(gbif, codes),
        published_here=published_here,
        linked_here=linked_here,
        flags=flags,
    )


def ask_institutions(gbif: Client, keys: Sequence[str]) -> Answers:
    """Ask for everything about a list of institutions, of whatever country.

    What belongs to a country (specimens collected there, records of its publishers) stays empty.

    Parameters
    ----------
    gbif : Client
    keys : sequence of str
        Keys of GRSciColl.

    Returns
    -------
    Answers
    """
    chunks = [
        list(keys[start : start + KEYS_PER_REQUEST])
        for start in range(0, len(keys), KEYS_PER_REQUEST)
    ]
    institutions = _together(*(grscicoll.institutions(gbif, institutionKey=c) for c in chunks))
    homes = sorted(institutions["country"].dropna().unique())
    linked, published = occurrences.linked_and_published(gbif)
    return Answers(
        institutions=institutions,
        collections=_together(*(grscicoll.collections(gbif, institutionKey=c) for c in chunks)),
        organizations=_together(*(registry.organizations(gbif, code) for code in homes))
        if homes
        else tidy([], registry.ORGANIZATIONS),
        linked=linked,
        published=published,
        unlinked=occurrences.unlinked_by_publisher(gbif),
        collected=tidy([], occurrences.COUNTS),
        published_here=0,
        linked_here=0,
        flags=tidy([], occurrences.COUNTS),
    )


def _together(*tables: pd.DataFrame) -> pd.DataFrame:
    filled = [table for table in tables if len(table)] or [tables[0]]
    return pd.concat(filled).drop_duplicates("key", ignore_index=True)
