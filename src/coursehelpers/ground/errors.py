"""What can go wrong, in one sentence that ends in what to do next.

Every error of the course that a person may see is a :class:`CourseError`. Its message is already
translated, one sentence, and needs no traceback beside it.
"""

from collections.abc import Sequence
from pathlib import Path

from coursehelpers.ground.characters import printable
from coursehelpers.ground.locale import _, enumeration


class CourseError(Exception):
    """Say in one sentence what went wrong and what to do next."""

    exit_status = 1

    def __init__(self, message: str) -> None:
        # A message quotes what stands in files and answers; no mark of theirs may reach a terminal.
        super().__init__(printable(message, "line"))

    def _render_traceback_(self) -> list[str]:
        """Show the sentence alone in a notebook: where in our code it arose helps nobody there."""
        return [str(self)]


class BadCallError(CourseError):
    """The call itself was wrong: a code that is no country, a file of the wrong kind."""

    exit_status = 2


class GbifUnreachableError(CourseError):
    """GBIF did not answer, or did not answer with anything that can be used."""


class GbifRefusedError(CourseError):
    """GBIF answered that the request itself is wrong (HTTP 4xx).

    Attributes
    ----------
    status : int
        The HTTP status, for example 400 or 404.
    """

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class BrokenFileError(CourseError):
    """A file of the course is damaged, foreign, or from a newer version."""


def stopped_sentence(written: Sequence[Path]) -> str:
    """Say that the work was stopped, and which files had been written until then.

    Examples
    --------
    >>> stopped_sentence([])
    'Stopped; no file was written. Run the command again when you like.'
    """
    if not written:
        return _("Stopped; no file was written. Run the command again when you like.")
    return _(
        "Stopped; {files} had been written, and nothing else. Run the command again for the rest."
    ).format(files=enumeration(map(str, written)))


def output_sentence(error: OSError) -> str:
    """Say that what a command prints could not be written.

    Examples
    --------
    >>> output_sentence(OSError(28, "No space left on device"))
    'The output cannot be written (No space left on device); free some space or send it elsewhere, then try again.'
    """
    return _(
        "The output cannot be written ({reason}); free some space or send it elsewhere, then try again."
    ).format(reason=error.strerror or error)
