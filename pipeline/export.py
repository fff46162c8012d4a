"""Published tables → open-data files: CSV, JSON (an array, and a row a line), Parquet and Excel."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import duckdb

from pipeline.abreast import abreast
from pipeline.closed import disk
from pipeline.engine import digest_of
from pipeline.literal import CSV, as_json, quoted, text
from pipeline.memory import Memory
from pipeline.project import Project
from pipeline.put import put_csv, put_parquet
from pipeline.sums import sum_of
from pipeline.workbook import Book, write_books

Claim = Callable[[str, str], Path]
Description = dict[str, Any]
Kinds = list[tuple[str, str]]  # name and type of every column
Job = tuple[str, Kinds, dict[str, Path]]  # a query, and the files of its rows, one by one

FOLDER = "data"
# A workbook of more takes longer to write than all other files, and an ordinary computer long to
# open; the same rows are there as CSV, Parquet and SQLite.
LARGEST_SHEET_CELLS = 1_000_000
LONGEST_SHEET_TEXT = 32_767  # characters: Excel holds no more in a cell
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
    demo = _demo_column(project, note)
    queries = [_query(description, note) for description in described]
    tables = [claim(_url(description, "csv"), description["file"]) for description in described]
    abreast(con, lambda con, job: put_csv(con, *job), [*zip(queries, tables, strict=True)])
    result: list[tuple[Description, Description, list[Path]]] = []
    books: list[Book] = []
    jobs: list[Job] = []
    for description, query, table in zip(described, queries, tables, strict=True):
        columns = description["columns"] + demo
        shown = description | {"columns": columns}
        file = _file(table)
        kinds = _kinds(con, query)
        made_of = digest_of(file["sha256"], shown, kinds, cover)
        is_small = description["row_count"] * len(columns) <= LARGEST_SHEET_CELLS
        has_book = is_small and not _has_long_text(con, query, kinds, file)
        suffixes = [*chain(*ABREAST), *(["xlsx"] if has_book else [])]
        urls = {suffix: _url(description, suffix) for suffix in suffixes}
        found = {
            suffix: memory.unless_kept(url, made_of, partial(claim, url, description["file"]))
            for suffix, url in urls.items()
        }
        wanted = {suffix: path for suffix, path in found.items() if path}
        if path := wanted.pop("xlsx", None):
            books.append(Book(path, shown, cover, as_of))
        jobs += [(query, kinds, {s: wanted[s] for s in group if s in wanted}) for group in ABREAST]
        if description["floor"] == "2_tables":
            path = claim(f"{FOLDER}/sql/{description['name']}.sql", description["file"])
            path.write_text(description["sql"], "utf-8", newline="\n")
        others = [table.with_suffix(f".{suffix}") for suffix in suffixes]
        result.append((description | {"columns": columns}, file, others))
    abreast(con, _write, jobs)
    write_books(books)
    _write_build(con, claim)
    return [told | {"files": [file, *map(_file, others)]} for told, file, others in result]


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


def _write(con: duckdb.DuckDBPyConnection, job: Job) -> None:
    query, kinds, files = job
    for suffix, path in files.items():
        WRITERS[suffix](con, query, kinds, path)


def _write_json(con: duckdb.DuckDBPyConnection, query: str, kinds: Kinds, path: Path) -> None:
    row = as_json(name for name, _ in kinds)
    cursor = con.cursor().execute(f"select {row} from ({query})")
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("[")
        separator = "\n"
        while batch := cursor.fetchmany(10_000):
            for (text,) in batch:
                file.write(separator + text)
                separator = ",\n"
        file.write("\n]\n")


def _write_lines(con: duckdb.DuckDBPyConnection, query: str, kinds: Kinds, path: Path) -> None:
    """The rows of the JSON array beside it, a row a line, without what makes them an array."""
    with path.with_suffix(".json").open("rb") as rows, path.open("wb") as to:
        to.writelines(row.rstrip(b",\n") + b"\n" for row in rows if row.startswith(b"{"))


def _write_parquet(con: duckdb.DuckDBPyConnection, query: str, kinds: Kinds, path: Path) -> None:
    """Make Parquet from the CSV beside it: the database of the rows may not touch the disk."""
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in kinds)
    rows = (
        f"select * from read_csv({text(str(path.with_suffix('.csv')))}, {CSV}, "
        f"auto_detect = false, nullstr = '', new_line = '\\n', columns = {{{columns}}})"
    )
    with disk().cursor() as writer:
        put_parquet(writer, rows, path)


WRITERS = {"json": _write_json, "ndjson": _write_lines, "parquet": _write_parquet}
ABREAST = ("json", "ndjson"), ("parquet",)  # of a table; each made of no other group's files


def _kinds(con: duckdb.DuckDBPyConnection, query: str) -> Kinds:
    return [(name, kind) for name, kind, *_ in con.execute(f"describe {query}").fetchall()]


def _has_long_text(
    con: duckdb.DuckDBPyConnection, query: str, kinds: Kinds, file: Description
) -> bool:
    """Whether a cell is longer than Excel can hold; of a small CSV file that is known already."""
    if file["bytes"] <= LONGEST_SHEET_TEXT:
        return False
    lengths = ", ".join(f"length({quoted(name)}::varchar)" for name, _ in kinds)
    found = con.execute(f"select max(greatest({lengths})) from ({query})").fetchone()
    return ((found or (0,))[0] or 0) > LONGEST_SHEET_TEXT


def _url(description: Description, suffix: str) -> str:
    return f"{FOLDER}/{description['name']}.{suffix}"


def _file(path: Path) -> Description:
    return {
        "format": path.suffix[1:],
        "url": f"{FOLDER}/{path.name}",
        "bytes": path.stat().st_size,
        "sha256": sum_of(path),
    }


def _write_build(con: duckdb.DuckDBPyConnection, claim: Claim) -> None:
    """The date that the published SQL reads, so that anyone can run it again."""
    put_csv(con, "select as_of from catalog.build", claim(f"{FOLDER}/build.csv", "as_of"))
