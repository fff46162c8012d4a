"""What every published column means, from the descriptor and the SQL headers → catalog.datasets."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import duckdb

from pipeline.problem import CONFIGURATION, Problem, Refused
from pipeline.project import Project
from pipeline.sqlfile import SqlFile

SCHEMAS = {"1_public": "public", "2_tables": "tables"}
SHOWN_ROWS = 500
TYPES = {
    "BIGINT": "integer", "INTEGER": "integer", "HUGEINT": "integer", "SMALLINT": "integer",
    "TINYINT": "integer", "BOOLEAN": "boolean", "DATE": "date", "TIMESTAMP": "datetime",
    "TIME": "time", "DOUBLE": "number", "FLOAT": "number", "VARCHAR": "string",
}  # fmt: skip


def describe(
    con: duckdb.DuckDBPyConnection, project: Project, files: Iterable[SqlFile]
) -> list[dict[str, Any]]:
    """One description per published dataset and table, in floor and file order.

    Each has: name, floor, schema, title, about, key, sql, file, row_count, and columns with name,
    type, title, description and unit per language. Raises Refused (configuration) for a column
    that neither a note nor an input field explains, and for one that may never be published.
    """
    found, problems = [], []
    for file in files:
        columns, mistakes = _columns(con, project, file)
        problems += mistakes
        table = f'{SCHEMAS[file.floor]}."{file.name}"'
        rows = con.execute(f"select count(*) from {table}").fetchone()
        found.append(_description(file, columns, rows[0] if rows else 0))
    if problems:
        raise Refused(problems, CONFIGURATION)
    return found


def catalogue(
    con: duckdb.DuckDBPyConnection, project: Project, described: list[dict[str, Any]]
) -> None:
    """Put the descriptions into catalog.datasets, with the first rows of each as text.

    The pages that tell about data are made from these rows like any other page.
    """
    keys = [language.key for language in project.languages]
    words = {key: "VARCHAR" for key in keys}
    column = dict.fromkeys(("name", "type"), "VARCHAR") | dict.fromkeys(
        ("title", "description", "unit"), words
    )
    file = {"format": "VARCHAR", "url": "VARCHAR", "bytes": "BIGINT", "sha256": "VARCHAR"}
    shape = {
        **dict.fromkeys(("name", "floor", "schema", "sql", "file"), "VARCHAR"),
        "title": words, "about": words, "key": ["VARCHAR"], "row_count": "BIGINT",
        "columns": [column], "files": [file], "records": [["VARCHAR"]],
    }  # fmt: skip
    rows = [{**d, "records": _records(con, d)} for d in described]
    con.execute(
        "create table catalog.datasets as select unnest(from_json(?, ?), max_depth := 2)",
        [json.dumps(rows), json.dumps([shape])],
    )


def _description(file: SqlFile, columns: list[dict[str, Any]], row_count: int) -> dict[str, Any]:
    return {
        "name": file.name, "floor": file.floor, "schema": SCHEMAS[file.floor], "sql": file.text,
        "file": file.file, "title": file.title, "about": file.about, "key": file.key,
        "row_count": row_count, "columns": columns,
    }  # fmt: skip


def _columns(
    con: duckdb.DuckDBPyConnection, project: Project, file: SqlFile
) -> tuple[list[dict[str, Any]], list[Problem]]:
    table = f'{SCHEMAS[file.floor]}."{file.name}"'
    made = con.execute(f"select column_name, column_type from (describe {table})").fetchall()
    names = [name for name, _ in made]
    problems = [
        Problem(file.file, "sql-note-without-column", {"field": name})
        for name in [*file.notes, *file.key]
        if name not in names
    ]
    if not file.key:
        problems.append(Problem(file.file, "sql-without-key"))
    columns = []
    for name, kind in made:
        field = _field(project, file.name, name)
        words = _words(project, file, name, field)
        if kind.endswith("]") or kind.startswith(("STRUCT", "MAP", "UNION")):
            values = {"field": name, "found": kind}
            problems.append(Problem(file.file, "sql-nested-column", values))
        elif field and field.get("privacy") == "closed":
            problems.append(Problem(file.file, "sql-closed-column", {"field": name}))
        elif words is None:
            problems.append(Problem(file.file, "sql-column-without-note", {"field": name}))
        else:
            columns.append({"name": name, "type": _type(kind), **words})
    return columns, problems


def _words(
    project: Project, file: SqlFile, name: str, field: dict[str, Any] | None
) -> dict[str, Any] | None:
    """What the header says of a column, else what the input field of that name says."""
    if note := file.notes.get(name):
        return {"title": note.title, "description": note.description, "unit": note.unit}
    if field:
        return {key: project.words(field, key) for key in ("title", "description", "unit")}
    return None


def _field(project: Project, dataset: str, name: str) -> dict[str, Any] | None:
    """The input field that explains a column: its own resource's, else the only one so titled."""
    fields = {r.name: f for r in project.resources for f in r.fields if f["name"] == name}
    if dataset in fields:
        return fields[dataset]
    titles = {json.dumps(project.words(f, "title")) for f in fields.values()}
    if any(f.get("privacy") == "closed" for f in fields.values()):
        return next(f for f in fields.values() if f.get("privacy") == "closed")
    return next(iter(fields.values())) if len(titles) == 1 else None


def _type(kind: str) -> str:
    return "number" if kind.startswith("DECIMAL") else TYPES.get(kind, "string")


def _records(con: duckdb.DuckDBPyConnection, described: dict[str, Any]) -> list[list[str | None]]:
    names = ", ".join(f'"{c["name"]}"::varchar' for c in described["columns"])
    table = f'{described["schema"]}."{described["name"]}"'
    rows = con.execute(f"select {names} from {table} limit {SHOWN_ROWS}").fetchall()
    return [list(row) for row in rows]
