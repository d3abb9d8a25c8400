"""How mdpoverty speaks: messages, numbers, dates and lists, in English and Vietnamese."""

from typing import Literal, get_args

Language = Literal["en", "vi"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
