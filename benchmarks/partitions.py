"""How long the tables of many partitions take: all of them, none changed, and one changed.

    python benchmarks/partitions.py [--partitions 10] [--copies 100] [--project .] [--folder TEMP]

The rows of the project are written `copies` times into each partition: keys get the number of the
copy, and so do the references to them; code lists stay as they are. A whole process each time.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import duckdb
from timed import machine, run

HERE = Path(__file__).parent
DAY = "2026-11-23"


def many(described: dict[str, Any]) -> dict[str, set[str]]:
    """The datasets that grow, and the columns of each that tell one copy from another."""
    grown = {r["name"]: r for r in described["resources"] if "/" not in r["path"]}
    columns = {name: {*_listed(r["schema"]["primaryKey"])} for name, r in grown.items()}
    for name, resource in grown.items():
        for key in resource["schema"].get("foreignKeys", []):
            if (key["reference"]["resource"] or name) in grown:
                columns[name] |= {*_listed(key["fields"])}
    # A column of a key that is a code of a list stays a code.
    for name, resource in grown.items():
        for key in resource["schema"].get("foreignKeys", []):
            if key["reference"]["resource"] not in {"", *grown}:
                columns[name] -= {*_listed(key["fields"])}
        texts = {f["name"] for f in resource["schema"]["fields"] if f["type"] == "string"}
        columns[name] &= texts
    return columns


def _listed(names: Any) -> list[str]:
    return [names] if isinstance(names, str) else list(names)


def multiply(deposit: Path, inputs: Path, grown: dict[str, set[str]], of: int, by: int) -> int:
    """Write `of` partitions of `by` copies of every row of a deposit; how many rows there are."""
    rows = 0
    with duckdb.connect() as con:
        con.execute("set enable_progress_bar = false")
        for dataset in sorted(deposit.iterdir()):
            source = next(dataset.rglob("*.parquet"))
            marked = ", ".join(
                f'"{column}" || \'-\' || copy_ as "{column}"'
                for column in sorted(grown.get(dataset.name, ()))
            )
            copies = by if marked else 1
            query = f"from '{source}' as s cross join range({copies}) as r(copy_)"
            select = "select * exclude (copy_)" + (f" replace ({marked})" if marked else "")
            for number in range(of):
                folder = (
                    inputs
                    / dataset.name
                    / f"province={10 + number // 10}/year={2017 + number % 10}"
                )
                folder.mkdir(parents=True)
                target = folder / "rows.parquet"
                con.execute(
                    f"copy ({select} {query}) to '{target}' (format parquet, compression zstd)"
                )
                rows += con.execute(f"select count(*) from '{target}'").fetchall()[0][0]
    return rows


def rounds(partitions: int, copies: int, project: Path, at: Path | None) -> tuple[int, float, dict]:
    """How many rows and MB there are, and the run for all, for none changed, and for one."""
    os.environ["PYTHONPATH"] = str(HERE.parent)
    with tempfile.TemporaryDirectory(dir=at) as name:
        folder = Path(name)
        options = ["--project", str(project), "--as-of", DAY]
        program = [sys.executable, "-m", "pipeline"]
        run([*program, "deposit", str(folder / "one"), "province=10/year=2017", *options])
        described = json.loads((project / "datasets/datapackage.json").read_bytes())
        inputs, grown = folder / "inputs", many(described)
        rows = multiply(folder / "one", inputs, grown, partitions, copies)
        size = sum(path.stat().st_size for path in inputs.rglob("*.parquet")) / 1e6
        command = [*program, "tables", str(inputs), "--out", str(folder / "tables"), *options]
        done = {"all of them": run(command), "none changed": run(command)}
        changed = next((inputs / min(grown)).rglob("*.parquet"))
        with duckdb.connect() as con:
            con.execute(f"copy (from '{changed}') to '{changed}.new' (format parquet)")
        Path(f"{changed}.new").replace(changed)
        done["one changed"] = run(command)
    return rows, size, done


def main() -> None:
    """Deposit once, multiply, time three runs, print one table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--partitions", type=int, default=10)
    parser.add_argument("--copies", type=int, default=100)
    parser.add_argument("--project", type=Path, default=HERE.parent)
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    rows, size, done = rounds(asked.partitions, asked.copies, asked.project, asked.folder)
    print(f"{machine()}; {asked.partitions} partitions: {rows:,} rows, {size:,.0f} MB")
    print(f"{'':14}{'wall s':>9}{'CPU s':>9}{'MB':>9}")
    for what, found in done.items():
        print(f"{what:14}{found.wall:9.1f}{found.cpu:9.1f}{found.memory:9.0f}")


if __name__ == "__main__":
    main()
