"""From each row of a table it is one step to the public rows that it is made of."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from site_fixture import DAY, ROOT

from pipeline.trace import written

TABLES = sorted(path.stem for path in (ROOT / "pipeline/sql/2_tables").glob("*.sql"))
ROWS_TRIED = 8  # of each table, from its first to its last
# What compares a row with others of its table is not made of the row's own records alone.
COMPARED = {
    "bulletins": {
        "previous_id", "year_before_id",
        "hazard_items_rank", "fixed_items_rank", "fell_overdue_items_rank",
    },
    "steps_to_rectification": {"share_percent"},
}  # fmt: skip
Row = dict[str, Any]


@dataclass(frozen=True)
class Table:
    """What the published JSON of a table says of it, with its SQL."""

    sql: str
    key: list[str]
    made_of: dict[str, str]


@pytest.fixture(scope="module")
def published(demonstration: Path) -> duckdb.DuckDBPyConnection:
    """The published datasets in schema `whole`, and as `public` for a query to read."""
    con = duckdb.connect()
    con.execute(
        "create schema whole; create schema kept; create schema public; create schema catalog"
    )
    con.execute(f"create table catalog.build as select date '{DAY}' as as_of")
    for path in sorted((demonstration / "data").glob("*.parquet")):
        con.execute(f"create table whole.{path.stem} as from read_parquet('{path}')")
        con.execute(f"create view public.{path.stem} as from whole.{path.stem}")
    return con


def read(site: Path, name: str) -> Table:
    told = json.loads((site / f"api/v1/tables/{name}.json").read_text("utf-8"))["table"]
    sql = (site / f"data/sql/{name}.sql").read_text("utf-8")
    return Table(sql, told["key"], {m["dataset"]: m["sql"] for m in told["made_of"]})


def values(con: duckdb.DuckDBPyConnection, sql: str) -> list[Row]:
    found = con.execute(sql)
    names = [column[0] for column in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def as_text(row: Row) -> dict[str, str | None]:
    words = {True: "true", False: "false", None: None}
    return {n: words[v] if v is None or isinstance(v, bool) else str(v) for n, v in row.items()}


def keep(con: duckdb.DuckDBPyConnection, queries: dict[str, str]) -> None:
    """Let the datasets of some queries have no other rows than the queries find, and their parents.

    A row that is found may need the row above it: no item is public without its exposure.
    """
    for dataset, sql in queries.items():
        con.execute(f"create or replace table kept.{dataset} as {sql}")
    if {"exposures", "rectifications"} <= {*queries}:
        con.execute(
            "insert into kept.exposures from whole.exposures where exposure_id in (select "
            "exposure_id from kept.rectifications except select exposure_id from kept.exposures)"
        )
    for dataset in queries:
        con.execute(f"create or replace view public.{dataset} as from kept.{dataset}")


def give_back(con: duckdb.DuckDBPyConnection, queries: dict[str, str]) -> None:
    for dataset in queries:
        con.execute(f"create or replace view public.{dataset} as from whole.{dataset}")


def same_row(con: duckdb.DuckDBPyConnection, table: Table, row: Row) -> Row | None:
    """What the table has under the key of a row, as the datasets are now."""
    found = values(con, table.sql)
    return next((r for r in found if all(r[name] == row[name] for name in table.key)), None)


@pytest.mark.parametrize("name", TABLES)
def test_a_row_of_a_table_is_made_of_the_records_that_its_page_leads_to(
    published, demonstration, name
):
    table = read(demonstration, name)
    rows = values(published, table.sql)
    told = [column for column in rows[0] if column not in COMPARED.get(name, set())]
    assert table.made_of
    for row in rows[:: max(1, len(rows) // ROWS_TRIED)]:
        queries = {d: written(sql, as_text(row)) for d, sql in table.made_of.items()}
        counts = {d: len(values(published, sql)) for d, sql in queries.items()}
        keep(published, queries)
        again = same_row(published, table, row)
        give_back(published, queries)
        # A table from the first month to the last needs a record to have a month at all.
        assert again or not all(counts.values()), (row, counts)
        assert not again or [again[c] for c in told] == [row[c] for c in told], counts
        for dataset in queries:
            if counts[dataset]:
                without = {dataset: f"(from public.{dataset}) except all ({queries[dataset]})"}
                keep(published, without)
                changed = same_row(published, table, row)
                give_back(published, without)
                assert changed != row, f"the {dataset} of {row} make no difference to it"
