"""The verbs of lessons 22 and 23: the campaign, the plan, and what is taken away."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from coursehelpers.campaign import campaign as campaigns
from coursehelpers.charts import chart_chain, chart_funnel, chart_timeline
from coursehelpers.charts.picture import Picture
from coursehelpers.classroom.completion import completion_page, rubric, tasks
from coursehelpers.documents.write import write_document
from coursehelpers.errors import BadCallError
from coursehelpers.files import write_whole
from coursehelpers.landscape.corrections import find_institution
from coursehelpers.lessons import Shown, my_landscape, sentences, shown_by_example, table_of
from coursehelpers.locale import _, ngettext
from coursehelpers.order.calling_order import CallingOrder, prioritize
from coursehelpers.own import export_path, mine, own_workbook, put_entry, saved, writable
from coursehelpers.plan import action_plan as plans
from coursehelpers.plan.files import issue_texts, save_plan
from coursehelpers.provenance import source_line
from coursehelpers.settings import TRAINING_COUNTRY, data_file
from coursehelpers.workbook.entries import Contact
from coursehelpers.workbook.file import PAGES, entry_model, save_workbook
from coursehelpers.workbook.spreadsheets import load_section, save_section


@shown_by_example()
def note_contact(name: str, state: str, since: str = "", next_step: str = "") -> Shown:
    """Note how far the conversation with an institution is.

    Parameters
    ----------
    name : str
        Its name, code or key.
    state : str
        One of the eight states, such as ``"contacted"``.
    since : str, optional
        Day such as ``"2027-03-01"``; today by default.
    next_step : str, optional

    Raises
    ------
    BadCallError
        If there is no such institution or state.
    """
    landscape = my_landscape()
    row = find_institution(landscape.table, name)
    workbook = writable(landscape)
    day = since or datetime.now(UTC).date().isoformat()
    values = Contact.model_construct(key=row.key, state=state, next_step=next_step).model_dump()
    put_entry(workbook, "contacts", values | {"since": day})
    save_workbook(workbook)
    return sentences([_("{name}: {state}.").format(name=row.name, state=campaigns.STATES[state])])


def my_funnel() -> Picture:
    """Draw how many institutions came how far."""
    return chart_funnel(campaigns.funnel(mine().contacts))


def my_timeline() -> Picture:
    """Draw what is done when."""
    workbook = mine()
    return chart_timeline(campaigns.timeline(workbook.steps, plans.first_day(workbook)))


def my_results() -> Picture:
    """Draw how one result leads to the next."""
    return chart_chain(mine().results)


def my_budget() -> Shown:
    """Show what the campaign costs, as ranges with their sources."""
    table = campaigns.budget(mine().costs)
    columns = ["what", "records", "low", "high", "currency", "low_days", "high_days"]
    return table_of(_whole(table[columns].round()), " ".join(campaigns.budget_totals(table)))


def _whole(table: pd.DataFrame) -> pd.DataFrame:
    """Show numbers without decimals where they have none."""
    shown = table.copy()
    for name in table.select_dtypes("number"):
        if (table[name].dropna() % 1 == 0).all():
            shown[name] = table[name].astype("Int64")
        else:
            whole = [int(v) if pd.notna(v) and v % 1 == 0 else v for v in table[name]]
            shown[name] = pd.Series(whole, table.index, dtype="object")
    return shown


def check_my_campaign() -> Shown:
    """Give hints on the six fields of your campaign."""
    hints = campaigns.check_campaign(mine().campaign)
    return sentences(
        hints or [_("Six fields are filled in: one goal with a number, one ask, one day.")]
    )


def set_baseline(measure: str, target: float, by: str, owner: str = "") -> Shown:
    """Put an indicator into your plan, with today's value and its date.

    Parameters
    ----------
    measure : str
        ``"sizes"``, ``"reachable"``, ``"linked"``, ``"share"``, ``"publishers"``, ``"unlinked"`` or
        ``"small"``.
    target : float
    by : str
        Day such as ``"2027-06-30"``.
    owner : str, optional
        The role that looks it up.
    """
    landscape = my_landscape()
    workbook = writable(landscape)
    found = campaigns.baseline(measure, landscape)
    values = found.model_dump() | {"target": target, "target_date": by, "owner": owner}
    put_entry(workbook, "indicators", values)
    save_workbook(workbook)
    return sentences(
        [
            _("{name}: {baseline} on {day}, target {target:,.0f} by {by}.").format(
                name=found.name,
                baseline=_("not known")
                if found.baseline is None
                else f"{found.baseline:,.1f}".removesuffix(".0"),
                day=found.baseline_date,
                target=target,
                by=by,
            )
        ]
    )


def measure_my_plan_again() -> Shown:
    """Ask again what your indicators asked at the beginning, and show what has changed."""
    landscape = my_landscape()
    table = campaigns.measure_again(own_workbook(landscape).indicators, landscape)
    columns = ["name", "baseline", "now", "change", "target", "target_date"]
    return table_of(_whole(table[columns]), source_line(landscape.provenance, landscape.country))


def what_is_missing() -> Shown:
    """Say what your plan still lacks, the most important first."""
    landscape = my_landscape()
    missing = plans.gaps(landscape, mine())
    if not missing:
        return sentences([_("Nothing is missing. Let somebody read page one for three minutes.")])
    count = ngettext("{n} point is missing.", "{n} points are missing.", len(missing)).format(
        n=len(missing)
    )
    return sentences([count, *missing])


def save_my_strategy() -> str:
    """Save the strategy page as DOCX and PDF."""
    landscape = my_landscape()
    page = plans.strategy_page(landscape, own_workbook(landscape))
    path = export_path("strategy.docx", landscape.country)
    write_document(page, path)
    write_document(page, path.with_suffix(".pdf"))
    return saved(path)


def save_my_plan(*suffixes: str, final: bool = False) -> str:
    """Save the action plan, as DOCX, PDF and XLSX by default.

    Parameters
    ----------
    *suffixes : str
        ``".docx"``, ``".pdf"``, ``".xlsx"``, ``".html"`` or ``".md"``.
    final : bool, optional
        Whether the list of what is still missing is left out.
    """
    landscape = my_landscape()
    workbook = own_workbook(landscape)
    order = prioritize(landscape, workbook)
    paths = [
        export_path(f"plan{suffix}", landscape.country)
        for suffix in suffixes or (".docx", ".pdf", ".xlsx")
    ]
    save_plan(landscape, order, workbook, *paths, final=final)
    return " ".join(map(saved, paths))


def save_my_issue_texts(order: CallingOrder) -> str:
    """Save a text for each institution of the first two waves, for a contact pipeline kept as issues."""
    folder = export_path("issues.md", order.country).with_suffix("")
    texts = issue_texts(order, mine())
    for name, text in texts.items():
        write_whole(folder / name, text.encode())
    return ngettext(
        "{saved} {n} text; nothing was submitted.",
        "{saved} {n} texts; nothing was submitted.",
        len(texts),
    ).format(saved=saved(folder), n=len(texts))


def save_my_table(section: str, delimiter: str = ",") -> str:
    """Save a table or page of your workbook as a spreadsheet, such as ``"steps"`` or ``"campaign"``.

    Parameters
    ----------
    section : str
    delimiter : str, optional
        ``";"`` for spreadsheets of countries with a decimal comma.
    """
    workbook = mine()
    path = export_path(f"{section}.csv", workbook.country)
    save_section(workbook, section, path, delimiter)
    return saved(path)


def load_my_table(section: str, path: str) -> Shown:
    """Load a table or page that was filled in with a spreadsheet; a row that is known is replaced."""
    workbook = mine()
    read = load_section(workbook, section, Path(path))
    save_workbook(workbook)
    return sentences([ngettext("{n} row read.", "{n} rows read.", read).format(n=read)])


def fill_campaign_example() -> Shown:
    """Fill in strategy, campaign and plan of the training country; of no other country."""
    workbook = mine()
    if workbook.country != TRAINING_COUNTRY:
        return sentences(
            [
                _(
                    "The example belongs to Xantoria; your workbook of {country} stays as it is."
                ).format(country=workbook.country)
            ]
        )
    example = json.loads(data_file("example_plan.json").read_text(encoding="utf-8"))
    for page in PAGES:
        setattr(workbook, page, entry_model(page).model_validate(example[page]))
    for section in (
        "assessments",
        "contacts",
        "messages",
        "steps",
        "costs",
        "indicators",
        "results",
        "risks",
        "datasets",
    ):
        for values in example[section]:
            put_entry(workbook, section, values)
    save_workbook(workbook)
    return sentences(
        [
            _(
                "Your workbook holds a campaign with {steps} steps, {indicators} indicators and {risks} risks."
            ).format(
                steps=len(workbook.steps),
                indicators=len(workbook.indicators),
                risks=len(workbook.risks),
            )
        ]
    )


def show_rubric(what: str) -> Shown:
    """Show the four levels for ``"map"``, ``"campaign"`` or ``"plan"``."""
    part = _rubric(what)
    table = pd.DataFrame({"level": range(1, 5), "what it looks like": part["levels"]})
    return table_of(table, part["title"])


def _rubric(what: str) -> dict[str, Any]:
    if what not in rubric():
        raise BadCallError(
            _("“{what}” is not rated; choose among {parts}.").format(
                what=what, parts=", ".join(rubric())
            )
        )
    part: dict[str, Any] = rubric()[what]
    return part


def rate(what: str, level: int, why: str = "", by: str = "self") -> Shown:
    """Rate your map, campaign or plan by the rubric, or note how somebody else rated it.

    Parameters
    ----------
    what : str
        ``"map"``, ``"campaign"`` or ``"plan"``.
    level : int
        1 to 4.
    why : str, optional
    by : str, optional
        ``"self"`` or ``"peer"``.

    Raises
    ------
    BadCallError
        If there is no such part or level.
    """
    part = _rubric(what)
    workbook = mine()
    put_entry(workbook, "ratings", {"what": what, "by": by, "level": level, "why": why})
    save_workbook(workbook)
    return sentences([f"{part['title']}: {level}. {part['levels'][level - 1]}"])


def my_completion() -> Shown:
    """Show what is done and what is open, read from the workbook itself."""
    table = tasks(mine())
    done = int(table["done"].sum())
    table = table.assign(done=table["done"].map({True: _("done"), False: _("open")}))
    return table_of(table, _("{done} of {n} tasks are done.").format(done=done, n=len(table)))


def save_my_completion() -> str:
    """Save what is done as a page to print."""
    workbook = mine()
    path = export_path("completion.html", workbook.country)
    write_document(completion_page(workbook), path)
    write_document(completion_page(workbook), path.with_suffix(".pdf"))
    return saved(path)
