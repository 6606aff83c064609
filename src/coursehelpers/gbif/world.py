"""All countries in at most forty requests: whole lists, and facets that count the world at once."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from coursehelpers.gbif import occurrences, registry
from coursehelpers.gbif.client import PAGE, Client
from coursehelpers.gbif.country import Answers
from coursehelpers.gbif.grscicoll import COLLECTIONS, INSTITUTIONS
from coursehelpers.ground.errors import CourseError
from coursehelpers.ground.locale import _
from coursehelpers.ground.tables import tidy

MOST_REQUESTS = 40
"""Requests that one table of the world may cost: GBIF's service is everybody's."""

_LISTS = ("/grscicoll/institution", "/grscicoll/collection", "/organization")
_BESIDE = 3
"""Two facets of records and the list of countries."""


def ask_world(gbif: Client, announce: Callable[[int], None]) -> tuple[Answers, pd.DataFrame]:
    """Ask for the institutions, collections, publishers and linked records of all countries.

    Whoever stops it, and runs it again within a day, is not asked for what has already come: answers are kept.

    Parameters
    ----------
    gbif : Client
    announce : callable
        Called once, before the long part, with the number of requests that it takes if nothing is kept yet.

    Returns
    -------
    answers : Answers
        What belongs to one country (what was collected there, its flags) stays empty.
    countries : pandas.DataFrame
        Columns :data:`coursehelpers.gbif.registry.COUNTRIES`, with GBIF's regions.

    Raises
    ------
    CourseError
        If it would take more than :data:`MOST_REQUESTS`.
    GbifUnreachableError
        If an answer is missing.
    """
    counts = [int(gbif.get(path, _("how long the lists are"), limit=0)["count"]) for path in _LISTS]
    requests = len(_LISTS) + _BESIDE + sum(max(-(-count // PAGE), 1) for count in counts)
    if requests > MOST_REQUESTS:
        raise CourseError(
            _(
                "GBIF's lists have grown: a table of the world would take {n} requests, and {most} are the most that "
                "the course asks; take countries one by one with “coursehelpers landscape CC”."
            ).format(n=requests, most=MOST_REQUESTS)
        )
    announce(requests)
    institutions, collections, organizations = (_whole(gbif, path) for path in _LISTS)
    linked, published = occurrences.linked_and_published(gbif)
    nothing = tidy([], occurrences.COUNTS)
    answers = Answers(
        institutions=tidy(institutions, INSTITUTIONS),
        collections=tidy(collections, COLLECTIONS),
        organizations=tidy(organizations, registry.ORGANIZATIONS),
        linked=linked,
        published=published,
        unlinked=occurrences.unlinked_by_publisher(gbif),
        collected=nothing,
        published_here=0,
        linked_here=0,
        flags=nothing,
    )
    return answers, registry.countries(gbif)


def _whole(gbif: Client, path: str) -> list[dict[str, Any]]:
    words = {
        "/grscicoll/institution": _("institutions"),
        "/grscicoll/collection": _("collections"),
        "/organization": _("publishers"),
    }
    return gbif.pages(path, words[path])
