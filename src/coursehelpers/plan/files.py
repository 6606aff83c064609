"""Files to take away: a plan in every format, its tables as a spreadsheet, texts for a contact pipeline."""

from pathlib import Path
from typing import Any

import pandas as pd

from coursehelpers.campaign.costs import BUDGET
from coursehelpers.campaign.funnel import FUNNEL, STATES
from coursehelpers.campaign.timeline import TIMELINE
from coursehelpers.documents.markdown import as_plain
from coursehelpers.documents.text import shown
from coursehelpers.documents.write import SUFFIXES, write_document
from coursehelpers.documents.xlsx import Sheet, write_xlsx
from coursehelpers.ground.files import check_suffix
from coursehelpers.ground.locale import _, dated, enumeration, labelled
from coursehelpers.ground.names import file_name
from coursehelpers.ground.tables import rows_of, tidy
from coursehelpers.landscape.conversations import CERTAIN
from coursehelpers.landscape.legend import codes_of
from coursehelpers.landscape.naming import distinct_names, with_tidy_names
from coursehelpers.landscape.survey import COLUMNS, Landscape
from coursehelpers.order.calling_order import CRITERIA, ORDER, QUESTIONS, CallingOrder
from coursehelpers.order.letters import exercise_mark
from coursehelpers.plan.action_plan import action_plan
from coursehelpers.plan.facts import PlanFacts, plan_facts
from coursehelpers.workbook.entries import Contact
from coursehelpers.workbook.file import Workbook, entry_model
from coursehelpers.workbook.spreadsheets import columns_of


def save_plan(
    landscape: Landscape,
    order: CallingOrder,
    workbook: Workbook,
    *paths: Path,
    final: bool = False,
) -> None:
    """Save the action plan, in as many files as are named; the suffix of each decides how.

    Parameters
    ----------
    landscape : Landscape
    order : CallingOrder
    workbook : Workbook
    *paths : pathlib.Path
        ``.docx``, ``.pdf``, ``.html`` or ``.md`` for reading, ``.xlsx`` for its tables.
    final : bool, optional
        Whether the list of what is still missing is left out.

    Raises
    ------
    BadCallError
        If the suffix is another.
    CourseError
        If the file cannot be written.
    """
    for path in paths:
        check_suffix(path, *SUFFIXES, ".xlsx")
    to_read = [path for path in paths if path.suffix.casefold() in SUFFIXES]
    facts = plan_facts(landscape, order, workbook)
    if to_read:
        document = action_plan(facts, final=final)
        for path in to_read:
            write_document(document, path)
    for path in set(paths) - set(to_read):
        sheets = [
            Sheet(*described, codes=codes_of(described[-1])) for described in plan_tables(facts)
        ]
        about = [*facts.totals, *order.notes, facts.source]
        write_xlsx(path, sheets, about, exercise=bool(facts.exercise))


def plan_tables(facts: PlanFacts) -> list[tuple[str, pd.DataFrame, Any]]:
    """Return the tables of a plan for a spreadsheet: title, table and what its columns mean."""
    order, workbook = facts.order, facts.workbook
    tables: list[tuple[str, pd.DataFrame, Any]] = [
        (
            _("Calling order"),
            with_tidy_names(order.table),
            {"rank": ORDER["rank"], "place": ORDER["place"], **COLUMNS, **ORDER},
        ),
        (_("What to ask"), order.questions, QUESTIONS),
        (_("Criteria"), order.criteria, CRITERIA),
        (_("Funnel"), facts.contacts, FUNNEL),
        (_("Budget"), facts.costs, BUDGET),
    ]
    if len(facts.steps):
        tables.append((_("Timeline"), facts.steps, TIMELINE))
    for section, title in (
        ("indicators", _("Indicators")),
        ("results", _("Logframe")),
        ("risks", _("Risks")),
        ("messages", _("Messages")),
        ("datasets", _("Datasets")),
    ):
        columns = columns_of(entry_model(section))
        entries = [entry.model_dump(mode="json") for entry in getattr(workbook, section)]
        tables.append((title, tidy(entries, columns), columns))
    return tables


def _labels(row: Any, contact: Contact | None) -> list[str]:
    """Name the labels of gbif/collection-mobilization that the tables and the learner's notes speak for."""
    state = list(STATES).index(contact.state) if contact else 0
    fits = {
        "registered publisher": row.publisher in CERTAIN,
        "not a publisher on GBIF": row.publisher == "E0",
        "some specimens in GBIF": row.linked > 0,
        "unlinked occurrences": row.triage == "link-fix",
        "pending collection verification": row.triage == "verify",
        "contacted": state >= list(STATES).index("contacted"),
        "responded": state >= list(STATES).index("responded"),
        "agree to mobilize data": state >= list(STATES).index("agreed"),
    }
    return [label for label, fit in fits.items() if fit]


def issue_texts(order: CallingOrder, workbook: Workbook) -> dict[str, str]:
    """Write a text for each institution of the first two waves, for a contact pipeline kept as issues.

    Returns
    -------
    dict of str to str
        Name of the file, and the text in Markdown: state, facts with their dates, next step. No person, no
        score, and nothing is submitted.
    """
    states = {contact.key: contact for contact in workbook.contacts}
    texts = {}
    named = order.table.assign(name=distinct_names(order.table))
    chosen = named[named["wave"].isin(["now", "next"])]
    for row in rows_of(chosen, *chosen.columns):
        contact = states.get(row.key)
        lines = [
            f"# {as_plain(row.name)}",
            "",
            _("State: {state}").format(state=contact.state if contact else "identified"),
            _("Labels that may fit; please check: {labels}").format(
                labels=enumeration(f"`{label}`" for label in _labels(row, contact)) or "–"
            ),
            "",
            f"- {labelled(_('Entry'), row.url)}",
            f"- {labelled(_('Declared'), shown(row.declared) if row.declared is not None else _('not stated'))}",
            f"- {labelled(_('Linked'), shown(row.linked))}",
            f"- {labelled(_('Registry of'), dated(order.provenance['registry_date']))}",
            f"- {labelled(_('First step'), row.first_step)}",
            f"- {labelled(_('Next step'), contact.next_step if contact and contact.next_step else row.first_step)}",
        ]
        if mark := exercise_mark(order.country):
            lines.insert(1, f"\n*{mark}*")
        texts[f"{row.rank:04d}-{file_name(row.name) or row.key[:8]}.md"] = "\n".join(lines) + "\n"
    return texts
