"""All countries in one table: for whoever supports many of them, or plans where a training would help.

One row a country, by name. Nothing here compares countries by how much they share: what a country's institutions
state, and whom one can ask, says more about the registry than about the country.
"""

from typing import Any, NamedTuple

import pandas as pd

from coursehelpers.documents.text import to_csv, to_json, to_lines, to_records
from coursehelpers.evidence.tables import Evidence
from coursehelpers.ground.countries import country_name
from coursehelpers.ground.errors import BadCallError
from coursehelpers.ground.locale import LateMapping, _, enumeration, ngettext, number, said_now
from coursehelpers.ground.provenance import source_line
from coursehelpers.ground.tables import TEXT, WHOLE, Column, rows_of, tidy
from coursehelpers.landscape.conversations import in_scope
from coursehelpers.landscape.survey import read_rules, survey, total

WORLD = LateMapping(
    lambda: {
        "country": Column(
            TEXT, _("two-letter code; missing for institutions that state no country")
        ),
        "name": Column(TEXT, _("name of the country")),
        "region": Column(TEXT, _("GBIF region")),
        "institutions": Column(WHOLE, _("institutions in GRSciColl")),
        "known": Column(WHOLE, _("of these, how many in scope state a size")),
        "unknown": Column(WHOLE, _("how many in scope do not")),
        "declared": Column(
            WHOLE, _("specimens declared by those who state a size; at least so many")
        ),
        "linked": Column(WHOLE, _("specimen records on GBIF linked to all institutions in scope")),
        "contactable": Column(WHOLE, _("institutions in scope with an e-mail, phone or contact")),
        "stale": Column(
            WHOLE, _("institutions in scope whose record nobody changed for five years")
        ),
        "publishers": Column(
            WHOLE,
            _("publishers of specimen records without an institution in GRSciColl for certain"),
        ),
        "to_ask": Column(
            WHOLE, _("institutions that state no size and can be asked: a first message")
        ),
    }
)
"""Columns of :attr:`World.table`."""


class World(NamedTuple):
    """Hold one row a country.

    Attributes
    ----------
    table : pandas.DataFrame
        Columns :data:`WORLD`, by name of the country.
    region : str
        GBIF's region, or empty for all countries.
    provenance : dict
    notes : tuple of str
    """

    table: pd.DataFrame
    region: str
    provenance: dict[str, Any]
    notes: tuple[str, ...]


def world_of(evidence: Evidence, countries: pd.DataFrame, region: str | None = None) -> World:
    """Sum up every country.

    Parameters
    ----------
    evidence : Evidence
        Of all countries, as :func:`coursehelpers.evidence.gather.gather_world` gives it.
    countries : pandas.DataFrame
        Columns ``code`` and ``region``.
    region : str, optional
        One of GBIF's regions, such as ``"AFRICA"``.

    Returns
    -------
    World

    Raises
    ------
    BadCallError
        If there is no such region.
    """
    regions = dict(zip(countries["code"], countries["region"], strict=True))
    chosen = _region(region, regions)
    rules = read_rules()
    landscape = survey(evidence, rules)
    places = dict(zip(evidence.institutions["key"], evidence.institutions["country"], strict=True))
    table = landscape.table.assign(country=landscape.table["key"].map(places))
    owners = dict(
        zip(evidence.organizations["key"], evidence.organizations["country"], strict=True)
    )
    publishers = landscape.publishers["key"].map(owners).value_counts()
    asked = pd.Timestamp(evidence.provenance["registry_date"])
    limit = asked - pd.DateOffset(years=rules["world"]["stale_years"])
    groups = dict(iter(table.groupby(table["country"].fillna(""))))
    codes = sorted({*regions, *groups, *map(str, publishers.index)})
    rows = [
        _row(
            code,
            regions.get(code),
            groups.get(code, table.head(0)),
            int(publishers.get(code, 0)),
            limit,
            rules["world"]["contactable_from"],
        )
        for code in codes
        if not chosen or regions.get(code) == chosen
    ]
    rows.sort(key=lambda row: (not row["country"], str(row["name"]).casefold()))
    return World(tidy(rows, WORLD), chosen, evidence.provenance, said_now(evidence.notes))


def _region(region: str | None, regions: dict[str, Any]) -> str:
    if not region:
        return ""
    wanted = region.strip().upper().replace(" ", "_")
    known = sorted({name for name in regions.values() if isinstance(name, str)})
    if wanted not in known:
        raise BadCallError(
            _("“{region}” is none of GBIF's regions; write one of {known}.").format(
                region=region, known=enumeration(known)
            )
        )
    return wanted


def _row(
    code: str, region: Any, rows: pd.DataFrame, publishers: int, limit: pd.Timestamp, reach: int
) -> dict[str, Any]:
    totals = total(rows)
    counted = in_scope(rows)
    reachable = counted["contactable"] >= reach
    return {
        "country": code or None,
        "name": country_name(code) if code else _("no country stated"),
        "region": region,
        "institutions": totals.institutions,
        "known": totals.known,
        "unknown": totals.unknown,
        "declared": totals.declared,
        "linked": totals.all_linked,
        "contactable": int(reachable.sum()),
        "stale": int((counted["modified"] < limit).sum()),
        "publishers": publishers,
        "to_ask": int((reachable & counted["declared"].isna()).sum()),
    }


def world_lines(world: World) -> list[str]:
    """Say in sentences what the table holds."""
    table = world.table
    filled = table[table["institutions"] > 0]
    lines = [
        ngettext(
            "{n} country with institutions in GRSciColl, {total} institutions; {unknown} of them state no size.",
            "{n} countries with institutions in GRSciColl, {total} institutions; {unknown} of them state no size.",
            len(filled),
        ).format(
            n=len(filled),
            total=number(int(table["institutions"].sum())),
            unknown=number(int(table["unknown"].sum())),
        ),
        _("{n} of those can be asked: a first message each would bring most to know.").format(
            n=number(int(table["to_ask"].sum()))
        ),
    ]
    return [*lines, *world.notes]


def world_written(world: World, form: str) -> str:
    """Write the table for the terminal, as CSV or as JSON.

    Parameters
    ----------
    world : World
    form : {"table", "csv", "json"}
    """
    if form == "csv":
        return to_csv(world.table, WORLD).rstrip("\n")
    if form == "json":
        return to_json(
            {
                "region": world.region or None,
                "provenance": world.provenance,
                "countries": to_records(world.table),
            }
        )
    shown = world.table[world.table["institutions"] + world.table["publishers"] > 0]
    return "\n".join([to_lines(shown), "", *world_lines(world), source_line(world.provenance, "")])


def most_to_ask(world: World, at_least: int = 1) -> list[Any]:
    """Return the rows of countries with somebody to ask, by name."""
    return [
        row
        for row in rows_of(world.table, "country", "name", "to_ask")
        if row.country and row.to_ask >= at_least
    ]
