"""What a page need not load: scripts nobody uses, a font for ten icons, and rules of style that fit nothing."""

import re
import tomllib
from pathlib import Path

import tinycss2
from bs4 import BeautifulSoup

from course_site.pages import Page

_UNUSED = ("thebe", "googleapis", "mathjax", "togglebutton", "fontawesome", "bootstrap")
"""Files that no page needs: cells run elsewhere, formulas by script, folds and hints that the browser has itself."""
_SEARCH_ONLY = ("searchtools", "language_data", "searchindex")
_CARDS_ONLY = ("sphinx-design", "design-tabs")
_ICONS = tomllib.loads(Path(__file__).with_name("icons.toml").read_text(encoding="utf-8"))


def leave_out_files(app, page, template, context, doctree):
    """Tell Sphinx not to name files that no page needs; the theme adds some of them later all the same."""
    for kind in ("script_files", "css_files"):
        context[kind] = [file for file in context.get(kind, []) if not _is_unused(file)]


def _is_unused(file) -> bool:
    name = str(getattr(file, "filename", file) or "")
    body = (getattr(file, "attributes", None) or {}).get("body") or ""
    return any(word in name.casefold() or word in body.casefold() for word in _UNUSED)


def leave_out_scripts(page: Page) -> None:
    """Take out what the theme's own templates load."""
    unwanted = list(_UNUSED)
    if page.name != "search":
        unwanted += _SEARCH_ONLY
    if not page.soup.select('[class^="sd-"], [class*=" sd-"]'):
        unwanted += _CARDS_ONLY
    for tag in page.soup.select("script, link[href]"):
        loaded = tag.get("src") or tag.get("href") or ""
        body = tag.text if tag.name == "script" else ""
        of_folds = "let toggle" in body or "togglebuttonSelector" in body
        if of_folds or any(word in loaded for word in unwanted):
            tag.decompose()


def draw_icons(page: Page) -> None:
    """Draw each icon in the page itself instead of loading a font for it."""
    for tag in page.soup.select("i[class*=fa-], span[class*=fa-]"):
        name = next((name for name in tag["class"] if name.removeprefix("fa-") in _ICONS), None)
        if name is None:
            tag.decompose()
            continue
        drawing = BeautifulSoup(
            '<svg class="course-icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">'
            f"{_ICONS[name.removeprefix('fa-')]}</svg>",
            "html.parser",
        ).svg
        drawing["class"] += [kept for kept in tag["class"] if not kept.startswith("fa")]
        drawing.attrs.update(
            {key: value for key, value in tag.attrs.items() if key.startswith("data-")}
        )
        tag.replace_with(drawing)


def remove_files(out: Path) -> None:
    """Remove what the theme brings and no page loads any more: an icon font, its script, maps for debuggers."""
    for path in out.glob("_static/**/*"):
        name = path.relative_to(out).as_posix()
        if path.is_file() and (path.suffix == ".map" or any(word in name for word in _UNUSED)):
            path.unlink()


def cut_styles(out: Path | str) -> None:
    """Cut every rule of style whose classes stand on no page and in no script.

    Rules are never changed, only left out; a rule stays when in doubt.
    """
    out = Path(out)
    words = _words_in_use(out)
    for sheet in out.glob("_static/**/*.css"):
        rules = tinycss2.parse_stylesheet(
            sheet.read_text(encoding="utf-8"), skip_comments=True, skip_whitespace=True
        )
        sheet.write_text("\n".join(_kept(rules, words)), encoding="utf-8")


def _words_in_use(out: Path) -> set[str]:
    words = set()
    for page in out.rglob("*.html"):
        for found in re.findall(r'\b(?:class|id)="([^"]*)"', page.read_text(encoding="utf-8")):
            words.update(found.split())
    for script in out.glob("_static/**/*.js"):
        if not any(word in script.name for word in _UNUSED):
            words.update(re.findall(r"[A-Za-z][\w-]*", script.read_text(encoding="utf-8")))
    return words


def _kept(rules, words: set[str]):
    for rule in rules:
        if rule.type == "qualified-rule":
            wanted = [one for one in _selectors(rule.prelude) if _is_used(one, words)]
            if wanted:
                yield f"{','.join(wanted)}{{{tinycss2.serialize(rule.content)}}}"
        elif rule.type == "at-rule" and rule.at_keyword in ("media", "supports", "layer"):
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            body = "\n".join(_kept(inner, words))
            if body:
                yield f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{body}}}"
        elif rule.type == "at-rule" and not _is_icon_font(rule):
            yield rule.serialize()


def _is_icon_font(rule) -> bool:
    return rule.at_keyword == "font-face" and "fontawesome" in rule.serialize().casefold()


def _selectors(prelude) -> list[str]:
    """Split ``a, b:is(c, d)`` at its outer commas."""
    parts = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return [tinycss2.serialize(part).strip() for part in parts]


def _is_used(selector: str, words: set[str]) -> bool:
    # What stands in brackets may be one of several, or what must not be there.
    outer = re.sub(r"\([^()]*(?:\([^()]*\)[^()]*)*\)", "", selector)
    named = re.findall(r"[.#](-?[A-Za-z_][\w-]*)", re.sub(r"\[[^\]]*\]", "", outer))
    return all(name in words for name in named)
