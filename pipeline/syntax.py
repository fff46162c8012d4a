"""Templates → syntax trees, and what stands in them."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TypeVar

import jinja2
from jinja2 import meta, nodes

from pipeline.confine import Templates
from pipeline.finish import calendar_text, is_markup
from pipeline.problem import misconfigured
from pipeline.project import Project

Node = TypeVar("Node", bound=nodes.Node)

FILTERS = ("day", "markdown", "month", "number")  # what they give depends on the language


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
    not_given(tree)  # complains of filters and tests that do not exist
    return tree


@cache
def _grammar() -> Templates:
    """Templates without any words, rows or files: all that it takes to read one."""
    return _environment(jinja2.BaseLoader())


@lru_cache(maxsize=2048)
def not_given(tree: nodes.Template) -> set[str]:
    """The names that a template uses and does not give itself, but for global ones."""
    return meta.find_undeclared_variables(tree)


def every(tree: nodes.Template, kind: type[Node]) -> list[Node]:
    """All nodes of a kind in a template: its tree is walked through once for all kinds."""
    return [node for node in _walked(tree) if isinstance(node, kind)]


@lru_cache(maxsize=2048)
def _walked(tree: nodes.Template) -> list[nodes.Node]:
    return [*tree.find_all(nodes.Node)]


@lru_cache(maxsize=2048)
def given_by(tree: nodes.Template) -> set[str]:
    """The names that a template gives itself: set, imported, or a macro's."""
    given = {n.name for n in every(tree, nodes.Name) if n.ctx == "store"}
    given |= {n.name for n in every(tree, nodes.Macro)}
    given |= {n.target for n in every(tree, nodes.Import)}
    for statement in every(tree, nodes.FromImport):
        given |= {n if isinstance(n, str) else n[1] for n in statement.names}
    return given


@lru_cache(maxsize=2048)
def names_asked_for(tree: nodes.Template) -> set[str]:
    """The names that a template takes from around it, global ones too."""
    return {n.name for n in every(tree, nodes.Name) if n.ctx == "load"} - given_by(tree)
