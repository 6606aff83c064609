"""How a page is found: descriptions, a map for search engines, addresses that stay, a page for those that do not."""

import os
import tomllib
from pathlib import Path

from course_site.pages import Page
from coursehelpers.classroom.translated import say as _
from coursehelpers.ground.locale import ENGLISH, language, speaking

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
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>body{{font:1.1rem/1.6 system-ui,sans-serif;max-width:38rem;margin:12vh auto;padding:0 1.2rem;color:#1d2b2b;
background:#fbfaf7}}a{{color:#0f5c5c}}h1{{line-height:1.2}}section+section{{margin-top:4rem}}
@media (prefers-color-scheme:dark){{body{{background:#14201f;color:#e8eeec}}a{{color:#7fd1c7}}}}</style></head>
<body><main>{said}</main>
{script}</body></html>
"""
_LOST_IN_ONE = """<section lang="{code}"><h1>{title}</h1>
<p>{words}</p>
<ul>{links}</ul></section>
"""
_ONE_LANGUAGE = """<script>
// Servers know one such page for all languages. Without a script it speaks all of them, English first.
const codes = [...document.querySelectorAll("section")].map((one) => one.lang);
const folders = location.pathname.split("/");
const spoken = (one) => navigator.language.startsWith(one);
const code = codes.find((one) => folders.includes(one)) || codes.find(spoken) || "en";
for (const section of document.querySelectorAll("section")) section.hidden = section.lang !== code;
document.documentElement.lang = code;
document.title = document.querySelector("section:not([hidden]) h1").textContent;
</script>
"""
_FIND_ROOT = """<script>
// Where the site begins is not known when it is built; each folder of the course is.
const inside = /(?:(?:LANGUAGES)\\/)?(?:(?:book|notebooks|downloads|_static)\\/.*|[^/]*)$/;
const root = location.pathname.replace(inside, "");
for (const link of document.querySelectorAll("a")) link.href = root + link.getAttribute("href");
</script>
"""


def write_lost_page(out: Path, codes: list[str]) -> None:
    """Write the page that a server shows for an address that is none; it is shown at any depth, in any language."""
    if language() != ENGLISH:
        return
    said = []
    for code in codes:
        with speaking(code):
            said.append(_lost_in_one(code))
    scripts = [_ONE_LANGUAGE] if len(codes) > 1 else []
    if not root_address():
        scripts.append(_FIND_ROOT.replace("LANGUAGES", "|".join(codes)))
    page = _LOST.format(
        title=_("This page is not here"), said="".join(said), script="".join(scripts)
    )
    (out / "404.html").write_text(page, encoding="utf-8")


def _lost_in_one(code: str) -> str:
    ways = {
        "book/welcome.html": _("The course’s first page"),
        "notebooks/00_start.html": _("The first lesson"),
        "search.html": _("Search the course"),
    }
    links = "".join(
        f'<li><a href="{root_address()}{folder_of(code)}{way}">{words}</a></li>'
        for way, words in ways.items()
    )
    return _LOST_IN_ONE.format(
        code=code,
        title=_("This page is not here"),
        words=_(
            "It may have moved, or the address may have lost a letter. Nothing of yours is lost: what you ticked stays "
            "in your browser, and your workbook is on your computer."
        ),
        links=links,
    )
