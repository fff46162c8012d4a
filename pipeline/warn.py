"""Warnings → catalog.known_problems: what is doubtful in the data is published with the data."""

from __future__ import annotations

from typing import Any

import duckdb

from pipeline.problem import Problem, sentence
from pipeline.project import Project
from pipeline.sqlfile import read_floor

CLAIMS = "3_claims"
NAME = "known_problems"
KEY = ["claim", "dataset", "record_key", "field", "found"]


def warn(con: duckdb.DuckDBPyConnection, project: Project, warnings: list[Problem]) -> None:
    """Make catalog.known_problems, one row per thing found, in the order of the claims.

    Its columns are those of KEY, and `problem_<language>`, what the claim says, per language.
    """
    says = {claim.name: claim.title for claim in read_floor(project, CLAIMS)}
    keys = [language.key for language in project.languages]
    names = [*KEY, *(f"problem_{key}" for key in keys)]
    columns = ", ".join(f'"{name}" varchar' for name in names)
    con.execute(f"create table catalog.{NAME} ({columns})")
    rows = dict.fromkeys(_key(warning) for warning in warnings)
    if rows:
        places = ", ".join("?" for _ in names)
        con.executemany(
            f"insert into catalog.{NAME} values ({places})",
            [[*row, *(says[row[0]][key] for key in keys)] for row in rows],
        )


def describe_warnings(
    con: duckdb.DuckDBPyConnection, project: Project, described: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The descriptions with the table of what was found among them, if any claim can warn.

    A dataset in which something was found says in its `caveats`, per language, how often.
    """
    if all(claim.severity == "error" for claim in read_floor(project, CLAIMS)):
        return described
    table = f"catalog.{NAME}"
    counts = dict(con.execute(f"select dataset, count(*) from {table} group by dataset").fetchall())
    told = [
        d | {"caveats": _words(project, "known-problems-caveat", found=counts[d["name"]])}
        if d["schema"] == "public" and d["name"] in counts
        else d
        for d in described
    ]
    names = [name for name, *_ in con.execute(f"describe {table}").fetchall()]
    count = con.execute(f"select count(*) from {table}").fetchone()
    return [*told, {
        "name": NAME, "floor": CLAIMS, "schema": "catalog", "sql": "",
        "file": project.show(project.sql / CLAIMS), "title": _words(project, "known-problems"),
        "about": _words(project, "known-problems-about"), "key": KEY,
        "row_count": count[0] if count else 0, "made_of": [],
        "columns": [_column(project, n) for n in names],
    }]  # fmt: skip


def _key(warning: Problem) -> tuple[str, ...]:
    values = (warning.values.get(name) for name in ("dataset", "key", "field", "found"))
    return (warning.kind, *("" if value is None else str(value) for value in values))


def _column(project: Project, name: str) -> dict[str, Any]:
    kind, _, tag = (name, "", "") if name in KEY else name.partition("_")
    return {
        "name": name,
        "type": "string",
        "title": _words(project, f"known-problems-{kind}", tag=tag),
        "description": _words(project, f"known-problems-{kind}-about"),
        "unit": {language.key: "" for language in project.languages},
    }


def _words(project: Project, kind: str, **values: Any) -> dict[str, str]:
    return {language.key: sentence(kind, language.key, **values) for language in project.languages}
