"""Queries side by side: what comes out is as if one had been done after the other."""

from __future__ import annotations

import duckdb
import pytest

from pipeline.abreast import abreast


def test_answers_come_in_the_order_of_the_items_whichever_is_done_first():
    with duckdb.connect() as con:
        rows = [3_000_000, 10, 200_000, 1]

        def total(con, n):
            return con.execute(f"select sum(i) from range({n}) as t(i)").fetchone()[0]

        assert abreast(con, total, rows) == [n * (n - 1) // 2 for n in rows]


def test_each_item_sees_the_tables_there_are_and_what_it_makes_stays():
    with duckdb.connect() as con:
        con.execute("create table one as select 7 as x")
        made = abreast(
            con, lambda c, n: c.execute(f"create table {n} as from one"), ["a", "b", "c"]
        )
        assert len(made) == 3
        assert con.execute("select a.x + b.x + c.x from a, b, c").fetchone() == (21,)


def test_the_first_of_the_items_that_fail_is_the_one_that_is_told():
    with duckdb.connect() as con, pytest.raises(duckdb.Error, match="first_missing"):
        abreast(con, lambda c, n: c.execute(f"from {n}"), ["first_missing", "second_missing"])


def test_nothing_to_do_is_no_mistake():
    with duckdb.connect() as con:
        assert abreast(con, lambda c, n: n, []) == []
