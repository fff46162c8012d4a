"""A pattern of the description in the words of DuckDB's regular expressions."""

from __future__ import annotations

import re
import re._constants as op  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
import warnings
from typing import Any

LONGEST_REPEAT = 1000
LARGEST = 200
NARROW = "0-9A-Za-z_./:()-"


def as_part(pattern: Any) -> str | None:
    """A pattern so written that it can stand among others; None if it cannot.

    It admits plain characters alone, no comma, quote, space or accent; it does not ask for too
    many; and it has no sign for the beginning or the end of the text but at its own ends.
    """
    if rewritten(pattern) is None:
        return None
    steps = list(_parsed(pattern))
    if steps and steps[0] == (op.AT, op.AT_BEGINNING):
        del steps[0]
    if steps and steps[-1] == (op.AT, op.AT_END):
        del steps[-1]
    if _wide(steps) or _size(steps) > LARGEST:
        return None
    return _steps(steps)


def spelt(text: str) -> str:
    """A text as a pattern that it alone matches."""
    return "".join(f"\\x{{{ord(c):x}}}" for c in text)


def rewritten(pattern: Any) -> str | None:
    """A pattern in the words of DuckDB's engine; None where it says more than which may stand.

    frictionless matches it as `^pattern$`, where `a|b` accepts `axxx`; a full match is stricter.
    It is written anew from its parts, since the two engines read some texts differently.
    """
    if not isinstance(pattern, str):
        return None
    try:
        parsed = _parsed(pattern)
    except (re.error, RecursionError, OverflowError):
        return None
    return _steps(parsed) if parsed.state.flags == re.UNICODE.value else None


def _parsed(pattern: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a pattern may be odd; frictionless takes it as it is
        return parser.parse(pattern)


def _steps(steps: Any) -> str | None:
    found = [_step(*step) for step in steps]
    return None if None in found else "".join(found)  # type: ignore[arg-type]


def _step(code: Any, value: Any) -> str | None:
    if code is op.LITERAL:
        return _character(value)
    if code is op.ANY:
        return "."
    if code is op.AT and value in (op.AT_BEGINNING, op.AT_END):
        return "^" if value is op.AT_BEGINNING else "$"
    if code is op.IN:
        parts = [_member(*member) for member in value]
        return None if None in parts else f"[{''.join(parts)}]"  # type: ignore[arg-type]
    if code in (op.MAX_REPEAT, op.MIN_REPEAT):
        return _repeat(*value)
    if code is op.SUBPATTERN:
        _, on, off, steps = value
        inner = None if on or off else _steps(steps)
        return None if inner is None else f"(?:{inner})"
    if code is op.BRANCH:
        branches = [_steps(branch) for branch in value[1]]
        return None if None in branches else f"(?:{'|'.join(branches)})"  # type: ignore[arg-type]
    return None


def _repeat(low: Any, high: Any, steps: Any) -> str | None:
    inner = _steps(steps)
    is_open = high is op.MAXREPEAT
    if inner is None or int(low if is_open else high) > LONGEST_REPEAT:
        return None
    return f"(?:{inner}){{{int(low)},{'' if is_open else int(high)}}}"


def _member(code: Any, value: Any) -> str | None:
    if code is op.LITERAL:
        return _character(value)
    if code is op.RANGE:
        low, high = (_character(c) for c in value)
        return None if low is None or high is None else f"{low}-{high}"
    # Both engines' classes hold these ASCII characters; Python's hold others besides.
    shorthand = {op.CATEGORY_DIGIT: "0-9", op.CATEGORY_WORD: "0-9A-Za-z_", op.CATEGORY_SPACE: " "}
    return shorthand.get(value) if code is op.CATEGORY else None


def _character(code: int) -> str | None:
    return None if 0xD800 <= code <= 0xDFFF or code < 0x20 else f"\\x{{{code:x}}}"


def _wide(steps: Any) -> bool:
    """Whether some step of a pattern admits a character that is not plain, or is none at all."""
    for code, value in steps:
        if code is op.AT:
            return True
        if code is op.LITERAL and not re.match(f"[{NARROW}]", chr(value)):
            return True
        if code is op.ANY or (code is op.CATEGORY and value is op.CATEGORY_SPACE):
            return True
        if code is op.RANGE and not all(re.match("[0-9A-Za-z]", chr(c)) for c in value):
            return True
        inner = {op.IN: [value], op.BRANCH: value[1] if code is op.BRANCH else []}.get(code, [])
        if code in (op.MAX_REPEAT, op.MIN_REPEAT, op.SUBPATTERN):
            inner = [value[-1]]
        if any(_wide(part) for part in inner):
            return True
    return False


def _size(steps: Any) -> int:
    """About how many characters a pattern tells apart."""
    size = 0
    for code, value in steps:
        if code in (op.MAX_REPEAT, op.MIN_REPEAT):
            low, high, inner = value
            size += _size(inner) * int(low + 1 if high is op.MAXREPEAT else high)
        elif code is op.SUBPATTERN:
            size += _size(value[-1])
        elif code is op.BRANCH:
            size += sum(map(_size, value[1]))
        else:
            size += 1
    return size
