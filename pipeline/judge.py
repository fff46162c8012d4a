"""frictionless's own judgement: of a header, of a row, of a descriptor."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from pipeline.descriptor import DESCRIPTOR, DIALECT
from pipeline.problem import misconfigured
from pipeline.project import Project, Resource

# What a descriptor may tell frictionless; anything else could name other files, or other hosts.
OF_RESOURCE = ("name", "path", "format", "encoding")
OF_SCHEMA = ("fields", "primaryKey", "foreignKeys", "missingValues")
MOST_ERRORS = 1000
SIGNALLING = re.compile(r"\s*[+-]?snan\d*\s*", re.IGNORECASE)


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
    except FrictionlessException as error:
        reasons = [e.note for e in getattr(error, "reasons", [])] or [error.error.note]
        raise misconfigured(DESCRIPTOR, "descriptor-invalid", found=reasons[0]) from None
    except (re.error, TypeError, ValueError) as error:
        raise misconfigured(DESCRIPTOR, "descriptor-invalid", found=error) from None


def row_reader(resource: Resource) -> Callable[[int, list[str]], Any]:
    """A function from a row's number (the header is 1) and cells to frictionless's Row."""
    from frictionless import Schema
    from frictionless.table.row import Row, create_cell_handlers

    handlers = create_cell_handlers(Schema.from_descriptor(pinned(resource)["schema"]).fields)
    numbers = [i for i, f in enumerate(resource.fields) if f.get("type") == "number"]

    def read(number: int, cells: list[str]) -> Any:
        # A signalling NaN makes frictionless fail; a quiet one it reads, and we refuse both.
        for i in numbers:
            if i < len(cells) and SIGNALLING.fullmatch(cells[i]):
                cells = [*cells[:i], "NaN", *cells[i + 1 :]]
        row = Row(cells, handlers=handlers, row_number=number)
        _ = row.errors
        return row

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
            report = package.validate(limit_errors=MOST_ERRORS)
    except FrictionlessException as error:
        raise misconfigured(DESCRIPTOR, "descriptor-invalid", found=error.error.note) from None
    return {r.name: task.errors for r, task in zip(readable, report.tasks, strict=True)}


def canonical(value: Any) -> str | None:
    """One text for equal values of a field's type, as the proof's SQL writes it."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal) and value.is_finite():
        shown = format(value.normalize(), "f")
        return "0" if value == 0 else shown
    return value.isoformat() if type(value) is date else str(value)
