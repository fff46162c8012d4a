"""The benchmarks run, and the two checks that they time agree; how fast is not asked here."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_both_checks_find_the_faults_that_were_planted_and_no_others():
    command = ["benchmarks/check_speed.py", "--rows", "400", "--faults", "10", "--runs", "1"]
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=True
    )
    rows = re.findall(r"^(this check|frictionless) .* (\d+)$", done.stdout, re.MULTILINE)
    assert rows == [
        ("this check", "0"),
        ("frictionless", "0"),
        ("this check", "10"),
        ("frictionless", "10"),
    ]
