"""What every published column means, from the descriptor and the SQL headers → catalog.datasets."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import duckdb

from pipeline.descriptor import listed
from pipeline.problem import CONFIGURATION, Problem, Refused
from pipeline.project import Project, Resource
from pipeline.sqlfile import SqlFile
from pipeline.tabulate import tabulate
from pipeline.trace import trace
from pipeline.unfit import unfit_keys, unfit_values

SCHEMAS = {"1_public": "public", "2_tables": "tables"}
NOTICE = "demo"  # in the description, and the last column of each file of a demonstration
TYPES = {
    "BIGINT": "integer", "INTEGER": "integer", "HUGEINT": "integer", "SMALLINT": "integer",
    "TINYINT": "integer", "BOOLEAN": "boolean", "DATE": "date", "TIMESTAMP": "datetime",
    "TIME": "time", "DOUBLE": "number", "VARCHAR": "string",
}  # fmt: skip


def describe(
    con: duckdb.DuckDBPyConnection, project: Project, files: Iterable[SqlFile]
) -> list[dict[str, Any]]:
    """One description per published dataset and table, in floor and file order.

    Each has: name, floor, schema, title, about, key, sql, file, row_count, what a row is `made_of`
    (see `trace`), and columns with name, type, title, description and unit per language, and
    whether it `is_computed`: it stands among the columns of a dataset, but in no row of the input.

    Raises Refused (configuration) for a column that neither a note nor an input field explains,
    and for one that may never be published.
    """
    found, problems = [], []
    for file in files:
        columns, mistakes = _columns(con, project, file)
        made_of, untraced = trace(con, file, [column["name"] for column in columns])
        problems += mistakes or untraced
        if not mistakes:
            found.append(_description(con, file, columns) | {"made_of": made_of})
    if problems:
        raise Refused(problems, CONFIGURATION)
    return found


def catalogue(
    con: duckdb.DuckDBPyConnection, project: Project, described: list[dict[str, Any]]
) -> None:
    """Put the descriptions into catalog.datasets, with the dataset that each column `refers_to`
    and the title of each that a row is made of.

    The pages that tell about data are made from these rows like any other page.
    """
    keys = [language.key for language in project.languages]
    words = dict.fromkeys(keys, "VARCHAR")
    column = {
        **dict.fromkeys(("name", "type", "first_on", "last_on", "refers_to"), "VARCHAR"),
        **dict.fromkeys(("title", "description", "unit"), words),
    }
    origin = {"dataset": "VARCHAR", "title": words, "sql": "VARCHAR", "columns": ["VARCHAR"]}
    file = {"format": "VARCHAR", "url": "VARCHAR", "bytes": "BIGINT", "sha256": "VARCHAR"}
    shape = {
        **dict.fromkeys(("name", "floor", "schema", "sql", "file"), "VARCHAR"),
        "title": words, "about": words, "key": ["VARCHAR"], "row_count": "BIGINT",
        "columns": [column], "made_of": [origin], "files": [file],
    }  # fmt: skip
    titles = {d["name"]: {"title": d["title"]} for d in described}
    told = [
        d
        | {"columns": _referring(project, described, d)}
        | {"made_of": [origin | titles[origin["dataset"]] for origin in d["made_of"]]}
        for d in described
    ]
    tabulate(con, "datasets", told, shape)


def _referring(
    project: Project, described: list[dict[str, Any]], one: dict[str, Any]
) -> list[dict[str, Any]]:
    """The columns of a description, each with the public dataset of whose keys its values are.

    That is said by a foreign key of the input, or by a name that is the whole key of a dataset.
    """
    keyed = {
        d["key"][0]: d["name"] for d in described if d["schema"] == "public" and not d["key"][1:]
    }
    declared = {
        name: key["reference"]["resource"]
        for resource in project.resources
        if resource.name == one["name"]
        for key in resource.descriptor["schema"].get("foreignKeys", [])
        for name in listed(key["fields"])
    }
    public = {*keyed.values()} - {one["name"]}
    targets = {name: target for name, target in (keyed | declared).items() if target in public}
    return [column | {"refers_to": targets.get(column["name"])} for column in one["columns"]]


def _description(
    con: duckdb.DuckDBPyConnection, file: SqlFile, columns: list[dict[str, Any]]
) -> dict[str, Any]:
    schema = SCHEMAS[file.floor]
    count = con.execute(f'select count(*) from {schema}."{file.name}"').fetchone()
    return {
        "name": file.name, "floor": file.floor, "schema": schema, "sql": file.text,
        "file": file.file, "title": file.title, "about": file.about, "key": file.key,
        "row_count": count[0] if count else 0, "columns": columns,
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
    elif set(file.key) <= set(names):
        problems += unfit_keys(con, file, table)
    problems += unfit_values(con, file, table, made)
    spans = _spans(con, table, [name for name, kind in made if kind == "DATE"])
    given = {f["name"] for r in project.resources if r.name == file.name for f in r.fields}
    columns = []
    for name, kind in made:
        field = _field(project, file.name, name)
        words = _words(project, file, name, field)
        if kind.endswith("]") or kind.startswith(("STRUCT", "MAP", "UNION")):
            values = {"field": name, "found": kind}
            problems.append(Problem(file.file, "sql-nested-column", values))
        elif not kind.startswith("DECIMAL") and kind not in TYPES:
            problems.append(Problem(file.file, "sql-column-type", {"field": name, "found": kind}))
        elif field and field.get("privacy") == "closed":
            problems.append(Problem(file.file, "sql-closed-column", {"field": name}))
        elif name.lower() == NOTICE and NOTICE in project.descriptor:
            problems.append(Problem(file.file, "name-taken", {"name": file.name, "field": name}))
        elif words is None:
            problems.append(Problem(file.file, "sql-column-without-note", {"field": name}))
        else:
            computed = {"is_computed": name not in given} if given else {}
            columns.append(
                {"name": name, "type": _type(kind), **words, **spans.get(name, {}), **computed}
            )
    return columns, problems


def _spans(
    con: duckdb.DuckDBPyConnection, table: str, dates: list[str]
) -> dict[str, dict[str, str | None]]:
    """The earliest and the latest day of every column of dates."""
    if not dates:
        return {}
    days = ", ".join(f'min("{name}")::varchar, max("{name}")::varchar' for name in dates)
    found = con.execute(f"select {days} from {table}").fetchone() or ()
    pairs = zip(dates, found[::2], found[1::2], strict=True)
    return {name: {"first_on": first, "last_on": last} for name, first, last in pairs}


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
    """The input field that explains a column.

    That is the field of the resource with the dataset's own name; else the one that other
    resources of the same field refer to by foreign key; else the only one so titled.
    """
    owners = {r.name: r for r in project.resources if r.column_of(name)}
    fields = {n: r.fields[r.column_of(name) - 1] for n, r in owners.items()}
    if dataset in fields:
        return fields[dataset]
    if closed := [f for f in fields.values() if f.get("privacy") == "closed"]:
        return closed[0]
    defined = [f for n, f in fields.items() if not _refers(owners[n], name)]
    titles = {json.dumps(project.words(f, "title")) for f in defined}
    return defined[0] if len(titles) == 1 else None


def _refers(resource: Resource, name: str) -> bool:
    """Whether a field only repeats, by foreign key, a field of the same name elsewhere."""
    keys = resource.descriptor["schema"].get("foreignKeys", [])
    return any(
        name in key["fields"]
        and name in key["reference"]["fields"]
        and key["reference"]["resource"]
        for key in keys
    )


def _type(kind: str) -> str:
    return "number" if kind.startswith("DECIMAL") else TYPES.get(kind, "string")
