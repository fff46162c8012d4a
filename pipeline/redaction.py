"""Differences → what has to go from older releases as well, so that what is withdrawn is gone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field

import duckdb

from pipeline.difference import Side
from pipeline.literal import joined_key, quoted, text
from pipeline.privacy import ERROR, RULES
from pipeline.project import Project, Resource
from pipeline.sift import find_in_files

TELLING = 4  # characters; a shorter text of a withdrawn row is found anywhere and tells nothing

Row = tuple[str, str]  # dataset and key
Cell = tuple[str, str, str]  # dataset, key and field


@dataclass(frozen=True)
class Redaction:
    """Records to be taken out, and cells to be given the text that they have now."""

    records: set[Row] = field(default_factory=set)
    cells: dict[Cell, str | None] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.records or self.cells)


def redaction_of(project: Project, con: duckdb.DuckDBPyConnection, old: Side) -> Redaction:
    """What the table `differences` from `old` asks to be taken out of older releases.

    That is what was withdrawn; and of a changed cell the old text, if it breaks a rule of the
    privacy gate or repeats a text of a withdrawn record. Such a text goes from `differences` too.
    """
    records = con.execute(
        "select distinct dataset, record_key from differences where change = 'withdrawn'"
    ).fetchall()
    changed = con.execute(
        "select dataset, record_key, field, old, new from differences "
        "where change = 'changed' and old is not null order by all"
    ).fetchall()
    texts = [(f"{at}", before) for at, (*_, before, _) in enumerate(changed)]
    personal = {f.record for f in find_in_files(project, texts) if RULES[f.rule] == ERROR}
    gone = {t for t in _texts_of(project, con, old, {d for d, _ in records}) if len(t) >= TELLING}
    cells: dict[Cell, str | None] = {
        (dataset, key, name): new
        for at, (dataset, key, name, before, new) in enumerate(changed)
        if f"{at}" in personal or any(part in before for part in gone)
    }
    for cell in cells:
        con.execute(
            "update differences set old = null where dataset = ? and record_key = ? and field = ?",
            [*cell],
        )
    return Redaction({*records}, cells)


def _texts_of(
    project: Project, con: duckdb.DuckDBPyConnection, old: Side, datasets: set[str]
) -> Iterator[str]:
    """The texts of withdrawn records, but for codes and keys."""
    codes = {r.name: _codes(r) for r in project.resources}
    for name in sorted(datasets):
        kept, key = old[name], joined_key(old[name].key)
        plain = {column for column, kind in kept.columns.items() if kind == "string"}
        for column in sorted(plain - {*kept.key} - codes.get(name, set())):
            rows = con.execute(
                f"select distinct {quoted(column)} from {text(os.fspath(kept.path))} "
                f"where {quoted(column)} is not null and {key} in (select record_key "
                "from differences where change = 'withdrawn' and dataset = ?)",
                [name],
            ).fetchall()
            yield from (value for (value,) in rows)


def _codes(resource: Resource) -> set[str]:
    """The fields that refer to another resource, or have a list of what they may hold."""
    listed = {f["name"] for f in resource.fields if "enum" in f.get("constraints", {})}
    return resource.referring | listed
