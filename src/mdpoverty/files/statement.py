"""The end of a statement of PostgreSQL, whose driver puts a query between brackets."""

from __future__ import annotations

import re

# Text in quotes of any kind, a comment to the end of a line, the beginning of one in signs (which
# may hold others), a word, or any other sign.
_TOKEN = re.compile(
    r"(?P<blank>\s+|--[^\r\n]*)|(?P<comment>/\*)"
    r"|[eE]'(?:[^'\\]|\\.|'')*'|'[^']*'|\"[^\"]*\""
    r"|\$(?P<tag>(?:[^\W\d]\w*)?)\$.*?\$(?P=tag)\$|\w[\w$]*|.",
    re.DOTALL,
)
_COMMENT_SIGN = re.compile(r"/\*|\*/")


def without_end(query: str) -> str:
    """Return one statement without the semicolons that end it, and what is after them.

    Where something is after them that is no comment, it is returned as it is.
    """
    place, end = 0, None
    while token := _TOKEN.match(query, place):
        place = token.end()
        if token["comment"]:
            place = _after_comment(query, place)
        elif token[0] == ";":
            end = token.start() if end is None else end
        elif token["blank"] is None:
            end = None
    return query[:end]


def _after_comment(query: str, place: int) -> int:
    """Return where a comment ends, which has begun before a place."""
    depth = 1
    for sign in _COMMENT_SIGN.finditer(query, place):
        depth += 1 if sign[0] == "/*" else -1
        if not depth:
            return sign.end()
    return len(query)
