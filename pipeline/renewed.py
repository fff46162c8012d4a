"""A CSV file → pieces of it, each under the heading and at its lines; of a later version, the new.

A table of any length is judged in little memory, and by several processes at the same time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

PIECE = 1_000_000  # bytes


class Piece(NamedTuple):
    """A part of a table, and how many lines were left out between its heading and its rows."""

    data: bytes
    above: int = 0


class Renewed(NamedTuple):
    """A table of which only the rows that are not in the version before are of interest."""

    path: Path
    before: Path


def pieces(path: Path, before: Path | None = None) -> Iterator[Piece]:
    """The rows of a table, so many at a time, after its heading; there is one piece at least.

    In the place of a row that stood in the table `before` under the same heading stand empty lines.
    """
    with path.open("rb") as file:
        rows = _rows(file)
        heading = next(rows, b"")
        known = _known(before, heading) if before else set()
        above, lines, held, size = 0, 0, [heading], 0
        for row in rows:
            is_known = bool(known) and _mark(row) in known
            lines += (here := row.count(b"\n"))
            held.append(b"\n" * here if is_known else row)
            size += 0 if is_known else len(row)
            if size >= PIECE:
                yield Piece(b"".join(held), above)
                above, held, size = lines, [heading], 0
        if size or not above:
            yield Piece(b"".join(held), above)


def _known(before: Path, heading: bytes) -> set[bytes]:
    """Marks of the rows that stood under the same heading: none under another."""
    with before.open("rb") as file:
        rows = _rows(file)
        return {_mark(row) for row in rows} if next(rows, b"") == heading else set()


def _mark(row: bytes) -> bytes:
    return hashlib.sha256(row.rstrip(b"\n")).digest()[:16]


def _rows(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The rows of a CSV file: a line end between quotation marks parts none."""
    held: list[bytes] = []
    is_open = False
    for line in lines:
        held.append(line)
        is_open ^= line.count(b'"') % 2 == 1
        if not is_open:
            yield b"".join(held)
            held = []
    if held:
        yield b"".join(held)
