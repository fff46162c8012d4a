"""What the pages that are made once say, in each language → catalog.prose."""

from __future__ import annotations

import contextlib
import html
import re
from collections.abc import Iterator

import duckdb
import nh3
from jinja2 import nodes

from pipeline.project import Project
from pipeline.syntax import every, open_templates, parse
from pipeline.template import Page, messages_of, read_pages
from pipeline.wording import Wording

PROSE = "create table catalog.prose (page varchar, language varchar, title varchar, text varchar)"
VALUE = re.compile(r"%\(\w+\)s")


def gather(con: duckdb.DuckDBPyConnection, project: Project) -> None:
    """Make catalog.prose: page, language, title and text of every HTML page that is no row.

    The title is what the template sets as `title`, if that is written in it. The text is plain:
    the words of the template itself, with `…` for each value, and the prose that it asks for.
    Raises Refused (configuration) for a template that cannot be read.
    """
    con.execute(PROSE)
    pages: list[Page] = []
    for language in project.languages:
        wording = Wording(project, language)
        environment = open_templates(project)
        wording.install(environment)
        pages = pages or read_pages(environment, project)
        for page in pages:
            if page.is_html and not page.places:
                tree = parse(environment, page.template, page.file)
                title = next(_titles(tree, wording), None)
                words = [w for w in _words(tree, wording) if w != title]
                text = "\n".join([*_prose(tree, wording), *words])
                con.execute(
                    "insert into catalog.prose values (?, ?, ?, ?)",
                    [page.pattern, language.key, title, text],
                )


def _titles(tree: nodes.Template, wording: Wording) -> Iterator[str]:
    """The constants that a template gives to `title`, in the words of the language."""
    for given in every(tree, nodes.Assign):
        if isinstance(given.target, nodes.Name) and given.target.name == "title":
            value = given.node
            if isinstance(value, nodes.Call) and value.args:
                yield from (wording.translations.gettext(text) for text in _constants(value))
            elif isinstance(value, nodes.Const):
                yield str(value.value)


def _prose(tree: nodes.Template, wording: Wording) -> Iterator[str]:
    for call in every(tree, nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "prose":
            for name in _constants(call):
                # What cannot be read is told when the page is made, with its line.
                with contextlib.suppress(OSError, UnicodeDecodeError):
                    yield _plain(wording.prose(name))


def _words(tree: nodes.Template, wording: Wording) -> Iterator[str]:
    for _, words in messages_of(tree):
        yield _plain(VALUE.sub("…", wording.translations.gettext(words)).replace("%%", "%"))


def _constants(call: nodes.Call) -> list[str]:
    return [str(argument.value) for argument in call.args[:1] if isinstance(argument, nodes.Const)]


def _plain(text: str) -> str:
    return html.unescape(nh3.clean(text, tags=set())).strip()
