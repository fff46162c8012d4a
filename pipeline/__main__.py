"""The command line: the only place that reads the clock, prints, or exits."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from pipeline import options, report
from pipeline.asked import Asked, day_of
from pipeline.examine import examine, find_all, refuse
from pipeline.mishap import mishap
from pipeline.options import AsOf, First, Form, Format, Lang, Out, Previous, ProjectFolder, Speech
from pipeline.problem import Problem, Refused
from pipeline.project import open_project
from pipeline.recall import published_in

# What only one command needs is imported by that command: an answer to a check comes sooner.

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Checked rows in, a trusted website and open data out.",
)


@app.command()
def check(
    project: ProjectFolder = Path(),
    as_of: AsOf = None,
    previous: Previous = None,
    first: First = False,
    jobs: options.Jobs = 0,
    form: Format = Form.text,
    lang: Lang = Speech.en,
) -> None:
    """Check every row against datasets/datapackage.json and the claims; say all that is wrong."""
    with _answering(asked := Asked(form, lang, project)):
        before = None if first else previous or published_in(project / "site")
        checked = examine(project, _day(as_of), before)
    _say(asked, checked.warnings, report.clean(checked.files, len(checked.warnings), lang))


@app.command()
def build(
    project: ProjectFolder = Path(),
    out: Out = None,
    as_of: AsOf = None,
    previous: Previous = None,
    first: First = False,
    commit: options.Commit = "",
    full: options.Full = False,
    jobs: options.Jobs = 0,
    form: Format = Form.text,
    lang: Lang = Speech.en,
) -> None:
    """Check, then publish the website and the open data."""
    from pipeline.build import build as build_site

    with _answering(asked := Asked(form, lang, project)):
        target = out or project / "site"
        before = None if first else previous or published_in(target)
        built = build_site(project, target, _day(as_of), before, commit, full)
    ending = report.built(built.pages, built.reused, built.files, asked.seconds, target, lang)
    _say(asked, built.warnings, ending)


@app.command()
def audit(
    site: options.Site = Path("site"),
    form: Format = Form.text,
    lang: Lang = Speech.en,
) -> None:
    """Compute every number of a built site again, from nothing but its own downloads."""
    from pipeline.audit import audit as audit_site

    with _answering(asked := Asked(form, lang, site), "report-not-audited"):
        audited = audit_site(site)
        refuse(audited.problems)
    _say(asked, [], report.audited(audited.figures, audited.pages, audited.tables, lang))


@app.command()
def serve(
    project: ProjectFolder = Path(),
    out: Out = None,
    as_of: AsOf = None,
    port: Annotated[int, typer.Option("--port", min=0, max=65535)] = 8000,
    lang: Lang = Speech.en,
) -> None:
    """Build, show the site on this machine only, and build again whenever a source changes."""
    from pipeline.build import build as build_site
    from pipeline.serve import serve as serve_site

    target = out or project / "site"

    def rebuild() -> str:
        try:
            built = build_site(project, target, _day(as_of), published_in(target))
        except Refused as refused:
            return report.refused(refused.problems, Form.text, lang)
        return report.served(built.pages, built.warnings, lang)

    with _answering(Asked(Form.text, lang, project)):
        serve_site(project, target, port, rebuild, print)


@app.command()
def fmt(
    project: ProjectFolder = Path(),
    only_check: options.OnlyCheck = False,
    lang: Lang = Speech.en,
) -> None:
    """Repair what is only form in the files of datasets/, and say what was changed."""
    from pipeline.tidy import tidy

    with _answering(Asked(Form.text, lang, project), "report-left"):
        tidied = tidy(open_project(project), may_write=not only_check)
        if tidied.changes or not tidied.left:
            print(report.tidied(tidied.changes, only_check, lang))
        refuse(tidied.left)
    if only_check and tidied.changes:
        raise typer.Exit(1)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A workbook (.xlsx) or a text file (.csv).")],
    project: ProjectFolder = Path(),
    dataset: options.Dataset = None,
    sheet: options.OneSheet = None,
    replace: options.Replace = False,
    dry_run: options.DryRun = False,
    as_of: AsOf = None,
    lang: Lang = Speech.en,
) -> None:
    """Put the rows of an office's own file into a dataset, if all of it passes the check."""
    from pipeline.admit import Wish, admit

    with _answering(Asked(Form.text, lang, project), "report-not-imported"):
        day = _day(as_of)
        wish = Wish(dataset, sheet, replace, dry_run)
        admitted = admit(open_project(project), file, wish, lambda root: find_all(root, day))
    print(report.imported(admitted, dry_run, lang))


@app.command()
def template(
    dataset: Annotated[str, typer.Argument(help="The dataset to write a form for.")],
    out: options.OneForm = None,
    project: ProjectFolder = Path(),
    lang: Lang = Speech.en,
) -> None:
    """Write an empty Excel form for a dataset, which can be filled in and imported."""
    from pipeline.blank import blank

    target = out or Path(f"{dataset}.xlsx")
    with _answering(Asked(Form.text, lang, project), "report-not-written"):
        blank(open_project(project), dataset, target)
    print(report.written(dataset, target, lang))


@app.command()
def allow(
    place: Annotated[str, typer.Argument(help="Where it stands, as the message says.")],
    reason: options.Reason,
    role: options.Role,
    until: options.Until,
    rule: options.Rule = None,
    project: ProjectFolder = Path(),
    as_of: AsOf = None,
    lang: Lang = Speech.en,
) -> None:
    """Let stand what the check finds at a place: writes a line of datasets/allowances.csv."""
    from pipeline.allow import Permission, grant, report_of
    from pipeline.build import build as build_site

    with _answering(Asked(Form.text, lang, project), "report-not-allowed"):
        day, wish = _day(as_of), Permission(place, reason, role, _day(until, "--until"), rule)
        allowed = grant(
            open_project(project), wish, day, lambda out: build_site(project, out, day).warnings
        )
    print(report_of(allowed, lang))


def _say(asked: Asked, warnings: list[Problem], ending: str) -> None:
    """Print the warnings and how it ended; the JSON form is the report alone."""
    if asked.form == Form.json:
        print(asked.document(warnings))
        return
    if warnings:
        where = sys.stderr if asked.form == Form.text else sys.stdout
        print(report.found(warnings, asked.form, asked.lang), file=where)
    print("\n".join([ending, *report.summary(warnings, asked.lang)]))


@contextlib.contextmanager
def _answering(asked: Asked, ending: str = "report-refused") -> Iterator[None]:
    """Turn a refusal into its message and exit code; nothing else may reach the reader."""
    try:
        yield
    except (Refused, OSError) as error:
        refused = error if isinstance(error, Refused) else mishap(error)
        if asked.form == Form.json:
            print(asked.document(refused.problems))
        else:
            # Annotations are read from standard output by another program.
            where = sys.stderr if asked.form == Form.text else sys.stdout
            print(report.refused(refused.problems, asked.form, asked.lang, ending), file=where)
        raise typer.Exit(refused.exit_code) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def _day(as_of: str | None, option: str = "--as-of") -> date:
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    return today if as_of is None else day_of(as_of, option)


if __name__ == "__main__":
    app()
