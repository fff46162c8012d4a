"""datasets/ → problems: the form of every file, then every row against the one description.

SQL vouches for the rows that are surely valid; frictionless's own readers judge the others; keys
are compared in SQL. The verdict is frictionless's, with the stricter rules that are named here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

import duckdb

from pipeline.abreast import abreast
from pipeline.cast import cast
from pipeline.expect import count_expected
from pipeline.find import Finding, as_problem, in_order, of_error, own_findings
from pipeline.judge import canonical, refuse_bad_schemas, row_reader, whole_errors
from pipeline.literal import quoted
from pipeline.order import in_their_order
from pipeline.problem import Problem
from pipeline.project import Project, Resource
from pipeline.prove import Proof, key_column, prove
from pipeline.relate import clashes, key_fields
from pipeline.screen import count, problems_of_form, read_records
from pipeline.suggest import suggester
from pipeline.survey import Survey, in_file_order, insert, survey, take_in

MEMORY = "256MB"
BATCH = 20_000
LARGE = 16_000_000  # bytes: it keeps every core at work, and two at a time cost a third more CPU


@dataclass
class Reading:
    """What is known of one file while it is checked."""

    resource: Resource
    problems: list[Problem] = field(default_factory=list)  # of form: nothing more can be said
    findings: list[Finding] = field(default_factory=list)
    rows: int = 0
    has_one_line_each: bool = False
    table: str = ""  # the keys of its rows, if they could be read


def check(project: Project) -> list[Problem]:
    """Every problem in every file, in file and row order; an empty list means: publishable.

    Raises Refused (configuration) where the descriptor itself is not valid.
    """
    with duckdb.connect() as con:
        con.execute(f"set memory_limit = '{MEMORY}'; set enable_progress_bar = false")
        return told(project, verdict(con, project))


def check_and_keep(con: duckdb.DuckDBPyConnection, project: Project) -> list[Problem]:
    """The same, and the typed rows lie in raw.* now, in file order, for `load` to finish."""
    return told(project, verdict(con, project, keep=True))


def told(project: Project, readings: list[Reading]) -> list[Problem]:
    """All that was found, each at its place, with the nearest legal value where one is near."""
    suggest = suggester(project)
    return [suggest(p) for r in readings for p in [*r.problems, *_told(r), *_counted(r)]]


def verdict(con: duckdb.DuckDBPyConnection, project: Project, keep: bool = False) -> list[Reading]:
    """The findings of every file, in frictionless's order.

    Where they are to `keep`, the rows lie in the schema raw afterwards, which has to be there.
    """
    keys = [key_fields(project.resources, r) for r in project.resources]
    proofs = [
        [prove(f, r.missing_values, f["name"] in names) for f in r.fields]
        for r, names in zip(project.resources, keys, strict=True)
    ]
    if not all(proof.is_known for of_file in proofs for proof in of_file):
        refuse_bad_schemas(project)

    def read(con: duckdb.DuckDBPyConnection, at: int) -> Reading:
        return _read(con, project.resources[at], proofs[at], keys[at], keep)

    with in_file_order(con):
        readings = _by_size(con, read, project.resources)
    tables = {r.resource.name: r.table for r in readings if r.table}

    def relate(con: duckdb.DuckDBPyConnection, reading: Reading) -> None:
        found = list(clashes(con, project.resources, reading.resource, tables))
        reading.findings = in_their_order(reading.resource, reading.findings, found, tables)

    abreast(con, relate, [reading for reading in readings if reading.table])
    _judge_bad_headers(project, readings)
    return readings


def _by_size(
    con: duckdb.DuckDBPyConnection,
    read: Callable[[duckdb.DuckDBPyConnection, int], Reading],
    resources: list[Resource],
) -> list[Reading]:
    """Small files side by side, then the large ones, each alone; the answers in their order."""
    large = [at for at, r in enumerate(resources) if r.path.stat().st_size >= LARGE]
    small = [at for at in range(len(resources)) if at not in large]
    done = dict(zip(small, abreast(con, read, small), strict=True))
    done |= {at: read(con, at) for at in large}
    return [done[at] for at in range(len(resources))]


def _read(
    con: duckdb.DuckDBPyConnection,
    resource: Resource,
    proofs: list[Proof],
    keys: list[str],
    keep: bool,
) -> Reading:
    reading, facts = Reading(resource), count(resource)
    if facts and facts.header != ",".join(f["name"] for f in resource.fields):
        reading.problems = problems_of_form(resource)
        return reading
    kept = [cast(f, resource.missing_values) for f in resource.fields] if keep else []
    found = survey(con, resource, proofs, keys, facts, kept) if facts else None
    if found is None or not found.rows:
        reading.problems = problems_of_form(resource)
        if reading.problems:
            return reading
    _judge_rows(con, reading, keys, found)
    reading.has_one_line_each = bool(facts and not facts.line_ends)
    if keep and not found and not reading.findings:
        rows = (cells for _, cells in _all_rows(resource))
        take_in(con, resource, proofs, keys, kept, rows)
    return reading


def _all_rows(resource: Resource) -> Iterator[tuple[int, list[str]]]:
    """Every row of a file that DuckDB would not read, such as one with too few cells."""
    records, _ = read_records(resource.path.read_text("utf-8"))
    yield from enumerate(records[1:], 2)


def _judge_rows(
    con: duckdb.DuckDBPyConnection, reading: Reading, keys: list[str], found: Survey | None
) -> None:
    """Let frictionless judge the rows that SQL cannot vouch for, and take their keys from it."""
    names = [key_column(k) for k in keys]
    parts = []
    if found:
        reading.rows = found.rows
        vouched = ", ".join(["rowid + 2 as n", *names])
        parts = [f"select {vouched} from {found.table} where _cells is null"]
    if not found or found.suspects:
        judged = quoted(f"judged of {reading.resource.name}")
        columns = ", ".join(["n bigint", *(f"{name} varchar" for name in names)])
        con.execute(f"create or replace table {judged} ({columns})")
        rows = found.suspects.items() if found else _all_rows(reading.resource)
        for batch in _judged(reading, keys, rows):
            insert(con, judged, 1 + len(keys), batch)
        parts.append(f"select {', '.join(['n', *names])} from {judged}")
    reading.table = quoted(f"keys of {reading.resource.name}")
    con.execute(f"create or replace view {reading.table} as {' union all '.join(parts)}")


def _judged(
    reading: Reading, keys: list[str], rows: Iterable[tuple[int, list[str]]]
) -> Iterator[list[list[str | None]]]:
    """Add what is wrong in some rows to the findings; gives the number and the keys of each."""
    read, resource, iterator = row_reader(reading.resource), reading.resource, iter(rows)
    while batch := list(islice(iterator, BATCH)):
        values: list[list[str | None]] = []
        for n, cells in batch:
            row = read(n, cells)
            errors = [of_error(resource, e, i) for i, e in enumerate(row.errors)]
            reading.findings += errors or list(own_findings(resource, n, cells, row))
            values.append([str(n), *(canonical(row.get(k)) for k in keys)])
        reading.rows = max(reading.rows, batch[-1][0] - 1)
        yield values


def _judge_bad_headers(project: Project, readings: list[Reading]) -> None:
    """A file with other headings than described is frictionless's from the first byte on."""
    bad = [r for r in readings if not r.table and not r.problems]
    if bad:
        readable = [r.resource for r in readings if not r.problems]
        errors = whole_errors(project, readable)
        for reading in bad:
            found = errors.get(reading.resource.name, [])
            reading.findings = [of_error(reading.resource, e, i) for i, e in enumerate(found)]


def _counted(reading: Reading) -> Iterator[Problem]:
    """Whether a file that could be read has as many rows as it should."""
    if reading.table:
        resource = reading.resource
        yield from count_expected(resource.descriptor, resource.file, reading.rows)


def _told(reading: Reading) -> list[Problem]:
    """The findings of a file as problems at their lines."""
    if not reading.findings:
        return []
    text = "" if reading.has_one_line_each else reading.resource.path.read_text("utf-8")
    lines = read_records(text)[1] if text else []
    return in_order([as_problem(reading.resource, f, lines) for f in reading.findings])
