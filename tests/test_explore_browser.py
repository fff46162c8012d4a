"""The explorer and the comparison as they are used: by mouse, by keyboard, by a shared address."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from browser import follow
from playwright.sync_api import expect
from site_fixture import read_rows
from test_explore import FACETS

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}}
DESK = {"viewport": {"width": 1280, "height": 900}}
TOWN, SECOND = "310118001000", "310118102000"
COUNTS = """() => Object.fromEntries([...document.querySelectorAll(".facet")].map(facet =>
  [facet.dataset.facet, Object.fromEntries([...facet.querySelectorAll("input")].map(input =>
    [input.value, Number(input.closest("li").querySelector(".count").textContent.replace(",", ""))]
  ))]))"""
SHOWN = """() => [...document.querySelectorAll("[data-part=rows] > tr a")].map(a =>
  a.getAttribute("href").match(/([^/]+)\\.html#(.+)$/).slice(1, 3))"""


@pytest.fixture(scope="module")
def register(site: Path) -> list[dict[str, str]]:
    return read_rows(site / "data" / "hazard_register.csv")


@pytest.fixture
def explore(visit: Any) -> Any:
    """Open the explorer at a query, and wait until its rows are there."""

    def go(query: str = "", language: str = "", **options: Any) -> Any:
        page = visit(f"{language}explore.html{query}", **{**DESK, **options})
        page.locator("#explorer").wait_for(state="visible")
        return page

    return go


def choose(page: Any, facet: str, code: str) -> None:
    group = page.locator(f"[data-facet={facet}]")
    if group.get_attribute("open") is None:
        group.locator("summary").click()
    group.locator(f"input[value='{code}']").click()


def band(row: dict[str, str]) -> str:
    days = int(row["overdue_days"] or 0)
    return "" if not days else "1-30" if days <= 30 else "31-90" if days <= 90 else "91-"


def matching(register, chosen: dict[str, set[str]], but: str = "") -> list[dict[str, str]]:
    """The rows of the register that have one of the chosen values in every facet but one."""
    value = {**{f: (lambda row, c=c: row[c]) for f, c in FACETS.items()}, "overdue": band}
    return [
        row
        for row in register
        if all(f == but or value[f](row) in codes for f, codes in chosen.items())
    ]


def told(page: Any) -> str:
    return page.locator("[data-part=count]").inner_text()


def summary(rows: list[dict[str, str]]) -> str:
    exposures = len({row["exposure_id"] for row in rows})
    return f"隐患 {len(rows):,} 项，涉及案例 {exposures:,} 起"


# ---------- Facets ----------


def test_without_a_choice_every_row_is_counted_once_in_each_facet(explore, register):
    page = explore()
    assert told(page) == summary(register)
    counts = page.evaluate(COUNTS)
    for facet, column in FACETS.items():
        assert counts[facet] == Counter(row[column] for row in register)
    assert sum(counts["overdue"].values()) == sum(bool(row["overdue_days"]) for row in register)


def test_the_counts_of_a_facet_respect_the_other_facets(explore, register):
    page = explore()
    chosen = {"town": {TOWN, SECOND}, "level": {"FG"}, "overdue": {"31-90", "91-"}}
    for facet, codes in chosen.items():
        for code in sorted(codes):
            choose(page, facet, code)
    rows = matching(register, chosen)
    assert 0 < len(rows) < 50
    assert told(page) == summary(rows)
    counts = page.evaluate(COUNTS)
    for facet, column in FACETS.items():
        left = Counter(row[column] for row in matching(register, chosen, but=facet))
        assert {c: n for c, n in counts[facet].items() if n} == left, facet
    left = Counter(map(band, matching(register, chosen, but="overdue")))
    assert counts["overdue"] == {b: left[b] for b in ("1-30", "31-90", "91-")}
    ids = {(row["exposure_id"], row["item_id"]) for row in rows}
    assert {tuple(pair) for pair in page.evaluate(SHOWN)} == ids


def test_a_row_says_what_the_register_says_and_leads_to_its_hazard(explore, register, site):
    page = explore(f"?town={TOWN}&outcome=overdue&sort=overdue")
    row = max(
        matching(register, {"town": {TOWN}, "outcome": {"overdue"}}),
        key=lambda r: int(r["overdue_days"]),
    )
    first = page.locator("[data-part=rows] tr").first.inner_text()
    for word in (
        "unit_name",
        "finding",
        "town_zh",
        "venue_type_zh",
        "hazard_type_zh",
        "outcome_zh",
    ):
        assert row[word] in first
    assert f"逾期 {row['overdue_days']} 天" in first
    follow(page.locator("[data-part=rows] a").first)
    page.wait_for_url(
        lambda url: url.endswith(f"exposures/{row['exposure_id']}.html#{row['item_id']}")
    )
    page.locator(f"#{row['item_id']}").wait_for(state="visible")


# ---------- Text and order ----------


@pytest.mark.parametrize(
    "query", ["消防车通道", "朱家角", "示例 气瓶", "ＤＥＭＯ-e-0016", "catering", "没有这样的字"]
)
def test_text_finds_every_row_that_holds_all_words_in_any_width_and_case(explore, register, query):
    def plain(text: str) -> str:
        return unicodedata.normalize("NFKC", text).lower()

    columns = [
        "exposure_id", "unit_name", "uscc", "item_id", "finding",
        *(f"{name}_{lang}" for name in (
            "town", "sector", "venue_type", "hazard_type", "hazard_level", "outcome"
        ) for lang in ("zh", "en")),
    ]  # fmt: skip
    found = [
        row
        for row in register
        if all(any(word in plain(row[c]) for c in columns) for word in plain(query).split())
    ]
    page = explore()
    page.locator("#explore-q").fill(query)
    assert told(page) == (summary(found) if found else "没有符合条件的隐患。")
    assert bool(found) == (query != "没有这样的字")


def test_rows_can_be_put_in_four_orders(explore, register):
    page = explore()
    place = {(r["exposure_id"], r["item_id"]): n for n, r in enumerate(register)}

    def days(row):
        return int(row["overdue_days"] or 0)

    newest = sorted(register, key=lambda r: r["published_on"], reverse=True)
    orders = {
        "oldest": sorted(register, key=lambda r: r["published_on"]),
        "overdue": sorted(newest, key=days, reverse=True),
        "newest": newest,
    }
    for order, rows in orders.items():
        page.locator("#explore-sort").select_option(order)
        shown = [place[tuple(pair)] for pair in page.evaluate(SHOWN)]
        assert shown == [place[r["exposure_id"], r["item_id"]] for r in rows[:50]], order
    page.locator("#explore-sort").select_option("unit")
    units = [register[place[tuple(pair)]]["unit_name"] for pair in page.evaluate(SHOWN)]
    assert [u for n, u in enumerate(units) if u not in units[:n]] == list(dict.fromkeys(units))
    assert page.url.endswith("?sort=unit")


# ---------- The address ----------


def test_the_address_is_the_state_and_the_back_button_goes_through_it(explore):
    page = explore()
    everything = told(page)
    choose(page, "town", TOWN)
    one = told(page)
    choose(page, "outcome", "overdue")
    page.locator("#explore-sort").select_option("overdue")
    three = told(page)
    page.wait_for_url(f"**/explore.html?town={TOWN}&outcome=overdue&sort=overdue")
    page.go_back()
    page.go_back()
    assert page.url.endswith(f"explore.html?town={TOWN}")
    assert told(page) == one
    assert not page.locator("input[value=overdue]").is_checked()
    page.go_back()
    assert (page.url.rpartition("/")[2], told(page)) == ("explore.html", everything)
    page.go_forward()
    page.go_forward()
    page.go_forward()
    assert told(page) == three
    assert page.locator("#explore-sort").input_value() == "overdue"


def test_a_shared_address_opens_the_same_view_also_in_the_other_language(explore):
    page = explore(f"?q=%E6%B6%88%E9%98%B2&town={TOWN}&month=2026-11&sort=unit")
    rows, count = page.evaluate(SHOWN), re.findall(r"\d+", told(page))
    assert page.locator("#explore-q").input_value() == "消防"
    assert page.locator(f"input[value='{TOWN}']").is_checked()
    follow(page.get_by_role("link", name="English", exact=True))
    page.locator("#explorer").wait_for(state="visible")
    assert "/en/explore.html?q=" in page.url
    assert page.evaluate(SHOWN) == rows
    assert told(page) == f"Hazard items: {count[0]}, in exposures: {count[1]}"


def test_typing_makes_one_entry_in_the_history(explore):
    page = explore()
    page.locator("#explore-q").press_sequentially("气瓶")
    page.wait_for_url("**/explore.html?q=*")
    page.locator("#explore-q").press_sequentially("间")
    page.wait_for_timeout(700)
    assert unquote(page.url).endswith("?q=气瓶间")
    page.go_back()
    assert page.url.endswith("explore.html")
    assert page.locator("#explore-q").input_value() == ""


def test_who_leaves_while_typing_takes_every_letter_along_and_finds_it_again(explore):
    page = explore()
    page.locator("#explore-q").press_sequentially("消防")
    page.get_by_role("link", name="English", exact=True).click()
    page.wait_for_url("**/en/explore.html?q=*")
    page.locator("#explorer").wait_for(state="visible")
    assert page.locator("#explore-q").input_value() == "消防"
    page.locator("#explore-q").press("End")
    page.locator("#explore-q").press_sequentially(" 通道")
    row = page.locator("[data-part=rows] a").first
    unit = row.inner_text()
    row.click()
    page.wait_for_url("**/en/exposures/*")
    page.go_back()
    assert unquote(page.url).endswith("?q=消防+通道")
    page.locator("#explorer").wait_for(state="visible")
    assert page.locator("[data-part=rows] a").first.inner_text() == unit
    page.go_back()
    assert unquote(page.url).endswith("/explore.html?q=消防") and "/en/" not in page.url


def test_a_click_leaves_an_address_as_it_was_shared(explore):
    page = explore("?town=nowhere")
    page.locator("h1").click()
    assert page.url.endswith("?town=nowhere")


def test_an_address_that_asks_for_what_there_is_not_is_passed_over(explore, register):
    page = explore("?town=nowhere&outcome=&colour=red&sort=up")
    assert told(page) == summary(register)
    assert page.locator("#explore-sort").input_value() == "newest"


# ---------- The download ----------


@pytest.mark.parametrize(
    ("query", "chosen", "name"),
    [
        ("", {}, "hazard_register_2026-11-23.csv"),
        (
            f"?town={TOWN}&outcome=overdue&sort=oldest",
            {"town": {TOWN}, "outcome": {"overdue"}},
            f"hazard_register_2026-11-23_town-{TOWN}_outcome-overdue.csv",
        ),
    ],
)
def test_the_download_is_the_matching_lines_of_the_published_csv(
    explore, register, site, query, chosen, name
):
    page = explore(query)
    with page.expect_download() as waiting:
        page.locator("[data-part=download]").click()
    content = Path(waiting.value.path()).read_bytes()
    assert waiting.value.suggested_filename == name
    text = content.decode("utf-8")
    assert text.endswith("\r\n")
    lines = text.split("\r\n")[:-1]
    assert set(lines) <= set((site / "data" / "hazard_register.csv").read_text("utf-8").split("\n"))
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    rows_wanted = sorted(matching(register, chosen), key=lambda r: r["published_on"])
    key = ("exposure_id", "item_no")
    assert sorted(rows, key=lambda r: [r[k] for k in key]) == sorted(
        rows_wanted, key=lambda r: [r[k] for k in key]
    )
    assert all(row["demo"].startswith("演示发布") for row in rows)
    if chosen:
        assert rows == rows_wanted


def test_a_cell_with_quotes_commas_and_line_ends_stays_in_its_line(visit):
    page = visit("explore.html")
    found = page.evaluate(
        """() => Explorer.recordsOf('a,b\\r\\n"x ""y"", z\\nw",2\\n3,"\\r\\n"')"""
    )
    assert found == ["a,b", '"x ""y"", z\nw",2', '3,"\r\n"']


# ---------- The site is published anew ----------


@pytest.fixture
def renewing(chromium: Any, site: Path, site_url: str) -> Any:
    """Open the explorer while the site, for the files of some patterns, is published anew."""
    with contextlib.ExitStack() as open_contexts:

        def serve(context: Any, pattern: str, newer: str | bytes) -> None:
            context.route(pattern, lambda route: route.fulfill(body=newer))

        def go(files: dict[str, str | bytes]) -> Any:
            context = open_contexts.enter_context(contextlib.closing(chromium.new_context(**DESK)))
            for pattern, newer in files.items():
                serve(context, pattern, newer)
            page = context.new_page()
            page.goto(f"{site_url}explore.html")
            return page

        yield go


RENEWED = (
    "网站刚刚更新，接下来的内容与本页已经载入的不是同一次发布的，所以没有列出。请重新载入本页。"
)


def test_names_of_another_publication_do_not_stand_beside_these_outcomes(renewing, site):
    text = json.loads((site / "explore" / "text" / "1.json").read_bytes())
    first, second, *others = text["exposures"]["unit_name"]
    text["exposures"]["unit_name"] = [second, first, *others]
    newer = json.dumps(text | {"version": "abcdefgh"}).encode()
    page = renewing({"**/explore/text/*": newer})
    page.locator("#explore-renewed").wait_for(state="visible")
    assert page.locator("#explore-renewed").inner_text() == RENEWED
    assert page.evaluate(SHOWN) == []
    assert page.locator("#explore-lists").is_visible()
    assert page.locator("#explore-failed").is_hidden()


def test_lines_of_another_publication_are_not_downloaded(renewing, site):
    lines = (site / "data" / "hazard_register.csv").read_bytes().splitlines(keepends=True)
    swapped = b"".join([lines[0], lines[2], lines[1], *lines[3:]])
    page = renewing({"**/data/hazard_register.csv": swapped})
    page.locator("#explorer").wait_for(state="visible")
    downloads: list[Any] = []
    page.on("download", lambda download: downloads.append(download))
    page.locator("[data-part=download]").click()
    page.locator("#explore-renewed").wait_for(state="visible")
    assert page.locator("#explore-renewed").inner_text() == RENEWED
    assert downloads == []


# ---------- For everyone ----------


def test_a_keyboard_can_choose_and_keeps_its_place_and_the_count_is_announced(explore):
    page = explore()
    page.locator("#explore-sort").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.tagName") == "SUMMARY"
    page.keyboard.press("Tab")
    before = told(page)
    page.keyboard.press("Space")
    focused = "() => document.activeElement.value"
    assert page.evaluate(focused) == TOWN
    assert told(page) != before
    status = page.locator("[data-part=count]")
    assert status.get_attribute("role") == "status"
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.evaluate(focused) == "310118002000"
    assert len(page.locator("[data-part=tags] button").all()) == 2


def test_a_keyboard_can_leave_the_explorer_again(explore):
    page = explore(f"?town={TOWN}&outcome=overdue")
    page.locator("#explore-q").focus()
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.closest('.site-footer') !== null"):
            return
    pytest.fail("eighty steps and still inside")


def test_a_tag_takes_its_choice_back_and_hands_the_focus_on(explore, register):
    page = explore(f"?town={TOWN}&town={SECOND}")
    page.get_by_role("button", name="去掉 夏阳街道").click()
    page.wait_for_url(lambda url: url.endswith(f"?town={SECOND}"))
    assert page.evaluate("() => document.activeElement.textContent").startswith("去掉")
    page.get_by_role("button", name="去掉 朱家角镇").click()
    assert told(page) == summary(register)
    assert page.evaluate("() => document.activeElement.dataset.part") == "count"


def test_more_rows_come_below_those_that_are_there(explore):
    page = explore()
    page.locator("[data-part=more]").click()
    rows = page.locator("[data-part=rows] > tr")
    assert rows.count() == 100
    assert page.locator("[data-part=shown]").inner_text() == "已列出 100 项，共 1,460 项"
    here = (
        "() => [...document.querySelectorAll('[data-part=rows] a')].indexOf(document.activeElement)"
    )
    assert page.evaluate(here) == 50


def test_every_control_has_a_name_and_every_facet_is_a_group_with_a_legend(explore):
    page = explore()
    for facet in page.locator(".facet").all():
        facet.evaluate("e => (e.open = true)")
    nameless = """() =>
      [...document.querySelectorAll('#explorer input, #explorer select, #explorer button')]
      .filter(e => !(e.labels && e.labels.length) && !e.textContent.trim())"""
    assert page.evaluate(nameless) == []
    names = [group.get_attribute("name") for group in page.get_by_role("group").all()]
    assert page.get_by_role("group", name="街镇", exact=True).count() >= 1, names
    assert page.get_by_role("table", name="符合条件的隐患").count() == 1


def test_on_a_phone_the_rows_are_cards_and_still_a_table_for_who_listens(explore):
    page = explore(**PHONE)
    row = page.get_by_role("table", name="符合条件的隐患").get_by_role("row").nth(1)
    assert row.get_by_role("rowheader").bounding_box()["width"] > 300
    assert page.evaluate("() => document.documentElement.scrollWidth") == 390


# ---------- Without ----------


def test_without_a_script_the_same_facets_are_links_to_lists(visit, site):
    page = visit("explore.html", java_script_enabled=False)
    assert not page.locator("#explorer").is_visible()
    for facet in (*FACETS, "overdue"):
        assert page.locator(f"#by-{facet} + ul a").first.is_visible(), facet
    follow(page.locator("#by-outcome + ul a", has_text="逾期未改"))
    assert page.locator("h1").inner_text() == "有“逾期未改”隐患的案例"
    assert page.locator(".record-list .unit").count() > 10


def test_from_a_disk_the_page_says_that_it_needs_a_server(visit, site):
    page = visit((site / "explore.html").as_uri())
    assert "网页服务器" in page.locator("#explore-offline").inner_text()
    assert page.locator("#by-town + ul a").first.is_visible()
    assert not page.locator("#explorer").is_visible()


def test_when_the_data_does_not_come_the_page_says_so_and_keeps_its_lists(chromium, site_url):
    with chromium.new_context() as context:
        page = context.new_page()
        page.route("**/explore/records.json", lambda route: route.abort())
        page.goto(site_url + "explore.html")
        page.locator("#explore-failed").wait_for(state="visible")
        assert page.locator("#by-town + ul a").first.is_visible()


# ---------- Texts that come in several files ----------


@pytest.fixture
def in_blocks(renewing: Any, site: Path) -> Any:
    """Open the explorer over texts in files of a hundred exposures, like a large register."""
    records = json.loads((site / "explore" / "records.json").read_bytes())
    whole = json.loads((site / "explore" / "text" / "1.json").read_bytes())
    size, items = 100, records["exposures"]["items"]
    assert records["exposures_per_block"] >= len(items) > 3 * size
    files: dict[str, Any] = {}
    for no, start in enumerate(range(0, len(items), size), 1):
        first = sum(items[:start])
        kept = {"exposures": (start, start + size), "items": (first, sum(items[: start + size]))}
        files[f"text/{no}.json"] = {"version": f"block-{no}"} | {
            name: {column: values[slice(*part)] for column, values in whole[name].items()}
            for name, part in kept.items()
        }
    versions = [file["version"] for file in files.values()]
    files["records.json"] = records | {"exposures_per_block": size, "texts": versions}

    def go() -> Any:
        page = renewing({f"**/explore/{path}*": json.dumps(c) for path, c in files.items()})
        page.locator("#explorer").wait_for(state="visible")
        return page

    return go


TEXTS = "**/explore/text/*.json*"


def test_texts_in_several_files_are_searched_and_listed_as_if_they_were_one(in_blocks, explore):
    page, one = in_blocks(), explore()
    for sort in ("newest", "overdue", "unit"):
        for each in (page, one):
            each.locator("#explore-sort").select_option(sort)
        _list_the_same(page, one)
    for each in (page, one):
        each.locator("#explore-q").fill("消防 镇")
    _list_the_same(page, one)
    assert told(page) == told(one)


def _list_the_same(page: Any, other: Any) -> None:
    names = "[data-part=rows] > tr a"
    expect(page.locator(names)).to_have_text(other.locator(names).all_inner_texts())
    assert page.evaluate(SHOWN) == other.evaluate(SHOWN)


def test_rows_of_an_earlier_choice_do_not_stay_when_the_next_do_not_come(in_blocks, register):
    page = in_blocks()
    page.route(TEXTS, lambda route: route.abort())
    page.locator("#explore-q").fill("消防")
    page.locator("#explore-failed").wait_for(state="visible")
    assert told(page) == ""
    assert page.locator("[data-part=table]").is_hidden()
    assert page.locator("[data-part=more]").is_hidden()
    assert page.locator("[data-part=download]").is_disabled()
    page.unroute(TEXTS)
    page.locator("#explore-q").fill("")
    page.locator("#explore-failed").wait_for(state="hidden")
    assert page.locator("#explore-lists").is_hidden()
    assert told(page) == summary(register)
    assert len(page.evaluate(SHOWN)) == 50
    page.locator("[data-part=more]").click()
    expect(page.locator("[data-part=rows] > tr")).to_have_count(100)


def test_more_rows_that_come_too_late_are_no_trouble(in_blocks, register):
    page = in_blocks()
    held: list[Any] = []
    page.route(TEXTS, lambda route: held.append(route))
    while not held:
        shown = len(page.evaluate(SHOWN))
        page.locator("[data-part=more]").click()
        page.wait_for_timeout(200)
    choose(page, "town", TOWN)
    for route in held:
        route.fallback()
    wanted = [row for row in register if row["town_code"] == TOWN]
    expect(page.locator("[data-part=rows] > tr")).to_have_count(min(50, len(wanted)))
    page.wait_for_timeout(200)
    assert told(page) == summary(wanted)
    assert len(page.evaluate(SHOWN)) == min(50, len(wanted)) < shown
    assert page.locator("#explore-failed").is_hidden()


# ---------- Lists ----------


def test_a_reader_narrows_a_town_to_a_sector_and_a_month_without_a_script(visit):
    page = visit("exposures/index.html", java_script_enabled=False)
    follow(page.locator("#by-town + ul a", has_text="夏阳街道"))
    page.locator(".narrow summary", has_text="按行业").click()
    follow(page.locator(".narrow a", has_text="制造业"))
    assert page.url.endswith(f"exposures/town/{TOWN}/sector/C/1.html")
    assert page.locator("h1").inner_text() == "夏阳街道制造业的曝光案例"
    page.locator(".narrow summary", has_text="按公布月份").click()
    link = page.locator(".narrow details").last.locator("a").last
    month = link.get_attribute("href").partition("#")[2]
    follow(link)
    assert page.url.endswith(f"sector/C/1.html#{month}")
    assert page.locator(f"h2#{month} + .record-list .unit").count() > 0


# ---------- Comparison ----------


def test_two_towns_stand_side_by_side_and_the_address_keeps_them(visit):
    page = visit("compare/towns.html", **DESK)
    page.locator("#compare-a").select_option("310118109000")
    page.locator("#compare-b").select_option(TOWN)
    page.wait_for_url(f"**/compare/towns.html?a=310118109000&b={TOWN}")
    _is_copied_from_the_table(page, "310118109000", TOWN)
    page.go_back()
    assert page.locator("#compare-b").input_value() == "310118002000"
    _is_copied_from_the_table(page, "310118109000", "310118002000")
    follow(page.get_by_role("link", name="English", exact=True))
    assert page.locator("#compare-a").input_value() == "310118109000"
    assert page.locator(".compare-form thead th").nth(1).inner_text() == "Chonggu Town"


def _is_copied_from_the_table(page: Any, *keys: str) -> None:
    for n, key in enumerate(keys, 1):
        wanted = page.locator(f"#rates tr[data-key='{key}'] td").all_inner_texts()
        found = page.locator(f".compare-form tbody td:nth-child({n + 1})").all_inner_texts()
        assert found == wanted


def test_a_shared_comparison_of_months_opens_as_it_was(visit):
    page = visit("en/compare/months.html?a=2025-11&b=2026-10", **PHONE)
    _is_copied_from_the_table(page, "2025-11", "2026-10")
    assert page.locator(".compare-form [role=status]").text_content() == (
        "November 2025 beside October 2026"
    )
    assert page.evaluate("() => document.documentElement.scrollWidth") == 390


def test_the_comparison_is_whole_without_a_script(visit):
    page = visit("compare/towns.html", java_script_enabled=False)
    assert not page.locator("#compare").is_visible()
    assert page.locator("#rates tbody tr").count() == 11
    assert "检查不是随机的" in page.locator("#limits ~ ul").inner_text()
