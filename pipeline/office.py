"""The commands of the office that keeps the rows: files in, forms out, and what may stand."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline import options, report
from pipeline.answer import answering, day
from pipeline.asked import Asked
from pipeline.examine import find_all
from pipeline.options import AsOf, Form, Lang, ProjectFolder, Speech
from pipeline.project import open_project

# What only one command needs is imported by that command: an answer to a check comes sooner.

app = typer.Typer()


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

    with answering(Asked(Form.text, lang, project), "report-not-imported"):
        today = day(as_of)
        wish = Wish(dataset, sheet, replace, dry_run)
        admitted = admit(open_project(project), file, wish, lambda root: find_all(root, today))
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
    with answering(Asked(Form.text, lang, project), "report-not-written"):
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

    with answering(Asked(Form.text, lang, project), "report-not-allowed"):
        today, wish = day(as_of), Permission(place, reason, role, day(until, "--until"), rule)
        allowed = grant(
            open_project(project), wish, today, lambda out: build_site(project, out, today).warnings
        )
    print(report_of(allowed, lang))
