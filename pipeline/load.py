"""Checked CSV files → raw.*: every field typed, and `_line`, the line on which the row starts."""

from __future__ import annotations

import os
from datetime import date
from typing import Any

import duckdb

from pipeline.literal import quoted, text
from pipeline.problem import DATA, Problem, Refused
from pipeline.project import Project, Resource

CLOSED = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
}
TYPES = {
    "boolean": "boolean", "date": "date", "datetime": "timestamp", "integer": "bigint",
    "number": "double", "time": "time", "year": "integer",
}  # fmt: skip


def load(project: Project, as_of: date) -> duckdb.DuckDBPyConnection:
    """A database that holds raw.* and catalog.build, and that nothing outside can be reached from.

    The rows are those of the checked files, in file order. Raises Refused (data) for a cell that
    the description allows but its column cannot hold, such as a date that does not exist.
    """
    con = duckdb.connect(config=CLOSED)  # type: ignore[arg-type]
    con.execute("create schema raw; create schema catalog")
    con.execute("create table catalog.build as select ?::date as as_of", [as_of])
    problems = [p for resource in project.resources for p in _load(con, resource)]
    con.execute("set enable_external_access = false; set lock_configuration = true")
    if problems:
        raise Refused(problems, DATA)
    return con


def _load(con: duckdb.DuckDBPyConnection, resource: Resource) -> list[Problem]:
    _read(con, resource)
    numbers = range(1, len(resource.fields) + 1)
    problems = [p for number in numbers for p in _unfit(con, resource, number)]
    if not problems:
        columns = ", ".join(f"{_typed(f)} as {quoted(f['name'])}" for f in resource.fields)
        con.execute(
            f"create table raw.{quoted(resource.name)} as "
            f"select {columns}, _line from read_rows order by _line"
        )
    con.execute("drop table read_rows")
    return problems


def _read(con: duckdb.DuckDBPyConnection, resource: Resource) -> None:
    """Put the text of every cell into `read_rows`; a quoted cell may span lines, so count them."""
    names = [f["name"] for f in resource.fields]
    columns = ", ".join(f"{quoted(n)}: 'varchar'" for n in names)
    missing = ", ".join(text(v) for v in resource.descriptor["schema"].get("missingValues", [""]))
    con.execute(
        f"""create temp table read_cells as select * from read_csv(?, header = true,
        auto_detect = false, columns = {{{columns}}}, delim = ',', quote = '"', escape = '"',
        new_line = '\\n', nullstr = [{missing}], null_padding = false, strict_mode = true)""",
        [os.fspath(resource.path)],
    )
    cells = " || ".join(f"coalesce({quoted(n)}, '')" for n in names)
    con.execute(
        f"""create temp table read_rows as select *, (1 + sum(1 + length(cells)
        - length(replace(cells, chr(10), ''))) over (order by place)
        - (length(cells) - length(replace(cells, chr(10), ''))))::bigint as _line
        from (select *, rowid as place, {cells} as cells from read_cells)"""
    )
    con.execute("drop table read_cells")


def _typed(field: dict[str, Any]) -> str:
    """The expression that gives a field its type; NULL where the text has no such value."""
    column, kind = quoted(field["name"]), field.get("type", "any")
    pattern = field.get("format", "default")
    if kind == "boolean":
        yes = _texts(field.get("trueValues", ["true", "True", "TRUE", "1"]))
        no = _texts(field.get("falseValues", ["false", "False", "FALSE", "0"]))
        return f"case when {column} in {yes} then true when {column} in {no} then false end"
    if kind in ("date", "datetime", "time") and pattern not in ("default", "any"):
        return f"try_strptime({column}, {text(pattern)})::{TYPES[kind]}"
    return f"try_cast({column} as {TYPES[kind]})" if kind in TYPES else column


def _unfit(con: duckdb.DuckDBPyConnection, resource: Resource, number: int) -> list[Problem]:
    """The cells of the field at a position (from 1) that hold text but lose it when typed."""
    field = resource.fields[number - 1]
    column = quoted(field["name"])
    rows = con.execute(
        f"select _line, {column} from read_rows "
        f"where {column} is not null and {_typed(field)} is null order by _line"
    ).fetchall()
    kind = field.get("type", "any")
    return [
        Problem(
            resource.file,
            "type-error",
            {"field": field["name"], "cell": cell, "type": kind},
            line,
            number,
        )
        for line, cell in rows
    ]


def _texts(values: list[str]) -> str:
    return "(" + ", ".join(text(str(v)) for v in values) + ")"
