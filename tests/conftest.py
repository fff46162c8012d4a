"""What every test may ask for: the miniature project `birds`, and `run`, the command line."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from pipeline.__main__ import app
from typer.testing import CliRunner

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


@pytest.fixture
def run(birds: Path) -> Callable[..., Answer]:
    """The command line in this process: `run("check", "--lang", "zh")` answers for `birds`.

    A build is as of 2026-03-09, unless told otherwise. What is not an answer of ours is raised.
    """

    def invoke(command: str, *options: object) -> Answer:
        words = [command, *map(str, options)]
        if "--project" not in words:
            words += ["--project", str(birds)]
        if command == "build" and "--as-of" not in words:
            words += ["--as-of", DAY]
        result = CliRunner().invoke(app, words, catch_exceptions=False)
        return Answer(result.exit_code, result.stdout, result.stderr)

    return invoke


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser test skips where there is no Chromium, except under REQUIRE_BROWSER=1."""
    if os.environ.get("REQUIRE_BROWSER") == "1":
        return
    absent = not any(shutil.which(name) for name in ("chromium", "chromium-browser"))
    for item in items:
        if absent and item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="Chromium is not installed"))
