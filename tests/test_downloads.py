"""What anyone can download: formats that say the same, hashes that hold, SQL that agrees."""

from __future__ import annotations

import contextlib
import csv
import hashlib
import json
import re
import shutil
import sqlite3
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import pytest
from lxml import html as parser
from openpyxl import load_workbook
from site_fixture import DAY, ROOT, build, copied, read_rows

DEMO = (
    "演示发布：所有记录均为虚构，不涉及任何真实单位或个人，也不是官方信息。 / "
    "Demonstration: every record is invented, concerns no real unit or person, "
    "and is not official information."
)
READ: dict[str, Callable[[str], Any]] = {
    "string": str,
    "integer": int,
    "number": Decimal,
    "boolean": lambda text: {"true": True, "false": False}[text],
    "date": date.fromisoformat,
}
SQL_TYPES = {
    "string": "varchar", "integer": "bigint", "number": "decimal(18, 6)",
    "boolean": "boolean", "date": "date",
}  # fmt: skip
FLOORS = ROOT / "pipeline" / "sql"
DATASETS = sorted(path.stem for path in (FLOORS / "1_public").glob("*.sql"))
TABLES = sorted(path.stem for path in (FLOORS / "2_tables").glob("*.sql"))
PUBLISHED = [*DATASETS, *TABLES, "known_problems"]
every_table = pytest.mark.parametrize("name", PUBLISHED)

Row = tuple[Any, ...]


@pytest.fixture(scope="module")
def data(site: Path) -> Path:
    return site / "data"


@pytest.fixture(scope="module")
def package(data: Path) -> dict[str, Any]:
    return json.loads((data / "datapackage.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def resources(package: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {resource["name"]: resource for resource in package["resources"]}


@pytest.fixture(scope="module")
def rows(data: Path, resources: dict[str, dict[str, Any]]) -> dict[str, list[Row]]:
    """The rows of every CSV file, each cell as the value that its declared type makes of it."""
    found = {}
    for name, resource in resources.items():
        kinds = [READ[field["type"]] for field in resource["schema"]["fields"]]
        with (data / resource["path"]).open(encoding="utf-8", newline="") as file:
            _, *records = csv.reader(file, strict=True)
        found[name] = [
            tuple(kind(cell) if cell else None for kind, cell in zip(kinds, record, strict=True))
            for record in records
        ]
    return found


# ---------- datapackage.json ----------


def test_the_package_lists_every_dataset_every_table_and_the_known_problems(resources):
    assert list(resources) == PUBLISHED


def test_the_package_is_valid_in_every_row_key_hash_and_count(data):
    report = frictionless.Package(str(data / "datapackage.json")).validate()
    assert report.flatten(["name", "type", "note"]) == []
    assert len(report.tasks) == len(PUBLISHED)


def test_the_package_notices_a_changed_file(data, tmp_path):
    copy = Path(shutil.copytree(data, tmp_path / "data"))
    towns = copy / "towns.csv"
    towns.write_text(towns.read_text("utf-8").replace("310118109000", "310118109001"), "utf-8")
    report = frictionless.Package(str(copy / "datapackage.json")).validate()
    assert "hash-count" in {kind for (kind,) in report.flatten(["type"])}


def test_the_package_says_what_it_is(package):
    assert package["name"] == "qingpu-safety-exposure-demo"
    assert package["as_of"] == DAY
    assert package["demo"] == dict(zip(("zh", "en"), DEMO.split(" / "), strict=True))
    assert package["licenses"][0]["name"] == "CC0-1.0"


@every_table
def test_the_description_of_a_file_is_true(data, resources, rows, name):
    resource = resources[name]
    described = [resource, *resource["alternatives"]]
    assert [d["path"] for d in described] == [
        f"{name}.csv", f"{name}.json", f"{name}.ndjson", f"{name}.parquet", f"{name}.xlsx",
    ]  # fmt: skip
    for file in described:
        content = (data / file["path"]).read_bytes()
        assert file["bytes"] == len(content)
        assert file["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert resource["rows"] == len(rows[name])


@every_table
def test_every_column_is_explained_in_both_languages(resources, name):
    for field in resources[name]["schema"]["fields"]:
        for key in ("title", "title_en", "description", "description_en"):
            assert field[key].strip(), (field["name"], key)


@every_table
def test_keys_are_complete_and_unique(resources, rows, name):
    names = [field["name"] for field in resources[name]["schema"]["fields"]]
    places = [names.index(key) for key in resources[name]["schema"]["primaryKey"]]
    keys = [tuple(row[place] for place in places) for row in rows[name]]
    assert places
    assert len(set(keys)) == len(keys)
    assert all(None not in key for key in keys)


# ---------- The formats ----------


@every_table
def test_csv_is_plain_utf8_without_mark_or_carriage_return(data, resources, name):
    content = (data / f"{name}.csv").read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    assert content.endswith(b"\n")
    header = content.decode("utf-8").split("\n", 1)[0]
    assert header == ",".join(f["name"] for f in resources[name]["schema"]["fields"])


@every_table
def test_json_holds_the_rows_of_the_csv(data, resources, rows, name):
    names = [field["name"] for field in resources[name]["schema"]["fields"]]
    dates = {f["name"] for f in resources[name]["schema"]["fields"] if f["type"] == "date"}
    records = json.loads((data / f"{name}.json").read_text("utf-8"), parse_float=Decimal)
    found = [
        tuple(
            date.fromisoformat(value) if value and column in dates else value
            for column, value in record.items()
        )
        for record in records
    ]
    assert [list(record) for record in records] == [names] * len(records)
    assert found == rows[name]


@every_table
def test_ndjson_holds_the_objects_of_the_json_a_line_each(data, name):
    lines = (data / f"{name}.ndjson").read_text("utf-8").splitlines()
    array = json.loads((data / f"{name}.json").read_text("utf-8"), parse_float=Decimal)
    assert [json.loads(line, parse_float=Decimal) for line in lines] == array


@every_table
def test_json_says_chinese_in_chinese_letters(data, name):
    text = (data / f"{name}.json").read_text("utf-8")
    assert "\\u" not in text
    assert "演示发布" in text


@every_table
def test_parquet_holds_the_rows_and_types_of_the_csv(data, resources, rows, name):
    relation = duckdb.connect().read_parquet(str(data / f"{name}.parquet"))
    fields = resources[name]["schema"]["fields"]
    assert relation.columns == [field["name"] for field in fields]
    kinds = [str(kind).split("(")[0].lower() for kind in relation.types]
    assert kinds == [SQL_TYPES[field["type"]].split("(")[0] for field in fields]
    assert relation.fetchall() == rows[name]


@every_table
def test_duckdb_reads_json_and_csv_as_the_same_rows(data, resources, rows, name):
    columns = ", ".join(
        f"{field['name']}: '{SQL_TYPES[field['type']]}'"
        for field in resources[name]["schema"]["fields"]
    )
    con = duckdb.connect()
    for read in (
        f"from read_json('{data}/{name}.json', columns = {{{columns}}})",
        f"from read_csv('{data}/{name}.csv', auto_detect = false, header = true, "
        f"columns = {{{columns}}})",
    ):
        assert con.execute(read).fetchall() == rows[name]


@every_table
def test_excel_holds_the_rows_of_the_csv_typed(data, resources, rows, name):
    """Text stays text, so that long codes keep every digit; dates are dates; nothing is counted."""
    book = load_workbook(data / f"{name}.xlsx")
    assert book.sheetnames == ["about", "data", "columns"]
    header, *records = list(book["data"].iter_rows())
    fields = resources[name]["schema"]["fields"]
    assert [cell.value for cell in header] == [field["name"] for field in fields]
    found = []
    for record in records:
        for cell, field in zip(record, fields, strict=True):
            if cell.value is not None:
                assert cell.data_type == _excel_type(field["type"]), cell.coordinate
        found.append(tuple(map(_from_excel, record)))
    assert found == rows[name]


def _excel_type(kind: str) -> str:
    return {"string": "s", "date": "d", "boolean": "b"}.get(kind, "n")


def _from_excel(cell: Any) -> Any:
    value = cell.value
    if isinstance(value, datetime):
        return value.date()
    return Decimal(repr(value)) if isinstance(value, float) else value


@every_table
def test_excel_explains_every_column_and_opens_with_what_it_is(data, resources, name):
    book = load_workbook(data / f"{name}.xlsx", read_only=True)
    cover = [row[0] for row in book["about"].iter_rows(values_only=True)]
    assert " / ".join(cover[:2]) == DEMO
    assert DAY in cover
    package = json.loads((ROOT / "datasets/datapackage.json").read_text("utf-8"))
    assert {*package["conditions"], *package["conditions_en"]} <= {*cover}
    explained = [row[0] for row in book["columns"].iter_rows(min_row=2, values_only=True)]
    assert explained == [field["name"] for field in resources[name]["schema"]["fields"]]


def test_a_workbook_says_how_many_problems_of_its_dataset_are_known(data, rows):
    found = {name: [row[1] for row in rows["known_problems"]].count(name) for name in rows}
    for name in ("penalties", "notices", "towns"):
        book = load_workbook(data / f"{name}.xlsx", read_only=True)
        cover = [row[0] for row in book["about"].iter_rows(values_only=True)]
        told = [line for line in cover if "known_problems.csv" in line]
        count = f"{found[name]} known problem" + "s" * (found[name] > 1)
        assert (
            told
            == [
                f"按规则检查，发现 {found[name]} 处可疑之处，见 known_problems.csv。",
                f"{count} found by the rules; known_problems.csv lists them.",
            ][: 2 * bool(found[name])]
        )


def test_no_workbook_holds_a_formula_a_link_or_a_macro(data):
    for path in sorted(data.glob("*.xlsx")):
        with zipfile.ZipFile(path) as book:
            sheets = [n for n in book.namelist() if n.startswith("xl/worksheets/sheet")]
            assert len(sheets) == 3
            for sheet in sheets:
                assert b"<f>" not in book.read(sheet), path.name
                assert b"<hyperlink" not in book.read(sheet), path.name
            assert not [n for n in book.namelist() if "vba" in n.lower() or "external" in n]


def test_long_codes_keep_every_digit(rows, resources, data):
    cell = load_workbook(data / "towns.xlsx")["data"]["A2"]
    assert (cell.value, cell.data_type) == ("310118001000", "s")
    assert "310118001000" in {row[0] for row in rows["towns"]}
    names = [field["name"] for field in resources["exposures"]["schema"]["fields"]]
    exposures = {row[0]: dict(zip(names, row, strict=True)) for row in rows["exposures"]}
    assert exposures["DEMO-E-0001"]["uscc"] == "91000000MAQXUD3107"
    assert exposures["DEMO-E-0001"]["town_code"] == "310118109000"


def test_chinese_is_whole_in_every_format(data):
    name = "示例禾舟家具制造有限公司"
    exposures = {"csv": read_rows(data / "exposures.csv")[0]["unit_name"]}
    exposures["json"] = json.loads((data / "exposures.json").read_text("utf-8"))[0]["unit_name"]
    parquet = duckdb.connect().read_parquet(str(data / "exposures.parquet"))
    exposures["parquet"] = parquet.select("unit_name").limit(1).fetchall()[0][0]
    exposures["xlsx"] = load_workbook(data / "exposures.xlsx")["data"]["D2"].value
    assert exposures == dict.fromkeys(("csv", "json", "parquet", "xlsx"), name)


@every_table
def test_every_row_of_a_demonstration_says_so(resources, rows, name):
    assert resources[name]["schema"]["fields"][-1]["name"] == "demo"
    assert {row[-1] for row in rows[name]} == {DEMO}


# ---------- The same numbers again ----------


def _computed(con: duckdb.DuckDBPyConnection, data: Path, name: str) -> list[list[str]]:
    """What the published SQL of a table gives, as the text of CSV cells."""
    sql = (data / "sql" / f"{name}.sql").read_text("utf-8")
    relation = con.sql(f"select columns(*)::varchar from (\n{sql}\n)")
    return [relation.columns, *([cell or "" for cell in row] for row in relation.fetchall())]


def _published(data: Path, name: str) -> list[list[str]]:
    with (data / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [cells[:-1] for cells in csv.reader(file)]


@pytest.fixture(scope="module")
def typed(data: Path, resources: dict[str, dict[str, Any]]) -> duckdb.DuckDBPyConnection:
    """A fresh database of nothing but the downloads, with the types that the package declares."""
    con = duckdb.connect()
    con.execute("create schema public; create schema catalog")
    con.execute(f"create table catalog.build as from '{data}/build.csv'")
    for name in DATASETS:
        fields = resources[name]["schema"]["fields"]
        columns = ", ".join(f"{f['name']}: '{SQL_TYPES[f['type']]}'" for f in fields)
        con.execute(
            f"create table public.{name} as from read_csv('{data}/{name}.csv', "
            f"auto_detect = false, header = true, columns = {{{columns}}})"
        )
    return con


@pytest.fixture(scope="module")
def told(data: Path) -> duckdb.DuckDBPyConnection:
    """A fresh database filled as the method page tells, from files that carry their types."""
    con = duckdb.connect()
    con.execute("create schema public; create schema catalog")
    con.execute(f"create table catalog.build as from '{data}/build.csv'")
    for name in DATASETS:
        con.execute(f"create table public.{name} as from '{data}/{name}.parquet'")
    return con


@pytest.mark.parametrize("name", TABLES)
def test_the_published_sql_over_the_downloads_gives_the_published_table(data, typed, name):
    assert _computed(typed, data, name) == _published(data, name)


@pytest.mark.parametrize("name", TABLES)
def test_the_recipe_of_the_method_page_gives_the_published_table(data, told, name):
    assert _computed(told, data, name) == _published(data, name)


def test_the_method_page_tells_the_recipe_that_is_tested_here(site):
    for page in ("method.html", "en/method.html"):
        text = (site / page).read_text("utf-8")
        assert "create schema public; create schema catalog;" in text
        assert "create table catalog.build as from 'build.csv';" in text
        assert "create table public.exposures as from 'exposures.parquet';" in text


def test_published_sql_is_what_ran(data):
    for name in TABLES:
        ran = (FLOORS / "2_tables" / f"{name}.sql").read_bytes()
        assert (data / "sql" / f"{name}.sql").read_bytes() == ran


# ---------- The manifest ----------


def _manifest(site: Path) -> dict[str, str]:
    lines = (site / "MANIFEST.sha256").read_text("utf-8").splitlines()
    return {name: found for found, name in (line.split("  ", 1) for line in lines)}


def test_the_manifest_lists_every_file_with_its_hash(site):
    files = {
        path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in site.rglob("*")
        if path.is_file() and path != site / "MANIFEST.sha256"
    }
    assert _manifest(site) == files


def test_the_manifest_is_sorted_so_that_two_can_be_compared(site):
    assert list(_manifest(site)) == sorted(_manifest(site))


# ---------- Everything in one file ----------

IN_SQLITE: dict[str, Callable[[Any], Any]] = {
    "boolean": int,
    "date": date.isoformat,
    "number": float,
}


@pytest.fixture(scope="module")
def database(data: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(f"file:{data}/all.sqlite?mode=ro", uri=True)) as con:
        yield con


@every_table
def test_the_database_holds_the_rows_of_the_csv(database, resources, rows, name):
    fields = resources[name]["schema"]["fields"]
    cursor = database.execute(f'select * from "{name}" order by rowid')
    assert [c[0] for c in cursor.description] == [f["name"] for f in fields]
    readers = [IN_SQLITE.get(f["type"], lambda cell: cell) for f in fields]
    assert cursor.fetchall() == [
        tuple(r(cell) if cell is not None else None for r, cell in zip(readers, row, strict=True))
        for row in rows[name]
    ]


def test_the_database_is_whole_and_its_references_lead_somewhere(database):
    assert database.execute("pragma integrity_check").fetchall() == [("ok",)]
    assert database.execute("pragma foreign_key_check").fetchall() == []
    references = database.execute("pragma foreign_key_list(rectifications)").fetchall()
    assert {(r[2], r[3], r[4]) for r in references} >= {
        ("exposures", "exposure_id", "exposure_id"),
        ("rectifications", "relapse_of_item_id", "item_id"),
    }


def test_the_database_explains_every_column(database, resources):
    told = database.execute(
        "select column_title, column_title_en, column_type from _columns "
        "where table_name = 'rectifications' and column_name = 'due_on'"
    ).fetchall()
    assert told == [("整改期限", "Due on", "date")]
    count = sum(len(r["schema"]["fields"]) for r in resources.values())
    assert database.execute("select count(*) from _columns").fetchall() == [(count,)]


def test_the_archive_holds_the_files_as_they_are_and_says_what_they_are(data):
    with zipfile.ZipFile(data / "all.zip") as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        for name in names[1:]:
            assert archive.read(name) == (data / name).read_bytes(), name
        readme = archive.read("README.md").decode("utf-8")
    expected = [
        p.relative_to(data).as_posix() for p in data.rglob("*") if p.suffix in (".csv", ".sql")
    ]
    assert names == ["README.md", *sorted(["datapackage.json", *expected])]
    assert DEMO.split(" / ")[0] in readme and DEMO.split(" / ")[1] in readme
    for condition in ("注明来源和获取日期", "Name the source and the date of retrieval", "CC0 1.0"):
        assert condition in readme


# ---------- Other programs ----------


def _snippet(site: Path, page: str, language: str) -> str:
    """The code that a page gives for a language, with the address of this site's own folder."""
    tree = parser.fromstring((site / page).read_bytes())
    [code] = tree.xpath(f"//code[@class='language-{language}']")
    return code.text_content().replace("https://example.org/baoguangtai/", f"{site}/")


def _page_of(name: str) -> str:
    return f"tables/{name}.html" if name in TABLES else f"data/{name}.html"


@pytest.mark.parametrize("name", [*DATASETS, *TABLES])
def test_the_python_of_a_page_loads_its_rows_with_their_types(site, resources, rows, name):
    found: dict[str, Any] = {}
    exec(_snippet(site, _page_of(name), "python"), found)
    frame = found["rows"]
    assert frame.columns == [f["name"] for f in resources[name]["schema"]["fields"]]
    assert frame.rows() == rows[name]


@pytest.mark.parametrize("name", [*DATASETS, *TABLES])
def test_the_sql_of_a_page_loads_its_rows_with_their_types(site, rows, name):
    loaded = duckdb.connect().execute(_snippet(site, _page_of(name), "sql")).fetchall()
    assert loaded == rows[name]


def _saved_by_libreoffice(folder: Path, files: list[Path], *words: str) -> None:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", *words, "--outdir", str(folder)]
    subprocess.run([*command, *map(str, files)], check=True, capture_output=True, timeout=300)


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed")
def test_libreoffice_reads_the_rows_of_every_workbook(site, resources, tmp_path):
    """Every sheet is saved as CSV: dates are dates, numbers numbers, and Chinese is whole."""
    names = [*DATASETS, *TABLES]
    books = [site / f"data/{name}.xlsx" for name in names]
    kind = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    _saved_by_libreoffice(tmp_path, books, "--convert-to", kind)
    for name in names:
        kinds = {f["name"]: f["type"] for f in resources[name]["schema"]["fields"]}
        saved = [_plain(row, kinds) for row in read_rows(tmp_path / f"{name}-data.csv")]
        assert saved == [_plain(row, kinds) for row in read_rows(site / f"data/{name}.csv")], name


def _plain(row: dict[str, str], kinds: dict[str, str]) -> dict[str, Any]:
    """The cells of a row, where two programs may write the same number or truth in two ways."""
    return {
        name: float(cell) if cell and kinds[name] in ("integer", "number")
        else cell.lower() if kinds[name] == "boolean" else cell
        for name, cell in row.items()
    }  # fmt: skip


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed")
def test_libreoffice_opens_a_csv_file_with_its_dates_and_its_chinese(site, tmp_path):
    file = site / "data/rectifications.csv"
    read = "--infilter=CSV:44,34,76,1,,2052,false,true"
    _saved_by_libreoffice(tmp_path, [file], read, "--convert-to", "xlsx")
    sheet = load_workbook(tmp_path / "rectifications.xlsx").active
    names, *rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    wanted = read_rows(file)
    at = {name: names.index(name) for name in ("item_id", "finding", "ordered_on", "rectify_days")}
    assert len(rows) == len(wanted)
    for row, told in zip(rows, wanted, strict=True):
        assert row[at["item_id"]] == told["item_id"] and row[at["finding"]] == told["finding"]
        day = row[at["ordered_on"]]
        assert (day.date().isoformat() if day else "") == told["ordered_on"]
        assert str(row[at["rectify_days"]] or "") == told["rectify_days"].lstrip("0")


def _has_r() -> bool:
    asked = ["Rscript", "-e", "library(jsonlite)"]
    return (
        bool(shutil.which("Rscript")) and not subprocess.run(asked, capture_output=True).returncode
    )


def test_the_r_of_a_page_loads_its_rows(site, rows):
    if not _has_r():
        pytest.skip("R (Rscript) with its package jsonlite is not installed")
    code = _snippet(site, _page_of("rectifications"), "r").replace('url("', 'file("')
    done = subprocess.run(
        ["Rscript", "-e", f"{code}\ncat(nrow(rows), rows$finding[1])"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    names = json.loads((site / "data/rectifications.json").read_text("utf-8"))
    assert done.stdout.endswith(f"{len(rows['rectifications'])} {names[0]['finding']}")


def test_a_page_tells_from_when_to_when_a_column_of_dates_reaches(site):
    text = (site / "data/rectifications.html").read_text("utf-8")
    rows = read_rows(site / "data/rectifications.csv")
    days = sorted(row["ordered_on"] for row in rows if row["ordered_on"])
    assert f"{days[0]} – {days[-1]}" in text


# ---------- Another build, another day ----------


@pytest.fixture(scope="session")
def elsewhere(once: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same day built from a copy by one process, in another place, time zone and language."""
    circumstances = {"PYTHONHASHSEED": "12345", "TZ": "America/St_Johns", "LC_ALL": "C"}
    project = copied(tmp_path_factory.mktemp("copy") / "another-name")
    return once("elsewhere", lambda out: build(out, DAY, project, "--jobs", "1", **circumstances))


class TestAgain:
    def test_the_same_rows_and_day_give_the_same_bytes_anywhere(self, site, elsewhere):
        assert _manifest(elsewhere) == _manifest(site)


class TestLater:
    """Ten weeks on, with no new row: what is overdue grows, what has its term behind it goes."""

    def test_an_overdue_item_is_seventy_days_more_overdue(self, site, later):
        item = {"item_id": "DEMO-R-00051"}
        assert _cells(site, "overdue_now", item, "due_on", "overdue_days") == ["2024-10-30", "754"]
        assert _cells(later, "overdue_now", item, "due_on", "overdue_days") == ["2024-10-30", "824"]

    def test_an_item_is_not_overdue_on_the_last_day_of_its_term_but_is_after_it(self, site, later):
        item = {"item_id": "DEMO-R-01214", "effective_due_on": "2026-11-23"}
        outcome = ("outcome_code", "is_overdue", "overdue_days")
        assert _cells(site, "rectifications", item, *outcome) == ["in_rectification", "false", ""]
        assert _cells(later, "rectifications", item, *outcome) == ["overdue", "true", "70"]

    def test_the_headline_counts_what_has_become_overdue(self, site, later):
        columns = ("overdue_items", "in_rectification_items", "hazard_items", "penalties")
        assert _cells(site, "headline", {}, *columns) == ["88", "107", "1460", "158"]
        assert _cells(later, "headline", {}, *columns) == ["193", "2", "1460", "135"]

    def test_a_penalty_goes_on_the_day_after_its_last(self, site, later):
        penalty = {"penalty_id": "DEMO-P-0115"}
        assert _cells(site, "penalties", penalty, "publish_until_on") == ["2026-11-24"]
        assert _cells(later, "penalties", penalty) is None
        record = {"dataset": "penalties", "record_id": "DEMO-P-0115"}
        assert _cells(site, "withdrawals", record) is None
        ending = ("ended_on", "ending", "reason")
        assert _cells(later, "withdrawals", record, *ending) == ["2026-11-25", "expired", ""]

    def test_an_expired_penalty_leaves_the_page_of_its_exposure(self, site, later):
        number = _cells(site, "penalties", {"penalty_id": "DEMO-P-0116"}, "doc_no")[0]
        assert number in (site / "exposures" / "DEMO-E-0180.html").read_text("utf-8")
        for path in later.rglob("*.html"):
            assert number not in path.read_text("utf-8"), path.name

    def test_every_page_names_the_day_it_is_computed_for(self, site, later):
        assert "数据截止 2026年11月23日" in (site / "about.html").read_text("utf-8")
        assert "数据截止 2027年2月1日" in (later / "about.html").read_text("utf-8")
        assert "1 February 2027" in (later / "en" / "about.html").read_text("utf-8")

    def test_the_rows_of_the_source_stay_as_they_are(self, site, later):
        """Only what is computed from the day moves: no address of a page is lost.

        A list of what has an outcome, or is overdue, grows and shrinks with it, but for page one.
        """
        now, then = (
            {p.relative_to(s).as_posix() for p in s.rglob("*.html")} for s in (site, later)
        )
        lists = re.compile(r"(exposures/outcome/.*|overdue/page|tables/rows/[a-z_]+)/[0-9]+.html")
        lost = [p.removeprefix("en/") for p in now - then]
        assert [p for p in lost if not lists.fullmatch(p) or p.endswith("/1.html")] == []
        added = {p.removeprefix("en/") for p in then - now}
        assert {p.split("/")[0] for p in added if not lists.fullmatch(p)} == {
            "bulletins",
            "new",
            "releases",
        }


def _cells(site: Path, table: str, having: dict[str, str], *columns: str) -> list[str] | None:
    """Some cells of the first row that has these values; None where there is no such row."""
    for row in read_rows(site / "data" / f"{table}.csv"):
        if having.items() <= row.items():
            return [row[column] for column in columns]
    return None
