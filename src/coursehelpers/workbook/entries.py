"""What a workbook holds: the answers of a learner, each of them a small checked model.

Nothing here is a person: organisations, roles and institutions only.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Score = Annotated[int, Field(ge=1, le=5)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Attitude = Literal["unaware", "resistant", "neutral", "supportive", "leading"]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Stakeholder(_Entry):
    """An organisation or role, never a person.

    Attributes
    ----------
    key : str
        What it is known by: a registry key, or the name for one that the learner added.
    name, kind : str
        ``kind`` is one of :data:`coursehelpers.stakeholders.register.KINDS`, or the learner's own word.
    power, interest : int, optional
        1 to 5: how much it can decide, how much it cares today.
    why : str
        The reason for both, in a sentence.
    role, audience, ask, offer, owner, next_step : str
        Finer points, all optional.
    confidence, legitimacy, urgency : int, optional
        1 to 5.
    current, desired : str, optional
        Attitude today, and the one that is wanted.
    """

    key: Name
    name: Name
    kind: Name
    power: Score | None = None
    interest: Score | None = None
    why: str = ""
    role: str = ""
    audience: str = ""
    confidence: Score | None = None
    current: Attitude | None = None
    desired: Attitude | None = None
    ask: str = ""
    offer: str = ""
    owner: str = ""
    next_step: str = ""
    legitimacy: Score | None = None
    urgency: Score | None = None


class RightsHolder(_Entry):
    """Indigenous Peoples or a local community: asked for consent, never scored.

    Attributes
    ----------
    name : str
    concerned : str
        Whose territory, knowledge or specimens are concerned?
    consent : str
        Who seeks their free, prior and informed consent, how, and by when?
    decides : str
        What do they decide, and how is it shown that this is kept?
    """

    name: Name
    concerned: str = ""
    consent: str = ""
    decides: str = ""


class Tie(_Entry):
    """Two stakeholders who have worked together.

    Attributes
    ----------
    one, other : str
        Their keys.
    kind : str
        Such as “data”, “money”, “advice”.
    strength : int
        1 (a talk) to 3 (a project).
    """

    one: Name
    other: Name
    kind: str = ""
    strength: Annotated[int, Field(ge=1, le=3)] = 1


class CardScore(_Entry):
    """How the learner scores one of the twelve role cards of the training country.

    Attributes
    ----------
    card : int
        Its number, 1 to 12.
    power, interest : int
        1 to 5.
    """

    card: Annotated[int, Field(ge=1, le=12)]
    power: Score
    interest: Score


class Correction(_Entry):
    """What the learner knows better than the registry; it stands beside GBIF's value.

    Attributes
    ----------
    key : str
        Key of the institution.
    field : str
        Column of the landscape table, or a working column of its spreadsheet.
    value, source : str
    noted : datetime.date
    """

    key: Name
    field: Name
    value: str
    source: str = ""
    noted: date


Wave = Literal["now", "next", "later"]
State = Literal[
    "identified",
    "verified",
    "contacted",
    "responded",
    "agreed",
    "registered publisher",
    "first dataset",
    "linked",
]
"""Where a conversation stands, in the words of gbif/collection-mobilization."""


class Weight(_Entry):
    """How much a criterion counts for this learner.

    Attributes
    ----------
    criterion : str
        Name of a criterion of ``data/criteria.toml``.
    weight : float
        0 or more; only the proportions matter.
    """

    criterion: Name
    weight: Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Assessment(_Entry):
    """What the learner knows about an institution that no registry says.

    Attributes
    ----------
    key : str
        Key of the institution.
    criterion : str
        Name of a criterion of ``data/criteria.toml``.
    value : int
        0 to 3; the criterion says what each means.
    why : str
    """

    key: Name
    criterion: Name
    value: Annotated[int, Field(ge=0, le=3)]
    why: str = ""


class WaveChoice(_Entry):
    """A wave that the learner has chosen over the proposed one.

    Attributes
    ----------
    key : str
        Key of the institution.
    wave : {"now", "next", "later"}
    why : str
        The reason, which stands in the plan.
    """

    key: Name
    wave: Wave
    why: Name


class Contact(_Entry):
    """Where the conversation with an institution stands.

    Attributes
    ----------
    key : str
        Key of the institution.
    state : str
        One of the eight states of the contact funnel.
    since : datetime.date
    next_step : str
    """

    key: Name
    state: State = "identified"
    since: date | None = None
    next_step: str = ""


class Strategy(_Entry):
    """One page that says where to go, for whom, and what comes first.

    Attributes
    ----------
    vision, users, scope, first, not_now, measure : str
    """

    vision: str = ""
    users: str = ""
    scope: str = ""
    first: str = ""
    not_now: str = ""
    measure: str = ""


class Campaign(_Entry):
    """A push of some months towards one group, for one action.

    Attributes
    ----------
    goal, who, ask, offer, by_when, how_we_know : str
        The six fields that are enough.
    problem, barrier, messenger, channel, resources, ethics, learning, afterwards : str
        The rest of the canvas, all optional.
    """

    goal: str = ""
    who: str = ""
    ask: str = ""
    offer: str = ""
    by_when: date | None = None
    how_we_know: str = ""
    problem: str = ""
    barrier: str = ""
    messenger: str = ""
    channel: str = ""
    resources: str = ""
    ethics: str = ""
    learning: str = ""
    afterwards: str = ""


class Message(_Entry):
    """What one audience hears, from whom, and when.

    Attributes
    ----------
    audience, message : str
    messenger, moment, format : str
    """

    audience: Name
    message: Name
    messenger: str = ""
    moment: str = ""
    format: str = ""


class Step(_Entry):
    """An activity of the timeline and the work plan.

    Attributes
    ----------
    activity : str
    days : int
        Calendar days it takes, 1 to 10,950 (30 years).
    begins : datetime.date, optional
        Not before this day.
    after : str
        Activities that have to be finished first, separated by ``;``.
    does, answers : str
        The roles that do it (R), and the one role that answers for it (A).
    consulted, informed : str
        Roles, separated by ``;`` (C and I).
    deliverable : str
        What is there afterwards.
    """

    activity: Name
    days: Annotated[int, Field(ge=1, le=10_950)] = 14
    begins: date | None = None
    after: str = ""
    does: str = ""
    answers: str = ""
    consulted: str = ""
    informed: str = ""
    deliverable: str = ""


class Cost(_Entry):
    """One line of the budget: records times a published range, or days of work.

    Attributes
    ----------
    what : str
    records : int, optional
        Records that this campaign will capture: the learner's own figure, never the whole gap.
    rate : str
        Key of a range in ``data/cost_rates.toml``.
    low_days, high_days : float, optional
        Days of staff time, for work that is not counted in records.
    """

    what: Name
    records: Annotated[int, Field(ge=0, le=2_000_000_000)] | None = None
    rate: str = ""
    low_days: Annotated[float, Field(ge=0, le=100_000)] | None = None
    high_days: Annotated[float, Field(ge=0, le=100_000)] | None = None


class Indicator(_Entry):
    """Something that can be asked for again, with today's value.

    Attributes
    ----------
    name, unit : str
    measure : str
        Key of :data:`coursehelpers.campaign.indicators.MEASURES` if it can be asked of GBIF again; else empty.
    baseline : float, optional
    baseline_date : datetime.date, optional
    target : float, optional
    target_date : datetime.date, optional
    source : str
        Where anybody can look it up.
    owner : str
        The role that looks it up.
    """

    name: Name
    unit: str = ""
    measure: str = ""
    baseline: Annotated[float, Field(allow_inf_nan=False)] | None = None
    baseline_date: date | None = None
    target: Annotated[float, Field(allow_inf_nan=False)] | None = None
    target_date: date | None = None
    source: str = ""
    owner: str = ""


class Result(_Entry):
    """A row of the logframe.

    Attributes
    ----------
    level : {"impact", "outcome", "output", "activity"}
    statement : str
    indicator : str
        Name of one of the indicators.
    assumption : str
        What has to hold for this to lead to the level above.
    """

    level: Literal["impact", "outcome", "output", "activity"]
    statement: Name
    indicator: str = ""
    assumption: str = ""


class Risk(_Entry):
    """What may go wrong, and what is done about it.

    Attributes
    ----------
    risk : str
    likelihood, effect : int, optional
        1 low, 2 middle, 3 high.
    answer, owner : str
    """

    risk: Name
    likelihood: Annotated[int, Field(ge=1, le=3)] | None = None
    effect: Annotated[int, Field(ge=1, le=3)] | None = None
    answer: str = ""
    owner: str = ""


class Dataset(_Entry):
    """A dataset that the campaign will bring, in the fields of a BID application.

    Attributes
    ----------
    title : str
    institution : str
        Key of the institution that holds the specimens.
    type : str
    records : int, optional
        Approximate number.
    format : {"", "undigitised", "partially digitised", "digitised"}
    geographic, temporal, taxonomic, sampling : str
    """

    title: Name
    institution: str = ""
    type: str = ""
    records: Annotated[int, Field(ge=0, le=2_000_000_000)] | None = None
    format: Literal["", "undigitised", "partially digitised", "digitised"] = ""
    geographic: str = ""
    temporal: str = ""
    taxonomic: str = ""
    sampling: str = ""


class Rating(_Entry):
    """How a learner, or somebody who read their work, rates it by the rubric.

    Attributes
    ----------
    what : {"map", "campaign", "plan"}
    by : {"self", "peer"}
    level : int
        1 to 4; ``data/rubric.toml`` says what each means.
    why : str
    """

    what: Literal["map", "campaign", "plan"]
    by: Literal["self", "peer"] = "self"
    level: Annotated[int, Field(ge=1, le=4)]
    why: str = ""


LONGEST_DRAFT = 10_000
"""Letters of what is kept of a field that was typed and not added."""


class Draft(_Entry):
    """What was typed into a new row of a form and not added yet; it is never shared or printed.

    Attributes
    ----------
    section, field : str
        Where it was typed.
    text : str
    """

    section: Name
    field: Name
    text: Annotated[str, Field(max_length=LONGEST_DRAFT)]


class Plan(_Entry):
    """What an action plan says that stands nowhere else in the workbook.

    Attributes
    ----------
    node, author, approved_by : str
        Names of organisations and roles.
    begins, ends, review : datetime.date, optional
    why_now, ask, first_days, services, staffing, funding, governance, ethics, sustainability : str
        One line for each of several things.
    """

    node: str = ""
    author: str = ""
    approved_by: str = ""
    begins: date | None = None
    ends: date | None = None
    review: date | None = None
    why_now: str = ""
    ask: str = ""
    first_days: str = ""
    services: str = ""
    staffing: str = ""
    funding: str = ""
    governance: str = ""
    ethics: str = ""
    sustainability: str = ""


def allowed_words(schema: Mapping[str, Any]) -> list[str]:
    """Return the words that a field may hold, by its JSON Schema; none where it takes any.

    Examples
    --------
    >>> allowed_words({"anyOf": [{"enum": ["unaware", "neutral"]}, {"type": "null"}]})
    ['unaware', 'neutral']
    """
    allowed: list[Any] = []
    for choice in schema.get("anyOf", [schema]):
        allowed += choice.get("enum", [choice["const"]] if "const" in choice else [])
    return [word for word in allowed if isinstance(word, str)]
