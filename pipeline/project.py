"""The folder to publish: where its parts are, and its one description of the data."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.problem import CONFIGURATION, DATA, Problem, Refused, misconfigured

DESCRIPTOR = "datasets/datapackage.json"
LARGEST_DESCRIPTOR = 1_000_000
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]+)*")
NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
DIALECT = {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "skipInitialSpace": False}
FIELD_TYPES = {
    "any", "array", "boolean", "date", "datetime", "duration", "geojson", "geopoint",
    "integer", "number", "object", "string", "time", "year", "yearmonth",
}  # fmt: skip
PRIVACY = {"open", "masked", "closed"}


@dataclass(frozen=True)
class Language:
    """A language of the site: its tag (`zh-Hans`), its short key (`zh`), its URL prefix."""

    tag: str
    key: str
    prefix: str


@dataclass(frozen=True)
class Resource:
    """One input file: its name, its descriptor, and where it lies."""

    name: str
    descriptor: dict[str, Any]
    path: Path
    file: str  # relative to the project, as messages show it

    @property
    def fields(self) -> list[dict[str, Any]]:
        return list(self.descriptor["schema"]["fields"])

    def column_of(self, field: str) -> int:
        """The 1-based position of a field, or 0 if there is none of that name."""
        names = [f["name"] for f in self.fields]
        return names.index(field) + 1 if field in names else 0


@dataclass(frozen=True)
class Project:
    """A folder that can be published."""

    root: Path
    descriptor: dict[str, Any]
    resources: list[Resource]
    languages: list[Language]

    @property
    def datasets(self) -> Path:
        return self.root / "datasets"

    @property
    def templates(self) -> Path:
        return self.root / "site_templates"

    @property
    def sql(self) -> Path:
        """`sql/`, or `pipeline/sql/` where the project carries the engine in its own tree."""
        own = self.root / "sql"
        return own if own.is_dir() else self.root / "pipeline" / "sql"

    def show(self, path: Path) -> str:
        """A path as messages show it: relative to the project."""
        return path.relative_to(self.root).as_posix()

    def words(self, described: dict[str, Any], key: str) -> dict[str, str]:
        """`title` (or `description`) in each language: `title` in the first, `title_en` in en."""
        first = described.get(key, "")
        return {
            lang.key: described.get(f"{key}_{lang.key}", first) if i else first
            for i, lang in enumerate(self.languages)
        }


def open_project(root: Path) -> Project:
    """Read the descriptor and make sure that it names only plain files inside `datasets/`.

    Raises Refused (configuration) for a descriptor that cannot be followed safely, and Refused
    (data) where a file that it names is missing.
    """
    root = root.resolve()
    descriptor = _read_descriptor(root / DESCRIPTOR)
    problems = [p for i, r in enumerate(descriptor["resources"]) for p in _mistakes(root, i, r)]
    problems += _mistakes_of_names(descriptor["resources"])
    if problems:
        raise Refused(problems, CONFIGURATION)
    resources = [_resource(root, r) for r in descriptor["resources"]]
    missing = [r for r in resources if not r.path.is_file()]
    if missing:
        raise Refused([Problem(r.file, "file-missing", {"name": r.name}) for r in missing], DATA)
    tags = descriptor.get("languages", ["en"])
    languages = [_language(tag, i) for i, tag in enumerate(tags)]
    return Project(root, descriptor, resources, languages)


def _read_descriptor(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise misconfigured(DESCRIPTOR, "descriptor-missing")
    if path.stat().st_size > LARGEST_DESCRIPTOR:
        raise misconfigured(DESCRIPTOR, "descriptor-too-large", bytes=path.stat().st_size)
    try:
        descriptor = json.loads(path.read_bytes(), object_pairs_hook=_no_duplicate_keys)
    except json.JSONDecodeError as error:
        raise misconfigured(DESCRIPTOR, "descriptor-not-json", error.lineno, found=error.msg)  # noqa: B904
    except (UnicodeDecodeError, RecursionError, ValueError) as error:
        raise misconfigured(DESCRIPTOR, "descriptor-not-json", found=error)  # noqa: B904
    if not isinstance(descriptor, dict) or not isinstance(descriptor.get("resources"), list):
        raise misconfigured(DESCRIPTOR, "descriptor-without-resources")
    tags = descriptor.get("languages", ["en"])
    if not isinstance(tags, list) or not tags or not all(LANGUAGE.fullmatch(str(t)) for t in tags):
        raise misconfigured(DESCRIPTOR, "descriptor-languages", found=tags)
    return descriptor


def _no_duplicate_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"key written twice: {next(n for n in names if names.count(n) > 1)}")
    return found


def _mistakes(root: Path, position: int, resource: Any) -> list[Problem]:
    """Every reason why one resource cannot be followed."""
    if not isinstance(resource, dict) or not NAME.fullmatch(str(resource.get("name", ""))):
        return [Problem(DESCRIPTOR, "resource-name", {"position": position + 1})]
    name = resource["name"]

    def mistake(kind: str, **values: object) -> Problem:
        return Problem(DESCRIPTOR, kind, {"name": name, **values})

    path = resource.get("path")
    if not _is_plain_path(path):
        return [mistake("resource-path", found=path)]
    found = [] if _is_inside(root, str(path)) else [mistake("resource-link", found=path)]
    if str(resource.get("encoding", "")).lower() != "utf-8":
        found.append(mistake("resource-encoding", found=resource.get("encoding")))
    if resource.get("format") != "csv":
        found.append(mistake("resource-format", found=resource.get("format")))
    dialect = resource.get("dialect", {})
    for key, value in DIALECT.items():
        if not isinstance(dialect, dict) or dialect.get(key, value) != value:
            found.append(mistake("resource-dialect", key=key, expected=value))
    return found + _mistakes_of_fields(name, resource.get("schema"))


def _is_plain_path(path: object) -> bool:
    if not isinstance(path, str) or not path.endswith(".csv") or ":" in path or "\\" in path:
        return False
    parts = PurePosixPath(path)
    return not parts.is_absolute() and ".." not in parts.parts


def _is_inside(root: Path, path: str) -> bool:
    folder = root / "datasets"
    file = folder / path
    steps = [file, *(parent for parent in file.parents if folder in parent.parents), folder]
    return not any(step.is_symlink() for step in steps)


def _mistakes_of_fields(name: str, schema: Any) -> list[Problem]:
    fields = schema.get("fields") if isinstance(schema, dict) else None
    if not isinstance(fields, list) or not fields or not all(isinstance(f, dict) for f in fields):
        return [Problem(DESCRIPTOR, "schema-missing", {"name": name})]
    found = []
    for number, field in enumerate(fields, 1):
        values = {"name": name, "field": field.get("name", f"#{number}")}
        if not NAME.fullmatch(str(field.get("name", ""))):
            found.append(Problem(DESCRIPTOR, "field-name", values))
        if field.get("type", "any") not in FIELD_TYPES:
            found.append(Problem(DESCRIPTOR, "field-type", {**values, "found": field["type"]}))
        if field.get("privacy", "open") not in PRIVACY:
            found.append(
                Problem(DESCRIPTOR, "field-privacy", {**values, "found": field["privacy"]})
            )
    return found


def _mistakes_of_names(resources: list[Any]) -> list[Problem]:
    names = [r.get("name") for r in resources if isinstance(r, dict)]
    twice = sorted({str(n) for n in names if names.count(n) > 1})
    return [Problem(DESCRIPTOR, "resource-twice", {"name": n}) for n in twice]


def _resource(root: Path, descriptor: dict[str, Any]) -> Resource:
    path = root / "datasets" / descriptor["path"]
    return Resource(descriptor["name"], descriptor, path, f"datasets/{descriptor['path']}")


def _language(tag: str, position: int) -> Language:
    key = tag.split("-")[0].lower()
    return Language(tag, key, f"{key}/" if position else "")
