"""Pages and lessons in the language that is spoken: Markdown in, Markdown out, before anything else reads it.

The website, the editions of a lesson, its slides and the learner's copies all take their text from here. What
the catalogue says for a paragraph stands for it; a paragraph that it lacks, or that was changed since, stays
English and is marked as such.
"""

import re

DOMAIN = "course"
"""Catalogue of pages and lessons; the package's own strings are in another."""

_NUMBER = re.compile(r"\d(?:[\d,.-]*\d)?")


def numbered(text: str) -> str:
    """Write a number that a program measures as its place, so that a new measurement needs no new translation.

    Examples
    --------
    >>> numbered("2 processes, 1,000 saves")
    '{0} processes, {1} saves'
    """
    count = iter(range(99))
    return _NUMBER.sub(lambda _found: f"{{{next(count)}}}", text)
