"""Institutions and collections, as the Global Registry of Scientific Collections has them.

Every function takes the :class:`~coursehelpers.gbif.client.Client` first, and filters in GBIF's own
spelling (``country="DK"``, ``discipline="Zoology"``, a list for several values). All pages are read.
"""

import io
from collections.abc import Iterable, Mapping
from typing import Any, Literal

import pandas as pd

from coursehelpers.gbif.client import Client, Parameter
from coursehelpers.gbif.filters import (
    COLLECTION,
    COLLECTION_SEARCH,
    INSTITUTION,
    checked,
    read_key,
)
from coursehelpers.ground.errors import BadCallError, GbifRefusedError
from coursehelpers.ground.locale import LateMapping, _
from coursehelpers.ground.tables import (
    DATE,
    NUMBER,
    TEXT,
    WHOLE,
    YES_NO,
    Column,
    Columns,
    identifiers,
    joined,
    tidy,
    within,
)

Kind = Literal["institution", "collection"]


def _physical_or_mailing(part: str) -> Any:
    """Read a part of the address as GBIF's country filter does: the mailing one only without the other."""

    def read(record: Mapping[str, Any]) -> Any:
        physical = record.get("address") or {}
        mailing = record.get("mailingAddress") or {}
        return (physical if physical.get("country") else mailing).get(part) or physical.get(part)

    return read


_RECORD = LateMapping(
    lambda: {
        "key": Column(TEXT, _("GRSciColl's key")),
        "code": Column(TEXT, _("code, missing in some records")),
        "name": Column(TEXT, _("name; that of a personal collection is withheld")),
        "active": Column(YES_NO, _("whether the record says that it still exists")),
        "country": Column(
            TEXT,
            _("country of the physical address, else of the mailing address"),
            _physical_or_mailing("country"),
        ),
        "city": Column(TEXT, _("city of the same address"), _physical_or_mailing("city")),
        "has_street": Column(
            YES_NO, _("whether a street or box is given"), within("address", "hasStreet")
        ),
        "number_specimens": Column(
            WHOLE,
            _("specimens it says it holds, as written; 0 also means not stated"),
            within("numberSpecimens"),
        ),
        "occurrence_count": Column(
            WHOLE,
            _("records linked to it, of any basis of record, as of GBIF's last count"),
            within("occurrenceCount"),
        ),
        "type_specimen_count": Column(
            WHOLE,
            _("linked records of type specimens, as of GBIF's last count"),
            within("typeSpecimenCount"),
        ),
        "homepage": Column(TEXT, _("homepage")),
        "catalog_urls": Column(TEXT, _("addresses of online catalogues"), joined("catalogUrls")),
        "api_urls": Column(TEXT, _("addresses of programming interfaces"), joined("apiUrls")),
        "alternative_codes": Column(TEXT, _("other codes"), joined("alternativeCodes", "code")),
        "identifiers": Column(TEXT, _("identifiers as TYPE:value"), identifiers),
        "master_source": Column(
            TEXT,
            _("where the record is edited: GRSCICOLL, GBIF_REGISTRY or IH (Index Herbariorum)"),
            within("masterSource"),
        ),
        "source": Column(
            TEXT, _("kind of record it is copied from"), within("masterSourceMetadata", "source")
        ),
        "source_id": Column(
            TEXT,
            _("key of the record it is copied from"),
            within("masterSourceMetadata", "sourceId"),
        ),
        "email_count": Column(WHOLE, _("number of general e-mail addresses"), within("emailCount")),
        "phone_count": Column(WHOLE, _("number of general phone numbers"), within("phoneCount")),
        "contact_count": Column(WHOLE, _("number of contacts"), within("contactCount")),
        "contacts_with_email": Column(
            WHOLE, _("number of contacts with an e-mail address"), within("contactsWithEmail")
        ),
        "has_description": Column(
            YES_NO, _("whether there is a description"), within("hasDescription")
        ),
        "created": Column(DATE, _("date the record was made")),
        "modified": Column(
            DATE, _("date of the last change; weekly synchronisation counts as one")
        ),
    }
)

INSTITUTIONS = LateMapping(
    lambda: {
        **_RECORD,
        "types": Column(TEXT, _("kinds of institution"), joined("types")),
        "governances": Column(TEXT, _("who governs it"), joined("institutionalGovernances")),
        "disciplines": Column(TEXT, _("disciplines"), joined("disciplines")),
        "latitude": Column(NUMBER, _("latitude in degrees")),
        "longitude": Column(NUMBER, _("longitude in degrees")),
        "founding_year": Column(WHOLE, _("year it was founded"), within("foundingDate")),
    }
)
"""Columns of :func:`institutions`."""

COLLECTIONS = LateMapping(
    lambda: {
        **_RECORD,
        "country": Column(
            TEXT,
            _("country of the collection's own address; often missing"),
            within("address", "country"),
        ),
        "institution_key": Column(TEXT, _("key of its institution"), within("institutionKey")),
        "institution_code": Column(TEXT, _("code of its institution"), within("institutionCode")),
        "institution_name": Column(TEXT, _("name of its institution"), within("institutionName")),
        "personal": Column(YES_NO, _("whether it is a person's own"), within("personalCollection")),
        "content_types": Column(TEXT, _("what it holds"), joined("contentTypes")),
        "preservation_types": Column(TEXT, _("how it is preserved"), joined("preservationTypes")),
        "accession_status": Column(TEXT, _("accession status"), within("accessionStatus")),
        "has_taxonomic_coverage": Column(
            YES_NO, _("whether its taxa are described"), within("hasTaxonomicCoverage")
        ),
        "has_geographic_coverage": Column(
            YES_NO, _("whether its regions are described"), within("hasGeographicCoverage")
        ),
    }
)
"""Columns of :func:`collections`."""

_FOUND = LateMapping(
    lambda: (
        {
            name: _RECORD[name]
            for name in ("key", "code", "name", "active", "number_specimens", "occurrence_count")
        }
        | {
            "country": Column(TEXT, _("country")),
            "city": Column(TEXT, _("city")),
        }
    )
)
FOUND_INSTITUTIONS: Columns = _FOUND | {
    name: INSTITUTIONS[name]
    for name in ("types", "governances", "disciplines", "latitude", "longitude")
}
"""Columns of :func:`search_institutions`: GBIF's search gives less than its list."""
FOUND_COLLECTIONS: Columns = _FOUND | {
    name: COLLECTIONS[name]
    for name in ("institution_key", "institution_code", "institution_name", "personal",
                 "content_types", "preservation_types")
}  # fmt: skip
"""Columns of :func:`search_collections`."""

SUGGESTIONS: Columns = {name: _RECORD[name] for name in ("key", "code", "name")}
COUNTS = LateMapping(
    lambda: {
        "name": Column(TEXT, _("value")),
        "count": Column(WHOLE, _("number of entries with this value")),
    }
)
MATCHES = LateMapping(
    lambda: {
        "level": Column(TEXT, _("institution or collection")),
        "match_type": Column(
            TEXT, _("EXACT, FUZZY, EXPLICIT_MAPPING or NONE"), within("matchType")
        ),
        "status": Column(TEXT, _("ACCEPTED, or why GBIF is not sure")),
        "reasons": Column(TEXT, _("what agreed"), joined("reasons")),
        "key": Column(TEXT, _("key of the entry that was found"), within("entityMatched", "key")),
        "code": Column(TEXT, _("its code"), within("entityMatched", "code")),
        "name": Column(
            TEXT, _("its name; that of a collection is withheld"), within("entityMatched", "name")
        ),
    }
)
DESCRIPTORS = LateMapping(
    lambda: {
        "group_key": Column(TEXT, _("key of the group of descriptors"), within("group", "key")),
        "usage_name": Column(TEXT, _("taxon"), within("usageName")),
        "country": Column(TEXT, _("country the objects come from")),
        "individual_count": Column(
            WHOLE, _("number of objects; never add it up over groups"), within("individualCount")
        ),
        "type_status": Column(TEXT, _("kinds of type specimen"), joined("typeStatus")),
        "object_classification": Column(TEXT, _("kind of object"), within("objectClassification")),
        "biome": Column(TEXT, _("biome")),
    }
)
DESCRIBED = LateMapping(
    lambda: {
        "key": Column(TEXT, _("key of the collection")),
        "institution_key": Column(
            TEXT, _("key of the institution it belongs to"), within("institutionKey")
        ),
        "usage_name": Column(
            TEXT, _("taxon that one of its descriptors names"), within("described")
        ),
    }
)
"""Columns of :func:`described_taxa`."""
CONCEPTS = LateMapping(
    lambda: {
        "name": Column(TEXT, _("name to use in a filter")),
        "label": Column(TEXT, _("English label")),
    }
)


def institutions(gbif: Client, **filters: Parameter) -> pd.DataFrame:
    """List institutions.

    Parameters
    ----------
    gbif : Client
    **filters
        Such as ``country="DK"``, ``discipline="Zoology"``, ``numberSpecimens="1000,*"``.

    Returns
    -------
    pandas.DataFrame
        One row an institution, columns :data:`INSTITUTIONS`. ``source="ORGANIZATION", sourceId=key``
        finds those whose record is copied from that publisher's.

    Raises
    ------
    BadCallError
        If GRSciColl would ignore or misread a filter.
    GbifUnreachableError
        If no usable answer came.
    """
    return tidy(
        gbif.pages("/grscicoll/institution", _("institutions"), **checked(filters, INSTITUTION)),
        INSTITUTIONS,
    )


def institution(gbif: Client, key: str) -> pd.DataFrame:
    """Get one institution by its key: a table of one row, columns :data:`INSTITUTIONS`."""
    return tidy([_entry(gbif, "institution", key)], INSTITUTIONS)


def collections(gbif: Client, **filters: Parameter) -> pd.DataFrame:
    """List collections, by filters of the collections themselves.

    The country filter looks at a collection's own address only, which many do not have: see
    :func:`collections_of_institutions`.

    Returns
    -------
    pandas.DataFrame
        One row a collection, columns :data:`COLLECTIONS`. Parameters and errors are those of
        :func:`institutions`.
    """
    return tidy(
        gbif.pages("/grscicoll/collection", _("collections"), **checked(filters, COLLECTION)),
        COLLECTIONS,
    )


def collection(gbif: Client, key: str) -> pd.DataFrame:
    """Get one collection by its key: a table of one row, columns :data:`COLLECTIONS`."""
    return tidy([_entry(gbif, "collection", key)], COLLECTIONS)


def collections_of_institutions(gbif: Client, **filters: Parameter) -> pd.DataFrame:
    """List the collections of all institutions that match filters of *institutions*.

    GBIF sends everything in one answer, whose paging numbers mean nothing.

    Returns
    -------
    pandas.DataFrame
        One row a collection, columns :data:`COLLECTIONS`. Parameters and errors are those of
        :func:`institutions`.
    """
    answer = gbif.get(
        "/grscicoll/collection/listForInstitution",
        _("collections of these institutions"),
        **checked(filters, INSTITUTION),
    )
    return tidy(answer["results"], COLLECTIONS).drop_duplicates("key", ignore_index=True)


def search_institutions(gbif: Client, text: str = "", **filters: Parameter) -> pd.DataFrame:
    """Search institutions by words, codes or filters.

    Parameters
    ----------
    gbif : Client
    text : str, optional
        Words; each may be the beginning of one.
    **filters
        As for :func:`institutions`.

    Returns
    -------
    pandas.DataFrame
        Best match first, columns :data:`FOUND_INSTITUTIONS`.
    """
    asked = checked({"q": text or None, **filters}, INSTITUTION)
    found = gbif.pages("/grscicoll/institution/search", _("institutions"), **asked)
    return tidy(found, FOUND_INSTITUTIONS)


def search_collections(gbif: Client, text: str = "", **filters: Parameter) -> pd.DataFrame:
    """Search collections by words, codes, filters or what their descriptors say.

    Parameters
    ----------
    gbif : Client
    text : str, optional
        Words; each may be the beginning of one.
    **filters
        As for :func:`collections`, and those of descriptors, such as ``typeStatus="Holotype"``.

    Returns
    -------
    pandas.DataFrame
        Best match first, columns :data:`FOUND_COLLECTIONS`.
    """
    asked = _searchable(checked({"q": text or None, **filters}, COLLECTION_SEARCH), "collection")
    found = gbif.pages("/grscicoll/collection/search", _("collections"), **asked)
    return tidy(found, FOUND_COLLECTIONS)


_FACETS = {
    "institution": {"country", "city", "type", "discipline", "institutionalGovernance"},
    "collection": {
        "country", "city", "preservationType", "contentType", "accessionStatus", "institutionKey",
        "typeStatus", "descriptorCountry", "objectClassification", "biome", "biomeType",
    },
}  # fmt: skip


def suggest(gbif: Client, kind: Kind, text: str) -> pd.DataFrame:
    """Suggest up to 20 institutions or collections whose code or name begins so.

    Returns
    -------
    pandas.DataFrame
        Columns ``key``, ``code``, ``name``. Suggestions do not say which collection is a person's
        own, so the names of collections are withheld.
    """
    return tidy(gbif.get(f"/grscicoll/{kind}/suggest", _("suggestions"), q=text), SUGGESTIONS)


def lookup(
    gbif: Client,
    *,
    institution_code: str | None = None,
    collection_code: str | None = None,
    dataset_key: str | None = None,
    country: str | None = None,
) -> pd.DataFrame:
    """Ask which entry GBIF would link a record with these codes to.

    It is the service that links occurrence records when they are published.

    Parameters
    ----------
    gbif : Client
    institution_code, collection_code : str, optional
        Codes as they stand in the records.
    dataset_key : str, optional
        The dataset they come from; only then GBIF uses mappings made for that dataset.
    country : str, optional
        Two-letter code of the publisher's country; it decides between equal codes.

    Returns
    -------
    pandas.DataFrame
        A row for the institution and one for the collection, columns :data:`MATCHES`; other
        candidates after them.
    """
    answer = gbif.get(
        "/grscicoll/lookup",
        _("codes"),
        institutionCode=institution_code,
        collectionCode=collection_code,
        datasetKey=dataset_key and read_key(dataset_key),
        country=country,
        verbose=True,
    )
    others = answer.get("alternativeMatches") or {}
    matches = [
        {**match, "level": level}
        for level in ("institution", "collection")
        for match in [answer.get(f"{level}Match"), *(others.get(f"{level}Matches") or [])]
        if match
    ]
    return tidy(matches, MATCHES)


def descriptors(gbif: Client, collection_key: str) -> pd.DataFrame:
    """List what a collection's descriptors say it holds.

    Parameters
    ----------
    gbif : Client
    collection_key : str

    Returns
    -------
    pandas.DataFrame
        One row a descriptor, columns :data:`DESCRIPTORS`. The same object may be described in two
        groups: never add their counts.
    """
    path = f"/grscicoll/collection/{read_key(collection_key)}/descriptorGroup"
    rows = [
        {**descriptor, "group": group}
        for group in gbif.pages(path, _("descriptors"))
        for descriptor in gbif.pages(f"{path}/{group['key']}/descriptor", _("descriptors"))
    ]
    return tidy(rows, DESCRIPTORS)


def described_taxa(gbif: Client, rank: str, **filters: Parameter) -> pd.DataFrame:
    """List which taxa of a rank the descriptors of collections name; one request for 1,000 collections.

    Parameters
    ----------
    gbif : Client
    rank : str
        Such as ``"CLASS"``.
    **filters
        As for :func:`search_collections`.

    Returns
    -------
    pandas.DataFrame
        One row a collection and taxon, columns :data:`DESCRIBED`. It holds no counts: the same object
        may be described twice.
    """
    asked = _searchable(checked({"usageRank": rank, **filters}, COLLECTION_SEARCH), "collection")
    found = gbif.pages("/grscicoll/collection/search", _("collections"), **asked)
    return taxa_in(found)


def taxa_in(collections_found: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """Make the table of :func:`described_taxa` of what a search over collections answered."""
    rows = [
        {**collection, "described": match.get("usageName")}
        for collection in collections_found
        for match in collection.get("descriptorMatches") or []
    ]
    return tidy(rows, DESCRIBED).dropna().drop_duplicates(ignore_index=True)


def concepts(gbif: Client, vocabulary: str) -> pd.DataFrame:
    """List the names that a filter takes.

    Parameters
    ----------
    gbif : Client
    vocabulary : str
        ``InstitutionType``, ``InstitutionalGovernance``, ``Discipline``, ``CollectionContentType``,
        ``PreservationType`` or ``AccessionStatus``.

    Returns
    -------
    pandas.DataFrame
        Columns ``name`` and ``label``.

    Raises
    ------
    GbifRefusedError
        If there is no such vocabulary.
    """
    found = gbif.pages(f"/vocabularies/{vocabulary}/concepts", _("vocabulary"))
    rows = [
        {
            "name": concept["name"],
            "label": next(
                (la["value"] for la in concept.get("label") or [] if la.get("language") == "en"),
                None,
            ),
        }
        for concept in found
    ]
    return tidy(rows, CONCEPTS)


def export(gbif: Client, kind: Kind, **filters: Parameter) -> pd.DataFrame:
    """Get institutions or collections as GBIF's own export has them, in one request.

    Quick for a whole country, but without linked-record counts.

    Returns
    -------
    pandas.DataFrame
        All columns as text, in GBIF's own mixed spelling, without those in which persons stand.
    """
    asked = _searchable(
        checked(filters, INSTITUTION if kind == "institution" else COLLECTION_SEARCH), kind
    )
    if kind == "collection":
        asked["limit"] = 1000  # GBIF reads its own database in steps of this size
    text = gbif.get_text(f"/grscicoll/{kind}/export", _("export"), **asked, format="TSV")
    return pd.read_csv(
        io.StringIO(text), sep="\t", dtype="string", keep_default_na=False, quoting=3
    )


def _searchable(filters: dict[str, Parameter], kind: Kind) -> dict[str, Parameter]:
    """Refuse the one filter that GBIF's search over collections answers with an error of its own.

    There it orders by a similarity that its inner query does not know; the list does not.
    """
    if kind == "collection" and filters.get("fuzzyName") is not None:
        raise BadCallError(
            _(
                "GBIF's search and export cannot look for a similar name (fuzzyName); use the list: "
                "collections(gbif, fuzzyName=…)."
            )
        )
    return filters


def institutions_of_publisher(gbif: Client, organization_key: str) -> pd.DataFrame:
    """List the institutions whose record is copied from a publisher's: the surest link between them.

    Parameters
    ----------
    gbif : Client
    organization_key : str
        GBIF's key of the publisher.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`INSTITUTIONS`; no row where nobody has made the link.
    """
    return institutions(gbif, source="ORGANIZATION", sourceId=read_key(organization_key))


def _entry(gbif: Client, kind: Kind, key: str) -> Any:
    try:
        return gbif.get(f"/grscicoll/{kind}/{read_key(key)}", _("one entry"))
    except GbifRefusedError as error:
        if error.status != 404:
            raise
        raise GbifRefusedError(
            _(
                "GRSciColl has no {kind} with the key {key}; check the address you copied it from."
            ).format(kind=kind, key=key),
            error.status,
        ) from error
