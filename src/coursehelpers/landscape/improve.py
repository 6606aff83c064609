"""One record made better: its weakest fields, whom to ask, and a text for a suggestion.

Nothing is submitted by the course. The institution confirms first; then somebody suggests the change on the
record's own page, or at Index Herbariorum where the record is copied from there.
"""

from typing import NamedTuple

import pandas as pd

from coursehelpers.evidence.tables import Evidence
from coursehelpers.ground.characters import printable
from coursehelpers.ground.errors import BadCallError
from coursehelpers.ground.locale import LateMapping, _, enumeration, labelled
from coursehelpers.ground.settings import GRSCICOLL_URL
from coursehelpers.ground.tables import TEXT, Column, tidy
from coursehelpers.landscape.entries import filled_fields

MISSING = LateMapping(
    lambda: {
        "part": Column(TEXT, _("part of the record")),
        "field": Column(TEXT, _("field that is empty")),
        "ask": Column(TEXT, _("what to ask the institution")),
        "where": Column(TEXT, _("where it is changed")),
    }
)
"""Columns of :attr:`Improvement.missing`."""

_WORDS = LateMapping(
    lambda: {
        "linkage": _("linkage"),
        "contact": _("contact"),
        "holdings": _("holdings"),
        "location": _("location"),
        "code": _("code"),
        "other codes or identifiers": _("other codes or identifiers"),
        "identifier of the organisation": _("identifier of the organisation"),
        "active or not": _("active or not"),
        "e-mail or contact": _("e-mail or contact"),
        "homepage": _("homepage"),
        "country and city": _("country and city"),
        "number of specimens": _("number of specimens"),
        "disciplines or kind": _("disciplines or kind"),
        "coverage or a collection": _("coverage or a collection"),
        "coordinates in the country": _("coordinates in the country"),
    }
)
"""Parts and fields of a record, as a reader calls them."""
_ASK = LateMapping(
    lambda: {
        "code": _("Which code stands on your labels?"),
        "other codes or identifiers": _("Did you use another code before?"),
        "identifier of the organisation": _("Does your organisation have a ROR identifier?"),
        "active or not": _("Is the collection in use today?"),
        "e-mail or contact": _(
            "Which general address may stand there, of an office and not of a person?"
        ),
        "homepage": _("Which page describes your collection?"),
        "country and city": _("In which city are the specimens?"),
        "number of specimens": _("Roughly how many specimens do you hold?"),
        "disciplines or kind": _("Which groups do you hold?"),
        "coverage or a collection": _("Which regions and groups does your collection cover?"),
        "coordinates in the country": _("Where exactly is the building?"),
    }
)
"""A question for each field, in the words in which one would ask on the telephone."""

_HERBARIORUM = ("code", "e-mail or contact", "homepage", "country and city", "number of specimens")
"""Fields that a weekly synchronisation with Index Herbariorum overwrites."""


class Improvement(NamedTuple):
    """Hold what is missing in one record, and a text for a suggestion.

    Attributes
    ----------
    name, url : str
    missing : pandas.DataFrame
        Columns :data:`MISSING`; empty if all fields are filled.
    suggestion : str
        Ready to be filled in, after the institution has confirmed.
    """

    name: str
    url: str
    missing: pd.DataFrame
    suggestion: str


def improve(evidence: Evidence, key: str) -> Improvement:
    """Say what is missing in an institution's record, whom to ask, and what to suggest.

    Parameters
    ----------
    evidence : Evidence
    key : str
        GRSciColl's key of the institution.

    Returns
    -------
    Improvement

    Raises
    ------
    BadCallError
        If the country has no such institution.

    Examples
    --------
    >>> from coursehelpers.evidence.gather import gather
    >>> country = gather("XT")
    >>> improve(country, country.institutions["key"][0]).missing.columns.tolist()
    ['part', 'field', 'ask', 'where']
    """
    found = evidence.institutions.index[evidence.institutions["key"] == key]
    if not len(found):
        raise BadCallError(
            _("“{key}” is no institution of this country; copy a key from the table.").format(
                key=key
            )
        )
    row = evidence.institutions.loc[found[0]]
    herbariorum = row["master_source"] == "IH"
    rows = [
        {
            "part": _WORDS[part],
            "field": _WORDS[str(column.name)],
            "ask": _ASK[str(column.name)],
            "where": _("Index Herbariorum")
            if herbariorum and column.name in _HERBARIORUM
            else "GRSciColl",
        }
        for part, columns in filled_fields(evidence).items()
        for column in columns
        if not column[found[0]]
    ]
    missing = tidy(rows, MISSING)
    name = printable(str(row["name"]), "line") if pd.notna(row["name"]) else key
    return Improvement(
        name,
        f"{GRSCICOLL_URL}/institution/{key}",
        missing,
        _suggestion(name, missing, herbariorum=bool(herbariorum)),
    )


def _suggestion(name: str, missing: pd.DataFrame, *, herbariorum: bool) -> str:
    if not len(missing):
        return _("All fields are filled. Ask the institution whether they are still right.")
    here = missing.loc[missing["where"] == "GRSciColl", "field"].tolist()
    there = missing.loc[missing["where"] != "GRSciColl", "field"].tolist()
    lines = [_("Suggestion for {name}:").format(name=name)]
    lines += [labelled(field, "[…]") for field in here]
    if here:
        lines.append(_("Confirmed by the institution on [day], by [role]."))
    if there:
        lines.append(
            _("To be changed at Index Herbariorum, which is copied each week: {fields}.").format(
                fields=enumeration(there)
            )
        )
    elif herbariorum:
        lines.append(
            _("This record is copied from Index Herbariorum each week; correct its address there.")
        )
    return "\n".join(lines)
