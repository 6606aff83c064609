"""The verbs by which a learner answers: into the workbook, and out of it again.

Each opens the workbook, changes one thing and saves it, so that nothing is lost when a notebook is closed.
"""

import json
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from coursehelpers import stakeholders as registers
from coursehelpers.agreement import verdict
from coursehelpers.charts.picture import Picture
from coursehelpers.charts.stakeholders import chart_dots, chart_grid, chart_network
from coursehelpers.errors import BadCallError, BrokenFileError
from coursehelpers.exports.xlsx import read_working
from coursehelpers.files import write_whole
from coursehelpers.forms.grid import GridForm
from coursehelpers.group import Group, gather_group, role_cards, save_shared, share, to_discuss
from coursehelpers.landscape import survey
from coursehelpers.lessons import Shown, my_evidence, sentences, table_of
from coursehelpers.locale import _, ngettext
from coursehelpers.names import likeness, plain
from coursehelpers.network import brokers, cut_points, network, to_graphml, too_small, without_ties
from coursehelpers.reports import WORKING
from coursehelpers.settings import TRAINING_COUNTRY, data_file, read_settings
from coursehelpers.workbook import (
    Correction,
    RightsHolder,
    Stakeholder,
    Tie,
    Workbook,
    my_country,
    open_workbook,
    save_workbook,
)

_MEANT_FROM = 75
"""Likeness of a name from which on it is taken for one in the register, if only one is so like."""


def _mine() -> Workbook:
    return open_workbook(my_country())


def begin_register() -> Shown:
    """Put everybody into the register who really appears in the country's data; answers stay.

    Returns
    -------
    Shown
        How many there are, and how many are placed.
    """
    evidence = my_evidence()
    workbook = _mine()
    if evidence.country != workbook.country:
        # The lesson went on with the training country; its organisations are none of this workbook.
        return sentences([*evidence.notes[:1], repr(_count(workbook))])
    there = {stakeholder.key for stakeholder in workbook.stakeholders}
    found = registers.from_landscape(evidence, survey(evidence))
    workbook.stakeholders += [one for one in found if one.key not in there]
    save_workbook(workbook)
    return _count(workbook)


def _count(workbook: Workbook) -> Shown:
    placed = sum(s.power is not None and s.interest is not None for s in workbook.stakeholders)
    return sentences(
        [
            ngettext(
                "Your register holds {n} stakeholder; {placed} placed.",
                "Your register holds {n} stakeholders; {placed} placed.",
                len(workbook.stakeholders),
            ).format(n=len(workbook.stakeholders), placed=placed)
        ]
    )


def _find(workbook: Workbook, name: str) -> Stakeholder | None:
    """Find a stakeholder by its name, also when it is not written quite like that."""
    same = [s for s in workbook.stakeholders if plain(s.name) == plain(name) or s.key == name]
    if same:
        return same[0]
    like = [s for s in workbook.stakeholders if likeness(s.name, name) >= _MEANT_FROM]
    if len(like) > 1:
        raise BadCallError(
            _("“{name}” may be {names}; write the whole name.").format(
                name=name, names=", ".join(f"“{s.name}”" for s in like[:4])
            )
        )
    return like[0] if like else None


def place(name: str, *, power: int, interest: int, why: str, kind: str = "") -> Shown:
    """Place a stakeholder on the grid; one that is new is added.

    Parameters
    ----------
    name : str
        An organisation or role, never a person.
    power, interest : int
        1 to 5: how much it can change, how much it cares today.
    why : str
        The reason for both, in a sentence.
    kind : str, optional
        Needed for a new one: a word of the checklist, or your own.

    Raises
    ------
    BadCallError
        If a score is off the scale, or a new one has no kind.

    Returns
    -------
    Shown
        Where it stands and how to work with it.
    """
    for score in (power, interest):
        if score not in range(1, 6):
            raise BadCallError(
                _("{score} is off the scale; give a whole number from 1 to 5.").format(score=score)
            )
    workbook = _mine()
    found = _find(workbook, name)
    if found is None and not kind:
        raise BadCallError(
            _(
                "“{name}” is not in your register; write its name as there, or give a kind to add it."
            ).format(name=name)
        )
    if found is None:
        found = Stakeholder(key=plain(name).replace(" ", "-") or name, name=name, kind=kind)
        workbook.stakeholders.append(found)
    found.power, found.interest, found.why = power, interest, why
    found.kind = kind or found.kind
    save_workbook(workbook)
    corner = registers.quadrant(power, interest)
    near = _(" It stands near the middle.") if registers.is_borderline(power, interest) else ""
    return sentences(
        [f"{found.name}: {_(corner)} – {registers.QUADRANTS[corner]}.{near}"],
    )


def add_rights_holder(name: str, *, concerned: str, consent: str, decides: str) -> Shown:
    """Enter Indigenous Peoples or a local community, with three answers and no score.

    Parameters
    ----------
    name : str
    concerned : str
        Whose territory, knowledge or specimens are concerned?
    consent : str
        Who seeks their free, prior and informed consent, how, and by when?
    decides : str
        What do they decide, and how is it shown that this is kept?
    """
    workbook = _mine()
    entry = RightsHolder(name=name, concerned=concerned, consent=consent, decides=decides)
    workbook.rights_holders = [r for r in workbook.rights_holders if r.name != entry.name] + [entry]
    save_workbook(workbook)
    return sentences([_("{name} is in your workbook as a rights-holder.").format(name=entry.name)])


def tie(one: str, other: str, strength: int = 1, kind: str = "") -> Shown:
    """Tie two stakeholders who have worked together.

    Parameters
    ----------
    one, other : str
        Names as in the register.
    strength : int, optional
        1 a talk, 2 a common task, 3 a project.
    kind : str, optional
        Such as “data”, “money”, “advice”.

    Raises
    ------
    BadCallError
        If one of them is not in the register, or the strength is off the scale.
    """
    if strength not in (1, 2, 3):
        raise BadCallError(_("The strength of a tie is 1, 2 or 3; give one of these."))
    workbook = _mine()
    ends = []
    for name in (one, other):
        found = _find(workbook, name)
        if found is None:
            raise BadCallError(
                _("“{name}” is not in your register; place it first.").format(name=name)
            )
        ends.append(found)
    new = Tie(one=ends[0].key, other=ends[1].key, kind=kind, strength=strength)
    others = [
        t for t in workbook.ties if ({t.one, t.other}, t.kind) != ({new.one, new.other}, kind)
    ]
    workbook.ties = [*others, new]
    save_workbook(workbook)
    return sentences([_("Tied: {one} – {other}.").format(one=ends[0].name, other=ends[1].name)])


def fill_example() -> Shown:
    """Place the example's stakeholders, where the country is the training country; nowhere else.

    Returns
    -------
    Shown
        For any other country a sentence: an exercise never gets into real work.
    """
    country = my_country()
    if country != TRAINING_COUNTRY:
        return sentences(
            [
                _(
                    "The example belongs to Xantoria; your register of {country} stays as it is."
                ).format(country=country)
            ]
        )
    begin_register()
    example = json.loads(data_file("example_register.json").read_text(encoding="utf-8"))
    for one in example["place"]:
        place(**one)
    for one in example["tie"]:
        tie(**one)
    add_rights_holder(**example["rights_holder"])
    return _count(_mine())


def my_register(rows: int = 40) -> Shown:
    """Show the register, those first who are placed."""
    workbook = _mine()
    table = registers.register(workbook.stakeholders).sort_values(
        "power", na_position="last", kind="stable"
    )
    shown_columns = ["name", "kind", "power", "interest", "quadrant", "borderline", "why"]
    return table_of(table[shown_columns].head(rows), repr(_count(workbook)))


def grid_form() -> GridForm:
    """Open the grid as a form: drag with mouse or finger, or choose with Tab and move with the arrow keys."""
    return GridForm()


def my_grid() -> Picture:
    """Draw who stands where."""
    return chart_grid(_mine().stakeholders)


def my_network() -> Picture:
    """Draw who is tied to whom; who has neither a place nor a tie is left out."""
    workbook = _mine()
    return chart_network(network(_in_network(workbook), workbook.ties))


def _in_network(workbook: Workbook) -> list[Stakeholder]:
    tied = {end for t in workbook.ties for end in (t.one, t.other)}
    return [s for s in workbook.stakeholders if s.power is not None or s.key in tied]


def read_network() -> Shown:
    """Say who bridges whom, whom the network would miss, and to whom nobody talks yet."""
    workbook = _mine()
    graph = network(_in_network(workbook), workbook.ties)
    said = []
    if small := too_small(graph):
        said.append(small)
    elif bridges := brokers(graph):
        said.append(_("Bridges between others: {names}.").format(names="; ".join(bridges)))
    cut = cut_points(graph)
    said.append(
        _("Without them it falls apart: {names}.").format(names="; ".join(cut))
        if cut
        else _("Nobody's leaving would break it apart.")
    )
    if alone := without_ties(graph):
        said.append(_("Nobody talks to them yet: {names}.").format(names="; ".join(alone)))
    return sentences(said)


def save_my_register(delimiter: str = ",") -> str:
    """Save the register for a spreadsheet, and the network for Gephi, yEd and Kumu.

    Parameters
    ----------
    delimiter : str, optional
        ``";"`` for spreadsheets of countries with a decimal comma.
    """
    settings, workbook = read_settings(), _mine()
    folder = settings.home / "exports"
    name = workbook.country.replace(",", "-")
    path = folder / f"register-{name}.csv"
    write_whole(
        path, registers.write_register(workbook.stakeholders, delimiter).encode("utf-8-sig")
    )
    graph = network(workbook.stakeholders, workbook.ties)
    write_whole(folder / f"network-{name}.graphml", to_graphml(graph))
    write_whole(
        folder / f"kumu-elements-{name}.csv",
        registers.kumu_elements(workbook.stakeholders).encode(),
    )
    links = registers.kumu_connections(workbook.stakeholders, workbook.ties)
    write_whole(folder / f"kumu-connections-{name}.csv", links.encode())
    return _("Saved as {path}.").format(path=settings.short(path))


def load_my_register(path: str) -> Shown:
    """Load a register that was filled in with a spreadsheet; entries of the same key are replaced.

    Raises
    ------
    BrokenFileError
        If a row cannot be read: with its number and field.
    """
    file = Path(path)
    try:
        body = file.read_bytes()
    except OSError as error:
        raise BrokenFileError(
            _("{file} cannot be opened ({reason}); check its name and folder.").format(
                file=file, reason=error.strerror or error
            )
        ) from error
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("cp1252", errors="replace")
    workbook = _mine()
    by_key = {s.key: s for s in workbook.stakeholders}
    by_key |= {s.key: s for s in registers.read_register(text, file.name)}
    workbook.stakeholders = list(by_key.values())
    save_workbook(workbook)
    return _count(workbook)


def load_my_landscape(path: str) -> Shown:
    """Load what you wrote into the spreadsheet of lesson 10: contacted, answered, agreed, note.

    It stands in the workbook beside GBIF's own values and survives a new query.

    Parameters
    ----------
    path : str
        The spreadsheet, such as ``"exports/landscape-XT.xlsx"``.

    Raises
    ------
    BrokenFileError
        If the file is no spreadsheet of the course.
    """
    file = Path(path)
    written = read_working(file, list(WORKING))
    workbook = _mine()
    today = datetime.now(UTC).date()
    before = {(c.key, c.field): c for c in workbook.corrections}
    for key, cells in written.items():
        for field, value in cells.items():
            known = before.get((key, field))
            if known is None or known.value != value:
                before[key, field] = Correction(
                    key=key, field=field, value=value, source=file.name, noted=today
                )
    workbook.corrections = list(before.values())
    save_workbook(workbook)
    return sentences(
        [
            ngettext(
                "Your workbook holds notes on {n} institution.",
                "Your workbook holds notes on {n} institutions.",
                len({key for key, _field in before}),
            ).format(n=len({key for key, _field in before}))
        ]
    )


def show_cards() -> Shown:
    """Show the twelve role cards of the training country."""
    table = pd.DataFrame(role_cards())
    return table_of(table, _("Role cards of Xantoria, the made-up training country."))


def share_my_answers(cards: dict[int, tuple[int, int]] | None = None) -> str:
    """Save what you share with the group: kinds, power and interest, and nothing else.

    Parameters
    ----------
    cards : dict of int to (power, interest), optional
        Your scores of the role cards.
    """
    settings, workbook = read_settings(), _mine()
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
