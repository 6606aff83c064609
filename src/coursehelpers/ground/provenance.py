"""Where numbers come from and of which date, in one line."""

from datetime import date
from typing import Any

from coursehelpers.ground.locale import _, dated, enumeration
from coursehelpers.ground.settings import TRAINING_COUNTRY


def source_line(provenance: dict[str, Any], country: str) -> str:
    """Say in one line where numbers come from and of which date.

    Examples
    --------
    >>> source_line({"source": "training", "registry_date": "2026-10-01"}, "XT")
    'Source: exercise, made-up country; nothing of this is real.'
    """
    if country == TRAINING_COUNTRY:
        return _("Source: exercise, made-up country; nothing of this is real.")
    cited = enumeration(map(_cited, provenance.get("answers") or []), "semicolon")
    words = {
        "live": _("GBIF and GRSciColl, asked live"),
        "cache": _("GBIF and GRSciColl, older answers kept on this computer"),
        "snapshot": _("GBIF and GRSciColl, from a snapshot"),
    }
    line = _(
        "Source: {source}; registry of {registry}, occurrence counts of {occurrences}."
    ).format(
        source=words[provenance["source"]],
        registry=dated(provenance["registry_date"]),
        occurrences=dated(provenance["occurrence_date"]),
    )
    return f"{line} {_('Counted by: {citations}.').format(citations=cited)}" if cited else line


def download_citation(made: date | str, doi: str, file: str) -> str:
    """Say in one line how to cite a download of GBIF.

    Parameters
    ----------
    made : datetime.date or str
    doi : str
        Empty where nobody gave it.
    file : str
        Its name, which has to do then.

    Examples
    --------
    >>> download_citation("2026-11-05", "10.15468/dl.abc", "a.zip")
    'GBIF occurrence download of 2026-11-05, https://doi.org/10.15468/dl.abc'
    """
    if doi:
        return _("GBIF occurrence download of {date}, https://doi.org/{doi}").format(
            date=dated(made), doi=doi
        )
    return _("GBIF occurrence download of {date}, file {file}, no DOI given").format(
        date=dated(made), file=file
    )


def _cited(told: dict[str, Any]) -> str:
    """Cite a download from its facts, in the language of now; from its old sentence where they are not kept."""
    if told.get("date") and (told.get("doi") or told.get("file")):
        return download_citation(told["date"], told.get("doi") or "", told.get("file") or "")
    return str(told["citation"])
