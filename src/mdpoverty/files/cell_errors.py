"""Errors that cells of a spreadsheet show in place of values."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# By what a library that reads cells calls them.
CELL_ERRORS: Mapping[str, str] = MappingProxyType(
    {
        "Div0": "#DIV/0!",
        "NA": "#N/A",
        "Name": "#NAME?",
        "Null": "#NULL!",
        "Num": "#NUM!",
        "Ref": "#REF!",
        "Value": "#VALUE!",
    }
)
# Of newer spreadsheets: no library names them.
NEWER_ERRORS = (
    "#BLOCKED!",
    "#BUSY!",
    "#CALC!",
    "#CONNECT!",
    "#EXTERNAL!",
    "#FIELD!",
    "#GETTING_DATA",
    "#PYTHON!",
    "#SPILL!",
    "#TIMEOUT!",
    "#UNKNOWN!",
)
KNOWN_ERRORS = (*CELL_ERRORS.values(), *NEWER_ERRORS)
