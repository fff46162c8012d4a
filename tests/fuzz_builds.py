"""Whole builds of projects made at random: `make fuzz`, or

    python tests/fuzz_builds.py --builds 1000 --seed 0

Each project is built and audited; then a few cells are changed, and what is built upon the first
site has to have the bytes of what is built anew. A project may be refused, with a place for each
problem; nothing may end otherwise. Rows that the check refuses are left out and it is asked again.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import traceback
from collections import Counter
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from folders import hashes, write
from verdicts import NAMES, Rng, a_cell, a_schema, some_rows

from pipeline.audit import audit
from pipeline.build import build
from pipeline.problem import Refused
from pipeline.screen import read_records, write_records

DAYS = date(2026, 3, 9), date(2026, 3, 10)
ROWS, PUBLIC, PAGES = "datasets/rows.csv", "sql/1_public/rows.sql", "sql/4_pages/pages.sql"
PAGE = '<!doctype html>\n<html lang="en"><head><title>Rows</title></head><body>%s</body></html>\n'
# What the pipeline's own queries and templates call something: a column may be called so too.
OWN = [
    "old", "new", "cell", "pair", "record_key", "field", "change", "dataset", "row_", "line", "c0",
    "key", "found", "given", "as_of", "build", "page", "url", "tag", "base", "home", "root", "rows",
    "prefix", "language", "package", "title", "updated_on", "demo", "value", "name", "text", "kind",
    "table_name", "left", "order", "group", "index", "loop", "self", "count", "as_json", "made_of",
]  # fmt: skip

Rows = list[list[str]]


def a_package(rng: Rng, root: Path) -> tuple[list[dict[str, Any]], Rows]:
    """Write a project of one dataset, with a page for each of its rows: its fields and rows."""
    names = rng.sample([name for name in [*NAMES, *OWN] if name != "rowid"], rng.randint(1, 6))
    schema = a_schema(rng, names)
    if rng.random() < 0.7:
        schema.setdefault("primaryKey", names[:1])
    key = schema.get("primaryKey", names[:1])
    columns = ", ".join(f'"{name}"' for name in names)
    package = {
        "name": "fuzz", "title": "Fuzz", "description": "Rows made at random.",
        "homepage": "https://example.org/", "languages": ["en"],
        "resources": [{
            "name": "rows", "path": "rows.csv", "title": "Rows", "description": "Rows.",
            "format": "csv", "encoding": "utf-8",
            "schema": schema | {"fields": [f | {"title": f["name"]} for f in schema["fields"]]},
        }],
    }  # fmt: skip
    if rng.random() < 0.3:
        package["demo"] = {"en": "Invented."}
    write(root / "datasets/datapackage.json", json.dumps(package, ensure_ascii=False))
    keyed = ", ".join([key] if isinstance(key, str) else key)
    number = f"(row_number() over (order by {columns}))::varchar as number_of_row"
    told = "-- Rows\n--\n-- One row per row.\n"
    write(root / PUBLIC, f"{told}--\n-- key: {keyed}\nselect {columns} from raw.rows\n")
    write(root / PAGES, f"{told}select {columns}, {number} from public.rows\n")
    cells = "".join(f"<p>{{{{ {name} }}}}</p>" for name in names)
    write(root / "site_templates/pages/index.html", PAGE % "<p>Rows</p>")
    write(root / "site_templates/pages/pages/{number_of_row}.html", PAGE % cells)
    return schema["fields"], [row for row in some_rows(rng, schema, 40) if len(row) == len(names)]


def built(root: Path, out: str, day: date, previous: Path | None, fields: Any, rows: Rows) -> Rows:
    """Build with the rows that are not refused, and say which these are.

    Raises Refused where something else than rows is.
    """
    names = [field["name"] for field in fields]
    while True:
        text = write_records([names, *rows])
        write(root / ROWS, text)
        try:
            build(root, root / out, day, previous)
        except Refused as refused:
            starts = read_records(text)[1][1:]
            wrong = {p.line for p in refused.problems if p.file == ROWS and p.line > 1}
            if not wrong or wrong >= {*starts}:
                raise
            rows = [row for row, line in zip(rows, starts, strict=True) if line not in wrong]
        else:
            return rows


def judged(seed: str, root: Path) -> tuple[str, str]:
    """What came of a project, and what is wrong with that, if anything is."""
    rng = random.Random(f"builds {seed}")
    site = root / "site"
    came = "refused"
    try:
        fields, rows = a_package(rng, root)
        rows = built(root, "site", DAYS[0], None, fields, rows)
        came = "built"
        if problems := audit(site).problems:
            return came, f"the audit finds {problems[0]}"
        for _ in range(rng.randint(1, 3)):
            at, column = rng.randrange(len(rows)), rng.randrange(len(fields))
            cell = a_cell(rng, fields[column], [""])
            rows[at] = [*rows[at][:column], cell, *rows[at][column + 1 :]]
        built(root, "site", DAYS[1], site, fields, rows)
        build(root, root / "anew", DAYS[1], site, full=True)
        once, again = hashes(site), hashes(root / "anew")
        differing = [url for url in {**once, **again} if once.get(url) != again.get(url)]
        return "built twice", f"other bytes in {differing[:5]}" if differing else ""
    except Refused as refused:
        return came, "no place" if any(not p.file for p in refused.problems) else ""
    except Exception:
        return came, traceback.format_exc()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--builds", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    came: Counter[str] = Counter()
    failed = 0
    for seed in range(asked.seed, asked.seed + asked.builds):
        with TemporaryDirectory() as folder:
            what, wrong = judged(f"{seed}", Path(folder))
        came[what] += 1
        if wrong:
            failed += 1
            print(f"seed {seed}: {wrong}")
    print(f"{asked.builds} projects: {dict(came)}; {failed} ended otherwise than they may")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
