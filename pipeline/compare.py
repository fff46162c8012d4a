"""The rows of a published file and the rows it ought to have → the cells that are not the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

import duckdb

from pipeline.problem import Problem
from pipeline.tables import Row, Table

OFFSETS = {".csv": 1, ".json": 1, ".ndjson": 0}  # lines above the first row, a row a line
TOLD = 20  # differences of one file; that there are more shows in the number of them
AT_ONCE = 10_000  # rows of a query


class Kinds(NamedTuple):
    """What it is called where a cell differs, and where the number of rows does."""

    cell: str
    rows: str


def differing(
    file: str, rows: Iterable[Row], wanted: Iterable[Row], table: Table, kinds: Kinds
) -> list[Problem]:
    """Cells in which the rows of a file differ from those wanted, which may have fewer columns.

    The rows are read once and not kept. Where there are more of the ones than of the others, this
    alone is told.
    """
    found, wants = 0, 0
    problems: list[Problem] = []
    for number, (had, row) in enumerate(zip_longest(rows, wanted), 1):
        found, wants = found + (had is not None), wants + (row is not None)
        if had is None or row is None or had[: len(row)] == row:
            continue
        for at, (one, other) in enumerate(zip(had, row, strict=False)):
            if len(problems) < TOLD and not _is_equal(one, other):
                values = {"field": table.columns[at], "found": one, "wants": other, "row": number}
                line = number + OFFSETS[Path(file).suffix] if Path(file).suffix in OFFSETS else 0
                column = at + 1 if file == table.file else 0
                problems.append(Problem(file, kinds.cell, values, line, column))
    if found != wants:
        return [Problem(file, kinds.rows, {"found": found, "wants": wants})]
    return problems


def _is_equal(one: str, other: str) -> bool:
    if one == other:
        return True
    try:
        return Decimal(one) == Decimal(other)  # 12.5 and 12.50, as JSON has them
    except InvalidOperation:
        return False


def texts_of(con: duckdb.DuckDBPyConnection, query: str) -> Iterator[Row]:
    result = con.execute(f"select columns(*)::varchar from (\n{query}\n)")
    while rows := result.fetchmany(AT_ONCE):
        for row in rows:
            yield [cell or "" for cell in row]
