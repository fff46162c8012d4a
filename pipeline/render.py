"""Templates × rows → pages. A page per row is made of that row and constants, of nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial

import duckdb

from pipeline.crew import Asked, Crew, Task
from pipeline.engine import digest_of
from pipeline.furnish import answers_of, constants_of, furnish, package_of
from pipeline.leaves import Claim, Leaf, Row, Work, leaves_of, rows_at
from pipeline.memory import Memory
from pipeline.problem import CONFIGURATION, Refused
from pipeline.progress import Watch
from pipeline.project import Project
from pipeline.reach import Reach
from pipeline.share import ALL, Share
from pipeline.template import (
    BUILD,
    Page,
    mistakes_of_page,
    mistakes_of_reach,
    read_pages,
    template_names,
)
from pipeline.wording import Wording

PIECE = 50  # pages that are given to a process at a time

# Every HTML page, for the files that tell of pages; a page table may say when a row has changed.
MADE = "create table catalog.pages (page varchar, url varchar, tag varchar, updated_on date)"
LIST = "insert into catalog.pages select unnest(?), unnest(?), unnest(?), unnest(?::date[])"


def render(
    con: duckdb.DuckDBPyConnection,
    project: Project,
    build: Row,
    claim: Claim,
    audited: Callable[[], object],
    memory: Memory,
    watch: Watch,
    share: Share = ALL,
) -> tuple[int, int]:
    """Write every page in every language, and say how many, and how many of them were kept.

    `build` is what any page may tell of this build, such as its day `as_of`. `claim` takes a URL
    path and its source, and gives the file to write. `audited` compares the pages written so far
    with the published files, and tells what came of it. A page that `memory` knows, and that would
    come out the same, is not rendered. `watch` is told how far it has come. Of a `share`, its pages
    alone are written, and none that tells of the audit, which is of all pages. Raises Refused
    (configuration) with every mistake that can be seen before rendering, or with the first one
    that shows itself while rendering.
    """
    wordings = {lang.key: Wording(project, lang) for lang in project.languages}
    answers = answers_of(con)
    environments = {key: furnish(answers, project, w, audited) for key, w in wordings.items()}
    first = next(iter(environments.values()))
    pages = read_pages(first, project)
    con.execute(MADE)
    columns = _columns(con)
    problems = [
        p for page in pages for p in mistakes_of_page(first, page, columns.get(page.table, set()))
    ]
    for name in template_names(project):
        problems += mistakes_of_reach(first, project, name)
    problems += [p for w in wordings.values() for p in w.untranslated(first)]
    if problems:
        raise Refused(sorted(problems, key=lambda p: (p.file, p.line)), CONFIGURATION)
    packages = {lang.key: package_of(project, lang) for lang in project.languages}
    told = {key: digest_of(json.dumps(package)) for key, package in packages.items()}
    done, kept, reach = 0, 0, Reach(first, project)
    total = sum(_count(con, page) for page in pages for _ in filter(page.is_for, project.languages))
    with Crew(project, environments, answers) as crew:
        for page in pages:
            if page.tells_audit:
                crew.drain()
            for language in filter(page.is_for, project.languages):
                key, environment = language.key, environments[language.key]
                constants = constants_of(project, language, page, build, packages[key])
                made_of = _made_of(reach, page, constants, wordings[key], told[key])
                work = Work(
                    con, environment, page, language, constants, claim, memory, made_of, share
                )
                made, fresh = _render(work, crew, partial(_tell, watch, done, total))
                done, kept = done + made, kept + made - fresh
        crew.drain()
    return done, kept


def _tell(watch: Watch, before: int, total: int, made: int) -> None:
    watch("progress-pages", before + made, total)


def _count(con: duckdb.DuckDBPyConnection, page: Page) -> int:
    """How many pages a template makes in a language."""
    if not page.places:
        return 1
    found = con.execute(f'select count(*) from pages."{page.table}"').fetchone()
    return int(found[0]) if found else 0


def _made_of(reach: Reach, page: Page, constants: Row, wording: Wording, package: str) -> str:
    """A digest of what all pages of a template are made of; `package` is one already."""
    facts = reach.facts(page.template, constants[BUILD])
    known = constants | {BUILD: facts, "package": package}
    sources = reach.sources(page.template)
    return digest_of(page.pattern, sources, wording.source, json.dumps(known, default=repr))


def _render(work: Work, crew: Crew, watch: Callable[[int], None]) -> tuple[int, int]:
    """How many pages of the template are to be there, and how many of them had to be made."""
    desk, memory, there, made, anew = work.environment.desk, work.memory, [], 0, 0
    desk.forget()
    for leaves in leaves_of(work):
        mine = [leaf for leaf in leaves if work.is_mine(leaf.path)]
        fresh = [
            leaf
            for leaf in mine
            if not memory.reuse(
                work.url(leaf.path), leaf.made_of, desk.digest, work.target(leaf.path)
            )
        ]
        made, anew = made + len(mine), anew + len(fresh)
        files = [
            (f.path, work.target(f.path)(), r)
            for f, r in zip(fresh, rows_at(work, fresh), strict=True)
        ]
        for at in range(0, len(fresh), PIECE):
            task = Task(work.language.key, work.page, work.constants, files[at : at + PIECE])
            crew.give(task, partial(_note, work, fresh[at : at + PIECE]))
        there += [[f.path, work.url(f.path), work.language.tag, f.updated_on] for f in leaves]
        watch(len(there))
    if work.page.is_html and there:
        work.con.cursor().execute(LIST, list(zip(*there, strict=True)))
    return made, anew


def _note(work: Work, leaves: list[Leaf], asked: Asked) -> None:
    """Remember what pages were made of."""
    desk = work.environment.desk
    for leaf, questions in zip(leaves, asked, strict=True):
        if questions is not None:
            work.memory.note(work.url(leaf.path), leaf.made_of, questions, desk.digest)


def _columns(con: duckdb.DuckDBPyConnection) -> dict[str, set[str]]:
    """The columns of every table of pages."""
    rows = con.execute(
        "select table_name, list(column_name) from duckdb_columns() "
        "where schema_name = 'pages' group by table_name"
    ).fetchall()
    return {table: {*names} for table, names in rows}
