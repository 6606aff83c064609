"""Whom to call first, and how sure that is: three waves, each place with its reasons and a first step.

The order is the learner's, and is shown as such: “our calling order”, never a ranking of institutions. Most
countries have few institutions or do not know their sizes; there the kind of conversation decides, and no score
is computed.
"""

import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np
import pandas as pd

from coursehelpers.errors import BadCallError, BrokenFileError
from coursehelpers.landscape.survey import COLUMNS, Landscape
from coursehelpers.locale import _, ngettext
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
from coursehelpers.settings import data_file
from coursehelpers.tables import NUMBER, TEXT, WHOLE, Column, Columns, rows_of, tidy
from coursehelpers.workbook.entries import Assessment
from coursehelpers.workbook.file import Workbook

WAVES = {"now": _("now"), "next": _("next"), "later": _("later")}
"""The three waves; later is not never."""

ORDER: Columns = {
    "rank": Column(WHOLE, _("place in our calling order")),
    "wave": Column(TEXT, _("now, next or later")),
    "score": Column(
        NUMBER, _("weighted value, 0 to 1, unknowns in the middle; missing where none was computed")
    ),
    "score_low": Column(NUMBER, _("the same with every unknown at its worst")),
    "score_high": Column(NUMBER, _("the same with every unknown at its best")),
    "rank_low": Column(WHOLE, _("nine of ten trials lie from here …")),
    "rank_high": Column(WHOLE, _("… to here; without scores, the places of all who are alike")),
    "top_share": Column(NUMBER, _("share of trials in which it is among the first")),
    "reasons": Column(TEXT, _("why it stands there")),
    "first_step": Column(TEXT, _("what to do first")),
}
"""Columns that the calling order adds to those of the landscape."""

CRITERIA: Columns = {
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
"""Columns of :attr:`CallingOrder.criteria`."""

QUESTIONS: Columns = {
    "key": Column(TEXT, _("GRSciColl's key of the institution")),
    "name": Column(TEXT, _("its name")),
    "criterion": Column(TEXT, _("what is not known")),
    "question": Column(TEXT, _("what to ask")),
    "best": Column(WHOLE, _("its place if the answer is the best one")),
    "worst": Column(WHOLE, _("its place if it is the worst")),
    "moves": Column(WHOLE, _("places between the two")),
}
"""Columns of :attr:`CallingOrder.questions`."""

_BY_TRIAGE = {
    "link-fix": "now",
    "onboard": "now",
    "grow": "next",
    "engage": "next",
    "ask-size": "next",
    "verify": "later",
    "complete": "later",
}

_NUMBER_OF_WAVE = {name: number for number, name in enumerate(WAVES)}

FIRST_STEPS = {
    "link-fix": _("send the right codes to whoever prepares the dataset"),
    "onboard": _("offer to publish its data, or to host them"),
    "grow": _("ask what stands in the way of the next dataset"),
    "engage": _("a first talk about what it would gain"),
    "ask-size": _("one question: what do you hold?"),
    "verify": _("check whether it still exists"),
    "complete": _("say thank you; ask it to speak to others"),
}
"""What to do first, by kind of conversation."""


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


@cache
def _course_criteria() -> dict[str, Any]:
    return tomllib.loads(data_file("criteria.toml").read_text(encoding="utf-8"))


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
                    name=name, names=", ".join(names)
                )
            )
    criteria = [
        one | {"weight": weights.get(one["name"], one["weight"])} for one in rules["criteria"]
    ]
    return {**rules, "criteria": criteria}


def prioritize(
    landscape: Landscape, workbook: Workbook | None = None, rules: dict[str, Any] | None = None
) -> CallingOrder:
    """Put a country's institutions into our calling order.

    Parameters
    ----------
    landscape : Landscape
    workbook : Workbook, optional
        The learner's own weights, assessments and waves.
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
    workbook = workbook or Workbook(country=landscape.country or "-")
    rules = rules or with_weights(
        read_criteria(), {w.criterion: w.weight for w in workbook.weights}
    )
    table = landscape.table[landscape.table["triage"] != "out-of-scope"].reset_index(drop=True)
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
    ordered = (
        _by_score(table, values[asked], weights[asked], waves, chosen)
        if scored
        else _by_triage(table, chosen, workbook.assessments, waves)
    )
    ordered = ordered.assign(
        reasons=_reasons(ordered, workbook.assessments, chosen, rules["criteria"]),
        first_step=ordered["triage"].map(FIRST_STEPS).astype("string"),
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
        questions=_questions(table, values, weights, asked, rules["criteria"], scored=scored),
        swap=smallest_swap(
            _callable(table[~table["key"].isin(chosen)], values[asked]), weights[asked]
        )
        if scored
        else None,
        first=waves["now"],
        draws=waves["draws"],
        moved=frozenset(chosen) & frozenset(table["key"]),
        provenance=landscape.provenance,
        notes=(*landscape.notes, *_notes(landscape, table, workbook, scored, criteria, waves)),
    )


def what_if(
    landscape: Landscape, workbook: Workbook, criterion: str, first: int = 5
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
    table = landscape.table[~landscape.table["triage"].isin(["out-of-scope", "verify", "complete"])]
    values = _values(table, rules["criteria"], workbook.assessments)
    values = values[[name for name in values.columns if values[name].notna().any()]]
    if values.columns.empty:
        raise BadCallError(
            _("Nothing is known of anybody under any criterion yet; ask first, then come back.")
        )
    if criterion not in values.columns:
        raise BadCallError(
            _("Nothing is known about “{criterion}”; choose among {names}.").format(
                criterion=criterion, names=", ".join(values.columns)
            )
        )
    weights = pd.Series({c["name"]: c["weight"] for c in rules["criteria"]})[list(values.columns)]
    places = places_by_weight(values, weights, criterion)
    chosen = score_intervals(values, weights)["middle"].nlargest(first).index
    paths = places[chosen].set_axis(table.loc[chosen, "name"].tolist(), axis=1)
    label = next(c["label"] for c in rules["criteria"] if c["name"] == criterion)
    return paths, label, float(normalised(weights)[criterion])


def _values(
    table: pd.DataFrame, criteria: list[dict[str, Any]], assessments: Iterable[Assessment]
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
    publishes = table["publisher"].isin(["E1", "E2", "E3"])
    online = (table["triage"] == "onboard") | (table["linked"] > 0)
    return pd.Series(np.select([publishes, online], [3.0, 2.0], np.nan), index=table.index)


def _callable(table: pd.DataFrame, values: pd.DataFrame) -> pd.DataFrame:
    """Leave out who is not called for data: nothing is known of it, or nothing is left to link."""
    return values.loc[table.index[~table["triage"].isin(["verify", "complete"])]]


def _by_score(
    table: pd.DataFrame,
    values: pd.DataFrame,
    weights: "pd.Series[Any]",
    rules: dict[str, Any],
    chosen: dict[str, Any],
) -> pd.DataFrame:
    scores = score_intervals(values, weights)
    last = table["triage"].isin(["verify", "complete"])
    names = table["name"].fillna("").str.casefold()
    place = pd.DataFrame(
        {"last": last, "score": -scores["middle"], "name": names, "key": table["key"]}
    )
    position = pd.Series(np.argsort(_order(place), kind="stable"), index=table.index)
    wave = pd.Series(
        np.select(
            [last, position < rules["now"], position < rules["now"] + rules["next"]],
            ["later", "now", "next"],
            "later",
        ),
        index=table.index,
    )
    wave = wave.where(
        ~table["key"].isin(chosen), table["key"].map({k: c.wave for k, c in chosen.items()})
    )
    moved = table["key"].isin(chosen)
    # Only whoever the learner moved, or who is not called, leaves the order of the scores.
    by_wave = wave.map({"now": 0, "next": 1, "later": 2})
    block = pd.Series(np.select([moved, last], [by_wave, 2], 1), table.index, dtype="int64")
    ranks = ranks_in_draws(
        values, draw_weights(weights, rules["draws"], rules["concentration"]), block
    )
    sure = robustness(ranks, rules["now"]).set_axis(table.index)
    ordered = table.assign(
        wave=wave.astype("string"),
        score=scores["middle"].astype("Float64"),
        score_low=scores["low"].astype("Float64"),
        score_high=scores["high"].astype("Float64"),
        rank_low=sure["rank_low"].astype("Int64"),
        rank_high=sure["rank_high"].astype("Int64"),
        top_share=sure["top_share"].astype("Float64"),
        _wave=wave.map(_NUMBER_OF_WAVE),
        _block=block,
        _score=-scores["middle"],
        _name=names,
    )
    return _ranked(
        ordered.sort_values(["_wave", "_block", "_score", "_name", "key"], kind="stable")
    )


def _order(place: pd.DataFrame) -> Any:
    """Return the rows' numbers in order."""
    return (
        place.reset_index(drop=True)
        .sort_values(list(place.columns), kind="stable")
        .index.to_numpy()
    )


def _by_triage(
    table: pd.DataFrame,
    chosen: dict[str, Any],
    assessments: Iterable[Assessment],
    rules: dict[str, Any],
) -> pd.DataFrame:
    """Order without scores: by kind of conversation, then who can be reached, then each tenfold of size."""
    at_risk = {a.key for a in assessments if a.criterion == "risk" and a.value >= 2}
    wave = table["triage"].map(_BY_TRIAGE)
    # Whom nobody can reach yet has to wait until somebody knows a way.
    wave = wave.where(~((table["triage"] == "ask-size") & (table["contactable"] == 0)), "later")
    wave = wave.where(~table["key"].isin(at_risk), "now")
    if not (wave == "now").any():
        # Somebody has to be the first.
        wave = wave.replace("next", "now")
    own = table["key"].map({key: choice.wave for key, choice in chosen.items()})
    wave = own.where(own.notna(), wave)
    size = np.maximum(table["gap"].fillna(0), table["linked"]).astype(float)
    missing = pd.array([None] * len(table), dtype="Float64")
    keys = pd.DataFrame(
        {
            "wave": wave.map(_NUMBER_OF_WAVE),
            "triage": table["triage"].map({name: number for number, name in enumerate(_BY_TRIAGE)}),
            "reach": -table["contactable"],
            "size": -np.floor(np.log10(size + 1)),
        },
        index=table.index,
    ).astype(float)
    fixed = table["key"].isin(at_risk) | own.notna()
    keys["first"] = ~fixed
    names = table["name"].fillna("").str.casefold()
    by = ["wave", "first", "triage", "reach", "size"]
    ordered = table.assign(
        score=missing, score_low=missing, score_high=missing, top_share=missing
    ).join(keys.add_prefix("_"))
    ordered = ordered.assign(_name=names).sort_values(
        [*(f"_{name}" for name in by), "_name", "key"], kind="stable"
    )
    ordered["_kept"] = (
        _overflowing(ordered["_wave"], ordered["_first"], rules)
        if len(table) > rules["few"]
        else ordered["_wave"]
    )
    ordered = _ranked(ordered.sort_values("_kept", kind="stable"))
    # Who is alike in all of this stands before nobody: the places of all that are alike are what is known.
    alike = ordered.groupby([f"_{name}" for name in by])["rank"]
    return ordered.assign(
        wave=ordered["_kept"].map(dict(enumerate(WAVES))).astype("string"),
        rank_low=alike.transform("min").astype("Int64"),
        rank_high=alike.transform("max").astype("Int64"),
    )


def _overflowing(
    wave: "pd.Series[Any]", movable: "pd.Series[Any]", rules: dict[str, Any]
) -> "pd.Series[Any]":
    """Let wait whom one node cannot call: what does not fit into a wave goes to the one after it."""
    wave = wave.copy()
    for number, room in ((0, rules["now"]), (1, rules["next"])):
        inside = wave == number
        over = inside & movable.astype(bool) & (inside.cumsum() > room)
        wave[over] = number + 1
    return wave


def _ranked(ordered: pd.DataFrame) -> pd.DataFrame:
    return ordered.assign(rank=pd.array(range(1, len(ordered) + 1), dtype="Int64")).reset_index(
        drop=True
    )


def _reasons(
    table: pd.DataFrame,
    assessments: Iterable[Assessment],
    chosen: dict[str, Any],
    criteria: list[dict[str, Any]],
) -> list[str]:
    """Say for each row why it stands where it does, in short phrases joined by semicolons."""
    told: dict[str, list[Assessment]] = {}
    for assessment in assessments:
        told.setdefault(assessment.key, []).append(assessment)
    by_name = {one["name"]: one for one in criteria}
    columns = [
        "key",
        "triage",
        "declared",
        "declared_basis",
        "linked",
        "gap",
        "contactable",
        "over",
        "duplicate_of",
    ]
    said = []
    for row in rows_of(table, *columns):
        phrases = [chosen[row.key].why] if row.key in chosen else []
        phrases += list(_from_tables(row))
        for assessment in told.get(row.key, []):
            one = by_name.get(assessment.criterion)
            if one is not None and assessment.value in (0, 2, 3):
                level = (one.get("levels") or ["", "", "", ""])[assessment.value]
                phrases.append(f"{level} ({assessment.why})" if assessment.why else level)
        said.append("; ".join(phrases))
    return said


def _from_tables(row: Any) -> Iterator[str]:
    if row.triage == "link-fix":
        yield _("publishes, but most of its records are not linked")
    elif row.triage == "onboard":
        yield (
            _("{linked:,} records are linked, no publisher found").format(linked=row.linked)
            if row.linked
            else _("a catalogue is online, no publisher found")
        )
    elif row.triage == "grow":
        yield _("publishes, and holds more")
    elif row.triage == "engage":
        yield _("says what it holds, no publisher found")
    elif row.triage == "complete":
        yield _("mostly linked")
    elif row.triage == "verify":
        yield _("its entry says too little to act on")
    if row.declared is None:
        yield _("size not stated")
    elif row.gap:
        yield (
            _("at least {gap:,} declared minus linked")
            if row.declared_basis == "partial"
            else _("{gap:,} declared minus linked")
        ).format(gap=row.gap)
    if row.over:
        yield _("more linked than declared: look why")
    if row.contactable == 0:
        yield _("no way to reach it is given")
    elif row.contactable == 3:
        yield _("a contact is given")
    if row.duplicate_of:
        yield _("may be entered twice: look first")


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
        keys, names = table["key"].tolist(), table["name"].tolist()
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
        silent = table[table["declared"].isna() & (table["triage"] != "verify")]
        rows = [
            {"key": row.key, "name": row.name, "criterion": _("size"), "question": size["question"]}
            for row in rows_of(
                silent.sort_values("contactable", ascending=False, kind="stable"), "key", "name"
            )
        ]
    return tidy(rows, QUESTIONS)


def _notes(
    landscape: Landscape,
    table: pd.DataFrame,
    workbook: Workbook,
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
            yield _("Not asked of anybody yet, so deciding nothing: {labels}.").format(
                labels=", ".join(open_criteria)
            )
    elif len(table) <= rules["few"]:
        yield ngettext(
            "With {n} institution the kind of conversation decides; no score is computed.",
            "With {n} institutions the kind of conversation decides; no score is computed.",
            len(table),
        ).format(n=len(table))
    elif table["declared"].notna().mean() >= rules["known_from"]:
        yield _(
            "Nothing is known yet under the criteria that you give weight, so the kind of conversation decides; "
            "no score is computed."
        )
    else:
        yield _(
            "{unknown:,} of {n:,} institutions state no size, so the kind of conversation decides; no score is "
            "computed. A wave holds what one node can call: {now} now, {next} next."
        ).format(unknown=unknown, n=len(table), now=rules["now"], next=rules["next"])
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
