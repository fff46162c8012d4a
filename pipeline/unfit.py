"""The table that a file of SQL makes → what of it cannot be published: a value, or a key."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from pipeline.literal import quoted
from pipeline.problem import Problem
from pipeline.sqlfile import SqlFile

# When a value of a type cannot be published in every format: a CSV file tells no empty text from
# no value, and who reads another file must count the same.
NO_DAY = "{0} < '0001-01-01' or {0} >= '10000-01-01'"
UNFIT = {
    "VARCHAR": "{0} = ''", "DOUBLE": "not isfinite({0})", "DATE": NO_DAY, "TIMESTAMP": NO_DAY,
    "HUGEINT": f"{{0}} not between {-(2**63)} and {2**63 - 1}",
}  # fmt: skip


def unfit_values(
    con: duckdb.DuckDBPyConnection, file: SqlFile, table: str, made: list[tuple[str, str]]
) -> Iterable[Problem]:
    """Columns with a value that CSV, JSON, SQLite or a date of four digits a year cannot be."""
    unfit = {name: UNFIT[kind].format(quoted(name)) for name, kind in made if kind in UNFIT}
    if not unfit:
        return
    values = ", ".join(
        f"min({quoted(name)}::varchar) filter ({is_unfit})" for name, is_unfit in unfit.items()
    )
    found = con.execute(f"select {values} from {table}").fetchone() or ()
    for name, value in zip(unfit, found, strict=True):
        if value is not None:
            kind = "sql-value" if value else "sql-text-empty"
            yield Problem(file.file, kind, {"field": name, "found": value})


def unfit_keys(con: duckdb.DuckDBPyConnection, file: SqlFile, table: str) -> Iterable[Problem]:
    """The first key that does not tell one row from all others, or that says nothing."""
    key = ", ".join(map(quoted, file.key))
    is_empty = " and ".join(f"{quoted(name)} is null" for name in file.key)
    found = con.execute(
        f"select {key} from {table} group by all having count(*) > 1 or ({is_empty}) "
        "order by all limit 1"
    ).fetchone()
    if found:
        kind = "sql-key-twice" if any(part is not None for part in found) else "sql-key-empty"
        yield Problem(file.file, kind, {"key": tuple(file.key), "found": found})
