"""The demonstration site, built once for every worker, and a Chromium that looks at it."""

from __future__ import annotations

import csv
import fcntl
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import Watch, absence, serving, started

ROOT = Path(__file__).parent.parent
DAY = "2026-11-23"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration site as of 2026-11-23; the first worker builds it, the others wait."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    out = shared / "demonstration"
    with (shared / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return out if out.exists() else build(out, DAY)


def build(out: Path, day: str, project: Path = ROOT, **environment: str) -> Path:
    """The project published into `out` for a day, by the command that everyone uses."""
    command = [sys.executable, "-m", "pipeline", "build", "--project", str(project)]
    done = subprocess.run(
        [*command, "--as-of", day, "--out", str(out)],
        cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return out


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file, every cell as text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def site_url(site: Path) -> Iterator[str]:
    """Where the site is served on this machine; ends with a slash."""
    with serving(site) as url:
        yield url


@pytest.fixture(scope="module")
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
