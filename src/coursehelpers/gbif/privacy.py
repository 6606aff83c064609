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

RULES = 1
"""Raise this when less is kept than before: answers cached under older rules are then not read."""

MASKED_NAME = "(personal collection, name withheld)"
MASKED_TEXT = "(withheld)"

KEPT = frozenset(
    """
    offset limit endOfRecords count results facets field counts cardinality name
    totalRecords numberDownloads year month
    key code title type types active deleted created modified foundingDate
    institutionalGovernances disciplines contentTypes preservationTypes accessionStatus
    personalCollection institutionKey institutionName institutionCode collectionKey collectionCode
    numberSpecimens occurrenceCount typeSpecimenCount latitude longitude
    homepage catalogUrls apiUrls displayOnNHCPortal
    address mailingAddress city province country mailingCity mailingCountry
    alternativeCodes identifiers identifier occurrenceMappings parentCode datasetKey
    masterSource masterSourceMetadata source sourceId replacedBy convertedToCollection
    endorsingNodeKey endorsementApproved endorsementStatus numPublishedDatasets abbreviation
    language doi license recordCount subtype
    publishingCountry publishingOrganizationKey publishingOrganizationTitle publishingOrgKey
    hostingOrganizationKey hostingOrganizationTitle hostingCountry category
    participationStatus participantTitle gbifRegion continent
    basisOfRecord occurrenceStatus issues issue
    iso2 iso3 isoNumerical enumName
    label definition value parents vocabularyKey vocabularyName
    institutionMatch collectionMatch alternativeMatches institutionMatches collectionMatches
    matchType status reasons entityMatched institutionLink selfLink
    descriptorMatches descriptorGroupKey usageKey usageName usageRank individualCount dateIdentified
    typeStatus discipline objectClassification biome biomeType taxonClassification rank
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

_PLACES = ("address", "mailingAddress")
_PERSONAL_FACETS = frozenset({"RECORDED_BY", "IDENTIFIED_BY", "RECORDED_BY_ID", "IDENTIFIED_BY_ID"})
_E_MAIL = re.compile(r"[^\s<>()\[\]\"',;:|]+@[^\s<>()\[\]\"',;|]+")
_ORCID = re.compile(r"(?:https?://orcid\.org/)?\b\d{4}-\d{4}-\d{4}-\d{3}[\dXx]\b")
_PHONE = re.compile(r"(?:\+|\b(?:tel|phone|fax)\b[.:]?\s*\+?)\d[\d\s().-]{5,}\d", re.IGNORECASE)
_TALLY_KEY = re.compile(r"[A-Z][A-Z0-9_]*|\d{1,4}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_PERSON_IDENTIFIERS = frozenset({"ORCID", "RESEARCHER_ID", "HUH", "VIAF", "ISNI"})


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
        return [_scrub(entry, in_collections) for entry in value if not _is_personal(entry)]
    if isinstance(value, str):
        return mask(value)
    return value


def _is_personal(entry: Any) -> bool:
    """Tell an entry of a list that is about persons as a whole."""
    if not isinstance(entry, Mapping):
        return False
    return (
        str(entry.get("field", "")).upper() in _PERSONAL_FACETS
        or str(entry.get("type", "")).upper() in _PERSON_IDENTIFIERS
    )


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
            kept[name] = _scrub(value, in_collections or name.startswith("collectionMatch"))
    contacts = record.get("contactPersons")
    if isinstance(contacts, list):
        kept["contactsWithEmail"] = sum(1 for contact in contacts if _has_e_mail(contact))
    for place in _PLACES:
        if isinstance(record.get(place), Mapping):
            kept[place]["hasStreet"] = bool(record[place].get("address"))
    if "name" in kept and "code" in record and _may_name_a_person(record, in_collections):
        kept["name"] = MASKED_NAME
    return kept


def _has_e_mail(contact: Any) -> bool:
    return isinstance(contact, Mapping) and bool(contact.get("email"))


def _may_name_a_person(record: Mapping[str, Any], in_collections: bool) -> bool:
    """Tell a collection that is a person's own, or of which the answer does not say so.

    A list of collections says it of every record; suggestions, look-ups and the search over
    everything do not.
    """
    if "personalCollection" in record:
        return bool(record["personalCollection"])
    return (
        in_collections
        or "institutionKey" in record
        or str(record.get("type", "")).casefold() == "collection"
    )


def mask(text: str) -> str:
    """Replace every e-mail address, telephone number and ORCID in a text.

    Examples
    --------
    >>> mask("Fishes; ask curator@example.org")
    'Fishes; ask (withheld)'
    """
    if "@" in text:
        text = _E_MAIL.sub(MASKED_TEXT, text)
    return _PHONE.sub(MASKED_TEXT, _ORCID.sub(MASKED_TEXT, text))


_EXPORT_KEPT = frozenset(
    """
    key code name country city province type active homepage catalog_url api_url
    institutional_governance disciplines latitude longitude founding_date number_specimens
    created modified deleted identifiers alternative_codes replaced_by converted_to_collection
    masterSourceType displayOnNHCPortal content_types personal_collection doi preservation_types
    accession_status institution_name institution_code institution_key
    """.split()
)


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

    Examples
    --------
    >>> scrub_export("key\temail\n1\ta@example.org\n")
    'key\n1\n'
    """
    rows = csv.DictReader(io.StringIO(text), delimiter="\t")
    columns = [column for column in rows.fieldnames or [] if column in _EXPORT_KEPT]
    kept = io.StringIO()
    writer = csv.DictWriter(
        kept, columns, delimiter="\t", extrasaction="ignore", lineterminator="\n"
    )
    writer.writeheader()
    for row in rows:
        if "institution_key" in columns and row.get("personal_collection", "true") == "true":
            row["name"] = MASKED_NAME
        writer.writerow({column: mask(row[column] or "") for column in columns})
    return kept.getvalue()
