"""Rows and files → what must not be public in them, by place and never by value.

    allowances = read_allowances(project)
    problems = guard_rows(project, doubtful_cells(con, project), allowances, as_of)
    problems = guard_beside(project, allowances, as_of)
    problems = guard_files(project, files_in(draft.folder), allowances, as_of)

A problem names rule, file, line and column. What was found is in no problem and no message, also
not as a hash; `baoguangtai allow` writes the hash of one that a steward lets stand.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from pipeline.allowance import FILE, SITE, Allowance, Key
from pipeline.allowance import read_allowances as read_allowances
from pipeline.beside import IN_ASSETS, assets_in, problems_of_names
from pipeline.beside import files_beside_rows as files_beside_rows
from pipeline.beside import pinned_in as pinned_in
from pipeline.detect import doubtful_cells as doubtful_cells
from pipeline.detect import find_in_rows
from pipeline.doubt import Cell, doubt_of
from pipeline.engine import digest_of, engine
from pipeline.privacy import ERROR, RULES
from pipeline.problem import Problem
from pipeline.project import Project
from pipeline.publisher import known_of
from pipeline.sift import Content, find_in_files
from pipeline.sift import files_in as files_in


def guard_rows(
    project: Project,
    cells: Iterable[Cell | tuple[str, int, str, str]],
    allowances: list[Allowance],
    as_of: date,
    doubts: set[tuple[str, str, str]] | None = None,
) -> list[Problem]:
    """Every rule that a cell breaks and no allowance lets stand, and every allowance without use.

    Cells may come in any order. Cells that break no rule may be left out; but where a value
    stands in several rows, each of the rows has to be named. The values in which anything is found,
    let stand or not, are added to `doubts` after their dataset and field.
    """
    valid = {a.key for a in allowances if a.expires_on >= as_of}
    looked_at = [cell if isinstance(cell, Cell) else Cell(*cell) for cell in cells]
    found = list(find_in_rows(project, looked_at))
    if doubts is not None:
        places = {(f.resource, f.line, f.field) for f in found}
        doubts |= {
            (c.resource, c.field, c.value)
            for c in looked_at
            if (c.resource, c.line, c.field) in places
        }
    problems: list[Problem] = [doubt_of(f) for f in found if f.key not in valid]
    mine = [a for a in allowances if a.resource != SITE]
    return problems + _idle(project, mine, {f.key for f in found}, as_of)


def guard_beside(project: Project, allowances: list[Allowance], as_of: date) -> list[Problem]:
    """The same for the files beside the rows, and for their names, at their places in the project.

    Whether an allowance for a file has a use shows only when all of the site is there.
    """
    files = itertools.chain(files_beside_rows(project), assets_in(project))
    folder = project.show(project.templates) + "/"
    found = _not_allowed(project, files, allowances, as_of)[0]
    return [
        *problems_of_names(project),
        *(replace(p, file=folder + p.file) if p.file.startswith(IN_ASSETS) else p for p in found),
    ]


def guard_files(
    project: Project,
    files: Iterable[tuple[str, Content]],
    allowances: list[Allowance],
    as_of: date,
    doubted: set[str] | None = None,
    are_all: bool = True,
) -> list[Problem]:
    """The same for published files, by path and content. Warnings were given with the rows.

    What is let stand in a row is let stand wherever that row is shown. The paths of the files in
    which anything is found, let stand or not, are added to `doubted`. Whether an allowance has a
    use shows only when the files `are_all` that there are.
    """
    problems, used = _not_allowed(project, files, allowances, as_of)
    if doubted is not None:
        doubted |= {record for _, _, _, record in used}
    mine = [a for a in allowances if a.resource == SITE and are_all]
    return problems + _idle(project, mine, used, as_of)


def about(project: Project) -> str:
    """A digest of what the verdict on a file depends on, but for the file and the allowances."""
    known = known_of(project)
    return digest_of(engine(), *(sorted(part) for part in known))


def _not_allowed(
    project: Project,
    files: Iterable[tuple[str, Content]],
    allowances: list[Allowance],
    as_of: date,
) -> tuple[list[Problem], set[Key]]:
    valid = [a for a in allowances if a.expires_on >= as_of]
    shown = {(a.rule, a.sha256) for a in valid if a.resource != SITE}
    here = {a.key for a in valid}
    found = [f for f in find_in_files(project, files) if RULES[f.rule] == ERROR]
    left = [f for f in found if f[:2] not in shown and f.key not in here]
    return [doubt_of(f) for f in left], {f.key for f in found}


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
