"""Every number of a site comes out again from its own downloads, and a falsified one does not."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner
from conftest import Answer
from folders import edit

from pipeline.__main__ import app
from pipeline.audit import audit
from pipeline.figures import Figure, figures_of

LINE = '<li><a href="{{ home }}sites/{{ site.site_id }}.html">'
SHOWN = '<data value="{{ %s }}" data-table="%s" data-key="%s" data-column="%s">1</data>'
TABLE, INDEX = "data/birds_by_site", "index.html"
AGAIN = "Build the site again; no file of it may be changed by hand."


def ask(site: Path, *options: str) -> Answer:
    result = CliRunner().invoke(app, ["audit", str(site), *options], catch_exceptions=False)
    return Answer(result.exit_code, result.stdout, result.stderr)


@pytest.fixture
def site(birds: Path, run: Callable[..., Answer]) -> Path:
    """The miniature site with a figure a row on its front page, from line 8 on."""
    figure = SHOWN % (
        "site.birds_counted", "birds_by_site", "{{ site.site_id }}", "birds_counted",
    )  # fmt: skip
    edit(birds / "site_templates/pages/index.html", LINE, f"{figure}{LINE}")
    answer = run("build")
    assert answer.code == 0, answer.err
    return birds / "site"


def hashed_again(site: Path, name: str) -> None:
    """What a careful forger would do: the description lists the hash of the changed file."""
    path = site / "data" / "datapackage.json"
    described = json.loads(path.read_text("utf-8"))
    for resource in described["resources"]:
        for file in [resource, *resource["alternatives"]]:
            if file["path"] == name:
                found = hashlib.sha256((site / "data" / name).read_bytes()).hexdigest()
                file["hash"] = f"sha256:{found}"
    path.write_text(json.dumps(described), "utf-8")


def changed(site: Path, name: str, old: str, new: str) -> None:
    edit(site / "data" / name, old, new)
    hashed_again(site, name)


def remade(site: Path, name: str, query: str) -> None:
    """A Parquet file with other rows, and listed as it is."""
    path = site / f"{name}.parquet"
    with duckdb.connect() as con:
        con.execute(f"create table given as from '{path}'; create table t as {query}")
        con.execute(f"copy t to '{path}' (format parquet)")
    hashed_again(site, path.name)


# --- What is equal --------------------------------------------------------------------------------


def test_a_site_as_it_was_built_is_equal_to_the_last_number(site):
    assert ask(site) == Answer(
        0,
        "2 figures on 1 page and 1 table computed again from the published files: all equal.\n",
        "",
    )
    assert ask(site, "--lang", "zh").out == (
        "已用公布的文件重新计算：1 个页面上的 2 个数字和 1 张统计表，全部一致。\n"
    )


def test_the_demonstration_is_equal_to_the_last_number(demonstration):
    found = audit(demonstration)
    assert found.problems == []
    assert found.figures > 30_000 and found.tables == 25
    page = (demonstration / "en/method.html").read_text("utf-8")
    told = f"{found.figures:,} figures on {found.pages:,} pages and {found.tables} tables"
    assert told in page


def test_a_site_that_was_moved_is_audited_where_it_is(site, tmp_path):
    shutil.copytree(site, tmp_path / "a copy's place")
    assert ask(tmp_path / "a copy's place").code == 0


# --- What is falsified ----------------------------------------------------------------------------


def test_a_changed_figure_on_a_page_is_found(site):
    edit(site / INDEX, '<data value="13"', '<data value="14"')
    answer = ask(site)
    assert (answer.code, answer.err.splitlines()[0]) == (
        1,
        'index.html:8: The page says "14", but birds_counted of north in the table birds_by_site '
        'is "13". Build the site again; if it comes out the same, correct the template or the SQL '
        "of the page.",
    )
    assert ask(site, "--lang", "zh").err.splitlines()[0] == (
        "index.html:8: 网页写作“14”，而统计表 birds_by_site 中 north 的 birds_counted 为“13”。"
        "请重新生成网站；如果结果不变，请改正模板或该页面的 SQL。"
    )


def test_a_figure_that_names_no_published_cell_is_found(site):
    edit(site / INDEX, 'data-key="north"', 'data-key="south"')
    assert ask(site).err.splitlines()[0] == (
        'index.html:8: The page says "13" and names birds_counted of south in the table '
        "birds_by_site, which is not published. "
        "Name a published table, one of its keys and one of its columns."
    )


def test_a_changed_csv_file_is_found_in_all_that_should_be_equal_to_it(site):
    changed(site, "birds_by_site.csv", "north,1,13", "north,1,14")
    found = ask(site).err.splitlines()
    assert found[:4] == [
        f'{TABLE}.json:2: Row 1: birds_counted is "13" here, but "14" in the CSV file. {AGAIN}',
        f'{TABLE}.ndjson:1: Row 1: birds_counted is "13" here, but "14" in the CSV file. {AGAIN}',
        f'{TABLE}.parquet: Row 1: birds_counted is "13" here, but "14" in the CSV file. {AGAIN}',
        f'{TABLE}.csv:2:3: birds_counted is "14", but the published SQL gives "13". {AGAIN}',
    ]
    assert found[4].startswith('index.html:8: The page says "13", but birds_counted of north')


def test_a_changed_json_file_is_found(site):
    changed(site, "birds_by_site.json", '"birds_counted":7', '"birds_counted":8')
    assert ask(site).err.splitlines()[0] == (
        f'{TABLE}.json:3: Row 2: birds_counted is "8" here, but "7" in the CSV file. {AGAIN}'
    )


def test_a_cell_that_is_no_single_value_is_found(site):
    changed(site, "birds_by_site.json", '"birds_counted":7', '"birds_counted":[7]')
    assert (
        ask(site)
        .err.splitlines()[0]
        .startswith(f"{TABLE}.json:3: Row 2: birds_counted is \"['7']\" here, but")
    )


@pytest.mark.parametrize("piece", [1, 7, 1 << 20])
@pytest.mark.parametrize("indent", [None, 2])
def test_an_array_is_read_whatever_its_layout_and_its_pieces(site, monkeypatch, piece, indent):
    monkeypatch.setattr("pipeline.records.PIECE", piece)
    path = site / f"{TABLE}.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")), indent=indent), "utf-8")
    hashed_again(site, path.name)
    answer = ask(site)
    assert (answer.code, answer.err) == (0, "")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[", ""),
        ("]", ""),
        ("]", "] 1"),
        ("},", "}"),
        ("}\n]", "},\n]"),
        ('":13', '":'),
        ("[", "[,"),
    ],
)
def test_what_is_no_array_is_told_and_not_taken_for_one(site, old, new):
    changed(site, "birds_by_site.json", old, new)
    assert ask(site).err.splitlines()[0] == (
        f"{TABLE}.json: The file cannot be read: not a JSON array of objects. Build the site again."
    )


def test_a_row_more_or_fewer_in_another_file_is_told_once(site):
    for suffix, rows in ((".json", "[\n]"), (".ndjson", "")):
        (site / f"{TABLE}{suffix}").write_text(rows, "utf-8")
        hashed_again(site, f"birds_by_site{suffix}")
    told = ask(site).err.splitlines()
    for suffix in (".json", ".ndjson"):
        about = [line for line in told if line.startswith(f"{TABLE}{suffix}:")]
        assert about == [f"{TABLE}{suffix}: The file has 0 rows, but the CSV file has 2. {AGAIN}"]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            '"birds_counted":7', '"birds_counted":8',
            f'{TABLE}.ndjson:2: Row 2: birds_counted is "8" here, but "7" in the CSV file. {AGAIN}',
        ),
        (
            '}\n{"site_id":"reeds"', '}\n{}\n{"site_id":"reeds"',
            f"{TABLE}.ndjson: The file has 3 rows, but the CSV file has 2. {AGAIN}",
        ),
        (
            '"birds_counted":7}\n', '"birds_counted":7}\n]\n',
            f"{TABLE}.ndjson: The file cannot be read: Expecting value: line 1 column 1 (char 0). "
            "Build the site again.",
        ),
        (
            '"birds_counted":7}', '"birds_counted":7},',
            f"{TABLE}.ndjson: The file cannot be read: Extra data: line 1 column 48 (char 47). "
            "Build the site again.",
        ),
    ],
)  # fmt: skip
def test_a_file_of_lines_that_is_not_its_array_is_found(site, old, new, problem):
    changed(site, "birds_by_site.ndjson", old, new)
    assert ask(site).err.splitlines()[0] == problem


def test_a_parquet_file_with_the_columns_in_another_order_is_found(site):
    remade(site, TABLE, "select site_id, birds_counted, walks from given")
    assert ask(site).err.splitlines()[:2] == [
        f'{TABLE}.parquet: Row 1: walks is "13" here, but "1" in the CSV file. {AGAIN}',
        f'{TABLE}.parquet: Row 1: birds_counted is "1" here, but "13" in the CSV file. {AGAIN}',
    ]


def test_a_parquet_file_with_a_row_less_is_found(site):
    remade(site, TABLE, "from given limit 1")
    assert ask(site).err.splitlines()[0] == (
        f"{TABLE}.parquet: The file has 1 row, but the CSV file has 2. {AGAIN}"
    )


def test_a_changed_parquet_file_is_found(site):
    remade(site, TABLE, "select * replace (12 as birds_counted) from given")
    assert ask(site).err.splitlines()[0] == (
        f'{TABLE}.parquet: Row 1: birds_counted is "12" here, but "13" in the CSV file. {AGAIN}'
    )


def test_a_changed_dataset_changes_the_tables_that_are_computed_from_it(site):
    remade(site, "data/counts", "select * replace (birds + 1 as birds) from given")
    lines = ask(site).err.splitlines()
    assert any(line.startswith("data/birds_by_site.csv:2:3: birds_counted is") for line in lines)


def test_changed_sql_is_found(site):
    edit(site / "data/sql/birds_by_site.sql", "sum(", "1 + sum(")
    assert ask(site).err.splitlines()[0] == (
        f'{TABLE}.csv:2:3: birds_counted is "13", but the published SQL gives "14". {AGAIN}'
    )


def test_sql_that_reads_anything_but_the_downloads_does_not_run(site):
    sql = site / "data/sql/birds_by_site.sql"
    sql.write_text("select * from read_csv('/etc/hostname')", "utf-8")
    assert (
        ask(site)
        .err.splitlines()[0]
        .startswith(
            "data/sql/birds_by_site.sql: The published SQL does not run over the published files: "
        )
    )


def test_a_file_of_other_bytes_than_listed_is_found(site):
    with (site / f"{TABLE}.xlsx").open("ab") as file:
        file.write(b"\0")
    assert ask(site).err.splitlines()[0] == (
        f"{TABLE}.xlsx: The SHA-256 of the file is not the one in data/datapackage.json. {AGAIN}"
    )


def test_a_missing_row_is_found(site):
    path = site / f"{TABLE}.csv"
    path.write_text("".join(path.read_text("utf-8").splitlines(keepends=True)[:-1]), "utf-8")
    hashed_again(site, path.name)
    assert f"{TABLE}.csv: The file has 1 row, but the published SQL gives 2. {AGAIN}" in (
        ask(site).err
    )


# --- Where it stands ------------------------------------------------------------------------------


def test_a_folder_without_a_site_is_a_mistake_of_use(tmp_path):
    answer = ask(tmp_path)
    assert (answer.code, answer.err) == (
        2,
        f"{tmp_path}: There is no publication here: datapackage.json is missing. "
        "Name the folder of a built site, or build one first.\n",
    )


def test_a_build_with_a_figure_of_another_value_is_refused_and_leaves_the_last_site(
    birds, site, run
):
    before = (site / "MANIFEST.sha256").read_bytes()
    edit(
        birds / "site_templates/pages/index.html",
        "{{ site.birds_counted }}",
        "{{ site.birds_counted + 1 }}",
    )
    answer = run("build")
    assert answer.code == 1
    assert answer.err.splitlines()[0].startswith('index.html:8: The page says "14", but')
    assert (site / "MANIFEST.sha256").read_bytes() == before


def test_differences_can_be_annotated_and_read_by_programs(site):
    edit(site / INDEX, '<data value="13"', '<data value="14"')
    assert ask(site, "--format", "github").out.startswith(
        "::error file=index.html,line=8::The page says"
    )
    report = json.loads(ask(site, "--format", "json").out)
    assert report["valid"] is False


@pytest.mark.parametrize(
    ("page", "figures"),
    [
        ('<data data-table=t data-key=k data-column=c value=1.50>1.5</data>',
         [("t", "k", "c", "1.50")]),
        ('<p data-table=t data-key=k><b data-column=c>1,234%</b></p>', [("t", "k", "c", "1234")]),
        ('<p data-table=t><b data-key=k><i data-column=c>7</i></b></p>', [("t", "k", "c", "7")]),
        ('<table data-table=t><thead><tr><th>x<th data-column=c>n</thead>'
         '<tbody><tr data-key=k><th>x<td>7<tr data-key=l><th>x<td>–</table>',
         [("t", "k", "c", "7")]),
        ('<svg><text data-table=t data-key=k data-column=c>7</text></svg>', [("t", "k", "c", "7")]),
        ('<b data-column=c>7</b>', [("", "", "c", "7")]),
        ('<b>7</b>', []),
    ],
)  # fmt: skip
def test_a_figure_is_read_with_what_is_around_it(page, figures):
    found = [Figure(*f[:4], 0) for f in figures_of(page.encode())]
    assert found == [Figure(*f, 0) for f in figures]
