"""Spoil an answer in one place."""

import copy

DELETED = object()


def nested(depth):
    value = "deep"
    for _level in range(depth):
        value = {"name": [value], "key": {"value": value} if depth < 5 else "k"}
    return value


MUTATIONS = {
    "deleted": DELETED,
    "null": None,
    "empty text": "",
    "text": "not what it was",
    "padded number": "1,200",
    "zero": 0,
    "negative": -5,
    "fraction": 1.5,
    "huge": 10**18,
    "beyond 64 bits": 10**40,
    "infinite": float("inf"),
    "yes": True,
    "empty list": [],
    "list": [1, None, "x", {"a": 1}],
    "empty object": {},
    "object": {"key": "k", "name": "Jane", "count": 3},
    "nested": nested(4),
    "deep": nested(40),
    "long text": "x" * 100_000,
    "half a letter": "\ud800\x1b[31m\x00",
}


def places(value, at=()):
    """Go through every place of an answer, of a list only through the first entry."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield (*at, name)
            yield from places(inner, (*at, name))
    elif isinstance(value, list):
        for number, inner in list(enumerate(value))[:1]:
            yield (*at, number)
            yield from places(inner, (*at, number))


def spoilt(answer, place, value):
    changed = copy.deepcopy(answer)
    inner = changed
    for step in place[:-1]:
        inner = inner[step]
    if value is DELETED:
        del inner[place[-1]]
    else:
        inner[place[-1]] = value
    return changed
