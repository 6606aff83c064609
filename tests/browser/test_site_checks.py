"""Each check of a page is shown once to fail, on a page that was broken for it."""

import pytest
from tests.browser import site_checks as checks
from tests.browser.conftest import SiteServer

pytestmark = [pytest.mark.browser, pytest.mark.long]
GOOD = (
    '<!doctype html><html lang="en"><head><title>A page</title><meta name="viewport" content="width=device-width">'
    '<link rel="icon" href="data:,">{head}</head><body><main><h1>A page</h1>{body}</main></body></html>'
)
PICTURE = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


@pytest.fixture
def visit(page, tmp_path):
    """Return a way to open a page with something in its head or body."""

    def open_page(body="", head=""):
        (tmp_path / "page.html").write_text(GOOD.format(body=body, head=head), encoding="utf-8")
        server = SiteServer(tmp_path)
        opened = checks.Visit(page, f"{server.url}page.html", server.url)
        server.shutdown()
        return opened

    return open_page


def test_a_good_page_passes_every_check(visit):
    good = visit(
        f'<p>Text.</p><img src="{PICTURE}" alt="A picture that says what it shows, in words.">'
    )
    assert good.elsewhere == good.errors == []
    assert good.weight < checks.HEAVIEST
    for check in (checks.bad_alternatives, checks.dead_forms, checks.too_wide, checks.cut_in_print):
        assert check(good.page) == []
    assert checks.what_axe_finds(good.page, "light") == []


def test_a_request_to_another_host_is_seen(visit):
    assert visit('<img src="http://127.0.0.1:9/elsewhere.png" alt="">').elsewhere != []


def test_an_error_of_a_script_is_seen(visit):
    assert visit("<script>missing.call()</script>").errors != []


def test_a_heavy_page_is_seen(visit):
    assert visit(f"<!--{'x' * checks.HEAVIEST}-->").weight > checks.HEAVIEST


@pytest.mark.parametrize(
    "body",
    [
        "<img src='data:,' >",
        "<button></button>",
        "<p style='color:#aaa;background:#fff'>faint</p>",
        "<input type='text'>",
    ],
)
def test_axe_sees_what_is_not_accessible(visit, body):
    assert checks.what_axe_finds(visit(body).page, "light") != []


def test_axe_looks_at_the_dark_page_too(visit):
    dark = (
        "<style>[data-theme=dark] p{color:#333}[data-theme=dark] body{background:#111}"
        "[data-theme=dark] h1{color:#fff}</style>"
    )
    opened = visit("<p>hard to read in the dark</p>", dark)
    assert checks.what_axe_finds(opened.page, "light") == []
    assert checks.what_axe_finds(opened.page, "dark") != []


@pytest.mark.parametrize(
    ("alternative", "caption"),
    [
        ("", ""),
        ("_images/3a9a42c77f18208223b3cf5cff38ed03.svg of the landscape", ""),
        ("A bar chart of institutions by kind", "A bar chart of institutions by kind"),
        ("chart", ""),
    ],
)
def test_a_text_that_says_nothing_of_its_picture_is_seen(visit, alternative, caption):
    body = f'<figure><img src="{PICTURE}" alt="{alternative}"><figcaption>{caption}</figcaption></figure>'
    assert checks.bad_alternatives(visit(body).page) == [alternative]


def test_a_page_that_a_phone_would_scroll_sideways_is_seen(visit):
    assert checks.too_wide(visit("<p style='width:500px'>wide</p>").page) != []


@pytest.mark.parametrize(
    "body",
    [
        "<pre style='overflow:auto;width:200px'>a line that is much longer than two hundred pixels are wide</pre>",
        "<div style='height:20px;overflow:hidden'><p>one</p><p>two</p><p>three</p></div>",
        "<p style='width:900px'>wide</p>",
    ],
)
def test_what_paper_would_cut_off_is_seen(visit, body):
    assert checks.cut_in_print(visit(body).page) != []


@pytest.mark.parametrize(
    "body",
    [
        "<div class='course-twin' data-form='grid'><table><tr><td>1</td></tr></table></div>",
        "<div class='cell_output'> </div>",
        "<div class='cell_output'>Loading widget...</div>",
    ],
)
def test_a_dead_form_and_an_empty_output_are_seen(visit, body):
    assert checks.dead_forms(visit(body).page) != []


@pytest.mark.parametrize("link", ["gone.html", "#nowhere", "other.html#nowhere", "gone.png"])
def test_a_link_that_leads_nowhere_is_seen(tmp_path, link):
    (tmp_path / "other.html").write_text("<p id='here'>x</p>")
    (tmp_path / "page.html").write_text(f"<a href='other.html#here'>x</a><a href='{link}'>x</a>")
    assert checks.broken_links(tmp_path) == [("page.html", link)]


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ('<button style="height:12px;padding:0;font-size:9px">x</button>', "small"),
        ('<div style="height:90px;overflow:auto"><p style="height:400px">x</p></div>', "scrolls"),
        ('<p style="width:3em"><code class="course-word">link fix</code></p>', "parted"),
        ('<div class="course-quiz"><div class="option"><input type="radio" style="width:24px;height:24px">'
         '<label style="display:block">An answer</label></div></div>', "apart"),
    ],
)  # fmt: skip
def test_what_a_finger_misses_or_an_eye_cannot_read_is_seen(visit, body, what):
    found = checks.wrong_on_a_phone(visit(body).page)
    assert [one.split(":")[0] for one in found] == [what]


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ('<details><summary>More</summary><div style="overflow-x:auto;width:99px">'
         '<p style="width:200px">wide</p></div></details>', "sideways"),
        ('<p style="font-size:11px">fine</p>', "fine"),
        ('<svg width="50" height="50" viewBox="0 0 100 100"><text y="50" font-size="20">fine</text></svg>', "fine"),
    ],
)  # fmt: skip
def test_what_scrolls_sideways_inside_a_page_and_type_that_is_too_fine_are_seen(visit, body, what):
    found = checks.sideways_or_fine(visit(body).page)
    assert [one.split(":")[0] for one in found] == [what]


def test_a_figure_on_a_white_ground_is_seen_in_the_dark(visit, tmp_path):
    white = '<svg xmlns="http://www.w3.org/2000/svg"><g id="patch_1"><path d="" style="fill: #ffffff"/></g></svg>'
    (tmp_path / "a.svg").write_text(white, encoding="utf-8")
    opened = visit(
        '<div class="cell_output"><img src="a.svg" alt="x" style="background:#fff"></div>'
    )
    opened.page.route(
        "**/a.svg", lambda route: route.fulfill(body=white, content_type="image/svg+xml")
    )
    assert len(checks.figures_on_white(opened.page)) == 1
