"""Values that the last publication shows, and that broke no rule then: nobody judges them twice.

What broke a rule and was let stand, or was warned of, is judged again whenever it is met. Of such
a value the memory keeps a mark, the beginning of its hash, but only if the publication shows it: a
hash can be guessed back.
"""

from __future__ import annotations

import csv
import hashlib
import os
from collections.abc import Mapping, Set
from pathlib import Path

import duckdb

from pipeline.engine import digest_of
from pipeline.literal import CSV, quoted, text
from pipeline.memory import Memory
from pipeline.persons import introduced
from pipeline.project import Project, Resource

MARK = 16  # characters of a hash

Settled = Mapping[str, Set[str]]  # dataset → the fields of its table in settled.*


def settle(con: duckdb.DuckDBPyConnection, project: Project, memory: Memory) -> Settled:
    """Make tables in settled.* of such values, for each dataset that has some.

    Must come before the database is closed to the outside. There are none where the last
    publication was made by another program or description, or is not what its manifest says.
    """
    memory.rows_are = digest_of([r.descriptor for r in project.resources])
    if memory.rows_were != memory.rows_are:
        return {}
    con.execute("create schema settled")
    paths = {r.name: memory.standing(f"data/{r.name}.csv") for r in project.resources}
    return {
        r.name: _take(con, r, Path(path), memory.marks_before)
        for r in project.resources
        if (path := paths[r.name])
    }


def forget_settled(con: duckdb.DuckDBPyConnection) -> None:
    """Drop settled.*: once the rows are judged, nothing asks for it."""
    con.execute("drop schema if exists settled cascade")


def marks_of(con: duckdb.DuckDBPyConnection, doubts: Set[tuple[str, str, str]]) -> set[str]:
    """The marks of those of the values, each after its dataset and field, that become public."""
    columns = set(
        con.execute(
            "select table_name, column_name from duckdb_columns() where schema_name = 'public'"
        ).fetchall()
    )
    marks: set[str] = set()
    for dataset, name in sorted({(dataset, name) for dataset, name, _ in doubts} & columns):
        values = [value for *where, value in doubts if where == [dataset, name]]
        shown = con.execute(
            f"select {quoted(name)}::varchar from public.{quoted(dataset)} "
            f"where {quoted(name)}::varchar in (select unnest(?::varchar[]))",
            [values],
        ).fetchall()
        marks |= {hashlib.sha256(value.encode()).hexdigest()[:MARK] for (value,) in shown}
    return marks


def _take(
    con: duckdb.DuckDBPyConnection, resource: Resource, path: Path, marks: Set[str]
) -> set[str]:
    """The values of the fields that do not tell a name or a number by their very title."""
    with path.open(encoding="utf-8", newline="") as file:
        shown = {*next(csv.reader(file), [])}
    fields = {f["name"] for f in resource.fields if not introduced(f)} & shown
    columns = ", ".join(_without(quoted(name), marks) for name in sorted(fields))
    con.execute(
        f"create table settled.{quoted(resource.name)} as select {columns or 'null'} "
        f"from read_csv(?, {CSV}, all_varchar = true, hive_partitioning = false)",
        [os.fspath(path)],
    )
    return fields


def _without(column: str, marks: Set[str]) -> str:
    if not marks:
        return column
    kept = f"left(sha256({column}), {MARK}) not in ({', '.join(map(text, sorted(marks)))})"
    return f"case when {kept} then {column} end as {column}"
