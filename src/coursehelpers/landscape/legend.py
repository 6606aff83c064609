"""What the codes in a table mean, for whoever opens a spreadsheet and nothing else."""

from collections.abc import Iterable

from coursehelpers.ground.locale import LateMapping, _
from coursehelpers.landscape.conversations import CONVERSATIONS

CODES = LateMapping(
    lambda: {
        "declared_basis": {
            "institution": _("the number in the institution's own entry"),
            "collections": _("the sum over its collections, each of which states a size"),
            "partial": _(
                "the sum over some of its collections, since others state no size: at least so many"
            ),
            "unknown": _("nobody states a size"),
        },
        "publisher": {
            "E0": _("no publisher found"),
            "E1": _("it is a publisher: its entry is copied from the publisher's"),
            "E2": _("it is a publisher: both have the same identifier"),
            "E3": _("it is a publisher: both have the same name in the same country"),
            "E4": _("perhaps a publisher: the names are similar; please check"),
        },
        "contactable": {
            "0": _("the entry gives no way to reach it"),
            "1": _("a homepage or a postal address"),
            "2": _("a general e-mail or telephone number"),
            "3": _("a contact with an e-mail address"),
        },
        "triage": {code: kind.words for code, kind in CONVERSATIONS.items()},
        "wave": {
            "now": _("those whom one node can call first"),
            "next": _("those who follow when the first ones are called"),
            "later": _("those who wait; later is not never"),
        },
    }
)
"""Meanings of codes, by the name of the column in which they stand."""


def codes_of(columns: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return the meanings of the codes that stand in some columns.

    Parameters
    ----------
    columns : iterable of str
        Names of columns; those that hold no code are left out.

    Examples
    --------
    >>> codes_of(["name", "publisher"])["publisher"]["E0"]
    'no publisher found'
    """
    return {name: CODES[name] for name in columns if name in CODES}
