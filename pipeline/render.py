"""Templates × rows → pages. A page per row is made of that row and constants, of nothing else."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import jinja2
from jinja2 import meta, nodes

from pipeline.problem import CONFIGURATION, Problem, Refused, misconfigured
from pipeline.project import Language, Project
from pipeline.wording import Wording

Row = dict[str, Any]
Claim = Callable[[str, str], Path]

PLACE = re.compile(r"\{([a-z_][a-z0-9_]*)\}")
SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
VISIBLE = {"public", "tables", "pages", "catalog"}
CONSTANTS = {
    "build", "caller", "home", "lang", "languages", "ngettext", "package", "page", "prose", "root",
    "rows", "tag", "_", "gettext", "dict", "range", "namespace", "cycler", "joiner", "loop",
}  # fmt: skip


@dataclass(frozen=True)
class Page:
    """A template under pages/: its path is its URL; names in braces make one page per row."""

    template: str
    file: str
    pattern: str

    @property
    def places(self) -> list[str]:
        return PLACE.findall(self.pattern)

    @property
    def table(self) -> str:
        """The fixed parts of the path, joined: `news/town/{code}/{page}.html` → `news_town`."""
        return "_".join(part for part in self.pattern.split("/") if not PLACE.search(part))

    def is_for(self, language: Language) -> bool:
        """HTML is made in every language; any other file once, in the first."""
        return self.pattern.endswith(".html") or not language.prefix


def render(con: duckdb.DuckDBPyConnection, project: Project, as_of: date, claim: Claim) -> int:
    """Write every page in every language, and say how many.

    `claim` takes a URL path and its source, and gives the file to write. Raises Refused
    (configuration) with every mistake that can be seen before rendering, or with the first one
    that shows itself while rendering.
    """
    wordings = {lang.key: Wording(project, lang) for lang in project.languages}
    environments = {key: _environment(con, project, w) for key, w in wordings.items()}
    pages = _pages(project)
    first = next(iter(environments.values()))
    problems = [p for page in pages for p in _mistakes(con, first, page)]
    problems += [p for name in _template_names(project) for p in _careless(first, project, name)]
    problems += [p for w in wordings.values() for p in w.untranslated(first)]
    if problems:
        raise Refused(sorted(set(problems), key=lambda p: (p.file, p.line)), CONFIGURATION)
    done = 0
    for page in pages:
        for language in filter(page.is_for, project.languages):
            environment = environments[language.key]
            constants = _constants(project, language, page, as_of)
            done += _render(con, environment, page, language, constants, claim)
    return done


def _environment(
    con: duckdb.DuckDBPyConnection, project: Project, wording: Wording
) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(project.templates),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.loopcontrols", "jinja2.ext.do"],
    )
    wording.install(environment)
    environment.globals["rows"] = lambda table, **having: _rows(con, table, having)
    return environment


def _template_names(project: Project) -> list[str]:
    """Every template, partials included, by its path under site_templates/."""
    kept_apart = {"assets", "content", "locales"}
    paths = (p.relative_to(project.templates) for p in sorted(project.templates.rglob("*")) if p.is_file())
    return [p.as_posix() for p in paths if p.parts[0] not in kept_apart and not p.name.startswith(".")]


def _pages(project: Project) -> list[Page]:
    root = project.show(project.templates)
    names = [n for n in _template_names(project) if n.startswith("pages/")]
    if not names:
        raise misconfigured(f"{root}/pages", "no-pages")
    return [Page(n, f"{root}/{n}", n.removeprefix("pages/")) for n in names]


def _constants(project: Project, language: Language, page: Page, as_of: date) -> Row:
    depth = page.pattern.count("/")
    descriptor = project.descriptor
    return {
        "build": {"as_of": as_of},
        "home": "../" * depth or "./",
        "lang": language.key,
        "languages": project.languages,
        "package": {
            **descriptor,
            **{key: project.words(descriptor, key)[language.key] for key in ("title", "description")},
            "demo": descriptor.get("demo", {}),
        },
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
    done = 0
    for row in _rows_of_page(con, page):
        path = PLACE.sub(lambda m, row=row: _safe(page, m[1], row[m[1]]), page.pattern)  # type: ignore[misc]
        try:
            text = environment.get_template(page.template).render(constants | row, page=path)
        except Exception as error:
            raise Refused([_failure(environment, page, path, error)], CONFIGURATION) from error
        claim(language.prefix + path, page.file).write_text(text, "utf-8", newline="\n")
        done += 1
    return done


def _rows_of_page(con: duckdb.DuckDBPyConnection, page: Page) -> Iterator[Row]:
    if not page.places:
        yield {}
        return
    cursor = con.cursor().execute(f'select * from pages."{page.table}"')
    names = [c[0] for c in cursor.description or []]
    while batch := cursor.fetchmany(1000):
        yield from (dict(zip(names, row, strict=True)) for row in batch)


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


def _parse(environment: jinja2.Environment, name: str, file: str) -> nodes.Template:
    try:
        source = environment.loader.get_source(environment, name)[0]  # type: ignore[union-attr]
        return environment.parse(source, name, file)
    except jinja2.TemplateSyntaxError as error:
        raise misconfigured(file, "template-syntax", error.lineno, found=error.message) from None
    except UnicodeDecodeError:
        raise misconfigured(file, "template-encoding") from None


def _mistakes(
    con: duckdb.DuckDBPyConnection, environment: jinja2.Environment, page: Page
) -> Iterator[Problem]:
    """Names that a page uses and nothing gives; a page table that is not there."""
    tree = _parse(environment, page.template, page.file)
    columns: set[str] = set()
    if page.places:
        found = con.execute(
            "select column_name from duckdb_columns() where schema_name = 'pages' and table_name = ?",
            [page.table],
        ).fetchall()
        columns = {name for (name,) in found}
        if not columns:
            yield Problem(page.file, "page-without-table", {"table": page.table})
            return
        for place in sorted(set(page.places) - columns):
            yield Problem(page.file, "page-without-column", {"table": page.table, "column": place})
    known = CONSTANTS | columns | _given(tree)
    for name in sorted(meta.find_undeclared_variables(tree) - known):
        line = next((n.lineno for n in tree.find_all(nodes.Name) if n.name == name), 0)
        yield Problem(page.file, "template-undefined", {"name": name}, line)


def _given(tree: nodes.Template) -> set[str]:
    """The names that a template gives itself: set, imported, or a macro's."""
    given = {n.name for n in tree.find_all(nodes.Name) if n.ctx == "store"}
    given |= {n.name for n in tree.find_all(nodes.Macro)}
    given |= {n.target for n in tree.find_all(nodes.Import)}
    for statement in tree.find_all(nodes.FromImport):
        given |= {n if isinstance(n, str) else n[1] for n in statement.names}
    return given


def _careless(environment: jinja2.Environment, project: Project, name: str) -> Iterator[Problem]:
    """A template that asks for a floor that it may not see, or names a table we cannot check."""
    file = f"{project.show(project.templates)}/{name}"
    tree = _parse(environment, name, file)
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "rows":
            table = call.args[0] if call.args else None
            shown = table.value if isinstance(table, nodes.Const) else "…"
            if str(shown).partition(".")[0] not in VISIBLE:
                values = {"found": shown, "allowed": ", ".join(sorted(VISIBLE))}
                yield Problem(file, "template-looks-up", values, call.lineno)


def _failure(
    environment: jinja2.Environment, page: Page, path: str, error: Exception
) -> Problem:
    """The template line on which a page failed, in the words of what failed."""
    frames = traceback.extract_tb(error.__traceback__)
    root = str(Path(environment.loader.searchpath[0]))  # type: ignore[union-attr]
    inside = [f for f in frames if f.filename.startswith(root)]
    file, line = page.file, getattr(error, "lineno", 0) or 0
    if inside:
        file = f"{page.file.split('/', 1)[0]}/{Path(inside[-1].filename).relative_to(root).as_posix()}"
        line = inside[-1].lineno or 0
    found = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
    return Problem(file, "template-fails", {"page": path, "found": found}, line)
