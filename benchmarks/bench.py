"""All that is timed, beside its peers, in one table.

    python benchmarks/bench.py [--small] [--site FOLDER] [--into README.md]

Whole processes, all in turn, round by round: medians of the seconds, the largest memory, and of a
peer the median of the ratios of each round, ours to theirs: 0.5 is half of it. `--small` does the
same at sizes that show only that it runs. `--site` is a built site of this project, which is
copied; without it one is built. `--into` puts the table between the two marks in a document.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import check_speed
import explorer
import partitions
import search
import site_speed
from timed import Run, built, machine, middle, ratio

ROOT = Path(__file__).parents[1]
BEGIN, END = "<!-- make bench -->", "<!-- end -->"
HEADS = ["what", "wall s", "CPU s", "MB", "against", "wall ×", "CPU ×", "MB ×"]


class Sizes(NamedTuple):
    """How much of everything, and how often."""

    rows: int
    faults: int
    notices: Sequence[int]
    partitions: int
    copies: int
    records: int
    runs: int


FULL = Sizes(1_000_000, 1_000, (1_000, 10_000), 4, 345, 100_000, 3)
SMALL = Sizes(400, 10, (60,), 2, 1, 4_000, 1)


def line(what: str, ours: Sequence[Run], peer: str = "", theirs: Sequence[Run] = ()) -> str:
    """A row of the table."""
    mine = middle(ours)
    cells = [what, f"{mine.wall:.1f}", f"{mine.cpu:.1f}", f"{mine.memory:,.0f}", peer]
    cells += [f"{part:.2f}" for part in ratio(ours, theirs)[:3]] if theirs else ["", "", ""]
    return f"| {' | '.join(cells)} |"


def checks(sizes: Sizes) -> Iterator[str]:
    done = check_speed.demonstration(sizes.runs)
    ours = done.pop(check_speed.OURS)
    for peer, theirs in done.items():
        yield line("check the demonstration with claims and gate", ours, peer, theirs)
    peers = [name for name in ("frictionless", "pandera") if find_spec(name)]
    for faults in (0, sizes.faults):
        done = check_speed.rounds(sizes.rows, faults, sizes.runs, peers)
        ours = done.pop(check_speed.OURS)
        what = f"check {2 * sizes.rows:,} rows, {faults:,} faulty cells"
        for peer, theirs in done.items():
            yield line(what, ours, peer, theirs)


def sites(sizes: Sizes) -> Iterator[str]:
    for notices in sizes.notices:
        others = site_speed.peers()
        done = site_speed.timed_rounds(notices, sizes.runs, others)
        for what in [name for name in done if name not in others]:
            for peer in others or [""]:
                theirs = done.get(peer, ())
                yield line(f"build {notices:,} notices, {what}", done[what], peer, theirs)


def tables(sizes: Sizes) -> Iterator[str]:
    rows, _, done = partitions.rounds(sizes.partitions, sizes.copies, ROOT, None)
    for what, run in done.items():
        yield line(f"tables of {sizes.partitions} partitions, {rows:,} rows, {what}", [run])


def in_browser(sizes: Sizes, site: Path) -> Iterator[str]:
    """Sentences, as there is no peer: what a reader waits for."""
    _, ready, done = explorer.measured(site, sizes.records, 5)
    times = {name: statistics.median(script for script, _ in found) for name, found in done.items()}
    yield (
        f"The explorer over {sizes.records:,} rows is ready {ready:,.0f} ms after its page begins; "
        f"a facet takes {times['facet']:.0f} ms, a word {times['text']:.0f} ms, an order "
        f"{times['sort']:.0f} ms."
    )
    _, answers = search.measured(site, sizes.records, max(1, sizes.runs))
    waits = [statistics.median(f[0] for f in found) for found in answers.values()]
    fetched = [found[-1][3] / 1000 for found in answers.values()]
    heaps = [found[-1][4] for found in answers.values()]
    yield (
        f"A query over {sizes.records:,} documents, with nothing fetched before, is answered in "
        f"{min(waits):.0f} to {max(waits):.0f} ms with {min(fetched):.0f} to {max(fetched):.0f} kB "
        f"and a heap of at most {max(heaps):.0f} MB."
    )


def put(text: str, document: Path) -> None:
    """Put a text between the marks."""
    before, rest = document.read_text("utf-8").split(BEGIN)
    after = rest.split(END)[1]
    document.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", "utf-8")


def main() -> None:
    """Time everything; say each line as soon as it is known."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--site", type=Path)
    parser.add_argument("--into", type=Path)
    asked = parser.parse_args()
    sizes, said = SMALL if asked.small else FULL, []

    def say(text: str) -> None:
        said.append(text)
        print(text, flush=True)

    say(f"{machine()}; medians of {sizes.runs} rounds\n")
    say(f"| {' | '.join(HEADS)} |\n|{'---|' * len(HEADS)}")
    for part in (checks, sites, tables):
        for text in part(sizes):
            say(text)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "site"
        site = Path(shutil.copytree(asked.site, target)) if asked.site else built(target)
        for text in in_browser(sizes, site):
            say(f"\n{text}")
    if asked.into:
        put("\n".join(said), asked.into)


if __name__ == "__main__":
    main()
