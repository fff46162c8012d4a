"""Rows and published files → what must not be public in them, by place and never by value.

    allowances = read_allowances(project)
    problems = guard_rows(project, doubtful_cells(con, project), allowances, as_of)
    problems = guard_files(project, files_in(draft.folder), allowances, as_of)

A problem names rule, file, line and column. What was found is in no problem and no message, also
not as a hash; `draft_allowances(project, (f.key for f in find_in_rows(…)))` writes hashes for a
steward into a folder that git does not see.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import duckdb

from pipeline import imagery
from pipeline.allowance import FILE, SITE, Allowance, Key
from pipeline.allowance import read_allowances as read_allowances
from pipeline.persons import names_people
from pipeline.privacy import ERROR, RULES, Match, digest, judge, likely
from pipeline.problem import Problem
from pipeline.project import Project, Resource
from pipeline.publisher import known_of
from pipeline.readable import texts_of

REMEMBERED = 500_000
MANY = 10_000


class Cell(NamedTuple):
    """A value, and where it stands. `record` is the primary key, its parts joined by `|`."""

    resource: str
    line: int
    field: str
    value: str
    record: str = ""


class Finding(NamedTuple):
    """A rule broken at a place; of the text that breaks it only the hash is kept."""

    rule: str
    sha256: str
    file: str
    line: int
    column: int
    field: str
    resource: str
    record: str

    @property
    def key(self) -> Key:
        """What an allowance would have to name."""
        return self.rule, self.sha256, self.resource, self.record


def guard_rows(
    project: Project,
    cells: Iterable[Cell | tuple[str, int, str, str]],
    allowances: list[Allowance],
    as_of: date,
) -> list[Problem]:
    """Every rule that a cell breaks and no allowance lets stand, and every allowance without use.

    Cells may come in any order. Cells that break no rule may be left out; but where a value
    stands in several rows, each of the rows has to be named.
    """
    valid = {a.key for a in allowances if a.expires_on >= as_of}
    found = list(find_in_rows(project, cells))
    problems = [_problem(f) for f in found if f.key not in valid]
    mine = [a for a in allowances if a.resource != SITE]
    return problems + _idle(project, mine, {f.key for f in found}, as_of)


def guard_files(
    project: Project,
    files: Iterable[tuple[str, bytes | str]],
    allowances: list[Allowance],
    as_of: date,
) -> list[Problem]:
    """The same for published files, by path and content. Warnings were given with the rows.

    What is let stand in a row is let stand wherever that row is shown.
    """
    valid = [a for a in allowances if a.expires_on >= as_of]
    shown = {(a.rule, a.sha256) for a in valid if a.resource != SITE}
    here = {a.key for a in valid}
    found = [f for f in find_in_files(project, files) if RULES[f.rule] == ERROR]
    problems = [_problem(f) for f in found if f[:2] not in shown and f.key not in here]
    mine = [a for a in allowances if a.resource == SITE]
    return problems + _idle(project, mine, {f.key for f in found}, as_of)


def doubtful_cells(
    con: duckdb.DuckDBPyConnection, project: Project, schema: str = "raw"
) -> Iterator[Cell]:
    """The cells of loaded tables that need a closer look: each value is looked at only once."""
    for resource in project.resources:
        for field in resource.fields:
            name = '"' + field["name"].replace('"', '""') + '"'
            table = f'"{schema}"."{resource.name}"'
            query = f"select distinct {name}::varchar from {table} where {name} is not null"
            values = [value for (value,) in con.execute(query).fetchall()]
            title = _title(field)
            doubtful = [values[at] for at, _ in likely(title + value for value in values)]
            for start in range(0, len(doubtful), MANY):
                rows = con.execute(
                    f"select _line, {name}::varchar, {_record(resource)} from {table} "
                    f"where {name}::varchar in (select unnest(?::varchar[])) order by _line",
                    [doubtful[start : start + MANY]],
                ).fetchall()
                yield from (Cell(resource.name, at, field["name"], v, key) for at, v, key in rows)


def find_in_rows(
    project: Project, cells: Iterable[Cell | tuple[str, int, str, str]]
) -> Iterator[Finding]:
    """Every rule that a cell breaks. The title of its column counts as the word before it."""
    known, at = known_of(project), {r.name: r for r in project.resources}
    titles = {(r.name, f["name"]): _title(f) for r in project.resources for f in r.fields}
    places: dict[str, list[Cell]] = {}
    for cell in (cell if isinstance(cell, Cell) else Cell(*cell) for cell in cells):
        text = titles.get((cell.resource, cell.field), "") + cell.value
        places.setdefault(text, []).append(cell)
    texts = list(places)
    for number, text in likely(texts):
        for rule, sha256 in ((m.rule, digest(m)) for m in judge(text, known)):
            for cell in places[texts[number]]:
                file, column = at[cell.resource].file, at[cell.resource].column_of(cell.field)
                where = file, cell.line, column, cell.field, cell.resource, cell.record
                yield Finding(rule, sha256, *where)


def find_in_files(project: Project, files: Iterable[tuple[str, bytes | str]]) -> Iterator[Finding]:
    """Every rule that a file breaks, once per file and text; its name counts as a text of it."""
    known = known_of(project)
    clean: set[str] = set()  # most of a page stands on every other page
    for number, (name, content) in enumerate(files, 1):
        in_name = [m for _, text in likely([name]) for m in judge(text, known)]
        shown = f"({number})" if in_name else name
        data = content.encode() if isinstance(content, str) else content
        found = dict.fromkeys(in_name, 0)
        read = [(line, text) for line, text in texts_of(name, data) if text not in clean]
        suspect: set[str] = set()
        for at, text in likely(text for _, text in read):
            if matches := judge(text, known):
                suspect.add(read[at][1])
                found = dict.fromkeys(matches, read[at][0]) | found
        if len(clean) < REMEMBERED:
            clean.update(text for _, text in read if text not in suspect)
        if imagery.has_traces(data) or any(map(imagery.has_traces, imagery.embedded(data))):
            found[Match("privacy-image", name)] = 0
        for match, line in found.items():
            yield Finding(match.rule, digest(match), shown, line, 0, shown, SITE, name)


def files_in(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file in a folder, by its path there."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def _record(resource: Resource) -> str:
    """The primary key of a row as SQL writes it, or an empty text where there is none."""
    key = resource.descriptor["schema"].get("primaryKey") or []
    names = [key] if isinstance(key, str) else list(key)
    quoted = ['"' + name.replace('"', '""') + '"' for name in names]
    return f"concat_ws('|', {', '.join(quoted)})" if names else "''"


def _title(field: dict[str, object]) -> str:
    """`法定代表人: ` for a column that holds persons or their numbers, or nothing."""
    titles = [str(value) for key, value in field.items() if key.split("_")[0] == "title"]
    return next((f"{title}: " for title in titles if names_people(title)), "")


def _problem(found: Finding) -> Problem:
    values = {"field": found.field}
    severity = RULES[found.rule]
    return Problem(found.file, found.rule, values, found.line, found.column, severity=severity)


def _idle(
    project: Project, allowances: list[Allowance], used: set[Key], as_of: date
) -> list[Problem]:
    """Allowances that have run out or let nothing stand: nobody keeps a door open for nothing."""
    file = project.show(project.datasets / FILE)
    problems = []
    for allowance in allowances:
        if allowance.expires_on < as_of:
            values = {"expires_on": allowance.expires_on}
            problems.append(Problem(file, "allowance-expired", values, allowance.line))
        elif allowance.key not in used:
            problems.append(Problem(file, "allowance-idle", {}, allowance.line))
    return problems
