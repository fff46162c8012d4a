"""datasets/datapackage.json: read, and every reason why it cannot be followed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.expect import is_expectation
from pipeline.parse import parse
from pipeline.problem import CONFIGURATION, Problem, Refused, misconfigured

DESCRIPTOR = "datasets/datapackage.json"
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]+)*")
ROW_NUMBER = "rowid"  # as DuckDB calls it, unless a column takes the name
NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
WORDS = {"name", "title", "description", "unit", "version", "homepage"}
SOURCES = ("datasets", "site_templates", "sql", "pipeline/sql")
DIALECT = {
    "delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True,
    "skipInitialSpace": False, "header": True,
}  # fmt: skip
FIELD_TYPES = {
    "any", "array", "boolean", "date", "datetime", "duration", "geojson", "geopoint",
    "integer", "number", "object", "string", "time", "year", "yearmonth",
}  # fmt: skip
PRIVACY = {"open", "masked", "closed"}


def read_descriptor(root: Path) -> dict[str, Any]:
    """The description of a project, once there is nothing wrong with it.

    Raises Refused (configuration) otherwise, with every mistake.
    """
    descriptor = _read(root / DESCRIPTOR)
    problems = [p for i, r in enumerate(descriptor["resources"]) for p in _mistakes(i, r)]
    problems += _mistakes_of_names(descriptor["resources"])
    problems += _mistakes_of_words(descriptor, "")
    problems += [Problem(link, "link") for link in _links(root)]
    if not problems:
        problems = [p for r in descriptor["resources"] for p in _mistakes_of_keys(descriptor, r)]
        problems += _forbidden_fields(descriptor)
    if problems:
        raise Refused(problems, CONFIGURATION)
    return descriptor


def _read(path: Path) -> dict[str, Any]:
    descriptor = parse(path, DESCRIPTOR)
    resources = descriptor.get("resources") if isinstance(descriptor, dict) else None
    if not isinstance(resources, list) or not resources:
        raise misconfigured(DESCRIPTOR, "descriptor-without-resources")
    tags = descriptor.get("languages", ["en"])
    if not _are_different_languages(tags):
        raise misconfigured(DESCRIPTOR, "descriptor-languages", found=_json(tags))
    demo = descriptor.get("demo", {})
    if not isinstance(demo, dict) or not all(isinstance(text, str) for text in demo.values()):
        raise misconfigured(DESCRIPTOR, "descriptor-demo", found=_json(demo))
    return dict(descriptor)


def _are_different_languages(tags: object) -> bool:
    if not isinstance(tags, list) or not all(LANGUAGE.fullmatch(str(tag)) for tag in tags):
        return False
    keys = {str(tag).split("-")[0].lower() for tag in tags}
    return 0 < len(tags) == len(keys)


def _links(root: Path) -> Iterator[str]:
    """Every symbolic link among the sources: what one leads to is nobody's to publish."""
    for folder in SOURCES:
        for path in (root / folder, *sorted((root / folder).rglob("*"))):
            if path.is_symlink():
                yield path.relative_to(root).as_posix()


def _mistakes(position: int, resource: Any) -> list[Problem]:
    """Every reason why one resource cannot be followed."""
    if not isinstance(resource, dict) or not NAME.fullmatch(str(resource.get("name", ""))):
        return [Problem(DESCRIPTOR, "resource-name", {"position": position + 1})]
    name = resource["name"]

    def mistake(kind: str, **values: object) -> Problem:
        return Problem(DESCRIPTOR, kind, {"name": name, **values})

    path = resource.get("path")
    if not _is_plain_path(path):
        return [mistake("resource-path", found=path)]
    found = _mistakes_of_words(resource, f"{name}.")
    if str(resource.get("encoding", "")).lower() != "utf-8":
        found.append(mistake("resource-encoding", found=resource.get("encoding")))
    if resource.get("format") != "csv":
        found.append(mistake("resource-format", found=resource.get("format")))
    dialect = resource.get("dialect", {})
    if not isinstance(dialect, dict):
        dialect = {"dialect": dialect}
    for key, value in dialect.items():
        if key not in DIALECT or DIALECT[key] != value:
            found.append(mistake("resource-dialect", key=key, found=_json(value)))
    if "expected_rows" in resource and not is_expectation(resource["expected_rows"]):
        found.append(mistake("resource-rows", found=_json(resource["expected_rows"])))
    return found + _mistakes_of_fields(name, resource.get("schema"))


def _is_plain_path(path: object) -> bool:
    if not isinstance(path, str) or not path.endswith(".csv") or ":" in path or "\\" in path:
        return False
    parts = PurePosixPath(path)
    return not parts.is_absolute() and ".." not in parts.parts


def _mistakes_of_fields(name: str, schema: Any) -> list[Problem]:
    fields = schema.get("fields") if isinstance(schema, dict) else None
    if not isinstance(fields, list) or not fields or not all(isinstance(f, dict) for f in fields):
        return [Problem(DESCRIPTOR, "schema-missing", {"name": name})]
    names = [str(field.get("name")) for field in fields]
    twice = sorted({n for n in names if names.count(n) > 1})
    found = [Problem(DESCRIPTOR, "field-twice", {"name": name, "field": n}) for n in twice]
    for number, field in enumerate(fields, 1):
        values = {"name": name, "field": field.get("name", f"#{number}")}
        if not NAME.fullmatch(str(field.get("name", ""))):
            found.append(Problem(DESCRIPTOR, "field-name", values))
        if field.get("name") == ROW_NUMBER:
            found.append(Problem(DESCRIPTOR, "name-taken", values))
        found += _mistakes_of_words(field, f"{name}.{values['field']}.")
        if str(field.get("type", "any")) not in FIELD_TYPES:
            found.append(Problem(DESCRIPTOR, "field-type", {**values, "found": field["type"]}))
        if str(field.get("privacy", "open")) not in PRIVACY:
            found.append(
                Problem(DESCRIPTOR, "field-privacy", {**values, "found": field["privacy"]})
            )
    return found


def _mistakes_of_names(resources: list[Any]) -> list[Problem]:
    names = [r.get("name") for r in resources if isinstance(r, dict)]
    twice = sorted({str(n) for n in names if names.count(n) > 1})
    return [Problem(DESCRIPTOR, "resource-twice", {"name": n}) for n in twice]


def _mistakes_of_words(described: dict[str, Any], place: str) -> list[Problem]:
    """Titles and descriptions, in whichever language, that are not text."""
    return [
        Problem(DESCRIPTOR, "descriptor-words", {"key": f"{place}{key}", "found": _json(value)})
        for key, value in described.items()
        if key.split("_")[0] in WORDS and not isinstance(value, str)
    ]


def _mistakes_of_keys(descriptor: dict[str, Any], resource: dict[str, Any]) -> list[Problem]:
    """Keys that name no field: frictionless would pass over some of them in silence."""
    fields = {
        r["name"]: {f["name"] for f in r["schema"]["fields"]} for r in descriptor["resources"]
    }
    name, schema = resource["name"], resource["schema"]
    keys, own = schema.get("foreignKeys", []), listed(schema.get("primaryKey", []))
    found = [
        Problem(DESCRIPTOR, "resource-key", {"name": name, "found": _json(key)})
        for key in (keys if isinstance(keys, list) else [keys])
        if not _leads_somewhere(key, name, fields)
    ]
    if not {*own} <= fields[name]:
        found.append(Problem(DESCRIPTOR, "resource-own-key", {"name": name, "found": own}))
    return found


def _leads_somewhere(key: Any, name: str, fields: dict[str, set[str]]) -> bool:
    reference = key.get("reference") if isinstance(key, dict) else None
    if not isinstance(reference, dict) or not isinstance(reference.get("resource"), str):
        return False
    here, there = (listed(side.get("fields", [])) for side in (key, reference))
    target = fields.get(reference["resource"] or name, set())
    return 0 < len(here) == len(there) and {*here} <= fields[name] and {*there} <= target


def _forbidden_fields(descriptor: dict[str, Any]) -> list[Problem]:
    """Fields with a word in their name or a title that the project has forbidden itself.

    A closed field may have one: it is kept for checking and never published.
    """
    words = descriptor.get("forbidden_fields", [])
    if not isinstance(words, list) or not all(isinstance(w, str) and w for w in words):
        return [Problem(DESCRIPTOR, "descriptor-forbidden-fields", {"found": _json(words)})]
    found = []
    for resource in descriptor["resources"]:
        for field in resource["schema"]["fields"]:
            texts = [v for k, v in field.items() if k == "name" or k.split("_")[0] == "title"]
            held = [w for w in words if any(w.casefold() in str(t).casefold() for t in texts)]
            if held and field.get("privacy") != "closed":
                values = {"name": resource["name"], "field": field["name"], "found": held[0]}
                found.append(Problem(DESCRIPTOR, "field-forbidden", values))
    return found


def listed(names: Any) -> list[str]:
    """The fields of a key, which may be written as one name or as a list."""
    return [str(n) for n in names] if isinstance(names, list) else [str(names)]


def _json(value: object) -> str:
    """A value as the description writes it."""
    return json.dumps(value, ensure_ascii=False)
