"""The demonstration site, built once for every worker, and a Chromium that looks at it."""

from __future__ import annotations

import csv
import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import Watch, absence, serving, started

ROOT = Path(__file__).parent.parent
LATER = "2027-02-01"
DAY = "2026-11-23"
# One page, or two, of every template: what must hold for every kind of page is looked at here.
PAGES = {
    "home": "index.html",
    "notice list": "notices/index.html",
    "notice": "notices/DEMO-N-001.html",
    "notice with nothing published since": "notices/DEMO-N-009.html",
    "exposures": "exposures/index.html",
    "exposures of a town": "exposures/town/310118109000/1.html",
    "exposures of a sector in a town": "exposures/town/310118106000/sector/C/1.html",
    "exposures of an outcome": "exposures/outcome/overdue/1.html",
    "exposures of a level": "exposures/level/FM/1.html",
    "exposures of a hazard": "exposures/hazard/XF60-5/1.html",
    "exposures of a venue": "exposures/venue/V-FACT/1.html",
    "explorer": "explore.html",
    "SQL console": "sql.html",
    "releases": "releases/index.html",
    "release": "releases/2026-11-23/index.html",
    "latest release": "releases/latest/index.html",
    "comparison of towns": "compare/towns.html",
    "comparison of months": "compare/months.html",
    "comparison of winters": "compare/winters.html",
    "exposures of a month": "exposures/month/2024-11/1.html",
    "exposures of a sector": "exposures/sector/H/1.html",
    "exposure overdue": "exposures/DEMO-E-0016.html",
    "exposure with penalties": "exposures/DEMO-E-0180.html",
    "withdrawn exposure": "exposures/DEMO-E-0040.html",
    "expired exposure": "exposures/DEMO-E-0005.html",
    "withdrawn notice": "notices/DEMO-N-014.html",
    "towns": "towns/index.html",
    "town": "towns/310118109000.html",
    "sectors": "sectors/index.html",
    "sector": "sectors/C.html",
    "hazards": "hazards/index.html",
    "hazard": "hazards/XF60-5.html",
    "overdue": "overdue.html",
    "overdue, second page": "overdue/page/2.html",
    "penalties": "penalties.html",
    "tables": "tables/index.html",
    "table": "tables/outcomes_by_town.html",
    "wide table": "tables/follow_up_by_exposure.html",
    "SQL of a table": "tables/sql/outcomes_by_town.html",
    "rows of a table": "tables/rows/follow_up_by_exposure/2.html",
    "data": "data/index.html",
    "dataset": "data/rectifications.html",
    "what is new": "new/index.html",
    "what was new in a month": "new/2026-11.html",
    "fixed this week": "fixed.html",
    "exposed again": "repeat.html",
    "ways to follow": "follow.html",
    "bulletins": "bulletins/index.html",
    "weekly bulletin": "bulletins/2026-W47.html",
    "monthly bulletin": "bulletins/2026-11.html",
    "penalties of a month": "penalties/month/2026-10/1.html",
    "search": "search.html",
    "charts": "charts/index.html",
    "chart": "charts/months.html",
    "small multiples": "charts/town-trends.html",
    "embedded chart": "charts/hazard-types.embed.html",
    "terms": "terms.html",
    "method": "method.html",
    "report": "report.html",
    "access": "access.html",
    "about": "about.html",
}


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], Path]], Path]:
    """`once("name", build_into)`: the first worker that asks has it built, the others wait."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def make(name: str, build_into: Callable[[Path], Path]) -> Path:
        out = shared / name
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            return out if out.exists() else build_into(out)

    return make


@pytest.fixture(scope="session")
def demonstration(once: Callable[..., Path]) -> Path:
    """The demonstration site as of 2026-11-23."""
    return once("demonstration", lambda out: build(out, DAY))


@pytest.fixture(scope="session")
def site(demonstration: Path) -> Path:
    """The same, where no other site is meant."""
    return demonstration


@pytest.fixture(scope="session")
def later(site: Path, once: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same rows ten weeks on, published next; without the pictures, a third of the time.

    Nor is there the engine of the SQL console, as on a machine without npm.
    """
    project = bare(tmp_path_factory.mktemp("later") / "project")
    words = ("--previous", str(site), "--jobs", "1")  # other tests have the other cores
    return once("later", lambda out: build(out, LATER, project, *words))


def copied(project: Path) -> Path:
    """What a build reads of this project, in another place."""
    for folder in ("datasets", "site_templates", "pipeline/sql"):
        shutil.copytree(ROOT / folder, project / folder, copy_function=shutil.copyfile)
    return project


def bare(project: Path) -> Path:
    """The same without the pictures and the engine, which is built in a third of the time."""
    copied(project)
    shutil.rmtree(project / "site_templates" / "pages" / "cards")
    shutil.rmtree(project / "site_templates" / "assets" / "engine")
    return project


def build(out: Path, day: str, project: Path = ROOT, *words: str, **environment: str) -> Path:
    """The project published into `out` for a day, by the command that everyone uses."""
    command = [sys.executable, "-m", "pipeline", "build", "--project", str(project)]
    done = subprocess.run(
        [*command, "--as-of", day, "--out", str(out), *words],
        cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return out


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file, every cell as text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def put_rows(path: Path, names: Iterable[str], rows: Iterable[dict[str, str]]) -> None:
    """A CSV file with these columns and rows, in the form that a check asks for."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(names), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="session")
def site_url(site: Path) -> Iterator[str]:
    """Where the site is served on this machine; ends with a slash."""
    with serving(site) as url:
        yield url


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A running Chromium. Without one the test is skipped, under REQUIRE_BROWSER=1 it fails."""
    if reason := absence():
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with started() as browser:
        yield browser


@pytest.fixture
def visit(chromium: Any, site_url: str) -> Iterator[Callable[..., Any]]:
    """Open a page: `visit("overdue.html", java_script_enabled=False)`; a URL is taken as it is.

    When the test ends, no page may have said anything to the console, failed to load anything or
    asked any other host.
    """
    watches: list[Watch] = []

    def go(path: str, **options: Any) -> Any:
        context = chromium.new_context(**{"reduced_motion": "reduce", **options})
        watches.append(Watch(context))
        page = context.new_page()
        page.goto(path if "://" in path else site_url + path)
        return page

    yield go
    for watch in watches:
        watch.context.close()
        assert watch.complaints == []
        assert watch.strangers(site_url) == []
