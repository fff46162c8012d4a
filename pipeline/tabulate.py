"""What Python knows of a build → a table of catalog, for the SQL of the pages."""

from __future__ import annotations

import json
from typing import Any

import duckdb


def tabulate(
    con: duckdb.DuckDBPyConnection, name: str, rows: list[dict[str, Any]], shape: dict[str, Any]
) -> None:
    """Make catalog.<name>: a row for each of `rows`, of which it takes what `shape` names.

    `shape` has the type of each column, as DuckDB's from_json wants it.
    """
    con.execute(
        f"create table catalog.{name} as select unnest(from_json(?, ?), max_depth := 2)",
        [json.dumps(rows), json.dumps([shape])],
    )
