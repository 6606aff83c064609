"""The verbs by which a learner answers: into the workbook, and out of it again.

Each opens the workbook, changes one thing and saves it, so that nothing is lost when a notebook is closed.
"""

import json
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from coursehelpers.charts.picture import Picture
from coursehelpers.charts.stakeholders import chart_engagement, chart_grid, chart_network
from coursehelpers.documents import html
from coursehelpers.documents.text import shown
from coursehelpers.errors import BadCallError
from coursehelpers.files import write_whole
from coursehelpers.forms.grid import GridForm
from coursehelpers.landscape.corrections import beside, find_institution
from coursehelpers.landscape.improve import improve
from coursehelpers.landscape.survey import COLUMNS, survey
from coursehelpers.lessons import Shown, my_evidence, sentences, shown_by_example, table_of
from coursehelpers.locale import _, ngettext
from coursehelpers.names import likeness, plain
from coursehelpers.own import mine
from coursehelpers.reading.table import read_working
from coursehelpers.reports import WORKING
from coursehelpers.settings import TRAINING_COUNTRY, data_file, read_settings
from coursehelpers.stakeholders import register as registers
from coursehelpers.stakeholders.network import (
    brokers,
    cut_points,
    external_internal_index,
    measures,
    network,
    to_graphml,
    too_small,
    without_ties,
)
from coursehelpers.workbook.entries import Correction, RightsHolder, Stakeholder, Tie
from coursehelpers.workbook.file import Workbook, my_country, save_workbook
from coursehelpers.workbook.spreadsheets import load_section, save_section

_MEANT_FROM = 75
"""Likeness of a name from which on it is taken for one in the register, if only one is so like."""


def begin_register() -> Shown:
    """Put everybody into the register who really appears in the country's data; answers stay.

    Returns
    -------
    Shown
        How many there are, and how many are placed.
    """
    evidence = my_evidence()
    workbook = mine()
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


def _known(workbook: Workbook, name: str) -> Stakeholder:
    found = _find(workbook, name)
    if found is None:
        raise BadCallError(_("“{name}” is not in your register; place it first.").format(name=name))
    return found


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
    workbook = mine()
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


@shown_by_example()
def engage(
    name: str, *, now: str, wanted: str, ask: str = "", offer: str = "", next_step: str = ""
) -> Shown:
    """Say where a stakeholder stands towards your plan, where you hope it will, and what you will do.

    Parameters
    ----------
    name : str
        As in the register.
    now, wanted : str
        ``"unaware"``, ``"resistant"``, ``"neutral"``, ``"supportive"`` or ``"leading"``.
    ask, offer, next_step : str, optional

    Raises
    ------
    BadCallError
        If it is not in the register, or an attitude is none of the five.
    """
    for attitude in (now, wanted):
        if attitude not in registers.ATTITUDES:
            raise BadCallError(
                _("“{attitude}” is none of {attitudes}; write one of these.").format(
                    attitude=attitude, attitudes=", ".join(registers.ATTITUDES)
                )
            )
    workbook = mine()
    found = _known(workbook, name)
    found.current, found.desired = now, wanted  # type: ignore[assignment]
    found.ask, found.offer = ask or found.ask, offer or found.offer
    found.next_step = next_step or found.next_step
    save_workbook(workbook)
    gap = registers.engagement_gap(now, wanted)
    if isinstance(gap, str):
        said = _("{name}: {words}.").format(name=found.name, words=gap)
    elif not gap or gap < 0:
        said = _("{name}: keep it as it is.").format(name=found.name)
    else:
        said = ngettext("{name}: {n} step to go.", "{name}: {n} steps to go.", gap).format(
            name=found.name, n=gap
        )
    return sentences([said])


def my_engagement() -> Picture:
    """Draw where each stakeholder stands towards your plan, and where you hope it will."""
    return chart_engagement(mine().stakeholders)


def check_who_does_what() -> Shown:
    """Check your steps: each has one who answers for it and somebody who does it, and nobody is unheard.

    Whoever stands in the corner “work closely” has to be consulted at least once.
    """
    workbook = mine()
    table = registers.raci(workbook.steps)
    close = [
        s.name
        for s in workbook.stakeholders
        if s.power and s.interest and registers.quadrant(s.power, s.interest) == "work closely"
    ]
    findings = registers.check_raci(table, close)
    if not workbook.steps:
        findings = [_("There is no step in your workbook yet; write the first in lesson 22.")]
    return sentences(findings or [_("Each step has one who answers for it, and all are heard.")])


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
    workbook = mine()
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
    workbook = mine()
    ends = []
    for name in (one, other):
        ends.append(_known(workbook, name))
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
    for one in example["engage"]:
        engage(**one)
    add_rights_holder(**example["rights_holder"])
    return _count(mine())


def my_register(rows: int = 40) -> Shown:
    """Show the register, those first who are placed."""
    workbook = mine()
    table = registers.register(workbook.stakeholders).sort_values(
        "power", na_position="last", kind="stable"
    )
    shown_columns = ["name", "kind", "power", "interest", "quadrant", "borderline", "why"]
    return table_of(table[shown_columns].head(rows), repr(_count(workbook)))


def who_is_missing() -> Shown:
    """Say which kinds of the checklist have nobody in the register yet; rights-holders are asked for too."""
    workbook = mine()
    there = {s.kind for s in workbook.stakeholders}
    missing = [_(words) for kind, words in registers.KINDS.items() if kind not in there]
    said = [
        _("Kinds with nobody yet: {kinds}.").format(kinds="; ".join(missing))
        if missing
        else _("Each kind of the checklist has somebody.")
    ]
    if not workbook.rights_holders:
        said.append(
            _(
                "No rights-holder is entered. Do specimens, places or knowledge belong to Indigenous Peoples or "
                "local communities?"
            )
        )
    return sentences(said)


def grid_form() -> GridForm:
    """Open the grid as a form: drag with mouse or finger, or choose with Tab and move with the arrow keys."""
    return GridForm()


def my_grid() -> Picture:
    """Draw who stands where."""
    return chart_grid(mine().stakeholders)


def my_network() -> Picture:
    """Draw who is tied to whom; who has neither a place nor a tie is left out."""
    workbook = mine()
    return chart_network(network(_in_network(workbook), workbook.ties))


def _in_network(workbook: Workbook) -> list[Stakeholder]:
    tied = {end for t in workbook.ties for end in (t.one, t.other)}
    return [s for s in workbook.stakeholders if s.power is not None or s.key in tied]


def my_network_measures() -> Shown:
    """Measure each actor of the network, for those who want numbers; a small one gets a sentence."""
    workbook = mine()
    graph = network(_in_network(workbook), workbook.ties)
    if small := too_small(graph):
        return sentences([small])
    groups = external_internal_index(graph, dict(graph.nodes(data="kind")))
    table = measures(graph).drop(columns="key")
    return table_of(
        table,
        _("Ties lead out of kinds (1) or stay inside (-1): {index:.2f}.").format(index=groups),
    )


def my_salience() -> Shown:
    """Name the class of each stakeholder after Mitchell, Agle and Wood (1997), at three thresholds."""
    scored = [
        (s, (s.power, s.legitimacy, s.urgency))
        for s in mine().stakeholders
        if s.power and s.legitimacy and s.urgency
    ]
    rows = []
    for stakeholder, scores in scored:
        classes = {
            f"from {least}": registers.salience(*scores, threshold=least)[0] for least in (3, 4, 5)
        }
        words = _(registers.salience(*scores)[1])
        rows.append({"name": stakeholder.name, **classes, "how to read “from 4”": words})
    return table_of(
        pd.DataFrame(rows),
        _("Historical terms, and no judgement of ours. Needed: power, legitimacy and urgency."),
    )


def read_network() -> Shown:
    """Say who bridges whom, whom the network would miss, and to whom nobody talks yet."""
    workbook = mine()
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
    settings, workbook = read_settings(), mine()
    folder = settings.home / "exports"
    name = workbook.country.replace(",", "-")
    path = folder / f"register-{name}.csv"
    save_section(workbook, "stakeholders", path, delimiter)
    save_section(workbook, "stakeholders", path.with_suffix(".xlsx"))
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
    workbook = mine()
    load_section(workbook, "stakeholders", Path(path))
    save_workbook(workbook)
    return _count(workbook)


@shown_by_example()
def correct(name: str, field: str, value: str, source: str) -> Shown:
    """Note what you know better than the registry; it stands beside GBIF's own value.

    Parameters
    ----------
    name : str
        An institution of your country: its name, code or key.
    field : str
        A column of the landscape table, such as ``"declared"``, or a word of your own.
    value, source : str
        What is right, and how you know: a role and a way, such as “its curator, by telephone”.

    Raises
    ------
    BadCallError
        If no institution, or more than one, is called so.
    """
    workbook = mine()
    table = survey(my_evidence()).table
    row = find_institution(table, name)
    entry = Correction(
        key=row.key, field=field, value=value, source=source, noted=datetime.now(UTC).date()
    )
    others = [c for c in workbook.corrections if (c.key, c.field) != (entry.key, entry.field)]
    workbook.corrections = [*others, entry]
    save_workbook(workbook)
    before = getattr(row, field, None) if field in COLUMNS else None
    return sentences(
        [
            _("{name}, {field}: GRSciColl says {before}, you say {value} ({source}).").format(
                name=row.name, field=field, before=shown(before), value=value, source=source
            )
        ]
    )


def add_institution(name: str, city: str, source: str, declared: int | None = None) -> Shown:
    """Add an institution that GRSciColl does not list; it stands in your register, and beside GBIF's values.

    Parameters
    ----------
    name, city : str
    source : str
        How you know of it: a role and a way.
    declared : int, optional
        Specimens it says it holds.

    Raises
    ------
    BadCallError
        If the table has one of that name already.
    """
    workbook = mine()
    landscape = survey(my_evidence())
    if workbook.country == landscape.country:
        known = {plain(str(other)) for other in landscape.table["name"]}
        if plain(name) in known:
            raise BadCallError(
                _("“{name}” is in your table already; note what you know with correct().").format(
                    name=name
                )
            )
    key = plain(name).replace(" ", "-") or name
    today = datetime.now(UTC).date()
    facts = {"name": name, "city": city, "declared": "" if declared is None else str(declared)}
    added = [
        Correction(key=key, field=field, value=value, source=source, noted=today)
        for field, value in facts.items()
        if value
    ]
    workbook.corrections = [c for c in workbook.corrections if c.key != key] + added
    if key not in {s.key for s in workbook.stakeholders}:
        workbook.stakeholders.append(Stakeholder(key=key, name=name, kind="institution"))
    save_workbook(workbook)
    return sentences(
        [
            _(
                "{name} is in your register. Its entry in GRSciColl would be a good first gift."
            ).format(name=name)
        ]
    )


def my_corrections() -> Shown:
    """Show what you noted, beside what GBIF and GRSciColl say today."""
    workbook = mine()
    landscape = survey(my_evidence())
    table = beside(landscape.table, workbook.corrections)
    return table_of(table, _("Your own notes stand beside GBIF's values; they are not sent."))


@shown_by_example()
def improve_one_record(name: str) -> Shown:
    """Show what is missing in one institution's record, whom to ask, and a text for a suggestion.

    Nothing is submitted. Ask the institution first; then open its page and choose Edit, then Suggest.

    Parameters
    ----------
    name : str
        Its name, code or key.
    """
    evidence = my_evidence()
    row = find_institution(survey(evidence).table, name)
    found = improve(evidence, row.key)
    shown_as = table_of(found.missing, found.url)
    return Shown(
        f"{shown_as!r}\n{found.suggestion}",
        shown_as._repr_html_()
        + "".join(html.paragraph(line) for line in found.suggestion.split("\n")),
    )


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
    workbook = mine()
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
