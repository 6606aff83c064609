"""A calling order in writing: for the terminal, as CSV, JSON and XLSX."""

from pathlib import Path
from typing import Any

from coursehelpers.documents.text import shorten, to_csv, to_json, to_lines, to_records
from coursehelpers.ground.files import check_suffix, write_whole
from coursehelpers.ground.locale import _, enumerated
from coursehelpers.ground.provenance import source_line
from coursehelpers.ground.settings import TRAINING_COUNTRY
from coursehelpers.landscape.legend import codes_of
from coursehelpers.landscape.naming import distinct_names, with_tidy_names
from coursehelpers.landscape.report import WORKING, country_title
from coursehelpers.landscape.survey import COLUMNS, Landscape
from coursehelpers.order.calling_order import CRITERIA, ORDER, QUESTIONS, WAVES, CallingOrder


def order_object(order: CallingOrder, landscape: Landscape) -> dict[str, Any]:
    """Turn a calling order into what ``--format json`` prints."""
    rows = to_records(order.table)
    for row in rows:
        row["reasons"] = enumerated(row["reasons"] or "")
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
    columns = ["place", "wave", "name", "reasons", "first_step"]
    if order.scored:
        columns[2:2] = ["rank_low", "rank_high", "top_share"]
    table = order.table[columns].assign(
        name=distinct_names(order.table, 48),
        wave=[str(WAVES[wave]) for wave in order.table["wave"]],
        reasons=[shorten(reasons, 90) for reasons in order.table["reasons"]],
    )
    blocks = (
        [country_title(landscape), to_lines(table)] if len(table) else [country_title(landscape)]
    )
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
    suffix = check_suffix(path, ".xlsx", ".csv", ".json")
    if suffix == ".xlsx":
        from coursehelpers.documents.xlsx import Sheet, write_xlsx

        sheets = [
            Sheet(
                _("Calling order"),
                with_tidy_names(order.table),
                COLUMNS | ORDER,
                WORKING,
                codes=codes_of(COLUMNS | ORDER),
            ),
            Sheet(_("What to ask"), order.questions, QUESTIONS),
            Sheet(_("Criteria"), order.criteria, CRITERIA),
        ]
        about = [
            country_title(landscape),
            *order.notes,
            source_line(order.provenance, order.country),
        ]
        write_xlsx(path, sheets, about, exercise=order.country == TRAINING_COUNTRY)
    else:
        form = suffix[1:]
        text = order_written(order, landscape, form) + "\n"
        write_whole(path, text.encode("utf-8-sig" if form == "csv" else "utf-8"))
