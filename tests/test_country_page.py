"""The page about one country, before anything is loaded: what it says, and what it hands to its scripts."""

import json

import pytest
from bs4 import BeautifulSoup

from coursehelpers.browser.page import STATIC, Python, country_page, list_snapshots, reads_countries

PYTHON = Python("python/", ("coursehelpers",), ("matplotlib",), (), 26_200_000, 9_400_000, 0)


def read(page):
    soup = BeautifulSoup(page, "html.parser")
    return soup, json.loads(soup.select_one("#told").string)


def test_the_button_says_what_a_visitor_downloads():
    soup, told = read(country_page(PYTHON))
    assert soup.select_one("#go").get_text() == "Show it (downloads 36 MB, once)"
    assert told["bytes"] == [26_200_000, 9_400_000, 0]


def test_countries_are_offered_by_name_and_the_made_up_one_too():
    soup, _told = read(country_page(PYTHON))
    offered = {one["value"]: one.get_text() for one in soup.select("datalist option")}
    assert len(offered) > 240
    assert (offered["Kenya"], offered["Xantoria (training country)"]) == ("KE", "XT")


def test_a_page_without_python_says_so_and_has_no_dead_button():
    soup, told = read(country_page(None))
    assert "holds no Python" in soup.get_text()
    assert soup.select("button") == []
    assert told["python"] == ""


def test_what_is_left_out_is_said():
    without, _told = read(country_page(PYTHON))
    assert "Letters for a word processor are left out" in without.get_text()
    soup, _told = read(
        country_page(PYTHON._replace(letters=("python-docx",), letters_bytes=4_000_000))
    )
    assert (
        soup.select_one('[data-file="letters.docx"]').get_text()
        == "Letters for a word processor (downloads 4 MB)"
    )
    assert "left out" not in soup.get_text()


def test_scripts_hold_no_words_of_their_own_and_find_each_that_they_ask_for():
    _soup, told = read(country_page(PYTHON))
    scripts = "".join(
        (STATIC / name).read_text(encoding="utf-8") for name in ("country.js", "country-worker.js")
    )
    import re

    asked = set(re.findall(r"words\.(\w+)", scripts))
    assert asked == set(told["words"])


def test_data_cannot_end_the_script_that_holds_it():
    page = country_page(PYTHON, api_url="http://x/</script><script>alert(1)</script>")
    assert "</script><script>alert" not in page
    assert read(page)[1]["environment"]["GBIF_API_URL"].startswith("http://x/</script>")


def test_nothing_is_asked_of_another_host():
    soup, _told = read(country_page(PYTHON, home="index.html"))
    asked = [tag.get("src") or tag.get("href") for tag in soup.select("[src], link[href]")]
    assert [one for one in asked if "//" in one] == []


def test_a_room_lists_its_snapshots_beside_the_page(tmp_path):
    (tmp_path / "KE.zip").write_bytes(b"tables")
    site = tmp_path / "site"
    (site / "python").mkdir(parents=True)
    assert not reads_countries(site)
    (site / "country.html").write_text("")
    assert reads_countries(site)
    list_snapshots(site, [tmp_path / "KE.zip"])
    assert json.loads((site / "snapshots" / "list.json").read_text()) == ["KE.zip"]
    assert (site / "snapshots" / "KE.zip").read_bytes() == b"tables"
    list_snapshots(site)
    assert [path.name for path in (site / "snapshots").iterdir()] == ["list.json"]


@pytest.mark.parametrize("name", ["country.js", "country-worker.js"])
def test_scripts_need_no_secure_address(name):
    """A room is served over plain http, where a browser has none of these."""
    script = (STATIC / name).read_text(encoding="utf-8")
    for word in ("SharedArrayBuffer", "serviceWorker", "crypto.subtle", "caches."):
        assert word not in script
