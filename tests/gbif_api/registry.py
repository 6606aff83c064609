"""Organizations, datasets, nodes and enumerations of the local server."""

from starlette.responses import Response

from tests.gbif_api.answers import Refused, as_json, newest_first, page


def organizations(world, query):
    codes = query.countries("country", world.countries)
    found = [o for o in newest_first(world.organizations) if not codes or o.get("country") in codes]
    text = (query.one("q") or "").casefold()
    return as_json(page([o for o in found if text in o["title"].casefold()], query))


def organization(world, key):
    return as_json(_by_key(world.organizations, key, "organization"))


def published(world, key, query):
    _by_key(world.organizations, key, "organization")
    return as_json(
        page([d for d in world.datasets if d["publishingOrganizationKey"] == key], query)
    )


def datasets(world, query):
    return as_json(page(newest_first(world.datasets), query))


def nodes(world, query):
    return as_json(page(newest_first(world.nodes), query))


def node_of_country(world, text):
    code = world.countries.get(text.upper(), "")
    for node in world.nodes:
        if node.get("country") == code:
            return as_json(node)
    return Response(b"", 204)


def _by_key(records, key, kind):
    for record in records:
        if record["key"] == key:
            return record
    raise Refused(f"Entity not found for uri: /{kind}/{key}", 404)
