"""Collect what a reader of the website or a lesson reads into ``course.pot``, for ``make messages``.

Pages and lessons are read paragraph by paragraph; the table of contents, the site's extension, its templates and
its scripts string by string.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from coursehelpers.classroom.paragraphs import paragraphs
from coursehelpers.classroom.translated import DOMAIN, numbered
from coursehelpers.ground.locale.catalogue import folder

ROOT = Path(__file__).parents[1]
MEASURED = ("benchmarks/soak/RESULTS.md", "book/browser/RESULTS.md")
"""A page that includes one shows what a program measured."""
_METHODS = (
    (
        "book",
        "_",
        [
            ("_ext/**.py", "python"),
            ("_static/**.js", "javascript"),
            ("browser/start_page.py", "python"),
        ],
    ),
    ("book", "say", [("_templates/**.html", "jinja2")]),
    ("notebooks", "_", [("rerun.py", "python")]),
)
"""How a string of the site is marked, and where."""


class Message(NamedTuple):
    """Hold a text to translate, and the file that it stands in.

    Attributes
    ----------
    text : str or tuple of str
        Two where a number decides.
    where : str
        From the course's folder.
    note : str
        For the translator.
    """

    text: str | tuple[str, ...]
    where: str
    note: str = ""


def contents() -> list[str]:
    """Return the files of pages and lessons in the order of the course."""
    told = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    names = [told["root"], *(one["file"] for part in told["parts"] for one in part["chapters"])]
    return [f"{name}.md" if (ROOT / f"{name}.md").exists() else f"{name}.ipynb" for name in names]


def messages() -> Iterator[Message]:
    """Give every text of the course's website and lessons, in the order in which it is read."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    yield Message(config["title"], "_config.yml")
    yield Message(config["author"], "_config.yml")
    for part in yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))["parts"]:
        yield Message(part["caption"], "_toc.yml")
    for name in contents():
        for source in sources(name):
            for one in paragraphs(source):
                yield Message(one.text, name)
    for name in MEASURED:
        for one in paragraphs((ROOT / name).read_text(encoding="utf-8")):
            yield Message(numbered(one.text), name, "The numbers are measured: keep {0}, {1} …")
    for place, mark, methods in _METHODS:
        for name, _line, text, notes, _context in extract_from_dir(
            ROOT / place,
            methods,
            keywords={mark: None},
            comment_tags=("NOTE:",),
            directory_filter=lambda _folder: True,
        ):
            yield Message(text, f"{place}/{name}", " ".join(notes))


def sources(name: str) -> list[str]:
    """Return the Markdown of a page, or of each such cell of a lesson."""
    text = (ROOT / name).read_text(encoding="utf-8")
    if name.endswith(".md"):
        return [text]
    return [
        "".join(cell["source"])
        for cell in json.loads(text)["cells"]
        if cell["cell_type"] == "markdown"
    ]


def catalogue() -> Catalog:
    """Return the template: every text once, with the files that it stands in."""
    made = Catalog(domain=DOMAIN, fuzzy=False)
    for text, where, note in messages():
        made.add(text, locations=[(where, 0)], auto_comments=[note] if note else [])
    return made


def main() -> None:
    """Write the template."""
    path = folder() / f"{DOMAIN}.pot"
    with path.open("wb") as file:
        write_po(file, catalogue(), width=0, omit_header=True, include_lineno=False)
    print(f"{len(catalogue())} texts in {path.name}")


if __name__ == "__main__":
    main()
