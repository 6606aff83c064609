"""Where numbers come from and of which date, in one line."""

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
    cited = enumeration((told["citation"] for told in provenance.get("answers") or []), "semicolon")
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
