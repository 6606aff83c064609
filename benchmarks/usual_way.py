"""The usual way with pygbif: page by page with its defaults, then one count for each institution."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def pygbif_at(url: str) -> Iterator[None]:
    """Aim pygbif at another address while inside; it has no setting for that.

    Its modules each hold a copy of the address, so that each of them is changed, and changed back.
    """
    import pygbif  # noqa: F401

    modules: list[Any] = [
        m
        for name, m in sys.modules.items()
        if name.startswith("pygbif") and hasattr(m, "gbif_baseurl")
    ]
    kept = [(module, module.gbif_baseurl) for module in modules]
    for module in modules:
        module.gbif_baseurl = f"{url}/"
    try:
        yield
    finally:
        for module, address in kept:
            module.gbif_baseurl = address


def institutions_with_counts(country: str) -> list[dict[str, Any]]:
    """List a country's institutions with the records linked to each, as most scripts do."""
    from pygbif import institution, occurrences

    found: list[dict[str, Any]] = []
    while True:
        page = institution.search(country=country, offset=len(found))
        found += page["results"]
        if page["endOfRecords"] or not page["results"]:
            break
    for each in found:
        answer = occurrences.search(institutionKey=each["key"], limit=0)
        each["linked"] = answer["count"]
    return found
