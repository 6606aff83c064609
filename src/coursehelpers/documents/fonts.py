"""Which letters this computer can draw, and what becomes of those that it cannot.

What is printed is set in Source Sans 3, which the course brings (data/fonts): Latin, Greek and Cyrillic. What it lacks
is taken from DejaVu Sans, which comes with matplotlib, draws the figures on a screen, and has Arabic and some more.
For Chinese, Japanese, Thai, Devanagari and others a font of the computer is taken where there is one. Where there is
none, the text is written in Latin letters (anyascii), and one sentence says so: an empty box says nothing.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from anyascii import anyascii

from coursehelpers.documents.text import shorten
from coursehelpers.ground.locale import _, enumeration, ngettext, quoted
from coursehelpers.ground.settings import data_file

_MOST_WORDS = 4
"""Words that the sentence quotes."""


SCREEN_FAMILY = "DejaVu Sans"
PRINT_FAMILY = "Source Sans 3"
"""The family that what is printed is set in; its files are under data/fonts, with their license."""


def printing_fonts() -> Path:
    """Return the folder with the letters that documents are set in."""
    return data_file("fonts")


def for_print(svg: str) -> str:
    """Set a figure in the letters of the document that it stands in; they are narrower, so that everything fits.

    Examples
    --------
    >>> for_print("font-family: 'DejaVu Sans', sans-serif")
    "font-family: 'Source Sans 3', 'DejaVu Sans', sans-serif"
    """
    return svg.replace(f"'{SCREEN_FAMILY}'", f"'{PRINT_FAMILY}', '{SCREEN_FAMILY}'")


@cache
def own_fonts() -> Path:
    """Return the folder with the letters that our figures are drawn with."""
    import matplotlib

    return Path(matplotlib.get_data_path()) / "fonts" / "ttf"


def foreign(text: str) -> frozenset[str]:
    """Return the letters of a text that our own font lacks.

    Examples
    --------
    >>> sorted(foreign("Museum 标本 Łódź"))
    ['本', '标']
    """
    return frozenset(
        letter
        for letter in set(text)
        if ord(letter) not in _letters(own_fonts() / "DejaVuSans.ttf", 0)
        and not letter.isspace()
        and unicodedata.category(letter) not in ("Cc", "Cf")
    )


def undrawable(text: str) -> frozenset[str]:
    """Return the letters of a text that no font of this computer has."""
    return _lacking(foreign(text))


@cache
def _lacking(letters: frozenset[str]) -> frozenset[str]:
    left = set(letters)
    for path, index in system_fonts() if left else ():
        if not left:
            break
        left -= {letter for letter in left if ord(letter) in _letters(path, index)}
    return frozenset(left)


@cache
def system_fonts() -> tuple[tuple[Path, int], ...]:
    """Return the fonts of this computer, each with its number in its file; those for many scripts first."""
    import typst

    found: Iterable[Any] = typst.Fonts().fonts()
    usual = [font for font in found if font.path and font.style == "normal" and font.weight == 400]
    usual.sort(key=lambda font: ("CJK" not in font.family, "Noto Sans" not in font.family))
    return tuple((Path(font.path), font.index) for font in usual)


@cache
def _letters(path: Path, index: int) -> frozenset[int]:
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with TTFont(path, fontNumber=index, lazy=True) as font:
            return frozenset(font.getBestCmap() or ())
    except (OSError, TTLibError, KeyError, ValueError):
        # A font that cannot be read draws nothing.
        return frozenset()


def in_latin(text: str, letters: frozenset[str]) -> str:
    """Write these letters of a text in Latin ones, without marks that a program may take for its own.

    Examples
    --------
    >>> in_latin("Tea (标本)", frozenset("标本"))
    'Tea (BiaoBen)'
    """
    if not letters:
        return text
    return _runs(letters).sub(
        lambda run: re.sub(r"[^A-Za-z0-9 ,.-]", "", anyascii(run.group())), text
    )


def _runs(letters: frozenset[str]) -> re.Pattern[str]:
    return re.compile("[" + "".join(map(re.escape, sorted(letters))) + "]+")


def what_is_missing(text: str) -> str:
    """Say in one sentence which words of a text are written in other letters; nothing where none is.

    Parameters
    ----------
    text : str
        All that is to be drawn.
    """
    letters = undrawable(text)
    if not letters:
        return ""
    words = list(dict.fromkeys(_runs(letters).findall(text)))
    first = enumeration(quoted(shorten(word, 20)) for word in words[:_MOST_WORDS])
    more = len(words) - _MOST_WORDS
    said = (
        ngettext("{words} and {n} more word", "{words} and {n} more words", more).format(
            words=first, n=more
        )
        if more > 0
        else first
    )
    return _(
        "This computer has no font for {words}, written here in Latin letters; install one, such as Noto Sans, or "
        "open the same as .docx or .html on a computer that has."
    ).format(words=said)
