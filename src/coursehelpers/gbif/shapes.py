"""What an answer must look like before it is believed and kept.

GBIF adds fields, renames them and now and then sends a value of another kind. Two things follow.

*The frame* of an answer (the numbers of its paging, the facets that were asked for, a list of
records) must be right, or the whole answer is refused: a page whose numbers do not fit what came would
lose institutions without a word.

*A value* of the wrong kind becomes a missing one, so that one slip costs neither a row nor a country.
It is counted by its field, and the count travels with the answer, also into the cache and out again.

Run on what :mod:`coursehelpers.gbif.privacy` has left of an answer.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from coursehelpers.gbif.privacy import LONGEST_TEXT

DEEPEST = 24
"""Levels within levels that an answer may have; GBIF's deepest has nine."""
LARGEST_COUNT = 10**13
"""No count is larger: GBIF holds some 4,000,000,000 records. Sums of larger ones would overflow."""

_WRONG: Any = object()
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
UNREADABLE_KEY = "unreadable-"
"""How the stand-in for a key begins that could not be read."""
_KEY = re.compile(rf"{_UUID.pattern}|\d{{1,18}}|{UNREADABLE_KEY}[0-9a-f]{{12}}", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z]\w{0,79}", re.ASCII)
_COUNTRY_CODE = re.compile(r"[A-Za-z]{2}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:?\d{2})?)?")
_ADDRESS = re.compile(
    r"(?:https?:?/{1,2}|https?:|www\.)[^\s;,\"<>\\]+|^[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:/[^\s\"<>\\]*)?$",
    re.IGNORECASE,
)
_LICENSE = re.compile(r"[A-Z][A-Z0-9_]*|https?://creativecommons\.org/[\w./-]+", re.IGNORECASE)
_DOI = re.compile(r"(https?://(dx\.)?doi\.org/|doi:)?10\.\d{4,9}/\S+", re.IGNORECASE)
_SOURCE_ID = re.compile(rf"{_UUID.pattern}|(gbif:ih:irn:)?\w*\d\w*", re.IGNORECASE)
# What no name has, and a terminal or a spreadsheet might obey: control characters and half letters.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class WrongShapeError(ValueError):
    """The answer is not built as the course knows it; the message names the place."""


class MissingFacetError(WrongShapeError):
    """A facet that was asked for is not in the answer; the message is its name."""


class Checked(NamedTuple):
    """Hold an answer that may be used.

    Attributes
    ----------
    answer : JSON value
    unreadable : dict of str to set of str
        By field, the keys of the records whose value was of the wrong kind and is now missing.
    """

    answer: Any
    unreadable: dict[str, set[str]]


Reader = Callable[[Any], Any]


def _text(value: Any) -> Any:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        return _WRONG
    return _UNPRINTABLE.sub("", value)


def _like(pattern: re.Pattern[str]) -> Reader:
    def read(value: Any) -> Any:
        text = _text(value)
        if text is _WRONG:
            return _WRONG
        return text if not text or pattern.fullmatch(text.strip()) else _WRONG

    return read


def _address(value: Any) -> Any:
    """Read the first web address in a text, with the slips that people make in writing one."""
    text = _text(value)
    if text is _WRONG or not text.strip():
        return text
    found = _ADDRESS.search(text.strip())
    return found.group() if found else _WRONG


def _key(value: Any) -> Any:
    """Read a key: a UUID in the registry, a whole number in descriptors and vocabularies."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < LARGEST_COUNT:
        return value
    return value if isinstance(value, str) and _KEY.fullmatch(value) else _WRONG


def _whole(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return _WRONG
    return int(value) if 0 <= value <= LARGEST_COUNT and value == int(value) else _WRONG


def _between(low: float, high: float) -> Reader:
    def read(value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return _WRONG
        return value if low <= value <= high else _WRONG

    return read


def _flag(value: Any) -> Any:
    return value if isinstance(value, bool) else _WRONG


def _day(value: Any) -> Any:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return _WRONG
    try:
        date.fromisoformat(value[:10])
    except ValueError:
        return _WRONG
    return value


_FIELDS: dict[str, Reader] = {
    "key": _key,
    **dict.fromkeys(
        "code title name city participantTitle institutionName institutionCode collectionCode "
        "publishingOrganizationTitle usageName value enumName identifier".split(),
        _text,
    ),
    **dict.fromkeys(
        "type masterSource source accessionStatus discipline objectClassification biome biomeType "
        "endorsementStatus participationStatus gbifRegion matchType status language iso3 field "
        "basisOfRecord occurrenceStatus".split(),
        _like(_WORD),
    ),
    **dict.fromkeys("country mailingCountry publishingCountry iso2".split(), _like(_COUNTRY_CODE)),
    **dict.fromkeys(
        "institutionKey collectionKey datasetKey endorsingNodeKey publishingOrganizationKey "
        "publishingOrgKey replacedBy convertedToCollection".split(),
        _like(_UUID),
    ),
    "mailingCity": _text,
    "sourceId": _like(_SOURCE_ID),
    "doi": _like(_DOI),
    "license": _like(_LICENSE),
    **dict.fromkeys("created modified deleted".split(), _day),
    **dict.fromkeys(
        "numberSpecimens occurrenceCount typeSpecimenCount numPublishedDatasets recordCount "
        "individualCount cardinality count descriptorGroupKey contactCount emailCount phoneCount "
        "contactsWithEmail totalRecords numberDownloads year month".split(),
        _whole,
    ),
    # Checked with the frame; where that means nothing they are values like others.
    **dict.fromkeys(("offset", "limit"), _whole),
    "endOfRecords": _flag,
    "foundingDate": lambda value: _between(1, 2200)(_whole(value)),
    "latitude": _between(-90, 90),
    "longitude": _between(-180, 180),
    **dict.fromkeys(
        "active personalCollection endorsementApproved displayOnNHCPortal hasStreet hasDescription "
        "hasTaxonomicCoverage hasGeographicCoverage".split(),
        _flag,
    ),
}
"""Fields that hold one value, and how it is read."""

_FACETS: dict[str, Reader] = {
    **dict.fromkeys("institutionkey collectionkey publishingorg datasetkey".split(), _like(_UUID)),
    "country": _like(_COUNTRY_CODE),
    **dict.fromkeys("basisofrecord issue type status discipline".split(), _like(_WORD)),
}
"""Facets whose values are of a known kind, by how their name ends."""

_LISTS: dict[str, Reader] = {
    **dict.fromkeys(
        "types institutionalGovernances disciplines contentTypes preservationTypes reasons issues "
        "typeStatus".split(),
        _like(_WORD),
    ),
    **dict.fromkeys("catalogUrls apiUrls homepage".split(), _address),
}
"""Fields that hold a list of values."""

_RECORDS = frozenset("address mailingAddress masterSourceMetadata entityMatched alternativeMatches "
                     "institutionMatch collectionMatch".split())  # fmt: skip
"""Fields that hold one record."""

_RECORD_LISTS = frozenset("alternativeCodes identifiers label descriptorMatches institutionMatches "
                          "collectionMatches facets counts results".split())  # fmt: skip
"""Fields that hold a list of records."""

FIELDS = frozenset(_FIELDS) | frozenset(_LISTS) | _RECORDS | _RECORD_LISTS
"""Every field whose kind is known; what is not named here is left out."""


def too_deep(body: Any) -> bool:
    """Tell whether a JSON value has more levels than :data:`DEEPEST`.

    Examples
    --------
    >>> too_deep([[1]]), too_deep(json.loads("[" * 30 + "]" * 30))
    (False, True)
    """
    level = [body]
    for _depth in range(DEEPEST):
        level = [
            inner
            for value in level
            if isinstance(value, (dict, list))
            for inner in (value.values() if isinstance(value, dict) else value)
        ]
        if not level:
            return False
    return True


def checked(answer: Any, path: str, query: Sequence[tuple[str, str]] = ()) -> Checked:
    """Check the frame of an answer, and take out every value of a wrong kind.

    Parameters
    ----------
    answer : JSON value
        What is left of GBIF's answer once no person is in it.
    path : str
        Path of the request.
    query : sequence of (str, str), optional
        Its parameters: what came is held against what was asked.

    Returns
    -------
    Checked

    Raises
    ------
    WrongShapeError
        If the answer cannot be used at all.

    Examples
    --------
    >>> page = {"offset": 0, "limit": 20, "endOfRecords": True, "count": 1,
    ...         "results": [{"key": "7", "name": "Herbarium", "numberSpecimens": "many"}]}
    >>> checked(page, "/grscicoll/institution")
    Checked(answer={'offset': 0, 'limit': 20, 'endOfRecords': True, 'count': 1, \
'results': [{'key': '7', 'name': 'Herbarium'}]}, unreadable={'numberSpecimens': {'7'}})
    """
    kind = next((check for pattern, check in _ENDPOINTS if pattern.search(path)), _check_any)
    kind(answer, query)
    unreadable: dict[str, set[str]] = {}
    records = answer.get("results") if isinstance(answer, Mapping) else answer
    if nameless := {one["key"] for one in _nameless(records)}:
        unreadable["key"] = nameless
    if isinstance(answer, Mapping) and isinstance(answer.get("facets"), list):
        for facet in answer["facets"]:
            _note_half_counts(facet, unreadable)
    if path.endswith("/occurrence/search"):
        # The course reads counts of records, never a record.
        answer = {**answer, "results": [], "limit": 0, "endOfRecords": False}
    return Checked(_mended(answer, unreadable, ""), unreadable)


def _mended(value: Any, unreadable: dict[str, set[str]], owner: str) -> Any:
    if isinstance(value, list):
        return [_mended(one, unreadable, owner) for one in value]
    if not isinstance(value, Mapping):
        return value
    owner = owner or str(value.get("key") or value.get("name") or "")[:100]
    mended = {}
    for name, inner in value.items():
        if inner is None:
            continue
        known = _mended_field(name, inner, unreadable, owner)
        if known is _WRONG:
            unreadable.setdefault(name, set()).add(owner)
        else:
            mended[name] = known
    return mended


def _mended_field(name: str, value: Any, unreadable: dict[str, set[str]], owner: str) -> Any:
    if name in _RECORDS:
        return _mended(value, unreadable, owner) if isinstance(value, Mapping) else _WRONG
    if name in _RECORD_LISTS or name in _LISTS:
        if name == "homepage" and isinstance(value, str):
            return _LISTS[name](value)
        if not isinstance(value, list):
            return _WRONG
        return _mended_list(name, value, unreadable, owner)
    return _FIELDS[name](value) if name in _FIELDS else value


def _mended_list(
    name: str, values: list[Any], unreadable: dict[str, set[str]], owner: str
) -> list[Any]:
    kept = []
    for value in values:
        if name in _LISTS:
            known = _LISTS[name](value)
        else:
            known = _mended(value, unreadable, owner) if isinstance(value, Mapping) else _WRONG
        if known is _WRONG:
            unreadable.setdefault(name, set()).add(owner)
        else:
            kept.append(known)
    return kept


def _whole_at(answer: Mapping[str, Any], name: str) -> int:
    value = answer.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST_COUNT:
        raise WrongShapeError(name)
    return value


def _records_at(answer: Any, name: str = "results") -> list[dict[str, Any]]:
    records = answer.get(name) if isinstance(answer, Mapping) else None
    if not isinstance(records, list) or not all(isinstance(one, dict) for one in records):
        raise WrongShapeError(name)
    return records


def _name_the_nameless(records: list[dict[str, Any]]) -> None:
    """Give a record whose key cannot be read a stand-in, so that its row is not lost.

    Where this happens to most of them, GBIF has changed what it calls a key: then the answer is
    refused.
    """
    nameless = [one for one in records if _key(one.get("key")) is _WRONG]
    if len(nameless) * 2 > len(records):
        raise WrongShapeError("key")
    for record in nameless:
        written = json.dumps(record, sort_keys=True, default=str).encode("utf-8", "replace")
        record["key"] = UNREADABLE_KEY + hashlib.sha256(written).hexdigest()[:12]


def _nameless(records: Any) -> list[dict[str, Any]]:
    if not isinstance(records, list):
        return []
    return [
        one
        for one in records
        if isinstance(one, dict) and str(one.get("key", "")).startswith(UNREADABLE_KEY)
    ]


def _check_page(answer: Any, query: Sequence[tuple[str, str]]) -> None:
    records = _records_at(answer)
    _check_paging(answer, len(records), dict(query))
    _name_the_nameless(records)


def _check_paging(answer: Mapping[str, Any], came: int, asked: Mapping[str, str]) -> None:
    """Hold the numbers of a page against each other, against what came and what was asked for."""
    offset, limit, count = (_whole_at(answer, name) for name in ("offset", "limit", "count"))
    if offset != int(asked.get("offset", 0)):
        raise WrongShapeError("offset")
    if "limit" in asked and limit > int(asked["limit"]):
        raise WrongShapeError("limit")
    if came != max(0, min(limit, count - offset)):
        raise WrongShapeError("count")
    end = answer.get("endOfRecords")
    if not isinstance(end, bool) or (limit > 0 and end is not (count <= offset + limit)):
        raise WrongShapeError("endOfRecords")


def _check_everything(answer: Any, query: Sequence[tuple[str, str]]) -> None:
    """Check a list that comes whole: its offset and limit mean nothing, its count may be left out."""
    records = _records_at(answer)
    if answer.get("count") is not None and _whole_at(answer, "count") > len(records):
        raise WrongShapeError("count")
    _name_the_nameless(records)


def _check_search(answer: Any, query: Sequence[tuple[str, str]]) -> None:
    _check_page(answer, query)
    asked = [value for name, value in query if name == "facet"]
    if not asked:
        return
    came = {}
    for facet in _records_at(answer, "facets"):
        if not isinstance(facet.get("field"), str):
            raise WrongShapeError("facets.field")
        came[plain(facet["field"])] = _records_at(facet, "counts")
    for name in asked:
        # Where nothing matches there is nothing to count.
        if plain(name) not in came and answer["count"]:
            raise MissingFacetError(name)
    for counts in came.values():
        _check_counts(counts)


def _check_counts(counts: list[dict[str, Any]]) -> None:
    names = [one["name"] for one in counts if isinstance(one.get("name"), str)]
    if len(set(names)) < len(names) or len(names) * 2 < len(counts):
        raise WrongShapeError("facets.counts.name")
    read = [one for one in counts if _whole(one.get("count")) is not _WRONG]
    if len(read) * 2 < len(counts):
        raise WrongShapeError("facets.counts.count")


def _note_half_counts(facet: Any, unreadable: dict[str, set[str]]) -> None:
    """Note counts that lack their name or their number: unlike elsewhere, both belong there.

    A name that cannot be one of the facet's (a key that is none) is taken out.
    """
    counts = facet.get("counts") if isinstance(facet, Mapping) else None
    field = plain(str(facet.get("field"))) if counts else ""
    read = next((kind for ending, kind in _FACETS.items() if field.endswith(ending)), _text)
    for number, one in enumerate(counts if isinstance(counts, list) else ()):
        if isinstance(one, dict):
            if read(one.get("name")) is _WRONG or not str(one["name"]).strip():
                one["name"] = None
            for name in ("name", "count"):
                if one.get(name) is None:
                    unreadable.setdefault(name, set()).add(str(one.get("name") or number))


def plain(name: str) -> str:
    """Write the name of a facet as it can be compared: GBIF answers in UPPER_SNAKE whatever was asked.

    Examples
    --------
    >>> plain("INSTITUTION_KEY") == plain("institutionKey")
    True
    """
    return name.replace("_", "").casefold()


def _check_array(answer: Any, query: Sequence[tuple[str, str]]) -> None:
    if not isinstance(answer, list) or not all(isinstance(one, dict) for one in answer):
        raise WrongShapeError("a list")
    if not any("iso2" in one for one in answer):
        _name_the_nameless(answer)


def _check_entry(answer: Any, query: Sequence[tuple[str, str]]) -> None:
    if not isinstance(answer, dict) or _key(answer.get("key")) is _WRONG:
        raise WrongShapeError("key")


def _check_matches(answer: Any, query: Sequence[tuple[str, str]]) -> None:
    for name in ("institutionMatch", "collectionMatch"):
        if not isinstance(answer, Mapping) or not isinstance(answer.get(name), Mapping):
            raise WrongShapeError(name)


def _check_number(answer: Any, query: Sequence[tuple[str, str]]) -> None:
    if _whole(answer) is _WRONG:
        raise WrongShapeError("a number")


def _check_any(answer: Any, query: Sequence[tuple[str, str]]) -> None:
    if not isinstance(answer, (Mapping, list)):
        raise WrongShapeError("an object")


_ENDPOINTS: list[tuple[re.Pattern[str], Callable[[Any, Sequence[tuple[str, str]]], None]]] = [
    (re.compile(pattern), check)
    for pattern, check in (
        (r"/grscicoll/(institution|collection)$", _check_page),
        (r"/listForInstitution$", _check_everything),
        (r"/grscicoll/(institution|collection)/search$|/occurrence/search$", _check_search),
        (r"/grscicoll/search$|/suggest$|/enumeration/country/?$", _check_array),
        (r"/(organization|dataset|node|installation)$", _check_page),
        (r"/(publishedDataset|hostedDataset|descriptorGroup|descriptor|concepts)$", _check_page),
        (rf"/(institution|collection|organization|dataset|node)/({_UUID.pattern})$", _check_entry),
        (r"/node/country/\w+$", _check_entry),
        (r"/lookup$", _check_matches),
        (r"/occurrence/count$", _check_number),
    )
]
"""What each endpoint answers; others are only known to answer with an object or a list."""

MAY_BE_EMPTY = re.compile(r"/node/country/\w+$")
"""Where an answer without a body means something: this country has no node."""
