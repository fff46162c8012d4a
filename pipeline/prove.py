"""A Table Schema → SQL that is true of a row only if frictionless finds nothing wrong in it.

The proof is one-sided: what it cannot show to be valid is left to frictionless's own cell readers.
So every expression here may be stricter than the standard, and none may be laxer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from pipeline.literal import quoted, text
from pipeline.pattern import NARROW, is_narrow, rewritten

# A field with any other property is left to frictionless, which may give it a meaning.
KNOWN = {"name", "type", "format", "constraints", "title", "description", "example", "rdfType"}
KNOWN |= {"trueValues", "falseValues", "missingValues", "unit", "privacy"}
TRANSLATED = re.compile(r"(title|description|unit)_[a-z]+")
TRUE, FALSE = ["true", "True", "TRUE", "1"], ["false", "False", "FALSE", "0"]
URI = r"https?://[A-Za-z0-9.-]+(/[A-Za-z0-9._~/-]*)?([?][A-Za-z0-9._~/=&-]*)?(#[A-Za-z0-9._~/-]*)?"
NUMBER = r"-?[0-9]{1,15}([.][0-9]{1,9})?"
MOMENT = "[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z?"
COMPARABLE = {"string", "integer", "number", "boolean", "date", "year"}


@dataclass(frozen=True)
class Proof:
    """What SQL can say of one field.

    `certain` holds only for cells that are surely valid; `key` is the canonical text of such a
    cell (equal texts, equal values), NULL where it is missing; `plain` is true where a certain
    cell cannot hold anything but ASCII letters, digits and the signs of a number or a date;
    `absent` is true of the texts that stand for no value.
    """

    certain: str
    key: str
    plain: bool
    absent: str
    is_known: bool = True


def prove(field: dict[str, Any], missing: Any, is_key: bool) -> Proof:
    """The proof for one field; `missing` are the texts that stand for no value."""
    column = quoted(field["name"])
    missing = field.get("missingValues", missing)
    if not isinstance(missing, list) or not all(isinstance(m, str) for m in missing):
        return Proof("false", column, False, "true", False)
    absent = f"{column} in ({', '.join(map(text, missing))})" if missing else "false"
    valid, key, plain = _valid(field, column, is_key)
    required = field.get("constraints", {}).get("required", False)
    certain = f"(not {absent} and {valid})" if required else f"({absent} or {valid})"
    key = f"case when not {absent} then {key} end"
    return Proof(certain, key, plain and missing == [""], absent, valid != "false")


def _valid(field: dict[str, Any], column: str, is_key: bool) -> tuple[str, str, bool]:
    """(surely valid, canonical text, plain) for a cell that is not missing."""
    kind, form = field.get("type"), field.get("format", "default")
    unknown = [k for k in field if k not in KNOWN and not TRANSLATED.fullmatch(k)]
    found = None if unknown else _OF_TYPE.get((str(kind), form))
    if found is None or (is_key and kind not in COMPARABLE):
        return "false", column, True
    valid, key, plain = found(field, column)
    if is_key and kind == "number":
        # Only whole numbers have one canonical text here.
        valid = f"regexp_full_match({column}, '0|-?[1-9][0-9]{{0,14}}')"
    rules = [_rule(field, column, *rule) for rule in field.get("constraints", {}).items()]
    if None in rules:
        return "false", key, True
    return " and ".join([valid, *filter(None, rules)]), key, plain or _is_narrow(field)


def _is_narrow(field: dict[str, Any]) -> bool:
    """Whether the rules of a field admit only plain characters: no comma, quote, space, accent."""
    rules = field.get("constraints", {})
    if "enum" in rules:
        return not re.search(f"[^{NARROW}]", "".join(map(str, rules["enum"])))
    return "pattern" in rules and is_narrow(rules["pattern"])


def _string(field: dict[str, Any], column: str) -> tuple[str, str, bool]:
    return "true", column, False


def _uri(field: dict[str, Any], column: str) -> tuple[str, str, bool]:
    return f"regexp_full_match({column}, {text(URI)})", column, True


def _integer(field: dict[str, Any], column: str) -> tuple[str, str, bool]:
    return f"coalesce(try_cast({column} as bigint)::varchar = {column}, false)", column, True


def _number(field: dict[str, Any], column: str) -> tuple[str, str, bool]:
    return f"regexp_full_match({column}, {text(NUMBER)})", column, True


def _boolean(field: dict[str, Any], column: str) -> tuple[str, str, bool]:
    yes, no = field.get("trueValues", TRUE), field.get("falseValues", FALSE)
    if not all(isinstance(v, str) for v in [*yes, *no]) or set(yes) & set(no):
        return "false", column, True
    values = ", ".join(map(text, [*yes, *no]))
    key = f"({column} in ({', '.join(map(text, yes))}))::int::varchar"
    return f"{column} in ({values})", key, all(v.isalnum() and v.isascii() for v in [*yes, *no])


def _date(field: dict[str, Any], column: str) -> tuple[str, str, bool]:
    real = f"try_cast({column} as date)::varchar = {column}"
    certain = f"(strlen({column}) = 10 and {column} >= '0001' and coalesce({real}, false))"
    return certain, column, True


def _datetime(field: dict[str, Any], column: str) -> tuple[str, str, bool]:
    day = f"{column}[1:10]"
    real = f"coalesce(try_cast({day} as date)::varchar = {day}, false) and {day} >= '0001'"
    return f"(regexp_full_match({column}, {text(MOMENT)}) and {real})", column, True


def _year(field: dict[str, Any], column: str) -> tuple[str, str, bool]:
    return f"regexp_full_match({column}, '[1-9][0-9]{{3}}')", column, True


_OF_TYPE = {
    ("string", "default"): _string,
    ("any", "default"): _string,
    ("string", "uri"): _uri,
    ("integer", "default"): _integer,
    ("number", "default"): _number,
    ("boolean", "default"): _boolean,
    ("date", "default"): _date,
    ("datetime", "default"): _datetime,
    ("year", "default"): _year,
}  # fmt: skip


def _rule(field: dict[str, Any], column: str, name: str, asked: Any) -> str | None:
    """The SQL of one constraint; empty where it says nothing here, None where SQL cannot say it."""
    kind = field.get("type", "any")
    if name in ("required", "unique") or asked is None:
        return ""
    if name in ("minLength", "maxLength") and kind == "string" and type(asked) is int:
        return f"length({column}) {'>=' if name == 'minLength' else '<='} {asked}"
    if name == "pattern" and kind == "string" and (pattern := rewritten(asked)) is not None:
        return f"regexp_full_match({column}, {text(pattern)})"
    if name == "enum" and isinstance(asked, list) and asked:
        values = [_canonical(kind, value) for value in asked]
        return None if None in values else f"{column} in ({', '.join(map(text, values))})"  # type: ignore[arg-type]
    signs = {"minimum": ">=", "maximum": "<="}
    if name in signs:
        return _bound(kind, column, signs[name], asked)
    return None


def _canonical(kind: str, value: Any) -> str | None:
    """The one text of a listed value, where its type has such a text and the value is that."""
    if kind in ("string", "any"):
        return value if isinstance(value, str) else None
    if kind in ("integer", "year") and re.fullmatch(r"0|-?[1-9][0-9]{0,17}", str(value)):
        return None if isinstance(value, bool) else str(value)
    if kind == "date":
        return value if _is_date(value) else None
    return None


def _bound(kind: str, column: str, sign: str, asked: Any) -> str | None:
    if isinstance(asked, bool):
        return None
    if kind == "date" and _is_date(asked):
        return f"{column} {sign} {text(asked)}"
    if kind in ("integer", "year") and re.fullmatch(r"-?[0-9]{1,18}", str(asked)):
        return f"try_cast({column} as bigint) {sign} {int(asked)}"
    if kind == "number" and (limit := _decimal(asked)) is not None:
        return f"coalesce(try_cast({column} as decimal(24, 9)) {sign} {limit}, false)"
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
