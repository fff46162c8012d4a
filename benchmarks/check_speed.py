"""How fast a register is checked, beside frictionless on the same files, in one run.

    python benchmarks/check_speed.py [--rows 1000000] [--faults 1000] [--runs 3]

Whole processes, one after the other in turn; medians of wall and CPU seconds, the largest memory,
and the ratios. Machines differ, so quote the ratios.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from register import write_register

ROOT = Path(__file__).parents[1]
OURS = """
import sys
from pathlib import Path
from pipeline.check import check
from pipeline.project import open_project
print(len(check(open_project(Path(sys.argv[1])))))
"""
FRICTIONLESS = """
import sys
from frictionless import Package, system
with system.use_context(trusted=False):
    report = Package(sys.argv[1] + "/datasets/datapackage.json").validate(limit_errors=1000)
print(sum(len(task.errors) for task in report.tasks))
"""


class Run(NamedTuple):
    """One process: seconds of wall and CPU, peak memory in MB, and how many problems it found."""

    wall: float
    cpu: float
    memory: float
    found: int


def run(program: str, folder: Path) -> Run:
    """Run a program on a register as a process of its own."""
    with tempfile.TemporaryFile() as output:
        started = time.perf_counter()
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        arguments = [sys.executable, "-c", program, str(folder)]
        actions = [(os.POSIX_SPAWN_DUP2, output.fileno(), 1)]
        process = os.posix_spawn(sys.executable, arguments, environment, file_actions=actions)
        _, status, used = os.wait4(process, 0)
        wall = time.perf_counter() - started
        output.seek(0)
        answer = output.read().decode()
    if status:
        raise SystemExit(f"{arguments[0]} ended with {status}: {answer}")
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, int(answer))


def compare(folder: Path, runs: int) -> list[str]:
    """The lines of the table for one register."""
    programs = {"this check": OURS, "frictionless": FRICTIONLESS}
    done: dict[str, list[Run]] = {name: [] for name in programs}
    for _ in range(runs):
        for name, program in programs.items():
            done[name].append(run(program, folder))
    lines, middle = [], {}
    for name, found in done.items():
        wall, cpu = (statistics.median(getattr(r, key) for r in found) for key in ("wall", "cpu"))
        middle[name] = wall, cpu
        memory = max(r.memory for r in found)
        lines.append(f"{name:14}{wall:9.2f}{cpu:9.2f}{memory:9.0f}{found[0].found:9}")
    (ours_wall, ours_cpu), (wall, cpu) = middle.values()
    lines.append(f"{'ratio':14}{wall / ours_wall:9.1f}{cpu / ours_cpu:9.1f}")
    return lines


def main() -> None:
    """Write the registers, time both checks on each, print one table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--faults", type=int, default=1_000)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    print(f"{os.cpu_count()} cores; {asked.rows} cases and as many rectifications")
    print(f"{'':14}{'wall s':>9}{'CPU s':>9}{'MB':>9}{'problems':>9}")
    for faults in (0, asked.faults):
        with tempfile.TemporaryDirectory() as folder:
            register = write_register(Path(folder), asked.rows, faults)
            print(f"{faults} faulty cells")
            print("\n".join(compare(register, asked.runs)))


if __name__ == "__main__":
    main()
