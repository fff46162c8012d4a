"""Partitions of Parquet inputs → the tables of each, by the SQL of the floors as it is.

    INPUTS/<dataset>/province=31/year=2026/*.parquet  →  TABLES/<table>/province=31/year=2026/…

Only a partition of which anything has changed is computed: its rows, the SQL, the day.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

import duckdb

from pipeline.descriptor import listed
from pipeline.engine import digest_of, engine
from pipeline.hive import FILE, is_partition
from pipeline.literal import quoted, text
from pipeline.problem import DATA, Problem, Refused, misconfigured
from pipeline.project import Project, Resource
from pipeline.put import put_parquet
from pipeline.sqlfile import SqlFile, read_floor
from pipeline.sums import sum_of

STATE = ".baoguangtai.partitions"
FLOORS = ("1_public", "2_tables")

Partition = dict[str, list[Path]]  # dataset → its files
Compute = Callable[[duckdb.DuckDBPyConnection], list[SqlFile]]


class Computed(NamedTuple):
    """How many partitions were computed, how many stand as they were, and how many are gone."""

    made: int
    kept: int
    gone: int


def partitions_in(inputs: Path, project: Project) -> dict[str, Partition]:
    """Every partition, by its path, with the files of each dataset.

    Raises Refused (configuration) where there is none or a file lies in no partition, and Refused
    (data) where one lacks a dataset.
    """
    found: dict[str, Partition] = {}
    for resource in project.resources:
        folder = inputs / resource.name
        for path in sorted(folder.rglob("*.parquet")):
            if not path.name.startswith("."):
                partition = path.parent.relative_to(folder).as_posix()
                found.setdefault(partition, {}).setdefault(resource.name, []).append(path)
    if not found:
        raise misconfigured(str(inputs), "partitions-none")
    if odd := [name for name in found if not is_partition(name)]:
        raise misconfigured(odd[0], "partition-name")
    names = [resource.name for resource in project.resources]
    lacking = [
        Problem(str(inputs / name / partition), "partition-incomplete", {"name": name})
        for partition, files in sorted(found.items())
        for name in names
        if name not in files
    ]
    if lacking:
        raise Refused(lacking, DATA)
    return dict(sorted(found.items()))


def compute(
    project: Project,
    inputs: Path,
    out: Path,
    as_of: date,
    database: Callable[[], duckdb.DuckDBPyConnection],
    floors: Compute,
    watch: Callable[[str, int, int], None],
) -> Computed:
    """Bring the tables in `out` up to date with the partitions in `inputs`.

    `database` opens an empty one for a day, and `floors` makes the tables of one that has raw.*.
    A run that was stopped goes on where it was. Raises Refused; what was computed until then
    stands.
    """
    partitions = partitions_in(inputs, project)
    state = _read_state(out)
    gone = [partition for partition in state if partition not in partitions]
    for partition in gone:
        _remove(out, partition)
        _write_state(out, state := {k: v for k, v in state.items() if k != partition})
    sql = [file for floor in FLOORS for file in read_floor(project, floor)]
    # What the tables of every partition depend on.
    general = digest_of(engine(), as_of, [(f.name, f.text) for f in sql], project.descriptor)
    made = 0
    for number, (partition, files) in enumerate(partitions.items(), 1):
        sums = {name: [sum_of(path) for path in paths] for name, paths in files.items()}
        digest = digest_of(general, sums)
        if state.get(partition) != digest or not _stands(out, sql, partition):
            with database() as con:
                _look_at(con, project, files, inputs, out)
                _write(con, project, floors(con), out, partition)
            _write_state(out, state := dict(sorted({**state, partition: digest}.items())))
            made += 1
        watch("progress-partitions", number, len(partitions))
    return Computed(made, len(partitions) - made, len(gone))


def _look_at(
    con: duckdb.DuckDBPyConnection, project: Project, files: Partition, inputs: Path, out: Path
) -> None:
    """Show the rows of a partition as raw.*; from then on nothing else outside can be reached."""
    for resource in project.resources:
        names = ", ".join(quoted(field["name"]) for field in resource.fields)
        paths = ", ".join(text(os.fspath(path.absolute())) for path in files[resource.name])
        try:
            con.execute(
                f"create view raw.{quoted(resource.name)} as select {names} "
                f"from read_parquet([{paths}], hive_partitioning = false)"
            )
        except duckdb.Error as error:
            place, values = str(files[resource.name][0]), {"found": str(error).splitlines()[0]}
            raise Refused([Problem(place, "partition-unreadable", values)], DATA) from None
    allowed = ", ".join(text(f"{folder.absolute()}/") for folder in (inputs, out))
    con.execute(f"set allowed_directories = [{allowed}]")
    con.execute("set enable_external_access = false; set lock_configuration = true")
    if problems := [p for r in project.resources for p in _loose(con, r, files[r.name][0])]:
        raise Refused(problems, DATA)


def _loose(con: duckdb.DuckDBPyConnection, resource: Resource, place: Path) -> Iterator[Problem]:
    """Keys that are there twice, and references that lead nowhere, by how many rows they are in."""
    table = f"raw.{quoted(resource.name)}"
    if resource.key:
        keys = ", ".join(map(quoted, resource.key))
        query = f"select count(*) - (select count(*) from (select distinct {keys} from {table}))"
        if count := _number(con, f"{query} from {table}"):
            values = {"field": tuple(resource.key), "count": count}
            yield Problem(str(place), "partition-key-twice", values)
    for key in resource.descriptor["schema"].get("foreignKeys", []):
        here, to = listed(key["fields"]), key["reference"]
        there = listed(to["fields"])
        other = f"raw.{quoted(to.get('resource') or resource.name)}"
        given = " and ".join(f"a.{quoted(name)} is not null" for name in here)
        same = " and ".join(
            f"a.{quoted(a)} = b.{quoted(b)}" for a, b in zip(here, there, strict=True)
        )
        query = f"select count(*) from {table} as a anti join {other} as b on {same} where {given}"
        if count := _number(con, query):
            values = {"field": tuple(here), "count": count, "other": to.get("resource", "")}
            yield Problem(str(place), "partition-reference-loose", values)


def _number(con: duckdb.DuckDBPyConnection, query: str) -> int:
    found = con.execute(query).fetchone()
    return int(found[0]) if found else 0


def _write(
    con: duckdb.DuckDBPyConnection,
    project: Project,
    files: list[SqlFile],
    out: Path,
    partition: str,
) -> None:
    note = " / ".join(project.descriptor.get("demo", {}).values())
    demo = f", {text(note)} as demo" if note else ""
    for file in files:
        folder = out / file.name / partition
        folder.mkdir(parents=True, exist_ok=True)
        schema = file.floor.split("_", 1)[1]
        draft = folder / f".{FILE}"
        put_parquet(con, f'select *{demo} from {schema}."{file.name}"', draft)
        draft.replace(folder / FILE)


def _stands(out: Path, sql: list[SqlFile], partition: str) -> bool:
    return all((out / file.name / partition / FILE).is_file() for file in sql)


def _remove(out: Path, partition: str) -> None:
    for folder in out.glob(f"*/{partition}"):
        shutil.rmtree(folder)


def _read_state(out: Path) -> dict[str, str]:
    """Which partitions are there, and what each was made of."""
    path = out / STATE
    if not path.is_file():
        if out.is_dir() and any(out.iterdir()):
            raise misconfigured(str(out), "out-foreign", found=next(out.iterdir()).name)
        return {}
    try:
        read = json.loads(path.read_bytes()).items()
        return {name: str(digest) for name, digest in read if is_partition(name)}
    except (ValueError, AttributeError):
        return {}


def _write_state(out: Path, state: Mapping[str, str]) -> None:
    draft = out / f"{STATE}.draft"
    out.mkdir(parents=True, exist_ok=True)
    draft.write_text(json.dumps(state, indent=1) + "\n", "utf-8", newline="\n")
    draft.replace(out / STATE)
