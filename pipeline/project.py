"""The folder to publish: where its parts are, and its one description of the data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.descriptor import listed, read_descriptor
from pipeline.problem import DATA, Problem, Refused


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

    @property
    def key(self) -> list[str]:
        """The names of the fields that together tell one row from all others."""
        return listed(self.descriptor["schema"].get("primaryKey", []))

    @property
    def referring(self) -> set[str]:
        """The names of the fields that refer to another resource."""
        keys = self.descriptor["schema"].get("foreignKeys", [])
        return {name for key in keys for name in listed(key["fields"])}

    @property
    def missing_values(self) -> Any:
        """The texts that stand for no value, unless a field says otherwise."""
        return self.descriptor["schema"].get("missingValues", [""])

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
    descriptor = read_descriptor(root)
    resources = _resources(root, descriptor)
    missing = [r for r in resources if not r.path.is_file()]
    if missing:
        raise Refused([Problem(r.file, "file-missing", {"name": r.name}) for r in missing], DATA)
    tags = descriptor.get("languages", ["en"])
    languages = [_language(tag, i) for i, tag in enumerate(tags)]
    return Project(root, descriptor, resources, languages)


def resources_of(root: Path) -> list[Resource]:
    """The files that a project describes, also if some are missing; none if it cannot be read."""
    try:
        return _resources(root.resolve(), read_descriptor(root.resolve()))
    except Refused:
        return []


def _resources(root: Path, descriptor: dict[str, Any]) -> list[Resource]:
    return [_resource(root, resource) for resource in descriptor["resources"]]


def _resource(root: Path, descriptor: dict[str, Any]) -> Resource:
    path = root / "datasets" / descriptor["path"]
    return Resource(descriptor["name"], descriptor, path, f"datasets/{descriptor['path']}")


def _language(tag: str, position: int) -> Language:
    key = tag.split("-")[0].lower()
    return Language(tag, key, f"{key}/" if position else "")
