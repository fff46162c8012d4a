"""The stages in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.check import check
from pipeline.declare import declare
from pipeline.describe import catalogue, describe
from pipeline.export import export
from pipeline.load import load
from pipeline.problem import Problem, Refused
from pipeline.project import open_project
from pipeline.publish import copy_assets, drafting
from pipeline.render import render
from pipeline.transform import claim, forget_raw, transform


@dataclass(frozen=True)
class Built:
    """What a build has published."""

    pages: int
    files: int


def build(root: Path, out: Path, as_of: date) -> Built:
    """Publish the project in `root` into `out`, as it may be seen on the day `as_of`.

    Raises Refused; then `out` is as it was.
    """
    project = open_project(root)
    refuse(check(project))
    with load(project, as_of) as con:
        files = transform(con, project, "1_public") + transform(con, project, "2_tables")
        refuse(claim(con, project))
        described = describe(con, project, files)
        forget_raw(con)
        with drafting(project, out) as draft:
            # Files come before pages, because pages tell the size of each file.
            described = export(con, project, as_of, described, draft.claim)
            declare(project, as_of, described, draft.claim)
            catalogue(con, project, described)
            transform(con, project, "4_pages")
            copy_assets(project, draft)
            pages = render(con, project, as_of, draft.claim)
        return Built(pages, len(draft.sources))


def refuse(problems: list[Problem]) -> None:
    """Stop here if there is anything to mend."""
    if problems:
        raise Refused(problems)
