"""datasets/ → problems: the form of every file, then every row against the one description."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator
from typing import Any

from frictionless import FrictionlessException, Package, system

from pipeline.problem import Problem, misconfigured
from pipeline.project import DESCRIPTOR, Project, Resource

LARGEST_FILE = 512_000_000
NAMED_CONSTRAINTS = {
    "required", "unique", "pattern", "enum", "minimum", "maximum", "minLength", "maxLength",
}  # fmt: skip


def check(project: Project) -> list[Problem]:
    """Every problem in every file, in file and row order; an empty list means: publishable.

    Raises Refused (configuration) where the descriptor itself is not valid.
    """
    lines: dict[str, list[int]] = {}
    found: dict[str, list[Problem]] = {}
    for resource in project.resources:
        found[resource.name], lines[resource.name] = _form(resource)
    readable = [r for r in project.resources if not found[r.name]]
    for resource, error in _judge(project, readable):
        found[resource.name].append(_problem(resource, error, lines[resource.name]))
    return [problem for resource in project.resources for problem in found[resource.name]]


def _form(resource: Resource) -> tuple[list[Problem], list[int]]:
    """Problems of form, and the line on which each record starts.

    A file must be its own canonical form: then no two readers can see different cells in it.
    """
    data = resource.path.read_bytes()
    problem = _problem_of_bytes(resource.file, data)
    if problem:
        return [problem], []
    text = data.decode("utf-8")
    try:
        records, starts = _records(text)
    except csv.Error as error:
        line = int(str(error.__notes__[0]))
        return [Problem(resource.file, "form-quotes", {"found": error}, line)], []
    return _problems_of_records(resource.file, text, records, starts), starts


def _problem_of_bytes(file: str, data: bytes) -> Problem | None:
    """The first thing that makes the bytes not plain UTF-8 text with LF line ends."""

    def at(kind: str, offset: int, **values: object) -> Problem:
        return Problem(file, kind, values, data.count(b"\n", 0, offset) + 1)

    if len(data) > LARGEST_FILE:
        return Problem(file, "form-too-large", {"bytes": len(data)})
    if not data:
        return Problem(file, "form-empty")
    if data.startswith(b"\xef\xbb\xbf"):
        return at("form-bom", 0)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return at("form-encoding", error.start, found=f"0x{data[error.start]:02X}")
    if "\r" in text:
        return at("form-line-ends", data.index(b"\r"))
    for number, line in enumerate(text.split("\n"), 1):
        hidden = next((c for c in line if not c.isprintable() and c != "\u3000"), None)
        if hidden:
            return Problem(file, "form-character", {"found": f"U+{ord(hidden):04X}"}, number)
    if not text.endswith("\n"):
        return at("form-last-line", len(data))
    return None


def _records(text: str) -> tuple[list[list[str]], list[int]]:
    """All records, and the line on which each starts; csv.Error carries the line as its note."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    records: list[list[str]] = []
    starts: list[int] = []
    while True:
        start = reader.line_num + 1
        try:
            record = next(reader)
        except StopIteration:
            return records, starts
        except csv.Error as error:
            error.add_note(str(start))
            raise
        records.append(record)
        starts.append(start)


def _problems_of_records(
    file: str, text: str, records: list[list[str]], starts: list[int]
) -> list[Problem]:
    blank = [at for record, at in zip(records, starts, strict=True) if not record]
    if blank:
        return [Problem(file, "form-blank-line", {}, at) for at in blank]
    if len(records) == 1:
        return [Problem(file, "form-no-rows", {}, 1)]
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(records)
    if out.getvalue() == text:
        return []
    pairs = itertools.zip_longest(text.split("\n"), out.getvalue().split("\n"), fillvalue="")
    at = next(number for number, (had, wants) in enumerate(pairs, 1) if had != wants)
    wants = out.getvalue().split("\n")[at - 1]
    return [Problem(file, "form-not-canonical", {"wants": wants}, at)]


def _judge(project: Project, readable: list[Resource]) -> Iterator[tuple[Resource, Any]]:
    """frictionless's verdict on the readable files; references to unread files are left out."""
    names = {r.name for r in readable}
    descriptor = {"name": "check", "resources": [_without_unread(r, names) for r in readable]}
    if not readable:
        return
    try:
        with system.use_context(trusted=False):
            package = Package.from_descriptor(descriptor, basepath=str(project.datasets))
            report = package.validate(limit_errors=1000)
    except FrictionlessException as error:
        reasons = [e.note for e in getattr(error, "reasons", [])] or [error.error.note]
        raise misconfigured(DESCRIPTOR, "descriptor-invalid", found=reasons[0]) from None
    if report.errors:
        raise misconfigured(DESCRIPTOR, "descriptor-invalid", found=report.errors[0].note)
    for resource, task in zip(readable, report.tasks, strict=True):
        for found in task.errors:
            if found.type in ("schema-error", "resource-error", "metadata-error"):
                raise misconfigured(DESCRIPTOR, "descriptor-invalid", found=found.note)
            yield resource, found


def _without_unread(resource: Resource, names: set[str]) -> dict[str, Any]:
    schema = dict(resource.descriptor["schema"])
    keys = [
        key for key in schema.get("foreignKeys", [])
        if key["reference"]["resource"] in names | {""}
    ]  # fmt: skip
    schema.pop("foreignKeys", None)
    if keys:
        schema["foreignKeys"] = keys
    return {**resource.descriptor, "schema": schema}


def _problem(resource: Resource, error: Any, lines: list[int]) -> Problem:
    """A frictionless error at its place in the file, in our words."""
    row = getattr(error, "row_number", None)
    field = getattr(error, "field_name", None)
    names = getattr(error, "field_names", None) or ([field] if field else [])
    cells = getattr(error, "field_cells", None) or [getattr(error, "cell", "")]
    values = {
        "field": ", ".join(names),
        "cell": ", ".join(str(c) for c in cells),
        "note": error.note,
        "expected": error.note.rsplit('" is "', 1)[-1].rstrip('"'),
        "reference": getattr(error, "reference_name", "") or resource.name,
    }
    line = lines[row - 1] if row and row <= len(lines) else 1
    column = getattr(error, "field_number", 0) or (resource.column_of(names[0]) if names else 0)
    return Problem(resource.file, _kind(error), values, line, column)


def _kind(error: Any) -> str:
    """The name of our sentence for a frictionless error; `row-other` quotes its own note."""
    if error.type == "constraint-error":
        named = error.note.split('"')[1]
        return f"constraint-{named}" if named in NAMED_CONSTRAINTS else "row-other"
    known = {
        "type-error", "foreign-key", "primary-key", "unique-error", "missing-cell", "extra-cell",
        "blank-row", "incorrect-label", "missing-label", "extra-label", "duplicate-label",
        "blank-label", "blank-header",
    }  # fmt: skip
    return error.type if error.type in known else "row-other"
