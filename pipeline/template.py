"""The templates of a project: the pages they make, and the mistakes that show before rendering."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import jinja2
from jinja2 import meta, nodes

from pipeline.problem import Problem, misconfigured
from pipeline.project import Language, Project

PLACE = re.compile(r"\{([a-z_][a-z0-9_]*)\}")
VISIBLE = {"public", "tables", "pages", "catalog"}
KEPT_APART = {"assets", "content", "locales"}
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


def template_names(project: Project) -> list[str]:
    """Every template, partials included, by its path under site_templates/."""
    paths = (
        p.relative_to(project.templates)
        for p in sorted(project.templates.rglob("*"))
        if p.is_file()
    )
    return [
        p.as_posix() for p in paths if p.parts[0] not in KEPT_APART and not p.name.startswith(".")
    ]


def read_pages(project: Project) -> list[Page]:
    root = project.show(project.templates)
    names = [n for n in template_names(project) if n.startswith("pages/")]
    if not names:
        raise misconfigured(f"{root}/pages", "no-pages")
    return [Page(n, f"{root}/{n}", n.removeprefix("pages/")) for n in names]


def _parse(environment: jinja2.Environment, name: str, file: str) -> nodes.Template:
    try:
        source = environment.loader.get_source(environment, name)[0]  # type: ignore[union-attr]
        tree = environment.parse(source, name, file)
        meta.find_undeclared_variables(tree)  # complains of filters and tests that do not exist
        return tree
    except jinja2.TemplateSyntaxError as error:
        raise misconfigured(
            file, "template-syntax", error.lineno, found=(error.message or "").rstrip(".")
        ) from None
    except UnicodeDecodeError:
        raise misconfigured(file, "template-encoding") from None


def mistakes_of_page(
    environment: jinja2.Environment, page: Page, columns: set[str]
) -> Iterator[Problem]:
    """Names that a page uses and nothing gives; `columns` are those of its page table."""
    tree = _parse(environment, page.template, page.file)
    if page.places and not columns:
        yield Problem(page.file, "page-without-table", {"table": page.table})
        return
    if page.places:
        for place in sorted(set(page.places) - columns):
            yield Problem(page.file, "page-without-column", {"table": page.table, "column": place})
        for call in _calls_of_rows(tree):
            yield Problem(page.file, "page-with-rows", {"table": page.table}, call.lineno)
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


def mistakes_of_reach(
    environment: jinja2.Environment, project: Project, name: str
) -> Iterator[Problem]:
    """A template that asks for a floor that it may not see, or names a table we cannot check."""
    file = f"{project.show(project.templates)}/{name}"
    tree = _parse(environment, name, file)
    for call in _calls_of_rows(tree):
        table = call.args[0] if call.args else None
        shown = table.value if isinstance(table, nodes.Const) else "…"
        if str(shown).partition(".")[0] not in VISIBLE:
            values = {"found": shown, "allowed": ", ".join(sorted(VISIBLE))}
            yield Problem(file, "template-looks-up", values, call.lineno)


def _calls_of_rows(tree: nodes.Template) -> Iterator[nodes.Call]:
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "rows":
            yield call
