"""The course, as a notebook uses it: a country, and six nouns that stand on it.

    from coursehelpers import course

    course.country("DK")
    landscape = course.landscape()

Every noun shows the state of now. ``.table`` is a pandas DataFrame, ``.chart()`` a picture, ``.form()`` a form,
``.save()`` the file that it wrote. Tab after a point lists what a noun can do.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from coursehelpers.ground.first_use import fetch_at_first_use
from coursehelpers.views.guard import guarded
from coursehelpers.views.notebook import explain_slips

if TYPE_CHECKING:
    from coursehelpers.classroom.quizzes import Quiz
    from coursehelpers.views.campaign import CampaignView
    from coursehelpers.views.group import GroupView
    from coursehelpers.views.landscape import LandscapeView
    from coursehelpers.views.order import OrderView
    from coursehelpers.views.plan import PlanView
    from coursehelpers.views.progress import ProgressView
    from coursehelpers.views.register import RegisterView
    from coursehelpers.views.shown import Shown
    from coursehelpers.views.training import Training

__all__ = [
    "campaign",
    "check",
    "country",
    "group",
    "landscape",
    "language",
    "order",
    "plan",
    "progress",
    "quiz",
    "register",
    "training",
]

explain_slips()
fetch_at_first_use()


def __dir__() -> list[str]:
    """Let Tab show what a learner may call, and nothing else."""
    return __all__


@guarded
def check() -> "Shown":
    """Say whether GBIF can be reached, where tables come from and where your answers are kept."""
    from coursehelpers.status import read_status
    from coursehelpers.views.shown import sentences

    return sentences([*read_status()][:-1])


@guarded
def country(code: str) -> "Shown":
    """Choose your country, for this and every later lesson.

    Parameters
    ----------
    code : str
        Two-letter code such as ``"DK"``, or several such as ``"FR,NC,PF"``; ``"XT"`` to practise.

    Raises
    ------
    BadCallError
        If it is no country that GBIF knows.
    """
    from coursehelpers.ground.countries import country_name
    from coursehelpers.ground.locale import _, enumeration
    from coursehelpers.views.shown import sentences
    from coursehelpers.workbook.home import choose_country

    chosen = choose_country(code)
    names = enumeration(country_name(part) for part in chosen.split(","))
    said = sentences([_("Your country: {code}, {names}.").format(names=names, code=chosen)])
    said.answers = True
    return said


@guarded
def language(code: str | None = None) -> "Shown":
    """Choose the language of the course, for all that is shown and written from now on.

    Your answers do not depend on it: you may write in one language and go on in another. To choose it for every
    lesson, set the environment variable ``COURSE_LANG``.

    Parameters
    ----------
    code : str, optional
        Such as ``"es"``; without it, the languages are listed.

    Raises
    ------
    BadCallError
        If the course is not in that language.
    """
    from coursehelpers.ground import locale
    from coursehelpers.ground.locale import _, enumeration
    from coursehelpers.ground.settings import choose_language
    from coursehelpers.views.shown import sentences

    if code is not None:
        choose_language(code)
    spoken = locale.language()
    said = [
        _("The course speaks {language} now.").format(language=locale.language_name(spoken)),
        _("Whole languages: {languages}.").format(
            languages=enumeration(
                f"{locale.language_name(one)} ({one})" for one in locale.whole_languages()
            )
        ),
    ]
    if spoken not in locale.whole_languages():
        share = locale.read_catalogue(spoken).share
        said.insert(
            1,
            _("{share} of its texts are translated; the others are English.").format(
                share=locale.percent(share)
            ),
        )
    return sentences(said)


@guarded
def landscape() -> "LandscapeView":
    """Look at your country's institutions: what they say they hold, and what GBIF links to them."""
    from coursehelpers.views.landscape import LandscapeView
    from coursehelpers.workbook.desk import Desk

    return LandscapeView(Desk())


@guarded
def register() -> "RegisterView":
    """Look at your stakeholders: who has a stake, how much they can change, how much they care."""
    from coursehelpers.views.register import RegisterView
    from coursehelpers.workbook.desk import Desk

    return RegisterView(Desk())


@guarded
def order() -> "OrderView":
    """Look at whom to call first, why, and how sure that is."""
    from coursehelpers.views.order import OrderView
    from coursehelpers.workbook.desk import Desk

    return OrderView(Desk())


@guarded
def campaign() -> "CampaignView":
    """Look at your campaign: six fields, and steps, costs and indicators beneath."""
    from coursehelpers.views.campaign import CampaignView
    from coursehelpers.workbook.desk import Desk

    return CampaignView(Desk())


@guarded
def plan() -> "PlanView":
    """Look at your strategy and your action plan."""
    from coursehelpers.views.plan import PlanView
    from coursehelpers.workbook.desk import Desk

    return PlanView(Desk())


@guarded
def group(
    files: str | Path | Sequence[str | Path] = "example", same: Mapping[str, str] | None = None
) -> "GroupView":
    """Look at what a group has shared, side by side.

    Parameters
    ----------
    files : str, pathlib.Path or sequence of them, optional
        The folder with the shared files, or the files; ``"example"`` and ``"example, second round"`` are those
        of twelve made-up learners.
    same : mapping of str to str, optional
        Words for kinds that mean the same: the other word, and the one to use.
    """
    from coursehelpers.views.group import GroupView
    from coursehelpers.workbook.desk import Desk

    return GroupView(Desk(), files, same)


@guarded
def training() -> "Training":
    """Look at Xantoria, the made-up country of the worked examples: a copy that is never saved."""
    from coursehelpers.views.training import Training

    return Training()


@guarded
def progress() -> "ProgressView":
    """Look at what you have done and what is open."""
    from coursehelpers.views.progress import ProgressView
    from coursehelpers.workbook.desk import Desk

    return ProgressView(Desk())


@guarded
def quiz(lesson: str) -> "Quiz":
    """Answer a few questions about a lesson, such as ``"10"``; its numbers are those of your country.

    Raises
    ------
    BadCallError
        If the lesson has none.
    """
    from coursehelpers.classroom.quizzes import Quiz, asks_numbers, numbers_of
    from coursehelpers.ground.errors import CourseError
    from coursehelpers.views.view import gather
    from coursehelpers.workbook.desk import Desk

    if not asks_numbers(lesson):
        return Quiz(lesson)
    try:
        return Quiz(lesson, numbers_of(gather(Desk())))
    except CourseError:
        # A quiz is no reason to stop: without tables, the questions about them are left out.
        return Quiz(lesson, {})
