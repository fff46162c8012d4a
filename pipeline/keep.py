"""The releases of the last publication, carried over, and the new one → releases/.

What is withdrawn goes from the older ones too: its rows, the cells that told of it, and what was
computed from them. Each such release says of itself that it was redacted.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb

from pipeline.difference import COLUMNS, Shape, ordered, side_of
from pipeline.project import Project
from pipeline.put import put_csv, put_json, put_rows_as_json
from pipeline.redact import redact
from pipeline.redaction import Redaction, redaction_of
from pipeline.releases import (
    ABOUT,
    DATA,
    DIFFERENCES,
    FOLDER,
    LATEST,
    SUMS,
    Past,
    Plan,
    changelog,
)
from pipeline.sums import put_sums, read_sums, sum_of
from pipeline.tabulate import tabulate

Claim = Callable[[str, str], Path]
Row = dict[str, Any]

SHOWN = 100  # differences of a dataset that a page can tell; the files have all
COUNT = dict.fromkeys(("row_count", "added", "changed", "withdrawn"), "BIGINT")
SHAPE: dict[str, Any] = {
    "release_id": "VARCHAR", "number": "BIGINT", "released_on": "DATE", "version": "VARCHAR",
    "step": "VARCHAR", "previous_id": "VARCHAR", "is_latest": "BOOLEAN",
    "datasets": [{"name": "VARCHAR", **COUNT}],
    "shapes": [dict.fromkeys(Shape._fields, "VARCHAR")],
    "recomputed": ["VARCHAR"],
    "redactions": [{"redacted_on": "DATE", "records": "BIGINT", "cells": "BIGINT"}],
    "files": [{"path": "VARCHAR", "bytes": "BIGINT", "sha256": "VARCHAR"}],
}  # fmt: skip
DIFFERENCE = {"release_id": "VARCHAR", "position": "BIGINT", **dict.fromkeys(COLUMNS, "VARCHAR")}


def keep_releases(
    con: duckdb.DuckDBPyConnection,
    project: Project,
    plan: Plan,
    claim: Claim,
    folder: Path,
    may_link: bool = False,
) -> None:
    """Write all releases into the draft `folder`, with `latest` as another name of the last.

    What stays as it was is linked if `may_link`, since no file is ever written twice. data/ must
    be complete. Makes catalog.releases and catalog.differences, of which the latter holds no more
    than a page can show.
    """
    redaction = Redaction()
    if plan.past:
        redaction = redaction_of(project, plan.con, side_of(plan.past[-1].folder))
    for past in plan.past:
        _carry(past, claim, _link if not redaction and may_link else shutil.copyfile)
        if redaction:
            _redact(plan, past, folder / FOLDER / past.release_id, redaction)
    if plan.step:
        _release(project, plan, claim, folder)
    last = folder / FOLDER / plan.release_id
    for name in [*read_sums(last / SUMS), SUMS]:
        _link(last / name, claim(f"{FOLDER}/{LATEST}/{name}", FOLDER))
    _tell(con, project, plan, folder)


def _link(source: Path, target: Path) -> None:
    """Another name for the same file, or a copy where the disk knows no such thing."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _carry(past: Past, claim: Claim, put: Callable[[Path, Path], object]) -> None:
    for name in [*past.sums, SUMS]:
        put(past.folder / name, claim(f"{FOLDER}/{past.release_id}/{name}", FOLDER))


def _redact(plan: Plan, past: Past, folder: Path, redaction: Redaction) -> None:
    records, cells = redact(folder, redaction)
    if records or cells:
        note = {"redacted_on": str(plan.released_on), "records": records, "cells": cells}
        about = past.about | {"redactions": [*past.about.get("redactions", []), note]}
        put_json(about, folder / ABOUT)
        put_sums({name: sum_of(folder / name) for name in past.sums}, folder / SUMS)


def _release(project: Project, plan: Plan, claim: Claim, folder: Path) -> None:
    made = []

    def file(name: str) -> Path:
        made.append(name)
        return claim(f"{FOLDER}/{plan.release_id}/{name}", FOLDER)

    data = folder / DATA
    for path in sorted([*data.glob("*.parquet"), *data.glob("sql/*.sql"), data / "build.csv"]):
        _link(path, file(f"{DATA}/{path.relative_to(data).as_posix()}"))
    _link(data / "all.zip", file(f"{DATA}/all.zip"))
    package = json.loads((data / "datapackage.json").read_bytes())
    package["resources"] = [_in_parquet(resource) for resource in package["resources"]]
    put_json(package, file(f"{DATA}/datapackage.json"))
    demo = project.descriptor.get("demo", {})
    table = file(f"{DIFFERENCES}.csv")
    put_csv(plan.con, ordered(" / ".join(demo.values())), table)
    put_rows_as_json(table, file(f"{DIFFERENCES}.json"))
    put_json(_about(project, plan, package, demo), file(ABOUT))
    root = folder / FOLDER / plan.release_id
    sums = {name: sum_of(root / name) for name in made}
    put_sums(sums, claim(f"{FOLDER}/{plan.release_id}/{SUMS}", FOLDER))


def _about(
    project: Project, plan: Plan, package: dict[str, Any], demo: dict[str, str]
) -> dict[str, Any]:
    none = {"added": 0, "changed": 0, "withdrawn": 0}
    said = [c for c in changelog(project) if c["version"] == plan.version]
    return {
        **({"demo": demo} if demo else {}),
        "release_id": plan.release_id,
        "number": len(plan.past) + 1,
        "released_on": str(plan.released_on),
        "version": plan.version,
        "step": plan.step,
        "previous_id": plan.past[-1].release_id if plan.past else None,
        "announced": project.words(said[0], "description") if said else None,
        "datasets": [
            {"name": r["name"], "row_count": r["rows"], **plan.counts.get(r["name"], none)}
            for r in package["resources"]
            if r["floor"] == "1_public"
        ],
        "shapes": [shape._asdict() for shape in plan.shapes],
        "recomputed": plan.recomputed,
        "redactions": [],
    }


def _in_parquet(resource: dict[str, Any]) -> dict[str, Any]:
    """The description of a dataset whose rows are a Parquet file, and in the archive a CSV file."""
    file = next(f for f in resource["alternatives"] if f["path"].endswith(".parquet"))
    left_out = {"dialect", "alternatives", "encoding"}
    kept = {key: value for key, value in resource.items() if key not in left_out}
    return {**kept, **file, "format": "parquet", "mediatype": "application/vnd.apache.parquet"}


def _tell(con: duckdb.DuckDBPyConnection, project: Project, plan: Plan, folder: Path) -> None:
    """What pages can tell of the releases."""
    releases: list[Row] = []
    differences: list[Row] = []
    for release_id in [*(p.release_id for p in plan.past), *([plan.release_id] * bool(plan.step))]:
        root = folder / FOLDER / release_id
        files = [
            {"path": name, "bytes": (root / name).stat().st_size, "sha256": found}
            for name, found in read_sums(root / SUMS).items()
        ]
        about = json.loads((root / ABOUT).read_bytes())
        releases.append({**about, "is_latest": release_id == plan.release_id, "files": files})
        differences += (
            {"release_id": release_id, "position": at, **row}
            for at, row in enumerate(_shown(root / f"{DIFFERENCES}.csv"), 1)
        )
    said = {"announced": dict.fromkeys((lang.key for lang in project.languages), "VARCHAR")}
    tabulate(con, "releases", releases, SHAPE | said)
    tabulate(con, "differences", differences, DIFFERENCE)


def _shown(path: Path) -> Iterator[Row]:
    """The first differences of each kind and dataset."""
    told: Counter[tuple[str, str]] = Counter()
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            told[row["dataset"], row["change"]] += 1
            if told[row["dataset"], row["change"]] <= SHOWN:
                yield {name: row[name] or None for name in COLUMNS}
