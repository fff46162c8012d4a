"""datasets/ → problems: the form of every file, then every row against the one description.

SQL vouches for the rows that are surely valid; frictionless's own readers judge the others; keys
are compared in SQL. The verdict is frictionless's, with the stricter rules that are named here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import duckdb

from pipeline.find import Finding, as_problem, in_order, of_clash, of_error, own_findings
from pipeline.judge import (
    canonical,
    refuse_bad_schemas,
    row_reader,
    whole_errors,
)
from pipeline.literal import quoted
from pipeline.problem import Problem
from pipeline.project import Project, Resource
from pipeline.prove import key_column, prove
from pipeline.relate import clashes, key_fields
from pipeline.screen import Facts, count, header_line, problems_of_form, read_records
from pipeline.suggest import suggester
from pipeline.survey import Survey, survey

MEMORY = "256MB"
BATCH = 20_000


@dataclass
class Reading:
    """What is known of one file while it is checked."""

    resource: Resource
    facts: Facts | None = None
    problems: list[Problem] = field(default_factory=list)  # of form: nothing more can be said
    findings: list[Finding] = field(default_factory=list)
    rows: int = 0
    table: str = ""  # the keys of its rows, if they could be read


def check(project: Project) -> list[Problem]:
    """Every problem in every file, in file and row order; an empty list means: publishable.

    Raises Refused (configuration) where the descriptor itself is not valid.
    """
    suggest = suggester(project)
    return [
        suggest(problem)
        for reading in verdict(project)
        for problem in [*reading.problems, *_told(reading)]
    ]


def verdict(project: Project) -> list[Reading]:
    """The findings of every file, in frictionless's order within a row."""
    fields = [f for r in project.resources for f in r.fields]
    if not all(_is_known(f) for f in fields):
        refuse_bad_schemas(project)
    with duckdb.connect() as con:
        con.execute(f"set memory_limit = '{MEMORY}'; set enable_progress_bar = false")
        readings = [_read(con, project, resource) for resource in project.resources]
        tables = {r.resource.name: r.table for r in readings if r.table}
        for reading in readings:
            if reading.table:
                found = clashes(con, project.resources, reading.resource, tables)
                reading.findings += [of_clash(reading.resource, c) for c in found]
                reading.findings.sort(key=lambda f: (f.row, f.order))
    _judge_bad_headers(project, readings)
    return readings


def _is_known(described: dict[str, Any]) -> bool:
    """Whether SQL knows every word of a field's description, so that it is surely valid."""
    return prove(described, [""], False).is_known


def _read(con: duckdb.DuckDBPyConnection, project: Project, resource: Resource) -> Reading:
    reading = Reading(resource, count(resource))
    keys = key_fields(project.resources, resource)
    missing = resource.descriptor["schema"].get("missingValues", [""])
    proofs = [prove(f, missing, f["name"] in keys) for f in resource.fields]
    if reading.facts and header_line(resource) != ",".join(f["name"] for f in resource.fields):
        reading.problems = problems_of_form(resource)
        return reading
    found = survey(con, resource, proofs, keys, reading.facts) if reading.facts else None
    if found is None or not found.rows:
        reading.problems = problems_of_form(resource)
        if reading.problems:
            return reading
    rows = found.suspects.items() if found else _all_rows(resource)
    _judge_rows(con, reading, keys, rows, found)
    return reading


def _all_rows(resource: Resource) -> Iterator[tuple[int, list[str]]]:
    """Every row of a file that DuckDB would not read, such as one with too few cells."""
    records, _ = read_records(resource.path.read_text("utf-8"))
    yield from enumerate(records[1:], 2)


def _judge_rows(
    con: duckdb.DuckDBPyConnection,
    reading: Reading,
    keys: list[str],
    rows: Iterable[tuple[int, list[str]]],
    found: Survey | None,
) -> None:
    """Let frictionless judge the rows that SQL cannot vouch for, and take their keys from it."""
    resource = reading.resource
    judged = quoted(f"judged of {resource.name}")
    names = [key_column(k) for k in keys]
    con.execute(
        f"create or replace temp table {judged} "
        f"({', '.join(['n bigint', *(f'{k} varchar' for k in names)])})"
    )
    iterator = iter(rows)
    read = None
    while batch := list(islice(iterator, BATCH)):
        read = read or row_reader(resource)
        values = []
        for number, cells in batch:
            row = read(number, cells)
            errors = [of_error(resource, e, i) for i, e in enumerate(row.errors)]
            reading.findings += errors or list(own_findings(resource, number, cells, row))
            values.append([str(number), *(canonical(row.get(k)) for k in keys)])
            reading.rows += 1
        _insert(con, judged, 1 + len(keys), values)
    columns = ", ".join(["n", *names])
    vouched = ""
    if found:
        reading.rows = found.rows
        columns_of = ", ".join(["rowid + 2 as n", *names])
        vouched = f"select {columns_of} from {found.table} where cells is null union all "
    reading.table = quoted(f"keys of {resource.name}")
    con.execute(
        f"create or replace temp view {reading.table} as {vouched}select {columns} from {judged}"
    )


def _insert(
    con: duckdb.DuckDBPyConnection, table: str, width: int, values: list[list[str | None]]
) -> None:
    """Many rows of text at once: a statement for each would take a hundred times as long."""
    cells = ", ".join(f"v[{i}]" for i in range(1, width + 1))
    con.execute(
        f"insert into {table} select {cells} from "
        "(select unnest(from_json(?, '[[\"varchar\"]]')) as v)",
        [json.dumps(values)],
    )


def _judge_bad_headers(project: Project, readings: list[Reading]) -> None:
    """A file with other headings than described is frictionless's from the first byte on."""
    bad = [r for r in readings if not r.table and not r.problems]
    if bad:
        readable = [r.resource for r in readings if not r.problems]
        errors = whole_errors(project, readable)
        for reading in bad:
            found = errors.get(reading.resource.name, [])
            reading.findings = [of_error(reading.resource, e, i) for i, e in enumerate(found)]


def _told(reading: Reading) -> list[Problem]:
    """The findings of a file as problems at their lines."""
    if not reading.findings:
        return []
    has_one_line_each = reading.facts and reading.facts.line_ends == reading.rows + 1
    lines = [] if has_one_line_each else read_records(reading.resource.path.read_text("utf-8"))[1]
    return in_order([as_problem(reading.resource, f, lines) for f in reading.findings])
