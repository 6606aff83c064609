"""A node manager of Kenya walks through lessons by keyboard alone, in a real JupyterLab."""

import json
import os

import nbformat
import pytest
from playwright.sync_api import TimeoutError
from tests.browser.conftest import ROOT

from coursehelpers.classroom.editions import learner_edition, lessons
from coursehelpers.workbook.home import choose_country

pytestmark = [pytest.mark.browser, pytest.mark.long]
AIM = """from tests.gbif_api import pygbif_at
_aimed = pygbif_at({url!r})
_aimed.__enter__()
"""
QUIET = """() => {
    const prompts = [...document.querySelectorAll('.jp-Notebook .jp-CodeCell .jp-InputPrompt')];
    return prompts.length && !prompts.some((one) => one.textContent.includes('*'));
}"""
CELL = """() => [...document.querySelectorAll('.jp-Notebook .jp-Cell')].findIndex(
    (one) => one.classList.contains('jp-mod-active')
)"""


@pytest.fixture
def course_folder(real_world_server, make_settings):
    """Return the settings of a learner who has chosen Kenya, her environment, and two lessons in her folder."""
    settings = make_settings(real_world_server.url)
    choose_country("KE", settings)
    for path in lessons():
        if path.stem[:2] in ("11", "20"):
            edition = learner_edition(nbformat.read(path, as_version=4))
            nbformat.write(edition, settings.home / f"{path.stem[:2]}.ipynb")
    startup = settings.cache / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "aim.py").write_text(AIM.format(url=real_world_server.url), encoding="utf-8")
    return settings, {
        "COURSE_HOME": str(settings.home),
        "COURSE_CACHE": str(settings.cache),
        "COURSE_SOURCE": "live",
        "GBIF_API_URL": real_world_server.url,
        "IPYTHONDIR": str(startup.parents[1]),
        "JUPYTERLAB_WORKSPACES_DIR": str(settings.cache / "workspaces"),
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
    }


def open_lesson(page, url):
    # Without the lesson before, whose cells would be counted too.
    page.goto(f"{url}&reset")
    page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=60_000)
    page.wait_for_selector(
        ".jp-Notebook-ExecutionIndicator[data-status=idle]", timeout=60_000, state="attached"
    )


def press_on(page, at):
    """Run the cell and go to the next one; the first key is lost while JupyterLab joins notebook and kernel."""
    for _turn in range(8):
        page.keyboard.press("Shift+Enter")
        try:
            page.wait_for_function(f"before => ({CELL})() !== before", arg=at, timeout=5_000)
        except TimeoutError:
            continue
        return
    pytest.fail("Shift+Enter runs nothing")


def run_on_to(page, call):
    """Press Shift+Enter from cell to cell until the one that makes this call has run, and stand on it."""
    for _turn in range(60):
        at = page.evaluate(CELL)
        cell = page.locator(".jp-Notebook .jp-Cell").nth(at)
        here = cell.locator(".cm-content").first.text_content().rstrip().endswith(call)
        press_on(page, at)
        page.wait_for_function(QUIET, timeout=60_000)
        if here:
            page.keyboard.press("ArrowUp")
            page.wait_for_function(f"at => ({CELL})() === at", arg=at)
            return cell
    return pytest.fail(f"no cell ends in {call}")


def tab_to(page, selector, most):
    """Press Tab until the focus is there; nobody presses it a hundred times."""
    for _turn in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{selector} is not reached within {most} Tabs")


@pytest.mark.recorded
def test_register_grid_and_waves_are_filled_in_from_lesson_to_lesson(
    course_folder, start_lab, page
):
    settings, told = course_folder
    url = f"{start_lab(settings.home, told)}lab/tree/{{}}.ipynb?token=course"
    page.set_viewport_size({"width": 1300, "height": 1000})
    page.add_locator_handler(
        page.locator(".jp-Dialog .jp-mod-accept"), lambda button: button.click()
    )
    workbook = settings.home / "workbook-KE.json"

    open_lesson(page, url.format("11"))
    cell = run_on_to(page, 'register.form("table")')
    cell.locator("[data-field=name]").first.wait_for()
    tab_to(page, "[data-field=power]", 6)
    for key in ("4", "Tab", "2", "Tab"):
        page.keyboard.press(key)
    page.keyboard.type("signs for the loans")
    page.keyboard.press("Escape")

    cell = run_on_to(page, "register.form()")
    cell.locator(".course-grid button").first.wait_for()
    tab_to(page, ".course-grid button", 8)
    for key in ("Enter", "ArrowUp", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
        page.locator(".course-point:focus").wait_for()
    page.locator(".course-point:focus[aria-label*='power 4, interest 5']").wait_for()
    page.keyboard.press("Escape")
    run_on_to(page, "register.share()")
    shared = json.loads((settings.home / "exports" / "shared-KE.json").read_text(encoding="utf-8"))
    assert [(one["power"], one["interest"]) for one in shared["kinds"]] == [(4, 2), (4, 5)]

    open_lesson(page, url.format("20"))
    cell = run_on_to(page, "order.form()")
    cell.locator(".course-waves li").first.wait_for()
    tab_to(page, "[aria-label$='Maasai Mara University']", 12)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("now")
    page.keyboard.press("Tab")
    page.keyboard.type("their dean asked us")
    page.keyboard.press("Enter")
    cell.get_by_text("you put it there: their dean asked us").wait_for()
    assert "40,958 records are linked" in cell.locator("section section").first.inner_text()
    page.keyboard.press("Escape")
    run_on_to(page, "order.letters().save()")
    held = json.loads(workbook.read_text(encoding="utf-8"))
    assert [(one["wave"], one["why"]) for one in held["waves"]] == [("now", "their dean asked us")]
    assert any(
        "their dean asked us" in letter.read_text(encoding="utf-8")
        for letter in (settings.home / "exports" / "letters-KE").iterdir()
        if letter.suffix in (".txt", ".md")
    )
    assert (
        page.locator(
            '.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.error"]'
        ).count()
        == 0
    )
