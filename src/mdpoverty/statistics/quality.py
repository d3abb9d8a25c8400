"""How far a figure can be relied on: by its coefficient of variation and its households.

Statistical offices mark figures by the coefficient of variation, the standard error through the
estimate, and those of few households. Of a share near 1 the coefficient is small whatever the
sample, so that the number of households counts too.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from mdpoverty.statistics.design import Floats, Places
from mdpoverty.statistics.levels import Figures

FEW = 30  # households below which a figure is to be taken with caution

QUALITIES = ("ok", "caution", "unreliable")
_NONE = -1  # no figure, no quality

Grades = npt.NDArray[np.int8]


def variation(figures: Figures) -> Floats:
    """Return the coefficient of variation of each figure, NaN where it has none."""
    size = np.abs(figures.estimate)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(size > 0, figures.error / size, np.nan)


def graded(figures: Figures, limits: tuple[float, float], *, drawn: bool) -> Grades:
    """Return the place of each figure's quality in QUALITIES, -1 where there is no figure.

    A figure of a sample whose standard error is not known is unreliable: nothing is said of how far
    it may be off. Figures of a register are not `drawn`, and only few households speak against
    them.
    """
    found = np.where(figures.households < FEW, 1, 0)
    if drawn:
        cv = variation(figures)
        found = np.where(cv >= limits[0], 1, found)
        found = np.where((cv >= limits[1]) | np.isnan(figures.error), 2, found)
    return np.where(np.isnan(figures.estimate), _NONE, found).astype(np.int8)


def worse(grades: Grades, one: Places, other: Places) -> Grades:
    """Return the quality of what is made of two figures each: that of the worse."""
    either = (grades[one] == _NONE) | (grades[other] == _NONE)
    return np.where(either, _NONE, np.maximum(grades[one], grades[other])).astype(np.int8)


def words(grades: Grades) -> Sequence[str | None]:
    """Return qualities by their names."""
    return [None if grade == _NONE else QUALITIES[grade] for grade in grades.tolist()]
