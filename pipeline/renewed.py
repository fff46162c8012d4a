"""Two versions of a table → the rows that only the later one has, at their lines."""

from __future__ import annotations


def new_rows(data: bytes, before: bytes) -> bytes:
    """A CSV file with empty lines for every row that stood in it before, under the same heading."""
    now, then = _rows(data), _rows(before)
    if now[:1] != then[:1]:
        return data
    known = {*then[1:]}
    kept = [row if row not in known else b"\n" * row.count(b"\n") for row in now[1:]]
    return b"\n".join([now[0], *kept])


def _rows(data: bytes) -> list[bytes]:
    """The rows of a CSV file: a line end between quotation marks parts none."""
    rows: list[bytes] = []
    is_open = False
    for line in data.split(b"\n"):
        if is_open:
            rows[-1] += b"\n" + line
        else:
            rows.append(line)
        is_open ^= line.count(b'"') % 2 == 1
    return rows
