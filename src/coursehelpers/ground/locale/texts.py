"""Look a text up when it is shown, not when its module is imported."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import wraps
from typing import Any, ParamSpec, Self, TypeVar, overload

from coursehelpers.ground.locale.catalogue import ENGLISH, read_catalogue
from coursehelpers.ground.locale.choice import language

P = ParamSpec("P")
K = TypeVar("K")
V = TypeVar("V")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


def gettext(english: str) -> str:
    """Return a text in the language that is spoken.

    Examples
    --------
    >>> gettext("Goal")
    'Goal'
    """
    spoken = language()
    return english if spoken == ENGLISH else read_catalogue(spoken).text(english)


def ngettext(one: str, several: str, count: int) -> str:
    """Return the form of a text that a number takes in the language that is spoken.

    Examples
    --------
    >>> ngettext("{n} row", "{n} rows", 2).format(n=2)
    '2 rows'
    """
    spoken = language()
    if spoken == ENGLISH:
        return one if count == 1 else several
    return read_catalogue(spoken).counted(one, several, count)


def by_language(function: Callable[P, T]) -> Callable[P, T]:
    """Keep what a function returns, once for each language and each set of arguments."""
    kept: dict[Any, T] = {}

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        key = (language(), args, tuple(sorted(kwargs.items())))
        if key not in kept:
            kept[key] = function(*args, **kwargs)
        return kept[key]

    return call


class LateText(str):
    """A sentence that can be said again in another language than the one it was first said in.

    Parameters
    ----------
    say : callable
        Returns it, in the language of then; it holds the facts.

    Examples
    --------
    >>> noted = LateText(lambda: gettext("Goal"))
    >>> noted, said_now([noted, "Written by somebody."])
    ('Goal', ('Goal', 'Written by somebody.'))
    """

    say: Callable[[], str]

    def __new__(cls, say: Callable[[], str]) -> Self:
        """Say it once, now."""
        text = super().__new__(cls, say())
        text.say = say
        return text


def said_now(texts: Iterable[str]) -> tuple[str, ...]:
    """Say sentences in the language that is spoken; one that is no :class:`LateText` stays as it is."""
    return tuple(text.say() if isinstance(text, LateText) else text for text in texts)


class LateMapping(Mapping[K, V]):
    """A mapping with texts in it, made anew for each language that is spoken.

    Parameters
    ----------
    make : callable
        Returns it, in the language of then.

    Examples
    --------
    >>> words = LateMapping(lambda: {"now": gettext("now")})
    >>> words["now"], words == {"now": "now"}
    ('now', True)
    """

    def __init__(self, make: Callable[[], Mapping[K, V]]) -> None:
        self._now = by_language(make)

    def __getitem__(self, key: K) -> V:
        return self._now()[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._now())

    def __len__(self) -> int:
        return len(self._now())

    def __or__(self, other: Mapping[K, V]) -> dict[K, V]:
        return {**self._now(), **other}

    def __ror__(self, other: Mapping[K, V]) -> dict[K, V]:
        return {**other, **self._now()}

    def __repr__(self) -> str:
        return repr(self._now())


class LateSequence(Sequence[T_co]):
    """A sequence with texts in it, made anew for each language that is spoken.

    Examples
    --------
    >>> list(LateSequence(lambda: (gettext("now"), gettext("next"))))
    ['now', 'next']
    """

    def __init__(self, make: Callable[[], Sequence[T_co]]) -> None:
        self._now = by_language(make)

    @overload
    def __getitem__(self, place: int) -> T_co: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[T_co]: ...
    def __getitem__(self, place: int | slice) -> T_co | Sequence[T_co]:
        return self._now()[place]

    def __len__(self) -> int:
        return len(self._now())

    def __repr__(self) -> str:
        return repr(self._now())
