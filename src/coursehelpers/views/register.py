"""Who has a stake, as a lesson looks at them: the register, its grid, its network and its roles."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pandas as pd

from coursehelpers.classroom.cards import save_call_cards, save_role_cards
from coursehelpers.ground.errors import BadCallError
from coursehelpers.ground.files import existing_file, write_whole
from coursehelpers.ground.locale import _, enumeration, labelled, ngettext, number, quoted
from coursehelpers.ground.names import likeness, plain
from coursehelpers.stakeholders import register as registers
from coursehelpers.stakeholders.group import role_cards, save_shared, share
from coursehelpers.stakeholders.network import (
    brokers,
    centralities,
    cut_points,
    external_internal_index,
    network,
    to_graphml,
    too_small,
    without_ties,
)
from coursehelpers.views.shown import Saved, Shown, ShownTable, sentences
from coursehelpers.views.view import CountryView, View
from coursehelpers.workbook.desk import Desk
from coursehelpers.workbook.entries import CardScore, RightsHolder, Stakeholder, Tie
from coursehelpers.workbook.file import Workbook
from coursehelpers.workbook.spreadsheets import load_section, save_section

if TYPE_CHECKING:
    import networkx as nx

    from coursehelpers.charts.picture import Picture
    from coursehelpers.forms.grid import CardForm, GridForm
    from coursehelpers.forms.table import TableForm

_MEANT_FROM = 75
"""Likeness of a name from which on it is taken for one in the register, if only one is so like."""
Attitude = Literal["unaware", "resistant", "neutral", "supportive", "leading"]
_ROWS = 40


class RegisterView(CountryView):
    """The register: who has a stake, how much they can change, how much they care today."""

    def _shown(self) -> Shown:
        return _count(self._desk.open())

    @property
    def of(self) -> str:
        """Of which country this speaks."""
        return self._desk.country

    @property
    def table(self) -> pd.DataFrame:
        """One row a stakeholder, those first who are placed."""
        table = registers.register(self._desk.open().stakeholders)
        return table.sort_values("power", na_position="last", kind="stable", ignore_index=True)

    def show(self, rows: int = _ROWS) -> ShownTable:
        """Show the register, those first who are placed."""
        columns = ("name", "kind", "power", "interest", "quadrant", "borderline", "why")
        count = repr(self._shown())
        return self._mine(ShownTable(self.table[list(columns)].head(rows), count))

    def begin(self) -> Shown:
        """Put everybody into the register who really appears in the country's data; answers stay."""
        workbook = self._desk.open()
        if self._landscape.country != workbook.country:
            # The lesson went on with the training country; its organisations are none of this workbook.
            return sentences([*self._landscape.notes[:1], repr(_count(workbook))])
        there = {stakeholder.key for stakeholder in workbook.stakeholders}
        appearing = registers.from_landscape(self._evidence, self._landscape)
        workbook.stakeholders += [s for s in appearing if s.key not in there]
        self._desk.save(workbook)
        return self._mine(_count(workbook))

    def place(self, name: str, *, power: int, interest: int, why: str, kind: str = "") -> Shown:
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
        """
        for score in (power, interest):
            if score not in range(1, 6):
                raise BadCallError(
                    _("{score} is off the scale; give a whole number from 1 to 5.").format(
                        score=score
                    )
                )
        workbook = self._desk.open()
        stakeholder = _find(workbook, name)
        if stakeholder is None and not kind:
            raise BadCallError(
                _(
                    "“{name}” is not in your register; write its name as there, or give a kind to add it."
                ).format(name=name)
            )
        if stakeholder is None:
            key = plain(name).replace(" ", "-") or name
            stakeholder = Stakeholder(key=key, name=name, kind=kind)
            workbook.stakeholders.append(stakeholder)
        stakeholder.power, stakeholder.interest, stakeholder.why = power, interest, why
        stakeholder.kind = kind or stakeholder.kind
        self._desk.save(workbook)
        corner = registers.quadrant(power, interest)
        near = _(" It stands near the middle.") if registers.is_borderline(power, interest) else ""
        return self._mine(
            sentences(
                [f"{labelled(stakeholder.name, _(corner))} – {registers.QUADRANTS[corner]}.{near}"]
            )
        )

    def engage(
        self,
        name: str,
        *,
        now: Attitude,
        wanted: Attitude,
        ask: str = "",
        offer: str = "",
        next_step: str = "",
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
        workbook = self._desk.open()
        stakeholder = _known(workbook, name)
        stakeholder.current, stakeholder.desired = now, wanted
        stakeholder.ask = ask or stakeholder.ask
        stakeholder.offer = offer or stakeholder.offer
        stakeholder.next_step = next_step or stakeholder.next_step
        self._desk.save(workbook)
        gap = registers.engagement_gap(now, wanted)
        if isinstance(gap, str):
            said = _("{name}: {words}.").format(name=stakeholder.name, words=gap)
        elif not gap or gap < 0:
            said = _("{name}: keep it as it is.").format(name=stakeholder.name)
        else:
            said = ngettext("{name}: {n} step to go.", "{name}: {n} steps to go.", gap).format(
                name=stakeholder.name, n=gap
            )
        return self._mine(sentences([said]))

    def add_rights_holder(self, name: str, *, concerned: str, consent: str, decides: str) -> Shown:
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
        workbook = self._desk.open()
        entry = RightsHolder(name=name, concerned=concerned, consent=consent, decides=decides)
        others = [r for r in workbook.rights_holders if r.name != entry.name]
        workbook.rights_holders = [*others, entry]
        self._desk.save(workbook)
        return self._mine(
            sentences([_("{name} is in your workbook as a rights-holder.").format(name=entry.name)])
        )

    def tie(self, one: str, other: str, *, kind: str = "", strength: int = 1) -> Shown:
        """Tie two stakeholders who have worked together.

        Parameters
        ----------
        one, other : str
            Names as in the register.
        kind : str, optional
            Such as “data”, “money”, “advice”.
        strength : int, optional
            1 a talk, 2 a common task, 3 a project.

        Raises
        ------
        BadCallError
            If one of them is not in the register, both are the same, or the strength is off the scale.
        """
        if strength not in (1, 2, 3):
            raise BadCallError(_("The strength of a tie is 1, 2 or 3; give one of these."))
        workbook = self._desk.open()
        ends = [_known(workbook, name) for name in (one, other)]
        if ends[0].key == ends[1].key:
            raise BadCallError(
                _("“{name}” cannot be tied to itself; name two stakeholders.").format(
                    name=ends[0].name
                )
            )
        new = Tie(one=ends[0].key, other=ends[1].key, kind=kind, strength=strength)
        others = [
            t for t in workbook.ties if ({t.one, t.other}, t.kind) != ({new.one, new.other}, kind)
        ]
        workbook.ties = [*others, new]
        self._desk.save(workbook)
        said = _("Tied: {one} – {other}.").format(one=ends[0].name, other=ends[1].name)
        return self._mine(sentences([said]))

    def who_is_missing(self) -> Shown:
        """Say which kinds of the checklist have nobody yet; rights-holders are asked for too."""
        workbook = self._desk.open()
        there = {s.kind for s in workbook.stakeholders}
        missing = [words for kind, words in registers.KINDS.items() if kind not in there]
        said = [
            _("Kinds with nobody yet: {kinds}.").format(kinds=enumeration(missing, "semicolon"))
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
        return self._mine(sentences(said))

    def form(self, what: Literal["grid", "table"] = "grid") -> "GridForm | TableForm":
        """Open the grid (drag, or Tab and arrow keys), or the register as a table to fill in.

        Parameters
        ----------
        what : {"grid", "table"}, optional
        """
        from coursehelpers.forms.grid import GridForm
        from coursehelpers.forms.sections import register_form

        return self._mine(GridForm(self._desk) if what == "grid" else register_form(self._desk))

    def chart(
        self, axes: Literal["power and interest", "support and influence"] = "power and interest"
    ) -> "Picture":
        """Draw who stands where: by power and interest, or by support and influence as GBIF teaches it, too.

        Influence is power by another name. Support is the attitude of today, from ``.engage()``.

        Parameters
        ----------
        axes : {"power and interest", "support and influence"}, optional
        """
        from coursehelpers.charts.stakeholders import chart_grid, chart_support

        draw = chart_grid if axes == "power and interest" else chart_support
        return self._mine(draw(self._desk.open().stakeholders))

    @property
    def network(self) -> "NetworkView":
        """Who is tied to whom."""
        return NetworkView(self._desk)

    @property
    def graph(self) -> "nx.Graph":
        """The ties as a graph of networkx; nodes are keys, with name, kind, power and interest."""
        return self.network.graph

    @property
    def roles(self) -> "RolesView":
        """Where each stakeholder stands towards your plan, and what you ask and offer."""
        return RolesView(self._desk)

    @property
    def cards(self) -> "CardsView":
        """The twelve role cards, which a whole group scores."""
        return CardsView(Desk("XT", self._desk.settings))

    def save(self, *, delimiter: Literal[",", ";"] = ",") -> Saved:
        """Save the register for a spreadsheet, and the network for Gephi, yEd and Kumu.

        Parameters
        ----------
        delimiter : str, optional
            ``";"`` for spreadsheets of countries with a decimal comma.
        """
        workbook = self._desk.open()
        path = self._export("register.csv")
        save_section(workbook, "stakeholders", path, delimiter)
        save_section(workbook, "stakeholders", path.with_suffix(".xlsx"))
        graph = network(workbook.stakeholders, workbook.ties)
        write_whole(self._export("network.graphml"), to_graphml(graph))
        elements = registers.kumu_elements(workbook.stakeholders)
        write_whole(self._export("kumu-elements.csv"), elements.encode())
        connections = registers.kumu_connections(workbook.stakeholders, workbook.ties)
        write_whole(self._export("kumu-connections.csv"), connections.encode())
        return Saved(path)

    def load(self, file: str | Path) -> Shown:
        """Load a register that was filled in with a spreadsheet; entries of the same key are replaced.

        Raises
        ------
        BrokenFileError
            If a row cannot be read: with its number and field.
        """
        workbook = self._desk.open()
        load_section(workbook, "stakeholders", existing_file(file, self._desk.settings))
        self._desk.save(workbook)
        return self._mine(_count(workbook))

    def share(self) -> Saved:
        """Save what you share with the group: kinds, power and interest, and nothing else."""
        path = self._export("shared.json")
        shared = share(self._desk.open(), self.cards.scores)
        save_shared(shared, path)
        held = _("It holds {kinds} placed stakeholders by kind, and {cards} role cards.").format(
            kinds=len(shared.kinds), cards=len(shared.cards)
        )
        return Saved(path, more=f"{held} {_('Hand this file to your trainer; nothing was sent.')}")

    def hand_in(self, code: str, address: str) -> Shown:
        """Send what you share to the room's computer: kinds, power and interest, and nothing else.

        Parameters
        ----------
        code, address : str
            As they stand on the wall.

        Raises
        ------
        CourseError
            If the code is wrong or the room cannot be reached; the file to carry there is saved whatever happens.
        """
        from coursehelpers.classroom.handing_in import hand_in

        self.share()
        shared = share(self._desk.open(), self.cards.scores)
        return self._mine(sentences([hand_in(shared, address, code, self._desk.settings)]))


class NetworkView(View):
    """Who is tied to whom: who bridges groups, and whom the network would miss."""

    spoken = True

    def _shown(self) -> Shown:
        graph = self.graph
        said = []
        if small := too_small(graph):
            said.append(small)
        elif bridges := brokers(graph):
            said.append(
                _("Bridges between others: {names}.").format(
                    names=enumeration(bridges, "semicolon")
                )
            )
        cut = cut_points(graph)
        said.append(
            _("Without them it falls apart: {names}.").format(names=enumeration(cut, "semicolon"))
            if cut
            else _("Nobody's leaving would break it apart.")
        )
        if alone := without_ties(graph):
            said.append(
                _("Nobody talks to them yet: {names}.").format(
                    names=enumeration(alone, "semicolon")
                )
            )
        return self._mine(sentences(said))

    @property
    def graph(self) -> "nx.Graph":
        """The ties as a graph of networkx, without those who have neither a place nor a tie."""
        workbook = self._desk.open()
        tied = {end for t in workbook.ties for end in (t.one, t.other)}
        there = [s for s in workbook.stakeholders if s.power is not None or s.key in tied]
        return network(there, workbook.ties)

    @property
    def table(self) -> pd.DataFrame:
        """One row an actor, with its centralities; few actors make no statistics."""
        return centralities(self.graph)

    def show(self) -> Shown:
        """Show the centralities of each actor, for those who want numbers; a small network gets a sentence."""
        graph = self.graph
        if small := too_small(graph):
            return self._mine(sentences([small]))
        index = external_internal_index(graph, dict(graph.nodes(data="kind")))
        return self._mine(
            ShownTable(
                centralities(graph).drop(columns="key"),
                _("Ties lead out of kinds (1) or stay inside (-1): {index}.").format(
                    index=number(index, 2)
                ),
            )
        )

    def chart(self) -> "Picture":
        """Draw who is tied to whom; who has neither a place nor a tie is left out."""
        from coursehelpers.charts.stakeholders import chart_network

        return self._mine(chart_network(self.graph))

    def form(self) -> "TableForm":
        """Open the ties as a form: who has worked with whom, on what, how closely."""
        from coursehelpers.forms.sections import tie_form

        return self._mine(tie_form(self._desk))


class RolesView(View):
    """Where each stakeholder stands towards your plan, what you ask of it and what you offer."""

    def _shown(self) -> Shown:
        columns = ("name", "current", "desired", "ask", "offer", "next_step")
        caption = _("Attitudes of organisations and roles, never of persons; they stay with you.")
        return self._mine(ShownTable(self.table, caption, columns))

    @property
    def table(self) -> pd.DataFrame:
        """One row a stakeholder of whom you said where it stands."""
        table = registers.register(self._desk.open().stakeholders)
        return table[table["current"].ne("") & table["current"].notna()].reset_index(drop=True)

    def chart(self) -> "Picture":
        """Draw where each stakeholder stands towards your plan, and where you hope it will."""
        from coursehelpers.charts.stakeholders import chart_engagement

        return self._mine(chart_engagement(self._desk.open().stakeholders))

    @property
    def salience(self) -> ShownTable:
        """The class of each stakeholder after Mitchell, Agle and Wood (1997), at three thresholds."""
        rows = []
        for stakeholder in self._desk.open().stakeholders:
            scores = (stakeholder.power, stakeholder.legitimacy, stakeholder.urgency)
            if None in scores:
                continue
            power, legitimacy, urgency = (score or 0 for score in scores)
            classes = {
                f"from {least}": registers.salience(power, legitimacy, urgency, threshold=least)[0]
                for least in (3, 4, 5)
            }
            words = registers.salience(power, legitimacy, urgency)[1]
            rows.append({"name": stakeholder.name, **classes, "how to read “from 4”": words})
        return self._mine(
            ShownTable(
                pd.DataFrame(rows),
                _(
                    "Historical terms, and no judgement of ours. Needed: power, legitimacy and urgency."
                ),
            )
        )


class CardsView(View):
    """The twelve role cards of the training country, which everybody in a room scores."""

    def _shown(self) -> Shown:
        return ShownTable(self.table, _("Role cards of Xantoria, the made-up training country."))

    @property
    def table(self) -> pd.DataFrame:
        """One row a card."""
        return pd.DataFrame(role_cards())

    @property
    def scores(self) -> list[CardScore]:
        """Your own scores of the cards."""
        return self._desk.open().cards

    def form(self) -> "CardForm":
        """Open the twelve role cards as a grid: drag them, or move them with the arrow keys."""
        from coursehelpers.forms.grid import CardForm

        return self._mine(CardForm(self._desk))

    def score(self, scores: Mapping[int, tuple[int, int]]) -> Shown:
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
        workbook = self._desk.open()
        for card, both in scores.items():
            if card not in range(1, 13) or not set(both) <= set(range(1, 6)):
                raise BadCallError(
                    _(
                        "Card {card} cannot be scored {scores}; cards have numbers from 1 to 12, "
                        "scores from 1 to 5: write {example}."
                    ).format(card=card, scores=both, example="{1: (4, 2)}")
                )
            power, interest = both
            new = CardScore(card=card, power=power, interest=interest)
            workbook.cards = [score for score in workbook.cards if score.card != card] + [new]
        self._desk.save(workbook)
        said = _("Cards scored: {n} of {all}.").format(n=len(workbook.cards), all=len(role_cards()))
        return self._mine(sentences([said]))

    def save(self, what: Literal["roles", "calls"] = "roles") -> Saved:
        """Save the role cards, or the cards for playing a first call, as a page to print and cut.

        Parameters
        ----------
        what : {"roles", "calls"}, optional
        """
        write = save_role_cards if what == "roles" else save_call_cards
        path = write(self._desk.settings.home / "exports")
        return Saved(path, more=_("Open it in your browser and print it."))


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
                name=name, names=enumeration(quoted(s.name) for s in like[:4])
            )
        )
    return like[0] if like else None


def _known(workbook: Workbook, name: str) -> Stakeholder:
    stakeholder = _find(workbook, name)
    if stakeholder is None:
        raise BadCallError(_("“{name}” is not in your register; place it first.").format(name=name))
    return stakeholder
