"""The learner's own workbook and folder, as the verbs of the lessons use them."""

from pathlib import Path
from typing import Any

from coursehelpers.errors import BadCallError
from coursehelpers.home import my_country
from coursehelpers.landscape.survey import Landscape
from coursehelpers.locale import _
from coursehelpers.settings import read_settings
from coursehelpers.workbook.changes import apply_change
from coursehelpers.workbook.file import SECTIONS, Workbook, open_workbook


def mine() -> Workbook:
    """Open the workbook of the country that the learner chose."""
    return open_workbook(my_country())


def own_workbook(landscape: Landscape) -> Workbook:
    """Return the learner's workbook, or an empty one where the lesson went on with the training country."""
    workbook = mine()
    return (
        workbook if workbook.country == landscape.country else Workbook(country=landscape.country)
    )


def writable(landscape: Landscape) -> Workbook:
    """Return the workbook to write into; an exercise never gets into real work."""
    workbook = mine()
    if workbook.country != landscape.country:
        raise BadCallError(
            _(
                "GBIF cannot be reached, and these are institutions of the training country; go online for {country}, "
                'or practise with choose_country("XT").'
            ).format(country=workbook.country)
        )
    return workbook


def put_entry(workbook: Workbook, section: str, values: dict[str, Any]) -> None:
    """Add an entry, or change the one that is told apart by the same names."""
    ident = "\x1f".join(str(values[name]) for name in SECTIONS[section])
    held = [
        "\x1f".join(str(getattr(e, name)) for name in SECTIONS[section])
        for e in getattr(workbook, section)
    ]
    change = {"ident": ident, "values": values} if ident in held else {"add": values}
    apply_change(workbook, section, change)


def export_path(name: str, country: str) -> Path:
    """Return where a file to take away lies, named after the country."""
    stem, _dot, suffix = name.rpartition(".")
    return read_settings().home / "exports" / f"{stem}-{country.replace(',', '-')}.{suffix}"


def saved(path: Path) -> str:
    """Say where a file was saved."""
    return _("Saved as {path}.").format(path=read_settings().short(path))
