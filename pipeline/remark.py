"""What is worth saying of the rows of a table: shifted, hidden, merged, without a heading."""

from __future__ import annotations

from pipeline.sheet import is_blank, letters
from pipeline.table import Table


def remark(table: Table) -> None:
    """Add to the notes and problems of a table whose rows are known."""
    _hidden(table)
    _without_heading(table)
    _merged(table)


def is_shifted(table: Table, row: int, last: int) -> bool:
    """Whether a row of a text file has too few or too many cells, so that none is sure to be its.

    A comma inside a text without quotation marks moves all that stand behind it.
    """
    found, expected = len(table.sheet.rows[row]), len(table.sheet.rows[table.heading])
    if table.sheet.name or found == expected or (found > expected >= last):
        return False
    values = {"found": found, "expected": expected}
    table.problems.append(table.sheet.problem("text-row-cells", row, **values))
    return True


def _hidden(table: Table) -> None:
    sheet = table.sheet
    hidden = [row for row in table.rows if row in sheet.hidden_rows]
    if hidden:
        table.notes.append(sheet.problem("note-hidden", hidden[0], rows=hidden))
    columns = [c.position for c in table.columns.values() if c.position in sheet.hidden_columns]
    if columns:
        named = [letters(column) for column in sorted(columns)]
        table.notes.append(
            sheet.problem("note-hidden-columns", table.heading, min(columns), columns=named)
        )


def _without_heading(table: Table) -> None:
    sheet, first = table.sheet, dict[int, int]()
    for row in table.rows:
        for column, value in enumerate(sheet.rows[row], 1):
            if column not in first and not is_blank(value):
                first[column] = row
    for column, row in sorted(first.items()):
        if is_blank(sheet.value(table.heading, column)):
            table.notes.append(sheet.problem("note-no-heading", row, column))


def _merged(table: Table) -> None:
    """A merged cell speaks for all its rows, but it cannot speak for several columns."""
    rows, columns = set(table.rows), {c.position for c in table.columns.values()}
    for top, left, bottom, right in table.sheet.merged:
        wide = len(columns & set(range(left, right + 1)))
        if wide and not rows.isdisjoint(range(top, bottom + 1)):
            area = f"{letters(left)}{top}:{letters(right)}{bottom}"
            kind = "note-merged" if wide == 1 else "cells-merged-across"
            said = table.notes if wide == 1 else table.problems
            said.append(table.sheet.problem(kind, top, left, area=area))
