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
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from pipeline.descriptor import listed
from pipeline.literal import CSV, joined_key, quoted, text
from pipeline.problem import misconfigured
from pipeline.sums import sum_of

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
        if before and after.is_dataset and before.key == after.key and not _same(before, after):
            columns = [*after.key, *(c for c in _common(before, after) if c not in after.key)]
            sides = _rows(before, columns), _rows(after, columns)
            try:
                if after.key:
                    _compare(con, name, after.key, columns, *sides)
                else:
                    _compare_whole(con, name, *sides)
            except duckdb.Error as error:
                paths, found = [str(before.path), str(after.path)], str(error).splitlines()[0]
                path = next((path for path in paths if path in str(error)), paths[1])
                raise misconfigured(path, "usage-unreadable-data", found=found) from None


def _same(before: Kept, after: Kept) -> bool:
    """Whether two files are equal to the last byte, and nothing in them has to be looked at."""
    is_alike = before.path.suffix == after.path.suffix and before.columns == after.columns
    return is_alike and sum_of(before.path) == sum_of(after.path)


def _rows(kept: Kept, columns: list[str]) -> str:
    """The query for the rows of a file.

    The columns are c0, c1 and so on: a name of their own may be one that the queries use.
    """
    cells = ", ".join(f"{quoted(c)}::varchar as {_short(at)}" for at, c in enumerate(columns))
    file = text(os.fspath(kept.path))
    source = (
        f"read_parquet({file})"
        if kept.path.suffix == ".parquet"
        else f"read_csv({file}, {CSV}, all_varchar = true, nullstr = '')"
    )
    return f"select {cells} from {source}"


def _short(at: int) -> str:
    return f"c{at}"


def _common(before: Kept, after: Kept) -> list[str]:
    """The columns that both have; what is computed is no news of its own."""
    left_out = before.computed | after.computed
    return [c for c in after.columns if c in before.columns and c not in left_out]


def _compare(
    con: duckdb.DuckDBPyConnection,
    name: str,
    key: list[str],
    columns: list[str],
    old: str,
    new: str,
) -> None:
    """The rows that differ are few, so that only these are kept of the two files."""
    shorts = [_short(at) for at, _ in enumerate(columns)]
    keys, others = shorts[: len(key)], shorts[len(key) :]
    same = " and ".join(f"old.{c} is not distinct from new.{c}" for c in keys)
    differ = [f"old.{c} is distinct from new.{c}" for c in others]
    con.execute(
        f"create table pairs as select old, new from (select *, true as is_there from ({old})) as "
        f"old full join (select *, true as is_there from ({new})) as new on {same} "
        f"where {' or '.join(['old.is_there is null', 'new.is_there is null', *differ])}"
    )
    cells = ", ".join(
        f"{{'field': {text(column)}, 'old': old.{c}, 'new': new.{c}}}"
        for column, c in zip(columns[len(key) :], others, strict=True)
    )
    parts = [
        f"select {text(name)}, '{change}', {joined_key(keys, side)}, null, null, null "
        f"from pairs where {other}.is_there is null"
        for change, side, other in (("added", "new", "old"), ("withdrawn", "old", "new"))
    ]
    if others:
        parts.append(
            f"select {text(name)}, 'changed', record_key, cell.field, cell.old, cell.new from ("
            f"select {joined_key(keys, 'new')} as record_key, unnest(list_filter([{cells}], "
            "lambda pair: pair.old is distinct from pair.new)) as cell "
            "from pairs where old.is_there and new.is_there)"
        )
    con.execute(f"insert into differences from ({' union all '.join(parts)}) order by all")
    con.execute("drop table pairs")


def _compare_whole(con: duckdb.DuckDBPyConnection, name: str, old: str, new: str) -> None:
    for change, one, other in (("added", new, old), ("withdrawn", old, new)):
        con.execute(
            f"insert into differences select {text(name)}, '{change}', '', null, null, null "
            f"from ({one} except all {other})"
        )


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
