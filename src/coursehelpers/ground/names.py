"""Compare names: in plain letters (anyascii), lower case, without punctuation."""

import heapq
import re
from collections.abc import Collection, Sequence

import numpy as np
from anyascii import anyascii
from rapidfuzz import fuzz, process

_NO_WORD = re.compile(r"[\W_]+")
_SAINTS = {"st": "saint", "ste": "saint", "sainte": "saint", "sta": "santa", "sto": "santo"}
"""Short forms in English, French, Spanish and Portuguese; entries of one house use both."""


def plain(name: str) -> str:
    """Return a name in plain lower-case letters without punctuation.

    Examples
    --------
    >>> plain("Museu de História Natural – Açores")
    'museu de historia natural acores'
    """
    return _NO_WORD.sub(" ", anyascii(name).casefold()).strip()


def telling_words(name: str, stop_words: Collection[str]) -> list[str]:
    """Return the words of a name that say which one is meant, in their order and in plain letters.

    Parameters
    ----------
    name : str
    stop_words : collection of str
        Words that say nothing, such as “of” and “and”. A name that has no other keeps its own.

    Examples
    --------
    >>> telling_words("Ste-Marie Museum & Gallery", {"and", "of"})
    ['saint', 'marie', 'museum', 'gallery']
    >>> telling_words("The Museum of St Mary and the Sea", {"and", "of", "the"})
    ['museum', 'saint', 'mary', 'sea']
    """
    words = plain(name).split()
    return [_SAINTS.get(word, word) for word in words if word not in stop_words] or words


def likeness(one: str, other: str) -> float:
    """Return how alike two names are, whatever the order of their words.

    Parameters
    ----------
    one, other : str

    Returns
    -------
    float
        0 (nothing in common) to 100 (the same words): token_sort_ratio of rapidfuzz.

    Examples
    --------
    >>> likeness("University Herbarium, Oslo", "Oslo University Herbarium")
    100.0
    """
    return fuzz.ratio(sorted_words(plain(one)), sorted_words(plain(other)))


def similar_pairs(names: Sequence[str], least: float, most: int) -> list[tuple[str, str]]:
    """Return which of many names are alike, those first that are most alike.

    Parameters
    ----------
    names : sequence of str
    least : float
        :func:`likeness` from which on two names are.
    most : int
        How many pairs at most.

    Examples
    --------
    >>> similar_pairs(["ministry", "herbaria", "Herbaria "], 85, 10)
    [('herbaria', 'Herbaria ')]
    """
    prepared = [sorted_words(plain(name)) for name in names]
    pairs: list[tuple[float, int, int]] = []
    for at, text in enumerate(prepared):
        scores = process.cdist(
            [text], prepared[at + 1 :], scorer=fuzz.ratio, score_cutoff=least, dtype=np.float32
        )[0]
        # A stable order first, then as many as can still be among the best.
        best = np.argsort(-scores, kind="stable")[:most]
        pairs += [(-float(scores[one]), at, at + 1 + int(one)) for one in best if scores[one]]
        pairs = heapq.nsmallest(most, pairs)
    return [(names[one], names[other]) for _score, one, other in pairs]


def sorted_words(text: str) -> str:
    """Put the words of a plain name into the order of the alphabet, so that their own order does not count.

    Examples
    --------
    >>> sorted_words("university herbarium oslo")
    'herbarium oslo university'
    """
    return " ".join(sorted(text.split()))


def file_name(name: str) -> str:
    """Write a name so that every computer takes it for a file's: Latin letters, digits and hyphens.

    Examples
    --------
    >>> file_name("Herbário da Universidade (Breves)")
    'herbario-da-universidade-breves'
    """
    return re.sub(r"[^a-z0-9]+", "-", anyascii(name).casefold())[:60].strip("-")
