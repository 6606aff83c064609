"""Other methods of ordering, for the appendix: why methods disagree. The course itself does not use them.

They need pymcdm, which brings scipy and stays out of the learner's installation.
"""

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from coursehelpers.ground.errors import BadCallError, CourseError
from coursehelpers.ground.locale import _
from coursehelpers.order.scores import normalised


def compare_methods(
    quantities: pd.DataFrame, weights: "pd.Series[float]", falling: Sequence[str] = ()
) -> pd.DataFrame:
    """Score the same alternatives with four methods that scale by what happens to be in the table.

    TOPSIS (Hwang and Yoon 1981) with two ways of scaling, the weighted sum scaled by smallest and largest,
    and PROMETHEE II (Brans and Vincke 1985).

    Parameters
    ----------
    quantities : pandas.DataFrame
        At least two rows; nothing may be missing, since these methods would silently lose every row.
    weights : pandas.Series
        One for each column.
    falling : sequence of str, optional
        Columns of which less is better.

    Returns
    -------
    pandas.DataFrame
        One column a method; more is better. They cannot be compared with each other, only their orders.

    Raises
    ------
    BadCallError
        If a value is missing, or there are fewer than two rows.
    CourseError
        If pymcdm is not installed.
    """
    if quantities.isna().any(axis=None):
        raise BadCallError(
            _(
                "Something is missing in the table, and these methods would lose every row; fill it or leave it out."
            )
        )
    if len(quantities) < 2:
        raise BadCallError(_("One alternative has no order; give at least two."))
    mcdm = _pymcdm()
    matrix = quantities.to_numpy(dtype=float)
    share = normalised(weights.reindex(quantities.columns)).to_numpy()
    types = np.array([-1 if name in falling else 1 for name in quantities.columns])
    methods = {
        "TOPSIS, vector": mcdm.methods.TOPSIS(mcdm.normalizations.vector_normalization),
        "TOPSIS, min-max": mcdm.methods.TOPSIS(mcdm.normalizations.minmax_normalization),
        "weighted sum, min-max": mcdm.methods.WSM(mcdm.normalizations.minmax_normalization),
        "PROMETHEE II": mcdm.methods.PROMETHEE_II("usual"),
    }
    with warnings.catch_warnings():
        # It warns of each alternative that another one beats in everything.
        warnings.simplefilter("ignore")
        scores = {name: method(matrix, share, types) for name, method in methods.items()}
    return pd.DataFrame(scores, index=quantities.index)


def _pymcdm() -> Any:
    try:
        import pymcdm
        import pymcdm.methods
        import pymcdm.normalizations
    except ImportError as error:
        raise CourseError(
            _("These methods need pymcdm; install it with: pip install pymcdm, then try again.")
        ) from error
    return pymcdm
