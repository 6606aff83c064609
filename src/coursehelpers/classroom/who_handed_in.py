"""Who of a group has handed in, who has not yet, and which file is broken and why.

What tells countries apart is the code that each shared file holds. The name of a file is looked at only to
say which one is broken.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from coursehelpers.ground.countries import country_name, read_country
from coursehelpers.ground.errors import BrokenFileError, CourseError
from coursehelpers.ground.locale import _, enumeration, ngettext
from coursehelpers.stakeholders.group import (
    Group,
    Shared,
    is_example,
    read_shared,
    role_cards,
    side_by_side,
)

OTHERS_NAMED = 3
"""Names of foreign files that are said; the others are counted."""


class HandedIn(NamedTuple):
    """Hold what one file says about itself.

    Attributes
    ----------
    country : str
        Code, or several codes with commas.
    cards, stakeholders : int
        How many are in it.
    """

    country: str
    cards: int
    stakeholders: int


class Broken(NamedTuple):
    """Hold a file that was left out, or of which rows were left out.

    Attributes
    ----------
    file : str
        Its name, without its folder.
    whole : bool
        Whether all of it was left out.
    why : tuple of str
        Sentences.
    """

    file: str
    whole: bool
    why: tuple[str, ...]


class Room(NamedTuple):
    """Hold who handed in what.

    Attributes
    ----------
    handed_in : tuple of HandedIn
        In the order of their countries.
    missing : tuple of str
        Codes that were expected and have not come.
    broken : tuple of Broken
    notes : tuple of str
        Sentences about what else lies there.
    group : Group
        The answers side by side; with no rater where nothing could be read.
    examples : bool
        Whether these are files of made-up learners.
    """

    handed_in: tuple[HandedIn, ...]
    missing: tuple[str, ...]
    broken: tuple[Broken, ...]
    notes: tuple[str, ...]
    group: Group
    examples: bool


def read_expected(text: str) -> tuple[str, ...]:
    """Read whom a trainer expects: codes with commas, one twice if two come from there.

    Raises
    ------
    BadCallError
        If a code is none that GBIF knows.

    Examples
    --------
    >>> read_expected("ke, UG,UG")
    ('KE', 'UG', 'UG')
    """
    return tuple(read_country(code) for code in text.split(",") if code.strip())


def shared_files(places: Sequence[Path]) -> tuple[list[Path], list[str]]:
    """List the files to read: those that are named, and those that lie in a folder.

    Returns
    -------
    files : list of pathlib.Path
        Of a folder those that end in ``.json`` and do not begin with a dot; not those of its folders.
    others : list of str
        Names of other files there, which a learner may have meant.

    Raises
    ------
    CourseError
        If a folder cannot be read.
    """
    files, others = [], []
    for place in places:
        if not place.is_dir():
            files.append(place)
            continue
        try:
            inside = sorted(place.iterdir())
        except OSError as error:
            raise CourseError(
                _("{path} cannot be read ({reason}); check the folder, or choose another.").format(
                    path=place, reason=error.strerror or error
                )
            ) from error
        for path in inside:
            if path.name.startswith(".") or path.is_dir():
                continue
            if path.suffix.casefold() == ".json":
                files.append(path)
            elif path.suffix.casefold() not in (".html", ".js"):
                others.append(path.name)
    return files, others


def look_into(places: Sequence[Path], expected: Sequence[str] = ()) -> Room:
    """Look who has handed in; a broken file keeps no other out.

    Parameters
    ----------
    places : sequence of pathlib.Path
        Folders, files, or both.
    expected : sequence of str, optional
        Codes of countries, as :func:`read_expected` gives them.

    Returns
    -------
    Room

    Raises
    ------
    CourseError
        If a folder cannot be read.
    """
    files, others = shared_files(places)
    read: list[Shared] = []
    broken: list[Broken] = []
    for path in files:
        try:
            shared, rows = read_shared(path)
        except BrokenFileError as error:
            broken.append(Broken(path.name, True, (str(error),)))
            continue
        read.append(shared)
        if rows:
            broken.append(Broken(path.name, False, tuple(rows)))
    notes = _notes(others)
    examples = [one for one in read if is_example(one.country)]
    if examples and len(examples) < len(read):
        # Made-up answers among real ones would be talked about as if somebody had given them.
        read = [one for one in read if not is_example(one.country)]
        notes.append(
            ngettext(
                "{n} file is an example of the course and is left out; take it out of the folder.",
                "{n} files are examples of the course and are left out; take them out of the folder.",
                len(examples),
            ).format(n=len(examples))
        )
    return Room(
        handed_in=tuple(
            sorted(HandedIn(one.country, len(one.cards), len(one.kinds)) for one in read)
        ),
        missing=_missing(read, expected),
        broken=tuple(broken),
        notes=tuple(notes),
        group=side_by_side(read, [why for one in broken for why in one.why]),
        examples=bool(read) and is_example(read[0].country),
    )


def _notes(others: Sequence[str]) -> list[str]:
    if not others:
        return []
    named = enumeration(others[:OTHERS_NAMED]) + (" …" if len(others) > OTHERS_NAMED else "")
    return [
        ngettext(
            "{n} file does not end in .json and is not read: {names}.",
            "{n} files do not end in .json and are not read: {names}.",
            len(others),
        ).format(n=len(others), names=named)
    ]


def _missing(read: Sequence[Shared], expected: Sequence[str]) -> tuple[str, ...]:
    """Cross out one file for each code that is expected; a file of several territories is one."""
    left = sorted((one.country for one in read), key=len)
    missing = []
    for code in expected:
        come = next((country for country in left if code in country.split(",")), None)
        if come is None:
            missing.append(code)
        else:
            left.remove(come)
    return tuple(missing)


def names_of(country: str) -> str:
    """Name a country, or several, in words; made-up learners' by their code.

    Examples
    --------
    >>> names_of("KE"), names_of("XA")
    ('Kenya', 'XA')
    """
    return enumeration(
        code if is_example(code) else country_name(code) for code in country.split(",")
    )


def say_who(room: Room) -> str:
    """Write who handed in as lines of text: for a trainer who collects before the event.

    Examples
    --------
    >>> print(say_who(look_into([], ["KE"])))
    Handed in: 0.
    Not yet: Kenya (KE).
    """
    every = len(role_cards())
    lines = [_("Handed in: {n}.").format(n=len(room.handed_in))]
    lines += [
        _("  {country} ({code}): {cards} of {every} cards, {stakeholders} stakeholders").format(
            country=names_of(one.country), code=one.country, cards=one.cards, every=every,
            stakeholders=one.stakeholders,
        )
        for one in room.handed_in
    ]  # fmt: skip
    if room.missing:
        names = enumeration(f"{names_of(code)} ({code})" for code in room.missing)
        lines.append(_("Not yet: {names}.").format(names=names))
    lines += [why for one in room.broken for why in one.why]
    return "\n".join([*lines, *room.notes])
