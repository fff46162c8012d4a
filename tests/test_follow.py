"""What can be followed: feeds, calendars, what is new, bulletins, and how the site is found."""

from __future__ import annotations

import re
import shutil
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from statistics import median_low
from typing import Any

import duckdb
import feedparser
import pytest
from folders import describe, write
from icalendar import Calendar
from lxml import etree
from lxml import html as parser
from site_fixture import DAY, ROOT, read_rows

HOMEPAGE = "https://example.org/baoguangtai/"
LANGUAGES = {"": "zh-Hans", "en/": "en-GB"}
MARKS = {"": "【演示】", "en/": "[Demo] "}
ATOM = "{http://www.w3.org/2005/Atom}"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT00:00:00\+08:00")
TAG = re.compile(r"tag:example\.org,2026-11-20:/baoguangtai/[A-Za-z0-9/-]+")
FIXED = ("on_time", "late")


@pytest.fixture(scope="module")
def table(site: Path) -> Any:
    """The rows of a published table, by its name."""
    return cache(lambda name: read_rows(site / "data" / f"{name}.csv"))


def page(site: Path, path: str) -> parser.HtmlElement:
    return parser.fromstring((site / path).read_bytes())


def local(site: Path, address: str) -> Path:
    """The file that an address of the site leads to."""
    assert address.startswith(HOMEPAGE), address
    return site / address.removeprefix(HOMEPAGE).partition("#")[0]


def day_of(moment: str) -> str:
    assert MOMENT.fullmatch(moment), moment
    return moment[:10]


# ---------- Feeds ----------


@pytest.fixture(scope="module")
def feeds(site: Path) -> dict[str, etree._Element]:
    """Every feed by its path."""
    found = [*site.glob("feeds/*.xml"), *site.glob("en/feeds/*.xml")]
    return {p.relative_to(site).as_posix(): etree.parse(p).getroot() for p in sorted(found)}


def prefix_of(path: str) -> str:
    return "en/" if path.startswith("en/") else ""


def entries(feed: etree._Element) -> list[etree._Element]:
    return feed.findall(f"{ATOM}entry")


def ids(feed: etree._Element) -> list[str]:
    return [entry.findtext(f"{ATOM}id").rpartition("/")[2] for entry in entries(feed)]


def test_there_is_a_feed_for_all_for_each_town_and_sector_for_endings_and_for_bulletins(
    feeds, table
):
    names = {"exposures", "withdrawals", "bulletins", "corrections"}
    names |= {f"town-{t['town_code']}" for t in table("towns")}
    names |= {f"sector-{s['sector_code']}" for s in table("sectors")}
    assert set(feeds) == {f"{prefix}feeds/{name}.xml" for prefix in LANGUAGES for name in names}


def test_every_feed_has_what_the_standard_asks_for(feeds):
    """RFC 4287: one id, title and updated each, an author, a link to itself and to its page."""
    for path, feed in feeds.items():
        assert feed.tag == f"{ATOM}feed"
        assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == LANGUAGES[prefix_of(path)]
        for name in ("id", "title", "updated", "subtitle", "generator", "icon"):
            assert len(feed.findall(ATOM + name)) == 1, (path, name)
        assert feed.findtext(f"{ATOM}author/{ATOM}name").strip(), path
        [itself] = feed.findall(f"{ATOM}link[@rel='self']")
        assert itself.get("href") == HOMEPAGE + path
        assert feed.findtext(f"{ATOM}title").startswith(MARKS[prefix_of(path)])


def test_a_reader_of_feeds_finds_nothing_wrong_and_every_entry(feeds, site):
    for path, feed in feeds.items():
        read = feedparser.parse((site / path).read_bytes())
        assert (read.bozo, read.version, read.encoding) == (False, "atom10", "utf-8"), path
        assert read.feed.title == feed.findtext(f"{ATOM}title")
        assert [e.id.rpartition("/")[2] for e in read.entries] == ids(feed)
        for entry, told in zip(read.entries, entries(feed), strict=True):
            assert entry.title == told.findtext(f"{ATOM}title") and entry.link.startswith(HOMEPAGE)
            at = datetime.fromisoformat(told.findtext(f"{ATOM}updated"))
            assert entry.updated_parsed[:6] == at.utctimetuple()[:6]


def test_every_entry_has_what_the_standard_asks_for(feeds):
    for path, feed in feeds.items():
        for entry in entries(feed):
            for name in ("id", "title", "updated", "published", "summary"):
                assert len(entry.findall(ATOM + name)) == 1, (path, name)
                assert entry.findtext(ATOM + name).strip(), (path, name)
            assert entry.find(f"{ATOM}summary").get("type") == "text"
            assert entry.findtext(f"{ATOM}title").startswith(MARKS[prefix_of(path)])
            assert entry.find(f"{ATOM}category").get("term"), path
            links = entry.findall(f"{ATOM}link[@rel='alternate']")
            assert [link.get("hreflang") for link in links] == [*LANGUAGES.values()]


def test_every_address_in_a_feed_is_whole_and_leads_to_a_file(feeds, site):
    for path, feed in feeds.items():
        for link in feed.iter(f"{ATOM}link"):
            if link.get("rel") != "license":
                assert local(site, link.get("href")).is_file(), (path, link.get("href"))
        assert local(site, feed.findtext(f"{ATOM}icon")).is_file()


def test_ids_are_permanent_uris_of_which_no_feed_holds_one_twice(feeds):
    for path, feed in feeds.items():
        found = [e.text for e in feed.iter(f"{ATOM}id")]
        assert [i for i in found if not TAG.fullmatch(i)] == [], path
        assert [i for i, count in Counter(found).items() if count > 1] == [], path


def test_an_exposure_is_the_same_entry_in_every_feed_of_a_language(feeds):
    told = defaultdict(set)
    for feed in feeds.values():
        for entry in entries(feed):
            told[entry.findtext(f"{ATOM}id")].add(etree.tostring(entry).strip())
    assert [i for i, versions in told.items() if len(versions) > 1] == []
    assert "tag:example.org,2026-11-20:/baoguangtai/exposures/DEMO-E-0409" in told
    assert "tag:example.org,2026-11-20:/baoguangtai/en/exposures/DEMO-E-0409" in told


def test_entries_stand_newest_first_and_the_feed_is_as_new_as_the_newest_change(feeds):
    for path, feed in feeds.items():
        published = [day_of(e.findtext(f"{ATOM}published")) for e in entries(feed)]
        updated = [day_of(e.findtext(f"{ATOM}updated")) for e in entries(feed)]
        assert published == sorted(published, reverse=True), path
        assert all(p <= u <= DAY for p, u in zip(published, updated, strict=True)), path
        newest = max(updated, default="2026-11-20")  # without entries: `created` of the description
        assert day_of(feed.findtext(f"{ATOM}updated")) == newest, path


def latest(rows: list[dict[str, str]], key: str, day: str) -> list[str]:
    """The keys of the fifty latest rows, and of all others of the day of the fiftieth."""
    days = sorted((row[day] for row in rows), reverse=True)
    oldest = days[:50][-1] if days else ""
    return sorted(row[key] for row in rows if row[day] >= oldest)


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_a_feed_holds_the_fifty_first_published_last_and_never_half_a_day(feeds, table, prefix):
    rows = table("exposures")
    wanted = {"exposures": rows}
    for row in rows:
        wanted.setdefault(f"town-{row['town_code']}", []).append(row)
        wanted.setdefault(f"sector-{row['sector_code']}", []).append(row)
    for name, own in wanted.items():
        found = ids(feeds[f"{prefix}feeds/{name}.xml"])
        assert sorted(found) == latest(own, "exposure_id", "first_published_on"), name
    assert ids(feeds[f"{prefix}feeds/sector-T.xml"]) == []


def test_the_feed_of_endings_tells_what_ended_when_and_why(feeds, table):
    ended = {row["record_id"]: row for row in table("withdrawals")}
    for prefix in LANGUAGES:
        found = entries(feeds[f"{prefix}feeds/withdrawals.xml"])
        told = {e.findtext(f"{ATOM}id").split("/")[-2]: e for e in found}
        assert sorted(told) == latest([*ended.values()], "record_id", "ended_on")
        for record_id, entry in told.items():
            row = ended[record_id]
            assert day_of(entry.findtext(f"{ATOM}published")) == row["ended_on"]
            assert [c.get("term") for c in entry.findall(f"{ATOM}category")] == [
                row["ending"],
                row["dataset"],
            ]
            assert row["reason"] in entry.findtext(f"{ATOM}summary")


def test_an_entry_tells_the_place_the_hazards_and_what_became_of_them(feeds):
    def summary(path: str, record: str) -> str:
        found = feeds[path].xpath(
            f"a:entry[contains(a:id, '{record}')]/a:summary", namespaces={"a": ATOM[1:-1]}
        )
        return found[0].text

    assert summary("feeds/exposures.xml", "DEMO-E-0408") == (
        "仓库。查出 2 项隐患，其中重大隐患 1 项：未经消防验收、消防设施器材标志。已整改 1 项。"
    )
    assert summary("en/feeds/exposures.xml", "DEMO-E-0408") == (
        "Warehouse. Found: 2 hazards, 1 of them major: Fire facilities and signs, "
        "No fire acceptance. Put right: 1."
    )


def test_the_feed_of_bulletins_holds_only_periods_that_have_ended(feeds, table):
    ended = [b["bulletin_id"] for b in table("bulletins") if b["is_complete"] == "true"]
    for prefix in LANGUAGES:
        assert ids(feeds[f"{prefix}feeds/bulletins.xml"]) == ended[:60]


def test_pages_name_the_feeds_that_follow_them(site):
    def named(path: str) -> list[str]:
        tree = page(site, path)
        return tree.xpath("/html/head/link[@type='application/atom+xml']/@href")

    assert named("index.html") == ["./feeds/exposures.xml"]
    assert named("en/index.html") == ["./feeds/exposures.xml"]
    assert named("towns/310118109000.html") == [
        "../feeds/exposures.xml",
        "../feeds/town-310118109000.xml",
    ]
    assert named("en/sectors/C.html") == ["../feeds/exposures.xml", "../feeds/sector-C.xml"]
    assert named("bulletins/2026-W47.html") == ["../feeds/exposures.xml", "../feeds/bulletins.xml"]


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_one_page_lists_every_feed_and_every_calendar(site, prefix):
    links = set(page(site, f"{prefix}follow.html").xpath("//main//a/@href"))
    files = [*site.glob(f"{prefix}feeds/*.xml"), *site.glob(f"{prefix}calendars/*.ics")]
    assert len(files) == 35 + 12
    assert {f"./{p.relative_to(site / prefix).as_posix()}" for p in files} <= links


# ---------- Calendars ----------


@pytest.fixture(scope="module")
def calendars(site: Path) -> dict[str, bytes]:
    found = [*site.glob("calendars/*.ics"), *site.glob("en/calendars/*.ics")]
    return {p.relative_to(site).as_posix(): p.read_bytes() for p in sorted(found)}


@pytest.fixture(scope="module")
def open_items(table: Any) -> dict[str, dict[str, str]]:
    """The items that are still open and have a deadline, each with its exposure."""
    exposures = {e["exposure_id"]: e for e in table("exposures")}
    return {
        item["item_id"]: exposures[item["exposure_id"]] | item
        for item in table("rectifications")
        if item["is_closed"] == "false" and item["effective_due_on"]
    }


def test_there_is_a_calendar_for_the_district_and_for_each_town(calendars, table):
    names = {"deadlines", *(f"town-{t['town_code']}" for t in table("towns"))}
    assert set(calendars) == {f"{p}calendars/{name}.ics" for p in LANGUAGES for name in names}


def test_no_line_of_a_calendar_is_long_or_ends_otherwise_than_it_must(calendars):
    for path, data in calendars.items():
        *lines, last = data.split(b"\r\n")
        assert last == b"", path
        for line in lines:
            assert 0 < len(line) <= 75, (path, line)
            assert b"\n" not in line and b"\r" not in line, (path, line)
            line.decode()


def test_a_calendar_that_is_read_and_written_again_is_the_same(calendars):
    for path, data in calendars.items():
        read = Calendar.from_ical(data)
        again = Calendar.from_ical(read.to_ical())
        assert read.errors == [] and read == again, path
        assert [e.errors for e in read.walk() if e.errors] == [], path
        assert (read["VERSION"], read["PRODID"][:15]) == ("2.0", "-//Baoguangtai/"), path


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_every_open_deadline_is_a_whole_day_with_its_unit_and_its_status(
    calendars, open_items, table, site, prefix
):
    titles = {o["outcome_code"]: o[f"title_{prefix[:2] or 'zh'}"] for o in table("outcomes")}
    events = Calendar.from_ical(calendars[f"{prefix}calendars/deadlines.ics"]).walk("VEVENT")
    assert [e["UID"] for e in events] == [
        f"{i['item_id']}@example.org"
        for i in sorted(open_items.values(), key=lambda i: (i["effective_due_on"], i["item_id"]))
    ]
    for event in events:
        item = open_items[event["UID"].partition("@")[0]]
        due = date.fromisoformat(item["effective_due_on"])
        assert (event["DTSTART"].dt, event["DTEND"].dt) == (due, due + timedelta(1))
        assert event["DTSTAMP"].dt.date() <= date.fromisoformat(DAY)
        assert event["SUMMARY"].startswith(MARKS[prefix] + titles[item["outcome_code"]])
        assert item["unit_name"] in event["SUMMARY"]
        assert event["URL"].endswith(f"exposures/{item['exposure_id']}.html#{item['item_id']}")
        assert local(site, event["URL"]).is_file()


def test_the_calendars_of_the_towns_share_out_the_one_of_the_district(calendars, open_items):
    for prefix in LANGUAGES:
        whole = Calendar.from_ical(calendars[f"{prefix}calendars/deadlines.ics"]).walk("VEVENT")
        parts = []
        for path, data in calendars.items():
            town = re.fullmatch(rf"{prefix}calendars/town-(\d+)\.ics", path)
            events = Calendar.from_ical(data).walk("VEVENT") if town else []
            for event in events:
                assert open_items[event["UID"].partition("@")[0]]["town_code"] == town[1]
            parts += events
        assert {e["UID"]: e.to_ical() for e in parts} == {e["UID"]: e.to_ical() for e in whole}
        assert len(parts) == len(whole) == 291


def test_an_overdue_deadline_says_so_and_keeps_its_stamp_while_nothing_changes(calendars, table):
    overdue = {o["item_id"]: o for o in table("overdue_now")}
    events = Calendar.from_ical(calendars["calendars/deadlines.ics"]).walk("VEVENT")
    told = {e["UID"].partition("@")[0]: e for e in events if "逾期未改" in e["SUMMARY"]}
    assert set(told) == set(overdue)
    for item_id, event in told.items():
        fell = date.fromisoformat(overdue[item_id]["effective_due_on"]) + timedelta(1)
        assert fell <= event["DTSTAMP"].dt.date() < date.fromisoformat(DAY) + timedelta(1)
        assert "逾期未改" in event["DESCRIPTION"]


# ---------- What is new ----------


def news(tree: parser.HtmlElement) -> dict[str, list[str]]:
    """day → the records that a page lists under it, in its order."""
    return {
        section.get("data-day"): section.xpath(".//li/@data-record")
        for section in tree.xpath("//section[@class='news']")
    }


@pytest.fixture(scope="module")
def published_on(table: Any) -> dict[str, str]:
    """record → the day on which it came, or on which it went."""
    return (
        {e["exposure_id"]: e["first_published_on"] for e in table("exposures")}
        | {p["penalty_id"]: p["published_on"] for p in table("penalties")}
        | {w["record_id"]: w["ended_on"] for w in table("withdrawals")}
    )


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_every_record_stands_once_at_its_day_on_the_page_of_its_month(site, published_on, prefix):
    told = {}
    for path in site.glob(f"{prefix}new/2*.html"):
        for day, records in news(page(site, f"{prefix}new/{path.name}")).items():
            assert day[:7] == path.stem
            assert not set(records) & set(told)
            told |= dict.fromkeys(records, day)
    assert told == published_on


def test_the_page_of_what_is_new_shows_whole_days_until_sixty_records(site, published_on):
    days = news(page(site, "new/index.html"))
    assert list(days) == sorted(days, reverse=True)
    by_day = Counter(published_on.values())
    assert {day: len(records) for day, records in days.items()} == {d: by_day[d] for d in days}
    assert set(days) == {d for d in by_day if d >= min(days)}
    counts = [len(records) for records in days.values()]
    assert sum(counts) >= 60 > sum(counts[:-1])


def test_any_day_can_be_linked_to(site):
    for path in site.glob("new/2*.html"):
        tree = page(site, f"new/{path.name}")
        first = date.fromisoformat(f"{path.stem}-01")
        month = [d for n in range(31) if (d := first + timedelta(n)).month == first.month]
        anchors = set(tree.xpath("//@id[starts-with(., 'd-')]"))
        assert anchors == {f"d-{d}" for d in month if d.isoformat() <= DAY}
    tree = page(site, "new/2026-11.html")
    # On the 14th nothing came: what came since then begins with the 15th, further up.
    assert tree.xpath("//*[@id='d-2026-11-14']/ancestor::section/@data-day") == ["2026-11-15"]
    assert tree.xpath("//*[@id='d-2026-11-21']/ancestor::section") == []


def rows_of(site: Path, name: str, change: str) -> list[dict[str, Any]]:
    """The rows of a table, made again by its own SQL from the downloads and a change."""
    con = duckdb.connect()
    con.execute("create schema public; create schema tables; create schema catalog")
    con.execute(f"create table catalog.build as select date '{DAY}' as as_of")
    sql = ROOT / "pipeline" / "sql"
    for path in sorted((sql / "1_public").glob("*.sql")):
        file = site / "data" / f"{path.stem}.parquet"
        con.execute(f"create table public.{path.stem} as from read_parquet('{file}')")
    con.execute(change)
    text = (sql / "2_tables" / "follow_up_by_exposure.sql").read_text("utf-8")
    con.execute(f"create table tables.follow_up_by_exposure as {text}")
    rows = con.execute((sql / f"{name}.sql").read_text("utf-8"))
    names = [column[0] for column in rows.description]
    return [dict(zip(names, row, strict=True)) for row in rows.fetchall()]


LATE = """update public.exposures set first_published_on = '2026-11-22'
where exposure_id = 'DEMO-E-0012'"""


def test_an_exposure_published_late_comes_first_in_every_feed_it_belongs_to(site):
    feeds = {row["feed"]: row for row in rows_of(site, "4_pages/feeds", LATE)}
    [own] = [e for e in read_rows(site / "data/exposures.csv") if e["exposure_id"] == "DEMO-E-0012"]
    assert own["published_on"] < "2025-01-01"
    for name in ("exposures", f"town-{own['town_code']}", f"sector-{own['sector_code']}"):
        first = feeds[name]["entries"][0]
        assert first["exposure_id"] == "DEMO-E-0012"
        assert first["updated_on"] == date(2026, 11, 22)


def test_an_exposure_published_late_is_new_on_the_day_it_came(site):
    [month, *_] = rows_of(site, "4_pages/new", LATE)
    assert month["month"] == "2026-11"
    assert month["days"][0]["day_on"] == date(2026, 11, 22)
    assert [e["exposure_id"] for e in month["days"][0]["exposures"]] == ["DEMO-E-0012"]


ENDED = """
insert into public.withdrawals
select exposure_id, 'exposures', date '2026-11-23', 'expired', null, first_published_on, demo
from public.exposures where first_published_on < '2025-03-01';
delete from public.exposures where first_published_on < '2025-03-01';
delete from public.penalties where published_on < '2025-03-01';
"""


@pytest.mark.parametrize(
    ("name", "column", "first"),
    [
        ("4_pages/new", "month", "2024-11"),
        ("2_tables/bulletins", "bulletin_id", "2024-11"),
        ("2_tables/bulletins", "bulletin_id", "2024-W45"),
        ("2_tables/bulletins_by_town", "bulletin_id", "2024-11"),
    ],
)
def test_an_address_stays_when_all_that_it_told_of_has_ended(site, name, column, first):
    assert first in {row[column] for row in rows_of(site, name, ENDED)}


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_what_was_fixed_this_week_and_last_passed_its_recheck_then(site, table, prefix):
    wanted = {
        item["item_id"]: item
        for item in table("rectifications")
        if item["outcome_code"] in FIXED and "2026-11-16" <= item["rechecked_on"] <= DAY
    }
    assert {row["item_id"] for row in table("fixed_lately")} == set(wanted)
    tree = page(site, f"{prefix}fixed.html")
    heads = tree.xpath("//main//h2/@id")
    assert heads == ["2026-W48", "2026-W47"]
    units = tree.xpath("//a[@class='unit']/@href")
    assert sorted(Path(url).stem for url in units) == sorted(
        {i["exposure_id"] for i in wanted.values()}
    )
    late = tree.xpath("//data[@data-table='fixed_lately']/@data-key")
    assert set(late) == {i for i, row in wanted.items() if row["outcome_code"] == "late"}


def test_every_unit_exposed_more_than_once_is_there_with_each_of_its_exposures(site, table):
    cases = defaultdict(set)
    for row in table("exposures"):
        if row["uscc"]:
            cases[row["uscc"]].add(row["exposure_id"])
    tree = page(site, "repeat.html")
    told = {
        section.find("h2").get("id"): {
            Path(a).stem for a in section.xpath(".//a[@class='unit']/@href")
        }
        for section in tree.xpath("//main//section[h2]")
    }
    assert told == {uscc: own for uscc, own in cases.items() if len(own) > 1}


# ---------- Bulletins ----------


@pytest.fixture(scope="module")
def periods(table: Any) -> dict[str, dict[str, str]]:
    return {row["bulletin_id"]: row for row in table("bulletins")}


def days_between(first: str, last: str) -> list[date]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return [start + timedelta(n) for n in range((end - start).days + 1)]


def test_there_is_a_bulletin_for_every_week_and_month_since_the_first_publication(periods, table):
    first = min(e["first_published_on"] for e in table("exposures"))
    days = days_between(first, DAY)
    weeks = {"{}-W{:02}".format(*d.isocalendar()[:2]) for d in days}
    months = {d.isoformat()[:7] for d in days}
    assert set(periods) == weeks | months
    for bulletin_id, row in periods.items():
        assert row["period"] == ("week" if "W" in bulletin_id else "month")
        covered = days_between(row["from_on"], row["to_on"])
        if row["period"] == "week":
            assert (covered[0].isoweekday(), len(covered)) == (1, 7)
        else:
            assert covered[0].day == (covered[-1] + timedelta(1)).day == 1
    assert [i for i, row in periods.items() if row["is_complete"] == "false"] == [
        "2026-11",
        "2026-W48",
    ]


def test_every_number_of_a_bulletin_is_that_of_its_days(periods, table):
    """Counted again in plain Python from the published rows."""
    majors = {x["hazard_level_code"] for x in table("hazard_levels") if x["is_major"] == "true"}
    exposures = {e["exposure_id"]: e for e in table("exposures")}
    items = table("rectifications")
    for bulletin_id, row in periods.items():
        end = min(row["to_on"], DAY)

        def inside(day: str, start=row["from_on"], end=end) -> bool:
            return start <= day <= end

        found = [i for i in items if inside(exposures[i["exposure_id"]]["first_published_on"])]
        fixed = [i for i in items if i["outcome_code"] in FIXED and inside(i["rechecked_on"])]
        due = [
            i
            for i in items
            if i["outcome_code"] in (*FIXED, "overdue")
            and inside(i["effective_due_on"])
            and i["effective_due_on"] < DAY
        ]
        fell = {
            i["item_id"]: (date.fromisoformat(i["effective_due_on"]) + timedelta(1)).isoformat()
            for i in items
            if i["outcome_code"] in ("late", "overdue")
        }
        still = [
            i
            for i in items
            if fell.get(i["item_id"], "9") <= end
            and (i["outcome_code"] == "overdue" or i["rectified_on"] > end)
        ]
        counted = {
            "exposures": sum(inside(e["first_published_on"]) for e in exposures.values()),
            "notices": sum(inside(n["published_on"]) for n in table("notices")),
            "hazard_items": len(found),
            "major_hazard_items": sum(i["hazard_level_code"] in majors for i in found),
            "fixed_items": len(fixed),
            "fixed_late_items": sum(i["outcome_code"] == "late" for i in fixed),
            "median_days": median_low(int(i["rectify_days"]) for i in fixed) if fixed else "",
            "fell_overdue_items": sum(inside(day) for day in fell.values()),
            "overdue_items": len(still),
            "due_items": len(due),
            "due_met_items": sum(i["outcome_code"] == "on_time" for i in due),
            "penalties": sum(inside(p["published_on"]) for p in table("penalties")),
        }
        assert {name: row[name] for name in counted} == {
            name: str(value) for name, value in counted.items()
        }, bulletin_id


def test_the_current_periods_end_with_all_that_is_overdue_now(periods, table):
    assert periods["2026-11"]["overdue_items"] == table("headline")[0]["overdue_items"]
    assert periods["2026-W48"]["overdue_items"] == table("headline")[0]["overdue_items"]


def test_a_place_in_a_year_is_counted_among_a_year_of_periods_that_have_ended(periods):
    for period, length in (("week", 52), ("month", 12)):
        ended = [
            p for p in periods.values() if p["period"] == period and p["is_complete"] == "true"
        ]
        ended.sort(key=lambda p: p["from_on"])
        for place, row in enumerate(ended):
            year = ended[place - length + 1 : place + 1] if place >= length - 1 else []
            for name in ("hazard_items", "fixed_items", "fell_overdue_items"):
                more = sum(int(other[name]) > int(row[name]) for other in year)
                assert row[f"{name}_rank"] == (str(more + 1) if year else ""), row["bulletin_id"]
    assert {periods[i]["hazard_items_rank"] for i in ("2026-11", "2026-W48")} == {""}


def test_a_bulletin_is_compared_with_the_period_before_and_a_year_before_if_there_are_data(periods):
    before = {i: (row["previous_id"], row["year_before_id"]) for i, row in periods.items()}
    assert before["2026-W47"] == ("2026-W46", "2025-W47")
    assert before["2026-10"] == ("2026-09", "2025-10")
    assert before["2026-W01"] == ("2025-W52", "2025-W01")
    assert before["2025-10"] == ("2025-09", "")
    assert before["2024-W45"] == before["2024-11"] == ("", "")


def test_the_numbers_of_towns_in_a_month_add_up_to_those_of_the_month(periods, table):
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    names = ["exposures", "hazard_items", "major_hazard_items", "fixed_items", "fell_overdue_items"]
    for row in table("bulletins_by_town"):
        sums[row["bulletin_id"]].update({name: int(row[name]) for name in names})
    months = {i: p for i, p in periods.items() if p["period"] == "month"}
    assert {i: {n: str(c[n]) for n in names} for i, c in sums.items()} == {
        i: {n: p[n] for n in names} for i, p in months.items()
    }


def words(tree: parser.HtmlElement, path: str) -> list[str]:
    return [" ".join(e.text_content().split()) for e in tree.xpath(path)]


def test_a_bulletin_speaks_in_both_languages(site):
    chinese, english = (page(site, f"{prefix}bulletins/2026-W47.html") for prefix in LANGUAGES)
    assert words(chinese, "//h1") == ["2026年第47周简报"]
    assert words(english, "//h1") == ["Week 47 of 2026: bulletin"]
    assert words(chinese, "//p[@class='lede']") == [
        "公布 25 起曝光案例，列出 95 项隐患，其中重大隐患 9 项。"
        "11 项隐患复查合格，其中 4 项逾期后才改好。新逾期 12 项，期末逾期未改 85 项。"
    ]
    assert words(english, "//p[@class='lede']") == [
        "25 exposures published, listing 95 hazards, 9 of them major. 11 hazards passed the "
        "recheck, 4 of them put right late. Fallen overdue: 12; overdue at the end: 85."
    ]
    assert words(english, "//h2[@id='notable']/following-sibling::ul[1]/li") == [
        "Hazards published: 95, the second most of any week in a year.",
        "Hazards fallen overdue: 12, the third most of any week in a year.",
        "The town with the most hazards published was Huaxin Town, with 22.",
        "The type of hazard published most often was “Fire facilities and signs”, with 18.",
        "Major hazards published: 9, up from 5 the week before.",
        "Exposures published: 25, up from 14 the week before.",
        "Overdue at the end: 85, up from 10 in the same week of the year before.",
        "Hazards published: 95, up from 21 in the same week of the year before.",
    ]
    assert words(chinese, "//h2[@id='notable']/following-sibling::ul[1]/li")[4:6] == [
        "公布的重大隐患 9，多于上一周的 5。",
        "公布的案例 25，多于上一周的 14。",
    ]


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_a_period_that_has_not_ended_says_so_and_is_compared_with_none(site, periods, prefix):
    for bulletin_id, row in periods.items():
        tree = page(site, f"{prefix}bulletins/{bulletin_id}.html")
        warned = tree.xpath("//main//data[@data-column='days_covered']")
        others = set(tree.xpath("//h2[@id='figures']/..//td/@data-key")) - {bulletin_id}
        if row["is_complete"] == "true":
            assert warned == [], bulletin_id
            assert others == {row["previous_id"], row["year_before_id"]} - {""}, bulletin_id
        else:
            assert [d.get("value") for d in warned] == [row["days_covered"]], bulletin_id
            assert others == set(), bulletin_id


def test_the_list_of_bulletins_leads_to_every_one(site, periods):
    links = page(site, "bulletins/index.html").xpath("//main//a/@href")
    assert {Path(url).stem for url in links if "/bulletins/" in url} >= set(periods)


# ---------- How the site is found ----------


@pytest.fixture(scope="module")
def sitemap(site: Path) -> dict[str, str | None]:
    """address → the day of its last change, if that is known."""
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    root = etree.parse(site / "sitemap.xml").getroot()
    assert root.tag == f"{space}urlset"
    found = [(u.findtext(f"{space}loc"), u.findtext(f"{space}lastmod")) for u in root]
    assert len(found) == len(dict(found)) < 50_000
    return dict(found)


def test_the_site_map_lists_every_page_but_ended_records_and_charts_to_embed(site, sitemap, table):
    ended = {f"{w['dataset']}/{w['record_id']}.html" for w in table("withdrawals")}
    every = {p.relative_to(site).as_posix() for p in site.rglob("*.html")}
    ended |= {path.removeprefix("en/") for path in every if path.endswith(".embed.html")}
    wanted = {path for path in every if path.removeprefix("en/") not in ended}
    assert set(sitemap) == {HOMEPAGE + path for path in wanted}
    assert len(every - wanted) == 2 * (28 + 8)


def test_what_the_site_map_leaves_out_asks_not_to_be_found(site, sitemap):
    for path in site.rglob("*.html"):
        name = path.relative_to(site).as_posix()
        robots = page(site, name).xpath("/html/head/meta[@name='robots']/@content")
        assert robots == ([] if HOMEPAGE + name in sitemap else ["noindex"]), name


def test_the_last_change_of_a_page_comes_from_the_data(sitemap, table, published_on):
    def last(path: str) -> str | None:
        return sitemap[HOMEPAGE + path]

    changed = {row["exposure_id"]: row for row in table("follow_up_by_exposure")}
    for exposure_id, row in changed.items():
        assert last(f"exposures/{exposure_id}.html") == row["updated_on"]
        assert last(f"en/exposures/{exposure_id}.html") == row["updated_on"]
    for column, folder in (("town_code", "towns"), ("sector_code", "sectors")):
        newest: dict[str, str] = {}
        for row in changed.values():
            newest[row[column]] = max(newest.get(row[column], ""), row["updated_on"])
        for code, day in newest.items():
            assert last(f"{folder}/{code}.html") == day
    assert last("bulletins/2026-W47.html") == "2026-11-23"
    october = [day for day in published_on.values() if day[:7] == "2026-10"]
    assert last("new/2026-10.html") == max(october)
    assert last("about.html") is None
    assert max(day for day in sitemap.values() if day) <= DAY


def test_an_exposure_changes_with_the_last_thing_that_is_known_of_it(table):
    last: dict[str, str] = {e["exposure_id"]: e["first_published_on"] for e in table("exposures")}
    for item in table("rectifications"):
        names = ("ordered_on", "claimed_on", "rectified_on", "rechecked_on")
        days = [item[name] for name in names]
        if item["outcome_code"] == "overdue":
            fell = date.fromisoformat(item["effective_due_on"]) + timedelta(1)
            days.append(fell.isoformat())
        last[item["exposure_id"]] = max(last[item["exposure_id"]], *days)
    for penalty in table("penalties"):
        if penalty["exposure_id"] in last:
            own = last[penalty["exposure_id"]]
            last[penalty["exposure_id"]] = max(own, penalty["published_on"])
    told = {row["exposure_id"]: row["updated_on"] for row in table("follow_up_by_exposure")}
    assert told == last


def test_robots_are_told_where_the_site_map_is(site):
    assert (site / "robots.txt").read_text("utf-8") == (
        f"User-agent: *\nAllow: /\n\nSitemap: {HOMEPAGE}sitemap.xml\n"
    )


# ---------- Where nobody has said where the site is ----------

PAGE = """\
{% extends "_layout.html" %}
{% from "_address.html" import address, permanent with context %}
{% set title = "页面" %}
{% set section = "home" %}
{% set crumbs = [] %}
{% block main %}<h1>{{ title }}</h1>
<p>{{ address("feeds/x.xml") }} {{ permanent("exposures/X-1") }}</p>{% endblock %}
"""


@pytest.mark.parametrize(
    ("homepage", "shown"),
    [
        (None, "../feeds/x.xml tag:birds.invalid,2026-01-05:/exposures/X-1"),
        (
            "https://example.org:8080/a/b",
            "https://example.org:8080/a/b/feeds/x.xml "
            "tag:example.org,2026-01-05:/a/b/exposures/X-1",
        ),
    ],
)
def test_addresses_are_whole_where_there_is_a_homepage_and_relative_elsewhere(
    birds, run, homepage, shown
):
    """The layout of this site around a page of another project."""
    shutil.rmtree(birds / "site_templates")
    shutil.copytree(
        ROOT / "site_templates",
        birds / "site_templates",
        ignore=lambda folder, names: {"pages"} & set(names),
    )
    write(birds / "site_templates/pages/a/page.html", PAGE)
    changed = {"name": "birds", "languages": ["zh-Hans"], "created": "2026-01-05T00:00:00Z"}
    describe(birds, lambda descriptor: descriptor.update(changed, homepage=homepage or ""))
    if not homepage:
        describe(birds, lambda descriptor: descriptor.pop("homepage"))
    assert run("build").err == ""
    tree = page(birds / "site", "a/page.html")
    root = "https://example.org:8080/a/b/" if homepage else "../"
    assert words(tree, "//main/p") == [shown]
    assert tree.xpath("//link[@rel='canonical']/@href") == [f"{root}a/page.html"] * bool(homepage)
    alternates = tree.xpath("//link[@rel='alternate'][@hreflang]")
    assert [(a.get("hreflang"), a.get("href")) for a in alternates] == [
        ("zh-Hans", f"{root}a/page.html"),
        ("x-default", f"{root}a/page.html"),
    ]
