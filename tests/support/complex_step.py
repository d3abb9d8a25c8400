"""Linearised values of any statistic, by how it changes with the weight of each household.

A statistic is a function of all weights. Its derivative by one of them is the imaginary part of
the function where that weight has a small imaginary part, exact to the last digits (Squire and
Trapp 1998). What a household adds to the linearised total is its weight times that (Deville 1999).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
from second_statistics import Design, Mask, Vector

Statistic = Callable[[Any], Any]  # of the weights of all households
STEP = 1e-30


class Derived(NamedTuple):
    """A statistic, its standard error and its degrees of freedom."""

    estimate: float
    error: float
    df: int


def linearised(statistic: Statistic, weights: Vector) -> Vector:
    """Return what each household adds to the linearised total."""
    values = np.zeros(len(weights))
    for place, weight in enumerate(weights):
        if weight:
            moved = weights.astype(np.complex128)
            moved[place] += 1j * STEP
            values[place] = weight * np.imag(statistic(moved)) / STEP
    return values


def derived(statistic: Statistic, weights: Vector, design: Design, base: Mask) -> Derived:
    """Return a statistic with its error; `base` are the households that it is about."""
    values = linearised(statistic, weights)
    variance = design.variance(values, base)
    assert variance is not None
    rounds = list(dict.fromkeys(design.round.tolist()))
    drawn = base & (weights > 0)
    _, freedom = design.size(drawn)
    if design.clustered:
        for one, other in combinations(rounds, 2):
            first, second = (np.where(design.round == side, values, 0.0) for side in (one, other))
            variance += 2 * design.covariance(first, second, (one, other))
            both = (drawn & (design.round == side) for side in (one, other))
            freedom -= design.in_both(*both)[1]
    return Derived(float(np.real(statistic(weights))), math.sqrt(max(variance, 0.0)), freedom)
