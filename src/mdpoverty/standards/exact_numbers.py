"""Numbers of threshold files: exact fractions, as 8, 7.5 or 1/2."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Annotated, Any

from pydantic import Field, PlainValidator, StrictInt, WithJsonSchema

from mdpoverty.language.messages import message
from mdpoverty.standards.faults import refused

_RATIO = re.compile(r"\s*([0-9]{1,15})\s*/\s*([0-9]{1,15})\s*")
_RATIO_OF = "^ *[0-9]{1,15} */ *0*[1-9][0-9]{0,14} *$"
# What the YAML of editors takes for text: a number with _ between its digits.
GROUPED = r"^[+-]?[1-9][0-9]*(_[0-9]*)+(\.[0-9]+)?$"
_MOST = 10**15  # of a number's numerator and denominator: what a double holds exactly
_LARGEST = _MOST - 1

# What is added up, or held against such a sum: no sum of it is more than the engine's numbers hold.
WholeNumber = Annotated[StrictInt, Field(ge=-_LARGEST, le=_LARGEST)]
PointsEach = Annotated[StrictInt, Field(ge=1, le=999_999_999)]


def _exact(value: Any) -> Fraction:
    number = None
    if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
        number = Fraction(value)
    elif isinstance(value, str) and (found := _RATIO.fullmatch(value)) and int(found[2]):
        number = Fraction(int(found[1]), int(found[2]))
    if number is None or max(abs(number.numerator), number.denominator) > _MOST:
        raise refused(
            message(
                "standards.not-a-number",
                "not a number of at most 15 digits; allowed: 8, 7.5, 1/2",
            )
        )
    return number


_NAME = re.compile("[a-z][a-z0-9_]*")


def _name_or_exact(value: Any) -> str | Fraction:
    return value if isinstance(value, str) and _NAME.fullmatch(value) else _exact(value)


# The JSON Schema of a number from zero to one; a ratio above one only reading finds.
FRACTION = {"type": ["number", "string"], "pattern": _RATIO_OF, "minimum": 0, "maximum": 1}


Number = Annotated[
    Fraction,
    PlainValidator(_exact),
    WithJsonSchema({"type": ["number", "string"], "pattern": f"{_RATIO_OF}|{GROUPED}"}),
]


# The name of a line, or a number.
NameOrNumber = Annotated[
    str | Fraction,
    PlainValidator(_name_or_exact),
    WithJsonSchema({"type": ["number", "string"]}),
]
