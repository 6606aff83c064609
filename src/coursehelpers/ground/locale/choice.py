"""Which language is spoken: the one that was asked for, ``COURSE_LANG``, or the computer's own.

The computer's own is taken only where that language is whole; one that somebody asks for by name is
taken as it is, and what it lacks is English. :func:`speaking` is for one document in a language of its own.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from coursehelpers.ground.locale.catalogue import (
    ENGLISH,
    forget_catalogues,
    known_language,
    languages,
    read_catalogue,
)

_speaking: ContextVar[str | None] = ContextVar("speaking", default=None)
_chosen: str | None = None
_found: str | None = None
"""What the environment says, looked up once."""


class UnknownLanguageError(ValueError):
    """There is no catalogue of the language that was asked for.

    Attributes
    ----------
    asked : str
        As it was written.
    known : list of str
        Which there are.
    """

    def __init__(self, asked: str) -> None:
        super().__init__(asked)
        self.asked = asked
        self.known = languages()


def language() -> str:
    """Return the code of the language that is spoken now.

    Examples
    --------
    >>> with speaking("en"):
    ...     language()
    'en'
    """
    global _found
    asked = _speaking.get() or _chosen or _found
    if asked is None:
        asked = _found = _of_environment()
    return asked


def use(asked: str | None) -> str:
    """Speak a language from now on.

    Parameters
    ----------
    asked : str or None
        Such as ``"es"``; None goes back to what the environment says, read anew.

    Returns
    -------
    str
        The language that is spoken.

    Raises
    ------
    UnknownLanguageError
        If there is no catalogue of it.

    Examples
    --------
    >>> use("en")
    'en'
    """
    global _chosen, _found
    forget_catalogues()
    _chosen = None if asked is None else _known(asked)
    _found = None
    return language()


@contextmanager
def speaking(asked: str | None) -> Iterator[str]:
    """Speak a language for as long as this lasts, such as for one document; None changes nothing.

    Raises
    ------
    UnknownLanguageError
        If there is no catalogue of it.
    """
    token = _speaking.set(_speaking.get() if asked is None else _known(asked))
    try:
        yield language()
    finally:
        _speaking.reset(token)


def _known(asked: str) -> str:
    found = known_language(asked)
    if found is None:
        raise UnknownLanguageError(asked)
    return found


def _of_environment() -> str:
    asked = os.environ.get("COURSE_LANG")
    if asked:
        # A word that is no language is refused where settings are read; here nothing may fail.
        found = known_language(asked)
        if found:
            return found
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        for wanted in os.environ.get(name, "").split(":"):
            found = known_language(wanted) if wanted else None
            if found and (found == ENGLISH or read_catalogue(found).whole):
                return found
    return ENGLISH
