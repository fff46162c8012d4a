"""One pass over a file: is every byte accounted for, and which rows need a closer look?"""

from __future__ import annotations

import os
from dataclasses import dataclass

import duckdb

from pipeline.literal import quoted, text
from pipeline.project import Resource
from pipeline.prove import Proof, key_column
from pipeline.screen import PLAIN, Facts

# No field has a name that begins with _, so a column of ours cannot be taken for one of its.
NOTHING = "\x01"  # what stands for NULL while reading; no file with it comes here
# The free cells of a row are matched as one text, which costs less than one match each. What
# parts them occurs in no file that comes here.
_PARTED = ", chr(31), "
_LOOK = text(f"\\x1f[ \\x{{3000}}]|[ \\x{{3000}}]\\x1f|[^\\n\\x1f{PLAIN}]")


@dataclass(frozen=True)
class Survey:
    """What one pass has found: how many rows, and the cells of each row that SQL cannot vouch for.

    `suspects` maps a row number (the header is 1) to its cells. `table` holds a row per row of the
    file: its number `n`, its key fields as canonical text, and `is_suspect`.
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
) -> Survey | None:
    """Read the file once with DuckDB; None where its bytes are not all accounted for.

    A strict reader still drops blank lines, trailing empty cells and needless quotes in silence.
    So the rows it gave are written again in thought: their canonical form must have exactly as
    many bytes, line ends and quotation marks as the file.
    """
    table = quoted(f"survey of {resource.name}")
    con.execute(f"drop table if exists {table}")
    try:
        con.execute(
            f"create temp table {table} as {_statement(resource, proofs, key_fields, facts)}",
            [os.fspath(resource.path)],
        )
    except duckdb.Error:
        return None
    if not _is_whole(con, resource, table, facts):
        return None
    (rows,) = _first(con, f"select count(*) from {table}")
    found = con.execute(f"select rowid + 2, cells from {table} where cells is not null").fetchall()
    return Survey(rows, dict(found), table)


def _statement(resource: Resource, proofs: list[Proof], key_fields: list[str], facts: Facts) -> str:
    """One row per row of the file: its cells if they need a look, its size, its keys."""
    names = [f["name"] for f in resource.fields]
    columns = [quoted(name) for name in names]
    free = [c for c, proof in zip(columns, proofs, strict=True) if not proof.plain]
    joined = f"concat(chr(31), {_PARTED.join(free)}, chr(31))" if free else "''"
    certain = " and ".join(
        [p.certain for p in proofs] + [f"not regexp_matches(_joined, {_LOOK})", _not_blank(proofs)]
    )
    size = " + ".join(f"strlen({c})" for c in columns)
    select = ", ".join(
        [
            f"case when not _certain then [{', '.join(columns)}] end as cells",
            f"({size} + {len(columns)})::uinteger as size",
            *_quoting(columns, free, facts),
            *(f"{proofs[names.index(k)].key} as {key_column(k)}" for k in key_fields),
        ]
    )
    signs = " or ".join(f"contains(_joined, {sign})" for sign in ("','", "'\"'", "chr(10)"))
    special = "true" if len(columns) == 1 else f"(not _certain or {signs})"
    return (
        f"select {select} from (select *, {special if facts.quotes else 'false'} as _special "
        f"from (select *, ({certain}) as _certain from (select *, {joined} as _joined "
        f"from {reader(resource)})))"
    )


def reader(resource: Resource) -> str:
    """The call that reads a file of a resource, whose path is its one parameter."""
    shape = ", ".join(f"{quoted(f['name'])}: 'varchar'" for f in resource.fields)
    return (
        f"read_csv(?, header = true, auto_detect = false, columns = {{{shape}}}, delim = ',', "
        f"quote = '\"', escape = '\"', new_line = '\\n', nullstr = {text(NOTHING)}, "
        "null_padding = false, strict_mode = true)"
    )


def _not_blank(proofs: list[Proof]) -> str:
    """A row without any value is wrong even where each of its cells may be missing."""
    return f"not ({' and '.join(p.absent for p in proofs)})"


def _quoting(columns: list[str], free: list[str], facts: Facts) -> list[str]:
    """SQL for what a row's canonical form quotes: how many cells, marks in them, line ends."""
    if not facts.quotes:
        return ["0 as quoted", "0 as marks", "0 as ends"]
    alone = f" or {columns[0]} = ''" if len(columns) == 1 else ""  # else its line would be blank

    def summed(part: str, name: str) -> str:
        cell = "case when regexp_matches({c}, '[,\"\n]')" + alone + f" then {part} else 0 end"
        every = " + ".join(cell.replace("{c}", c) for c in columns)
        return f"(case when _special then {every} else 0 end)::uinteger as {name}"

    marks = "strlen({c}) - strlen(replace({c}, '\"', ''))"
    ends = "strlen({c}) - strlen(replace({c}, chr(10), ''))"
    return [summed("1", "quoted"), summed(marks, "marks"), summed(ends, "ends")]


def _is_whole(con: duckdb.DuckDBPyConnection, resource: Resource, table: str, facts: Facts) -> bool:
    rows, size, quoted_cells, marks, ends = _first(
        con,
        f"select count(*), coalesce(sum(size), 0), coalesce(sum(quoted), 0), "
        f"coalesce(sum(marks), 0), coalesce(sum(ends), 0) from {table}",
    )
    header = len(",".join(f["name"] for f in resource.fields)) + 1
    return (
        facts.size == header + size + 2 * quoted_cells + marks
        and facts.line_ends == 1 + rows + ends
        and facts.quotes == 2 * (quoted_cells + marks)
    )


def _first(con: duckdb.DuckDBPyConnection, query: str) -> tuple[int, ...]:
    return con.execute(query).fetchone() or ()
