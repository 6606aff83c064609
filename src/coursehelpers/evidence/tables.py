"""The tables of one country, and what is known of where they come from."""

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from coursehelpers.engine.answers import Answer
from coursehelpers.gbif.grscicoll import COLLECTIONS, INSTITUTIONS
from coursehelpers.gbif.registry import ORGANIZATIONS
from coursehelpers.ground.locale import LateMapping, _
from coursehelpers.ground.tables import TEXT, WHOLE, Column, tidy

DIFFERENCES = LateMapping(
    lambda: {
        "what": Column(TEXT, _("what is counted: linked, published, or collected here")),
        "key": Column(TEXT, _("key of the institution or publisher, or the publisher's country")),
        "name": Column(TEXT, _("its name")),
        "facet": Column(WHOLE, _("specimen records by GBIF's facets")),
        "facet_date": Column(TEXT, _("their day")),
        "download": Column(WHOLE, _("specimen records by the download")),
        "download_date": Column(TEXT, _("its day")),
    }
)
"""Columns of :attr:`coursehelpers.evidence.tables.Evidence.differences`."""

TABLES = LateMapping(
    lambda: {
        "institutions": INSTITUTIONS
        | {"linked": Column(WHOLE, _("specimen records on GBIF that are linked to it"))},
        "collections": COLLECTIONS,
        "organizations": ORGANIZATIONS
        | {
            "specimens": Column(WHOLE, _("specimen records on GBIF that it published")),
            "unlinked": Column(WHOLE, _("of these, records whose institution GBIF did not find")),
        },
        "published_elsewhere": {
            "country": Column(TEXT, _("two-letter code of the publisher's country")),
            "specimens": Column(
                WHOLE, _("specimen records collected in the country and published from there")
            ),
        },
        "linkage": {
            "what": Column(
                TEXT,
                _("“published”, “linked”, or a flag that says why a record could not be linked"),
            ),
            "records": Column(WHOLE, _("specimen records from publishers of the country")),
        },
        "lookalikes": INSTITUTIONS
        | {"linked": Column(WHOLE, _("specimen records on GBIF that are linked to it"))},
    }
)
"""The tables of a country's evidence and their columns."""


@dataclass(frozen=True)
class Evidence:
    """Hold a country's tables and where they come from.

    Attributes
    ----------
    country : str
        Two-letter code, or several joined by commas; empty for a list of institutions.
    institutions, collections, organizations, published_elsewhere, linkage : pandas.DataFrame
        The tables, with the columns of :data:`TABLES`.
    lookalikes : pandas.DataFrame
        Institutions listed under a code that is sometimes mistaken for this country's.
    provenance : dict
        ``source``, ``api_url``, ``requests``, ``retrieved``, ``registry_date``,
        ``occurrence_date``, ``course_version``.
    notes : tuple of str
        What a reader of the tables should know, in sentences.
    answers : tuple of Answer
        Answers of GBIF's engine whose numbers are used instead of the facets'.
    differences : pandas.DataFrame
        Where the two say different numbers (:data:`~coursehelpers.evidence.cited.DIFFERENCES`).
    """

    country: str
    institutions: pd.DataFrame
    collections: pd.DataFrame
    organizations: pd.DataFrame
    published_elsewhere: pd.DataFrame
    linkage: pd.DataFrame
    lookalikes: pd.DataFrame
    provenance: dict[str, Any]
    notes: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()
    differences: pd.DataFrame = field(default_factory=lambda: tidy([], DIFFERENCES))

    @property
    def countries(self) -> tuple[str, ...]:
        """Return the codes one by one."""
        return tuple(self.country.split(",")) if self.country else ()
