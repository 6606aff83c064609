"""Which characters may be printed where: one rule for terminals, files and pages.

Texts of the registry, of a colleague's file or of a web page may carry marks that no reader sees and that
still do something: they colour a terminal, turn the reading direction, or make a file that no program opens.
"""

import unicodedata
from typing import Literal

Place = Literal["page", "terminal", "cell", "line", "json"]
"""Where a text is printed.

``page``
    HTML, XML (DOCX, SVG, GraphML) and typst, each behind its own quoting.
``terminal``
    What the command line and a message of an error print.
``cell``
    A cell of a CSV or a spreadsheet.
``line``
    One line of its own: a title, an entry of a list.
``json``
    Nothing may be lost there: the marks are written as ``\\uXXXX``.
"""

_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that turn the reading direction; joiners, which some scripts need, are none of them."""
_UNSEEN = frozenset("\ufeff\ufff9\ufffa\ufffb\u180e")
"""The mark of a file's beginning, and marks of annotations: seen by programs only."""
_ENDS_OF_LINE = {"\r": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"}


def printable(text: str, place: Place = "page") -> str:
    r"""Leave out what must not be printed in a place; what ends a line there becomes one sort of line end.

    Control characters (ESC and its kin of both tables, NUL), halves of surrogate pairs, code points that are no
    characters (U+FFFE and its kin), the mark of a file's beginning, tags, and marks that turn the reading
    direction pass nowhere.

    Parameters
    ----------
    text : str
    place : {"page", "terminal", "cell", "line", "json"}, optional

    Examples
    --------
    >>> printable("Museum\x00 of\u202e Birds\x1b[31m")
    'Museum of Birds[31m'
    >>> printable("two\r\nlines", "line"), printable("\ufeffname", "cell")
    ('two lines', 'name')
    >>> print(printable("turned \u202e", "json"))
    turned \u202e
    """
    if text.isascii() and text.isprintable():
        return text
    if place == "json":
        return "".join(letter if _passes(letter) else _escaped(letter) for letter in text)
    text = text.replace("\r\n", "\n")
    kept = "".join(
        letter for letter in (_ENDS_OF_LINE.get(each, each) for each in text) if _passes(letter)
    )
    return " ".join(kept.split()) if place == "line" else kept


def _passes(letter: str) -> bool:
    if letter in "\n\t":
        return True
    if letter in _TURNING or letter in _UNSEEN:
        return False
    # Cc: controls; Cs: halves of pairs; Zl, Zp: line ends that only some programs know.
    if unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp"):
        return False
    code = ord(letter)
    no_character = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    tag = 0xE0000 <= code <= 0xE007F
    return not (no_character or tag)


def _escaped(letter: str) -> str:
    code = ord(letter)
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
