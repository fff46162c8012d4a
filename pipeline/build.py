"""The stages in order."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.audit import Audit
from pipeline.bundle import bundle
from pipeline.database import open_database
from pipeline.declare import declare
from pipeline.describe import catalogue, describe
from pipeline.examine import admit_rows, judge, refuse
from pipeline.export import export
from pipeline.gather import gather
from pipeline.guard import files_beside_rows, files_in, guard_files, read_allowances
from pipeline.paint import paint
from pipeline.problem import Problem
from pipeline.project import open_project
from pipeline.publish import copy_assets, drafting
from pipeline.render import render
from pipeline.shelve import shelve
from pipeline.transform import forget_raw, transform
from pipeline.warn import describe_warnings, warn


@dataclass(frozen=True)
class Built:
    """What a build has published, with which warnings."""

    pages: int
    files: int
    warnings: list[Problem]


def build(
    root: Path, out: Path, as_of: date, previous: Path | None = None, commit: str = ""
) -> Built:
    """Publish the project in `root` into `out`, as it may be seen on the day `as_of`.

    `previous` is the last publication, if there is one; `commit` names the version of the data,
    if that is known. Raises Refused; then `out` is as it was.
    """
    project = open_project(root)
    with open_database(as_of, project) as con:
        judged = judge(con, project, admit_rows(con, project, as_of, previous))
        # Only what the claims doubt is published; other doubts are for the steward alone.
        warn(con, project, judged.claimed)
        described = describe(con, project, judged.files) + describe_warnings(con, project)
        shelve(con, described)
        forget_raw(con)
        with drafting(project, out) as draft:
            # Files come before pages, because pages tell the size of each file.
            described = export(con, project, as_of, described, draft.claim)
            declare(project, as_of, described, draft.claim)
            bundle(con, draft.folder / "data", draft.claim)
            catalogue(con, project, described)
            gather(con, project)
            transform(con, project, "4_pages")
            copy_assets(project, draft)
            audit = Audit(draft.folder)
            facts = {"as_of": as_of, "commit": commit}
            pages = render(con, project, facts, draft.claim, audit.go_on)
            refuse(audit.go_on().problems)
            published = itertools.chain(files_in(draft.folder), files_beside_rows(project))
            refuse(guard_files(project, published, read_allowances(project), as_of))
            # Nobody can judge a picture: it is painted of a drawing whose words have been judged.
            paint(draft.folder, draft.sources)
        return Built(pages, len(draft.sources), judged.warnings)
