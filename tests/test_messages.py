"""How a problem is told: in both languages, whatever its kind, and with what the reader needs."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from answers import parted, problems_of
from folders import describe, write
from frictionless import Error, Field, errors, fields

from pipeline.find import as_problem, of_error
from pipeline.kinds import CONSTRAINTS, EXAMPLES, TYPES, example_of, kind_of, kind_of_type, type_of
from pipeline.problem import Problem
from pipeline.project import Resource
from pipeline.speech import texts_of

CLASSES = {cls.type: cls for cls in Error.list_children(root=True)}
FIELDS = [
    cls for cls in vars(fields).values()
    if isinstance(cls, type) and issubclass(cls, Field) and cls is not Field
]  # fmt: skip
NOTE = "Here frictionless would have its say"
FILE = "datasets/counts.csv"

Said = Callable[..., tuple[list[str], list[str]]]


def resource_of(*described: dict[str, Any], **schema: Any) -> Resource:
    return Resource("r", {"schema": {"fields": described, **schema}}, Path("r.csv"), "r.csv")


# --- every error of frictionless ------------------------------------------------------------------


def test_every_type_of_error_is_known_by_name():
    assert set(CLASSES) == TYPES


@pytest.mark.parametrize("type_", sorted(TYPES))
def test_every_type_of_error_has_a_sentence_of_its_own_in_both_languages(type_):
    parts = texts_of(type_)
    assert list(parts) == ["name", "says", "mend"]
    assert all(re.search(r"[\u4e00-\u9fff]", texts["zh"]) for texts in parts.values())


def an_error(type_: str) -> Error:
    """An error as frictionless makes it, in the second field of the second row."""
    values = {
        "cells": ["1", "x"], "rowNumber": 2, "cell": "x", "fieldName": "b", "fieldNumber": 2,
        "labels": ["a", "x"], "rowNumbers": [1], "label": "x", "fieldNames": ["b"],
        "fieldCells": ["x"], "referenceName": "s", "referenceFieldNames": ["b"], "note": NOTE,
    }  # fmt: skip
    cls = CLASSES[type_]
    known = cls.metadata_ensure_profile()["properties"]
    return cls.metadata_import({k: v for k, v in values.items() if k in known})


@pytest.mark.parametrize("type_", sorted(TYPES))
def test_every_error_is_told_in_chinese_and_frictionless_is_not_quoted(type_):
    """Only of a description is the note quoted: it alone says what is wrong there."""
    resource = resource_of({"name": "a"}, {"name": "b"}, primaryKey=["b"])
    problem = as_problem(resource, of_error(resource, an_error(type_), 0), [])
    said = problem.sentence("zh")
    is_of_description = issubclass(CLASSES[type_], (errors.MetadataError, errors.ResourceError))
    assert (NOTE in said) == is_of_description
    assert re.search(r"[\u4e00-\u9fff]", said) and said.endswith(("。", "？"))
    assert type_of(problem.kind) == type_


def test_an_error_of_a_type_that_is_not_known_is_told_too():
    class NewError(Error):
        type = "quite-new"

    resource = resource_of({"name": "a"})
    problem = as_problem(resource, of_error(resource, NewError(note=NOTE), 0), [])
    assert problem.sentence("en") == (
        "Something is not as the description asks (quite-new). "
        "Compare it with datapackage.json, and correct it."
    )


def test_every_constraint_of_frictionless_has_a_sentence():
    described = Field.metadata_profile["properties"]["constraints"]["properties"]
    named = {name for cls in FIELDS for name in cls.supported_constraints} | set(described)
    assert named | {"jsonSchema"} == CONSTRAINTS
    assert all(texts_of(f"constraint-{name}")["mend"]["zh"] for name in CONSTRAINTS)


def test_every_type_of_field_has_a_sentence():
    types = {cls.type for cls in FIELDS}
    assert types <= {kind.split("/")[0] for kind in EXAMPLES} | {"boolean"}
    assert all(texts_of(kind_of_type({"type": kind}))["says"]["zh"] for kind in types)


@pytest.mark.parametrize("kind", [k for k, v in EXAMPLES.items() if v and k != "string/wkt"])
def test_the_example_given_is_one_that_frictionless_accepts(kind):
    type_, _, form = kind.partition("/")
    described = {"name": "a", "type": type_, **({"format": form} if form else {})}
    value, notes = Field.from_descriptor(described).read_cell(example_of(described))
    assert value is not None and notes is None


@pytest.mark.parametrize(
    ("described", "example"),
    [
        ({"type": "date", "format": "%d.%m.%Y"}, "31.01.2026"),
        ({"type": "number", "decimalChar": ","}, "12,5"),
        ({"type": "boolean", "trueValues": ["是"]}, "是"),
        ({"type": "string", "example": "DEMO-1"}, "DEMO-1"),
    ],
)
def test_the_example_follows_the_description(described, example):
    assert example_of(described) == example


# --- cells of every type, and every rule ----------------------------------------------------------


@pytest.fixture
def said_of(birds: Path, run: Callable[..., Any]) -> Said:
    """What is said, in English and in Chinese, of a remark that is described in this way."""

    def check(described: dict[str, Any], *cells: str) -> tuple[list[str], list[str]]:
        def change(descriptor: dict[str, Any]) -> None:
            fields = descriptor["resources"][1]["schema"]["fields"]
            fields[5] = {"name": "remark", **described}

        describe(birds, change)
        rows = [f"{n},north,2026-03-01,Coot,12,{cell}\n" for n, cell in enumerate(cells, 1)]
        header = (birds / FILE).read_text("utf-8").split("\n")[0]
        write(birds / FILE, "\n".join([header, *rows]).replace("\n\n", "\n"))
        en, zh = (problems_of(run("check", "--lang", lang).err) for lang in ("en", "zh"))
        return [line.partition(": ")[2] for line in en], [line.partition(": ")[2] for line in zh]

    return check


@pytest.mark.parametrize(
    ("described", "cell", "en", "zh"),
    [
        (
            {"type": "boolean"}, "maybe",
            'remark must be yes or no; found "maybe". Write true for yes, false for no.',
            "remark 应填是或否；现为“maybe”。“是”写 true，“否”写 false。",
        ),
        (
            {"type": "boolean", "trueValues": ["是"], "falseValues": ["否"]}, "yes",
            'remark must be yes or no; found "yes". Write 是 for yes, 否 for no.',
            "remark 应填是或否；现为“yes”。“是”写 是，“否”写 否。",
        ),
        (
            {"type": "number"}, "12元",
            'remark is not a number: "12元". Write digits, as 12.5.',
            "remark 不是数值：“12元”。请写数字，例如 12.5。",
        ),
        (
            {"type": "date", "format": "%Y/%m/%d"}, "2026-03-01",
            'remark is not a date: "2026-03-01". Write a day that exists, as 2026/01/31.',
            "remark 不是日期：“2026-03-01”。请填写真实存在的日期，写作 2026/01/31。",
        ),
        (
            {"type": "datetime"}, "today",
            'remark is not a date with a time: "today". Write it as 2026-01-31T09:30:00.',
            "remark 不是日期时间：“today”。请写作 2026-01-31T09:30:00。",
        ),
        (
            {"type": "time"}, "9am",
            'remark is not a time of day: "9am". Write it as 09:30:00.',
            "remark 不是时间：“9am”。请写作 09:30:00。",
        ),
        (
            {"type": "year"}, "26",
            'remark is not a year: "26". Write four digits, as 2026.',
            "remark 不是年份：“26”。请写四位数字，例如 2026。",
        ),
        (
            {"type": "yearmonth"}, "2026-13",
            'remark is not a month of a year: "2026-13". Write year and month, as 2026-01.',
            "remark 不是年月：“2026-13”。请写年和月，例如 2026-01。",
        ),
        (
            {"type": "duration"}, "a day",
            'remark is not a duration: "a day". Write it by ISO 8601; P30D are thirty days.',
            "remark 不是时长：“a day”。请按 ISO 8601 书写，例如 P30D 表示 30 天。",
        ),
        (
            {"type": "geopoint"}, "here",
            'remark is not a point on the map: "here". '
            "Write longitude and latitude as 121.1,31.15.",
            "remark 不是坐标：“here”。请按先经度后纬度书写，例如 121.1,31.15。",
        ),
        (
            {"type": "object"}, "[]",
            'remark is not an object in JSON: "[]". Write it as {"a": 1}.',
            'remark 不是 JSON 对象：“[]”。请写作 {"a": 1} 的形式。',
        ),
        (
            {"type": "array"}, "{}",
            'remark is not a list in JSON: "{}". Write it as ["a", "b"].',
            'remark 不是 JSON 列表：“{}”。请写作 ["a", "b"] 的形式。',
        ),
        (
            {"type": "array", "arrayItem": {"type": "integer", "constraints": {"maximum": 3}}},
            "[9]",
            'An item of the list in remark breaks the rule "maximum" (3): "[9]". '
            "Correct that item.",
            'remark 的列表中有不符合 "maximum"（3）的项：“[9]”。请改正该项。',
        ),
        (
            {"type": "array", "arrayItem": {"type": "integer"}}, "[true]",
            'An item of the list in remark is not of the type integer: "[true]". '
            "Correct that item.",
            "remark 的列表中有不是 integer 类型的项：“[true]”。请改正该项。",
        ),
        (
            {"type": "string", "format": "email"}, "nobody",
            'remark is not an e-mail address: "nobody". Write it as office@example.org.',
            "remark 不是电子邮箱地址：“nobody”。请写作 office@example.org 的形式。",
        ),
        (
            {"type": "string", "format": "uuid"}, "7",
            'remark is not a UUID: "7". Write it as 7f8a6c1e-0d7e-4c0e-9d5d-000000000001.',
            "remark 不是 UUID：“7”。请写作 7f8a6c1e-0d7e-4c0e-9d5d-000000000001 的形式。",
        ),
        (
            {"type": "string", "format": "uri"}, "nowhere",
            'remark is not an address: "nowhere". Write the whole address, as '
            "https://example.org/a.",
            "remark 不是网址：“nowhere”。请写完整的网址，例如 https://example.org/a。",
        ),
        (
            {"type": "string", "format": "uri"}, "ftp://example.org/",
            'remark must be a web address; found "ftp://example.org/". '
            "Begin it with https:// or http://.",
            "remark 必须是网址；现为“ftp://example.org/”。请以 https:// 或 http:// 开头。",
        ),
        (
            {"type": "number"}, "NaN",
            'remark must be a number that can be counted with; found "NaN". '
            "Write the number, or leave the cell empty.",
            "remark 必须是可以计算的数；现为“NaN”。请填写数字，或留空。",
        ),
        (
            {"type": "number", "constraints": {"minimum": 1}}, "sNaN",
            'remark cannot be compared with the bounds set for it: "sNaN". Write it as the bounds '
            "are written: a plain number, or a time with a zone only if they have one.",
            "remark 无法与规定的界限比较：“sNaN”。"
            "请按界限的写法填写：写普通数字；界限带时区的才写时区。",
        ),
        (
            {"type": "string", "categories": ["dry", "wet"]}, "damp",
            'remark cannot be "damp", which is none of its categories. Use one of "dry", "wet".',
            "remark 不能为“damp”，它不在所列类别之中。请使用“dry”、“wet”之一。",
        ),
        (
            {"type": "string", "constraints": {"enum": ["rain", "sun"]}}, "rian",
            'remark cannot be "rian". Perhaps rain was meant; otherwise use one of "rain", "sun".',
            "remark 不能为“rian”。是否应为 rain？否则请使用“rain”、“sun”之一。",
        ),
        (
            {"type": "string", "example": "R-7", "constraints": {"pattern": "R-[0-9]"}}, "7",
            'remark has the wrong form: "7". Write it like "R-7"; it must match "R-[0-9]".',
            "remark 的写法不对：“7”。请照“R-7”的样子填写；应符合“R-[0-9]”。",
        ),
        (
            {"type": "date", "constraints": {"maximum": "2026-01-31"}}, "2026-02-01",
            'remark is too late: "2026-02-01". The latest is 2026-01-31.',
            "remark 过晚：“2026-02-01”。最晚为 2026-01-31。",
        ),
        (
            {"type": "string", "constraints": {"maxLength": 1}}, "ab",
            'remark is too long: "ab". It may have at most 1 character.',
            "remark 过长：“ab”。最多 1 个字符。",
        ),
    ],
    ids=lambda value: json.dumps(value) if isinstance(value, dict) else "",
)  # fmt: skip
def test_a_cell_is_told_by_its_type_and_its_rule(said_of, described, cell, en, zh):
    assert said_of(described, f'"{cell}"' if "," in cell else cell) == ([en], [zh])


def test_a_key_of_two_fields_of_which_one_is_empty_is_told_with_both(birds, run):
    def refer(descriptor: dict[str, Any]) -> None:
        keys = {"fields": ["site_id", "remark"]}
        reference = {"resource": "sites", "fields": ["site_id", "site_name"]}
        schema = descriptor["resources"][1]["schema"]
        schema["foreignKeys"] = [{**keys, "reference": reference}]

    describe(birds, refer)
    header = (birds / FILE).read_text("utf-8").split("\n")[0]
    write(birds / FILE, f"{header}\n1,north,2026-03-01,Coot,12,\n")
    assert problems_of(run("check").err) == [
        f'{FILE}:2:2: site_id, remark refers to "north", (empty), which is not in sites. '
        "Correct it, or add the missing row there."
    ]
    assert problems_of(run("check", "--lang", "zh").err) == [
        f"{FILE}:2:2: site_id、remark 引用了“north”、（空），但 sites 中没有。"
        "请改正，或在该表中补充。"
    ]


def test_a_long_list_is_told_in_part():
    expected = tuple(f"value {n}" for n in range(100))
    problem = Problem("a", "constraint-enum", {"field": "b", "cell": "x", "expected": expected})
    assert problem.sentence() == (
        'b cannot be "x". Use one of '
        + ", ".join(f'"value {n}"' for n in range(22))
        + " … (100 in all)."
    )
    assert problem.sentence("zh").endswith("“value 22”……（共 100 个）之一。")


# --- a file with other headings -------------------------------------------------------------------


def test_a_file_with_wrong_headings_is_not_checked_for_ever(birds, run):
    """frictionless stops at 1,000 errors; that is said first, and the line where it stopped."""
    rows = "".join(f"{n},north,2026-03-01,Coot,0,\n" for n in range(1, 1101))
    header = (birds / FILE).read_text("utf-8").split("\n")[0]
    write(birds / FILE, f"{header.replace('bird,', 'brid,')}\n{rows}")
    problems, ending = parted(run("check").err)
    assert problems[:2] == [
        f"{FILE}:1: The file is not checked beyond line 1000: with wrong headings, checking stops "
        "after 1,000 errors. Correct the headings first, then check again.",
        f'{FILE}:1:4: The heading of this column must be "bird"; found "brid". '
        "Write the headings in the order of datapackage.json.",
    ]
    assert ending[0] == "Not published: 1,001 errors in 1 file."
    assert parted(run("check", "--lang", "zh").err)[0][0] == (
        f"{FILE}:1: 此文件自第 1000 行之后未再检查：表头有误时，检查满 1,000 处错误即停止。"
        "请先改正表头，再重新检查。"
    )


def test_a_row_without_a_key_below_wrong_headings_is_no_traceback(birds, run):
    header = (birds / FILE).read_text("utf-8").split("\n")[0]
    describe(birds, lambda d: d["resources"][1]["schema"].update(primaryKey=["remark"]))
    write(birds / FILE, f"{header.replace('bird,', 'brid,')}\n1,north\n")
    assert run("check").code == 1


# --- summed up ------------------------------------------------------------------------------------


def spoil(birds: Path) -> None:
    """Twelve faults of two kinds in one file, one in another."""
    header = (birds / FILE).read_text("utf-8").split("\n")[0]
    rows = [f"{n},north,2026-03-01,Coot,0,\n" for n in range(1, 12)]
    write(birds / FILE, f"{header}\n{''.join(rows)}12,sea,2026-03-01,Coot,1,\n")
    write(birds / "datasets/sites.csv", "site_id,site_name,keeper\nnorth,,\n")


def test_every_file_that_fails_is_named_with_its_commonest_faults(birds, run):
    spoil(birds)
    assert parted(run("check").err)[1] == [
        "Not published: 13 errors in 2 files.",
        "  datasets/sites.csv: 1 error (value missing)",
        f"  {FILE}: 12 errors (value too small × 11, unknown reference × 1)",
    ]
    assert parted(run("check", "--lang", "zh").err)[1] == [
        "未发布：2 个文件中有 13 处错误。",
        "  datasets/sites.csv：1 处错误（必填项为空）",
        f"  {FILE}：12 处错误（值过小 × 11、引用不存在 × 1）",
    ]


def test_on_a_pull_request_every_file_has_an_annotation_before_any_has_two(birds, run):
    spoil(birds)
    answer = run("check", "--format", "github")
    lines = answer.out.splitlines()
    assert (answer.code, answer.err) == (1, "")
    assert [line.split("::")[1] for line in lines[:3]] == [
        "error file=datasets/sites.csv,line=2,col=2",
        f"error file={FILE},line=2,col=5",
        f"error file={FILE},line=3,col=5",
    ]
    assert lines[13:] == [
        "GitHub shows at most 10 errors and 10 warnings of a step beside the rows, "
        "so the files take turns here.",
        "Not published: 13 errors in 2 files.",
        "  datasets/sites.csv: 1 error (value missing)",
        f"  {FILE}: 12 errors (value too small × 11, unknown reference × 1)",
    ]


def test_on_a_pull_request_a_file_has_at_most_fifty_annotations(birds, run):
    header = (birds / FILE).read_text("utf-8").split("\n")[0]
    rows = "".join(f"{n},north,2026-03-01,Coot,0,\n" for n in range(1, 71))
    write(birds / FILE, f"{header}\n{rows}")
    lines = run("check", "--format", "github").out.splitlines()
    assert sum(line.startswith("::error ") for line in lines) == 50
    assert f"{FILE}: and 20 more problems." in lines
    assert f"  {FILE}: 70 errors (value too small)" in lines


def test_faults_of_form_are_counted_with_what_may_repair_them(birds, run):
    header = (birds / FILE).read_text("utf-8").split("\n")[0]
    write(birds / FILE, f"{header}\n\n1,north,2026-03-01,Coot,12,\n\n")
    assert parted(run("check").err)[1][-1] == (
        "2 errors of form alone may be repaired by: baoguangtai fmt"
    )
    assert parted(run("check", "--lang", "zh").err)[1][-1] == (
        "2 处只是格式问题，可运行 baoguangtai fmt 修正。"
    )


# --- what is not about the data -------------------------------------------------------------------


def test_a_day_that_cannot_be_read_is_told_in_the_language_asked_for(run):
    assert run("check", "--as-of", "yesterday") == (
        2, "", '--as-of: This is not a day: "yesterday". Write it as 2026-11-23.\n',
    )  # fmt: skip
    assert run("build", "--as-of", "", "--lang", "zh") == (
        2, "", "--as-of: 这不是日期：（空）。请写作 2026-11-23。\n",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("number", "en", "zh"),
    [
        (
            2, "There is no such file or folder. Correct the name.",
            "没有这个文件或文件夹。请改正名称。",
        ),
        (
            13, "The system does not permit this to be read or written. "
            "Ask for the permission, or choose another place.",
            "没有读取或写入的权限。请取得权限，或另选位置。",
        ),
        (
            28, "There is no space left to write this. Free some, and try again.",
            "磁盘空间不足，无法写入。请腾出空间后再试。",
        ),
        (
            5, "The system refuses: Input/output error. Remove the cause, and try again.",
            "系统报错：输入输出错误。请排除原因后再试。",
        ),
        (
            0, "The system refuses: [Errno 0] odd. Remove the cause, and try again.",
            "系统报错：[Errno 0] odd。请排除原因后再试。",
        ),
    ],
)  # fmt: skip
def test_what_the_system_refuses_is_told_in_the_language_asked_for(
    birds, run, monkeypatch, number, en, zh
):
    def fail(*_: object) -> None:
        raise (
            OSError(number, os.strerror(number) if number else "", "a.csv")
            if number
            else (OSError("[Errno 0] odd"))
        )

    monkeypatch.setattr("pipeline.__main__.examine", fail)
    file = "a.csv" if number else "baoguangtai"
    assert run("check") == (2, "", f"{file}: {en}\n")
    assert run("check", "--lang", "zh") == (2, "", f"{file}: {zh}\n")
    assert run("check", "--format", "github", "--lang", "zh") == (
        2, f"::error file={file}::{zh}\n", "",
    )  # fmt: skip


def test_the_kind_of_a_cell_is_found_from_the_note_alone():
    error = an_error("constraint-error")
    error.note = 'constraint "pattern" is "a" is "b"'
    assert kind_of(error, {}) == "constraint-pattern"
    error.note = 'constraint "novelty" is "1"'
    assert kind_of(error, {}) == "constraint-error"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk that is full")
def test_an_answer_that_does_not_fit_on_the_disk_is_told_of(birds):
    with Path("/dev/full").open("wb") as full:
        done = alone(birds, stdout=full)
    assert (done.returncode, done.stderr) == (
        2, b"baoguangtai: There is no space left to write this. Free some, and try again.\n",
    )  # fmt: skip


def test_an_answer_that_nobody_reads_ends_in_silence(birds):
    nobody, into = os.pipe()
    os.close(nobody)
    done = alone(birds, stdout=into)
    os.close(into)
    assert (done.returncode, done.stderr) == (1, b"")


def alone(project: Path, **streams: Any) -> subprocess.CompletedProcess[bytes]:
    """The check of a project as a program of its own."""
    command = [sys.executable, "-m", "pipeline", "check", "--as-of", "2026-03-09"]
    command += ["--project", str(project)]
    return subprocess.run(command, stderr=subprocess.PIPE, check=False, **streams)
