"""A database that fetches nothing of its own accord."""

from __future__ import annotations

from functools import cache

import duckdb

CLOSED = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
}


def connect() -> duckdb.DuckDBPyConnection:
    """An empty database in memory; files that a statement names can still be read into it."""
    con = duckdb.connect(config=CLOSED)  # type: ignore[arg-type]
    con.execute("set enable_progress_bar = false")
    return con


@cache
def disk() -> duckdb.DuckDBPyConnection:
    """A database without rows of its own, which reads and writes files."""
    return connect()
