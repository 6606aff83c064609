"""The page that takes a shared file, used as in a room."""

import json
import threading

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from coursehelpers.classroom.inbox import Inbox
from coursehelpers.classroom.serve import make_app

pytestmark = pytest.mark.browser


@pytest.fixture
def address(tmp_path):
    app = make_app(tmp_path, Inbox(tmp_path / "handed-in"), "KQ7RTM")
    server = uvicorn.Server(uvicorn.Config(app, port=0, lifespan="off", log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        threading.Event().wait(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_file_is_handed_in_with_the_code_from_the_wall(browser, address, tmp_path, scheme):
    mine = tmp_path / "shared-KE.json"
    mine.write_text(json.dumps({"country": "KE"}))
    answered = {"country": "KE", "cards": [{"card": 1, "power": 1, "interest": 5}]}
    page = browser.new_page(color_scheme=scheme)
    trouble = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("request", lambda asked: asked.url.startswith(address) or trouble.append(asked.url))
    page.goto(f"{address}/hand-in#AAAAAA")
    page.set_input_files("#file", mine)
    page.click("button")
    expect(page.locator("#said")).to_contain_text("The code is another")
    page.fill("#code", "kq7rtm")
    page.click("button")
    expect(page.locator("#said")).to_contain_text("holds no answers yet")
    mine.write_text(json.dumps(answered))
    page.set_input_files("#file", mine)
    for _again in range(2):
        page.click("button")
        expect(page.locator("#said")).to_contain_text("Handed in: KE")
    assert len(list((tmp_path / "handed-in").iterdir())) == 1
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert [one["id"] for one in found.response["violations"]] == []
    assert trouble == []
    page.close()
