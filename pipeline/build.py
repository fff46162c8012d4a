"""The stages in order."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.audit import Audit
from pipeline.bundle import bundle
from pipeline.contract import contract
from pipeline.database import give_back, open_database
from pipeline.declare import declare
from pipeline.describe import catalogue, describe
from pipeline.examine import admit_rows, judge, refuse
from pipeline.export import Description, export
from pipeline.gather import gather
from pipeline.guard import (
    about,
    files_beside_rows,
    files_in,
    guard_files,
    pinned_in,
    read_allowances,
)
from pipeline.keep import keep_releases
from pipeline.memory import Memory, remember
from pipeline.paint import paint
from pipeline.problem import Problem
from pipeline.progress import Watch, quiet
from pipeline.project import Project, open_project
from pipeline.publish import Draft, copy_assets, drafting
from pipeline.release import plan_release
from pipeline.render import render
from pipeline.settle import marks_of
from pipeline.share import ALL, Share
from pipeline.shelve import shelve
from pipeline.transform import forget_raw, transform
from pipeline.warn import describe_warnings, warn

File = tuple[str, Path]


@dataclass(frozen=True)
class Built:
    """What a build has published, as which release, with which warnings."""

    pages: int
    reused: int
    files: int
    warnings: list[Problem]
    release: tuple[str, str, str, dict[str, dict[str, int]]]  # as `Plan.told` has it


def build(
    root: Path,
    out: Path,
    as_of: date,
    previous: Path | None = None,
    commit: str = "",
    full: bool = False,
    watch: Watch = quiet,
    share: Share = ALL,
    parts: Iterable[Path] = (),
) -> Built:
    """Publish the project in `root` into `out`, as it may be seen on the day `as_of`.

    `previous` is the last publication, if there is one: its pages are used again where they would
    come out the same, unless `full`, and its releases stay. `commit` names the version of the
    data, if that is known. `watch` is told how far it has come. Of a `share` of the pages, `out`
    holds these pages alone; `parts` are such shares, of which the pages are taken that fit.
    Raises Refused; then `out` is as it was.
    """
    project = open_project(root)
    memory = remember(about(project), None if full else previous, may_link=previous == out)
    for part in parts:
        memory.join(part)
    with open_database(as_of, project) as con:
        admitted = admit_rows(con, project, as_of, previous, memory)
        give_back()
        judged = judge(con, project, admitted)
        memory.marks = marks_of(con, admitted.doubts)
        # Only what the claims doubt is published; other doubts are for the steward alone.
        warn(con, project, judged.claimed)
        described = describe_warnings(con, project, describe(con, project, judged.files))
        shelve(con, described)
        forget_raw(con)
        with drafting(project, out, memory) as draft:
            # Files come before pages, because pages tell the size of each file.
            described = export(con, project, as_of, described, draft.claim, memory)
            plan = plan_release(project, as_of, described, draft.folder, previous)
            declare(project, as_of, described, plan.version, draft.claim)
            bundles = bundle(con, draft.folder / "data", draft.claim, memory)
            catalogue(con, project, described)
            keep_releases(con, project, plan, draft.claim, draft.folder, previous == out)
            gather(con, project)
            transform(con, project, "4_pages")
            give_back()
            copy_assets(project, draft)
            audit = Audit(draft.folder, memory)
            memory.row = audit.row
            facts = {"as_of": as_of, "commit": commit, "version": plan.version}
            pages = render(con, project, facts, draft.claim, audit.go_on, memory, watch, share)
            refuse(audit.go_on().problems)
            memory.seal()
            audit.forget()
            if share.is_all:
                contract(draft.folder, draft.sources, previous, plan.following, draft.claim)
            else:
                draft.keep(memory.keep(share.holds))
            _guard(project, draft, as_of, memory, _twins(described) | bundles, watch, share)
            paint(draft.folder, draft.sources)  # once their words are judged: a picture has none
        return Built(*pages, len(draft.sources), judged.warnings, plan.told)


def _twins(described: list[Description]) -> set[str]:
    """The files that say what the CSV file of their table says, as the audit has shown."""
    return {f["url"] for d in described for f in d["files"] if f["format"] != "csv"}


def _guard(
    project: Project,
    draft: Draft,
    as_of: date,
    memory: Memory,
    twins: set[str],
    watch: Watch,
    share: Share,
) -> None:
    """Refuse what is personal in the files of the draft that nobody has judged as they are.

    The `twins` of a table, and what is packed of tables, are judged in their CSV form.
    """
    but = twins | memory.settled | pinned_in(project)
    files = files_in(draft.folder, but)
    watched = _watched(files, len(draft.sources.keys() - but), watch)
    published = itertools.chain(memory.unjudged(watched), files_beside_rows(project))
    allowances = read_allowances(project)
    refuse(guard_files(project, published, allowances, as_of, memory.doubted, share.is_all))


def _watched(files: Iterable[File], total: int, watch: Watch) -> Iterator[File]:
    for done, file in enumerate(files, 1):
        yield file
        watch("progress-files", done, total)
