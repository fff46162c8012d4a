"""What a command says in the end, and with which exit code; and what day it is."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from datetime import date, datetime
from typing import NoReturn
from zoneinfo import ZoneInfo

import click

from pipeline import report, stop
from pipeline.asked import Asked, day_of
from pipeline.mishap import mishap
from pipeline.options import Form, Speech
from pipeline.problem import Problem, Refused


def say(asked: Asked, warnings: list[Problem], ending: str) -> None:
    """Print the warnings and how it ended; the JSON form is the report alone."""
    if asked.form == Form.json:
        print(asked.document(warnings))
        return
    if warnings:
        where = sys.stderr if asked.form == Form.text else sys.stdout
        print(report.found(warnings, asked.form, asked.lang), file=where)
    print("\n".join([ending, *report.summary(warnings, asked.lang)]))


@contextlib.contextmanager
def answering(asked: Asked, ending: str = "report-refused") -> Iterator[None]:
    """Turn a refusal into its message and exit code; nothing else may reach the reader."""
    try:
        yield
    except BaseException as error:
        if stop.is_asked(error):
            raise click.exceptions.Exit(stop.CODE) from None
        if not isinstance(error, (Refused, OSError)):
            raise
        refused = error if isinstance(error, Refused) else mishap(error)
        if asked.form == Form.json:
            print(asked.document(refused.problems))
        else:
            # Annotations are read from standard output by another program.
            where = sys.stderr if asked.form == Form.text else sys.stdout
            print(report.refused(refused.problems, asked.form, asked.lang, ending), file=where)
        raise click.exceptions.Exit(refused.exit_code) from None


def unsaid(error: OSError) -> int:
    """Tell where messages go what kept the answer from being said; the exit code for that."""
    refused = mishap(error)
    with contextlib.suppress(OSError):
        print(report.refused(refused.problems, Form.text, Speech.en), file=sys.stderr, flush=True)
    return refused.exit_code


def end(code: int) -> NoReturn:
    """End with this exit code, once all is said.

    Python would first look through every object, several times: a twentieth of a check.
    """
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:  # nobody reads on
            code = code or 1
        except OSError as error:
            code = unsaid(error)
    os._exit(code)


def day(as_of: str | None, option: str = "--as-of") -> date:
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    return today if as_of is None else day_of(as_of, option)
