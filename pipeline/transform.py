"""Runs sql/ floor by floor; each floor may read only what lies above it on the staircase."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import duckdb

from pipeline.abreast import abreast
from pipeline.phrase import texts_of_claim
from pipeline.problem import CONFIGURATION, Problem, Refused, misconfigured
from pipeline.project import Project, Resource
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
LOOKS_UP = {"error": "sql-looks-up", "warning": "sql-warning-looks-up"}
CLAIM_COLUMNS = ["dataset", "line", "field", "found"]
KEYED_COLUMNS = ["dataset", "key", "field", "found"]
TABLE_FUNCTIONS = {"unnest", "generate_series", "range"}
# What may answer otherwise tomorrow: the clock, chance, settings, sequences.
UNSTEADY: set[str] = set()


class Parsed(NamedTuple):
    """A file, the tree of its statements, and every object in that tree."""

    file: SqlFile
    tree: dict[str, Any]
    nodes: list[dict[str, Any]]


def transform(con: duckdb.DuckDBPyConnection, project: Project, floor: str) -> list[SqlFile]:
    """Make one table per file of a floor, and say which files those were.

    Raises Refused (configuration), with all mistakes, for a file that is not one SELECT, that
    reads what its floor may not see, or that DuckDB cannot run.
    """
    schema, visible = FLOORS[floor]
    files = read_floor(project, floor)
    con.execute(f"create schema if not exists {schema}")
    _learn_unsteady(con)
    wrong = {f.file.name: found for f in _parsed(con, files) if (found := _mistakes(f, visible))}

    def make(con: duckdb.DuckDBPyConnection, file: SqlFile) -> list[Problem]:
        return wrong.get(file.name) or _make(con, file, schema)

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
    _learn_unsteady(con)

    def broken(con: duckdb.DuckDBPyConnection, file: SqlFile) -> list[Problem]:
        return list(_broken(con, project, file))

    parsed = _parsed(con, files)
    if wrong := [p for f in parsed for p in _mistakes(f, READ_BY_CLAIMS[f.file.severity])]:
        raise Refused(wrong, CONFIGURATION)
    return [p for found in abreast(con, broken, files) for p in found]


def forget_raw(con: duckdb.DuckDBPyConnection) -> None:
    """Drop raw.* and before.*: what comes after the claims cannot publish what it cannot see."""
    con.execute("drop schema raw cascade; drop schema if exists before cascade")


def _make(con: duckdb.DuckDBPyConnection, file: SqlFile, schema: str) -> list[Problem]:
    try:
        con.execute(f'create table {schema}."{file.name}" as\n{file.text}')
    except duckdb.Error as error:
        return [_failure(file, error, shift=1)]
    return []


def _broken(con: duckdb.DuckDBPyConnection, project: Project, file: SqlFile) -> Iterator[Problem]:
    try:
        rows = con.execute(f"select * from (\n{file.text}\n)")
        columns = [c[0] for c in rows.description or []]
        found = rows.fetchall()
    except duckdb.Error as error:
        raise Refused([_failure(file, error, shift=1)], CONFIGURATION) from None
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


def _parsed(con: duckdb.DuckDBPyConnection, files: list[SqlFile]) -> list[Parsed]:
    """What DuckDB itself makes of the statements of some files, taken apart into their objects."""
    rows = con.execute(
        "select json_serialize_sql(text) from (select unnest(?::varchar[]) as text)",
        [[file.text for file in files]],
    ).fetchall()
    return [Parsed(file, *_taken_apart(text)) for file, (text,) in zip(files, rows, strict=True)]


def _taken_apart(text: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    nodes: list[dict[str, Any]] = []

    def keep(node: dict[str, Any]) -> dict[str, Any]:
        nodes.append(node)
        return node

    return json.loads(text, object_hook=keep), nodes


def _mistakes(parsed: Parsed, visible: set[str]) -> list[Problem]:
    """Everything a file reads that it may not, from the statement as DuckDB itself parsed it."""
    file, tree = parsed.file, parsed.tree
    if tree.get("error"):
        line = file.text.encode().count(b"\n", 0, int(tree.get("position") or 0)) + 1
        kind = "sql-syntax" if tree["error_type"] == "parser" else "sql-not-select"
        return [Problem(file.file, kind, {"found": tree["error_message"].rstrip("!.")}, line)]
    if len(tree["statements"]) != 1:
        return [Problem(file.file, "sql-statements", {"found": len(tree["statements"])})]
    found = sorted({*_forbidden(parsed.nodes, file, visible), *_unsteady(parsed.nodes, file)})
    allowed = sorted(visible)
    return [Problem(file.file, kind, {"found": f, "allowed": allowed}, n) for n, kind, f in found]


def _forbidden(
    nodes: list[dict[str, Any]], file: SqlFile, visible: set[str]
) -> Iterator[tuple[int, str, str]]:
    """(line, kind of problem, what is read) for every table and function out of sight."""
    steps = {name for node in nodes for name in _named_steps(node)}
    for node in nodes:
        if node.get("type") == "BASE_TABLE":
            catalog, schema, name = (node[f"{k}_name"] for k in ("catalog", "schema", "table"))
            is_step = not schema and name in steps
            if catalog or not (is_step or schema in visible):
                shown = ".".join(part for part in (catalog, schema, name) if part)
                yield _line(file, node), LOOKS_UP[file.severity], shown
        elif node.get("type") == "TABLE_FUNCTION":
            function = node["function"]["function_name"]
            if function not in TABLE_FUNCTIONS:
                yield _line(file, node), "sql-table-function", function


def _learn_unsteady(con: duckdb.DuckDBPyConnection) -> None:
    """Ask once, as no two databases answer otherwise and the answer takes a while."""
    if not UNSTEADY:
        found = con.execute(
            "select distinct function_name from duckdb_functions() where function_name <> 'error' "
            "and stability in ('VOLATILE', 'CONSISTENT_WITHIN_QUERY')"
        ).fetchall()
        UNSTEADY.update(name for (name,) in found)
        UNSTEADY.update({"current_timestamp", "current_time", "localtimestamp"})


def _unsteady(nodes: list[dict[str, Any]], file: SqlFile) -> Iterator[tuple[int, str, str]]:
    for node in nodes:
        name = node.get("function_name")
        if node.get("class") == "COLUMN_REF" and len(node["column_names"]) == 1:
            name = node["column_names"][0] if node["column_names"][0].startswith("current_") else ""
        if isinstance(name, str) and name.lower() in UNSTEADY:
            yield _line(file, node), "sql-unsteady", name


def _named_steps(node: dict[str, Any]) -> list[str]:
    """The names that a `with` gives to its queries."""
    steps = node.get("cte_map")
    return [entry["key"] for entry in steps["map"]] if isinstance(steps, dict) else []


def _line(file: SqlFile, node: dict[str, Any]) -> int:
    place = node.get("query_location")
    if not isinstance(place, int) or place > len(file.text.encode()):
        return 0
    return file.text.encode().count(b"\n", 0, place) + 1


def _failure(file: SqlFile, error: duckdb.Error, shift: int) -> Problem:
    """DuckDB's own sentence, and the line that it names, less the lines put before the file's.

    Without a line before them DuckDB would not count the comments that a file opens with.
    """
    lines = str(error).splitlines()
    named = re.search(r"^LINE (\d+):", str(error), re.MULTILINE)
    at = max(int(named[1]) - shift, 0) if named else 0
    return Problem(file.file, "sql-fails", {"found": lines[0]}, at)
