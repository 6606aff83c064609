"""A landscape in writing: for the terminal, as CSV, JSON and XLSX."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from coursehelpers.documents.text import shown, to_csv, to_json, to_lines, to_records
from coursehelpers.evidence.tables import DIFFERENCES
from coursehelpers.ground.countries import country_name
from coursehelpers.ground.files import check_suffix, write_whole
from coursehelpers.ground.locale import LateMapping, _, enumeration, ngettext, number
from coursehelpers.ground.provenance import source_line
from coursehelpers.ground.settings import TRAINING_COUNTRY
from coursehelpers.landscape.conversations import in_scope, in_words
from coursehelpers.landscape.legend import codes_of
from coursehelpers.landscape.missing import COVERAGE, MAY_FILL, SPECIES, told
from coursehelpers.landscape.naming import in_alphabet, with_tidy_names
from coursehelpers.landscape.survey import (
    COLUMNS,
    ELSEWHERE_COLUMNS,
    MISPLACED_COLUMNS,
    PUBLISHER_COLUMNS,
    SUMMARY_COLUMNS,
    Landscape,
    summarize,
)

WORKING = LateMapping(
    lambda: {
        "contacted": _("date on which you contacted it"),
        "answered": _("date of its answer"),
        "agreed": _("what was agreed"),
        "note": _("your own note; no personal data, please"),
    }
)
"""Blank columns of the spreadsheet, for the learner's own work."""


def totals_lines(landscape: Landscape) -> list[str]:
    """Say the country's totals with their unknowns, in sentences."""
    totals = landscape.totals
    lines = [
        _(
            "Institutions: {institutions} (size stated: {known}, not stated: {unknown}, "
            "out of scope: {out})."
        ).format(
            institutions=totals.institutions,
            known=totals.known,
            unknown=totals.unknown,
            out=totals.out_of_scope,
        )
    ]
    if totals.known:
        lines.append(
            ngettext(
                "{n} institution states a size: declared {declared} specimens, linked {linked} records, declared "
                "minus linked {gap}.",
                "Of the {n} that state a size: declared {declared} specimens, linked {linked} records, declared "
                "minus linked {gap}.",
                totals.known,
            ).format(
                n=totals.known,
                declared=number(totals.declared),
                linked=number(totals.linked),
                gap=number(totals.gap),
            )
        )
        if totals.excess:
            lines.append(
                _(
                    "{excess} of the linked records are more than their institutions declare; they close no gap "
                    "elsewhere ({declared} − {linked} + {excess} = {gap})."
                ).format(
                    excess=number(totals.excess),
                    declared=number(totals.declared),
                    linked=number(totals.linked),
                    gap=number(totals.gap),
                )
            )
        if totals.unknown:
            lines.append(
                ngettext(
                    "Linked to the {n} that states no size: {linked} records.",
                    "Linked to the {n} that state no size: {linked} records.",
                    totals.unknown,
                ).format(n=totals.unknown, linked=number(totals.linked_unstated))
            )
    elif totals.institutions:
        lines.append(
            _(
                "No institution states a size, so nothing can be summed up. Linked: {linked} records."
            ).format(linked=number(totals.linked_unstated))
        )
    lines += _left_out_and_doubled(landscape)
    return lines


def _left_out_and_doubled(landscape: Landscape) -> Iterator[str]:
    """Say which entries no sum holds, and which it may hold twice."""
    if landscape.totals.out_of_scope:
        yield ngettext(
            "{n} entry is outside the scope: it is marked inactive, or it is of a field such as geology or archaeology "
            "that specimen records on GBIF do not cover. The spreadsheet of the landscape lists it too; its column "
            "“triage” says which.",
            "{n} entries are outside the scope: they are marked inactive, or are of a field such as geology or "
            "archaeology that specimen records on GBIF do not cover. The spreadsheet of the landscape lists them too; "
            "its column “triage” says which.",
            landscape.totals.out_of_scope,
        ).format(n=number(landscape.totals.out_of_scope))
    if doubled := in_scope(landscape.table)["duplicate_of"].nunique():
        yield ngettext(
            "{n} institution may be entered twice; if it is, the sums hold it twice.",
            "{n} institutions may be entered twice; if they are, the sums hold them twice.",
            doubled,
        ).format(n=number(doubled))


def to_text(landscape: Landscape) -> str:
    """Write a landscape for reading in a terminal."""
    table = in_alphabet(landscape.table)
    table = table[["code", "name", "city", "declared", "linked", "share", "triage"]]
    table = table.assign(name=table["name"].str.slice(0, 60), city=table["city"].str.slice(0, 24))
    blocks = [country_title(landscape)]
    if len(table):
        blocks.append(to_lines(in_words(table)))
        summary = summarize(landscape.table)
        blocks.append(
            to_lines(summary.loc[summary["institutions"] > 0, ["institutions", "meaning"]])
        )
    blocks.append("\n".join(totals_lines(landscape)))
    if len(landscape.publishers):
        blocks.append(
            _("Publishers of specimen records without an institution matched for certain:")
            + "\n"
            + to_lines(landscape.publishers[["name", "city", "specimens", "unlinked"]].head(10))
        )
    if len(landscape.published_elsewhere):
        blocks.append(
            _("Specimens collected here, published elsewhere:")
            + "\n"
            + to_lines(landscape.published_elsewhere.head(10))
        )
    if len(landscape.misplaced):
        blocks.append(
            _("Institutions whose country looks wrong (check before you change anything):")
            + "\n"
            + to_lines(
                landscape.misplaced[["name", "listed_under", "may_belong_to", "why"]].head(10)
            )
        )
    if landscape.missing:
        blocks.append("\n".join([_("What is missing:"), *told(landscape.missing)]))
    blocks.append(
        "\n".join([*landscape.notes, source_line(landscape.provenance, landscape.country)])
    )
    return "\n\n".join(blocks)


def country_title(landscape: Landscape) -> str:
    """Name the countries of a landscape."""
    codes = landscape.country.split(",") if landscape.country else []
    return enumeration(f"{country_name(code)} ({code})" for code in codes) or _(
        "A list of institutions"
    )


def to_object(landscape: Landscape) -> dict[str, Any]:
    """Turn a landscape into what ``--format json`` prints."""
    return {
        "country": landscape.country or None,
        "provenance": landscape.provenance,
        "totals": landscape.totals._asdict(),
        "institutions": to_records(landscape.table),
        "publishers_without_institution": to_records(landscape.publishers),
        "published_elsewhere": to_records(landscape.published_elsewhere),
        "misplaced": to_records(landscape.misplaced),
        "notes": list(landscape.notes),
    }


def written(landscape: Landscape, form: str) -> str:
    """Write a landscape as ``table``, ``csv`` or ``json``."""
    if form == "json":
        return to_json(to_object(landscape))
    if form == "csv":
        return to_csv(landscape.table, COLUMNS).rstrip("\r\n")
    return to_text(landscape)


def save_landscape(landscape: Landscape, path: Path) -> None:
    """Save a landscape; the suffix of the file decides how.

    Parameters
    ----------
    landscape : Landscape
    path : pathlib.Path
        ``.xlsx``, ``.csv`` or ``.json``.

    Raises
    ------
    BadCallError
        If the suffix is another.
    CourseError
        If the file cannot be written.
    """
    suffix = check_suffix(path, ".xlsx", ".csv", ".json")
    if suffix == ".xlsx":
        _save_xlsx(landscape, path)
    elif suffix == ".csv":
        write_whole(path, to_csv(landscape.table, COLUMNS).encode("utf-8-sig"))
    else:
        write_whole(path, (to_json(to_object(landscape)) + "\n").encode())


def _save_xlsx(landscape: Landscape, path: Path) -> None:
    # A spreadsheet brings a library that reading a country does not need.
    from coursehelpers.documents.xlsx import Sheet, write_xlsx

    summary = summarize(landscape.table)
    sheets = [
        Sheet(
            _("Institutions"),
            in_alphabet(landscape.table),
            COLUMNS,
            WORKING,
            codes=codes_of(COLUMNS),
        ),
        Sheet(
            _("Publishers without one"), with_tidy_names(landscape.publishers), PUBLISHER_COLUMNS
        ),
        Sheet(_("Published elsewhere"), landscape.published_elsewhere, ELSEWHERE_COLUMNS),
        Sheet(_("Country looks wrong"), with_tidy_names(landscape.misplaced), MISPLACED_COLUMNS),
        Sheet(_("Summary"), summary, SUMMARY_COLUMNS, unknown=shown(None)),
    ]
    if landscape.differences is not None:
        sheets.append(Sheet(_("Facet and download"), landscape.differences, DIFFERENCES))
    if landscape.missing:
        missing = landscape.missing
        sheets += [
            Sheet(_("By group"), missing.by_group, COVERAGE),
            Sheet(_("By decade"), missing.by_decade, COVERAGE),
            Sheet(_("By cell"), missing.by_cell, COVERAGE),
            Sheet(_("Species by group"), missing.species_by_group, SPECIES),
            Sheet(_("Species by cell"), missing.species_by_cell, SPECIES),
            Sheet(_("May hold more"), missing.may_fill, MAY_FILL),
        ]
    about = [
        country_title(landscape),
        *totals_lines(landscape),
        *landscape.notes,
        source_line(landscape.provenance, landscape.country),
    ]
    write_xlsx(path, sheets, about, exercise=landscape.country == TRAINING_COUNTRY)
