"""The site in other languages, and in one that nobody speaks: no English is left in it, nothing is cut, addresses stay.

All are built once, and looked at one after the other.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from urllib.parse import quote

import pytest
import sphinx_revealjs
from bs4 import BeautifulSoup, Comment
from tests.browser.conftest import ROOT, SiteServer
from tests.browser.site_checks import (
    PHONE,
    Visit,
    bad_alternatives,
    dead_forms,
    figures_on_white,
    too_wide,
    what_axe_finds,
    wrong_on_a_phone,
)
from tests.browser.test_slides import SMALL_TYPE, TOO_LOW
from tests.test_translations import NAMES, STYLE, WHOLE
from upkeep.page_messages import contents
from upkeep.pseudo import LANGUAGE, write_pseudo

from coursehelpers.classroom.editions import lessons
from coursehelpers.classroom.sessions import read_talks
from coursehelpers.classroom.slides import slides_page
from coursehelpers.classroom.translated import read_lesson
from coursehelpers.ground.locale import speaking
from coursehelpers.ground.locale.catalogue import folder

pytestmark = [pytest.mark.browser, pytest.mark.long]

OTHERS = (LANGUAGE, *WHOLE)
PAGES = [Path(name).with_suffix("").as_posix() for name in contents()]
REVEAL = Path(sphinx_revealjs.__file__).parent / "_static" / "revealjs"
DESKTOP = {"width": 1280, "height": 800}
_ENGLISH = re.compile(r"(?<![\w-])(the|of|with|which|your|and)(?![\w-])")
_READ_BY_NOBODY = (
    # What cells show is the package's, names and titles of works stay as they are, and the theme speaks for itself.
    "script, style, code, pre, .cell_output, .course-twin, [lang=en], .citation, .headerlink, .std-term, "
    "a[href*='references.html']"
)


@pytest.fixture(scope="module")
def sites(tmp_path_factory):
    """Build the site in English and in each other language, warnings as errors, and serve it."""
    out = tmp_path_factory.mktemp("languages")
    write_pseudo(out / "catalogues")
    for code in WHOLE:
        shutil.copytree(folder() / code, out / "catalogues" / code)
    server = SiteServer(out / "_build" / "html")
    told = {
        "COURSE_CATALOGUES": str(out / "catalogues"),
        "COURSE_SITE_URL": server.url,
        "LANGUAGES": " ".join(OTHERS),
    }
    done = subprocess.run(
        [sys.executable, ROOT / "book" / "make_site.py", "--out", out / "_build"],
        env={**os.environ, **told}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    yield server.url, out / "_build" / "html"
    server.shutdown()


def soup_of(folder, name):
    return BeautifulSoup((folder / f"{name}.html").read_text(encoding="utf-8"), "html.parser")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("code", OTHERS)
def test_no_english_is_left_on_a_page(sites, code, name):
    page = soup_of(sites[1] / code, name)
    assert page.html["lang"] == code
    for tag in page.select(_READ_BY_NOBODY):
        tag.decompose()
    found = page.body.find_all(string=_ENGLISH)
    left = [
        text.strip()
        for text in found
        if not isinstance(text, Comment) and not any(name in str(text) for name in NAMES)
    ]
    assert not left, left[:5]


@pytest.mark.parametrize("name", [*PAGES, "search"])
@pytest.mark.parametrize("code", OTHERS)
def test_nothing_is_cut_on_a_telephone_and_on_a_desk(page, sites, code, name):
    # From the beginning: the theme makes what scrolls a stop of the Tab key when a page is opened.
    page.set_viewport_size(PHONE)
    visit = Visit(page, f"{sites[0]}{code}/{name}.html", sites[0])
    assert not visit.errors
    assert not visit.elsewhere
    assert not dead_forms(page)
    assert not too_wide(page)
    if code in WHOLE:
        for theme in ("light", "dark"):
            page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
            assert not wrong_on_a_phone(page)
        assert not bad_alternatives(page)
        assert not figures_on_white(page)
        # A language has words and lengths of its own; its colours are those of the English pages.
        assert not what_axe_finds(page, "light", colours=False)
    page.set_viewport_size(DESKTOP)
    assert page.evaluate("document.documentElement.scrollWidth") <= DESKTOP["width"]


@pytest.mark.parametrize("name", PAGES)
def test_anchors_and_links_are_the_same_in_every_language(sites, name):
    english, other = soup_of(sites[1], name), soup_of(sites[1] / LANGUAGE, name)
    for selector, key in (("article section[id]", "id"), ("article a.reference.internal", "href")):
        found = [[tag[key] for tag in soup.select(selector)] for soup in (english, other)]
        # Terms are in the order of the alphabet, and lead to a term of another name.
        found = [sorted(re.sub("#term-.*", "#term", one) for one in said) for said in found]
        assert found[0] == found[1]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_which_languages_it_has_and_an_english_one_hardly_grows(sites, name):
    sys.path.insert(0, str(ROOT / "book" / "_ext"))
    from course_site.offline import _without_languages

    url, folder = sites
    for code, way in (("en", ""), (LANGUAGE, f"{LANGUAGE}/")):
        text = (folder / way / f"{name}.html").read_text(encoding="utf-8")
        soup = BeautifulSoup(text, "html.parser")
        said = {link["hreflang"]: link["href"] for link in soup.select("head link[hreflang]")}
        ways = {code: f"{url}{code}/{name}.html" for code in OTHERS}
        assert said == {"en": f"{url}{name}.html", **ways}
        assert soup.select_one("link[rel=canonical]")["href"] == f"{url}{way}{name}.html"
        (here,) = soup.select(".course-languages [aria-current]")
        assert here["hreflang"] == code
        assert 0 < len(text.encode()) - len(_without_languages(text).encode()) < 2000


@pytest.mark.parametrize("code", OTHERS)
def test_the_switch_stays_on_the_page(page, sites, code):
    url = sites[0]
    page.goto(f"{url}notebooks/00_start.html")
    page.locator(f".course-languages a[hreflang={code}]").click()
    assert page.url == f"{url}{code}/notebooks/00_start.html"
    page.locator(".course-languages a[hreflang=en]").click()
    assert page.url == f"{url}notebooks/00_start.html"


@pytest.mark.parametrize(
    ("code", "words"),
    [(LANGUAGE, "xantoria"), ("es", "colección"), ("es", "instituciones"), ("fr", "collection"), ("fr", "spécimens")],
)  # fmt: skip
def test_each_language_has_a_search_of_its_own(page, sites, code, words):
    page.goto(f"{sites[0]}{code}/search.html?q={quote(words)}")
    first = page.locator("#search-results li a").first
    first.wait_for()
    assert f"/{code}/" in first.evaluate("link => link.href")


@pytest.mark.parametrize("code", WHOLE)
def test_a_language_has_its_page_on_style_and_its_own_pictures(page, sites, code):
    url, built = sites
    style = STYLE[code].removesuffix(".md")
    assert (built / code / f"{style}.html").exists()
    assert not (built / f"{style}.html").exists()
    assert (
        len(
            soup_of(built / code, "book/welcome").select(
                f".bd-sidebar-primary a[href$='{Path(style).name}.html']"
            )
        )
        == 1
    )
    assert not soup_of(built / code, style).select(".course-languages")
    Visit(page, f"{url}{code}/{style}.html", url)
    assert not too_wide(page)
    shown = soup_of(built / code, "book/welcome").select("main img[src*=leave_with]")
    assert shown
    assert all(f".{code}.png" in image["src"] for image in shown)


@pytest.mark.parametrize("code", WHOLE)
@pytest.mark.parametrize("name", ["book/welcome", "notebooks/10_stakeholder_landscape"])
def test_colours_of_a_page_are_accessible_in_every_language(page, sites, code, name):
    Visit(page, f"{sites[0]}{code}/{name}.html", sites[0])
    assert what_axe_finds(page, "light") == []
    assert what_axe_finds(page, "dark") == []


@pytest.mark.parametrize("lesson", lessons(), ids=lambda path: path.stem)
@pytest.mark.parametrize("code", WHOLE)
def test_slides_fit(browser, tmp_path, code, lesson):
    with speaking(code):
        written = slides_page(read_lesson(lesson), read_talks().get(lesson.stem[:2]))
    (tmp_path / "a.slides.html").write_text(written, encoding="utf-8")
    (tmp_path / "reveal").symlink_to(REVEAL)
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    page.goto((tmp_path / "a.slides.html").as_uri())
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    assert page.evaluate(TOO_LOW) == []
    assert page.evaluate(SMALL_TYPE) == []
    page.close()


def test_a_tick_is_the_same_in_every_language(page, sites):
    url, folder = sites
    scripts = [folder / way / "_static" / "course-tasks.js" for way in ("", LANGUAGE)]
    known, other = [
        json.loads(path.read_text()[len("window.COURSE_TASKS = ") : -2]) for path in scripts
    ]
    assert known == other
    page.goto(f"{url}notebooks/00_start.html")
    page.locator("#your-tasks input").first.check()
    page.goto(f"{url}{LANGUAGE}/notebooks/00_start.html")
    assert page.locator("#your-tasks input").first.is_checked()


def test_the_map_names_all_pages_and_a_zip_holds_one_language(sites):
    url, folder = sites
    places = re.findall(r"<loc>(.*?)</loc>", (folder / "sitemap.xml").read_text())
    assert {f"{url}book/about.html", f"{url}{LANGUAGE}/book/about.html"} <= set(places)
    assert not (folder / LANGUAGE / "sitemap.xml").exists()
    for way in ("", LANGUAGE):
        with zipfile.ZipFile(folder / way / "downloads" / "course-offline.zip") as packed:
            assert 'course-languages"' not in packed.read("site/book/welcome.html").decode()
            assert not any(f"site/{LANGUAGE}/" in name for name in packed.namelist())
