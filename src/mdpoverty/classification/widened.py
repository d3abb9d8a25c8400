"""Frames with more columns, which may be none: engines refuse a plan that adds nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import narwhals as nw


def widened(frame: nw.LazyFrame[Any], columns: Mapping[str, nw.Expr]) -> nw.LazyFrame[Any]:
    """Return a frame with `columns` too: a standard or a survey may ask for none of a kind."""
    return frame.with_columns(**columns) if columns else frame
