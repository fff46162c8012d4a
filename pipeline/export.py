"""Published tables → open-data files: CSV, JSON (an array, and a row a line), Parquet and Excel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any

import duckdb

from pipeline.engine import digest_of
from pipeline.literal import text
from pipeline.memory import Memory
from pipeline.project import Project
from pipeline.put import put_csv, put_parquet
from pipeline.sums import sum_of
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
    memory: Memory,
) -> list[Description]:
    """Write every file of every published table; the descriptions come back with their `files`.

    `claim` takes a URL path and its source, and gives the file to write. What `memory` has of the
    same rows is used again. A demonstration carries its notice in a last column `demo` of every
    row of every file.
    """
    note = " / ".join(project.descriptor.get("demo", {}).values())
    cover = _cover(project, as_of)
    result = []
    for description in described:
        columns = description["columns"] + _demo_column(project, note)
        query = _query(description, note)
        shown = description | {"columns": columns}
        table = claim(_url(description, "csv"), description["file"])
        put_csv(con, query, table)
        files = [_file("csv", table)]
        made_of = digest_of(files[0]["sha256"], shown, _kinds(con, query), cover)
        for suffix, write in WRITERS.items():
            if suffix == "xlsx" and description["row_count"] > LARGEST_SHEET_ROWS:
                continue
            url = _url(description, suffix)
            target = partial(claim, url, description["file"])
            if not memory.reuse(url, made_of, str, target):
                write(Sheet(con, query, target(), shown, cover, as_of))
                memory.note(url, made_of, (), str)
            files.append(_file(suffix, table.with_suffix(f".{suffix}")))
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
            "is_computed": True,
        }
    ]


def _cover(project: Project, as_of: date) -> list[str]:
    """The lines that a workbook's first sheet opens with, the conditions of use among them."""
    demo = list(project.descriptor.get("demo", {}).values())
    titles = list(project.words(project.descriptor, "title").values())
    told = project.words(project.descriptor, "conditions").values()
    conditions = [line for lines in told for line in lines]
    home = project.descriptor.get("homepage", "")
    return [*demo, *titles, as_of.isoformat(), home, *conditions]


def _query(description: Description, note: str) -> str:
    names = [f'"{c["name"]}"' for c in description["columns"]]
    if note:
        names.append(f"{text(note)} as demo")
    return f'select {", ".join(names)} from {description["schema"]}."{description["name"]}"'


@dataclass(frozen=True)
class Sheet:
    """One file to write: its rows, where it goes, and what is told of them."""

    con: duckdb.DuckDBPyConnection
    query: str
    path: Path
    description: Description
    cover: list[str]
    as_of: date


def _write_json(sheet: Sheet) -> None:
    cursor = sheet.con.cursor().execute(
        f"select to_json(row_)::varchar from ({sheet.query}) as row_"
    )
    with sheet.path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("[")
        separator = "\n"
        while batch := cursor.fetchmany(10_000):
            for (text,) in batch:
                file.write(separator + text)
                separator = ",\n"
        file.write("\n]\n")


def _write_lines(sheet: Sheet) -> None:
    """The rows of the JSON array beside it, a row a line, without what makes them an array."""
    with (
        sheet.path.with_suffix(".json").open(encoding="utf-8") as rows,
        sheet.path.open("w", encoding="utf-8", newline="\n") as to,
    ):
        to.writelines(row.rstrip(",\n") + "\n" for row in rows if row.startswith("{"))


def _write_parquet(sheet: Sheet) -> None:
    """Make Parquet from the CSV beside it: the database of the rows may not touch the disk."""
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in _kinds(sheet.con, sheet.query))
    query = f"""select * from read_csv({text(str(sheet.path.with_suffix(".csv")))}, header = true,
        auto_detect = false, delim = ',', quote = '"', escape = '"', nullstr = '',
        new_line = '\\n', columns = {{{columns}}})"""
    with _disk().cursor() as writer:
        put_parquet(writer, query, sheet.path)


def _write_excel(sheet: Sheet) -> None:
    rows = sheet.con.cursor().execute(sheet.query).fetchall()
    write_workbook(sheet.path, rows, sheet.description, sheet.cover, sheet.as_of)


WRITERS = {
    "json": _write_json, "ndjson": _write_lines, "parquet": _write_parquet, "xlsx": _write_excel,
}  # fmt: skip


def _kinds(con: duckdb.DuckDBPyConnection, query: str) -> list[tuple[str, str]]:
    """Name and type of every column."""
    return [(name, kind) for name, kind, *_ in con.execute(f"describe {query}").fetchall()]


def _url(description: Description, suffix: str) -> str:
    return f"{FOLDER}/{description['name']}.{suffix}"


@cache
def _disk() -> duckdb.DuckDBPyConnection:
    """A database without rows, which may read and write files."""
    return duckdb.connect()


def _file(suffix: str, path: Path) -> dict[str, Any]:
    return {
        "format": suffix,
        "url": f"{FOLDER}/{path.name}",
        "bytes": path.stat().st_size,
        "sha256": sum_of(path),
    }


def _write_build(con: duckdb.DuckDBPyConnection, claim: Claim) -> None:
    """The date that the published SQL reads, so that anyone can run it again."""
    put_csv(con, "select as_of from catalog.build", claim(f"{FOLDER}/build.csv", "as_of"))
