"""Published tables → open-data files: CSV, JSON (an array, and a row a line), Parquet and Excel."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from pipeline.literal import text
from pipeline.project import Project
from pipeline.workbook import write_workbook

Claim = Callable[[str, str], Path]
Description = dict[str, Any]

FOLDER = "data"
LARGEST_SHEET_ROWS = 100_000
DEMO_WORDS = {
    "zh": ("演示标记", "本文件为演示数据，记录均为虚构。"),
    "en": ("Demonstration", "This file is a demonstration; its records are invented."),
}


def export(
    con: duckdb.DuckDBPyConnection,
    project: Project,
    as_of: date,
    described: list[Description],
    claim: Claim,
) -> list[Description]:
    """Write every file of every published table; the descriptions come back with their `files`.

    `claim` takes a URL path and its source, and gives the file to write. A demonstration carries
    its notice in a last column `demo` of every row of every file.
    """
    note = " / ".join(project.descriptor.get("demo", {}).values())
    result = []
    for description in described:
        columns = description["columns"] + _demo_column(project, note)
        query = _query(description, note)
        writers = {"csv": _write_csv, "json": _write_json, "parquet": _write_parquet}
        files = []
        for suffix, write in writers.items():
            path = claim(f"{FOLDER}/{description['name']}.{suffix}", description["file"])
            write(con, query, path)
            files.append(_file(suffix, path))
            if suffix == "json":
                lines = claim(f"{FOLDER}/{description['name']}.ndjson", description["file"])
                _write_lines(path, lines)
                files.append(_file("ndjson", lines))
        if description["row_count"] <= LARGEST_SHEET_ROWS:
            path = claim(f"{FOLDER}/{description['name']}.xlsx", description["file"])
            rows = con.cursor().execute(query).fetchall()
            write_workbook(
                path, rows, description | {"columns": columns}, _cover(project, as_of), as_of
            )
            files.append(_file("xlsx", path))
        if description["floor"] == "2_tables":
            path = claim(f"{FOLDER}/sql/{description['name']}.sql", description["file"])
            path.write_text(description["sql"], "utf-8", newline="\n")
        result.append(description | {"columns": columns, "files": files})
    _write_build(con, claim)
    return result


def _demo_column(project: Project, note: str) -> list[dict[str, Any]]:
    if not note:
        return []
    spoken = {lang.key: DEMO_WORDS.get(lang.key, DEMO_WORDS["en"]) for lang in project.languages}
    return [
        {
            "name": "demo",
            "type": "string",
            "title": {key: title for key, (title, _) in spoken.items()},
            "description": {key: text for key, (_, text) in spoken.items()},
            "unit": dict.fromkeys(spoken, ""),
        }
    ]


def _cover(project: Project, as_of: date) -> list[str]:
    """The lines that a workbook's first sheet opens with."""
    demo = list(project.descriptor.get("demo", {}).values())
    titles = list(project.words(project.descriptor, "title").values())
    return [*demo, *titles, as_of.isoformat(), project.descriptor.get("homepage", "")]


def _query(description: Description, note: str) -> str:
    names = [f'"{c["name"]}"' for c in description["columns"]]
    if note:
        names.append(f"{text(note)} as demo")
    return f'select {", ".join(names)} from {description["schema"]}."{description["name"]}"'


def _write_csv(con: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    cursor = con.cursor().execute(f"select columns(*)::varchar from ({query})")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([c[0] for c in cursor.description or []])
        while batch := cursor.fetchmany(10_000):
            writer.writerows(batch)


def _write_json(con: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    cursor = con.cursor().execute(f"select to_json(row_)::varchar from ({query}) as row_")
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("[")
        separator = "\n"
        while batch := cursor.fetchmany(10_000):
            for (text,) in batch:
                file.write(separator + text)
                separator = ",\n"
        file.write("\n]\n")


def _write_lines(array: Path, path: Path) -> None:
    """The rows of a JSON array, which stand a row a line, without what makes them an array."""
    with array.open(encoding="utf-8") as rows, path.open("w", encoding="utf-8", newline="\n") as to:
        to.writelines(row.rstrip(",\n") + "\n" for row in rows if row.startswith("{"))


def _write_parquet(con: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    """Make Parquet from the CSV beside it: the database of the rows may not touch the disk."""
    types = con.execute(f"describe {query}").fetchall()
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind, *_ in types)
    with _disk().cursor() as writer:
        writer.execute(
            f"""copy (select * from read_csv(?, header = true, auto_detect = false, delim = ',',
            quote = '"', escape = '"', nullstr = '', new_line = '\\n', columns = {{{columns}}}))
            to {text(str(path))} (format parquet, compression zstd)""",
            [str(path.with_suffix(".csv"))],
        )


@cache
def _disk() -> duckdb.DuckDBPyConnection:
    """A database without rows, which may read and write files."""
    return duckdb.connect()


def _file(suffix: str, path: Path) -> dict[str, Any]:
    data = path.read_bytes()
    return {
        "format": suffix,
        "url": f"{FOLDER}/{path.name}",
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
    }


def _write_build(con: duckdb.DuckDBPyConnection, claim: Claim) -> None:
    """The date that the published SQL reads, so that anyone can run it again."""
    _write_csv(con, "select as_of from catalog.build", claim(f"{FOLDER}/build.csv", "as_of"))
