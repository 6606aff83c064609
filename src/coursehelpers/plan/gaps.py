"""What a plan still lacks."""

from collections.abc import Iterator

from coursehelpers.campaign.canvas import check_campaign
from coursehelpers.ground.locale import _, enumeration
from coursehelpers.landscape.survey import Landscape
from coursehelpers.stakeholders.register import check_raci, raci
from coursehelpers.workbook.file import Workbook


def gaps(landscape: Landscape, workbook: Workbook) -> list[str]:
    """Say what a plan still lacks.

    Returns
    -------
    list of str
        One sentence each, the most important first; empty if nothing is missing.
    """
    return list(_gaps(landscape, workbook))


def _gaps(landscape: Landscape, workbook: Workbook) -> Iterator[str]:
    plan, strategy = workbook.plan, workbook.strategy
    for text, words in (
        (plan.node, _("Name your node.")),
        (plan.why_now, _("Why now: write one sentence on a need that exists already.")),
        (plan.ask, _("Write the one thing that you ask of the reader of page one.")),
        (
            plan.first_days,
            _("First 100 days: write five actions that need no money, one on each line."),
        ),
        (strategy.vision, _("Strategy: write the vision.")),
        (strategy.not_now, _("Strategy: write what you leave out.")),
        (plan.services, _("Services: write what your node offers, and what it does not.")),
        (plan.staffing, _("Staffing: write what you have.")),
        (plan.governance, _("Governance: write who decides, and how often you meet.")),
        (plan.ethics, _("Ethics: write how you treat sensitive data, consent and credit.")),
        (plan.sustainability, _("Afterwards: write who keeps entries and datasets alive.")),
        (plan.review, _("Give the day on which the plan is looked at again.")),
    ):
        if not text:
            yield words
    yield from (
        _("Campaign. {hint}").format(hint=hint) for hint in check_campaign(workbook.campaign)
    )
    if not workbook.steps:
        yield _("Timeline: write at least three steps.")
    yield from check_raci(raci(workbook.steps))
    if not workbook.indicators:
        yield _("Indicators: choose two, with today's value.")
    for indicator in workbook.indicators:
        for value, words in (
            (indicator.unit, _("a unit")),
            (indicator.baseline, _("a value of today")),
            (indicator.target, _("a target")),
            (indicator.target_date, _("a day for the target")),
            (indicator.source, _("a place to look it up")),
            (indicator.owner, _("a role that looks it up")),
        ):
            if value in (None, ""):
                yield _("Indicator “{name}” lacks {words}.").format(
                    name=indicator.name, words=words
                )
    if not workbook.risks:
        yield _("Risks: write what happens if nobody answers, and if the one champion leaves.")
    yield from (
        _("Risk “{risk}” has no answer yet.").format(risk=risk.risk)
        for risk in workbook.risks
        if not risk.answer
    )
    if not any(s.power and s.interest for s in workbook.stakeholders):
        yield _("Stakeholders: place at least eight, two powerful and two small ones among them.")
    silent = [
        s.name for s in workbook.stakeholders if s.power and s.interest and not (s.ask or s.offer)
    ]
    if silent:
        yield _("Stakeholders: write what you ask of, or offer to, {names}.").format(
            names=enumeration(silent)
        )
    yield from (
        _("Dataset “{title}”: write what is known of it, at least how many records.").format(
            title=dataset.title
        )
        for dataset in workbook.datasets
        if dataset.records is None
    )
    yield from (
        _("{name}: write who seeks consent, how, and by when.").format(name=holder.name)
        for holder in workbook.rights_holders
        if not holder.consent
    )
    if landscape.country != workbook.country:
        yield _(
            "The numbers are of {there}, the workbook is of {here}; make the plan again when you are online."
        ).format(there=landscape.country, here=workbook.country)
