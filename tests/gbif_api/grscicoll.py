"""Institutions and collections of the local server."""

import re

from starlette.responses import Response

from tests.gbif_api.answers import Refused, as_json, facet, newest_first, page

RANGE = re.compile(r"^(\d+|\*)\s*,\s*(\d+|\*)$")
ENUMS = {
    "masterSourceType": {"GRSCICOLL", "GBIF_REGISTRY", "IH"},
    "source": {"DATASET", "ORGANIZATION", "IH_IRN"},
    "sortBy": {"NUMBER_SPECIMENS"},
    "sortOrder": {"ASC", "DESC"},
}
FACETS = {
    "institution": {"country": "country", "city": "city", "type": "types", "discipline": "disciplines",
                    "institutionalgovernance": "institutionalGovernances"},
    "collection": {"country": "country", "city": "city", "preservationtype": "preservationTypes",
                   "contenttype": "contentTypes", "accessionstatus": "accessionStatus",
                   "institutionkey": "institutionKey"},
}  # fmt: skip
LISTS = {"type": "types", "institutionalGovernance": "institutionalGovernances", "discipline": "disciplines",
         "contentType": "contentTypes", "preservationType": "preservationTypes"}  # fmt: skip
SHORT = ("key", "code", "name", "description", "active", "displayOnNHCPortal", "numberSpecimens", "occurrenceCount",
         "typeSpecimenCount")  # fmt: skip
SHORT_INSTITUTION = (
    "types",
    "institutionalGovernances",
    "disciplines",
    "latitude",
    "longitude",
    "foundingDate",
)
SHORT_COLLECTION = ("contentTypes", "personalCollection", "preservationTypes", "accessionStatus", "institutionKey",
                    "institutionCode", "institutionName", "taxonomicCoverage", "geographicCoverage")  # fmt: skip
# The complete lists are not public; these names have been seen.
CONCEPTS = {
    "InstitutionType": ["Museum", "OtherInstitutionalType", "Herbarium", "BotanicalGarden"],
    "InstitutionalGovernance": ["Academic", "NonProfit", "Local", "ForProfit", "Governmental"],
    "Discipline": [
        "Biological",
        "Geological",
        "Paleontology",
        "Zoology",
        "Archaeology",
        "Anthropology",
    ],
    "CollectionContentType": [
        "PreservedOrganisms",
        "Exoskeletons",
        "Biological",
        "Paleontological",
        "EarthPlanetary",
    ],
    "PreservationType": [
        "SampleDried",
        "SampleFluidPreserved",
        "SamplePinned",
        "StorageFrozenMinus80",
        "StorageIndoors",
    ],
    "AccessionStatus": ["Institutional", "Project"],
}
EXPORT = {
    "institution": "key code name description country city province type active email phone homepage catalog_url "
    "api_url institutional_governance disciplines latitude longitude mailing_address address additional_names "
    "founding_date number_specimens logo_url created_by modified_by created modified deleted tags identifiers "
    "contactPersons machine_tags alternative_codes comments occurrence_mappings replaced_by "
    "converted_to_collection featuredImageUrl featuredImageLicense masterSourceType displayOnNHCPortal",
    "collection": "key code name description country city province content_types active personal_collection doi "
    "email phone homepage catalog_url api_url preservation_types accession_status institution_name "
    "institution_code institution_key mailing_address address created_by modified_by created modified deleted "
    "tags identifiers contactPersons number_specimens machine_tags taxonomic_coverage geographic_coverage notes "
    "incorporated_collections alternative_codes comments occurrence_mappings replaced_by featuredImageUrl "
    "featuredImageLicense temporalCoverage masterSourceType displayOnNHCPortal",
}


def home(record):
    """Return the address that counts: the mailing one only where the physical one has no country."""
    physical = record.get("address") or {}
    return physical if physical.get("country") else record.get("mailingAddress") or {}


def in_range(text, value):
    """Tell whether a number lies in ``lo,hi``; a bad range is refused."""
    match = RANGE.match(text)
    if not match and not text.isdigit():
        raise Refused(f"Invalid range: {text}")
    if value is None:
        return False
    low, high = match.groups() if match else (text, text)
    return (low == "*" or value >= int(low)) and (high == "*" or value <= int(high))


def words_fit(text, record):
    """Full text: every word is the beginning of one in the record."""
    wanted = re.sub(r"[^\w@. -]", " ", text).casefold().split()
    parts = (
        record.get("code"),
        record.get("name"),
        record.get("description"),
        home(record).get("city"),
    )
    has = " ".join(str(part) for part in parts if part).casefold()
    return all(re.search(rf"\b{re.escape(word)}", has) for word in wanted)


def find(records, query, known_countries, kind):
    """Filter as the registry does; a parameter it does not know is no filter."""
    for name, allowed in ENUMS.items():
        for value in query.all(name):
            if value not in allowed:
                raise Refused(f"No enum constant: {value}")
    tests = [lambda r: "deleted" not in r]

    def add(values, read):
        if values:
            tests.append(lambda r: any(read(r, value) for value in values))

    countries = query.countries("country", known_countries)
    if kind == "collection":
        add(countries, lambda r, v: (r.get("address") or {}).get("country") == v)
    else:
        add(countries, lambda r, v: home(r).get("country") == v)
    add(query.all("city"), lambda r, v: (home(r).get("city") or "").casefold() == v.casefold())
    add(query.all("code"), lambda r, v: (r.get("code") or "").casefold() == v.casefold())
    add(query.all("name"), lambda r, v: r.get("name") == v)
    add(query.all("alternativeCode"), lambda r, v: v in [a["code"] for a in r["alternativeCodes"]])
    add(
        query.uuids("institutionKey"),
        lambda r, v: r.get("key" if kind == "institution" else "institutionKey") == v,
    )
    add(query.booleans("active"), lambda r, v: r.get("active") == v)
    add(query.all("masterSourceType"), lambda r, v: r.get("masterSource") == v)
    add(query.all("source"), lambda r, v: (r.get("masterSourceMetadata") or {}).get("source") == v)
    add(
        query.all("sourceId"),
        lambda r, v: (r.get("masterSourceMetadata") or {}).get("sourceId") == v,
    )
    for name in ("numberSpecimens", "occurrenceCount", "typeSpecimenCount"):
        add(query.all(name), lambda r, v, name=name: in_range(v, r.get(name)))
    for name, field in LISTS.items():
        add(
            query.all(name),
            lambda r, v, field=field: v.casefold() in [c.casefold() for c in r.get(field, [])],
        )
    add(
        query.all("accessionStatus"),
        lambda r, v: (r.get("accessionStatus") or "").casefold() == v.casefold(),
    )
    if kind == "collection":
        add(query.booleans("personalCollection"), lambda r, v: r.get("personalCollection") == v)
    if query.one("q"):
        tests.append(lambda r: words_fit(query.one("q"), r))
    found = [record for record in newest_first(records) if all(test(record) for test in tests)]
    if query.one("sortBy") and not query.one("q"):
        known = [r for r in found if r.get("numberSpecimens") is not None]
        known.sort(key=lambda r: r["numberSpecimens"], reverse=query.one("sortOrder") == "DESC")
        return known + [r for r in found if r.get("numberSpecimens") is None]
    return found


def short(record, kind):
    """Return the smaller record of a search."""
    more = SHORT_INSTITUTION if kind == "institution" else SHORT_COLLECTION
    place, mail = record.get("address") or {}, record.get("mailingAddress") or {}
    found = {name: record[name] for name in SHORT + more if name in record}
    found["alternativeCodes"] = record.get("alternativeCodes", [])
    places = {"country": place.get("country"), "city": place.get("city"), "mailingCountry": mail.get("country"),
              "mailingCity": mail.get("city")}  # fmt: skip
    return found | {name: value for name, value in places.items() if value}


def search(world, kind, query):
    """Search with facets; unknown facet names are ignored."""
    _order_by_similarity(kind, query)
    found = find(records_of(world, kind), query, world.countries, kind)
    rank, said = query.one("usageRank"), {}
    if kind == "collection" and rank:
        for group in world.descriptor_groups:
            matches = [one for one in group["descriptors"] if one.get("usageRank") == rank]
            said.setdefault(group["collectionKey"], []).extend(matches)
        found = [record for record in found if said.get(record["key"])]
    facets = []
    for name in query.all("facet"):
        field = FACETS[kind].get(name.replace("_", "").casefold())
        if field:
            values = [(one, 1) for record in found for one in _values(record, field)]
            facets.append(facet(name, values, query))
    shown = [
        short(record, kind) | ({"descriptorMatches": said[record["key"]]} if said else {})
        for record in found
    ]
    answer = page(shown, query)
    return as_json({**answer, "facets": facets})


def _order_by_similarity(kind, query):
    """Fail as the API does: its inner query over collections orders by a column that it lacks."""
    if kind == "collection" and query.all("fuzzyName"):
        raise Refused('column "similarity" does not exist', 500)


def _values(record, field):
    if field in ("country", "city"):
        value = home(record).get(field)
        return [value] if value else []
    value = record.get(field)
    return value if isinstance(value, list) else [value] if value else []


def records_of(world, kind):
    return world.institutions if kind == "institution" else world.collections


def listed(world, kind, query):
    return as_json(page(find(records_of(world, kind), query, world.countries, kind), query))


def entry(world, kind, key):
    for record in records_of(world, kind):
        if record["key"] == key:
            return as_json(record)
    raise Refused(f"Entity not found for uri: /grscicoll/{kind}/{key}", 404)


def suggest(world, kind, query):
    text = (query.one("q") or "").casefold()
    found = [
        {name: r[name] for name in ("key", "code", "name") if name in r}
        for r in records_of(world, kind)
        if any(
            part.casefold().startswith(text) for part in f"{r.get('code', '')} {r['name']}".split()
        )
    ]
    return as_json(found[:20])


def for_institutions(world, query):
    """Answer with all collections of the institutions that match; its paging numbers mean nothing."""
    owners = {r["key"] for r in find(world.institutions, query, world.countries, "institution")}
    found = [
        c
        for c in newest_first(world.collections)
        if c.get("institutionKey") in owners and "deleted" not in c
    ]
    return as_json(
        {"offset": 0, "limit": 20, "endOfRecords": False, "count": len(found), "results": found}
    )


def export(world, kind, query):
    """Answer with tab-separated values, tabs and line ends replaced by spaces."""
    _order_by_similarity(kind, query)
    columns = EXPORT[kind].split()
    separator = "," if query.one("format") == "CSV" else "\t"
    rows = [columns] + [
        [_export_cell(record, column) for column in columns]
        for record in find(records_of(world, kind), query, world.countries, kind)
    ]
    text = "".join(separator.join(row) + "\n" for row in rows)
    return Response(text.encode(), headers={"content-type": "text/tab-separated-values"})


def _export_cell(record, column):
    place = home(record)
    special = {
        "country": place.get("country"),
        "city": place.get("city"),
        "province": place.get("province"),
        "type": record.get("types"),
        "institutional_governance": record.get("institutionalGovernances"),
        "catalog_url": record.get("catalogUrls"),
        "api_url": record.get("apiUrls"),
        "founding_date": record.get("foundingDate"),
        "masterSourceType": record.get("masterSource"),
        "identifiers": [one["identifier"] for one in record.get("identifiers", [])],
        "alternative_codes": [one["code"] for one in record.get("alternativeCodes", [])],
        "contactPersons": [
            f"{c.get('firstName', '')} {c.get('lastName', '')}"
            for c in record.get("contactPersons", [])
        ],
    }
    camel = re.sub(r"_(\w)", lambda m: m.group(1).upper(), column)
    value = special[column] if column in special else record.get(camel)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        value = ";".join(map(str, value))
    return re.sub(r"[\t\n\r]", " ", str(value)) if value not in (None, {}) else ""


def everything(world, query):
    """Search over both kinds: an array, not a page."""
    words, countries = query.one("q") or "", query.countries("country", world.countries)
    found = [
        {**short(r, kind), "type": kind}
        for kind in ("institution", "collection")
        for r in records_of(world, kind)
        if words_fit(words, r) and (not countries or home(r).get("country") in countries)
    ]
    return as_json(found[: query.limit(1000)])


def lookup(world, query):
    """Link codes to entries: an exact code is accepted, two of them are ambiguous."""
    answer, others = {}, {}
    for kind, parameter in (("institution", "institutionCode"), ("collection", "collectionCode")):
        code = query.one(parameter)
        found = [
            r
            for r in records_of(world, kind)
            if code and (r.get("code") or "").casefold() == code.casefold()
        ]
        local = [
            r
            for r in found
            if home(r).get("country") in query.countries("country", world.countries)
        ]
        if len(found) > 1 and len(local) == 1:
            found = local
        matches = [_match(record, kind, len(found)) for record in found]
        answer[f"{kind}Match"] = matches[0] if len(matches) == 1 else _none(len(matches))
        if len(matches) > 1:
            others[f"{kind}Matches"] = matches
    if query.one("verbose") == "true":
        answer["alternativeMatches"] = {"institutionMatches": [], "collectionMatches": [], **others}
    return as_json(answer)


def _match(record, kind, number):
    entity = {name: record[name] for name in ("key", "name", "code", "active") if name in record}
    return {
        "matchType": "EXACT",
        "status": "ACCEPTED" if number == 1 else "AMBIGUOUS",
        "reasons": ["CODE_MATCH"],
        "entityMatched": {
            **entity,
            "selfLink": f"http://127.0.0.1/v1/grscicoll/{kind}/{record['key']}",
        },
    }


def _none(number):
    return {"matchType": "NONE", "status": "AMBIGUOUS" if number else None, "reasons": []} if number else {
        "matchType": "NONE", "reasons": []}  # fmt: skip


def groups(world, collection_key, query):
    found = [g for g in world.descriptor_groups if g["collectionKey"] == collection_key]
    return as_json(page([{k: v for k, v in g.items() if k != "descriptors"} for g in found], query))


def descriptors(world, group_key, query):
    for group in world.descriptor_groups:
        if str(group["key"]) == group_key:
            return as_json(page(group["descriptors"], query))
    raise Refused(f"Entity not found for uri: /descriptorGroup/{group_key}", 404)


def concepts(vocabulary, query):
    if vocabulary not in CONCEPTS:
        raise Refused(f"Entity not found for uri: /vocabularies/{vocabulary}/concepts", 404)
    found = [
        {"key": number, "vocabularyKey": 1, "name": name, "label": [{"key": number, "language": "en", "value": name}],
         "definition": [], "parents": [], "createdBy": "vocabulary-editor", "modifiedBy": "vocabulary-editor"}
        for number, name in enumerate(CONCEPTS[vocabulary])
    ]  # fmt: skip
    return as_json(page(found, query))
