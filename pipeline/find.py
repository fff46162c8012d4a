"""What is wrong with one row, whoever found it, and how it is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipeline.problem import Problem
from pipeline.project import Resource
from pipeline.relate import Clash
from pipeline.screen import problems_of_cell

NAMED_CONSTRAINTS = {
    "required", "pattern", "enum", "minimum", "maximum", "minLength", "maxLength",
}  # fmt: skip
SAME_NAME = {
    "type-error", "foreign-key", "unique-error", "missing-cell", "extra-cell", "blank-row",
    "incorrect-label", "missing-label", "extra-label", "duplicate-label", "blank-label",
}  # fmt: skip
DIGITS = {"integer", "number", "date", "datetime", "time", "year", "yearmonth"}
KEYS_COME_LATER = 10_000


@dataclass(frozen=True)
class Finding:
    """One thing wrong in a row (the header is 1); `type` is frictionless's, or one of our own."""

    row: int
    type: str
    kind: str
    names: tuple[str, ...]
    number: int  # the position of the field, 0 if it is about the row
    order: int
    cells: tuple[str, ...] = ()
    note: str = ""
    label: str = ""
    other: int = 0
    reference: str = ""
    target: str = ""
    is_own: bool = False


def of_error(resource: Resource, error: Any, order: int) -> Finding:
    """A frictionless error."""
    names = getattr(error, "field_names", None) or [getattr(error, "field_name", "")]
    cells = getattr(error, "field_cells", None) or [getattr(error, "cell", "")]
    if error.type == "primary-key":
        names = resource.key
        cells = [error.cells[resource.column_of(name) - 1] for name in names]
    same = re.search(r'row at position "?(\d+)', error.note)
    return Finding(
        row=getattr(error, "row_number", None) or 1,
        type=error.type,
        kind=_kind(error),
        names=tuple(filter(None, names)),
        number=getattr(error, "field_number", 0) or 0,
        order=order,
        cells=tuple(str(c) for c in cells),
        note=error.note,
        label=getattr(error, "label", ""),
        other=int(same[1]) if same else 0,
        reference=getattr(error, "reference_name", "") or resource.name,
    )


def of_clash(resource: Resource, clash: Clash) -> Finding:
    """A broken key, with the texts that the row has there."""
    kinds = {"primary-key-empty": "primary-key"}
    return Finding(
        row=clash.row,
        type=kinds.get(clash.kind, clash.kind),
        kind=clash.kind,
        names=tuple(clash.fields),
        number=resource.column_of(clash.fields[0]) if clash.kind == "unique-error" else 0,
        order=KEYS_COME_LATER + clash.order,
        cells=tuple("" if c is None else c for c in clash.cells or [None] * len(clash.fields)),
        other=clash.other,
        reference=clash.reference or resource.name,
        target=clash.target,
        is_own=clash.kind == "unique-key",
    )


def own_findings(resource: Resource, number: int, cells: list[str], row: Any) -> Iterator[Finding]:
    """What frictionless accepts in a row and we do not.

    Numbers that are not finite; digits of another script, which read the same and search
    otherwise; links that are not http(s); values outside `categories`, which frictionless passes
    over; and cells whose text is not in canonical form.
    """
    for place, (described, cell) in enumerate(zip(resource.fields, cells, strict=False), 1):
        value = row.get(described["name"])
        kinds = dict(problems_of_cell(cell))
        if isinstance(value, Decimal | float) and not Decimal(value).is_finite():
            kinds["number-not-finite"] = cell
        if described.get("type") in DIGITS and value is not None and not cell.isascii():
            kinds["digits-not-ascii"] = cell
        if described.get("format") == "uri" and value and not _is_web_address(cell):
            kinds["url-scheme"] = cell
        if "categories" in described and value is not None and not _is_category(described, value):
            kinds["not-in-categories"] = cell
        for kind, found in kinds.items():
            name = described["name"]
            yield Finding(number, kind, kind, (name,), place, place, (found,), is_own=True)


def _is_web_address(cell: str) -> bool:
    return re.match(r"https?://[^\s/]", cell) is not None


def _is_category(described: dict[str, Any], value: Any) -> bool:
    listed = [c.get("value") if isinstance(c, dict) else c for c in described["categories"]]
    return value in listed


def as_problem(resource: Resource, finding: Finding, lines: list[int]) -> Problem:
    """A finding at its place in the file; `lines` gives each row's, unless each has one line."""

    def line_of(row: int) -> int:
        return lines[row - 1] if lines and row <= len(lines) else row

    column = finding.number or resource.column_of((*finding.names, "")[0])
    described = resource.fields[column - 1] if 0 < column <= len(resource.fields) else {}
    values = {
        "field": ", ".join(finding.names),
        "cell": ", ".join(finding.cells),
        "found": ", ".join(finding.cells),
        "label": finding.label,
        "note": finding.note,
        "type": described.get("type", "any"),
        "expected": _expected(described, finding.kind),
        "other": line_of(finding.other) if finding.other else 0,
        "reference": finding.reference,
        "target": finding.target,
    }
    return Problem(resource.file, finding.kind, values, line_of(finding.row), column)


def in_order(problems: list[Problem]) -> list[Problem]:
    """The problems of a file in row order, without those that only follow from another."""
    short = {p.place for p in problems if p.kind == "missing-cell"}
    lost = {p.place for p in problems if p.kind == "foreign-key"}
    others = {p.line for p in problems if p.kind != "primary-key-empty"}
    told = [
        p for p in problems
        if not (p.kind == "constraint-required" and p.place in short)
        and not (p.kind == "constraint-pattern" and p.place in lost)
        and not (p.kind == "primary-key-empty" and p.line in others)
    ]  # fmt: skip
    return sorted(told, key=lambda p: (p.line, p.column))


def _expected(described: dict[str, Any], kind: str) -> str:
    """What a constraint asks for."""
    asked = described.get("constraints", {}).get(kind.removeprefix("constraint-"), "")
    return ", ".join(str(a) for a in asked) if isinstance(asked, list) else str(asked)


def _kind(error: Any) -> str:
    """The name of our sentence for a frictionless error; `row-other` quotes its own note."""
    if error.type == "constraint-error":
        named = error.note.split('"')[1]
        return f"constraint-{named}" if named in NAMED_CONSTRAINTS else "row-other"
    if error.type == "primary-key":
        return "primary-key" if "row at position" in error.note else "primary-key-empty"
    return error.type if error.type in SAME_NAME else "row-other"
