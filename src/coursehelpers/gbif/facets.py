"""The counts of one facet, out of an answer with several."""

from collections.abc import Mapping
from typing import Any

from coursehelpers.gbif.shapes import plain
from coursehelpers.ground.errors import CourseError
from coursehelpers.ground.locale import _


def counted(answer: Mapping[str, Any], facet: str) -> list[dict[str, Any]]:
    """Return the counts of a facet, never an empty list because GBIF left the facet out.

    Parameters
    ----------
    answer : mapping
        What GBIF's search answered.
    facet : str
        In any spelling that GBIF reads.

    Returns
    -------
    list of dict
        Each with ``name`` and ``count``.

    Raises
    ------
    CourseError
        If the answer lacks the facet although records match.

    Examples
    --------
    >>> answer = {"count": 5, "facets": [{"field": "TYPE_STATUS", "counts": [{"name": "Type", "count": 5}]}]}
    >>> counted(answer, "typeStatus")
    [{'name': 'Type', 'count': 5}]
    """
    for each in answer.get("facets") or []:
        if plain(each["field"]) == plain(facet):
            return list(each["counts"])
    if answer["count"]:
        raise CourseError(unknown_facet(facet))
    return []


def unknown_facet(facet: str) -> str:
    """Say that GBIF does not count by this."""
    return _(
        "GBIF has not counted by “{facet}”; check how it is written, such as institutionKey or "
        "publishingOrg, and if it is right, update the course."
    ).format(facet=facet)
