"""What a terminal calls the groups of figures: in Vietnamese their columns and codes have labels.

In English a column and its codes are called what they are in the data.
"""

from __future__ import annotations

from functools import cache

from mdpoverty.codebook import all_variables
from mdpoverty.language import Language
from mdpoverty.profile.labels import class_labels, column_labels, variable_labels


def heading(column: str, language: Language) -> str:
    """Return what a column of groups is called."""
    return _labels(language).get(column, column)


def said(column: str, value: str, language: Language) -> str:
    """Return what a value of a column of groups is called."""
    return _codes(column, language).get(value, value)


@cache
def _labels(language: Language) -> dict[str, str]:
    if language == "en":
        return {}
    return column_labels(language) | variable_labels(all_variables().values(), language)


@cache
def _codes(column: str, language: Language) -> dict[str, str]:
    if language == "en":
        return {}
    if column == "class":
        return class_labels(language)
    variable = all_variables().get(column)
    return {each.code: each.label_vi for each in variable.answers} if variable else {}
