"""Cards to print and cut: the role cards that a group scores, and those for playing a first call."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from coursehelpers.documents import html
from coursehelpers.ground.files import write_whole
from coursehelpers.ground.locale import _
from coursehelpers.stakeholders.group import call_cards, role_cards


def save_role_cards(folder: Path) -> Path:
    """Save the twelve role cards as a page to print and cut, four on each sheet of A4."""
    return _save(folder / "role-cards.html", role_cards_page())


def save_call_cards(folder: Path) -> Path:
    """Save the cards for playing a first call as a page to print and cut."""
    return _save(folder / "call-cards.html", call_cards_page())


def role_cards_page() -> str:
    """Write the twelve role cards as a page of HTML."""
    scales = [_("Power 1 2 3 4 5"), _("Interest 1 2 3 4 5"), _("exercise: made-up country")]
    cards = [(card, [card["text"], *scales]) for card in role_cards()]
    return _page(_("Role cards of Xantoria"), cards)


def call_cards_page() -> str:
    """Write the cards for playing a first call as a page of HTML."""
    cards = [(card, [card["text"], _("exercise: made-up roles")]) for card in call_cards()]
    return _page(_("Cards for a first call"), cards)


def _page(title: str, cards: Sequence[tuple[dict[str, Any], list[str]]]) -> str:
    written = [
        html.card(_("Card {number}").format(number=card["card"]), card["title"], lines)
        for card, lines in cards
    ]
    return html.page(title, [html.cards(written)])


def _save(path: Path, page: str) -> Path:
    write_whole(path, page.encode())
    return path
