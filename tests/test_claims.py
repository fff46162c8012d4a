"""Every rule about the data: the least that breaks it, what is then said, and what it becomes.

The rows and the sentences stand in cases/claims.toml; the last part is about severities, in a
project of birds.
"""

from __future__ import annotations

import json
import shutil
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pytest
from chinese_calendar import is_workday
from folders import describe, edit, write
from site_fixture import read_rows
from stdnum.cn import uscc

from pipeline import report
from pipeline.check import check_and_keep
from pipeline.database import open_database
from pipeline.examine import examine
from pipeline.load import load
from pipeline.project import Project, open_project
from pipeline.recall import recall_for_claims, shape_as_now
from pipeline.transform import claim, transform

ROOT = Path(__file__).parents[1]
CLAIMS = ROOT / "pipeline" / "sql" / "3_claims"
DAY = date(2026, 11, 23)
TOLD = tomllib.loads((Path(__file__).parent / "cases" / "claims.toml").read_text("utf-8"))
CASES = [
    pytest.param(name, case, id=f"{name}: {case['when']}")
    for name, cases in TOLD["claims"].items()
    for case in cases
]

Judge = Callable[[str, list[str]], tuple[list[str], list[str]]]


@pytest.fixture(scope="module")
def project() -> Project:
    return open_project(ROOT)


@pytest.fixture(scope="module")
def clean(project: Project) -> Iterator[duckdb.DuckDBPyConnection]:
    """The code lists, and of every other dataset the one clean row of cases/claims.toml."""
    with open_database(DAY) as con:
        compared = recall_for_claims(con, project, None)
        assert check_and_keep(con, project) == []
        load(con, project)
        for table, row in TOLD["clean"].items():
            places = ", ".join("?" for _ in row)
            con.execute(f"delete from raw.{table}")
            con.execute(
                f"insert into raw.{table} ({', '.join(row)}, _line) values ({places}, 2)",
                list(row.values()),
            )
        public = {file.name for file in transform(con, project, "1_public")}
        transform(con, project, "2_tables")
        shape_as_now(con, compared, public)
        yield con


@pytest.fixture
def judge(clean: duckdb.DuckDBPyConnection, project: Project, tmp_path: Path) -> Iterator[Judge]:
    """What one claim says, in English and in Chinese, once the clean rows have been changed."""
    clean.execute("begin")

    def say(name: str, changes: list[str]) -> tuple[list[str], list[str]]:
        folder = tmp_path / CLAIMS.relative_to(ROOT)
        folder.mkdir(parents=True)
        shutil.copy(CLAIMS / f"{name}.sql", folder)
        for change in changes:
            clean.execute(change)
        found = claim(clean, replace(project, root=tmp_path))
        en, zh = (report.found(found, "text", lang).splitlines() for lang in ("en", "zh"))
        return en, zh

    yield say
    clean.execute("rollback")


# --- what breaks a claim --------------------------------------------------------------------------


def test_the_clean_rows_break_no_claim(clean, project):
    assert claim(clean, project) == []


@pytest.mark.parametrize(("name", "case"), CASES)
def test_a_claim_says_exactly_what_is_wrong(judge, name, case):
    assert judge(name, case["change"]) == (case["en"], case["zh"])


def test_every_claim_has_a_case_that_breaks_it():
    broken = {name for name, cases in TOLD["claims"].items() if any(case["en"] for case in cases)}
    assert broken == {path.stem for path in CLAIMS.glob("*.sql")}


def test_the_check_character_is_that_of_the_standard_library_of_numbers(clean, judge):
    """2,000 random codes, half of them with a random last character."""
    rng = Random(32100)
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    bodies = [
        f"{rng.randrange(10**8):08}" + "".join(rng.choices(alphabet, k=9)) for _ in range(2000)
    ]
    ends = [uscc.calc_check_digit(body) for body in bodies]
    codes = [
        body + (end if i % 2 else rng.choice(alphabet))
        for i, (body, end) in enumerate(zip(bodies, ends, strict=True))
    ]
    table = ", ".join(f"({line}, '{code}')" for line, code in enumerate(codes, 2))
    en, _ = judge(
        "a_credit_code_has_its_check_character",
        [
            "update raw.exposures set uscc = null",
            "delete from raw.penalties",
            "insert into raw.penalties (_line, uscc) select v.line, v.code "
            f"from (values {table}) as v (line, code)",
        ],
    )
    wrong = [line for line, code in enumerate(codes, 2) if not uscc.is_valid(code)]
    assert 900 < len(wrong) < 1000
    shown, more = en[:50], en[50:]
    assert [int(line.split(":")[1]) for line in shown] == wrong[:50]
    assert more == [f"datasets/penalties.csv: and {len(wrong) - 50} more problems."]
    rule = (CLAIMS / "a_credit_code_has_its_check_character.sql").read_text("utf-8")
    found = {line for (line,) in clean.execute(f"select line from ({rule})").fetchall()}
    assert found == set(wrong)


# --- the tables behind the claims -----------------------------------------------------------------


def test_the_holidays_are_those_of_the_calendar():
    table = {row["day_on"]: row["is_working_day"] for row in _codes("holidays")}
    years = {int(day[:4]) for day in table}
    assert years == {2024, 2025, 2026}
    day = date(min(years), 1, 1)
    while day.year <= max(years):
        works = {"true": True, "false": False, None: day.weekday() < 5}
        assert works[table.get(day.isoformat())] == is_workday(day), day
        day += timedelta(days=1)


def test_the_holidays_hold_only_days_that_differ_from_their_weekday():
    for row in _codes("holidays"):
        weekday = date.fromisoformat(row["day_on"]).weekday() < 5
        assert (row["is_working_day"] == "true") != weekday, row


def test_no_date_of_the_register_may_lie_in_another_century(project):
    """1024 for 2024 is a slip of the hand that stands in order with all other dates."""
    fields = [f for r in project.resources if r.name in TOLD["clean"] for f in r.fields]
    bounds = [f.get("constraints", {}) for f in fields if f["type"] == "date"]
    assert len(bounds) == 20
    assert {(c.get("minimum"), c.get("maximum")) for c in bounds} == {("2000-01-01", "2099-12-31")}


def test_a_range_that_no_source_confirms_is_not_marked_as_confirmed():
    certainty = {row["fine_range_code"]: row["certainty"] for row in _codes("fine_ranges")}
    assert certainty == {
        "XF58-TRADER": "c", "XF58-UNIT": "a", "XF60-TRADER": "c", "XF60-UNIT": "a",
    }  # fmt: skip


def _codes(name: str) -> list[dict[str, str]]:
    return read_rows(ROOT / "datasets" / "codes" / f"{name}.csv")


# --- the demonstration ----------------------------------------------------------------------------

LATE = (
    "A penalty was published later than the working days allowed after the decision "
    "(Work Safety Law, article 78, paragraph 2)"
)
LATE_MEND = "Check the two dates; where publication was late, leave them."
EXPECTED = [
    "datasets/notices.csv:32:10: warning: A notice lists another number of units than it declares "
    "(declared_count: 8 ≠ 7). Compare with the original; where that reads so itself, leave it, "
    "and both numbers are published.",
    f"datasets/penalties.csv:129:19: warning: {LATE} "
    f"(published_on: 2025-12-26 → 2026-01-14: 12 > 7). {LATE_MEND}",
    f"datasets/penalties.csv:207:19: warning: {LATE} "
    f"(published_on: 2026-09-04 → 2026-09-18: 10 > 7). {LATE_MEND}",
    f"datasets/penalties.csv:208:19: warning: {LATE} "
    f"(published_on: 2026-09-04 → 2026-09-18: 10 > 7). {LATE_MEND}",
    "datasets/nil_returns.csv: warning: A publisher has neither a notice nor a nil return for a "
    "month (month: 示例区安全生产委员会办公室 2025-05). If nothing was published, "
    "add a nil return.",
]


def test_the_demonstration_has_these_warnings_and_no_others():
    checked = examine(ROOT, DAY)
    assert report.found(checked.warnings, "text", "en").splitlines() == EXPECTED


def test_what_the_demonstration_is_warned_of_is_published(site):
    rows = read_rows(site / "data" / "known_problems.csv")
    assert [(r["claim"], r["dataset"], r["record_key"], r["field"], r["found"]) for r in rows] == [
        ("a_notice_lists_as_many_units_as_it_declares", "notices", "DEMO-N-031",
         "declared_count", "8 ≠ 7"),
        ("a_penalty_is_published_in_time", "penalties", "DEMO-P-0128",
         "published_on", "2025-12-26 → 2026-01-14: 12 > 7"),
        ("a_penalty_is_published_in_time", "penalties", "DEMO-P-0206",
         "published_on", "2026-09-04 → 2026-09-18: 10 > 7"),
        ("a_penalty_is_published_in_time", "penalties", "DEMO-P-0207",
         "published_on", "2026-09-04 → 2026-09-18: 10 > 7"),
        ("every_month_has_a_notice_or_a_nil_return", "nil_returns",
         "示例区安全生产委员会办公室 2025-05", "month", "示例区安全生产委员会办公室 2025-05"),
    ]  # fmt: skip
    assert rows[0]["problem_zh"] == "通报所称的户数与实际列出的案例数不一致"
    assert rows[0]["problem_en"] == "A notice lists another number of units than it declares"


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("data/notices.html", "通报所称的户数与实际列出的案例数不一致</td><td>8 ≠ 7</td>"),
        ("en/data/notices.html", "units than it declares</td><td>8 ≠ 7</td>"),
        ("data/towns.html", "按规则检查，目前没有发现问题。"),
        ("en/data/towns.html", "The rules find nothing doubtful at present."),
    ],
)
def test_the_page_of_a_dataset_tells_its_known_problems(site, page, words):
    text = (site / page).read_text("utf-8")
    assert text.count('<h2 id="known-problems">') == 1
    assert words in text
    assert "data/known_problems.csv" in text


# --- severities -----------------------------------------------------------------------------------

CLAIM = "sql/3_claims/a_coot_swims_with_few.sql"
WARNING = """\
-- Many coots were counted on one walk
--
-- Count them again; if there were so many, leave the number.
--
-- severity: warning
select 'counts' as dataset, count_id::varchar as key, 'birds' as field, birds::varchar as found
from public.counts
where bird = 'Coot' and birds > 10
order by count_id
"""
SAID = (
    "Many coots were counted on one walk (birds: 12). "
    "Count them again; if there were so many, leave the number."
)


@pytest.fixture
def warned(birds: Path) -> Path:
    """The birds, with a claim that warns of line 2 of counts.csv."""
    write(birds / CLAIM, WARNING)
    return birds


def test_a_warning_is_said_and_the_site_is_published(warned, run):
    answer = run("build")
    assert answer.code == 0
    assert answer.err == f"datasets/counts.csv:2:5: warning: {SAID}\n"
    assert answer.out.startswith("Published ")
    assert read_rows(warned / "site" / "data" / "known_problems.csv") == [{
        "claim": "a_coot_swims_with_few", "dataset": "counts", "record_key": "1",
        "field": "birds", "found": "12", "problem_en": "Many coots were counted on one walk",
    }]  # fmt: skip


def test_check_warns_too_and_is_content(warned, run):
    assert run("check") == (
        0,
        "2 files checked; 1 warning and no error, so nothing stops publication.\n",
        f"datasets/counts.csv:2:5: warning: {SAID}\n",
    )


def test_a_warning_in_chinese(warned, run):
    assert run("check", "--lang", "zh").err == f"datasets/counts.csv:2:5: 警告：{SAID}\n"


def test_a_warning_is_an_annotation_of_a_pull_request(warned, run):
    assert run("check", "--format", "github").out == (
        f"::warning file=datasets/counts.csv,line=2,col=5::{SAID}\n"
        "2 files checked; 1 warning and no error, so nothing stops publication.\n"
    )


def test_programs_are_told_the_severity(warned, run):
    edit(warned / "datasets/counts.csv", "Grey heron,1,", "Grey heron,3,")
    answer = run("check", "--format", "json")
    assert answer.code == 1
    counts = json.loads(answer.out)["tasks"][1]
    assert [(p["line"], p["severity"]) for p in counts["errors"]] == [(3, "error")]
    assert [(p["line"], p["severity"]) for p in counts["warned"]] == [(2, "warning")]


def test_a_check_in_json_that_only_warns_is_valid(warned, run):
    answer = run("check", "--format", "json")
    report = json.loads(answer.out)
    assert (answer.code, report["valid"], report["tasks"][1]["valid"]) == (0, True, True)
    assert report["stats"]["warnings"] == 1
    assert report["tasks"][1]["warnings"] == [f"datasets/counts.csv:2:5: {SAID}"]


def test_beside_an_error_a_warning_comes_last(warned, run):
    edit(warned / "datasets/counts.csv", "Grey heron,1,", "Grey heron,3,")
    answer = run("build")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.splitlines() == [
        "datasets/counts.csv:3:5: More than one heron was counted on one walk (birds: 3). "
        "Herons here live alone; check the number of birds",
        f"datasets/counts.csv:2:5: warning: {SAID}",
        "Not published: 1 error in 1 file.",
        "  datasets/counts.csv: 1 error, 1 warning "
        "(More than one heron was counted on one walk × 1, "
        "Many coots were counted on one walk × 1)",
    ]


def test_a_warning_without_a_record_points_at_the_file(warned, run):
    edit(warned / CLAIM, "count_id::varchar as key", "'9' as key")
    assert run("check").err == f"datasets/counts.csv: warning: {SAID}\n"


def test_an_error_may_name_its_record_by_key(warned, run):
    edit(warned / CLAIM, "--\n-- severity: warning\n", "")
    answer = run("check")
    assert answer.code == 1
    assert answer.err.splitlines()[0] == f"datasets/counts.csv:2:5: {SAID}"


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "raw.counts cannot be read by a claim whose severity is warning, because what a "
               "warning finds is published; it may read catalog, public, tables. Name a table of "
               "those, or make the claim an error."),
        ("zh", "级别为 warning 的断言不能读取 raw.counts，因为它发现的问题会公开；只能读取 "
               "catalog、public、tables。请改用其中的表，或把断言改为 error。"),
    ],
)  # fmt: skip
def test_what_a_warning_finds_is_published_so_it_may_not_read_raw(warned, run, lang, said):
    edit(warned / CLAIM, "from public.counts", "from raw.counts")
    answer = run("build", "--lang", lang)
    assert answer.code == 2
    assert answer.err.splitlines()[0] == f"{CLAIM}:7: {said}"


def test_a_warning_names_its_record_by_key(warned, run):
    edit(warned / CLAIM, "count_id::varchar as key", "2 as line")
    answer = run("build")
    assert answer.code == 2
    assert answer.err.splitlines()[0] == (
        f"{CLAIM}: A claim must select exactly these columns: dataset, key, field, found. "
        "Select them, in this order."
    )


def test_a_project_without_warnings_publishes_no_known_problems(birds, run):
    assert run("build").code == 0
    assert not (birds / "site" / "data" / "known_problems.csv").exists()


def test_a_claim_that_can_warn_but_does_not_publishes_an_empty_list(warned, run):
    edit(warned / "datasets/counts.csv", "Coot,12,", "Coot,9,")
    assert run("build").err == ""
    assert read_rows(warned / "site" / "data" / "known_problems.csv") == []


# --- fields that may not be -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "field",
    [
        {"name": "reporter_name", "title": "Who told us"},
        {"name": "told_by", "title": "The Reporter"},
        {"name": "told_by", "title": "Told by", "title_zh": "reporter 举报人"},
    ],
)
@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", 'The field {0} of "counts" holds the word "reporter", which "forbidden_fields" '
               "rules out. Remove the field, or mark it closed if it is kept for checking only."),
        ("zh", '“counts”的字段 {0} 含有 "forbidden_fields" 禁止的词“reporter”。'
               "请删去该字段；只供内部核对的，标为 closed。"),
    ],
)  # fmt: skip
def test_a_forbidden_field_is_refused(birds, run, field, lang, said):
    describe(birds, lambda d: _forbid(d, ["officer", "reporter"], field))
    answer = run("check", "--lang", lang)
    assert answer.code == 2
    assert answer.err.splitlines()[0] == (
        f"datasets/datapackage.json: {said.format(field['name'])}"
    )


def test_a_forbidden_field_may_be_closed(birds, run):
    field = {"name": "reporter", "type": "string", "title": "Reporter", "privacy": "closed"}
    describe(birds, lambda d: _forbid(d, ["reporter"], field))
    header, *rows = (birds / "datasets/counts.csv").read_text("utf-8").split("\n")
    rows = [row + "," if not row.endswith("Standing.") and row else row for row in rows]
    text = "\n".join([f"{header},reporter", *rows])
    write(birds / "datasets/counts.csv", text.replace("Standing.,", "Standing."))
    assert run("check") == (0, "2 files checked; no problems.\n", "")


@pytest.mark.parametrize("found", ["reporter", [""], [1], {"reporter": True}])
def test_the_forbidden_words_are_a_list_of_words(birds, run, found):
    describe(birds, lambda d: d.update(forbidden_fields=found))
    answer = run("check")
    assert answer.code == 2
    assert answer.err.splitlines()[0] == (
        'datasets/datapackage.json: "forbidden_fields" must be a list of words; '
        f'found {json.dumps(found)}. Write it as ["reporter"].'
    )


@pytest.mark.parametrize(
    "word", ["执法人员", "举报人", "联系电话", "身份证", "officer", "reporter"]
)
def test_the_register_forbids_itself_fields_about_officers_and_reporters(project, word):
    assert word in project.descriptor["forbidden_fields"]


def _forbid(descriptor: dict[str, Any], words: list[str], field: dict[str, Any]) -> None:
    descriptor["forbidden_fields"] = words
    counts = next(r for r in descriptor["resources"] if r["name"] == "counts")
    counts["schema"]["fields"].append({"type": "string", **field})
