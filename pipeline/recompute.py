"""The published files → the same tables once more, from nothing but those files.

Only what anyone can download is read: data/datapackage.json, the files it lists, the day in
build.csv and the texts in data/sql/. Where a file differs from what comes out, that is a problem
at its cell.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

import duckdb

from pipeline.closed import connect
from pipeline.compare import Kinds, differing, texts_of
from pipeline.literal import quoted, text
from pipeline.problem import Problem
from pipeline.tables import FOLDER, Table

COMPUTED = "2_tables"  # the floor of the tables whose SQL is published
CELL = Kinds("audit-cell", "audit-cell-rows")


def problems_of_tables(site: Path, tables: Collection[Table]) -> Iterator[Problem]:
    """Tables that the published SQL over the published datasets does not give."""
    if not any(table.floor == COMPUTED for table in tables):
        return
    with _filled(site, tables) as con:
        for table in tables:
            if table.floor == COMPUTED:
                yield from _recomputed(con, site, table)


def _filled(site: Path, tables: Collection[Table]) -> duckdb.DuckDBPyConnection:
    """A database of nothing but the downloads, as the method page tells it, and shut."""
    con = connect()
    folder = site / FOLDER
    con.execute("create schema public; create schema catalog")
    con.execute(f"create table catalog.build as from {text(str(folder / 'build.csv'))}")
    for table in tables:
        if table.floor == "1_public":
            file = text(str(folder / f"{table.name}.parquet"))
            con.execute(f"create table public.{quoted(table.name)} as from {file}")
    con.execute("set enable_external_access = false; set lock_configuration = true")
    return con


def _recomputed(con: duckdb.DuckDBPyConnection, site: Path, table: Table) -> Iterator[Problem]:
    file = f"{FOLDER}/sql/{table.name}.sql"
    try:
        sql = (site / file).read_text("utf-8")
        yield from differing(table.file, table.rows(), texts_of(con, sql), table, CELL)
    except (OSError, duckdb.Error) as error:
        yield Problem(file, "audit-sql", {"found": str(error).splitlines()[0]})
