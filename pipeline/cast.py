"""The text of a cell → its value in DuckDB; NULL where there is none that it could hold."""

from __future__ import annotations

from typing import Any

from pipeline.literal import quoted, text

TYPES = {
    "boolean": "boolean", "date": "date", "datetime": "timestamp", "integer": "bigint",
    "number": "double", "time": "time", "year": "integer",
}  # fmt: skip


def cast(field: dict[str, Any], missing: list[str]) -> str:
    """The expression for the value of a field; `missing` are the texts that stand for no value."""
    absent = field.get("missingValues", missing)
    if absent == [""]:
        return _value(field, f"nullif({quoted(field['name'])}, '')")
    value = _value(field, quoted(field["name"]))
    if not absent:
        return value
    return f"case when not {quoted(field['name'])} in {_texts(absent)} then {value} end"


def _value(field: dict[str, Any], column: str) -> str:
    kind, pattern = field.get("type", "any"), field.get("format", "default")
    if kind == "boolean":
        yes = _texts(field.get("trueValues", ["true", "True", "TRUE", "1"]))
        no = _texts(field.get("falseValues", ["false", "False", "FALSE", "0"]))
        return f"case when {column} in {yes} then true when {column} in {no} then false end"
    if kind in ("date", "datetime", "time") and pattern not in ("default", "any"):
        return f"try_strptime({column}, {text(pattern)})::{TYPES[kind]}"
    return f"try_cast({column} as {TYPES[kind]})" if kind in TYPES else column


def _texts(values: list[str]) -> str:
    return "(" + ", ".join(text(str(v)) for v in values) + ")"
