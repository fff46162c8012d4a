"""What is published now against the last release → a new release if anything differs, or none.

    plan = plan_release(project, as_of, described, draft.folder, previous)
    keep_releases(con, project, plan, draft.claim, draft.folder)

A release never changes, with one exception: what is withdrawn goes from all of them.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from pipeline.closed import connect
from pipeline.descriptor import DESCRIPTOR
from pipeline.difference import Kept, Shape, Side, changes_of_shape, compare, counts, side_of
from pipeline.problem import CONFIGURATION, Problem, Refused
from pipeline.project import Project
from pipeline.releases import (
    DATA,
    FIRST,
    VERSION,
    Plan,
    Version,
    changelog,
    following,
    id_for,
    past_releases,
    version_of,
    written,
)

Description = dict[str, Any]


def plan_release(
    project: Project,
    as_of: date,
    described: list[Description],
    folder: Path,
    previous: Path | None,
) -> Plan:
    """Compare the files that `described` tells of, in `folder`, with the last release.

    Raises Refused (configuration) where columns that others rely on are gone or mean something
    else, and the changelog of the description does not announce it; and where a release cannot be
    read, was edited, or is of a later day.
    """
    past = past_releases(previous)
    release_id = id_for(as_of, past)
    con, new = connect(), _side(described, folder)
    if not past:
        version = project.descriptor.get("version", "")
        version = version if VERSION.fullmatch(version) else FIRST
        compare(con, {}, new)
        return Plan(past, release_id, as_of, version, "first", con, {}, [], [])
    last = past[-1]
    old = side_of(last.folder)
    shapes = list(changes_of_shape(old, new))
    compare(con, old, new)
    found, recomputed = counts(con), _recomputed(last.folder / DATA, folder / DATA)
    version, step = _next(project, last.version, shapes, found, recomputed)
    if not step:
        release_id = last.release_id
    return Plan(past, release_id, as_of, written(version), step, con, found, shapes, recomputed)


def _side(described: list[Description], folder: Path) -> Side:
    """The exported files as one side of the comparison."""
    return {
        d["name"]: Kept(
            folder / DATA / f"{d['name']}.parquet",
            list(d["key"]),
            {c["name"]: c["type"] for c in d["columns"]},
            d["floor"] == "1_public",
            frozenset(c["name"] for c in d["columns"] if c.get("is_computed")),
        )
        for d in described
    }


def _recomputed(old: Path, new: Path) -> list[str]:
    """The tables that the same rows give by another query than before; comments do not count."""

    def queries(folder: Path) -> dict[str, list[str]]:
        return {
            path.stem: [
                line
                for line in path.read_text("utf-8").splitlines()
                if not line.lstrip().startswith("--")
            ]
            for path in (folder / "sql").glob("*.sql")
        }

    before, after = queries(old), queries(new)
    return sorted(name for name in {*before} & {*after} if before[name] != after[name])


def _next(
    project: Project,
    last: Version,
    shapes: list[Shape],
    found: dict[str, dict[str, int]],
    recomputed: list[str],
) -> tuple[Version, str]:
    """The version that follows, and by which step; the same, and no step, if nothing differs."""
    declared = max((version_of(c["version"]) for c in changelog(project)), default=last)
    if declared[0] > last[0]:
        return declared, "major"
    if breaks := [s for s in shapes if s.is_breaking]:
        raise Refused([_broken(shape, last) for shape in breaks], CONFIGURATION)
    major, minor, patch = last
    if shapes or any(n["added"] for n in found.values()):
        return (major, minor + 1, 0), "minor"
    if found or recomputed:
        return (major, minor, patch + 1), "patch"
    return last, ""


def _broken(shape: Shape, last: Version) -> Problem:
    values = shape._asdict() | {"version": following(last)}
    return Problem(DESCRIPTOR, f"release-{shape.change}", values)
