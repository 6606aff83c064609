"""The usual way with pygbif: page by page with its defaults, then one count for each institution."""

from typing import Any


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
