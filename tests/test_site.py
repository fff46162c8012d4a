"""What the demonstration site holds as of 2026-11-23: every page and every published file.

The last part is about a register with little in it.
"""

from __future__ import annotations

import contextlib
import html
import itertools
import json
import re
import sqlite3
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import duckdb
import pytest
from lxml import html as parser
from openpyxl import load_workbook
from site_fixture import DAY, ROOT, bare, build, put_rows, read_rows

from pipeline.shelve import rows_on_a_page

HAN = "\u3400-\u4dbf\u4e00-\u9fff"
PER_LIST, PER_OVERDUE = 50, 25
LANGUAGES = {"": "zh-Hans", "en/": "en-GB"}
HOMEPAGE = "https://example.org/baoguangtai/"
SINGLE = {
    "about.html",
    "bulletins/index.html",
    "compare/months.html",
    "compare/towns.html",
    "compare/winters.html",
    "charts/index.html",
    "data/index.html",
    "explore.html",
    "exposures/index.html",
    "fixed.html",
    "follow.html",
    "hazards/index.html",
    "index.html",
    "method.html",
    "new/index.html",
    "notices/index.html",
    "overdue.html",
    "penalties.html",
    "repeat.html",
    "access.html",
    "releases/index.html",
    "releases/latest/index.html",
    "report.html",
    "sql.html",
    "search.html",
    "sectors/index.html",
    "tables/index.html",
    "terms.html",
    "towns/index.html",
}
CHARTS = {
    "months", "steps", "time-to-rectify", "towns", "town-map", "overdue-map", "town-trends",
    "hazard-types",
}  # fmt: skip
DEMO = {
    "zh": "演示发布：所有记录均为虚构，不涉及任何真实单位或个人，也不是官方信息。",
    "en": "Demonstration: every record is invented, concerns no real unit or person, "
    "and is not official information.",
}
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",  # the search field
}
# Proper names, file formats and licences: what a Chinese page may say in Latin letters.
LATIN = {
    "Atom",
    "Baoguangtai",
    "CC",
    "Ctrl",
    "Enter",
    "MB",
    "SELECT",
    "CITATION.cff",
    "CSV",
    "DEMO",
    "DuckDB",
    "Excel",
    "Frictionless Data Package",
    "GB",
    "JSON",
    "JavaScript",
    "KB",
    "MANIFEST.sha256",
    "MIT",
    "OpenAPI",
    "PNG",
    "Parquet",
    "Python",
    "SQL",
    "SQLite",
    "SVG",
    "build.csv",
    "datapackage.json",
    "index.json",
    "known_problems.csv",
}
# Longer terms that an English sentence quotes.
QUOTED = {"中华人民共和国"}


# ---------- The source, read as the publisher wrote it ----------


@cache
def source(name: str) -> list[dict[str, str]]:
    return read_rows(ROOT / "datasets" / f"{name}.csv")


@cache
def live_notices() -> dict[str, dict[str, str]]:
    return {n["notice_id"]: n for n in source("notices") if not _has_come(n["withdrawn_on"])}


@cache
def live_exposures() -> dict[str, dict[str, str]]:
    return {
        e["exposure_id"]: e
        for e in source("exposures")
        if e["notice_id"] in live_notices()
        and not _has_come(e["withdrawn_on"])
        and (not e["publish_until_on"] or e["publish_until_on"] >= DAY)
    }


def _has_come(day: str) -> bool:
    return bool(day) and day <= DAY


@cache
def ended_exposures() -> list[dict[str, str]]:
    return [e for e in source("exposures") if e["exposure_id"] not in live_exposures()]


@cache
def ended_notices() -> list[dict[str, str]]:
    return [n for n in source("notices") if n["notice_id"] not in live_notices()]


def is_masked(exposure: dict[str, str]) -> bool:
    return live_notices()[exposure["notice_id"]]["naming_mode"] == "masked"


def is_person(row: dict[str, str]) -> bool:
    return row["counterpart_type_code"] == "2"


# ---------- The site, read as a visitor gets it ----------


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, parser.HtmlElement]:
    """Every page by its path."""
    return pages_of(site)


def pages_of(site: Path) -> dict[str, parser.HtmlElement]:
    return {
        path.relative_to(site).as_posix(): parser.fromstring(path.read_bytes())
        for path in sorted(site.rglob("*.html"))
    }


@pytest.fixture(scope="module")
def package(site: Path) -> dict[str, dict]:
    """The published tables by name, as datapackage.json describes them."""
    described = json.loads((site / "data" / "datapackage.json").read_text("utf-8"))
    return {resource["name"]: resource for resource in described["resources"]}


@pytest.fixture(scope="module")
def published(site: Path, package: dict[str, dict]) -> dict[str, dict[str, dict[str, str]]]:
    """The published cells: table → key → column → text."""
    return {
        name: {
            "-".join(row[part] for part in resource["schema"]["primaryKey"]): row
            for row in read_rows(site / "data" / resource["path"])
        }
        for name, resource in package.items()
    }


@pytest.fixture(scope="module")
def everything(site: Path) -> dict[str, str]:
    """The text of every published file, whatever its format."""
    return {
        path.relative_to(site).as_posix(): text_of(path)
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }


def text_of(path: Path) -> str:
    """All that a file says; a format that this cannot read fails, so that none goes unsearched."""
    if path.suffix == ".html":
        return html.unescape(path.read_text("utf-8"))
    if path.suffix == ".parquet":
        return str(duckdb.sql(f"from read_parquet('{path}')").fetchall())
    if path.suffix == ".xlsx":
        book = load_workbook(path, read_only=True)
        return str([row for sheet in book for row in sheet.iter_rows(values_only=True)])
    if path.suffix == ".sqlite":
        with contextlib.closing(sqlite3.connect(path)) as con:
            return "\n".join(con.iterdump())
    if path.suffix == ".wasm":
        return ""  # the program of others whose checksum is written down
    if path.suffix == ".png":
        return ""  # painted of a drawing that the privacy gate has read; its rows are public ones
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            return "\n".join(archive.read(name).decode("utf-8") for name in archive.namelist())
    return path.read_text("utf-8")


def found_in(everything: dict[str, str], words: set[str]) -> dict[str, str]:
    """Which of the words a published file holds, with the first such file."""
    whole = "\n".join(everything.values())
    return {
        word: next(name for name, text in everything.items() if word in text)
        for word in words
        if word in whole
    }


def language_of(path: str) -> str:
    return LANGUAGES["en/"] if path.startswith("en/") else LANGUAGES[""]


def inner(path: str) -> str:
    """The path of a page without its language."""
    return path.removeprefix("en/")


def inherited(element: parser.HtmlElement, name: str) -> str:
    """The value of an attribute on an element or on the nearest one around it."""
    return next((e.get(name) for e in (element, *element.iterancestors()) if e.get(name)), "")


def classed(tree: parser.HtmlElement, name: str, path: str = "*") -> list[parser.HtmlElement]:
    """The elements on an XPath that carry a class."""
    return tree.xpath(f".//{path}[contains(concat(' ', @class, ' '), ' {name} ')]")


def spoken(tree: parser.HtmlElement) -> Iterator[tuple[parser.HtmlElement, str]]:
    """Every text a reader sees or hears, with the element that it stands in."""
    for element in tree.iter("*"):
        if element.text and element.tag != "script":
            yield element, element.text.strip()
        if element.tail and element.getparent() is not None:
            yield element.getparent(), element.tail.strip()
        for name in ("alt", "title", "aria-label", "placeholder"):
            if element.get(name):
                yield element, element.get(name)


# ---------- Which pages there are ----------


def _list_pages(folder: str, keys_of) -> set[str]:
    counts = Counter(key for e in live_exposures().values() for key in keys_of(e))
    return {
        f"exposures/{folder.format(*key)}/{number}.html"
        for key, count in counts.items()
        for number in range(1, -(-count // PER_LIST) + 1)
    }


def row_pages(resource: dict) -> int:
    """How many pages the rows of a table take, less the column that marks a demonstration."""
    return -(-resource["rows"] // rows_on_a_page(len(resource["schema"]["fields"]) - 1))


def overdue_pages(published) -> int:
    exposures = {row["exposure_id"] for row in published["overdue_now"].values()}
    return -(-len(exposures) // PER_OVERDUE)


def _month(exposure: dict[str, str]) -> str:
    return live_notices()[exposure["notice_id"]]["published_on"][:7]


def _months_since_the_first_record() -> set[str]:
    first = min(e["first_published_on"] for e in source("exposures"))
    days = (date.fromisoformat(DAY) - date.fromisoformat(first)).days
    return {(date.fromisoformat(first) + timedelta(n)).isoformat()[:7] for n in range(days + 1)}


@cache
def items_of(exposure_id: str) -> list[dict[str, str]]:
    return [
        item
        for item in source("rectifications")
        if item["exposure_id"] == exposure_id and item["rectification_status_code"] != "S11"
    ]


def _of_items(column: str):
    return lambda e: {(item[column],) for item in items_of(e["exposure_id"])}


# The folder of each kind of list, and the lists that an exposure stands in.
LISTS = {
    "town/{}": lambda e: [(e["town_code"],)],
    "sector/{}": lambda e: [(e["sector_code"],)],
    "month/{}": lambda e: [(_month(e),)],
    "venue/{}": lambda e: [(e["venue_type_code"],)],
    "town/{}/sector/{}": lambda e: [(e["town_code"], e["sector_code"])],
    "hazard/{}": _of_items("hazard_type_code"),
    "level/{}": _of_items("hazard_level_code"),
}


def test_every_record_place_kind_and_table_has_one_page_in_each_language(pages, package, published):
    outcomes = defaultdict(set)
    for item in published["rectifications"].values():
        outcomes[item["exposure_id"]].add((item["outcome_code"],))
    lists = {**LISTS, "outcome/{}": lambda e: outcomes[e["exposure_id"]]}
    expected = (
        SINGLE
        | {f"exposures/{e['exposure_id']}.html" for e in source("exposures")}
        | {f"notices/{n['notice_id']}.html" for n in source("notices")}
        | {f"towns/{t['town_code']}.html" for t in source("codes/towns")}
        | {f"sectors/{s['sector_code']}.html" for s in source("codes/sectors")}
        | {f"hazards/{h['hazard_type_code']}.html" for h in source("codes/hazard_types")}
        | {f"tables/{n}.html" for n, r in package.items() if r["floor"] == "2_tables"}
        | {f"data/{n}.html" for n, r in package.items() if r["floor"] == "1_public"}
        | set().union(*(_list_pages(folder, keys_of) for folder, keys_of in lists.items()))
        | {f"charts/{c}{kind}.html" for c in CHARTS for kind in ("", ".embed")}
        | {
            f"tables/rows/{name}/{number}.html"
            for name, resource in package.items()
            if resource["floor"] == "2_tables" and (pages_of_rows := row_pages(resource)) > 1
            for number in range(1, pages_of_rows + 1)
        }
        | {f"tables/sql/{n}.html" for n, r in package.items() if r["floor"] == "2_tables"}
        | {f"overdue/page/{number}.html" for number in range(1, overdue_pages(published) + 1)}
        | {f"releases/{DAY}/index.html"}
        | {f"bulletins/{bulletin_id}.html" for bulletin_id in published["bulletins"]}
        | {f"new/{month}.html" for month in _months_since_the_first_record()}
        | {f"penalties/month/{month}/1.html" for month in _months_of_penalties(published)}
    )
    assert set(pages) == {prefix + path for prefix in LANGUAGES for path in expected}


def _months_of_penalties(published) -> set[str]:
    ended = [w for w in published["withdrawals"].values() if w["dataset"] == "penalties"]
    counts = Counter(p["month"] for p in published["penalties"].values())
    counts += Counter(w["first_published_on"][:7] for w in ended)
    assert max(counts.values()) <= PER_LIST
    return set(counts)


def test_every_penalty_has_a_place_on_the_page_of_its_month(pages, published):
    for key, penalty in published["penalties"].items():
        for prefix in LANGUAGES:
            page = pages[f"{prefix}penalties/month/{penalty['month']}/1.html"]
            (place,) = page.xpath(f"//main//li[@id='{key}']")
            assert penalty["party_name"] in place.text_content()
            assert penalty["doc_no"] in place.text_content()


@pytest.mark.parametrize("folder", LISTS)
@pytest.mark.parametrize("prefix", LANGUAGES)
def test_lists_hold_fifty_exposures_a_page_numbered_from_the_oldest(pages, prefix, folder):
    wanted = defaultdict(list)
    for exposure in live_exposures().values():
        day = live_notices()[exposure["notice_id"]]["published_on"]
        for key in LISTS[folder](exposure):
            wanted[key].append((day, exposure["exposure_id"]))
    for key, exposures in wanted.items():
        oldest_first = [exposure_id for _, exposure_id in sorted(exposures)]
        for start in range(0, len(oldest_first), PER_LIST):
            expected, number = oldest_first[start : start + PER_LIST], start // PER_LIST + 1
            page = pages[f"{prefix}exposures/{folder.format(*key)}/{number}.html"]
            listed = [a.get("href") for a in classed(page, "unit", "main//a")]
            assert [Path(url).stem for url in listed] == expected[::-1], (key, number)


def _narrowing(tree: parser.HtmlElement, heading: str) -> list[str]:
    """Where the links under one heading of a list's ways to narrow it lead."""
    return tree.xpath(f"//*[@class='narrow']/details[summary='{heading}']//a/@href")


def _newest(pages, folder: str) -> str:
    return max((p for p in pages if re.fullmatch(rf"{folder}/\d+\.html", p)), key=_number)


def _number(path: str) -> int:
    return int(Path(path).stem)


def test_a_town_s_list_leads_to_every_sector_and_month_that_it_has_and_to_no_other(pages):
    for town in {e["town_code"] for e in live_exposures().values()}:
        own = [e for e in live_exposures().values() if e["town_code"] == town]
        path = _newest(pages, f"exposures/town/{town}")
        sectors = [target_of(path, url)[0] for url in _narrowing(pages[path], "按行业")]
        assert [Path(url).parent.as_posix() for url in sectors] == [
            f"exposures/town/{town}/sector/{sector}"
            for sector in sorted({e["sector_code"] for e in own})
        ]
        assert all(url == _newest(pages, str(Path(url).parent)) for url in sectors)
        months = [target_of(path, url)[1] for url in _narrowing(pages[path], "按公布月份")]
        assert months == [f"m-{m}" for m in sorted({_month(e) for e in own}, reverse=True)]


def test_a_sector_of_a_town_leads_to_every_month_that_it_has(pages):
    cells = defaultdict(set)
    for e in live_exposures().values():
        cells[e["town_code"], e["sector_code"]].add(_month(e))
    assert len(cells) == 125
    for (town, sector), wanted in cells.items():
        path = _newest(pages, f"exposures/town/{town}/sector/{sector}")
        months = [target_of(path, url)[1] for url in _narrowing(pages[path], "按公布月份")]
        assert months == [f"m-{m}" for m in sorted(wanted, reverse=True)]


def test_a_month_leads_into_the_list_of_each_town_and_sector_at_that_month(pages):
    for month in {_month(e) for e in live_exposures().values()}:
        own = [e for e in live_exposures().values() if _month(e) == month]
        path = _newest(pages, f"exposures/month/{month}")
        for heading, column in (("按街镇", "town_code"), ("按行业", "sector_code")):
            links = [target_of(path, url) for url in _narrowing(pages[path], heading)]
            assert [Path(p).parts[-2] for p, _ in links] == sorted({e[column] for e in own})
            assert {fragment for _, fragment in links} == {f"m-{month}"}
            for target, _ in links:
                head = pages[target].get_element_by_id(f"m-{month}")
                first = classed(head.getnext(), "unit", "a")[0].get("href")
                assert _month(live_exposures()[Path(first).stem]) == month


def test_what_narrows_a_list_stands_on_its_newest_page_alone(pages):
    town = max(Counter(e["town_code"] for e in live_exposures().values()).items(), key=_second)[0]
    older, newest = (pages[f"exposures/town/{town}/{number}.html"] for number in (1, 2))
    assert _narrowing(older, "按行业") == _narrowing(older, "按公布月份") == []
    assert _narrowing(newest, "按行业")


def test_breadcrumbs_lead_from_a_list_to_all_that_it_is_part_of(pages):
    cell = next(p for p in pages if re.match(r"exposures/town/\d+/sector/", p))
    town, sector = Path(cell).parts[2], Path(cell).parts[4]
    for path, wanted in {
        f"exposures/town/{town}/1.html": [f"towns/{town}.html"],
        f"exposures/sector/{sector}/1.html": [f"sectors/{sector}.html"],
        cell: [f"towns/{town}.html", f"sectors/{sector}.html"],
    }.items():
        crumbs = pages[path].xpath("//nav[@class='breadcrumbs']//a/@href")
        found = [target_of(path, url)[0] for url in crumbs]
        assert found == ["index.html", "exposures/index.html", *wanted], path


def test_the_pages_of_a_list_lead_to_the_newer_and_the_older_one(pages):
    town = max(Counter(e["town_code"] for e in live_exposures().values()).items(), key=_second)[0]
    first = pages[f"exposures/town/{town}/1.html"]
    second = pages[f"exposures/town/{town}/2.html"]
    assert [a.get("href") for a in pager(first, "prev")] == ["2.html"]
    assert pager(first, "next") == []
    assert [a.get("href") for a in pager(second, "next")] == ["1.html"]


def pager(tree: parser.HtmlElement, direction: str) -> list[parser.HtmlElement]:
    return tree.xpath(f"//nav[@class='pager']//a[@rel='{direction}']")


def _second(pair: tuple[str, int]) -> int:
    return pair[1]


# ---------- What every page has ----------


def test_every_page_but_the_one_that_tells_of_the_audit_can_be_kept_by_the_next_build(site, pages):
    remembered = json.loads((site / ".baoguangtai.memory").read_text("utf-8"))["pages"]
    assert pages.keys() - remembered.keys() == {"method.html", "en/method.html"}


def test_every_page_names_its_language(pages):
    wrong = {path: tree.get("lang") for path, tree in pages.items()}
    assert {p: tag for p, tag in wrong.items() if tag != language_of(p)} == {}


def test_every_page_has_a_title_of_its_own_and_one_main_heading(pages):
    for path, tree in pages.items():
        assert tree.findtext("head/title").strip(), path
        headings = tree.xpath("//main//h1")
        assert len(headings) == 1, path
        assert headings[0].text_content().strip(), path


def test_headings_never_skip_a_level(pages):
    for path, tree in pages.items():
        levels = [
            int(h.tag[1])
            for h in tree.xpath(
                "//main//*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5]"
            )
        ]
        steps = [after - before for before, after in itertools.pairwise(levels)]
        assert levels[0] == 1, path
        assert max(steps, default=0) <= 1, path


def test_every_page_says_in_both_languages_that_it_is_a_demonstration(pages):
    for path, tree in pages.items():
        notices = tree.xpath("//*[@class='demo-banner']/p")
        assert [n.text_content().strip() for n in notices] == list(DEMO.values()), path
        assert {inherited(n, "lang") for n in notices} == set(LANGUAGES.values()), path


def test_every_page_has_the_strict_content_security_policy(pages):
    for path, tree in pages.items():
        found = tree.xpath("/html/head/meta[@http-equiv='Content-Security-Policy']")
        assert len(found) == 1, path
        rules = (rule.split(maxsplit=1) for rule in found[0].get("content").split(";"))
        policy = dict(rules)
        if inner(path) == "sql.html" or re.fullmatch(r"tables/[a-z_]+\.html", inner(path)):
            # Where DuckDB may be started.
            policy["script-src"] = policy["script-src"].replace(" 'wasm-unsafe-eval'", "")
        assert {name: policy.get(name) for name in POLICY} == POLICY, path
        assert "unsafe-inline" not in found[0].get("content"), path
        assert "http" not in found[0].get("content"), path


def test_every_page_links_to_itself_in_the_other_language(pages):
    for path, tree in pages.items():
        switch = classed(tree, "lang-switch", "a")
        twin = inner(path) if path.startswith("en/") else f"en/{path}"
        assert [target_of(path, a.get("href"))[0] for a in switch] == [twin], path
        assert switch[0].get("hreflang") == language_of(twin), path
        assert switch[0].get("lang") == language_of(twin), path
        assert twin in pages


def test_every_page_names_its_one_address_and_its_other_languages(pages):
    for path, tree in pages.items():
        assert tree.xpath("/html/head/link[@rel='canonical']/@href") == [HOMEPAGE + path]
        alternates = tree.xpath("/html/head/link[@rel='alternate'][@hreflang]")
        assert {a.get("hreflang"): a.get("href") for a in alternates} == {
            "zh-Hans": HOMEPAGE + inner(path),
            "en-GB": f"{HOMEPAGE}en/{inner(path)}",
            "x-default": HOMEPAGE + inner(path),
        }


def test_every_page_works_on_a_phone_and_in_the_dark(pages):
    for path, tree in pages.items():
        meta = {m.get("name"): m.get("content") for m in tree.xpath("/html/head/meta[@name]")}
        assert meta["viewport"] == "width=device-width, initial-scale=1", path
        assert meta["color-scheme"] == "light dark", path


def test_ids_are_unique_in_every_page(pages):
    for path, tree in pages.items():
        twice = [i for i, count in Counter(tree.xpath("//@id")).items() if count > 1]
        assert twice == [], path


def test_what_names_an_element_by_its_id_names_one_that_is_there(pages):
    for path, tree in pages.items():
        ids = set(tree.xpath("//@id"))
        for name in ("aria-labelledby", "aria-describedby", "aria-controls", "for", "headers"):
            for value in tree.xpath(f"//@{name}"):
                assert set(value.split()) <= ids, (path, name, value)


def test_no_page_carries_script_style_or_event_attributes_of_its_own(pages):
    for path, tree in pages.items():
        inert = "@type = 'application/ld+json'"  # read by search engines, run by nobody
        assert tree.xpath(f"//script[not(@src or {inert})]") == [], path
        assert tree.xpath("//style | //iframe | //object | //embed") == [], path
        names = {name for element in tree.iter("*") for name in element.keys()}  # noqa: SIM118
        assert {name for name in names if name == "style" or name.startswith("on")} == set(), path
        assert [url for url in tree.xpath("//@href") if url.lower().startswith("javascript")] == []


def test_tables_have_captions_and_headed_columns_and_rows(pages):
    for path, tree in pages.items():
        for table in tree.iter("table"):
            assert table.findtext("caption").strip(), path
            assert all(th.get("scope") for th in table.iter("th")), path
            if table.findall("tbody/tr"):
                assert all(row.find("th") is not None for row in table.findall("tbody/tr")), path


# ---------- Links ----------


def target_of(path: str, url: str) -> tuple[str, str]:
    """The file and the fragment that a relative link on a page leads to."""
    address, fragment = urldefrag(url)
    if not address:
        return path, unquote(fragment)
    steps: list[str] = path.split("/")[:-1]
    for step in unquote(address.partition("?")[0]).split("/"):
        if step == "..":
            assert steps, f"{path}: {url} leaves the site"
            steps.pop()
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps), unquote(fragment)


def broken_links(site: Path, pages: dict[str, parser.HtmlElement]) -> list[tuple[str, str]]:
    """The page and the address of each link to a file or a place that is not there."""
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    ids = {path: set(tree.xpath("//@id")) for path, tree in pages.items()}
    broken = set()
    for path, tree in pages.items():
        for url in tree.xpath("//@href | //@src"):
            if urlsplit(url).scheme:
                continue
            file, fragment = target_of(path, url)
            is_question = file.endswith("sql.html") and fragment.startswith("q=")
            if file not in files or (
                fragment and not is_question and fragment not in ids.get(file, set())
            ):
                broken.add((path, url))
    return sorted(broken)


def test_no_link_and_no_fragment_is_broken(site, pages):
    assert broken_links(site, pages) == []


def test_no_link_starts_at_the_root_of_a_host(pages):
    rooted = {(p, u) for p, t in pages.items() for u in t.xpath("//@href | //@src") if u[:1] == "/"}
    assert rooted == set()


def test_every_page_can_be_reached_from_the_home_page_by_links(pages):
    links = {
        path: {target_of(path, a.get("href"))[0] for a in tree.iter("a") if _is_local(a)}
        for path, tree in pages.items()
    }
    reached, waiting = set(), {"index.html"}
    while waiting:
        reached |= waiting
        waiting = {u for path in waiting for u in links[path] if u in pages} - reached
    ended = {f"exposures/{e['exposure_id']}.html" for e in ended_exposures()}
    assert {p for p in set(pages) - reached if inner(p) not in ended} == set()


def _is_local(link: parser.HtmlElement) -> bool:
    return bool(link.get("href")) and not urlsplit(link.get("href")).scheme


def test_nothing_is_loaded_from_another_host(pages):
    """Only plain links lead elsewhere, and each says so and tells the other host nothing."""
    for path, tree in pages.items():
        for element in tree.xpath("//*[@href or @src or @srcset or @data or @poster]"):
            urls = [element.get(name) for name in ("href", "src", "srcset", "data", "poster")]
            for url in filter(None, urls):
                if element.get("rel") in ("canonical", "alternate") and url.startswith(HOMEPAGE):
                    continue  # an address to know, which no browser loads
                if urlsplit(url).scheme or url.startswith("//"):
                    assert element.tag == "a", (path, url)
                    assert urlsplit(url).scheme in ("http", "https", "mailto"), (path, url)
                    if element.getparent().tag != "li" or "external" in element.get("rel", ""):
                        assert {"external", "noopener", "noreferrer"} <= set(
                            element.get("rel", "").split()
                        ), (path, url)


def test_the_style_sheet_asks_for_nothing(site):
    for path in (site / "assets").rglob("*.css"):
        assert re.findall(r"url\(|@import", path.read_text("utf-8")) == []


# ---------- Figures ----------


def figures(tree: parser.HtmlElement) -> Iterator[tuple[str, str, str, str, str]]:
    """(table, key, column, value, text) of every figure on a page.

    What is around a figure may name its table, its key and its column for it.
    """
    for figure in tree.xpath("//*[@data-column and not(self::th or self::tr)]"):
        yield figure_of(figure, inherited(figure, "data-column"))
    for figure in tree.xpath("//td[@data-key][ancestor::tr[@data-column]][not(*)]"):
        yield figure_of(figure, inherited(figure, "data-column"))
    for row in tree.xpath("//table[thead//th/@data-column]/tbody/tr[@data-key]"):
        for cell, head in zip(row, row.xpath("../../thead/tr/th"), strict=True):
            if head.get("data-column") and cell.text != "–":
                yield figure_of(cell, head.get("data-column"))


def figure_of(element: parser.HtmlElement, column: str) -> tuple[str, str, str, str, str]:
    text = element.text_content().strip()
    value = element.get("value")
    place = inherited(element, "data-table"), inherited(element, "data-key"), column
    return (*place, value or text.replace(",", "").removesuffix("%"), text)


def test_every_figure_is_the_published_cell_that_it_names(pages, published):
    checked = 0
    for path, tree in pages.items():
        for table, key, column, value, _ in figures(tree):
            assert table in published, (path, table)
            assert key in published[table], (path, table, key)
            assert published[table][key].get(column) == value, (path, table, key, column)
            checked += 1
    assert checked > 4_000


def test_a_figure_shows_the_value_that_it_carries(pages):
    for path, tree in pages.items():
        for table, key, column, value, text in figures(tree):
            number = Decimal(value)
            places = max(0, -int(number.as_tuple().exponent))
            assert text.removesuffix("%") == f"{number:,.{places}f}", (path, table, key, column)


def test_a_figure_links_to_its_row(pages):
    """The numbers of a drawing stand once more in the table beside it, and lead on from there."""
    for path, tree in pages.items():
        for scope in tree.xpath("//*[@data-table][not(ancestor-or-self::svg)]"):
            if "count" not in scope.get("class", ""):
                assert leads_to_its_source(path, scope), (path, dict(scope.attrib))


def leads_to_its_source(path: str, scope: parser.HtmlElement) -> bool:
    """Whether a link in it goes to the row, or if it has several to a row, of its own table."""
    language = "en/" if path.startswith("en/") else ""
    own = re.compile(rf"{language}tables/(rows/)?{scope.get('data-table')}(/\d+)?\.html")
    targets = [target_of(path, link.get("href")) for link in scope.iter("a")]
    wanted = f"k-{scope.get('data-key', '')}"
    return any(own.fullmatch(file) and row.startswith(wanted) for file, row in targets)


def test_both_languages_show_the_same_figures(pages):
    for path, tree in pages.items():
        if not path.startswith("en/"):
            assert list(figures(tree)) == list(figures(pages[f"en/{path}"])), path


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("exposures", "383"),
        ("notices", "58"),
        ("withdrawn_records", "20"),
        ("rectified_rate_percent", "76.4"),
    ],
)
def test_the_headline_of_the_demonstration(published, column, value):
    assert published["headline"][DAY][column] == value


# ---------- Two languages ----------


def test_english_pages_hold_no_chinese_that_is_not_marked_as_chinese(pages):
    """A sentence may quote a Chinese term of up to four characters; SQL is quoted whole."""
    found = defaultdict(set)
    for path, tree in pages.items():
        for element, text in spoken(tree) if path.startswith("en/") else ():
            words = set(re.findall(f"[{HAN}]{{5,}}", text)) - QUOTED
            if words and not is_quoted(element) and not is_in(element, "zh"):
                found[path] |= words
    assert dict(found) == {}


def test_chinese_pages_hold_no_english_words_of_the_interface(pages):
    allowed = re.compile("|".join(sorted(map(re.escape, LATIN), key=len, reverse=True)))
    codes = re.compile(r"https?://\S+|\b[0-9A-Z][0-9A-Z./-]*\b")
    found = defaultdict(set)
    for path, tree in pages.items():
        for element, text in spoken(tree) if not path.startswith("en/") else ():
            words = set(re.findall("[A-Za-z]{2,}", codes.sub(" ", allowed.sub(" ", text))))
            if words and not (is_quoted(element) or is_in(element, "en") or is_data(element, path)):
                found[path] |= words
    assert dict(found) == {}


def is_in(element: parser.HtmlElement, language: str) -> bool:
    return inherited(element, "lang").startswith(language)


def is_quoted(element: parser.HtmlElement) -> bool:
    """Code, also to be edited, and the title of a page, which can only have one language."""
    return bool(
        {"code", "pre", "textarea", "title"} & {e.tag for e in (element, *element.iterancestors())}
    )


def is_data(element: parser.HtmlElement, path: str) -> bool:
    """The cells of published data, shown as they are."""
    inside = any(e.tag == "tbody" for e in element.iterancestors())
    return inside and path.startswith(("data/", "tables/"))


def test_chinese_words_of_the_interface_do_not_stand_on_english_pages(pages):
    """The navigation of the two languages has nothing in common but the language switch."""
    chinese, english = (
        {a.text_content().strip() for a in pages[path].xpath("//nav//a | //footer//a")}
        for path in ("index.html", "en/index.html")
    )
    assert chinese & english == set()
    assert len(chinese) == len(english)


# ---------- What may not be known ----------


def _allowed(column: str) -> str:
    """All that the live records say in a column, and the names in penalties still published."""
    rows = [e for e in live_exposures().values() if not (is_masked(e) or is_person(e))]
    return "\n".join(row[column] for row in rows)


@pytest.fixture(scope="module")
def live_penalties(published) -> list[dict[str, str]]:
    return [p for p in source("penalties") if p["penalty_id"] in published["penalties"]]


def _secrets(exposures: list[dict[str, str]], penalties: list[dict[str, str]]) -> set[str]:
    """Names, codes and addresses of exposures, but for those that a live record tells as well."""
    names = _allowed("unit_name") + "\n".join(p["party_name"] for p in penalties)
    codes = _allowed("uscc") + "\n".join(p["uscc"] for p in penalties)
    addresses = _allowed("address")
    firms = [e for e in exposures if not is_person(e)]
    return (
        {e["unit_name"] for e in firms if e["unit_name"] not in names}
        | {e["uscc"] for e in firms if e["uscc"] not in codes}
        | {e["address"] for e in exposures if e["address"] not in addresses}
    ) - {""}


def test_withdrawn_and_expired_exposures_are_known_to_the_test():
    assert len(source("exposures")) == 409
    assert len(ended_exposures()) == 26
    assert [n["notice_id"] for n in ended_notices()] == ["DEMO-N-014", "DEMO-N-034"]


def test_no_file_names_a_withdrawn_or_expired_exposure(everything, live_penalties):
    secrets = _secrets(ended_exposures(), live_penalties)
    assert len(secrets) > 50
    assert found_in(everything, secrets) == {}


def test_no_file_tells_what_was_found_in_a_withdrawn_or_expired_exposure(everything):
    ended = {e["exposure_id"] for e in ended_exposures()}
    items = source("rectifications")
    told = "\n".join(
        [i["finding"] for i in items if i["exposure_id"] not in ended]
        + [e["summary"] for e in live_exposures().values()]
        + [p["violation"] for p in source("penalties")]
    )
    secrets = {i["finding"] for i in items if i["exposure_id"] in ended}
    secrets |= {e["summary"] for e in ended_exposures()}
    secrets = {text for text in secrets if text not in told}
    assert len(secrets) > 50
    assert found_in(everything, secrets) == {}


def test_no_file_tells_a_withdrawn_item(everything):
    items = source("rectifications")
    told = "\n".join(i["finding"] for i in items if i["rectification_status_code"] != "S11")
    withdrawn = {i["finding"] for i in items if i["rectification_status_code"] == "S11"}
    secrets = {finding for finding in withdrawn if finding not in told}
    assert len(secrets) > 3
    assert found_in(everything, secrets) == {}


def test_no_file_holds_the_title_number_or_source_of_a_withdrawn_notice(everything):
    told = "\n".join(n["title"] + n["doc_no"] + n["source_url"] for n in live_notices().values())
    secrets = {n[c] for n in ended_notices() for c in ("title", "doc_no", "source_url")} - {""}
    secrets = {text for text in secrets if text not in told}
    assert len(secrets) >= 4
    assert found_in(everything, secrets) == {}


def test_no_file_holds_a_penalty_that_has_ended(everything, published):
    live = published["penalties"]
    ended = [p for p in source("penalties") if p["penalty_id"] not in live]
    over = [
        p
        for p in source("penalties")
        if _has_come(p["withdrawn_on"]) or ("0" < p["publish_until_on"] < DAY)
    ]
    assert {p["penalty_id"] for p in over} <= {p["penalty_id"] for p in ended}
    told = "\n".join(
        [p["doc_no"] + p["violation"] + p["party_name"] for p in live.values()]
        + [i["finding"] for i in source("rectifications")]
        + [e["unit_name"] for e in live_exposures().values()]
        + [e["summary"] for e in live_exposures().values()]
    )
    secrets = {p[c] for p in ended for c in ("doc_no", "violation")}
    secrets |= {p["party_name"] for p in ended if not is_person(p)}
    secrets = {text for text in secrets if text not in told}
    assert len(secrets) > 50
    assert found_in(everything, secrets) == {}


def test_no_file_names_a_unit_of_a_masked_notice(everything, live_penalties):
    masked = [e for e in live_exposures().values() if is_masked(e)]
    assert len(masked) == 15
    secrets = _secrets(masked, live_penalties)
    assert len(secrets) > 20
    assert found_in(everything, secrets) == {}


def test_closed_fields_are_in_no_file(everything):
    described = json.loads((ROOT / "datasets" / "datapackage.json").read_text("utf-8"))
    closed = {
        (resource["path"].removesuffix(".csv"), field["name"], field["type"])
        for resource in described["resources"]
        for field in resource["schema"]["fields"]
        if field["privacy"] == "closed"
    }
    names = {name for _, name, _ in closed}
    assert names >= {"disclosure_reviewed_on", "disclosure_reviewer_role"}
    texts = {row[name] for file, name, kind in closed if kind == "string" for row in source(file)}
    assert "信息公开审查岗" in texts
    assert found_in(everything, (names | texts) - {""}) == {}


def test_natural_persons_are_known_by_the_first_character_of_their_name_only(published):
    persons = [
        (row.get("unit_name") or row.get("party_name"), row["uscc"], row.get("address", ""))
        for dataset in ("exposures", "penalties")
        for row in published[dataset].values()
        if is_person(row)
    ]
    assert len(persons) == 25
    for name, code, address in persons:
        assert re.fullmatch(f"[{HAN}]某某", name)
        assert (code, address) == ("", "")


def test_the_page_of_a_natural_person_gives_neither_code_nor_address(pages):
    person = next(e for e in live_exposures().values() if is_person(e) and not is_masked(e))
    page = pages[f"exposures/{person['exposure_id']}.html"]
    assert page.findtext(".//h1") == person["unit_name"][0] + "某某"
    facts = {
        d.findtext("dt"): d.findtext("dd")
        for d in page.xpath("//*[@id='facts']/following-sibling::dl[1]/div")
    }
    assert facts["统一社会信用代码"] == "未公布"
    assert facts["地址"] == "未公布"


def test_every_unit_has_an_invented_name(published):
    names = {e["unit_name"] for e in published["exposures"].values()}
    names |= {p["party_name"] for p in published["penalties"].values()}
    assert {n for n in names if not re.match(f"示例|某|[{HAN}]某某$", n)} == set()


def test_the_places_of_the_campaign_s_real_cases_do_not_occur(everything):
    assert found_in(everything, {"华伦", "西虹桥"}) == {}


def test_no_known_problem_tells_of_a_record_that_has_ended(published):
    ended = {e["exposure_id"] for e in ended_exposures()}
    ended |= {n["notice_id"] for n in ended_notices()}
    ended |= {p["penalty_id"] for p in source("penalties")} - set(published["penalties"])
    problems = published["known_problems"].values()
    assert [p for p in problems if p["record_key"] in ended] == []


# ---------- Tombstones ----------


def _endings() -> Iterator[tuple[str, str, str, str]]:
    """(page, first day, last word, reason) of every record that has ended."""
    notices = {n["notice_id"]: n for n in source("notices")}
    for notice in ended_notices():
        page = f"notices/{notice['notice_id']}.html"
        yield page, notice["published_on"], notice["withdrawn_on"], notice["withdrawal_reason"]
    for exposure in ended_exposures():
        notice = notices[exposure["notice_id"]]
        endings = [
            (exposure["withdrawn_on"], exposure["withdrawal_reason"]),
            (notice["withdrawn_on"], notice["withdrawal_reason"]),
            (_day_after(exposure["publish_until_on"]), ""),
        ]
        day, reason = min(ending for ending in endings if ending[0])
        yield (
            f"exposures/{exposure['exposure_id']}.html",
            exposure["first_published_on"],
            day,
            reason,
        )


def _day_after(day: str) -> str:
    return day and (date.fromisoformat(day) + timedelta(1)).isoformat()


def test_a_record_that_has_ended_leaves_its_number_its_dates_and_the_reason(pages):
    endings = list(_endings())
    assert len(endings) == 28
    for prefix in LANGUAGES:
        for path, first, last, reason in endings:
            tree = pages[prefix + path]
            (stone,) = classed(tree, "tombstone", "main/*")
            assert len(tree.find(".//main")) == 1, path
            facts = [d.findtext("dd") or d.find("dd").text_content() for d in stone.iter("div")]
            assert facts[0] == Path(path).stem
            assert [t.get("datetime") for t in stone.iter("time")] == [first, last], path
            shown = [d.find("dd").text_content() for d in classed(stone, "wide", "div")]
            assert shown == ([reason] if reason else []), path
            assert stone.xpath(".//data | .//svg | .//table | .//a") == [], path


def test_an_ended_record_is_told_as_withdrawn_or_as_expired(pages):
    def heading(path: str) -> str:
        return pages[path].findtext(".//h1")

    assert heading("exposures/DEMO-E-0040.html") == "本条已撤下"
    assert heading("exposures/DEMO-E-0083.html") == "本条已撤下"
    assert heading("exposures/DEMO-E-0005.html") == "本条公示期已满"
    assert heading("notices/DEMO-N-014.html") == "本条已撤下"


def test_only_records_that_have_ended_are_tombstones(pages):
    stones = {inner(path) for path, tree in pages.items() if classed(tree, "tombstone")}
    assert stones == {path for path, *_ in _endings()}


# ---------- The page of an exposure ----------


def test_the_timeline_of_every_hazard_is_in_the_order_of_its_dates(pages):
    wrong = {}
    for path, tree in pages.items():
        for timeline in classed(tree, "timeline", "ol"):
            days = [t.get("datetime") for t in timeline.findall("li/time")]
            if days != sorted(days):
                wrong[path] = days
    assert wrong == {}


def test_an_exposure_page_lists_each_of_its_hazards_once(pages, published):
    items = defaultdict(list)
    for item in published["rectifications"].values():
        items[item["exposure_id"]].append(item["item_id"])
    for exposure_id in live_exposures():
        tree = pages[f"exposures/{exposure_id}.html"]
        assert [h.get("id") for h in classed(tree, "hazard", "article")] == items[exposure_id]


# ---------- A register with little in it ----------


def changed(project, name, change):
    """The rows of a dataset as a function makes them, without those that it gives up; returned."""
    path = project / "datasets" / f"{name}.csv"
    rows = read_rows(path)
    kept = [row for row in map(change, rows) if row]
    put_rows(path, rows[0], kept)
    return kept


def of_one_notice(tmp_path, **withdrawn):
    """One notice, all put right, and no penalties nor returns yet; or all of it `withdrawn`."""
    project = bare(tmp_path / "project")

    def of_it(row):
        told = {name: cell for name, cell in withdrawn.items() if name in row}
        return {**row, **told} if row["notice_id"] == "DEMO-N-001" else None

    changed(project, "notices", of_it)
    cases = {row["exposure_id"] for row in changed(project, "exposures", of_it)}
    changed(project, "rectifications", lambda row: row["exposure_id"] in cases and row)
    for name in ("penalties", "nil_returns", "inspections", "report_returns"):
        changed(project, name, lambda row: None)
    return build(project.parent / "site", "2024-12-31", project, "--first", "--jobs", "1")


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """A register that begins."""
    return of_one_notice(tmp_path_factory.mktemp("first"))


@pytest.fixture(scope="module")
def gone(tmp_path_factory):
    """A register in which everything was withdrawn."""
    return of_one_notice(
        tmp_path_factory.mktemp("gone"), withdrawn_on="2024-12-24", withdrawal_reason="依据不足。",
        withdrawal_basis="参照《行政处罚法》第四十八条",
    )  # fmt: skip


@pytest.mark.parametrize("register", ["first", "gone"])
def test_a_register_with_little_in_it_says_where_there_is_nothing(request, register):
    site = request.getfixturevalue(register)
    by_script = {"explore.html", "search.html"}  # which say so themselves
    empty = re.compile(r"<(ul|ol|tbody|dl)\b[^>]*>\s*</\1>")
    assert [
        (page.relative_to(site).as_posix(), found[0])
        for page in sorted(site.rglob("*.html"))
        if page.name not in by_script
        for found in empty.finditer(page.read_text("utf-8"))
    ] == []


@pytest.mark.parametrize("register", ["first", "gone"])
def test_a_register_with_little_in_it_has_no_broken_link(request, register):
    site = request.getfixturevalue(register)
    assert broken_links(site, pages_of(site)) == []


@pytest.mark.parametrize(
    ("register", "page", "said"),
    [
        ("first", "index.html", ["目前没有逾期未改的隐患。"]),
        ("first", "en/index.html", ["No hazard is overdue at present."]),
        ("first", "penalties.html", ["最近公布", "目前没有。"]),
        ("first", "en/penalties.html", ["Latest", "None at present."]),
        ("first", "tables/repeat_units.html", ["多次曝光的单位", "目前没有。"]),
        ("first", "en/data/inspections.html", ["None at present."]),
        ("gone", "index.html", ["目前公开 0 起曝光案例", "目前没有。", "目前没有逾期未改的隐患。"]),
        ("gone", "exposures/index.html", ["目前没有。"]),
        ("gone", "compare/months.html", ["目前没有。"]),
        ("gone", "en/compare/winters.html", ["None at present."]),
    ],
)
def test_the_words_for_nothing(request, register, page, said):
    path = request.getfixturevalue(register) / page
    told = " ".join(parser.fromstring(path.read_bytes()).find(".//main").text_content().split())
    assert [words for words in said if words not in told] == []


@pytest.mark.parametrize("register", ["first", "gone"])
@pytest.mark.parametrize("page", ["index.html", "en/index.html"])
def test_no_note_tells_of_a_number_that_there_is_not(request, register, page):
    path = request.getfixturevalue(register) / page
    notes = parser.fromstring(path.read_bytes()).find_class("note")
    assert len(notes) > 3
    assert [note.text for note in notes if "–" in note.text_content()] == []
