"""Arithmetic on doubles that comes out the same on every engine.

Adding, taking away and multiplying do. Polars divides by a constant as it multiplies by one over
it (49 / 49 is then below 1), and what is halfway is rounded up by one engine, to even by another.
"""

from __future__ import annotations

import narwhals as nw

_SHIFT = 1.5 * 2**52  # a double that large has no fraction: adding it rounds, halves to even


def divided(number: nw.Expr, by: int) -> nw.Expr:
    """Return `number` divided by a whole number: the double nearest to the quotient."""
    return number / (number * 0 + by)  # dividing by a column is exact


def rounded(number: nw.Expr, decimals: int = 0) -> nw.Expr:
    """Return `number` with at most so many decimals, halves to even.

    The number times ten to the power of `decimals` is below 10**15.
    """
    whole = number * 10.0**decimals + _SHIFT - _SHIFT
    return divided(whole, 10**decimals) if decimals else whole
