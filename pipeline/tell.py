"""Two folders of data → how their rows and columns differ, for whoever asks."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import NamedTuple

from pipeline.closed import connect
from pipeline.difference import (
    COLUMNS,
    Shape,
    changes_of_shape,
    compare,
    counts,
    ordered,
    side_of,
)

Difference = tuple[str | None, ...]  # as COLUMNS has it


class Told(NamedTuple):
    """The changes of shape, how many records of each dataset differ, and each difference."""

    shapes: list[Shape]
    counts: dict[str, dict[str, int]]
    differences: list[Difference]

    def table(self) -> str:
        """All differences as a CSV table, without a line break at its end."""
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([COLUMNS, *self.differences])
        return text.getvalue().rstrip("\n")


def tell(old: Path, new: Path) -> Told:
    """Compare two publications, releases or projects, also one of these with another.

    Raises Refused (configuration) where there is nothing that could be compared.
    """
    one, other = side_of(old), side_of(new)
    with connect() as con:
        compare(con, one, other)
        rows = con.execute(ordered()).fetchall()
        return Told(list(changes_of_shape(one, other)), counts(con), rows)
