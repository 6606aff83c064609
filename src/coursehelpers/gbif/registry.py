"""Organizations that publish, their datasets, the nodes that endorse them, and countries."""

import pandas as pd

from coursehelpers.gbif.client import Client
from coursehelpers.gbif.filters import read_key
from coursehelpers.ground.locale import LateMapping, _
from coursehelpers.ground.tables import (
    DATE,
    NUMBER,
    TEXT,
    WHOLE,
    YES_NO,
    Column,
    identifiers,
    tidy,
    within,
)

ORGANIZATIONS = LateMapping(
    lambda: {
        "key": Column(TEXT, _("GBIF's key of the organization")),
        "title": Column(TEXT, _("name of the organization")),
        "country": Column(TEXT, _("country")),
        "city": Column(TEXT, _("city")),
        "endorsed": Column(
            YES_NO, _("whether a node has endorsed it"), within("endorsementApproved")
        ),
        "endorsing_node": Column(TEXT, _("key of that node"), within("endorsingNodeKey")),
        "datasets": Column(
            WHOLE, _("number of published datasets"), within("numPublishedDatasets")
        ),
        "latitude": Column(NUMBER, _("latitude in degrees")),
        "longitude": Column(NUMBER, _("longitude in degrees")),
        "identifiers": Column(TEXT, _("identifiers as TYPE:value"), identifiers),
        "created": Column(DATE, _("date the record was made")),
    }
)
"""Columns of :func:`organizations`."""

DATASETS = LateMapping(
    lambda: {
        "key": Column(TEXT, _("GBIF's key of the dataset")),
        "title": Column(TEXT, _("title")),
        "type": Column(TEXT, _("OCCURRENCE, SAMPLING_EVENT, CHECKLIST or METADATA")),
        "publishing_organization": Column(
            TEXT,
            _("key of the organization that publishes it"),
            within("publishingOrganizationKey"),
        ),
        "doi": Column(TEXT, _("DOI")),
        "license": Column(TEXT, _("licence")),
        "created": Column(DATE, _("date it was registered")),
        "modified": Column(DATE, _("date of the last change")),
    }
)
"""Columns of :func:`datasets`."""

NODES = LateMapping(
    lambda: {
        "key": Column(TEXT, _("GBIF's key of the node")),
        "title": Column(TEXT, _("name of the node")),
        "type": Column(TEXT, _("COUNTRY or OTHER")),
        "participation": Column(
            TEXT,
            _("VOTING, ASSOCIATE, OBSERVER, FORMER or AFFILIATE"),
            within("participationStatus"),
        ),
        "participant": Column(TEXT, _("name of the participant"), within("participantTitle")),
        "country": Column(TEXT, _("country; missing for an organization")),
        "region": Column(TEXT, _("GBIF region"), within("gbifRegion")),
    }
)
"""Columns of :func:`nodes`."""

COUNTRIES = LateMapping(
    lambda: {
        "code": Column(TEXT, _("two-letter code"), within("iso2")),
        "iso3": Column(TEXT, _("three-letter code")),
        "name": Column(TEXT, _("name"), within("title")),
        "region": Column(TEXT, _("GBIF region"), within("gbifRegion")),
        "enum_name": Column(TEXT, _("name by which some counts are keyed"), within("enumName")),
    }
)
"""Columns of :func:`countries`."""


def organizations(gbif: Client, country: str) -> pd.DataFrame:
    """List the organizations of a country that are registered with GBIF.

    Parameters
    ----------
    gbif : Client
    country : str
        Two-letter code.

    Returns
    -------
    pandas.DataFrame
        One row an organization, columns :data:`ORGANIZATIONS`. Not each of them has published.
    """
    return tidy(gbif.pages("/organization", _("publishers"), country=country), ORGANIZATIONS)


def organization(gbif: Client, key: str) -> pd.DataFrame:
    """Get one organization by its key: a table of one row, columns :data:`ORGANIZATIONS`."""
    return tidy([gbif.get(f"/organization/{read_key(key)}", _("one entry"))], ORGANIZATIONS)


def datasets(gbif: Client, organization_key: str) -> pd.DataFrame:
    """List the datasets that an organization publishes.

    Returns
    -------
    pandas.DataFrame
        One row a dataset, columns :data:`DATASETS`.
    """
    path = f"/organization/{read_key(organization_key)}/publishedDataset"
    return tidy(gbif.pages(path, _("datasets")), DATASETS)


def nodes(gbif: Client) -> pd.DataFrame:
    """List GBIF's nodes.

    Returns
    -------
    pandas.DataFrame
        One row a node, columns :data:`NODES`.
    """
    return tidy(gbif.pages("/node", _("nodes")), NODES)


def countries(gbif: Client) -> pd.DataFrame:
    """List the countries that GBIF knows.

    Returns
    -------
    pandas.DataFrame
        One row a country, columns :data:`COUNTRIES`.
    """
    return tidy(gbif.get("/enumeration/country", _("countries")), COUNTRIES)
