"""What the site adds to a lesson: which data it was made from, where its notebooks are, and what there is to do."""

import json
import re
from pathlib import Path

from bs4 import BeautifulSoup, Tag

from course_site.languages import english_tasks
from course_site.pages import Page, Task
from coursehelpers.classroom.translated import say as _
from coursehelpers.evidence.training import RETRIEVED
from coursehelpers.ground.locale import ENGLISH, dated, language
from coursehelpers.ground.settings import course_version

_STATED = re.compile(r"\s*\([^()]*\d[^()]*\)")
"""How long a task takes, in any language."""
_MINUTES = re.compile(r"\s*\((?:about )?\d[^)]*minutes?[^)]*\)")


def add_provenance(page: Page) -> None:
    """Say under a lesson's title what was built from which data, and how to run it on live data."""
    heading = page.article.select_one("h1")
    if not page.is_lesson or heading is None:
        return
    note = page.tag("aside", class_="course-lesson", aria_label=_("About this lesson"))
    day = f"{RETRIEVED:%-d %B %Y}" if language() == ENGLISH else dated(RETRIEVED)
    said = _(
        "What you see here was made on Xantoria, a training country that does not exist (tables of {day}, course "
        'version {version}). To run it on your own country’s live data, <a href="{way}">open the course on your '
        "computer</a>."
    ).format(day=day, version=course_version(), way=f"{page.root}book/before_you_start.html")
    note.append(BeautifulSoup(f"<p>{said}</p>", "html.parser"))
    links = page.tag("p", class_="course-lesson__links")
    links.append(_("This lesson: "))
    stem = Path(page.name).name
    for at, (words, way) in enumerate(
        (
            (_("notebook to work in"), f"learner/{stem}.ipynb"),
            (_("notebook with solutions"), f"solution/{stem}.ipynb"),
            (_("slides"), f"slides/{stem}.slides.html"),
        )
    ):
        links.append(" · " if at else "")
        link = page.tag("a", words, href=f"{page.root}downloads/{way}")
        if way.endswith(".ipynb"):
            link["download"] = ""
        links.append(link)
    note.append(links)
    heading.insert_after(note)


def add_tasks(page: Page) -> None:
    """Turn what there is to do into a plain list that a script may tick.

    In a lesson these are the parts whose heading states minutes; on other pages, lists with boxes.
    """
    entries = page.article.select("li.task-list-item")
    english = english_tasks().get(page.name, [])
    for at, entry in enumerate(entries):
        for box in entry.select("input"):
            box.decompose()
        words = (entry.select_one("strong") or entry).get_text(" ", strip=True)
        slug = _slug(english[at] if english else words)
        page.tasks.append(Task(slug, _STATED.sub("", words).strip(" ."), ""))
        entry["data-task"] = page.tasks[-1].slug
    if not page.is_lesson:
        return
    for heading in page.article.select("h2"):
        words = heading.get_text().rstrip("#").strip()
        anchor = heading.find_parent("section")["id"]
        known = page.english.get(anchor, words)
        if _MINUTES.search(known) and "optional" not in known:
            page.tasks.append(Task(_slug(known), words, anchor))
    closing = page.article.select_one("#key-points")
    if page.tasks and closing:
        section = page.tag("section", id="your-tasks", class_="course-tasks")
        section.append(page.tag("h2", _("Your tasks in this lesson")))
        section.append(_list_of(page.tasks, page, ""))
        closing.insert_before(section)
        _add_to_contents(page)


def load_scripts(page: Page) -> None:
    """Load what remembers the ticks and shows them in the contents."""
    for name in ("course-tasks", "progress"):
        page.soup.head.append(page.tag("script", src=f"{page.root}_static/{name}.js", defer=""))


def _add_to_contents(page: Page) -> None:
    following = page.soup.select_one("#pst-page-toc-nav a[href='#key-points']")
    if following:
        entry = page.tag("li", class_="toc-h2 nav-item toc-entry")
        entry.append(
            page.tag("a", _("Your tasks"), href="#your-tasks", class_="reference internal nav-link")
        )
        following.find_parent("li").insert_before(entry)


def _slug(words: str) -> str:
    """Name a task so that its minutes may change without anybody losing a tick."""
    return re.sub(r"[^a-z0-9]+", "-", _MINUTES.sub("", words).casefold()).strip("-")


def _list_of(tasks: list[Task], onto: Page, way: str) -> Tag:
    made = onto.tag("ul")
    for task in tasks:
        entry = onto.tag("li", data_task=task.slug)
        entry.append(onto.tag("a", task.words, href=f"{way}#{task.anchor}" if task.anchor else way))
        made.append(entry)
    return made


def write_list(pages: list[Page], out: Path) -> None:
    """List all tasks on the page of one's progress, and tell the scripts which each page has."""
    with_tasks = [page for page in pages if page.tasks]
    known = {page.name: [task.slug for task in page.tasks] for page in with_tasks}
    script = f"window.COURSE_TASKS = {json.dumps(known, indent=1)};\n"
    (out / "_static" / "course-tasks.js").write_text(script, encoding="utf-8")
    for progress in pages:
        place = progress.article.select_one("#course-progress")
        for page in with_tasks if place else []:
            way = f"{progress.root}{page.name}.html"
            group = progress.tag("section", data_page=page.name)
            heading = progress.tag("h2")
            heading.append(progress.tag("a", page.title, href=way))
            group.extend([heading, _list_of(page.tasks, progress, way)])
            place.append(group)
