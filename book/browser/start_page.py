"""What the page says from which a lesson is opened in the browser, in the language that is spoken.

Its script holds no words of its own: it is given each that it says, and fills in what stands in braces.
"""

import re
from html import escape
from math import ceil
from pathlib import Path

from coursehelpers.classroom.translated import say as _
from coursehelpers.ground.locale import ENGLISH

TEMPLATE = Path(__file__).parent / "start" / "start.html"
SCRIPT = "start.js"
_BLANK = re.compile(r"\{\{(\w+)\}\}")


def name_of(code: str) -> str:
    """Name the page in a language.

    Examples
    --------
    >>> name_of("en"), name_of("es")
    ('start.html', 'start.es.html')
    """
    return "start.html" if code == ENGLISH else f"start.{code}.html"


def offer_words(megabytes: float) -> str:
    """Say on a lesson's page that it can be run here, and what comes for it."""
    words = _("Run this lesson here: nothing to install, {n} MB once")
    return words.format(n=ceil(megabytes))


def page(code: str, megabytes: float, later: float, told: str) -> str:
    """Write the page.

    Parameters
    ----------
    code : str
        Language that is spoken.
    megabytes, later : float
        What comes before a lesson begins, and when a PDF or a letter is first written.
    told : str
        What its script is told, as JSON in which nothing ends a script.
    """
    words = {name: escape(text) for name, text in _page_words(megabytes, later).items()}
    site = ".." if code == ENGLISH else f"../{code}"
    blanks = {**words, "language": code, "ways": f"{site}/book/before_you_start.html", "told": told}
    return _BLANK.sub(lambda found: blanks[found[1]], TEMPLATE.read_text(encoding="utf-8"))


def _page_words(megabytes: float, later: float) -> dict[str, str]:
    first = _("There is nothing to install. Python comes into this browser once: {n} MB.")
    more = _("What writes PDF and letters comes when it is first used: {n} MB more.")
    return {
        "title": _("Run a lesson in your browser"),
        "first": first.format(n=ceil(megabytes)),
        "more": more.format(n=ceil(later)) if later else "",
        "private": _(
            "Your answers stay in this browser, on this computer; nobody else gets them. GBIF alone is asked, when "
            "you choose your country."
        ),
        "no_scripts": _(
            "Scripts are switched off in this browser, and without them no lesson can run here."
        ),
        "other_ways": _("There are other ways in."),
        "looking": _("Looking at what this browser allows …"),
        "how_much": _("How much has come"),
        "get": _("Get it ready ({n} MB)").format(n=ceil(megabytes)),
        "lessons": _("Lessons"),
        "answers": _("Your answers in this browser"),
        "read": _(
            "Read answers from a file: a workbook that you saved here, or from an installed course"
        ),
        "installed": _("To read these in an installed course, put the file into its folder:"),
        "three_ways": _("The three ways into the course"),
    }


def script_words() -> dict[str, str]:
    """Return what the script says; what stands in braces is filled in there."""
    return {
        "saved": _("{name}, saved {when}"),
        "save": _("Save as a file"),
        "save_named": _("Save {name} as a file"),
        "none": _(
            "None yet. If you have worked here before, the browser has cleared them since: read them from your file."
        ),
        "no_workbook": _("{name} is no workbook of this course; nothing was changed."),
        "there": _(
            "There are answers for {country} here already, saved {when}. Choose the same file once more to put yours "
            "in their place; theirs are saved as a file first."
        ),
        "was_read": _(
            "Read: the answers for {country}. A lesson that is open sees them when its first cells run again."
        ),
        "keeps_nothing": _("This browser keeps nothing for this site."),
        "denied": _(
            "This browser keeps nothing for this site, perhaps because the window is private. Whatever you write in a "
            "lesson is lost when you close it: open the course in an ordinary window, or take another way in."
        ),
        "http": _(
            "This address is not secure (http). A lesson runs, but what you write in it lasts only as long as its "
            "window, and the next visit fetches everything again. Open the course by https, or take another way in."
        ),
        "no_worker": _(
            "This browser lets no lesson write into its storage, perhaps because the window is private. What you "
            "write lasts only as long as the lesson’s window."
        ),
        "short": _(
            "This browser has only {free} MB of room left for this site; a lesson needs {needed} MB. Free some space "
            "before you begin, or your answers may not be kept."
        ),
        "may_clear": _(
            "This browser may clear your answers when its disk is short. Save them as a file at the end of each "
            "lesson: one click, below."
        ),
        "came": _("{n} of {all} MB have come."),
        "stopped": _(
            "The rest could not be fetched. Check your connection, then try again: what has come is kept."
        ),
        "here_always": _(
            "Everything is here. Next time it works without internet, too: keep this page as a bookmark."
        ),
        "here": _("Everything is here."),
        "open": _("Open “{title}”"),
        "all_lessons": _("All lessons"),
        "refused": _("This browser refused to keep the lessons for a visit without internet."),
        "get": _("Get it ready ({n} MB)"),
        "notes": _("Read the notes above, then get it ready."),
        "before": _("Nothing is fetched before you say so."),
    }
