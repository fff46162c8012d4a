"""An empty database for one build, which nothing enters unasked."""

from __future__ import annotations

from datetime import date

import duckdb

from pipeline.closed import connect
from pipeline.project import Project

FEW_BYTES = 10_000_000


def open_database(as_of: date, project: Project | None = None) -> duckdb.DuckDBPyConnection:
    """An empty database for one build, with catalog.build; files can still be read into it.

    One thread does the work of a small project: to hand it out would take longer.
    """
    con = connect()
    if project and _bytes(project) < FEW_BYTES:
        con.execute("set threads = 1")
    con.execute("create schema raw; create schema catalog")
    con.execute("create table catalog.build as select ?::date as as_of", [as_of])
    return con


def give_back() -> None:
    """Return what past statements took beside their tables: DuckDB keeps it until one closes."""
    connect().close()


def _bytes(project: Project) -> int:
    return sum(r.path.stat().st_size for r in project.resources if r.path.is_file())
