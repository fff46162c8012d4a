"""Templates × rows → pages. A page per row is made of that row and constants, of nothing else."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import jinja2

from pipeline.finish import finish
from pipeline.problem import CONFIGURATION, Problem, Refused, misconfigured
from pipeline.project import Language, Project
from pipeline.refer import References
from pipeline.template import (
    AUDITED,
    PLACE,
    VISIBLE,
    Page,
    Templates,
    mistakes_of_page,
    mistakes_of_reach,
    open_templates,
    read_pages,
    template_names,
)
from pipeline.wording import Wording

Row = dict[str, Any]
Claim = Callable[[str, str], Path]

# Every HTML page, for the files that tell of pages; a page table may say when a row has changed.
MADE = "create table catalog.pages (page varchar, url varchar, tag varchar, updated_on date)"
LIST = "insert into catalog.pages select unnest(?), unnest(?), unnest(?), unnest(?::date[])"
# Windows keeps the names of its devices for itself, whatever follows a dot.
SAFE = re.compile(
    r"(?!(?i:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$))[A-Za-z0-9][A-Za-z0-9._-]{0,99}"
)


def render(
    con: duckdb.DuckDBPyConnection,
    project: Project,
    build: Row,
    claim: Claim,
    audited: Callable[[], object],
) -> int:
    """Write every page in every language, and say how many.

    `build` is what any page may tell of this build, such as its day `as_of`. `claim` takes a URL
    path and its source, and gives the file to write. `audited` compares the pages written so far
    with the published files, and tells what came of it. Raises Refused
    (configuration) with every mistake that can be seen before rendering, or with the first one
    that shows itself while rendering.
    """
    wordings = {lang.key: Wording(project, lang) for lang in project.languages}
    environments = {key: _environment(con, project, w) for key, w in wordings.items()}
    for environment in environments.values():
        environment.globals[AUDITED] = audited
    first = next(iter(environments.values()))
    pages = read_pages(first, project)
    con.execute(MADE)
    problems = [p for page in pages for p in mistakes_of_page(first, page, _columns(con, page))]
    for name in template_names(project):
        problems += mistakes_of_reach(first, project, name)
    problems += [p for w in wordings.values() for p in w.untranslated(first)]
    if problems:
        raise Refused(sorted(problems, key=lambda p: (p.file, p.line)), CONFIGURATION)
    done = 0
    for page in pages:
        for language in filter(page.is_for, project.languages):
            environment = environments[language.key]
            constants = _constants(project, language, page, build)
            done += _render(con, environment, page, language, constants, claim)
    return done


def _environment(con: duckdb.DuckDBPyConnection, project: Project, wording: Wording) -> Templates:
    environment = open_templates(project)
    wording.install(environment)
    references = References(con)
    environment.globals["rows"] = lambda table, **having: _rows(con, table, having)
    environment.globals["page_no_of"] = references.page_no
    environment.globals["meaning_of"] = references.meaning
    return environment


def _constants(project: Project, language: Language, page: Page, build: Row) -> Row:
    depth = page.pattern.count("/")
    descriptor = project.descriptor
    homepage = descriptor.get("homepage", "")
    return {
        # Where the site can be read, for what needs a whole address; empty if nobody has said.
        "base": homepage and homepage.rstrip("/") + "/",
        "build": build,
        "home": "../" * depth or "./",
        "lang": language.key,
        "languages": project.languages,
        "package": {
            **descriptor,
            **{
                key: project.words(descriptor, key)[language.key]
                for key in ("title", "description")
            },
            "demo": descriptor.get("demo", {}),
        },
        "prefix": language.prefix,
        "root": "../" * (depth + language.prefix.count("/")) or "./",
        "tag": language.tag,
    }


def _render(
    con: duckdb.DuckDBPyConnection,
    environment: jinja2.Environment,
    page: Page,
    language: Language,
    constants: Row,
    claim: Claim,
) -> int:
    made = []
    for row in _rows_of_page(con, page):
        path = PLACE.sub(lambda m, row=row: _safe(page, m[1], row[m[1]]), page.pattern)  # type: ignore[misc]
        try:
            text = environment.get_template(page.template).render(constants | row, page=path)
        except Exception as error:
            raise Refused([_failure(environment, page, path, error)], CONFIGURATION) from error
        claim(language.prefix + path, page.file).write_bytes(finish(page.pattern, text))
        made.append([path, language.prefix + path, language.tag, row.get("updated_on")])
    if page.is_html and made:
        con.cursor().execute(LIST, list(zip(*made, strict=True)))
    return len(made)


def _rows_of_page(con: duckdb.DuckDBPyConnection, page: Page) -> Iterator[Row]:
    if not page.places:
        yield {}
        return
    cursor = con.cursor().execute(f'select * from pages."{page.table}"')
    names = [c[0] for c in cursor.description or []]
    while batch := cursor.fetchmany(1000):
        yield from (dict(zip(names, row, strict=True)) for row in batch)


def _columns(con: duckdb.DuckDBPyConnection, page: Page) -> set[str]:
    """The columns of a page's table; none where there is no such table."""
    columns = con.execute(
        "select column_name from duckdb_columns() where schema_name = 'pages' and table_name = ?",
        [page.table],
    ).fetchall()
    return {name for (name,) in columns}


def _rows(con: duckdb.DuckDBPyConnection, table: str, having: Mapping[str, Any]) -> list[Row]:
    """`rows("tables.x", column=value)`: the rows of a published table, in its order."""
    schema, _, name = table.partition(".")
    if schema not in VISIBLE:
        raise LookupError(f"rows() reads {', '.join(sorted(VISIBLE))}; found {table}")
    where = " and ".join(f'"{column}" = ?' for column in having)
    query = f'select * from {schema}."{name}"' + (f" where {where}" if where else "")
    cursor = con.cursor().execute(query, list(having.values()))
    names = [c[0] for c in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _safe(page: Page, column: str, value: object) -> str:
    if not isinstance(value, (str, int)) or not SAFE.fullmatch(str(value)):
        raise misconfigured(page.file, "page-name", column=column, found=value)
    return str(value)


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
