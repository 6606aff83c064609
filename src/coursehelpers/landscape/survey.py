"""What the evidence says about each institution, and about the country as a whole.

Words matter here. ``gap`` is *declared minus linked*: a specimen that is not linked may well be
digitised, published without a link, or on another portal. Sums are over those who state a size, and can be
checked: gap = declared - linked + excess; the number of those who state none stands beside them.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from coursehelpers.documents.text import shorten
from coursehelpers.evidence.tables import Evidence
from coursehelpers.gbif.shapes import UNREADABLE_KEY
from coursehelpers.ground.countries import Lookalike, country_name, mistaken_for
from coursehelpers.ground.errors import BrokenFileError
from coursehelpers.ground.locale import LateMapping, _, enumeration, ngettext, number, said_now
from coursehelpers.ground.settings import GRSCICOLL_URL, data_file
from coursehelpers.ground.tables import (
    DATE,
    NUMBER,
    SEPARATOR,
    TEXT,
    WHOLE,
    YES_NO,
    Column,
    rows_of,
    split,
    tidy,
)
from coursehelpers.landscape.conversations import (
    CONVERSATIONS,
    OUT_OF_SCOPE,
    in_scope,
    surely_publishes,
)
from coursehelpers.landscape.entries import completeness, contactable, described, holdings
from coursehelpers.landscape.matches import duplicate_groups, match_publishers
from coursehelpers.landscape.missing import Missing, knows_what_is_missing, what_is_missing
from coursehelpers.landscape.naming import distinct_names
from coursehelpers.landscape.places import what_may_have_happened, why_not_there
from coursehelpers.landscape.salutation import stopped_once
from coursehelpers.reading.content import read_content
from coursehelpers.reading.data import BadDataError, fill_in, read_toml

COLUMNS = LateMapping(
    lambda: {
        "key": Column(TEXT, _("GRSciColl's key of the institution")),
        "code": Column(TEXT, _("its code; may be missing")),
        "name": Column(TEXT, _("its name")),
        "city": Column(TEXT, _("its city")),
        "url": Column(TEXT, _("its page in GRSciColl")),
        "declared": Column(
            WHOLE,
            _("specimens it says it holds; missing where it does not say (0 counts as not said)"),
        ),
        "declared_basis": Column(
            TEXT,
            _(
                "where that number comes from: the institution, its collections, some of its collections "
                "(partial: a lower bound), or unknown"
            ),
        ),
        "linked": Column(
            WHOLE, _("specimen records on GBIF that are linked to it; records, not specimens")
        ),
        "gap": Column(WHOLE, _("declared minus linked, never below 0; missing where declared is")),
        "share": Column(
            NUMBER, _("linked divided by declared, at most 1; missing where declared is")
        ),
        "declared_own": Column(
            WHOLE, _("the number of specimens in its own entry; missing where it gives none")
        ),
        "declared_collections": Column(
            WHOLE, _("the sum over its active collections; missing where none states a size")
        ),
        "disagree": Column(
            YES_NO,
            _(
                "these two numbers are far from each other: a collection may repeat others, or be missing; ask which "
                "is right"
            ),
        ),
        "over": Column(
            YES_NO,
            _(
                "more linked than declared: an old number, lots of several specimens, or a wrong link"
            ),
        ),
        "publisher": Column(
            TEXT,
            _(
                "evidence that it publishes through GBIF: E1 its record is copied from a publisher's, E2 the "
                "same identifier, E3 the same name, E4 a similar name for you to check, E0 no publisher found"
            ),
        ),
        "publisher_name": Column(
            TEXT,
            _(
                "that publisher; missing where it is not registered in this country; several, between bars, where "
                "their names are equally similar"
            ),
        ),
        "completeness": Column(
            NUMBER,
            _("how complete its registry record is, 0 to 1; says nothing about the institution"),
        ),
        "contactable": Column(
            WHOLE,
            _(
                "0 no way to reach it given, 1 homepage or postal address, 2 general e-mail or phone, "
                "3 a contact with e-mail"
            ),
        ),
        "modified": Column(
            DATE, _("last change of its record; a weekly synchronisation counts as one")
        ),
        "duplicate_of": Column(
            TEXT, _("group of entries that may be the same institution; for you to look at")
        ),
        "triage": Column(TEXT, _("which kind of conversation it needs")),
    }
)
"""Columns of the landscape table, in order."""

PUBLISHER_COLUMNS = LateMapping(
    lambda: {
        "key": Column(TEXT, _("GBIF's key of the organization")),
        "name": Column(TEXT, _("its name")),
        "city": Column(TEXT, _("its city")),
        "url": Column(TEXT, _("its page on GBIF")),
        "specimens": Column(WHOLE, _("specimen records it published")),
        "unlinked": Column(
            WHOLE, _("of these, records whose institution GBIF did not find; at least so many")
        ),
        "datasets": Column(WHOLE, _("datasets it published, of any kind")),
    }
)
"""Columns of :attr:`Landscape.publishers`."""

ELSEWHERE_COLUMNS = LateMapping(
    lambda: {
        "country": Column(TEXT, _("country of the publisher")),
        "name": Column(TEXT, _("its name")),
        "specimens": Column(WHOLE, _("specimen records collected in your country")),
    }
)
"""Columns of :attr:`Landscape.published_elsewhere`."""

MISPLACED_COLUMNS = LateMapping(
    lambda: {
        "key": Column(TEXT, _("GRSciColl's key of the institution")),
        "name": Column(TEXT, _("its name")),
        "listed_under": Column(TEXT, _("country under which it is listed")),
        "may_belong_to": Column(
            TEXT,
            _("country it may belong to, by its name or homepage; coordinates alone never say so"),
        ),
        "why": Column(TEXT, _("what looks wrong")),
        "url": Column(TEXT, _("its page in GRSciColl")),
    }
)
"""Columns of :attr:`Landscape.misplaced`."""


SUMMARY_COLUMNS = LateMapping(
    lambda: {
        "triage": Column(TEXT, _("kind of conversation")),
        "meaning": Column(TEXT, _("in plain words")),
        "institutions": Column(WHOLE, _("number of institutions")),
        "size_unknown": Column(WHOLE, _("of these, how many state no size")),
        "declared": Column(
            WHOLE, _("specimens that those hold who state a size; missing where nobody does")
        ),
        "linked": Column(WHOLE, _("specimen records linked to those who state a size")),
        "excess": Column(WHOLE, _("of these, linked beyond what is declared")),
        "gap": Column(WHOLE, _("declared minus linked, plus that excess")),
        "linked_unstated": Column(WHOLE, _("specimen records linked to those who state no size")),
    }
)
"""Columns of :func:`summarize`."""


class Totals(NamedTuple):
    """Sum up a country, so that a reader can check the sums: gap = declared - linked + excess.

    Attributes
    ----------
    institutions : int
        All rows.
    known, unknown, out_of_scope : int
        Rows that state a size, that do not, and that are left out of the sums.
    declared, linked, excess, gap : int or None
        Over those in scope that state a size: specimens declared; specimen records linked; what of these is
        linked beyond what an institution declares; the sum of the gaps. None where nobody states a size.
    linked_unstated : int
        Specimen records linked to those in scope that state no size.
    """

    institutions: int
    known: int
    unknown: int
    out_of_scope: int
    declared: int | None
    linked: int | None
    excess: int | None
    gap: int | None
    linked_unstated: int

    @property
    def all_linked(self) -> int:
        """Return the specimen records linked to all institutions in scope."""
        return (self.linked or 0) + self.linked_unstated


class Landscape(NamedTuple):
    """Hold a country's landscape.

    Attributes
    ----------
    country : str
    table : pandas.DataFrame
        One row an institution, columns :data:`COLUMNS`, ordered by name.
    totals : Totals
    publishers : pandas.DataFrame
        Publishers of specimen records without a matched institution (:data:`PUBLISHER_COLUMNS`).
    published_elsewhere : pandas.DataFrame
        Specimens collected here, published elsewhere (:data:`ELSEWHERE_COLUMNS`).
    misplaced : pandas.DataFrame
        Institutions whose country looks wrong (:data:`MISPLACED_COLUMNS`).
    locations : pandas.DataFrame
        ``key``, ``latitude`` and ``longitude`` of each institution, missing where not given.
    entries : pandas.DataFrame
        What each entry describes (:data:`coursehelpers.landscape.entries.DESCRIBED`).
    provenance : dict
    notes : tuple of str
        What a reader should know, in sentences.
    missing : Missing or None
        What is missing by group, decade and cell; None where no download says so.
    differences : pandas.DataFrame or None
        Where facet and download say different numbers (:data:`coursehelpers.evidence.tables.DIFFERENCES`).
    """

    country: str
    table: pd.DataFrame
    totals: Totals
    publishers: pd.DataFrame
    published_elsewhere: pd.DataFrame
    misplaced: pd.DataFrame
    locations: pd.DataFrame
    entries: pd.DataFrame
    provenance: dict[str, Any]
    notes: tuple[str, ...]
    missing: Missing | None = None
    differences: pd.DataFrame | None = None


def read_rules(path: Path | None = None) -> dict[str, Any]:
    """Read the thresholds and weights, which are data: each with its source or the word "ours".

    Parameters
    ----------
    path : pathlib.Path, optional
        A trainer's own copy of ``data/landscape_rules.toml``; parts that it leaves out keep the
        course's values.

    Raises
    ------
    BrokenFileError
        If the file cannot be read.
    """
    rules = _course_rules()
    if path is None:
        return rules
    try:
        return fill_in(read_toml(read_content(path)), rules)
    except BadDataError as error:
        raise BrokenFileError(
            _(
                "{path} cannot be read as rules{where}; start again from a copy of landscape_rules.toml."
            ).format(path=path, where=_(" (see “{name}”)").format(name=error) if str(error) else "")
        ) from error


@cache
def _course_rules() -> dict[str, Any]:
    return tomllib.loads(data_file("landscape_rules.toml").read_text(encoding="utf-8"))


def survey(evidence: Evidence, rules: dict[str, Any] | None = None) -> Landscape:
    """Measure a country: its institutions, its totals, and what GRSciColl does not show.

    Parameters
    ----------
    evidence : Evidence
    rules : dict, optional
        As :func:`read_rules` gives them.

    Returns
    -------
    Landscape

    Examples
    --------
    >>> from coursehelpers.evidence.gather import gather
    >>> landscape = survey(gather("XT"))
    >>> landscape.totals.institutions == len(landscape.table)
    True
    """
    rules = rules or read_rules()
    rows = _measured(evidence, rules)
    table = (
        rows[list(COLUMNS)]
        .sort_values(["name", "key"], key=lambda column: column.str.casefold(), kind="stable")
        .reset_index(drop=True)
    )
    table.attrs["provenance"] = evidence.provenance
    misplaced = find_misplaced(evidence)
    return Landscape(
        country=evidence.country,
        table=table,
        totals=total(table),
        publishers=_publishers_without_institution(evidence, rows),
        published_elsewhere=_published_elsewhere(evidence),
        misplaced=misplaced,
        locations=evidence.institutions[["key", "latitude", "longitude"]],
        entries=described(evidence),
        provenance=evidence.provenance,
        notes=(*said_now(evidence.notes), *map(stopped_once, _notes(evidence, table, misplaced))),
        missing=what_is_missing(evidence, table) if knows_what_is_missing(evidence) else None,
        differences=evidence.differences if len(evidence.differences) else None,
    )


def _measured(evidence: Evidence, rules: dict[str, Any]) -> pd.DataFrame:
    institutions = evidence.institutions
    declared = holdings(evidence, rules["holdings"])
    publisher = match_publishers(institutions, evidence.organizations, rules["publisher"])
    organizations = evidence.organizations.set_index("key")
    linked = institutions["linked"]
    rows = institutions[["key", "code", "name", "city", "linked", "modified"]].assign(
        url=_pages("institution", institutions["key"]),
        declared=declared["declared"],
        declared_basis=declared["declared_basis"],
        gap=(declared["declared"] - linked).clip(lower=0),
        share=(linked / declared["declared"]).clip(upper=1).astype("Float64"),
        declared_own=declared["declared_own"],
        declared_collections=declared["declared_collections"],
        disagree=declared["disagree"],
        over=(linked > declared["declared"]).fillna(False).astype("boolean"),
        publisher=publisher["publisher"],
        organization=publisher["organization"],
        publisher_name=_titles(publisher["organization"], organizations["title"]),
        completeness=completeness(evidence, rules["completeness"])["completeness"].astype(
            "Float64"
        ),
        contactable=contactable(evidence),
    )
    rows = rows.assign(triage=_triage(rows, evidence, rules["triage"]))
    # An entry that nobody is shown doubles nobody.
    seen = in_scope(rows).index
    doubles = duplicate_groups(institutions.loc[seen], rules["duplicates"])
    return rows.assign(duplicate_of=doubles.reindex(rows.index))


def _titles(keys: "pd.Series[str]", titles: "pd.Series[str]") -> "pd.Series[str]":
    """Name the organizations; where several are equally similar, all of them."""
    title = {key: name.replace(SEPARATOR, "/") for key, name in titles.dropna().items()}
    return keys.map(
        lambda joined: SEPARATOR.join(filter(None, map(title.get, split(joined)))) or None
    ).astype("string")


def _triage(rows: pd.DataFrame, evidence: Evidence, rules: dict[str, Any]) -> "pd.Series[str]":
    """Find the kind of conversation: a decision list, the first that fits wins."""
    institutions = evidence.institutions
    out_of_scope = {name.casefold() for name in rules["out_of_scope_disciplines"]}
    outside = institutions["disciplines"].map(
        lambda text: bool(split(text)) and {d.casefold() for d in split(text)} <= out_of_scope
    )
    known = rows["declared"].notna()
    publishes = surely_publishes(rows)
    organizations = evidence.organizations.set_index("key")
    found = 1 - organizations["unlinked"] / organizations["specimens"].where(
        organizations["specimens"] > 0
    )
    linked_by_publisher = rows["organization"].map(found).astype("Float64")
    share = rows["share"].fillna(0)
    conditions = [
        ~institutions["active"].fillna(True) | outside,
        ~known & (rows["linked"] == 0) & (rows["contactable"] == 0),
        publishes & (linked_by_publisher < rules["link_fix_below"]).fillna(False),
        (share >= rules["complete_from"]) & (rows["declared_basis"] != "partial"),
        publishes & known,
        ~publishes
        & (
            institutions["catalog_urls"].notna()
            | institutions["api_urls"].notna()
            | (rows["linked"] > 0)
        ),
        ~publishes & known,
    ]
    names = [OUT_OF_SCOPE, "verify", "link-fix", "complete", "grow", "onboard", "engage"]
    # A count that came but could not be read is neither none nor some: it decides nothing.
    fitting = [c.fillna(False).astype(bool).to_numpy() for c in conditions]
    chosen = np.select(fitting, names, "ask-size")
    return pd.Series(chosen, index=rows.index, dtype="string")


def _pages(kind: str, keys: "pd.Series[str]") -> "pd.Series[str]":
    pages = (f"{GRSCICOLL_URL}/{kind}/" + keys).astype("string")
    return pages.mask(keys.str.startswith(UNREADABLE_KEY).fillna(False))


def total(table: pd.DataFrame) -> Totals:
    """Sum up a landscape table.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns :data:`COLUMNS`.

    Returns
    -------
    Totals
    """
    counted = in_scope(table)
    known = int(counted["declared"].notna().sum())
    return Totals(
        institutions=len(table),
        known=known,
        unknown=len(counted) - known,
        out_of_scope=len(table) - len(counted),
        **_sums(counted),
    )


def _sums(rows: pd.DataFrame) -> dict[str, Any]:
    """Add up those who state a size, and apart from it what is linked to those who state none."""
    stated = rows["declared"].notna()
    known = rows[stated]
    beyond = (known["linked"] - known["declared"]).clip(lower=0)
    sums = {
        "declared": known["declared"].sum(),
        "linked": known["linked"].sum(),
        "excess": beyond.sum(),
        "gap": known["gap"].sum(),
    }
    return {name: int(number) if len(known) else None for name, number in sums.items()} | {
        "linked_unstated": int(rows.loc[~stated, "linked"].sum())
    }


def summarize(table: pd.DataFrame) -> pd.DataFrame:
    """Count institutions by the kind of conversation they need.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns :data:`COLUMNS`.

    Returns
    -------
    pandas.DataFrame
        One row a kind of conversation, also where it is empty; columns :data:`SUMMARY_COLUMNS`.
    """
    rows = []
    for triage, kind in CONVERSATIONS.items():
        group = table[table["triage"] == triage]
        rows.append(
            {
                "triage": triage,
                "meaning": kind.words,
                "institutions": len(group),
                "size_unknown": int(group["declared"].isna().sum()),
                **_sums(group),
            }
        )
    return tidy(rows, SUMMARY_COLUMNS)


def _publishers_without_institution(evidence: Evidence, rows: pd.DataFrame) -> pd.DataFrame:
    """List publishers of specimens whose institution nobody has entered, or matched for certain."""
    matched = rows.loc[surely_publishes(rows), "organization"]
    organizations = evidence.organizations
    left = organizations[
        organizations["country"].notna()
        & (organizations["specimens"] > 0)
        & ~organizations["key"].isin(matched)
    ].sort_values(["specimens", "key"], ascending=[False, True])
    return left.assign(name=left["title"], url="https://www.gbif.org/publisher/" + left["key"])[
        list(PUBLISHER_COLUMNS)
    ].reset_index(drop=True)


def _published_elsewhere(evidence: Evidence) -> pd.DataFrame:
    table = evidence.published_elsewhere
    named = table.assign(name=table["country"].map(country_name).astype("string"))
    return named.sort_values(["specimens", "country"], ascending=[False, True])[
        list(ELSEWHERE_COLUMNS)
    ].reset_index(drop=True)


def find_misplaced(evidence: Evidence) -> pd.DataFrame:
    """Find institutions whose entry does not fit its country: mistaken codes, coordinates that cannot be right.

    A sign is not a proof: the table is for a person to check.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`MISPLACED_COLUMNS`.
    """
    own, others = evidence.institutions, evidence.lookalikes
    rows = [
        *_with_words(others, evidence.countries),
        *_with_words(own, None),
        *_far_away(own),
    ]
    found = tidy(rows, {**MISPLACED_COLUMNS, "url": Column(TEXT, "")}).drop_duplicates(
        "key", ignore_index=True
    )
    return found.assign(
        name=_told_apart(found["key"], own, others), url=_pages("institution", found["key"])
    )


def _told_apart(keys: "pd.Series[str]", *tables: pd.DataFrame) -> "pd.Series[str]":
    """Name institutions of several tables, each so that it is distinct in its own."""
    names: dict[str, str] = {}
    for table in tables if len(keys) else ():
        named = table[["key", "name", "code", "city"]]
        names |= dict(zip(named["key"], distinct_names(named), strict=True))
    return keys.map(names).astype("string")


def _with_words(
    institutions: pd.DataFrame, belonging: tuple[str, ...] | None
) -> Iterator[dict[str, Any]]:
    """Yield institutions whose name or homepage speaks of another country than they are listed under."""
    for code in institutions["country"].dropna().unique():
        for lookalike in mistaken_for(code):
            if belonging is not None and lookalike.may_belong_to not in belonging:
                continue
            listed = institutions[institutions["country"] == code]
            for row in rows_of(listed, "key", "name", "homepage"):
                if sign := _sign(row.name, row.homepage, lookalike):
                    yield {
                        "key": row.key,
                        "name": row.name,
                        "listed_under": code,
                        "may_belong_to": lookalike.may_belong_to,
                        "why": sign,
                    }


def _sign(name: Any, homepage: Any, lookalike: Lookalike) -> str | None:
    words = "|".join(map(re.escape, lookalike.words))
    # The Indian Ocean Territory may well have the Indian Ocean in a name.
    if isinstance(name, str) and (word := re.search(rf"\b({words})\b(?! Ocean)", name)):
        return _("“{word}” in its name").format(word=word.group())
    domain = lookalike.web_domain
    if domain and isinstance(homepage, str) and re.search(rf"\.{domain}(:\d+)?(/|$)", homepage):
        return _("homepage ends in .{domain}").format(domain=domain)
    return None


def _far_away(institutions: pd.DataFrame) -> Iterator[dict[str, Any]]:
    columns = ["key", "name", "country", "latitude", "longitude"]
    for row in rows_of(institutions[columns].dropna(), *columns):
        if why := why_not_there(row.country, row.latitude, row.longitude):
            yield {"key": row.key, "name": row.name, "listed_under": row.country, "why": why}


def _notes(evidence: Evidence, table: pd.DataFrame, misplaced: pd.DataFrame) -> Iterator[str]:
    if not len(table):
        yield _(
            "GRSciColl lists no institution here yet. Start with the publishers and with who holds "
            "your country's specimens abroad, and enter the first institution in GRSciColl."
        )
    differing = _names(table[table["disagree"] & (table["triage"] != OUT_OF_SCOPE)], table)
    if differing:
        yield ngettext(
            "Ask one institution which number of specimens is right, its own or the sum of its collections, which is "
            "far from it: {names}.",
            "Ask {n} institutions which number of specimens is right, their own or the sum of their collections, which "
            "is far from it: {names}.",
            len(differing),
        ).format(n=number(len(differing)), names=_some(differing))
    foreign = misplaced["key"].isin(evidence.lookalikes["key"])
    named = misplaced["may_belong_to"].notna()
    listed_here = _short(misplaced.loc[~foreign & named, "name"])
    if listed_here:
        yield ngettext(
            "At least one institution listed here may belong to another country; look at it first: {names}.",
            "At least {n} institutions listed here may belong to another country; look at them first: {names}.",
            len(listed_here),
        ).format(n=number(len(listed_here)), names=_some(listed_here))
    elsewhere = _with_slips(evidence.institutions, misplaced[~foreign & ~named])
    if elsewhere:
        yield ngettext(
            "Ask one institution where its building stands; its coordinates lie outside the country: {names}.",
            "Ask {n} institutions where their buildings stand; their coordinates lie outside the country: {names}.",
            len(elsewhere),
        ).format(n=number(len(elsewhere)), names=_some(elsewhere))
    for code, group in misplaced[foreign].groupby("listed_under"):
        yield ngettext(
            "At least one institution listed under {code} ({country}) looks as if it belongs here, and is not in this "
            "table: {names}.",
            "At least {n} institutions listed under {code} ({country}) look as if they belong here, and are not in "
            "this table: {names}.",
            len(group),
        ).format(
            n=number(len(group)),
            code=code,
            country=country_name(str(code)),
            names=_some(_short(group["name"])),
        )


_NAMED = 3
"""Institutions that a sentence names; of the others it says how many they are."""
_LONGEST_NAME = 60


def _names(rows: pd.DataFrame, table: pd.DataFrame) -> list[str]:
    """Name some of a table's institutions as they are told apart in the whole."""
    return distinct_names(table, _LONGEST_NAME)[rows.index].tolist() if len(rows) else []


def _short(names: "pd.Series[str]") -> list[str]:
    return [shorten(name, _LONGEST_NAME) for name in names]


def _some(names: list[str]) -> str:
    """Name the first of some institutions, and say how many more there are."""
    shown = enumeration(names[:_NAMED], "semicolon")
    more = len(names) - _NAMED
    if more <= 0:
        return shown
    return ngettext("{names} and {n} more", "{names} and {n} more", more).format(
        names=shown, n=number(more)
    )


def _with_slips(institutions: pd.DataFrame, misplaced: pd.DataFrame) -> list[str]:
    """Name institutions that lie outside their country, the first of them with what may have happened."""
    places = misplaced.merge(institutions[["key", "latitude", "longitude"]], on="key")
    return [
        _("{name} ({slip})").format(
            name=shorten(row.name, _LONGEST_NAME),
            slip=what_may_have_happened(row.listed_under, row.latitude, row.longitude),
        )
        if at < _NAMED
        else row.name
        for at, row in enumerate(rows_of(places, "name", "listed_under", "latitude", "longitude"))
    ]
