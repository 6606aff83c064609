"""What the theme leaves undone: nothing from other hosts, less to load, better for screen readers."""

import re
from pathlib import Path

_REPLACED = [
    # A role that assistive programs no longer know.
    (re.compile(r' role="doc-biblioentry"'), ' role="listitem"'),
    # The theme offers to run cells on a server elsewhere; this course does not.
    (re.compile(r"<script>const THEBE_JS_URL.*?</script>", re.DOTALL), ""),
    # The visible words “Search Ctrl + K” have to be the button's name.
    (re.compile(r'(<button class="[^"]*search-button-field[^>]*?) aria-label="Search"'), r"\1"),
    (
        re.compile(r'<input class="task-list-item-checkbox"'),
        '<input aria-label="done" class="task-list-item-checkbox"',
    ),
    (
        re.compile(r'<div class="bd-sidebar-primary bd-sidebar'),
        '<div role="navigation" aria-label="Site" class="bd-sidebar-primary bd-sidebar',
    ),
]
_UNUSED = ("thebe", "googleapis", "mathjax")
_HEAVY = re.compile(r"<script[^>]*/fontawesome\.js[^>]*></script>")
"""1.5 MB that draw the icons which a font draws as well."""
_SEARCH = re.compile(
    r'<script src="[^"]*(?:searchtools|language_data|searchindex)\.js[^"]*"></script>'
)
"""Needed by the page of search results only."""


_CARDS = re.compile(
    r"<link[^>]*/sphinx-design\.min\.css[^>]*/?>|<script[^>]*/design-tabs\.js[^>]*></script>"
)
"""Needed by pages with cards only."""


def _leave_out(app, page, template, context, doctree):
    """Drop scripts and styles that no page needs; the theme adds some of them later, see _mend."""
    for kind in ("script_files", "css_files"):
        context[kind] = [file for file in context.get(kind, []) if not _is_unused(file)]


def _is_unused(file):
    name = str(getattr(file, "filename", file) or "")
    body = (getattr(file, "attributes", None) or {}).get("body") or ""
    return any(word in name.casefold() or word in body.casefold() for word in _UNUSED)


def _mend(app, error):
    if error or app.builder.name != "html":
        return
    for page in Path(app.outdir).rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        mended = text
        for pattern, replacement in _REPLACED:
            mended = pattern.sub(replacement, mended)
        mended = _HEAVY.sub("", mended)
        if page.name != "search.html":
            mended = _SEARCH.sub("", mended)
        if 'class="sd-' not in mended:
            mended = _CARDS.sub("", mended)
        if mended != text:
            page.write_text(mended, encoding="utf-8")


def setup(app):
    """Register with Sphinx."""
    app.connect("html-page-context", _leave_out, priority=900)
    app.connect("build-finished", _mend)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
