"""A language's catalogue: its ``.po`` file, read and kept in memory; English has none and reads nothing."""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ENGLISH = "en"
DOMAIN = "coursehelpers"
"""Strings of this package, and of ``data/``; those of pages and notebooks are ``course``."""
WHOLE = 0.95
"""Share of its strings that a language needs before a reader gets it without asking for it by name.

Below one, so that a sentence that somebody improves does not take a language away from everybody.
"""
_FOLDER = Path(__file__).parent
_IN_BRACES = re.compile(r"\{.*?\}|%\(\w+\)[rs]|%[rs]\b")
"""What is filled in; with per cent signs in the words of Python's own library."""
_TRANSLATED, _CHANGED, _OPEN = "translated", "changed", "open"


@dataclass(frozen=True)
class Catalogue:
    """Hold what a language says for the English.

    Attributes
    ----------
    language : str
        Its code, such as ``"es"``.
    said : mapping of str to tuple of str
        For each English text its translation, in as many forms as the language has plurals.
    changed : mapping of str to str
        English texts that were changed since they were translated, with the old translation.
    untranslated : frozenset of str
        English texts without a translation.
    misfits : frozenset of str
        Those of them whose translation names something in braces that the English does not have.
    form : callable
        Tells which of the forms a number takes.
    """

    language: str
    said: Mapping[str, tuple[str, ...]]
    changed: Mapping[str, str]
    untranslated: frozenset[str]
    misfits: frozenset[str]
    form: Callable[[int], int]

    @property
    def share(self) -> float:
        """Return which share of the texts is translated, 0 to 1."""
        texts = len(self.said) + len(self.changed) + len(self.untranslated)
        return len(self.said) / texts if texts else 0.0

    @property
    def whole(self) -> bool:
        """Tell whether a reader may get this language without asking for it by name."""
        return self.share >= WHOLE

    def state(self, english: str) -> str:
        """Tell whether a text is ``"translated"``, ``"changed"`` since, or ``"open"``."""
        if english in self.said:
            return _TRANSLATED
        return _CHANGED if english in self.changed else _OPEN

    def text(self, english: str) -> str:
        """Return the translation; where it is open the English, where it is too old the English with a mark."""
        found = self.said.get(english)
        if found:
            return found[0]
        return f"{english} [{ENGLISH}]" if english in self.changed else english

    def counted(self, one: str, several: str, count: int) -> str:
        """Return the form that a number takes."""
        found = self.said.get(one)
        if found and len(found) > 1:
            return found[min(self.form(count), len(found) - 1)]
        english = one if count == 1 else several
        return f"{english} [{ENGLISH}]" if one in self.changed else english


def folder() -> Path:
    """Return the folder of the catalogues: ``COURSE_CATALOGUES``, else the one beside this file.

    The variable is for whoever translates: the course as installed, with a catalogue that is not in it yet.
    """
    return Path(os.environ.get("COURSE_CATALOGUES") or _FOLDER)


def languages(domain: str = DOMAIN) -> list[str]:
    """List the languages that have a catalogue, whole or not; English first."""
    found = sorted(path.parts[-3] for path in folder().glob(f"*/LC_MESSAGES/{domain}.po"))
    return [ENGLISH, *(code for code in found if code != ENGLISH)]


def whole_languages(domain: str = DOMAIN) -> list[str]:
    """List the languages that a reader may get without asking; English first.

    Examples
    --------
    >>> whole_languages()[0]
    'en'
    """
    return [
        code for code in languages(domain) if code == ENGLISH or read_catalogue(code, domain).whole
    ]


def known_language(text: str, domain: str = DOMAIN) -> str | None:
    """Return the language that somebody means, if there is a catalogue of it.

    Parameters
    ----------
    text : str
        Such as ``"es"``, ``"es-MX"`` or ``"es_MX.UTF-8"``.
    domain : str, optional

    Examples
    --------
    >>> known_language("en_GB.UTF-8"), known_language("../../etc")
    ('en', None)
    """
    plain = text.strip().partition(".")[0].partition("@")[0].replace("-", "_").casefold()
    if not re.fullmatch(r"[a-z]{2,3}(_[a-z0-9]{2,8})*", plain):
        return None
    known = {code.casefold(): code for code in languages(domain)}
    return known.get(plain) or known.get(plain.partition("_")[0])


def read_catalogue(language: str, domain: str = DOMAIN) -> Catalogue:
    """Read a language's catalogue; it is kept until :func:`forget_catalogues`.

    Parameters
    ----------
    language : str
        One of :func:`languages`, other than English.
    domain : str, optional

    Raises
    ------
    FileNotFoundError
        If there is none.
    """
    return _read(os.environ.get("COURSE_CATALOGUES"), language, domain)


def forget_catalogues() -> None:
    """Read every catalogue anew when it is next asked for."""
    _read.cache_clear()


@cache
def _read(_folder: str | None, language: str, domain: str) -> Catalogue:
    # Only here: English needs none of it.
    from gettext import c2py

    from babel.messages.pofile import read_po

    with (folder() / language / "LC_MESSAGES" / f"{domain}.po").open("rb") as file:
        found = read_po(file)
    said: dict[str, tuple[str, ...]] = {}
    changed: dict[str, str] = {}
    untranslated: set[str] = set()
    misfits: set[str] = set()
    for message in found:
        if not message.id:
            continue
        english = message.id if isinstance(message.id, str) else message.id[0]
        forms = (
            (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        )
        if not forms or not all(forms):
            untranslated.add(english)
        elif not _fit(message.id, forms):
            # To be filled in, it would end in a traceback.
            untranslated.add(english)
            misfits.add(english)
        elif message.fuzzy:
            changed[english] = forms[0]
        else:
            said[english] = forms
    return Catalogue(
        language,
        said,
        changed,
        frozenset(untranslated),
        frozenset(misfits),
        c2py(found.plural_expr),
    )


def _fit(english: str | Sequence[str], forms: Sequence[str]) -> bool:
    """Tell whether a translation can be filled in with what the English is filled in with."""
    texts = [english] if isinstance(english, str) else english
    names = {name for text in texts for name in _IN_BRACES.findall(text)}
    return all(names.issuperset(_IN_BRACES.findall(form)) for form in forms)
