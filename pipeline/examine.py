"""What a check does and a build begins with: read the rows, judge them, make the tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from pipeline.check import check_and_keep
from pipeline.database import open_database
from pipeline.guard import about, doubtful_cells, guard_beside, guard_rows, read_allowances
from pipeline.load import load
from pipeline.memory import Memory, remember
from pipeline.problem import DATA, Problem, Refused
from pipeline.project import Project, open_project
from pipeline.recall import (
    Published,
    fallen,
    recall,
    recall_for_claims,
    shape_as_now,
    vanished,
)
from pipeline.settle import forget_settled, settle
from pipeline.sqlfile import SqlFile
from pipeline.transform import claim, transform


@dataclass(frozen=True)
class Checked:
    """How many files a check has read, and what it found that does not refuse them."""

    files: int
    warnings: list[Problem]


Then = Callable[[duckdb.DuckDBPyConnection], None]


def examine(
    root: Path, as_of: date, previous: Path | None = None, then: Then = lambda con: None
) -> Checked:
    """Check every row and every claim of the project in `root` for the day `as_of`.

    `previous` is the last publication, if there is one. What comes `then` is done with the
    database of the checked rows. Raises Refused with all that a build would refuse in the data.
    """
    project = open_project(root)
    with open_database(as_of, project) as con:
        memory = remember(about(project) if previous else "", previous, may_link=False)
        admitted = admit_rows(con, project, as_of, previous, memory)
        judged = judge(con, project, admitted)
        then(con)
    return Checked(len(project.resources), judged.warnings)


def find_all(root: Path, as_of: date, previous: Path | None = None) -> list[Problem]:
    """All that `examine` finds in a project, whether or not it refuses the data."""
    try:
        return examine(root, as_of, previous).warnings
    except Refused as refused:
        if refused.exit_code != DATA:
            raise
        return refused.problems


@dataclass(frozen=True)
class Judged:
    """The SQL files that have made tables; what the claims warn of; and all warnings."""

    files: list[SqlFile]
    claimed: list[Problem]
    warnings: list[Problem]


@dataclass(frozen=True)
class Admitted:
    """What is known of the rows that are in raw.*: the doubts, and what was published before.

    `compared` are the names of the datasets that claims read in before.*; `doubts` the values that
    have to be judged each time, after their dataset and field.
    """

    warnings: list[Problem]
    published: dict[str, Published]
    compared: list[str]
    doubts: set[tuple[str, str, str]]


def admit_rows(
    con: duckdb.DuckDBPyConnection,
    project: Project,
    as_of: date,
    previous: Path | None,
    memory: Memory,
) -> Admitted:
    """Put the rows into raw.*, unless some are wrong, personal, or gone.

    What the `memory` knows to have been judged before is not judged again.
    """
    problems = check_and_keep(con, project)
    refuse(problems)
    published = recall(con, project, previous)
    compared = recall_for_claims(con, project, previous)
    settled = settle(con, project, memory)
    load(con, project)
    allowances = read_allowances(project)
    cells = doubtful_cells(con, project, settled)
    doubts: set[tuple[str, str, str]] = set()
    problems += guard_rows(project, cells, allowances, as_of, doubts)
    forget_settled(con)
    problems += guard_beside(project, allowances, as_of)
    problems += vanished(con, project, published)
    refuse(problems)
    return Admitted(problems, published, compared, doubts)


def judge(con: duckdb.DuckDBPyConnection, project: Project, admitted: Admitted) -> Judged:
    """Make the public and the aggregate tables and run the claims."""
    files = tabulate(con, project)
    public = {file.name for file in files if file.floor == "1_public"}
    shape_as_now(con, admitted.compared, public)
    claimed = claim(con, project)
    refuse(claimed)
    shrunk = fallen(con, project, admitted.published, public)
    return Judged(files, claimed, [*admitted.warnings, *shrunk, *claimed])


def tabulate(con: duckdb.DuckDBPyConnection, project: Project) -> list[SqlFile]:
    """Make the public and the aggregate tables of raw.*; the SQL files that have made them."""
    return transform(con, project, "1_public") + transform(con, project, "2_tables")


def refuse(problems: list[Problem]) -> None:
    """Stop here if there is anything to mend; warnings alone do not stop."""
    if any(p.severity == "error" for p in problems):
        raise Refused(problems)
