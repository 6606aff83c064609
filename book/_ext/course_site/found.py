"""How a page is found: descriptions, a map for search engines, addresses that stay, a page for those that do not."""

import os
import tomllib
from pathlib import Path

from course_site.pages import Page
from coursehelpers.classroom.translated import say as _
from coursehelpers.ground.locale import ENGLISH, language

_ADDRESSES = Path(__file__).parents[2] / "addresses.toml"


def root_address() -> str:
    """Return where the site will be, with a slash at its end; empty if its publisher did not say."""
    address = os.environ.get("COURSE_SITE_URL", "")
    return f"{address.rstrip('/')}/" if address else ""


def folder_of(code: str) -> str:
    """Return the folder of a language on the site, with a slash at its end; English has none."""
    return "" if code == ENGLISH else f"{code}/"


def site_address() -> str:
    """Return where the site of the language that is spoken will be; empty as above."""
    return f"{root_address()}{folder_of(language())}" if root_address() else ""


def moved() -> dict[str, str]:
    """Return which addresses lead on, and where to: ``{"prework": "book/before_you_start.html"}``."""
    return tomllib.loads(_ADDRESSES.read_text(encoding="utf-8"))["moved"]


def register(app) -> None:
    """Set what the extensions for search engines, messages and moved pages need."""
    for extension in ("sphinxext.opengraph", "sphinx_reredirects"):
        app.setup_extension(extension)
    if site_address():
        app.setup_extension("sphinx_sitemap")
    app.connect("config-inited", _configure)


def _configure(app, config) -> None:
    config.redirects = moved()
    config.ogp_enable_meta_description = True
    config.ogp_social_cards = {"enable": False}
    config.ogp_site_name = config.project
    if site_address():
        config.html_baseurl = site_address()
        config.ogp_site_url = site_address()
        config.ogp_image = f"{site_address()}_static/social.png"
        config.ogp_image_alt = _(
            "The course’s mark: a cabinet of three drawers, linked to a network"
        )
        config.sitemap_url_scheme = "{link}"
        config.sitemap_locales = [None]


def add_address(page: Page) -> None:
    """Leave out addresses that would be wrong, as long as nobody knows where the site will be."""
    if not site_address():
        for tag in page.soup.select('meta[property="og:url"], meta[property="og:image"]'):
            tag.decompose()


_LOST = """<!doctype html>
<html lang="{code}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>body{{font:1.1rem/1.6 system-ui,sans-serif;max-width:38rem;margin:12vh auto;padding:0 1.2rem;color:#1d2b2b;
background:#fbfaf7}}a{{color:#0f5c5c}}h1{{line-height:1.2}}@media (prefers-color-scheme:dark){{body{{background:#14201f;
color:#e8eeec}}a{{color:#7fd1c7}}}}</style></head>
<body><main><h1>{title}</h1>
<p>{words}</p>
<ul>{links}</ul></main>
{script}</body></html>
"""
_FIND_ROOT = """<script>
// Where the site begins is not known when it is built; each folder of the course is.
const root = location.pathname.replace(/(book|notebooks|downloads|_static)\\/.*$|[^/]*$/, "");
for (const link of document.querySelectorAll("a")) link.href = root + link.getAttribute("href");
</script>
"""


def write_lost_page(out: Path) -> None:
    """Write the page that a server shows for an address that is none; it is shown at any depth."""
    ways = {
        "book/welcome.html": _("The course’s first page"),
        "notebooks/00_start.html": _("The first lesson"),
        "search.html": _("Search the course"),
    }
    links = "".join(
        f'<li><a href="{site_address()}{way}">{words}</a></li>' for way, words in ways.items()
    )
    page = _LOST.format(
        code=language(),
        title=_("This page is not here"),
        words=_(
            "It may have moved, or the address may have lost a letter. Nothing of yours is lost: what you ticked stays "
            "in your browser, and your workbook is on your computer."
        ),
        links=links,
        script="" if site_address() else _FIND_ROOT,
    )
    (out / "404.html").write_text(page, encoding="utf-8")
