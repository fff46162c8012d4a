"""What any template may refer to: where a published row stands, what a column means."""

from __future__ import annotations

from functools import cache

import duckdb

Words = dict[str, dict[str, str]]


class References:
    """The addresses and the meanings of what is published, looked up as pages need them."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con = con
        self._pages = cache(self._read_pages)
        self._meanings = cache(self._read_meanings)

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

    def _read_pages(self, table: str) -> dict[str, int]:
        rows = self.con.cursor().execute(
            "select anchor, page_no from catalog.records where name = ? order by position", [table]
        )
        pages: dict[str, int] = dict(rows.fetchall())
        return pages if max(pages.values(), default=1) > 1 else dict.fromkeys(pages, 0)

    def _read_meanings(self) -> dict[tuple[str, str], Words]:
        rows = self.con.cursor().execute("select name, unnest(columns) from catalog.datasets")
        parts = ("title", "description", "unit")
        return {(n, c["name"]): {part: c[part] for part in parts} for n, c in rows.fetchall()}
