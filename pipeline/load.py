"""The rows that were checked → raw.*: typed, with `_line`, the line on which each row starts."""

from __future__ import annotations

import duckdb

from pipeline.abreast import abreast
from pipeline.literal import quoted
from pipeline.problem import DATA, Problem, Refused
from pipeline.project import Project, Resource
from pipeline.shape import CELLS

MANY = 100_000  # rows: a copy of more would need too much memory, and of fewer it is quicker


def load(con: duckdb.DuckDBPyConnection, project: Project) -> None:
    """Finish raw.*, in which the check has left what it knows of each row, and shut the door.

    From then on nothing outside can be reached from the database. Raises Refused (data) for a
    cell that the description allows but its column cannot hold, such as a number of 23 digits.
    """

    problems = [p for found in abreast(con, _finish, project.resources) for p in found]
    con.execute("set enable_external_access = false; set lock_configuration = true")
    if problems:
        raise Refused(problems, DATA)


def _finish(con: duckdb.DuckDBPyConnection, resource: Resource) -> list[Problem]:
    """Rows follow each other line by line, but for the line ends in their cells."""
    name = f"raw.{quoted(resource.name)}"
    asked = f"select count(*), max(_ends), count(_cells) from {name}"
    rows, ends, looked_at = con.execute(asked).fetchone() or (0, 0, 0)
    above = " + sum(_ends) over (order by rowid) - _ends" if ends else ""
    placed = f"select *, rowid as _row, (rowid + 2{above})::bigint as _at from {name}"
    problems = list(_unfit(con, resource, placed)) if looked_at else []
    names = [f["name"] for f in resource.fields]
    if rows < MANY:
        columns = ", ".join(quoted(column) for column in names)
        copy = f"select {columns}, _at as _line from ({placed})" + (" order by _at" if ends else "")
        con.execute(f"create or replace table {name} as {copy}")
    else:
        _change(con, name, placed if ends else "", [*names, "_line"])
    return problems


def _change(con: duckdb.DuckDBPyConnection, name: str, placed: str, wanted: list[str]) -> None:
    """Leave of a table what is wanted, without the memory that a copy would take."""
    line = f"_at from ({placed}) where _row = {name}.rowid" if placed else "rowid + 2"
    con.execute(f"alter table {name} add column _line bigint; update {name} set _line = {line}")
    has = [column for column, *_ in con.execute(f"from {name} limit 0").description or []]
    dropped = (f"alter table {name} drop column {quoted(c)}" for c in has if c not in wanted)
    con.execute(";".join(dropped))


def _unfit(con: duckdb.DuckDBPyConnection, resource: Resource, placed: str) -> list[Problem]:
    """The cells that hold text and have lost it; only rows that took a closer look can have one."""
    values = ", ".join(quoted(f["name"]) for f in resource.fields)
    rows = con.execute(
        f"select {values}, {CELLS}, _at from ({placed}) where _cells is not null order by _at"
    ).fetchall()
    missing = resource.missing_values
    return [
        Problem(resource.file, "value-unstorable", _told(field, cell), line, number)
        for *values, cells, line in rows
        for number, (field, value, cell) in enumerate(
            zip(resource.fields, values, cells, strict=True), 1
        )
        if value is None and cell not in field.get("missingValues", missing)
    ]


def _told(field: dict[str, object], cell: str) -> dict[str, object]:
    return {"field": field["name"], "cell": cell, "type": field.get("type", "any")}
