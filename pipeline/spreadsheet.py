"""An Excel workbook that someone else has made → its sheets, without trusting it."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import Element, iterparse

from openpyxl import load_workbook
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from pipeline.problem import DATA, Problem, Refused
from pipeline.sheet import LARGEST_FILE, MOST_COLUMNS, MOST_ROWS, Broken, Sheet, Value

LARGEST_UNPACKED, MOST_PARTS = 300_000_000, 5_000
# What offices write unpacks to ten or thirty times its size; a bomb to a thousand times.
SMALL_PART, MOST_TIMES = 5_000_000, 100
MOST_COVERED = 1_000_000
OLE, ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# Numbers of built-in formats that are dates in a Chinese Excel, where openpyxl sees a number.
CHINESE_DATES = {*range(27, 37), *range(50, 59)}
# A formula that refers to an empty cell gives 0, which is shown as the first day of all; and Excel
# counts a 29 February 1900 that other programs do not know.
FIRST_DAYS = {CALENDAR_WINDOWS_1900: datetime(1900, 3, 1), CALENDAR_MAC_1904: datetime(1904, 1, 2)}
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
ZEROS = re.compile("0{2,}")


def is_workbook(path: Path) -> bool:
    """Whether the file is, or says that it is, a workbook of any kind rather than plain text."""
    with path.open("rb") as file:
        start = file.read(4)
    return start in (OLE, ZIP) or path.suffix.lower() in (".xlsx", ".xlsm", ".xls", ".et", ".ods")


def read_workbook(path: Path) -> list[Sheet]:
    """Every worksheet with its values; formulas give the value that Excel stored last.

    Raises Refused (data) for a file that is not such a workbook, is protected, or is too large.
    """
    _refuse_foreign(path)
    try:
        with warnings.catch_warnings(), zipfile.ZipFile(path) as archive:
            warnings.simplefilter("ignore")
            notes = _refuse_hostile(path, archive)
            sheets = list(_sheets(path, archive, notes))
    except Refused:
        raise
    except Exception as error:  # a damaged file can make the reader fail in any way
        raise _refused(path, "sheet-not-workbook", found=type(error).__name__) from None
    if not sheets:
        raise _refused(path, "sheet-not-workbook", found="0")
    return sheets


def _refused(path: Path, kind: str, where: str = "", **values: object) -> Refused:
    return Refused([Problem(path.name, kind, values, where=where)], DATA)


def _refuse_foreign(path: Path) -> None:
    if path.stat().st_size > LARGEST_FILE:
        raise _refused(path, "sheet-too-large", bytes=path.stat().st_size, limit=LARGEST_FILE)
    data = path.read_bytes()
    if data.startswith(OLE):
        raise _refused(path, "sheet-encrypted" if ENCRYPTED in data else "sheet-xls")
    if not data.startswith(ZIP):
        raise _refused(path, "sheet-not-workbook", found=path.suffix)


def _refuse_hostile(path: Path, archive: zipfile.ZipFile) -> tuple[Problem, ...]:
    """Look at the parts before anything unpacks them; say so if some lead to other files."""
    parts = archive.infolist()
    size = sum(part.file_size for part in parts)
    if size > LARGEST_UNPACKED or len(parts) > MOST_PARTS:
        raise _refused(path, "sheet-unpacked", bytes=size, limit=LARGEST_UNPACKED)
    for part in parts:
        times = part.file_size // max(part.compress_size, 1)
        if part.file_size > SMALL_PART and times > MOST_TIMES:
            raise _refused(path, "sheet-packed", times=times, limit=MOST_TIMES)
        with archive.open(part) as file:
            if b"<!DOCTYPE" in file.read(65536).replace(b"\0", b"").upper():
                raise _refused(path, "sheet-not-workbook", found="DOCTYPE")
    linked = any(part.filename.startswith("xl/externalLinks/") for part in parts)
    return (Problem(path.name, "note-links"),) if linked else ()


def _sheets(path: Path, archive: zipfile.ZipFile, notes: tuple[Problem, ...]) -> Iterator[Sheet]:
    book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    for sheet in book.worksheets:
        with archive.open(sheet._worksheet_path) as file:
            seen = _survey(path, sheet.title, file)
        sheet.reset_dimensions()
        cells = sheet.iter_rows(max_row=seen.rows, max_col=seen.columns) if seen.rows else ()
        rows = {
            number: [_value(cell, book.epoch) for cell in row]
            for number, row in enumerate(cells, 1)
            if row
        }
        for row, column in seen.uncomputed:
            rows[row][column - 1] = Broken("cell-formula")
        yield Sheet(
            path.name, sheet.title, rows, seen.covered, tuple(seen.merged),
            frozenset(seen.hidden), frozenset(seen.hidden_columns),
            sheet.sheet_state != "visible", notes,
        )  # fmt: skip


@dataclass
class _Survey:
    """What the reader of values does not tell: extent, merged cells, hidden rows, formulas."""

    rows: int = 0
    columns: int = 0
    hidden: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    uncomputed: set[tuple[int, int]] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    covered: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)


def _survey(path: Path, name: str, file: IO[bytes]) -> _Survey:
    """Walk through a sheet once; the extent counts cells with content, not what the file claims."""
    seen, row, column = _Survey(), 0, 0
    rows = this_row = None  # the elements that hold rows and cells; emptied as the walk goes on
    for event, element in iterparse(file, ("start", "end")):
        tag = _tag(element)
        if (event, tag) == ("start", "sheetData"):
            rows = element
        elif (event, tag) == ("start", "row"):
            row, column, this_row = int(element.get("r", row + 1)), 0, element
            if element.get("hidden") in ("1", "true"):
                seen.hidden.add(row)
        elif (event, tag) == ("end", "col") and element.get("hidden") in ("1", "true"):
            last = min(int(element.get("max", 0)), MOST_COLUMNS)
            seen.hidden_columns |= set(range(int(element.get("min", 1)), last + 1))
        elif (event, tag) == ("end", "c"):
            at = element.get("r")
            row, column = coordinate_to_tuple(at) if at else (row, column + 1)
            _note_cell(seen, element, row, column)
            if this_row is not None:
                this_row.clear()
            if seen.rows > MOST_ROWS or seen.columns > MOST_COLUMNS:
                raise _refused(path, "sheet-extent", name, rows=MOST_ROWS, columns=MOST_COLUMNS)
        elif (event, tag) == ("end", "row") and rows is not None:
            rows.clear()
        elif (event, tag) == ("end", "mergeCell"):
            left, top, right, bottom = range_boundaries(element.get("ref"))
            seen.merged.append((top, left, bottom, right))
    _cover(path, name, seen)
    return seen


def _note_cell(seen: _Survey, element: Element, row: int, column: int) -> None:
    parts = {_tag(part): part.text for part in element}
    if not parts:
        return
    seen.rows, seen.columns = max(seen.rows, row), max(seen.columns, column)
    if "f" in parts and not parts.get("v") and (element.get("t") != "str" or "v" not in parts):
        seen.uncomputed.add((row, column))


def _cover(path: Path, name: str, seen: _Survey) -> None:
    for top, left, bottom, right in seen.merged:
        rows = range(top, min(bottom, seen.rows) + 1)
        columns = range(left, min(right, seen.columns) + 1)
        if len(seen.covered) + len(rows) * len(columns) > MOST_COVERED:
            raise _refused(path, "sheet-extent", name, rows=MOST_ROWS, columns=MOST_COLUMNS)
        seen.covered.update({(r, c): (top, left) for r in rows for c in columns})


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _value(cell: Any, epoch: Any) -> Value:
    value = cell.value
    if value is None:
        return None
    if cell.data_type == "e":
        return Broken("cell-error-value", str(value))
    if isinstance(value, str):
        return ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
    if cell.data_type == "n" and not isinstance(value, bool):
        if cell.style_array.numFmtId in CHINESE_DATES:
            value = from_excel(value, epoch)
        if isinstance(value, int) and ZEROS.fullmatch(cell.number_format):
            return str(value).zfill(len(cell.number_format))
    if isinstance(value, datetime) and value < FIRST_DAYS[epoch]:
        return Broken("cell-no-day", value.date().isoformat())
    return value  # type: ignore[no-any-return]
