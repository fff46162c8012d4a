"""All published files → one SQLite database and one zip archive, from data/ as it was written."""

from __future__ import annotations

import csv
import json
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from pipeline.abreast import abreast
from pipeline.archive import files_for, write_archive
from pipeline.descriptor import DESCRIPTOR, listed
from pipeline.engine import digest_of
from pipeline.literal import quoted
from pipeline.memory import Memory
from pipeline.sums import sum_of

Claim = Callable[[str, str], Path]

FOLDER = "data"
DESCRIBED = "datapackage.json"
BUNDLES = "create table catalog.bundles (format varchar, url varchar, bytes bigint, sha256 varchar)"
# The number of the SQLite that wrote a file; no reader needs it, and it differs by machine.
WRITER = slice(96, 100)
WRITTEN_BY = sqlite3.sqlite_version, zlib.ZLIB_RUNTIME_VERSION
TYPES = {"integer": "INTEGER", "number": "NUMERIC", "boolean": "INTEGER"}
READ: dict[str, Callable[[str], Any]] = {"integer": int, "boolean": {"false": 0, "true": 1}.get}


def bundle(con: duckdb.DuckDBPyConnection, folder: Path, claim: Claim, memory: Memory) -> set[str]:
    """Have both in `folder`, where datapackage.json and all that it lists are; their URL paths.

    `claim` takes a URL path and its source, and gives the file to write. One that `memory` knows,
    and that would come out the same, is not written anew. What the two are is in catalog.bundles.
    """
    package = json.loads((folder / DESCRIBED).read_bytes())
    hashed = {folder / resource["path"] for resource in package["resources"]}  # in the description
    others = [(path.name, sum_of(path)) for path in files_for(folder) if path not in hashed]
    made_of = digest_of(*WRITTEN_BY, others)
    writers = {f"{FOLDER}/all.{suffix}": write for suffix, write in WRITERS.items()}
    wanted = {
        url: target
        for url in writers
        if (target := memory.unless_kept(url, made_of, partial(claim, url, DESCRIPTOR)))
    }
    abreast(con, lambda _, url: writers[url](folder, package, wanted[url]), [*wanted])
    con.execute(BUNDLES)
    for url in writers:
        path = folder / Path(url).name
        row = [path.suffix[1:], url, path.stat().st_size, sum_of(path)]
        con.execute("insert into catalog.bundles values (?, ?, ?, ?)", row)
    return {*writers}


def _write_database(folder: Path, package: dict[str, Any], target: Path) -> None:
    """A table per resource with its keys, and `_columns`, which explains every column."""
    con = sqlite3.connect(target, isolation_level=None)
    con.execute("pragma page_size = 4096")
    con.execute("pragma journal_mode = off")
    con.execute("begin")
    for resource in package["resources"]:
        _write_table(con, folder, resource)
    _write_dictionary(con, package)
    con.execute("commit")
    con.close()
    with target.open("r+b") as file:
        file.seek(WRITER.start)
        file.write(bytes(WRITER.stop - WRITER.start))


def _write_table(con: sqlite3.Connection, folder: Path, resource: dict[str, Any]) -> None:
    schema, name = resource["schema"], quoted(resource["name"])
    fields = schema["fields"]
    parts = [f"{quoted(f['name'])} {TYPES.get(f['type'], 'TEXT')}" for f in fields]
    if key := listed(schema.get("primaryKey", [])):
        parts.append(f"primary key ({', '.join(map(quoted, key))})")
    parts += [_reference(resource["name"], k) for k in schema.get("foreignKeys", [])]
    con.execute(f"create table {name} ({', '.join(parts)})")
    places = ", ".join("?" * len(fields))
    con.executemany(f"insert into {name} values ({places})", _rows(folder, resource))


def _reference(table: str, key: dict[str, Any]) -> str:
    """A foreign key in SQL; one that names no other resource refers to its own."""
    columns, others = (
        ", ".join(map(quoted, listed(names)))
        for names in (key["fields"], key["reference"]["fields"])
    )
    other = quoted(key["reference"].get("resource") or table)
    return f"foreign key ({columns}) references {other} ({others})"


def _rows(folder: Path, resource: dict[str, Any]) -> Iterator[list[Any]]:
    readers = [READ.get(f["type"], str) for f in resource["schema"]["fields"]]
    with (folder / resource["path"]).open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        for row in rows:
            yield [r(cell) if cell else None for r, cell in zip(readers, row, strict=True)]


def _write_dictionary(con: sqlite3.Connection, package: dict[str, Any]) -> None:
    """`_columns`: what the description says of every column of every table."""
    described = [(r["name"], f) for r in package["resources"] for f in r["schema"]["fields"]]
    parts = list(dict.fromkeys(part for _, field in described for part in field))
    columns = ["table_name", *(f"column_{part}" for part in parts)]
    con.execute(f"create table _columns ({', '.join(f'{quoted(c)} TEXT' for c in columns)})")
    con.executemany(
        f"insert into _columns values ({', '.join('?' * len(columns))})",
        ([table, *(field.get(part) for part in parts)] for table, field in described),
    )


WRITERS = {"sqlite": _write_database, "zip": write_archive}
