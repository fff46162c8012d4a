"""The checked rows of a project → one partition of Parquet files, beside those of others.

    INPUTS/<dataset>/province=31/year=2026/rows.parquet

A partition is whole in itself: it has the rows of every dataset, so that keys and references are
those that the check has proved. Who holds the inputs holds rows that are not public.
"""

from __future__ import annotations

import os
from pathlib import Path

import duckdb

from pipeline.hive import FILE, is_partition
from pipeline.literal import as_json, quoted, text
from pipeline.problem import misconfigured
from pipeline.project import Project
from pipeline.put import put_parquet

BATCH = 10_000


def deposit(con: duckdb.DuckDBPyConnection, project: Project, into: Path, partition: str) -> int:
    """Write raw.* as a `partition` such as `province=31/year=2026`, and say how many rows.

    The same rows give the same bytes. Raises Refused (configuration) for what is no partition.
    """
    if not is_partition(partition):
        raise misconfigured(partition, "partition-name")
    return sum(
        _write(con, resource.name, into / resource.name / partition)
        for resource in project.resources
    )


def _write(con: duckdb.DuckDBPyConnection, name: str, folder: Path) -> int:
    """The database of the rows may not touch the disk: they go by way of a file of texts."""
    folder.mkdir(parents=True, exist_ok=True)
    texts, draft = folder / ".rows.ndjson", folder / ".rows.parquet"
    columns = [
        (column, kind)
        for column, kind, *_ in con.execute(f"describe raw.{quoted(name)}").fetchall()
        if column != "_line"
    ]
    names = ", ".join(quoted(column) for column, _ in columns)
    cursor = con.cursor().execute(
        f"select {as_json(column for column, _ in columns)} from (select columns(*)::varchar from "
        f"(select {names} from raw.{quoted(name)} order by _line))"
    )
    rows = 0
    try:
        with texts.open("w", encoding="utf-8", newline="\n") as file:
            while batch := cursor.fetchmany(BATCH):
                rows += len(batch)
                file.writelines(f"{row}\n" for (row,) in batch)
        with duckdb.connect() as writer:
            put_parquet(writer, _typed(texts, columns), draft)
        draft.replace(folder / FILE)
    finally:
        for path in (texts, draft):
            path.unlink(missing_ok=True)
    return rows


def _typed(texts: Path, columns: list[tuple[str, str]]) -> str:
    typed = ", ".join(f"{quoted(name)}::{kind} as {quoted(name)}" for name, kind in columns)
    read = ", ".join(f"{text(name)}: 'VARCHAR'" for name, _ in columns)
    return (
        f"select {typed} from read_json({text(os.fspath(texts))}, "
        f"format = 'newline_delimited', columns = {{{read}}})"
    )
