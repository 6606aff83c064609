"""A landscape as text, file or one line: what the command line and the notebooks print."""

from pathlib import Path
from typing import Any

from coursehelpers.countries import country_name
from coursehelpers.documents import html
from coursehelpers.documents.text import to_csv, to_json, to_lines, to_records
from coursehelpers.documents.xlsx import Sheet, write_xlsx
from coursehelpers.errors import BadCallError
from coursehelpers.files import write_whole
from coursehelpers.landscape.naming import distinct_names
from coursehelpers.landscape.survey import (
    COLUMNS,
    ELSEWHERE_COLUMNS,
    MISPLACED_COLUMNS,
    PUBLISHER_COLUMNS,
    SUMMARY_COLUMNS,
    Landscape,
    summarize,
)
from coursehelpers.locale import _, ngettext
from coursehelpers.order.calling_order import CRITERIA, ORDER, QUESTIONS, CallingOrder
from coursehelpers.provenance import source_line
from coursehelpers.settings import TRAINING_COUNTRY
from coursehelpers.stakeholders.agreement import by_chance, concordance, verdict
from coursehelpers.stakeholders.group import (
    Group,
    compare_kinds,
    corners,
    similar_kinds,
    to_discuss,
)
from coursehelpers.stakeholders.group import to_object as group_object

WORKING = {
    "contacted": _("date on which you contacted it"),
    "answered": _("date of its answer"),
    "agreed": _("what was agreed"),
    "note": _("your own note; no personal data, please"),
}
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
                "Of the {n} that states a size: declared {declared:,} specimens, linked {linked:,} records, declared "
                "minus linked {gap:,}.",
                "Of the {n} that state a size: declared {declared:,} specimens, linked {linked:,} records, declared "
                "minus linked {gap:,}.",
                totals.known,
            ).format(n=totals.known, declared=totals.declared, linked=totals.linked, gap=totals.gap)
        )
        if totals.excess:
            lines.append(
                _(
                    "{excess:,} of the linked records are more than their institutions declare; they close no gap "
                    "elsewhere ({declared:,} − {linked:,} + {excess:,} = {gap:,})."
                ).format(
                    excess=totals.excess,
                    declared=totals.declared,
                    linked=totals.linked,
                    gap=totals.gap,
                )
            )
        if totals.unknown:
            lines.append(
                ngettext(
                    "Linked to the {n} that states no size: {linked:,} records.",
                    "Linked to the {n} that state no size: {linked:,} records.",
                    totals.unknown,
                ).format(n=totals.unknown, linked=totals.linked_unstated)
            )
    elif totals.institutions:
        lines.append(
            _(
                "No institution states a size, so nothing can be summed up. Linked: {linked:,} records."
            ).format(linked=totals.linked_unstated)
        )
    return lines


def to_text(landscape: Landscape) -> str:
    """Write a landscape for reading in a terminal."""
    table = landscape.table[["code", "name", "city", "declared", "linked", "share", "triage"]]
    table = table.assign(name=table["name"].str.slice(0, 60), city=table["city"].str.slice(0, 24))
    blocks = [_title(landscape)]
    if len(table):
        blocks.append(to_lines(table))
        summary = summarize(landscape.table)
        blocks.append(
            to_lines(
                summary.loc[summary["institutions"] > 0, ["institutions", "triage", "meaning"]]
            )
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
    blocks.append(
        "\n".join([*landscape.notes, source_line(landscape.provenance, landscape.country)])
    )
    return "\n\n".join(blocks)


def _title(landscape: Landscape) -> str:
    codes = landscape.country.split(",") if landscape.country else []
    return ", ".join(f"{country_name(code)} ({code})" for code in codes) or _(
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
    suffix = path.suffix.casefold()
    if suffix == ".xlsx":
        _save_xlsx(landscape, path)
    elif suffix == ".csv":
        write_whole(path, to_csv(landscape.table, COLUMNS).encode("utf-8-sig"))
    elif suffix == ".json":
        write_whole(path, (to_json(to_object(landscape)) + "\n").encode())
    else:
        raise BadCallError(
            _(
                "“{name}” ends in none of .xlsx, .csv or .json; give the file one of these endings."
            ).format(name=path.name)
        )


def _save_xlsx(landscape: Landscape, path: Path) -> None:
    summary = summarize(landscape.table)
    sheets = [
        Sheet(_("Institutions"), landscape.table, COLUMNS, WORKING),
        Sheet(_("Publishers without one"), landscape.publishers, PUBLISHER_COLUMNS),
        Sheet(_("Published elsewhere"), landscape.published_elsewhere, ELSEWHERE_COLUMNS),
        Sheet(_("Country looks wrong"), landscape.misplaced, MISPLACED_COLUMNS),
        Sheet(_("Summary"), summary, SUMMARY_COLUMNS),
    ]
    about = [
        _title(landscape),
        *totals_lines(landscape),
        *landscape.notes,
        source_line(landscape.provenance, landscape.country),
    ]
    write_xlsx(path, sheets, about, exercise=landscape.country == TRAINING_COUNTRY)


def order_object(order: CallingOrder, landscape: Landscape) -> dict[str, Any]:
    """Turn a calling order into what ``--format json`` prints."""
    rows = to_records(order.table)
    for row in rows:
        row["reasons"] = row["reasons"].split("; ") if row["reasons"] else []
    return {
        "country": order.country or None,
        "provenance": order.provenance,
        "totals": landscape.totals._asdict(),
        "scored": order.scored,
        "criteria": to_records(order.criteria),
        "institutions": rows,
        "questions": to_records(order.questions),
        "notes": list(order.notes),
    }


def order_written(order: CallingOrder, landscape: Landscape, form: str) -> str:
    """Write a calling order as ``table``, ``csv`` or ``json``."""
    if form == "json":
        return to_json(order_object(order, landscape))
    if form == "csv":
        return to_csv(order.table, COLUMNS | ORDER).rstrip("\r\n")
    columns = ["rank", "wave", "name", "reasons", "first_step"]
    if order.scored:
        columns[2:2] = ["rank_low", "rank_high", "top_share"]
    table = order.table[columns].assign(
        name=distinct_names(order.table, 48), reasons=order.table["reasons"].str.slice(0, 90)
    )
    blocks = [_title(landscape), to_lines(table)] if len(table) else [_title(landscape)]
    blocks.append("\n".join([*order.notes, source_line(order.provenance, order.country)]))
    return "\n\n".join(blocks)


def save_order(order: CallingOrder, landscape: Landscape, path: Path) -> None:
    """Save a calling order; the suffix of the file decides how.

    Parameters
    ----------
    order : CallingOrder
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
    suffix = path.suffix.casefold()
    if suffix == ".xlsx":
        sheets = [
            Sheet(_("Calling order"), order.table, COLUMNS | ORDER, WORKING),
            Sheet(_("What to ask"), order.questions, QUESTIONS),
            Sheet(_("Criteria"), order.criteria, CRITERIA),
        ]
        about = [_title(landscape), *order.notes, source_line(order.provenance, order.country)]
        write_xlsx(path, sheets, about, exercise=order.country == TRAINING_COUNTRY)
    elif suffix in (".csv", ".json"):
        form = suffix[1:]
        text = order_written(order, landscape, form) + "\n"
        write_whole(path, text.encode("utf-8-sig" if form == "csv" else "utf-8"))
    else:
        raise BadCallError(
            _(
                "“{name}” ends in none of .xlsx, .csv or .json; give the file one of these endings."
            ).format(name=path.name)
        )


def save_group(group: Group, path: Path) -> None:
    """Save a group's answers side by side.

    Parameters
    ----------
    group : Group
    path : pathlib.Path
        ``.json``, or ``.html`` with the dots of every rating.

    Raises
    ------
    BadCallError
        If the suffix is another.
    CourseError
        If the file cannot be written.
    """
    suffix = path.suffix.casefold()
    if suffix == ".json":
        write_whole(path, (to_json(group_object(group)) + "\n").encode())
    elif suffix == ".html":
        write_whole(path, _group_page(group).encode())
    else:
        raise BadCallError(
            _(
                "“{name}” ends in none of .json or .html; give the file one of these endings."
            ).format(name=path.name)
        )


def _group_page(group: Group) -> str:
    # Drawing costs half a second of import, which only this page needs.
    from coursehelpers.charts import chart_dots, chart_kinds

    parts = [
        html.paragraph(
            _("Learners: {n}. The dots come first; talk about the widest spread.").format(
                n=group.raters
            )
        ),
        *[html.paragraph(problem) for problem in group.problems],
    ]
    if len(group.power):
        parts.append(html.paragraph(verdict(len(group.power))))
    for about, ratings in ((_("power"), group.power), (_("interest"), group.interest)):
        if len(ratings):
            parts += [html.heading(about), chart_dots(ratings, about).svg]
    discuss = to_discuss(group)
    if len(discuss):
        columns = ["name", "about", "raters", "median", "within_one", "consensus"]
        parts += [
            html.heading(_("To talk about, the greatest disagreement first")),
            html.table(
                discuss[columns],
                _("Consensus after Tastle and Wierman (2007): 1 all agree, 0 split to both ends."),
            ),
        ]
        parts.append(html.folded(_("For those who want more numbers"), _more_numbers(group)))
    if len(group.kinds):
        parts += [
            html.heading(_("Kinds of stakeholder, countries side by side")),
            chart_kinds(group.kinds).svg,
            html.table(
                compare_kinds(group).head(60),
                _(
                    "Each country scored stakeholders of its own: compare the clouds, compute nothing."
                ),
            ),
        ]
    if pairs := similar_kinds(group):
        words = "; ".join(f"“{one}” – “{other}”" for one, other in pairs)
        parts.append(
            html.paragraph(_("These words may mean the same: {words}.").format(words=words))
        )
    return html.page(_("The group's answers side by side"), parts)


def _more_numbers(group: Group) -> list[str]:
    measured = to_discuss(group)[
        ["name", "about", "raters", "median", "iqr", "within_one", "consensus", "r_wg"]
    ]
    parts = [
        html.paragraph(by_chance(len(group.power))),
        html.table(
            measured,
            _(
                "iqr: width of the middle half; r_wg: agreement after James, Demaree and Wolf (1984)."
            ),
        ),
        html.table(
            corners(group),
            _("A card that fewer than six of ten raters see in one corner is borderline."),
        ),
    ]
    for about, ratings in ((_("power"), group.power), (_("interest"), group.interest)):
        found = concordance(ratings)
        words = (
            found
            if isinstance(found, str)
            else _(
                "Kendall's W {w:.2f} (0 no common order, 1 the same order); chance alone gives as much with "
                "probability {p:.4f}."
            ).format(w=found[0], p=found[1])
        )
        parts.append(html.paragraph(f"{about}: {words}"))
    return parts
