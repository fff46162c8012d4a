"""JSON, JavaScript and CSS → the texts in them, escapes resolved."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

Text = tuple[int, str]  # line (0: not known) and text

# `\u0041`, `\u{41}`, `\x41` of JavaScript, JSON and Turtle; `\41 ` of CSS.
ESCAPED = re.compile(
    r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})"
    r"|([0-9a-fA-F]{1,6}) ?)"
)
# Two strings that a program joins.
JOINED = re.compile(r"""(["'`])\s*\+\s*(["'`])""")


def texts_of_code(text: str, above: int = 0) -> Iterator[Text]:
    """JSON as data; anything else line by line, `above` lines being above it."""
    if text.lstrip()[:1] in ("{", "["):
        try:
            yield from ((0, found) for found in _read(text))
            return
        except (ValueError, RecursionError):
            yield from _of_each_line(text)
    for line, part in enumerate(text.split("\n"), above + 1):
        yield line, part
        if "\\" in part or JOINED.search(part):
            yield line, JOINED.sub("", unescaped(part))


def texts_of_json(text: str) -> Iterator[Text]:
    """All strings and whole numbers of a document, or of each line that is one."""
    try:
        yield from ((0, found) for found in _read(text))
    except (ValueError, RecursionError):
        yield from _of_each_line(text)


def _of_each_line(text: str) -> Iterator[Text]:
    for line, part in enumerate(text.split("\n"), 1):
        try:
            yield from ((line, found) for found in _read(part))
        except (ValueError, RecursionError):
            yield line, unescaped(part)


class _Pairs(list[tuple[str, Any]]):
    """An object of JSON with all that it says, also where it says one key twice."""


def _read(text: str) -> list[str]:
    """Strings and whole numbers of a document, each once."""
    found = dict[str, None]()
    _learn_strings(json.loads(text, object_pairs_hook=_Pairs), "", found)
    return [*found]


def unescaped(text: str) -> str:
    """A text with its escapes resolved, also where nobody knows in which language it is written."""
    return ESCAPED.sub(_character, text) if "\\" in text else text


def _character(match: re.Match[str]) -> str:
    code = int(next(filter(None, match.groups())), 16)
    return chr(code) if code < 0x110000 else match[0]


def _learn_strings(content: Any, key: str, found: dict[str, None]) -> None:
    """Add strings and numbers, each after a key that is written in words of the rules."""
    if isinstance(content, _Pairs):
        for name, value in content:
            found[name] = None
            _learn_strings(value, name, found)
    elif isinstance(content, list):
        for value in content:
            _learn_strings(value, key, found)
    elif isinstance(content, str) or (_is_number(content) and content == int(content)):
        said = content if isinstance(content, str) else str(int(content))
        found[said if key.isascii() else f"{key}: {said}"] = None


def _is_number(content: Any) -> bool:
    return isinstance(content, int | float) and not isinstance(content, bool)
