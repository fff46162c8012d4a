"""What a visitor with a browser sees and does: on a phone, at a desk, in the dark, on paper."""

from __future__ import annotations

import re
from typing import Any

import pytest
from browser import follow
from site_fixture import PAGES

pytestmark = pytest.mark.browser

WIDTHS = [1280, 390, 320]
PHONE = {"viewport": {"width": 390, "height": 844}}
DESK = {"viewport": {"width": 1280, "height": 900}}
LIGHT, DARK = "rgb(248, 250, 249)", "rgb(17, 24, 23)"

every_page = pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
both_languages = pytest.mark.parametrize("language", ["zh", "en"])

BACKGROUND = "() => getComputedStyle(document.body).backgroundColor"
# How far the page can be scrolled sideways, and what stands out of it to the right.
TOO_WIDE = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  return [...document.querySelectorAll("body *")]
    .filter(e => e.getBoundingClientRect().right > room + 1)
    .map(e => `${e.tagName}.${e.className.baseVal ?? e.className}`).slice(0, 5);
}"""
# Targets of a finger: the links of all navigation, lists of choices, and what opens and closes.
SMALL_TARGETS = """() => [...document.querySelectorAll(
    "nav a, .brand, .lang-switch, .site-footer a, .chip-links a, .pager a, summary")]
  .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44)
  .map(e => `${e.textContent.trim()}: ${e.getBoundingClientRect().height}`)"""

# On how many lines the text of an element stands, and what stands on the first of them.
LINES = """e => {
  const range = document.createRange();
  range.selectNodeContents(e);
  return new Set([...range.getClientRects()].map(box => box.top)).size;
}"""
FIRST_LINE = """e => {
  const range = document.createRange(), text = e.firstChild;
  const line = at => {
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    return range.getBoundingClientRect().top;
  };
  return [...text.data].filter((_, at) => line(at) === line(0)).join("");
}"""

# What the switch of the visitor does; test_everyone_browser.py sees that it does.
LARGE_PRINT = "() => document.documentElement.classList.toggle('large')"


def at(language: str, path: str) -> str:
    return path if language == "zh" else f"en/{path}"


def bottom(box: dict[str, float]) -> float:
    return box["y"] + box["height"]


# ---------- Every kind of page ----------


class TestLayout:
    @every_page
    @both_languages
    def test_a_page_fits_any_width_and_a_finger_and_goes_dark(self, visit, language, path):
        page = visit(at(language, path), **PHONE, has_touch=True, is_mobile=True)
        if path == PAGES["explorer"]:
            page.locator("#explorer").wait_for(state="visible")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 844})
            assert page.evaluate(TOO_WIDE) == [], width
            assert page.evaluate(SMALL_TARGETS) == [], width
            page.evaluate(LARGE_PRINT)
            assert page.evaluate(TOO_WIDE) == [], f"{width}, large print"
            page.evaluate(LARGE_PRINT)
        assert page.evaluate(BACKGROUND) == LIGHT
        page.emulate_media(color_scheme="dark")
        assert page.evaluate(BACKGROUND) == DARK
        for seen in ("main h1", ".demo-banner", ".colophon"):
            assert page.locator(seen).is_visible(), seen

    def test_on_a_phone_the_way_on_and_the_tools_share_a_line(self, visit):
        page = visit("index.html", **PHONE)
        more, tool = page.locator(".site-nav summary"), page.locator("[data-tool=large]")
        lines = [part.bounding_box() for part in (more, tool)]
        assert lines[0]["y"] < lines[1]["y"] + lines[1]["height"] / 2 < bottom(lines[0])
        more.click()
        assert tool.bounding_box()["y"] >= bottom(page.locator(".site-nav details").bounding_box())

    def test_on_a_phone_a_page_says_once_what_it_is_and_that_it_is_invented(self, visit):
        page = visit("exposures/DEMO-E-0016.html", **PHONE)
        here, banner = page.locator(".breadcrumbs [aria-current]"), page.locator(".demo-banner p")
        assert not here.is_visible()
        assert [p.is_visible() for p in banner.all()] == [True, False]
        page.set_viewport_size({"width": 1280, "height": 900})
        assert here.is_visible()
        assert [p.is_visible() for p in banner.all()] == [True, True]

    def test_a_short_name_in_a_table_and_a_date_stand_on_one_line(self, visit):
        page = visit("tables/outcomes_by_town.html", **DESK)
        assert page.locator("#k-310118003000 td").first.inner_text() == "香花桥街道"
        for seen in ("#k-310118003000 td", ".meta time"):
            assert page.locator(seen).first.evaluate(LINES) == 1, seen

    def test_a_number_beside_a_link_is_not_torn(self, visit):
        page = visit("en/exposures/index.html", **PHONE)
        counts = page.locator(".chip-links .count").all()
        assert len(counts) > 40
        assert [c.inner_text() for c in counts if c.evaluate(LINES) != 1] == []

    def test_a_heading_breaks_between_its_phrases(self, visit):
        page = visit("index.html", viewport={"width": 320, "height": 800})
        words = page.locator("h1").evaluate(FIRST_LINE)
        assert words == "查出了什么，"


# ---------- Journeys ----------


class TestJourneys:
    def test_a_figure_on_the_home_page_leads_to_its_highlighted_row(self, visit):
        page = visit("index.html", **DESK)
        figure = page.locator("data.figure[data-column=overdue_items] a").first
        shown = figure.inner_text()
        follow(figure)
        page.wait_for_url(lambda url: url.endswith("tables/headline.html#k-2026-11-23"))
        row = page.locator("tr:target")
        assert row.is_visible()
        assert shown in row.locator("td").all_inner_texts()
        assert _ground(row.locator("td").first) != "rgba(0, 0, 0, 0)"

    def test_a_figure_of_a_town_leads_to_the_row_of_that_town_alone(self, visit):
        page = visit("towns/index.html", **DESK)
        follow(page.locator("tr[data-key='310118109000'] td a"))
        page.wait_for_url(lambda url: url.endswith("tables/outcomes_by_town.html#k-310118109000"))
        row = page.locator("tr:target")
        assert row.locator("th").inner_text() == "310118109000"
        others = page.locator("#rows ~ .table-scroll tbody tr:not(:target) td")
        assert _ground(row.locator("td").first) != _ground(others.first)
        box = row.bounding_box()
        assert 0 <= box["y"] <= 900

    def test_a_highlighted_row_is_in_view_on_a_phone(self, visit):
        page = visit("tables/rows/follow_up_by_exposure/17.html#k-DEMO-E-0400", **PHONE)
        row = page.locator("tr:target")
        assert row.locator("th").inner_text() == "DEMO-E-0400"
        assert 0 <= row.bounding_box()["y"] <= 844

    @pytest.mark.parametrize(
        "path", ["index.html", "towns/310118109000.html", "exposures/town/310118109000/1.html"]
    )
    def test_the_language_switch_keeps_the_page_and_leads_back(self, visit, path):
        page = visit(path)
        start = page.url
        follow(page.get_by_role("link", name="English", exact=True))
        page.wait_for_url(start.replace(path, f"en/{path}"))
        assert page.locator("html").get_attribute("lang") == "en-GB"
        follow(page.get_by_role("link", name="中文", exact=True))
        page.wait_for_url(start)
        assert page.locator("html").get_attribute("lang") == "zh-Hans"

    def test_the_skip_link_leads_a_keyboard_past_the_navigation(self, visit):
        page = visit("exposures/DEMO-E-0016.html", **DESK)
        page.keyboard.press("Tab")
        skip = page.locator(".skip")
        assert skip.evaluate("e => e === document.activeElement")
        assert skip.bounding_box()["y"] >= 0
        page.keyboard.press("Enter")
        page.wait_for_url("**#main")
        page.keyboard.press("Tab")
        assert page.evaluate("() => document.activeElement.closest('main') !== null")

    def test_a_keyboard_reaches_a_wide_table_and_sees_where_it_is(self, visit):
        page = visit("tables/outcomes_by_town.html", **PHONE)
        region = page.locator(".table-scroll").first
        region.focus()
        page.keyboard.press("ArrowRight")
        region.evaluate("e => new Promise(done => e.scrollLeft ? done() : (e.onscroll = done))")
        assert region.evaluate("e => e.scrollLeft") > 0
        page.keyboard.press("Tab")
        outline = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none"

    def test_a_visitor_walks_from_home_to_the_overdue_unit_and_its_notice(self, visit):
        page = visit("index.html", **PHONE)
        follow(page.get_by_role("navigation", name="主导航").get_by_role("link", name="逾期未改"))
        assert page.locator("h1").inner_text() == "逾期未改"
        name = page.locator("main a.unit").first.inner_text()
        follow(page.locator("main a.unit").first)
        assert page.locator("h1").inner_text() == name
        follow(page.locator("#facts ~ dl a[href*='notices/']"))
        assert name in page.locator("main a.unit").all_inner_texts()

    def test_the_navigation_marks_the_page_one_is_on(self, visit):
        page = visit("towns/index.html")
        current = page.locator(".site-nav a[aria-current=page]")
        assert current.all_text_contents() == ["街镇"]

    def test_a_timeline_reads_downwards_in_the_order_of_its_dates(self, visit):
        page = visit("exposures/DEMO-E-0016.html", **PHONE)
        for timeline in page.locator(".timeline").all():
            times = timeline.locator("li > time").all()
            days = [time.get_attribute("datetime") for time in times]
            tops = [time.bounding_box()["y"] for time in times]
            assert days == sorted(days)
            assert tops == sorted(tops)

    def test_the_next_page_of_a_list_is_one_click_away(self, visit):
        page = visit("exposures/index.html", **PHONE)
        follow(page.locator("#by-town ~ ul a").first)
        newest = page.locator("main a.unit").first.inner_text()
        follow(page.locator(".pager a[rel=next]"))
        follow(page.locator(".pager a[rel=prev]"))
        assert page.locator("main a.unit").first.inner_text() == newest

    def test_a_download_is_the_published_file(self, visit, site):
        page = visit("data/exposures.html")
        with page.expect_download() as download:
            page.get_by_role("link", name=re.compile("^CSV")).click()
        assert download.value.suggested_filename == "exposures.csv"
        assert download.value.path().read_bytes() == (site / "data/exposures.csv").read_bytes()


def _ground(element: Any) -> str:
    return element.evaluate("e => getComputedStyle(e).backgroundColor")


# ---------- Without scripts, without a server, on paper ----------


class TestPlain:
    @pytest.mark.parametrize(
        "path", ["index.html", "exposures/DEMO-E-0016.html", "towns/index.html"]
    )
    def test_without_scripts_a_page_lacks_nothing_but_its_buttons(self, visit, path):
        with_scripts = visit(path, **PHONE)
        without = visit(path, **PHONE, java_script_enabled=False)
        with_scripts.evaluate(
            "() => document.querySelectorAll('button, .tools').forEach(e => { e.hidden = true; })"
        )
        assert (
            without.locator("body").aria_snapshot() == with_scripts.locator("body").aria_snapshot()
        )

    def test_without_scripts_the_data_beside_a_chart_open(self, visit):
        page = visit("towns/310118109000.html", **PHONE, java_script_enabled=False)
        _open_the_data_beside_a_chart(page)

    def test_the_data_beside_a_chart_open(self, visit):
        _open_the_data_beside_a_chart(visit("en/towns/310118109000.html", **DESK))

    @pytest.mark.parametrize("path", ["index.html", "exposures/DEMO-E-0016.html"])
    @both_languages
    def test_the_site_works_from_a_disk(self, visit, site, language, path):
        page = visit((site / at(language, path)).as_uri(), **PHONE)
        assert page.evaluate(BACKGROUND) == LIGHT
        assert page.evaluate(TOO_WIDE) == []
        follow(page.locator(".site-nav a[href$='overdue.html']"))
        page.wait_for_url((site / at(language, "overdue.html")).as_uri())
        follow(page.locator("data.figure a").first)
        page.locator("tr:target").wait_for(state="visible")

    @pytest.mark.parametrize("path", ["index.html", "exposures/DEMO-E-0016.html", "overdue.html"])
    def test_paper_shows_the_content_and_the_notice_but_no_navigation(self, visit, path):
        page = visit(path, **DESK)
        assert page.locator(".site-nav").is_visible()
        page.emulate_media(media="print")
        for hidden in (".site-nav", ".lang-switch", ".skip"):
            assert not page.locator(hidden).is_visible(), hidden
        assert page.locator("main h1").is_visible()
        assert page.locator(".demo-banner").is_visible()
        assert page.locator(".colophon").is_visible()

    def test_paper_is_white_even_in_the_dark(self, visit):
        page = visit("index.html", color_scheme="dark")
        page.emulate_media(media="print", color_scheme="dark")
        assert page.evaluate(BACKGROUND) == "rgb(255, 255, 255)"

    def test_paper_shows_the_data_beside_a_chart(self, visit):
        page = visit("towns/310118109000.html", **DESK)
        page.emulate_media(media="print")
        assert page.locator("#data-months").is_visible()


def _open_the_data_beside_a_chart(page: Any) -> None:
    details = page.locator("figure.chart details").first
    table = details.locator("table")
    assert not table.is_visible()
    details.locator("summary").click()
    assert table.is_visible()
    columns = page.locator("svg.stacked-columns g:has(> .part)").count()
    assert table.locator("tbody tr").count() == columns > 5
    details.locator("summary").click()
    assert not table.is_visible()


# ---------- Charts ----------

CHARTS = [
    "index.html", "towns/index.html", "towns/310118109000.html", "sectors/C.html",
    "charts/hazard-types.html", "notices/DEMO-N-001.html",
]  # fmt: skip
# Every drawn part with the number that its own title tells.
PARTS = """svg => [...svg.querySelectorAll("rect.part")].map(rect => ({
  number: Number(rect.querySelector("title").textContent.match(/([\\d,]+)$/)[1].replace(",", "")),
  row: [...svg.children].indexOf(rect.closest("svg > *")),
  width: rect.width.baseVal.value, height: rect.height.baseVal.value, x: rect.x.baseVal.value }))"""
BARS = """svg => [...svg.querySelectorAll("rect.bar")].map(rect => ({
  number: Number(rect.parentNode.querySelector("text.value").textContent.replace(",", "")),
  width: rect.width.baseVal.value }))"""

CHARTS_AS_TOLD = """() => [...document.querySelectorAll("figure.chart svg[role]")].map(svg => ({
  role: svg.getAttribute("role"),
  name: document.getElementById(svg.getAttribute("aria-labelledby")).textContent,
  description: document.getElementById(svg.getAttribute("aria-describedby")).textContent }))"""
CUT_OFF = """() => [...document.querySelectorAll("figure.chart svg text")].filter(text => {
  const box = text.getBoundingClientRect();
  return box.left < 0 || box.right > document.documentElement.clientWidth;
}).map(text => text.textContent)"""


class TestCharts:
    @pytest.mark.parametrize("path", CHARTS)
    @both_languages
    def test_a_chart_has_a_role_a_name_and_a_description(self, visit, language, path):
        page = visit(at(language, path), **DESK)
        charts = page.evaluate(CHARTS_AS_TOLD)
        assert charts
        for chart in charts:
            assert chart["role"] in ("img", "group")
            assert chart["name"].strip()
            assert chart["description"].strip()
        told = page.get_by_role(charts[0]["role"], name=charts[0]["name"], exact=True)
        assert told.first.evaluate("e => e.tagName") == "svg"

    @pytest.mark.parametrize(
        "path", ["charts/towns.html", "charts/hazard-types.html", "notices/DEMO-N-001.html"]
    )
    def test_bars_are_as_long_as_their_numbers(self, visit, path):
        page = visit(path, **DESK)
        charts = page.locator("svg.stacked-bars").all()
        assert charts
        for chart in charts:
            parts = chart.evaluate(PARTS)
            totals: dict[int, int] = {}
            for part in parts:
                totals[part["row"]] = totals.get(part["row"], 0) + part["number"]
            unit = 400 / max(totals.values())
            assert [
                p for p in parts if abs(p["width"] - max(p["number"] * unit - 1, 0.8)) > 0.1
            ] == []

    @pytest.mark.parametrize(
        "path", ["charts/months.html", "towns/310118109000.html", "sectors/C.html"]
    )
    def test_columns_are_as_high_as_their_numbers(self, visit, path):
        page = visit(path, **DESK)
        parts = page.locator("svg.stacked-columns").evaluate(PARTS)
        assert len(parts) > 20
        most = max(parts, key=lambda part: part["number"])
        unit = (most["height"] + 0.8) / most["number"]
        wrong = [p for p in parts if abs(p["height"] - max(p["number"] * unit - 0.8, 0.6)) > 0.15]
        assert wrong == []

    @pytest.mark.parametrize("path", ["charts/time-to-rectify.html", "towns/310118109000.html"])
    def test_the_bars_of_a_histogram_are_as_long_as_their_numbers(self, visit, path):
        page = visit(path, **DESK)
        bars = page.locator("svg.histogram").evaluate(BARS)
        assert len(bars) == 8
        most = max(bars, key=lambda bar: bar["number"])
        unit = most["width"] / most["number"]
        assert [b for b in bars if abs(b["width"] - b["number"] * unit) > 0.2] == []

    def test_the_drawn_numbers_are_those_of_the_table_beside_the_chart(self, visit):
        page = visit("charts/months.html", **DESK)
        drawn = [part["number"] for part in page.locator("#chart-months").evaluate(PARTS)]
        cells = page.locator("#t-months ~ tbody td + td").all_inner_texts()
        assert drawn == [int(cell) for cell in cells if cell != "0"]

    def test_a_bar_of_a_town_leads_to_the_page_of_the_town(self, visit):
        page = visit("charts/towns.html", **DESK)
        follow(page.locator("#chart-towns a").first)
        page.wait_for_url(lambda url: "/towns/310118" in url)

    @pytest.mark.parametrize("path", ["index.html", "towns/310118109000.html", "sectors/C.html"])
    @both_languages
    def test_every_word_of_a_chart_stays_on_the_screen_of_a_phone(self, visit, language, path):
        page = visit(at(language, path), **PHONE)
        for width in (390, 320):
            page.set_viewport_size({"width": width, "height": 640})
            assert page.evaluate(CUT_OFF) == [], width
