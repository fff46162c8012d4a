"""A made-up register of any size: towns, cases and rectifications, described and valid.

    python benchmarks/register.py FOLDER ROWS FAULTS

The same arguments give the same bytes. `faults` cells are broken, spread evenly over the cases.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import duckdb

TOWNS = 42

CASES = """
select
    'C' || lpad(i::varchar, 8, '0') as case_id,
    '示例' || chr(19968 + ((i * 7919) % 20000)::int) || chr(19968 + ((i * 104729) % 20000)::int)
        || '商贸有限公司第' || (i % 977) || '分店' as unit_name,
    '91000000' || upper(substr(md5(i::varchar), 1, 9)) || (i % 10) as uscc,
    'T' || lpad((i * 31 % {towns} + 1)::varchar, 3, '0') as town_id,
    ['A', 'C', 'E', 'F', 'G', 'H', 'P', 'Q'][(i % 8 + 1)::int] as sector,
    (date '2023-11-01' + ((i * 13) % 1100)::int)::varchar as published_on,
    (i % 40 + 1)::varchar as hazard_count,
    ((i * 37) % 50000)::varchar || '.' || lpad((i % 100)::varchar, 2, '0') as area_m2,
    case i % 3 when 0 then 'true' else 'false' end as is_key_unit,
    'https://example.org/notices/' || (i // 9) || '/' || i as source_url,
    case
        when i % 20 = 0 then '疏散通道堆放货物,宽度不足' || (i % 90) || '厘米；负责人称"马上清理"'
        when i % 7 = 0 then null
        else '检查发现灭火器压力不足' || (i % 17) || '具，安全出口指示灯不亮' || (i % 5) || '处'
    end as finding
from range({rows}) as r(i)
"""

RECTIFICATIONS = """
select
    'R' || lpad(i::varchar, 9, '0') as item_id,
    'C' || lpad(((i * 7907) % {rows})::varchar, 8, '0') as case_id,
    (i % 9 + 1)::varchar as item_no,
    ['S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'S8', 'S9'][(i % 8 + 1)::int] as status,
    (date '2023-11-01' + ((i * 11) % 1100)::int)::varchar as ordered_on,
    (date '2023-11-15' + ((i * 11) % 1100)::int)::varchar as due_on,
    case when i % 4 = 0 then null else (date '2023-11-12' + ((i * 11) % 1100)::int)::varchar
    end as rectified_on,
    '示消限改〔' || (2023 + i % 4) || '〕第' || lpad((i % 9999)::varchar, 4, '0') || '号' as doc_no,
    '现场复查：' || ['隐患已消除', '仍有部分杂物', '设施恢复正常', '另行约定期限'][(i % 4 + 1)::int]
        || '；记录编号 ' || md5((i * 3)::varchar) || '；经办科室已存档备查' as remark
from range({rows}) as r(i)
"""


def write_register(folder: Path, rows: int, faults: int = 0) -> Path:
    """Write datasets/ with `rows` cases and as many rectifications; gives the project folder."""
    datasets = folder / "datasets"
    datasets.mkdir(parents=True, exist_ok=True)
    towns = [f"T{n:03d},示例镇{n:02d}" for n in range(1, TOWNS + 1)]
    (datasets / "towns.csv").write_text("\n".join(["town_id,title", *towns]) + "\n", "utf-8")
    with duckdb.connect() as con:
        con.execute("set enable_progress_bar = false")
        _write(con, CASES.format(rows=rows, towns=TOWNS), datasets / "cases.csv")
        _write(con, RECTIFICATIONS.format(rows=rows), datasets / "rectifications.csv")
    if faults:
        _break(datasets / "cases.csv", rows, faults)
    (datasets / "datapackage.json").write_text(json.dumps(descriptor(), indent=1), "utf-8")
    return folder


def descriptor() -> dict[str, Any]:
    """The description of the register, with every kind of rule that frictionless enforces."""
    key = {"required": True, "unique": True}
    sectors = ["A", "C", "E", "F", "G", "H", "P", "Q"]
    status = ["S1", "S2", "S3", "S4", "S5", "S6", "S8", "S9"]
    day = {"required": True, "minimum": "2023-01-01", "maximum": "2027-12-31"}
    towns = [_field("town_id", **key), _field("title", required=True)]
    cases = [
        _field("case_id", **key, pattern="C[0-9]{8}"),
        _field("unit_name", required=True, minLength=4, maxLength=60),
        _field("uscc", pattern="[0-9A-Z]{18}"),
        _field("town_id", required=True),
        _field("sector", required=True, enum=sectors),
        _field("published_on", "date", **day),
        _field("hazard_count", "integer", required=True, minimum=1, maximum=99),
        _field("area_m2", "number", minimum=0),
        _field("is_key_unit", "boolean", required=True),
        _field("source_url", format="uri"),
        _field("finding", maxLength=2000),
    ]
    rectifications = [
        _field("item_id", **key, pattern="R[0-9]{9}"),
        _field("case_id", required=True),
        _field("item_no", "integer", minimum=1),
        _field("status", enum=status),
        _field("ordered_on", "date", **day),
        _field("due_on", "date"),
        _field("rectified_on", "date"),
        _field("doc_no"),
        _field("remark", maxLength=500),
    ]
    return {
        "name": "register",
        "resources": [
            _resource("towns", towns, "town_id"),
            _resource("cases", cases, "case_id", {"town_id": "towns"}),
            _resource("rectifications", rectifications, "item_id", {"case_id": "cases"}),
        ],
    }


def _field(
    name: str, kind: str = "string", format: str = "default", **rules: Any
) -> dict[str, Any]:
    return {"name": name, "type": kind, "format": format, "constraints": rules}


def _resource(
    name: str, fields: list[dict[str, Any]], key: str, links: dict[str, str] | None = None
) -> dict[str, Any]:
    foreign = [
        {"fields": [field], "reference": {"resource": other, "fields": [field]}}
        for field, other in (links or {}).items()
    ]
    schema = {"fields": fields, "primaryKey": [key], "missingValues": [""]}
    if foreign:
        schema["foreignKeys"] = foreign
    return {
        "name": name,
        "path": f"{name}.csv",
        "format": "csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True},
        "schema": schema,
    }


def _write(con: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    con.execute(f"copy ({query}) to '{path}' (header, quote '\"', escape '\"')")


def _break(path: Path, rows: int, faults: int) -> None:
    """Spoil one cell in every so many rows: a date, a number, a code or a reference in turn."""
    spoils = [(5, "2024-02-30"), (6, "none"), (4, "Z"), (3, "T999"), (8, "maybe")]
    step = rows // faults
    with path.open(encoding="utf-8") as source:
        lines = source.read().split("\n")
    for number in range(faults):
        cells = lines[1 + number * step + 1].split(",")
        column, value = spoils[number % len(spoils)]
        cells[column] = value
        lines[1 + number * step + 1] = ",".join(cells)
    path.write_text("\n".join(lines), "utf-8")


if __name__ == "__main__":
    write_register(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
