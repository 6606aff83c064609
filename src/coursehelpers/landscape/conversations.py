"""The kinds of conversation that an institution may need, and who counts in a country's numbers.

Each kind stands here once, with all that is said or drawn of it: on screen, in a chart, in a letter, on a slide.
"""

from typing import Any, NamedTuple

import pandas as pd

from coursehelpers.ground.locale import LateMapping, _, ngettext, number, quoted
from coursehelpers.ground.tables import split
from coursehelpers.landscape.salutation import speaks_of_the_past


class Conversation(NamedTuple):
    """Hold what is said, asked, offered and drawn for one kind of conversation.

    Attributes
    ----------
    words : str
        What it is about, in plain words.
    label : str
        The same in the few words that fit into a chart.
    wave : {"now", "next", "later", ""}
        When it is due where no score is computed; empty where nobody is called.
    turn : int
        Its turn within a wave, from 1.
    first_step, question, offer : str
        What to do first; what a letter asks and what it offers. Empty where nobody is called.
    colour, shape : str
        How it is drawn: colours after Okabe and Ito (2008), told apart by colour-blind eyes; shapes tell them
        apart in grey.
    """

    words: str
    label: str
    wave: str
    turn: int
    first_step: str
    question: str
    offer: str
    colour: str
    shape: str


OUT_OF_SCOPE = "out-of-scope"

CONVERSATIONS = LateMapping(
    lambda: {
        "link-fix": Conversation(
            words=_("links to mend: a publisher, but most of its records are not linked"),
            label=_("links to mend"),
            wave="now",
            turn=1,
            first_step=_("send the right codes to whoever prepares the dataset"),
            question=_(
                "Most of the specimen records that you publish on GBIF are not linked to an entry in GRSciColl, most "
                "likely because of a code. May I send the right one to whoever prepares the dataset?"
            ),
            offer=_("Nothing has to be digitised for that. I gladly help on the telephone."),
            colour="#D55E00",
            shape="X",
        ),
        "complete": Conversation(
            words=_("mostly linked"),
            label=_("mostly linked"),
            wave="later",
            turn=7,
            first_step=_("thank it for publishing; ask it to tell others how"),
            question=_(
                "That is nearly as many records as the specimens stated: thank you for publishing them. Would somebody "
                "at your institution tell others how you did it?"
            ),
            offer=_("If you like, I send you a page with your numbers for your annual report."),
            colour="#009E73",
            shape="o",
        ),
        "grow": Conversation(
            words=_("a publisher, with more to link"),
            label=_("publisher, more to link"),
            wave="next",
            turn=3,
            first_step=_("ask what stands in the way of the next dataset"),
            question=_(
                "You publish on GBIF already: thank you. What stands in the way of the next dataset?"
            ),
            offer=_(
                "I gladly help with the mapping, and look with you for a place that hosts the data."
            ),
            colour="#0072B2",
            shape="s",
        ),
        "onboard": Conversation(
            words=_("data online or records linked, but it is not clear who publishes them"),
            label=_("data online, publisher unclear"),
            wave="now",
            turn=2,
            first_step=_("ask whether its data are on GBIF already; if not, offer help"),
            question=_(
                "Your entry links to a catalogue or to data online. Are these data on GBIF already, perhaps through "
                "another publisher?"
            ),
            offer=_(
                "If not, I gladly help to map the columns, look with you for a place that hosts the data, and show how "
                "such data are used."
            ),
            colour="#56B4E9",
            shape="D",
        ),
        "engage": Conversation(
            words=_("size known, no publisher for certain: a first talk"),
            label=_("size known, first talk"),
            wave="next",
            turn=4,
            first_step=_("a first talk about what it would gain"),
            question=_("Is that number of specimens still right?"),
            offer=_(
                "If you like, we go through the entry together on the telephone; I then suggest the changes to the "
                "registry."
            ),
            colour="#E69F00",
            shape="^",
        ),
        "ask-size": Conversation(
            words=_("first contact: ask what you hold"),
            label=_("first contact: ask what you hold"),
            wave="next",
            turn=5,
            first_step=_("one question: what do you hold?"),
            question=_("Roughly how many specimens do you hold?"),
            offer=_(
                "A guess is welcome. I then suggest it to the registry for your entry, and tell you when it is there."
            ),
            colour="#CC79A7",
            shape="v",
        ),
        "verify": Conversation(
            words=_("check the entry first: it says too little"),
            label=_("check the entry first"),
            wave="later",
            turn=6,
            first_step=_("find out who looks after it now"),
            question=_(
                "Who looks after your collections now, and which general address may the entry give?"
            ),
            offer=_(
                "One line is enough; an office or a role will do. I then suggest it to the registry for your entry."
            ),
            colour="#666666",
            shape="P",
        ),
        OUT_OF_SCOPE: Conversation(
            words=_("inactive, or outside what GBIF's specimen records cover"),
            label=_("outside the scope"),
            wave="",
            turn=8,
            first_step="",
            question="",
            offer="",
            colour="#BBBBBB",
            shape=".",
        ),
    }
)
"""The kinds of conversation by their code in the column ``triage``."""

NOT_CALLED_FOR_DATA = ("verify", "complete")
"""Kinds in which nothing is known of an institution yet, or nothing is left to link."""

MAY_PUBLISH = ("onboard", "engage", "ask-size", "complete")
"""Kinds in which it matters first whether a publisher of a similar name (E4) is the institution."""

CERTAIN = frozenset({"E1", "E2", "E3"})
"""Classes of evidence that an institution is a publisher for certain; E4 is for a person to decide."""


def in_scope(table: pd.DataFrame) -> pd.DataFrame:
    """Leave out the institutions that no sum and no calling order counts.

    Parameters
    ----------
    table : pandas.DataFrame
        With the column ``triage``.

    Examples
    --------
    >>> in_scope(pd.DataFrame({"triage": ["grow", "out-of-scope"]}))["triage"].tolist()
    ['grow']
    """
    return table[table["triage"] != OUT_OF_SCOPE]


def surely_publishes(table: pd.DataFrame) -> "pd.Series[Any]":
    """Tell which institutions are publishers for certain.

    Parameters
    ----------
    table : pandas.DataFrame
        With the column ``publisher``, the class of evidence.

    Examples
    --------
    >>> surely_publishes(pd.DataFrame({"publisher": ["E3", "E4"]})).tolist()
    [True, False]
    """
    return table["publisher"].isin(CERTAIN)


def in_words(table: pd.DataFrame) -> pd.DataFrame:
    """Write the kinds of a table as people read them; a table that has none stays as it is.

    Parameters
    ----------
    table : pandas.DataFrame
        With or without the column ``triage``.

    Examples
    --------
    >>> in_words(pd.DataFrame({"triage": ["link-fix"]}))["triage"].tolist()
    ['links to mend']
    """
    if "triage" not in table:
        return table
    labels = {code: str(kind.label) for code, kind in CONVERSATIONS.items()}
    words = [labels.get(code, code) for code in table["triage"].astype("object")]
    return table.assign(triage=pd.Series(words, table.index, dtype="object"))


FEW_SPECIMENS = 100
"""Specimens below which a number is asked about first: digits lost in typing are likelier than so small a collection.
Ours."""


def states_few(row: Any) -> bool:
    """Tell whether an entry states so few specimens that a digit may be missing.

    Parameters
    ----------
    row : namedtuple
        A row of the landscape.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> [states_few(SimpleNamespace(declared=n, declared_basis="institution")) for n in (12, 12_000, None)]
    [True, False, False]
    """
    # The sum of some collections is a lower bound, and may well be small.
    return (
        row.declared is not None
        and row.declared < FEW_SPECIMENS
        and row.declared_basis != "partial"
    )


def publisher_unknown(row: Any) -> bool:
    """Tell whether records are linked of which nobody knows the publisher.

    Parameters
    ----------
    row : namedtuple
        A row of the landscape.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> publisher_unknown(SimpleNamespace(triage="onboard", publisher="E0", linked=7))
    True
    """
    return (
        row.triage in ("onboard", "complete") and row.publisher not in CERTAIN and bool(row.linked)
    )


def perhaps(row: Any) -> str:
    """Name the publishers that an institution may be, as far as a similar name goes (E4).

    Parameters
    ----------
    row : namedtuple
        A row of the landscape.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> perhaps(SimpleNamespace(publisher_name="Museum of Bo"))
    '“Museum of Bo”'
    """
    return _(" or ").join(quoted(" ".join(name.split())) for name in split(row.publisher_name))


def first_step(row: Any) -> str:
    """Say what to do first with an institution.

    Parameters
    ----------
    row : namedtuple
        A row of the landscape.

    Returns
    -------
    str
        The first step of its kind of conversation, unless something has to be cleared up before: no way to
        reach it, a second entry, a publisher that it may be, a number that may be wrong.
    """
    step = CONVERSATIONS[row.triage].first_step
    if step and row.name and speaks_of_the_past(row.name):
        return _("find out who keeps its collections now")
    if not step or row.triage == "verify":
        return step
    if row.contactable == 0:
        return _("find a way to reach it")
    if row.duplicate_of:
        return _("look whether it is entered twice")
    if row.publisher == "E4" and row.triage in MAY_PUBLISH:
        return _("check whether it is the publisher {name}").format(name=perhaps(row))
    if row.disagree and row.triage in ("engage", "complete"):
        return _("ask which of its two numbers is right")
    if row.over and row.triage in ("engage", "complete"):
        return _("ask whether its number of specimens is still right")
    if states_few(row):
        return ngettext(
            "ask kindly whether {n} specimen is right; a digit may be missing",
            "ask kindly whether {n} specimens is right; a digit may be missing",
            row.declared,
        ).format(n=number(row.declared))
    if publisher_unknown(row):
        return _("ask who publishes its records")
    return step
