"""The verdict on a file is frictionless's, whatever the file: compared on files made at random.

A longer run of the same is `make fuzz`. A failure shows the description, the bytes and both lists
of findings.
"""

from __future__ import annotations

import random
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from verdicts import Outcome, a_project, compare, misread_form

SEEDS = st.integers(0, 2**32 - 1).map(random.Random)
SMALL = settings(
    max_examples=25,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],  # a seed cannot be made simpler
    suppress_health_check=list(HealthCheck),
)


def outcome(rng: random.Random, files: int, rows: int, mutations: float) -> Outcome:
    with TemporaryDirectory() as folder:
        return compare(a_project(rng, Path(folder), files, rows, mutations))


@SMALL
@given(SEEDS)
def test_files_in_canonical_form_are_judged_as_frictionless_judges_them(rng):
    found = outcome(rng, files=4, rows=8, mutations=0)
    assert found.false_clean == [] and found.differing == []


@SMALL
@given(SEEDS)
def test_a_file_with_changed_bytes_is_never_taken_for_clean(rng):
    found = outcome(rng, files=4, rows=4, mutations=1)
    assert found.false_clean == [] and found.differing == []


@SMALL
@given(SEEDS)
def test_what_one_pass_accepts_is_canonical_and_read_as_python_reads_it(rng):
    with TemporaryDirectory() as folder, duckdb.connect() as con:
        for _ in range(10):
            assert misread_form(con, rng, Path(folder) / "r.csv")[1] == ""


@pytest.mark.parametrize("seed", range(3))
def test_a_seed_gives_the_same_files_again(tmp_path, seed):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        a_project(random.Random(seed), tmp_path / name, 6, 8, 0.5)
    one, two = ([p.read_bytes() for p in sorted((tmp_path / n).rglob("*.csv"))] for n in "ab")
    assert one == two
