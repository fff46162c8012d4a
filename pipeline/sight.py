"""What a statement of sql/ reads, by DuckDB's own parser, and which of it is out of its sight."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import duckdb

from pipeline.abreast import abreast
from pipeline.problem import Problem
from pipeline.sqlfile import SqlFile

Node = dict[str, Any]

LOOKS_UP = {"error": "sql-looks-up", "warning": "sql-warning-looks-up"}
TOGETHER = 8  # files that are parsed at a time
TABLE_FUNCTIONS = {"unnest", "generate_series", "range"}
# What may answer otherwise tomorrow (the clock, chance, settings, sequences): what DuckDB itself
# calls unsteady, and three of its words. To ask it takes longer than to read all of sql/.
UNSTEADY = {
    "current_connection_id", "current_database", "current_date", "current_query",
    "current_query_id", "current_schema", "current_schemas", "current_setting", "current_time",
    "current_timestamp", "current_transaction_id", "currval", "gen_random_uuid",
    "get_current_time", "get_current_timestamp", "getvariable", "in_search_path",
    "localtimestamp", "nextval", "now", "random", "setseed", "setval", "sleep_ms", "stats",
    "today", "transaction_timestamp", "txid_current", "uuid", "uuidv4", "uuidv7", "vector_type",
    "write_log",
}  # fmt: skip


class Parsed(NamedTuple):
    """The tree of the statements of a file, and every object in that tree."""

    tree: Node
    nodes: list[Node]


def parsed(con: duckdb.DuckDBPyConnection, files: list[SqlFile]) -> dict[str, Parsed]:
    """What each file says, by its name: some at a time, as a question costs more than an answer."""
    some = [files[at : at + TOGETHER] for at in range(0, len(files), TOGETHER)]
    return {name: said for found in abreast(con, _parsed, some) for name, said in found.items()}


def mistakes(file: SqlFile, said: Parsed, visible: set[str]) -> list[Problem]:
    """Everything a file reads that it may not, from the statement as DuckDB itself parses it."""
    tree, nodes = said
    if tree.get("error"):
        line = file.text.encode().count(b"\n", 0, int(tree.get("position") or 0)) + 1
        kind = "sql-syntax" if tree["error_type"] == "parser" else "sql-not-select"
        return [Problem(file.file, kind, {"found": tree["error_message"].rstrip("!.")}, line)]
    if len(tree["statements"]) != 1:
        return [Problem(file.file, "sql-statements", {"found": len(tree["statements"])})]
    found = sorted({*_forbidden(nodes, file, visible), *_unsteady(nodes, file)})
    allowed = sorted(visible)
    return [Problem(file.file, kind, {"found": f, "allowed": allowed}, n) for n, kind, f in found]


def _parsed(con: duckdb.DuckDBPyConnection, files: list[SqlFile]) -> dict[str, Parsed]:
    asked = "select json_serialize_sql(text) from (select unnest(?::varchar[]) as text)"
    rows = con.execute(asked, [[file.text for file in files]]).fetchall()
    return {file.name: _read(tree) for file, (tree,) in zip(files, rows, strict=True)}


def _read(tree: str) -> Parsed:
    nodes: list[Node] = []

    def keep(node: Node) -> Node:
        nodes.append(node)
        return node

    return Parsed(json.loads(tree, object_hook=keep), nodes)


def _forbidden(
    nodes: list[Node], file: SqlFile, visible: set[str]
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


def _unsteady(nodes: list[Node], file: SqlFile) -> Iterator[tuple[int, str, str]]:
    for node in nodes:
        name = node.get("function_name")
        if node.get("class") == "COLUMN_REF" and len(node["column_names"]) == 1:
            name = node["column_names"][0] if node["column_names"][0].startswith("current_") else ""
        if isinstance(name, str) and name.lower() in UNSTEADY:
            yield _line(file, node), "sql-unsteady", name


def _named_steps(node: Node) -> list[str]:
    """The names that a `with` gives to its queries."""
    steps = node.get("cte_map")
    return [entry["key"] for entry in steps["map"]] if isinstance(steps, dict) else []


def _line(file: SqlFile, node: Node) -> int:
    place = node.get("query_location")
    if not isinstance(place, int) or place > len(file.text.encode()):
        return 0
    return file.text.encode().count(b"\n", 0, place) + 1


def failure(file: SqlFile, error: duckdb.Error, shift: int) -> Problem:
    """DuckDB's own sentence, and the line that it names, less the lines put before the file's.

    Without a line before them DuckDB would not count the comments that a file opens with.
    """
    lines = str(error).splitlines()
    named = re.search(r"^LINE (\d+):", str(error), re.MULTILINE)
    at = max(int(named[1]) - shift, 0) if named else 0
    return Problem(file.file, "sql-fails", {"found": lines[0]}, at)
