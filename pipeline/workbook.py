"""Excel workbooks: what the rows are, the rows (text stays text), what each column means."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Context, Decimal
from math import isfinite
from pathlib import Path
from typing import Any

import xlsxwriter

from pipeline.closed import disk
from pipeline.hands import by_all_hands
from pipeline.literal import text

FEW_ROWS = 20_000  # are in a workbook sooner than another process is there
AT_ONCE = 1_000
# What Excel cannot hold is written as text: it has no earlier day, and keeps no more digits.
FIRST_YEAR, MOST_DIGITS = 1900, 15
EXACT = Context(prec=60)
OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}


@dataclass(frozen=True)
class Book:
    """A workbook to write, of the rows in the Parquet file beside it."""

    path: Path
    described: dict[str, Any]
    cover: list[str]
    created: date


def write_books(books: Sequence[Book]) -> None:
    """Write workbooks, the long ones in processes of their own: what they hold goes with them."""
    long = [book for book in books if book.described["row_count"] > FEW_ROWS]
    short = [book for book in books if book.described["row_count"] <= FEW_ROWS]
    for _ in itertools.chain(by_all_hands(_write_book, long, few=0), map(_write_book, short)):
        pass


def _write_book(book: Book) -> None:
    write_workbook(book.path, _rows(book.path), book.described, book.cover, book.created)


def _rows(path: Path) -> Iterator[tuple[Any, ...]]:
    found = disk().execute(f"from {text(str(path.with_suffix('.parquet')))}")
    while rows := found.fetchmany(AT_ONCE):
        yield from rows


def write_workbook(
    path: Path,
    rows: Iterable[Sequence[Any]],
    described: dict[str, Any],
    cover: list[str],
    created: date,
) -> None:
    """Write rows and their description; the same arguments give the same bytes."""
    with xlsxwriter.Workbook(str(path), OPTIONS) as book:
        book.set_properties({"created": datetime(created.year, created.month, created.day)})
        strong = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        about, data, columns = (book.add_worksheet(n) for n in ("about", "data", "columns"))
        told = ("title", "about", "caveats")
        lines = [*cover, *(line for name in told for line in described.get(name, {}).values())]
        _write_lines(about, lines, wrapped)
        _write_rows(data, rows, [c["name"] for c in described["columns"]], strong)
        _write_columns(columns, described, strong, wrapped)


def _write_lines(sheet: Any, lines: list[str], wrapped: Any) -> None:
    sheet.set_column(0, 0, 100, wrapped)
    for number, line in enumerate(lines):
        sheet.write_string(number, 0, line, wrapped)


def _write_rows(sheet: Any, rows: Iterable[Sequence[Any]], names: list[str], strong: Any) -> None:
    for column, name in enumerate(names):
        sheet.write_string(0, column, name, strong)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(names) - 1, 18)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            _write_cell(sheet, number, column, value)


def _write_cell(sheet: Any, row: int, column: int, value: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, (date, datetime)) and value.year >= FIRST_YEAR:
        sheet.write_datetime(row, column, value)
    elif isinstance(value, (int, Decimal, float)) and _is_exact(value):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, str(value))


def _is_exact(value: int | Decimal | float) -> bool:
    """Whether Excel keeps a number as it is; one of 64 bits is not exact to begin with."""
    if isinstance(value, float):
        return isfinite(value)
    if isinstance(value, int):
        return len(str(abs(value))) <= MOST_DIGITS
    return len(value.normalize(EXACT).as_tuple().digits) <= MOST_DIGITS


def _write_columns(sheet: Any, described: dict[str, Any], strong: Any, wrapped: Any) -> None:
    keys = list(described["title"])
    heads = ["name", "type"] + [
        f"{what}_{k}" for k in keys for what in ("title", "description", "unit")
    ]
    sheet.set_column(0, len(heads) - 1, 28, wrapped)
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, strong)
    for number, c in enumerate(described["columns"], 1):
        cells = [c["name"], c["type"]]
        cells += [c[what][k] or "" for k in keys for what in ("title", "description", "unit")]
        for column, cell in enumerate(cells):
            sheet.write_string(number, column, cell)
