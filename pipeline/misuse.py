"""A command line that cannot be read → what is wrong with it, in the language that it asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click

from pipeline import report
from pipeline.problem import CONFIGURATION, Problem

LANGUAGE = re.compile(r"--lang[= ](\w+)")
EXTRA = re.compile(r"\((.*)\)")  # what click has found no place for


class Misuse(click.ClickException):
    """Shown as any other problem, at the command that was given."""

    exit_code = CONFIGURATION

    def __init__(self, problem: Problem, lang: str):
        super().__init__(problem.sentence())
        self.problem, self.lang = problem, lang

    def show(self, file: Any = None) -> None:
        click.echo(report.refused([self.problem], "text", self.lang), file=file, err=True)


@contextmanager
def in_our_words(ctx: click.Context, args: Sequence[str]) -> Iterator[None]:
    """Tell what click cannot read in the `args` of a command in the words of problems.toml."""
    asked = LANGUAGE.search(" ".join(args))
    lang = "zh" if asked and asked[1] == "zh" else "en"
    try:
        yield
    except click.exceptions.NoArgsIsHelpError:
        raise
    except click.UsageError as error:
        kind, values = _found(error)
        values |= {"command": ctx.command_path}
        raise Misuse(Problem(ctx.command_path, kind, values), lang) from None


def _found(error: click.UsageError) -> tuple[str, dict[str, object]]:
    if isinstance(error, click.NoSuchOption):
        return _unknown(error.option_name, error.possibilities)
    if isinstance(error, click.exceptions.NoSuchCommand):
        return _unknown(error.command_name, error.possibilities)
    if isinstance(error, click.BadOptionUsage):
        return "usage-no-value", {"found": error.option_name}
    if isinstance(error, click.MissingParameter):
        return "usage-missing", {"found": _name(error.param)}
    if isinstance(error, click.BadParameter):
        return "usage-value", {"found": _name(error.param), "expected": _expected(error)}
    extra = EXTRA.search(error.message)
    return "usage-extra", {"found": extra[1] if extra else error.message}


def _unknown(name: str, near: Sequence[str] | None) -> tuple[str, dict[str, object]]:
    return ("usage-unknown-near" if near else "usage-unknown"), {"found": name, "near": near or ()}


def _name(parameter: click.Parameter | None) -> str:
    """An option as it is written, an argument as the help names it."""
    if isinstance(parameter, click.Option):
        return parameter.opts[0]
    return parameter.human_readable_name if parameter else ""


def _expected(error: click.BadParameter) -> str | tuple[str, ...]:
    """What values there are: those listed, a range, or what our own reader gives as an example."""
    kind = error.param.type if error.param else None
    if isinstance(kind, click.Choice):
        return tuple(map(str, kind.choices))
    if isinstance(kind, click.IntRange):
        return f"≥ {kind.min}" if kind.max is None else f"{kind.min} … {kind.max}"
    return error.message
