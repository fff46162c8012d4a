"""frictionless's own judgement: of a header, of a row, of a descriptor."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from pipeline.descriptor import DESCRIPTOR, DIALECT
from pipeline.problem import misconfigured
from pipeline.project import Project, Resource
from pipeline.screen import header_line

# What a descriptor may tell frictionless; anything else could name other files, or other hosts.
OF_RESOURCE = ("name", "path", "format", "encoding")
OF_SCHEMA = ("fields", "primaryKey", "foreignKeys", "missingValues")
BOUNDS = {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}
MOST_ERRORS = 1000
LONGEST_EXPONENT = 30


def pinned(resource: Resource) -> dict[str, Any]:
    """A resource with nothing left to guess or to fetch."""
    described = {key: resource.descriptor[key] for key in OF_RESOURCE}
    schema = {k: v for k, v in resource.descriptor["schema"].items() if k in OF_SCHEMA}
    return {**described, "dialect": DIALECT, "schema": schema}


def refuse_bad_schemas(project: Project) -> None:
    """Raises Refused (configuration) where frictionless would not accept the description."""
    from frictionless import FrictionlessException, Schema

    try:
        for resource in project.resources:
            schema = Schema.from_descriptor(pinned(resource)["schema"])
            for field in schema.fields:
                field.create_cell_reader()
                _refuse_bad_bounds(field)
    except FrictionlessException as error:
        reasons = [e.note for e in getattr(error, "reasons", [])] or [error.error.note]
        raise misconfigured(DESCRIPTOR, "descriptor-invalid", found=reasons[0]) from None
    except (re.error, ArithmeticError, RecursionError, TypeError, ValueError) as error:
        raise misconfigured(DESCRIPTOR, "descriptor-invalid", found=error) from None


def _refuse_bad_bounds(field: Any) -> None:
    """frictionless takes a bound that it cannot read, and fails on the first row with a value."""
    for name in BOUNDS & {*field.constraints}:
        asked = field.constraints[name]
        value = None if asked is None else field.create_value_reader()(asked)
        if asked is not None and (value is None or value != value):
            raise ValueError(f'"{name}" of {field.name} is not of type {field.type}: {asked}')


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
        raise misconfigured(DESCRIPTOR, "descriptor-invalid", found=error.error.note) from None


def _errors_of(resource: Resource, theirs: Any) -> list[Any]:
    """The errors of one file; of its header alone where frictionless fails on the rows below."""
    try:
        return list(theirs.validate(limit_errors=MOST_ERRORS).tasks[0].errors)
    except (ArithmeticError, TypeError, ValueError):
        return _header_errors(resource)


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
