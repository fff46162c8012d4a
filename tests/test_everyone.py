"""What every page is for everyone: the whole story, plain words, little weight, sound HTML."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from functools import partial
from pathlib import Path

import duckdb
import pytest
from lxml import html as parser
from site_fixture import PAGES, ROOT, read_rows

from pipeline.finish import slim
from pipeline.refer import References, read_meanings, read_pages
from pipeline.shelve import ROWS_ON_A_PAGE, rows_on_a_page, shelve

LANGUAGES = {"": "zh", "en/": "en"}
CHECKER = ROOT / "tests/tools/nu/node_modules/vnu-jar/build/dist/vnu.jar"
LIMIT = 60 * 1024  # bytes of HTML and style sheet together


@pytest.fixture(scope="module")
def look(site: Path):
    """A page by its path, read."""
    return lambda path: parser.fromstring((site / path).read_bytes())


def text(element: parser.HtmlElement) -> str:
    return re.sub(r"\s+", " ", element.text_content()).strip()


def under(tree: parser.HtmlElement, heading: str) -> parser.HtmlElement:
    """The section that a heading opens."""
    return tree.xpath(f"//section[h2[@id='{heading}']]")[0]


def test_the_kinds_of_page_that_are_looked_at_are_all_there_are(site):
    """Every HTML template has a page in PAGES, so that each promise is kept for it."""
    root = ROOT / "site_templates" / "pages"
    for template in root.rglob("*.html"):
        shape = re.escape(template.relative_to(root).as_posix())
        shape = re.sub(r"\\\{[a-z_]+\\\}", "[^/]+", shape)
        assert [path for path in PAGES.values() if re.fullmatch(shape, path)], template
    assert [path for path in PAGES.values() if not (site / path).is_file()] == []


# ---------- The story of an exposure ----------


class TestStory:
    def test_it_tells_what_was_replied_and_how_far_an_appeal_has_got(self, look):
        replied = next(e for e in read_rows(ROOT / "datasets/exposures.csv") if e["right_of_reply"])
        reply = under(look(f"exposures/{replied['exposure_id']}.html"), "reply")
        assert text(reply.find("blockquote")) == replied["right_of_reply"]
        silent = text(under(look("en/exposures/DEMO-E-0016.html"), "reply"))
        assert silent == (
            "Reply and appeal No reply by the unit has been published. Appeal No appeal: "
            "No request for reconsideration and no lawsuit by the unit has been published."
        )

    def test_it_lists_the_other_exposures_of_the_unit_with_their_dates_and_outcomes(self, look):
        others = under(look("exposures/DEMO-E-0180.html"), "others")
        assert [h.text for h in others.findall("h3")] == ["此后"]
        (entry,) = others.xpath(".//li")
        assert entry.find("a").get("href") == "../exposures/DEMO-E-0323.html"
        assert entry.xpath(".//time/@datetime") == ["2026-10-15"]
        assert text(entry.xpath("p[@class='badges']")[0]) == "逾期未改 1 已整改 2"
        earlier = under(look("exposures/DEMO-E-0323.html"), "others")
        assert [h.text for h in earlier.findall("h3")] == ["此前"]

    def test_it_names_its_notice_those_beside_it_and_those_that_list_the_unit_too(self, look):
        notices = under(look("exposures/DEMO-E-0180.html"), "notices")
        assert [text(entry).split("示")[0].strip() for entry in notices.iter("li")] == [
            "所属：", "同一发布单位的上一份：", "同一发布单位的下一份：", "也列出这家单位：",
        ]  # fmt: skip

    def test_it_says_when_each_record_was_first_published_and_what_is_not_known(self, look):
        published = under(look("exposures/DEMO-E-0180.html"), "published")
        days = [(text(d.find("dt")), *d.xpath(".//time/@datetime")) for d in published.iter("div")]
        assert (
            days
            == [("通报", "2025-11-12"), ("本案例", "2025-11-12")] + [("处罚", "2025-11-28")] * 3
        )
        assert "各步何时首次公布，数据中没有" in text(published)

    def test_it_can_be_cited_in_two_forms(self, look):
        standard, plain = look("en/exposures/DEMO-E-0016.html").xpath("//pre[@class='quote']")
        assert text(standard) == (
            "示例区消防救援局. 示例锦屿汽车维修部的隐患曝光与整改情况：DEMO-E-0016"
            "（演示数据，内容虚构）[EB/OL]. (2024-11-20)[2026-11-23]. "
            "https://example.org/baoguangtai/en/exposures/DEMO-E-0016.html."
        )
        assert text(plain) == (
            "示例区消防救援局, “示例锦屿汽车维修部: hazards exposed and how they were put right”, "
            "(demonstration data, invented) DEMO-E-0016, Baoguangtai, published 20 November 2024, "
            "retrieved 23 November 2026, "
            "https://example.org/baoguangtai/en/exposures/DEMO-E-0016.html"
        )

    def test_an_error_can_be_reported_under_its_number(self, look):
        links = under(look("exposures/DEMO-E-0016.html"), "report").xpath(".//a/@href")
        assert links == [
            "mailto:data@example.org?subject=%E7%BA%A0%E9%94%99%20DEMO-E-0016",
            "../report.html",
        ]

    def test_states_levels_orders_and_provisions_are_explained_beside_each_hazard(self, look):
        for prefix in LANGUAGES:
            for hazard in look(f"{prefix}exposures/DEMO-E-0016.html").xpath("//article"):
                told = {text(t): text(t.getnext()) for t in hazard.xpath(".//details//dt")}
                assert len(told) >= 3
                assert all(len(meaning) > 8 for meaning in told.values())
                badge = text(hazard.xpath(".//span[contains(@class, 'badge')]")[0])
                assert badge in told


# ---------- Plain words ----------


class TestPlainWords:
    @pytest.mark.parametrize("prefix", LANGUAGES)
    @pytest.mark.parametrize(
        ("group", "codes"),
        [
            ("outcome", "outcomes"),
            ("level", "hazard_levels"),
            ("order", "order_actions"),
            ("penalty", "penalty_kinds"),
            ("appeal", "appeal_states"),
            ("responsibility", "responsibility_sides"),
            ("counterpart", "counterpart_types"),
            ("notice", "notice_types"),
        ],
    )
    def test_every_code_has_its_word_and_its_meaning_at_an_address(
        self, look, prefix, group, codes
    ):
        tree = look(f"{prefix}terms.html")
        for row in read_rows(ROOT / f"datasets/codes/{codes}.csv"):
            entry = tree.get_element_by_id(f"{group}-{next(iter(row.values()))}")
            assert text(entry.find("dt")) == row[f"title_{LANGUAGES[prefix]}"]
            assert len(text(entry.find("dd"))) >= 5

    @pytest.mark.parametrize("path", [PAGES[name] for name in ("home", "town", "sector", "notice")])
    def test_every_big_number_says_what_it_counts_and_what_it_does_not(self, look, path):
        for prefix, no in {"": "不计|不算|不等于|为空", "en/": r"\bnot?\b|empty"}.items():
            tree = look(prefix + path)
            cards = tree.xpath("//*[contains(@class, 'figure-card')]//data")
            told = tree.xpath(
                "//details[@class='explain'][preceding-sibling::*[1][@class='figures']]"
            )
            assert len(told) == 1
            meanings = {text(d.find("dt")): text(d.find("dd")) for d in told[0].iter("div")}
            labels = meaning_titles(tree, cards, prefix)
            assert labels <= set(meanings), labels - set(meanings)
            assert [m for m in meanings.values() if not re.search(no, m)] == []


def meaning_titles(tree: parser.HtmlElement, cards: list, prefix: str) -> set[str]:
    """The titles that the tables give the columns shown on cards."""
    titles = set()
    for card in cards:
        header = (ROOT / f"pipeline/sql/2_tables/{card.get('data-table')}.sql").read_text("utf-8")
        note = re.search(
            rf"^-- {card.get('data-column')}(?: \(.*?\))?: (.+)$", header, re.MULTILINE
        )
        titles.add(note[1].split(" | ")[bool(prefix)].split(" — ")[0])
    return titles


# ---------- Weight ----------


class TestWeight:
    def test_a_page_and_its_style_sheet_are_under_60_kb(self, site):
        sheets = {p.name: p.stat().st_size for p in (site / "assets").glob("*.css")}
        heavy = {}
        for path in site.rglob("*.html"):
            page = path.read_bytes()
            (sheet,) = re.findall(
                rb'rel="stylesheet" href="(?:\.\./|\./)*assets/([a-z]+\.css)"', page
            )
            if len(page) + sheets[sheet.decode()] >= LIMIT:
                heavy[path.relative_to(site).as_posix()] = len(page) + sheets[sheet.decode()]
        assert heavy == {}

    def test_nothing_holds_up_the_drawing_but_one_style_sheet(self, look):
        for path in PAGES.values():
            head = look(path).find("head")
            assert len(head.xpath("link[@rel='stylesheet']")) == 1, path
            scripts = look(path).xpath("//script[not(@type = 'application/ld+json')]")
            assert [s for s in scripts if s.get("async") is None and s.get("defer") is None] == []

    def test_a_slim_style_sheet_says_the_same(self):
        sheet = """/* what: it */
        a:hover > b::before , :is( p, i ) :not(q) { content: "a ;  /* b */ '  c" ; }
        @media (min-width: 60rem) and (hover) { p { margin: 0 calc(1px + 2px) !important ; } }
        """
        assert slim(sheet) == (
            """a:hover > b::before,:is( p,i ) :not(q){content:"a ;  /* b */ '  c"}"""
            "@media (min-width:60rem) and (hover){p{margin:0 calc(1px + 2px) !important}}\n"
        )

    @pytest.mark.parametrize(
        ("sheet", "parts"),
        [
            ("style", ["core", "records"]),
            ("charts", ["core", "records", "charts"]),
            ("seeing", ["core", "charts"]),
            ("explore", ["core", "records", "explore"]),
        ],
    )
    def test_a_published_style_sheet_has_every_rule_of_its_parts(self, site, sheet, parts):
        folder = ROOT / "site_templates/_sheets"
        source = "".join((folder / f"{part}.css").read_text("utf-8") for part in parts)
        published = (site / f"assets/{sheet}.css").read_text("utf-8")
        assert published.count("{") == re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL).count("{")
        assert len(published.encode()) < 0.9 * len(source.encode())


# ---------- Rows that have an address ----------


class TestShelves:
    def _shelved(self, count: int) -> References:
        con = duckdb.connect()
        con.execute("create schema catalog")
        con.execute("create schema tables")
        con.execute(
            "create table tables.walks as "
            f"select 'w' || i as walk, i as birds from range({count}) as t (i)"
        )
        columns = [{"name": "walk"}, {"name": "birds"}]
        shelve(con, [{"name": "walks", "schema": "tables", "floor": "2_tables",
                      "key": ["walk", "birds"], "columns": columns}])  # fmt: skip
        return References(partial(read_pages, con), partial(read_meanings, con))

    def test_a_row_of_a_long_table_stands_on_a_numbered_page(self):
        references = self._shelved(ROWS_ON_A_PAGE * 2 + 1)
        assert references.page_no("walks", "w0-0") == 1
        assert references.page_no("walks", f"w{ROWS_ON_A_PAGE - 1}-{ROWS_ON_A_PAGE - 1}") == 1
        assert references.page_no("walks", f"w{ROWS_ON_A_PAGE}-{ROWS_ON_A_PAGE}") == 2
        assert references.page_no("walks", f"w{ROWS_ON_A_PAGE * 2}-{ROWS_ON_A_PAGE * 2}") == 3

    def test_a_wide_table_has_fewer_rows_on_a_page(self):
        assert [rows_on_a_page(columns) for columns in (2, 17, 35, 2000)] == [40, 37, 18, 1]

    def test_a_short_table_has_no_numbered_pages(self):
        references = self._shelved(ROWS_ON_A_PAGE)
        assert references.page_no("walks", "w0-0") == 0

    def test_a_figure_that_names_no_published_row_is_refused(self):
        references = self._shelved(3)
        with pytest.raises(LookupError, match="walks has no row w3-3"):
            references.page_no("walks", "w3-3")

    def test_every_row_of_every_table_is_on_a_page(self, site, look):
        described = json.loads((site / "data/datapackage.json").read_text("utf-8"))["resources"]
        for resource in (r for r in described if r["floor"] == "2_tables"):
            name, key = resource["name"], resource["schema"]["primaryKey"]
            files = sorted((site / "tables/rows" / name).glob("*.html"), key=lambda f: int(f.stem))
            paths = [f.relative_to(site) for f in files] or [Path(f"tables/{name}.html")]
            rows = [i for path in paths for i in look(path).xpath("//tbody/tr/@id")]
            assert rows == [
                f"k-{'-'.join(row[part] for part in key)}"
                for row in read_rows(site / "data" / resource["path"])
            ], name


# ---------- HTML ----------


def test_the_nu_html_checker_finds_no_error_in_any_kind_of_page(site):
    """Over every page of the site: make html."""
    if not (CHECKER.is_file() and shutil.which("java")):
        reason = "no Nu HTML checker: make tests/tools/nu/node_modules/ready, and Java"
        if os.environ.get("REQUIRE_HTML_CHECKER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    files = [str(site / prefix / path) for prefix in LANGUAGES for path in PAGES.values()]
    command = ["java", "-jar", str(CHECKER), "--errors-only", "--format", "gnu", *files]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert found.stderr == ""
    assert found.returncode == 0
