"""What the first page offers to play with: the landscape of the made-up country, and the way to one's own."""

from importlib.util import find_spec

from bs4 import BeautifulSoup

from course_site.pages import Page
from coursehelpers.classroom.translated import say as _

COUNTRY = "country.html"
"""The page on which a visitor types a country, where the site has one."""


def add_landscape(page: Page) -> None:
    """Put the table of institutions of lesson 10 where a page asks for it, to be searched and sorted at once."""
    for place in page.article.select(".course-play"):
        from coursehelpers.evidence.gather import gather
        from coursehelpers.forms.landscape import LandscapeForm
        from coursehelpers.ground.settings import TRAINING_COUNTRY
        from coursehelpers.landscape.survey import survey

        form = LandscapeForm(survey(gather(TRAINING_COUNTRY)))
        place.append(BeautifulSoup(form.standing(), "html.parser"))


def open_pictures(page: Page) -> None:
    """Let a picture of what one leaves with be opened alone, as large as it is."""
    for picture in page.article.select(".course-show img, .course-leave img"):
        picture.wrap(page.tag("a", href=picture["src"]))


def add_country(page: Page) -> None:
    """Lead to the page of one's own country, where the site has one; else the place for it goes."""
    for place in page.article.select(".course-your-country"):
        if not _has_country(page):
            place.decompose()
            continue
        link = place.select_one("p") or place
        link.append(" ")
        link.append(
            page.tag(
                "a", _("Type your country"), href=f"{page.root}{COUNTRY}", class_="course-button"
            )
        )


def _has_country(page: Page) -> bool:
    site = page.path.parents[page.root.count("../")]
    return (site / COUNTRY).exists() or find_spec("coursehelpers.browser") is not None
