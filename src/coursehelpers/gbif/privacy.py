"""What is kept of an answer.

GBIF's registry names persons: contacts with their e-mail and phone, editors by user name, collectors
and identifiers in collection descriptors. The course needs none of them. So this is an allow-list: a
field that is not named here does not get past the reader of an answer, at any depth, and new fields
that GBIF adds later are left out until somebody decides otherwise.

Where the course has to know *that* there is a contact, it gets a number (:data:`COUNTED`).
"""

import csv
import io
import re
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

RULES = 2
"""Raise this when less is kept than before: answers cached under older rules are then not read."""

MASKED_NAME = "(personal collection, name withheld)"
MASKED_TEXT = "(withheld)"

LONGEST_TEXT = 2_000
"""Characters of a text; what is longer is no name, code or address, and is cut here."""

KEPT = frozenset(
    """
    offset limit endOfRecords count results facets field counts cardinality name
    totalRecords numberDownloads year month
    key code title type types active deleted created modified foundingDate
    institutionalGovernances disciplines contentTypes preservationTypes accessionStatus
    personalCollection institutionKey institutionName institutionCode collectionKey collectionCode
    numberSpecimens occurrenceCount typeSpecimenCount latitude longitude
    homepage catalogUrls apiUrls displayOnNHCPortal
    address mailingAddress city country mailingCity mailingCountry
    alternativeCodes identifiers identifier datasetKey
    masterSource masterSourceMetadata source sourceId replacedBy convertedToCollection
    endorsingNodeKey endorsementApproved endorsementStatus numPublishedDatasets
    language doi license recordCount
    publishingCountry publishingOrganizationKey publishingOrganizationTitle publishingOrgKey
    participationStatus participantTitle gbifRegion
    basisOfRecord occurrenceStatus issues
    iso2 iso3 enumName
    label value
    institutionMatch collectionMatch alternativeMatches institutionMatches collectionMatches
    matchType status reasons entityMatched
    descriptorMatches descriptorGroupKey usageName individualCount
    typeStatus discipline objectClassification biome biomeType
    """.split()
)
"""Names of the fields that are kept, wherever they stand."""

COUNTED = {
    "contactPersons": "contactCount",
    "contacts": "contactCount",
    "email": "emailCount",
    "phone": "phoneCount",
}
"""Fields that become the number of their entries, under another name."""

NOTED = {
    "description": "hasDescription",
    "taxonomicCoverage": "hasTaxonomicCoverage",
    "geographicCoverage": "hasGeographicCoverage",
}
"""Free text in which persons may be named: kept is only whether there is any."""

IDENTIFIERS: dict[str, tuple[str, str]] = {
    "ROR": (
        r"(https?://(www\.)?ror\.org/)?0[a-z0-9]{8}",
        "only organisations have one; tells that a publisher and an institution are the same",
    ),
    "GRID": (
        r"(https?://(www\.)?grid\.ac/institutes/)?grid\.\d+\.[0-9a-f]+",
        "ROR's forerunner: only organisations have one",
    ),
    "WIKIDATA": (
        r"(https?://(www\.)?wikidata\.org/(wiki|entity)/)?Q\d+",
        "the item of an institution or collection; of a person's own collection it is left out",
    ),
    "ISIL": (r"[A-Z]{1,4}-[A-Za-z0-9:/-]{1,11}", "only libraries, archives and museums have one"),
    "IH_IRN": (r"(gbif:ih:irn:)?\w*\d+", "number of an herbarium in Index Herbariorum"),
    "NCBI_BIOCOLLECTION": (r"\d+", "number of a collection at NCBI"),
    "GRSCICOLL_ID": (r"\d+", "number of the entry before GRSciColl came to GBIF"),
    "GRSCICOLL_URI": (
        r"https?://(www\.)?(grbio\.org/cool/[a-z0-9]{4}-[a-z0-9]{4}|biocol\.org/urn:lsid:biocol\.org:col:\d+)",
        "old addresses of the entry; those that spell a name are left out: it may be a person's",
    ),
    "LSID": (r"urn:lsid:biocol\.org:col:\d+", "old number of the entry"),
    "UUID": (r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "a key by which data are linked"),
    "SYMBIOTA_UUID": (
        r"(urn:uuid:)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        "a collection's key in Symbiota portals",
    ),
    "CITES": (r"[A-Z]{2} ?\d{3}( ?\([A-Z]\))?", "registration of a scientific institution"),
    "GBIF_PORTAL": (r"\d+", "number of a publisher in GBIF's first portal"),
    "GBIF_NODE": (r"\d+", "number of a node"),
    "GBIF_PARTICIPANT": (r"\d+", "number of a participant"),
    "CLB_DATASET_KEY": (r"\d+", "number of a dataset in ChecklistBank"),
}
"""Kinds of identifier that are kept: how one is written, and why it can be no person's.

All others are left out, with their reason: ORCID, RESEARCHER_ID, HUH, VIAF and ISNI are persons'; URL,
URI, FTP, HANDLER, DOI and UNKNOWN may lead to a person's page; RNC_COLOMBIA also numbers private
collections under their owner; a kind that GBIF adds later has not been decided.
"""

PERSONAL_COLLECTION = frozenset(
    """
    key type active deleted created modified contentTypes preservationTypes accessionStatus
    personalCollection institutionKey institutionName institutionCode
    numberSpecimens occurrenceCount typeSpecimenCount address mailingAddress country mailingCountry
    masterSource displayOnNHCPortal contactCount contactsWithEmail emailCount phoneCount
    hasDescription hasTaxonomicCoverage hasGeographicCoverage hasStreet name
    """.split()
)
"""Fields of a person's own collection: its code, town, homepage and identifiers point to that person."""

_PLACES = ("address", "mailingAddress")
_PERSONAL_FACETS = frozenset({"RECORDED_BY", "IDENTIFIED_BY", "RECORDED_BY_ID", "IDENTIFIED_BY_ID"})
_E_MAIL = re.compile(
    r"[^\s<>()\[\]\"',;:|/]{1,128}(?:@|%40|\(at\)|\[at\])[^\s<>()\[\]\"',;|/]{1,255}", re.IGNORECASE
)
_ORCID = re.compile(r"(?:https?://orcid\.org/)?\b\d{4}-\d{4}-\d{4}-\d{3}[\dXx]\b")
_PHONE = re.compile(r"(?:\+|\b(?:tel|phone|fax)\b[.:]?\s*\+?)\d[\d\s().-]{5,40}\d", re.IGNORECASE)
_PERSONS_PAGE = re.compile(
    r"(?P<site>(?:https?://|www\.)[^/\s|]+)/(?:[^\s|]*?/)?"
    r"(?:(?:~|%7e)|(?:people|persons?|staff|users?|profiles?|members?|author)/(?=[^\s|/])|user:)"
    r"[^\s|]*",
    re.IGNORECASE,
)
_PERSONS_SITE = re.compile(
    r"(?:https?://)?[\w.-]*(?:linkedin\.com/(?:in|pub)|researchgate\.net/profile|orcid\.org|viaf\.org"
    r"|isni\.org|scholar\.google\.[a-z.]+|academia\.edu)/[^\s|]*",
    re.IGNORECASE,
)
_TALLY_KEY = re.compile(r"[A-Z][A-Z0-9_]*|\d{1,4}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def scrub(body: Any, path: str) -> Any:
    """Keep of a JSON answer only what the allow-list names.

    Parameters
    ----------
    body : JSON value
        What GBIF answered.
    path : str
        Path of the request. Some answers about collections do not say which of them are personal;
        from those no collection's name is kept.

    Returns
    -------
    JSON value
        A new value; ``body`` is left as it is.

    Examples
    --------
    >>> scrub({"key": "1", "createdBy": "someone", "email": ["a@example.org"]}, "/institution")
    {'key': '1', 'emailCount': 1}
    """
    if isinstance(body, Mapping) and "results" not in body and _is_tally(body):
        return deepcopy(dict(body))
    return _scrub(body, in_collections="/collection" in path)


def _is_tally(body: Mapping[str, Any]) -> bool:
    """Tell a count by country, year, or year and month, whose keys are data, from a record."""
    return bool(body) and all(
        _TALLY_KEY.fullmatch(key)
        and (isinstance(value, int) or (isinstance(value, Mapping) and _is_tally(value)))
        for key, value in body.items()
    )


def _scrub(value: Any, in_collections: bool) -> Any:
    if isinstance(value, Mapping):
        return _scrub_record(value, in_collections)
    if isinstance(value, list):
        return [_scrub(entry, in_collections) for entry in value]
    if isinstance(value, str):
        return mask(value[: LONGEST_TEXT + 1])
    return value


def _is_kept(name: str, entry: Any) -> bool:
    """Tell an entry of a list that may be kept from one that is about persons as a whole."""
    if not isinstance(entry, Mapping):
        return True
    if name == "identifiers":
        return _is_known_identifier(entry)
    return name != "facets" or str(entry.get("field", "")).upper() not in _PERSONAL_FACETS


def _is_known_identifier(entry: Mapping[str, Any]) -> bool:
    kind, value = entry.get("type"), entry.get("identifier")
    if not isinstance(kind, str) or not isinstance(value, str) or kind not in IDENTIFIERS:
        return False
    return bool(re.fullmatch(IDENTIFIERS[kind][0], value.strip()))


def _scrub_record(record: Mapping[str, Any], in_collections: bool) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name, value in record.items():
        if name in COUNTED:
            kept[COUNTED[name]] = len(value) if isinstance(value, list) else int(bool(value))
        elif name in NOTED:
            kept[NOTED[name]] = bool(value)
        elif name in _PLACES and not isinstance(value, Mapping):
            continue  # lines of an address, which may begin with “c/o” and a name
        elif name in KEPT:
            if isinstance(value, list):
                value = [entry for entry in value if _is_kept(name, entry)]
            kept[name] = _scrub(value, in_collections or name.startswith("collectionMatch"))
    contacts = record.get("contactPersons")
    if isinstance(contacts, list):
        kept["contactsWithEmail"] = sum(1 for contact in contacts if _has_e_mail(contact))
    for place in _PLACES:
        if isinstance(record.get(place), Mapping):
            kept[place]["hasStreet"] = bool(record[place].get("address"))
    if record.get("personalCollection", False) is not False:
        kept = {name: value for name, value in kept.items() if name in PERSONAL_COLLECTION}
        for place in _PLACES:
            if isinstance(kept.get(place), dict):
                kept[place].pop("city", None)
    if "name" in kept and _names_an_entry(record) and _may_name_a_person(record, in_collections):
        kept["name"] = MASKED_NAME
    if "title" in kept and "collectionKey" in record:
        kept["title"] = MASKED_TEXT  # of a group of descriptors: free text such as “Types of …”
    return kept


def _names_an_entry(record: Mapping[str, Any]) -> bool:
    """Tell a record of the registry from the count of a facet, or the name in a vocabulary."""
    return "count" not in record and "vocabularyKey" not in record


def _has_e_mail(contact: Any) -> bool:
    return isinstance(contact, Mapping) and bool(contact.get("email"))


def _may_name_a_person(record: Mapping[str, Any], in_collections: bool) -> bool:
    """Tell a collection that is a person's own, or of which the answer does not say so.

    A list of collections says it of every record; suggestions, look-ups and the search over
    everything do not.
    """
    if "personalCollection" in record:
        return record["personalCollection"] is not False
    return (
        in_collections
        or "institutionKey" in record
        or str(record.get("type", "")).casefold() == "collection"
    )


def mask(text: str) -> str:
    """Replace every e-mail address, telephone number and ORCID in a text, and persons' own pages.

    Of the address of such a page the site is left: it is the institution's. A person with initials who stands
    before the house is left out.

    Examples
    --------
    >>> mask("Fishes; ask curator@example.org")
    'Fishes; ask (withheld)'
    >>> mask("http://www.example.edu/biology/~someone/herbarium.html")
    'http://www.example.edu/'
    >>> mask("A. B. Moss, Fern University"), mask("U.S. Army, Fern Station"), mask("N.F.W. Herbarium, Bo")
    ('Fern University', 'U.S. Army, Fern Station', 'N.F.W. Herbarium, Bo')
    """
    if text[1:2] == "." and (person := _PERSON_BEFORE.match(text)):
        text = text if person["surname"].casefold() in _NO_SURNAMES else text[person.end() :]
    if "@" in text or "%40" in text or "(at)" in text or "[at]" in text:
        text = _E_MAIL.sub(MASKED_TEXT, text)
    if "/" in text:
        text = _PERSONS_PAGE.sub(r"\g<site>/", _PERSONS_SITE.sub(MASKED_TEXT, text))
    return _PHONE.sub(MASKED_TEXT, _ORCID.sub(MASKED_TEXT, text))


_PERSON_BEFORE = re.compile(
    r"(?!U\. ?[SK]\.)(?:[^\W\d_]\.[ -]?)+(?P<surname>[^\W\d_]{2,}(?:-[^\W\d_]+)?),\s+(?=\S)"
)
_NO_SURNAMES = frozenset(
    "academy arboretum archive center centre collection collections college department foundation garden gardens "
    "herbarium institute institution laboratory library museum park reserve school section society station survey "
    "trust university zoo".split()
)
"""Words that follow the initials of a house, not of a person."""

_EXPORT_KEPT = frozenset(
    """
    key code name country city type active homepage catalog_url api_url
    institutional_governance disciplines latitude longitude founding_date number_specimens
    created modified deleted identifiers alternative_codes replaced_by converted_to_collection
    masterSourceType displayOnNHCPortal content_types personal_collection preservation_types
    accession_status institution_name institution_code institution_key
    """.split()
)
_EXPORT_PERSONAL = ("code", "city", "homepage", "catalog_url", "api_url", "identifiers",
                    "alternative_codes", "latitude", "longitude")  # fmt: skip


def scrub_export(text: str) -> str:
    r"""Keep of an exported table only the columns that can hold no person.

    Parameters
    ----------
    text : str
        What ``/institution/export`` or ``/collection/export`` answered: tab-separated values with a
        header line.

    Returns
    -------
    str
        The same rows with fewer columns, tab-separated.

    Raises
    ------
    ValueError
        If it is no such table, or a line breaks off.

    Examples
    --------
    >>> scrub_export("key\temail\n1\ta@example.org\n")
    'key\n1\n'
    """
    # GBIF writes no quotation marks around a cell, so one in a name begins nothing.
    rows = csv.DictReader(io.StringIO(text, newline="\n"), delimiter="\t", quoting=csv.QUOTE_NONE)
    if "key" not in (rows.fieldnames or []):
        raise ValueError("no exported table")
    columns = [column for column in rows.fieldnames or [] if column in _EXPORT_KEPT]
    kept = io.StringIO()
    writer = csv.DictWriter(
        kept, columns, delimiter="\t", extrasaction="ignore", lineterminator="\n",
        quoting=csv.QUOTE_NONE, quotechar=None,
    )  # fmt: skip
    writer.writeheader()
    for row in rows:
        if None in row or None in row.values():
            raise ValueError("a line of the exported table breaks off")
        if "institution_key" in columns and row.get("personal_collection") != "false":
            row |= {"name": MASKED_NAME, **dict.fromkeys(_EXPORT_PERSONAL, "")}
        if "identifiers" in row:
            row["identifiers"] = ";".join(filter(_is_known_value, row["identifiers"].split(";")))
        writer.writerow({column: mask(row[column][: LONGEST_TEXT + 1]) for column in columns})
    return kept.getvalue()


def _is_known_value(text: str) -> bool:
    """Tell an identifier of a kept kind where the answer does not say of which kind it is."""
    return any(re.fullmatch(pattern, text.strip()) for pattern, _why in IDENTIFIERS.values())
