"""The six fields of a campaign, with a hint where one says too little or too much."""

import re

from coursehelpers.ground.locale import _
from coursehelpers.workbook.entries import Campaign

_NUMBER = re.compile(
    r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|half|all|each)\b", re.I
)


_AND = re.compile(r"\b(and|as well as|et|y|und)\b|;", re.I)


def check_campaign(campaign: Campaign) -> list[str]:
    """Give hints on the six fields; SMART after Doran (1981), who did not ask for all five each time.

    Parameters
    ----------
    campaign : Campaign

    Returns
    -------
    list of str
        What is missing or vague, as advice; empty if nothing is.

    Examples
    --------
    >>> check_campaign(Campaign(goal="more data", ask="engage and publish"))[0]
    'Goal: give a number that can be counted again.'
    """
    hints = []
    if not campaign.goal:
        hints.append(_("Goal: write what will be different."))
    elif not _NUMBER.search(campaign.goal):
        hints.append(_("Goal: give a number that can be counted again."))
    if not campaign.who:
        hints.append(_("Who must act: name one group and one role."))
    if not campaign.ask:
        hints.append(_("One ask: write one verb."))
    elif _AND.search(campaign.ask):
        hints.append(_("One ask: there is an “and” in it; keep one of the two."))
    if not campaign.offer:
        hints.append(_("Offer: say what they get, and when."))
    if campaign.by_when is None:
        hints.append(_("By when: give a day of their calendar."))
    if not campaign.how_we_know:
        hints.append(_("How we will know: name a number, with today's value."))
    elif not _NUMBER.search(campaign.how_we_know):
        hints.append(_("How we will know: put today's value beside it."))
    return hints
