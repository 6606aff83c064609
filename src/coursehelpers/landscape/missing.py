"""What is missing of a country's specimens: of which group, when, where, and who may hold it.

The numbers come from what GBIF's engine answered (*gaps* and *species*), or from a simple download. Words matter
here too: what is not on GBIF is not known, which is not the same as absent; and a collection that is declared and
not linked *may* hold what is missing.
"""

import tomllib
from functools import cache
from typing import Any, NamedTuple

import pandas as pd

from coursehelpers.engine.answers import Answer
from coursehelpers.engine.completeness import estimate
from coursehelpers.evidence.tables import Evidence
from coursehelpers.ground.errors import CourseError
from coursehelpers.ground.locale import LateMapping, _, ngettext, number, percent
from coursehelpers.ground.settings import data_file
from coursehelpers.ground.tables import NUMBER, TEXT, WHOLE, Column, rows_of, split, tidy

COVERAGE = LateMapping(
    lambda: {
        "part": Column(TEXT, _("class, first year of a decade, or south-western corner of a cell")),
        "records": Column(WHOLE, _("specimen records collected in your country")),
        "at_home": Column(
            WHOLE, _("of these, published from your country; missing if the file does not say")
        ),
        "abroad": Column(WHOLE, _("of these, published from elsewhere")),
        "share_home": Column(NUMBER, _("share published from your country, 0 to 1")),
    }
)
"""Columns of the tables by group, decade and cell."""

SPECIES = LateMapping(
    lambda: {
        "part": Column(TEXT, _("class, or south-western corner of a cell")),
        "records": Column(WHOLE, _("specimen records that name a species")),
        "species": Column(WHOLE, _("species among them")),
        "expected": Column(NUMBER, _("species to expect at least (Chao 1984)")),
        "expected_low": Column(NUMBER, _("lower end of its 95 % interval")),
        "expected_high": Column(NUMBER, _("upper end of its 95 % interval")),
        "completeness": Column(NUMBER, _("species found divided by species expected, 0 to 1")),
        "completeness_low": Column(NUMBER, _("lower end of its 95 % interval")),
        "completeness_high": Column(NUMBER, _("upper end of its 95 % interval")),
        "coverage": Column(
            NUMBER, _("share of the individuals that belong to species found (Chao and Jost 2012)")
        ),
        "refused": Column(TEXT, _("why nothing is estimated")),
    }
)
"""Columns of the tables of completeness."""

MAY_FILL = LateMapping(
    lambda: {
        "group": Column(TEXT, _("class")),
        "key": Column(TEXT, _("GRSciColl's key of an institution that may hold more of it")),
        "name": Column(TEXT, _("its name")),
        "gap": Column(WHOLE, _("declared minus linked, of all groups together")),
        "why": Column(TEXT, _("why it may")),
    }
)
"""Columns of :attr:`Missing.may_fill`."""

NOT_STATED = "not stated"
"""Stands for records without a class, a year or coordinates."""

_PROPOSED = 3


class Missing(NamedTuple):
    """Hold what is known and not known of a country's specimens.

    Attributes
    ----------
    by_group, by_decade, by_cell : pandas.DataFrame
        What there is (:data:`COVERAGE`).
    species_by_group, species_by_cell : pandas.DataFrame
        How complete the species are (:data:`SPECIES`), the least complete first; empty without *species*.
    may_fill : pandas.DataFrame
        Institutions that may hold more (:data:`MAY_FILL`).
    gaps : pandas.DataFrame
        The counts themselves, by class, decade, cell and publisher's country.
    citation : str
        How to cite the numbers.
    country : str
    """

    by_group: pd.DataFrame
    by_decade: pd.DataFrame
    by_cell: pd.DataFrame
    species_by_group: pd.DataFrame
    species_by_cell: pd.DataFrame
    may_fill: pd.DataFrame
    gaps: pd.DataFrame
    citation: str
    country: str


def what_is_missing(evidence: Evidence, table: pd.DataFrame) -> Missing:
    """Say of which group, decade and cell there is how much, how complete it is, and who may hold more.

    Parameters
    ----------
    evidence : Evidence
        With a kept answer to *gaps*, and to *species* for completeness; or a simple download.
    table : pandas.DataFrame
        The landscape's institutions.

    Returns
    -------
    Missing

    Raises
    ------
    CourseError
        If no such answer is kept.
    """
    downloads = list(evidence.answers)
    source = _with_table(downloads, "gaps")
    if source is None:
        raise CourseError(
            _(
                "What is missing is read from a download; write the query with “coursehelpers sql {country} --question "
                "gaps”, and read its answer with “coursehelpers evidence {country} --download FILE”."
            ).format(country=evidence.country or "CC")
        )
    gaps = source.tables["gaps"]
    named = _with_table(downloads, "species")
    species = named.tables["species"] if named else None
    by_group = _species_by(species, "class")
    return Missing(
        by_group=_coverage(gaps, gaps["class"], evidence.countries),
        by_decade=_coverage(gaps, gaps["decade"].astype("string"), evidence.countries),
        by_cell=_coverage(gaps, cells_of(gaps), evidence.countries),
        species_by_group=by_group,
        species_by_cell=_species_by(species, "cell"),
        may_fill=_may_fill(_classes(by_group, gaps), evidence, table, {}),
        gaps=gaps,
        citation="; ".join(dict.fromkeys(one.citation for one in (source, named) if one)),
        country=evidence.country,
    )


def who_may_fill(
    missing: Missing, evidence: Evidence, table: pd.DataFrame, described: pd.DataFrame
) -> pd.DataFrame:
    """Propose whom to ask for what is missing, by disciplines and by what descriptors say.

    Parameters
    ----------
    missing : Missing
    evidence : Evidence
        What ``missing`` was read from.
    table : pandas.DataFrame
        The landscape's institutions.
    described : pandas.DataFrame
        Which classes descriptors name (:data:`coursehelpers.gbif.grscicoll.DESCRIBED`).

    Returns
    -------
    pandas.DataFrame
        Columns :data:`MAY_FILL`; of each class first those whose descriptors name it.
    """
    named: dict[str, set[str]] = {}
    for row in rows_of(described, "institution_key", "usage_name"):
        named.setdefault(row.institution_key, set()).add(row.usage_name)
    classes = _classes(missing.species_by_group, missing.gaps)
    return _may_fill(classes, evidence, table, named)


def _classes(by_group: pd.DataFrame, gaps: pd.DataFrame) -> "pd.Series[str]":
    return by_group["part"] if len(by_group) else gaps["class"]


def knows_what_is_missing(evidence: Evidence) -> bool:
    """Tell whether an answer is kept from which :func:`what_is_missing` can be read."""
    return _with_table(list(evidence.answers), "gaps") is not None


def _with_table(downloads: list[Answer], table: str) -> Answer | None:
    """Prefer the answer to our question, which knows the publisher's country, to a simple download."""
    ordered = sorted(downloads, key=lambda download: download.question != table)
    return next((download for download in ordered if table in download.tables), None)


def cells_of(rows: pd.DataFrame) -> "pd.Series[str]":
    """Name cells by their south-western corner, such as ``-31 -25``; missing where one is not known."""
    return rows["south"].astype("string") + " " + rows["west"].astype("string")


def _coverage(gaps: pd.DataFrame, parts: "pd.Series[Any]", home: tuple[str, ...]) -> pd.DataFrame:
    stated = gaps["publishingcountry"].notna().any()
    rows = []
    for part, group in gaps.groupby(parts.fillna(NOT_STATED), sort=True):
        records = int(group["records"].sum())
        own = int(group.loc[group["publishingcountry"].isin(home), "records"].sum())
        rows.append(
            {
                "part": part,
                "records": records,
                "at_home": own if stated else None,
                "abroad": records - own if stated else None,
                "share_home": own / records if stated else None,
            }
        )
    rows.sort(key=lambda row: (row["part"] == NOT_STATED, row["part"]))
    return tidy(rows, COVERAGE)


def _species_by(species: pd.DataFrame | None, by: str) -> pd.DataFrame:
    if species is None:
        return tidy([], SPECIES)
    parts = cells_of(species) if by == "cell" else species["class"]
    rows = []
    for part, group in species.groupby(parts.fillna(NOT_STATED), sort=True):
        # A species that was met in two cells, or in two classes' cells, is one species here.
        found = estimate(group.groupby("specieskey")["records"].sum().to_list())
        rows.append({"part": part} | {name: getattr(found, name) for name in list(SPECIES)[1:]})
    rows.sort(key=lambda row: (row["completeness"] is None, row["completeness"] or 0, row["part"]))
    return tidy(rows, SPECIES)


@cache
def _groups() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(data_file("groups.toml").read_text(encoding="utf-8"))


def _may_fill(
    classes: "pd.Series[str]", evidence: Evidence, table: pd.DataFrame, named: dict[str, set[str]]
) -> pd.DataFrame:
    """Propose institutions with declared, unlinked specimens whose descriptors, discipline or kind fit a class."""
    waiting = table[(table["gap"] > 0) & (table["triage"] != "out-of-scope")].sort_values(
        ["gap", "key"], ascending=[False, True]
    )
    described = {
        row.key: (split(row.disciplines), split(row.types))
        for row in rows_of(evidence.institutions, "key", "disciplines", "types")
    }
    rows = []
    for name in classes.dropna().unique():
        describing = {key for key, taxa in named.items() if name in taxa}
        fitting = [
            (row, why)
            for row in rows_of(waiting, "key", "name", "gap")
            if (
                why := _("a collection descriptor says “{word}”").format(word=name)
                if row.key in describing
                else _fits(str(name), *described[row.key])
            )
        ]
        # What a descriptor says of the group itself goes before what a discipline makes likely.
        fitting.sort(key=lambda found: found[0].key not in describing)
        rows += [
            {"group": name, "key": row.key, "name": row.name, "gap": row.gap, "why": why}
            for row, why in fitting[:_PROPOSED]
        ]
    return tidy(rows, MAY_FILL)


def _fits(name: str, disciplines: list[str], types: list[str]) -> str:
    for group in _groups().values():
        if name not in group["classes"]:
            continue
        for word in disciplines:
            # Begins: what is invertebrate is no vertebrate.
            if word.casefold().startswith(tuple(group["disciplines"])):
                return _("GRSciColl says “{word}”").format(word=word)
        for word in types:
            if any(part in word.casefold() for part in group["types"]):
                return _("GRSciColl says “{word}”").format(word=word)
    return ""


def told(missing: Missing, most: int = 3) -> list[str]:
    """Say what is missing in sentences: for the sheet, the plan, and who cannot see the figure.

    Parameters
    ----------
    missing : Missing
    most : int, optional
        How many groups are named, and how many institutions.
    """
    total = int(missing.by_group["records"].sum())
    home = missing.by_group["at_home"].sum()
    lines = [
        _("{n} specimen records collected in the country are on GBIF.").format(n=number(total)),
    ]
    if total and missing.by_group["at_home"].notna().any():
        lines.append(
            _("{share} of them are published from the country itself.").format(
                share=percent(home / total)
            )
        )
    for row in rows_of(
        missing.species_by_group.dropna(subset=["completeness"]).head(most),
        "part", "species", "expected", "completeness_low", "completeness_high",
    ):  # fmt: skip
        lines.append(
            _(
                "{group}: {species} species found, at least {expected} to be expected; "
                "complete to {low} to {high}."
            ).format(
                group=row.part,
                species=row.species,
                expected=number(row.expected, 0),
                low=percent(row.completeness_low),
                high=percent(row.completeness_high),
            )
        )
    refused = int(missing.species_by_group["refused"].notna().sum())
    if refused:
        lines.append(
            ngettext(
                "For {n} group nothing can be estimated; not known is not absent.",
                "For {n} groups nothing can be estimated; not known is not absent.",
                refused,
            ).format(n=refused)
        )
    for row in rows_of(missing.may_fill.head(most), "group", "name", "gap"):
        lines.append(
            _(
                "{name} may hold more {group}: {gap} of its specimens, of any group, are declared and not linked."
            ).format(name=" ".join(row.name.split()), group=row.group, gap=number(row.gap))
        )
    lines.append(_("Counted by the {citation}.").format(citation=missing.citation))
    return lines
