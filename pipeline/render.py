"""Templates × rows → pages. A page per row is made of that row and constants, of nothing else."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable
from pathlib import Path

import duckdb
import jinja2

from pipeline.engine import digest_of
from pipeline.finish import finish
from pipeline.furnish import constants_of, furnish
from pipeline.leaves import Claim, Leaf, Row, Work, leaves_of, rows_at
from pipeline.memory import Memory
from pipeline.problem import CONFIGURATION, Problem, Refused
from pipeline.project import Project
from pipeline.reach import Reach
from pipeline.template import (
    BUILD,
    Page,
    mistakes_of_page,
    mistakes_of_reach,
    read_pages,
    template_names,
)
from pipeline.wording import Wording

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
) -> tuple[int, int]:
    """Write every page in every language, and say how many, and how many of them were kept.

    `build` is what any page may tell of this build, such as its day `as_of`. `claim` takes a URL
    path and its source, and gives the file to write. `audited` compares the pages written so far
    with the published files, and tells what came of it. A page that
    `memory` knows, and that would come out the same, is not rendered. Raises Refused
    (configuration) with every mistake that can be seen before rendering, or with the first one
    that shows itself while rendering.
    """
    wordings = {lang.key: Wording(project, lang) for lang in project.languages}
    environments = {key: furnish(con, project, w, audited) for key, w in wordings.items()}
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
    done, kept, reach = 0, 0, Reach(first, project)
    for page in pages:
        for language in filter(page.is_for, project.languages):
            environment = environments[language.key]
            constants = constants_of(project, language, page, build)
            made_of = _made_of(reach, page, constants, wordings[language.key])
            work = Work(con, environment, page, language, constants, claim, memory, made_of)
            made, fresh = _render(work)
            done, kept = done + made, kept + made - fresh
    return done, kept


def _made_of(reach: Reach, page: Page, constants: Row, wording: Wording) -> str:
    facts = reach.facts(page.template, constants[BUILD])
    return digest_of(
        page.pattern,
        reach.sources(page.template),
        wording.source,
        json.dumps(constants | {BUILD: facts}, default=repr),
    )


def _render(work: Work) -> tuple[int, int]:
    """How many pages the template has, and how many of them had to be made."""
    desk, memory, made, anew = work.environment.desk, work.memory, [], 0
    desk.forget()
    for leaves in leaves_of(work):
        fresh = [
            leaf
            for leaf in leaves
            if not memory.reuse(
                work.url(leaf.path), leaf.made_of, desk.digest, work.target(leaf.path)
            )
        ]
        anew += len(fresh)
        for leaf, row in zip(fresh, rows_at(work, fresh), strict=True):
            _make(work, leaf, row)
        made += [[f.path, work.url(f.path), work.language.tag, f.updated_on] for f in leaves]
    if work.page.is_html and made:
        work.con.cursor().execute(LIST, list(zip(*made, strict=True)))
    return len(made), anew


def _make(work: Work, leaf: Leaf, row: Row) -> None:
    desk = work.environment.desk
    desk.listen()
    try:
        template = work.environment.get_template(work.page.template)
        text = template.render(work.constants | row, page=leaf.path)
    except Exception as error:
        problem = _failure(work.environment, work.page, leaf.path, error)
        raise Refused([problem], CONFIGURATION) from error
    work.target(leaf.path)().write_bytes(finish(work.page.pattern, text))
    if desk.is_repeatable:
        work.memory.note(work.url(leaf.path), leaf.made_of, desk.asked, desk.digest)


def _columns(con: duckdb.DuckDBPyConnection) -> dict[str, set[str]]:
    """The columns of every table of pages."""
    rows = con.execute(
        "select table_name, list(column_name) from duckdb_columns() "
        "where schema_name = 'pages' group by table_name"
    ).fetchall()
    return {table: {*names} for table, names in rows}


def _failure(environment: jinja2.Environment, page: Page, path: str, error: Exception) -> Problem:
    """The template line on which a page failed, in the words of what failed."""
    frames = traceback.extract_tb(error.__traceback__)
    root = str(Path(environment.loader.searchpath[0]))  # type: ignore[union-attr]
    inside = [f for f in frames if f.filename.startswith(root)]
    file, line = page.file, getattr(error, "lineno", 0) or 0
    if inside:
        file = (
            f"{page.file.split('/', 1)[0]}/{Path(inside[-1].filename).relative_to(root).as_posix()}"
        )
        line = inside[-1].lineno or 0
    found = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
    return Problem(file, "template-fails", {"page": path, "found": found}, line)
