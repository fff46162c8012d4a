"""A folder is a test: cases/<case>/project, published for the day in as_of.txt, gives expected/.

The files in expected/ are what the site must hold, byte for byte. A new case is a new folder.
"""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from pipeline.build import build

CASES = Path(__file__).parent / "cases"
FILES = [
    pytest.param(path.parents[0], expected, id=expected.relative_to(CASES).as_posix())
    for path in sorted(CASES.glob("*/as_of.txt"))
    for expected in sorted((path.parents[0] / "expected").rglob("*"))
    if expected.is_file()
]
# Size and hash of a compressed file depend on the compressor that Python was built with.
COMPRESSED = re.compile(rb'("path": "[^"]+\.(?:xlsx|parquet)",\s+)"bytes": \d+,\s+"hash": "[^"]+"')


@pytest.fixture(scope="module")
def sites() -> dict[Path, Path]:
    """The site of every case that has been built so far."""
    return {}


@pytest.mark.parametrize(("case", "expected"), FILES)
def test_a_case_publishes_what_it_must(case, expected, sites, tmp_path_factory):
    if case not in sites:
        folder = tmp_path_factory.mktemp(case.name)
        project = Path(shutil.copytree(case / "project", folder / "project"))
        day = date.fromisoformat((case / "as_of.txt").read_text("utf-8").strip())
        build(project, folder / "site", day)
        sites[case] = folder / "site"
    published = sites[case] / expected.relative_to(case / "expected")
    assert COMPRESSED.sub(rb"\1", published.read_bytes()) == (
        COMPRESSED.sub(rb"\1", expected.read_bytes())
    )


def test_every_case_expects_something():
    cases = {path for path in CASES.iterdir() if (path / "project").is_dir()}
    assert {param.values[0] for param in FILES} == cases
