"""The answer for programs: a Report that frictionless itself reads, with our own fields beside."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from folders import describe, edit, write
from frictionless import Package, Report, system

from pipeline.judge import pinned
from pipeline.privacy import WITHHELD
from pipeline.project import open_project

FILE = "datasets/counts.csv"
HEADER = "count_id,site_id,walked_on,bird,birds,remark\n"
GOOD = "1,north,2026-03-01,Coot,12,\n"
OURS = {
    "file", "line", "column", "place", "kind", "name", "severity", "sentence", "mend",
    "suggestion", "rowNumber", "fieldNumber", "fieldName",
}  # fmt: skip

Told = Callable[..., dict[str, Any]]


@pytest.fixture
def told(birds: Path, run: Callable[..., Any]) -> Told:
    """The document of a check of `birds`, once frictionless has read it and written it again."""

    def check(*options: str, content: str | bytes | None = None) -> dict[str, Any]:
        if content is not None:
            write(birds / FILE, content)
        answer = run("check", "--format", "json", *options)
        assert answer.err == ""
        document = json.loads(answer.out)
        report = Report.from_descriptor(json.loads(answer.out))
        assert report.to_descriptor() == document
        assert report.valid == (answer.code == 0) == document["valid"]
        assert report.stats["errors"] == sum(
            (len(document["errors"]), *(t["stats"]["errors"] for t in document["tasks"]))
        )
        return document

    return check


def counts(document: dict[str, Any]) -> dict[str, Any]:
    [task] = [t for t in document["tasks"] if t["name"] == "counts"]
    return dict(task)


# --- what frictionless reads ----------------------------------------------------------------------


def test_a_clean_run_is_a_valid_report_with_every_resource_as_a_task(told):
    document = told()
    assert isinstance(document["stats"].pop("seconds"), float)
    assert document == {
        "valid": True,
        "stats": {"tasks": 2, "errors": 0, "warnings": 0},
        "warnings": [], "errors": [], "warned": [], "language": "en",
        "tasks": [
            {
                "name": "sites", "type": "table", "valid": True, "place": "datasets/sites.csv",
                "labels": ["site_id", "site_name", "keeper"],
                "stats": {
                    "errors": 0, "warnings": 0, "fields": 3, "rows": 2, "bytes": 85,
                    "sha256": "41f2d92507586e15d92a47508cf476a0a1a8b2f82a5fc51f4accd1af9f9ba2d9",
                },
                "warnings": [], "errors": [], "warned": [],
            },
            {
                "name": "counts", "type": "table", "valid": True, "place": FILE,
                "labels": ["count_id", "site_id", "walked_on", "bird", "birds", "remark"],
                "stats": {
                    "errors": 0, "warnings": 0, "fields": 6, "rows": 3, "bytes": 204,
                    "sha256": document["tasks"][1]["stats"]["sha256"],
                },
                "warnings": [], "errors": [], "warned": [],
            },
        ],
    }  # fmt: skip


NO_KEY = 'all "None"'


def by_frictionless(birds: Path) -> list[dict[str, Any]]:
    """The errors of counts.csv as frictionless finds and writes them."""
    project = open_project(birds)
    package = {"name": "check", "resources": [pinned(r) for r in project.resources]}
    with system.use_context(trusted=False):
        loaded = Package.from_descriptor(package, basepath=str(project.datasets))
        [task] = loaded.get_resource("counts").validate().tasks
    found = [dict(error.to_descriptor()) for error in task.errors]
    rows = [error.get("rowNumber") for error in found]
    # That a row has no key is not told beside the reason why it has none.
    return [e for e in found if NO_KEY not in e["note"] or rows.count(e["rowNumber"]) == 1]


def place(error: dict[str, Any]) -> tuple[int, str, int]:
    kind = str(error["type"])
    return error.get("rowNumber", 1), kind, 0 if "-key" in kind else error.get("fieldNumber", 0)


ROWS = {
    "cells": '1,north,2026-02-30,Coot,0,"a, b"\nx,north,2026-03-01,,12,c\n',
    "keys": "1,sea,2026-03-01,Coot,12,\n1,north,2026-03-02,Coot,12,\n",
    "shape": "1,north,2026-03-01,Coot,12\n2,north,2026-03-01,Coot,12,wet,cold\n,,,,,\n",
    "other lists": "1,north,2026-03-01,Swan,12,\n2,north,2026-03-02,Coot,300,\n",
}
HEADINGS = {
    "another": HEADER.replace("bird,", "brid,"),
    "missing": HEADER.replace(",remark", ""),
    "too many": HEADER.replace("\n", ",weather\n"),
    "twice": HEADER.replace("birds", "bird"),
    "empty": HEADER.replace("birds", ""),
}


@pytest.mark.parametrize(
    "content",
    [*(HEADER + rows for rows in ROWS.values()), *(h + GOOD for h in HEADINGS.values())],
    ids=[*ROWS, *HEADINGS],
)
def test_what_frictionless_finds_is_told_as_frictionless_tells_it(birds, told, content):
    def change(descriptor: dict[str, Any]) -> None:
        fields = descriptor["resources"][1]["schema"]["fields"]
        fields[3]["constraints"] |= {"enum": ["Coot", "Grey heron"], "maxLength": 12}
        fields[4]["constraints"] |= {"maximum": 200}

    describe(birds, change)
    document = told(content=content)
    theirs = by_frictionless(birds)
    ours = counts(document)["errors"]
    assert theirs and len(ours) == len(theirs)
    for mine, error in zip(sorted(ours, key=place), sorted(theirs, key=place), strict=True):
        assert {k: v for k, v in mine.items() if k in error or k not in OURS} == error


# --- what frictionless has no type for ------------------------------------------------------------


def only_error(document: dict[str, Any]) -> dict[str, Any]:
    [error] = counts(document)["errors"]
    return dict(error)


def test_a_fault_of_form_is_an_error_whose_kind_tells_our_rule(told):
    said = "The line is blank. Delete it."
    assert only_error(told(content=f"{HEADER}{GOOD}\n")) == {
        "type": "error", "title": "Error", "description": "Error", "message": said, "tags": [],
        "note": said,
        "file": FILE, "line": 3, "column": 0, "place": f"{FILE}:3", "kind": "form-blank-line",
        "name": "blank line", "severity": "error", "sentence": said, "mend": "Delete it.",
        "rowNumber": 3,
    }  # fmt: skip


def test_a_claim_is_an_error_at_its_row_and_field_with_the_line_of_the_file(birds, told):
    rows = '1,north,2026-03-01,Coot,12,"a\n\nb"\n2,north,2026-03-02,Grey heron,3,\n'
    error = only_error(told(content=HEADER + rows))
    said = (
        "More than one heron was counted on one walk (birds: 3). "
        "Herons here live alone; check the number of birds"
    )
    assert error == {
        "type": "error", "title": "Error", "description": "Error", "message": said, "tags": [],
        "note": said,
        "rowNumber": 3, "fieldNumber": 5, "fieldName": "birds",
        "file": FILE, "line": 5, "column": 5, "place": f"{FILE}:5:5",
        "kind": "a_heron_walks_alone", "name": "More than one heron was counted on one walk",
        "severity": "error", "sentence": said,
        "mend": "Herons here live alone; check the number of birds",
    }  # fmt: skip


def test_our_own_fields_are_in_the_language_asked_for(told):
    document = told("--lang", "zh", content=HEADER + "1,norht,2026-03-01,Coot,12,\n")
    error = only_error(document)
    assert document["language"] == "zh"
    assert {k: error[k] for k in ("type", "note", "name", "sentence", "mend", "suggestion")} == {
        "type": "foreign-key",
        "note": 'for "site_id": values "norht" not found in the lookup table "sites" as "site_id"',
        "name": "引用不存在",
        "sentence": "site_id 引用了“norht”，但 sites 中没有。是否应为 north？",
        "mend": "是否应为 north？",
        "suggestion": "north",
    }


def test_all_can_be_laid_out_flat_with_our_fields_beside(told, run):
    told(content=HEADER + GOOD + "1,north,2026-03-01,Coot,0,\n")
    report = Report.from_descriptor(json.loads(run("check", "--format", "json").out))
    assert report.flatten(["taskNumber", "rowNumber", "fieldNumber", "type", "line", "mend"]) == [
        [2, 3, 1, "primary-key", 3, "Give it another."],
        [2, 3, 5, "constraint-error", 3, "The least is 1."],
    ]
    assert report.tasks[1].errors[0].cells == ["1", "north", "2026-03-01", "Coot", "0", ""]
    assert 'constraint "minimum" is "1"' in report.to_summary()


# --- what is not about a resource -----------------------------------------------------------------


def test_a_wrong_description_is_an_error_of_the_whole_and_leaves_no_task(birds, told):
    write(birds / "datasets/datapackage.json", "{")
    document = told()
    assert document["tasks"] == []
    assert [(e["type"], e["place"], e["kind"]) for e in document["errors"]] == [
        ("error", "datasets/datapackage.json:1:2", "descriptor-not-json")
    ]


def test_a_wrong_rule_of_the_description_is_an_error_of_the_whole(birds, told):
    def change(descriptor: dict[str, Any]) -> None:
        descriptor["resources"][1]["schema"]["fields"][3]["constraints"] = {"pattern": "["}

    describe(birds, change)
    document = told()
    assert [t["valid"] for t in document["tasks"]] == [True, True]
    assert [e["kind"] for e in document["errors"]] == ["rule-pattern"]


def test_a_missing_file_is_an_error_of_its_resource(birds, told):
    (birds / FILE).unlink()
    task = counts(told())
    assert (task["valid"], task["labels"]) == (False, [])
    assert task["stats"] == {"errors": 1, "warnings": 0, "fields": 6}
    assert [e["kind"] for e in task["errors"]] == ["file-missing"]


def test_a_wrong_sql_file_is_an_error_of_the_whole(birds, told):
    edit(birds / "sql/2_tables/birds_by_site.sql", "from public", "from raw")
    document = told()
    assert [t["valid"] for t in document["tasks"]] == [True, True]
    assert [(e["place"], e["kind"]) for e in document["errors"]] == [
        ("sql/2_tables/birds_by_site.sql:12", "sql-looks-up")
    ]


def test_a_mistake_on_the_command_line_is_an_error_of_the_whole(told):
    assert [e["place"] for e in told("--as-of", "soon")["errors"]] == ["--as-of"]


def test_a_build_answers_in_the_same_form(birds, run):
    answer = run("build", "--format", "json")
    report = Report.from_descriptor(json.loads(answer.out))
    assert (answer.code, report.valid, len(report.tasks)) == (0, True, 2)


# --- how much is told -----------------------------------------------------------------------------


def test_more_than_a_thousand_errors_are_counted_and_not_all_listed(told):
    rows = "".join(f"{n},north,2026-03-01,Coot,0,\n" for n in range(1, 1201))
    task = counts(told(content=HEADER + rows))
    assert task["stats"]["errors"] == 1200
    assert len(task["errors"]) == 1000
    assert task["warnings"] == ["1,200 errors; the first 1,000 are listed here."]


# --- what may not be told -------------------------------------------------------------------------

MOBILE, RESIDENT, NAME = "13812345678", "11010519491231002X", "欧阳明月"


@pytest.mark.parametrize("text", [f"请联系{MOBILE}", f"身份证{RESIDENT}", "鑫悦王小明餐饮店"])
def test_personal_data_of_a_row_that_is_wrong_elsewhere_is_withheld(told, text):
    document = told(content=f"{HEADER}1,sea,2026-03-01,Coot,0,{text}\n")
    assert [e["cells"][5] for e in counts(document)["errors"]] == [WITHHELD] * 2
    assert text not in json.dumps(document, ensure_ascii=False)


def test_a_name_is_withheld_where_the_title_of_its_column_makes_it_one(birds, told, run):
    def change(descriptor: dict[str, Any]) -> None:
        field = descriptor["resources"][1]["schema"]["fields"][5]
        field |= {"title": "法定代表人", "constraints": {"maxLength": 2}}

    describe(birds, change)
    document = told(content=f"{HEADER}1,sea,2026-03-01,Coot,12,{NAME}\n")
    assert [e["kind"] for e in counts(document)["errors"]] == [
        "foreign-key", "constraint-maxLength",
    ]  # fmt: skip
    assert NAME not in json.dumps(document, ensure_ascii=False)
    for form in ("text", "github"):
        answer = run("check", "--format", form)
        assert NAME not in answer.out + answer.err and WITHHELD in answer.out + answer.err


def test_a_key_that_is_personal_data_is_withheld_also_from_the_note(told):
    document = told(content=f"{HEADER}1,{MOBILE},2026-03-01,Coot,12,\n")
    assert only_error(document)["fieldCells"] == [WITHHELD]
    assert MOBILE not in json.dumps(document)


def test_what_is_closed_stays_so_in_a_row_that_is_wrong_elsewhere(birds, told):
    write(birds / "datasets/sites.csv", "site_id,site_name,keeper\nNORTH,North,A. Keeper\n")
    [site, _] = told(content=HEADER + GOOD)["tasks"]
    assert [e["cells"] for e in site["errors"]] == [["NORTH", "North", WITHHELD]]


def test_a_finding_of_personal_data_names_the_place_and_nothing_else(told):
    error = only_error(told(content=f"{HEADER}1,north,2026-03-01,Coot,12,请联系{MOBILE}\n"))
    assert (error["type"], error["kind"], error["place"]) == (
        "error", "privacy-mobile", f"{FILE}:2:6",
    )  # fmt: skip
    assert MOBILE not in json.dumps(error) and "cell" not in error and "cells" not in error


def test_control_characters_are_shown_by_their_numbers(told):
    document = told(content=f'{HEADER}1,"sea\n::error::x",2026-03-01,Coot,12,\n')
    error = only_error(document)
    assert error["fieldCells"] == ["sea\\u000a::error::x"]
    document = told(content=f"{HEADER}1,\x1b[31msea,2026-03-01,Coot,12,\n")
    assert "\x1b" not in "".join(str(v) for v in counts(document)["errors"])


def test_a_cell_is_told_no_longer_than_in_a_sentence(told):
    document = told(content=f"{HEADER}1,sea,2026-03-01,Coot,12,{'x' * 500}\n")
    assert only_error(document)["cells"][5] == "x" * 119 + "…"


# --- as the documents tell ------------------------------------------------------------------------

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_program_in_the_readme_reads_the_answer(name, tmp_path):
    text = (ROOT / name).read_text("utf-8")
    [program] = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    program = program.replace('".venv/bin/baoguangtai"', f'"{sys.executable}", "-m", "pipeline"')
    file = write(tmp_path / "read.py", textwrap.dedent(program))
    done = subprocess.run(
        [sys.executable, file], cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert (done.stdout, done.stderr, done.returncode) == ("True 0\n", "", 0)
