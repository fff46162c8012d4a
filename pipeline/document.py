"""Problems → one JSON document for programs: a Report of frictionless, with our own fields beside.

`frictionless.Report.from_descriptor(document)` reads it. What frictionless has a type of error for
has that type, and all that frictionless says of it, word for word. What it has no type for (a
claim, personal data, the form of a file) has the type "error", and `kind` tells our rule.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from pipeline.contents import Contents, contents
from pipeline.find import reference_of
from pipeline.kinds import type_of
from pipeline.persons import introduced
from pipeline.privacy import WITHHELD, find
from pipeline.problem import Problem, plain, sentence, shorten
from pipeline.project import Resource

MOST_LISTED = 1000  # errors of one resource, which is frictionless's limit too, and warnings
LOOKED_AT = 1200  # characters of a cell, of which a tenth is shown
WHERE = ("rowNumber", "fieldNumber", "fieldName")


def document(resources: list[Resource], problems: list[Problem], lang: str, seconds: float) -> str:
    """The report, in which every resource is a task; `seconds` is how long the command took."""
    of_files: dict[str, list[Problem]] = {resource.file: [] for resource in resources}
    others: list[Problem] = []
    for problem in problems:
        of_files.get(problem.file, others).append(problem)
    tasks = [_task(resource, of_files[resource.file], lang) for resource in resources]
    rest = _lists(None, None, others, lang)
    stats = {"tasks": len(tasks), **_counts(problems), "seconds": round(seconds, 3)}
    report = {"valid": not stats["errors"], "stats": stats, **rest, "tasks": tasks}
    return json.dumps({**report, "language": lang}, ensure_ascii=False, indent=2)


def _task(resource: Resource, problems: list[Problem], lang: str) -> dict[str, Any]:
    """One resource: what it holds, how many problems it has, and the first of them."""
    read = contents(resource.path, {p.line for p in problems})
    stats = {**_counts(problems), "fields": len(resource.fields)}
    if read:
        rows = {} if read.rows is None else {"rows": read.rows}
        stats |= {"bytes": read.bytes, "sha256": read.sha256, **rows}
    return {
        "name": resource.name,
        "type": "table",
        "valid": not stats["errors"],
        "place": resource.file,
        "labels": [_safe({}, label) for label in read.labels] if read else [],
        "stats": stats,
        **_lists(resource, read, problems, lang),
    }


def _counts(problems: Iterable[Problem]) -> dict[str, Any]:
    severities = [p.severity for p in problems]
    return {"errors": severities.count("error"), "warnings": severities.count("warning")}


def _lists(
    resource: Resource | None, read: Contents | None, problems: list[Problem], lang: str
) -> dict[str, Any]:
    """The errors; the warnings as frictionless has them, in words, and in full as `warned`."""
    lists: dict[str, Any] = {"warnings": []}
    for name, severity in (("errors", "error"), ("warned", "warning")):
        found = [p for p in problems if p.severity == severity]
        lists[name] = [_described(resource, read, p, lang) for p in found[:MOST_LISTED]]
        if len(found) > MOST_LISTED:
            counts = {"shown": MOST_LISTED, f"{severity}s": len(found)}
            lists["warnings"].append(sentence(f"report-capped-{severity}s", lang, **counts))
    lists["warnings"] += [f"{w['place']}: {w['sentence']}" for w in lists["warned"]]
    return lists


def _described(
    resource: Resource | None, read: Contents | None, problem: Problem, lang: str
) -> dict[str, Any]:
    """One problem as frictionless writes an error of its type, and our own fields beside."""
    row = read.at.get(problem.line) if read else None
    known = _attributes(resource, *row, problem) if resource and row else {}
    own: dict[str, Any] = {
        "file": plain(problem.file), "line": problem.line, "column": problem.column,
        "place": problem.place, "kind": problem.kind, "name": problem.name(lang),
        "severity": problem.severity, "sentence": problem.sentence(lang),
        "mend": problem.mend(lang),
    }  # fmt: skip
    if near := problem.values.get("near"):
        own["suggestion"] = shorten(near)
    where = {name: known[name] for name in WHERE if name in known}
    return {**where, **_by_frictionless(problem, known, own["sentence"]), **own}


def _by_frictionless(problem: Problem, known: dict[str, Any], said: str) -> dict[str, Any]:
    """What frictionless writes; where it has no type for a problem, its plain "error"."""
    from frictionless import Error

    cls = Error.metadata_select_class(type_of(problem.kind))
    asked = {*cls.metadata_ensure_profile()["properties"]} - {*Error.metadata_profile["properties"]}
    if cls is Error or not asked <= {*known}:
        return dict(Error(note=said).to_descriptor())
    values = {name: known[name] for name in asked}
    note = known.get("note") or plain(problem.values.get("note", ""))
    return dict(cls.metadata_import({"note": note, **values}).to_descriptor())


def _attributes(
    resource: Resource, number: int, cells: list[str], problem: Problem
) -> dict[str, Any]:
    """All that some class of frictionless's errors holds, of a place in the row of a number."""
    fields, at = resource.fields, problem.column - 1
    name = problem.values.get("field")
    named: dict[str, Any] = {"fieldNumber": problem.column} if problem.column else {}
    named |= {"fieldName": plain(name)} if problem.column and isinstance(name, str) else {}
    if number == 1:
        labels = [_safe({}, cell) for cell in cells]
        return {"labels": labels, "rowNumbers": [1], "label": "".join(labels[at : at + 1]), **named}
    described = [*fields, *({} for _ in cells[len(fields) :])]
    texts = [_safe(field, cell) for field, cell in zip(described, cells, strict=False)]
    shown = [
        WITHHELD if field.get("privacy") == "closed" and text else text
        for field, text in zip(described, texts, strict=False)
    ]
    known = {"cells": shown, "rowNumber": number, "cell": "".join(texts[at : at + 1]), **named}
    if problem.kind.startswith("foreign-key"):
        known |= _reference(resource, texts, problem)
    if problem.kind == "type-error":
        known["note"] = f'type is "{fields[at].get("type")}/{fields[at].get("format", "default")}"'
    return known


def _reference(resource: Resource, texts: list[str], problem: Problem) -> dict[str, Any]:
    """What a foreign key compares, and what frictionless notes of it."""
    field: Any = problem.values["field"]
    names = [field] if isinstance(field, str) else list(field)
    target, there = reference_of(resource, names, str(problem.values["reference"]))
    found = [texts[resource.column_of(name) - 1] for name in names]
    values = ", ".join(text or "None" for text in found)
    note = (
        f'for "{", ".join(names)}": values "{values}" not found '
        f'in the lookup table "{target}" as "{", ".join(there)}"'
    )
    return {
        "fieldNames": names, "fieldCells": found, "referenceName": target,
        "referenceFieldNames": there, "note": note,
    }  # fmt: skip


def _safe(described: dict[str, Any], text: str) -> str:
    """A cell as it may be told: short, without control characters, and withheld if in doubt."""
    text = text[:LOOKED_AT]
    return WITHHELD if find(introduced(described) + text) else shorten(text)
