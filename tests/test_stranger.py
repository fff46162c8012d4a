"""A real register that nobody here has written: refused where it breaks its own rules, then
published with a little SQL and two templates, and no change of Python.

It lies in the folder that BAOGUANGTAI_SHARED_DATA names, and nothing of it is kept here.
"""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from folders import hashes, listed, write
from site_fixture import put_rows

SHARED = Path(
    os.environ.get("BAOGUANGTAI_SHARED_DATA", Path(__file__).parents[2] / "shared" / "data")
)
REGISTER = SHARED / "reg-md-wsa" / "mapped"
FILE = "datasets/notices.csv"

pytestmark = pytest.mark.skipif(
    not REGISTER.is_dir(),
    reason=f"the register is not at {REGISTER}; BAOGUANGTAI_SHARED_DATA can name its folder",
)

SQL = {
    "1_public/notices.sql": """\
-- Enforcement actions
--
-- One row per action against a site.
--
-- key: notice_id
-- notice_id: Number
-- published_on: Issued on
-- area: County
-- hazard_category: Kind of action
select notice_id, published_on, area, hazard_category from raw.notices order by notice_id
""",
    "1_public/rectifications.sql": """\
-- Follow-up
--
-- One row per action that is followed up.
--
-- key: rect_id
-- rect_id: Number
-- notice_id: Action
-- status: Status
-- checked_on: Closed on
select rect_id, notice_id, status, checked_on from raw.rectifications order by rect_id
""",
    "2_tables/actions_by_area.sql": """\
-- Actions by county
--
-- How many actions there are in each county, and how many of them are closed.
--
-- key: area
-- area: County
-- actions: Actions
-- closed: Closed
select
    coalesce(n.area, 'unknown') as area,
    count(distinct n.notice_id) as actions,
    count(distinct n.notice_id) filter (r.status = 'closed') as closed
from public.notices as n
left join public.rectifications as r on r.notice_id = n.notice_id
group by all
order by area
""",
    "3_claims/a_closed_action_has_its_day.sql": """\
-- A closed action has no day on which it was closed
--
-- Enter the day.
select 'rectifications' as dataset, _line as line, 'checked_on' as field, status as found
from raw.rectifications
where status = 'closed' and checked_on is null
order by line
""",
    "4_pages/actions.sql": """\
-- Pages of actions
--
-- One row per action, with its follow-up.
select
    n.notice_id,
    n.published_on,
    n.hazard_category,
    list({'status': r.status} order by r.rect_id) filter (r.rect_id is not null) as steps
from public.notices as n
left join public.rectifications as r on r.notice_id = n.notice_id
group by all
order by n.notice_id
""",
}
PAGES = {
    "index.html": """\
{% set areas = rows("tables.actions_by_area") %}
<p id="actions">{{ areas | sum(attribute="actions") }}</p>
<p id="closed">{{ areas | sum(attribute="closed") }}</p>
{% for notice in rows("public.notices") %}
<a href="{{ home }}actions/{{ notice.notice_id }}.html">{{ notice.hazard_category }}</a>
{% endfor %}
""",
    "actions/{notice_id}.html": """\
<h1>{{ hazard_category }}</h1>
<p>{{ published_on | day }}</p>
{% for step in steps or [] %}<p class="step">{{ step.status }}</p>{% endfor %}
""",
}


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """The register as the datasets of a project."""
    shutil.copytree(REGISTER, tmp_path / "register" / "datasets", copy_function=shutil.copyfile)
    return tmp_path / "register"


def records(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Every row, and the line of the file on which it starts."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = next(reader)
        found, start = [], reader.line_num + 1
        for row in reader:
            found.append((start, dict(zip(header, row, strict=True))))
            start = reader.line_num + 1
        return found


def is_wrong(row: dict[str, str]) -> bool:
    return row["published_on"] < "2000-01-01"


def keep(path: Path, is_good: Callable[[dict[str, str]], bool]) -> int:
    """The file with its good rows only; how many those are."""
    rows = [row for _, row in records(path) if is_good(row)]
    put_rows(path, rows[0], rows)
    return len(rows)


def test_the_register_is_refused_for_every_row_that_breaks_its_own_rules(register, run):
    expected = {line for line, row in records(register / FILE) if is_wrong(row)}
    answer = run("check", "--project", register, "--format", "json")
    [task] = [t for t in json.loads(answer.out)["tasks"] if not t["valid"]]
    problems = task["errors"]
    assert answer.code == 1
    assert Counter(problem["kind"] for problem in problems) == {
        "constraint-required": 110,
        "constraint-early": 2,
    }
    assert {(p["file"], p["line"], p["column"]) for p in problems} == {
        (FILE, line, 2) for line in expected
    }
    assert [problem["line"] for problem in problems] == sorted(expected)
    assert [problem["line"] for problem in problems][:3] == [46, 75, 83]


def test_the_register_is_refused_by_a_build_in_words(register, run):
    answer = run("build", "--project", register)
    lines = answer.err.splitlines()
    assert (answer.code, answer.out) == (1, "")
    assert lines[0] == (
        f"{FILE}:46:2: published_on must be filled in; the cell is empty. Enter a value."
    )
    assert lines[-3:-1] == [
        f"{FILE}: and 62 more problems.",
        "Not published: 112 errors in 1 file.",
    ]
    assert not (register / "site").exists()


def test_the_rows_that_are_right_are_published_without_any_python(register, run: Any):
    wrong = {row["notice_id"] for _, row in records(register / FILE) if is_wrong(row)}
    actions = keep(register / FILE, lambda row: row["notice_id"] not in wrong)
    followed = register / "datasets/rectifications.csv"
    assert keep(followed, lambda row: row["notice_id"] not in wrong) > 0
    for name, text in SQL.items():
        write(register / "sql" / name, text)
    for name, text in PAGES.items():
        write(register / "site_templates/pages" / name, text)

    answer = run("build", "--project", register, "--as-of", "2026-11-23")

    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith(f"Published {actions + 1:,} pages (")
    site = register / "site"
    assert len(list((site / "actions").glob("*.html"))) == actions
    index = (site / "index.html").read_text("utf-8")
    assert f'<p id="actions">{actions}</p>' in index
    closed = {row["notice_id"] for _, row in records(followed) if row["status"] == "closed"}
    assert f'<p id="closed">{len(closed)}</p>' in index
    links = re.findall(r'href="\./(actions/[^"]+)"', index)
    assert len(links) == actions and all((site / link).is_file() for link in links)
    assert len(records(site / "data/notices.csv")) == actions
    described = json.loads((site / "data/datapackage.json").read_text("utf-8"))
    assert {r["name"]: r["rows"] for r in described["resources"]}["notices"] == actions
    assert listed(site) == hashes(site)
