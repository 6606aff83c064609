"""What the calling order and its letters read of a learner's answers.

A whole workbook brings the library that checks it; a page that only shows a country has neither.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from coursehelpers.workbook.entries import Assessment, WaveChoice, Weight


class Author(Protocol):
    """Say who writes."""

    @property
    def node(self) -> str:
        """Name of the node; may be empty."""

    @property
    def author(self) -> str:
        """Role of whoever writes; may be empty."""


class Noted(Protocol):
    """What a learner noted: a workbook is one of these."""

    @property
    def weights(self) -> Sequence["Weight"]:
        """Weights of criteria."""

    @property
    def assessments(self) -> Sequence["Assessment"]:
        """What no registry says."""

    @property
    def waves(self) -> Sequence["WaveChoice"]:
        """Waves that were chosen over the proposed ones."""

    @property
    def plan(self) -> Author:
        """Who writes."""


class _Nobody(NamedTuple):
    node: str = ""
    author: str = ""


class _Nothing(NamedTuple):
    weights: Sequence["Weight"] = ()
    assessments: Sequence["Assessment"] = ()
    waves: Sequence["WaveChoice"] = ()
    plan: Author = _Nobody()


NOTHING: Noted = _Nothing()
"""What somebody has noted who has not begun."""
