"""SQL that looks up, cannot run, or leaves a column unexplained is refused by file and line.

A good site stands there before, and every refusal must leave it as it was, byte for byte.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from answers import problems_of
from folders import digest, edit, write

from pipeline.sight import UNSTEADY

TABLE = "sql/2_tables/birds_by_site.sql"
COUNTS = "sql/1_public/counts.sql"
SITES = "sql/1_public/sites.sql"
CLAIM = "sql/3_claims/a_heron_walks_alone.sql"
HEADER = """\
-- Birds by site
--
-- How many birds were counted at each site.
--
-- key: site_id
-- walks: Walks
-- birds_counted: Birds
"""

Refused = Callable[..., list[str]]


@pytest.fixture
def refused(birds: Path, birds_site: Path, run: Callable[..., Any]) -> Refused:
    """What a build of the changed project says, while the site of the good one stays in place."""
    site = Path(shutil.copytree(birds_site, birds / "site"))
    before = (site / "MANIFEST.sha256").read_bytes(), digest(site)

    def build(*options: str, code: int = 2) -> list[str]:
        answer = run("build", *options)
        assert ((site / "MANIFEST.sha256").read_bytes(), digest(site)) == before
        assert not (birds / ".site.draft").exists()
        assert (answer.code, answer.out) == (code, "")
        return problems_of(answer.err)

    return build


@pytest.fixture
def refused_table(birds: Path, refused: Refused) -> Callable[..., list[str]]:
    """What is said of a query in the place of birds_by_site; its first line is line 8."""

    def build(query: str, *options: str) -> list[str]:
        write(birds / TABLE, HEADER + query)
        return refused(*options)

    return build


# --- a floor looks down only ----------------------------------------------------------------------


def test_a_table_that_reads_raw_is_refused_with_the_line(refused_table):
    query = "select site_id, 1 as walks, 2 as birds_counted\nfrom raw.sites\n"
    assert refused_table(query) == [
        f"{TABLE}:9: raw.sites cannot be read from this floor; it may read catalog, public. "
        "Name a table of those, with its schema."
    ]
    assert refused_table(query, "--lang", "zh") == [
        f"{TABLE}:9: 此层不能读取 raw.sites，只能读取 catalog、public。"
        "请改用其中的表，并写明所在模式。"
    ]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ('"RAW"."sites"', "RAW.sites"),
        ("memory.raw.sites", "memory.raw.sites"),
        ("tables.birds_by_site", "tables.birds_by_site"),
        ("information_schema.tables", "information_schema.tables"),
        ("'datasets/sites.csv'", "datasets/sites.csv"),
        ("sites", "sites"),
    ],
)
def test_a_table_may_read_nothing_but_public_and_catalog(refused_table, name, shown):
    assert refused_table(f"select site_id, 1 as walks, 2 as birds_counted from {name}\n") == [
        f"{TABLE}:8: {shown} cannot be read from this floor; it may read catalog, public. "
        "Name a table of those, with its schema."
    ]


def test_a_table_that_looks_up_in_a_corner_is_refused(refused_table):
    query = """\
with raw as (select * from public.sites)
select site_id, (select count(*) from raw.counts) as walks, 2 as birds_counted
from raw
where exists (select 1 from (select * from raw.sites))
"""
    said = "cannot be read from this floor; it may read catalog, public."
    assert refused_table(query) == [
        f"{TABLE}:9: raw.counts {said} Name a table of those, with its schema.",
        f"{TABLE}:11: raw.sites {said} Name a table of those, with its schema.",
    ]


def test_a_step_of_a_query_may_have_the_name_of_a_table(birds, run):
    query = """\
with sites as (select site_id from public.sites)
select site_id, 1 as walks, 2::bigint as birds_counted from sites order by site_id
"""
    write(birds / TABLE, HEADER + query)
    assert run("build").code == 0


def test_a_public_file_that_reads_public_is_refused(birds, refused):
    edit(birds / COUNTS, "from raw.counts", "from public.counts")
    assert refused() == [
        f"{COUNTS}:7: public.counts cannot be read from this floor; it may read catalog, raw. "
        "Name a table of those, with its schema."
    ]


PAGES_OF_PAGES = """\
-- Sites in one line
--
-- All site pages, told by another page table.
select 'all' as name, string_agg(s.site_id, ' ' order by s.site_id) as sites from pages.{} as s
"""


@pytest.mark.parametrize("name", ["sites_in_line", "all_sites"])
def test_a_page_table_may_read_others_whatever_their_names(birds, run, name):
    write(birds / f"sql/4_pages/{name}.sql", PAGES_OF_PAGES.format("sites"))
    write(birds / f"site_templates/pages/{name}/{{name}}.txt", "{{ sites }}\n")
    assert run("build").code == 0
    assert (birds / f"site/{name}/all.txt").read_text("utf-8") == "north reeds\n"


def test_page_tables_that_read_each_other_in_a_circle_are_refused(birds, refused):
    write(birds / "sql/4_pages/one.sql", PAGES_OF_PAGES.format("other"))
    write(birds / "sql/4_pages/other.sql", PAGES_OF_PAGES.format("one"))
    (problem, *_) = refused()
    assert "Table with name other does not exist" in problem


@pytest.mark.parametrize(
    "function",
    [
        "read_csv('datasets/sites.csv')", "read_text('/etc/hostname')", "query_table('raw.sites')",
        "query('from raw.sites')", "duckdb_tables()", "glob('*')",
    ],
)  # fmt: skip
def test_a_function_cannot_be_read_as_a_table(refused_table, function):
    assert refused_table(f"select site_id, 1 as walks, 2 as birds_counted\nfrom {function}\n") == [
        f"{TABLE}:9: The function {function.split('(')[0]} cannot be used as a table here. "
        "Read the tables of the floors above."
    ]


def test_a_series_may_be_read_as_a_table(birds, run):
    query = "select 'n' || n as site_id, n as walks, n as birds_counted\nfrom range(3) as t(n)\n"
    write(birds / TABLE, HEADER + query)
    assert run("build").code == 0


def test_mistakes_of_all_files_of_a_floor_are_said_at_once(birds, refused):
    edit(birds / COUNTS, "raw.counts", "public.counts")
    edit(birds / SITES, "raw.sites", "raw.lakes")
    assert refused() == [
        f"{COUNTS}:7: public.counts cannot be read from this floor; it may read catalog, raw. "
        "Name a table of those, with its schema.",
        f"{SITES}:6: DuckDB cannot run the file: Catalog Error: "
        "Table with name lakes does not exist. Correct the statement.",
    ]


# --- one SELECT that anyone can run again ---------------------------------------------------------


def test_two_statements_are_refused(refused_table):
    assert refused_table("select 1;\nselect 2;\n") == [
        f"{TABLE}: The file must be one SELECT statement; found 2 statements. Keep one."
    ]
    assert refused_table("select 1;\nselect 2;\n", "--lang", "zh") == [
        f"{TABLE}: 文件必须是单个 SELECT 语句；现有 2 条语句。请只留一条。"
    ]


def test_a_file_of_only_comments_is_refused(refused_table):
    assert refused_table("") == [
        f"{TABLE}: The file must be one SELECT statement; found 0 statements. Keep one."
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "drop schema raw cascade", "create table x as select 1", "copy public.sites to 'x.csv'",
        "attach 'x.db'", "set memory_limit = '9GB'", "pragma version", "install httpfs",
        "insert into public.sites values ('a', 'b')",
    ],
)  # fmt: skip
def test_what_is_not_a_select_is_refused(refused_table, statement):
    assert refused_table(statement) == [
        f"{TABLE}:1: The file must be one SELECT statement, and is something else. "
        "Write one SELECT."
    ]


def test_a_mistake_of_syntax_is_refused_with_its_line(refused_table):
    query = "select\n    site_id, '骨顶鸡' as walks\n    2 as birds_counted\nfrom public.sites\n"
    assert refused_table(query) == [
        f'{TABLE}:10: The SQL cannot be read: syntax error at or near "2". Correct it.'
    ]
    assert refused_table(query, "--lang", "zh") == [
        f'{TABLE}:10: SQL 有语法错误：syntax error at or near "2"。请改正。'
    ]


def test_the_line_of_a_mistake_is_right_after_long_comments_in_chinese(refused_table):
    comment = f"\n/* {'骨顶鸡' * 30} */ "
    query = comment + "select site_id, 1 as walks\n, 2 2 as birds_counted\nfrom\n\n\n\n\n"
    assert refused_table(query) == [
        f'{TABLE}:10: The SQL cannot be read: syntax error at or near "2". Correct it.'
    ]


def test_what_duckdb_cannot_run_is_refused_with_its_line(refused_table):
    query = "select site_id,\n    1 as walks,\n    eggs as birds_counted\nfrom public.sites\n"
    failure = 'Binder Error: Referenced column "eggs" not found in FROM clause'
    assert refused_table(query) == [
        f"{TABLE}:10: DuckDB cannot run the file: {failure}. Correct the statement."
    ]
    assert refused_table(query, "--lang", "zh") == [
        f"{TABLE}:10: DuckDB 无法执行此文件：{failure}。请改正语句。"
    ]


def test_a_cast_that_fails_on_a_row_is_refused_with_its_line(refused_table):
    query = "select site_id, 1 as walks,\n    site_id::int as birds_counted from public.sites\n"
    assert refused_table(query) == [
        f"{TABLE}:9: DuckDB cannot run the file: Conversion Error: "
        "Could not convert string 'north' to INT32 when casting from source column "
        "site_id. Correct the statement."
    ]


@pytest.mark.parametrize(
    "clock",
    ["now()", "today()", "current_date", "current_timestamp", "random()", "uuid()"],
)
def test_the_clock_and_chance_are_refused(refused_table, clock):
    query = f"select site_id, 1 as walks,\n    {clock} as birds_counted from public.sites\n"
    assert refused_table(query) == [
        f"{TABLE}:9: {clock.rstrip('()')} can answer differently each time, "
        "so nobody could compute the table again. Take the date from catalog.build."
    ]


def test_a_file_that_is_not_utf_8_is_refused(birds, refused):
    write(birds / TABLE, "-- 骨\n".encode("gb18030"))
    assert refused() == [f"{TABLE}: The file is not UTF-8. Save it as UTF-8."]


def test_a_file_name_that_cannot_be_a_table_is_refused(birds, refused):
    name = 'sql/2_tables/x" as select * from raw.sites --.sql'
    write(birds / name, HEADER + "select 1")
    assert refused() == [
        f"{name}: The name of the file becomes the name of its table, and cannot be one. "
        "Use lower-case letters, digits and underscores."
    ]


# --- every published column is explained ----------------------------------------------------------


def test_a_column_without_a_note_is_refused(refused_table):
    query = "select site_id, 1 as walks, 2 as birds_counted, 3 as eggs from public.sites\n"
    assert refused_table(query) == [
        f"{TABLE}: The column eggs is published without an explanation. Add a note to the header."
    ]
    assert refused_table(query, "--lang", "zh") == [
        f"{TABLE}: 公开的列 eggs 没有说明。请在文件头补充。"
    ]


def test_a_note_without_a_column_is_refused(refused_table):
    assert refused_table("select site_id, 1 as walks from public.sites\n") == [
        f"{TABLE}: The header explains birds_counted, but the query has no such column. "
        "Remove the note, or add the column."
    ]


def test_a_table_without_a_key_is_refused(birds, refused):
    edit(birds / TABLE, "-- key: site_id\n", "")
    assert refused() == [f"{TABLE}: The header names no key. Add a line such as -- key: town_code"]


def test_a_key_that_is_no_column_is_refused(birds, refused):
    edit(birds / TABLE, "-- key: site_id", "-- key: lake_id")
    assert refused() == [
        f"{TABLE}: The header explains lake_id, but the query has no such column. "
        "Remove the note, or add the column."
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "sites where site_id = $lake_id",
            "A “made of” line asks for lake_id, but the query has no such column. After $ write "
            "the name of a column of this table.",
        ),
        (
            "sites where site_id in (select site_id from raw.sites)",
            "raw.sites cannot be read from this floor; it may read catalog, public. Name a table "
            "of those, with its schema.",
        ),
        (
            "sites where lake_id = $site_id",
            'DuckDB cannot run the file: Binder Error: Referenced column "lake_id" not found in '
            "FROM clause. Correct the statement.",
        ),
        (
            "sites where (",
            'The SQL cannot be read: syntax error at or near "(". Correct it.',
        ),
    ],
)
def test_records_behind_a_row_that_cannot_be_found_are_refused(birds, refused, line, said):
    edit(birds / TABLE, "-- key: site_id\n", f"-- key: site_id\n-- made of: {line}\n")
    text = (birds / TABLE).read_text("utf-8").splitlines()
    at = 1 + text.index(f"-- made of: {line}")
    assert refused() == [f"{TABLE}:{at}: {said}"]


def test_a_key_that_two_rows_share_is_refused(refused_table):
    query = "select 'north' as site_id, 1 as walks, 2 as birds_counted from public.sites\n"
    assert refused_table(query) == [
        f'{TABLE}: Two rows have the same key (site_id: "north"). '
        "Name columns that tell every row from all others, or make one row of them."
    ]


def test_a_key_without_a_value_is_refused(birds, refused):
    """It is unlike itself in SQL, and the row would be new in every release."""
    edit(birds / SITES, "select site_id,", "select nullif(site_id, 'reeds') as site_id,")
    assert refused()[0] == (
        f"{SITES}: A row has no value in any column of its key, site_id. "
        "Leave such rows out, or name a key that every row has."
    )


def test_a_page_tells_the_day_of_its_last_change_as_a_date(birds, refused):
    edit(birds / "sql/4_pages/sites.sql", "s.site_name,\n", "s.site_name,\n1 as updated_on,\n")
    assert refused() == [
        "site_templates/pages/sites/{site_id}.html: The column updated_on of pages.sites is "
        "INTEGER, not DATE. Cast it to a date in its SQL, or give it another name."
    ]


def test_a_closed_column_is_refused_wherever_it_is_published(birds, refused):
    edit(birds / SITES, "select site_id, site_name", "select site_id, site_name, keeper")
    edit(birds / COUNTS, "from raw.counts", "from raw.counts join raw.sites using (site_id)")
    edit(birds / COUNTS, "select count_id", "select keeper, count_id")
    said = "is marked closed in datapackage.json and may never be published. Leave it out."
    assert refused() == [f"{file}: The column keeper {said}" for file in (COUNTS, SITES)]
    assert refused("--lang", "zh")[1] == (
        f"{SITES}: datapackage.json 将 keeper 标为不公开（closed），不得发布。请去掉该列。"
    )


TAKEN = (
    "a name that is taken. Rename it: DuckDB numbers rows as rowid, and the notice of a "
    "demonstration stands in demo."
)


@pytest.mark.parametrize(
    ("file", "column"), [(SITES, "site_name"), ("sql/4_pages/sites.sql", "birds_counted,")]
)
def test_no_column_is_named_as_duckdb_names_the_number_of_a_row(birds, refused, file, column):
    name = column.rstrip(",")
    edit(birds / file, column, column.replace(name, f"{name} as RowId"))
    assert refused()[0] == f'{file}: A column of "sites" is named rowid, {TAKEN}'


def test_a_demonstration_publishes_no_column_in_the_place_of_its_notice(birds, refused, run):
    query = "select site_id, 1 as demo, 2 as birds_counted from public.sites"
    write(birds / TABLE, HEADER.replace("walks", "demo") + query)
    assert run("build", "--out", birds / "plain").code == 0
    notice = '"demo": {"en": "Invented."}, "homepage"'
    edit(birds / "datasets/datapackage.json", '"homepage"', notice)
    assert refused() == [f'{TABLE}: A column of "birds_by_site" is named demo, {TAKEN}']


def with_name(birds: Path, value: str) -> None:
    """Another value, of any type, in the place of the name of every site."""
    edit(birds / SITES, "site_id, site_name", f"site_id, {value} as site_name")


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("[site_name]", "VARCHAR[]"),
        ("{'a': site_name}", "STRUCT(a VARCHAR)"),
        ("map {'a': site_name}", "MAP(VARCHAR, VARCHAR)"),
    ],
)
def test_a_column_of_lists_or_structures_is_refused(birds, refused, value, kind):
    with_name(birds, value)
    assert refused() == [
        f"{SITES}: The column site_name holds a list or structure ({kind}); "
        "a published column holds one value. Make rows of it."
    ]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("'2026-03-01 00:00:00+08'::timestamptz", "TIMESTAMP WITH TIME ZONE"),
        ("interval 1 day", "INTERVAL"),
        ("'a'::blob", "BLOB"),
        ("0.1::float", "FLOAT"),
    ],
)
def test_a_column_that_a_spreadsheet_cannot_hold_is_refused(birds, refused, value, kind):
    with_name(birds, value)
    assert refused() == [
        f"{SITES}: The column site_name has the type {kind}, "
        "which not every published format can hold. "
        "Cast it to varchar, bigint, double, decimal or date."
    ]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("'nan'::double", "nan"),
        ("1::double / 0", "inf"),
        ("'infinity'::date", "infinity"),
        ("'12024-01-01'::date", "12024-01-01"),
        ("'0044-03-15 (BC)'::timestamp", "0044-03-15 (BC) 00:00:00"),
        ("9223372036854775808::hugeint", "9223372036854775808"),
    ],
)
def test_a_value_that_not_every_format_can_hold_is_refused(birds, refused, value, found):
    with_name(birds, value)
    assert refused() == [
        f"{SITES}: site_name is {found} in a row: not every published file can hold that. "
        "Let the query give NULL there, or leave the row out."
    ]


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "en",
            "site_name is an empty text in a row: in a CSV file it would be no value at all. "
            "Let the query give NULL there, as nullif(…, '') does.",
        ),
        (
            "zh",
            "有一行的 site_name 为空字符串，而在 CSV 文件里它等同于没有值。"
            "请让查询在此处返回 NULL，例如用 nullif(…, '')。",
        ),
    ],
)
def test_an_empty_text_is_refused_since_readers_of_two_files_would_count_differently(
    birds, run, lang, said
):
    with_name(birds, "case site_id when 'reeds' then '' else site_name end")
    assert run("build", "--lang", lang).err.splitlines()[0] == f"{SITES}: {said}"


@pytest.mark.parametrize(
    "value",
    [
        "time '10:15:00'", "timestamp '2026-03-01 10:15:00'", "1.5", "1e300", "true",
        "sum(1) over ()", "date '9999-12-31'", "date '0001-01-01'", "'1+1='",
        "null::varchar", "null::date",
    ],
)  # fmt: skip
def test_a_column_of_any_other_type_is_published(birds, run, value):
    with_name(birds, value)
    assert run("build").err == ""


def test_a_text_that_a_spreadsheet_would_run_is_published_by_no_query_either(birds, run):
    with_name(birds, "'=1+1'")
    assert run("build").err.splitlines()[0] == (
        "data/sites.csv:2: A cell of this row begins with a sign that makes Excel and WPS take "
        "text for a formula (= + - @, also in full width). Begin it with another character; write "
        "a list with * and a number in a number field. "
        "If it may stand: baoguangtai allow data/sites.csv:2"
    )


# --- the header is the contract -------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    ["", "-- Only a title\n", "-- Title\n-- Zweiter Titel\n--\n-- About.\n", "/* Title */\n"],
)
def test_a_header_without_title_and_sentence_is_refused(birds, refused, header):
    write(birds / TABLE, header + "select site_id from public.sites\n")
    assert refused() == [
        f"{TABLE}:1: The file does not open with its title and then one sentence, "
        "each in 1 language on a line of its own. Write them, with a line -- between the two."
    ]


@pytest.mark.parametrize("note", ["walks; Walks", "Walks: Walks", "walks: 走 | Walks", "walks:"])
def test_a_note_that_cannot_be_read_is_refused(birds, refused, note):
    edit(birds / TABLE, "-- walks: Walks — days on which somebody counted", f"-- {note}")
    assert refused() == [
        f'{TABLE}: This note cannot be read: "{note}". Write it as name (unit): '
        'Title — description, in 1 language separated by " | ".'
    ]


def test_a_bad_note_is_refused_in_chinese(birds, refused):
    edit(birds / TABLE, "-- walks: Walks —", "-- walks; Walks —")
    assert refused("--lang", "zh") == [
        f"{TABLE}: 无法识别此说明：“walks; Walks — days on which somebody counted”。"
        "请写作“名称 (单位): 标题 — 说明”，1 种语言以“ | ”分隔。"
    ]


# --- claims ---------------------------------------------------------------------------------------


def test_a_claim_that_finds_a_row_refuses_the_data_at_its_place(birds, refused):
    edit(birds / "datasets/counts.csv", "Grey heron,1,", "Grey heron,3,")
    assert refused(code=1) == [
        "datasets/counts.csv:3:5: More than one heron was counted on one walk (birds: 3). "
        "Herons here live alone; check the number of birds"
    ]


def test_a_claim_that_finds_a_row_is_found_by_check_too(birds, run):
    edit(birds / "datasets/counts.csv", "Grey heron,1,", "Grey heron,3,")
    assert run("check", "--format", "github") == (
        1,
        "::error file=datasets/counts.csv,line=3,col=5::More than one heron was counted "
        "on one walk (birds: 3). Herons here live alone; check the number of birds\n"
        "Not published: 1 error in 1 file.\n",
        "",
    )


def test_a_claim_points_at_the_line_of_a_row_after_a_cell_of_many_lines(birds, refused):
    path = birds / "datasets/counts.csv"
    write(path, path.read_text("utf-8") + "4,reeds,2026-03-08,Grey heron,2,\n")
    assert refused(code=1) == [
        "datasets/counts.csv:6:5: More than one heron was counted on one walk (birds: 2). "
        "Herons here live alone; check the number of birds"
    ]


def test_a_claim_about_no_file_points_at_itself(birds, refused):
    edit(birds / "datasets/counts.csv", "Grey heron,1,", "Grey heron,3,")
    edit(birds / CLAIM, "'counts' as dataset", "'herons' as dataset")
    assert refused(code=1)[0].startswith(f"{CLAIM}: More than one heron")


def test_a_claim_whose_value_has_braces_or_lines_is_said_on_one_line(birds, refused):
    edit(birds / "datasets/counts.csv", "Grey heron,1,", "Grey heron,3,")
    edit(birds / CLAIM, "birds::varchar as found", "'{0}' || chr(10) || '::error::' as found")
    assert refused(code=1) == [
        "datasets/counts.csv:3:5: More than one heron was counted on one walk "
        "(birds: {0}\\u000a::error::). Herons here live alone; check the number of birds"
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("'counts' as dataset, _line as line", "_line as line, 'counts' as dataset"),
        ("birds::varchar as found", "birds::varchar as value"),
        ("birds::varchar as found", "birds::varchar as found, 1 as more"),
    ],
)
def test_a_claim_with_other_columns_is_refused(birds, refused, old, new):
    edit(birds / CLAIM, old, new)
    assert refused() == [
        f"{CLAIM}: A claim must select exactly these columns: dataset, line, field, found. "
        "Select them, in this order."
    ]
    assert refused("--lang", "zh") == [
        f"{CLAIM}: 断言必须恰好选出这些列：dataset、line、field、found。请按此顺序选出。"
    ]


def test_a_claim_that_cannot_run_is_refused_with_its_line(birds, refused):
    edit(birds / CLAIM, "bird = 'Grey heron'", "\n    egg = 'Grey heron'")
    assert refused() == [
        f"{CLAIM}:7: DuckDB cannot run the file: Binder Error: "
        'Referenced column "egg" not found in FROM clause. Correct the statement.'
    ]


def test_a_claim_may_read_every_floor_and_nothing_else(birds, refused, run):
    edit(birds / CLAIM, "from raw.counts", "from 'datasets/counts.csv'")
    assert refused() == [
        f"{CLAIM}:5: datasets/counts.csv cannot be read from this floor; "
        "it may read before, catalog, public, raw, tables. Name a table of those, with its schema."
    ]
    edit(birds / CLAIM, "from 'datasets/counts.csv'", "from raw.counts, tables.birds_by_site")
    assert run("build").code == 0


def test_what_duckdb_calls_unsteady_is_all_known():
    with duckdb.connect() as con:
        told = con.execute(
            "select distinct function_name from duckdb_functions() where function_name <> 'error' "
            "and stability in ('VOLATILE', 'CONSISTENT_WITHIN_QUERY')"
        ).fetchall()
    words = {"current_time", "current_timestamp", "localtimestamp"}  # no functions: the grammar's
    assert {name for (name,) in told} | words == UNSTEADY
