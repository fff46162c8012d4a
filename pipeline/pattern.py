"""A pattern of the description in the words of DuckDB's regular expressions."""

from __future__ import annotations

import re
import re._constants as op  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
import warnings
from typing import Any

LONGEST_REPEAT = 1000
NARROW = "0-9A-Za-z_./:()-"


def is_narrow(pattern: str) -> bool:
    """Whether a pattern admits plain characters alone: no comma, quote, space or accent."""
    return not _wide(_parsed(pattern))


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
    """Whether some step of a pattern admits a character that is not plain."""
    for code, value in steps:
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
