"""What is withdrawn goes from an older release: rows, cells, and all that was computed from them.

A release holds Parquet files, the queries over them, and an archive of all as CSV. The rows go
from the Parquet files; the queries of that release then give its tables once more.
"""

from __future__ import annotations

import csv
import json
import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import duckdb

from pipeline.archive import write_archive
from pipeline.closed import connect
from pipeline.descriptor import listed
from pipeline.literal import joined_key, quoted, text
from pipeline.put import put_csv, put_json, put_parquet, put_rows_as_json
from pipeline.redaction import Redaction
from pipeline.releases import DATA, DIFFERENCES
from pipeline.sums import sum_of

DESCRIBED, ARCHIVE = "datapackage.json", "all.zip"
DATASET, COMPUTED = "1_public", "2_tables"
Resource = dict[str, Any]


def redact(folder: Path, redaction: Redaction) -> tuple[int, int]:
    """Redact the release in `folder`, and say how many records and cells went.

    Files in which nothing is to be taken out stay as they are.
    """
    data = folder / DATA
    package = json.loads((data / DESCRIBED).read_bytes())
    _redact_differences(folder / f"{DIFFERENCES}.csv", redaction)
    with connect() as con:
        con.execute("set threads = 1; create schema public; create schema catalog")
        given = [r for r in package["resources"] if r["floor"] != COMPUTED]
        gone = [_redact_rows(con, data, resource, redaction) for resource in given]
        records, cells = sum(n for n, _ in gone), sum(n for _, n in gone)
        if not records and not cells:
            return 0, 0
        _compute_again(con, data, package["resources"])
        for resource in package["resources"]:
            resource |= _measured(data / resource["path"])
        put_json(package, data / DESCRIBED)
        _pack_again(con, data, package["resources"])
    return records, cells


def _redact_differences(path: Path, redaction: Redaction) -> None:
    """What the release told of earlier ones: that something changed remains, but not the text."""
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    hidden = [_hidden(row, redaction) for row in rows]
    if hidden != rows:
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *hidden])
        put_rows_as_json(path, path.with_suffix(".json"))


def _hidden(row: list[str], redaction: Redaction) -> list[str]:
    dataset, change, key, name, _, new, *rest = row
    if (dataset, key) in redaction.records:
        return [dataset, change, key, name, "", "", *rest]
    if (dataset, key, name) in redaction.cells:
        now = redaction.cells[dataset, key, name] or ""
        return [dataset, change, key, name, "", new if new == now else "", *rest]
    return row


def _redact_rows(
    con: duckdb.DuckDBPyConnection, folder: Path, resource: Resource, redaction: Redaction
) -> tuple[int, int]:
    """Take records and cells out of one dataset, which becomes a table of `con`."""
    name, path = resource["name"], folder / resource["path"]
    table = f"public.{quoted(name)}"
    con.execute(f"create table {table} as from {text(os.fspath(path))}")
    columns = {f["name"] for f in resource["schema"]["fields"]}
    key, gone, mended = joined_key(listed(resource["schema"]["primaryKey"])), 0, 0
    mine = sorted(record for dataset, record in redaction.records if dataset == name)
    if mine:
        query = f"delete from {table} where {key} in (select unnest(?::varchar[]))"
        gone += _count(con, query, [mine])
    if resource["floor"] != DATASET and {"dataset", "record_key"} <= columns:
        # What is told of a record elsewhere goes with it.
        told = (
            f"delete from {table} where (dataset, record_key) in "
            "(select unnest(?::varchar[]), unnest(?::varchar[]))"
        )
        gone += _count(con, told, _side_by_side(redaction.records))
    cells: dict[str, list[tuple[str, str | None]]] = {}
    for (dataset, record, column), now in redaction.cells.items():
        if dataset == name and column in columns:
            cells.setdefault(column, []).append((record, now))
    for column, changes in cells.items():
        at = quoted(column)
        change = (
            f"update {table} set {at} = _now from (select unnest(?::varchar[]) as _record, "
            f"unnest(?::varchar[]) as _now) where {key} = _record "
            f"and {at}::varchar is distinct from _now"
        )
        mended += _count(con, change, _side_by_side(changes))
    if gone or mended:
        put_parquet(con, f"from {table}", path)
    resource["rows"] = _count(con, f"select count(*) from {table}", [])
    return gone, mended


def _side_by_side(pairs: Iterable[tuple[str, str | None]]) -> list[list[str | None]]:
    """Two lists of one of pairs, as two parameters of a query."""
    both = sorted(pairs, key=lambda pair: pair[0])
    return [[one for one, _ in both], [other for _, other in both]]


def _count(con: duckdb.DuckDBPyConnection, statement: str, values: Sequence[object]) -> int:
    """The number that a statement answers with: of a change, how many rows it has changed."""
    answer = con.execute(statement, values).fetchone()
    return int(answer[0]) if answer else 0


def _compute_again(con: duckdb.DuckDBPyConnection, folder: Path, resources: list[Resource]) -> None:
    """The tables of the release from the rows that are left; a column of no query stays."""
    con.execute(f"create table catalog.build as from {text(os.fspath(folder / 'build.csv'))}")
    for resource in resources:
        if resource["floor"] == COMPUTED:
            path = folder / resource["path"]
            query = (folder / "sql" / f"{resource['name']}.sql").read_text("utf-8")
            con.execute(f"create or replace temp table before as from {text(os.fspath(path))}")
            con.execute(f"create or replace temp table after as\n{query}")
            given = {name for name, *_ in con.execute("describe after").fetchall()}
            more = [
                f"(select any_value({quoted(name)}) from before) as {quoted(name)}"
                for name in (f["name"] for f in resource["schema"]["fields"])
                if name not in given
            ]
            put_parquet(con, f"select {', '.join(['*', *more])} from after", path)
            resource["rows"] = _count(con, "select count(*) from after", [])


def _pack_again(con: duckdb.DuckDBPyConnection, folder: Path, resources: list[Resource]) -> None:
    """The archive anew: what it held, with the rows of each CSV file as they are now."""
    path, files = folder / ARCHIVE, {r["name"]: r for r in resources}
    with tempfile.TemporaryDirectory(dir=folder) as name:
        draft = Path(name)
        with ZipFile(path) as archive:
            archive.extractall(draft)
        package = json.loads((draft / DESCRIBED).read_bytes())
        for resource in package["resources"]:
            source, target = files[resource["name"]], draft / resource["path"]
            put_csv(con, f"from {text(os.fspath(folder / source['path']))}", target)
            resource |= {"rows": source["rows"], **_measured(target)}
            resource.pop("alternatives", None)
        put_json(package, draft / DESCRIBED)
        write_archive(draft, package, path)


def _measured(path: Path) -> dict[str, Any]:
    return {"bytes": path.stat().st_size, "hash": f"sha256:{sum_of(path)}"}
