"""Ask GBIF itself for two small countries, and compare with what the course expects: ``make canary``.

The tests ask a local server that behaves as GBIF did when it was written. GBIF goes on. So now and then this
asks the real one, in some forty requests, one at a time: are the columns filled that the course relies on, do
they have the types it gives them, are there fields nobody has decided about, does each facet answer by its name,
are the names of vocabularies and flags still those that the course knows, and do its limits still hold?

It prints a table and blocks nothing: the exit status is 0 whatever is found. Of raw answers only the names of
fields are looked at, never what persons wrote into them.
"""

import argparse
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, NamedTuple

import pandas as pd
import requests

from coursehelpers.gbif import grscicoll, occurrences, privacy, registry
from coursehelpers.gbif.client import PAGE, PROJECT_URL, Client
from coursehelpers.gbif.country import ask_countries
from coursehelpers.ground.countries import country_name
from coursehelpers.ground.errors import CourseError
from coursehelpers.ground.settings import Settings, course_version, data_file, read_settings

ROOT = Path(__file__).resolve().parents[1]
COUNTRIES = ("LU", "IS")
"""Small, and with institutions, collections and publishers of their own."""
MOST_REQUESTS = 8
"""What one country may cost."""
ROOM = 0.8
"""Share of the facet's limit that may be used before somebody should look."""
SECONDS = 60

LEFT_OUT = frozenset(
    """
    createdBy modifiedBy comments tags machineTags endpoints additionalNames incorporatedCollections notes
    logoUrl featuredImageUrl featuredImageLicense taxonomicExpertise temporalCoverage firstName lastName position
    occurrenceMappings province abbreviation continent
    primary fax userId userIds organization postalCode disabled installationKey publishingCountryTitle networkKeys
    """.split()
)
"""Fields that are known, and that nobody needs or nobody may keep."""

MADE_UP = {"XT", "XU"}
"""Countries that only the local server of the tests has."""

VOCABULARIES = {
    "InstitutionType": "types",
    "InstitutionalGovernance": "institutionalGovernances",
    "Discipline": "disciplines",
    "CollectionContentType": "contentTypes",
    "PreservationType": "preservationTypes",
    "AccessionStatus": "accessionStatus",
}
"""Vocabularies of GRSciColl, with the field that takes its values from each."""

NEEDED = {
    "institutions": "key code name active country city number_specimens occurrence_count homepage master_source "
    "contact_count created modified types disciplines",
    "collections": "key code name active number_specimens modified institution_key personal",
    "publishers": "key title country endorsed datasets created",
    "datasets": "key title type publishing_organization created",
    "nodes": "key title type participation country region",
}
"""Columns that the course relies on; each is filled for somebody even in a small country."""

FACETS = (
    "institutionKey",
    "publishingOrg",
    "publishingCountry",
    "issue",
    "institutionCode",
    "datasetKey",
)

Verdict = Literal["as expected", "new", "look", "no answer"]


class Finding(NamedTuple):
    """Say what one comparison found.

    Attributes
    ----------
    what, expected, found : str
        In a few words each.
    verdict : {"as expected", "new", "look", "no answer"}
        ``new``: GBIF has more than the course knows; ``look``: something that the course relies on may have changed.
    """

    what: str
    expected: str
    found: str
    verdict: Verdict


def main(arguments: list[str] | None = None) -> int:
    """Ask, print the table, and write it where a workflow can show it; always return 0."""
    parser = argparse.ArgumentParser(prog="make canary", description=__doc__)
    parser.add_argument("--countries", default=",".join(COUNTRIES), help="two-letter codes")
    parser.add_argument("--out", type=Path, default=ROOT / "_build" / "canary.md")
    asked = parser.parse_args(arguments)
    found = compare(read_settings(), asked.countries.split(","))
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(markdown(found), encoding="utf-8")
    print(markdown(found))
    odd = sum(finding.verdict != "as expected" for finding in found)
    print(
        f"{len(found)} comparisons, {odd} to look at; nothing is blocked. Written to {asked.out}."
    )
    return 0


def compare(settings: Settings, countries: Sequence[str]) -> list[Finding]:
    """Make every comparison; what is not answered becomes a finding and stops nothing.

    Parameters
    ----------
    settings : Settings
        Its address of GBIF is used, its cache is not.
    countries : sequence of str
        Two-letter codes.
    """
    found: list[Finding] = []
    with tempfile.TemporaryDirectory(prefix="canary-") as folder:
        fresh = replace(settings, source="live", cache=Path(folder))
        with Client(fresh) as gbif:
            parts: list[tuple[str, Callable[[], Iterable[Finding]]]] = [
                *((country_name(code), lambda c=code: _country(gbif, c)) for code in countries),
                ("tables", lambda: _tables(gbif, countries)),
                ("fields", lambda: _fields(fresh.api_url, countries)),
                ("facets", lambda: _facets(gbif, countries)),
                ("vocabularies", lambda: _vocabularies(gbif)),
                ("list of countries", lambda: _countries(gbif)),
                ("page length", lambda: _limits(fresh.api_url)),
            ]
            for name, part in parts:
                try:
                    found.extend(part())
                except (CourseError, requests.RequestException) as error:
                    found.append(Finding(name, "an answer", str(error), "no answer"))
                except (KeyError, TypeError, ValueError, AttributeError) as error:
                    words = f"{type(error).__name__}: {error}"
                    found.append(Finding(name, "an answer of the known shape", words, "look"))
    return found


def _country(gbif: Client, country: str) -> Iterator[Finding]:
    before = gbif.ledger.requests
    answers = ask_countries(gbif, [country])
    asked = gbif.ledger.requests - before
    yield Finding(
        f"requests for {country_name(country)}",
        f"at most {MOST_REQUESTS}",
        str(asked),
        "as expected" if asked <= MOST_REQUESTS else "look",
    )
    counts = {
        "institutions": len(answers.institutions),
        "collections": len(answers.collections),
        "publishers": len(answers.organizations),
    }
    yield Finding(
        f"entries of {country_name(country)}",
        "some of each kind",
        ", ".join(f"{number} {kind}" for kind, number in counts.items()),
        "as expected" if all(counts.values()) else "look",
    )


def _tables(gbif: Client, countries: Sequence[str]) -> Iterator[Finding]:
    """Read the tables as the course does: a field that went, or has another type now, leaves its column empty."""
    answers = ask_countries(gbif, list(countries))
    publishers = answers.organizations["key"].tolist()[:3]
    tables = {
        "institutions": answers.institutions,
        "collections": answers.collections,
        "publishers": answers.organizations,
        "datasets": pd.concat([registry.datasets(gbif, key) for key in publishers])
        if publishers
        else pd.DataFrame(),
        "nodes": registry.nodes(gbif),
    }
    for name, table in tables.items():
        needed = NEEDED[name].split()
        empty = [column for column in needed if column not in table or table[column].isna().all()]
        yield Finding(
            f"columns of {name}",
            f"{len(needed)} filled for somebody",
            f"empty: {', '.join(empty)}" if empty else "all filled",
            "look" if empty else "as expected",
        )


def _fields(url: str, countries: Sequence[str]) -> Iterator[Finding]:
    known = privacy.KEPT | privacy.COUNTED.keys() | privacy.NOTED.keys() | LEFT_OUT
    for path in ("/grscicoll/institution", "/grscicoll/collection", "/organization", "/node"):
        names: set[str] = set()
        for country in countries:
            names |= set(_names(_raw(url, path, country=country, limit=PAGE)["results"]))
        new = sorted(names - known)
        yield Finding(
            f"fields of {path}",
            "every field decided about",
            f"undecided: {', '.join(new)}" if new else f"{len(names)} fields, all known",
            "new" if new else "as expected",
        )


def _names(answer: Any) -> Iterator[str]:
    """Go through the names of all fields of an answer, at every depth; values are not looked at.

    Examples
    --------
    >>> sorted(_names([{"a": {"b": 1}}]))
    ['a', 'b']
    """
    if isinstance(answer, Mapping):
        for name, value in answer.items():
            yield name
            yield from _names(value)
    elif isinstance(answer, list):
        for entry in answer:
            yield from _names(entry)


def _facets(gbif: Client, countries: Sequence[str]) -> Iterator[Finding]:
    for facet in FACETS:
        _total, (table,) = occurrences.facet_counts(
            gbif, facet, basisOfRecord=occurrences.SPECIMENS, publishingCountry=list(countries)
        )
        yield Finding(
            f"facet {facet}",
            "answers by its name",
            f"{len(table)} values",
            "as expected" if len(table) else "look",
        )
        if facet == "issue":
            flags = {f for f in table["name"] if "INSTITUTION" in f or "COLLECTION" in f}
            new = sorted(flags - set(occurrences.LINK_FLAGS))
            yield Finding(
                "flags of links",
                f"among the {len(occurrences.LINK_FLAGS)} known",
                f"unknown: {', '.join(new)}" if new else f"{len(flags)} seen, all known",
                "new" if new else "as expected",
            )
    linked, published = occurrences.linked_and_published(gbif)
    for name, table in (("institutions", linked), ("publishers", published)):
        share = len(table) / occurrences.FACET_LIMIT
        yield Finding(
            f"room for {name} in one facet",
            f"at most {ROOM:.0%} of {occurrences.FACET_LIMIT} used",
            f"{share:.0%}",
            "as expected" if 0 < share <= ROOM else "look",
        )


def _vocabularies(gbif: Client) -> Iterator[Finding]:
    used = _training_values()
    for vocabulary, field in VOCABULARIES.items():
        names = set(grscicoll.concepts(gbif, vocabulary)["name"])
        gone = sorted(used[field] - names)
        yield Finding(
            f"vocabulary {vocabulary}",
            f"the {len(used[field])} values that the training country uses",
            f"gone: {', '.join(gone)}" if gone else f"all there, of {len(names)}",
            "look" if gone or not names else "as expected",
        )


def _training_values() -> dict[str, set[str]]:
    used: dict[str, set[str]] = {field: set() for field in VOCABULARIES.values()}
    for file in ("institutions.jsonl", "collections.jsonl"):
        for line in data_file("training", file).read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            for field, values in used.items():
                value = record.get(field) or []
                values |= {value} if isinstance(value, str) else set(value)
    return used


def _countries(gbif: Client) -> Iterator[Finding]:
    ours = set(pd.read_csv(data_file("countries", "countries.csv"), keep_default_na=False)["code"])
    theirs = set(registry.countries(gbif)["code"]) - MADE_UP
    differ = sorted(ours ^ theirs)
    yield Finding(
        "list of countries",
        f"{len(ours)} codes",
        f"differ: {', '.join(differ)}" if differ else "the same",
        "look" if differ else "as expected",
    )


def _limits(url: str) -> Iterator[Finding]:
    for path in ("/grscicoll/institution", "/grscicoll/collection", "/organization"):
        limit = _raw(url, path, limit=PAGE, offset=0, country=COUNTRIES[0])["limit"]
        yield Finding(
            f"page of {path}",
            f"{PAGE} records",
            str(limit),
            "as expected" if limit == PAGE else "look",
        )


def _raw(url: str, path: str, **parameters: str | int) -> Any:
    """Ask once, and let nobody keep the answer."""
    agent = f"coursehelpers/{course_version()} canary (+{PROJECT_URL})"
    answer = requests.get(
        url + path, params=parameters, headers={"User-Agent": agent}, timeout=SECONDS
    )
    answer.raise_for_status()
    return answer.json()


def markdown(found: Iterable[Finding]) -> str:
    """Write the findings as a table, what is to be looked at first.

    Examples
    --------
    >>> print(markdown([Finding("page", "1000", "1000", "as expected")]))
    | what | expected | found | verdict |
    |---|---|---|---|
    | page | 1000 | 1000 | as expected |
    """
    ordered = sorted(found, key=lambda finding: finding.verdict == "as expected")
    rows = [" | ".join(" ".join(cell.replace("|", "/").split()) for cell in row) for row in ordered]
    head = ["| what | expected | found | verdict |", "|---|---|---|---|"]
    return "\n".join([*head, *(f"| {row} |" for row in rows)])


if __name__ == "__main__":
    raise SystemExit(main())
