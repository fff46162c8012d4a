"""A page → the figures on it, each with the published cell that it claims to show.

A figure names the column it comes from by `data-column`; its table and its row are named by
`data-table` and `data-key`, on itself or on what is around it. In a table whose head names
columns, each cell of a row with a key is a figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lxml import html

MARK = b"data-column="
NOTHING = "–"  # stands where there is no value
SINGLE = "//*[@data-column and not(self::th or self::tr)]"
IN_ROWS = "//td[@data-key][ancestor::tr[@data-column]][not(*)]"
KEYED_ROWS = "//table[thead//th/@data-column]/tbody/tr[@data-key]"


class Figure(NamedTuple):
    """A number as a page shows it, and the place in the published files that it names."""

    table: str
    key: str
    column: str
    value: str
    line: int


def figures_of(page: bytes) -> Iterator[Figure]:
    """Every figure on a page. What is not named by anything is an empty text."""
    if MARK not in page:
        return
    tree = html.document_fromstring(page, parser=html.HTMLParser(encoding="utf-8"))
    for element in [*tree.xpath(SINGLE), *tree.xpath(IN_ROWS)]:
        yield _figure(element, _inherited(element, "data-column"))
    for row in tree.xpath(KEYED_ROWS):
        heads = row.xpath("../../thead/tr/th")
        for cell, head in zip(row, heads, strict=False):
            column = head.get("data-column")
            if column and (cell.text or "").strip() != NOTHING:
                yield _figure(cell, column)


def _figure(element: html.HtmlElement, column: str) -> Figure:
    shown = " ".join(element.text_content().split())
    value = element.get("value") or shown.replace(",", "").removesuffix("%")
    table, key = (_inherited(element, f"data-{name}") for name in ("table", "key"))
    return Figure(table, key, column, value, element.sourceline or 0)


def _inherited(element: html.HtmlElement, name: str) -> str:
    found = element.xpath(f"ancestor-or-self::*[@{name}][1]/@{name}")
    return str(found[-1]) if found else ""
