"""Slides: in short what the page says in full, with the full text and the trainer's questions in the notes."""

import html
import re

import nbformat
import pytest

from coursehelpers.classroom.editions import lessons
from coursehelpers.classroom.lesson_runs import SHOWN_OF
from coursehelpers.classroom.quizzes import read_quiz
from coursehelpers.classroom.sessions import minutes_of, read_talks, without_minutes
from coursehelpers.classroom.slides import slides_page
from coursehelpers.landscape.conversations import CONVERSATIONS

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
                if "optional" in heading:
                    assert f"<h2>{without_minutes(heading)}" not in shown
                    continue
                if re.match(r"\s*<details", cell.source.split(heading)[1]):
                    # All of it is for the trainer, in the notes.
                    continue
                words = html.escape(re.sub(r"[*`]", "", without_minutes(heading)), quote=False)
                assert words in shown
                if minutes := minutes_of(heading):
                    assert f'{words} <span class="minutes">{minutes} minute' in shown


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
    figures, optional, folds = 0, False, 0
    for cell in lesson.cells:
        if cell.cell_type == "markdown":
            for heading in re.findall(r"(?m)^##? (.+)$", cell.source):
                optional = "optional" in heading
            folds += cell.source.count("<details") - cell.source.count("</details>")
        elif not optional and not folds:
            figures += sum("image/svg+xml" in o.get("data", {}) for o in cell.get("outputs", []))
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
    assert page.count("<section") >= 3
    assert '<li value="20">' in page


def lesson_of(*cells):
    return nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell(cell) if isinstance(cell, str) else cell for cell in cells
        ]
    )


def visible(page):
    return re.sub(r"<aside.*?</aside>", "", page, flags=re.S)


TALKS = [
    pytest.param(lesson.values[0], read_talks()[lesson.id[:2]], id=lesson.id)
    for lesson in LESSONS
    if lesson.id[:2] in read_talks()
]


@pytest.mark.parametrize(("lesson", "talk"), TALKS)
def test_a_talk_comes_first_with_its_minutes_and_questions_and_the_exercises_after_it(lesson, talk):
    told, rest = slides_page(lesson, talk).split("After the talk: exercises and more")
    minutes = [
        int(found) for found in re.findall(r"<strong>About (\d+) minutes?\.</strong> Ask:", told)
    ]
    assert sum(minutes) == talk.minutes == 25
    assert all(html.escape(part.ask, quote=False) in told for part in talk.parts)
    assert "<h2>Exercise" not in told
    assert "About" not in re.findall(r"<strong>(.*?)</strong>", rest)
    assert 'class="minutes">' in rest


@pytest.mark.parametrize(("lesson", "talk"), TALKS)
def test_a_talk_has_about_one_slide_a_minute(lesson, talk):
    told = slides_page(lesson, talk).split("After the talk: exercises and more")[0]
    assert 12 <= told.count("<section") <= 30


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_code_and_no_code_word_is_on_a_slide(lesson):
    beside = r"<svg.*?</svg>|<style.*?</style>|<script.*?</script>"
    shown = re.sub(beside, "", visible(slides_page(lesson)), flags=re.S)
    words = html.unescape(re.sub(r"<[^>]+>", " ", shown))
    assert not re.search(r"\b[a-z]+_[a-z_]+\b|\w\(\"|\.ipynb|\bask-size\b|\blink-fix\b", words)


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_question_of_the_quiz_is_asked_and_answered_only_in_the_notes(lesson):
    page = slides_page(lesson)
    for number in re.findall(r'quiz\("(\d\d)"\)', "".join(cell.source for cell in lesson.cells)):
        for question in read_quiz(number):
            assert html.escape(question.question) in visible(page)
            (asked,) = [
                slide
                for slide in page.split("<section")[1:]
                if f". {html.escape(question.question)}</strong>" in slide
            ]
            slide, notes = asked.split("<aside", 1)
            for option in question.options:
                assert html.escape(option.text) in slide or option.text in CONVERSATIONS
                assert html.escape(option.feedback, quote=False) not in slide
                assert (
                    html.escape(option.feedback[:15], quote=False).replace('"', "&quot;") in notes
                )


def test_a_sentence_about_code_takes_what_leans_on_it_along():
    page = slides_page(
        lesson_of("# T\n\nx", '## P\n\nA collection is physical. Run `place("x")`. It is saved.')
    )
    assert "A collection is physical." in visible(page)
    assert "It is saved" not in visible(page)
    assert "It is saved" in page


def test_a_part_is_shared_evenly_and_no_announcement_stands_last():
    points = "\n".join(f"- A point that is long enough for one line, number {n}." for n in range(9))
    text = f"## P\n\n{'Words of a paragraph. ' * 9}\n\nThese are:\n\n{points}"
    page = visible(slides_page(lesson_of("# T\n\nx", text)))
    slides = [slide for slide in page.split("<section")[1:] if "<h2>P</h2>" in slide]
    counts = [slide.count("<li>") for slide in slides]
    assert sum(counts) == 9
    assert not any("These are:</p></div>" in slide for slide in slides)
    assert 1 not in counts


def result_cell(source, data, country="XT"):
    cell = nbformat.v4.new_code_cell(source, metadata={SHOWN_OF: country})
    cell.outputs = [nbformat.v4.new_output("display_data", data, metadata={})]
    return cell


def test_a_table_of_results_has_few_rows_and_says_how_many_more_there_are():
    rows = "".join(f"<tr><th>Museum {n}</th><td>link-fix</td></tr>" for n in range(12))
    table = (
        '<table class="course-table"><caption>The first 12 of 1,026 rows. Source: GBIF.</caption>'
        f"<thead><tr><th>name</th><th>triage</th></tr></thead><tbody>{rows}</tbody></table>"
    )
    page = slides_page(
        lesson_of("# T\n\nx", "## P", result_cell("show()", {"text/html": table}, "DK"))
    )
    # How many fit, a browser knows; the page's script counts the others.
    assert page.count("<td>links to mend</td>") == 12
    assert 'data-rows="1026" data-more="and {n} more"' in page
    assert '<p class="source">Denmark. Source: GBIF.</p>' in page


def test_what_is_folded_away_in_a_lesson_is_no_slide_even_if_the_fold_ends_in_a_later_cell():
    figure = result_cell("chart()", {"image/svg+xml": "<svg></svg>", "text/plain": "words"})
    page = slides_page(
        lesson_of("# T\n\nx", "## P\n\ny\n\n<details><summary>More</summary>\n\nhidden", figure, "</details>\n\nz")
    )  # fmt: skip
    shown = re.sub(r"<aside.*?</aside>", "", page, flags=re.S)
    assert "<p>hidden" not in shown
    assert "&lt;details" not in shown
    assert "<figure>" not in shown
    assert "<p>z</p>" in shown


def test_a_list_that_fits_stands_whole():
    points = "\n".join(f"* a point of one line {n}" for n in range(6))
    text = [f"{word * 30}." for word in ("word ", "more ", "last ")]
    told = f"## P\n\n{text[0]}\n\n{text[1]}\n\n{points}\n\n{text[2]}"
    page = re.sub(r"<aside.*?</aside>", "", slides_page(lesson_of("# T\n\nx", told)), flags=re.S)
    slides = [one for one in page.split("<section")[1:] if "a point of one line" in one]
    assert len(slides) == 1
    assert slides[0].count("<li>") == 6


def test_what_a_cell_has_done_is_no_slide():
    done = result_cell("place()", {"text/html": "<div><p>Saved as x.</p></div>"})
    assert "Saved" not in slides_page(lesson_of("# T\n\nx", "## P\n\ny", done))


def test_in_a_real_country_nothing_is_said_of_the_made_up_one():
    told = result_cell("tell(l)", {"text/html": "<div><p>a</p><p>b</p></div>"}, "DK")
    page = slides_page(lesson_of("# T\n\nx", "## P\n\nAsk first. In Xantoria nobody did.", told))
    assert "Ask first." in visible(page)
    assert "Xantoria" not in visible(page)


def test_a_link_to_another_lesson_leads_to_its_slides():
    lesson = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("# One\n\nGo on to [the next](11_next.ipynb).")]
    )
    assert 'href="11_next.slides.html"' in slides_page(lesson)
