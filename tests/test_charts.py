"""Charts as files and pages, and the pictures beside links, as of 2026-11-23."""

from __future__ import annotations

import json
import re
import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest
from lxml import html as parser
from site_fixture import DAY, ROOT, read_rows

SVG = "{http://www.w3.org/2000/svg}"
SOURCES = {
    "months": "outcomes_by_month",
    "steps": "steps_to_rectification",
    "time-to-rectify": "time_to_rectify_bands",
    "towns": "outcomes_by_town",
    "town-map": "outcomes_by_town",
    "overdue-map": "outcomes_by_town",
    "town-trends": "outcomes_by_town_and_quarter",
    "hazard-types": "outcomes_by_hazard_type",
}
HOME = json.loads((ROOT / "datasets/datapackage.json").read_text("utf-8"))["homepage"]
LABELS = {"key", "label_zh", "label_en", "panel_zh", "panel_en", "demo"}

every_chart = pytest.mark.parametrize("chart", SOURCES)
both_languages = pytest.mark.parametrize("prefix", ["", "en/"])


def published(site: Path, table: str) -> dict[str, dict[str, str]]:
    described = json.loads((site / "data/datapackage.json").read_text("utf-8"))["resources"]
    key = next(r["schema"]["primaryKey"] for r in described if r["name"] == table)
    rows = read_rows(site / "data" / f"{table}.csv")
    return {"-".join(row[part] for part in key): row for row in rows}


def pixels(path: Path) -> tuple[int, int]:
    data = path.read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", data[16:24])


# ---------- The files of a chart ----------


@every_chart
def test_the_csv_of_a_chart_holds_the_published_cells(site, chart):
    table = published(site, SOURCES[chart])
    rows = read_rows(site / "charts" / f"{chart}.csv")
    assert rows and {row["demo"] for row in rows} == {next(iter(table.values()))["demo"]}
    for row in rows:
        numbers = {name: cell for name, cell in row.items() if name not in LABELS}
        assert numbers
        assert numbers == {name: table[row["key"]][name] for name in numbers}


@every_chart
def test_the_csv_of_a_chart_leaves_out_only_rows_without_hazards(site, chart):
    keys = {row["key"] for row in read_rows(site / "charts" / f"{chart}.csv")}
    rest = {k: row for k, row in published(site, SOURCES[chart]).items() if k not in keys}
    assert {row["hazard_items"] for row in rest.values()} <= {"0"}


@every_chart
@both_languages
def test_the_svg_of_a_chart_stands_alone(site, chart, prefix):
    path = site / prefix / "charts" / f"{chart}.svg"
    svg = ElementTree.parse(path).getroot()
    title, about = svg.findtext(f"{SVG}title"), svg.findtext(f"{SVG}desc")
    page = parser.parse(path.with_suffix(".html")).getroot()
    assert title == page.findtext(".//h1")
    assert about.startswith(page.find_class("lede")[0].text_content())
    assert ("Demonstration" if prefix else "演示发布") in about
    text = path.read_text("utf-8")
    assert "prefers-color-scheme:dark" in text
    assert re.findall(r"var\(|@import|url\((?!#)|(?:href|src)=", text) == []
    names = svg.get("aria-labelledby").split()
    assert set(names) <= {element.get("id") for element in svg.iter()}
    shown = "".join(svg.itertext())
    assert SOURCES[chart] in shown and HOME in shown


@every_chart
def test_the_numbers_in_the_svg_of_a_chart_are_those_of_its_table(site, chart):
    table = published(site, SOURCES[chart])
    svg = ElementTree.parse(site / "charts" / f"{chart}.svg").getroot()
    figures = [e for e in svg.iter(f"{SVG}text") if "figure" in e.get("class", "")]
    above = {child: parent for parent in svg.iter() for child in parent}
    for figure in figures:
        key = figure.get("data-key") or above[figure].get("data-key")
        value = table[key][figure.get("data-column")]
        assert figure.text.replace(",", "").removesuffix("%") == value
    assert len(figures) >= {"months": 1}.get(chart, 6)


def test_columns_of_small_multiples_have_one_scale(site):
    svg = ElementTree.parse(site / "charts" / "town-trends.svg").getroot()
    bars = [e for e in svg.iter(f"{SVG}rect") if e.get("class", "").startswith("bar")]
    rows = read_rows(site / "charts" / "town-trends.csv")
    values = [int(row["hazard_items"]) for row in rows if row["hazard_items"] != "0"]
    heights = [float(bar.get("height")) for bar in bars]
    assert len(heights) == len(values)
    unit = max(heights) / max(values)
    assert [h for h, v in zip(heights, values, strict=True) if abs(h - v * unit) > 0.06] == []


def test_a_quarter_that_is_not_whole_is_only_outlined(site):
    rows = published(site, "outcomes_by_town_and_quarter")
    assert {r["quarter"] for r in rows.values() if r["is_whole"] == "false"} == {
        "2024-Q4", "2026-Q4",
    }  # fmt: skip
    svg = (site / "charts" / "town-trends.svg").read_text("utf-8")
    outlined = re.findall(r'class="bar unwhole"[^>]*><title>([^ ]+)', svg)
    assert set(outlined) == {"2024年第四季度".replace("第", ""), "2026年四季度"}


@every_chart
@both_languages
def test_the_picture_of_a_chart_is_twice_as_large_as_its_drawing(site, chart, prefix):
    path = site / prefix / "charts" / f"{chart}.svg"
    svg = ElementTree.parse(path).getroot()
    width, height = (round(2 * float(svg.get(name))) for name in ("width", "height"))
    found = pixels(path.with_suffix(".png"))
    assert abs(found[0] - width) <= 1 and abs(found[1] - height) <= 1


@every_chart
@both_languages
def test_a_chart_page_offers_its_files_and_a_frame_for_other_pages(site, chart, prefix):
    path = site / prefix / "charts" / f"{chart}.html"
    page = parser.parse(path).getroot()
    files = page.xpath("//a[@download]/@href")
    assert [Path(f).suffix for f in files] == [".svg", ".png", ".csv"]
    assert all((path.parent / f).is_file() for f in files)
    snippet = parser.fromstring(page.find_class("snippet")[0].text_content())
    assert snippet.tag == "iframe"
    assert snippet.get("src") == f"{HOME}{prefix}charts/{chart}.embed.html"
    assert snippet.get("title") == page.findtext(".//h1")


@every_chart
@both_languages
def test_an_embedded_chart_leads_only_to_its_page(site, chart, prefix):
    page = parser.parse(site / prefix / "charts" / f"{chart}.embed.html").getroot()
    links = page.xpath("//main//a/@href | //footer//a[not(@hreflang)]/@href")
    assert [Path(link).name for link in links] == [f"{chart}.html"]
    assert page.xpath("//nav") == []
    assert page.find_class("demo-banner")


# ---------- The pictures beside links ----------


@pytest.fixture(scope="module")
def heads(site: Path) -> dict[str, dict[str, str]]:
    """Path of a page → what it tells of itself where others link to it."""
    found = {}
    for path in sorted(site.rglob("*.html")):
        head = parser.parse(path).getroot().find("head")
        told = {m.get("property") or m.get("name"): m.get("content") for m in head.iter("meta")}
        found[path.relative_to(site).as_posix()] = told
    return found


def test_every_page_says_how_it_wants_to_be_shown(site, heads):
    for path, told in heads.items():
        assert told["og:type"] == "website"
        assert told["og:locale"] == ("en_GB" if path.startswith("en/") else "zh_CN")
        assert told["og:url"] == HOME + path
        assert told["twitter:card"] == "summary_large_image"
        assert told["og:title"].strip() and told["og:description"].strip(), path
        assert told["description"] == told["og:description"]
        assert told["og:image"].startswith(HOME)
        assert (site / told["og:image"].removeprefix(HOME)).is_file(), path


def test_a_record_has_one_card_for_both_languages_and_no_two_records_the_same(site, heads):
    records = {p for p in heads if re.match(r"(exposures|notices)/DEMO", p)}
    cards = {p: heads[p]["og:image"] for p in records}
    assert all(heads[f"en/{p}"]["og:image"] == card for p, card in cards.items())
    own = {p: c for p, c in cards.items() if not c.endswith("site.png")}
    assert {c: Path(p).stem for p, c in own.items()} == {c: Path(c).stem for c in own.values()}
    bytes_of = {(site / c.removeprefix(HOME)).read_bytes() for c in own.values()}
    assert len(bytes_of) == len(own) == 383 + 58


def test_what_has_been_taken_down_has_no_card(site, heads):
    ended = {row["record_id"] for row in read_rows(site / "data/withdrawals.csv")}
    assert len(ended) > 28
    assert {p.stem for p in (site / "cards").iterdir()} & ended == set()
    for path, told in heads.items():
        if Path(path).stem in ended:
            assert told["og:image"] == f"{HOME}cards/site.png"
            assert told["og:description"] == heads["about.html" if path[:3] != "en/" else
                                                   "en/about.html"]["og:description"]  # fmt: skip


def test_cards_have_the_proportions_that_others_show(site):
    sizes = {p.name: pixels(p) for p in (site / "cards").iterdir()}
    assert sizes.pop("site.png") == (1200, 630)
    assert set(sizes.values()) == {(800, 420)}


def test_cards_are_light(site):
    cards = [p.stat().st_size for p in (site / "cards").iterdir()]
    assert max(cards) < 60_000
    assert sum(cards) < 15_000_000


def test_the_card_of_a_person_and_of_a_masked_unit_is_made_of_masked_rows(site):
    """Cards read public rows and tables of them, and no others."""
    sql = (ROOT / "pipeline/sql/4_pages/cards.sql").read_text("utf-8")
    assert "raw." not in sql
    assert set(re.findall(r"(?:from|join) ((?:public|tables|raw)\.\w+)", sql)) == {
        "public.rectifications", "public.hazard_types", "public.exposures", "public.towns",
        "public.venue_types", "public.notices", "tables.follow_up_by_notice",
        "tables.outcomes_by_town", "tables.outcomes_by_sector", "tables.outcomes_by_hazard_type",
    }  # fmt: skip


def test_the_day_of_the_numbers_stands_on_the_drawing(site):
    assert "2026年11月23日" in (site / "charts/towns.svg").read_text("utf-8")
    assert DAY == "2026-11-23"
