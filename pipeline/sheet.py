"""One sheet as an office has it: its values, what a place in it is called, what became of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from pipeline.problem import Problem

LARGEST_FILE = 50_000_000
MOST_ROWS, MOST_COLUMNS = 100_000, 300
SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Broken:
    """A cell that cannot be used; `kind` names the sentence that says why."""

    kind: str
    shown: str = ""


Value = str | int | float | bool | date | datetime | time | timedelta | Broken | None


@dataclass(frozen=True)
class Sheet:
    """The values of a sheet, by row number and then by column from 1.

    `covered` leads from each cell that a merged cell covers to the one that holds the value.
    `name` is empty for a text file, which has no sheets. `notes` are worth saying in any case.
    """

    file: str
    name: str
    rows: Mapping[int, list[Value]]
    covered: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    merged: tuple[tuple[int, int, int, int], ...] = ()  # first row, first column, last, last
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    hidden: bool = False
    notes: tuple[Problem, ...] = ()

    def value(self, row: int, column: int) -> Value:
        """The value of a cell, which a merged cell has all over its area."""
        row, column = self.covered.get((row, column), (row, column))
        cells = self.rows.get(row, [])
        return cells[column - 1] if 0 < column <= len(cells) else None

    def place(self, row: int, column: int = 1) -> str:
        """`台账!C7` in a workbook, `file:line:column` in a text file."""
        if self.name:
            return f"{self.name}!{letters(column)}{row}"
        return f"{self.file}:{row}:{column}"

    def problem(self, kind: str, row: int, column: int = 1, /, **values: object) -> Problem:
        """A problem at a cell of this sheet."""
        return Problem(self.file, kind, values, row, column, where=self.place(row, column))


@dataclass(frozen=True)
class Change:
    """A cell that is written otherwise than the office wrote it; `title` is that of a code."""

    place: str
    field: str
    before: str
    after: str
    title: str


@dataclass
class Admitted:
    """What an import has done to the dataset's file, or would do."""

    file: str
    added: int = 0
    replaced: int = 0
    changes: list[Change] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)


def letters(column: int) -> str:
    """1 → A, 27 → AA."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def is_blank(value: Value) -> bool:
    """Whether a cell holds nothing that can be seen."""
    return value is None or (isinstance(value, str) and not value.strip())


def plain(text: object) -> str:
    """A text as it is compared: half-width, without any space, without capitals."""
    return SPACES.sub("", unicodedata.normalize("NFKC", str(text))).casefold()


def shown(value: Value) -> str:
    """A value as a person sees it in the cell."""
    if isinstance(value, Broken):
        return value.shown
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return "" if value is None else str(value)
