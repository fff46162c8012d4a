"""What any template may refer to: where a published row stands, what a column means."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import duckdb

Words = dict[str, dict[str, str]]


class References:
    """The addresses and the meanings of what is published, looked up as pages need them.

    `pages` gives the page of each row of a table, `meanings` those of all columns; each is asked
    once.
    """

    def __init__(
        self,
        pages: Callable[[str], dict[str, int]],
        meanings: Callable[[], dict[tuple[str, str], Words]],
    ) -> None:
        self._pages = cache(pages)
        self._meanings = cache(meanings)

    def page_no(self, table: str, key: object) -> int:
        """The number of the page on which a table shows a row; 0 if the table has one page only.

        Raises LookupError for a row that is not published: a figure must name one that is.
        """
        pages = self._pages(table)
        if str(key) not in pages:
            raise LookupError(f"{table} has no row {key}")
        return pages[str(key)]

    def meaning(self, table: str, column: str) -> Words:
        """title, description and unit of a published column, each per language."""
        meanings = self._meanings()
        if (table, column) not in meanings:
            raise LookupError(f"{table} has no column {column}")
        return meanings[table, column]


def read_pages(con: duckdb.DuckDBPyConnection, table: str) -> dict[str, int]:
    """The number of the page of every row of a table, by its key."""
    rows = con.cursor().execute(
        "select anchor, page_no from catalog.records where name = ? order by position", [table]
    )
    pages: dict[str, int] = dict(rows.fetchall())
    return pages if max(pages.values(), default=1) > 1 else dict.fromkeys(pages, 0)


def read_meanings(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], Words]:
    """What every published column means, by the name of its table and its own."""
    rows = con.cursor().execute("select name, unnest(columns) from catalog.datasets")
    parts = ("title", "description", "unit")
    return {(n, c["name"]): {part: c[part] for part in parts} for n, c in rows.fetchall()}
