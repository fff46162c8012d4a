"""The rows that were checked → raw.*: typed, with `_line`, the line on which each row starts."""

from __future__ import annotations

import duckdb

from pipeline.abreast import abreast
from pipeline.literal import quoted
from pipeline.problem import DATA, Problem, Refused
from pipeline.project import Project, Resource


def load(con: duckdb.DuckDBPyConnection, project: Project, kept: dict[str, str]) -> None:
    """Make raw.* of the rows that the check has `kept` (dataset → its table), and shut the door.

    From then on nothing outside can be reached from the database. Raises Refused (data) for a
    cell that the description allows but its column cannot hold, such as a number of 23 digits.
    """

    def into_raw(con: duckdb.DuckDBPyConnection, resource: Resource) -> list[Problem]:
        return _load(con, resource, kept[resource.name])

    problems = [p for found in abreast(con, into_raw, project.resources) for p in found]
    con.execute("set enable_external_access = false; set lock_configuration = true")
    if problems:
        raise Refused(problems, DATA)


def _load(con: duckdb.DuckDBPyConnection, resource: Resource, kept: str) -> list[Problem]:
    """Rows follow each other line by line, but for the line ends in their cells."""
    columns = ", ".join(quoted(f["name"]) for f in resource.fields)
    has_ends = con.execute(f"select 1 from {kept} where _ends > 0 limit 1").fetchone()
    ends = "sum(_ends) over (order by rowid) - _ends" if has_ends else "0"
    query = f"select {columns}, _cells, (rowid + 2 + {ends})::bigint as _line from {kept}"
    name = f"raw.{quoted(resource.name)}"
    con.execute(f"create table {name} as {query} order by rowid; drop table {kept}")
    problems = list(_unfit(con, resource, name))
    con.execute(f"alter table {name} drop column _cells")
    return problems


def _unfit(con: duckdb.DuckDBPyConnection, resource: Resource, name: str) -> list[Problem]:
    """The cells that hold text and have lost it; only rows that took a closer look can have one."""
    rows = con.execute(f"from {name} where _cells is not null order by _line").fetchall()
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
