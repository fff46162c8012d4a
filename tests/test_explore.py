"""What the explorer, its lists and the comparison are made of, worked out again from downloads."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import html as parser
from site_fixture import DAY, read_rows

FACETS = {
    "town": "town_code",
    "sector": "sector_code",
    "venue": "venue_type_code",
    "hazard": "hazard_type_code",
    "level": "hazard_level_code",
    "outcome": "outcome_code",
    "month": "month",
}
SHARES = {
    "major_rate_percent": ("major_hazard_items", "hazard_items"),
    "rectified_rate_percent": ("rectified_items", "hazard_items"),
    "on_time_rate_percent": ("on_time_items", "due_items_decided"),
    "overdue_rate_percent": ("overdue_items", "hazard_items"),
    "no_follow_up_rate_percent": ("no_follow_up_items", "hazard_items"),
    "exposures_per_100_inspections": ("inspected_exposures", "inspections"),
    "items_per_100_inspections": ("inspected_items", "inspections"),
}
Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def register(site: Path) -> Rows:
    return read_rows(site / "data" / "hazard_register.csv")


@pytest.fixture(scope="module")
def records(site: Path) -> dict[str, Any]:
    return json.loads((site / "explore" / "records.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def text(site: Path) -> dict[str, Any]:
    return json.loads((site / "explore" / "text" / "1.json").read_text("utf-8"))


def published(site: Path, name: str) -> Rows:
    return read_rows(site / "data" / f"{name}.csv")


# ---------- The register and the files of the explorer ----------


def test_the_register_has_a_row_for_every_published_item_and_none_else(site, register):
    items = [r["item_id"] for r in published(site, "rectifications")]
    assert sorted(r["item_id"] for r in register) == sorted(items)
    assert {r["exposure_id"] for r in register} == {
        e["exposure_id"] for e in published(site, "exposures")
    }


def test_the_register_says_in_words_what_its_codes_mean(site, register):
    titles = {t["town_code"]: (t["title_zh"], t["title_en"]) for t in published(site, "towns")}
    short = {h["hazard_type_code"]: h["short_zh"] for h in published(site, "hazard_types")}
    for row in register:
        assert (row["town_zh"], row["town_en"]) == titles[row["town_code"]]
        assert row["hazard_type_zh"] == short[row["hazard_type_code"]]


def test_the_columns_of_the_explorer_are_the_rows_of_the_register_in_its_order(records, register):
    exposures, items = records["exposures"], records["items"]
    first = date.fromisoformat(records["first_on"])
    owners = [e for e, size in enumerate(exposures["items"]) for _ in range(size)]
    assert records["as_of"] == DAY
    assert len(owners) == len(register)
    for place, (owner, row) in enumerate(zip(owners, register, strict=True)):
        for facet, column in FACETS.items():
            value = exposures[facet][owner] if facet in exposures else items[facet][place]
            assert records["facets"][facet][value]["code"] == row[column], (facet, place)
        assert first + timedelta(exposures["published"][owner]) == date.fromisoformat(
            row["published_on"]
        )
        due, days = items["due"][place], items["overdue_days"][place]
        assert ("" if due is None else str(first + timedelta(due))) == row["effective_due_on"]
        assert (days or "") == (int(row["overdue_days"]) if row["overdue_days"] else "")


def test_the_bands_of_overdue_days_are_those_that_they_are_called(records):
    bands = [band["code"] for band in records["facets"]["overdue"]]
    assert bands == ["1-30", "31-90", "91-"]
    for days, band in zip(
        records["items"]["overdue_days"], records["items"]["overdue"], strict=True
    ):
        assert band == (None if days is None else 0 if days <= 30 else 1 if days <= 90 else 2)


def test_the_dictionary_of_a_facet_holds_what_occurs_and_nothing_else(records, register):
    for facet, column in FACETS.items():
        codes = [entry["code"] for entry in records["facets"][facet]]
        assert sorted(codes) == sorted({row[column] for row in register}), facet


def test_the_texts_are_those_of_the_register_in_its_order(text, register):
    assert text["items"]["finding"] == [row["finding"] for row in register]
    assert text["items"]["item_id"] == [row["item_id"] for row in register]
    units = {row["exposure_id"]: row["unit_name"] for row in register}
    assert dict(
        zip(*(text["exposures"][k] for k in ("exposure_id", "unit_name")), strict=True)
    ) == (units)


def test_the_records_name_the_version_of_each_text_and_the_file_of_the_register(
    site, records, text
):
    csv = (site / "data" / "hazard_register.csv").read_bytes()
    assert records["csv"] == {"bytes": len(csv), "sha256": hashlib.sha256(csv).hexdigest()}
    assert records["texts"] == [text["version"]]


def test_the_version_of_a_text_is_computed_from_all_of_it_and_has_no_digit(text):
    content = json.dumps(
        [text["exposures"], text["items"]], ensure_ascii=False, separators=(",", ":")
    )
    digest = hashlib.md5(content.encode(), usedforsecurity=False).hexdigest()[:8]
    assert text["version"] == digest.translate(str.maketrans("0123456789", "ghijklmnop"))


def test_units_are_ranked_as_a_chinese_reader_sorts_names(records, text):
    names = text["exposures"]["unit_name"]
    ranked = sorted(zip(records["exposures"]["unit"], names, strict=True))
    assert len(set(ranked)) == len(set(names))
    persons = [name[0] for _, name in ranked if name.endswith("某某")]
    assert persons == sorted(persons, key="陈高何胡黄李林刘马孙王吴徐杨张赵周朱".index)


# ---------- The same facets without a script ----------


@pytest.mark.parametrize("language", ["", "en/"])
def test_every_value_of_a_facet_leads_to_its_list_with_its_number_of_items(
    site, register, language
):
    page = parser.parse(str(site / language / "explore.html"))
    for facet, column in FACETS.items():
        links = page.xpath(f"//section[h2[@id='by-{facet}']]//a")
        told = {a.get("href").split("/")[-2]: int(a.find("data").get("value")) for a in links}
        counts = Counter(row[column] for row in register)
        assert {code: n for code, n in told.items() if n} == counts, facet
        assert all((site / language / a.get("href")).is_file() for a in links)
    assert page.xpath("//section[h2[@id='by-overdue']]//a/@href") == ["./overdue.html"]


# ---------- Rates ----------


def _rate(part: int, whole: int) -> str:
    exact = Decimal(100 * part) / whole
    return str(exact.quantize(Decimal("0.1"), ROUND_HALF_UP))


@pytest.mark.parametrize("table", ["rates_by_town", "rates_by_period"])
def test_a_rate_is_its_numerator_by_its_denominator(site, table):
    for row in published(site, table):
        for rate, (part, whole) in SHARES.items():
            known = row[whole] not in ("", "0")
            assert row[rate] == (_rate(int(row[part]), int(row[whole])) if known else ""), rate


def test_the_shares_of_towns_and_months_are_those_of_the_outcome_tables(site):
    months = {r["period"]: r for r in published(site, "rates_by_period")}
    towns = {r["town_code"]: r for r in published(site, "rates_by_town")}
    names = {part for parts in SHARES.values() for part in parts}
    for key, rates, rows in (
        ("month", months, published(site, "outcomes_by_month")),
        ("town_code", towns, published(site, "outcomes_by_town")),
    ):
        for row in rows:
            told = {n: v for n, v in rates[row[key]].items() if n in names and n in row}
            assert told == {n: row[n] for n in told}
            assert len(told) == 7


def test_only_exposures_from_inspections_that_were_returned_are_divided_by_them(site, register):
    returns = defaultdict(int)
    for row in published(site, "inspections"):
        returns[row["town_code"], row["month"]] += int(row["inspections"])
    exposures = {r["exposure_id"]: r for r in register}.values()
    items = Counter(r["exposure_id"] for r in register)
    assert ("310118104000", "2025-08") not in returns
    for row in published(site, "rates_by_town"):
        cells = [cell for cell in returns if cell[0] == row["town_code"]]
        from_them = [
            e for e in exposures if (e["town_code"], e["inspected_on"][:7]) in returns
            and e["town_code"] == row["town_code"]
        ]  # fmt: skip
        assert int(row["inspections"]) == sum(returns[cell] for cell in cells)
        assert int(row["inspected_exposures"]) == len(from_them)
        assert int(row["inspected_items"]) == sum(items[e["exposure_id"]] for e in from_them)


def test_a_month_that_is_not_over_has_no_inspections_yet_and_says_so(site):
    month = next(r for r in published(site, "rates_by_period") if r["period"] == "2026-11")
    assert [month[c] for c in ("is_over", "inspections", "exposures_per_100_inspections")] == [
        "false", "", "",
    ]  # fmt: skip


def test_a_winter_is_made_of_its_twelve_months(site):
    rows = {r["period"]: r for r in published(site, "rates_by_period")}
    months = [f"2024-{m}" for m in (11, 12)] + [f"2025-{m:02}" for m in range(1, 11)]
    for column in ("exposures", "hazard_items", "overdue_items", "inspections", "inspected_items"):
        assert int(rows["2024–25"][column]) == sum(int(rows[m][column]) for m in months), column


def test_a_rate_that_rests_on_few_cases_is_marked_and_no_other(site):
    marked = 0
    for name in ("towns", "winters", "months"):
        page = parser.parse(str(site / "compare" / f"{name}.html"))
        for cell in page.xpath("//table[@id='rates']/tbody//td[br]"):
            rate, part, whole = (d.get("value") for d in cell.iter("data"))
            column = next(cell.iter("data")).get("data-column")
            cases = int(part if column.endswith("inspections") else whole)
            if column == "items_per_100_inspections":
                cases = int(cell.getprevious().xpath("small[last()]/data/@value")[0])
            few = cell.xpath(".//*[@class='mark-few']")
            assert bool(few) == (cases < 20), (name, column, rate)
            marked += bool(few)
    assert marked > 5
