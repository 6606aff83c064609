"""Forms in a real JupyterLab: filled in, dragged, moved by keys, and still there after a reload."""

import json
import re
from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest
import requests
from playwright.sync_api import Page, TimeoutError
from upkeep.pseudo import LANGUAGE, write_pseudo

from coursehelpers.ground.settings import Settings
from coursehelpers.stakeholders.register import KINDS
from coursehelpers.workbook.entries import Stakeholder
from coursehelpers.workbook.file import Workbook, save_workbook
from coursehelpers.workbook.home import choose_country

pytestmark = [pytest.mark.browser, pytest.mark.long]
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
CHANGED = (
    "old => document.querySelector('.course-point[data-key=k0]').getAttribute('aria-label') !== old"
)
LONG_NAME = (
    "National Institute of Agricultural, Veterinary and Zoological Research and Documentation, formerly the Colonial "
    "Museum of Natural History and its Seven Outstations"
)
STARTED = "!document.querySelector('.jp-CodeCell .jp-InputPrompt').textContent.includes('[ ]')"
# A cell that was asked to run twice is still for a moment between the two.
QUIET = """() => {
    const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')];
    const idle = document.querySelector('.jp-Notebook-ExecutionIndicator[data-status=idle]');
    const busy = !idle || prompts.some((one) => one.textContent.includes('*'));
    window.quietFor = busy ? 0 : (window.quietFor ?? 0) + 1;
    return window.quietFor > 30;
}"""


FORMS = {
    "grid": "register().form()",
    "register": 'register().form("table")',
    "waves": "order().form()",
    "campaign": "campaign().form()",
    "cards": "register().cards.form()",
    "ties": "register().network.form()",
    "weights": "order().weights.form()",
    "strategy": "plan().strategy.form()",
    "plan": "plan().form()",
    "steps": "campaign().steps.form()",
    "indicators": "campaign().indicators.form()",
    "budget": "campaign().budget.form()",
    "risks": "plan().risks.form()",
    "results": "campaign().results.form()",
    "landscape": "landscape().explore()",
    "quiz": 'quiz("13")',
}


@pytest.fixture(scope="module")
def jupyter(start_lab, tmp_path_factory):
    """Start one JupyterLab for all tests; each has a folder of its own in it."""
    root = tmp_path_factory.mktemp("learners")
    write_pseudo(root / "catalogues")
    told = {
        # The folder that a notebook lies in.
        "COURSE_HOME": "",
        "COURSE_SOURCE": "training",
        "COURSE_CATALOGUES": str(root / "catalogues"),
        # Else it would open what was open last, and write into the user's own folder.
        "JUPYTERLAB_WORKSPACES_DIR": str(root / "workspaces"),
    }
    return start_lab(root, told), root


@pytest.fixture
def lab(jupyter, request):
    """Make a learner's folder with one notebook a form; return where they are opened, and her workbook."""
    server, root = jupyter
    folder = root / re.sub(r"\W+", "-", request.node.name)[-40:]
    yield f"{server}lab/tree/{folder.name}/{{}}.ipynb?token=course&reset", begin(folder)
    stop_kernels(server)


def begin(folder):
    """Write a workbook of forty stakeholders and one notebook a form; return where the workbook is."""
    settings = Settings(
        api_url="http://127.0.0.1:9/v1", source="training", home=folder, cache=folder / "cache"
    )
    choose_country("XT", settings)
    names = ["Alpha <b>Museum</b>", *(f"Herbarium number {n}" for n in range(2, 40)), LONG_NAME]
    longest = max(KINDS, key=lambda kind: len(KINDS[kind]))
    stakeholders = [
        Stakeholder(key=f"k{n}", name=name, kind="x" if n < 39 else longest)
        for n, name in enumerate(names)
    ]
    save_workbook(Workbook(country="XT", stakeholders=stakeholders), settings)
    for form, call in FORMS.items():
        write_notebook(folder / f"{form}.ipynb", [call])
    return folder / "workbook-XT.json"


def write_notebook(path, calls, language="en"):
    speak = f'import os\n\nos.environ["COURSE_LANG"] = "{language}"\n'
    cells = [
        nbformat.v4.new_code_cell(f"{speak}from coursehelpers import course\n\ncourse.{call}")
        for call in calls
    ]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL})
    nbformat.write(notebook, path)


def stop_kernels(server):
    for session in requests.get(f"{server}api/sessions?token=course", timeout=20).json():
        requests.delete(f"{server}api/sessions/{session['id']}?token=course", timeout=20)


def scores(workbook):
    found = json.loads(workbook.read_text(encoding="utf-8"))["stakeholders"]
    return {s["key"]: (s["power"], s["interest"]) for s in found if s["power"]}


def run_all(page, url, awaited):
    page.goto(url)
    page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=60_000)
    page.wait_for_selector(
        ".jp-Notebook-ExecutionIndicator[data-status=idle]", timeout=60_000, state="attached"
    )
    for _turn in range(20):
        # The first key press is lost while JupyterLab is still joining the notebook to its kernel.
        page.locator(".jp-CodeCell .cm-content").first.click()
        page.keyboard.press("Shift+Enter")
        try:
            page.wait_for_function(STARTED, timeout=3_000)
        except TimeoutError:
            continue
        page.evaluate("window.quietFor = 0")
        page.wait_for_function(QUIET, timeout=60_000)
        page.wait_for_selector(awaited, timeout=60_000)
        return
    pytest.fail("the form did not appear")


@pytest.fixture
def page(page):
    return ready(page)


def ready(page):
    page.set_viewport_size({"width": 1300, "height": 1000})
    # On a busy computer JupyterLab may ask which kernel is meant.
    page.add_locator_handler(
        page.locator(".jp-Dialog .jp-mod-accept"), lambda button: button.click()
    )
    return page


def test_a_stakeholder_is_placed_dragged_and_moved_by_keys_and_stays_after_a_reload(lab, page):
    url, workbook = lab
    run_all(page, url.format("grid"), ".course-grid svg")
    assert page.locator(".course-grid li").count() == 40
    assert page.locator(".course-grid b").count() == 0, "a name is text"

    page.locator(".course-grid button[data-key=k0]").focus()
    page.keyboard.press("Enter")
    marker = page.locator(".course-point[data-key=k0]")
    marker.wait_for()
    assert scores(workbook) == {"k0": (3, 3)}
    assert "power 3, interest 3" in marker.get_attribute("aria-label")

    for key in ("ArrowUp", "ArrowUp", "ArrowUp", "ArrowLeft"):
        before = marker.get_attribute("aria-label")
        page.keyboard.press(key)
        if key != "ArrowUp" or "power 5" not in before:
            page.wait_for_function(CHANGED, arg=before)
    assert scores(workbook) == {"k0": (5, 2)}

    box = marker.bounding_box()
    grid = page.locator(".course-grid svg").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(grid["x"] + grid["width"] * 0.5, grid["y"] + grid["height"] * 0.5, steps=5)
    page.mouse.move(grid["x"] + grid["width"] * 0.92, grid["y"] + grid["height"] * 0.85, steps=5)
    page.mouse.up()
    page.wait_for_selector(".course-point[aria-label*='power 1, interest 5']")
    assert scores(workbook) == {"k0": (1, 5)}

    page.reload()
    run_all(page, url.format("grid"), ".course-grid svg")
    page.wait_for_selector(".course-point[aria-label*='power 1, interest 5']")


def test_a_register_is_filled_in_by_keyboard_alone_and_stays_after_a_reload(lab, page):
    url, workbook = lab
    run_all(page, url.format("register"), ".course-form table")
    assert page.locator(".course-form tbody tr").count() == 41, "forty, and a row to add one"
    assert page.locator(".course-form b").count() == 0, "a name is text"
    page.locator("[data-row=k1][data-field=power]").focus()
    page.keyboard.press("4")
    page.keyboard.press("Tab")
    page.wait_for_function(
        "document.querySelector('[data-row=k1][data-field=power]').value === '4'"
    )
    page.keyboard.press("2")
    page.keyboard.press("Tab")
    page.keyboard.type("signs for the loans")
    page.keyboard.press("Tab")
    page.wait_for_selector("text=Saved.")
    page.locator("tr.new [data-field=name]").focus()
    page.keyboard.type("Ministry of Rain")
    page.keyboard.press("Tab")
    page.keyboard.type("minis")
    for _turn in range(4):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelectorAll('.course-form tbody tr').length === 42")
    held = {s["name"]: s for s in json.loads(workbook.read_text(encoding="utf-8"))["stakeholders"]}
    second = held["Herbarium number 2"]
    assert (second["power"], second["interest"], second["why"]) == (4, 2, "signs for the loans")
    assert held["Ministry of Rain"]["kind"] == "ministry"
    page.reload()
    run_all(page, url.format("register"), ".course-form table")
    assert page.locator("[data-row=k1][data-field=power]").input_value() == "4"


def test_a_wave_is_changed_with_a_reason_and_stays_after_a_reload(lab, page):
    url, workbook = lab
    run_all(page, url.format("waves"), ".course-waves li")
    now, _next, later = page.locator(".course-waves .waves > section").all()
    entry = later.locator("li").first
    name = entry.locator("strong").inner_text()
    entry.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("n")
    assert entry.locator("select").input_value() == "now"
    page.keyboard.press("Tab")
    page.keyboard.type("the roof leaks")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    now.get_by_text(name, exact=True).wait_for()
    assert "the roof leaks" in now.locator("li").filter(has_text=name).inner_text()
    held = json.loads(workbook.read_text(encoding="utf-8"))["waves"]
    assert [(one["wave"], one["why"]) for one in held] == [("now", "the roof leaks")]

    run_all(page, url.format("waves"), ".course-waves li")
    assert (
        page.locator(".course-waves .waves > section").first.get_by_text(name, exact=True).count()
        == 1
    )


def held_in(workbook):
    return json.loads(workbook.read_text(encoding="utf-8"))


def waits_for(page, workbook, found, said):
    """Wait until the workbook holds something: a save comes a moment after the last letter."""
    for _turn in range(100):
        if workbook.exists() and found(held_in(workbook)):
            return
        page.wait_for_timeout(100)
    pytest.fail(said)


def test_words_are_saved_while_they_are_typed_and_enter_stays_in_the_form(lab, page):
    url, workbook = lab
    run_all(page, url.format("campaign"), ".course-form textarea")
    cells = page.locator(".jp-Cell").count()
    goal = page.locator("[data-field=goal]")
    goal.click()
    page.keyboard.type("ten entries")
    page.keyboard.press("Enter")
    page.keyboard.type("with a size")
    page.keyboard.press("Shift+Enter")
    # Letters that are commands elsewhere, and keys that move or delete.
    for key in ("d", "d", "m", "a", "b", "x", "ArrowUp", "ArrowDown", "End", "Delete"):
        page.keyboard.press(key)
    wanted = "ten entries\nwith a size\nddmabx"
    assert goal.input_value() == wanted
    assert page.locator(".jp-Cell").count() == cells
    assert page.evaluate("document.activeElement.dataset.field") == "goal"
    waits_for(
        page, workbook, lambda book: book["campaign"]["goal"] == wanted, "not saved while typing"
    )
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.field") != "goal"
    page.keyboard.type("right away")
    page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    waits_for(
        page, workbook, lambda book: book["campaign"]["who"] == "right away", "not saved on leaving"
    )
    page.reload()
    run_all(page, url.format("campaign"), ".course-form textarea")
    assert page.locator("[data-field=goal]").input_value() == wanted


def test_a_row_that_was_typed_and_not_added_is_kept_as_a_draft(lab, page):
    url, workbook = lab
    run_all(page, url.format("register"), ".course-form table")
    page.locator("tr.new [data-field=name]").click()
    page.keyboard.type("Ministry of Rain")
    waits_for(page, workbook, lambda book: book["drafts"], "no draft")
    assert held_in(workbook)["drafts"] == [
        {"section": "stakeholders", "field": "name", "text": "Ministry of Rain"}
    ]
    page.reload()
    run_all(page, url.format("register"), ".course-form table")
    new = page.locator("tr.new [data-field=name]")
    assert new.input_value() == "Ministry of Rain"
    page.locator("tr.new [data-field=kind]").select_option("ministry")
    page.locator("tr.new button").click()
    page.wait_for_function("document.querySelectorAll('.course-form tbody tr').length === 42")
    waits_for(page, workbook, lambda book: not book["drafts"], "the draft stayed")
    assert new.input_value() == ""


def test_a_form_whose_kernel_was_restarted_says_so_and_locks_its_fields(lab, page):
    url, workbook = lab
    run_all(page, url.format("campaign"), ".course-form textarea")
    page.locator(".lm-MenuBar-itemLabel", has_text="Kernel").click()
    page.locator(".lm-Menu-itemLabel", has_text="Restart Kernel…").first.click()
    page.get_by_text("Not connected: run this cell again.").wait_for()
    assert page.locator("[data-field=goal]").get_attribute("readonly") is not None
    run_all(page, url.format("campaign"), ".course-form:not(.course-locked) textarea")
    page.locator("[data-field=goal]").fill("again")
    waits_for(page, workbook, lambda book: book["campaign"]["goal"] == "again", "not saved")


def test_answers_that_are_typed_faster_than_python_saves_them_are_all_kept(lab, page):
    url, workbook = lab
    run_all(page, url.format("campaign"), ".course-form textarea")
    page.locator("[data-field=goal]").focus()
    wanted = {name: f"answer on {name}" for name in ("goal", "who", "ask", "offer")}
    for text in wanted.values():
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    waits_for(
        page,
        workbook,
        lambda book: {name: book["campaign"][name] for name in wanted} == wanted,
        "an answer was lost",
    )
    for name, text in wanted.items():
        assert page.locator(f"[data-field={name}]").input_value() == text


def test_escape_leaves_a_form_for_its_cell_and_keys_are_the_notebooks_again(lab, page):
    url, workbook = lab
    run_all(page, url.format("waves"), ".course-waves li")
    entry = page.locator(".course-waves .waves > section").last.locator("li").first
    name = entry.locator("strong").inner_text()
    entry.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("now")
    page.keyboard.press("Tab")
    page.keyboard.type("the roof leaks")
    page.keyboard.press("Enter")
    waits_for(page, workbook, lambda book: book["waves"], "Enter behind a reason does not move")
    first = page.locator(".course-waves .waves > section").first.locator("li")
    moved = first.filter(has_text=name)
    moved.wait_for()
    assert moved.locator("p").count() == 3, "her reason, those of the tables, and a first step"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.classList.contains('jp-CodeCell')")
    cells = page.locator(".jp-Cell").count()
    page.keyboard.press("b")
    page.wait_for_function("n => document.querySelectorAll('.jp-Cell').length === n", arg=cells + 1)


class Opened(NamedTuple):
    """A page with every form on it, and the workbook beneath them."""

    page: Page
    workbook: Path
    in_lab: bool

    def output(self, form):
        cell = self.page.locator(".jp-CodeCell").nth(list(FORMS).index(form))
        return cell.locator(".jp-OutputArea")

    def cells(self):
        kinds = "cells => cells.map((one) => one.className.match(/jp-(Code|Markdown|Raw)Cell/)[1])"
        return self.page.locator(".jp-Notebook .jp-Cell").evaluate_all(kinds)


@pytest.fixture(
    scope="module", params=[("lab/tree", LANGUAGE), ("notebooks", "en")], ids=["lab", "notebook-7"]
)
def opened(request, jupyter, browser):
    """Open every form on one page: in JupyterLab with the longest words, in Notebook 7 in English."""
    (way, language), (server, root) = request.param, jupyter
    folder = root / f"every-{language}"
    workbook = begin(folder)
    write_notebook(folder / "every.ipynb", FORMS.values(), language)
    page = ready(browser.new_page())
    reset = "&reset" if way.startswith("lab") else ""
    run_all(
        page, f"{server}{way}/{folder.name}/every.ipynb?token=course{reset}", ".course-grid svg"
    )
    for _form in list(FORMS)[1:]:
        page.keyboard.press("Shift+Enter")
    page.evaluate("window.quietFor = 0")
    page.wait_for_function(QUIET, timeout=120_000)
    yield Opened(page, workbook, way.startswith("lab"))
    page.close()
    stop_kernels(server)


# Letters that are commands of a notebook, and keys that move, run or delete.
KEYS = ("d", "d", "Enter", "m", "Shift+Enter", "b", "ArrowUp", "ArrowDown", "End", "Delete")
FIELDS = {
    "register": "[data-row=k1][data-field=why]",
    "campaign": "[data-field=goal]",
    "ties": "tr.new [data-field=kind]",
    "weights": "tr.new [data-field=weight]",
    "strategy": "[data-field=vision]",
    "plan": "[data-field=why_now]",
    "steps": "tr.new [data-field=activity]",
    "indicators": "tr.new [data-field=name]",
    "budget": "tr.new [data-field=what]",
    "risks": "tr.new [data-field=risk]",
    "results": "tr.new [data-field=statement]",
}
ORDER = "fields => fields.map((one) => `${one.dataset.row} ${one.dataset.field}`)"
PAGES = ("campaign", "strategy", "plan")


@pytest.mark.parametrize("form", FIELDS)
def test_keys_stay_in_a_form_and_what_was_typed_is_saved_after_a_pause(opened, form):
    page, cells = opened.page, opened.cells()
    field = opened.output(form).locator(FIELDS[form])
    field.click()
    for key in KEYS:
        page.keyboard.press(key)
    wanted = "dd\nm\nb" if form in PAGES else "ddmb"
    assert field.input_value() == wanted
    assert field.evaluate("one => one === document.activeElement")
    assert opened.cells() == cells
    column = json.dumps(wanted)
    waits_for(page, opened.workbook, lambda book: column in json.dumps(book), "not saved")
    # The next form types the same.
    field.fill("kept")
    page.keyboard.press("Tab")
    waits_for(page, opened.workbook, lambda book: column not in json.dumps(book), "not changed")


def test_a_reason_is_typed_letter_by_letter_into_the_waves_and_nothing_is_lost(opened):
    page, cells = opened.page, opened.cells()
    form = opened.output("waves")
    form.locator(".waves > section").last.locator("summary").first.focus()
    reason = "bad drains, damp: add a dammed pond by mid-May"
    for key in ("Enter", "Tab", "Tab", *reason, "ArrowUp", "ArrowDown", "End", "Delete"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.value") == reason
    page.keyboard.press("Shift+Enter")
    waits_for(page, opened.workbook, lambda book: book["waves"], "not moved")
    assert [one["why"] for one in held_in(opened.workbook)["waves"]] == [reason]
    assert opened.cells() == cells


@pytest.mark.parametrize("form", ["grid", "cards"])
def test_keys_on_the_grid_move_numbers_and_leave_the_notebook_alone(opened, form):
    page, cells = opened.page, opened.cells()
    opened.output(form).locator("button[data-key]").first.focus()
    page.keyboard.press("Enter")
    point = opened.output(form).locator(".course-point")
    point.wait_for()
    for key in ("d", "d", "m", "b", "Shift+Enter"):
        page.keyboard.press(key)
    page.keyboard.press("ArrowUp")
    opened.output(form).locator(".course-point[aria-label*='4,']").wait_for()
    assert page.evaluate("document.activeElement.matches('.course-point')")
    page.keyboard.press("Delete")
    point.wait_for(state="detached")
    assert opened.cells() == cells


def test_keys_in_a_search_and_on_answers_of_a_quiz_leave_the_notebook_alone(opened):
    page, cells = opened.page, opened.cells()
    find = opened.output("landscape").locator("input[type=search]")
    find.focus()
    for key in ("d", "d", "m", "b", "Enter", "Shift+Enter", "ArrowUp", "ArrowDown", "Delete"):
        page.keyboard.press(key)
    assert find.input_value() == "ddmb"
    assert opened.cells() == cells
    question = opened.output("quiz").locator("fieldset").first
    question.locator("input").first.focus()
    for key in ("Space", "ArrowDown", "d", "d", "m", "b", "Delete"):
        page.keyboard.press(key)
    assert question.locator("input").nth(1).is_checked()
    assert opened.cells() == cells


# What is wider or taller than its place, in any form on the page.
CUT = """() => [...document.querySelectorAll('.jp-OutputArea-output')].flatMap((output) => {
    const edge = output.getBoundingClientRect().right + 1;
    return [...output.querySelectorAll(':is(.course-form, .course-grid, .course-waves, .course-landscape) *')]
        .filter((one) => {
            const box = one.getBoundingClientRect();
            if (!box.width || !box.height) return false;
            const style = getComputedStyle(one);
            const wide = one.scrollWidth > one.clientWidth + 1 && (style.overflowX !== 'visible'
                || one.classList.contains('course-field'));
            const high = one.tagName === 'TEXTAREA' && one.scrollHeight > one.clientHeight + 1;
            return box.right > edge || (!one.closest('svg') && (wide || high)) || (one.tagName === 'SELECT'
                && !one.closest('.course-field'));
        })
        .map((one) => `${one.tagName} ${one.dataset.field ?? one.className}: ${one.textContent.slice(0, 40)}`);
}).slice(0, 5)"""


def test_nothing_of_a_form_is_cut_however_narrow_its_place_is(opened):
    page = opened.page
    order = page.locator("[data-field]").evaluate_all(ORDER)
    names = page.locator("textarea[data-field=name]").evaluate_all(
        "fields => fields.map((one) => [one.value, one.clientHeight])"
    )
    assert len({tall for name, tall in names if name == LONG_NAME}) == 1
    for width in (1280, 1024, 360):
        if width == 360 and opened.in_lab:
            # On such a screen the file browser leaves nothing of a notebook.
            page.keyboard.press("Control+b")
            page.wait_for_selector("#jp-left-stack", state="hidden")
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )
        assert page.evaluate(CUT) == [], width
        assert page.locator("[data-field]").evaluate_all(ORDER) == order
    page.set_viewport_size({"width": 1300, "height": 1000})


def test_every_form_says_so_and_locks_its_fields_when_the_kernel_was_restarted(opened):
    page = opened.page
    page.locator(".lm-MenuBar-itemLabel", has_text="Kernel").click()
    page.locator(".lm-Menu-itemLabel", has_text="Restart Kernel…").first.click()
    for form in FORMS:
        if form in ("landscape", "quiz"):
            continue
        output = opened.output(form)
        said = output.locator(".course-stopped")
        said.wait_for()
        # Of what has been scrolled away only the text is known.
        assert opened.in_lab or said.text_content().startswith("Not connected: run this cell again")
        still_alive = output.locator("textarea:not([readonly]), select:enabled, button:enabled")
        assert still_alive.count() == 0
