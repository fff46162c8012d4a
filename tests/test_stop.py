"""Ctrl-C, wherever it finds a build: no word, process or draft is left, and the site stays."""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from folders import digest, write

from pipeline.problem import CONFIGURATION, Problem, Refused

ROOT = Path(__file__).parents[1]
# A terminal sends the signal to every process of the command.
SCRIPT = """
import os, signal, threading
from pipeline import crew, render, sift
from pipeline.__main__ import main
crew.FEW = render.PIECE = sift.FEW_BATCHES = 1
sift.BATCH_BYTES = 2_000
def stop():
    {stop}
{moment}
main()
"""
STOP, DIE = "os.killpg(0, signal.SIGINT)", "os.kill(os.getpid(), signal.SIGKILL)"
MOMENTS = {
    "a query runs": "threading.Timer(2, stop).start()",
    "others make pages": """
drain = crew.Crew.drain
crew.Crew.drain = lambda self: [stop() if self._workers else None, drain(self)]
""",
    "others judge files": """
batches = sift._batches
def stopping(files):
    for number, batch in enumerate(batches(files)):
        if number == 3:
            stop()
        yield batch
sift._batches = stopping
""",
}


@pytest.fixture
def site(birds: Path, birds_site: Path) -> Path:
    return Path(shutil.copytree(birds_site, birds / "site"))


def ended(project: Path, moment: str, stop: str) -> tuple[int, str, str]:
    """How a build ended, once every process that it has started has ended too."""
    words = ["build", "--project", str(project), "--as-of", "2026-03-12", "--jobs", "2"]
    build = subprocess.Popen(
        [sys.executable, "-c", SCRIPT.format(stop=stop, moment=MOMENTS[moment]), *words],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        out, err = build.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        os.killpg(build.pid, signal.SIGKILL)
        raise
    return build.returncode, out, err


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_build_that_is_stopped_says_nothing_and_leaves_nothing(birds, site, moment):
    if moment == "a query runs":
        sql = "-- Long\n--\n-- A long query.\nselect count(*) as n from range(1000000000000)\n"
        write(birds / "sql/4_pages/long.sql", sql)
    before = digest(site)
    assert ended(birds, moment, STOP) == (130, "", "")
    assert digest(site) == before
    assert not (birds / ".site.draft").exists()


@pytest.mark.parametrize("moment", [m for m in MOMENTS if m.startswith("others")])
def test_the_processes_of_a_build_that_is_killed_end_with_it(birds, site, moment):
    code, *_ = ended(birds, moment, DIE)
    assert code == -signal.SIGKILL


def test_a_refusal_goes_whole_from_one_process_to_another():
    problem = Problem("sites.csv", "key-vanished", {"field": ("site_id",), "key": "north"}, 3)
    again = pickle.loads(pickle.dumps(Refused([problem], CONFIGURATION)))
    assert (repr(again.problems), again.exit_code) == (repr([problem]), CONFIGURATION)
    assert str(again) == str(Refused([problem]))
