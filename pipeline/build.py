"""The stages in order."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from pipeline.check import check
from pipeline.declare import declare
from pipeline.describe import catalogue, describe
from pipeline.export import export
from pipeline.guard import doubtful_cells, files_in, guard_files, guard_rows, read_allowances
from pipeline.load import load
from pipeline.problem import DATA, Problem, Refused
from pipeline.project import Project, open_project
from pipeline.publish import copy_assets, drafting
from pipeline.render import render
from pipeline.sqlfile import SqlFile
from pipeline.transform import claim, forget_raw, transform
from pipeline.warn import describe_warnings, warn


@dataclass(frozen=True)
class Checked:
    """How many files a check has read, and what it found that does not refuse them."""

    files: int
    warnings: list[Problem]


@dataclass(frozen=True)
class Built:
    """What a build has published, with which warnings."""

    pages: int
    files: int
    warnings: list[Problem]


def examine(root: Path, as_of: date) -> Checked:
    """Check every row and every claim of the project in `root` for the day `as_of`.

    Raises Refused with all that a build would refuse in the data.
    """
    project = open_project(root)
    refuse(check(project))
    with load(project, as_of) as con:
        personal = guard_personal_data(con, project, as_of)
        _, warnings = _judge(con, project)
    return Checked(len(project.resources), personal + warnings)


def find_all(root: Path, as_of: date) -> list[Problem]:
    """All that `examine` finds in a project, whether or not it refuses the data."""
    try:
        return examine(root, as_of).warnings
    except Refused as refused:
        if refused.exit_code != DATA:
            raise
        return refused.problems


def build(root: Path, out: Path, as_of: date) -> Built:
    """Publish the project in `root` into `out`, as it may be seen on the day `as_of`.

    Raises Refused; then `out` is as it was.
    """
    project = open_project(root)
    refuse(check(project))
    with load(project, as_of) as con:
        personal = guard_personal_data(con, project, as_of)
        files, warnings = _judge(con, project)
        # A doubt about personal data is for the steward alone, and is published nowhere.
        warn(con, project, warnings)
        described = describe(con, project, files) + describe_warnings(con, project)
        forget_raw(con)
        with drafting(project, out) as draft:
            # Files come before pages, because pages tell the size of each file.
            described = export(con, project, as_of, described, draft.claim)
            declare(project, as_of, described, draft.claim)
            catalogue(con, project, described)
            transform(con, project, "4_pages")
            copy_assets(project, draft)
            pages = render(con, project, as_of, draft.claim)
            published = itertools.chain(files_in(draft.folder), files_in(project.datasets))
            refuse(guard_files(project, published, read_allowances(project), as_of))
        return Built(pages, len(draft.sources), personal + warnings)


def refuse(problems: list[Problem]) -> None:
    """Stop here if there is anything to mend; warnings alone do not stop."""
    if any(p.severity == "error" for p in problems):
        raise Refused(problems)


def guard_personal_data(
    con: duckdb.DuckDBPyConnection, project: Project, as_of: date
) -> list[Problem]:
    """Refuse rows that hold personal data; what is left are doubts for a steward to settle."""
    cells = doubtful_cells(con, project)
    problems = guard_rows(project, cells, read_allowances(project), as_of)
    refuse(problems)
    return problems


def _judge(con: duckdb.DuckDBPyConnection, project: Project) -> tuple[list[SqlFile], list[Problem]]:
    """Make the public and the aggregate tables and run the claims; what is left are warnings."""
    files = transform(con, project, "1_public") + transform(con, project, "2_tables")
    problems = claim(con, project)
    refuse(problems)
    return files, problems
