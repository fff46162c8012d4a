"""The command line, which alone reads the clock, prints and exits; `office` has the rest of it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline import office, options, report
from pipeline.answer import answering, day, say
from pipeline.asked import Asked
from pipeline.examine import examine, refuse
from pipeline.options import AsOf, First, Form, Format, Lang, Out, Previous, ProjectFolder, Speech
from pipeline.problem import Refused
from pipeline.project import open_project
from pipeline.recall import published_in
from pipeline.share import ALL

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
    with answering(asked := Asked(form, lang, project)):
        before = None if first else previous or published_in(project / "site")
        checked = examine(project, day(as_of), before)
    say(asked, checked.warnings, report.clean(checked.files, len(checked.warnings), lang))


@app.command()
def build(
    project: ProjectFolder = Path(),
    out: Out = None,
    as_of: AsOf = None,
    previous: Previous = None,
    first: First = False,
    commit: options.Commit = "",
    full: options.Full = False,
    shard: options.Part = ALL,
    part: options.Parts = None,
    jobs: options.Jobs = 0,
    form: Format = Form.text,
    lang: Lang = Speech.en,
) -> None:
    """Check, then publish the website and the open data."""
    from pipeline.build import build as build_site
    from pipeline.progress import shown
    from pipeline.recount import released

    with answering(asked := Asked(form, lang, project)):
        target = out or project / "site"
        before = None if first else previous or published_in(target)
        with shown(sys.stderr, lang) as watch:
            built = build_site(
                project, target, day(as_of), before, commit, full, watch, shard, part or ()
            )
    pages, reused, seconds = built.pages, built.reused, asked.seconds
    if shard.is_all:
        ending = report.built(pages, reused, built.files, seconds, target, lang)
        ending += "\n" + released(*built.release, lang)
    else:
        ending = report.made_part(str(shard), pages, reused, seconds, target, lang)
    say(asked, built.warnings, ending)


@app.command()
def audit(
    site: options.Site = Path("site"),
    form: Format = Form.text,
    lang: Lang = Speech.en,
) -> None:
    """Compute every number of a built site again, from nothing but its own downloads."""
    from pipeline.audit import audit as audit_site

    with answering(asked := Asked(form, lang, site), "report-not-audited"):
        audited = audit_site(site)
        refuse(audited.problems)
    say(asked, [], report.audited(audited.figures, audited.pages, audited.tables, lang))


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
            built = build_site(project, target, day(as_of), published_in(target))
        except Refused as refused:
            return report.refused(refused.problems, Form.text, lang)
        return report.served(built.pages, built.warnings, lang)

    with answering(Asked(Form.text, lang, project)):
        serve_site(project, target, port, rebuild, print)


@app.command()
def fmt(
    project: ProjectFolder = Path(),
    only_check: options.OnlyCheck = False,
    lang: Lang = Speech.en,
) -> None:
    """Repair what is only form in the files of datasets/, and say what was changed."""
    from pipeline.tidy import tidy

    with answering(Asked(Form.text, lang, project), "report-left"):
        tidied = tidy(open_project(project), may_write=not only_check)
        if tidied.changes or not tidied.left:
            print(report.tidied(tidied.changes, only_check, lang))
        refuse(tidied.left)
    if only_check and tidied.changes:
        raise typer.Exit(1)


@app.command()
def diff(
    old: options.Old,
    new: options.New,
    table: options.Table = False,
    lang: Lang = Speech.en,
) -> None:
    """Tell how two publications, releases or projects differ, record by record."""
    from pipeline.recount import differing
    from pipeline.tell import tell

    with answering(Asked(Form.text, lang, new), "report-not-compared"):
        told = tell(old, new)
    print(told.table() if table else differing(*told, lang))


app.add_typer(office.app)

if __name__ == "__main__":
    app()
