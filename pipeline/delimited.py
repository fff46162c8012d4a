"""A text file with separated values, as Excel and other programs save it → one sheet."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from pipeline.problem import DATA, Problem, Refused
from pipeline.sheet import LARGEST_FILE, MOST_COLUMNS, MOST_ROWS, Sheet, Value

MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
SAMPLE = 50
SAID = re.compile(
    r'"?sep=([^\s"])"?[,;\t|]*\r?\n', re.IGNORECASE
)  # a first line that Excel understands


def read_text(path: Path) -> Sheet:
    """The records by the line on which each starts; the encoding and the separator are found out.

    Raises Refused (data) for text in no known encoding, quotes that do not fit, or too much of it.
    """
    if path.stat().st_size > LARGEST_FILE:
        values = {"bytes": path.stat().st_size, "limit": LARGEST_FILE}
        raise Refused([Problem(path.name, "sheet-too-large", values)], DATA)
    text, encoding = _decoded(path)
    rows: dict[int, list[Value]] = {}
    said = SAID.match(text)
    separator = said[1] if said else _separator(text)
    for line, record in _records(path, text, separator):
        if said and line == 1:
            continue
        if len(rows) >= MOST_ROWS or len(record) > MOST_COLUMNS:
            values = {"rows": MOST_ROWS, "columns": MOST_COLUMNS}
            raise Refused([Problem(path.name, "sheet-extent", values, line)], DATA)
        rows[line] = list(record)
    utf8 = encoding.startswith("utf-8")
    notes = () if utf8 else (Problem(path.name, "note-encoding", {"found": encoding.upper()}),)
    return Sheet(path.name, "", rows, notes=notes)


def _decoded(path: Path) -> tuple[str, str]:
    """The text and its encoding: a mark decides; else UTF-8 if it is that; else GB 18030."""
    data = path.read_bytes()
    marked = next((name for mark, name in MARKS.items() if data.startswith(mark)), None)
    for encoding in [marked] if marked else ["utf-8", "gb18030"]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, encoding
    raise Refused([Problem(path.name, "text-encoding")], DATA)


def _separator(text: str) -> str:
    """Of comma, semicolon and tab, the one by which most lines have the most columns alike."""

    def columns(separator: str) -> int:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        try:
            widths = Counter(len(record) for record in islice(reader, SAMPLE) if len(record) > 1)
        except csv.Error:
            return 0
        return max((width * times for width, times in widths.items()), default=0)

    return max(",;\t", key=columns)


def _records(path: Path, text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            problem = Problem(path.name, "form-quotes", {"found": error}, line)
            raise Refused([problem], DATA) from None
        if record:
            yield line, record
