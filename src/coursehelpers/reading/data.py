"""JSON and TOML that somebody brings: plain values, of a sane size and depth."""

import json
import tomllib
from collections.abc import Mapping
from typing import Any

LARGEST_JSON = 5_000_000
"""Bytes; the workbook of a country with 1,700 stakeholders has about one million."""
LARGEST_TOML = 100_000
"""Bytes; the longest of the course has nine thousand."""
_MOST_DOTS = 50
"""Dots in one line of TOML: a key of thousands of parts costs gigabytes before anything is refused."""
_DEEPEST = 20
_MOST_VALUES = 200_000
_MOST_ROWS = 20_000
"""Entries of one list: more than twice the institutions of the whole world's register."""
_MOST_NAMES = 500
"""Names of one object."""
_LARGEST_NUMBER = 2**63


class BadDataError(ValueError):
    """The text holds no such data, or more than any file of the course."""


def read_json(body: bytes) -> Any:
    """Read JSON.

    Parameters
    ----------
    body : bytes
        UTF-8, with or without a mark at its beginning.

    Raises
    ------
    BadDataError
        If it is no JSON, or is too large or too deep, or holds a number beyond 64 bits.

    Examples
    --------
    >>> read_json(b'{"a": [1, null]}')
    {'a': [1, None]}
    """
    if len(body) > LARGEST_JSON:
        raise BadDataError
    if body.count(b",") + body.count(b"[") + body.count(b"{") > _MOST_VALUES:
        # Counted before any of them is made.
        raise BadDataError
    try:
        value = json.loads(body.decode("utf-8-sig"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise BadDataError from error
    return _checked(value, 0)


def read_toml(body: bytes) -> dict[str, Any]:
    r"""Read TOML.

    Raises
    ------
    BadDataError
        If it is no TOML, or is too large or too deep, or holds a number beyond 64 bits.

    Examples
    --------
    >>> read_toml(b"[waves]\nnow = 4\n")
    {'waves': {'now': 4}}
    """
    if len(body) > LARGEST_TOML or any(line.count(b".") > _MOST_DOTS for line in body.split(b"\n")):
        raise BadDataError
    try:
        value = tomllib.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError, TypeError, KeyError, AttributeError, IndexError) as error:
        raise BadDataError from error
    checked: dict[str, Any] = _checked(value, 0)
    return checked


def fill_in(own: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """Put a reader's own values into those of the course, where they are of the same type.

    Parameters
    ----------
    own : mapping
        As :func:`read_toml` gives it; what it leaves out keeps the course's value.
    defaults : mapping
        The course's values; a number may be whole or not.

    Raises
    ------
    BadDataError
        Its message is the name of a value that is of another type or that the course does not have.

    Examples
    --------
    >>> fill_in({"waves": {"now": 4}}, {"waves": {"now": 5, "next": 10}})
    {'waves': {'now': 4, 'next': 10}}
    """
    filled = dict(defaults)
    for name, value in own.items():
        if name not in defaults:
            raise BadDataError(name)
        filled[name] = _like(value, defaults[name], name)
    return filled


def _like(value: Any, default: Any, name: str) -> Any:
    if isinstance(default, dict):
        if not isinstance(value, dict):
            raise BadDataError(name)
        return fill_in(value, default)
    if isinstance(default, list):
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise BadDataError(name)
        return value
    if isinstance(default, bool) or isinstance(value, bool):
        fits = isinstance(default, bool) and isinstance(value, bool)
    elif isinstance(default, float):
        fits = isinstance(value, int | float)
    else:
        fits = isinstance(value, type(default))
    if not fits or (isinstance(value, int | float) and not 0 <= value < _LARGEST_NUMBER):
        # Every number of the course's files is an amount; a negative one, or none, decides nothing.
        raise BadDataError(name)
    return value


def _refuse(_constant: str) -> Any:
    # NaN and Infinity, which are no JSON.
    raise BadDataError


def _checked(value: Any, depth: int) -> Any:
    if depth > _DEEPEST:
        raise BadDataError
    if isinstance(value, str):
        return _whole_pairs(value)
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        if not -_LARGEST_NUMBER <= value < _LARGEST_NUMBER:
            raise BadDataError
        return value
    if isinstance(value, dict):
        if len(value) > _MOST_NAMES:
            raise BadDataError
        return {_whole_pairs(name): _checked(one, depth + 1) for name, one in value.items()}
    if isinstance(value, list):
        if len(value) > _MOST_ROWS:
            raise BadDataError
        return [_checked(one, depth + 1) for one in value]
    return value


def _whole_pairs(text: str) -> str:
    """Put a question mark for half of a surrogate pair, which no file can hold."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
