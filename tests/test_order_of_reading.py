"""In what order the tables of a floor are made."""

from __future__ import annotations

from folders import write
from sites import sites

from pipeline.sqlfile import in_order_of_reading, read_floor

HEAD = "-- 表\n-- Table\n--\n-- 说明。\n-- About.\n"


def order(root, **texts):
    for name, text in texts.items():
        write(root / f"pipeline/sql/4_pages/{name}.sql", HEAD + text)
    groups = in_order_of_reading(read_floor(sites(root), "4_pages"), "pages")
    return [[file.name for file in group] for group in groups]


def test_a_page_table_is_made_after_those_that_it_reads(tmp_path):
    found = order(
        tmp_path, a="select * from pages.c", b="select 1 as x", c='select * from pages."d"',
        d="select 2 as x",
    )  # fmt: skip
    assert found == [["b", "d"], ["c"], ["a"]]


def test_tables_that_read_each_other_in_a_circle_are_still_all_there(tmp_path):
    found = order(tmp_path, a="select * from pages.b", b="select * from pages.a")
    assert found == [["a"], ["b"]]
