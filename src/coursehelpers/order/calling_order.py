"""Whom to call first, and how sure that is: three waves, each place with its reasons and a first step.

The order is the learner's, and is shown as such: “our calling order”, never a ranking of institutions. Most
countries have few institutions or do not know their sizes; there the kind of conversation decides, and no score
is computed.
"""

import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import numpy as np
import pandas as pd

from coursehelpers.ground.errors import BadCallError, BrokenFileError
from coursehelpers.ground.locale import LateMapping, _, by_language, enumeration, ngettext, number
from coursehelpers.ground.locale.data_texts import in_words
from coursehelpers.ground.settings import data_file
from coursehelpers.ground.tables import NUMBER, TEXT, WHOLE, Column, rows_of, tidy
from coursehelpers.landscape.conversations import (
    CONVERSATIONS,
    NOT_CALLED_FOR_DATA,
    first_step,
    in_scope,
    perhaps,
    surely_publishes,
)
from coursehelpers.landscape.naming import distinct_names
from coursehelpers.landscape.survey import COLUMNS, Landscape
from coursehelpers.order.doubles import left_out, to_compare
from coursehelpers.order.noted import NOTHING, Noted
from coursehelpers.order.scores import (
    Swap,
    ValueFunction,
    draw_weights,
    normalised,
    places_by_weight,
    ranks_in_draws,
    robustness,
    score_intervals,
    smallest_swap,
    value_of,
    what_to_ask,
)
from coursehelpers.reading.content import read_content
from coursehelpers.reading.data import BadDataError, fill_in, read_toml

if TYPE_CHECKING:
    from coursehelpers.workbook.entries import Assessment

WAVES = LateMapping(lambda: {"now": _("now"), "next": _("next"), "later": _("later")})
"""The three waves; later is not never."""

ORDER = LateMapping(
    lambda: {
        "rank": Column(WHOLE, _("line in our calling order; who is alike shares a place")),
        "place": Column(
            TEXT,
            _("place in our calling order; of those who are alike nobody stands before another"),
        ),
        "wave": Column(TEXT, _("now, next or later")),
        "score": Column(
            NUMBER,
            _("weighted value, 0 to 1, unknowns in the middle; missing where none was computed"),
        ),
        "score_low": Column(NUMBER, _("the same with every unknown at its worst")),
        "score_high": Column(NUMBER, _("the same with every unknown at its best")),
        "rank_low": Column(WHOLE, _("nine of ten trials lie from here …")),
        "rank_high": Column(WHOLE, _("… to here; without scores, the places of all who are alike")),
        "top_share": Column(NUMBER, _("share of trials in which it is among the first")),
        "reasons": Column(TEXT, _("why it stands there")),
        "first_step": Column(TEXT, _("what to do first")),
    }
)
"""Columns that the calling order adds to those of the landscape."""

CRITERIA = LateMapping(
    lambda: {
        "name": Column(TEXT, _("short name")),
        "label": Column(TEXT, _("what it asks")),
        "unit": Column(TEXT, _("in which unit")),
        "from": Column(
            TEXT, _("registry: read from the tables, you may know better; you: you are asked")
        ),
        "kind": Column(TEXT, _("linear, or log10: each tenfold is worth the same")),
        "high": Column(NUMBER, _("from where on the value is 1; it is 0 at 0")),
        "weight": Column(NUMBER, _("how much it counts; only proportions matter")),
        "answered": Column(
            WHOLE, _("institutions for which it is known; with none it decides nothing")
        ),
        "source": Column(TEXT, _("where the criterion and its weight come from")),
    }
)
"""Columns of :attr:`CallingOrder.criteria`."""

QUESTIONS = LateMapping(
    lambda: {
        "key": Column(TEXT, _("GRSciColl's key of the institution")),
        "name": Column(TEXT, _("its name")),
        "criterion": Column(TEXT, _("what is not known")),
        "question": Column(TEXT, _("what to ask")),
        "best": Column(WHOLE, _("its place if the answer is the best one")),
        "worst": Column(WHOLE, _("its place if it is the worst")),
        "moves": Column(WHOLE, _("places between the two")),
    }
)
"""Columns of :attr:`CallingOrder.questions`."""

_SORT_KEYS = {
    True: ("wave", "block", "score", "amount"),
    False: ("wave", "due", "block", "turn", "reach", "amount"),
}
"""What decides a place, with and without scores: the first in which two differ, the smaller before the larger.

Whoever is alike in all of these stands before nobody. The name comes after them; it decides in which line one stands,
never in which wave.
"""

_NUMBER_OF_WAVE = {name: number for number, name in enumerate(WAVES)}
_LAST_WAVE = len(WAVES) - 1
_SCORES = ("score", "score_low", "score_high", "top_share")


_DRAWS = range(1, 50_001)
"""Trials that may be asked for; ten times ours takes half a minute for the largest country."""
_MOST_QUESTIONS = 500
"""Rows of the list of questions: more than anybody will ask."""


class CallingOrder(NamedTuple):
    """Hold our calling order of a country.

    Attributes
    ----------
    country : str
    table : pandas.DataFrame
        Institutions in calling order, out-of-scope ones left out; columns of the landscape and
        :data:`ORDER`.
    scored : bool
        Whether scores were computed, or the kind of conversation decides.
    criteria : pandas.DataFrame
        Columns :data:`CRITERIA`.
    questions : pandas.DataFrame
        What to ask first: the unknowns that would move the order most (:data:`QUESTIONS`).
    swap : Swap or None
        The smallest change of one weight that swaps the first two of those that the score placed.
    first : int
        How many places count as the first ones in ``top_share``.
    draws : int
        How many trials were made.
    moved : frozenset of str
        Keys of the institutions that the learner put into a wave: no trial says how sure that is.
    provenance : dict
    notes : tuple of str
    landscape : Landscape
        What was put in order.
    """

    country: str
    table: pd.DataFrame
    scored: bool
    criteria: pd.DataFrame
    questions: pd.DataFrame
    swap: Swap | None
    first: int
    draws: int
    moved: frozenset[str]
    provenance: dict[str, Any]
    notes: tuple[str, ...]
    landscape: Landscape


def read_criteria(path: Path | None = None) -> dict[str, Any]:
    """Read the criteria, which are data: each weight with its source or the word “ours”.

    Parameters
    ----------
    path : pathlib.Path, optional
        Your own copy of ``data/criteria.toml``, or a CSV with the columns ``criterion`` and ``weight``.

    Raises
    ------
    BrokenFileError
        If the file cannot be read, or names a criterion that the course does not have.
    """
    rules = _course_criteria()
    if path is None:
        return rules
    if path.suffix.casefold() in (".csv", ".xlsx"):
        from coursehelpers.workbook.entries import Weight
        from coursehelpers.workbook.spreadsheets import read_file

        return with_weights(rules, {w.criterion: w.weight for w in read_file(path, Weight)})
    try:
        own = read_toml(read_content(path))
        waves = fill_in({"waves": own.get("waves", {})}, {"waves": rules["waves"]})
        if waves["waves"]["draws"] not in _DRAWS:
            raise BadDataError("draws")
        return with_weights(rules | waves, _weights_in(own.get("criteria", [])))
    except BadDataError as error:
        raise BrokenFileError(
            _(
                "{path} cannot be read as criteria{where}; start again from a copy of criteria.toml."
            ).format(path=path, where=_(" (see “{name}”)").format(name=error) if str(error) else "")
        ) from error


def _weights_in(criteria: Any) -> dict[str, Any]:
    """Take names and weights out of a list of criteria; what is said beside them stays the course's own."""
    if not isinstance(criteria, list):
        raise BadDataError("criteria")
    weights: dict[str, Any] = {}
    for one in criteria:
        if not isinstance(one, dict) or not isinstance(one.get("name"), str):
            raise BadDataError("criteria")
        weights |= {one["name"]: fill_in({"weight": one.get("weight")}, {"weight": 0.0})["weight"]}
    return weights


@by_language
def _course_criteria() -> dict[str, Any]:
    told = tomllib.loads(data_file("criteria.toml").read_text(encoding="utf-8"))
    return cast("dict[str, Any]", in_words(told, "criteria.toml"))


def with_weights(rules: dict[str, Any], weights: dict[str, Any]) -> dict[str, Any]:
    """Put other weights into the criteria; those not named keep theirs.

    Raises
    ------
    BadCallError
        If there is no such criterion.
    """
    names = [one["name"] for one in rules["criteria"]]
    for name in weights:
        if name not in names:
            raise BadCallError(
                _("“{name}” is no criterion; choose among {names}.").format(
                    name=name, names=enumeration(names)
                )
            )
    criteria = [
        one | {"weight": weights.get(one["name"], one["weight"])} for one in rules["criteria"]
    ]
    return {**rules, "criteria": criteria}


def prioritize(
    landscape: Landscape, workbook: Noted | None = None, rules: dict[str, Any] | None = None
) -> CallingOrder:
    """Put a country's institutions into our calling order.

    Parameters
    ----------
    landscape : Landscape
    workbook : Workbook, optional
        With the learner's own weights, assessments and waves.
    rules : dict, optional
        As :func:`read_criteria` gives them.

    Returns
    -------
    CallingOrder

    Raises
    ------
    BadCallError
        If weights make no sense: negative, no number, or all 0.

    Examples
    --------
    >>> from coursehelpers.evidence.gather import gather
    >>> from coursehelpers.landscape.survey import survey
    >>> order = prioritize(survey(gather("XT")))
    >>> order.table["wave"].iloc[0]
    'now'
    """
    workbook = workbook or NOTHING
    rules = rules or with_weights(
        read_criteria(), {w.criterion: w.weight for w in workbook.weights}
    )
    table = in_scope(landscape.table).reset_index(drop=True)
    weights = pd.Series({one["name"]: one["weight"] for one in rules["criteria"]})
    normalised(weights)
    values = _values(table, rules["criteria"], workbook.assessments)
    # What is known of nobody tells nobody apart; it would only blur the order.
    answered = values.notna().sum()
    asked = [name for name in values.columns if answered[name]]
    waves = rules["waves"]
    scored = bool(
        len(table) > waves["few"]
        and table["declared"].notna().mean() >= waves["known_from"]
        and bool(asked)
        and weights[asked].sum() > 0
    )
    chosen = {choice.key: choice for choice in workbook.waves}
    scores = score_intervals(values[asked], weights[asked]) if scored else None
    ordered, alike = _ordered(table, scores, chosen, workbook.assessments, waves)
    ordered = (
        ordered.assign(**dict.fromkeys(_SCORES, pd.array([None] * len(table), dtype="Float64")))
        if scores is None
        else _with_scores(ordered, scores, values[asked], weights[asked], waves)
    ).reset_index(drop=True)
    compared = to_compare(ordered)
    ordered = ordered.assign(
        reasons=_reasons(ordered, workbook.assessments, chosen, rules["criteria"]),
        first_step=pd.array(
            [compared.get(row.key) or first_step(row) for row in rows_of(ordered, *COLUMNS)],
            dtype="string",
        ),
    )
    ordered.attrs["provenance"] = landscape.provenance
    criteria = tidy(
        [one | {"answered": int(answered[one["name"]])} for one in rules["criteria"]], CRITERIA
    )
    return CallingOrder(
        country=landscape.country,
        table=ordered[[*COLUMNS, *ORDER]],
        scored=scored,
        criteria=criteria,
        questions=_questions(
            table if scored else ordered, values, weights, asked, rules["criteria"], scored=scored
        ),
        swap=smallest_swap(
            _callable(table[~table["key"].isin(chosen)], values[asked]), weights[asked]
        )
        if scored
        else None,
        first=waves["now"],
        draws=waves["draws"],
        moved=frozenset(chosen) & frozenset(table["key"]),
        provenance=landscape.provenance,
        notes=(
            *landscape.notes,
            *_together(alike),
            *left_out(ordered),
            *_notes(landscape, table, workbook, scored, criteria, waves),
        ),
        landscape=landscape,
    )


def what_if(
    landscape: Landscape, workbook: Noted, criterion: str, first: int = 5
) -> tuple[pd.DataFrame, str, float]:
    """Follow the places of the first institutions while the weight of one criterion changes.

    Parameters
    ----------
    landscape : Landscape
    workbook : Workbook
    criterion : str
        Name of a criterion that is known of somebody.
    first : int, optional
        How many institutions.

    Returns
    -------
    paths : pandas.DataFrame
        One column an institution (its name), index the weight as a share of all, values its place.
    label : str
    stated : float
        The weight today, as a share of all.

    Raises
    ------
    BadCallError
        If there is no such criterion, or nothing is known under it.
    """
    rules = with_weights(read_criteria(), {w.criterion: w.weight for w in workbook.weights})
    table = in_scope(landscape.table)
    table = table[~table["triage"].isin(NOT_CALLED_FOR_DATA)]
    values = _values(table, rules["criteria"], workbook.assessments)
    values = values[[name for name in values.columns if values[name].notna().any()]]
    if values.columns.empty:
        raise BadCallError(
            _("Nothing is known of anybody under any criterion yet; ask first, then come back.")
        )
    if criterion not in values.columns:
        raise BadCallError(
            _("Nothing is known about “{criterion}”; choose among {names}.").format(
                criterion=criterion, names=enumeration(values.columns)
            )
        )
    weights = pd.Series({c["name"]: c["weight"] for c in rules["criteria"]})[list(values.columns)]
    places = places_by_weight(values, weights, criterion)
    chosen = score_intervals(values, weights)["middle"].nlargest(first).index
    paths = places[chosen].set_axis(distinct_names(table)[chosen].tolist(), axis=1)
    label = next(c["label"] for c in rules["criteria"] if c["name"] == criterion)
    return paths, label, float(normalised(weights)[criterion])


def _values(
    table: pd.DataFrame, criteria: list[dict[str, Any]], assessments: Iterable["Assessment"]
) -> pd.DataFrame:
    """Say what each institution is worth under each criterion, 0 to 1; missing where not known."""
    told = {(a.key, a.criterion): a.value for a in assessments}
    from_tables = {
        "gap": table["gap"],
        "data": _data_ready(table),
        "reach": table["contactable"],
        "effort": pd.Series(np.where(table["triage"] == "link-fix", 3.0, np.nan), table.index),
    }
    values = {}
    for one in criteria:
        name = one["name"]
        known = from_tables.get(name, pd.Series(np.nan, table.index))
        value = value_of(known, ValueFunction(one["kind"], high=one["high"]))
        if any(criterion == name for _key, criterion in told):
            answers = pd.Series([told.get((key, name)) for key in table["key"]], table.index)
            # What the learner says, on the scale of 0 to 3, goes before what the tables say.
            value = value_of(answers, ValueFunction("linear", high=3)).fillna(value)
        values[name] = value
    return pd.DataFrame(values, index=table.index)


def _data_ready(table: pd.DataFrame) -> "pd.Series[float]":
    publishes = surely_publishes(table)
    # How many are linked may not be known.
    linked = (table["linked"] > 0).fillna(False).astype(bool)
    online = (table["triage"] == "onboard") | linked
    return pd.Series(np.select([publishes, online], [3.0, 2.0], np.nan), index=table.index)


def _callable(table: pd.DataFrame, values: pd.DataFrame) -> pd.DataFrame:
    """Leave out who is not called for data: nothing is known of it, or nothing is left to link."""
    return values.loc[table.index[~table["triage"].isin(NOT_CALLED_FOR_DATA)]]


def _ordered(
    table: pd.DataFrame,
    scores: pd.DataFrame | None,
    chosen: dict[str, Any],
    assessments: Iterable["Assessment"],
    rules: dict[str, Any],
) -> tuple[pd.DataFrame, list[tuple[str, int]]]:
    """Sort institutions by :data:`_SORT_KEYS` and give each a wave and a rank.

    ``scores`` is None where none was computed; then the kind of conversation decides, after it who can be
    reached, and how much is known to be there. Beside the table come the waves, and for each how many stay together
    in it because nothing tells them apart.
    """
    scored = scores is not None
    moved = table["key"].isin(chosen)
    at_risk = table["key"].isin(
        {a.key for a in assessments if not scored and a.criterion == "risk" and a.value >= 2}
    )
    by_hand = table["key"].map({key: _NUMBER_OF_WAVE[own.wave] for key, own in chosen.items()})
    due = by_hand.where(moved, _due(table, at_risk, scored=scored)).astype(int)
    last = table["triage"].isin(NOT_CALLED_FOR_DATA)
    size = np.maximum(table["gap"].fillna(0), table["linked"]).astype(float)
    # With scores, whoever the learner moved stands among the others of that wave.
    settled = due.map({0: 0, 1: 1, _LAST_WAVE: 3}) if scored else 0
    keys = pd.DataFrame(
        {
            "wave": due,
            "due": due,
            "block": np.select(
                [moved | at_risk, last, table["contactable"] == 0], [settled, 3, 2], 1
            ),
            "score": 0.0 if scores is None else -scores["middle"],
            "turn": table["triage"].map({code: kind.turn for code, kind in CONVERSATIONS.items()}),
            "reach": -table["contactable"].astype(float),
            "amount": -size,
            "name": table["name"].fillna("").str.casefold(),
            "key": table["key"],
        },
        index=table.index,
    )
    telling = list(_SORT_KEYS[scored])
    keys = keys.sort_values([*telling, "name", "key"], kind="stable")
    alike: list[tuple[str, int]] = []
    if len(table) > rules["few"]:
        movable = ~(moved | at_risk | (last & scored))[keys.index]
        keys, alike = _overflowing(keys, telling[1:], movable, rules)
    ordered = table.loc[keys.index].assign(
        wave=keys["wave"].map(dict(enumerate(WAVES))).astype("string"),
        rank=pd.array(range(1, len(keys) + 1), dtype="Int64"),
        block=keys["block"],
    )
    places = ordered.groupby([keys[name] for name in telling], dropna=False)["rank"]
    low, high = places.transform("min").astype("Int64"), places.transform("max").astype("Int64")
    said = [_place(first, last) for first, last in zip(low, high, strict=True)]
    return ordered.assign(rank_low=low, rank_high=high, place=pd.array(said, dtype="string")), alike


def _place(first: int, last: int) -> str:
    if first == last:
        return str(first)
    return _("{first} to {last}, alike").format(first=first, last=last)


def _due(table: pd.DataFrame, at_risk: "pd.Series[bool]", *, scored: bool) -> "pd.Series[Any]":
    """Say in which wave each would stand if there were room: with scores the first that are called for data."""
    # Whom nobody can reach has to wait until somebody knows a way.
    unreachable = table["contactable"] == 0
    if scored:
        last = table["triage"].isin(NOT_CALLED_FOR_DATA)
        return pd.Series(np.select([last, unreachable], [_LAST_WAVE, 1], 0), table.index)
    due = table["triage"].map(
        {code: _NUMBER_OF_WAVE[kind.wave] for code, kind in CONVERSATIONS.items() if kind.wave}
    )
    due = due.where(~at_risk, 0)
    due = due.where(~unreachable, (due + 1).clip(upper=_LAST_WAVE))
    if not (due == 0).any():
        # Somebody has to be the first.
        due = due.where(unreachable | (due != 1), 0)
    return due


def _overflowing(
    keys: pd.DataFrame,
    telling: list[str],
    movable: "pd.Series[bool]",
    rules: dict[str, Any],
) -> tuple[pd.DataFrame, list[tuple[str, int]]]:
    """Let wait whom one node cannot call: what does not fit into a wave goes to the one after it.

    Those who are alike in all that is known go together: into the wave if it has room for all of them or would be
    empty, else into the next one.
    """
    alike = keys.groupby(telling, sort=False).ngroup()
    told: dict[Any, tuple[int, int]] = {}
    for place, room in ((0, rules["now"]), (1, rules["next"])):
        inside = keys.index[(keys["wave"] == place) & movable]
        taken = int((keys["wave"] == place).sum()) - len(inside)
        waiting: list[Any] = []
        for group, rows in alike[inside].groupby(alike[inside], sort=False):
            crowded = taken + len(rows) > room
            if crowded and not waiting and len(rows) > 1:
                told[group] = (place + 1 if taken else place, len(rows))
            if waiting or (crowded and taken):
                waiting += list(rows.index)
            else:
                taken += len(rows)
        keys.loc[waiting, "wave"] = place + 1
        keys = keys.sort_values("wave", kind="stable")
        movable, alike = movable[keys.index], alike[keys.index]
    names = list(WAVES)
    return keys, [(names[place], count) for place, count in told.values()]


def _with_scores(
    ordered: pd.DataFrame,
    scores: pd.DataFrame,
    values: pd.DataFrame,
    weights: "pd.Series[Any]",
    rules: dict[str, Any],
) -> pd.DataFrame:
    """Add the scores, and how sure each place is in trials with other weights."""
    drawn = draw_weights(weights, rules["draws"], rules["concentration"])
    ranks = ranks_in_draws(values, drawn, ordered["block"].sort_index())
    sure = robustness(ranks, rules["now"]).set_axis(values.index)
    # Whose values are the same shares one band: the order of the table tells them apart in no trial.
    same = [values[name].fillna(-1.0) for name in values.columns] + [ordered["block"].sort_index()]
    sure = sure.assign(
        rank_low=sure["rank_low"].groupby(same).transform("min"),
        rank_high=sure["rank_high"].groupby(same).transform("max"),
        top_share=sure["top_share"].groupby(same).transform("mean"),
    )
    return ordered.assign(
        score=scores["middle"].astype("Float64"),
        score_low=scores["low"].astype("Float64"),
        score_high=scores["high"].astype("Float64"),
        rank_low=sure["rank_low"].astype("Int64"),
        rank_high=sure["rank_high"].astype("Int64"),
        top_share=sure["top_share"].astype("Float64"),
    )


def _reasons(
    table: pd.DataFrame,
    assessments: Iterable["Assessment"],
    chosen: dict[str, Any],
    criteria: list[dict[str, Any]],
) -> list[str]:
    """Say for each row why it stands where it does, in short phrases joined by semicolons."""
    told: dict[str, list[Assessment]] = {}
    for assessment in assessments:
        told.setdefault(assessment.key, []).append(assessment)
    by_name = {one["name"]: one for one in criteria}
    said = []
    for row in rows_of(table, *COLUMNS):
        phrases = [chosen[row.key].why] if row.key in chosen else []
        phrases += list(_from_tables(row))
        for assessment in told.get(row.key, []):
            one = by_name.get(assessment.criterion)
            if one is not None and assessment.value in (0, 2, 3):
                level = (one.get("levels") or ["", "", "", ""])[assessment.value]
                phrases.append(f"{level} ({assessment.why})" if assessment.why else level)
        said.append(enumeration(phrases, "semicolon"))
    return said


def _from_tables(row: Any) -> Iterator[str]:
    sure = row.publisher != "E4"
    if row.triage == "link-fix":
        yield _("publishes, but most of its records are not linked")
    elif row.triage == "onboard":
        yield (
            ngettext(
                "{linked} record is linked", "{linked} records are linked", int(row.linked)
            ).format(linked=number(row.linked))
            if row.linked
            else _("a catalogue is online")
        )
    elif row.triage == "grow":
        yield _("publishes, and holds more")
    elif row.triage == "engage":
        yield _("says what it holds")
    elif row.triage == "complete":
        yield _("mostly linked")
    elif row.triage == "verify":
        yield _("its entry says too little to act on")
    if row.duplicate_of:
        yield _("may be entered twice: look first")
    if not sure:
        yield _("perhaps the publisher {name}, please check").format(name=perhaps(row))
    elif row.triage in ("onboard", "engage"):
        yield _("no publisher found")
    if row.declared is None:
        yield _("size not stated")
    elif row.disagree:
        yield _("says {own}, its collections add up to {sum}: ask which is right").format(
            own=number(row.declared_own), sum=number(row.declared_collections)
        )
    elif row.gap:
        yield (
            _("at least {gap} declared minus linked")
            if row.declared_basis == "partial"
            else _("{gap} declared minus linked")
        ).format(gap=number(row.gap))
    if row.over:
        yield _("more linked than declared: look why")
    if row.contactable == 0:
        yield _("no way to reach it is given")
    elif row.contactable == 3:
        yield _("a contact is given")


def _questions(
    table: pd.DataFrame,
    values: pd.DataFrame,
    weights: "pd.Series[Any]",
    asked: list[str],
    criteria: list[dict[str, Any]],
    *,
    scored: bool,
) -> pd.DataFrame:
    """List what to ask first; without scores, the size of whoever states none and can be reached."""
    by_name = {one["name"]: one for one in criteria}
    rows = []
    if scored:
        found = what_to_ask(_callable(table, values[asked]), weights[asked])
        keys, names = table["key"].tolist(), distinct_names(table).tolist()
        for one in found.head(_MOST_QUESTIONS).itertuples():
            row, criterion = cast("int", one.row), by_name[str(one.criterion)]
            rows.append(
                {
                    "key": keys[row],
                    "name": names[row],
                    "criterion": criterion["label"],
                    "question": criterion["question"],
                    "best": one.best,
                    "worst": one.worst,
                    "moves": one.moves,
                }
            )
    else:
        size = by_name["gap"]
        silent = table["declared"].isna() & (table["triage"] != "verify")
        named = table.assign(name=distinct_names(table))[silent]
        rows = [
            {"key": row.key, "name": row.name, "criterion": _("size"), "question": size["question"]}
            for row in rows_of(
                named.sort_values("contactable", ascending=False, kind="stable"), "key", "name"
            )
        ]
    return tidy(rows, QUESTIONS)


def _together(alike: list[tuple[str, int]]) -> Iterator[str]:
    for wave, count in alike:
        yield _(
            "Nothing that is known tells {n} institutions apart, so they stay together in “{wave}”; what you know "
            "yourself may tell more."
        ).format(n=number(count), wave=WAVES[wave])


def _notes(
    landscape: Landscape,
    table: pd.DataFrame,
    workbook: Noted,
    scored: bool,
    criteria: pd.DataFrame,
    rules: dict[str, Any],
) -> Iterator[str]:
    unknown = int(table["declared"].isna().sum())
    if not len(table):
        return
    if scored:
        open_criteria = criteria.loc[criteria["answered"] == 0, "label"].tolist()
        if open_criteria:
            yield _(
                "Nobody was asked about these yet, so they count for nothing: {labels}."
            ).format(labels=enumeration(open_criteria))
    elif len(table) == 1:
        yield _("There is one institution, so there is nothing to put in order.")
    elif len(table) <= rules["few"]:
        yield _(
            "There are few institutions ({n}), so the conversation that each of them needs says when it is called."
        ).format(n=len(table))
    elif table["declared"].notna().mean() >= rules["known_from"]:
        yield _(
            "Nothing is known yet under the criteria that you give weight, so the conversation that each institution "
            "needs says when it is called."
        )
    else:
        yield _(
            "{unknown} of {n} institutions state no size, so the conversation that each of them needs says when it "
            "is called. A wave holds what one node can call: {now} now, {next} next."
        ).format(
            unknown=number(unknown), n=number(len(table)), now=rules["now"], next=rules["next"]
        )
    here = set(table["key"])
    noted = {a.key for a in workbook.assessments} | {choice.key for choice in workbook.waves}
    own = noted & here
    if own:
        yield ngettext(
            "What you noted about {n} institution counts here.",
            "What you noted about {n} institutions counts here.",
            len(own),
        ).format(n=len(own))
    gone = noted - set(landscape.table["key"])
    if gone:
        yield ngettext(
            "{n} institution that you noted something about is not in the registry any more.",
            "{n} institutions that you noted something about are not in the registry any more.",
            len(gone),
        ).format(n=len(gone))
