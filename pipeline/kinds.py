"""Which sentence tells a frictionless error, and which error of frictionless a sentence tells."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

# Every type of error that frictionless has: of rows, headers, files, and of descriptions. A
# sentence in problems.toml has the name of the type, unless it is one of the finer ones below.
TYPES = {
    "ascii-value", "blank-row", "cell-error", "constraint-error", "duplicate-row", "extra-cell",
    "forbidden-value", "foreign-key", "missing-cell", "primary-key", "row-constraint", "row-error",
    "sequential-value", "truncated-value", "type-error", "unique-error",

    "blank-header", "blank-label", "duplicate-label", "extra-label", "header-error",
    "incorrect-label", "label-error", "missing-label", "unmatched-header",

    "byte-count", "data-error", "deviated-cell", "deviated-value", "error", "field-count",
    "file-error", "hash-count", "required-value", "row-count", "table-dimensions", "table-error",

    "catalog-error", "check-error", "checklist-error", "compression-error", "control-error",
    "dataset-error", "detector-error", "dialect-error", "encoding-error", "field-error",
    "format-error", "inquiry-error", "inquiry-task-error", "metadata-error", "package-error",
    "pipeline-error", "report-error", "report-task-error", "resource-error", "schema-error",
    "scheme-error", "source-error", "stats-error", "step-error",
}  # fmt: skip
CONSTRAINTS = {
    "enum", "exclusiveMaximum", "exclusiveMinimum", "jsonSchema", "maxLength", "maximum",
    "minLength", "minimum", "pattern", "required", "unique",
}  # fmt: skip
OF_TIME = {"minimum": "constraint-early", "maximum": "constraint-late"}
MOMENT = datetime(2026, 1, 31, 9, 30)
# For each type, and each format of it, a value that a field of it would accept.
EXAMPLES = {
    "any": "", "array": '["a", "b"]', "date": "2026-01-31", "datetime": "2026-01-31T09:30:00",
    "duration": "P30D", "geojson": '{"type": "Point", "coordinates": [121.1, 31.15]}',
    "geopoint": "121.1,31.15", "geopoint/array": "[121.1, 31.15]",
    "geopoint/object": '{"lon": 121.1, "lat": 31.15}', "integer": "12", "list": "",
    "number": "12.5", "object": '{"a": 1}', "string": "",
    "string/email": "office@example.org", "string/uri": "https://example.org/a",
    "string/uuid": "7f8a6c1e-0d7e-4c0e-9d5d-000000000001", "string/wkt": "POINT (121.1 31.15)",
    "time": "09:30:00", "year": "2026", "yearmonth": "2026-01",
}  # fmt: skip


def kind_of(error: Any, described: dict[str, Any]) -> str:
    """The name of our sentence for a frictionless error in a field that is described so."""
    if error.type == "type-error":
        return kind_of_type(described, error.note)
    if error.type == "constraint-error":
        return _kind_of_constraint(described, error.note)
    if error.type == "primary-key" and "row at position" not in error.note:
        return "primary-key-empty"
    return error.type if error.type in TYPES else "error"


def kind_of_type(described: dict[str, Any], note: str = "") -> str:
    """The name of our sentence for a cell that has not the type of its field."""
    kind, form = described.get("type", "any"), described.get("format", "default")
    if note == "cannot be compared":
        return "type-incomparable"
    if note.startswith("array item"):
        return "item-type"
    if kind == "string" and f"string/{form}" in {*EXAMPLES, "string/binary"}:
        return f"type-string-{form}"
    return f"type-{kind}" if kind in EXAMPLES or kind == "boolean" else "type-error"


def rule_of(note: str) -> str:
    """`constraint "minimum" is "1"` → minimum."""
    found = re.match(r'(?:array item )?constraint "(\w+)" is ', note)
    return found[1] if found else ""


def _kind_of_constraint(described: dict[str, Any], note: str) -> str:
    rule = rule_of(note)
    if note.startswith("array item"):
        return "item-constraint"
    if rule == "pattern" and described.get("example"):
        return "constraint-pattern-like"
    if rule in OF_TIME and described.get("type") in ("date", "datetime", "time", "yearmonth"):
        return OF_TIME[rule]
    return f"constraint-{rule}" if rule in CONSTRAINTS else "constraint-error"


def type_of(kind: str) -> str:
    """frictionless's type for a sentence: "error" for what frictionless has no type for."""
    if kind in TYPES:
        return kind
    for begin, type_ in (
        ("type-", "type-error"), ("item-type", "type-error"), ("item-", "constraint-error"),
        ("constraint-", "constraint-error"), ("foreign-key", "foreign-key"),
        ("primary-key", "primary-key"),
    ):  # fmt: skip
        if kind.startswith(begin):
            return type_
    return "error"


def example_of(described: dict[str, Any]) -> str:
    """A value that a field of this type and format accepts, or its own example."""
    kind, form = described.get("type", "any"), described.get("format", "default")
    if described.get("example"):
        return str(described["example"])
    if kind == "boolean":
        return str((described.get("trueValues") or ["true"])[0])
    if kind in ("date", "datetime", "time") and "%" in form:
        return MOMENT.strftime(form)
    if kind == "number" and described.get("decimalChar"):
        return EXAMPLES[kind].replace(".", described["decimalChar"])
    return EXAMPLES.get(f"{kind}/{form}") or EXAMPLES.get(kind, "")
