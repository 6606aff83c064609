"""Several learners' answers side by side.

What a learner shares holds kinds of stakeholder, power and interest, and nothing else: a file with more in it is
refused. Agreement is computed only where people scored the same thing: the training country's role cards, or
one country that all of them share. Countries are compared by kind of stakeholder, as clouds of dots.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, cast

import pandas as pd
from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from coursehelpers.documents.text import to_json, to_records
from coursehelpers.ground.characters import printable
from coursehelpers.ground.countries import read_country
from coursehelpers.ground.errors import BadCallError, BrokenFileError, CourseError
from coursehelpers.ground.files import check_suffix, write_whole
from coursehelpers.ground.locale import LateMapping, _
from coursehelpers.ground.locale.data_texts import in_words
from coursehelpers.ground.names import similar_pairs
from coursehelpers.ground.settings import data_file
from coursehelpers.ground.tables import NUMBER, TEXT, WHOLE, YES_NO, Column, tidy
from coursehelpers.reading.content import read_content
from coursehelpers.reading.data import BadDataError, read_json
from coursehelpers.stakeholders.agreement import FEWEST_RATERS, agreement, concordance, verdict
from coursehelpers.stakeholders.register import KINDS, OTHER, kind_name, quadrant
from coursehelpers.workbook.entries import CardScore, Name, Score
from coursehelpers.workbook.file import Workbook

SAME_FROM = 85
"""Likeness of two words (0-100) from which on they are offered to the trainer as the same."""
OFFERED = 40
"""Pairs of words that a trainer is asked about at most."""
LARGEST = 1_000_000
"""Bytes of a shared file; a real one has a few thousand."""

KIND_DOTS = LateMapping(
    lambda: {
        "learner": Column(WHOLE, _("number of the file, in no order that says anything")),
        "country": Column(TEXT, _("country")),
        "kind": Column(TEXT, _("kind of stakeholder")),
        "power": Column(WHOLE, _("1 to 5")),
        "interest": Column(WHOLE, _("1 to 5")),
    }
)
"""Columns of :attr:`Group.kinds`."""
KINDS_COMPARED = LateMapping(
    lambda: {
        "kind": Column(TEXT, _("kind of stakeholder")),
        "learners": Column(WHOLE, _("learners who named one")),
        "stakeholders": Column(WHOLE, _("how many they named")),
        "power_low": Column(NUMBER, _("lowest power")),
        "power_median": Column(NUMBER, _("middle power")),
        "power_high": Column(NUMBER, _("highest power")),
        "interest_low": Column(NUMBER, _("lowest interest")),
        "interest_median": Column(NUMBER, _("middle interest")),
        "interest_high": Column(NUMBER, _("highest interest")),
    }
)
"""Columns of :func:`compare_kinds`."""
CORNERS = LateMapping(
    lambda: {
        "name": Column(TEXT, _("role card")),
        "quadrant": Column(TEXT, _("corner in which most raters see it")),
        "share": Column(NUMBER, _("share of raters who see it there")),
        "borderline": Column(YES_NO, _("whether too few do")),
    }
)
"""Columns of :func:`corners`."""
SEEN_THERE = 0.6
"""Share of raters below which a card belongs to no corner for certain."""


EXAMPLES = frozenset(f"X{letter}" for letter in "ABCDEFGHIJLMNOPQRSUVWYZ")
"""Codes under which made-up learners share. They are no country's, for ever; Kosovo's XK and our XT are."""


def is_example(country: str) -> bool:
    """Tell whether a shared file is one of made-up learners.

    Examples
    --------
    >>> is_example("XA"), is_example("XK"), is_example("KE")
    (True, False, False)
    """
    return country in EXAMPLES


def _known_country(country: str) -> str:
    """Let no words pass where a code belongs: what stands there is projected onto a wall."""
    try:
        known = [code if code in EXAMPLES else read_country(code) for code in country.split(",")]
    except BadCallError as error:
        raise ValueError("no country") from error
    if known != country.split(","):
        raise ValueError("no code")
    return country


class _Shared(BaseModel):
    model_config = ConfigDict(extra="forbid")


class KindScore(_Shared):
    """One stakeholder, of which only the kind is shared."""

    kind: Name
    power: Score
    interest: Score


class Shared(_Shared):
    """Hold what one learner shares."""

    format: Literal["coursehelpers-shared"] = "coursehelpers-shared"
    version: Literal[1] = 1
    country: Annotated[Name, AfterValidator(_known_country)]
    kinds: list[KindScore] = []
    cards: list[CardScore] = []


class Group(NamedTuple):
    """Hold what a group shares.

    Attributes
    ----------
    raters : int
        Files that could be read.
    power, interest : pandas.DataFrame
        Scores of the role cards: one row a rater, one column a card.
    kinds : pandas.DataFrame
        One row a stakeholder, columns :data:`KIND_DOTS`.
    problems : tuple of str
        Sentences about files that were left out.
    """

    raters: int
    power: pd.DataFrame
    interest: pd.DataFrame
    kinds: pd.DataFrame
    problems: tuple[str, ...]


def role_cards() -> list[dict[str, Any]]:
    """Return the twelve role cards of the training country: number, title and text.

    Examples
    --------
    >>> len(role_cards())
    12
    """
    return _cards("role_cards.json")


def call_cards() -> list[dict[str, Any]]:
    """Return the cards for playing a first call: number, side (collection, node or watch), title and text.

    Examples
    --------
    >>> sorted({card["side"] for card in call_cards()})
    ['collection', 'node', 'watch']
    """
    return _cards("call_cards.json")


def _cards(file: str) -> list[dict[str, Any]]:
    cards: list[dict[str, Any]] = json.loads(data_file(file).read_text(encoding="utf-8"))
    return cast("list[dict[str, Any]]", in_words(cards, file))


def share(workbook: Workbook, cards: Iterable[CardScore] = ()) -> Shared:
    """Take out of a workbook what may be shared: kinds, power and interest.

    Parameters
    ----------
    workbook : Workbook
    cards : iterable of CardScore, optional
        The learner's scores of the role cards, which stand in the training country's workbook.

    Returns
    -------
    Shared
        No name, no reason, no attitude; rights-holders are not in it. A kind that is not of
        :data:`coursehelpers.stakeholders.register.KINDS` is “other”: the learner's own word may name somebody.
    """
    return Shared(
        country=workbook.country,
        kinds=[
            KindScore(kind=s.kind if s.kind in KINDS else OTHER, power=s.power, interest=s.interest)
            for s in workbook.stakeholders
            if s.power is not None and s.interest is not None
        ],
        cards=sorted(cards, key=lambda score: score.card),
    )


def save_shared(shared: Shared, path: Path) -> None:
    """Save what a learner shares.

    Raises
    ------
    CourseError
        If the file cannot be written.
    """
    write_whole(path, (shared.model_dump_json(indent=1) + "\n").encode())


def read_shared(path: Path) -> tuple[Shared, list[str]]:
    """Read what a learner has shared.

    Returns
    -------
    shared : Shared
        All rows that can be read.
    problems : list of str
        A sentence with file, row and field for each row that cannot.

    Raises
    ------
    BrokenFileError
        If the file is none, or holds more than may be shared: with its row and field.
    """
    return parse_shared(path.name, read_content(path, LARGEST))


def parse_shared(name: str, body: bytes) -> tuple[Shared, list[str]]:
    """Read what a learner has shared from the bytes of a file; as :func:`read_shared`.

    Parameters
    ----------
    name : str
        What to call it in a sentence.
    body : bytes
    """
    try:
        return _readable(name, read_json(body))
    except ValidationError as error:
        told = sorted(error.errors(), key=lambda e: e["type"] != "extra_forbidden")
        raise BrokenFileError(_say(name, told[0])) from error
    except BadDataError as error:
        raise _no_shared_file(name) from error


def _no_shared_file(name: str) -> BrokenFileError:
    return BrokenFileError(
        _("{file} is no shared file of this course; ask for the one that lesson 11 saves.").format(
            file=name
        )
    )


def _readable(file: str, content: Any) -> tuple[Shared, list[str]]:
    """Leave out rows with a value that is none; what may not be shared refuses the whole file."""
    try:
        return Shared.model_validate(content), []
    except ValidationError as error:
        found = error.errors()
        if any(len(e["loc"]) < 3 or e["type"] == "extra_forbidden" for e in found):
            raise
        bad = {e["loc"][:2] for e in found}
        rows = {
            name: [row for at, row in enumerate(content[name]) if (name, at) not in bad]
            for name in ("kinds", "cards")
            if name in content
        }
        if not any(rows.values()):
            raise
    return Shared.model_validate(content | rows), [_say(file, e) for e in found]


def _say(file: str, problem: Any) -> str:
    where = list(problem["loc"])
    row = (
        _("row {n}, ").format(n=where[1] + 1)
        if len(where) > 1 and isinstance(where[1], int)
        else ""
    )
    field = printable(str(where[-1] if where else "–")[:80])
    if problem["type"] == "extra_forbidden":
        return _(
            "{file}, {row}“{field}”: this is more than may be shared; "
            "ask for a new file, and delete this one."
        ).format(file=file, row=row, field=field)
    return _("{file}, {row}“{field}”: {value} cannot be read; ask for a new file.").format(
        file=file, row=row, field=field, value=printable(str(problem.get("input"))[:80])
    )


def gather_group(paths: Sequence[Path], same: Mapping[str, str] | None = None) -> Group:
    """Put learners' shared files side by side.

    Neither the order of the files nor their names matter.

    Parameters
    ----------
    paths : sequence of pathlib.Path
    same : mapping of str to str, optional
        Words for kinds that the trainer has confirmed to mean the same: the other word, and the one to use.

    Returns
    -------
    Group
        With a sentence for each file or row that could not be read; the others are still used.

    Raises
    ------
    CourseError
        If no file could be read.
    """
    read, problems = [], []
    for path in paths:
        try:
            shared, rows = read_shared(path)
            read.append(shared)
            problems += rows
        except BrokenFileError as error:
            problems.append(str(error))
    if not read:
        raise CourseError(
            _("No file could be read. {first}")
            .format(first=problems[0] if problems else "")
            .strip()
        )
    return side_by_side(read, problems, same)


def side_by_side(
    read: Sequence[Shared], problems: Sequence[str] = (), same: Mapping[str, str] | None = None
) -> Group:
    """Put what learners share side by side, in an order that says nothing; as :func:`gather_group`."""
    read = sorted(read, key=lambda shared: shared.model_dump_json())
    words = same or {}
    dots = [
        {"learner": number, "country": shared.country, "kind": words.get(score.kind, score.kind),
         "power": score.power, "interest": score.interest}
        for number, shared in enumerate(read, start=1)
        for score in shared.kinds
    ]  # fmt: skip
    titles = {card["card"]: card["title"] for card in role_cards()}
    with_cards = [shared for shared in read if shared.cards]
    return Group(
        raters=len(read),
        power=_ratings(with_cards, titles, "power"),
        interest=_ratings(with_cards, titles, "interest"),
        kinds=tidy(dots, KIND_DOTS),
        problems=tuple(problems),
    )


def _ratings(shared: Sequence[Shared], titles: Mapping[int, str], what: str) -> pd.DataFrame:
    rows = [{titles[card.card]: getattr(card, what) for card in each.cards} for each in shared]
    return pd.DataFrame(rows, columns=list(titles.values()), dtype="Int64")


def similar_kinds(group: Group) -> list[tuple[str, str]]:
    """Offer words for kinds that may mean the same; the trainer decides.

    Returns
    -------
    list of (str, str)
        Pairs of words, to be given to :func:`gather_group` as ``same`` where they are.
    """
    kinds = sorted(group.kinds["kind"].dropna().unique(), key=str.casefold)
    return [
        (one, other)
        for one, other in similar_pairs(kinds, SAME_FROM, OFFERED)
        if not (one in KINDS and other in KINDS)
    ]


def compare_kinds(group: Group) -> pd.DataFrame:
    """Put countries side by side by kind of stakeholder: how many, and from where to where they were scored.

    Agreement is not computed: each country scored stakeholders of its own.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`KINDS_COMPARED`, what most learners named first.
    """
    if group.kinds.empty:
        return tidy([], KINDS_COMPARED)
    by_kind = group.kinds.groupby("kind")
    counted = {"learners": by_kind["learner"].nunique(), "stakeholders": by_kind["learner"].size()}
    spread = {
        f"{what}_{end}": by_kind[what].agg(how).astype(float)
        for what in ("power", "interest")
        for end, how in (("low", "min"), ("median", "median"), ("high", "max"))
    }
    rows: list[dict[str, Any]] = [
        {str(k): v for k, v in told.items()} | {"kind": kind_name(str(told["kind"]))}
        for told in pd.DataFrame(counted | spread).reset_index().to_dict("records")
    ]
    rows.sort(key=lambda row: (-row["learners"], str(row["kind"]).casefold()))
    return tidy(rows, KINDS_COMPARED)


def corners(group: Group) -> pd.DataFrame:
    """Name the corner in which most raters see each role card.

    Returns
    -------
    pandas.DataFrame
        ``name``, ``quadrant``, ``share`` of raters who see it there, and ``borderline``: fewer than
        :data:`SEEN_THERE` do. Cards with fewer than three raters are left out.
    """
    rows = []
    for name in group.power.columns:
        both = pd.concat([group.power[name], group.interest[name]], axis=1).dropna()
        if len(both) < FEWEST_RATERS:
            continue
        seen = pd.Series([quadrant(power, interest) for power, interest in both.to_numpy(int)])
        counts = seen.value_counts().sort_index().sort_values(ascending=False, kind="stable")
        share = counts.iloc[0] / len(both)
        rows.append(
            {
                "name": name,
                "quadrant": counts.index[0],
                "share": float(share),
                "borderline": bool(share < SEEN_THERE),
            }
        )
    return tidy(rows, CORNERS)


def to_discuss(group: Group) -> pd.DataFrame:
    """List the role cards to talk about, the greatest disagreement first.

    Returns
    -------
    pandas.DataFrame
        Columns of :data:`coursehelpers.stakeholders.agreement.AGREEMENT` and ``about``: power or interest.
    """
    parts = [
        agreement(ratings).assign(about=about)
        for about, ratings in ((_("power"), group.power), (_("interest"), group.interest))
    ]
    return (
        pd.concat(parts)
        .dropna(subset="consensus")
        .sort_values(["consensus", "name", "about"], kind="stable")
        .reset_index(drop=True)
    )


def to_object(group: Group) -> dict[str, Any]:
    """Turn a group into what ``coursehelpers group --out FILE.json`` holds."""
    return {
        "raters": group.raters,
        "how_to_read": verdict(len(group.power)),
        "discuss": to_records(to_discuss(group)),
        "concordance": {
            about: _concordance(ratings)
            for about, ratings in (("power", group.power), ("interest", group.interest))
        },
        "corners": to_records(corners(group)),
        "kinds": to_records(group.kinds.drop(columns="learner")),
        "kinds_compared": to_records(compare_kinds(group)),
        "similar_kinds": [list(pair) for pair in similar_kinds(group)],
        "problems": list(group.problems),
    }


def _concordance(ratings: pd.DataFrame) -> dict[str, Any]:
    found = concordance(ratings)
    if isinstance(found, str):
        return {"w": None, "p": None, "note": found}
    return {"w": round(found[0], 6), "p": round(found[1], 6), "note": None}


def save_group(group: Group, path: Path) -> None:
    """Save a group's answers side by side as JSON, for another program.

    Raises
    ------
    BadCallError
        If the suffix is another.
    CourseError
        If the file cannot be written.
    """
    check_suffix(path, ".json")
    write_whole(path, (to_json(to_object(group)) + "\n").encode())
