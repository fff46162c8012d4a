"""Rows as the bytes of a CSV file: those that Python's own writer would give, made by DuckDB."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.closed import connect
from pipeline.put import put_csv

CELLS = st.none() | st.text("ab，'\",;\r\n\\ é曝\u2028\U0001f6a8", max_size=6)
TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=5)
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("put") / "rows.csv"


def put(rows: list[list[str | None]], path: Path) -> bytes:
    width = len(rows[0]) if rows else 1
    with connect() as con:
        columns = ", ".join(f'"column {n}, ""so""" varchar' for n in range(width))
        con.execute(f"create table given ({columns})")
        for row in rows:
            con.execute(f"insert into given values ({', '.join('?' * width)})", row)
        put_csv(con, "from given", path)
    return path.read_bytes()


@given(TABLES)
def test_any_texts_are_written_as_the_csv_writer_of_python_writes_them(path, rows):
    width = len(rows[0]) if rows else 1
    wanted = io.StringIO()
    writer = csv.writer(wanted, lineterminator="\r\n")  # it then puts a \r between quotation marks
    writer.writerows([[f'column {n}, "so"' for n in range(width)], *rows])
    assert _lines(put(rows, path).decode()) == _lines(wanted.getvalue())


@given(TABLES)
def test_any_texts_are_read_again(path, rows):
    put(rows, path)
    with path.open(encoding="utf-8", newline="") as file:
        _, *read = csv.reader(file)
    assert read == [[cell or "" for cell in row] for row in rows]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        (
            "select 1 as a, null as b, true as c, date '2026-11-23' as d",
            "a,b,c,d\n1,,true,2026-11-23\n",
        ),
        ("select 12.50::decimal(9, 2) as a, ['x', 'y'] as b", 'a,b\n12.50,"[x, y]"\n'),
        ("select null as a union all select 'x'", 'a\n""\nx\n'),
        ('select \'a\' as "say ""so""" limit 0', '"say ""so"""\n'),
    ],
)
def test_a_cell_is_what_duckdb_makes_of_it_as_a_text(query, wanted, path):
    with connect() as con:
        put_csv(con, query, path)
    assert path.read_text("utf-8") == wanted


def _lines(text: str) -> str:
    """Whatever a line ends with outside of quotation marks."""
    parts = text.split('"')
    return '"'.join(p if at % 2 else p.replace("\r\n", "\n") for at, p in enumerate(parts))
