"""The demonstration records are what the generator writes, and hang together as the field does."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path

import frictionless
import pytest
import records
import working_days
from chinese_calendar import is_workday
from stdnum.cn import uscc as uscc_rules

DATASETS = records.DATASETS
READING_DAY = "2026-11-23"


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def tables() -> dict[str, list[dict[str, str]]]:
    return {name: read(DATASETS / f"{name}.csv") for name in records.WRITTEN}


@pytest.fixture(scope="module")
def exposure_of(tables):
    return {row["exposure_id"]: row for row in tables["exposures"]}


@pytest.fixture(scope="module")
def item_of(tables):
    return {row["item_id"]: row for row in tables["rectifications"]}


def due(item):
    return item["revised_due_on"] or item["due_on"]


def overdue_days(item) -> int:
    open_still = item["rectification_status_code"] in ("S1", "S2", "S3", "S6", "S10")
    if not open_still or due(item) >= READING_DAY:
        return 0
    return (date.fromisoformat(READING_DAY) - date.fromisoformat(due(item))).days


def test_the_generator_writes_the_committed_files_byte_for_byte():
    for name, content in records.render().items():
        assert (DATASETS / f"{name}.csv").read_bytes() == content, name


def test_the_holidays_are_what_their_script_writes_byte_for_byte():
    assert working_days.FILE.read_bytes() == working_days.render()


def test_the_package_is_valid():
    report = frictionless.validate(str(DATASETS / "datapackage.json"))
    assert report.flatten(["name", "rowNumber", "fieldName", "message"]) == []
    assert report.valid


def test_every_file_is_in_canonical_form():
    for path in [*DATASETS.glob("*.csv"), *DATASETS.glob("codes/*.csv")]:
        text = path.read_bytes().decode("utf-8")
        assert "\r" not in text and "\ufeff" not in text and text.endswith("\n"), path.name
        assert unicodedata.normalize("NFC", text) == text, path.name
        rows = list(csv.reader(text.splitlines(keepends=True)))
        assert all(cell == cell.strip() for row in rows for cell in row), path.name


def test_the_records_have_about_the_size_that_was_asked_for(tables):
    assert len(tables["notices"]) == 60
    assert 380 <= len(tables["exposures"]) <= 420
    assert 1400 <= len(tables["rectifications"]) <= 1600
    assert 230 <= len(tables["penalties"]) <= 270


def test_all_towns_and_venue_types_and_hazard_types_and_levels_occur(tables):
    for table, field, codes in [
        ("exposures", "town_code", "towns"),
        ("exposures", "venue_type_code", "venue_types"),
        ("exposures", "counterpart_type_code", "counterpart_types"),
        ("exposures", "responsibility_side_code", "responsibility_sides"),
        ("exposures", "appeal_state_code", "appeal_states"),
        ("rectifications", "hazard_type_code", "hazard_types"),
        ("rectifications", "hazard_level_code", "hazard_levels"),
        ("rectifications", "rectification_status_code", "rectification_statuses"),
        ("rectifications", "order_action_code", "order_actions"),
        ("notices", "notice_type_code", "notice_types"),
    ]:
        wanted = {row[field] for row in read(DATASETS / "codes" / f"{codes}.csv")}
        assert {row[field] for row in tables[table]} - {""} == wanted, field


def test_every_sector_but_mining_and_international_organisations_occurs(tables):
    found = {row["sector_code"] for row in tables["exposures"]}
    assert found == set("ACDEFGHIJKLMNOPQRS")


def test_every_credit_code_is_valid_and_of_an_area_that_does_not_exist(tables):
    for row in [*tables["exposures"], *tables["penalties"]]:
        if row["uscc"]:
            assert uscc_rules.is_valid(row["uscc"])
            assert row["uscc"][2:8] == "000000"


def test_only_natural_persons_lack_a_credit_code_and_are_known_by_surname_alone(tables):
    named = [(row, row["unit_name"]) for row in tables["exposures"]]
    named += [(row, row["party_name"]) for row in tables["penalties"]]
    for row, name in named:
        natural = row["counterpart_type_code"] == "2"
        assert natural == (row["uscc"] == "")
        assert natural == bool(re.fullmatch(".某某", name))


def test_no_unit_publisher_or_authority_is_without_the_mark_of_an_example(tables):
    names = [row["unit_name"] for row in tables["exposures"] if row["counterpart_type_code"] != "2"]
    names += [
        row["party_name"] for row in tables["penalties"] if row["counterpart_type_code"] != "2"
    ]
    names += [row["publisher"] for row in tables["notices"] + tables["inspections"]]
    names += [row["title"] for row in tables["notices"]]
    names += [row["authority"] for row in tables["penalties"]]
    bodies = [row["supervising_body"] for row in tables["rectifications"]]
    names += [body for body in bodies if body]
    assert [name for name in names if not name.startswith("示例")] == []


def test_addresses_use_invented_roads_and_stop_at_the_building(tables):
    roads = "|".join(records.ROADS)
    for row in tables["exposures"]:
        assert re.fullmatch(rf"({roads})\d+号(\d+幢)?", row["address"])


def test_one_unit_has_one_name_town_and_address(tables):
    seen = defaultdict(set)
    for row in tables["exposures"]:
        if row["uscc"]:
            seen[row["uscc"]].add((row["unit_name"], row["town_code"], row["address"]))
    assert {code: known for code, known in seen.items() if len(known) > 1} == {}
    assert len({name for ((name, _, _),) in seen.values()}) == len(seen)


def test_about_eight_units_are_exposed_twice_or_three_times(tables):
    times = Counter(row["uscc"] for row in tables["exposures"] if row["uscc"])
    again = [count for count in times.values() if count > 1]
    assert 7 <= len(again) <= 10
    assert set(again) == {2, 3}


def test_item_numbers_run_from_one_without_a_gap(tables):
    for table, parent, number in [
        ("exposures", "notice_id", "item_no"),
        ("rectifications", "exposure_id", "item_no"),
        ("penalties", "case_id", "line_no"),
    ]:
        groups = defaultdict(list)
        for row in tables[table]:
            groups[row[parent]].append(int(row[number]))
        assert all(found == list(range(1, len(found) + 1)) for found in groups.values()), table


def test_exactly_one_declared_count_disagrees_eight_for_seven(tables):
    listed = Counter(row["notice_id"] for row in tables["exposures"])
    wrong = [
        (int(row["declared_count"]), listed[row["notice_id"]])
        for row in tables["notices"]
        if int(row["declared_count"]) != listed[row["notice_id"]]
    ]
    assert wrong == [(8, 7)]


def test_each_winter_has_one_listing_and_one_masked_notice_of_typical_cases(tables):
    kinds = Counter(row["notice_type_code"] for row in tables["notices"])
    assert kinds["GP"] == kinds["AL"] == 3
    for row in tables["notices"]:
        assert (row["naming_mode"] == "masked") == (row["notice_type_code"] == "AL")


def test_nothing_happens_after_the_last_day(tables):
    events = {
        "notices": ["published_on", "disclosure_reviewed_on", "withdrawn_on"],
        "exposures": ["inspected_on", "first_published_on", "withdrawn_on"],
        "rectifications": ["ordered_on", "claimed_on", "rectified_on", "rechecked_on"],
        "penalties": ["decided_on", "published_on", "withdrawn_on"],
    }
    for table, fields in events.items():
        assert max(row[field] for row in tables[table] for field in fields) <= "2026-11-20", table


def test_reviews_and_inspections_come_before_publication(tables, exposure_of):
    notice_of = {row["notice_id"]: row for row in tables["notices"]}
    for row in tables["notices"]:
        assert row["disclosure_reviewed_on"] <= row["published_on"]
    for row in exposure_of.values():
        assert row["inspected_on"] < notice_of[row["notice_id"]]["published_on"]
        assert row["first_published_on"] == notice_of[row["notice_id"]]["published_on"]


def test_orders_follow_inspections_and_rechecks_follow_orders(tables, exposure_of):
    for row in tables["rectifications"]:
        if row["ordered_on"]:
            assert exposure_of[row["exposure_id"]]["inspected_on"] <= row["ordered_on"]
            assert row["ordered_on"] <= row["due_on"]
        for field in ("claimed_on", "rectified_on", "rechecked_on"):
            assert not row[field] or row["ordered_on"] <= row[field]
        if row["rectified_on"]:
            assert row["rectified_on"] <= row["rechecked_on"]


def test_an_extension_keeps_the_old_date_and_gives_a_reason(tables):
    extended = [row for row in tables["rectifications"] if row["revised_due_on"]]
    assert len(extended) > 50
    for row in tables["rectifications"]:
        assert bool(row["revised_due_on"]) == bool(row["extension_reason"])
    assert all(row["due_on"] < row["revised_due_on"] for row in extended)


def test_a_status_comes_with_what_it_needs(tables):
    for row in tables["rectifications"]:
        status = row["rectification_status_code"]
        assert (status in ("S5", "S8")) == (row["recheck_result"] == "passed")
        assert (status in ("S5", "S8")) == bool(row["rectified_on"])
        assert (status == "S6") == (row["recheck_result"] == "failed")
        assert bool(row["recheck_result"]) == bool(row["rechecked_on"])
        assert bool(row["recheck_doc_no"]) == bool(row["rechecked_on"])
        assert (status in ("S4", "S5", "S8", "S9")) == bool(row["claimed_on"])
        assert status == "" or row["due_on"]
        assert status != "S3" or row["revised_due_on"]
        assert status != "S10" or row["relapse_of_item_id"]


def test_a_major_hazard_has_its_criterion_by_inspection_date_and_its_supervision(
    tables, exposure_of
):
    major = [row for row in tables["rectifications"] if row["hazard_level_code"] in ("FM", "M")]
    assert 0.06 <= len(major) / len(tables["rectifications"]) <= 0.1
    for row in tables["rectifications"]:
        needed = row["hazard_level_code"] in ("FM", "M")
        for field in ("criterion_code", "supervising_body", "interim_measure"):
            assert needed == bool(row[field])
        if row["hazard_level_code"] == "FM":
            old = exposure_of[row["exposure_id"]]["inspected_on"] < "2025-11-01"
            assert row["criterion_code"] == ("MHC-FIRE-2017" if old else "MHC-FIRE-2025")
            assert old == bool(row["criterion_clause"])
        else:
            assert row["criterion_clause"] == ""


def test_a_relapse_links_to_an_earlier_closed_item_of_the_same_unit_and_type(
    tables, exposure_of, item_of
):
    relapses = [row for row in tables["rectifications"] if row["relapse_of_item_id"]]
    assert 15 <= len(relapses) <= 25
    for row in relapses:
        earlier = item_of[row["relapse_of_item_id"]]
        unit, before = exposure_of[row["exposure_id"]], exposure_of[earlier["exposure_id"]]
        assert unit["uscc"] == before["uscc"] != ""
        assert row["hazard_type_code"] == earlier["hazard_type_code"]
        assert earlier["rectification_status_code"] in ("S5", "S8")
        assert earlier["rechecked_on"] < unit["inspected_on"]


def test_overdue_items_are_few_and_mostly_recent(tables):
    days = [found for row in tables["rectifications"] if (found := overdue_days(row))]
    assert 0.05 <= len(days) / len(tables["rectifications"]) <= 0.07
    assert sum(found <= 60 for found in days) / len(days) > 0.65
    assert 3 <= sum(found > 200 for found in days) <= 9


def test_no_column_stores_overdue(tables):
    assert not any("overdue" in name for rows in tables.values() for name in rows[0])


def test_two_notices_have_no_follow_up_at_all(tables, exposure_of):
    statuses = defaultdict(set)
    for row in tables["rectifications"]:
        statuses[exposure_of[row["exposure_id"]]["notice_id"]].add(row["rectification_status_code"])
    assert sum(found == {""} for found in statuses.values()) == 2


def test_a_withdrawal_has_a_date_and_a_reason(tables):
    for table in ("notices", "exposures", "penalties"):
        withdrawn = [row for row in tables[table] if row["withdrawn_on"]]
        assert 2 <= len(withdrawn) <= 4, table
        for row in tables[table]:
            assert bool(row["withdrawn_on"]) == bool(row["withdrawal_reason"])


def test_about_ten_exposures_have_reached_the_end_of_their_term(tables):
    ended = [row for row in tables["exposures"] if "" < row["publish_until_on"] < READING_DAY]
    assert 8 <= len(ended) <= 12


def test_three_cases_were_published_later_than_seven_working_days(tables):
    late = set()
    for row in tables["penalties"]:
        day, count = date.fromisoformat(row["decided_on"]), 0
        while day < date.fromisoformat(row["published_on"]):
            day += timedelta(days=1)
            count += is_workday(day)
        if count > 7:
            late.add(row["case_id"])
    assert len(late) == 3


def test_fines_lie_within_the_articles_they_cite(tables):
    for row in tables["penalties"]:
        assert (row["penalty_kind_code"] == "P21") == bool(row["amount_yuan"])
        if row["amount_yuan"] and row["legal_basis"].startswith("《消防法》第六十条"):
            assert 5000 <= int(row["amount_yuan"]) <= 50000
        if row["amount_yuan"] and row["legal_basis"].startswith("《消防法》第五十八条"):
            assert 30000 <= int(row["amount_yuan"]) <= 300000


def test_a_merged_total_is_the_sum_of_the_lines_of_its_case(tables):
    cases = defaultdict(list)
    for row in tables["penalties"]:
        cases[row["case_id"]].append(row)
    merged = [rows for rows in cases.values() if any(row["merge_note"] for row in rows)]
    assert len(merged) == 12
    for rows in merged:
        total = sum(int(row["amount_yuan"]) for row in rows)
        assert {row["merge_note"].rsplit("合计")[1] for row in rows} == {f"{total}元"}
        assert len({row["doc_no"] for row in rows}) == 1


def test_the_lines_of_a_decision_state_one_total_and_add_up_to_it(tables):
    decisions = defaultdict(list)
    for row in tables["penalties"]:
        if row["decision_total_yuan"]:
            decisions[row["authority"], row["doc_no"]].append(row)
    assert len(decisions) == 26
    for rows in decisions.values():
        assert {int(row["decision_total_yuan"]) for row in rows} == {
            sum(int(row["amount_yuan"] or 0) for row in rows)
        }


def test_every_publisher_but_one_accounts_for_every_whole_month(tables):
    told = {(row["publisher"], row["published_on"][:7]) for row in tables["notices"]}
    nil = [(row["publisher"], row["month"]) for row in tables["nil_returns"]]
    assert len(nil) == len(set(nil)) == 37
    assert told & set(nil) == set()
    months = [f"{year}-{month:02}" for year in (2024, 2025, 2026) for month in range(1, 13)]
    wanted = {
        (publisher, month)
        for publisher in records.PUBLISHERS
        for month in months
        if min(m for p, m in told if p == publisher) <= month < READING_DAY[:7]
    }
    assert wanted - told - set(nil) == {("示例区安全生产委员会办公室", "2025-05")}


def test_a_nil_return_is_stated_in_the_month_after(tables):
    for row in tables["nil_returns"]:
        following = records.months_after(date.fromisoformat(f"{row['month']}-01"), 1)
        assert row["stated_on"].startswith(f"{following:%Y-%m}")


def test_every_town_but_one_returns_its_inspections_of_every_whole_month(tables):
    told = [(row["month"], row["town_code"]) for row in tables["inspections"]]
    first = min(row["inspected_on"] for row in tables["exposures"])[:7]
    months = [f"{year}-{month:02}" for year in (2024, 2025, 2026) for month in range(1, 13)]
    towns = {row["town_code"] for row in read(DATASETS / "codes" / "towns.csv")}
    wanted = {(m, town) for m in months if first <= m < READING_DAY[:7] for town in towns}
    assert len(told) == len(set(told))
    assert wanted - set(told) == {records.MISSING_RETURN}
    assert set(told) <= wanted


def test_inspections_are_more_than_twice_the_visits_that_were_exposed(tables):
    visits = Counter((row["inspected_on"][:7], row["town_code"]) for row in tables["exposures"])
    returns = {(row["month"], row["town_code"]): row for row in tables["inspections"]}
    assert len(visits) > 150
    for cell, row in returns.items():
        assert int(row["inspections"]) > 2 * visits[cell]
        following = records.months_after(date.fromisoformat(f"{row['month']}-01"), 1)
        assert row["stated_on"].startswith(f"{following:%Y-%m}")


def test_reports_are_returned_for_every_town_and_month_and_their_numbers_are_nested(tables):
    told = [(row["month"], row["town_code"]) for row in tables["report_returns"]]
    months = {row["month"] for row in tables["inspections"]}
    towns = {row["town_code"] for row in read(DATASETS / "codes" / "towns.csv")}
    assert sorted(told) == sorted((m, t) for m in months for t in towns)
    for row in tables["report_returns"]:
        numbers = [int(row[f"{name}_count"]) for name in ("report", "verified", "rewarded")]
        assert numbers == sorted(numbers, reverse=True)


def test_a_case_has_one_unit_one_town_and_one_day(tables):
    cases = defaultdict(list)
    for row in tables["penalties"]:
        cases[row["case_id"]].append(row)
    dual = 0
    for rows in cases.values():
        for field in ("town_code", "decided_on", "published_on", "authority", "exposure_id"):
            assert len({row[field] for row in rows}) == 1
        units = {row["uscc"] for row in rows if row["uscc"]}
        assert len(units) <= 1
        dual += bool(units) and any(row["counterpart_type_code"] == "2" for row in rows)
    assert 22 <= dual <= 28


def test_a_penalty_after_an_exposure_names_the_same_unit(tables, exposure_of):
    for row in tables["penalties"]:
        if row["exposure_id"]:
            exposure = exposure_of[row["exposure_id"]]
            assert row["town_code"] == exposure["town_code"]
            assert exposure["inspected_on"] < row["decided_on"]
            assert row["uscc"] in ("", exposure["uscc"])


def test_every_hazard_type_has_at_least_six_findings():
    assert {code for code, texts in records.FINDINGS.items() if len(texts) < 6} == set()


def test_no_place_named_in_real_news_appears():
    for path in DATASETS.glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        assert "华伦" not in text and "虹桥" not in text
