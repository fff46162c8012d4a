"""Keys across rows and files: what must differ, and what must be found elsewhere."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import duckdb

from pipeline.descriptor import listed
from pipeline.project import Resource
from pipeline.prove import key_column


@dataclass(frozen=True)
class Clash:
    """A key that breaks its rule: which rule, in which row (the header is 1), of which fields."""

    row: int
    kind: str  # unique-error, primary-key, primary-key-empty, foreign-key, unique-key
    order: int  # the place of the rule among the rules of a row
    fields: list[str]
    cells: tuple[str | None, ...] = ()
    other: int = 0  # the row before with the same key
    reference: str = ""
    target: str = ""  # the field there


LIKE = {"integer": "number", "year": "number", "boolean": "number", "any": "string"}
Repeat = tuple[int, int, tuple[str | None, ...]]  # a row, the row before with its key, the key


def key_fields(resources: list[Resource], resource: Resource) -> list[str]:
    """The fields of a resource whose values are compared with others, in field order."""
    schema = resource.descriptor["schema"]
    wanted = {f["name"] for f in resource.fields if f.get("constraints", {}).get("unique")}
    wanted.update(resource.key)
    for names in schema.get("uniqueKeys", []):
        wanted.update(listed(names))
    for other in resources:
        for key in other.descriptor["schema"].get("foreignKeys", []):
            if other is resource:
                wanted.update(listed(key["fields"]))
            if (key["reference"]["resource"] or other.name) == resource.name:
                wanted.update(listed(key["reference"]["fields"]))
    return [f["name"] for f in resource.fields if f["name"] in wanted]


def followed_keys(resource: Resource, read: Container[str]) -> list[dict[str, Any]]:
    """The references of a resource to files that could be read."""
    keys = resource.descriptor["schema"].get("foreignKeys", [])
    return [k for k in keys if (k["reference"]["resource"] or resource.name) in read]


def clashes(
    con: duckdb.DuckDBPyConnection,
    resources: list[Resource],
    resource: Resource,
    tables: dict[str, str],
) -> Iterator[Clash]:
    """Every broken key of a file; `tables` gives the table of keys of each file that was read."""
    by_name = {r.name: r for r in resources}
    table, schema = tables[resource.name], resource.descriptor["schema"]
    unique = [[f["name"]] for f in resource.fields if f.get("constraints", {}).get("unique")]
    order = len(unique)
    same: dict[tuple[str, ...], list[Repeat]] = {}
    for names in [*unique, resource.key]:
        if names and tuple(names) not in same:
            same[tuple(names)] = _repeated(con, table, names)
    for number, names in enumerate(unique, 1):
        yield from (Clash(n, "unique-error", number, names, c, b) for n, b, c in same[tuple(names)])
    if key := resource.key:
        yield from (Clash(n, "primary-key", order + 1, key, c, b) for n, b, c in same[tuple(key)])
        yield from _empty(con, table, order + 1, key)
    for number, followed in enumerate(followed_keys(resource, tables), order + 2):
        name = followed["reference"]["resource"] or resource.name
        here, there = listed(followed["fields"]), listed(followed["reference"]["fields"])
        on = _equal(resource, here, by_name[name], there)
        yield from _lost(con, table, tables[name], number, here, name, there, on)
    for number, names in enumerate(map(listed, schema.get("uniqueKeys", [])), 1000):
        for n, before, cells in _repeated(con, table, names):
            yield Clash(n, "unique-key", number, names, cells, before)


def _repeated(con: duckdb.DuckDBPyConnection, table: str, fields: list[str]) -> list[Repeat]:
    """Rows whose key has stood before; empty keys are not compared."""
    if len(fields) == 1 and _is_rising(con, table, key_column(fields[0])):
        return []
    key = _tuple(fields)
    some = _some(fields)
    count = con.execute(
        f"select count(*), count(distinct {key}) from {table} where {some}"
    ).fetchone()
    if not count or count[0] == count[1]:
        return []
    columns = ", ".join(map(key_column, fields))
    rows = con.execute(
        f"select n, before, {columns} from (select n, {columns}, "
        f"lag(n) over (partition by {key} order by n) as before "
        f"from {table} where {some}) where before is not null order by n"
    ).fetchall()
    return [(n, before, tuple(cells)) for n, before, *cells in rows]


def _is_rising(con: duckdb.DuckDBPyConnection, table: str, key: str) -> bool:
    """Whether each row's key comes after that of the row before, as is usual: then none is twice.

    This costs a fifth of counting them; whatever the order of the rows, it is never wrong.
    """
    rising, every = con.execute(
        f"select count(*) filter (key > before), count(*) from "
        f"(select {key} as key, lag({key}) over () as before from {table})"
    ).fetchone() or (0, 0)
    return bool(rising + 1 == every)


def _empty(
    con: duckdb.DuckDBPyConnection, table: str, order: int, fields: list[str]
) -> Iterator[Clash]:
    rows = con.execute(f"select n from {table} where not ({_some(fields)}) order by n").fetchall()
    yield from (Clash(n, "primary-key-empty", order, fields) for (n,) in rows)


def _lost(
    con: duckdb.DuckDBPyConnection,
    table: str,
    target: str,
    order: int,
    here: list[str],
    name: str,
    there: list[str],
    on: str,
) -> Iterator[Clash]:
    """Rows that refer to nothing; a reference without any value refers to nothing on purpose."""
    some = " or ".join(f"a.{key_column(h)} is not null" for h in here)
    targets = ", ".join(map(key_column, there))
    cells = ", ".join(f"a.{key_column(h)}" for h in here)
    known = " or ".join(f"{key_column(t)} is not null" for t in there)
    rows = con.execute(
        f"select a.n, {cells} from {table} as a anti join "
        f"(select {targets} from {target} where {known}) as b on {on} "
        f"where {some} order by a.n"
    ).fetchall()
    for n, *found in rows:
        yield Clash(n, "foreign-key", order, here, tuple(found), 0, name, there[0])


def _equal(resource: Resource, here: list[str], other: Resource, there: list[str]) -> str:
    """When a reference (a) and a key (b) are the same; values of different kinds never are."""
    same = "=" if len(here) == 1 else "is not distinct from"
    rules = []
    for mine, theirs in zip(here, there, strict=True):
        a, b = f"a.{key_column(mine)}", f"b.{key_column(theirs)}"
        is_like = _kind(resource, mine) == _kind(other, theirs)
        rules.append(f"{a} {same} {b}" if is_like else f"{a} is null and {b} is null")
    return " and ".join(rules)


def _kind(resource: Resource, name: str) -> str:
    """What a field can be compared with: Python finds numbers, years and true or false alike."""
    kind = str(resource.fields[resource.column_of(name) - 1].get("type", "any"))
    return LIKE.get(kind, kind)


def _tuple(fields: Iterable[str]) -> str:
    names = [key_column(f) for f in fields]
    return names[0] if len(names) == 1 else f"row({', '.join(names)})"


def _some(fields: Iterable[str]) -> str:
    return " or ".join(f"{key_column(f)} is not null" for f in fields)
