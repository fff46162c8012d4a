"""Runs sql/ floor by floor; each floor may read only what lies above it on the staircase."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import duckdb

from pipeline.problem import CONFIGURATION, Problem, Refused, misconfigured
from pipeline.project import Project
from pipeline.sqlfile import SqlFile, read_floor

FLOORS = {
    "1_public": ("public", {"raw", "catalog"}),
    "2_tables": ("tables", {"public", "catalog"}),
    "4_pages": ("pages", {"public", "tables", "catalog"}),
}
CLAIMS = "3_claims"
CLAIM_COLUMNS = ["dataset", "line", "field", "found"]
TABLE_FUNCTIONS = {"unnest", "generate_series", "range"}
FOUND = {"zh": "（{field}：{found}）。", "en": " ({field}: {found}). "}


def transform(con: duckdb.DuckDBPyConnection, project: Project, floor: str) -> list[SqlFile]:
    """Make one table per file of a floor, and say which files those were.

    Raises Refused (configuration), with all mistakes, for a file that is not one SELECT, that
    reads what its floor may not see, or that DuckDB cannot run.
    """
    schema, visible = FLOORS[floor]
    files = read_floor(project, floor)
    con.execute(f"create schema if not exists {schema}")
    problems = [p for f in files for p in _mistakes(con, f, visible) or _make(con, f, schema)]
    if problems:
        raise Refused(problems, CONFIGURATION)
    return files


def claim(con: duckdb.DuckDBPyConnection, project: Project) -> list[Problem]:
    """Run every claim: a query for rows that must not exist. Each row found is one problem."""
    files = read_floor(project, CLAIMS)
    visible = {"raw", "catalog", "public", "tables"}
    mistakes = [p for f in files for p in _mistakes(con, f, visible)]
    if mistakes:
        raise Refused(mistakes, CONFIGURATION)
    return [p for f in files for p in _broken(con, project, f)]


def forget_raw(con: duckdb.DuckDBPyConnection) -> None:
    """Drop raw.*: what comes after the claims cannot publish what it cannot see."""
    con.execute("drop schema raw cascade")


def _make(con: duckdb.DuckDBPyConnection, file: SqlFile, schema: str) -> list[Problem]:
    try:
        con.execute(f'create table {schema}."{file.name}" as\n{file.text}')
    except duckdb.Error as error:
        return [_failure(file, error, shift=1)]
    return []


def _broken(con: duckdb.DuckDBPyConnection, project: Project, file: SqlFile) -> Iterator[Problem]:
    try:
        rows = con.execute(file.text)
        if [c[0] for c in rows.description or []] != CLAIM_COLUMNS:
            raise misconfigured(file.file, "claim-columns", found=", ".join(CLAIM_COLUMNS))
        found = rows.fetchall()
    except duckdb.Error as error:
        raise Refused([_failure(file, error)], CONFIGURATION) from None
    resources = {r.name: r for r in project.resources}
    sentences = {
        key: f"{_escaped(title)}{FOUND.get(key, FOUND['en'])}{_escaped(file.about[key])}"
        for key, title in file.title.items()
    }
    for dataset, line, field, value in found:
        resource = resources.get(dataset)
        column = resource.column_of(field) if resource and field else 0
        place = resource.file if resource else file.file
        values = {"found": value, "field": field}
        yield Problem(place, file.name, values, line or 0, column, sentences)


def _escaped(text: str) -> str:
    return text.rstrip("。. ").replace("{", "{{").replace("}", "}}")


def _mistakes(con: duckdb.DuckDBPyConnection, file: SqlFile, visible: set[str]) -> list[Problem]:
    """Everything a file reads that it may not, from the statement as DuckDB itself parsed it."""
    answer = con.execute("select json_serialize_sql(?)", [file.text]).fetchone()
    tree = json.loads(answer[0]) if answer else {}
    if tree.get("error"):
        line = file.text.count("\n", 0, int(tree.get("position") or 0)) + 1
        kind = "sql-syntax" if tree["error_type"] == "parser" else "sql-not-select"
        return [Problem(file.file, kind, {"found": tree["error_message"]}, line)]
    if len(tree["statements"]) != 1:
        return [
            Problem(file.file, "sql-not-select", {"found": f"{len(tree['statements'])} statements"})
        ]
    found = sorted(set(_forbidden(tree, file, visible)))
    allowed = ", ".join(sorted(visible))
    return [Problem(file.file, kind, {"found": f, "allowed": allowed}, n) for n, kind, f in found]


def _forbidden(tree: Any, file: SqlFile, visible: set[str]) -> Iterator[tuple[int, str, str]]:
    """(line, kind of problem, what is read) for every table and function out of sight."""
    steps = {name for node in _nodes(tree) for name in _named_steps(node)}
    for node in _nodes(tree):
        if node.get("type") == "BASE_TABLE":
            catalog, schema, name = (node[f"{k}_name"] for k in ("catalog", "schema", "table"))
            is_step = not schema and name in steps
            if catalog or not (is_step or schema in visible):
                shown = ".".join(part for part in (catalog, schema, name) if part)
                yield _line(file, node), "sql-looks-up", shown
        elif node.get("type") == "TABLE_FUNCTION":
            function = node["function"]["function_name"]
            if function not in TABLE_FUNCTIONS:
                yield _line(file, node), "sql-table-function", function


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
        tree = list(tree.values())
    if isinstance(tree, list):
        for part in tree:
            yield from _nodes(part)


def _named_steps(node: dict[str, Any]) -> list[str]:
    """The names that a `with` gives to its queries."""
    steps = node.get("cte_map")
    return [entry["key"] for entry in steps["map"]] if isinstance(steps, dict) else []


def _line(file: SqlFile, node: dict[str, Any]) -> int:
    place = node.get("query_location")
    if not isinstance(place, int) or place > len(file.text.encode()):
        return 0
    return file.text.encode().count(b"\n", 0, place) + 1


def _failure(file: SqlFile, error: duckdb.Error, shift: int = 0) -> Problem:
    """DuckDB's own sentence, and the line that it names."""
    lines = str(error).splitlines()
    named = re.search(r"^LINE (\d+):", str(error), re.MULTILINE)
    at = max(int(named[1]) - shift, 0) if named else 0
    return Problem(file.file, "sql-fails", {"found": lines[0]}, at)
