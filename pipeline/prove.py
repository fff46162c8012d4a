"""A Table Schema → what is true of a row only if frictionless finds nothing wrong in it.

The proof is one-sided: what it cannot show to be valid is left to frictionless's own cell readers.
So every shape and rule here may be stricter than the standard, and none may be laxer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from pipeline.literal import quoted, text
from pipeline.pattern import as_part, rewritten, spelt
from pipeline.screen import is_calm
from pipeline.shape import INTEGER, NUMBER, SHAPES, TEXT, WHOLE

# A field with any other property is left to frictionless, which may give it a meaning.
KNOWN = {"name", "type", "format", "constraints", "title", "description", "example", "rdfType"}
KNOWN |= {"trueValues", "falseValues", "missingValues", "unit", "privacy"}
TRANSLATED = re.compile(r"(title|description|unit)_[a-z]+")
TRUE, FALSE = ["true", "True", "TRUE", "1"], ["false", "False", "FALSE", "0"]

NEVER_EMPTY = {TEXT, *SHAPES.values()}
COMPARABLE = {"string", "integer", "number", "boolean", "date", "year"}


@dataclass(frozen=True)
class Proof:
    """What SQL can say of one field.

    A cell is surely valid if it has the `shape` (a regular expression) and all `rules` are true.
    `key` is the canonical text of such a cell (equal texts, equal values), NULL where it is
    missing; `absent` is true of the texts that stand for no value.
    """

    shape: str
    rules: list[str]
    key: str
    absent: str
    is_required: bool = False
    is_known: bool = True


NOTHING_KNOWN = Proof("", ["false"], "null", "true", is_known=False)


def prove(field: dict[str, Any], missing: Any, is_key: bool) -> Proof:
    """The proof for one field; `missing` are the texts that stand for no value."""
    column = quoted(field["name"])
    missing = field.get("missingValues", missing)
    if not isinstance(missing, list) or not all(isinstance(m, str) for m in missing):
        return NOTHING_KNOWN
    absent = f"{column} in ({', '.join(map(text, missing))})" if missing else "false"
    if len(missing) == 1:
        absent = f"{column} = {text(missing[0])}"
    shape, rules = _shape(field, column, is_key)
    if shape is None or None in rules:
        return NOTHING_KNOWN
    is_required = field.get("constraints", {}).get("required", False)
    if not isinstance(is_required, bool):
        return NOTHING_KNOWN
    if "" not in missing and shape == TEXT:
        shape = f"(?:{TEXT})?"
    if is_required:
        certain = [*filter(None, rules)]
        if missing != [""] or shape not in NEVER_EMPTY:
            certain.append(f"not {absent}")
    else:
        shape = _or_missing(shape, missing)
        certain = [f"({absent} or {rule})" for rule in rules if rule]
    key = _key(field, column)
    if not is_required:
        key = f"case when not {absent} then {key} end"
    return Proof(shape, certain, key, absent, is_required)


def _shape(field: dict[str, Any], column: str, is_key: bool) -> tuple[str | None, list[str | None]]:
    """The shape of a value of a field, and what else must be true; None if that is not known."""
    kind, form = str(field.get("type")), field.get("format", "default")
    unknown = [k for k in field if k not in KNOWN and not TRANSLATED.fullmatch(k)]
    shape = SHAPES.get((kind, form))
    if kind == "boolean" and form == "default":
        shape = _truth(field)
    if shape is None or unknown or (is_key and kind not in COMPARABLE):
        return None, []
    if is_key and kind == "number":
        shape = WHOLE
    asked = dict(field.get("constraints", {}))
    if "enum" in asked:
        shape = _listed(kind, shape, asked.pop("enum"))
    elif shape == TEXT and kind == "string" and (part := as_part(asked.get("pattern"))):
        shape = part
        del asked["pattern"]
    return shape, [_rule(kind, column, name, value) for name, value in asked.items()]


def _or_missing(shape: str, missing: list[str]) -> str:
    texts = [spelt(m) for m in missing if m and is_calm(m)]
    found = "|".join([*texts, shape])
    return f"(?:{found}){'?' if '' in missing else ''}" if missing else shape


def _truth(field: dict[str, Any]) -> str | None:
    yes, no = field.get("trueValues", TRUE), field.get("falseValues", FALSE)
    if not all(isinstance(v, str) for v in [*yes, *no]) or set(yes) & set(no):
        return None
    return _one_of([*yes, *no])


def _one_of(values: list[str]) -> str | None:
    """One of some texts; those that a canonical form would quote are left to a closer look."""
    calm = [spelt(v) for v in values if v and is_calm(v)]
    return f"(?:{'|'.join(calm)})" if calm else None


def _listed(kind: str, shape: str, asked: Any) -> str | None:
    """One of the listed values, where each has one text that is a value of the type."""
    if not isinstance(asked, list):
        return None
    values = [_canonical(kind, value) for value in asked]
    if None in values:
        return None
    texts = [str(v) for v in values]
    return _one_of(texts if shape == TEXT else [v for v in texts if re.fullmatch(shape, v)])


def _canonical(kind: str, value: Any) -> str | None:
    """The one text of a listed value, where its type has such a text and the value is that."""
    if kind in ("string", "any", "date"):
        return value if isinstance(value, str) else None
    if kind in ("integer", "year") and not isinstance(value, bool):
        return str(value) if re.fullmatch(INTEGER, str(value)) else None
    return None


def _key(field: dict[str, Any], column: str) -> str:
    if field.get("type") != "boolean":
        return column
    yes = ", ".join(map(text, field.get("trueValues", TRUE))) or "''"
    return f"({column} in ({yes}))::int::varchar"


def _rule(kind: str, column: str, name: str, asked: Any) -> str | None:
    """The SQL of one constraint; empty where it says nothing here, None where SQL cannot say it."""
    if name in ("required", "unique") or asked is None:
        return ""
    if name in ("minLength", "maxLength") and kind == "string" and type(asked) is int:
        return _length(column, name, asked)
    if name == "pattern" and kind == "string" and (pattern := rewritten(asked)) is not None:
        return f"regexp_full_match({column}, {text(pattern)})"
    if name in ("minimum", "maximum"):
        return _bound(kind, column, ">=" if name == "minimum" else "<=", asked)
    return None


def _length(column: str, name: str, asked: int) -> str:
    """A character has one to four bytes; these need not be counted, as DuckDB knows how many."""
    if name == "minLength":
        return f"(strlen({column}) >= {4 * asked} or length({column}) >= {asked})"
    return f"(strlen({column}) <= {asked} or length({column}) <= {asked})"


def _bound(kind: str, column: str, sign: str, asked: Any) -> str | None:
    if isinstance(asked, bool):
        return None
    if kind == "date" and _is_date(asked):
        return f"{column} {sign} {text(asked)}"
    if kind in ("integer", "year") and re.fullmatch(r"-?[0-9]{1,18}", str(asked)):
        return f"try_cast({column} as bigint) {sign} {int(asked)}"
    if kind == "number" and (limit := _decimal(asked)) is not None:
        return f"try_cast({column} as decimal(24, 9)) {sign} {limit}"
    return None


def _is_date(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _decimal(value: Any) -> str | None:
    try:
        shown = format(Decimal(str(value)), "f")
    except InvalidOperation:
        return None
    return shown if re.fullmatch(NUMBER, shown) else None


def key_column(field: str) -> str:
    """The column of a key field's canonical text; no field can have this name itself."""
    return quoted(f"key {field}")
