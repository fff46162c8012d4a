"""From a row of a table to the public rows that it is made of: the queries of its header, tried."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import duckdb

from pipeline.problem import Problem
from pipeline.sight import failure, mistakes, parsed
from pipeline.sqlfile import SqlFile

PARAMETER = re.compile(r"\$(\w+)")
MAY_READ = {"public", "catalog"}


def trace(
    con: duckdb.DuckDBPyConnection, file: SqlFile, columns: list[str]
) -> tuple[list[dict[str, Any]], list[Problem]]:
    """The `made of` lines of a table with these columns, and what is wrong with them.

    Each has: dataset, sql, and the columns of the row that it asks for, in order. A query may read
    what is public and nothing else, and must run for the first row of the table.
    """
    found, problems = [], []
    for origin in file.origins:
        query = replace(file, text=origin.sql)
        asked = list(dict.fromkeys(PARAMETER.findall(origin.sql)))
        unknown = [
            Problem(file.file, "sql-made-of-column", {"field": name})
            for name in asked
            if name not in columns
        ]
        said = parsed(con, [query])[query.name]
        wrong = unknown or mistakes(query, said, MAY_READ) or _failures(con, query, asked)
        problems += [replace(problem, line=origin.line) for problem in wrong]
        found.append({"dataset": origin.dataset, "sql": origin.sql, "columns": asked})
    return found, problems


def _failures(con: duckdb.DuckDBPyConnection, query: SqlFile, asked: list[str]) -> list[Problem]:
    """What DuckDB says of a query with the values of the first row of its table, if any."""
    values = ", ".join(f'"{name}"::varchar' for name in asked) or "null"
    row = con.execute(f'select {values} from tables."{query.name}" limit 1').fetchone()
    try:
        con.execute(written(query.text, dict(zip(asked, row or [None] * len(asked), strict=False))))
    except duckdb.Error as error:
        return [failure(query, error, shift=0)]
    return []


def written(sql: str, row: dict[str, str | None]) -> str:
    """A query with the values of a row in it, as text that can be pasted into the duckdb shell."""

    def literal(found: re.Match[str]) -> str:
        value = row[found[1]]
        return "null" if value is None else "'" + value.replace("'", "''") + "'"

    return PARAMETER.sub(literal, sql)
