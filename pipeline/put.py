"""Rows and values → the bytes of a file, in the one way that gives the same bytes each time."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path
from typing import Any

import duckdb

from pipeline.literal import text

BATCH = 10_000


def put_csv(con: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    """Every cell as DuckDB writes it as a text; one that has no value is empty."""
    cursor = con.cursor().execute(f"select columns(*)::varchar from ({query})")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([c[0] for c in cursor.description or []])
        while batch := cursor.fetchmany(BATCH):
            writer.writerows(batch)


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
