"""Forms in a real JupyterLab: filled in, dragged, moved by keys, and still there after a reload."""

import json

import nbformat
import pytest
from playwright.sync_api import TimeoutError

from coursehelpers.workbook.entries import Stakeholder
from coursehelpers.workbook.file import Workbook, save_workbook
from coursehelpers.workbook.home import choose_country

pytestmark = [pytest.mark.browser, pytest.mark.long]
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
CHANGED = (
    "old => document.querySelector('.course-point[data-key=k0]').getAttribute('aria-label') !== old"
)


FORMS = {
    "grid": "register().form()",
    "register": 'register().form("table")',
    "waves": "order().form()",
    "campaign": "campaign().form()",
}


@pytest.fixture
def lab(nowhere, start_lab):
    """Start JupyterLab on a learner's folder with one notebook in it."""
    choose_country("XT", nowhere)
    names = ["Alpha <b>Museum</b>", *(f"Herbarium number {n}" for n in range(2, 41))]
    save_workbook(
        Workbook(
            country="XT",
            stakeholders=[
                Stakeholder(key=f"k{n}", name=name, kind="x") for n, name in enumerate(names)
            ],
        ),
        nowhere,
    )
    for form, call in FORMS.items():
        cell = nbformat.v4.new_code_cell(f"from coursehelpers import course\n\ncourse.{call}")
        nbformat.write(
            nbformat.v4.new_notebook(cells=[cell], metadata={"kernelspec": KERNEL}),
            nowhere.home / f"{form}.ipynb",
        )
    server = start_lab(
        nowhere.home,
        {
            "COURSE_HOME": str(nowhere.home),
            "COURSE_SOURCE": "training",
            # Else it would open what the last test had open, and write into the user's own folder.
            "JUPYTERLAB_WORKSPACES_DIR": str(nowhere.cache / "workspaces"),
        },
    )
    return server, nowhere.home / "workbook-XT.json"


def scores(workbook):
    found = json.loads(workbook.read_text(encoding="utf-8"))["stakeholders"]
    return {s["key"]: (s["power"], s["interest"]) for s in found if s["power"]}


def run_all(page, url, awaited):
    page.goto(url)
    page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=60_000)
    page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]", timeout=60_000)
    for _turn in range(4):
        # The first key press is lost while JupyterLab is still joining the notebook to its kernel.
        page.locator(".jp-CodeCell .cm-content").first.click()
        page.keyboard.press("Shift+Enter")
        try:
            page.wait_for_selector(awaited, timeout=20_000)
        except TimeoutError:
            continue
        return
    pytest.fail("the form did not appear")


@pytest.fixture
def page(page):
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
