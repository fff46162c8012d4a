"""Which pages a template makes: the row of each, its path, and a digest of what it is made of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain, repeat, zip_longest
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from pipeline.engine import digest_of
from pipeline.literal import as_json
from pipeline.memory import Memory
from pipeline.problem import misconfigured
from pipeline.project import Language
from pipeline.share import Share
from pipeline.template import PLACE, Page, Templates

Row = dict[str, Any]
Claim = Callable[[str, str], Path]

BATCH = 1000
DAY = "updated_on"  # the column of the day on which a row has last changed
# Windows keeps the names of its devices for itself, whatever follows a dot.
SAFE = re.compile(
    r"(?!(?i:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$))[A-Za-z0-9][A-Za-z0-9._-]{0,99}"
)


@dataclass(frozen=True)
class Work:
    """What the pages of one template in one language are made with.

    `made_of` is a digest of it all, but for the row of each page and what it asks.
    """

    con: duckdb.DuckDBPyConnection
    environment: Templates
    page: Page
    language: Language
    constants: Row
    claim: Claim
    memory: Memory
    made_of: str
    share: Share

    def is_mine(self, path: str) -> bool:
        """Whether a page is in the share; what tells of the audit of all is in no part of it."""
        if self.share.is_all:
            return True
        return not self.page.tells_audit and self.share.holds(self.url(path))

    def url(self, path: str) -> str:
        return self.language.prefix + path

    def target(self, path: str) -> Callable[[], Path]:
        return partial(self.claim, self.url(path), self.page.file)


class Leaf(NamedTuple):
    """A page that is to be there: the number of its row, its path, a digest, and its date."""

    number: int
    path: str
    made_of: str
    updated_on: object = None


def leaves_of(work: Work) -> Iterator[list[Leaf]]:
    """The pages of a template, a batch of them at a time, without their rows."""
    page = work.page
    if not page.places:
        yield [Leaf(0, page.pattern, work.made_of)]
        return
    con = work.con.cursor()
    kinds = con.execute(f'describe pages."{page.table}"').fetchall()
    columns = {name: kind for name, kind, *_ in kinds}
    dated = DAY if DAY in columns else "null"
    if columns.get(DAY, "DATE") != "DATE":
        raise misconfigured(page.file, "page-day", table=page.table, found=columns[DAY])
    places, texts = page.places, PLACE.split(page.pattern)[::2]
    parts = ", ".join(f'"{name}"' for name in places)
    made_of = digest_of(work.made_of, kinds)
    con.execute(
        f'select rowid, sha256({as_json(columns)}), {dated}, {parts} from pages."{page.table}"'
    )
    while batch := con.fetchmany(BATCH):
        leaves = []
        for number, digest, updated_on, *values in batch:
            names = map(_safe, repeat(page), places, values)
            path = "".join(chain.from_iterable(zip_longest(texts, names, fillvalue="")))
            leaves.append(Leaf(number, path, digest_of(made_of, digest), updated_on))
        yield leaves


def rows_at(work: Work, leaves: list[Leaf]) -> Iterator[Row]:
    """The rows of some pages, in their order."""
    if not leaves or not work.page.places:
        yield from ({} for _ in leaves)
        return
    cursor = work.con.cursor().execute(
        f'select * from pages."{work.page.table}" '
        "where rowid in (select unnest(?::bigint[])) order by rowid",
        [[leaf.number for leaf in leaves]],
    )
    names = [c[0] for c in cursor.description or []]
    yield from (dict(zip(names, row, strict=True)) for row in cursor.fetchall())


def _safe(page: Page, column: str, value: object) -> str:
    if not isinstance(value, (str, int)) or not SAFE.fullmatch(str(value)):
        raise misconfigured(page.file, "page-name", column=column, found=value)
    return str(value)
