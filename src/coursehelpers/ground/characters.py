"""Which characters may be printed where: one rule for terminals, files and pages.

Texts of the registry, of a colleague's file or of a web page may carry marks that no reader sees and that
still do something: they colour a terminal, turn the reading direction, or make a file that no program opens.
"""

import re
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

_CONTROLS = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"
_TURNING = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
"""Marks that turn the reading direction; joiners, which some scripts need, are none of them."""
_UNSEEN = r"\ufeff\ufff9-\ufffb\u180e\U000e0000-\U000e007f"
"""The mark of a file's beginning, marks of annotations and tags: seen by programs only."""
_HALVES = r"\ud800-\udfff"
_NO_CHARACTERS = r"\ufdd0-\ufdef" + "".join(
    f"\\U{plane:04x}fffe\\U{plane:04x}ffff" for plane in range(17)
)
_ENDS_OF_LINE = r"\r\x85\u2028\u2029"
_NEVER = re.compile(f"[{_CONTROLS}{_TURNING}{_UNSEEN}{_HALVES}{_NO_CHARACTERS}]")
_ESCAPED = re.compile(f"[{_CONTROLS}{_TURNING}{_UNSEEN}{_HALVES}{_NO_CHARACTERS}{_ENDS_OF_LINE}]")
_LINE_END = re.compile(f"\\r\\n|[{_ENDS_OF_LINE}]")


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
    if place == "json":
        return _ESCAPED.sub(_escaped, text)
    text = _NEVER.sub("", _LINE_END.sub("\n", text))
    return " ".join(text.split()) if place == "line" else text


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
