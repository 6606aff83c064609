"""Which fields the form of each part of the workbook shows: the main path in sight, the rest under “more”."""

from coursehelpers.campaign.costs import rates
from coursehelpers.forms.table import Field, TableForm
from coursehelpers.ground.errors import BadCallError
from coursehelpers.ground.locale import _, enumeration
from coursehelpers.ground.tables import DATE
from coursehelpers.order.calling_order import read_criteria
from coursehelpers.stakeholders.register import ATTITUDES, KINDS, REGISTER
from coursehelpers.workbook.desk import Desk
from coursehelpers.workbook.entries import Stakeholder, allowed_words
from coursehelpers.workbook.file import SECTIONS, Workbook, entry_model
from coursehelpers.workbook.spreadsheets import columns_of


def register_form(desk: Desk) -> TableForm:
    """Open the register as a form: name, kind, power, interest and why; the finer points under “more”."""
    scale = {str(score): str(score) for score in range(1, 6)}
    attitudes = {name: _(name) for name in ATTITUDES}
    choices = {
        "kind": KINDS,
        "power": scale,
        "interest": scale,
        "confidence": scale,
        "legitimacy": scale,
        "urgency": scale,
        "current": attitudes,
        "desired": attitudes,
    }
    main_path = ("name", "kind", "power", "interest", "why")
    fields = [
        Field(
            name,
            described.meaning,
            "choice" if name in choices else "text",
            choices.get(name, {}),
            folded=name not in main_path,
        )
        for name, described in REGISTER.items()
        if name != "key"
    ]
    short = {
        "name": _("name"),
        "kind": _("kind"),
        "power": _("power"),
        "interest": _("interest"),
        "why": _("why"),
    }
    fields = [field._replace(label=short.get(field.name, field.label)) for field in fields]
    return TableForm("stakeholders", _("Your register"), fields, desk=desk)


MANY = 100
"""Stakeholders above which only those who are placed or tied are offered for a tie."""


def tie_form(desk: Desk) -> TableForm:
    """Open the ties as a form: who has worked with whom, on what, how closely."""
    names = {s.key: s.name for s in _to_be_tied(desk.open())}
    strengths = {"1": _("1 a talk"), "2": _("2 a common task"), "3": _("3 a project")}
    return TableForm(
        "ties",
        _("Who has worked with whom"),
        [
            Field("one", _("one"), "choice", names),
            Field("other", _("the other"), "choice", names),
            Field("kind", _("on what"), hint=_("such as data, money, advice")),
            Field("strength", _("how closely"), "choice", strengths),
        ],
        desk=desk,
    )


def _to_be_tied(workbook: Workbook) -> list[Stakeholder]:
    """Choose and order who is offered for a tie: who is placed comes first."""
    tied = {end for tie in workbook.ties for end in (tie.one, tie.other)}
    offered = [
        s
        for s in workbook.stakeholders
        if s.power is not None or s.key in tied or len(workbook.stakeholders) <= MANY
    ]
    return sorted(offered, key=lambda s: (s.power is None, s.name.casefold()))


def strategy_form(desk: Desk) -> TableForm:
    """Open the strategy as a form of six fields."""
    questions = {
        "vision": (
            _("Vision"),
            _("In three years, somebody will be able to … because the collections …"),
        ),
        "users": (_("Users"), _("Who needs these data, and for what?")),
        "scope": (_("Scope"), _("Which collections, which groups, which region?")),
        "first": (_("First"), _("Your first wave, and why.")),
        "not_now": (_("Not now"), _("What you leave out, and who should hear it from you.")),
        "measure": (_("Measure"), _("One number to ask for again, with today's value and date.")),
    }
    return _page_form(desk, "strategy", _("Your strategy"), questions)


def campaign_form(desk: Desk) -> TableForm:
    """Open the campaign as a form: six fields, the rest of the canvas under “more”."""
    questions = {
        "goal": (_("Goal"), _("What will be different?")),
        "who": (_("Who must act"), _("Which group, which role?")),
        "ask": (_("One ask"), _("One verb.")),
        "offer": (_("Offer"), _("What do they get, and when?")),
        "by_when": (_("By when"), _("A day of their calendar.")),
        "how_we_know": (_("How we will know"), _("A number to ask for again, with today's value.")),
        "problem": (_("Problem and gap"), _("Which absence, shown by which number?")),
        "barrier": (_("Barrier and motivation"), _("What stops them, what do they gain?")),
        "messenger": (_("Messenger"), _("Whom do they trust?")),
        "channel": (_("Channel and format"), _("Visit, call, meeting, letter?")),
        "resources": (_("Resources and roles"), _("Staff, money, who does what.")),
        "ethics": (_("Risks and ethics"), _("Consent, sensitive data, staff who leave.")),
        "learning": (_("Evaluation and learning"), _("When do you stop, adapt, grow?")),
        "afterwards": (_("Afterwards"), _("Who keeps dataset and entry alive?")),
    }
    return _page_form(desk, "campaign", _("Your campaign"), questions, seen=6)


def plan_form(desk: Desk) -> TableForm:
    """Open what the plan says that stands nowhere else as a form."""
    questions = {
        "node": (_("Your node"), ""),
        "author": (_("Your role"), _("A role, no name.")),
        "why_now": (_("Why now"), _("One sentence on a need that exists already.")),
        "ask": (_("What you ask of the reader"), _("One thing.")),
        "first_days": (
            _("First 100 days"),
            _("Five actions that need no money, one on each line."),
        ),
        "services": (_("Services"), _("What your node offers, and what it does not.")),
        "staffing": (_("Staff"), _("What you have, and what is missing.")),
        "governance": (_("Governance"), _("Who decides, how often you meet.")),
        "ethics": (_("Ethics"), _("Licences, sensitive data, consent, credit.")),
        "sustainability": (_("Afterwards"), _("Who keeps entries and datasets alive.")),
        "begins": (_("Begins"), ""),
        "ends": (_("Ends"), ""),
        "review": (_("Looked at again"), ""),
        "approved_by": (_("Approved by"), _("An organisation or role.")),
        "funding": (_("Ways of funding"), ""),
    }
    return _page_form(desk, "plan", _("Your plan"), questions, seen=11)


def _page_form(
    desk: Desk, section: str, title: str, questions: dict[str, tuple[str, str]], seen: int = 99
) -> TableForm:
    columns = columns_of(entry_model(section))
    return TableForm(
        section,
        title,
        [
            Field(
                name,
                label,
                "date" if columns[name].dtype == DATE else "long",
                hint=hint,
                folded=at >= seen,
            )
            for at, (name, (label, hint)) in enumerate(questions.items())
        ],
        desk=desk,
    )


def weights_form(desk: Desk) -> TableForm:
    """Open the weights as a form; an institution's order follows when you run the next cell."""
    labels = {one["name"]: one["label"] for one in read_criteria()["criteria"]}
    return TableForm(
        "weights",
        _("Your weights"),
        [
            Field("criterion", _("criterion"), "choice", labels),
            Field("weight", _("weight"), "number"),
        ],
        desk=desk,
    )


def steps_form(desk: Desk) -> TableForm:
    """Open the timeline as a form."""
    return TableForm(
        "steps",
        _("Your steps"),
        [
            Field("activity", _("activity")),
            Field("days", _("days"), "number"),
            Field("begins", _("not before"), "date"),
            Field(
                "after",
                _("after"),
                hint=_("activities that have to be finished first, with ; between them"),
            ),
            Field("does", _("who does it")),
            Field("answers", _("who answers for it"), hint=_("exactly one role")),
            Field("consulted", _("who is consulted"), folded=True),
            Field("informed", _("who is informed"), folded=True),
            Field("deliverable", _("deliverable"), folded=True),
        ],
        desk=desk,
    )


def indicators_form(desk: Desk) -> TableForm:
    """Open the indicators as a form."""
    return TableForm(
        "indicators",
        _("Your indicators"),
        [
            Field("name", _("indicator")),
            Field("baseline", _("today"), "number"),
            Field("baseline_date", _("its date"), "date"),
            Field("target", _("target"), "number"),
            Field("target_date", _("by when"), "date"),
            Field("owner", _("who looks it up")),
            Field("unit", _("unit"), folded=True),
            Field("source", _("where to look it up"), folded=True),
        ],
        desk=desk,
    )


def table_form(section: str, desk: Desk) -> TableForm:
    """Open any table of the workbook as a form, such as ``"costs"``, ``"risks"``, ``"messages"`` or ``"results"``.

    Parameters
    ----------
    section : str
    desk : Desk
        Where the answers lie.

    Raises
    ------
    BadCallError
        If there is no such table.
    """
    if section not in SECTIONS:
        raise BadCallError(
            _("“{section}” is no table of the workbook; choose one of {sections}.").format(
                section=section, sections=enumeration(SECTIONS)
            )
        )
    rates_by_key = {key: rate["what"] for key, rate in rates()["rates"].items()}
    model = entry_model(section)
    described = model.model_json_schema(mode="serialization")["properties"]
    fields = []
    for name, column in columns_of(model).items():
        words = {str(word): _(str(word)) for word in allowed_words(described[name]) if word}
        offered = words or (rates_by_key if name == "rate" else {})
        kind = "date" if column.dtype == DATE else "choice" if offered else "text"
        fields.append(Field(name, _(name.replace("_", " ")), kind, offered))
    return TableForm(
        section, _("Your {section}").format(section=_(section.replace("_", " "))), fields, desk=desk
    )


_OF_SECTION = {
    "stakeholders": register_form,
    "ties": tie_form,
    "strategy": strategy_form,
    "campaign": campaign_form,
    "plan": plan_form,
    "weights": weights_form,
    "steps": steps_form,
    "indicators": indicators_form,
}


def form_of(section: str, desk: Desk) -> TableForm:
    """Open a section with the form that was written for it, or with one made from its fields.

    Parameters
    ----------
    section : str
    desk : Desk
        Where the answers lie.
    """
    written = _OF_SECTION.get(section)
    return written(desk) if written else table_form(section, desk)
