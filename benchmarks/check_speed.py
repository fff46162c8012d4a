"""How fast a register is checked, beside frictionless and pandera on the same files, in one run.

    python benchmarks/check_speed.py [--rows 1000000] [--faults 1000] [--runs 3]
                                     [--peers frictionless pandera]

Whole processes, one after the other in turn; medians of wall and CPU seconds, the largest memory,
and the ratios of each peer to this check. Machines differ, so quote the ratios.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
OURS = "this check"
# pandera has no answer where polars cannot read a cell, so it is timed on the clean register only.
PEERS = {OURS: "peer_ours.py", "frictionless": "peer_frictionless.py", "pandera": "peer_pandera.py"}
CLEAN_ONLY = {"pandera"}


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
        environment = {**os.environ, "PYTHONPATH": str(HERE.parent)}
        arguments = [sys.executable, str(HERE / program), str(folder)]
        actions = [(os.POSIX_SPAWN_DUP2, output.fileno(), 1)]
        process = os.posix_spawn(sys.executable, arguments, environment, file_actions=actions)
        _, status, used = os.wait4(process, 0)
        wall = time.perf_counter() - started
        output.seek(0)
        answer = output.read().decode()
    if status:
        raise SystemExit(f"{program} ended with {status}: {answer}")
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, int(answer))


def compare(folder: Path, names: list[str], runs: int) -> list[str]:
    """The lines of the table for one register."""
    done: dict[str, list[Run]] = {name: [] for name in names}
    for _ in range(runs):
        for name in names:
            done[name].append(run(PEERS[name], folder))
    middle = {
        name: [statistics.median(getattr(r, key) for r in found) for key in ("wall", "cpu")]
        for name, found in done.items()
    }
    lines = []
    for name, found in done.items():
        wall, cpu = middle[name]
        shares = [mine / ours for mine, ours in zip(middle[name], middle[OURS], strict=True)]
        memory = max(r.memory for r in found)
        lines.append(
            f"{name:14}{wall:9.2f}{cpu:9.2f}{memory:9.0f}{found[0].found:9}"
            f"{shares[0]:9.2f}{shares[1]:9.2f}"
        )
    return lines


def main() -> None:
    """Write the registers, time both checks on each, print one table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--faults", type=int, default=1_000)
    parser.add_argument("--runs", type=int, default=3)
    peers = [name for name in PEERS if name != OURS]
    parser.add_argument("--peers", nargs="+", choices=peers, default=peers)
    asked = parser.parse_args()
    print(f"{os.cpu_count()} cores; {asked.rows} cases and as many rectifications")
    heads = ("wall s", "CPU s", "MB", "problems", "wall ×", "CPU ×")
    print(f"{'':14}" + "".join(f"{head:>9}" for head in heads))
    for faults in (0, asked.faults):
        names = [OURS, *(n for n in asked.peers if not (faults and n in CLEAN_ONLY))]
        with tempfile.TemporaryDirectory() as folder:
            # In a process of its own, whose memory would else be counted to those it starts.
            writer = [sys.executable, str(HERE / "register.py"), folder, str(asked.rows)]
            subprocess.run([*writer, str(faults)], check=True)
            print(f"{faults} faulty cells")
            print("\n".join(compare(Path(folder), names, asked.runs)), flush=True)


if __name__ == "__main__":
    main()
