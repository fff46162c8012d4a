"""What a command can be told."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import click

from pipeline.hands import use
from pipeline.misuse import in_our_words
from pipeline.share import ALL, Share, read_share

PATH = click.Path(path_type=Path)


class Form(StrEnum):
    text = "text"
    github = "github"
    json = "json"


class Speech(StrEnum):
    en = "en"
    zh = "zh"


class Told(click.Command):
    """A command whose first sentence stands whole in the list, and whose mistakes we tell."""

    def get_short_help_str(self, limit: int = 45) -> str:
        return super().get_short_help_str(limit=1000)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        with in_our_words(ctx, args):
            return super().parse_args(ctx, args)


class Commands(Told, click.Group):
    command_class = Told

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        with in_our_words(ctx, args):
            return super().resolve_command(ctx, args)


def _share(ctx: click.Context, param: click.Parameter, written: str) -> Share:
    try:
        return read_share(written)
    except ValueError:
        raise click.BadParameter("1/4 … 4/4") from None


project = click.option(
    "--project", type=PATH, default=Path(), show_default=True, help="The folder to publish."
)
out = click.option("--out", type=PATH, help="Where the site goes (default: site/ of the project).")
as_of = click.option(
    "--as-of", metavar="YYYY-MM-DD", help="The day to publish for (default: today in Shanghai)."
)
previous = click.option(
    "--previous", type=PATH, help="The last publication (default: the site, if there is one)."
)
first = click.option(
    "--first", is_flag=True, help="Nothing was published before: compare with nothing."
)
commit = click.option(
    "--commit", default="", help="The version of the data, to be named on the site."
)
jobs = click.option(
    "--jobs",
    type=click.IntRange(min=0),
    default=0,
    expose_value=False,
    callback=lambda ctx, param, jobs: use(jobs),
    help="How many processes work at it (default: one a core).",
)
full = click.option(
    "--full", is_flag=True, help="Make every page anew: use none of the last publication."
)
shard = click.option(
    "--shard",
    metavar="I/N",
    default=str(ALL),
    callback=_share,
    help="Make only the I-th of N shares of the pages, for another build to put together.",
)
part = click.option(
    "--part",
    type=PATH,
    multiple=True,
    help="A share of the pages, to be put together; one option for each.",
)
form = click.option(
    "--format",
    "form",
    type=click.Choice(Form),
    default=Form.text,
    show_default=True,
    help="How problems are written.",
)
lang = click.option(
    "--lang",
    type=click.Choice(Speech),
    default=Speech.en,
    show_default=True,
    help="The language of messages.",
)

# Of `audit`.
site = click.argument("site", type=PATH, default=Path("site"))

# Of `serve`.
port = click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Where it listens.",
)

# Of `diff`.
old = click.argument("old", type=PATH)
new = click.argument("new", type=PATH)
table = click.option(
    "--csv", "table", is_flag=True, help="Write every difference, as a CSV table, and nothing else."
)

# Of `fmt`.
only_check = click.option(
    "--check",
    "only_check",
    is_flag=True,
    help="Change nothing; exit 1 if anything would be changed.",
)

# Of `import`.
file = click.argument("file", type=PATH)
dataset = click.option("--dataset", help="The dataset (default: by the headings).")
sheet = click.option("--sheet", help="The sheet (default: by the headings).")
replace = click.option("--replace", is_flag=True, help="Replace rows that have the same key.")
dry_run = click.option("--dry-run", is_flag=True, help="Say what would be done, and write nothing.")

# Of `template`.
one_dataset = click.argument("dataset")
one_form = click.option("--out", type=PATH, help="The form (default: DATASET.xlsx).")

# Of `deposit` and `tables`.
inputs = click.argument("inputs", type=PATH)
partition = click.argument("partition")
tables = click.option("--out", type=PATH, required=True, help="Where the tables go.")

# Of `allow`.
place = click.argument("place")
reason = click.option("--reason", required=True, help="Why it may stand.")
role = click.option("--role", required=True, help="The office that decided, not a name.")
until = click.option(
    "--until", metavar="YYYY-MM-DD", required=True, help="The last day on which it holds."
)
rule = click.option("--rule", help="Only this rule (default: all at the place).")
