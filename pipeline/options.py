"""What a command can be told."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipeline.hands import use
from pipeline.share import Share, read_share


def _share(written: str | Share) -> Share:
    try:
        return read_share(str(written))  # what was not written is given here as well
    except ValueError:
        message = f"{written} is no share; write 2/4 for the second of four."
        raise typer.BadParameter(message) from None


class Form(StrEnum):
    text = "text"
    github = "github"
    json = "json"


class Speech(StrEnum):
    en = "en"
    zh = "zh"


ProjectFolder = Annotated[Path, typer.Option("--project", help="The folder to publish.")]
Out = Annotated[
    Path | None, typer.Option("--out", help="Where the site goes (default: site/ of the project).")
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="YYYY-MM-DD", help="The day to publish for (default: today in Shanghai)."
    ),
]
Previous = Annotated[
    Path | None,
    typer.Option("--previous", help="The last publication (default: the site, if there is one)."),
]
First = Annotated[
    bool, typer.Option("--first", help="Nothing was published before: compare with nothing.")
]
Commit = Annotated[
    str, typer.Option("--commit", help="The version of the data, to be named on the site.")
]
Jobs = Annotated[
    int,
    typer.Option(
        "--jobs",
        min=0,
        callback=use,
        help="How many processes work at it (default: one a core).",
    ),
]
Full = Annotated[
    bool, typer.Option("--full", help="Make every page anew: use none of the last publication.")
]
Part = Annotated[
    Share,
    typer.Option(
        "--shard",
        metavar="I/N",
        parser=_share,
        help="Make only the I-th of N shares of the pages, for another build to put together.",
    ),
]
Parts = Annotated[
    list[Path] | None,
    typer.Option("--part", help="A share of the pages, to be put together; one option for each."),
]
Format = Annotated[Form, typer.Option("--format", help="How problems are written.")]
Lang = Annotated[Speech, typer.Option("--lang", help="The language of messages.")]

# Of `audit`.
Site = Annotated[Path, typer.Argument(help="A built site.")]

# Of `diff`.
Old = Annotated[
    Path, typer.Argument(metavar="OLD", help="A site, one of its releases, or a project.")
]
New = Annotated[Path, typer.Argument(metavar="NEW", help="Another one, which is held against it.")]
Table = Annotated[
    bool, typer.Option("--csv", help="Write every difference, as a CSV table, and nothing else.")
]

# Of `fmt`.
OnlyCheck = Annotated[
    bool, typer.Option("--check", help="Change nothing; exit 1 if anything would be changed.")
]

# Of `template`.
OneForm = Annotated[Path | None, typer.Option("--out", help="The form (default: DATASET.xlsx).")]

# Of `import`.
Dataset = Annotated[
    str | None, typer.Option("--dataset", help="The dataset (default: by the headings).")
]
OneSheet = Annotated[
    str | None, typer.Option("--sheet", help="The sheet (default: by the headings).")
]
Replace = Annotated[bool, typer.Option("--replace", help="Replace rows that have the same key.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say what would be done, and write nothing.")
]

# Of `deposit` and `tables`.
Inputs = Annotated[
    Path, typer.Argument(metavar="INPUTS", help="The folder with a folder for each dataset.")
]
Partition = Annotated[
    str, typer.Argument(metavar="PARTITION", help="Such as province=31/year=2026.")
]
Tables = Annotated[Path, typer.Option("--out", help="Where the tables go.")]

# Of `allow`.
Reason = Annotated[str, typer.Option("--reason", help="Why it may stand.")]
Role = Annotated[str, typer.Option("--role", help="The office that decided, not a name.")]
Until = Annotated[
    str, typer.Option("--until", metavar="YYYY-MM-DD", help="The last day on which it holds.")
]
Rule = Annotated[
    str | None, typer.Option("--rule", help="Only this rule (default: all at the place).")
]
