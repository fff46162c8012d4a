"""The rows that were checked → raw.*: typed, with `_line`, the line on which each row starts."""

from __future__ import annotations

import duckdb

from pipeline.abreast import abreast
from pipeline.literal import quoted
from pipeline.problem import DATA, Problem, Refused
from pipeline.project import Project, Resource
from pipeline.shape import CELLS


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
    """Rows follow each other line by line, but for the line ends in their cells.

    The table is changed and not made anew: a copy of it would need as much memory again.
    """
    name, names = f"raw.{quoted(resource.name)}", [f["name"] for f in resource.fields]
    line, asked = "rowid + 2", f"select max(_ends), count(_cells) from {name}"
    ends, looked_at = con.execute(asked).fetchone() or (0, 0)
    if ends:
        ends = (
            f"select rowid as place, sum(_ends) over (order by rowid) - _ends as above from {name}"
        )
        line = f"rowid + 2 + above from ({ends}) where place = rowid"
    con.execute(f"alter table {name} add column _line bigint; update {name} set _line = {line}")
    problems = list(_unfit(con, resource, name)) if looked_at else []
    others = [c for c, *_ in con.execute(f"from {name} limit 0").description or []]
    con.execute(
        ";".join(
            f"alter table {name} drop column {quoted(other)}"
            for other in others
            if other not in (*names, "_line")
        )
    )
    return problems


def _unfit(con: duckdb.DuckDBPyConnection, resource: Resource, name: str) -> list[Problem]:
    """The cells that hold text and have lost it; only rows that took a closer look can have one."""
    values = ", ".join(quoted(f["name"]) for f in resource.fields)
    rows = con.execute(
        f"select {values}, {CELLS}, _line from {name} where _cells is not null order by _line"
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
