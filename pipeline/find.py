"""What is wrong with one row, whoever found it, and how it is told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from typing import Any

from pipeline.descriptor import listed
from pipeline.kinds import example_of, kind_of, rule_of
from pipeline.problem import Problem
from pipeline.project import Resource
from pipeline.relate import Clash
from pipeline.screen import problems_of_cell

DIGITS = {"integer", "number", "date", "datetime", "time", "year", "yearmonth"}
STOPPED = "check-stopped"
MOST_ERRORS = 1000  # of a file with wrong headings; then frictionless stops


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
    """A frictionless error, or the remark that frictionless has stopped."""
    names = getattr(error, "field_names", None) or [getattr(error, "field_name", "")]
    cells = getattr(error, "field_cells", None) or [getattr(error, "cell", "")]
    if error.type == "primary-key":
        names = resource.key
        cells = ["".join(error.cells[(at := resource.column_of(n)) - 1 : at]) for n in names]
    number = getattr(error, "field_number", 0) or 0
    same = re.search(r'row at position "?(\d+)', error.note)
    return Finding(
        row=getattr(error, "row_number", None) or 1,
        type=error.type,
        kind=error.type if error.type == STOPPED else kind_of(error, _described(resource, number)),
        names=tuple(filter(None, names)),
        number=number,
        order=order,
        cells=tuple(str(c) for c in cells),
        note=error.note,
        label=getattr(error, "label", ""),
        other=int(same[1]) if same else getattr(error, "last_row", 0),
        reference=getattr(error, "reference_name", "") or resource.name,
        is_own=error.type == STOPPED,
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
        order=clash.order,
        cells=tuple("" if c is None else c for c in clash.cells or [None] * len(clash.fields)),
        note=_note(clash),
        other=clash.other,
        reference=clash.reference or resource.name,
        target=clash.target,
        is_own=clash.kind == "unique-key",
    )


def _note(clash: Clash) -> str:
    """What frictionless notes of a key that clashes with itself, in its words."""
    if clash.kind == "primary-key-empty":
        return 'cells composing the primary keys are all "None"'
    return f"the same as in the row at position {clash.other}" if clash.other else ""


def reference_of(resource: Resource, names: Iterable[str], target: str) -> tuple[str, list[str]]:
    """The resource (empty: this one) and the fields that a foreign key of these names leads to."""
    for key in resource.descriptor["schema"].get("foreignKeys", []):
        reference = key["reference"]
        leads_there = (reference["resource"] or resource.name) == target
        if listed(key["fields"]) == list(names) and leads_there:
            return reference["resource"], listed(reference["fields"])
    return target, []


def own_findings(resource: Resource, number: int, cells: list[str], row: Any) -> Iterator[Finding]:
    """What frictionless accepts in a row and we do not.

    Numbers that are not finite; digits of another script, which read the same and search
    otherwise; links that are not http(s); values outside `categories`, which frictionless passes
    over; and cells whose text is not in canonical form.
    """
    for place, (described, cell) in enumerate(zip(resource.fields, cells, strict=False), 1):
        value = row.get(described["name"])
        kinds = dict(problems_of_cell(cell))
        if isinstance(value, Decimal | float) and not _is_finite(Decimal(value)):
            kinds["number-not-finite"] = cell
        if described.get("type") in DIGITS and value is not None and not cell.isascii():
            kinds["digits-not-ascii"] = cell
        if described.get("format") == "uri" and value and not _is_web_address(cell):
            kinds["url-scheme"] = cell
        if "categories" in described and value is not None and value not in _categories(described):
            kinds["not-in-categories"] = cell
        for kind, found in kinds.items():
            name = described["name"]
            yield Finding(number, kind, kind, (name,), place, place, (found,), is_own=True)


def _is_finite(value: Decimal) -> bool:
    """Also as the number of 64 bits that is published: 1e400 is none."""
    return value.is_finite() and isfinite(float(value))


def _is_web_address(cell: str) -> bool:
    return re.match(r"https?://[^\s/]", cell) is not None


def _categories(described: dict[str, Any]) -> list[Any]:
    return [c.get("value") if isinstance(c, dict) else c for c in described["categories"]]


def as_problem(resource: Resource, finding: Finding, lines: list[int]) -> Problem:
    """A finding at its place in the file; `lines` gives each row's, unless each has one line."""

    def line_of(row: int) -> int:
        return lines[row - 1] if lines and row <= len(lines) else row

    column = finding.number or resource.column_of((*finding.names, "")[0])
    described = _described(resource, column)
    # Below a title such as 法定代表人 a name alone is personal data.
    cells = _withheld(described, finding.cells)
    values = {
        "field": _one(finding.names),
        "cell": _one(cells),
        "found": _one(cells),
        "label": finding.label,
        "note": finding.note,
        "other": line_of(finding.other) if finding.other else 0,
        "reference": finding.reference,
        "target": finding.target,
        "most": MOST_ERRORS,
        **_asked(described, finding),
    }
    return Problem(resource.file, finding.kind, values, line_of(finding.row), column)


def _withheld(described: dict[str, Any], cells: tuple[str, ...]) -> tuple[str, ...]:
    """Cells as they may be told, each after the title of its column."""
    from pipeline.persons import introduced
    from pipeline.privacy import WITHHELD, redact

    title = introduced(described)
    return tuple(c if redact(title + c) == title + c else WITHHELD for c in cells)


def _asked(described: dict[str, Any], finding: Finding) -> dict[str, Any]:
    """What the description asks for, as far as a sentence may tell it."""
    rule = rule_of(finding.note)
    of = described.get("arrayItem") or {} if finding.kind.startswith("item-") else described
    asked = of.get("constraints", {}).get(rule, "")
    if finding.kind == "not-in-categories":
        asked = _categories(described)
    return {
        "type": of.get("type", "any"),
        "rule": rule or finding.type,
        "expected": tuple(asked) if isinstance(asked, list) else asked,
        "example": example_of(described),
        "no": (described.get("falseValues") or ["false"])[0],
    }


def _one(texts: tuple[str, ...]) -> str | tuple[str, ...]:
    return texts if len(texts) > 1 else "".join(texts)


def _described(resource: Resource, number: int) -> dict[str, Any]:
    """The description of the field at a position; nothing where there is no such field."""
    return resource.fields[number - 1] if 0 < number <= len(resource.fields) else {}


def in_order(problems: list[Problem]) -> list[Problem]:
    """The problems of a file in row order, without those that only follow from another."""
    short = {p.place for p in problems if p.kind == "missing-cell"}
    lost = {p.place for p in problems if p.kind == "foreign-key"}
    others = {p.line for p in problems if p.kind != "primary-key-empty"}
    told = [
        p for p in problems
        if not (p.kind == "constraint-required" and p.place in short)
        and not (p.kind.startswith("constraint-pattern") and p.place in lost)
        and not (p.kind == "primary-key-empty" and p.line in others)
    ]  # fmt: skip
    return sorted(told, key=lambda p: (p.line, p.column))
