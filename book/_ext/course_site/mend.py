"""Repairs of the theme's pages: for screen readers, for keyboards, and of links that lead elsewhere."""

from course_site.pages import Page
from coursehelpers.classroom.translated import say as _

_UNWANTED = (
    'script[type="text/x-thebe-config"]',
    "#ethical-ad-placement",
    "#jb-print-docs-body",
    # The theme says it three times.
    'meta[name="viewport"] ~ meta[name="viewport"]',
    'meta[name^="docsearch"]',
)

_NO_SUMMARY_FROM_A_FOLDER = (
    'if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;'
)


def mend(page: Page) -> None:
    """Repair what assistive programs stumble over."""
    soup = page.soup
    for selector in _UNWANTED:
        for tag in soup.select(selector):
            tag.decompose()
    for script in soup.find_all("script"):
        if "THEBE_JS_URL" in script.text or "kernelName" in script.text:
            script.decompose()
    # A role that assistive programs no longer know.
    for entry in soup.select('[role="doc-biblioentry"]'):
        entry["role"] = "listitem"
    # The visible words “Search Ctrl + K” have to be the button's name.
    for button in soup.select("button.search-button-field"):
        button.attrs.pop("aria-label", None)
    for sidebar in soup.select("div.bd-sidebar-primary"):
        sidebar["role"] = "navigation"
        sidebar["aria-label"] = _("Site")
    for heading in soup.find_all("th"):
        if not heading.get_text(strip=True):
            heading.name = "td"
    for box in soup.select("input.task-list-item-checkbox"):
        words = box.parent.get_text(" ", strip=True).split(".")[0]
        box["aria-label"] = _("done: {words}").format(words=words)
    if page.name == "search":
        # A page opened from a folder may not read the others, so the results come without their first lines.
        soup.head.append(page.tag("script", _NO_SUMMARY_FROM_A_FOLDER))
    for link in soup.select("[data-bs-toggle]"):
        for name in [name for name in link.attrs if name.startswith("data-bs-")]:
            del link[name]
