"""What every test may ask for: the miniature project `birds`, and `run`, the command line."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from pipeline.__main__ import app
from pipeline.build import build

pytest_plugins = ["site_fixture"]

BIRDS = Path(__file__).parent / "cases" / "bird_walks" / "project"
DAY = "2026-03-09"


class Answer(NamedTuple):
    """What a command has answered."""

    code: int
    out: str
    err: str


@pytest.fixture
def birds(tmp_path: Path) -> Path:
    """A fresh copy of a miniature project that is not about safety at all, to build or break."""
    return Path(shutil.copytree(BIRDS, tmp_path / "birds"))


@pytest.fixture(scope="session")
def birds_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the miniature project as it is; look, and copy it, but leave it alone."""
    out = tmp_path_factory.mktemp("birds") / "site"
    build(BIRDS, out, date.fromisoformat(DAY))
    return out


@pytest.fixture
def run(birds: Path) -> Callable[..., Answer]:
    """The command line in this process: `run("check", "--lang", "zh")` answers for `birds`.

    Everything is as of 2026-03-09, unless told otherwise. What is not an answer of ours is raised.
    """

    def invoke(command: str, *options: object) -> Answer:
        words = [command, *map(str, options)]
        if "--project" not in words and command != "diff":
            words += ["--project", str(birds)]
        if command in ("build", "check") and "--as-of" not in words:
            words += ["--as-of", DAY]
        result = CliRunner().invoke(app, words, catch_exceptions=False)
        return Answer(result.exit_code, result.stdout, result.stderr)

    return invoke


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What tests have measured, whichever worker they ran in."""
    reports = [r for found in terminalreporter.stats.values() for r in found]
    calls = [r for r in reports if getattr(r, "when", "") == "call"]
    measured = [v for r in calls for name, v in r.user_properties if name == "measured"]
    if measured:
        terminalreporter.section("measured")
        terminalreporter.line("\n".join(map(str, measured)))
