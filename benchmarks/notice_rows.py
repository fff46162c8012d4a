"""Made-up notices, oldest first, about 1.9 kB each; the same number gives the same bytes."""

from __future__ import annotations

import csv
import tomllib
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from random import Random

HERE = Path(__file__).parent
SEED, FIRST_ON, DAYS = 310118, date(2023, 1, 1), 3 * 365
COLUMNS = [
    "id", "title", "date", "month", "town", "town_name", "sector", "sector_name", "org", "address",
    "hazards", "law", "agency", "deadline", "status", "source_url", "updated", "summary_md",
    "events", "related",
]  # fmt: skip
HAZARDS = [
    "占用疏散通道", "安全出口上锁", "灭火器过期", "私拉电线", "未设应急照明", "堆放易燃物", 
    "无证上岗", "软管老化",
]  # fmt: skip
LAWS = ["《中华人民共和国消防法》第二十八条", "《中华人民共和国安全生产法》第四十一条"]
AGENCIES = ["示例区应急管理局", "示例区消防救援大队", "示例区市场监督管理局"]
STATES = ["整改中", "已整改", "逾期未改", "复查合格"]
STEPS = [
    ("现场检查", "检查人员到场查看，当场制作检查记录，并拍照留存。"),
    ("曝光通报", "向社会公布单位名称和隐患内容，督促单位落实主体责任。"),
    ("责令改正", "送达责令限期改正通知书，写明应当改正的内容和期限。"),
    ("提交方案", "单位提交书面整改方案，写明责任人和完成时间。"),
    ("复查", "到场复查，逐项核对整改前后的照片和台账。"),
]
RELATED = 5


def write_rows(path: Path, rows: int) -> None:
    """Write so many notices; towns and sectors are those of the peer's configuration."""
    rng = Random(SEED)
    params = tomllib.loads((HERE / "hugo/hugo.toml").read_text("utf-8"))["params"]
    earlier: dict[tuple[str, str], list[str]] = defaultdict(list)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for n in range(rows):
            row = _notice(rng, n, FIRST_ON + timedelta(days=n * DAYS // rows), params)
            alike = earlier[row["town"], row["sector"]]
            row["related"] = "||".join(reversed(alike[-RELATED:]))
            alike.append(f"{row['id']}~{row['date']}~{row['title']}")
            writer.writerow(row)


def _notice(
    rng: Random, n: int, day: date, params: dict[str, list[dict[str, str]]]
) -> dict[str, str]:
    town, sector = rng.choice(params["towns"]), rng.choice(params["sectors"])
    hazards = rng.sample(HAZARDS, rng.randint(2, 4))
    org, law, agency = f"示例{n}号商店", rng.choice(LAWS), rng.choice(AGENCIES)
    due = day + timedelta(days=rng.choice([7, 15, 30, 60]))
    on, events = day, []
    for step, told in STEPS[: rng.randint(3, 5)]:
        events.append(f"{on}~{step}~{told}")
        on += timedelta(days=rng.randint(1, 9))
    summary = (
        f"经检查，**{org}**存在{hazards[0]}、{hazards[1]}等问题，不符合{law}的规定。\n\n"
        f"- 整改要求：于{due}前完成整改，整改期间不得使用有关场所；\n"
        f"- 责任部门：{agency}，见[检查依据](https://example.org/basis?id={n % 900}&v=1)。\n\n"
        f"请有关单位*逐项对照*，通报编号 `BG{day.year}{n:06}`，疑问以 <书面> 提出。"
    )
    return {
        "id": f"BG{day.year}{n:06}", "title": f"关于{org}{hazards[0]}的曝光通报",
        "date": str(day), "month": str(day)[:7], "town": town["slug"], "town_name": town["name"],
        "sector": sector["slug"], "sector_name": sector["name"], "org": org,
        "address": f"{town['name']}示例路{rng.randint(1, 399)}号", "hazards": "|".join(hazards),
        "law": law, "agency": agency, "deadline": str(due), "status": rng.choice(STATES),
        "source_url": f"https://example.org/notices/{day.year}/{n}.html?from=list&p=1",
        "updated": str(day + timedelta(days=rng.randint(0, 20))), "summary_md": summary,
        "events": "||".join(events),
    }  # fmt: skip
