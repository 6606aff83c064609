"""One change of one entry of the workbook, checked, with a plain sentence where it cannot stand."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel, ValidationError

from coursehelpers.ground.errors import BadCallError
from coursehelpers.ground.locale import _
from coursehelpers.ground.names import plain
from coursehelpers.workbook.entries import LONGEST_DRAFT, Draft
from coursehelpers.workbook.file import PAGES, SECTIONS, Workbook, entry_model


def apply_change(workbook: Workbook, section: str, change: Mapping[str, Any]) -> None:
    """Change, add or remove one entry of a workbook.

    Parameters
    ----------
    workbook : Workbook
    section : str
    change : mapping
        ``{"ident": …, "values": {field: text}}`` changes an entry, ``{"add": {field: text}}`` adds one,
        ``{"remove": ident}`` removes one. An empty text means “not given”.

    Raises
    ------
    BadCallError
        If a value cannot be kept: with its field, and what it should be.
    """
    model = entry_model(section)
    if section in PAGES:
        before = getattr(workbook, section).model_dump()
        setattr(workbook, section, _checked(model, before | _given(model, change["values"])))
        return
    entries = list(getattr(workbook, section))
    names = SECTIONS[section]

    def ident(entry: Any) -> str:
        return "\x1f".join(str(getattr(entry, name)) for name in names)

    if "remove" in change:
        entries = [entry for entry in entries if ident(entry) != change["remove"]]
    elif "add" in change:
        values = _given(model, change["add"])
        if "key" in model.model_fields and not values.get("key") and values.get("name"):
            values["key"] = plain(values["name"]).replace(" ", "-") or values["name"]
        added = _checked(model, values)
        if ident(added) in map(ident, entries):
            raise BadCallError(_("There is such a row already; change that one instead."))
        entries.append(added)
    else:
        entries = [
            _checked(model, entry.model_dump() | _given(model, change["values"]))
            if ident(entry) == change["ident"]
            else entry
            for entry in entries
        ]
    if len(set(map(ident, entries))) < len(entries):
        raise BadCallError(_("There is such a row already; change that one instead."))
    setattr(workbook, section, entries)


def put_entry(workbook: Workbook, section: str, values: dict[str, Any]) -> None:
    """Add an entry, or change the one that is told apart by the same names."""
    ident = "\x1f".join(str(values[name]) for name in SECTIONS[section])
    held = [
        "\x1f".join(str(getattr(e, name)) for name in SECTIONS[section])
        for e in getattr(workbook, section)
    ]
    change = {"ident": ident, "values": values} if ident in held else {"add": values}
    apply_change(workbook, section, change)


def _given(model: type[BaseModel], values: Mapping[str, Any]) -> dict[str, Any]:
    """Take texts from a form; an empty one means the field's own default."""
    given = {}
    for name, value in values.items():
        field = model.model_fields[name]
        text = value.strip() if isinstance(value, str) else value
        if text in ("", None):
            given[name] = "" if field.is_required() else field.get_default()
        elif isinstance(text, str) and field.annotation not in (str,):
            # A decimal comma is a number too.
            given[name] = text.replace(",", ".") if _is_number(text) else text
        else:
            given[name] = text
    return given


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True


def _checked(model: type[BaseModel], values: Mapping[str, Any]) -> BaseModel:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        raise BadCallError(
            _(
                "“{value}” cannot stand in “{field}”: {reason}. Correct it; nothing was lost."
            ).format(
                value=str(first["input"])[:60],
                field=first["loc"][0],
                reason=_reason(first),
            )
        ) from error


def _reason(error: Any) -> str:
    """Say in plain words what pydantic found."""
    context = error.get("ctx", {})
    kind = error["type"]
    if kind.startswith("string_too_short") or kind == "missing":
        return _("something has to be written here")
    if kind == "less_than_equal":
        return _("it should be at most {most}").format(most=context["le"])
    if kind == "greater_than_equal":
        return _("it should be at least {least}").format(least=context["ge"])
    if kind.startswith(("int", "float", "finite")):
        return _("a number is needed")
    if kind.startswith("date"):
        return _("a date such as {today} is needed").format(today=date(2027, 6, 30).isoformat())
    if kind == "literal_error":
        return _("it should be one of {choices}").format(choices=context["expected"])
    return str(error["msg"])


def drafted(workbook: Workbook, section: str) -> dict[str, str]:
    """Return what was typed into a new row of a section and not added yet, by field."""
    return {draft.field: draft.text for draft in workbook.drafts if draft.section == section}


def keep_draft(workbook: Workbook, section: str, typed: Mapping[str, str]) -> None:
    """Keep what was typed into a new row of a section; it is never shared or printed.

    Parameters
    ----------
    workbook : Workbook
    section : str
    typed : mapping of str to str
        Text by field; empty once the row was added.
    """
    known = entry_model(section).model_fields
    others = [draft for draft in workbook.drafts if draft.section != section]
    workbook.drafts = others + [
        Draft(section=section, field=field, text=str(text)[:LONGEST_DRAFT])
        for field, text in typed.items()
        if field in known and str(text).strip()
    ]
