"""How the search answers in Chromium over an index of 100,000 documents.

    python benchmarks/search.py [--documents 100000] [--runs 5]

Builds the site of the project, multiplies the documents of its search, each copy with characters
of its own in its title and text, and has the SQL of the site write the index of them. Then the
search page is used: each query in a new tab with an empty cache, from the event to the list on the
screen, with the files and bytes that it fetched; and again with another query in the same tab. The
browser's memory is that of the page's own heap.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from random import Random
from typing import Any

import duckdb

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from browser import serving, started  # noqa: E402
from timed import built, machine  # noqa: E402

SEED = 310118
COLUMNS = [
    "path",
    "kind",
    "title_zh",
    "title_en",
    "town_code",
    "shown_on",
    "state",
    "keywords",
    "body",
]
QUERIES = ("灭火器", "疏散通道 堵塞", "朱家角镇", "fire exit", "电动自行车 充电", "overdue")
ANSWERED = """async query => {
  const list = document.getElementById("search-results");
  const input = document.getElementById("search-form").elements.q;
  const start = performance.now();
  input.value = query;
  input.dispatchEvent(new Event("input", {bubbles: true}));
  await new Promise(done => setTimeout(done, 200));
  while (list.getAttribute("aria-busy") === "true") await new Promise(requestAnimationFrame);
  await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  return [performance.now() - start, document.getElementById("search-status").textContent];
}"""
PAUSE_MS = 180  # the page waits so long for another key


def documents_of(site: Path) -> list[list[Any]]:
    """The documents of the site, out of the files of its index."""
    found: list[list[Any]] = []
    for path in sorted((site / "search/files").glob("d*.js"), key=lambda p: int(p.stem[1:])):
        call = path.read_text("utf-8").partition("searchFile(")[2].removesuffix(");\n")
        _, block, _ = json.loads(f"[{call}]")
        found += block
    return found


def multiplied(documents: list[list[Any]], count: int) -> list[list[Any]]:
    """As many documents, each with six characters that hardly another one has."""
    rng = Random(SEED)
    made = []
    for position in range(count):
        path, kind, title_zh, title_en, town, day, state, keywords, body = documents[
            position % len(documents)
        ]
        name = "".join(chr(rng.randint(0x4E00, 0x9FA5)) for _ in range(6))
        path = re.sub(r"(\.\w+)?$", rf"-{position}\1", path, count=1)
        made.append(
            [
                path,
                kind,
                f"{name}{title_zh}",
                title_en,
                town,
                day,
                state,
                keywords,
                f"{body}\n{name}",
            ]
        )
    return made


def write_index(site: Path, documents: list[list[Any]]) -> float:
    """Write the index of the documents in the place of the site's own; the seconds of the SQL."""
    folder = site / "search/files"
    shutil.rmtree(folder)
    folder.mkdir()
    with duckdb.connect() as con, tempfile.TemporaryDirectory() as temporary:
        con.execute("set enable_progress_bar = false; create schema pages")
        rows = Path(temporary, "documents.ndjson")
        with rows.open("w", encoding="utf-8") as file:
            for position, document in enumerate(documents):
                row = {"position": position, **dict(zip(COLUMNS, document, strict=True))}
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
        kinds = ", ".join(f"'{name}': 'VARCHAR'" for name in COLUMNS)
        con.execute(
            "create table pages.search_documents as select * replace (shown_on::date as shown_on) "
            f"from read_json('{rows}', format = 'newline_delimited', "
            f"columns = {{'position': 'BIGINT', {kinds}}})"
        )
        started_at = time.perf_counter()
        cursor = con.execute((ROOT / "pipeline/sql/4_pages/search_files.sql").read_text("utf-8"))
        while batch := cursor.fetchmany(1000):
            for name, content, version in batch:
                file_ = folder / f"{name}.js"
                file_.write_text(f'searchFile("{name}",\n{content},\n"{version}");\n', "utf-8")
        return time.perf_counter() - started_at


def asked_anew(browser: Any, url: str, query: str) -> tuple[float, str, int, int, float]:
    """One query in a new tab: milliseconds, what the page says, files, bytes, MB of memory."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    fetched: list[int] = []
    page.goto(url + "search.html")
    page.locator("#search-form").wait_for(state="visible", timeout=60_000)
    page.on("response", lambda response: fetched.append(_length(response)))
    milliseconds, told = page.evaluate(ANSWERED, query)
    session = context.new_cdp_session(page)
    session.send("Performance.enable")
    values = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
    context.close()
    return milliseconds - PAUSE_MS, told, len(fetched), sum(fetched), values["JSHeapUsedSize"] / 1e6


def _length(response: Any) -> int:
    return int(response.headers.get("content-length", 0))


Answers = dict[str, list[tuple[float, str, int, int, float]]]


def measured(site: Path, documents: int, runs: int) -> tuple[float, Answers]:
    """The seconds for the index, and what `asked_anew` tells of each query, as often as asked.

    The index of the `site` is replaced.
    """
    seconds = write_index(site, multiplied(documents_of(site), documents))
    with serving(site) as url, started() as browser:
        return seconds, {
            query: [asked_anew(browser, url, query) for _ in range(runs)] for query in QUERIES
        }


def main() -> None:
    """Build, multiply, write the index, ask, and print one table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        site = built(Path(folder) / "site")
        seconds, answers = measured(site, asked.documents, asked.runs)
        sizes = [path.stat().st_size for path in (site / "search/files").iterdir()]
    print(
        f"{machine()}; {asked.documents} documents: {len(sizes)} files, "
        f"{sum(sizes) / 1e6:.0f} MB, written in {seconds:.0f} s"
    )
    print(f"{'ms':>8}{'least':>8}{'files':>8}{'kB':>8}{'MB heap':>9}")
    for query, found in answers.items():
        times = [f[0] for f in found]
        _, told, count, fetched, heap = found[-1]
        print(
            f"{statistics.median(times):8.0f}{min(times):8.0f}{count:8}{fetched / 1000:8.0f}"
            f"{heap:9.1f}  {query}: {told}"
        )


if __name__ == "__main__":
    main()
