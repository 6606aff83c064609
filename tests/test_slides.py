"""Slides: in short what the page says in full, with the full text and the trainer's questions in the notes."""

import html
import re

import nbformat
import pytest

from coursehelpers.editions import lessons
from coursehelpers.slides import slides_page

LESSONS = [pytest.param(nbformat.read(path, as_version=4), id=path.stem) for path in lessons()]


def cells_tagged(lesson, tag):
    return [cell for cell in lesson.cells if tag in cell.metadata.get("tags", [])]


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_part_of_a_lesson_has_a_slide(lesson):
    shown = re.sub(r"<aside.*?</aside>", "", slides_page(lesson), flags=re.S)
    for cell in lesson.cells:
        if cell.cell_type == "markdown" and not {"solution", "trainer"} & set(
            cell.metadata.get("tags", [])
        ):
            for heading in re.findall(r"(?m)^##? (.+)$", cell.source):
                assert html.escape(re.sub(r"[*`]", "", heading), quote=False) in shown


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_solution_is_on_a_slide_and_the_trainers_notes_are_spoken(lesson):
    page = slides_page(lesson)
    assert "One possible answer" not in page
    assert page.count("<strong>Trainer") == sum(
        c.source.count("**Trainer") for c in cells_tagged(lesson, "trainer")
    )
    shown = re.sub(r"<aside.*?</aside>", "", page, flags=re.S)
    assert "Trainer," not in shown


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_figure_has_a_slide_with_its_words(lesson):
    figures = sum(
        "image/svg+xml" in o.get("data", {}) for c in lesson.cells for o in c.get("outputs", [])
    )
    page = slides_page(lesson)
    assert page.count("<figure>") == figures
    assert page.count('role="img" aria-label=') == figures


@pytest.mark.parametrize("lesson", LESSONS)
def test_slides_ask_nothing_of_another_host(lesson):
    page = re.sub(r'href="https?://[^"]*"', "", slides_page(lesson))
    assert not re.search(r'(src|href|url\()="?https?:', page)


def test_nothing_in_a_lesson_becomes_a_script():
    lesson = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("# <script>alert(1)</script>\n\n<b>x</b>")]
    )
    assert "<script>alert" not in slides_page(lesson)


def test_a_long_list_goes_on_to_the_next_slide_and_keeps_its_numbers():
    points = "\n".join(
        f"{n}. This is point number {n}, and it is as long as a line of a slide can be."
        for n in range(1, 21)
    )
    page = slides_page(
        nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(f"# Long\n\n{points}")])
    )
    assert page.count("<section>") >= 3
    assert '<li value="20">' in page
