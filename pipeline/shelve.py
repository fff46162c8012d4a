"""The rows of the published tables as pages show them, page by page → catalog.records."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import duckdb

ROWS_ON_A_PAGE, CELLS_ON_A_PAGE = 40, 640  # at most; a page then stays light
RECORDS = """create table catalog.records
(name varchar, page_no bigint, position bigint, anchor varchar, cells varchar[], record varchar)"""


def shelve(con: duckdb.DuckDBPyConnection, described: Iterable[dict[str, Any]]) -> None:
    """Say of every row of an aggregate table on which page it stands, so that links can find it.

    Pages are numbered in the order of the table. The anchor is the row's key, joined by hyphens;
    the cells are texts, and the record is the row as a JSON array. Of a dataset only the first
    page is kept, as a sample: it has its files.
    """
    con.execute(RECORDS)
    for table in described:
        if table["floor"] in ("1_public", "2_tables"):
            con.execute(_rows(table), [table["name"]])


def rows_on_a_page(columns: int) -> int:
    """How many rows of a table with so many columns one page shows."""
    return max(1, min(ROWS_ON_A_PAGE, CELLS_ON_A_PAGE // columns))


def _rows(table: dict[str, Any]) -> str:
    names = [f'"{column["name"]}"' for column in table["columns"]]
    cells = ", ".join(f"{name}::varchar" for name in names)
    key = ", '-', ".join(f'"{name}"' for name in table["key"])
    count = rows_on_a_page(len(table["columns"]))
    sample = "" if table["floor"] == "2_tables" else f"where rowid < {count}"
    return f"""insert into catalog.records
        select
            ?, rowid // {count} + 1, rowid, concat({key}), [{cells}],
            json_array({", ".join(names)})::varchar
        from {table["schema"]}."{table["name"]}" {sample} order by rowid"""
