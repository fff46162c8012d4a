"""One pass over a file: is every byte accounted for, and which rows need a closer look?"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import duckdb

from pipeline.literal import CSV, quoted, text
from pipeline.project import Resource
from pipeline.prove import Proof, key_column
from pipeline.screen import INK, Facts
from pipeline.shape import CELLS, TEXT

# A row is matched as one text, which costs far less than a match for each of its cells. What parts
# the cells occurs in no file that comes here, so nothing but the parting signs can match those.
PART = "\x1f"
BUFFER = 8_000_000  # bytes: a quarter of DuckDB's own, as less memory is to be cleared
NOTHING = PART * 2  # what stands for NULL while reading
TEXT_SHAPE = rf"[{INK}\n](?:[ \x{{3000}}]*[{INK}\n])*"
QUOTED = "','", "'\"'", "chr(10)"  # a cell that holds one of them is written in quotes
QUOTED_CELLS = r"""regexp_extract_all(_joined, '[,"\n][^\x1f]*')"""  # from the first of them on


@dataclass(frozen=True)
class Survey:
    """What one pass has found: how many rows, and the cells of each row that SQL cannot vouch for.

    `suspects` maps a row number (the header is 1) to its cells. `table` holds a row per row of the
    file, in file order: `_cells`, joined, if it is a suspect, `_ends` for the line ends in its
    cells, its key fields as canonical text, and, if they were asked for, its fields with their
    types: then it is the table in raw.*.
    """

    rows: int
    suspects: dict[int, list[str]]
    table: str


def survey(
    con: duckdb.DuckDBPyConnection,
    resource: Resource,
    proofs: list[Proof],
    key_fields: list[str],
    facts: Facts,
    kept: list[str] = [],  # noqa: B006 (never changed)
) -> Survey | None:
    """Read the file once with DuckDB; None where its bytes are not all accounted for.

    A strict reader still drops blank lines, trailing empty cells and needless quotes in silence.
    So the rows it gave are written again in thought: their canonical form must have exactly as
    many bytes, line ends and quotation marks as the file. `kept` are the expressions for the
    values of all fields, if those are wanted too. To be called `in_file_order`.
    """
    table = _kept(resource) if kept else quoted(f"survey of {resource.name}")
    query = _statement(resource, proofs, key_fields, facts.quotes > 0, reader(resource), kept)
    try:
        con.execute(f"create or replace table {table} as {query}", [os.fspath(resource.path)])
    except duckdb.Error:
        return None
    return _whole(con, resource, table, facts)


@contextlib.contextmanager
def in_file_order(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """While files are surveyed: look up a list of values without a join, which mixes the rows."""
    con.execute("set disabled_optimizers = 'in_clause'")
    try:
        yield
    finally:
        con.execute("reset disabled_optimizers")


def take_in(
    con: duckdb.DuckDBPyConnection,
    resource: Resource,
    proofs: list[Proof],
    key_fields: list[str],
    kept: list[str],
    rows: Iterable[list[str]],
) -> None:
    """Keep rows that were read without DuckDB, as `survey` would."""
    names = ", ".join(f"{quoted(f['name'])} varchar" for f in resource.fields)
    con.execute(f"create or replace temp table _taken ({names})")
    for row in rows:  # one by one: whatever DuckDB cannot read is large
        insert(con, "_taken", len(resource.fields), [row])
    query = _statement(resource, proofs, key_fields, True, "_taken", kept)
    con.execute(f"create or replace table {_kept(resource)} as {query}")
    con.execute("drop table _taken")


def insert(
    con: duckdb.DuckDBPyConnection, table: str, width: int, values: Sequence[Sequence[str | None]]
) -> None:
    """Many rows of text at once: a statement for each would take a hundred times as long."""
    cells = ", ".join(f"v[{i}]" for i in range(1, width + 1))
    con.execute(
        f"insert into {table} select {cells} from "
        "(select unnest(from_json(?, '[[\"varchar\"]]')) as v)",
        [json.dumps(values)],
    )


def _kept(resource: Resource) -> str:
    return f"raw.{quoted(resource.name)}"


def _statement(
    resource: Resource,
    proofs: list[Proof],
    key_fields: list[str],
    has_quotes: bool,
    source: str,
    kept: list[str],
) -> str:
    """One row per row of the file: its cells if they need a look, its size, its keys.

    No field has a name that begins with _, so a column of ours cannot be taken for one of its.
    """
    names = [f["name"] for f in resource.fields]
    columns = [quoted(name) for name in names]
    is_alone = len(columns) == 1
    rules = [rule for proof in proofs for rule in proof.rules]
    if not any(proof.is_required for proof in proofs):
        rules.append(f"not ({' and '.join(p.absent for p in proofs)})")  # a blank row is wrong
    select = [
        "case when not _certain then _joined end as _cells",
        "(strlen(_joined) + 1)::uinteger as _size",
        *(_quoting(is_alone) if has_quotes else ["0::uinteger as _ends"]),
        *(f"{proofs[names.index(k)].key} as {key_column(k)}" for k in key_fields),
        *(f"{value} as {c}" for c, value in zip(columns, kept, strict=False)),
    ]
    joined = f"select *, concat({', chr(31), '.join(columns)}) as _joined from {source}"
    certain = f"select *, {' and '.join([_is_match(proofs), *rules])} as _certain from ({joined})"
    return f"select {', '.join(select)} from ({certain})"


def _is_match(proofs: list[Proof]) -> str:
    """Whether the cells of a row have the shapes that are asked of them."""
    shape = r"\x1f".join(f"(?:{proof.shape})" for proof in proofs)
    return f"regexp_full_match(_joined, {text(shape.replace(TEXT, TEXT_SHAPE))})"


def reader(resource: Resource) -> str:
    """The call that reads a file of a resource, whose path is its one parameter."""
    shape = ", ".join(f"{quoted(f['name'])}: 'varchar'" for f in resource.fields)
    return (
        f"read_csv(?, {CSV}, auto_detect = false, columns = {{{shape}}}, "
        f"new_line = '\\n', nullstr = {text(NOTHING)}, "
        f"null_padding = false, strict_mode = true, buffer_size = {BUFFER})"
    )


def _quoting(is_alone: bool) -> list[str]:
    """SQL for what a row's canonical form quotes: how many cells, marks in them, line ends.

    The empty cell of a column that `is_alone` is quoted too: else its line would be blank.
    """
    has_any = " or ".join(f"contains(_joined, {sign})" for sign in QUOTED)
    marks, ends = (f"strlen(_joined) - strlen(replace(_joined, {sign}, ''))" for sign in QUOTED[1:])
    counts = {"_quoted": f"len({QUOTED_CELLS})", "_marks": marks, "_ends": ends}
    blank = {"_quoted": " + (_joined = '')::uinteger"} if is_alone else {}
    return [
        f"((case when {has_any} then {count} else 0 end){blank.get(name, '')})::uinteger as {name}"
        for name, count in counts.items()
    ]


def _whole(
    con: duckdb.DuckDBPyConnection, resource: Resource, table: str, facts: Facts
) -> Survey | None:
    """The survey, if the canonical form of its rows has the bytes of the file."""
    summed = ["_size", "_quoted", "_marks", "_ends"] if facts.quotes else ["_size"]
    asked = ["count(*)", "count(_cells)", *(f"sum({column})::bigint" for column in summed)]
    answer = con.execute(f"select {', '.join(asked)} from {table}").fetchone() or ()
    rows, suspects, size, *in_quotes = (n or 0 for n in answer)
    quoted_cells, marks, ends = in_quotes or (0, 0, 0)
    header = len(",".join(f["name"] for f in resource.fields)) + 1
    if not (
        facts.size == header + size + 2 * quoted_cells + marks
        and facts.line_ends == ends
        and facts.quotes == 2 * (quoted_cells + marks)
    ):
        return None
    cells = f"select rowid + 2, {CELLS} from {table} where _cells is not null"
    return Survey(rows, dict(con.execute(cells).fetchall()) if suspects else {}, table)
