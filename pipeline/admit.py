"""The stages of an import, in order: read, take, translate, merge, try out, write."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pipeline.codelist import code_lists
from pipeline.delimited import read_text
from pipeline.intake import take
from pipeline.merge import Check, Merged, Row, merge, try_out, write
from pipeline.problem import DATA, Problem, Refused
from pipeline.project import Project
from pipeline.sheet import Admitted, Change, Value, is_blank, shown
from pipeline.spreadsheet import is_workbook, read_workbook
from pipeline.table import Table
from pipeline.translate import Unreadable, translator


@dataclass(frozen=True)
class Wish:
    """What the person has asked for."""

    dataset: str | None = None
    sheet: str | None = None
    replace: bool = False
    dry_run: bool = False


def admit(project: Project, path: Path, wish: Wish, check: Check) -> Admitted:
    """Put the rows of an office's file into a dataset of the project.

    `check` is the project's check. Raises Refused with every problem at its place in the file;
    then nothing has been written.
    """
    sheets = read_workbook(path) if is_workbook(path) else [read_text(path)]
    table = take(project, sheets, wish.dataset, wish.sheet)
    admitted = Admitted(table.resource.file, notes=[*table.sheet.notes, *table.notes])
    keyless = _columns_missing(table, table.resource.key)
    if keyless or not table.rows:
        raise Refused(table.problems + keyless, DATA)
    rows, problems = _translate(project, table, admitted)
    merged = merge(table.resource, rows, wish.replace)
    problems += table.problems + _problems_of_keys(table, merged, rows)
    if merged.added:  # a row that replaces another keeps what the sheet has no column for
        problems += _columns_missing(table, _required(table))
    found = try_out(project, merged, check)
    admitted.notes += [p for p in _moved(table, merged, found) if p.severity == "warning"]
    problems += _unknown(table, problems, _moved(table, merged, found))
    if problems:
        raise Refused(sorted(problems, key=lambda p: (not p.where, p.line, p.column)), DATA)
    if not wish.dry_run:
        write(merged)
    admitted.added, admitted.replaced = len(merged.added), len(merged.replaced)
    return admitted


def _required(table: Table) -> list[str]:
    key = table.resource.key
    fields = [f for f in table.resource.fields if f["name"] not in key]
    return [f["name"] for f in fields if f.get("constraints", {}).get("required")]


def _columns_missing(table: Table, names: list[str]) -> list[Problem]:
    titles = {f["name"]: f.get("title", f["name"]) for f in table.resource.fields}
    return [
        table.sheet.problem("heading-missing", table.heading, field=name, title=titles[name])
        for name in names
        if name not in table.columns
    ]


def _translate(
    project: Project, table: Table, admitted: Admitted
) -> tuple[list[Row], list[Problem]]:
    """The canonical rows; what has changed is listed in `admitted`."""
    sheet, lists = table.sheet, code_lists(project, table.resource)
    missing = table.resource.missing_values
    readers = {
        f["name"]: translator(f, missing, lists.get(f["name"]), table.columns[f["name"]].unit)
        for f in table.resource.fields
        if f["name"] in table.columns
    }
    problems: list[Problem] = []

    def cell(number: int, name: str) -> str:
        position = table.position(name)
        value = sheet.value(number, position)
        try:
            answer = readers[name](value)
        except Unreadable as found:
            values = {"field": name, **found.values}
            problems.append(sheet.problem(found.kind, number, position, **values))
            return shown(value)
        if _is_change(value, answer.text):
            change = Change(sheet.place(number, position), name, shown(value), *answer)
            admitted.changes.append(change)
        return answer.text

    return [{name: cell(number, name) for name in readers} for number in table.rows], problems


def _is_change(value: Value, text: str) -> bool:
    """Whether a person would say that the cell now reads differently; a real date does not."""
    return not is_blank(value) and not isinstance(value, (bool, date)) and shown(value) != text


def _problems_of_keys(table: Table, merged: Merged, rows: list[Row]) -> list[Problem]:
    """A key that the dataset has already, or that the sheet has twice."""
    key = table.resource.key

    def problem(kind: str, number: int, **values: object) -> Problem:
        said = {"field": key, "cell": [rows[number][name] for name in key]}
        column = table.position(key[0])
        return table.sheet.problem(kind, table.rows[number], column, **said, **values)

    existing = [problem("key-exists", number) for number in merged.existing]
    return existing + [
        problem("key-twice", number, other=table.sheet.place(table.rows[first]))
        for number, first in merged.twice.items()
    ]


def _moved(table: Table, merged: Merged, found: list[Problem]) -> list[Problem]:
    """The check's problems, those of new rows at their places in the sheet."""
    names = [f["name"] for f in table.resource.fields]
    moved = []
    for problem in found:
        number = merged.row_at(problem.line) if problem.file == table.resource.file else None
        if number is None:
            moved.append(problem)
            continue
        row = table.rows[number]
        column = table.position(names[problem.column - 1]) if problem.column else 1
        values = {**problem.values, "other": _other(table, merged, problem.values.get("other"))}
        where = table.sheet.place(row, column)
        moved.append(
            replace(
                problem, file=table.sheet.file, line=row, column=column, values=values, where=where
            )
        )
    return moved


def _other(table: Table, merged: Merged, line: object) -> object:
    """The row that a problem speaks of: by its number in the sheet, or its place in the dataset."""
    if not isinstance(line, int):
        return line
    number = merged.row_at(line)
    return f"{table.resource.file}:{line}" if number is None else table.rows[number]


def _unknown(table: Table, known: list[Problem], found: list[Problem]) -> list[Problem]:
    """The errors that do not come from a cell or a column whose problem is known already."""
    cells = {(p.line, p.column) for p in known}
    absent = {p.values["field"] for p in known if p.kind == "heading-missing"}
    return [
        p
        for p in found
        if p.severity == "error"
        and not (p.file == table.sheet.file and (p.line, p.column) in cells)
        and not (p.file == table.sheet.file and p.values.get("field") in absent)
    ]
