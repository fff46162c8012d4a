"""The commands of the office that keeps the rows: files in, forms out, and what may stand."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from pipeline import options, report, stop
from pipeline.answer import answering, day, say
from pipeline.asked import Asked
from pipeline.database import open_database
from pipeline.examine import examine, find_all, tabulate
from pipeline.options import Form, Speech
from pipeline.project import open_project

# What only one command needs is imported by that command: an answer to a check comes sooner.

app = options.Commands()


@app.command("import")
@options.file
@options.project
@options.dataset
@options.sheet
@options.replace
@options.dry_run
@options.as_of
@options.lang
def import_(
    file: Path,
    project: Path,
    dataset: str | None,
    sheet: str | None,
    replace: bool,
    dry_run: bool,
    as_of: str | None,
    lang: Speech,
) -> None:
    """Put the rows of an office's own file into a dataset, if all of it passes the check.

    FILE is a workbook (.xlsx) or a text file (.csv).
    """
    from pipeline.admit import Wish, admit

    with answering(Asked(Form.text, lang, project), "report-not-imported"):
        today = day(as_of)
        wish = Wish(dataset, sheet, replace, dry_run)
        admitted = admit(open_project(project), file, wish, lambda root: find_all(root, today))
    print(report.imported(admitted, dry_run, lang))


@app.command()
@options.one_dataset
@options.one_form
@options.project
@options.lang
def template(dataset: str, out: Path | None, project: Path, lang: Speech) -> None:
    """Write an empty Excel form for DATASET, which can be filled in and imported."""
    from pipeline.blank import blank

    target = out or Path(f"{dataset}.xlsx")
    with answering(Asked(Form.text, lang, project), "report-not-written"):
        blank(open_project(project), dataset, target)
    print(report.written(dataset, target, lang))


@app.command()
@options.place
@options.reason
@options.role
@options.until
@options.rule
@options.project
@options.as_of
@options.lang
def allow(
    place: str,
    reason: str,
    role: str,
    until: str,
    rule: str | None,
    project: Path,
    as_of: str | None,
    lang: Speech,
) -> None:
    """Let stand what the check finds at PLACE: writes a line of datasets/allowances.csv.

    PLACE is written as the message says it.
    """
    from pipeline.allow import Permission, grant, report_of
    from pipeline.build import build as build_site

    with answering(Asked(Form.text, lang, project), "report-not-allowed"):
        today, wish = day(as_of), Permission(place, reason, role, day(until, "--until"), rule)
        allowed = grant(
            open_project(project), wish, today, lambda out: build_site(project, out, today).warnings
        )
    print(report_of(allowed, lang))


@app.command()
@options.inputs
@options.partition
@options.project
@options.as_of
@options.lang
def deposit(inputs: Path, partition: str, project: Path, as_of: str | None, lang: Speech) -> None:
    """Check a project, and put its rows as a partition of Parquet files beside those of others.

    INPUTS is the folder with a folder for each dataset; PARTITION is such as
    province=31/year=2026.
    """
    from pipeline.deposit import deposit as deposit_rows

    rows = 0

    def put(con: duckdb.DuckDBPyConnection) -> None:
        nonlocal rows
        rows = deposit_rows(con, open_project(project), inputs, partition)

    with answering(asked := Asked(Form.text, lang, project), "report-not-deposited"):
        checked = examine(project, day(as_of), then=put)
    say(asked, checked.warnings, report.deposited(rows, partition, inputs, lang))


@app.command()
@options.inputs
@options.tables
@options.project
@options.as_of
@options.lang
def tables(inputs: Path, out: Path, project: Path, as_of: str | None, lang: Speech) -> None:
    """Compute the public tables of every partition that has changed, as Parquet files.

    INPUTS is the folder with a folder for each dataset.
    """
    from pipeline.partitions import compute
    from pipeline.progress import shown

    with answering(asked := Asked(Form.text, lang, project), "report-not-computed"):
        opened, today = open_project(project), day(as_of)
        with shown(sys.stderr, lang) as watch:
            computed = compute(
                opened, inputs, out, today,
                lambda: open_database(today), lambda con: tabulate(con, opened),
                stop.heeding(watch),
            )  # fmt: skip
    print(report.computed(*computed, asked.seconds, out, lang))
