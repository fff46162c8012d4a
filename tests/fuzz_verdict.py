"""A long comparison with frictionless: `make fuzz`, or

    python tests/fuzz_verdict.py --files 20000 --forms 200000 --cells 500000 --large 4

--files are judged in full and compared finding by finding, a third of them with changed bytes;
--forms have changed bytes and are only read, twice; --large have 40 to 70 MB. It goes on until all
counts are reached, or for --minutes. It exits with 1 if anything was taken for clean that is not,
or found otherwise than by frictionless.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
from verdicts import Outcome, a_project, compare, large_project, misread_form

SHOWN = 10


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (
        ("files", 2000),
        ("forms", 20000),
        ("cells", 0),
        ("large", 2),
        ("seed", 0),
    ):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--minutes", type=float, default=60)
    asked = parser.parse_args()
    end = time.monotonic() + 60 * asked.minutes
    total = Outcome()
    forms = form_cells = accepted = 0
    with TemporaryDirectory() as folder, duckdb.connect() as con:
        for number in range(asked.large):
            seed = f"large {asked.seed + number}"
            total.add(compare(con, large_project(random.Random(seed), Path(folder)), seed))
    large = total.files
    con = duckdb.connect()
    for seed in endlessly(asked.seed):
        is_enough = total.files - large >= asked.files and total.cells + form_cells >= asked.cells
        if (is_enough and forms >= asked.forms) or time.monotonic() > end:
            break
        if not is_enough:
            total.add(judge(con, seed))
        if forms < asked.forms:
            done, cells, ok, wrong = read(con, seed, 100)
            forms, form_cells, accepted = forms + done, form_cells + cells, accepted + ok
            total.false_clean += wrong
    print(
        f"{total.files} files judged ({large} large; {total.in_form} in canonical form, "
        f"{total.unavailable} on which frictionless fails), {total.cells} cells; {forms} files "
        f"with changed bytes only read ({accepted} accepted), {form_cells} cells; "
        f"{len(total.false_clean)} taken for clean, {len(total.differing)} found otherwise"
    )
    for wrong in [*total.false_clean[:SHOWN], *total.differing[:SHOWN]]:
        print(wrong)
    return 1 if total.false_clean or total.differing else 0


def endlessly(seed: int) -> Iterator[str]:
    while True:
        yield f"{seed}"
        seed += 1


def judge(con: duckdb.DuckDBPyConnection, seed: str) -> Outcome:
    rng = random.Random(f"files {seed}")
    with TemporaryDirectory() as folder:
        project = a_project(rng, Path(folder), 6, rng.choice([4, 8, 60]), 0.33)
        try:
            return compare(con, project, seed)
        except Exception as error:
            return Outcome(differing=[f"[{seed}] failed: {error!r}"])


def read(con: duckdb.DuckDBPyConnection, seed: str, files: int) -> tuple[int, int, int, list[str]]:
    rng = random.Random(f"forms {seed}")
    cells, wrong, accepted = 0, [], 0
    with TemporaryDirectory() as folder:
        for _ in range(files):
            found, why = misread_form(con, rng, Path(folder) / "r.csv")
            cells, accepted = cells + found, accepted + bool(found)
            if why:
                wrong.append(f"[{seed}] {why}")
    return files, cells, accepted, wrong


if __name__ == "__main__":
    sys.exit(main())
