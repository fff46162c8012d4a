"""How long a site takes to build: all of it, again with nothing changed, and again with one row.

    python benchmarks/site_speed.py [--rows 10000] [--runs 3] [--hugo BINARY --peers FOLDER]

A whole process each time, into a fresh folder; medians of wall and CPU seconds and the largest
memory. The project is benchmarks/notices/: a page a notice, paged lists, a feed and a site map.
`FOLDER` holds `hugo/`, the source of the same site for Hugo, and `gen.py`, which writes its rows;
without it the rows are made up here, and nothing is compared. Machines differ: quote the ratios.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
DAY = "2026-11-23"
TOWNS = {"east": "东镇", "south": "南镇", "west": "西镇", "north": "北镇"}
SECTORS = {"fire": "消防安全", "gas": "城镇燃气", "school": "校园周边"}


class Run(NamedTuple):
    """One process: seconds of wall and CPU, and its peak memory in MB."""

    wall: float
    cpu: float
    memory: float


def run(command: list[str], folder: Path) -> Run:
    """Run a command to its end; its children count to its CPU time."""
    started = time.perf_counter()
    with (folder / "errors.txt").open("wb") as errors, Path(os.devnull).open("wb") as nothing:
        actions = [
            (os.POSIX_SPAWN_DUP2, nothing.fileno(), 1),
            (os.POSIX_SPAWN_DUP2, errors.fileno(), 2),
        ]
        process = os.posix_spawnp(command[0], command, os.environ, file_actions=actions)
        _, status, used = os.wait4(process, 0)
    wall = time.perf_counter() - started
    if status:
        raise SystemExit(f"{command[0]}: {(folder / 'errors.txt').read_text('utf-8')[-2000:]}")
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def write_rows(path: Path, rows: int) -> None:
    """Made-up notices, newest first; the same number gives the same bytes."""
    with (HERE / "notices/datasets/datapackage.json").open(encoding="utf-8") as file:
        described = json.load(file)
    names = [f["name"] for f in described["resources"][0]["schema"]["fields"]]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        for n in range(rows, 0, -1):
            town, sector = list(TOWNS)[n % 4], list(SECTORS)[n % 3]
            day = f"2025-{n % 12 + 1:02}-{n % 28 + 1:02}"
            writer.writerow(
                {
                    "id": f"BG2025{n:06}", "title": f"第{n}号通报", "date": day, "month": day[:7],
                    "town": town, "town_name": TOWNS[town], "sector": sector,
                    "sector_name": SECTORS[sector], "org": f"示例{n}号商店",
                    "address": f"{TOWNS[town]}示例路{n}号", "hazards": "占用疏散通道|灭火器过期",
                    "law": "《中华人民共和国消防法》第二十八条", "agency": "示例区应急管理局",
                    "deadline": "2026-01-31", "status": "整改中",
                    "source_url": f"https://example.org/{n}.html", "updated": day,
                    "summary_md": f"经检查，**示例{n}号商店**存在隐患。\n\n- 限期整改。",
                    "events": f"{day}~检查~拍照。||{day}~曝光~通报。", "related": "",
                }
            )  # fmt: skip


def change_one_row(path: Path) -> None:
    """A word more in the row in the middle."""
    lines = path.read_text("utf-8").split("\n")
    at = next(n for n in range(len(lines) // 2, len(lines)) if lines[n].startswith("BG"))
    lines[at] = lines[at].replace(",", ",更正：", 1)
    path.write_text("\n".join(lines), "utf-8")


def prepare(folder: Path, rows: int, peers: Path | None) -> Path:
    """The project with its rows; what the peers read has the same ones."""
    project = Path(shutil.copytree(HERE / "notices", folder / "project"))
    target = project / "datasets/notices.csv"
    if peers is None:
        write_rows(target, rows)
        return project
    given = folder / "given.csv"
    subprocess.run([sys.executable, str(peers / "gen.py"), str(rows), str(given)], check=True)
    with (
        given.open(encoding="utf-8", newline="") as source,
        target.open("w", encoding="utf-8", newline="") as file,
    ):
        csv.writer(file, lineterminator="\n").writerows(csv.reader(source))
    return project


def ours(project: Path, site: Path, *words: str) -> list[str]:
    """The command that builds our site."""
    program = [sys.executable, "-m", "pipeline", "build", "--project", str(project)]
    return [*program, "--out", str(site), "--as-of", DAY, *words]


def rounds(folder: Path, rows: int, runs: int, hugo: str, peers: Path | None) -> dict[str, list]:
    """Every build, once a round."""
    done: dict[str, list[Run]] = {}
    project = prepare(folder, rows, peers)
    original = (project / "datasets/notices.csv").read_bytes()
    if hugo and peers:
        source = Path(shutil.copytree(peers / "peers/hugo", folder / "hugo"))
        (source / "assets").mkdir(exist_ok=True)
        shutil.copy(folder / "given.csv", source / "assets/notices.csv")
    for number in range(runs):
        site = folder / f"site-{number}"
        (project / "datasets/notices.csv").write_bytes(original)
        builds = {"all of it": ours(project, site), "nothing changed": ours(project, site)}
        for name, command in builds.items():
            done.setdefault(name, []).append(run(command, folder))
        change_one_row(project / "datasets/notices.csv")
        done.setdefault("one row changed", []).append(run(ours(project, site), folder))
        if hugo and peers:
            command = [hugo, "--quiet", "-s", str(source), "-d", str(folder / f"hugo-{number}")]
            done.setdefault("Hugo, all of it", []).append(run(command, folder))
    return done


def main() -> None:
    """Build in turn, print one table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--hugo", default="")
    parser.add_argument("--peers", type=Path)
    asked = parser.parse_args()
    os.environ["PYTHONPATH"] = str(HERE.parent)
    with tempfile.TemporaryDirectory() as folder:
        done = rounds(Path(folder), asked.rows, asked.runs, asked.hugo, asked.peers)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 30
    print(f"{os.cpu_count()} cores, {memory} GB; {asked.rows} notices")
    heads = ("wall s", "CPU s", "MB", "wall ×", "CPU ×")
    print(f"{'':18}" + "".join(f"{head:>9}" for head in heads))
    peer = done.get("Hugo, all of it")
    for name, found in done.items():
        wall, cpu = (statistics.median(getattr(r, k) for r in found) for k in ("wall", "cpu"))
        line = f"{name:18}{wall:9.2f}{cpu:9.2f}{max(r.memory for r in found):9.0f}"
        if peer:
            pairs = list(zip(found, peer, strict=True))
            for key in ("wall", "cpu"):
                ratio = statistics.median(getattr(a, key) / getattr(b, key) for a, b in pairs)
                line += f"{ratio:9.2f}"
        print(line)


if __name__ == "__main__":
    main()
