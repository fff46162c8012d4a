"""The form of a file: plain UTF-8 in one canonical CSV form, so that no two readers can differ."""

from __future__ import annotations

import csv
import io
import itertools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.expect import may_be_empty
from pipeline.problem import Problem
from pipeline.project import Resource
from pipeline.quote import Quoting

LARGEST_FILE = 2_000_000_000
CHUNK = 1 << 18  # it stays in the cache of a core
BOM = b"\xef\xbb\xbf"
HIDDEN = (b"\r", b"\x1f")  # the fast reader takes these for the end of a line, or of a cell
SPACES = " \u3000"
BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and a pattern that show nothing
LOST = "\ufffd"  # what a conversion writes for a character that it could not read
# Characters that are seen, and that canonical composition (NFC) never changes, whatever stands
# beside them: a class for DuckDB's regular expressions. Others are not wrong, but looked at.
INK = (
    r"\x{21}-\x{7e}\x{a1}-\x{ac}\x{ae}-\x{24f}\x{400}-\x{482}\x{488}-\x{52f}"
    r"\x{2010}-\x{2027}\x{2030}-\x{205e}\x{20a0}-\x{20bf}\x{2100}-\x{2125}"
    r"\x{2127}-\x{2129}\x{212c}-\x{2149}\x{2150}-\x{218b}\x{2190}-\x{2328}"
    r"\x{232b}-\x{23ff}\x{2460}-\x{27bf}\x{3001}-\x{3029}\x{3030}-\x{303f}"
    r"\x{3041}-\x{3096}\x{309b}-\x{30ff}\x{3105}-\x{312f}\x{3200}-\x{321e}"
    r"\x{3220}-\x{9fff}\x{ac00}-\x{d7a3}\x{ff01}-\x{ff9f}\x{ffa1}-\x{ffbe}\x{ffc2}-\x{ffc7}"
    r"\x{ffca}-\x{ffcf}\x{ffd2}-\x{ffd7}\x{ffda}-\x{ffdc}\x{ffe0}-\x{ffe6}"
    r"\x{ffe8}-\x{ffee}"
)
NAMED = 1000


@dataclass(frozen=True)
class Facts:
    """What is counted in the bytes of a file; a parse that kept every byte must agree with it.

    The `line_ends` are those in cells, which only `quotes` allow.
    """

    header: str
    size: int
    line_ends: int
    quotes: int


def count(resource: Resource) -> Facts | None:
    """The facts of a file, or None where its bytes alone show that it is not in canonical form."""
    size, header, last, quoting = 0, b"", b"", Quoting()
    for chunk in _chunks(resource.path):
        if any(byte in chunk for byte in HIDDEN) or (not size and chunk.startswith(BOM)):
            return None
        if not quoting.goes_on_in(chunk):
            return None
        header = header if size else chunk.partition(b"\n")[0]
        size += len(chunk)
        last = chunk
    if quoting.is_open or not last.endswith(b"\n") or size > LARGEST_FILE:
        return None
    return Facts(header.decode("utf-8", "replace"), size, quoting.line_ends, quoting.marks)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb", buffering=0) as file:
        while chunk := file.read(CHUNK):
            yield chunk


def header_line(resource: Resource) -> str:
    """The first line of a file."""
    with resource.path.open("rb") as file:
        return file.readline().decode("utf-8", "replace").rstrip("\n")


def problems_of_form(resource: Resource) -> list[Problem]:
    """Why a file is not in canonical form, with the line of each reason; slow and exact."""
    size = resource.path.stat().st_size
    if size > LARGEST_FILE:
        return [Problem(resource.file, "form-too-large", {"bytes": size})]
    data = resource.path.read_bytes()
    if problem := _problem_of_bytes(resource.file, data):
        return [problem]
    text = data.decode("utf-8")
    if not text.endswith("\n"):
        return [Problem(resource.file, "form-last-line", {}, text.count("\n") + 1)]
    try:
        records, starts = read_records(text)
    except csv.Error as error:
        line = int(str(error.__notes__[0]))
        return [Problem(resource.file, "form-quotes", {"found": error}, line)]
    return list(_problems_of_records(resource, text, records, starts))


def is_calm(text: str) -> bool:
    """Whether a text is a cell in canonical form, written without quotes."""
    return not re.search('[,"\n]', text) and not any(problems_of_cell(text))


def problems_of_cell(cell: str) -> Iterator[tuple[str, str]]:
    """(kind, what was found) for every reason why a cell's text is not in canonical form."""
    if hidden := hidden_character(cell.replace("\n", "")):
        yield "form-character", hidden
    if LOST in cell:
        yield "form-lost-character", "U+FFFD"
    if cell.strip(SPACES) != cell:
        yield "form-edge-space", cell
    if not unicodedata.is_normalized("NFC", cell):
        yield "form-not-composed", unicodedata.normalize("NFC", cell)


def hidden_character(text: str) -> str:
    """The first character that cannot be seen, as `U+200B`, or nothing."""
    if text.isprintable() and BLANK.isdisjoint(text):
        return ""
    hidden = (c for c in text if c in BLANK or not (c.isprintable() or c == "\u3000"))
    return next((f"U+{ord(c):04X}" for c in hidden), "")


def _problem_of_bytes(file: str, data: bytes) -> Problem | None:
    """The first thing that makes the bytes not plain UTF-8 text with LF line ends."""

    def at(kind: str, offset: int, **values: object) -> Problem:
        return Problem(file, kind, values, data.count(b"\n", 0, offset) + 1)

    if not data:
        return Problem(file, "form-empty")
    if data.startswith(BOM):
        return at("form-bom", 0)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return at("form-encoding", error.start, found=f"0x{data[error.start]:02X}")
    if b"\r" in data:
        return at("form-line-ends", data.index(b"\r"))
    return None


def read_records(text: str) -> tuple[list[list[str]], list[int]]:
    """All records, and the line on which each starts; csv.Error carries the line as its note."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    records: list[list[str]] = []
    starts: list[int] = []
    while True:
        start = reader.line_num + 1
        try:
            record = next(reader)
        except StopIteration:
            return records, starts
        except csv.Error as error:
            error.add_note(str(start))
            raise
        records.append(record)
        starts.append(start)


def write_records(records: list[list[str]]) -> str:
    """Records in canonical form."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(records)
    return out.getvalue()


def _problems_of_records(
    resource: Resource, text: str, records: list[list[str]], starts: list[int]
) -> Iterator[Problem]:
    blank = [at for record, at in zip(records, starts, strict=True) if not record]
    yield from (Problem(resource.file, "form-blank-line", {}, at) for at in blank[:NAMED])
    if blank:
        return
    if len(records) == 1 and not may_be_empty(resource.descriptor):
        yield Problem(resource.file, "form-no-rows", {}, 1)
        return
    for record, at in zip(records, starts, strict=True):
        for column, cell in enumerate(record, 1):
            for kind, found in problems_of_cell(cell):
                yield Problem(resource.file, kind, {"found": found}, at, column)
    canonical = write_records(records)
    if canonical != text:
        pairs = itertools.zip_longest(text.split("\n"), canonical.split("\n"), fillvalue="")
        at, wants = next((n, wants) for n, (had, wants) in enumerate(pairs, 1) if had != wants)
        yield Problem(resource.file, "form-not-canonical", {"wants": wants}, at)
