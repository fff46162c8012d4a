"""The templates of a project: the pages they make, and the mistakes that show before rendering."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import meta, nodes
from jinja2.ext import extract_from_ast

from pipeline.confine import Templates as Templates
from pipeline.problem import Problem, misconfigured
from pipeline.project import Language, Project
from pipeline.syntax import every, given_by, names_asked_for, not_given, parse

PLACE = re.compile(r"\{([a-z_][a-z0-9_]*)\}")
DRAWN = ".png.svg"  # the drawing of a picture
VISIBLE = {"public", "tables", "pages", "catalog"}
KEPT_APART = {"assets", "content", "locales"}
BUILD = "build"  # the facts about a build
AUDITED = "audited"  # what a page asks for that tells how the audit of all others has ended
CONSTANTS = {
    AUDITED, BUILD, "base", "caller", "home", "lang", "languages", "meaning_of", "ngettext",
    "package", "page", "page_no_of", "prefix", "prose", "root", "rows", "size_of_asset", "tag", "_",
    "gettext", "dict", "range", "namespace", "cycler", "joiner", "loop",
}  # fmt: skip
OF_A_LANGUAGE = {"_", "gettext", "lang", "ngettext", "prefix", "prose", "tag"}


@dataclass(frozen=True)
class Page:
    """A template under pages/: its path is its URL; names in braces make one page per row."""

    template: str
    file: str
    pattern: str
    has_words: bool
    tells_audit: bool = False

    @property
    def is_html(self) -> bool:
        return self.pattern.endswith(".html")

    @property
    def places(self) -> list[str]:
        return PLACE.findall(self.pattern)

    @property
    def table(self) -> str:
        """The fixed folders of the path, joined: `news/town/{code}/{page}.html` → `news_town`."""
        folders = self.pattern.split("/")[:-1]
        return "_".join(part for part in folders if not PLACE.search(part))

    def is_for(self, language: Language) -> bool:
        """What has words is made in every language; any other file once, in the first."""
        return self.has_words or not language.prefix


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


def read_pages(environment: Templates, project: Project) -> list[Page]:
    """Every page, HTML first: other files, such as a list of all pages, may tell of those.

    Of the HTML, pages that tell of the audit come last, since it reads all others.
    """
    root = project.show(project.templates)
    all_names = template_names(project)
    names = [n for n in all_names if n.startswith("pages/")]
    if not names:
        raise misconfigured(f"{root}/pages", "no-pages")
    pages = [
        Page(
            n, f"{root}/{n}", _pattern(n), _has_words(environment, root, n, {*all_names}),
            AUDITED in names_asked_for(parse(environment, n, f"{root}/{n}")),
        )
        for n in names
    ]  # fmt: skip
    return sorted(pages, key=lambda page: (not page.is_html, page.tells_audit))


def _pattern(name: str) -> str:
    """`pages/a/{b}.html` → `a/{b}.html`; a picture has the name of its drawing less `.svg`."""
    path = name.removeprefix("pages/")
    return path.removesuffix(".svg") if path.endswith(DRAWN) else path


def _has_words(environment: Templates, root: str, name: str, all_names: set[str]) -> bool:
    """Whether a page is another one in another language, itself or by what it is made with."""
    if name.endswith(".html"):
        return True
    waiting, read = {name}, {name}
    while waiting:
        trees = [parse(environment, n, f"{root}/{n}") for n in sorted(waiting)]
        if any(names_asked_for(tree) & OF_A_LANGUAGE for tree in trees):
            return True
        used = {n for tree in trees for n in meta.find_referenced_templates(tree) if n}
        waiting = (used & all_names) - read
        read |= waiting
    return False


def messages_of(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    """(line, words) for all that a template says in the first language."""
    for line, _, message in extract_from_ast(tree):
        words = message[0] if isinstance(message, tuple) else message
        if words:
            yield line, words


def mistakes_of_page(environment: Templates, page: Page, columns: set[str]) -> Iterator[Problem]:
    """Names that a page uses and nothing gives; `columns` are those of its page table."""
    tree = parse(environment, page.template, page.file)
    if page.places and not columns:
        yield Problem(page.file, "page-without-table", {"table": page.table})
        return
    if page.places:
        for place in sorted(set(page.places) - columns):
            yield Problem(page.file, "page-without-column", {"table": page.table, "column": place})
        for call in _calls_of_rows(tree):
            yield Problem(page.file, "page-with-rows", {"table": page.table}, call.lineno)
    known = CONSTANTS | columns | given_by(tree)
    for name in sorted(not_given(tree) - known):
        line = next((n.lineno for n in every(tree, nodes.Name) if n.name == name), 0)
        yield Problem(page.file, "template-undefined", {"name": name}, line)


def mistakes_of_reach(environment: Templates, project: Project, name: str) -> Iterator[Problem]:
    """A template that asks for a floor that it may not see, or names a table we cannot check."""
    file = f"{project.show(project.templates)}/{name}"
    tree = parse(environment, name, file)
    for call in _calls_of_rows(tree):
        table = call.args[0] if call.args else None
        shown = table.value if isinstance(table, nodes.Const) else "…"
        if str(shown).partition(".")[0] not in VISIBLE:
            values = {"found": shown, "allowed": sorted(VISIBLE)}
            yield Problem(file, "template-looks-up", values, call.lineno)


def _calls_of_rows(tree: nodes.Template) -> Iterator[nodes.Call]:
    for call in every(tree, nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "rows":
            yield call
