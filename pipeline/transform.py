"""Runs sql/ floor by floor; each floor may read only what lies above it on the staircase."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb

from pipeline.abreast import abreast
from pipeline.descriptor import ROW_NUMBER
from pipeline.phrase import texts_of_claim
from pipeline.problem import CONFIGURATION, Problem, Refused, misconfigured
from pipeline.project import Project, Resource
from pipeline.sight import failure, mistakes, parsed
from pipeline.sqlfile import SqlFile, in_order_of_reading, read_floor

FLOORS = {
    "1_public": ("public", {"raw", "catalog"}),
    "2_tables": ("tables", {"public", "catalog"}),
    # A table of pages may be made of others, which know no more than it may.
    "4_pages": ("pages", {"public", "tables", "catalog", "pages"}),
}
CLAIMS = "3_claims"
READ_BY_CLAIMS = {"error": {"raw", "before", "catalog", "public", "tables"}}
READ_BY_CLAIMS["warning"] = READ_BY_CLAIMS["error"] - {"raw", "before"}
CLAIM_COLUMNS = ["dataset", "line", "field", "found"]
KEYED_COLUMNS = ["dataset", "key", "field", "found"]


def transform(con: duckdb.DuckDBPyConnection, project: Project, floor: str) -> list[SqlFile]:
    """Make one table per file of a floor, and say which files those were.

    Raises Refused (configuration), with all mistakes, for a file that is not one SELECT, that
    reads what its floor may not see, or that DuckDB cannot run.
    """
    schema, visible = FLOORS[floor]
    files = read_floor(project, floor)
    con.execute(f"create schema if not exists {schema}")
    said = parsed(con, files)

    def make(con: duckdb.DuckDBPyConnection, file: SqlFile) -> list[Problem]:
        return mistakes(file, said[file.name], visible) or _make(con, file, schema)

    groups = in_order_of_reading(files, schema)
    problems = [p for group in groups for found in abreast(con, make, group) for p in found]
    if problems:
        raise Refused(problems, CONFIGURATION)
    return files


def claim(con: duckdb.DuckDBPyConnection, project: Project) -> list[Problem]:
    """Run every claim: a query for rows that must not exist. Each row found is one problem.

    What a warning finds is published, so a claim of that severity may not read raw.*; a problem
    that names its record by key instead of line keeps the key among its values.
    """
    files = read_floor(project, CLAIMS)
    said = parsed(con, files)

    def broken(
        con: duckdb.DuckDBPyConnection, file: SqlFile
    ) -> tuple[list[Problem], list[Problem]]:
        wrong = mistakes(file, said[file.name], READ_BY_CLAIMS[file.severity])
        return wrong, [] if wrong else list(_broken(con, project, file))

    answers = abreast(con, broken, files)
    if wrong := [p for mistaken, _ in answers for p in mistaken]:
        raise Refused(wrong, CONFIGURATION)
    return [p for _, found in answers for p in found]


def forget_raw(con: duckdb.DuckDBPyConnection) -> None:
    """Drop raw.* and before.*: what comes after the claims cannot publish what it cannot see."""
    con.execute("drop schema raw cascade; drop schema if exists before cascade")


def _make(con: duckdb.DuckDBPyConnection, file: SqlFile, schema: str) -> list[Problem]:
    try:
        con.execute(f'create table {schema}."{file.name}" as\n{file.text}')
        made = con.execute(f'from {schema}."{file.name}" limit 0').description or []
    except duckdb.Error as error:
        return [failure(file, error, shift=1)]
    taken = {"name": file.name, "field": ROW_NUMBER}
    is_taken = ROW_NUMBER in {name.lower() for name, *_ in made}
    return [Problem(file.file, "name-taken", taken)] if is_taken else []


def _broken(con: duckdb.DuckDBPyConnection, project: Project, file: SqlFile) -> Iterator[Problem]:
    try:
        rows = con.execute(f"select * from (\n{file.text}\n)")
        columns = [c[0] for c in rows.description or []]
        found = rows.fetchall()
    except duckdb.Error as error:
        raise Refused([failure(file, error, shift=1)], CONFIGURATION) from None
    wanted = CLAIM_COLUMNS if file.severity == "error" else KEYED_COLUMNS
    if columns not in (wanted, KEYED_COLUMNS):
        raise misconfigured(file.file, "claim-columns", found=wanted)
    resources = {r.name: r for r in project.resources}
    lines = _lines_of_keys(con, resources, found) if columns == KEYED_COLUMNS else {}
    for dataset, at, field, value in found:
        resource = resources.get(dataset)
        line = at if isinstance(at, int) else lines.get((dataset, at), 0)
        line = line if resource else 0
        column = resource.column_of(field) if resource and field and line else 0
        place = resource.file if resource else file.file
        values = {"found": value, "field": field, "dataset": dataset, "key": at}
        texts = texts_of_claim(file, bool(field), value not in (None, ""))
        yield Problem(place, file.name, values, line, column, texts, file.severity)


def _lines_of_keys(
    con: duckdb.DuckDBPyConnection, resources: dict[str, Resource], found: list[Any]
) -> dict[tuple[str, str], int]:
    """(dataset, key) → line, for the records that a claim has found by their key."""
    lines: dict[tuple[str, str], int] = {}
    for name in sorted({row[0] for row in found} & {*resources}):
        key = " || '-' || ".join(f'"{field}"::varchar' for field in resources[name].key) or "null"
        rows = con.execute(
            f'select {key}, _line from raw."{name}" where {key} in (select unnest(?::varchar[]))',
            [[str(row[1]) for row in found if row[0] == name]],
        ).fetchall()
        lines |= {(name, key): line for key, line in rows}
    return lines
