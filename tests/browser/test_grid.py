"""The grid alone in a real browser: by finger, by click, by keys, with many names and hostile ones."""

import json
from pathlib import Path

import pytest

from coursehelpers.forms import grid
from coursehelpers.forms.form import script

pytestmark = [pytest.mark.browser, pytest.mark.long]
STATIC = Path(grid.__file__).parent / "static"
# What the notebook's Python does, in a few lines: take a move, and send the points back.
MODEL = """
const heard = {};
const held = { words: WORDS, points: POINTS, problem: "" };
const model = {
  get: (name) => held[name],
  set: (name, value) => { held[name] = value; },
  on: (name, act) => { heard[name] = act; },
  save_changes: () => {
    const { key, power, interest } = held.moved;
    held.points = held.points.map((one) => (one.key === key ? { ...one, power, interest } : one));
    heard["change:points"]();
  },
};
window.held = held;
render({ model, el: document.getElementById("here") });
"""
HOSTILE = {
    "script": "<script>window.hacked = 1</script><b>bold</b>",
    "formula": '=HYPERLINK("http://example.org")',
    "turned": "\u202emuesuM\u202c \u2067B",
    "long": "x" * 10_000,
}


@pytest.fixture
def show(browser):
    """Show points on a grid, on a screen with a finger."""
    context = browser.new_context(viewport={"width": 1000, "height": 700}, has_touch=True)

    def shown(points):
        page = context.new_page()
        source = script("grid").replace("export default { render };", "")
        model = MODEL.replace("WORDS", json.dumps(grid._words())).replace(
            "POINTS", json.dumps(points).replace("<", "\\u003c")
        )
        page.set_content(
            f"<meta charset=utf-8><style>{(STATIC / 'grid.css').read_text(encoding='utf-8')}</style>"
            f"<div id=here></div><div style='height:3000px'></div><script type=module>{source}{model}</script>"
        )
        page.wait_for_selector(".course-grid svg")
        return page

    yield shown
    context.close()


def point(key, power=None, interest=None, name=None):
    return {
        "key": key,
        "name": name or f"Herbarium of {key}",
        "power": power,
        "interest": interest,
    }


def place_of(page, key):
    return page.evaluate(
        "key => { const one = held.points.find((p) => p.key === key); return [one.power, one.interest]; }",
        key,
    )


def middle(page, selector):
    box = page.locator(selector).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_finger_drags_a_number_and_the_page_stays_where_it_is(show):
    page = show([point("a", 3, 3), point("b", 3, 3)])
    finger = page.context.new_cdp_session(page)
    x, y = middle(page, ".course-point[data-key=a] .dot")
    paper = page.locator(".course-grid .paper").bounding_box()
    goal = paper["x"] + paper["width"] * 0.1, paper["y"] + paper["height"] * 0.1
    steps = [(x + (goal[0] - x) * n / 6, y + (goal[1] - y) * n / 6) for n in range(7)]
    for kind, places in (("touchStart", steps[:1]), ("touchMove", steps[1:]), ("touchEnd", [None])):
        for at in places:
            points = [{"x": at[0], "y": at[1]}] if at else []
            finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    page.wait_for_selector("[aria-label*='power 5, interest 1']")
    assert place_of(page, "a") == [5, 1]
    assert place_of(page, "b") == [3, 3]
    assert page.evaluate("scrollY") == 0


def test_a_finger_beside_the_numbers_scrolls_the_page(show):
    page = show([point("a", 3, 3)])
    x, y = middle(page, ".course-grid .near")
    finger = page.context.new_cdp_session(page)
    finger.send("Input.synthesizeScrollGesture", {"x": x, "y": y + 40, "yDistance": -200})
    assert page.evaluate("scrollY") > 100


def test_who_cannot_drag_chooses_a_number_and_then_a_cell(show):
    page = show([point("a", 3, 3)])
    paper = page.locator(".course-grid .paper").bounding_box()
    cell = paper["x"] + paper["width"] * 0.9, paper["y"] + paper["height"] * 0.9
    page.mouse.click(*cell)
    assert place_of(page, "a") == [3, 3], "nobody is chosen yet"
    page.mouse.click(*middle(page, ".course-point .dot"))
    assert place_of(page, "a") == [3, 3], "choosing moves nothing"
    page.mouse.click(*cell)
    assert place_of(page, "a") == [1, 5]


def test_by_keys_alone_one_is_found_placed_moved_and_taken_off(show):
    page = show([point(f"number {n}") for n in range(1_600)])
    assert page.locator(".course-grid button").count() == 40
    assert "1560 more" in page.locator(".course-grid").inner_text()
    page.keyboard.press("Tab")
    page.keyboard.type("NUMBER 1234")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    assert place_of(page, "number 1234") == [4, 4]
    assert (
        page.locator("[role=status]").inner_text()
        == "Herbarium of number 1234: power 4, interest 4"
    )
    page.keyboard.press("Delete")
    assert place_of(page, "number 1234") == [None, None]
    assert page.evaluate("document.activeElement.dataset.key") == "number 1234"


def test_forty_are_apart_on_the_grid_and_each_has_its_name(show):
    places = [(1 + n % 5, 1 + n // 5 % 5) for n in range(25)] + [(2, 4)] * 15
    page = show([point(f"k{n}", *place) for n, place in enumerate(places)])
    assert page.locator(".course-grid ol li").count() == 40
    dots = page.evaluate(
        "() => [...document.querySelectorAll('.course-point .dot')].map((dot) => dot.getBoundingClientRect().toJSON())"
    )
    for at, one in enumerate(dots):
        assert one["width"] >= 12
        for other in dots[:at]:
            apart = ((one["x"] - other["x"]) ** 2 + (one["y"] - other["y"]) ** 2) ** 0.5
            assert apart >= one["width"] * 0.95


@pytest.mark.parametrize("placed", [True, False])
def test_a_hostile_name_is_text_and_breaks_nothing(show, placed):
    score = 4 if placed else None
    page = show([point(key, score, score, name) for key, name in HOSTILE.items()])
    assert page.locator(".course-grid script, .course-grid b").count() == 0
    assert page.evaluate("window.hacked") is None
    shown = page.locator(".course-grid bdi").all_inner_texts()
    assert shown[:3] == list(HOSTILE.values())[:3]
    assert len(shown[3]) < 200
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
