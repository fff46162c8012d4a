"""What frictionless is told of a description, and every reason why it could not follow it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from pipeline.descriptor import DESCRIPTOR, DIALECT
from pipeline.problem import CONFIGURATION, Problem, Refused
from pipeline.project import Project, Resource

# What a descriptor may tell frictionless; anything else could name other files, or other hosts.
OF_RESOURCE = ("name", "path", "format", "encoding")
OF_SCHEMA = ("fields", "primaryKey", "foreignKeys", "missingValues")
BOUNDS = {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}
# What frictionless notes of a description → our sentence, and the values that the note holds.
NOTES = {
    r'constraint "(?P<rule>.*)" is not supported by type "(?P<type>.*)"': "rule-unsupported",
    r'constraint "(?P<rule>.*)" requires datapackage v2': "rule-newer",
    r'"(?P<rule>.*)" should be set as "constraints\..*"': "rule-misplaced",
    r'example value "(?P<found>.*)" for field ".*" is not valid': "example-invalid",
    r"missing value.*|.*at property 'missingValues.*": "missing-values-invalid",
    r'Please install "frictionless\[(?P<found>.*)\]"': "format-unavailable",
}


def pinned(resource: Resource) -> dict[str, Any]:
    """A resource with nothing left to guess or to fetch.

    Left to itself, frictionless looks for the headings in the first row of about the usual length.
    """
    described = {key: resource.descriptor[key] for key in OF_RESOURCE}
    schema = {k: v for k, v in resource.descriptor["schema"].items() if k in OF_SCHEMA}
    return {**described, "dialect": {**DIALECT, "headerRows": [1]}, "schema": schema}


def refuse_bad_schemas(project: Project) -> None:
    """Raises Refused (configuration), with every mistake, for what frictionless cannot follow."""
    problems = [
        Problem(DESCRIPTOR, kind, {"name": resource.name, **values})
        for resource in project.resources
        for kind, values in _mistakes(resource)
    ]
    if problems:
        raise Refused(problems, CONFIGURATION)


def _mistakes(resource: Resource) -> Iterator[tuple[str, dict[str, object]]]:
    """What is wrong with each field alone, or else with all of them together."""
    schema = pinned(resource)["schema"]
    found = [
        (kind, {"field": field["name"], "type": field.get("type", "any"), **values})
        for field in schema["fields"]
        for kind, values in _mistakes_of({"fields": [field]})
    ]
    yield from found
    if not found:
        yield from ((k, {"field": "fields", **values}) for k, values in _mistakes_of(schema))


def _mistakes_of(schema: dict[str, Any]) -> list[tuple[str, dict[str, object]]]:
    from frictionless import FrictionlessException, Schema

    try:
        fields = Schema.from_descriptor(deepcopy(schema)).fields
        return [bad for field in fields for bad in _unusable(field)]
    except FrictionlessException as error:
        return [_noted(reason.note) for reason in error.reasons or [error.error]]
    except (ArithmeticError, RecursionError, TypeError, ValueError) as error:
        return [("descriptor-invalid", {"found": error})]


def _noted(note: str) -> tuple[str, dict[str, object]]:
    for pattern, kind in NOTES.items():
        if found := re.fullmatch(pattern, note, re.DOTALL):
            return kind, dict(found.groupdict())
    return "descriptor-invalid", {"found": note}


def _unusable(field: Any) -> Iterator[tuple[str, dict[str, object]]]:
    """Rules that frictionless takes and then cannot read, on the first row with a value if not now.

    Raises what frictionless raises for what is wrong besides.
    """
    try:
        re.compile(f"^{field.constraints.get('pattern', '')}$")
    except re.error as error:
        yield "rule-pattern", {"rule": field.constraints["pattern"], "found": error.msg}
        return
    for name in sorted(BOUNDS & {*field.constraints}):
        asked = field.constraints[name]
        value = None if asked is None else field.create_value_reader()(asked)
        if asked is not None and (value is None or value != value):
            yield "rule-bound", {"rule": name, "found": asked}
            return
    field.create_cell_reader()
