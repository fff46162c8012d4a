"""The command line: the only place that reads the clock, prints, or exits."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from pipeline import report
from pipeline.build import build as build_site
from pipeline.check import check as check_project
from pipeline.problem import Refused
from pipeline.project import open_project
from pipeline.serve import serve as serve_site

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Checked rows in, a trusted website and open data out.",
)


class Form(StrEnum):
    text = "text"
    github = "github"
    json = "json"


class Speech(StrEnum):
    en = "en"
    zh = "zh"


ProjectFolder = Annotated[Path, typer.Option("--project", help="The folder to publish.")]
Out = Annotated[
    Path | None, typer.Option("--out", help="Where the site goes [default: site/ of the project].")
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="YYYY-MM-DD", help="The day to publish for [default: today in Shanghai]."
    ),
]
Format = Annotated[Form, typer.Option("--format", help="How problems are written.")]
Lang = Annotated[Speech, typer.Option("--lang", help="The language of messages.")]


@app.command()
def check(
    project: ProjectFolder = Path(), form: Format = Form.text, lang: Lang = Speech.en
) -> None:
    """Check every row against datasets/datapackage.json and say all that is wrong."""
    with _answering(form, lang):
        opened = open_project(project)
        if problems := check_project(opened):
            raise Refused(problems)
    print(report.clean(len(opened.resources), form, lang))


@app.command()
def build(
    project: ProjectFolder = Path(),
    out: Out = None,
    as_of: AsOf = None,
    form: Format = Form.text,
    lang: Lang = Speech.en,
) -> None:
    """Check, then publish the website and the open data."""
    started = time.perf_counter()
    with _answering(form, lang):
        target = out or project / "site"
        built = build_site(project, target, _day(as_of))
    print(report.built(built.pages, built.files, time.perf_counter() - started, target, lang))


@app.command()
def serve(
    project: ProjectFolder = Path(),
    out: Out = None,
    as_of: AsOf = None,
    port: Annotated[int, typer.Option("--port", min=0, max=65535)] = 8000,
    lang: Lang = Speech.en,
) -> None:
    """Build, show the site on this machine only, and build again whenever a source changes."""
    target = out or project / "site"

    def rebuild() -> str:
        try:
            built = build_site(project, target, _day(as_of))
        except Refused as refused:
            return report.refused(refused.problems, Form.text, lang)
        return f"{built.pages} pages"

    with _answering(Form.text, lang):
        serve_site(project, target, port, rebuild, print)


@contextlib.contextmanager
def _answering(form: Form, lang: Speech) -> Iterator[None]:
    """Turn a refusal into its message and exit code; nothing else may reach the reader."""
    try:
        yield
    except Refused as refused:
        # Annotations and JSON are read from standard output by other programs.
        where = sys.stderr if form == Form.text else sys.stdout
        print(report.refused(refused.problems, form, lang), file=where)
        raise typer.Exit(refused.exit_code) from None
    except OSError as error:
        print(f"{error.filename or 'baoguangtai'}: {error.strerror or error}", file=sys.stderr)
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def _day(as_of: str | None) -> date:
    if as_of is None:
        return datetime.now(ZoneInfo("Asia/Shanghai")).date()
    try:
        return date.fromisoformat(as_of)
    except ValueError:
        raise typer.BadParameter(f"a day is written 2026-11-23; found {as_of}") from None


def main() -> None:
    """The command `baoguangtai`."""
    app()


if __name__ == "__main__":
    main()
