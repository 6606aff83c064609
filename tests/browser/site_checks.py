"""What every page has to hold: each check looks at a page in a real browser and returns what is wrong with it.

``test_site.py`` asks them of every page; ``test_site_checks.py`` shows that each of them can fail.
"""

import re
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlparse

from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup

HEAVIEST = 900_000
"""Bytes of a first load, uncompressed."""
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
PHONE = {"width": 360, "height": 740}
PAPER = {"width": 665, "height": 960}
"""A4 less its margins, at 96 dots an inch."""
_FINISHED = "* { transition: none !important; animation: none !important }"

_CUT = """() => [...document.querySelectorAll("main *")].filter((one) => {
  const style = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  if (!box.width || style.display === "none" || one.closest("svg, .visually-hidden, .katex, math")) return false;
  const hidden = style.overflowX !== "visible" && one.scrollWidth > one.clientWidth + 1;
  const low = style.overflowY !== "visible" && one.scrollHeight > one.clientHeight + 1 && style.display !== "inline";
  return hidden || low || box.right > innerWidth + 1;
}).slice(0, 5).map((one) => `${one.tagName}.${one.className}: ${one.textContent.trim().slice(0, 50)}`)"""

# What stands in a fold has no visible text, and is no empty place.
_DEAD = """() => {
  const found = (selector, is) => [...document.querySelectorAll(selector)].filter(is)
    .map((one) => one.outerHTML.slice(0, 90));
  return [
    ...found(".course-twin", (one) => one.dataset.alive !== "true"
      || !one.querySelector("button, input, [role=button]")),
    ...found(".cell_output", (one) => !one.textContent.trim() && !one.querySelector("img, svg")),
    ...found(".cell_output", (one) => /widget-view|Loading widget/.test(one.textContent)),
  ];
}"""


class Visit:
    """Open a page and note what it loads and what it says on its console."""

    def __init__(self, page, address, root):
        self.page = page
        self.elsewhere, self.errors, self._loaded = [], [], []
        page.on("request", lambda request: self._note_request(request, root))
        page.on("response", lambda response: self._loaded.append(response))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on(
            "console", lambda said: self.errors.append(said.text) if said.type == "error" else None
        )
        page.goto(address)
        page.wait_for_load_state("networkidle")
        page.add_style_tag(content=_FINISHED)

    def _note_request(self, request, root):
        if not request.url.startswith((root, "data:", "blob:")):
            self.elsewhere.append(request.url)

    @property
    def weight(self):
        """Bytes of everything that was loaded, uncompressed."""
        return sum(
            len(response.body())
            for response in self._loaded
            if response.ok and not response.url.startswith("data:")
        )


def what_axe_finds(page, theme, *, colours=True):
    """Ask axe what a person with a disability would stumble over; contrasts of colours take most of its time."""
    page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
    rules = {"color-contrast": {"enabled": colours}}
    options = {"runOnly": {"type": "tag", "values": LEVELS}, "rules": rules}
    found = Axe().run(page, options=options)
    return [
        (each["id"], [node["target"] for node in each["nodes"]][:3])
        for each in found.response["violations"]
    ]


def bad_alternatives(page):
    """Return texts of pictures that say nothing: empty, a file's name, or the caption again."""
    pictures = page.eval_on_selector_all(
        "main img",
        """images => images.map(image => [image.alt,
             (image.closest("figure")?.querySelector("figcaption")?.innerText || "").trim()])""",
    )
    return [
        alternative
        for alternative, caption in pictures
        if len(alternative) < 30
        or re.search(r"\.(svg|png|jpe?g|webp)\b|^_images|\b[0-9a-f]{16,}\b", alternative)
        or (caption and alternative.strip() == caption)
    ]


def too_wide(page):
    """Return by how many pixels a phone would have to scroll sideways."""
    page.set_viewport_size(PHONE)
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [wide] if wide > 0 else []


def cut_in_print(page):
    """Return what a printed page would cut off."""
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")
    cut = page.evaluate(_CUT)
    page.emulate_media(media="screen")
    return cut


def dead_forms(page):
    """Return forms that stayed dead and cells that show nothing."""
    return page.evaluate(_DEAD)


def broken_links(folder: Path):
    """Return links and pictures inside a built site that lead nowhere, anchors included."""
    anchors = {}
    pages = [page for page in folder.rglob("*.html") if "_static" not in page.parts]
    soups = {page: BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser") for page in pages}
    for page, soup in soups.items():
        anchors[page.resolve()] = {tag["id"] for tag in soup.select("[id]")} | {
            tag["name"] for tag in soup.select("a[name]")
        }
    wrong = []
    for page, soup in soups.items():
        # It is shown at any depth, and finds its way by a script.
        if page.name == "404.html":
            continue
        for tag in soup.select("[href], [src]"):
            address = tag.get("href") or tag.get("src")
            if urlparse(address).scheme or address.startswith("//"):
                continue
            way, anchor = urldefrag(urljoin(page.resolve().as_uri(), address))
            target = Path(unquote(urlparse(way).path))
            lost = anchor and target in anchors and unquote(anchor) not in anchors[target]
            if lost or not target.is_file():
                wrong.append((page.relative_to(folder).as_posix(), address))
    return wrong


_ON_A_PHONE = """() => {
  const seen = (one) => {
    const box = one.getBoundingClientRect();
    // A drawer that is shut lies beside the page.
    return box.width > 1 && box.height > 1 && getComputedStyle(one).visibility !== "hidden";
  };
  const told = (one) => `${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 40)}`;
  const all = (selector) => [...document.querySelectorAll(selector)].filter(seen);
  const small = all("main button, main input, main select, main summary, main .course-button").filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width < 23.5 || box.height < 23.5;
  });
  const boxes = all("main *").filter((one) => {
    const style = getComputedStyle(one);
    return !one.closest("svg") && /auto|scroll/.test(style.overflowY) && one.scrollHeight > one.clientHeight + 1
      && one.clientHeight > 60;
  });
  const parted = all("main code.course-word").filter((one) => one.getClientRects().length > 1);
  const tiny = all("main img[src$='.svg']").filter((one) => one.naturalWidth > 1.2 * one.getBoundingClientRect().width);
  const apart = all("main .course-quiz .option").filter((one) => {
    const [button, words] = ["input", "label"].map((name) => one.querySelector(name).getBoundingClientRect());
    return words.top > button.bottom || words.left < button.right;
  });
  const cut = all("main .course-landscape .marks").filter((one) => one.getBoundingClientRect().right > innerWidth);
  return [["small", small], ["scrolls", boxes], ["parted", parted], ["tiny", tiny], ["apart", apart], ["cut", cut]]
    .flatMap(([what, found]) => found.slice(0, 3).map((one) => `${what}: ${told(one)}`));
}"""


def wrong_on_a_phone(page):
    """Return what a finger misses or an eye cannot read: small targets, boxes that scroll, parted words, tiny type."""
    page.set_viewport_size(PHONE)
    return page.evaluate(_ON_A_PHONE)


_SIDEWAYS_OR_FINE = """() => {
  const told = (one) => `${one.tagName} ${one.textContent.trim().slice(0, 40)}`;
  const seen = (one) => one.getBoundingClientRect().width > 1 && one.getBoundingClientRect().height > 1;
  for (const fold of document.querySelectorAll("main details")) fold.open = true;
  const sideways = [...document.querySelectorAll("main *")].filter((one) => seen(one) && !one.closest("svg")
    && /auto|scroll/.test(getComputedStyle(one).overflowX) && one.scrollWidth > one.clientWidth + 1);
  const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const fine = new Set();
  while (texts.nextNode()) {
    const one = texts.currentNode.parentElement;
    if (!texts.currentNode.textContent.trim() || !seen(one)) continue;
    if (one.closest("script, style, math, .visually-hidden")) continue;
    const { a, b } = one.closest("svg") ? one.getScreenCTM() : { a: 1, b: 0 };
    const drawn = Math.hypot(a, b);
    if (parseFloat(getComputedStyle(one).fontSize) * drawn < 11.95) fine.add(one);
  }
  return [["sideways", sideways], ["fine", [...fine]]]
    .flatMap(([what, found]) => found.slice(0, 3).map((one) => `${what}: ${told(one)}`));
}"""


def sideways_or_fine(page):
    """Return what a phone would have to scroll sideways inside the page, folds opened, and type under 12 pixels."""
    page.set_viewport_size(PHONE)
    return page.evaluate(_SIDEWAYS_OR_FINE)


def figures_on_white(page):
    """Return drawn figures that keep a white ground of their own in the dark."""
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    return page.evaluate("""async () => {
      const found = [];
      for (const image of document.querySelectorAll("main .cell_output img[src$='.svg']")) {
        const drawn = await (await fetch(image.src)).text();
        const ground = /<g id="patch_1">\\s*<path[^>]*fill: #ffffff/.test(drawn);
        if (ground || getComputedStyle(image).backgroundColor !== "rgba(0, 0, 0, 0)") found.push(image.src);
      }
      return found;
    }""")
