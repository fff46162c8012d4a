"""What a workbook holds as it is, what as text, and which tables have none."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal

import duckdb
from openpyxl import load_workbook
from site_fixture import read_rows

from pipeline.audit import audit
from pipeline.workbook import write_workbook


def test_a_table_with_too_many_cells_is_no_workbook(birds, run, monkeypatch):
    """The table of birds has two rows of three cells; what lists its files lists no other."""
    kinds = ["csv", "json", "ndjson", "parquet"]
    for most, wanted in {6: [*kinds, "xlsx"], 5: kinds}.items():
        monkeypatch.setattr("pipeline.export.LARGEST_SHEET_CELLS", most)
        assert run("build", "--out", birds / str(most)).code == 0
        data = birds / str(most) / "data"
        assert sorted(path.suffix[1:] for path in data.glob("birds_by_site.*")) == wanted
        described = json.loads((data / "datapackage.json").read_bytes())["resources"]
        found = next(r for r in described if r["name"] == "birds_by_site")
        files = [found, *found["alternatives"]]
        assert [file["path"].rpartition(".")[2] for file in files] == wanted


def test_a_text_longer_than_a_sheet_can_hold_is_whole_in_all_other_files(birds, run):
    """Excel ends at 32,767 characters of a cell, and Python's reader would at 131,072."""
    long = "Standing in the reeds. " * 8_000 + "Gone."
    with (birds / "datasets/counts.csv").open("a", encoding="utf-8") as file:
        file.write(f"9,reeds,2026-03-01,Teal,2,{long}\n")
    for command in (["fmt", "--check"], ["check"], ["build"]):
        answer = run(*command)
        assert (answer.code, answer.err) == (0, ""), command
    assert audit(birds / "site").problems == []
    data = birds / "site/data"
    assert not (data / "counts.xlsx").exists() and (data / "sites.xlsx").exists()
    asked = "select remark from %s where count_id = 9"
    with duckdb.connect() as con, closing(sqlite3.connect(data / "all.sqlite")) as lite:
        texts = [
            read_rows(data / "counts.csv")[-1]["remark"],
            json.loads((data / "counts.json").read_bytes())[-1]["remark"],
            con.execute(asked % f"'{data}/counts.parquet'").fetchone()[0],
            lite.execute(asked % "counts").fetchone()[0],
        ]
    assert texts == [long] * 4


def test_what_excel_cannot_hold_as_it_is_stands_in_a_workbook_as_text(tmp_path):
    cells = [
        999_999_999_999_999, 1_000_000_000_000_001, Decimal("12.50"), Decimal("0.1234567890123456"),
        date(1899, 12, 31), date(1900, 3, 1), 1 / 3, float("inf"), True,
    ]  # fmt: skip
    names = [f"c{at}" for at, _ in enumerate(cells)]
    empty = {"zh": ""}
    column = {"type": "any", "title": empty, "description": empty, "unit": empty}
    described = {"title": empty, "columns": [column | {"name": name} for name in names]}
    write_workbook(tmp_path / "cells.xlsx", [cells], described, [], date(2026, 3, 9))
    (row,) = load_workbook(tmp_path / "cells.xlsx")["data"].iter_rows(min_row=2)
    assert [(cell.value, cell.data_type) for cell in row] == [
        (999_999_999_999_999, "n"), ("1000000000000001", "s"), (12.5, "n"),
        ("0.1234567890123456", "s"), ("1899-12-31", "s"), (datetime(1900, 3, 1), "d"),
        (0.3333333333333333, "n"), ("inf", "s"), (True, "b"),
    ]  # fmt: skip
