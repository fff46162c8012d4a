"""frictionless's own judgement: of a header, of a row, of a descriptor."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from pipeline.accept import pinned as pinned
from pipeline.accept import refuse_bad_schemas as refuse_bad_schemas
from pipeline.descriptor import DESCRIPTOR
from pipeline.find import MOST_ERRORS, STOPPED
from pipeline.kinds import kind_of
from pipeline.problem import misconfigured
from pipeline.project import Project, Resource
from pipeline.screen import header_line

LONGEST_EXPONENT = 30


def row_reader(resource: Resource) -> Callable[[int, list[str]], Any]:
    """A function from a row's number (the header is 1) and cells to frictionless's Row."""
    from frictionless import Schema
    from frictionless.table.row import Row, create_cell_handlers

    handlers = create_cell_handlers(Schema.from_descriptor(pinned(resource)["schema"]).fields)
    safe = {name: h._replace(reader=_unfailing(h.reader)) for name, h in handlers.items()}

    def read(number: int, cells: list[str]) -> Any:
        row = Row(cells, handlers=safe, row_number=number)
        _ = row.errors
        return row

    return read


def _unfailing(reader: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A cell on which frictionless itself fails is wrong.

    It cannot compare a signalling NaN with a bound, or a time with a zone to one without.
    """

    def read(cell: Any) -> Any:
        try:
            return reader(cell)
        except (ArithmeticError, TypeError, ValueError):
            return None, {"type": "cannot be compared"}

    return read


def whole_errors(project: Project, readable: list[Resource]) -> dict[str, list[Any]]:
    """frictionless's errors of whole files; references to files that cannot be read are left out.

    Raises Refused (configuration) for a description that it cannot follow.
    """
    from frictionless import FrictionlessException, Package, system

    names = {r.name for r in readable} | {""}
    resources = [pinned(r) for r in readable]
    for resource in resources:
        keys = resource["schema"].get("foreignKeys", [])
        resource["schema"]["foreignKeys"] = [k for k in keys if k["reference"]["resource"] in names]
    try:
        with system.use_context(trusted=False):
            package = Package.from_descriptor(
                {"name": "check", "resources": resources}, basepath=str(project.datasets)
            )
            pairs = zip(readable, package.resources, strict=True)
            return {mine.name: _errors_of(mine, theirs) for mine, theirs in pairs}
    except FrictionlessException as error:
        found = (error.reasons or [error.error])[0]
        values = {"note": found.note, "rule": found.type}
        raise misconfigured(DESCRIPTOR, kind_of(found, {}), 0, **values) from None


def _errors_of(resource: Resource, theirs: Any) -> list[Any]:
    """The errors of one file; of its header alone where frictionless fails on the rows below."""
    try:
        [task] = theirs.validate(limit_errors=MOST_ERRORS).tasks
    except (ArithmeticError, TypeError, ValueError):
        return _header_errors(resource)
    if any(warning.startswith("reached error limit") for warning in task.warnings):
        return [Stopped(getattr(task.errors[-1], "row_number", 1)), *task.errors]
    return list(task.errors)


@dataclass(frozen=True)
class Stopped:
    """Stands before the errors of a file where frictionless has stopped, and in which row."""

    last_row: int
    type: str = STOPPED
    note: str = ""


def _header_errors(resource: Resource) -> list[Any]:
    from frictionless import Schema
    from frictionless.table.header import Header

    fields = Schema.from_descriptor(pinned(resource)["schema"]).fields
    labels = next(csv.reader(header_line(resource).splitlines()), [])
    return list(Header(labels, fields=fields, row_numbers=[1]).errors)


def canonical(value: Any) -> str | None:
    """One text for values that Python calls equal, as the proof's SQL writes it."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool | int | float | Decimal):
        return _number(Decimal(value))
    if isinstance(value, datetime | time) and (offset := value.utcoffset()) is not None:
        return _moment(value, offset)
    if isinstance(value, tuple):
        return ",".join(str(canonical(part)) for part in value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _number(value: Decimal) -> str:
    """Without needless zeros, every digit kept, and never longer than the digits ask for."""
    sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        return str(value)
    figures = "".join(map(str, digits)).lstrip("0")
    exponent += len(figures) - len(figures.rstrip("0"))
    exact = Decimal(f"{'-' * sign}{figures.rstrip('0')}E{exponent}") if figures else Decimal(0)
    return format(exact, "f") if abs(exponent) <= LONGEST_EXPONENT or not figures else str(exact)


def _moment(value: datetime | time, offset: timedelta) -> str:
    """A time with a zone, told without it."""
    if isinstance(value, datetime):
        try:
            return value.astimezone(UTC).isoformat()
        except OverflowError:
            return f"{value.replace(tzinfo=None) - datetime.min - offset} UTC"
    parts = timedelta(0, value.second, value.microsecond, 0, value.minute, value.hour)
    return f"{parts - offset} UTC"
