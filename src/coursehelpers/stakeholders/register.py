"""Who has a stake: a register of organisations and roles, how much they can decide and how much they care.

The main path needs five things of each: name, kind, power, interest and why. Everything else is there for
those who want it.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from coursehelpers.documents.text import to_csv
from coursehelpers.evidence.tables import Evidence
from coursehelpers.ground.locale import LateMapping, _
from coursehelpers.ground.tables import TEXT, WHOLE, YES_NO, Column, rows_of, tidy
from coursehelpers.landscape.conversations import in_scope
from coursehelpers.landscape.naming import distinct_names
from coursehelpers.landscape.survey import Landscape
from coursehelpers.workbook.entries import Stakeholder, Step, Tie

KINDS = LateMapping(
    lambda: {
        "institution": _("institution with collections"),
        "publisher": _("publisher of specimen records"),
        "director": _("directors, deans and boards"),
        "curator": _("curators and researchers in charge"),
        "collection-manager": _("collection managers and registrars"),
        "database": _("database and IT staff"),
        "small-collection": _("university herbaria, teaching and local collections"),
        "society": _("amateur societies and private collectors"),
        "ministry": _("ministries and funders"),
        "permits": _("permit and protected-area authorities"),
        "network": _("professional societies and networks"),
        "aggregator": _("aggregators and infrastructures"),
        "users": _("users of data"),
        "volunteers": _("citizen scientists, students and volunteers"),
        "library": _("libraries, journals and publishers of literature"),
        "abroad": _("institutions abroad that hold specimens of the country"),
    }
)
"""Checklist of kinds, to begin from; a learner may use words of their own."""
OTHER = "other"
"""What a learner's own word for a kind becomes where it is shared."""

MIDPOINT = 3
"""Middle of the scale from 1 to 5."""
BORDERLINE = 0.5
"""Nearer to the middle than this, a stakeholder belongs to no corner for certain."""

QUADRANTS = LateMapping(
    lambda: {
        "work closely": _("plan together, answer the same day"),
        "keep satisfied": _("short, rare and useful: half a page before the budget is made"),
        "support": _("help with tools, training and a letter: they do the work and need a voice"),
        "keep in view": _("a newsletter is enough for now; look again in a year"),
    }
)
"""The four corners of the grid, and how to work with who stands there."""

REGISTER = LateMapping(
    lambda: {
        "key": Column(TEXT, _("what it is known by")),
        "name": Column(TEXT, _("name of the organisation or role, never of a person")),
        "kind": Column(TEXT, _("kind of stakeholder")),
        "power": Column(WHOLE, _("1 to 5: how much it can change what you want to reach")),
        "interest": Column(WHOLE, _("1 to 5: how much it cares today")),
        "why": Column(TEXT, _("the reason for both, in a sentence")),
        "role": Column(TEXT, _("role in your plan")),
        "audience": Column(TEXT, _("GBIF's audience and segment")),
        "confidence": Column(WHOLE, _("1 to 5: how sure you are")),
        "current": Column(
            TEXT, _("attitude today: unaware, resistant, neutral, supportive, leading")
        ),
        "desired": Column(TEXT, _("attitude that you hope for")),
        "ask": Column(TEXT, _("what you ask of it")),
        "offer": Column(TEXT, _("what you offer")),
        "owner": Column(TEXT, _("role in your node that looks after it")),
        "next_step": Column(TEXT, _("next step")),
        "legitimacy": Column(WHOLE, _("1 to 5: how rightful its claim is")),
        "urgency": Column(WHOLE, _("1 to 5: how much it cannot wait")),
    }
)
"""Columns of the register; the first six are the main path."""

PLACED = LateMapping(
    lambda: {
        "quadrant": Column(TEXT, _("corner of the grid")),
        "borderline": Column(YES_NO, _("whether it stands near the middle")),
        "approach": Column(TEXT, _("how to work with who stands there")),
    }
)


def from_landscape(evidence: Evidence, landscape: Landscape) -> list[Stakeholder]:
    """Begin a register with who really appears in a country's data.

    Parameters
    ----------
    evidence : Evidence
    landscape : Landscape

    Returns
    -------
    list of Stakeholder
        Institutions in scope, publishers without one, and Index Herbariorum where entries come from
        it. No scores: those are the learner's.
    """
    inside = in_scope(landscape.table)
    named = inside[inside["name"].notna()]
    found = [
        Stakeholder(key=row.key, name=row.name, kind="institution")
        for row in rows_of(named.assign(name=distinct_names(named)), "key", "name")
    ]
    found += [
        Stakeholder(key=row.key, name=row.name, kind="publisher")
        for row in rows_of(landscape.publishers, "key", "name")
        if row.name
    ]
    if (evidence.institutions["master_source"] == "IH").any():
        found.append(
            Stakeholder(key="index-herbariorum", name="Index Herbariorum", kind="aggregator")
        )
    return found


def quadrant(power: int, interest: int) -> str:
    """Return the corner of the grid, by the middle of the scale.

    The middle is fixed, so that adding a stakeholder moves nobody else. The axes go back to Mendelow
    (1981); the words for those with little power and much interest are ours: small collections need
    support, not newsletters.

    Parameters
    ----------
    power, interest : int
        1 to 5; exactly in the middle counts as much.

    Returns
    -------
    str
        A key of :data:`QUADRANTS`.

    Examples
    --------
    >>> quadrant(2, 5)
    'support'
    """
    if power >= MIDPOINT:
        return "work closely" if interest >= MIDPOINT else "keep satisfied"
    return "support" if interest >= MIDPOINT else "keep in view"


def is_borderline(power: float, interest: float) -> bool:
    """Tell whether a stakeholder stands so near the middle that it belongs to no corner for certain.

    Examples
    --------
    >>> is_borderline(3, 5), is_borderline(2, 5)
    (True, False)
    """
    return abs(power - MIDPOINT) < BORDERLINE or abs(interest - MIDPOINT) < BORDERLINE


def register(stakeholders: Iterable[Stakeholder]) -> pd.DataFrame:
    """Make a table of the register, with the corner in which each stakeholder stands.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`REGISTER` and :data:`PLACED`; without scores there is no corner.
    """
    rows = []
    for stakeholder in stakeholders:
        row: dict[str, Any] = stakeholder.model_dump()
        if stakeholder.power is not None and stakeholder.interest is not None:
            corner = quadrant(stakeholder.power, stakeholder.interest)
            row |= {
                "quadrant": corner,
                "borderline": is_borderline(stakeholder.power, stakeholder.interest),
                "approach": QUADRANTS[corner],
            }
        rows.append(row)
    return tidy(rows, REGISTER | PLACED)


_STEPS = {"resistant": -1, "neutral": 0, "supportive": 1, "leading": 2}

ATTITUDES = ("unaware", *_STEPS)
"""Attitudes towards a plan, of organisations and roles, never of persons."""


def engagement_gap(current: str | None, desired: str | None) -> int | str | None:
    """Say how far an attitude is from the one that is hoped for.

    Unaware is no attitude: who has not heard of it has to be told first (after the stakeholder engagement
    assessment matrix of the PMBOK Guide).

    Returns
    -------
    int, str or None
        Steps to go; “inform first” for who is unaware; None where one of the two is not given.

    Examples
    --------
    >>> engagement_gap("neutral", "leading"), engagement_gap("unaware", "supportive")
    (2, 'inform first')
    """
    if not current or not desired:
        return None
    if current == "unaware":
        return _("inform first")
    return _STEPS[desired] - _STEPS[current] if desired in _STEPS else None


_SALIENCE = LateMapping(
    lambda: {
        "": ("non-stakeholder", _("no claim at present")),
        "P": ("dormant", _("could act, has no reason to: keep in view")),
        "L": ("discretionary", _("rightful, without power or hurry: be generous")),
        "U": ("demanding", _("in a hurry, without power: answer politely")),
        "PL": ("dominant", _("rightful and able to act: work closely")),
        "PU": ("dangerous", _("listen first")),
        "LU": ("dependent", _("rightful and in a hurry, without power: be an ally")),
        "PLU": ("definitive", _("act now")),
    }
)


def salience(power: int, legitimacy: int, urgency: int, threshold: int = 4) -> tuple[str, str]:
    """Name the class of a stakeholder after Mitchell, Agle and Wood (1997).

    Parameters
    ----------
    power, legitimacy, urgency : int
        1 to 5.
    threshold : int, optional
        From which score on an attribute is present.

    Returns
    -------
    name : str
        The historical term; “dangerous” is one too, and no judgement of ours.
    words : str
        How to read it.

    Examples
    --------
    >>> salience(2, 5, 4)[0]
    'dependent'
    """
    scores = {"P": power, "L": legitimacy, "U": urgency}
    return _SALIENCE["".join(letter for letter, score in scores.items() if score >= threshold)]


def raci(steps: Iterable[Step]) -> pd.DataFrame:
    """Make a table of who does what in the steps of a plan.

    Returns
    -------
    pandas.DataFrame
        Columns ``activity``, ``actor`` and ``letter``: R does it, A answers for it, C is consulted,
        I is informed.

    Examples
    --------
    >>> raci([Step(activity="call", does="node; student", answers="node manager")])["letter"].tolist()
    ['R', 'R', 'A']
    """
    rows = [
        {"activity": step.activity, "actor": actor, "letter": letter}
        for step in steps
        for letter, actors in zip(
            "RACI", (step.does, step.answers, step.consulted, step.informed), strict=True
        )
        for actor in [name.strip() for name in actors.split(";")] or [""]
        if actor
    ]
    # A step without anybody still has to be found missing.
    empty = [
        {"activity": step.activity, "actor": "", "letter": ""}
        for step in steps
        if not step.does and not step.answers
    ]
    return pd.DataFrame([*rows, *empty], columns=["activity", "actor", "letter"])


def check_raci(table: pd.DataFrame, must_be_heard: Sequence[str] = ()) -> list[str]:
    """Check a table of who does what.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``activity``, ``actor`` and ``letter`` (R, A, C or I).
    must_be_heard : sequence of str, optional
        Actors who have to be consulted at least once.

    Returns
    -------
    list of str
        Sentences about what is missing: each activity has exactly one who answers for it (A) and at
        least one who does it (R).

    Examples
    --------
    >>> check_raci(pd.DataFrame({"activity": ["call"], "actor": ["node"], "letter": ["R"]}))
    ['“call” has nobody who answers for it; name exactly one (A).']
    """
    findings = []
    for activity, rows in table.groupby("activity", sort=False):
        letters = rows["letter"].value_counts()
        if letters.get("A", 0) == 0:
            findings.append(
                _("“{activity}” has nobody who answers for it; name exactly one (A).").format(
                    activity=activity
                )
            )
        elif letters["A"] > 1:
            findings.append(
                _("“{activity}” has {n} who answer for it; keep exactly one (A).").format(
                    activity=activity, n=letters["A"]
                )
            )
        if letters.get("R", 0) == 0:
            findings.append(
                _("“{activity}” has nobody who does it; name at least one (R).").format(
                    activity=activity
                )
            )
    heard = set(table.loc[table["letter"].isin(["R", "A", "C"]), "actor"])
    findings += [
        _("“{actor}” is heard nowhere; consult it at least once (C).").format(actor=actor)
        for actor in must_be_heard
        if actor not in heard
    ]
    return findings


def kumu_elements(stakeholders: Iterable[Stakeholder]) -> str:
    """Write the elements of a Kumu map as CSV: no scores, since a map is often public."""
    columns = {"Label": Column(TEXT, ""), "Type": Column(TEXT, ""), "Description": Column(TEXT, "")}
    rows = [
        {"Label": s.name, "Type": KINDS.get(s.kind, s.kind), "Description": s.role}
        for s in stakeholders
    ]
    return to_csv(tidy(rows, columns), columns)


def kind_name(kind: str) -> str:
    """Say what a kind of stakeholder means; a word that is not of the list stays as it is.

    Examples
    --------
    >>> kind_name("permits"), kind_name("other"), kind_name("botanical friends")
    ('permit and protected-area authorities', 'of another kind', 'botanical friends')
    """
    return _("of another kind") if kind == OTHER else KINDS.get(kind, kind)


def kumu_connections(stakeholders: Iterable[Stakeholder], ties: Iterable[Tie]) -> str:
    """Write the connections of a Kumu map as CSV."""
    names = {stakeholder.key: stakeholder.name for stakeholder in stakeholders}
    columns = {
        "From": Column(TEXT, ""),
        "To": Column(TEXT, ""),
        "Type": Column(TEXT, ""),
        "Strength": Column(WHOLE, ""),
    }
    rows = [
        {
            "From": names.get(t.one, t.one),
            "To": names.get(t.other, t.other),
            "Type": t.kind,
            "Strength": t.strength,
        }
        for t in ties
    ]
    return to_csv(tidy(rows, columns), columns)
