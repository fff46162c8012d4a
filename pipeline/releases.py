"""The releases of a publication: read, proved to be as they were, and counted on.

releases/<release_id>/release.json      which it is, and how it differs from the one before it
releases/<release_id>/differences.csv   and .json: record by record, cell by cell
releases/<release_id>/data/             its rows as they were published, and how to compute more
releases/<release_id>/SHA256SUMS        of all these
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from pipeline.descriptor import DESCRIPTOR
from pipeline.difference import Shape
from pipeline.problem import CONFIGURATION, Problem, Refused, misconfigured
from pipeline.project import Project
from pipeline.sums import read_sums, sum_of

FOLDER, LATEST, DATA = "releases", "latest", "data"
ABOUT, SUMS = "release.json", "SHA256SUMS"
DIFFERENCES = "differences"
VERSION = re.compile(r"(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})")
FIRST = "1.0.0"

Version = tuple[int, int, int]


@dataclass(frozen=True)
class Past:
    """A release of the last publication: where it lies, what it says of itself, and its files."""

    folder: Path
    about: dict[str, Any]
    sums: dict[str, str]

    @property
    def release_id(self) -> str:
        return str(self.about["release_id"])

    @property
    def released_on(self) -> date:
        return date.fromisoformat(self.about["released_on"])

    @property
    def version(self) -> Version:
        return version_of(self.about["version"])


@dataclass(frozen=True)
class Plan:
    """The releases there were, and how what is to be published differs from the last of them.

    `con` has the table `differences`. If `step` is empty nothing differs, and the last release
    is still the latest.
    """

    past: list[Past]
    release_id: str
    released_on: date
    version: str
    step: str
    con: duckdb.DuckDBPyConnection
    counts: dict[str, dict[str, int]]
    shapes: list[Shape]
    recomputed: list[str]

    @property
    def following(self) -> str:
        """The version in which shapes may change, or nothing where this is one already."""
        return "" if self.step in ("first", "major") else following(version_of(self.version))

    @property
    def told(self) -> tuple[str, str, str, dict[str, dict[str, int]]]:
        """What a reader wants to know first: which release it is, and what is new in it."""
        return self.release_id, self.version, self.step, self.counts


def past_releases(previous: Path | None) -> list[Past]:
    """The releases of a publication, the oldest first; none where there is no publication.

    Raises Refused (configuration) for a release that cannot be read, and for a file of one that is
    not as it was: what has been released is never edited.
    """
    folder = previous / FOLDER if previous else None
    if folder is None or not folder.is_dir():
        return []
    found = [_read(p.parent) for p in sorted(folder.glob(f"*/{ABOUT}")) if p.parent.name != LATEST]
    return sorted(found, key=lambda past: past.about["number"])


def _read(folder: Path) -> Past:
    try:
        past = Past(folder, json.loads((folder / ABOUT).read_bytes()), read_sums(folder / SUMS))
        known = past.release_id, past.released_on, past.version, int(past.about["number"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise misconfigured(str(folder), "release-unreadable", found=error) from None
    if known[0] != folder.name:
        raise misconfigured(str(folder), "release-unreadable", found=known[0])
    for edited in _edited(past):
        raise misconfigured(str(folder / edited), "release-edited")
    return past


def _edited(past: Past) -> Iterator[str]:
    for name, wanted in past.sums.items():
        path = past.folder / name
        if not path.is_file() or sum_of(path) != wanted:
            yield name


def id_for(day: date, past: list[Past]) -> str:
    """The day; a second release of a day has a number behind it.

    Raises Refused (configuration) where a later day has been released already.
    """
    if past and past[-1].released_on > day:
        later = past[-1].released_on
        raise misconfigured("--as-of", "release-later", found=day, later=later)
    same = sum(p.released_on == day for p in past)
    return f"{day}-{same + 1}" if same else f"{day}"


def version_of(text: str) -> Version:
    """`1.2.3` → (1, 2, 3). Raises ValueError for anything else."""
    found = VERSION.fullmatch(text)
    if found is None:
        raise ValueError(text)
    major, minor, patch = map(int, found.groups())
    return major, minor, patch


def written(version: Version) -> str:
    return ".".join(map(str, version))


def following(version: Version) -> str:
    """The version in which what others rely on may be gone."""
    return written((version[0] + 1, 0, 0))


def changelog(project: Project) -> list[dict[str, Any]]:
    """The versions that the description announces, each with a `description` per language.

    Raises Refused (configuration) where it cannot be followed.
    """
    entries = project.descriptor.get("changelog", [])
    try:
        for entry in entries:
            _, minor, patch = version_of(entry["version"])
            texts = project.words(entry, "description").values()
            if minor or patch or not all(isinstance(t, str) and t.strip() for t in texts):
                raise ValueError(entry)
    except (ValueError, KeyError, TypeError, AttributeError):
        values = {"found": str(entries)}
        raise Refused([Problem(DESCRIPTOR, "changelog-unclear", values)], CONFIGURATION) from None
    return list(entries)
