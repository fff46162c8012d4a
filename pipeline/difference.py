"""Two descriptions with their rows → what was added, changed and withdrawn, and other columns.

    old, new = side_of(one_folder), side_of(another)
    with connect() as con:
        compare(con, old, new)           # table `differences`
        shapes = changes_of_shape(old, new)

Rows are told apart by their key, and cells are compared as the texts that a CSV file has.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from pipeline.abreast import abreast
from pipeline.descriptor import listed
from pipeline.literal import joined_key, quoted, text
from pipeline.problem import misconfigured

FILE = "datapackage.json"
FOLDERS = ("data", "datasets", ".")  # where a site, a release or a project keeps its description
COLUMNS = ("dataset", "change", "record_key", "field", "old", "new")
CHANGES = ("added", "changed", "withdrawn")
BREAKING = {"dataset-gone", "column-gone", "type-changed", "key-changed"}


class Kept(NamedTuple):
    """The rows of a dataset: the file that has them, their key, and each column with its type."""

    path: Path
    key: list[str]
    columns: dict[str, str]
    is_dataset: bool = True  # not computed from others
    computed: frozenset[str] = frozenset()  # columns that follow from others, or from the day


class Shape(NamedTuple):
    """What is another way of writing the same: a dataset or a column that came, went or changed."""

    change: str
    dataset: str
    column: str = ""
    old: str = ""
    new: str = ""

    @property
    def is_breaking(self) -> bool:
        return self.change in BREAKING


Side = dict[str, Kept]


def side_of(folder: Path) -> Side:
    """What a folder holds: a project, a published site, or one of its releases.

    Raises Refused (configuration) where there is no description, or none that can be followed.
    """
    found = next((folder / name for name in FOLDERS if (folder / name / FILE).is_file()), None)
    if found is None:
        raise misconfigured(str(folder), "usage-no-data")
    try:
        described = json.loads((found / FILE).read_bytes())["resources"]
        return {r["name"]: _kept(found, r) for r in described}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise misconfigured(str(found / FILE), "usage-unreadable-data", found=error) from None


def _kept(folder: Path, resource: dict[str, Any]) -> Kept:
    schema = resource["schema"]
    columns = {field["name"]: field.get("type", "any") for field in schema["fields"]}
    is_dataset = resource.get("floor", "1_public") == "1_public"
    key = listed(schema.get("primaryKey", []))
    computed = frozenset(f["name"] for f in schema["fields"] if f.get("computed"))
    return Kept(folder / resource["path"], key, columns, is_dataset, computed)


def changes_of_shape(old: Side, new: Side) -> Iterator[Shape]:
    """Datasets, columns, types and keys that are not as they were; order is no matter."""
    for name in sorted({*old, *new}):
        if name not in new:
            yield Shape("dataset-gone", name)
        elif name not in old:
            yield Shape("dataset-new", name)
        else:
            yield from _changes_of_columns(name, old[name], new[name])


def _changes_of_columns(name: str, old: Kept, new: Kept) -> Iterator[Shape]:
    for column in sorted({*old.columns, *new.columns}):
        before, after = old.columns.get(column, ""), new.columns.get(column, "")
        if before != after:
            change = "column-new" if not before else "type-changed" if after else "column-gone"
            yield Shape(change, name, column, before, after)
    if old.key != new.key:
        yield Shape("key-changed", name, "", ", ".join(old.key), ", ".join(new.key))


def compare(con: duckdb.DuckDBPyConnection, old: Side, new: Side) -> None:
    """Make the table `differences`: one row per record added or withdrawn and per cell changed.

    Only datasets that both sides have with the same key can be compared; what was computed from
    them is not. Of a dataset without a key, whole rows are told apart.
    Raises Refused (configuration) for a file that cannot be read.
    """
    con.execute(f"create table differences ({', '.join(f'{name} varchar' for name in COLUMNS)})")
    for name, after in new.items():
        before = old.get(name)
        if before and after.is_dataset and before.key == after.key:
            columns = [*after.key, *(c for c in _common(before, after) if c not in after.key)]
            read = partial(_read, columns=columns)
            abreast(con, read, [("old", before), ("new", after)])
            con.execute((_compared if after.key else _compared_whole)(name, after.key, columns))
            con.execute("drop table old_rows; drop table new_rows")


def _read(con: duckdb.DuckDBPyConnection, side: tuple[str, Kept], columns: list[str]) -> None:
    """The columns as c0, c1 and so on: a name of their own may be one that the queries use."""
    name, kept = side
    cells = ", ".join(f"{quoted(c)}::varchar as {_short(at)}" for at, c in enumerate(columns))
    file, source = text(os.fspath(kept.path)), "read_parquet({})"
    if kept.path.suffix != ".parquet":
        source = (
            "read_csv({}, header = true, all_varchar = true, delim = ',', quote = '\"', "
            "escape = '\"', nullstr = '')"
        )
    try:
        con.execute(f"create table {name}_rows as select {cells} from {source.format(file)}")
    except duckdb.Error as error:
        found = str(error).splitlines()[0]
        raise misconfigured(str(kept.path), "usage-unreadable-data", found=found) from None


def _short(at: int) -> str:
    return f"c{at}"


def _common(before: Kept, after: Kept) -> list[str]:
    """The columns that both have; what is computed is no news of its own."""
    left_out = before.computed | after.computed
    return [c for c in after.columns if c in before.columns and c not in left_out]


def _compared(name: str, key: list[str], columns: list[str]) -> str:
    cells = [(column, _short(at)) for at, column in enumerate(columns)]
    keys, others = [c for _, c in cells[: len(key)]], cells[len(key) :]
    same = " and ".join(f"old.{c} is not distinct from new.{c}" for c in keys)

    def of_one(change: str, side: str, other: str) -> str:
        return (
            f"select {text(name)}, '{change}', {joined_key(keys, side)}, null, null, null "
            f"from {side}_rows as {side} anti join {other}_rows as {other} on {same}"
        )

    parts = [of_one("added", "new", "old"), of_one("withdrawn", "old", "new")]
    if others:
        differ = " or ".join(f"old.{c} is distinct from new.{c}" for _, c in others)
        pairs = ", ".join(
            f"{{'field': {text(column)}, 'old': old.{c}, 'new': new.{c}}}" for column, c in others
        )
        parts.append(
            f"select {text(name)}, 'changed', record_key, cell.field, cell.old, cell.new from ("
            f"select {joined_key(keys, 'new')} as record_key, unnest(list_filter([{pairs}], "
            "lambda pair: pair.old is distinct from pair.new)) as cell "
            f"from new_rows as new inner join old_rows as old on {same} where {differ})"
        )
    return f"insert into differences from ({' union all '.join(parts)}) order by all"


def _compared_whole(name: str, key: list[str], columns: list[str]) -> str:
    def of_one(change: str, side: str, other: str) -> str:
        rows = f"from {side}_rows except all from {other}_rows"
        return f"select {text(name)}, '{change}', '', null, null, null from ({rows})"

    parts = of_one("added", "new", "old"), of_one("withdrawn", "old", "new")
    return f"insert into differences from ({' union all '.join(parts)})"


def ordered(demo: str = "") -> str:
    """The query for the table `differences` in its order; in a demonstration each row says so."""
    more = f", {text(demo)} as demo" if demo else ""
    return f"select *{more} from differences order by dataset, change, record_key, field, rowid"


def counts(con: duckdb.DuckDBPyConnection) -> dict[str, dict[str, int]]:
    """dataset → change → how many records, for the datasets that differ."""
    found: dict[str, dict[str, int]] = {}
    for name, change, records in con.execute(
        "select dataset, change, count(distinct case change when 'changed' then record_key "
        "else record_key || rowid end) from differences group by all order by all"
    ).fetchall():
        found.setdefault(name, dict.fromkeys(CHANGES, 0))[change] = records
    return found
