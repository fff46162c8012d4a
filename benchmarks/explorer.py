"""How fast the explorer answers in Chromium over a register of 100,000 rows.

    python benchmarks/explorer.py [--rows 100000] [--runs 15]

Builds the site of the project, puts an invented register of that many rows beside its explorer in
the very shape that the site publishes, and uses the page: clicks on facets, texts typed, orders
chosen. Each time runs from the event to the end of the page's own work (`script`) and to the next
frame on the screen (`painted`), in milliseconds. Every click counts every facet anew. Medians; the
least stands beside them, because a busy machine only ever adds.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import sys
import tempfile
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from browser import serving, started  # noqa: E402
from timed import built, machine  # noqa: E402

SEED = 310118
ITEMS_PER_EXPOSURE = 4
WORDS = "消防车通道堆放杂物疏散出口上锁灭火器压力不足电动自行车室内充电线路老化燃气软管未设报警装置"
# From the event to the end of the work that it starts, and to the frame after it.
TIMED = """async ([selector, kind, value]) => {
  const target = document.querySelector(selector);
  if (kind === "type" || kind === "choose") target.value = value;
  const start = performance.now();
  if (kind === "click") target.click();
  else target.dispatchEvent(new Event(kind === "type" ? "input" : "change", {bubbles: true}));
  await new Promise(done => setTimeout(done));
  const script = performance.now() - start;
  await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  return [script, performance.now() - start];
}"""


def write_register(site: Path, rows: int) -> None:
    """Replace the files of the explorer by invented ones of the same shape, and the same facets."""
    rng = Random(SEED)
    path = site / "explore" / "records.json"
    records = json.loads(path.read_text("utf-8"))
    size = {name: len(entries) for name, entries in records["facets"].items()}
    exposures = rows // ITEMS_PER_EXPOSURE
    months = size["month"]

    def places(name: str, count: int) -> list[int]:
        return rng.choices(range(size[name]), range(size[name], 0, -1), k=count)

    published = sorted(rng.randrange(30 * months) for _ in range(exposures))
    overdue = [rng.randint(1, 300) if rng.random() < 0.06 else None for _ in range(rows)]
    records["exposures"] = {
        "items": [ITEMS_PER_EXPOSURE] * exposures,
        **{name: places(name, exposures) for name in ("town", "sector", "venue")},
        "month": [months - 1 - day // 30 for day in published],
        "published": published,
        "unit": rng.sample(range(exposures), exposures),
    }
    records["items"] = {
        **{name: places(name, rows) for name in ("hazard", "level", "outcome")},
        "overdue": [None if d is None else (d > 30) + (d > 90) for d in overdue],
        "overdue_days": overdue,
        "due": [rng.randrange(30 * months) if rng.random() < 0.97 else None for _ in range(rows)],
    }
    per_block = records["exposures_per_block"]
    records["texts"] = [f"v{start}" for start in range(0, exposures, per_block)]
    path.write_text(json.dumps(records, separators=(",", ":"), ensure_ascii=False), "utf-8")
    _write_texts(site / "explore" / "text", per_block, exposures, rng)


def _write_texts(folder: Path, per_block: int, exposures: int, rng: Random) -> None:
    def finding() -> str:
        return "".join(rng.choices(WORDS, k=24))

    for start in range(0, exposures, per_block):
        numbers = range(start, min(start + per_block, exposures))
        items = [n * ITEMS_PER_EXPOSURE + i for n in numbers for i in range(ITEMS_PER_EXPOSURE)]
        block = {
            "version": f"v{start}",
            "exposures": {
                "exposure_id": [f"DEMO-E-{n:06}" for n in numbers],
                "unit_name": [f"示例{''.join(rng.choices(WORDS, k=6))}有限公司" for _ in numbers],
                "uscc": [f"91000000MA{n:08}" if n % 50 else None for n in numbers],
            },
            "items": {
                "item_id": [f"DEMO-R-{n:06}" for n in items],
                "finding": [finding() for _ in items],
            },
        }
        text = json.dumps(block, separators=(",", ":"), ensure_ascii=False)
        (folder / f"{start // per_block + 1}.json").write_text(text, "utf-8")


def sizes_of(folder: Path) -> str:
    """What the page fetches first, and the texts that it fetches when they are needed."""
    first = (folder / "records.json").read_bytes()
    texts = [path.read_bytes() for path in sorted((folder / "text").iterdir())]
    packed = sum(len(gzip.compress(text)) for text in texts) // 1000
    return (
        f"records.json {len(first) // 1000} KB, {len(gzip.compress(first)) // 1000} KB gzipped; "
        f"{len(texts)} files of texts, {packed} KB gzipped"
    )


def measure(page: Any, runs: int) -> dict[str, list[list[float]]]:
    """(script, painted) in milliseconds, for each thing done, as often as asked."""
    page.evaluate("() => document.querySelectorAll('.facet').forEach(f => (f.open = true))")
    page.evaluate(TIMED, ["#explore-q", "type", "消防"])
    while "…" in page.locator("[data-part=count]").inner_text():  # all texts are being fetched
        page.wait_for_timeout(100)
    page.evaluate(TIMED, ["#explore-q", "type", ""])
    clicks = [
        f"[data-facet={name}] li:nth-child(2) input" for name in ("town", "hazard", "outcome")
    ]
    done: dict[str, list[list[float]]] = {"facet": [], "text": [], "sort": []}
    for run in range(runs):
        done["facet"] += [page.evaluate(TIMED, [selector, "click", ""]) for selector in clicks]
        done["text"].append(page.evaluate(TIMED, ["#explore-q", "type", WORDS[run : run + 2]]))
        page.evaluate(TIMED, ["#explore-q", "type", ""])
        order = ("newest", "overdue", "unit", "oldest")[run % 4]
        done["sort"].append(page.evaluate(TIMED, ["#explore-sort", "choose", order]))
    return done


def measured(site: Path, rows: int, runs: int) -> tuple[str, float, dict[str, list[list[float]]]]:
    """What the page says that it shows, when it was ready, and how long each thing took.

    The files of the explorer of the `site` are replaced.
    """
    write_register(site, rows)
    with serving(site) as url, started() as browser:
        page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        page.goto(url + "explore.html")
        page.locator("#explorer").wait_for(state="visible", timeout=120_000)
        ready = page.evaluate("() => performance.now()")
        done = measure(page, runs)
        return page.locator("[data-part=count]").inner_text(), ready, done


def main() -> None:
    """Build, replace, open, use, and print one table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=15)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        site = built(Path(folder) / "site")
        told, ready, done = measured(site, asked.rows, asked.runs)
        sizes = sizes_of(site / "explore")
    print(f"{machine()}; {asked.rows} rows; {told}")
    print(f"ready {ready:.0f} ms after the start of the page; {sizes}")
    print(f"{'':12}{'times':>7}{'script':>10}{'least':>8}{'painted':>10}{'least':>8}")
    for name, times in done.items():
        script, painted = zip(*times, strict=True)
        line = "".join(f"{statistics.median(v):10.1f}{min(v):8.1f}" for v in (script, painted))
        print(f"{name:12}{len(times):7}{line}")


if __name__ == "__main__":
    main()
