"""Small numbers of reports: put together before they are public, never to be found by subtraction.

The query is the one that is shipped; the last part is about claims that compare with the last
publication, in the miniature project.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest
from folders import edit, write
from hypothesis import given, settings
from hypothesis import strategies as st

ROOT = Path(__file__).parents[1]
QUERY = (ROOT / "pipeline/sql/1_public/reports_by_quarter.sql").read_text("utf-8")
TOWNS = ["T1", "T2", "T3", "T4", "T5"]
Counts = tuple[int, int, int]  # received, verified, rewarded


def published(months: dict[str, list[Counts]], as_of: str = "2026-04-20") -> list[tuple[Any, ...]]:
    """Rows of the query for the returns of each month, town by town, all stated on 10 April."""
    with duckdb.connect() as con:
        con.execute("create schema raw; create schema catalog")
        con.execute("create table catalog.build as select ?::date as as_of", [as_of])
        con.execute("create table raw.towns (town_code text, title_zh text, title_en text)")
        con.executemany("insert into raw.towns values (?, ?, ?)", [[t, t, t] for t in TOWNS])
        con.execute(
            "create table raw.report_returns (month text, town_code text, report_count bigint, "
            "verified_count bigint, rewarded_count bigint, stated_on date)"
        )
        rows = [
            [month, town, *counts, "2026-04-10"]
            for month, towns in months.items()
            for town, counts in zip(TOWNS, towns, strict=False)
        ]
        con.executemany("insert into raw.report_returns values (?, ?, ?, ?, ?, ?)", rows)
        return con.execute(QUERY).fetchall()


def quarter(*towns: Counts) -> dict[str, list[Counts]]:
    """All in January; nothing in the two months after."""
    return {
        "2026-01": [*towns],
        "2026-02": [(0, 0, 0)] * len(towns),
        "2026-03": [(0, 0, 0)] * len(towns),
    }


BIG = (30, 20, 10)


def test_a_quarter_without_small_numbers_is_told_town_by_town():
    assert published(quarter(BIG, BIG, BIG, BIG, (0, 0, 0))) == [
        ("2026-Q1", "T1", "T1", "T1", 1, 30, 20, 10),
        ("2026-Q1", "T2", "T2", "T2", 1, 30, 20, 10),
        ("2026-Q1", "T3", "T3", "T3", 1, 30, 20, 10),
        ("2026-Q1", "T4", "T4", "T4", 1, 30, 20, 10),
        ("2026-Q1", "T5", "T5", "T5", 1, 0, 0, 0),
    ]


def test_a_small_town_takes_the_smallest_other_with_it_since_its_number_is_the_rest_of_the_sum():
    assert published(quarter(BIG, BIG, (3, 0, 0), (25, 18, 9), BIG)) == [
        ("2026-Q1", "T1", "T1", "T1", 1, 30, 20, 10),
        ("2026-Q1", "T2", "T2", "T2", 1, 30, 20, 10),
        ("2026-Q1", "T5", "T5", "T5", 1, 30, 20, 10),
        ("2026-Q1", "merged", "T3、T4", "T3, T4", 2, 28, 18, 9),
    ]


def test_a_difference_of_two_numbers_is_a_number_too():
    """Of 30 reports 28 were true: two were not, and who made those may be known in the town."""
    rows = published(quarter(BIG, BIG, BIG, (30, 28, 10), (40, 20, 10)))
    assert [(area, n) for _, area, _, _, _, n, _, _ in rows] == [
        ("T2", 30), ("T3", 30), ("T5", 40), ("merged", 60),
    ]  # fmt: skip


def test_a_quarter_that_is_small_altogether_is_not_published():
    assert published(quarter((1, 0, 0), (1, 0, 0), (1, 0, 0), (0, 0, 0), (0, 0, 0))) == []


@pytest.mark.parametrize("missing", ["a month", "a town"])
def test_a_quarter_is_published_once_every_town_has_returned_all_three_months(missing):
    months = quarter(BIG, BIG, BIG, BIG, BIG)
    if missing == "a month":
        del months["2026-02"]
    else:
        months["2026-02"].pop()
    assert published(months) == []


def test_a_return_that_is_stated_later_than_the_day_of_the_build_is_not_there_yet():
    assert published(quarter(BIG, BIG, BIG, BIG, BIG), as_of="2026-04-09") == []


NUMBERS = st.integers(0, 12)
A_TOWN = st.tuples(NUMBERS, NUMBERS, NUMBERS).map(lambda n: (sum(n), n[0] + n[1], n[0]))


@settings(derandomize=True, deadline=None, database=None, max_examples=150)
@given(st.lists(A_TOWN, min_size=5, max_size=5))
def test_nobody_can_work_out_a_small_number_from_what_is_published(towns):
    """Not from a row, nor from a difference; and two towns put together may share it in any way."""
    rows = published(quarter(*towns))
    sums = [sum(t[at] for t in towns) for at in range(3)]
    measures = [[n, v, r, n - v, v - r] for _, _, _, _, _, n, v, r in rows]
    assert not any(1 <= m <= 4 for row in measures for m in row)
    small = [any(1 <= m <= 4 for m in (n, v, r, n - v, v - r)) for n, v, r in towns]
    if not rows:  # then all of it would not do either
        n, v, r = sums
        assert any(small) and any(1 <= m <= 4 for m in (n, v, r, n - v, v - r))
        return
    assert [sum(row[at] for row in rows) for at in (5, 6, 7)] == sums
    covered = [name for row in rows for name in row[2].split("、")]
    assert sorted(covered) == TOWNS
    merged = [row for row in rows if row[1] == "merged"]
    assert len(merged) == any(small) and all(row[4] >= 2 for row in merged)
    for name, is_small in zip(TOWNS, small, strict=True):
        assert not is_small or name in merged[0][2].split("、")


# --- claims that compare with the last publication ------------------------------------------------

CLAIM = "sql/3_claims/a_count_stays.sql"
COMPARES = """-- A published count has changed
--
-- Put the count back.
select
    'counts' as dataset,
    b.count_id::varchar as key,
    'birds' as field,
    b.birds || ' ≠ ' || c.birds as found
from before.counts as b
inner join public.counts as c on b.count_id = c.count_id
where b.birds <> c.birds
order by all
"""
FILE = "datasets/counts.csv"
HEADER = "count_id,site_id,walked_on,bird,birds,remark\n"


@pytest.fixture
def compared(birds: Path) -> Path:
    write(birds / CLAIM, COMPARES)
    write(birds / FILE, HEADER + "1,north,2026-03-01,Coot,12,\n2,north,2026-03-02,Coot,7,\n")
    return birds


def test_a_first_publication_has_nothing_before_it(compared, run):
    assert run("build").code == 0


def test_a_claim_may_compare_with_the_last_publication(compared, run):
    assert run("build").code == 0
    edit(compared / FILE, "Coot,7", "Coot,8")
    for command in ("check", "build"):
        assert run(command).err.splitlines()[0] == (
            f"{FILE}:3:5: A published count has changed (birds: 7 ≠ 8). Put the count back."
        )
    assert run("build", "--first").code == 0


def test_a_column_that_was_not_there_before_has_no_value_in_what_was(compared, run):
    assert run("build").code == 0
    edit(compared / CLAIM, "where b.birds <> c.birds", "where b.walker is not null")
    public = compared / "sql/1_public/counts.sql"
    edit(public, "-- key: count_id\n", "-- key: count_id\n-- walker: Walker\n")
    edit(public, "bird, birds, remark", "bird, birds, remark, 'x' as walker")
    answer = run("build")
    assert answer.code == 0, answer.err


def test_what_was_published_is_for_claims_that_refuse_alone(compared, run):
    """A warning is published with what it has found, which may have been withdrawn since."""
    edit(
        compared / CLAIM,
        "-- Put the count back.\n",
        "-- Put the count back.\n--\n-- severity: warning\n",
    )
    answer = run("check")
    assert answer.code == 2 and "before.counts" in answer.err


def test_pages_and_tables_cannot_see_what_was_published(compared, run):
    edit(compared / "sql/1_public/counts.sql", "from raw.counts", "from before.counts")
    answer = run("check")
    assert answer.code == 2 and "before.counts" in answer.err


def test_a_publication_whose_file_is_broken_is_a_mistake_of_usage(compared, run):
    assert run("build").code == 0
    write(compared / "site/data/counts.parquet", "not a table")
    answer = run("check")
    assert answer.code == 2
    assert answer.err.splitlines()[0].startswith(
        f"{compared}/site/data/counts.parquet: The last publication cannot be read: "
    )
