"""The files of a project → the same rows in canonical form: repairs what is only form.

A file in which anything else is wrong is left byte for byte: what a hidden character, a row of
another length or an open quote was meant to be, only a person can tell.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest

from pipeline.decode import decode
from pipeline.merge import Merged, write
from pipeline.problem import DATA, Problem, Refused
from pipeline.project import Project, Resource
from pipeline.screen import (
    LARGEST_FILE,
    SPACES,
    problems_of_cell,
    read_records,
    write_records,
)

CELL = re.compile(r',("(?:[^"]|"")*"|[^,\n]*)')  # each cell of a record, as it is written
SPACE_BEFORE_QUOTE = re.compile(rf'[{SPACES}]+"')


@dataclass
class Tidied:
    """What was changed, or would be, and what is left to a person; both in file and row order."""

    changes: list[Problem] = field(default_factory=list)
    left: list[Problem] = field(default_factory=list)


@dataclass
class Record:
    """Some lines of a file: where they begin, how they are written, and what they say."""

    line: int
    raw: str
    cells: list[str]

    @property
    def tidy_cells(self) -> list[str]:
        return [unicodedata.normalize("NFC", cell.strip(SPACES)) for cell in self.cells]


def tidy(project: Project, may_write: bool) -> Tidied:
    """Bring every file of the project into canonical form, as far as that takes no decision.

    Each file is written whole or not at all, and not at all unless `may_write`.
    """
    tidied = Tidied()
    for resource in project.resources:
        try:
            was = _bytes(resource)
            text, changes = _mended(resource, was)
            if changes and may_write:
                write(Merged(resource, was, text), "tidy-changed")
        except Refused as refused:
            tidied.left += refused.problems
        else:
            tidied.changes += changes
    return tidied


def _bytes(resource: Resource) -> bytes:
    size = resource.path.stat().st_size
    if size > LARGEST_FILE:
        raise Refused([Problem(resource.file, "form-too-large", {"bytes": size})])
    return resource.path.read_bytes()


def _mended(resource: Resource, data: bytes) -> tuple[str, list[Problem]]:
    """The file in canonical form, and what had to be changed for it.

    Raises Refused (data) with all that is wrong in the rows and is not only form.
    """
    text, changes = decode(resource, data)
    records, blank = _records(resource, text)
    if faults := list(_faults(resource, records)):
        raise Refused(faults, DATA)
    rows = [Problem(resource.file, "tidy-blank-line", {}, line) for line in blank]
    for record in records:
        rows += _changes(resource.file, record)
    rows.sort(key=lambda p: p.line)
    return write_records([r.tidy_cells for r in records]), changes + rows


def _records(resource: Resource, text: str) -> tuple[list[Record], list[int]]:
    """The records and, apart from them, the blank lines; at least a header and one row."""
    try:
        cells, starts = read_records(text)
    except csv.Error as error:
        line = int(str(error.__notes__[0]))
        raise Refused([Problem(resource.file, "form-quotes", {"found": error}, line)]) from None
    lines = text.split("\n")
    records, blank = [], []
    for found, at, end in zip(cells, starts, [*starts[1:], len(lines)], strict=True):
        record = Record(at, "\n".join(lines[at - 1 : end - 1]), found)
        # In a file with a single column, spaces are a cell.
        if not found or (len(resource.fields) > 1 and not record.raw.strip(SPACES)):
            blank.append(at)
        else:
            records.append(record)
    if len(records) < 2:
        kind = "form-no-rows" if records else "form-empty"
        raise Refused([Problem(resource.file, kind, {}, len(records))], DATA)
    return records, blank


def _faults(resource: Resource, records: list[Record]) -> Iterator[Problem]:
    """What is wrong and not only form; where the headings are, nothing can be said of the rows."""
    names = [f["name"] for f in resource.fields]
    header = records[0].tidy_cells
    if header != names:
        pairs = enumerate(zip_longest(names, header), 1)
        at, (name, label) = next((n, pair) for n, pair in pairs if pair[0] != pair[1])
        kind = {name: "extra-label", label: "missing-label"}.get(None, "incorrect-label")
        values = {"field": name, "label": label}
        yield Problem(resource.file, kind, values, records[0].line, at)
        return
    for record in records:
        yield from _faults_of_row(resource.file, names, record)


def _faults_of_row(file: str, names: list[str], record: Record) -> Iterator[Problem]:
    line, cells, wanted = record.line, record.cells, len(names)
    if len(cells) < wanted:
        yield Problem(file, "missing-cell", {"field": names[len(cells)]}, line, len(cells) + 1)
    if len(cells) > wanted:
        yield Problem(file, "extra-cell", {"cell": cells[wanted]}, line, wanted + 1)
    for column, cell in enumerate(cells, 1):
        for kind, found in problems_of_cell(cell):
            if kind in ("form-character", "form-lost-character"):
                yield Problem(file, kind, {"found": found}, line, column)
    if '"' in record.raw:
        for column, written in enumerate(CELL.finditer("," + record.raw), 1):
            if SPACE_BEFORE_QUOTE.match(written[1]):
                yield Problem(file, "tidy-space-before-quote", {"found": written[1]}, line, column)


def _changes(file: str, record: Record) -> Iterator[Problem]:
    """What canonical form changes in a record, cell by cell and then as a whole."""
    for column, (cell, tidied) in enumerate(zip(record.cells, record.tidy_cells, strict=True), 1):
        trimmed = cell.strip(SPACES)
        kinds = []
        if not trimmed and cell:
            kinds = ["tidy-only-spaces"]
        elif trimmed != cell:
            kinds += ["tidy-leading-space"] * (cell.lstrip(SPACES) != cell)
            kinds += ["tidy-trailing-space"] * (cell.rstrip(SPACES) != cell)
        if tidied != trimmed:
            kinds.append("tidy-composed")
        for kind in kinds:
            yield Problem(file, kind, {"found": tidied}, record.line, column)
    if write_records([record.cells]) != record.raw + "\n":
        wants = write_records([record.tidy_cells]).removesuffix("\n")
        yield Problem(file, "tidy-quotes", {"wants": wants}, record.line)
