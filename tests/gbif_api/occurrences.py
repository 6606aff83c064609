"""Occurrence search of the local server: groups of like records stand for the records."""

from tests.gbif_api.answers import Refused, as_json, facet, upper_snake

FILTERS = ("basisOfRecord", "country", "publishingCountry", "publishingOrg", "datasetKey", "institutionCode",
           "collectionCode", "institutionKey", "collectionKey")  # fmt: skip

UNSUPPORTED = {"GEOLOGICAL_TIME", "GEOMETRY", "GEO_DISTANCE"}
"""Parameters by which the API can search but not count."""


def find(world, query):
    groups = world.occurrence_groups
    for name in FILTERS:
        values = (
            query.countries(name, world.countries)
            if name.casefold().endswith("country")
            else query.all(name)
        )
        if values:
            wanted = set(values)
            groups = [group for group in groups if group[name] in wanted]
    issues = query.all("issue")
    if issues:
        groups = [group for group in groups if set(issues) & set(group["issues"].split(";"))]
    return groups


def search(world, query):
    limit, offset = query.limit(300), query.offset()
    if offset + limit > 100_000:
        raise Refused(f"Max offset of 100000 exceeded: {offset} + {limit}")
    groups = find(world, query)
    count = sum(group["count"] for group in groups)
    facets = []
    for name in query.all("facet"):
        if upper_snake(name) in UNSUPPORTED:
            raise Refused(f"Facet not supported: {name}", 404)
        field = next((f for f in (*FILTERS, "issue") if upper_snake(f) == upper_snake(name)), None)
        if field:
            counted = facet(field, _values(groups, field), query)
            facets.append({"field": counted["field"], "counts": counted["counts"]})
    return as_json(
        {"offset": offset, "limit": limit, "endOfRecords": limit > 0 and count <= offset + limit, "count": count,
         "results": [], "facets": facets}
    )  # fmt: skip


def _values(groups, field):
    if field == "issue":
        return [(flag, g["count"]) for g in groups for flag in g["issues"].split(";") if flag]
    return [(g[field], g["count"]) for g in groups if g[field]]


def count(world, query):
    """Answer with a bare number; keys of GRSciColl are not accepted here."""
    if query.all("institutionKey") or query.all("collectionKey"):
        raise Refused("No cube available")
    return as_json(sum(group["count"] for group in find(world, query)))


def counts(world, field, query, names):
    """Count by country, keyed by the name of the enumeration and not by its code."""
    found = {}
    for group in find(world, query):
        if group[field]:
            name = names[group[field]]
            found[name] = found.get(name, 0) + group["count"]
    return as_json(found)
