"""Reading parameters and paging, as the API does it: forgiving where it is, strict where it is."""

import json
import uuid

from starlette.responses import Response


class Refused(Exception):
    """The API refuses: a status, and a bare message as plain text."""

    def __init__(self, message, status=400):
        super().__init__(message)
        self.message, self.status = message, status


class Query:
    """Parameters of a request; names do not depend on case, but for a few."""

    EXACT = {"q", "hl", "limit", "offset", "sortBy", "sortOrder"}

    def __init__(self, pairs):
        self.pairs = pairs

    def all(self, name):
        """Return the values that are not empty: an empty one is no filter at all."""
        wanted = name.casefold()
        return [
            value
            for key, value in self.pairs
            if value != "" and (key == name if name in self.EXACT else key.casefold() == wanted)
        ]

    def one(self, name, default=None):
        values = self.all(name)
        return values[0] if values else default

    def limit(self, highest):
        """Unparsable or negative becomes 20; too much is lowered in silence."""
        try:
            limit = int(self.one("limit", "20"))
        except ValueError:
            limit = 20
        return min(limit if limit >= 0 else 20, highest)

    def offset(self):
        try:
            return max(int(self.one("offset", "0")), 0)
        except ValueError:
            return 0

    def uuids(self, name):
        found = []
        for value in self.all(name):
            try:
                found.append(str(uuid.UUID(value)))
            except ValueError:
                raise Refused(f"Invalid UUID string: {value}") from None
        return found

    def booleans(self, name):
        return [value.casefold() == "true" for value in self.all(name)]

    def countries(self, name, known):
        found = []
        for value in self.all(name):
            plain = "".join(c for c in value.upper() if c.isalnum())
            if plain not in known:
                raise Refused(f"Cannot parse {value} into a known Country")
            found.append(known[plain])
        return found


def page(records, query, highest=1000):
    """Return a page; ``limit=0`` never says that it is the end."""
    limit, offset = query.limit(highest), query.offset()
    return {
        "offset": offset,
        "limit": limit,
        "endOfRecords": limit > 0 and len(records) <= offset + limit,
        "count": len(records),
        "results": records[offset : offset + limit],
    }


def as_json(value):
    """Answer with exactly the content type that GBIF sends."""
    return Response(
        json.dumps(value, ensure_ascii=False).encode(), headers={"content-type": "application/json"}
    )


def newest_first(records):
    """Order as the registry does: newest first, then by key."""
    return sorted(
        sorted(records, key=lambda r: r["key"]), key=lambda r: r.get("created", ""), reverse=True
    )


def facet(field, values, query):
    """Count values: the largest count first, then by name; ten of them unless more are asked for."""
    counts = {}
    for value, number in values:
        counts[value] = counts.get(value, 0) + number
    limit = int(query.one(f"{field}.facetLimit", None) or query.one("facetLimit", "10"))
    least = int(query.one("facetMincount", "1"))
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return {
        "field": upper_snake(field),
        "cardinality": len(ordered),
        "counts": [
            {"name": name, "count": count} for name, count in ordered[:limit] if count >= least
        ],
    }


def upper_snake(name):
    """institutionKey -> INSTITUTION_KEY, whatever spelling was sent."""
    if name.upper() == name:
        return name
    return "".join(f"_{c}" if c.isupper() else c.upper() for c in name).strip("_")
