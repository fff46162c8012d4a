"""The published files → the same tables once more, from nothing but those files.

Only what anyone can download is read: data/datapackage.json, the files it lists, the day in
build.csv and the texts in data/sql/. Where a file differs from what comes out, that is a problem
at its cell.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from pipeline.closed import connect
from pipeline.descriptor import listed
from pipeline.literal import quoted
from pipeline.literal import text as literal
from pipeline.problem import Problem, misconfigured
from pipeline.records import records_of
from pipeline.sums import sum_of

FOLDER = "data"
DESCRIBED = f"{FOLDER}/datapackage.json"
COMPUTED = "2_tables"  # the floor of the tables whose SQL is published
OFFSETS = {".csv": 1, ".json": 1, ".ndjson": 0}  # lines above the first row, a row a line
TOLD = 20  # differences of one file; that there are more shows in the number of them
AT_ONCE = 10_000  # rows of a query
SHORT = 12  # texts of fewer characters, such as dates and codes, stand in many rows: each once

Row = list[str]


class Kinds(NamedTuple):
    """What it is called where a cell differs, and where the number of rows does."""

    cell: str
    rows: str


CELL = Kinds("audit-cell", "audit-cell-rows")
TWIN = Kinds("audit-twin", "audit-twin-rows")


@dataclass(frozen=True)
class Table:
    """A published table as its CSV file has it: the cells of its rows, the first row at line 2."""

    name: str
    columns: list[str]
    key: list[str]
    rows: list[Row]
    floor: str

    @property
    def file(self) -> str:
        return f"{FOLDER}/{self.name}.csv"

    def keyed(self) -> dict[str, Row]:
        """Row by key, the parts of which are joined by hyphens as on the pages."""
        at = [self.columns.index(part) for part in self.key]
        return {"-".join(row[i] for i in at): row for row in self.rows}


def read_tables(site: Path) -> list[Table]:
    """Every published table. Raises Refused (configuration) where there is no publication."""
    try:
        described = json.loads((site / DESCRIBED).read_bytes())
        return [_read(site, resource) for resource in described["resources"]]
    except FileNotFoundError as error:
        raise misconfigured(str(site), "usage-no-site", found=Path(error.filename).name) from None
    except (ValueError, KeyError, TypeError, StopIteration) as error:
        raise misconfigured(str(site), "usage-unreadable-site", found=error) from None


def problems_of_files(
    site: Path, tables: list[Table], has_same: Callable[[str, str], bool] | None = None
) -> Iterator[Problem]:
    """Files that are not those that the description lists, or say other than the CSV file.

    `has_same` tells of a URL and a SHA-256 whether the last publication, which has been audited,
    had them too; where that is so of the CSV file and of another, the two need no second look.
    """
    resources = json.loads((site / DESCRIBED).read_bytes())["resources"]

    def is_known(file: dict[str, Any]) -> bool:
        url, found = f"{FOLDER}/{file['path']}", file["hash"].removeprefix("sha256:")
        return bool(has_same and has_same(url, found) and sum_of(site / url) == found)

    with connect() as con:
        for table, resource in zip(tables, resources, strict=True):
            is_same = is_known(resource)
            for file in [resource, *resource.get("alternatives", [])]:
                if not (is_same and is_known(file)):
                    yield from _problems_of_file(con, site, table, file)


def _problems_of_file(
    con: duckdb.DuckDBPyConnection, site: Path, table: Table, listed_file: dict[str, Any]
) -> Iterator[Problem]:
    path = site / FOLDER / listed_file["path"]
    file = f"{FOLDER}/{listed_file['path']}"
    try:
        if listed_file["hash"] != f"sha256:{sum_of(path)}":
            yield Problem(file, "audit-hash")
        if path.suffix in (".json", ".ndjson"):
            texts = (_as_texts(record.values()) for record in records_of(path))
            yield from _differing(file, texts, table.rows, table, TWIN)
        if path.suffix == ".parquet":
            given = _texts(con, f"from {literal(str(path))}")
            yield from _differing(file, given, table.rows, table, TWIN)
    except (OSError, ValueError, AttributeError, duckdb.Error) as error:
        yield Problem(file, "audit-file", {"found": str(error).splitlines()[0]})


def problems_of_tables(site: Path, tables: list[Table]) -> Iterator[Problem]:
    """Tables that the published SQL over the published datasets does not give."""
    if not any(table.floor == COMPUTED for table in tables):
        return
    with _filled(site, tables) as con:
        for table in tables:
            if table.floor == COMPUTED:
                yield from _recomputed(con, site, table)


def _filled(site: Path, tables: list[Table]) -> duckdb.DuckDBPyConnection:
    """A database of nothing but the downloads, as the method page tells it, and shut."""
    con = connect()
    folder = site / FOLDER
    con.execute("create schema public; create schema catalog")
    con.execute(f"create table catalog.build as from {literal(str(folder / 'build.csv'))}")
    for table in tables:
        if table.floor == "1_public":
            file = literal(str(folder / f"{table.name}.parquet"))
            con.execute(f"create table public.{quoted(table.name)} as from {file}")
    con.execute("set enable_external_access = false; set lock_configuration = true")
    return con


def _recomputed(con: duckdb.DuckDBPyConnection, site: Path, table: Table) -> Iterator[Problem]:
    file = f"{FOLDER}/sql/{table.name}.sql"
    try:
        sql = (site / file).read_text("utf-8")
        yield from _differing(table.file, table.rows, _texts(con, sql), table, CELL)
    except (OSError, duckdb.Error) as error:
        yield Problem(file, "audit-sql", {"found": str(error).splitlines()[0]})


def _texts(con: duckdb.DuckDBPyConnection, query: str) -> Iterator[Row]:
    result = con.execute(f"select columns(*)::varchar from (\n{query}\n)")
    while rows := result.fetchmany(AT_ONCE):
        for row in rows:
            yield [cell or "" for cell in row]


def _differing(
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


def _read(site: Path, resource: dict[str, Any]) -> Table:
    once: dict[str, str] = {}
    with (site / FOLDER / resource["path"]).open(encoding="utf-8", newline="") as file:
        columns, *rows = (
            [once.setdefault(text, text) if len(text) < SHORT else text for text in row]
            for row in csv.reader(file)
        )
    key = listed(resource["schema"].get("primaryKey", []))
    return Table(resource["name"], columns, key, rows, resource.get("floor", ""))


def _as_texts(values: Iterable[Any]) -> Row:
    """Values of JSON as CSV has them; most are texts already."""
    return [value if value.__class__ is str else _as_text(value) for value in values]


def _as_text(value: Any) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
