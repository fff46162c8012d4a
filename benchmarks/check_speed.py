"""How fast a register is checked, beside frictionless and pandera on the same files, in one run.

    python benchmarks/check_speed.py [--rows 1000000] [--faults 1000] [--runs 3]
                                     [--peers frictionless pandera]

Whole processes, one after the other in turn; medians of wall and CPU seconds, the largest memory,
and the ratios of each peer to this check. Machines differ, so quote the ratios.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from timed import Run, machine, middle, ratio, run

HERE = Path(__file__).parent
OURS = "this check"
# pandera has no answer where polars cannot read a cell, so it is timed on the clean register only.
PEERS = {OURS: "peer_ours.py", "frictionless": "peer_frictionless.py", "pandera": "peer_pandera.py"}
CLEAN_ONLY = {"pandera"}


def rounds(rows: int, faults: int, runs: int, peers: list[str]) -> dict[str, list[Run]]:
    """Every check, once a round, of a register that is written for it."""
    names = [OURS, *(name for name in peers if not (faults and name in CLEAN_ONLY))]
    with tempfile.TemporaryDirectory() as folder:
        # In a process of its own, whose memory would else be counted to those it starts.
        writer = [sys.executable, str(HERE / "register.py"), folder, str(rows), str(faults)]
        subprocess.run(writer, check=True)
        return _in_turn({name: [str(HERE / PEERS[name]), folder] for name in names}, runs)


def demonstration(runs: int) -> dict[str, list[Run]]:
    """The whole command over the datasets of this project, and frictionless, which has no claims,
    no gate and no tables, over the same files."""
    ours = ["-m", "pipeline", "check", "--first", "--as-of", "2026-11-23", "--project"]
    checks = {OURS: ours, "frictionless": [str(HERE / PEERS["frictionless"])]}
    return _in_turn({name: [*words, str(HERE.parent)] for name, words in checks.items()}, runs)


def _in_turn(programs: dict[str, list[str]], runs: int) -> dict[str, list[Run]]:
    """Every program of Python, once a round; ours is that of this folder."""
    os.environ["PYTHONPATH"] = str(HERE.parent)
    done: dict[str, list[Run]] = {name: [] for name in programs}
    for _ in range(runs):
        for name, words in programs.items():
            done[name].append(run([sys.executable, *words]))
    return done


def main() -> None:
    """Write the registers, time both checks on each, print one table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--faults", type=int, default=1_000)
    parser.add_argument("--runs", type=int, default=3)
    peers = [name for name in PEERS if name != OURS]
    parser.add_argument("--peers", nargs="+", choices=peers, default=peers)
    asked = parser.parse_args()
    print(f"{machine()}; {asked.rows} cases and as many rectifications")
    heads = ("wall s", "CPU s", "MB", "problems", "wall ×", "CPU ×")
    print(f"{'':14}" + "".join(f"{head:>9}" for head in heads))
    for faults in (0, asked.faults):
        print(f"{faults} faulty cells")
        done = rounds(asked.rows, faults, asked.runs, asked.peers)
        for name, found in done.items():
            wall, cpu, memory, _ = middle(found)
            of_ours = ratio(found, done[OURS])
            print(
                f"{name:14}{wall:9.2f}{cpu:9.2f}{memory:9.0f}{int(found[0].output):9}"
                f"{of_ours.wall:9.2f}{of_ours.cpu:9.2f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
