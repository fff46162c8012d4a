"""The rows that were checked are the rows that are loaded: the file is read once."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from folders import write
from verdicts import project_of, resource_of

from pipeline.check import check_and_keep
from pipeline.database import open_database
from pipeline.load import load
from pipeline.problem import Refused

FIELDS = [
    {"name": "n", "type": "integer", "constraints": {"required": True, "unique": True}},
    {"name": "day", "type": "date"},
    {"name": "share", "type": "number"},
    {"name": "is_open", "type": "boolean", "trueValues": ["是"], "falseValues": ["否"]},
    {"name": "words", "type": "string"},
]
HEADER = "n,day,share,is_open,words\n"


def loaded(folder: Path, content: str, missing: list[str] | None = None) -> list[tuple[Any, ...]]:
    """The rows of raw.r, and the line of each; the file is gone before they are asked for."""
    path = folder / "datasets" / "r.csv"
    schema = {"fields": FIELDS, "missingValues": missing or [""]}
    project = project_of(folder, [resource_of("r", path, schema)])
    write(path, content)
    with open_database(date(2026, 11, 23)) as con:
        assert check_and_keep(con, project) == []
        path.unlink()
        load(con, project)
        return con.execute("from raw.r").fetchall()


@pytest.mark.parametrize("many", [0, 100_000], ids=["changed where they lie", "copied"])
def test_every_cell_has_its_type_and_every_row_its_line(tmp_path, monkeypatch, many):
    monkeypatch.setattr("pipeline.load.MANY", many)
    content = '1,2024-02-29,1.5,是,a\n2,,,,"two\nlines, and ""marks"""\n3,2024-01-07,-2,否,\n'
    assert loaded(tmp_path, HEADER + content) == [
        (1, date(2024, 2, 29), 1.5, True, "a", 2),
        (2, None, None, None, 'two\nlines, and "marks"', 3),
        (3, date(2024, 1, 7), -2.0, False, None, 5),
    ]


@pytest.mark.parametrize("many", [0, 100_000], ids=["changed where they lie", "copied"])
def test_what_took_a_closer_look_is_loaded_as_it_was_judged(tmp_path, monkeypatch, many):
    monkeypatch.setattr("pipeline.load.MANY", many)
    content = "1,2024-1-7,+5,是,é𠮷\n02,0999-12-31,1e3,,x\n"
    assert loaded(tmp_path, HEADER + content) == [
        (1, date(2024, 1, 7), 5.0, True, "é𠮷", 2),
        (2, date(999, 12, 31), 1000.0, None, "x", 3),
    ]


def test_texts_that_stand_for_no_value_are_loaded_as_none(tmp_path):
    content = "1,无,无,无,无\n2,2024-01-07,,是,\n"
    assert loaded(tmp_path, HEADER + content, ["", "无"]) == [
        (1, None, None, None, None, 2),
        (2, date(2024, 1, 7), None, True, None, 3),
    ]


def test_a_row_that_duckdb_cannot_read_is_loaded_all_the_same(tmp_path):
    long = "长" * 1_000_000  # its reader takes no line of more than two megabytes
    rows = loaded(tmp_path, f'{HEADER}1,,,,"a\nb"\n2,2024-01-07,,,{long}\n')
    assert [(n, day, len(words), line) for n, day, _, _, words, line in rows] == [
        (1, None, 3, 2),
        (2, date(2024, 1, 7), 1_000_000, 4),
    ]


def test_a_value_that_its_column_cannot_hold_is_refused_at_its_place(tmp_path):
    path = tmp_path / "datasets" / "r.csv"
    project = project_of(tmp_path, [resource_of("r", path, {"fields": FIELDS})])
    write(path, f"{HEADER}1,,,,\n12345678901234567890123,,,,x\n")
    with open_database(date(2026, 11, 23)) as con:
        assert check_and_keep(con, project) == []
        with pytest.raises(Refused) as refused:
            load(con, project)
    [problem] = refused.value.problems
    assert f"{problem.place}: {problem.sentence('en')}" == (
        "datasets/r.csv:3:1: n is valid as integer, but it cannot be stored: "
        '"12345678901234567890123". Write a whole number of at most 18 digits; describe a longer '
        "one, such as a code, as string."
    )
