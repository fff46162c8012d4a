"""A table in several forms → the files that are not as listed, or say other than its CSV file."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any

import duckdb

from pipeline.closed import connect
from pipeline.compare import Kinds, differing, texts_of
from pipeline.literal import CSV, text
from pipeline.problem import Problem
from pipeline.records import records_of
from pipeline.sums import sum_of
from pipeline.tables import DESCRIBED, FOLDER, Row, Table

TWIN = Kinds("audit-twin", "audit-twin-rows")


def problems_of_files(
    site: Path, tables: Iterable[Table], has_same: Callable[[str, str], bool] | None = None
) -> Iterator[Problem]:
    """Files that are not those that the description lists, or say other than the CSV file.

    `has_same` tells of a URL and a SHA-256 whether the last publication, which has been audited,
    had them too; where that is so of the CSV file and of another, the two need no second look.
    """
    resources = json.loads((site / DESCRIBED).read_bytes())["resources"]

    def is_known(file: dict[str, Any]) -> bool:
        url, found = f"{FOLDER}/{file['path']}", file["hash"].removeprefix("sha256:")
        return bool(has_same and has_same(url, found) and sum_of(site / url) == found)

    with connect() as con:  # of its own: it gives back its memory
        for table, resource in zip(tables, resources, strict=True):
            is_same, right = is_known(resource), set[Path]()
            for file in [resource, *resource.get("alternatives", [])]:
                path = site / FOLDER / file["path"]
                is_right = is_same and is_known(file)
                wrong = [] if is_right else [*_problems_of(con, path, file, table, right)]
                yield from wrong
                right |= set() if wrong else {path}


def _problems_of(
    con: duckdb.DuckDBPyConnection,
    path: Path,
    listed: dict[str, Any],
    table: Table,
    right: set[Path],
) -> Iterator[Problem]:
    """What is wrong with a file, given those that are known to be `right`."""
    file = f"{FOLDER}/{listed['path']}"
    try:
        if listed["hash"] != f"sha256:{sum_of(path)}":
            yield Problem(file, "audit-hash")
        if path.suffix in (".json", ".ndjson") and not _repeats(path, right):
            rows = (_as_texts(record.values()) for record in records_of(path))
            yield from differing(file, rows, table.rows(), table, TWIN)
        if path.suffix == ".parquet" and not _is_copy(con, path, table):
            given = texts_of(con, f"from {text(str(path))}")
            yield from differing(file, given, table.rows(), table, TWIN)
    except (OSError, ValueError, AttributeError, duckdb.Error) as error:
        yield Problem(file, "audit-file", {"found": str(error).splitlines()[0]})


def _repeats(path: Path, right: set[Path]) -> bool:
    """Whether a file has the entries of an array that is right, a line each: sooner than read."""
    array = path.with_suffix(".json")
    if array == path or array not in right:
        return False
    with array.open("rb") as entries, path.open("rb") as lines:
        as_array = chain([b"["], (line.rstrip(b"\n") for line in lines), [b"]"])
        pairs = zip_longest(entries, as_array, fillvalue=b"")
        return all(entry.rstrip(b",\n") == line for entry, line in pairs)


def _is_copy(con: duckdb.DuckDBPyConnection, path: Path, table: Table) -> bool:
    """Whether DuckDB finds the same text in every cell of a Parquet file as of the CSV file.

    Columns are numbered: two rows with the same names would be compared by name, in any order.
    """
    names = [f"c{at}" for at, _ in enumerate(table.columns)]
    kinds = ", ".join(f"{name}: 'varchar'" for name in names)
    rows = f"read_parquet({text(str(path))}) as given({', '.join(names)})"
    file = text(str(table.path))
    lines = f"read_csv({file}, {CSV}, auto_detect = false, columns = {{{kinds}}})"
    with contextlib.suppress(duckdb.Error):
        found = con.execute(
            f"select count(*) from (select coalesce(columns(*)::varchar, '') from {rows}) as row_ "
            f"positional join (select coalesce(columns(*), '') from {lines}) as line "
            "where row_ is distinct from line"
        )
        return found.fetchone() == (0,)
    return False


def _as_texts(values: Iterable[Any]) -> Row:
    """Values of JSON as CSV has them; most are texts already."""
    return [value if value.__class__ is str else _as_text(value) for value in values]


def _as_text(value: Any) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
