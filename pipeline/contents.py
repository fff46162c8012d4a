"""What stands in a file, row by row: for an answer that names rows and quotes them whole."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.sums import sum_of


@dataclass
class Contents:
    """One file. `rows` is None, and nothing stands `at` a line, where it cannot be read as CSV.

    `at` maps a line to the number of the row that begins on it (the header is 1) and its cells.
    """

    bytes: int
    sha256: str
    labels: list[str] = field(default_factory=list)
    rows: int | None = None
    at: dict[int, tuple[int, list[str]]] = field(default_factory=dict)


def contents(path: Path, lines: Collection[int]) -> Contents | None:
    """The contents of a file, with the rows that begin on these lines; None if it is not there."""
    if not path.is_file():
        return None
    found = Contents(path.stat().st_size, sum_of(path))
    try:
        number = 0
        for number, (line, cells) in enumerate(_records(path), 1):
            if number == 1:
                found.labels = cells
            if line in lines:
                found.at[line] = number, cells
    except (csv.Error, UnicodeDecodeError):
        found.at = {}
    else:
        found.rows = max(number - 1, 0)
    return found


def _records(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Each record and the line on which it begins."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, strict=True)
        start = 1
        for cells in reader:
            yield start, cells
            start = reader.line_num + 1
