"""Student's t and the beta distribution, without a library of statistics.

Points of Student's t are roots of the finite series of Abramowitz and Stegun (1964, 26.7.3-4), and
for many degrees of freedom those of the expansion 26.7.5. The beta distribution is the continued
fraction of the incomplete beta function (NIST Digital Library of Mathematical Functions, 8.17.22),
by the algorithm of Lentz.
"""

from __future__ import annotations

import math
from functools import cache
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_SERIES = 1000  # degrees of freedom up to which the finite series is added up
_STEPS = 100_000  # of a continued fraction, at most
_TINY = 1e-300
_CLOSE = 4e-16
_LARGE = 15.0  # from here on Stirling's series is exact to a double
_DIGITS = 12  # the last bits are those of the machine's cosine


@cache
def student_point(level: float, freedom: int) -> float:
    """Return how far Student's t reaches on both sides of 0 with the chance `level`.

    `freedom` is a whole number; NaN where it is below 1.
    """
    if freedom < 1:
        return math.nan
    if freedom > _SERIES:
        return round(_expanded(NormalDist().inv_cdf((1 + level) / 2), freedom), _DIGITS)
    low, high = 0.0, 1.0
    while _within(high, freedom) < level:
        high *= 2
    while high - low > high * 1e-15:
        middle = (low + high) / 2
        if middle in {low, high}:
            break
        low, high = (middle, high) if _within(middle, freedom) < level else (low, middle)
    return round(high, _DIGITS)


def _within(t: float, freedom: int) -> float:
    """Return the chance that Student's t is between -t and t."""
    angle = np.arctan(t / np.sqrt(freedom))
    square = np.cos(angle) ** 2
    first = 3 if freedom % 2 else 2
    steps = np.arange(first, freedom - 1, 2)
    terms = np.cumprod((steps - 1) / steps * square)
    inner = 1 + terms.sum()
    if freedom % 2 == 0:
        return float(np.sin(angle) * inner)
    more = np.sin(angle) * np.cos(angle) * inner if freedom > 1 else 0.0
    return float(2 / np.pi * (angle + more))


def _expanded(x: float, freedom: int) -> float:
    """Return the point of Student's t where that of the normal distribution is `x`."""
    parts = (
        (x**3 + x) / 4,
        (5 * x**5 + 16 * x**3 + 3 * x) / 96,
        (3 * x**7 + 19 * x**5 + 17 * x**3 - 15 * x) / 384,
        (79 * x**9 + 776 * x**7 + 1482 * x**5 - 1920 * x**3 - 945 * x) / 92160,
    )
    return x + math.fsum(part / freedom**power for power, part in enumerate(parts, start=1))


def student_beyond(t: Floats, freedom: Floats) -> Floats:
    """Return the chance that Student's t is not between -t and t: a two-sided p-value."""
    half, square = np.full_like(freedom, 0.5), t**2
    within = beta_share(square / (freedom + square), half, freedom / 2)
    beyond = beta_share(freedom / (freedom + square), freedom / 2, half)
    # Either one keeps the digits of small numbers.
    return np.asarray(np.where(square < 1, 1 - within, beyond))


def beta_point(chance: float, a: Floats, b: Floats) -> Floats:
    """Return the points below which the beta distributions of `a` and `b` lie with a chance."""
    low, high = np.zeros_like(a), np.ones_like(a)
    for _ in range(100):
        middle = (low + high) / 2
        below = beta_share(middle, a, b) < chance
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return (low + high) / 2


def beta_share(x: Floats, a: Floats, b: Floats) -> Floats:
    """Return the chance that a beta distribution is below `x`; NaN where anything is NaN."""
    x, a, b = (np.asarray(part, dtype=np.float64) for part in (x, a, b))
    turned = x > (a + 1) / (a + b + 2)  # where the fraction converges faster from the other side
    near, one, other = np.where(turned, 1 - x, x), np.where(turned, b, a), np.where(turned, a, b)
    with np.errstate(divide="ignore", invalid="ignore"):
        front = one * np.log(near) + other * np.log1p(-near) - _log_beta(one, other)
        share = np.exp(front) / one * _fraction(near, one, other)
    return np.asarray(np.where(turned, 1 - share, share))


def _fraction(x: Floats, a: Floats, b: Floats) -> Floats:
    """Return the continued fraction of the incomplete beta function."""

    def sound(number: Floats) -> Floats:
        return np.where(np.abs(number) < _TINY, _TINY, number)

    before = np.ones_like(x)
    below = 1 / sound(1 - (a + b) * x / (a + 1))
    found = below
    for step in range(1, _STEPS):
        for part in (
            step * (b - step) * x / ((a + 2 * step - 1) * (a + 2 * step)),
            -(a + step) * (a + b + step) * x / ((a + 2 * step) * (a + 2 * step + 1)),
        ):
            below = 1 / sound(1 + part * below)
            before = sound(1 + part / before)
            change = below * before
            found = found * change
        if not (np.abs(change - 1) > _CLOSE).any():
            break
    return found


def _log_beta(a: Floats, b: Floats) -> Floats:
    """Return the logarithm of the beta function, without losing digits where `a` or `b` is large.

    ln B = ln G(s) - ln (G(l + s) / G(l)) for the smaller s and the larger l, the quotient by
    Stirling's formula.
    """
    small, large = np.minimum(a, b), np.maximum(a, b)
    sum_ = small + large
    stirling = (
        (large - 0.5) * np.log1p(small / large)
        + small * np.log(sum_)
        - small
        + _remainder(sum_)
        - _remainder(large)
    )
    gamma = np.vectorize(math.lgamma, otypes=[np.float64])
    safe = np.where(large > 0, large, 1.0)
    quotient = np.where(large >= _LARGE, stirling, gamma(safe + small) - gamma(safe))
    return np.asarray(gamma(np.where(small > 0, small, 1.0)) - quotient)


def _remainder(z: Floats) -> Floats:
    """Return what Stirling's formula for the logarithm of the gamma function leaves out."""
    return np.asarray(1 / (12 * z) - 1 / (360 * z**3) + 1 / (1260 * z**5) - 1 / (1680 * z**7))
