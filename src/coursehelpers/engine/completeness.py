"""How many species are still to be found, from how often each of the others was.

What is met once or twice says how much was never met. Both measures need enough records, and say nothing about
species that nobody could have met: not known is not absent.
"""

from collections.abc import Sequence
from math import exp, log, sqrt
from typing import NamedTuple

from coursehelpers.ground.locale import _

FEWEST_RECORDS = 100
"""Records below which nothing is estimated (ours, after the practice of gap studies)."""
_TWO_SIDED_95 = 1.96


class Completeness(NamedTuple):
    """Say how complete a list of species is.

    Attributes
    ----------
    records, species : int
        Records, and species found in them.
    once, twice : int
        Species with one record, and with two.
    expected, expected_low, expected_high : float or None
        Species to expect at least, with the ends of its 95 % interval; None where it is refused.
    coverage : float or None
        Share of the individuals out there that belong to species found already, 0 to 1.
    refused : str
        Why nothing is estimated; empty where it is.
    """

    records: int
    species: int
    once: int
    twice: int
    expected: float | None
    expected_low: float | None
    expected_high: float | None
    coverage: float | None
    refused: str

    @property
    def completeness(self) -> float | None:
        """Return species found divided by species expected, at most 1."""
        return self.species / self.expected if self.expected else None

    @property
    def completeness_low(self) -> float | None:
        """Return the lower end of its 95 % interval."""
        return self.species / self.expected_high if self.expected_high else None

    @property
    def completeness_high(self) -> float | None:
        """Return the upper end of its 95 % interval."""
        return self.species / self.expected_low if self.expected_low else None


def estimate(counts: Sequence[int]) -> Completeness:
    """Estimate how complete a list of species is.

    Parameters
    ----------
    counts : sequence of int
        Specimen records of each species that was found, at least 1 each.

    Returns
    -------
    Completeness
        Chao's lower bound of the number of species, ``S + (n-1)/n * f1**2 / (2*f2)`` (Chao 1984, Scandinavian
        Journal of Statistics 11: 265-270), its log-normal interval (Chao 1987, Biometrics 43: 783-791), and
        sample coverage, ``1 - f1/n * (n-1)*f1 / ((n-1)*f1 + 2*f2)`` (Chao and Jost 2012, Ecology 93: 2533-2547).
        ``n`` are the records, ``f1`` and ``f2`` the species met once and twice.

    Examples
    --------
    >>> found = estimate([46, 22, 17, 15, 15, 9, 8, 6, 6, 4, *[2] * 4, *[1] * 12])
    >>> round(found.expected, 3), round(found.coverage, 4)
    (43.893, 0.9289)
    >>> estimate([5, 1]).refused
    'only 6 records; at least 100 are needed'
    """
    met = [count for count in counts if count > 0]
    n, species = sum(met), len(met)
    once, twice = met.count(1), met.count(2)
    refused = _refusal(n, twice)
    if refused:
        return Completeness(n, species, once, twice, None, None, None, None, refused)
    part = (n - 1) / n
    unseen = part * once**2 / (2 * twice)
    low, high = _interval(species, unseen, once, twice, part)
    coverage = 1 - once / n * ((n - 1) * once / ((n - 1) * once + 2 * twice)) if once else 1.0
    return Completeness(n, species, once, twice, species + unseen, low, high, coverage, "")


def _refusal(records: int, twice: int) -> str:
    if records < FEWEST_RECORDS:
        return _("only {n} records; at least {least} are needed").format(
            n=records, least=FEWEST_RECORDS
        )
    if not twice:
        return _("no species was met exactly twice, so nothing can be said about those never met")
    return ""


def _interval(
    species: int, unseen: float, once: int, twice: int, part: float
) -> tuple[float, float]:
    if not unseen:
        return float(species), float(species)
    ratio = once / twice
    variance = twice * (part / 2 * ratio**2 + part**2 * ratio**3 + part**2 / 4 * ratio**4)
    spread = exp(_TWO_SIDED_95 * sqrt(log(1 + variance / unseen**2)))
    return species + unseen / spread, species + unseen * spread
