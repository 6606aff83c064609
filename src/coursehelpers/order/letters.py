"""A card and a message for each institution: why it stands where it stands, and one question to ask it.

Nothing is sent. The learner reads, changes and sends by hand, in a tone fit for a colleague.
"""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd

from coursehelpers.documents import document as documents
from coursehelpers.documents.document import Document, Grid, Heading, Paragraph, Part
from coursehelpers.documents.text import shown
from coursehelpers.ground.countries import country_name, in_order
from coursehelpers.ground.locale import (
    LateSequence,
    _,
    dated,
    enumeration,
    ngettext,
    number,
    percent,
    quoted,
)
from coursehelpers.ground.names import file_name, telling_words
from coursehelpers.ground.provenance import source_line
from coursehelpers.ground.settings import TRAINING_COUNTRY
from coursehelpers.ground.tables import rows_of, split
from coursehelpers.landscape.conversations import (
    CONVERSATIONS,
    MAY_PUBLISH,
    perhaps,
    publisher_unknown,
    states_few,
)
from coursehelpers.landscape.naming import distinct_names
from coursehelpers.landscape.salutation import (
    in_few_words,
    keeps_cultures,
    says_which,
    speaks_of_the_past,
    stopped_once,
    tidied,
    with_article,
    without_remarks,
)
from coursehelpers.order.calling_order import WAVES, CallingOrder
from coursehelpers.order.doubles import spoken_for
from coursehelpers.order.noted import Noted

MOST_WORDS = 150
_SURELY = 0.75
"""Share of the trials from which on a place counts as sure in a table for somebody in a hurry; ours."""


class Letter(NamedTuple):
    """Hold a message to one institution.

    Attributes
    ----------
    key, name : str
    text : str
        At most 150 words, with one question. Words in [brackets] are for the learner to fill in.
    """

    key: str
    name: str
    text: str


_REACH = LateSequence(
    lambda: [
        _("no way is given"),
        _("a homepage or postal address"),
        _("a general e-mail or telephone"),
        _("a contact with e-mail"),
    ]
)


def write_letters(
    order: CallingOrder, workbook: Noted, waves: Sequence[str] = ("now",)
) -> list[Letter]:
    """Write a message to each institution of these waves.

    Parameters
    ----------
    order : CallingOrder
    workbook : Workbook
        For the name of the node, and the reasons of what was moved by hand.
    waves : sequence of str, optional

    Returns
    -------
    list of Letter
        In calling order; each at most 150 words and with exactly one question.
    """
    named = order.table.assign(name_told_apart=distinct_names(order.table)).merge(
        order.landscape.entries, on="key", how="left"
    )
    # Nobody wants to be asked the same twice, nor in two waves.
    silent = named["key"].isin(spoken_for(order.table))
    chosen = named[named["wave"].isin(waves) & ~silent]
    node = workbook.plan.node or _("[your node]")
    author = workbook.plan.author or _("[your role]")
    reasons = {chosen.key: chosen.why for chosen in workbook.waves}
    return [
        Letter(
            row.key,
            row.name_told_apart,
            stopped_once(_text(row, order, _sender(author, node), reasons.get(row.key, ""))),
        )
        for row in rows_of(chosen, *chosen.columns)
    ]


def _sender(author: str, node: str) -> str:
    """Introduce who writes, short enough for a letter.

    It never says whose country a node is of: not every node is of one, and not every place is of one country only.
    """
    return _(
        "I write as {author} of {node}, a node of GBIF, the international network for open biodiversity data."
    ).format(author=_first_words(author, 10), node=_first_words(with_article(node), 15))


def _first_words(text: str, most: int) -> str:
    return " ".join(text.split()[:most])


def _text(row: Any, order: CallingOrder, sender: str, reason: str) -> str:
    # A letter asks one thing.
    reason = _first_words(reason.replace("?", "."), 20).rstrip(" .;")
    past = _is_past(row)
    return "\n\n".join(
        [
            _("Dear colleagues,") if past else _salutation(row),
            _about(row) if past else _fact(row, order),
            " ".join(
                [sender, *([_("Why now: {reason}.").format(reason=reason)] if reason else [])]
            ),
            *_question_and_offer(row, order),
            _where_it_stands(row, past=past),
            _("With kind regards, [your name]"),
        ]
    )


def _is_past(row: Any) -> bool:
    return bool(row.name) and speaks_of_the_past(row.name)


def _salutation(row: Any) -> str:
    """Greet an institution by its name as it is told apart from others: a campus is not its whole university."""
    if not row.name or not says_which(row.name):
        return _("Dear colleagues,")
    name = row.name_told_apart
    # The beginning of a key tells nothing to those who are greeted, nor does a town that stands in their name.
    if row.key[:8] in name or (row.city and _is_called_by(row.city, row.name, name)):
        name = row.name
    return _("Dear colleagues of {name},").format(
        name=with_article(in_few_words(without_remarks(name), 20))
    )


def _is_called_by(city: str, name: str, told_apart: str) -> bool:
    """Tell whether an institution is told apart by a town alone that its own name says already."""
    words = telling_words(name, ())
    return told_apart.endswith(f"({city})") and set(telling_words(city, ())) <= set(words)


def _where_it_stands(row: Any, *, past: bool) -> str:
    if past:
        return _("The entry: {url}").format(url=row.url)
    if row.code:
        return _("Your entry ({code}): {url}").format(code=row.code, url=row.url)
    return _("Your entry: {url}").format(url=row.url)


def _question_and_offer(row: Any, order: CallingOrder) -> tuple[str, str]:
    """Choose the one question of a letter: what has to be cleared up goes before what its kind would ask."""
    if _is_past(row):
        return (
            _("Who keeps its collections now?"),
            _(
                "One line is enough; the name of an office will do. I then suggest it to the registry."
            ),
        )
    if others := _others(row, order):
        return _entered_again(others)
    if row.publisher == "E4" and row.triage in MAY_PUBLISH:
        return _perhaps_a_publisher(row)
    if row.triage in ("engage", "complete"):
        update = CONVERSATIONS["engage"].offer
        if row.disagree:
            return _("Which of the two numbers is right?"), update
        if row.over:
            return (
                _(
                    "That is more records than specimens: the number may be old, or some records may not be yours. Is "
                    "the number still right?"
                ),
                update,
            )
    if states_few(row) and not row.disagree:
        return _is_it_so_few(row)
    question, offer = _of_its_kind(row)
    if row.disagree:
        return question, _("{offer} Please tell me too which of the two numbers is right.").format(
            offer=offer
        )
    return question, offer


def _of_its_kind(row: Any) -> tuple[str, str]:
    """Return question and offer of a kind of conversation, as far as they fit what is known."""
    kind = CONVERSATIONS[row.triage]
    if publisher_unknown(row):
        return (
            _(
                "I did not find your institution among GBIF's publishers. Do you know who publishes these records?"
            ),
            _(
                "If you would like to see more of your collection on GBIF, I gladly help with the data and with "
                "finding a host for them."
            ),
        )
    if row.triage == "verify" and _of_a_herbarium(row):
        return (
            _("Who looks after the herbarium now, and which general address may the entry give?"),
            kind.offer,
        )
    if row.triage == "ask-size" and _of_a_herbarium(row):
        return _("Roughly how many specimens does the herbarium hold?"), kind.offer
    if row.triage == "ask-size" and keeps_cultures(row.name or ""):
        return _("Roughly how many strains or specimens do you hold?"), kind.offer
    if row.triage == "engage" and row.declared_basis == "partial":
        return _("Roughly how many specimens do you hold in all?"), CONVERSATIONS["ask-size"].offer
    return kind.question, kind.offer


def _others(row: Any, order: CallingOrder) -> list[Any]:
    """Return the other entries that may be the same institution, also those that no wave holds."""
    if not row.duplicate_of:
        return []
    columns = ["key", "name", "code", "url", "duplicate_of"]
    ordered, all_of_them = order.table, order.landscape.table
    everybody = pd.concat(
        [ordered[columns], all_of_them.loc[~all_of_them["key"].isin(ordered["key"]), columns]]
    )
    return [
        other
        for other in rows_of(everybody[everybody["duplicate_of"] == row.duplicate_of], *columns)
        if other.key != row.key
    ]


_MOST_OTHERS = 3


def _entered_again(others: list[Any]) -> tuple[str, str]:
    """Ask whether entries describe the same collections: one university may well have two herbaria."""
    named = enumeration(map(_entry, others[:_MOST_OTHERS]), "semicolon")
    if more := len(others[_MOST_OTHERS:]):
        named = ngettext("{names} and {n} more", "{names} and {n} more", more).format(
            names=named, n=number(more)
        )
    return (
        ngettext(
            "GRSciColl has another entry that may be yours as well: {others}. Do both describe the same collections?",
            "GRSciColl has other entries that may be yours as well: {others}. Do they all describe the same "
            "collections?",
            len(others),
        ).format(others=named),
        ngettext(
            "One line is enough. If they do, I will ask the registry to merge the two; if not, nothing changes.",
            "One line is enough. If they do, I will ask the registry to merge them; if not, nothing changes.",
            len(others),
        ),
    )


def _entry(other: Any) -> str:
    """Name an entry, with its code and its address, so that a reader can look."""
    name = in_few_words(tidied(other.name or _("(no name)")), 12)
    if other.code:
        return _("{name}, code {code} ({url})").format(name=name, code=other.code, url=other.url)
    return _("{name} ({url})").format(name=name, url=other.url)


def _perhaps_a_publisher(row: Any) -> tuple[str, str]:
    return (
        ngettext(
            "GBIF has a publisher called {name}. Is that your institution?",
            "GBIF has publishers called {name}. Is one of them your institution?",
            len(split(row.publisher_name)),
        ).format(name=perhaps(row)),
        _(
            "One line is enough. If so, I will ask the registry to connect the entry with the publisher; if not, "
            "nothing changes."
        ),
    )


def _is_it_so_few(row: Any) -> tuple[str, str]:
    return (
        ngettext(
            "Is {n} specimen right, or did a digit get lost in typing?",
            "Is {n} right, or did a digit get lost in typing?",
            row.declared,
        ).format(n=number(row.declared)),
        _(
            "A small collection counts as much as a large one; I only want the number to be right. If it has to be "
            "changed, I suggest that to the registry."
        ),
    )


def _of_a_herbarium(row: Any) -> bool:
    """Tell whether an entry is that of the herbarium of a house which is more than that."""
    return bool(row.herbarium) and not re.search(r"herb[aá]r|herbier", row.name or "", re.I)


def _about(row: Any) -> str:
    """Say which entry a letter is about, where nobody can be greeted by its name."""
    return _(
        "I write about the entry {name} in GRSciColl, the registry of scientific collections. It may have another "
        "name today, or be part of another institution."
    ).format(name=quoted(in_few_words(tidied(row.name), 20)))


def _fact(row: Any, order: CallingOrder) -> str:
    """Say what stands in the entry, and nothing that does not: a sum over its collections is called that."""
    said = [_what_it_states(row, dated(order.provenance["registry_date"], "long"))]
    if _of_a_herbarium(row):
        said.append(_("The registry lists it as the entry of a herbarium."))
    if row.declared is not None and row.linked is not None:
        said.append(
            ngettext(
                "{n} record on GBIF was linked to it.",
                "{n} records on GBIF were linked to it.",
                row.linked,
            ).format(n=number(row.linked))
            if row.linked
            else _("No record on GBIF was linked to it yet.")
        )
    if row.triage == "verify" and row.changed is not None:
        said.append(_("The entry was last changed in {year}.").format(year=row.changed))
    return " ".join(said)


def _what_it_states(row: Any, day: str) -> str:
    if row.triage == "verify":
        return _(
            "On {day} your entry in GRSciColl, the registry of scientific collections, gave neither a size nor a way "
            "to reach you, and no record on GBIF was linked to it."
        ).format(day=day)
    if row.declared is None and row.linked:
        return ngettext(
            "{n} specimen record on GBIF is linked to your entry in GRSciColl, the registry of scientific "
            "collections, but the entry gave no size when I looked ({day}).",
            "{n} specimen records on GBIF are linked to your entry in GRSciColl, the registry of scientific "
            "collections, but the entry gave no size when I looked ({day}).",
            row.linked,
        ).format(n=number(row.linked), day=day)
    if row.declared is None:
        return _(
            "On {day} your entry in GRSciColl, the registry of scientific collections, gave no size."
        ).format(day=day)
    if row.disagree:
        said = _(
            "On {day} your entry in GRSciColl, the registry of scientific collections, stated {own} specimens, while "
            "the collections listed under it add up to {sum}."
        )
    elif row.declared_basis == "institution":
        said = ngettext(
            "On {day} your entry in GRSciColl, the registry of scientific collections, stated {own} specimen.",
            "On {day} your entry in GRSciColl, the registry of scientific collections, stated {own} specimens.",
            row.declared_own,
        )
    elif row.declared_basis == "collections":
        said = _(
            "On {day} your entry in GRSciColl, the registry of scientific collections, listed collections that add "
            "up to {sum} specimens."
        )
    else:
        said = _(
            "On {day} your entry in GRSciColl, the registry of scientific collections, listed collections of which "
            "some state a size, {sum} specimens in all."
        )
    return said.format(day=day, own=number(row.declared_own), sum=number(row.declared_collections))


def letters_document(order: CallingOrder, letters: Sequence[Letter]) -> Document:
    """Put cards and letters into one document: the cards first, for the learner, then each letter on its own page."""
    named = order.table.assign(name=distinct_names(order.table))
    by_key = {row.key: row for row in rows_of(named, *named.columns)}
    parts: list[Part] = [
        Paragraph(
            _(
                "Drafts. Nothing was sent. Read each one aloud, change what does not sound like you, and confirm "
                "with the institution before you change its entry."
            ),
            lead=True,
        )
    ]
    for letter in letters:
        parts += card(by_key[letter.key], order)
    parts += [_laid_out(letter, by_key[letter.key]) for letter in letters]
    if not letters:
        parts.append(Paragraph(_("Nobody stands in this wave yet.")))
    return Document(
        title=_("Cards and letters"),
        subtitle=_("{country}, {day}").format(
            country=countries_of(order.country), day=dated(order.provenance["registry_date"])
        ),
        parts=parts,
        exercise=exercise_mark(order.country),
        footer=source_line(order.provenance, order.country),
    )


def _laid_out(letter: Letter, row: Any) -> documents.Letter:
    """Lay out a letter to be printed and signed; what only the learner knows stands in [brackets]."""
    *paragraphs, last = letter.text.split("\n\n")
    if paragraphs and paragraphs[0] in (letter.name, row.name):
        # Where a language greets by the name on a line of its own, the address above has it.
        del paragraphs[0]
    closing, bracket, name = last.partition(" [")
    return documents.Letter(
        sender=[_("[your node and its address]")],
        to=[line for line in (letter.name, row.city) if line],
        day=_("[place and day]"),
        paragraphs=paragraphs,
        closing=closing,
        name=f"[{name}" if bracket else "",
    )


def card(row: Any, order: CallingOrder) -> list[Part]:
    """Write a card of one institution: where it stands, why, and what is known of it."""
    facts = [
        (_("declared"), _number(row.declared, row.declared_basis)),
        *_both_numbers(row),
        (_("linked"), shown(row.linked)),
        (_("declared minus linked"), shown(row.gap)),
        (_("publisher"), _publisher(row)),
        (_("how to reach it"), _REACH[row.contactable]),
        *_where_to_look(row),
        *_entered_twice(row, order),
        (_("entry"), row.url),
    ]
    return [
        Heading(row.name or _("(no name)")),
        Paragraph(row.reasons, label=_("Why {wave}:").format(wave=WAVES[row.wave])),
        Paragraph(row.first_step, label=_("First step:")),
        *(
            [Paragraph(certainty(row, order), label=_("How sure:"))]
            if certainty(row, order)
            else []
        ),
        Grid(
            [_("what"), _("value")],
            facts,
            _("Registry of {registry}, occurrence counts of {occurrences}").format(
                registry=dated(order.provenance["registry_date"]),
                occurrences=dated(order.provenance["occurrence_date"]),
            ),
            (1, 3.4),
        ),
    ]


def _entered_twice(row: Any, order: CallingOrder) -> list[tuple[str, str]]:
    """Name the other entries that may be the same house, by their pages."""
    others = _others(row, order)
    if not others:
        return []
    return [(_("perhaps the same institution"), enumeration(map(_entry, others), "semicolon"))]


def _where_to_look(row: Any) -> list[tuple[str, str]]:
    """Say where an address may be found, of a house and never of a person."""
    if row.contactable:
        return []
    places = _(
        "the homepage of the institution or of what it belongs to; for a herbarium, Index Herbariorum; its pages on "
        "GBIF. Ask for the role that keeps the collection."
    )
    return [(_("where to find an address"), places)]


def _both_numbers(row: Any) -> list[tuple[str, str]]:
    if not row.disagree:
        return []
    return [
        (_("its own number"), shown(row.declared_own)),
        (_("sum of its collections"), shown(row.declared_collections)),
        (_("to ask"), _("which of the two numbers is right")),
    ]


def _publisher(row: Any) -> str:
    if row.publisher == "E0":
        return _("no publisher found")
    if row.publisher == "E4":
        return _("perhaps {name}, please check").format(name=perhaps(row))
    return row.publisher_name or _("registered in another country")


def _number(declared: int | None, basis: str) -> str:
    if declared is None:
        return _("not stated")
    return _("at least {n}").format(n=number(declared)) if basis == "partial" else number(declared)


def certainty(row: Any, order: CallingOrder) -> str:
    """Say how sure a place is, in words; empty where no score was computed."""
    if row.key in order.moved:
        return _("put there by hand; the first reason says why")
    if row.top_share is None:
        return ""
    return _(
        "among the first {first} in {share} of {draws} trials with other weights and answers; {places}"
    ).format(
        first=order.first,
        share=percent(row.top_share),
        draws=number(order.draws),
        places=_places(row),
    )


def place_words(row: Any, order: CallingOrder) -> str:
    """Say how sure a place is, in the few words that fit into a table."""
    if row.key in order.moved:
        return _("put there by hand")
    if row.top_share is None:
        alike = row.rank_high - row.rank_low + 1
        if alike > 1:
            return _("we cannot tell these {n} apart").format(n=alike)
        return _("placed by the conversation it needs")
    if row.top_share >= _SURELY:
        return _("among the first {n}").format(n=order.first)
    if row.top_share > 1 - _SURELY:
        return _("perhaps among the first {n}").format(n=order.first)
    return _("after the first {n}").format(n=order.first)


def _places(row: Any) -> str:
    if row.rank_low == row.rank_high:
        return _("place {n}").format(n=row.rank_low)
    return _("place {low} to {high}").format(low=row.rank_low, high=row.rank_high)


def exercise_mark(country: str) -> str:
    """Return what every page of the made-up country says; empty for a real one."""
    return _("exercise: made-up country") if country == TRAINING_COUNTRY else ""


def countries_of(country: str) -> str:
    """Name the countries of a code."""
    return (
        enumeration(in_order(country_name(code)) for code in country.split(","))
        if country
        else _("a list of institutions")
    )


def as_texts(letters: Sequence[Letter], mark: str = "") -> dict[str, str]:
    """Return each letter as a text file: its name and what stands in it, with a mark above it if there is one."""
    head = f"({mark})\n\n" if mark else ""
    return {
        f"{number:02d}-{file_name(letter.name) or letter.key[:8]}.txt": f"{head}{letter.text}\n"
        for number, letter in enumerate(letters, start=1)
    }
