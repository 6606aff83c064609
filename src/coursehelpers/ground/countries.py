"""The countries that GBIF knows, looked up without a network."""

import csv
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from coursehelpers.ground.errors import BadCallError
from coursehelpers.ground.locale import LateMapping, _, territory
from coursehelpers.ground.settings import TRAINING_COUNTRY, data_file

_OTHER_CODES = {"UK": "GB", "EL": "GR"}
"""Codes in use elsewhere that are not those of ISO 3166."""


_NEIGHBOUR = "XU"
"""Stands beside the training country in its data; nobody can ask for it."""


class _Country(NamedTuple):
    code: str
    iso3: str
    name: str
    boxes: tuple[tuple[float, float, float, float], ...]


class Lookalike(NamedTuple):
    """Name a code under which institutions of another country have been found.

    Attributes
    ----------
    listed_under, may_belong_to : str
        Two-letter codes.
    words : tuple of str
        Words in an institution's name that speak for the other country.
    web_domain : str
        Ending of a homepage that does; may be empty.
    """

    listed_under: str
    may_belong_to: str
    words: tuple[str, ...]
    web_domain: str


@cache
def _countries() -> dict[str, _Country]:
    with data_file("countries", "countries.csv").open(encoding="utf-8", newline="") as file:
        found = {
            row["code"]: _Country(
                row["code"], row["iso3"], row["name"], tuple(_boxes(row["boxes"]))
            )
            for row in csv.DictReader(file)
        }
    training = _Country(TRAINING_COUNTRY, "XTT", "Xantoria", ((-26.8, -31.5, -23.2, -28.9),))
    return {**found, TRAINING_COUNTRY: training}


def _boxes(text: str) -> Iterator[tuple[float, float, float, float]]:
    for box in filter(None, text.split("; ")):
        west, south, east, north = map(float, box.split())
        yield west, south, east, north


def read_country(text: str) -> str:
    """Read a two-letter country code.

    Parameters
    ----------
    text : str
        Such as ``"DK"``; small letters and spaces around do not matter.

    Returns
    -------
    str
        The code in capital letters.

    Raises
    ------
    BadCallError
        If GBIF knows no such country.

    Examples
    --------
    >>> read_country(" dk ")
    'DK'
    """
    code = text.strip().upper()
    if code in _countries():
        return code
    if not code:
        raise BadCallError(
            _("The country is empty; give its two-letter code, such as DK, or XT to practise.")
        )
    meant = _meant(text.strip())
    if meant:
        raise BadCallError(
            _("“{text}” is not a two-letter country code; {advice}.").format(
                text=text.strip(),
                advice=_(" or ").join(
                    _("for {name} write {code}").format(name=country_name(code), code=code)
                    for code in meant
                ),
            )
        )
    raise BadCallError(
        _(
            "“{text}” is no country that GBIF knows; give its two-letter ISO code, such as DK for "
            "Denmark, or XT to practise with the training country."
        ).format(text=text.strip())
    )


def spoken(name: str) -> str:
    """Return a country's name as it is compared: plain letters, without words such as “the” and “of”.

    Examples
    --------
    >>> spoken("The Democratic Republic of the Congo"), spoken("Guinée-Bissau")
    ('democratic republic congo', 'guinee bissau')
    """
    from coursehelpers.ground.names import plain

    return " ".join(word for word in plain(name).split() if word not in _SMALL_WORDS)


_SMALL_WORDS = frozenset(
    "the of and la le les l el los las o a os as de du des del da do das dos d et e y und die der das".split()
)


def _meant(text: str) -> list[str]:
    """Find which country a name means, in the languages of ``names.csv``; several where it may be either."""
    if text.upper() in _OTHER_CODES:
        return [_OTHER_CODES[text.upper()]]
    wanted, names = spoken(text), _names()
    if wanted in names:
        return names[wanted]
    if len(wanted) < _LONG_ENOUGH:
        return []
    # One letter too many, too few, wrong or out of its place; a second country as near would make it a guess.
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    near = process.extract(wanted, names.keys(), scorer=OSA.distance, score_cutoff=2, limit=None)
    codes = {code for name, _distance, _index in near for code in names[name]}
    return (
        list(codes) if len(codes) == 1 and min(distance for _n, distance, _i in near) == 1 else []
    )


_LONG_ENOUGH = 6
"""Letters of a name from which on one letter may be wrong."""


@cache
def _names() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    with data_file("countries", "names.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["name"], []).append(row["code"])
    return found


def read_countries(text: str) -> tuple[str, ...]:
    """Read one or several country codes.

    Parameters
    ----------
    text : str
        Such as ``"DK"`` or ``"FR,NC,PF"``.

    Returns
    -------
    tuple of str
        The codes in the given order, each once.

    Raises
    ------
    BadCallError
        If one is no country, or the made-up training country is mixed with real ones.

    Examples
    --------
    >>> read_countries("fr, NC,FR")
    ('FR', 'NC')
    """
    parts = re.split(r"[,;]", text)
    if not all(part.strip().upper() in _countries() for part in parts) and _meant(text):
        # “Korea, Republic of” is one name and not two.
        parts = [text]
    codes = tuple(dict.fromkeys(read_country(part) for part in parts))
    if TRAINING_COUNTRY in codes and len(codes) > 1:
        raise BadCallError(
            _(
                "The training country XT is made up and cannot be joined with real ones; ask for it alone."
            )
        )
    return codes


def countries_called(text: str) -> list[str]:
    """Return the countries that a text may mean: by code, or by name in the languages of ``names.csv``.

    Parameters
    ----------
    text : str
        As somebody types it; one letter may be wrong.

    Returns
    -------
    list of str
        Two-letter codes: none where nobody is called so, several where it may be either.

    Examples
    --------
    >>> countries_called("ke"), countries_called("Alemania"), countries_called("Congo")
    (['KE'], ['DE'], ['CD', 'CG'])
    """
    code = text.strip().upper()
    if code in _countries():
        return [code]
    if spoken(text) and spoken(text) == spoken(country_name(TRAINING_COUNTRY).split("(")[0]):
        return [TRAINING_COUNTRY]
    return sorted(_meant(text.strip())) if spoken(text) else []


def all_countries() -> list[tuple[str, str]]:
    """Return code and name of every country that GBIF knows, in the order of their names, the made-up one last.

    Examples
    --------
    >>> all_countries()[-1]
    ('XT', 'Xantoria (training country)')
    """
    named = [(code, country_name(code)) for code in _countries() if code != TRAINING_COUNTRY]
    return [
        *sorted(named, key=lambda one: one[1].casefold()),
        (TRAINING_COUNTRY, country_name(TRAINING_COUNTRY)),
    ]


def country_name(code: str) -> str:
    """Return the name of a country: GBIF's in English, mostly CLDR's elsewhere; the code where neither knows one.

    Examples
    --------
    >>> country_name("NA")
    'Namibia'
    """
    if code == _NEIGHBOUR:
        return _("neighbouring training country")
    if code == TRAINING_COUNTRY:
        return _("Xantoria (training country)")
    country = _countries().get(code)
    if country is None:
        return code
    spoken_there = territory(code)
    return _FORMAL.get(code, spoken_there) if spoken_there else country.name


_FORMAL = LateMapping(
    lambda: {
        "CD": _("Democratic Republic of the Congo"),
        "CG": _("Congo"),
        "HK": _("Hong Kong"),
        "KR": _("Republic of Korea"),
        "MO": _("Macao"),
        "PS": _("State of Palestine"),
    }
)
"""Names for a sheet that an office reads, as GBIF writes them in each language: CLDR's are those of conversation."""


def in_order(name: str) -> str:
    """Write a name that a list has turned round as it is spoken.

    Examples
    --------
    >>> in_order("Congo, Democratic Republic of the"), in_order("Korea, Republic of"), in_order("Kenya")
    ('Democratic Republic of the Congo', 'Republic of Korea', 'Kenya')
    """
    first, comma, rest = name.partition(", ")
    return f"{rest} {first}" if comma and rest.endswith((" of", " of the")) else name


def boxes_of(code: str) -> tuple[tuple[float, float, float, float], ...]:
    """Return rectangles (west, south, east, north) in degrees that hold a country's land."""
    country = _countries().get(code)
    return country.boxes if country else ()


def lies_in(code: str, latitude: float, longitude: float) -> bool | None:
    """Tell whether coordinates may lie in a country.

    Parameters
    ----------
    code : str
        Two-letter code.
    latitude, longitude : float
        In degrees.

    Returns
    -------
    bool or None
        False means that they cannot; None that we have no outline of this country.

    Examples
    --------
    >>> lies_in("DK", 55.7, 12.6), lies_in("DK", -55.7, 12.6), lies_in("GI", 36.1, -5.3)
    (True, False, None)
    """
    boxes = boxes_of(code)
    if not boxes:
        return None
    return any(
        west <= longitude <= east and south <= latitude <= north
        for west, south, east, north in boxes
    )


@cache
def _lookalikes() -> tuple[Lookalike, ...]:
    with data_file("countries", "lookalikes.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Lookalike(
                row["listed_under"],
                row["may_belong_to"],
                tuple(row["words"].split(";")),
                row["web_domain"],
            )
            for row in csv.DictReader(file)
        )


def lookalikes_of(code: str) -> list[Lookalike]:
    """Return the other codes under which institutions of this country have been found.

    Examples
    --------
    >>> [lookalike.listed_under for lookalike in lookalikes_of("IN")]
    ['IO']
    """
    return [lookalike for lookalike in _lookalikes() if lookalike.may_belong_to == code]


def mistaken_for(code: str) -> list[Lookalike]:
    """Return the countries whose institutions have been found under this code.

    Examples
    --------
    >>> [lookalike.may_belong_to for lookalike in mistaken_for("IO")]
    ['IN']
    """
    return [lookalike for lookalike in _lookalikes() if lookalike.listed_under == code]
