"""New rows and a dataset → its file with the rows in it, tried on a copy, then written."""

from __future__ import annotations

import csv
import io
import os
import shutil
import tempfile
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.problem import DATA, Problem, Refused
from pipeline.project import Project, Resource

Check = Callable[[Path], list[Problem]]
Row = dict[str, str]  # canonical text by field


@dataclass
class Merged:
    """The file to be; `starts` has the line on which each record starts, `new` which are new."""

    resource: Resource
    was: bytes
    text: str = ""
    starts: list[int] = field(default_factory=list)
    new: dict[int, int] = field(default_factory=dict)  # place in the file → new row
    added: list[int] = field(default_factory=list)
    replaced: list[int] = field(default_factory=list)
    existing: list[int] = field(default_factory=list)  # refused, because nobody said to replace
    twice: dict[int, int] = field(default_factory=dict)  # new row → earlier new row of that key

    def row_at(self, line: int) -> int | None:
        """The new row that a line belongs to, or None for a row that was there before."""
        return self.new.get(bisect_right(self.starts, line) - 1)


def merge(resource: Resource, rows: Sequence[Row], may_replace: bool) -> Merged:
    """Put rows behind those of the file, or in the place of one with the same key.

    A field that a new row does not have keeps what the replaced row holds. Raises Refused (data)
    where the file itself is not in its canonical form.
    """
    merged = Merged(resource, resource.path.read_bytes())
    names, key = [f["name"] for f in resource.fields], resource.key
    records: list[Row] = _records(resource, merged.was, names)
    places = {_key(record, key): place for place, record in enumerate(records)} if key else {}
    new = merged.new
    for number, row in enumerate(rows):
        place = places.get(_key(row, key)) if key else None
        if place in new:
            merged.twice[number] = new[place]
        elif place is not None and may_replace:
            records[place] = {**records[place], **row}
            new[place] = number
            merged.replaced.append(number)
            continue
        elif place is not None:
            merged.existing.append(number)
        new[len(records)] = number
        if place is None and key:
            places[_key(row, key)] = len(records)
        records.append(row)
        merged.added.append(number)
    _write_text(merged, names, records)
    return merged


def try_out(project: Project, merged: Merged, check: Check) -> list[Problem]:
    """What the check says of a copy of the project in which the dataset has the new rows.

    That another file has no rows yet is no reason to refuse, unless the new rows refer to it.
    """
    keys = merged.resource.descriptor["schema"].get("foreignKeys", [])
    needed = {key["reference"]["resource"] for key in keys} | {merged.resource.name}
    idle = {r.file for r in project.resources if r.name not in needed}
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        for source in (project.datasets, project.sql):
            if source.is_dir():
                shutil.copytree(source, root / source.name, symlinks=True)
        (root / merged.resource.file).write_bytes(merged.text.encode())
        found = check(root)
    return [p for p in found if not (p.kind == "form-no-rows" and p.file in idle)]


def write(merged: Merged, changed: str = "import-changed") -> None:
    """Put the file in the place of the old one, whole or not at all.

    Raises Refused (data) if someone has changed the old one in the meantime; `changed` says so.
    """
    path = merged.resource.path
    draft = path.with_name(f".{path.name}.draft")
    try:
        with draft.open("wb") as file:
            file.write(merged.text.encode())
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(path, draft)
        if path.read_bytes() != merged.was:
            raise Refused([Problem(merged.resource.file, changed)], DATA)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _key(row: Row, key: list[str]) -> tuple[str, ...]:
    return tuple(row.get(name, "") for name in key)


def _records(resource: Resource, data: bytes, names: list[str]) -> list[Row]:
    if not data:
        return []
    try:
        text = data.decode("utf-8")
        records = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        records, text = [], ""
    canonical = _csv(records) == text and records[:1] == [names]
    if not canonical or any(len(record) != len(names) for record in records):
        raise Refused([Problem(resource.file, "import-dataset-form")], DATA)
    return [dict(zip(names, record, strict=True)) for record in records[1:]]


def _csv(records: Sequence[Sequence[str]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(records)
    return out.getvalue()


def _write_text(merged: Merged, names: list[str], records: list[Row]) -> None:
    texts, line = [_csv([names])], 2
    for record in records:
        text = _csv([[record.get(name, "") for name in names]])
        merged.starts.append(line)
        texts.append(text)
        line += text.count("\n")
    merged.text = "".join(texts)
