"""The shapes of the JSON that programs read: written down, and held against those of last time.

Of every template of files under `api/` there is one shape, made of what its files hold: an object
by its keys, an array by what is in it, anything else by its kind. Something that is null today may
be of any kind tomorrow.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeline.problem import CONFIGURATION, Problem, Refused, misconfigured
from pipeline.put import put_json

Claim = Callable[[str, str], Path]
Shape = dict[str, Any] | list[Any] | str

FOLDER, FILE, PAGES = "api/", "data/contract.json", "site_templates/pages/"
LOOKED_AT = 1000  # files of a template, from all over it
KINDS = {bool: "boolean", int: "number", float: "number", str: "string", type(None): "null"}


def contract(
    folder: Path, sources: Mapping[str, str], previous: Path | None, following: str, claim: Claim
) -> None:
    """Write down the shapes of the files in `folder`.

    `sources` says which template made each, by its URL in lower case.

    Raises Refused (configuration) where what the last publication had is gone or of another kind,
    unless `following`, the version in which that may happen, is empty; and where its contract
    cannot be read.
    """
    shapes = _shapes(folder, sources)
    before = _before(previous)
    if following and (broken := list(_broken(before, shapes, following))):
        raise Refused(broken, CONFIGURATION)
    put_json(shapes, claim(FILE, FOLDER))


def _broken(
    before: dict[str, Shape], shapes: dict[str, Shape], following: str
) -> Iterator[Problem]:
    for template, shape in sorted(before.items()):
        if template in shapes:
            for change, path in breaks(shape, shapes[template]):
                values = {"field": path, "version": following}
                yield Problem(PAGES + template, f"contract-{change}", values)
        else:
            yield Problem(PAGES + template, "contract-gone", {"version": following})


def _shapes(folder: Path, sources: Mapping[str, str]) -> dict[str, Shape]:
    files: dict[str, list[Path]] = {}
    for path in sorted((folder / FOLDER).rglob("*.json")):
        files.setdefault(sources[path.relative_to(folder).as_posix().casefold()], []).append(path)
    return {
        template.removeprefix(PAGES): _shape_of_all(paths[:: len(paths) // LOOKED_AT + 1])
        for template, paths in sorted(files.items())
    }


def _shape_of_all(paths: list[Path]) -> Shape:
    shape: Shape = "null"
    for path in paths:
        shape = merged(shape, shape_of(json.loads(path.read_bytes())))
    return shape


def _before(previous: Path | None) -> dict[str, Shape]:
    path = previous / FILE if previous else None
    try:
        return dict(json.loads(path.read_bytes())) if path and path.is_file() else {}
    except (OSError, ValueError, TypeError) as error:
        raise misconfigured(str(path), "previous-unreadable", found=error) from None


def shape_of(value: Any) -> Shape:
    """The shape of a JSON value."""
    if isinstance(value, dict):
        return {key: shape_of(part) for key, part in sorted(value.items())}
    if isinstance(value, list):
        shape: Shape = "null"
        for part in value:
            shape = merged(shape, shape_of(part))
        return [shape]
    return KINDS[type(value)]


def merged(one: Shape, other: Shape) -> Shape:
    """A shape that both are of."""
    if one == "null" or one == other:
        return other
    if other == "null":
        return one
    if isinstance(one, dict) and isinstance(other, dict):
        keys = sorted({*one, *other})
        return {k: merged(one.get(k, "null"), other.get(k, "null")) for k in keys}
    if isinstance(one, list) and isinstance(other, list):
        return [merged(one[0], other[0])]
    kinds = {part for shape in (one, other) for part in _kind(shape).split("|")}
    return "|".join(sorted(kinds))


def breaks(old: Shape, new: Shape, path: str = "") -> Iterator[tuple[str, str]]:
    """What of the old shape is `gone` from the new one, or of another `kind`, and where."""
    if "null" in (old, new):
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key, shape in old.items():
            inside = f"{path}.{key}".lstrip(".")
            if key in new:
                yield from breaks(shape, new[key], inside)
            else:
                yield "field-gone", inside
    elif isinstance(old, list) and isinstance(new, list):
        yield from breaks(old[0], new[0], f"{path}[]")
    elif not {*_kind(new).split("|")} <= {*_kind(old).split("|")}:
        yield "kind-changed", path


def _kind(shape: Shape) -> str:
    return shape if isinstance(shape, str) else "object" if isinstance(shape, dict) else "array"
