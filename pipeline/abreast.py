"""Queries that do not wait for each other, each on a thread of its own as far as cores go.

DuckDB lets go of Python while it works, as SQLite and zlib do. So many small queries are done
sooner side by side than one after the other with all cores for each, and a query is read and
planned on one core anyway.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import duckdb

from pipeline.hands import hands

Item = TypeVar("Item")
Answer = TypeVar("Answer")


def abreast(
    con: duckdb.DuckDBPyConnection,
    work: Callable[[duckdb.DuckDBPyConnection, Item], Answer],
    items: Sequence[Item],
) -> list[Answer]:
    """`work` done on every item, in the order of the items.

    Each item has a connection of its own to the same database: it sees every table but no
    temporary one, and what it writes is there at once. The first item that fails is what raises.
    A single item waits for nobody and is done on `con` itself.
    """
    if len(items) < 2:
        return [work(con, item) for item in items]

    begun: list[duckdb.DuckDBPyConnection] = []

    def alone(item: Item) -> Answer:
        with con.cursor() as mine:
            begun.append(mine)
            return work(mine, item)

    with ThreadPoolExecutor(min(len(items), hands())) as pool:
        try:
            return list(pool.map(alone, items))
        except BaseException:
            for mine in [*begun]:  # nobody waits for these any more
                with contextlib.suppress(duckdb.Error):  # it has ended
                    mine.interrupt()
            raise
