"""A document as a list of parts that no format owns: what is written as DOCX, PDF, HTML and Markdown alike."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

_NUMBER = re.compile(r"[\d.,\s\u00a0\u202f\u2019'%]*\d[\d.,\s\u00a0\u202f\u2019'%]*|[–?]?")
"""What stands in a cell of a column of numbers: a number as any language writes it, or a mark for an unknown one."""


TO_FILL_IN = "\u2003"
"""What stands in a cell that a reader writes into by hand."""


@dataclass(frozen=True)
class Heading:
    """Begin a part.

    Attributes
    ----------
    text : str
    level : int
        1 for a part of the document, 2 for a part of that.
    """

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """Say something.

    Attributes
    ----------
    text : str
    lead : bool
        Whether it stands out: the one sentence a hurried reader takes away.
    label : str
        Words in bold before the text.
    """

    text: str
    lead: bool = False
    label: str = ""


@dataclass(frozen=True)
class Bullets:
    """List things.

    Attributes
    ----------
    points : sequence of str
    numbered : bool
    """

    points: Sequence[str]
    numbered: bool = False


@dataclass(frozen=True)
class Grid:
    """Show a table; its first row is repeated on each page.

    Attributes
    ----------
    header : sequence of str
    rows : sequence of sequence of str
    caption : str
    widths : sequence of float
        Proportions of the columns; equal if empty.
    """

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    caption: str
    widths: Sequence[float] = ()

    @property
    def to_fill_in(self) -> bool:
        """Whether it is nothing but lines that a reader writes on by hand."""
        return bool(self.rows) and all(cell == TO_FILL_IN for row in self.rows for cell in row)

    @property
    def numbers(self) -> frozenset[int]:
        """The positions of columns that hold numbers and nothing else, which are set to the right.

        Examples
        --------
        >>> sorted(Grid(["who", "records"], [["a", "1,200"], ["b", "–"]], "").numbers)
        [1]
        """
        return frozenset(
            position
            for position, cells in enumerate(zip(*self.rows, strict=True))
            if any(map(str.strip, cells)) and all(map(_NUMBER.fullmatch, cells))
        )


@dataclass(frozen=True)
class Figure:
    """Show a picture.

    Attributes
    ----------
    svg : str
    png : bytes
        The same, for formats that draw no SVG.
    alternative : str
        What it shows, for somebody who cannot see it.
    caption : str
    share : float
        Its width, as a share of the text's.
    floats : bool
        Whether the text goes on before it where it has no room, instead of leaving the foot of a page empty.
    """

    svg: str
    png: bytes
    alternative: str
    caption: str
    share: float = 1.0
    floats: bool = False


class KeyNumber(NamedTuple):
    """Hold a number that is read from afar.

    Attributes
    ----------
    value, label : str
    before : str
        What it was, and when; empty where nobody wrote that down.
    """

    value: str
    label: str
    before: str = ""

    @property
    def said(self) -> str:
        """What the number is, and what it was before.

        Examples
        --------
        >>> KeyNumber("18", "institutions", "16 on 2026-10-01").said
        'institutions (16 on 2026-10-01)'
        """
        return f"{self.label} ({self.before})" if self.before else self.label


@dataclass(frozen=True)
class KeyNumbers:
    """Show a few numbers large, side by side.

    Attributes
    ----------
    numbers : sequence of KeyNumber
    """

    numbers: Sequence[KeyNumber]


@dataclass(frozen=True)
class PageBreak:
    """Begin a new page.

    Attributes
    ----------
    filled : bool
        Whether what stands before the first one is a page to be read by itself, set as large as it holds; where that
        would leave most of a page empty, the document goes on below it.
    """

    filled: bool = False


@dataclass(frozen=True)
class Beside:
    """Put parts beside each other; a format that has no columns puts them below each other.

    Attributes
    ----------
    left, right : sequence of Part
    widths : tuple of float
        Proportions of the two columns.
    """

    left: Sequence["Part"]
    right: Sequence["Part"]
    widths: tuple[float, float] = (1, 1)


@dataclass(frozen=True)
class Letter:
    """Lay out a letter, on a page of its own that holds nothing else: it can be printed, signed and sent.

    Attributes
    ----------
    sender, to : sequence of str
        Lines of who writes, and of whom it is for.
    day : str
    paragraphs : sequence of str
    closing, name : str
        What stands above the room to sign, and below it.
    """

    sender: Sequence[str]
    to: Sequence[str]
    day: str
    paragraphs: Sequence[str]
    closing: str
    name: str


Part = Heading | Paragraph | Bullets | Grid | Figure | KeyNumbers | Beside | PageBreak | Letter


@dataclass(frozen=True)
class Document:
    """Hold a document.

    Attributes
    ----------
    title, subtitle : str
    parts : sequence of Part
    exercise : str
        What stands on every page where the country is made up; empty for a real one.
    footer : str
        What stands at the foot of every page: where the numbers come from.
    small : bool
        Whether it is a sheet: one page, set as large as fits.
    link : str
        Where a reader finds what is behind it, today; on a sheet also as a picture for a telephone.
    """

    title: str
    subtitle: str
    parts: Sequence[Part] = field(default_factory=tuple)
    exercise: str = ""
    footer: str = ""
    small: bool = False
    link: str = ""
