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
from pipeline.admit import Wish, admit
from pipeline.blank import blank
from pipeline.build import build as build_site
from pipeline.build import examine, find_all
from pipeline.problem import DATA, Problem, Refused
from pipeline.project import open_project
from pipeline.serve import serve as serve_site
from pipeline.tidy import tidy

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
    project: ProjectFolder = Path(),
    as_of: AsOf = None,
    form: Format = Form.text,
    lang: Lang = Speech.en,
) -> None:
    """Check every row against datasets/datapackage.json and the claims; say all that is wrong."""
    with _answering(form, lang):
        checked = examine(project, _day(as_of))
    ending = report.clean(checked.files, len(checked.warnings), lang)
    _say(checked.warnings, ending, form, lang)


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
    seconds = time.perf_counter() - started
    ending = report.built(built.pages, built.files, seconds, target, lang)
    _say(built.warnings, ending, form, lang)


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
        warnings = report.found(built.warnings, Form.text, lang)
        return f"{warnings}\n{built.pages} pages".lstrip()

    with _answering(Form.text, lang):
        serve_site(project, target, port, rebuild, print)


@app.command()
def fmt(
    project: ProjectFolder = Path(),
    only_check: Annotated[
        bool, typer.Option("--check", help="Change nothing; exit 1 if anything would be changed.")
    ] = False,
    lang: Lang = Speech.en,
) -> None:
    """Repair what is only form in the files of datasets/, and say what was changed."""
    with _answering(Form.text, lang, "report-left"):
        tidied = tidy(open_project(project), may_write=not only_check)
        if tidied.changes or not tidied.left:
            print(report.tidied(tidied.changes, only_check, lang))
        if tidied.left:
            raise Refused(tidied.left, DATA)
    if only_check and tidied.changes:
        raise typer.Exit(1)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A workbook (.xlsx) or a text file (.csv).")],
    project: ProjectFolder = Path(),
    dataset: Annotated[
        str | None, typer.Option("--dataset", help="The dataset [default: by the headings].")
    ] = None,
    sheet: Annotated[
        str | None, typer.Option("--sheet", help="The sheet [default: by the headings].")
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace rows that have the same key.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done, and write nothing.")
    ] = False,
    as_of: AsOf = None,
    lang: Lang = Speech.en,
) -> None:
    """Put the rows of an office's own file into a dataset, if all of it passes the check."""
    with _answering(Form.text, lang, "report-not-imported"):
        day = _day(as_of)
        wish = Wish(dataset, sheet, replace, dry_run)
        admitted = admit(open_project(project), file, wish, lambda root: find_all(root, day))
    print(report.imported(admitted, dry_run, lang))


@app.command()
def template(
    dataset: Annotated[str, typer.Argument(help="The dataset to write a form for.")],
    out: Annotated[
        Path | None, typer.Option("--out", help="The form [default: DATASET.xlsx].")
    ] = None,
    project: ProjectFolder = Path(),
    lang: Lang = Speech.en,
) -> None:
    """Write an empty Excel form for a dataset, which can be filled in and imported."""
    target = out or Path(f"{dataset}.xlsx")
    with _answering(Form.text, lang, "report-not-written"):
        blank(open_project(project), dataset, target)
    print(report.written(dataset, target, lang))


def _say(warnings: list[Problem], ending: str, form: Form, lang: Speech) -> None:
    """Print the warnings and how it ended; the JSON form is the list of warnings alone."""
    if warnings or form == Form.json:
        where = sys.stderr if form == Form.text else sys.stdout
        print(report.found(warnings, form, lang), file=where)
    if form != Form.json:
        print(ending)


@contextlib.contextmanager
def _answering(form: Form, lang: Speech, ending: str = "report-refused") -> Iterator[None]:
    """Turn a refusal into its message and exit code; nothing else may reach the reader."""
    try:
        yield
    except Refused as refused:
        # Annotations and JSON are read from standard output by other programs.
        where = sys.stderr if form == Form.text else sys.stdout
        print(report.refused(refused.problems, form, lang, ending), file=where)
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
