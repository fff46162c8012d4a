"""What a template is made with: its own text, and those of all templates that it uses."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

from jinja2 import meta, nodes

from pipeline.confine import Templates
from pipeline.engine import digest_of
from pipeline.project import Project
from pipeline.syntax import every, parse
from pipeline.template import BUILD, template_names

ALL = "*"


class Seen(NamedTuple):
    """A template: a digest of its text, the templates it names, the facts about a build it tells.

    `ALL` stands for whatever only shows when the page is made.
    """

    text: str
    uses: set[str]
    facts: set[str]


class Reach:
    """The templates of a project, each looked at once."""

    def __init__(self, environment: Templates, project: Project) -> None:
        self.environment = environment
        self.project = project
        self._seen: dict[str, Seen] = {}

    def sources(self, template: str) -> list[tuple[str, str]]:
        """The name and a digest of the text of a template and of all that it uses."""
        return [(name, self._look(name).text) for name in self._used(template)]

    def facts(self, template: str, build: Mapping[str, Any]) -> dict[str, Any]:
        """Of the facts about a build those that a page tells: `as_of` where it says it."""
        told = set().union(*(self._look(name).facts for name in self._used(template)))
        return {key: value for key, value in build.items() if {key, ALL} & told}

    @cached_property
    def _every(self) -> set[str]:
        return {*template_names(self.project)}

    def _used(self, template: str) -> list[str]:
        used, waiting = {template}, [template]
        while waiting:
            uses = self._look(waiting.pop()).uses
            new = (self._every if ALL in uses else uses & self._every) - used
            used |= new
            waiting += new
        return sorted(used)

    def _look(self, name: str) -> Seen:
        if name not in self._seen:
            source = self.environment.loader.get_source(self.environment, name)[0]  # type: ignore[union-attr]
            tree = parse(self.environment, name, name)
            uses = {other or ALL for other in meta.find_referenced_templates(tree)}
            self._seen[name] = Seen(digest_of(source), uses, set(_facts(tree)))
        return self._seen[name]


def _facts(tree: nodes.Template) -> list[str]:
    parts = [n.attr for n in every(tree, nodes.Getattr) if _is_build(n.node)]
    named = sum(_is_build(name) for name in every(tree, nodes.Name))
    return parts if len(parts) == named else [ALL]


def _is_build(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Name) and node.name == BUILD
