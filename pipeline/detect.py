"""Rows → every rule that they break, whether or not an allowance lets it stand."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Set
from functools import partial
from types import MappingProxyType
from typing import Any

import duckdb

from pipeline import cells
from pipeline.abreast import abreast
from pipeline.doubt import Cell, Finding
from pipeline.hands import by_all_hands
from pipeline.literal import quoted
from pipeline.persons import introduced
from pipeline.privacy import Known, Match, digest, judge, likely
from pipeline.project import Project, Resource
from pipeline.publisher import known_of

FEW, MANY = 1_000, 10_000
# Fewer are judged before a second process has started.
BATCH_TEXTS, FEW_BATCHES = 1_000, 5


def doubtful_cells(
    con: duckdb.DuckDBPyConnection,
    project: Project,
    settled: Mapping[str, Set[str]] = MappingProxyType({}),
) -> Iterator[Cell]:
    """The cells of raw.* that need a closer look: each value is looked at only once.

    Of the fields that are `settled`, the values in the table of that name in settled.* need none.
    """

    def of_resource(con: duckdb.DuckDBPyConnection, resource: Resource) -> list[Cell]:
        values = _values(con, resource, settled.get(resource.name, set()))
        pairs = zip(resource.fields, values, strict=True)
        return [c for f, found in pairs for c in _in_field(con, resource, f, found)]

    for found in abreast(con, of_resource, project.resources):
        yield from found


def find_in_rows(project: Project, cells: Iterable[Cell]) -> Iterator[Finding]:
    """Every rule that a cell breaks. The title of its column counts as the word before it."""
    known, at = known_of(project), {r.name: r for r in project.resources}
    fields = {(r.name, f["name"]): f for r in project.resources for f in r.fields}
    before = {name: introduced(field) for name, field in fields.items()}
    places: dict[str, list[Cell]] = {}
    for cell in cells:
        name = cell.resource, cell.field
        field = fields.get(name, {"name": cell.field, "type": "any"})
        places.setdefault(before.get(name, "") + cell.value, []).append(cell)
        for match in _of_cell(at[cell.resource], field, cell.value):
            yield _in_row(at[cell.resource], cell, match)
    texts = iter(places)
    batches = iter(lambda: list(itertools.islice(texts, BATCH_TEXTS)), [])
    for found in by_all_hands(partial(_in_values, known), batches, FEW_BATCHES):
        for text, match in found:
            for cell in places[text]:
                yield _in_row(at[cell.resource], cell, match)


def _in_values(known: Known, texts: list[str]) -> list[tuple[str, Match]]:
    return [(texts[at], match) for at, text in likely(texts) for match in judge(text, known)]


def _values(
    con: duckdb.DuckDBPyConnection, resource: Resource, settled: Set[str]
) -> Iterator[list[str]]:
    """The different values of each column: of a small table all at once, as each query costs."""
    table, before = _table(resource), f"settled.{quoted(resource.name)}"
    rows = (con.execute(f"select count(*) from {table}").fetchone() or (0,))[0]
    names = [quoted(f["name"]) for f in resource.fields]
    if rows <= (FEW if settled else MANY):
        lists = ", ".join(f"list({name}::varchar)" for name in names)
        found = con.execute(f"select {lists} from {table}").fetchone() or ()
        yield from ([*{*(values or ())} - {None}] for values in found)
        return
    for field, name in zip(resource.fields, names, strict=True):
        query = f"select distinct {name}::varchar from {table} where {name} is not null"
        if field["name"] in settled:
            query += f" except select {name} from {before}"
        yield [value for (value,) in con.execute(query).fetchall()]


def _in_field(
    con: duckdb.DuckDBPyConnection,
    resource: Resource,
    field: dict[str, Any],
    values: list[str],
) -> Iterator[Cell]:
    table, name = _table(resource), quoted(field["name"])
    doubtful = _doubtful(resource, field, values)
    for start in range(0, len(doubtful), MANY):
        rows = con.execute(
            f"select _line, {name}::varchar, {_record(resource)} from {table} "
            f"where {name}::varchar in (select unnest(?::varchar[])) order by _line",
            [doubtful[start : start + MANY]],
        ).fetchall()
        yield from (Cell(resource.name, at, field["name"], v, key) for at, v, key in rows)


def _doubtful(resource: Resource, field: dict[str, Any], values: list[str]) -> list[str]:
    title = introduced(field)
    doubtful = {values[at] for at, _ in likely(title + value for value in values)}
    for start in range(0, len(values), MANY):
        part = cells.suspects(values[start : start + MANY])
        doubtful |= {value for value in part if any(_of_cell(resource, field, value))}
    return sorted(doubtful)


def _of_cell(resource: Resource, field: dict[str, Any], value: str) -> Iterator[Match]:
    """What a cell is as a whole, whatever stands in it."""
    if cells.holds_text(field) and cells.is_formula(value):
        yield Match("formula", value)
    if cells.is_disguised(value):
        yield Match("look-alike", value)
    if value and cells.is_nothing(value) and cells.is_prose(field) and not _is_key(resource, field):
        yield Match("placeholder", value)


def _is_key(resource: Resource, field: dict[str, Any]) -> bool:
    return field["name"] in resource.key or field["name"] in resource.referring


def _in_row(resource: Resource, cell: Cell, match: Match) -> Finding:
    where = resource.file, cell.line, resource.column_of(cell.field)
    return Finding(match.rule, digest(match), *where, cell.field, cell.resource, cell.record)


def _table(resource: Resource) -> str:
    return f"raw.{quoted(resource.name)}"


def _record(resource: Resource) -> str:
    """The primary key of a row as SQL writes it, or an empty text where there is none."""
    names = ", ".join(map(quoted, resource.key))
    return f"concat_ws('|', {names})" if names else "''"
