"""The verbs of the discussion: role cards, what a learner shares, and the group's answers side by side."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from coursehelpers.charts.picture import Picture
from coursehelpers.charts.stakeholders import chart_dots, chart_kinds
from coursehelpers.documents import html
from coursehelpers.errors import BadCallError
from coursehelpers.files import write_whole
from coursehelpers.forms.grid import CardForm
from coursehelpers.home import my_country
from coursehelpers.lessons import Shown, sentences, table_of
from coursehelpers.locale import _
from coursehelpers.settings import TRAINING_COUNTRY, data_file, read_settings
from coursehelpers.stakeholders.agreement import verdict, what_changed
from coursehelpers.stakeholders.group import (
    Group,
    call_cards,
    gather_group,
    role_cards,
    save_shared,
    share,
    similar_kinds,
    to_discuss,
)
from coursehelpers.workbook.entries import CardScore
from coursehelpers.workbook.file import open_workbook, save_workbook


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


def card_form() -> CardForm:
    """Open the twelve role cards as a grid: drag them, or move them with the arrow keys."""
    return CardForm()


def score_cards(scores: Mapping[int, tuple[int, int]]) -> Shown:
    """Note your scores of role cards without the grid, such as from paper.

    Parameters
    ----------
    scores : mapping of int to (int, int)
        Power and interest by the number of the card: ``{1: (4, 2), 2: (2, 5)}``.

    Raises
    ------
    BadCallError
        If there is no such card, or a score is off the scale.
    """
    workbook = open_workbook(TRAINING_COUNTRY)
    for card, both in scores.items():
        if card not in range(1, 13) or len(both) != 2 or not set(both) <= set(range(1, 6)):
            raise BadCallError(
                _(
                    "Card {card} cannot be scored {scores}; cards have numbers from 1 to 12, "
                    "scores from 1 to 5: write {example}."
                ).format(card=card, scores=both, example="{1: (4, 2)}")
            )
        power, interest = both
        score = CardScore(card=card, power=power, interest=interest)
        workbook.cards = [one for one in workbook.cards if one.card != card] + [score]
    save_workbook(workbook)
    return sentences(
        [_("Cards scored: {n} of {all}.").format(n=len(workbook.cards), all=len(role_cards()))]
    )


def share_my_answers() -> str:
    """Save what you share with the group: kinds, power and interest, and nothing else."""
    settings, workbook = read_settings(), open_workbook(my_country())
    path = settings.home / "exports" / f"shared-{workbook.country.replace(',', '-')}.json"
    shared = share(workbook, open_workbook(TRAINING_COUNTRY).cards)
    save_shared(shared, path)
    held = _("It holds {kinds} placed stakeholders by kind, and {cards} role cards.").format(
        kinds=len(shared.kinds), cards=len(shared.cards)
    )
    return " ".join(
        [
            _("Saved as {path}.").format(path=settings.short(path)),
            held,
            _("Hand this file to your trainer; nothing was sent."),
        ]
    )


EXAMPLES = {"example": ("group",), "example, second round": ("group", "second")}
"""The files of twelve made-up learners, by the name under which a lesson reads them."""


def my_group(folder: str = "example", same: Mapping[str, str] | None = None) -> Group:
    """Read the files that a group has shared.

    Parameters
    ----------
    folder : str, optional
        Where you have put the files; ``"example"`` and ``"example, second round"`` are those of twelve
        made-up learners.
    same : mapping of str to str, optional
        Words for kinds that mean the same: the other word, and the one to use.
    """
    where = data_file(*EXAMPLES[folder]) if folder in EXAMPLES else Path(folder)
    return gather_group(sorted(where.glob("*.json")), same)


def who_shared(group: Group) -> Shown:
    """Say how many files were read, what could not be, and which words may mean the same."""
    said = [_("Files read: {n}.").format(n=group.raters), *group.problems]
    if pairs := similar_kinds(group):
        words = "; ".join(f"“{one}” – “{other}”" for one, other in pairs)
        said.append(_("These words may mean the same: {words}.").format(words=words))
    return sentences(said)


def discuss(group: Group, rows: int = 6) -> Shown:
    """Show what to talk about, the greatest disagreement first."""
    table = to_discuss(group)[["name", "about", "median", "within_one", "consensus"]]
    return table_of(table.head(rows), verdict(len(group.power)))


def what_moved(first: Group, second: Group, about: str = "power") -> Shown:
    """Compare two rounds: what moved, the most first. Nobody is followed from one round to the next.

    Parameters
    ----------
    first, second : Group
    about : {"power", "interest"}
    """
    table = what_changed(_scores(first, about), _scores(second, about))
    columns = [
        "name",
        "moved",
        "median_before",
        "median_after",
        "consensus_before",
        "consensus_after",
    ]
    return table_of(
        table[table["moved"] > 0][columns],
        _("moved: how many dots, at least. Nobody is followed from one round to the next."),
    )


def dots_by_kind(group: Group) -> Picture:
    """Draw every stakeholder that learners shared as a dot, by kind: countries side by side."""
    return chart_kinds(group.kinds)


def dots(group: Group, about: str = "power") -> Picture:
    """Draw every rating of the role cards as a dot; ``about`` is ``"power"`` or ``"interest"``."""
    return chart_dots(_scores(group, about), _(about))


def _scores(group: Group, about: str) -> pd.DataFrame:
    if about not in ("power", "interest"):
        raise BadCallError(
            _("“{about}” was not scored; write power or interest.").format(about=about)
        )
    return group.power if about == "power" else group.interest
