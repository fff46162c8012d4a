"""A miniature register as an office keeps it, and the sheets that the office has of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from folders import write
from openpyxl import Workbook

FIELDS: list[dict[str, Any]] = [
    {"name": "visit_id", "type": "string", "title": "检查编号", "title_en": "Visit number",
     "constraints": {"required": True, "pattern": "[A-Z0-9-]{1,20}"}},
    {"name": "town_code", "type": "string", "title": "街镇", "title_en": "Town",
     "description": "单位所在街镇。", "constraints": {"required": True, "pattern": "[0-9]{12}"}},
    {"name": "unit_name", "type": "string", "title": "单位名称", "title_en": "Unit",
     "constraints": {"required": True, "maxLength": 20}},
    {"name": "uscc", "type": "string", "title": "统一社会信用代码", "title_en": "Credit code",
     "constraints": {"pattern": "[0-9A-Z]{18}"}},
    {"name": "visited_on", "type": "date", "title": "检查日期", "title_en": "Visited on",
     "constraints": {"required": True}},
    {"name": "is_key", "type": "boolean", "title": "是否重点单位", "title_en": "Key unit"},
    {"name": "hazards", "type": "integer", "title": "隐患数", "title_en": "Hazards",
     "unit": "项", "unit_en": "items", "constraints": {"minimum": 0}},
    {"name": "fine_yuan", "type": "integer", "title": "罚款金额", "title_en": "Fine", "unit": "元"},
    {"name": "mode", "type": "string", "title": "方式", "title_en": "Mode",
     "constraints": {"enum": ["full", "masked"]}},
    {"name": "remark", "type": "string", "title": "情况说明", "title_en": "Remark"},
]  # fmt: skip
NAMES = [field["name"] for field in FIELDS]
TITLES = [field["title"] for field in FIELDS]
HEADER = ",".join(NAMES) + "\n"
OLD = "V-1,310118102000,示例甲厂,,2024-01-05,,,,,\n"
TOWNS = """town_code,title_zh,title_en
310118001000,夏阳街道,Xiayang Subdistrict
310118002000,盈浦街道,Yingpu Subdistrict
310118102000,朱家角镇,Zhujiajiao Town
310118105000,赵巷镇,Zhaoxiang Town
"""


def keep(root: Path) -> Path:
    """The register, with one visit in it, in a new folder."""
    plain = [{"name": name, "type": "string"} for name in TOWNS.split("\n")[0].split(",")]
    towns = resource("towns", "街镇代码", "Towns", plain, ["town_code"])
    visits = resource("visits", "检查台账", "Visits", FIELDS, ["visit_id"])
    reference = {"resource": "towns", "fields": ["town_code"]}
    visits["schema"]["foreignKeys"] = [{"fields": ["town_code"], "reference": reference}]
    package = {"name": "office", "languages": ["zh-Hans", "en"], "resources": [visits, towns]}
    write(root / "datasets/datapackage.json", json.dumps(package, ensure_ascii=False))
    write(root / "datasets/visits.csv", HEADER + OLD)
    write(root / "datasets/towns.csv", TOWNS)
    return root


def resource(
    name: str, title: str, title_en: str, fields: list[dict[str, Any]], key: list[str]
) -> dict[str, Any]:
    """A resource as datapackage.json describes it."""
    return {
        "name": name, "path": f"{name}.csv", "title": title, "title_en": title_en,
        "format": "csv", "encoding": "utf-8", "schema": {"fields": fields, "primaryKey": key},
    }  # fmt: skip


def row(number: int = 2, **values: object) -> list[object]:
    """A visit in the order of the fields, complete where nothing else is said."""
    usual = {
        "visit_id": f"V-{number}", "town_code": "310118102000", "unit_name": "示例乙厂",
        "visited_on": "2024-02-01",
    }  # fmt: skip
    return [{**usual, **values}.get(name) for name in NAMES]


def book(path: Path, rows: Sequence[Sequence[object]], title: str = "台账") -> Workbook:
    """A workbook with one sheet of these rows; the caller may alter it and must save it again."""
    made = Workbook()
    sheet = made.active
    sheet.title = title
    for cells in rows:
        sheet.append(list(cells))
    made.save(path)
    return made
