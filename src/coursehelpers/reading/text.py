"""The text in a file: which letters its bytes stand for.

UTF-8 and UTF-16 are certain. Office programs also write the code page of the computer, and the same byte is
another letter in each: only what can be nothing but French, Spanish, Portuguese or German is read so; else
the reader is asked to save the file again.
"""

import codecs
import re

from coursehelpers.ground.errors import BrokenFileError
from coursehelpers.ground.locale import _

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    # Before UTF-16, whose mark is the beginning of this one.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WESTERN = (
    frozenset("àâçéèêëîïôùûüœ"),  # French
    frozenset("áéíñóúü"),  # Spanish
    frozenset("áâãàçéêíóôõúü"),  # Portuguese
    frozenset("äöüß"),  # German
)
"""Accented letters of each language; two that are rare and elsewhere common (æ, ÿ) are left out."""
_FOREIGN = re.compile(
    # What stands beside these letters in none of the languages above, but does where the byte means another
    # letter: ń ő ă ē č ů ę ś of central Europe stand at the places of ñ õ ã ç è ù ê œ.
    r"ñ(?![aeiouáéíóúü])|õ(?!e)|ã(?![oeis]|\b)|ç(?![aouàáâãóôõúû])|è(?![bcdfghjklmnpqrstvxz])"
    r"|(?<!o)ù|ù(?!\b)|iê(?!n)|ê(?![tmlncprsvqe]|\b)|œ(?![ui])"
)
_RUN = re.compile(r"[^\W\d_a-zA-Z]{3}")
"""Three accented letters in a row: no word of these languages."""
_WORD = re.compile(r"[^\W\d_]+")
_SIGNS_APART = frozenset("“”„«»¿¡€§•…\xa0")
"""Signs that stand between words, never within one."""
_SIGNS = frozenset("’–—·")
"""Signs that may stand within a word."""
_NUMERO = re.compile(r"(?<=\d)[ºª°]|(?<=\d\.)[ºª]|(?<=\b[nN])[º°]|(?<=\b[nN]\.)º")


def decoded(body: bytes, file: str) -> str:
    r"""Turn the bytes of a file into text.

    Parameters
    ----------
    body : bytes
    file : str
        Its name, for what is said.

    Raises
    ------
    BrokenFileError
        If it cannot be known which letters are meant, or the file is no text.

    Examples
    --------
    >>> decoded("Zürich".encode("utf-16"), "a.csv"), decoded(b"M\xfcnchen", "a.csv")
    ('Zürich', 'München')
    """
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            try:
                return body[len(mark) :].decode(encoding)
            except UnicodeDecodeError as error:
                raise _unknown(file) from error
    if b"\0" in body:
        raise BrokenFileError(
            _("{file} holds no text; save it in your spreadsheet as .xlsx or as CSV UTF-8.").format(
                file=file
            )
        )
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        text = body.decode("cp1252")
    except UnicodeDecodeError as error:
        raise _unknown(file) from error
    if not _is_western(text):
        raise _unknown(file)
    return text


def _unknown(file: str) -> BrokenFileError:
    return BrokenFileError(
        _(
            "It cannot be known which letters {file} means; "
            "save it in your spreadsheet as .xlsx or as “CSV UTF-8” and load that."
        ).format(file=file)
    )


def _is_western(text: str) -> bool:
    """Tell whether every letter and sign is one that French, Spanish, Portuguese or German would have there."""
    small = text.lower()
    if _RUN.search(small) or _FOREIGN.search(small):
        return False
    for word in _WORD.findall(small):
        accented = {letter for letter in word if not letter.isascii()} - {"ª", "º"}
        if accented and not any(accented <= letters for letters in _WESTERN):
            return False
    for place, sign in enumerate(text):
        if sign.isascii() or (sign.isalpha() and sign not in "ªº"):
            continue
        if sign in _SIGNS:
            continue
        if sign in "ªº°" and _NUMERO.match(text, place):
            continue
        within = text[place - 1 : place].isalpha() and text[place + 1 : place + 2].isalpha()
        if sign not in _SIGNS_APART or within:
            return False
    return True
