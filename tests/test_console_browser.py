"""The SQL console and “compute it in the browser”: DuckDB in Chromium, over the published files."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import duckdb
import pytest
from browser import follow, serving
from lxml import html as parser
from playwright.sync_api import expect
from site_fixture import ROOT, read_rows

ENGINE = ROOT / "site_templates/assets/engine/duckdb-eh.wasm"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not (ENGINE.is_file() or os.environ.get("REQUIRE_BROWSER")),
        reason="the engine of the SQL console is not there; `make engine` brings it with npm",
    ),
]
SLOW = 60_000
RATES = "select title_zh, rectified_rate_percent from tables.outcomes_by_town order by town_code"


def pressed(page: Any, form: str) -> str:
    """What is said when the button was pressed and all is done."""
    before = int(page.locator(form).get_attribute("data-answers") or 0)
    page.locator(f"{form} button").click()
    page.locator(f'{form}[data-answers="{before + 1}"]').wait_for(timeout=SLOW)
    return page.locator(f"{form} [role=status]").inner_text()


def ask(page: Any, sql: str) -> str:
    page.locator("#question").fill(sql)
    return pressed(page, "#console")


def answer(page: Any) -> list[list[str]]:
    rows = page.locator("#answer tbody tr").all()
    return [row.locator("td").all_inner_texts() for row in rows]


@pytest.fixture(scope="module")
def database(site: Path) -> duckdb.DuckDBPyConnection:
    """The published tables in the DuckDB of this machine."""
    con = duckdb.connect()
    con.execute("create schema public; create schema tables")
    described = json.loads((site / "data/datapackage.json").read_bytes())["resources"]
    for resource in described:
        schema = {"1_public": "public", "2_tables": "tables"}.get(resource["floor"])
        if schema:
            file = site / "data" / f"{resource['name']}.parquet"
            con.execute(f"create table {schema}.{resource['name']} as from '{file}'")
    return con


# --- a table is computed once more ----------------------------------------------------------------


@pytest.mark.parametrize("language", ["", "en/"])
def test_a_table_comes_out_again_in_the_browser(visit, site, language):
    page = visit(f"{language}tables/outcomes_by_town.html")
    text = pressed(page, "#check")
    rows = read_rows(site / "data/outcomes_by_town.csv")
    cells = len(rows) * (len(rows[0]) - 1)  # without `demo`
    expected = {
        "": f"重算得到 {len(rows)} 行、{cells} 个单元格，与公布的文件全部一致；",
        "en/": f"{len(rows)} rows and {cells} cells computed: all equal to the published file,",
    }
    assert text.startswith(expected[language])
    assert page.locator("#check [data-result=equal]").count() == 1
    assert page.locator("#check li").count() == 0


def test_nothing_of_the_engine_is_loaded_before_somebody_asks(visit):
    for path in ("tables/outcomes_by_town.html", "sql.html"):
        page = visit(path)
        asked = page.evaluate("performance.getEntriesByType('resource').map(r => r.name)")
        assert [url for url in asked if "/engine/" in url or "/data/" in url] == []
    about = visit("tables/outcomes_by_town.html").locator("#check").inner_text()
    assert f"约 {round(ENGINE.stat().st_size / 1e6)} MB" in about


@pytest.fixture
def falsified(site: Path, tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A table's page and its files where they can be changed."""
    for name in ("assets", "data", "tables"):
        shutil.copytree(site / name, tmp_path / name)
    with serving(tmp_path) as url:
        yield tmp_path, url


def replaced(path: Path, pattern: str, new: str) -> None:
    text, count = re.subn(pattern, new, path.read_text("utf-8"), count=1)
    assert count == 1
    path.write_text(text, "utf-8")


def found_in(chromium: Any, url: str) -> tuple[str, list[str]]:
    page = chromium.new_context(locale="zh-CN").new_page()
    page.goto(f"{url}tables/outcomes_by_town.html")
    result = pressed(page, "#check"), page.locator("#check li").all_inner_texts()
    page.context.close()
    return result


def test_a_false_number_in_the_file_or_on_the_page_or_in_the_sql_is_found(chromium, falsified):
    folder, url = falsified
    file = folder / "data/outcomes_by_town.csv"
    right = file.read_text("utf-8")
    row = read_rows(file)[0]
    code, exposures = row["town_code"], row["exposures"]
    replaced(file, rf"({code},[^,]*,[^,]*),{exposures},", r"\1,9999,")
    assert found_in(chromium, url)[1] == [f"{code} exposures: 9999 ≠ {exposures}"]
    file.write_text(right, "utf-8")
    shown = folder / "tables/outcomes_by_town.html"
    printed = shown.read_text("utf-8")
    cell = r'(<tr id="k-' + code + r'">.*?<td class="num">)' + exposures + "</td>"
    replaced(shown, f"(?s){cell}", r"\g<1>9,999</td>")
    assert found_in(chromium, url)[1] == [f"exposures: 9,999 ≠ {exposures}"]
    shown.write_text(printed, "utf-8")
    query = folder / "data/sql/outcomes_by_town.sql"
    query.write_text(f"select * from (\n{query.read_text('utf-8')}\n) limit 3", "utf-8")
    text, differences = found_in(chromium, url)
    assert text.startswith("重算得到 3 行")
    assert differences[0] == "行数：11 ≠ 3"


def publish(later: Path, folder: Path) -> None:
    """The site is published anew: a build of the same project at a later date, with this engine."""
    for name in ("data", "tables"):
        shutil.rmtree(folder / name)
        shutil.copytree(later / name, folder / name)


def test_a_number_of_another_publication_is_not_called_a_false_one(chromium, falsified, later):
    folder, url = falsified
    opened, computed = (chromium.new_context(locale="zh-CN").new_page() for _ in range(2))
    for page in (opened, computed):
        page.goto(f"{url}tables/outcomes_by_town.html")
    assert "全部一致" in pressed(computed, "#check")
    publish(later, folder)
    for page in (opened, computed):
        assert pressed(page, "#check") == (
            "网站已经更新，公布的文件与本页不是同一次发布的，所以没有核对。请重新载入本页，再算一遍。"
        )
        assert page.locator("#check li").count() == 0
        page.context.close()


# --- the console ----------------------------------------------------------------------------------


def questions() -> list[str]:
    """The questions that the page gives to begin with."""
    text = (ROOT / "site_templates/pages/sql.html").read_text("utf-8")
    return [q.replace("\\n", "\n") for q in re.findall(r'\(_\(".*?"\), "(.*?)"\)', text)]


def test_every_question_to_begin_with_has_the_answer_that_duckdb_gives(visit, database):
    page = visit("sql.html")
    links = page.locator("#questions + ul a").all()
    assert [unquote(a.get_attribute("href")) for a in links] == [f"#q={q}" for q in questions()]
    for link, sql in zip(links, questions(), strict=True):
        link.click()
        expect(page.locator("#question")).to_have_value(sql)
        expect(page.locator("#question")).to_be_focused()
        ask(page, sql)
        rows = database.execute(f"select columns(*)::varchar from ({sql.rstrip(';')})").fetchall()
        assert rows, sql
        assert [[cell.removesuffix(".0") for cell in row] for row in answer(page)] == [
            [(cell or "").removesuffix(".0") for cell in row] for row in rows
        ], sql


def test_the_address_holds_the_question(visit):
    page = visit("sql.html")
    ask(page, "select 1 + 1 as two")
    assert page.url.endswith(f"#q={quote('select 1 + 1 as two')}")
    again = visit(page.url)
    assert again.locator("#question").input_value() == "select 1 + 1 as two"
    assert again.locator("#answer").is_hidden()


def test_tables_of_two_publications_are_not_joined(chromium, falsified, site, later):
    folder, url = falsified
    shutil.copy(site / "sql.html", folder)
    count = "select (select as_of from catalog.build), count(*) from "
    page = chromium.new_context(locale="zh-CN").new_page()
    page.goto(f"{url}sql.html")
    assert ask(page, f"{count} public.exposures").startswith("1 行")
    before = answer(page)
    publish(later, folder)
    assert ask(
        page, f"{count} public.rectifications join public.exposures using (exposure_id)"
    ) == (
        "网站已经更新，要查的表与已经载入的不是同一次发布的，所以没有计算。"
        "请重新载入本页，再运行一遍；问题仍在地址栏的网址里。"
    )
    assert page.locator("#answer").is_hidden()
    ask(page, f"{count} public.exposures")
    assert answer(page) == before
    page.reload()
    assert pressed(page, "#console").startswith("1 行")
    as_of = json.loads((later / "data/datapackage.json").read_bytes())["as_of"]
    assert answer(page) == [[as_of, str(len(read_rows(later / "data/exposures.csv")))]]
    assert answer(page) != before
    page.context.close()


def test_what_could_not_be_fetched_is_fetched_when_it_is_asked_again(chromium, site_url):
    page = chromium.new_context(locale="en").new_page()
    page.goto(f"{site_url}en/sql.html")
    for path in ("**/data/datapackage.json", "**/data/towns.csv"):
        page.route(path, lambda route: route.abort())
        assert ask(page, "select count(*) from public.towns").startswith(
            "It could not be computed: "
        )
        page.unroute(path)
    assert ask(page, "select count(*) from public.towns").startswith("1 rows")
    assert answer(page) == [["11"]]
    page.context.close()


def test_an_answer_can_be_kept_as_csv(visit, tmp_path):
    page = visit("sql.html")
    ask(page, RATES)
    with page.expect_download() as found:
        page.locator("#answer a").click()
    found.value.save_as(tmp_path / "answer.csv")
    with (tmp_path / "answer.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == ["title_zh", "rectified_rate_percent"]
    assert rows == answer(page)


def test_a_long_answer_is_cut_and_says_so(visit):
    page = visit("en/sql.html")
    assert re.match(
        r"1,460 rows, the first 500 of them shown here and all in the download; [\d.]+ seconds\.",
        ask(page, "select item_id from public.rectifications"),
    )
    assert len(answer(page)) == 500


@pytest.mark.parametrize(
    ("sql", "wrong"),
    [
        ("selec 1", 'Parser Error: syntax error at or near "selec"'),
        ("select nothing from public.towns", 'Referenced column "nothing" not found'),
        ("select * from public.nowhere", "Table with name nowhere does not exist!"),
        ("drop table public.towns", "Parser Error"),
        ("from read_csv('https://example.org/x.csv')", ""),
    ],
)
def test_a_mistake_is_told_in_one_sentence_and_the_next_question_is_answered(
    chromium, site_url, sql, wrong
):
    page = chromium.new_context(locale="en").new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site_url}en/sql.html")
    text = ask(page, sql)
    assert text.startswith("It could not be computed: ")
    assert wrong in text
    assert page.locator("#answer").is_hidden()
    assert ask(page, "select count(*) as n from public.towns").startswith("1 rows")
    assert answer(page) == [["11"]]
    assert [url for url in asked if not url.startswith((site_url, "blob:"))] == []
    page.context.close()


@pytest.mark.parametrize(
    ("folder", "show", "last"),
    [("", "查看", "隐患整改"), ("en/", "Show", "Hazards and their rectification")],
)
def test_a_row_of_a_table_leads_to_the_records_that_it_is_made_of(
    visit, database, folder, show, last
):
    page = visit(f"{folder}tables/outcomes_by_town.html")
    row = page.locator("#k-310118110000")
    exposures, items = row.locator("td").nth(2).inner_text(), row.locator("td").nth(4).inner_text()
    follow(row.get_by_role("link", name=show))
    page.locator("#behind").wait_for()
    assert page.locator("#question").input_value() == (
        "select *\nfrom public.exposures\nwhere town_code = '310118110000';"
    )
    assert pressed(page, "#console").startswith(exposures)
    page.go_back()
    follow(row.get_by_role("link", name=show))
    page.locator("#behind").get_by_role("link", name=last).click()
    page.locator("#behind [aria-current]", has_text=last).wait_for()
    assert pressed(page, "#console").startswith(items)
    found = [row[0] for row in answer(page)]
    asked = page.locator("#question").input_value()
    assert found == [str(row[0]) for row in database.execute(asked).fetchall()]
    page.context.close()


def test_the_console_is_used_by_keyboard_and_says_what_it_needs_without_a_script(visit):
    page = visit("sql.html")
    page.locator("#question").fill("select 7 as n")
    page.locator("#question").press("Control+Enter")
    page.locator("#answer tbody td").wait_for(timeout=SLOW)
    assert answer(page) == [["7"]]
    page = visit("sql.html", java_script_enabled=False)
    assert page.locator("#console").is_hidden()
    assert "查询台需要 JavaScript" in page.locator("main").inner_text()


def test_the_page_says_where_the_engine_is_not_there(later: Path):
    """A build without npm: the fixture has no engine."""
    text = parser.parse(str(later / "sql.html")).xpath("string(//main)")
    assert "本次发布没有带上查询引擎。" in text
    table = (later / "tables/outcomes_by_town.html").read_text("utf-8")
    assert 'id="check"' not in table
    assert "wasm-unsafe-eval" not in table
