"""The verbs of the discussion: role cards, what a learner shares, and the group's answers side by side."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from coursehelpers.agreement import verdict
from coursehelpers.charts.picture import Picture
from coursehelpers.charts.stakeholders import chart_dots
from coursehelpers.errors import BadCallError
from coursehelpers.exports import html
from coursehelpers.files import write_whole
from coursehelpers.group import (
    Group,
    call_cards,
    gather_group,
    role_cards,
    save_shared,
    share,
    to_discuss,
)
from coursehelpers.lessons import Shown, table_of
from coursehelpers.locale import _
from coursehelpers.settings import data_file, read_settings
from coursehelpers.workbook import my_country, open_workbook


def show_cards() -> Shown:
    """Show the twelve role cards of the training country."""
    table = pd.DataFrame(role_cards())
    return table_of(table, _("Role cards of Xantoria, the made-up training country."))


def save_role_cards() -> str:
    """Save the twelve role cards as a page to print and cut, four on each sheet of A4."""
    return _save_cards("role-cards.html", role_cards_page())


def role_cards_page() -> str:
    """Write the twelve role cards as a page of HTML."""
    scales = [_("Power 1 2 3 4 5"), _("Interest 1 2 3 4 5"), _("exercise: made-up country")]
    cards = [(card, [card["text"], *scales]) for card in role_cards()]
    return _cards_page(_("Role cards of Xantoria"), cards)


def save_call_cards() -> str:
    """Save the cards for playing a first call as a page to print and cut."""
    return _save_cards("call-cards.html", call_cards_page())


def call_cards_page() -> str:
    """Write the cards for playing a first call as a page of HTML."""
    cards = [(card, [card["text"], _("exercise: made-up roles")]) for card in call_cards()]
    return _cards_page(_("Cards for a first call"), cards)


def _cards_page(title: str, cards: Sequence[tuple[dict[str, Any], list[str]]]) -> str:
    written = [
        html.card(_("Card {number}").format(number=card["card"]), card["title"], lines)
        for card, lines in cards
    ]
    return html.page(title, [html.cards(written)])


def _save_cards(name: str, page: str) -> str:
    settings = read_settings()
    path = settings.home / "exports" / name
    write_whole(path, page.encode())
    return _("Saved as {path}. Open it in your browser and print it.").format(
        path=settings.short(path)
    )


def share_my_answers(cards: dict[int, tuple[int, int]] | None = None) -> str:
    """Save what you share with the group: kinds, power and interest, and nothing else.

    Parameters
    ----------
    cards : dict of int to (power, interest), optional
        Your scores of the role cards.
    """
    settings, workbook = read_settings(), open_workbook(my_country())
    path = settings.home / "exports" / f"shared-{workbook.country.replace(',', '-')}.json"
    save_shared(share(workbook, cards), path)
    return _("Saved as {path}. Hand this file to your trainer; nothing was sent.").format(
        path=settings.short(path)
    )


def my_group(folder: str = "") -> Group:
    """Read the files that a group has shared; without a folder, those of twelve made-up learners.

    Parameters
    ----------
    folder : str, optional
        Where the trainer has put the files.
    """
    where = Path(folder) if folder else data_file("group")
    return gather_group(sorted(where.glob("*.json")))


def discuss(group: Group, rows: int = 6) -> Shown:
    """Show what to talk about, the greatest disagreement first."""
    table = to_discuss(group)[["name", "about", "median", "within_one", "consensus"]]
    return table_of(table.head(rows), verdict(len(group.power)))


def dots(group: Group, about: str = "power") -> Picture:
    """Draw every rating of the role cards as a dot; ``about`` is ``"power"`` or ``"interest"``."""
    if about not in ("power", "interest"):
        raise BadCallError(
            _("“{about}” was not scored; write power or interest.").format(about=about)
        )
    return chart_dots(getattr(group, about), _(about))
