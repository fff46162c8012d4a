"""The templates of a project: the pages they make, and the mistakes that show before rendering."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import jinja2
from jinja2 import meta, nodes
from jinja2.ext import extract_from_ast

from pipeline.confine import Templates as Templates
from pipeline.finish import calendar_text, is_markup
from pipeline.problem import Problem, misconfigured
from pipeline.project import Language, Project

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
FILTERS = ("day", "markdown", "month", "number")  # what they give depends on the language
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


def open_templates(project: Project) -> Templates:
    """The templates of a project, still without words and rows."""
    return _environment(jinja2.FileSystemLoader(project.templates))


def _environment(loader: jinja2.BaseLoader) -> Templates:
    environment = Templates(
        loader=loader,
        autoescape=is_markup,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n", "jinja2.ext.loopcontrols", "jinja2.ext.do"],
    )
    environment.filters |= dict.fromkeys(FILTERS, str) | {"ics": calendar_text}
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False}  # in the order given
    return environment


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
    every = template_names(project)
    names = [n for n in every if n.startswith("pages/")]
    if not names:
        raise misconfigured(f"{root}/pages", "no-pages")
    pages = [
        Page(
            n, f"{root}/{n}", _pattern(n), _has_words(environment, root, n, {*every}),
            AUDITED in _names_asked_for(parse(environment, n, f"{root}/{n}")),
        )
        for n in names
    ]  # fmt: skip
    return sorted(pages, key=lambda page: (not page.is_html, page.tells_audit))


def _pattern(name: str) -> str:
    """`pages/a/{b}.html` → `a/{b}.html`; a picture has the name of its drawing less `.svg`."""
    path = name.removeprefix("pages/")
    return path.removesuffix(".svg") if path.endswith(DRAWN) else path


def _has_words(environment: Templates, root: str, name: str, every: set[str]) -> bool:
    """Whether a page is another one in another language, itself or by what it is made with."""
    if name.endswith(".html"):
        return True
    waiting, read = {name}, {name}
    while waiting:
        trees = [parse(environment, n, f"{root}/{n}") for n in sorted(waiting)]
        if any(_names_asked_for(tree) & OF_A_LANGUAGE for tree in trees):
            return True
        used = {n for tree in trees for n in meta.find_referenced_templates(tree) if n}
        waiting = (used & every) - read
        read |= waiting
    return False


@lru_cache(maxsize=2048)
def _names_asked_for(tree: nodes.Template) -> set[str]:
    """The names that a template takes from around it, global ones too."""
    return {n.name for n in tree.find_all(nodes.Name) if n.ctx == "load"} - _given(tree)


def parse(environment: Templates, name: str, file: str) -> nodes.Template:
    """The syntax tree of a template. Raises Refused (configuration) where it has none."""
    try:
        source = environment.loader.get_source(environment, name)[0]  # type: ignore[union-attr]
        return _tree(source, name)
    except jinja2.TemplateSyntaxError as error:
        raise misconfigured(
            file, "template-syntax", error.lineno, found=(error.message or "").rstrip(".")
        ) from None
    except UnicodeDecodeError:
        raise misconfigured(file, "template-encoding") from None


@lru_cache(maxsize=2048)
def _tree(source: str, name: str) -> nodes.Template:
    """To be read only: it is the same for every language and every stage."""
    tree = _grammar().parse(source, name)
    meta.find_undeclared_variables(tree)  # complains of filters and tests that do not exist
    return tree


@cache
def _grammar() -> Templates:
    """Templates without any words, rows or files: all that it takes to read one."""
    return _environment(jinja2.BaseLoader())


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
    known = CONSTANTS | columns | _given(tree)
    for name in sorted(meta.find_undeclared_variables(tree) - known):
        line = next((n.lineno for n in tree.find_all(nodes.Name) if n.name == name), 0)
        yield Problem(page.file, "template-undefined", {"name": name}, line)


@lru_cache(maxsize=2048)
def _given(tree: nodes.Template) -> set[str]:
    """The names that a template gives itself: set, imported, or a macro's."""
    given = {n.name for n in tree.find_all(nodes.Name) if n.ctx == "store"}
    given |= {n.name for n in tree.find_all(nodes.Macro)}
    given |= {n.target for n in tree.find_all(nodes.Import)}
    for statement in tree.find_all(nodes.FromImport):
        given |= {n if isinstance(n, str) else n[1] for n in statement.names}
    return given


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
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "rows":
            yield call
