"""The kinds of conversation that an institution may need, and who counts in a country's numbers.

Each kind stands here once, with all that is said or drawn of it: on screen, in a chart, in a letter, on a slide.
"""

from typing import Any, NamedTuple

import pandas as pd

from coursehelpers.ground.locale import LateMapping, _, quoted
from coursehelpers.ground.tables import split


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
                "Many of your specimen records are on GBIF, but not linked to your institution, because of a code. "
                "May I send the right one to whoever prepares the dataset?"
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
            first_step=_("say thank you; ask it to speak to others"),
            question=_(
                "Nearly all that you hold is linked, thank you. Would somebody of your house tell others how you "
                "did it?"
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
                "You publish already, thank you. What stands in the way of the next dataset?"
            ),
            offer=_(
                "I gladly help with the mapping, and look with you for a place that hosts the data."
            ),
            colour="#0072B2",
            shape="s",
        ),
        "onboard": Conversation(
            words=_("ready to join: data online or links found, no publisher for certain"),
            label=_("ready to join"),
            wave="now",
            turn=2,
            first_step=_("offer to publish its data, or to host them"),
            question=_(
                "Part of your collection can be found online already. Which role in your house could talk with us "
                "about publishing it under your own name?"
            ),
            offer=_(
                "I gladly help to map the columns, look with you for a place that hosts the data, and show how they "
                "are used."
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
            question=_("Is the number in your entry still right?"),
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
            first_step=_("check whether it still exists"),
            question=_("Does the collection still exist, and which role keeps it?"),
            offer=_("One line is enough. I then suggest the change to the registry."),
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
        reach it, a publisher that it may be, two numbers that disagree.
    """
    step = CONVERSATIONS[row.triage].first_step
    if not step or row.triage == "verify":
        return step
    if row.contactable == 0:
        return _("find a way to reach it")
    if row.publisher == "E4" and row.triage in ("onboard", "engage", "ask-size"):
        return _("check whether it is the publisher {name}").format(name=perhaps(row))
    if row.disagree and row.triage in ("engage", "complete"):
        return _("ask which of its two numbers is right")
    return step
