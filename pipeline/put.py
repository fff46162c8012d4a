"""Rows and values → the bytes of a file, in the one way that gives the same bytes each time."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path
from typing import Any

import duckdb

from pipeline.literal import quoted, text

BATCH = 10_000


def put_csv(con: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    """Every cell as DuckDB writes it as a text; one that has no value is empty.

    DuckDB puts the lines together: a cell at a time, Python would take most of an export for it.
    """
    names = [name for name, *_ in con.execute(f"describe {query}").fetchall()]
    cursor = con.cursor().execute(
        f"select {_line_of(names)} from (select columns(*)::varchar from ({query}))"
    )
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerow(names)
        while batch := cursor.fetchmany(BATCH):
            file.writelines(f"{line}\n" for (line,) in batch)


def _line_of(names: list[str]) -> str:
    """The cells of a row as a line of CSV, in SQL; an empty line would be no row."""
    nothing = "''" if len(names) > 1 else "'\"\"'"
    cells = (
        f"case when coalesce({name}, '') = '' then {nothing} "
        f"when regexp_matches({name}, '[\",\\n\\r]') "
        f"then '\"' || replace({name}, '\"', '\"\"') || '\"' else {name} end"
        for name in map(quoted, names)
    )
    return " || ',' || ".join(cells)


def put_parquet(con: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    con.execute(f"copy ({query}) to {text(os.fspath(path))} (format parquet, compression zstd)")


def put_json(value: Any, path: Path) -> None:
    """A document that people read too."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", "utf-8", newline="\n")


def put_rows_as_json(table: Path, path: Path) -> None:
    """The rows of a CSV file as an array of objects of texts, a row a line."""
    with (
        table.open(encoding="utf-8", newline="") as rows,
        path.open("w", encoding="utf-8", newline="\n") as to,
    ):
        to.write("[")
        for number, row in enumerate(csv.DictReader(rows)):
            cells = {name: cell or None for name, cell in row.items()}
            to.write(",\n" if number else "\n")
            json.dump(cells, to, ensure_ascii=False, separators=(",", ":"))
        to.write("\n]\n")
