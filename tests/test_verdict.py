"""The verdict on a file is frictionless's, whatever the file: compared on files made at random.

A longer run of the same is `make fuzz`. A failure shows the description, the bytes and both lists
of findings.
"""

from __future__ import annotations

import random
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pytest
from folders import write
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from verdicts import Outcome, a_project, compare, misread_form, project_of, resource_of

from pipeline.check import verdict
from pipeline.problem import Refused
from pipeline.prove import NEVER_EMPTY
from pipeline.quote import Quoting
from pipeline.shape import TEXT
from pipeline.survey import TEXT_SHAPE

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
    with TemporaryDirectory() as folder, duckdb.connect() as con:
        return compare(con, a_project(rng, Path(folder), files, rows, mutations))


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


CELL = r'(?:"(?:[^"]|"")*"|[^",\n]*)'
QUOTED_WELL = re.compile(rf"(?:{CELL}(?:,{CELL})*\n)*")


@settings(derandomize=True, deadline=None, database=None, max_examples=500)
@given(st.text('a ,"\n', max_size=14), st.integers(1, 15))
def test_quotation_marks_enclose_whole_cells_wherever_the_bytes_are_parted(text, size):
    quoting, data = Quoting(), f"{text}\n".encode()
    chunks = [data[start : start + size] for start in range(0, len(data), size)]
    is_so = all(map(quoting.goes_on_in, chunks)) and not quoting.is_open
    assert is_so == bool(QUOTED_WELL.fullmatch(f"{text}\n"))
    if is_so:
        cells = re.findall('"((?:[^"]|"")*)"', text)
        assert quoting.marks == text.count('"')
        assert quoting.line_ends == sum(cell.count("\n") for cell in cells)


@pytest.mark.parametrize("seed", range(3))
def test_a_seed_gives_the_same_files_again(tmp_path, seed):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        a_project(random.Random(seed), tmp_path / name, 6, 8, 0.5)
    one, two = ([p.read_bytes() for p in sorted((tmp_path / n).rglob("*.csv"))] for n in "ab")
    assert one == two


def judged(folder: Path, fields: list[dict[str, Any]], content: str, **schema: Any) -> list[Any]:
    """What is found in one file of these fields; frictionless finds the same."""
    path = folder / "datasets" / "r.csv"
    project = project_of(folder, [resource_of("r", path, {"fields": fields, **schema})])
    write(path, content)
    with duckdb.connect() as con:
        found = compare(con, project)
        assert found.false_clean == [] and found.differing == []
        [reading] = verdict(con, project)
    assert reading.problems == []
    return [(f.row, f.type) for f in reading.findings]


def test_a_row_without_any_value_is_wrong_even_where_nothing_is_required(tmp_path):
    fields = [{"name": "a", "type": "string"}, {"name": "b", "type": "integer"}]
    assert judged(tmp_path, fields, "a,b\nx,1\n,\nx,2\n") == [(3, "blank-row")]


def test_the_headings_are_the_first_row_however_many_cells_the_others_have(tmp_path):
    def follows(field, resource, there):
        key = {"fields": field, "reference": {"resource": resource, "fields": there}}
        return {"foreignKeys": [key]}

    wide, long = (tmp_path / "datasets" / f"{name}.csv" for name in ("wide", "long"))
    fields = [{"name": name, "type": "string"} for name in "abcde"]
    resources = [
        resource_of("long", long, {"fields": [{"name": "k"}], **follows("k", "wide", "a")}),
        resource_of("wide", wide, {"fields": fields, **follows("a", "long", "k")}),
    ]
    project = project_of(tmp_path, resources)
    write(wide, "a,b,c,d,e\n1,2,3\n1,2\n1,2\n1,2,3,4,5\n")
    write(long, "k\n1\n")
    with duckdb.connect() as con:
        found = compare(con, project)
    assert found.false_clean == [] and found.differing == []


@pytest.mark.parametrize("name", ["certain", "joined", "special", "n", "rowid", "cells", "before"])
def test_a_field_may_have_any_name_that_a_query_of_ours_uses(tmp_path, name):
    fields = [{"name": name, "type": "integer", "constraints": {"unique": True}}]
    assert judged(tmp_path, fields, f"{name}\n1\nx\n01\n") == [
        (3, "type-error"), (4, "unique-error"),
    ]  # fmt: skip


def test_a_text_is_never_found_among_numbers_that_read_the_same(tmp_path):
    fields = [{"name": "a", "type": "string"}, {"name": "b", "type": "integer"}]
    key = {"fields": "a", "reference": {"resource": "", "fields": "b"}}
    assert judged(tmp_path, fields, "a,b\n1,1\n", foreignKeys=[key]) == [(2, "foreign-key")]


def test_true_and_one_are_the_same_key(tmp_path):
    fields = [{"name": "a", "type": "boolean"}, {"name": "b", "type": "integer"}]
    key = {"fields": "a", "reference": {"resource": "", "fields": "b"}}
    assert judged(tmp_path, fields, "a,b\ntrue,1\n", foreignKeys=[key]) == []


def test_one_moment_in_two_zones_is_one_key(tmp_path):
    fields = [{"name": "a", "type": "datetime", "constraints": {"unique": True}}]
    content = "a\n2024-01-07T10:00:00Z\n2024-01-07T11:00:00+01:00\n"
    assert judged(tmp_path, fields, content) == [(3, "unique-error")]


def test_long_numbers_are_compared_to_their_last_digit(tmp_path):
    fields = [{"name": "a", "type": "number", "constraints": {"unique": True}}]
    long = "1.0000000000000000000000000000000"
    assert judged(tmp_path, fields, f"a\n{long}1\n{long}2\n1e300\n1e1\n10\n") == [
        (6, "unique-error")
    ]


def test_a_bound_that_is_not_of_its_field_is_a_mistake_of_the_description(tmp_path):
    fields = [{"name": "a", "type": "date", "constraints": {"minimum": "2024-02-30"}}]
    with pytest.raises(Refused, match='minimum of a in "r" is "2024-02-30"'):
        judged(tmp_path, fields, "a\n2024-01-07\n")


def test_a_row_of_a_long_file_is_told_at_its_own_line(tmp_path):
    """Several threads read it; and values that are listed must not put the rows out of order."""
    listed = ["A", "C", "E", "F", "G", "H", "P", "Q", "R", "S"]
    fields = [
        {"name": "n", "type": "integer", "constraints": {"unique": True}},
        {"name": "kind", "type": "string", "constraints": {"enum": listed}},
        {"name": "words", "type": "string"},
    ]
    path = tmp_path / "datasets" / "r.csv"
    project = project_of(tmp_path, [resource_of("r", path, {"fields": fields})])
    rows = [f"{n},{listed[n % 10]},{n:0150d}" for n in range(500_000)]
    for n in (3, 250_000, 499_999):
        rows[n] = f"{n},B,x"
    write(path, "\n".join(["n,kind,words", *rows, ""]))
    with duckdb.connect() as con:
        con.execute("create schema raw")
        [reading] = verdict(con, project, keep=True)
        assert [(f.row, f.kind) for f in reading.findings] == [
            (n + 2, "constraint-enum") for n in (3, 250_000, 499_999)
        ]
        kept = con.execute("select count(*), bool_and(n = rowid) from raw.r").fetchone()
    assert kept == (500_000, True)


def test_large_files_are_read_one_after_another_with_the_same_verdict(tmp_path, monkeypatch):
    project = a_project(random.Random(7), tmp_path, files=4, rows=8, mutations=0)

    def found() -> list[object]:
        with duckdb.connect() as con:
            return [(r.resource.name, r.problems, r.findings) for r in verdict(con, project)]

    together = found()
    monkeypatch.setattr("pipeline.check.LARGE", 0)
    assert found() == together and any(findings for _, _, findings in together)


@pytest.mark.parametrize("shape", sorted(NEVER_EMPTY))
def test_what_is_said_never_to_be_empty_is_not(shape):
    shown = shape.replace(TEXT, TEXT_SHAPE)
    answer = duckdb.execute("select regexp_full_match('', ?)", [shown]).fetchone()
    assert answer == (False,)
