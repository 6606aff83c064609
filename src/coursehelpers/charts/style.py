"""How figures look: calm, the same everywhere, readable in grey and for colour-blind eyes."""

from typing import NamedTuple

from coursehelpers.locale import _

RC = {
    "font.family": ["DejaVu Sans", "sans-serif"],
    "font.size": 10,
    "svg.fonttype": "none",
    "svg.hashsalt": "coursehelpers",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#555555",
    "axes.axisbelow": True,
    "grid.color": "#dddddd",
    "grid.linewidth": 0.8,
}
"""Settings of matplotlib, used only while a figure is drawn."""

WIDTH = 7.0
"""Inches: a page of A4 between its margins."""
INK = "#222222"
QUIET = "#666666"
LAND = "#ece8df"
SEA = "#f6f9fb"


class Mark(NamedTuple):
    """Give one kind of conversation its words, colour and shape."""

    words: str
    colour: str
    shape: str


# Colours after Okabe and Ito (2008), told apart by colour-blind eyes; shapes tell them apart in grey.
TRIAGE = {
    "link-fix": Mark(_("links to mend"), "#D55E00", "X"),
    "complete": Mark(_("mostly linked"), "#009E73", "o"),
    "grow": Mark(_("publisher, more to link"), "#0072B2", "s"),
    "onboard": Mark(_("ready to join"), "#56B4E9", "D"),
    "engage": Mark(_("size known, first talk"), "#E69F00", "^"),
    "ask-size": Mark(_("first contact: ask what you hold"), "#CC79A7", "v"),
    "verify": Mark(_("check the entry first"), "#666666", "P"),
    "out-of-scope": Mark(_("outside the scope"), "#BBBBBB", "."),
}
"""The kinds of conversation, in the order in which they are decided."""
