"""What the last publication held, and what of it is gone: no record leaves without a trace."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from pipeline.descriptor import listed
from pipeline.expect import count_published
from pipeline.literal import CSV, quoted
from pipeline.problem import Problem, misconfigured
from pipeline.project import Project, Resource
from pipeline.sqlfile import read_floor

DESCRIBED = "data/datapackage.json"
CLAIMS, BEFORE = "3_claims", re.compile(r'\bbefore\."?(\w+)')


@dataclass(frozen=True)
class Published:
    """A dataset as it was last published: how many rows, and the table of its keys."""

    rows: int
    key: list[str]
    table: str


def published_in(folder: Path) -> Path | None:
    """The folder, if there is a publication in it."""
    return folder if (folder / DESCRIBED).is_file() else None


def recall(
    con: duckdb.DuckDBPyConnection, project: Project, previous: Path | None
) -> dict[str, Published]:
    """Read the keys of the last publication; nothing where there is none.

    Must come before the database is closed to the outside. Raises Refused (configuration) for a
    publication that cannot be read.
    """
    if previous is None:
        return {}
    described = _described(previous)
    found = {}
    for resource in project.resources:
        before = described.get(resource.name)
        if before is not None and before.get("floor") == "1_public":
            found[resource.name] = _read(con, resource, before, previous)
    return found


def recall_for_claims(
    con: duckdb.DuckDBPyConnection, project: Project, previous: Path | None
) -> list[str]:
    """The datasets that claims compare with their last publication → before.*; gives their names.

    What was not published then is a table without rows.
    Must come before the database is closed to the outside. Raises Refused (configuration) for a
    publication that cannot be read.
    """
    con.execute("create schema before")
    texts = (file.text for file in read_floor(project, CLAIMS))
    names = sorted({name for text in texts for name in BEFORE.findall(text)})
    for name in names:
        table = f"create table before.{quoted(name)}"
        path = previous / "data" / f"{name}.parquet" if previous else None
        if path and path.is_file():
            _take(con, f"{table} as from read_parquet(?)", path)
        else:
            con.execute(f"{table} (_nothing boolean)")
    return names


def shape_as_now(con: duckdb.DuckDBPyConnection, names: list[str], public: set[str]) -> None:
    """Give the tables of before.* the columns of today; what was never published is empty.

    What is not in `public` now is dropped: DuckDB says at the claim that there is no such table.
    """
    for name in names:
        table = f"before.{quoted(name)}"
        if name not in public:
            con.execute(f"drop table {table}")
            continue
        then = _columns(con, "before", name)
        shared = ", ".join(quoted(c) for c in _columns(con, "public", name) if c in then)
        if shared:
            con.execute(f"create temp table _then as select {shared} from {table}")
        con.execute(f"create or replace table {table} as from public.{quoted(name)} limit 0")
        if shared:
            con.execute(f"insert into {table} by name from _then; drop table _then")


def _columns(con: duckdb.DuckDBPyConnection, schema: str, name: str) -> list[str]:
    asked = con.execute(f"from {schema}.{quoted(name)} limit 0")
    return [column for column, *_ in asked.description or []]


def vanished(
    con: duckdb.DuckDBPyConnection, project: Project, published: dict[str, Published]
) -> Iterator[Problem]:
    """Keys that were published and are in no row any more: a record is withdrawn, never removed."""
    for resource in project.resources:
        before = published.get(resource.name)
        if before is None or before.key != resource.key or not before.key:
            continue
        keys = ", ".join(map(quoted, before.key))
        texts = ", ".join(f"{quoted(name)}::varchar" for name in before.key)
        rows = con.execute(
            f"select {keys} from {before.table} except "
            f"select {texts} from raw.{quoted(resource.name)} order by all"
        ).fetchall()
        for row in rows:
            values = {"field": tuple(before.key), "key": "-".join(map(str, row))}
            yield Problem(resource.file, "key-vanished", values)


def fallen(
    con: duckdb.DuckDBPyConnection,
    project: Project,
    published: dict[str, Published],
    public: set[str],
) -> Iterator[Problem]:
    """Datasets of which far fewer rows would now be `public` than were."""
    for resource in project.resources:
        if resource.name in published and resource.name in public:
            answer = con.execute(f"select count(*) from public.{quoted(resource.name)}").fetchone()
            rows = answer[0] if answer else 0
            yield from count_published(resource.file, rows, published[resource.name].rows)


def _described(previous: Path) -> dict[str, Any]:
    try:
        described = json.loads((previous / DESCRIBED).read_bytes())
        return {r["name"]: r for r in described["resources"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise misconfigured(str(previous), "previous-unreadable", found=error) from None


def _read(
    con: duckdb.DuckDBPyConnection, resource: Resource, before: dict[str, Any], previous: Path
) -> Published:
    key = listed(before["schema"].get("primaryKey", []))
    table = quoted(f"published {resource.name}")
    path = previous / "data" / f"{resource.name}.csv"
    columns = ", ".join(map(quoted, key)) or "null"
    query = (
        f"create temp table {table} as select {columns} from read_csv(?, {CSV}, all_varchar = true)"
    )
    _take(con, query, path)
    return Published(int(before["rows"]), key, table)


def _take(con: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    """Run a query that reads a file of the last publication."""
    try:
        con.execute(query, [os.fspath(path)])
    except duckdb.Error as error:
        found = str(error).splitlines()[0]
        raise misconfigured(str(path), "previous-unreadable", found=found) from None
