"""Write datasets/codes/holidays.csv: the days on which work is done or not, against the weekday.

    python tests/demo/working_days.py            write the table
    python tests/demo/working_days.py --check    write nothing; fail if the file would change

The days are those of the yearly announcements of the General Office of the State Council, as the
library chinesecalendar carries them. A year stands in the table whole or not at all.
"""

from __future__ import annotations

import csv
import io
import sys
from datetime import date, timedelta
from pathlib import Path

from chinese_calendar import get_holiday_detail, is_workday

FILE = Path(__file__).resolve().parents[2] / "datasets" / "codes" / "holidays.csv"
FIRST_YEAR, LAST_YEAR = 2024, 2026
TITLES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
}


def rows() -> list[tuple[str, str, str, str]]:
    """(day, title in Chinese, title in English, is a working day), in order of the days."""
    found = []
    day = date(FIRST_YEAR, 1, 1)
    while day.year <= LAST_YEAR:
        works = is_workday(day)
        if works != (day.weekday() < 5):
            title = get_holiday_detail(day)[1]
            zh, en = TITLES[title], title
            zh, en = (f"{zh}调休上班", f"{en}, working day in lieu") if works else (zh, en)
            found.append((day.isoformat(), zh, en, str(works).lower()))
        day += timedelta(days=1)
    return found


def render() -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["day_on", "title_zh", "title_en", "is_working_day"])
    writer.writerows(rows())
    return text.getvalue().encode("utf-8")


def main(arguments: list[str]) -> int:
    if arguments not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    if not arguments:
        FILE.write_bytes(render())
    elif not FILE.exists() or FILE.read_bytes() != render():
        print("differs from what the library says: holidays.csv", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
