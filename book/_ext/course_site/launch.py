"""Buttons that open a lesson elsewhere, for a site whose publisher says where its files are.

Each address leads to a file that the tests find at that place: on the published branch what Binder and Codespaces
read, on the branch ``learner`` the learner's notebooks, which the workflow puts there. Without ``COURSE_REPOSITORY``
there is no button.
"""

import os
import re
from pathlib import Path
from urllib.parse import quote

import nbformat

from course_site.pages import Page
from coursehelpers.classroom.translated import say as _

LEARNER_BRANCH = "learner"
"""Where the workflow puts the notebooks that Colab opens."""


def _repository() -> tuple[str, str]:
    """Return the repository and the reference to open; empty if the site's publisher did not say.

    Raises
    ------
    ValueError
        If ``COURSE_REPOSITORY`` is not ``OWNER/NAME``.
    """
    repository = os.environ.get("COURSE_REPOSITORY", "")
    if repository and not re.fullmatch(r"[\w.-]+/[\w.-]+", repository):
        raise ValueError(
            f"COURSE_REPOSITORY is “{repository}”; write it as OWNER/NAME, or leave it out."
        )
    return repository, os.environ.get("COURSE_REF") or "main"


def addresses(stem: str) -> dict[str, str]:
    """Return where a lesson can be opened, by the name of the place.

    Parameters
    ----------
    stem : str
        Such as ``00_start``.
    """
    repository, ref = _repository()
    if not repository:
        return {}
    lesson = quote(f"lab/tree/my-course/{stem}.ipynb", safe="")
    return {
        "Binder": f"https://mybinder.org/v2/gh/{repository}/{quote(ref, safe='')}?urlpath={lesson}",
        "Codespaces": f"https://codespaces.new/{repository}/tree/{quote(ref)}?quickstart=1",
        "Colab": f"https://colab.research.google.com/github/{repository}/blob/{LEARNER_BRANCH}/{stem}.ipynb",
    }


def write_notebooks(out: Path) -> None:
    """Write the learner's notebooks with a first cell that installs the course, as Colab needs it."""
    repository, ref = _repository()
    folder = out / "downloads" / "colab"
    if not repository:
        return
    folder.mkdir()
    for path in (out / "downloads" / "learner").glob("*.ipynb"):
        lesson = nbformat.read(path, as_version=4)
        install = f"%pip install --quiet git+https://github.com/{repository}@{ref}"
        lesson.cells.insert(0, nbformat.v4.new_code_cell(install, id="install-the-course"))
        nbformat.write(lesson, folder / path.name)


def add_buttons(page: Page) -> None:
    """Offer to open a lesson elsewhere, beside its notebooks."""
    links = page.article.select_one(".course-lesson__links")
    ways = addresses(Path(page.name).name) if links else {}
    if ways:
        links.append(_(" · Open it in "))
    for at, (place, way) in enumerate(ways.items()):
        links.append(", " if at else "")
        links.append(page.tag("a", place, href=way, rel="noopener"))
