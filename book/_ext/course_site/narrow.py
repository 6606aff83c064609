"""What a narrow screen needs of a page: whole code words, tables in a stack, optional parts folded."""

import re

from bs4 import NavigableString, Tag

from course_site.pages import Page
from coursehelpers.classroom.translated import say as _

_SHORT = 26
"""Letters of a code word that fits into a line of a phone."""
_JOINT = re.compile(r"(?<=[./(,=_])(?=\w|[\"'])")
_MOST_COLUMNS = 8


def keep_code_words_whole(page: Page) -> None:
    """Let a short code word stand in one line, and a long one break only behind its dots and brackets."""
    for code in page.article.select("code.literal"):
        words = code.get_text()
        if len(words) <= _SHORT:
            code["class"] = [*code.get("class", []), "course-word"]
            continue
        for text in list(code.find_all(string=True)):
            parts = _JOINT.split(str(text))
            if len(parts) > 1:
                made = page.soup.new_tag("span")
                for at, part in enumerate(parts):
                    if at:
                        made.append(page.soup.new_tag("wbr"))
                    made.append(NavigableString(part))
                text.replace_with(made)
                made.unwrap()


def name_cells(page: Page) -> None:
    """Tell each cell of a table its column's name, so that a narrow screen can put cells below each other."""
    for table in page.article.select("table"):
        heads = [one.get_text(" ", strip=True) for one in table.select("thead tr th, thead tr td")]
        rows = table.select("tbody tr")
        plain = all(
            len(row.find_all(["th", "td"], recursive=False)) == len(heads)
            and not row.select("[colspan], [rowspan]")
            for row in rows
        )
        if not plain or not 1 < len(heads) <= _MOST_COLUMNS:
            continue
        table["class"] = [*table.get("class", []), "course-stacks"]
        for row in rows:
            for name, cell in zip(heads, row.find_all(["th", "td"], recursive=False), strict=True):
                cell["data-label"] = name
                if len(cell.contents) != 1 or not isinstance(cell.contents[0], Tag):
                    # Beside its column's name stands one block, not each code word for itself.
                    block = page.tag("div")
                    block.extend(list(cell.contents))
                    cell.append(block)


def fold_optional_parts(page: Page) -> None:
    """Fold a part of a lesson whose heading says that it is optional; its heading and its address stay."""
    for heading in page.article.select("section > h2"):
        words = page.english.get(heading.parent.get("id", ""), heading.get_text())
        if page.is_lesson and "optional" in words:
            fold = page.tag("details", class_="course-optional")
            fold.append(page.tag("summary", _("Show this part")))
            fold.extend(list(heading.next_siblings))
            heading.insert_after(fold)
