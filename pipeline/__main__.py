"""The command line, which alone reads the clock, prints and exits; `office` has the rest of it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn

import click

from pipeline import office, options, report, stop
from pipeline.answer import answering, day, end, say, unsaid
from pipeline.asked import Asked
from pipeline.examine import examine, refuse
from pipeline.options import Form, Speech
from pipeline.problem import Refused
from pipeline.project import open_project
from pipeline.recall import published_in
from pipeline.share import Share

# What only one command needs is imported by that command: an answer to a check comes sooner.

app = options.Commands(
    commands=list(office.app.commands.values()),
    help="Checked rows in, a trusted website and open data out.",
)


@app.command()
@options.project
@options.as_of
@options.previous
@options.first
@options.jobs
@options.form
@options.lang
def check(
    project: Path, as_of: str | None, previous: Path | None, first: bool, form: Form, lang: Speech
) -> None:
    """Check every row against datasets/datapackage.json and the claims; say all that is wrong."""
    with answering(asked := Asked(form, lang, project)):
        before = None if first else previous or published_in(project / "site")
        checked = examine(project, day(as_of), before)
    say(asked, checked.warnings, report.clean(checked.files, len(checked.warnings), lang))


@app.command()
@options.project
@options.out
@options.as_of
@options.previous
@options.first
@options.commit
@options.full
@options.shard
@options.part
@options.jobs
@options.form
@options.lang
def build(
    project: Path,
    out: Path | None,
    as_of: str | None,
    previous: Path | None,
    first: bool,
    commit: str,
    full: bool,
    shard: Share,
    part: tuple[Path, ...],
    form: Form,
    lang: Speech,
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
                project, target, day(as_of), before, commit, full, stop.heeding(watch), shard, part
            )
    pages, reused, seconds = built.pages, built.reused, asked.seconds
    if shard.is_all:
        ending = report.built(pages, reused, built.files, seconds, target, lang)
        ending += "\n" + released(*built.release, lang)
    else:
        ending = report.made_part(str(shard), pages, reused, seconds, target, lang)
    say(asked, built.warnings, ending)


@app.command()
@options.site
@options.form
@options.lang
def audit(site: Path, form: Form, lang: Speech) -> None:
    """Compute every number of a built site again, from nothing but its own downloads.

    SITE is its folder (default: site).
    """
    from pipeline.audit import audit as audit_site

    with answering(asked := Asked(form, lang, site), "report-not-audited"):
        audited = audit_site(site)
        refuse(audited.problems)
    say(asked, [], report.audited(audited.figures, audited.pages, audited.tables, lang))


@app.command()
@options.project
@options.out
@options.as_of
@options.port
@options.lang
def serve(project: Path, out: Path | None, as_of: str | None, port: int, lang: Speech) -> None:
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
@options.project
@options.only_check
@options.lang
def fmt(project: Path, only_check: bool, lang: Speech) -> None:
    """Repair what is only form in the files of datasets/, and say what was changed."""
    from pipeline.tidy import tidy

    with answering(Asked(Form.text, lang, project), "report-left"):
        tidied = tidy(open_project(project), may_write=not only_check)
        if tidied.changes or not tidied.left:
            print(report.tidied(tidied.changes, only_check, lang))
        refuse(tidied.left)
    if only_check and tidied.changes:
        raise click.exceptions.Exit(1)


@app.command()
@options.old
@options.new
@options.table
@options.lang
def diff(old: Path, new: Path, table: bool, lang: Speech) -> None:
    """Tell how two publications, releases or projects differ, record by record.

    OLD and NEW are each a site, one of its releases, or a project.
    """
    from pipeline.recount import differing
    from pipeline.tell import tell

    with answering(Asked(Form.text, lang, new), "report-not-compared"):
        told = tell(old, new)
    print(told.table() if table else differing(*told, lang))


def main() -> NoReturn:
    """Do what the command line says, and end."""
    stop.heed()
    code = 0
    try:
        app()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except OSError as error:
        code = unsaid(error)
    end(stop.CODE if code and stop.is_asked() else code)


if __name__ == "__main__":
    main()
