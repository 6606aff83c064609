"""The site in several languages: a tree of translated sources, links between the sites, and addresses that stay.

The site of a language is built from Markdown that was translated paragraph by paragraph; every other step is that of
the English site. Anchors and the names of tasks come from the English source, so that a link, and a tick in a
browser's memory, are the same in every language.
"""

import json
import os
import re
import shutil
from functools import cache
from pathlib import Path

import nbformat
import yaml
from docutils.nodes import make_id, section
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from course_site import authors
from course_site.found import folder_of, root_address
from course_site.pages import Page
from coursehelpers.classroom.paragraphs import headings, paragraphs
from coursehelpers.classroom.translated import MARK, read_lesson, say, spoken_languages, told
from coursehelpers.classroom.translated import say as _
from coursehelpers.ground.locale import ENGLISH, language, language_name, speaking, use
from trainer_tables import with_tables

ROOT = Path(__file__).resolve().parents[3]
MEASURED = ("benchmarks/soak/RESULTS.md", "book/browser/RESULTS.md")
_TERM = re.compile(r"\{term\}`([^`<]+?)(?:\s*<([^`>]+)>)?`")


def site_languages() -> list[str]:
    """Return the languages of the site that is built now: ``COURSE_SITE_LANGUAGES``, English first."""
    return os.environ.get("COURSE_SITE_LANGUAGES", ENGLISH).split()


def is_of_one_language(name: str) -> bool:
    """Tell whether a page is in this language alone, such as its page on style."""
    return name.startswith(f"book/{language()}/")


# The sources of a language.


def write_sources(onto: Path) -> None:
    """Write the sources of the site in the language that is spoken."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    names = [toc["root"], *(one["file"] for part in toc["parts"] for one in part["chapters"])]
    for part in toc["parts"]:
        part["caption"] = say(part["caption"])
    for path in sorted((ROOT / "book" / language()).glob("*.md")):
        # For whoever translates, in that language alone.
        toc["parts"][-1]["chapters"].append({"file": f"book/{language()}/{path.stem}"})
        (onto / "book" / language()).mkdir(parents=True, exist_ok=True)
        shutil.copy(path, onto / "book" / language())
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    config["title"], config["author"] = say(config["title"]), say(config["author"])
    own = config["sphinx"]
    own["local_extensions"] = {
        name: str(ROOT / way) for name, way in own["local_extensions"].items()
    }
    own["config"] |= {
        "language": language(),
        "nb_code_prompt_show": _("Show the code"),
        "nb_code_prompt_hide": _("Hide the code"),
    }
    for folder in ("book/browser", "notebooks", "benchmarks/soak"):
        (onto / folder).mkdir(parents=True, exist_ok=True)
    for name in ("_static", "_templates"):
        (onto / "book" / name).symlink_to(ROOT / "book" / name)
    works = (ROOT / "book" / "references.bib").read_text(encoding="utf-8")
    (onto / "book" / "references.bib").write_text(authors.with_others(works), encoding="utf-8")
    for name, told_there in (("_toc.yml", toc), ("_config.yml", config)):
        text = yaml.safe_dump(told_there, allow_unicode=True, sort_keys=False)
        (onto / name).write_text(text, encoding="utf-8")
    terms = _terms()
    for name in names:
        if (ROOT / f"{name}.md").exists():
            source = (ROOT / f"{name}.md").read_text(encoding="utf-8")
            written = _with_terms(_with_own_pictures(told(source)), terms).replace(
                "```{glossary}\n", "```{glossary}\n:sorted:\n"
            )
            (onto / f"{name}.md").write_text(written, encoding="utf-8")
        else:
            lesson = read_lesson(ROOT / f"{name}.ipynb")
            for cell in lesson.cells:
                if cell.cell_type == "markdown":
                    cell.source = _with_terms(cell.source, terms)
            nbformat.write(lesson, onto / f"{name}.ipynb")
    for name in MEASURED:
        measured = (ROOT / name).read_text(encoding="utf-8")
        (onto / name).write_text(told(measured, measured=True), encoding="utf-8")


def _with_own_pictures(text: str) -> str:
    """Show a picture in this language where there is one: ``sheet.es.png`` beside ``sheet.png``."""

    def own(found: re.Match[str]) -> str:
        path = f"{found[1]}.{language()}.png"
        return path if (ROOT / "book" / path).exists() else found[0]

    return re.sub(r"(?<![\w/])(_static/[\w-]+)\.png", own, text)


def _terms() -> dict[str, str]:
    """Return the terms of the glossary with what this language says for them."""
    source = (ROOT / "book" / "glossary.md").read_text(encoding="utf-8")
    return {one.text.casefold(): say(one.text) for one in paragraphs(source) if one.plain}


def _with_terms(text: str, terms: dict[str, str]) -> str:
    """Aim the terms of paragraphs at this language's glossary, those of English paragraphs too."""
    there = {term.casefold() for term in terms.values()}

    def aimed(found: re.Match[str]) -> str:
        shown, target = found[1], found[2] or found[1]
        if target.casefold() in there or target.casefold() not in terms:
            return found[0]
        return f"{{term}}`{shown} <{terms[target.casefold()]}>`"

    return _TERM.sub(aimed, text)


# What stays the same in every language.


def _english(name: str) -> list[str]:
    """Return the English Markdown of a page: its own, or that of each cell of a lesson."""
    page = ROOT / f"{name}.md"
    if page.exists():
        with speaking(ENGLISH):
            return [with_tables(page.read_text(encoding="utf-8"))]
    lesson = nbformat.read(ROOT / f"{name}.ipynb", as_version=4)
    return [cell.source for cell in lesson.cells if cell.cell_type == "markdown"]


@cache
def english_tasks() -> dict[str, list[str]]:
    """Return the names of the tasks of each page on the English site, which was built before."""
    place = os.environ.get("COURSE_ENGLISH_SITE")
    if language() == ENGLISH or not place:
        return {}
    script = (Path(place) / "_static" / "course-tasks.js").read_text(encoding="utf-8")
    return json.loads(script.partition("=")[2].strip().removesuffix(";"))


class KeepAnchors(SphinxTransform):
    """Give each part of a page the anchor that it has in English."""

    default_priority = 1

    def apply(self) -> None:
        """Rename the anchors, and note the English headings for later steps."""
        if language() == ENGLISH:
            return
        name = self.env.docname
        parts = list(self.document.findall(section))
        english = [one for source in _english(name) for one in headings(source)]
        if len(parts) != len(english):
            logging.getLogger(__name__).warning(
                "%s has %d headings, in English %d", name, len(parts), len(english), location=name
            )
            return
        titles = self.app.course_headings.setdefault(name, {})
        taken: set[str] = set()
        for part, title in zip(parts, english, strict=True):
            anchor = make_id(title)
            if anchor in taken:
                titles[part["ids"][0]] = title
                continue
            taken.add(anchor)
            titles[anchor] = title
            self.document.ids.pop(part["ids"][0], None)
            for one in part["names"]:
                self.document.nameids[one] = anchor
            part["ids"][0] = anchor
            self.document.ids[anchor] = part


# Links between the languages.


def link_languages(page: Page) -> None:
    """Offer the page in the other languages, to readers in its header and to search engines in its head."""
    codes = site_languages()
    if len(codes) < 2 or is_of_one_language(page.name):
        return
    up = f"{page.root}{'' if language() == ENGLISH else '../'}"
    place = page.soup.select_one(".article-header-buttons")
    choice = page.tag("nav", class_="course-languages", aria_label=_("Language"))
    for code in codes:
        way = f"{folder_of(code)}{page.name}.html"
        if page.order >= 0:
            page.soup.head.append(
                page.tag(
                    "link", rel="alternate", hreflang=code, href=f"{root_address() or up}{way}"
                )
            )
        link = page.tag("a", code.upper(), href=f"{up}{way}", hreflang=code, lang=code)
        link.append(page.tag("span", f" {language_name(code)}", class_="visually-hidden"))
        if code == language():
            link["aria-current"] = "true"
        choice.append(link)
    if place:
        place.insert(0, choice)


def say_what_is_english(page: Page) -> None:
    """Say once, at the top, what the mark of a paragraph means that is not translated."""
    heading = page.article.select_one("h1")
    if heading and page.article.select_one(f".{MARK}"):
        note = page.tag("p", class_="course-english-note")
        note.string = _(
            "Some paragraphs were changed after they were translated. They stand here in English, with a mark."
        )
        heading.insert_after(note)


_WORDS_OF_SCRIPT = re.compile(r'\b_\("((?:[^"\\]|\\.)*)"\)')


def translate_scripts(out: Path) -> None:
    """Write what scripts say in the language that is spoken."""
    if language() == ENGLISH:
        return
    for name in ("progress", "twins"):
        path = out / "_static" / f"{name}.js"
        text = _WORDS_OF_SCRIPT.sub(
            lambda found: _quoted(say(found[1])), path.read_text(encoding="utf-8")
        )
        path.write_text(text, encoding="utf-8")


def _quoted(words: str) -> str:
    return json.dumps(words, ensure_ascii=False).replace("</", "<\\/")


def register(app) -> None:
    """Speak the language of this build, whatever the computer speaks, and register with Sphinx."""
    use(os.environ.get("COURSE_LANG") or ENGLISH)
    authors.register()
    app.course_headings = {}
    app.add_transform(KeepAnchors)
    app.connect("html-page-context", _add_say)


def _add_say(app, page, template, context, doctree) -> None:
    context["say"] = say


def wanted_languages() -> list[str]:
    """Return which languages a site is built in: those that ``LANGUAGES`` names, else all that are whole."""
    named = os.environ.get("LANGUAGES", "").split()
    return [ENGLISH, *(code for code in named or spoken_languages() if code != ENGLISH)]
