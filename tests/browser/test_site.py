"""The website in a real browser: light, accessible, alive without a kernel, and whole without internet."""

import json
import re
import sys
import tomllib
import zipfile

import pytest
from bs4 import BeautifulSoup
from tests.browser import site_checks as checks
from tests.browser.conftest import ROOT, SiteServer

pytestmark = [pytest.mark.browser, pytest.mark.long]
PAGES = [
    *re.findall(r"(?:root|file): (\S+)", (ROOT / "_toc.yml").read_text(encoding="utf-8")),
    "search",
]
GRID = "notebooks/11_identify_stakeholders"
TWICE = """() => {
  const names = [...document.querySelectorAll("[id]")].map((one) => one.id);
  return names.filter((name, at) => names.indexOf(name) !== at);
}"""
sys.path.insert(0, str(ROOT / "book" / "_ext"))
from course_site import found  # noqa: E402
from course_site.pages import Page  # noqa: E402


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_light_accessible_and_loads_nothing_from_elsewhere(page, site, name):
    visit = checks.Visit(page, f"{site}{name}.html", site)
    assert visit.elsewhere == []
    assert visit.errors == []
    assert visit.weight <= checks.HEAVIEST
    assert checks.bad_alternatives(page) == []
    assert checks.dead_forms(page) == []
    assert checks.what_axe_finds(page, "light") == []
    assert checks.what_axe_finds(page, "dark") == []
    assert checks.too_wide(page) == []
    assert checks.cut_in_print(page) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_can_be_read_and_used_on_a_phone(page, site, name):
    checks.Visit(page, f"{site}{name}.html", site)
    for theme in ("light", "dark"):
        page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
        assert checks.wrong_on_a_phone(page) == []
    assert checks.figures_on_white(page) == []
    assert checks.sideways_or_fine(page) == []


def test_a_figure_is_told_in_words_on_a_phone_and_its_picture_can_be_opened(page, site):
    page.set_viewport_size(checks.PHONE)
    page.goto(f"{site}notebooks/10_stakeholder_landscape.html")
    words = page.locator(".course-figure-words").first
    assert words.is_visible()
    assert "institutions" in words.inner_text()
    link = words.get_by_role("link", name="Open the picture").get_attribute("href")
    assert page.goto(f"{site}notebooks/{link}").ok
    page.set_viewport_size({"width": 1200, "height": 800})
    page.goto(f"{site}notebooks/10_stakeholder_landscape.html")
    assert not page.locator(".course-figure-words").first.is_visible()
    assert page.locator("img.course-figure").first.is_visible()


def test_an_optional_part_is_folded_and_a_lesson_says_at_its_top_how_far_one_is(page, site):
    page.goto(f"{site}notebooks/20_mobilization_strategy.html")
    fold = page.locator("details.course-optional").first
    assert fold.get_attribute("open") is None
    fold.locator("> summary").click()
    assert fold.locator("> :not(summary)").first.is_visible()
    top = page.locator(".course-top")
    assert top.inner_text().startswith("0 of ")
    page.locator(".course-tasks input.course-tick").first.check()
    assert top.inner_text().startswith("1 of ")


def test_the_first_page_shows_a_sheet_to_read_and_a_landscape_to_play_with(page, site, site_folder):
    page.goto(f"{site}book/welcome.html")
    sheet = page.locator(".course-show img")
    assert sheet.bounding_box()["width"] >= 600
    assert sheet.evaluate("one => one.naturalWidth") >= 1200
    play = page.locator(".course-play .course-landscape")
    every = play.locator("tbody tr").count()
    play.get_by_label("Find a name or a city").fill("herbarium")
    assert 0 < play.locator("tbody tr").count() < every
    link = page.get_by_role("link", name="Type your country")
    assert link.count() == int((site_folder / "country.html").exists())


def test_every_link_inside_the_site_leads_somewhere(site_folder):
    assert checks.broken_links(site_folder) == []


def test_addresses_that_were_given_away_still_lead_somewhere(page, site, site_folder):
    told = tomllib.loads((ROOT / "book" / "addresses.toml").read_text(encoding="utf-8"))
    assert [one for one in told["published"] if not (site_folder / one).exists()] == []
    assert {f"{name}.html" for name in PAGES} - {"search.html"} <= set(told["published"])
    for short, target in told["moved"].items():
        page.goto(f"{site}{short}.html")
        page.wait_for_url(f"{site}{target}")


def test_an_address_that_is_none_gets_a_page_that_helps_at_any_depth(page, site):
    for way in ("nothing.html", "notebooks/deep/nothing.html"):
        answer = page.goto(f"{site}{way}")
        assert answer.status == 404
        page.get_by_role("link", name="The first lesson").click()
        assert page.url == f"{site}notebooks/00_start.html"


def test_a_quiz_is_answered_by_keyboard_and_each_answer_gets_its_reply(page, site):
    page.goto(f"{site}notebooks/13_community_engagement.html")
    question = page.locator(".course-quiz fieldset").first
    assert question.locator(".reply:visible").count() == 0
    question.locator("input").first.focus()
    page.keyboard.press("Space")
    replies = []
    for _turn in range(question.locator("input").count()):
        replies.append(question.locator(".reply:visible").inner_text())
        page.keyboard.press("ArrowDown")
    assert len(set(replies)) == question.locator("input").count()
    assert sum(reply.startswith("Right.") for reply in replies) == 1
    assert question.locator(".reply:visible").count() == 1


def test_the_search_finds_a_word_and_its_index_loads_only_then(page, site):
    loaded = []
    page.on("request", lambda request: loaded.append(request.url))
    page.goto(f"{site}book/welcome.html")
    page.wait_for_load_state("networkidle")
    assert not any("searchindex" in url for url in loaded)
    page.keyboard.press("Control+k")
    page.keyboard.type("salience")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=salience")
    first = page.locator("#search-results li a").first
    first.wait_for()
    assert any("searchindex" in url for url in loaded)
    first.click()
    assert "salience" in page.locator("article").inner_text().casefold()


def test_the_grid_is_moved_by_keys_without_a_kernel(page, site):
    page.goto(f"{site}{GRID}.html")
    point = page.locator(".course-twin .course-point").first
    before = point.get_attribute("aria-label")
    key = point.get_attribute("data-key")
    point.focus()
    page.keyboard.press("ArrowDown" if "power 5" in before else "ArrowUp")
    after = page.locator(f".course-point[data-key='{key}']").get_attribute("aria-label")
    assert after != before
    assert page.evaluate("document.activeElement.dataset.key") == key


def test_the_landscape_is_searched_sorted_and_narrowed_down_without_a_kernel(page, site):
    page.goto(f"{site}notebooks/10_stakeholder_landscape.html")
    twin = page.locator(".course-landscape")
    rows = twin.locator("tbody tr")
    all_rows = rows.count()
    twin.get_by_label("Find a name or a city").fill("herbarium")
    assert 0 < rows.count() < all_rows
    assert all("herbarium" in text.casefold() for text in rows.all_inner_texts())
    twin.get_by_label("Find a name or a city").fill("")
    declared = twin.get_by_role("button", name="declared")
    for order in ("descending", "ascending"):
        declared.focus()
        page.keyboard.press("Enter")
        assert twin.locator(f"th[aria-sort={order}]").count() == 1
        # Unknown is not zero: who states no size stands behind all who do, whichever way it is sorted.
        stated = [
            text != "not stated" for text in twin.locator("td:nth-child(3)").all_inner_texts()
        ]
        assert stated == sorted(stated, reverse=True)
    twin.get_by_label("Kind of conversation").select_option("link-fix")
    assert rows.count() == 1


def test_an_institution_changes_its_wave_with_a_reason_and_goes_back_without_a_kernel(page, site):
    page.goto(f"{site}notebooks/20_mobilization_strategy.html")
    form = page.locator(".course-waves")
    # On a phone three waves are many screens: the lesson folds them.
    page.locator("details", has=form).locator("summary").first.click()
    later = form.locator(".waves > section").nth(2)
    entry = form.locator(".waves > section").first.locator("li").nth(1)
    name = entry.locator("strong").inner_text()
    entry.locator("summary").focus()
    page.keyboard.press("Enter")
    entry.locator("select").select_option("later")
    entry.get_by_role("button", name="move", exact=True).click()
    assert "reason stands in your plan" in form.get_by_role("status").inner_text()
    assert later.get_by_text(name, exact=True).count() == 0
    entry.locator("textarea").fill("closed until spring")
    entry.get_by_role("button", name="move", exact=True).click()
    moved = later.locator("li").filter(has_text=name)
    assert "closed until spring" in moved.inner_text()
    moved.locator("summary").click()
    moved.get_by_role("button", name="take back").click()
    assert later.get_by_text(name, exact=True).count() == 0


def test_what_is_ticked_survives_a_reload_and_travels_as_a_file(page, site, tmp_path):
    page.goto(f"{site}{GRID}.html")
    boxes = page.locator(".course-tasks input.course-tick")
    assert boxes.count() >= 2
    boxes.first.focus()
    page.keyboard.press("Space")
    page.reload()
    assert boxes.first.is_checked()
    assert not boxes.nth(1).is_checked()
    mark = page.locator(".bd-links li.current.active .course-mark")
    assert mark.inner_text().strip().startswith(f"1/{boxes.count()}")
    for box in boxes.all()[1:]:
        box.check()
    assert mark.get_attribute("data-done") == "true"

    page.goto(f"{site}book/progress.html")
    ticked = page.locator("input.course-tick:checked").count()
    assert page.locator("[data-course-count]").inner_text().startswith(f"{ticked} of ")
    with page.expect_download() as waited:
        page.get_by_role("button", name="Save as a file").click()
    saved = tmp_path / "course-progress.json"
    waited.value.save_as(saved)
    assert len(json.loads(saved.read_text())["done"]) == ticked
    again = page.get_by_role("button", name="Begin again")
    again.click()
    assert page.locator("input.course-tick:checked").count() == ticked
    again.click()
    assert page.locator("input.course-tick:checked").count() == 0
    page.locator("#course-load").set_input_files(saved)
    page.get_by_text("Loaded.").wait_for()
    assert page.locator("input.course-tick:checked").count() == ticked
    other = tmp_path / "other.json"
    other.write_text('{"course": "another"}')
    page.locator("#course-load").set_input_files(other)
    page.get_by_text("no progress of this course").wait_for()
    assert page.locator("input.course-tick:checked").count() == ticked


def test_without_scripts_tasks_are_plain_lists_and_forms_are_tables(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}{GRID}.html")
    assert page.locator(".course-tasks li a").count() >= 2
    assert page.locator(".course-tasks input").count() == 0
    assert page.locator(".course-twin table tbody tr").count() >= 8
    page.goto(f"{site}book/before_you_start.html")
    prework = (ROOT / "book" / "before_you_start.md").read_text(encoding="utf-8")
    assert page.locator("li[data-task]").count() == prework.count("- [ ]") >= 3
    assert page.locator("main input[type=checkbox]").count() == 0
    context.close()


def test_the_zip_is_the_whole_course_and_works_from_a_folder(page, site_folder, tmp_path):
    with zipfile.ZipFile(site_folder / "downloads" / "course-offline.zip") as packed:
        packed.extractall(tmp_path)
    lessons = {path.name for path in (ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb")}
    assert {path.name for path in (tmp_path / "notebooks").iterdir()} == lessons
    trouble = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on(
        "request",
        lambda one: None if one.url.startswith(("file:", "data:")) else trouble.append(one.url),
    )
    page.goto((tmp_path / "site" / "index.html").as_uri())
    page.wait_for_url("**/book/welcome.html")
    page.goto((tmp_path / "site" / f"{GRID}.html").as_uri())
    page.locator(".course-twin[data-alive=true] .course-point").first.wait_for()
    page.locator(".course-tasks input.course-tick").first.check()
    page.goto((tmp_path / "site" / "search.html").as_uri() + "?q=herbarium")
    page.locator("#search-results li a").first.wait_for()
    assert trouble == []


def test_the_whole_course_is_one_page_and_one_pdf(page, site, site_folder):
    from pypdf import PdfReader

    visit = checks.Visit(page, f"{site}whole_course.html", site)
    assert visit.errors == []
    assert visit.elsewhere == []
    titles = page.locator("main h1").all_inner_texts()
    assert len(titles) >= len(PAGES) - 1
    assert page.evaluate(TWICE) == []
    assert checks.cut_in_print(page) == []
    assert checks.too_wide(page) == []
    pdf = PdfReader(site_folder / "downloads" / "course.pdf")
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert len(pdf.outline) > 0
    text = " ".join(sheet.extract_text() for sheet in pdf.pages)
    assert " ".join(titles[-1].split()) in " ".join(text.split())


def test_a_published_site_says_where_it_is_and_has_its_buttons(site, site_folder):
    start = (site_folder / "notebooks" / "00_start.html").read_text(encoding="utf-8")
    assert f'href="{site}notebooks/00_start.html" rel="canonical"' in start
    assert f'content="{site}_static/social.png"' in start
    assert (site_folder / "_static" / "social.png").stat().st_size > 5_000
    mapped = (site_folder / "sitemap.xml").read_text(encoding="utf-8")
    assert [name for name in PAGES[:-1] if f"{site}{name}.html" not in mapped] == []
    for place in ("mybinder.org", "codespaces.new", "colab.research.google.com"):
        assert place in start
    lessons = {path.name for path in (ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb")}
    assert {path.name for path in (site_folder / "downloads" / "colab").iterdir()} == lessons
    assert re.search(r'<meta content="[^"]{50,}" name="description"', start)
    assert (site_folder / "_static" / "favicon.svg").exists()


def test_a_site_that_does_not_know_its_address_leads_lost_readers_back_all_the_same(
    page, tmp_path, monkeypatch
):
    monkeypatch.delenv("COURSE_SITE_URL", raising=False)
    for name in ("notebooks/00_start.html", "book/welcome.html", "es/notebooks/00_start.html"):
        (tmp_path / "course" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "course" / name).write_text("found")
    found.write_lost_page(tmp_path / "course", ["en", "es"])
    (tmp_path / "404.html").write_bytes((tmp_path / "course" / "404.html").read_bytes())
    server = SiteServer(tmp_path)
    for way in ("course/nothing.html", "course/notebooks/nothing.html"):
        assert page.goto(f"{server.url}{way}").status == 404
        page.get_by_role("link", name="The first lesson").click()
        assert page.url == f"{server.url}course/notebooks/00_start.html"
    for way in ("course/es/nothing.html", "course/es/book/nothing.html"):
        page.goto(f"{server.url}{way}")
        assert page.title() == "Esta página no está aquí"
        assert checks.what_axe_finds(page, "light") == []
        assert not page.get_by_role("link", name="The first lesson").count()
        page.get_by_role("link", name="La primera lección").click()
        assert page.url == f"{server.url}course/es/notebooks/00_start.html"
    server.shutdown()


def test_without_scripts_the_page_for_lost_readers_speaks_all_languages(browser, tmp_path):
    found.write_lost_page(tmp_path, ["en", "es", "fr"])
    server = SiteServer(tmp_path)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server.url}nothing.html")
    assert [one.get_attribute("lang") for one in page.locator("section:visible").all()] == [
        "en",
        "es",
        "fr",
    ]
    context.close()
    server.shutdown()


def test_a_site_that_does_not_know_its_address_invents_none(monkeypatch):
    monkeypatch.delenv("COURSE_SITE_URL", raising=False)
    text = '<html><head><meta property="og:url" content="x"><meta property="og:title" content="x"></head></html>'
    one = Page("book/about", ROOT, BeautifulSoup(text, "html.parser"), "../", 0, "About")
    found.add_address(one)
    assert [tag["property"] for tag in one.soup.find_all("meta")] == ["og:title"]
