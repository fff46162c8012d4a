"""The static JSON API: exposures and notices have twins that tell their story, or that it ended."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import openapi_spec_validator
import pytest
from jsonschema import Draft202012Validator
from site_fixture import read_rows

# A dataset, its key, and what its JSON calls one record.
RECORDS = [("exposures", "exposure_id", "exposure"), ("notices", "notice_id", "notice")]


def _told(site: Path, dataset: str, record_id: str) -> dict[str, Any]:
    told = json.loads((site / f"api/v1/{dataset}/{record_id}.json").read_text("utf-8"))
    return told[next(name for of, _, name in RECORDS if of == dataset)]


def test_every_published_exposure_has_its_json_with_the_hazards_of_the_data(site):
    items: dict[str, list[str]] = {}
    for row in read_rows(site / "data/rectifications.csv"):
        items.setdefault(row["exposure_id"], []).append(row["item_id"])
    exposures = read_rows(site / "data/exposures.csv")
    assert exposures
    for row in exposures:
        told = _told(site, "exposures", row["exposure_id"])
        assert told["exposure_id"] == row["exposure_id"]
        assert told["unit_name"] == row["unit_name"]
        assert told["published_on"] == row["published_on"]
        assert sorted(i["item_id"] for i in told["items"]) == sorted(
            items.get(row["exposure_id"], [])
        )


def test_every_published_notice_has_its_json_with_the_units_that_it_lists(site):
    units: dict[str, list[tuple[str, str]]] = {}
    for row in read_rows(site / "data/exposures.csv"):
        units.setdefault(row["notice_id"], []).append((row["exposure_id"], row["unit_name"]))
    notices = read_rows(site / "data/notices.csv")
    assert notices
    for row in notices:
        told = _told(site, "notices", row["notice_id"])
        for name in ("notice_id", "title", "publisher", "published_on"):
            assert told[name] == row[name]
        listed = [(e["exposure_id"], e["unit_name"]) for e in told["exposures"]]
        assert sorted(listed) == sorted(units.get(row["notice_id"], []))


@pytest.mark.parametrize(("dataset", "key", "name"), RECORDS)
def test_of_an_ended_record_only_its_number_dates_and_reason_remain(site, dataset, key, name):
    ended = [r for r in read_rows(site / "data/withdrawals.csv") if r["dataset"] == dataset]
    assert ended
    for row in ended:
        told = _told(site, dataset, row["record_id"])
        assert {*told} == {key, "is_ended", "first_published_on", "ended_on", "ending", "reason"}
        assert told["is_ended"] is True
        assert (told["ended_on"], told["reason"] or "") == (row["ended_on"], row["reason"])


@pytest.mark.parametrize(("dataset", "key", "name"), RECORDS)
def test_the_page_of_a_record_links_its_json_in_both_languages(site, dataset, key, name):
    for row in read_rows(site / f"data/{dataset}.csv")[:20]:
        for folder, up in (("", "../"), ("en/", "../../")):
            page = (site / f"{folder}{dataset}/{row[key]}.html").read_text("utf-8")
            address = f'href="{up}api/v1/{dataset}/{row[key]}.json"'
            assert f'<link rel="alternate" type="application/json" {address}>' in page
            assert f"<a {address}>" in page


def test_every_json_file_bears_the_notice_of_a_demonstration(site):
    files = sorted((site / "api").rglob("*.json"))
    assert files
    for file in [file for file in files if file.name != "openapi.json"]:
        assert set(json.loads(file.read_text("utf-8"))["demo"]) == {"zh", "en"}


LISTS = {"town": "town_code", "sector": "sector_code", "month": "month"}


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_holds_every_exposure_once_oldest_first(site, kind):
    expected: dict[str, list[tuple[str, str]]] = {}
    for row in read_rows(site / "data/exposures.csv"):
        of = row["published_on"][:7] if kind == "month" else row[LISTS[kind]]
        expected.setdefault(of, []).append((row["published_on"], row["exposure_id"]))
    assert {p.name for p in (site / f"api/v1/exposures/{kind}").iterdir()} == {*expected}
    for of, exposures in expected.items():
        told, page = [], 1
        while page:
            file = site / f"api/v1/exposures/{kind}/{of}/{page}.json"
            listed = json.loads(file.read_text("utf-8"))["list"]
            assert (listed[LISTS[kind]], listed["page_no"]) == (of, page)
            told += [(e["on"], e["exposure_id"]) for e in listed["exposures"]]
            page = listed["newer_page_no"]
        assert told == sorted(exposures)


def test_the_file_of_a_table_holds_the_rows_of_its_download(site):
    """Dates, numbers and what is missing are written as in the JSON of the open data."""
    tables = sorted((site / "api/v1/tables").glob("*.json"))
    for file in tables:
        told = json.loads(file.read_text("utf-8"))
        rows = json.loads((site / "data" / file.name).read_text("utf-8"))
        names = [column["name"] for column in told["table"]["columns"]]
        named = [dict(zip(names, row, strict=True)) for row in told["rows"]]
        assert named == [{k: v for k, v in r.items() if k != "demo"} for r in rows], file
        assert told["table"]["row_count"] == len(rows) > 0
    assert {f.stem for f in tables} == {f.stem for f in (site / "data/sql").glob("*.sql")}


@pytest.mark.parametrize("prefix", ["", "en/"])
def test_the_page_of_a_table_links_its_json(site, prefix):
    page = (site / f"{prefix}tables/rates_by_town.html").read_text("utf-8")
    root = "../" * (1 + prefix.count("/"))
    assert f'href="{root}api/v1/tables/rates_by_town.json"' in page


def test_the_index_names_every_other_file_once(site):
    root = site / "api/v1"
    index = json.loads((root / "index.json").read_text("utf-8"))
    singles = index["exposures"] + index["notices"] + index["tables"]
    named = [*singles, *(path for paths in index["lists"].values() for path in paths)]
    there = {p.relative_to(root).as_posix() for p in root.rglob("*.json")} - {
        "index.json",
        "openapi.json",
    }
    assert len(named) == len({*named})
    assert {*named} == there


# ---------- OpenAPI ----------


@pytest.fixture(scope="module")
def document(site: Path) -> dict[str, Any]:
    return json.loads((site / "api/v1/openapi.json").read_text("utf-8"))


def _described(document: dict[str, Any], path: str) -> list[str]:
    """The schemas of the paths of the document that a file of the interface answers to."""
    return [
        operation["get"]["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
        for pattern, operation in document["paths"].items()
        if re.fullmatch(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(pattern)), path)
    ]


def test_the_openapi_document_is_valid(document):
    openapi_spec_validator.validate(document)
    assert document["servers"] == [{"url": "https://example.org/baoguangtai/api/v1"}]
    assert document["info"]["description"].startswith("Demonstration: every record is invented")


def test_every_file_of_the_interface_is_described_and_as_its_schema_says(site, document):
    """No property comes or goes without a change of the schema; none allows others."""
    folder = site / "api/v1"
    validators: dict[str, Any] = {}
    for file in sorted(folder.rglob("*.json")):
        path = "/" + file.relative_to(folder).as_posix()
        if path == "/openapi.json":
            continue
        [reference] = _described(document, path)
        if reference not in validators:
            schema = {"$ref": reference, "components": document["components"]}
            validators[reference] = Draft202012Validator(schema)
        errors = [
            e.message for e in validators[reference].iter_errors(json.loads(file.read_bytes()))
        ]
        assert errors == [], path
    assert len(validators) == 5


def test_a_property_that_no_schema_names_would_be_found(site, document):
    told = json.loads((site / "api/v1/exposures/DEMO-E-0016.json").read_text("utf-8"))
    told["exposure"]["telephone"] = "x"
    schema = {"$ref": "#/components/schemas/ExposureFile", "components": document["components"]}
    assert list(Draft202012Validator(schema).iter_errors(told)) != []


def test_the_index_leads_to_every_dataset_and_table_as_a_whole(site):
    index = json.loads((site / "api/v1/index.json").read_text("utf-8"))
    assert "../../data/rectifications.json" in index["data"]
    assert [path for path in index["data"] if not (site / "api/v1" / path).is_file()] == []
