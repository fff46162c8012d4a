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


def test_a_site_is_built_whole_then_again_and_again_with_a_changed_row():
    done = subprocess.run(
        [sys.executable, "benchmarks/site_speed.py", "--rows", "60", "--runs", "1"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    heading, columns, *lines = done.stdout.splitlines()
    assert re.fullmatch(r"\d+ cores, \d+ GB; 60 notices", heading)
    assert columns.split() == ["wall", "s", "CPU", "s", "MB", "wall", "×", "CPU", "×"]
    assert [re.sub(r" [ \d.]+$", "", line) for line in lines] == [
        "all of it", "nothing changed", "one row changed",
    ]  # fmt: skip
