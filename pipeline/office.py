"""The commands of the office that keeps the rows: files in, forms out, and what may stand."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import duckdb
import typer

from pipeline import options, report
from pipeline.answer import answering, day, say
from pipeline.asked import Asked
from pipeline.database import open_database
from pipeline.examine import examine, find_all, tabulate
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


@app.command()
def deposit(
    into: options.Inputs,
    partition: options.Partition,
    project: ProjectFolder = Path(),
    as_of: AsOf = None,
    lang: Lang = Speech.en,
) -> None:
    """Check a project, and put its rows as a partition of Parquet files beside those of others."""
    from pipeline.deposit import deposit as deposit_rows

    rows = 0

    def put(con: duckdb.DuckDBPyConnection) -> None:
        nonlocal rows
        rows = deposit_rows(con, open_project(project), into, partition)

    with answering(asked := Asked(Form.text, lang, project), "report-not-deposited"):
        checked = examine(project, day(as_of), then=put)
    say(asked, checked.warnings, report.deposited(rows, partition, into, lang))


@app.command()
def tables(
    inputs: options.Inputs,
    out: options.Tables,
    project: ProjectFolder = Path(),
    as_of: AsOf = None,
    lang: Lang = Speech.en,
) -> None:
    """Compute the public tables of every partition that has changed, as Parquet files."""
    from pipeline.partitions import compute
    from pipeline.progress import shown

    with answering(asked := Asked(Form.text, lang, project), "report-not-computed"):
        opened, today = open_project(project), day(as_of)
        with shown(sys.stderr, lang) as watch:
            computed = compute(
                opened, inputs, out, today,
                lambda: open_database(today), lambda con: tabulate(con, opened), watch,
            )  # fmt: skip
    print(report.computed(*computed, asked.seconds, out, lang))
