"""One command as a process of its own: its wall and CPU seconds, and its peak memory."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

Rounds = Mapping[str, Sequence["Run"]]

# A program is compiled once, on its first run, as on a user's machine. With this set, each run
# compiles every module anew, and that is what would be timed.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


class Run(NamedTuple):
    """Seconds of wall and CPU, peak memory in MB, and what the process printed."""

    wall: float
    cpu: float
    memory: float
    output: str = ""


def run(command: Sequence[str]) -> Run:
    """Run a command to its end; its children count to its CPU time, not to its memory."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        started = time.perf_counter()
        actions = [
            (os.POSIX_SPAWN_DUP2, output.fileno(), 1),
            (os.POSIX_SPAWN_DUP2, errors.fileno(), 2),
        ]
        process = os.posix_spawnp(command[0], command, os.environ, file_actions=actions)
        _, status, used = os.wait4(process, 0)
        wall = time.perf_counter() - started
        output.seek(0)
        errors.seek(0)
        answer, complaint = output.read().decode(), errors.read().decode()
    if status:
        raise SystemExit(f"{' '.join(command)} ended with {status}: {complaint[-2000:]}")
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, answer)


def middle(runs: Sequence[Run]) -> Run:
    """The medians of the seconds, and the largest memory."""
    wall, cpu = (statistics.median(getattr(r, key) for r in runs) for key in ("wall", "cpu"))
    return Run(wall, cpu, max(r.memory for r in runs))


def ratio(ours: Sequence[Run], theirs: Sequence[Run]) -> Run:
    """How many times as much as the other: the median of the ratios of each round."""
    wall, cpu = (
        statistics.median(
            getattr(a, key) / getattr(b, key) for a, b in zip(ours, theirs, strict=True)
        )
        for key in ("wall", "cpu")
    )
    return Run(wall, cpu, middle(ours).memory / middle(theirs).memory)


def machine() -> str:
    """A machine is named by its cores and its memory alone."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 30
    return f"{os.cpu_count()} cores, {memory} GB"


def built(folder: Path) -> Path:
    """The site of the project, built into a folder, for the benchmarks that look at it."""
    import subprocess
    import sys

    root = Path(__file__).parents[1]
    command = [sys.executable, "-m", "pipeline", "build", "--as-of", "2026-11-23", "--out"]
    subprocess.run([*command, str(folder)], cwd=root, capture_output=True, check=True)
    return folder
