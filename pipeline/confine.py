"""The room in which templates run: they see what they are given, and their words are their pages'.

Jinja's sandbox keeps a template from the machine. What it asks again for each value of each page,
though only the kind of a value decides it, is asked here once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import jinja2.sandbox
from jinja2 import nodes
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from pipeline.desk import Desk, Question
from pipeline.finish import is_markup

MESSAGES = ("_", "gettext")


class Shared(jinja2.Template):
    """A template that others import: Jinja makes it once for all of them that share no values.

    What it asks while it is made, it asks for each of them.
    """

    _asked: Mapping[Question, None] = {}

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        desk: Desk = self.environment.desk  # type: ignore[attr-defined]
        before, desk.asked = desk.asked, {}
        module = super()._get_default_module(ctx)
        self._asked = desk.asked or self._asked
        desk.asked = {**before, **self._asked}
        return module


class Templates(jinja2.sandbox.SandboxedEnvironment):
    """The templates of a project.

    `translate` gives a written message in the language of the pages; at the `desk` they ask.
    """

    template_class = Shared

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.translate: Callable[[str], str] = str
        self.desk = Desk()
        self._safe: dict[tuple[type, str], bool] = {}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A column of a row before anything else: most of a page is made of rows."""
        if obj.__class__ is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may see it, which depends on no value."""
        asked = obj.__class__, attr
        if asked not in self._safe:
            self._safe[asked] = super().is_safe_attribute(obj, attr, value)
        return self._safe[asked]

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805
        """A macro is known to be safe, and what it wants; all else is called as Jinja does."""
        if __obj.__class__ is not Macro:
            return super().call(__context, __obj, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return __obj(__context.eval_ctx, *args, **kwargs)

    def _generate(self, source: nodes.Template, name: str | None, *rest: Any, **kw: Any) -> str:
        """Jinja's hook before a template becomes code: what is written in it is translated once."""
        if not any(n.name in MESSAGES and n.ctx != "load" for n in source.find_all(nodes.Name)):
            source = Spoken(self.translate, is_markup(name)).visit(source)
        return super()._generate(source, name, *rest, **kw)


class Spoken(NodeTransformer):
    """`_("…")` → the message itself, with its values put in as Jinja would for each page."""

    def __init__(self, translate: Callable[[str], str], escapes: bool) -> None:
        self.translate = translate
        self.kind: type[str] = Markup if escapes else str

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 (Jinja's name)
        """The call, or what it is known to give."""
        self.generic_visit(node)
        if not _is_written(node):
            return node
        message = self.kind(self.translate(node.args[0].as_const()))
        if not node.kwargs:
            return nodes.Const(message % {}, lineno=node.lineno)
        values = [nodes.Pair(nodes.Const(k.key), k.value, lineno=k.lineno) for k in node.kwargs]
        known = nodes.Const(message, lineno=node.lineno)
        return nodes.Mod(known, nodes.Dict(values, lineno=node.lineno), lineno=node.lineno)


def _is_written(node: nodes.Call) -> bool:
    is_message = isinstance(node.node, nodes.Name) and node.node.name in MESSAGES
    is_known = [isinstance(argument, nodes.Const) for argument in node.args] == [True]
    return is_message and is_known and not node.dyn_args and not node.dyn_kwargs
