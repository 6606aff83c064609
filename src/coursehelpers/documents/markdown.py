"""A document as Markdown: for a wiki, a repository, or an issue."""

import re
from collections.abc import Sequence

from coursehelpers.documents.document import (
    Beside,
    Bullets,
    Document,
    Figure,
    Grid,
    Heading,
    KeyNumbers,
    Letter,
    PageBreak,
    Paragraph,
    Part,
)
from coursehelpers.ground.characters import printable

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")


def to_markdown(document: Document) -> str:
    r"""Write a document as Markdown; a figure becomes its words.

    Examples
    --------
    >>> print(to_markdown(Document("A *plan*", "", [Bullets(["call"])])), end="")
    # A \*plan\*
    <BLANKLINE>
    - call
    """
    blocks = [f"# {as_plain(document.title)}"]
    blocks += [f"*{as_plain(text)}*" for text in (document.exercise, document.subtitle) if text]
    blocks += [f"<{document.link}>"] if document.link else []
    blocks += [block for part in document.parts if (block := _part(part))]
    blocks += [f"*{as_plain(document.footer)}*"] if document.footer else []
    return "\n\n".join(blocks) + "\n"


def as_plain(text: str) -> str:
    r"""Write a text so that nothing in it is taken for Markdown.

    Examples
    --------
    >>> print(as_plain("[a] *b*"))
    \[a\] \*b\*
    """
    return _SPECIAL.sub(r"\\\1", " ".join(printable(text).split()))


def _part(part: Part) -> str:
    match part:
        case Heading():
            return f"{'#' * (part.level + 1)} {as_plain(part.text)}"
        case Paragraph():
            label = f"**{as_plain(part.label)}** " if part.label else ""
            return f"{'> ' if part.lead else ''}{label}{as_plain(part.text)}"
        case Bullets():
            return "\n".join(
                f"{f'{number}.' if part.numbered else '-'} {as_plain(point)}"
                for number, point in enumerate(part.points, start=1)
            )
        case Grid():
            lines = [_row(part.header), _row(["---"] * len(part.header), raw=True)]
            return "\n".join([*lines, *map(_row, part.rows), "", f"*{as_plain(part.caption)}*"])
        case Figure():
            return f"*{as_plain(part.caption)}* {as_plain(part.alternative)}"
        case KeyNumbers():
            return "\n".join(f"- **{as_plain(n.value)}** {as_plain(n.said)}" for n in part.numbers)
        case Beside():
            return "\n\n".join(filter(None, map(_part, [*part.left, *part.right])))
        case Letter():
            lines = ["  \n".join(map(as_plain, lines)) for lines in (part.sender, part.to)]
            said = [*lines, *map(as_plain, [part.day, *part.paragraphs, part.closing, part.name])]
            return "\n\n".join(["---", *filter(None, said)])
        case PageBreak():
            return ""


def _row(cells: Sequence[str], *, raw: bool = False) -> str:
    return f"| {' | '.join(cell if raw else as_plain(cell) for cell in cells)} |"
