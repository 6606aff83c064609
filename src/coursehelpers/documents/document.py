"""A document as a list of parts that no format owns: what is written as DOCX, PDF, HTML and Markdown alike."""

from collections.abc import Sequence
from dataclasses import dataclass, field


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
    """

    svg: str
    png: bytes
    alternative: str
    caption: str
    share: float = 1.0


@dataclass(frozen=True)
class PageBreak:
    """Begin a new page."""


Part = Heading | Paragraph | Bullets | Grid | Figure | PageBreak


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
        Whether it is set small, to fit on one sheet.
    """

    title: str
    subtitle: str
    parts: Sequence[Part] = field(default_factory=tuple)
    exercise: str = ""
    footer: str = ""
    small: bool = False
