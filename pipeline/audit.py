"""A built site → proof that each of its numbers comes out again, from its own downloads alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pipeline.engine import digest_of
from pipeline.figures import Figure, figures_of
from pipeline.memory import Memory
from pipeline.problem import Problem
from pipeline.recompute import COMPUTED, problems_of_tables
from pipeline.tables import Table, read_tables
from pipeline.twins import problems_of_files
from pipeline.walk import files_below

# The position of each column, and the texts of each row by its key.
Cells = tuple[dict[str, int], dict[str, list[str]]]
NOTHING: Cells = {}, {}


@dataclass
class Audit:
    """What was found on the pages read so far, and what was wrong with any of it.

    With a `memory`, a page that stands as it was needs no second look: it is remembered with the
    rows that its figures come from, and would have been made anew if one of those had changed.
    """

    site: Path
    memory: Memory | None = None
    figures: int = 0
    pages: int = 0
    problems: list[Problem] = field(default_factory=list)
    _read: set[str] = field(default_factory=set)
    _known: dict[str, Cells] = field(default_factory=dict)

    @property
    def tables(self) -> int:
        """How many tables were computed once more."""
        return sum(table.floor == COMPUTED for table in self._tables.values())

    def go_on(self) -> Audit:
        """Compare the figures of every page that has not been read yet; then itself.

        Raises Refused (configuration) where there is no publication to read.
        """
        _ = self._tables  # what is wrong with a file is told before what is wrong on a page
        for file in files_below(self.site, ".html"):
            if file not in self._read:
                self._read.add(file)
                self._judge(file)
        return self

    def forget(self) -> None:
        """Let go of all rows, which are as large as the data; what was found stays."""
        self._known.clear()

    def row(self, table: str, key: str) -> str:
        """A digest of a published row; an empty text if there is none."""
        columns, rows = self._cells(table)
        return digest_of([*columns], rows[key])[:16] if key in rows else ""

    def _judge(self, file: str) -> None:
        if self.memory and file in self.memory.reused:
            figures = self.memory.reused[file].figures
            self.figures += figures
            self.pages += bool(figures)
            return
        found = list(figures_of((self.site / file).read_bytes()))
        self.figures += len(found)
        self.pages += bool(found)
        if self.memory:
            shown = sorted({(figure.table, figure.key) for figure in found})
            self.memory.shows(file, len(found), shown)
        for figure in found:
            columns, rows = self._cells(figure.table)
            row, at = rows.get(figure.key, []), columns.get(figure.column)
            if at is None or at >= len(row):
                self.problems.append(_problem(file, "audit-figure-unknown", figure))
            elif row[at] != figure.value:
                self.problems.append(_problem(file, "audit-figure", figure, row[at]))

    @cached_property
    def _tables(self) -> dict[str, Table]:
        tables = read_tables(self.site)
        has_same = self.memory.has_same if self.memory else None
        self.problems += problems_of_files(self.site, tables, has_same)
        self.problems += problems_of_tables(self.site, tables)
        return {table.name: table for table in tables}

    def _cells(self, name: str) -> Cells:
        """The cells of a table that a page shows, as the CSV file has them."""
        if name not in self._known:
            table = self._tables.get(name)
            self._known[name] = (
                ({name: at for at, name in enumerate(table.columns)}, table.keyed())
                if table
                else NOTHING
            )
        return self._known[name]


def audit(site: Path) -> Audit:
    """Audit a whole site; raises Refused (configuration) where there is none."""
    return Audit(site).go_on()


def _problem(file: str, kind: str, figure: Figure, wants: str = "") -> Problem:
    values = {
        "found": figure.value, "wants": wants, "table": figure.table,
        "key": figure.key, "field": figure.column,
    }  # fmt: skip
    return Problem(file, kind, values, figure.line)
