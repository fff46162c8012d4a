"""The benchmarks run, and the two checks that they time agree; how fast is not asked here."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_both_checks_find_the_faults_that_were_planted_and_no_others():
    options = "--rows 400 --faults 10 --runs 1 --peers frictionless"
    command = ["benchmarks/check_speed.py", *options.split()]
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=True
    )
    rows = re.findall(
        r"^(this check|frictionless)(?: +[\d.]+){3} +(\d+) ", done.stdout, re.MULTILINE
    )
    assert rows == [
        ("this check", "0"),
        ("frictionless", "0"),
        ("this check", "10"),
        ("frictionless", "10"),
    ]


def test_the_invented_register_has_the_very_shape_of_the_published_one(site, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    from explorer import write_register

    shutil.copytree(site / "explore", tmp_path / "explore")
    write_register(tmp_path, 4_000)
    for file in ("records.json", "text/1.json", "text/2.json"):
        published = site / "explore" / (file if "text" not in file else "text/1.json")
        found = json.loads((tmp_path / "explore" / file).read_text("utf-8"))
        wanted = json.loads(published.read_text("utf-8"))
        assert _shape(found) == _shape(wanted), file
    records = json.loads((tmp_path / "explore" / "records.json").read_text("utf-8"))
    assert {len(column) for column in records["items"].values()} == {4_000}
    assert sum(records["exposures"]["items"]) == 4_000


def _shape(value: object) -> object:
    """The keys of a tree of objects; of a list, what its entries are."""
    if isinstance(value, dict):
        return {key: _shape(entry) for key, entry in value.items()}
    return sorted({type(v).__name__ for v in value}) if isinstance(value, list) else type(value)


def test_everything_that_is_timed_comes_out_as_one_table(site, tmp_path):
    """At sizes that show only that it runs; a peer that is not installed is left out."""
    document = tmp_path / "README.md"
    document.write_text("# Before\n\n<!-- make bench -->\nold\n<!-- end -->\n\nAfter.\n")
    command = ["benchmarks/bench.py", "--small", "--site", str(site), "--into", str(document)]
    done = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    said = document.read_text("utf-8")
    assert said.startswith("# Before\n\n<!-- make bench -->\n")
    assert said.endswith("\n<!-- end -->\n\nAfter.\n")
    table = [line.strip("| ").split(" | ") for line in said.splitlines() if line.startswith("| ")]
    assert table[0] == ["what", "wall s", "CPU s", "MB", "against", "wall ×", "CPU ×", "MB ×"]
    ours = dict.fromkeys(re.sub(r"[\d,]+", "n", row[0], count=1) for row in table[1:])
    assert [*ours] == [
        "check the demonstration with claims and gate",
        "check n rows, 0 faulty cells",
        "check n rows, 10 faulty cells",
        "build n notices, all of it",
        "build n notices, nothing changed",
        "build n notices, one row changed",
        "tables of n partitions, 6,238 rows, all of them",
        "tables of n partitions, 6,238 rows, none changed",
        "tables of n partitions, 6,238 rows, one changed",
    ]
    assert "The explorer over 4,000 rows is ready" in said
    assert "A query over 4,000 documents, with nothing fetched before, is answered in" in said
