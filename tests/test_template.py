"""The empty form of a dataset: what it shows, and that what is filled in comes back unchanged."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from folders import digest, edit, write
from hypothesis import given, settings
from hypothesis import strategies as st
from office import HEADER, NAMES, OLD, keep, row
from openpyxl import load_workbook
from site_fixture import ROOT, read_rows

from pipeline.__main__ import app
from pipeline.cells import is_formula, is_nothing
from pipeline.privacy import find

DEMO = ROOT / "datasets"
DESCRIBED = json.loads((DEMO / "datapackage.json").read_text("utf-8"))["resources"]
DATASETS = [r for r in DESCRIBED if not r["path"].startswith("codes/")]


@pytest.fixture
def office(tmp_path: Path) -> Path:
    return keep(tmp_path / "office")


@pytest.fixture
def form(office: Path, tmp_path: Path, run: Callable[..., Any]) -> Path:
    """The form for the visits of office.py."""
    out = tmp_path / "填报.xlsx"
    answer = run("template", "visits", "--out", out, "--project", office, "--lang", "zh")
    assert answer.code == 0
    assert answer.out == (
        f"visits 的填报表已写入 {out}。填好后运行：baoguangtai import {out} --dataset visits\n"
    )
    return out


def fill(form: Path, rows: list[list[object]], out: Path | None = None) -> Path:
    """The form with rows written below its headings."""
    book = load_workbook(form)
    sheet = book.worksheets[0]
    for number, cells in enumerate(rows, 3):
        for column, value in enumerate(cells, 1):
            cell = sheet.cell(number, column)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"  # also where it looks like a formula
    book.save(out or form)
    return out or form


# --- what the form shows --------------------------------------------------------------------------


def test_the_headings_are_in_both_languages_and_say_what_is_required(form):
    sheet = load_workbook(form).worksheets[0]
    assert sheet.title == "检查台账"
    assert [[cell.value for cell in cells] for cells in sheet.iter_rows()] == [
        ["检查编号（必填）", "街镇（必填）", "单位名称（必填）", "统一社会信用代码",
         "检查日期（必填）", "是否重点单位", "隐患数", "罚款金额", "方式", "情况说明"],
        ["Visit number", "Town", "Unit", "Credit code", "Visited on", "Key unit", "Hazards",
         "Fine", "Mode", "Remark"],
    ]  # fmt: skip
    assert sheet.freeze_panes == "B3"
    assert all(sheet.column_dimensions[c].width >= 10 for c in "ABCDEFGHIJ")


def test_each_heading_has_a_note(form):
    sheet = load_workbook(form).worksheets[0]
    notes = {name: cell.comment.text for name, cell in zip(NAMES, sheet[1], strict=True)}
    assert notes["town_code"] == "单位所在街镇。\n从下拉列表选择，也可以填代码。\n必填。"
    assert notes["visited_on"] == "日期，例如 2026-01-31。\n必填。"
    assert notes["hazards"] == "整数。\n单位：项。\n不小于 0。\n可以不填。"
    assert notes["unit_name"] == "文字。\n不超过 20 个字。\n必填。"
    assert notes["is_key"] == "选择“是”或“否”。\n可以不填。"


def test_lists_to_choose_from(form):
    book = load_workbook(form)
    codes = book["代码表"]
    assert [[cell.value for cell in cells] for cells in codes.iter_rows()] == [
        ["街镇代码", None],
        ["代码", "名称"],
        ["310118001000", "夏阳街道"],
        ["310118002000", "盈浦街道"],
        ["310118102000", "朱家角镇"],
        ["310118105000", "赵巷镇"],
    ]
    rules = {
        str(rule.sqref).split(":")[0]: rule.formula1
        for rule in book.worksheets[0].data_validations.dataValidation
        if rule.type == "list"
    }
    assert rules == {"B3": "'代码表'!$B$3:$B$6", "F3": '"是,否"', "I3": '"full,masked"'}


def test_a_title_that_two_codes_share_is_offered_with_its_code(office, form, tmp_path, run):
    with (office / "datasets/towns.csv").open("a", encoding="utf-8") as towns:
        towns.write("310118999000,赵巷镇,New Town\n")
    run("template", "visits", "--out", tmp_path / "b.xlsx", "--project", office)
    codes = load_workbook(tmp_path / "b.xlsx")["代码表"]
    assert [codes.cell(n, 2).value for n in (6, 7)] == [
        "310118105000 赵巷镇",
        "310118999000 赵巷镇",
    ]
    fill(tmp_path / "b.xlsx", [row(2, town_code="310118999000 赵巷镇")])
    answer = run("import", tmp_path / "b.xlsx", "--project", office, "--lang", "zh")
    assert answer.out.splitlines()[0] == (
        "检查台账!B3 town_code: 310118999000 赵巷镇 → 310118999000 (赵巷镇)"
    )


def test_long_codes_are_text_and_dates_are_dates(form):
    sheet = load_workbook(form).worksheets[0]
    formats = {
        name: sheet.column_dimensions[letter]._style.numFmtId
        for name, letter in zip(NAMES, "ABCDEFGHIJ", strict=True)
    }
    assert formats["uscc"] == formats["town_code"] == 49  # text
    assert formats["hazards"] == 1  # 0
    assert formats["visited_on"] >= 164  # one of our own


def test_the_same_form_has_the_same_bytes(office, form, tmp_path, run):
    run("template", "visits", "--out", tmp_path / "again.xlsx", "--project", office)
    assert (tmp_path / "again.xlsx").read_bytes() == form.read_bytes()


def test_a_register_in_one_language(birds, tmp_path, run):
    assert run("template", "counts", "--out", tmp_path / "birds.xlsx").code == 0
    sheet = load_workbook(tmp_path / "birds.xlsx").worksheets[0]
    assert [c.value for c in sheet[1]][:2] == ["Count (required)", "Site (required)"]
    assert sheet.max_row == 1 and sheet.freeze_panes == "B2"
    values = [4, "north", date(2026, 3, 9), "Coot", 3]
    for column, value in enumerate(values, 1):
        sheet.cell(2, column).value = value
    sheet.parent.save(tmp_path / "birds.xlsx")
    answer = run("import", tmp_path / "birds.xlsx")
    assert answer.out == (
        "Imported into datasets/counts.csv: 1 row added, 0 replaced; 0 cells rewritten.\n"
    )
    assert read_rows(birds / "datasets/counts.csv")[-1]["walked_on"] == "2026-03-09"


def test_columns_with_the_same_title_are_told_apart_by_name(birds, tmp_path, run):
    edit(birds / "datasets/datapackage.json", '"title": "Remark"', '"title": " bird"')
    assert run("template", "counts", "--out", tmp_path / "birds.xlsx").code == 0
    sheet = load_workbook(tmp_path / "birds.xlsx").worksheets[0]
    assert [c.value for c in sheet[1]][3:] == ["Bird (required)\nbird", "Birds (required)",
                                               " bird\nremark"]  # fmt: skip
    sheet.append([4, "north", date(2026, 3, 9), "Coot", 3, "Diving."])
    sheet.parent.save(tmp_path / "birds.xlsx")
    assert run("import", tmp_path / "birds.xlsx").code == 0
    last = read_rows(birds / "datasets/counts.csv")[-1]
    assert (last["bird"], last["remark"]) == ("Coot", "Diving.")


def test_a_form_never_overwrites_a_file(office, form, run):
    before = form.read_bytes()
    answer = run("template", "visits", "--out", form, "--project", office, "--lang", "zh")
    assert (answer.code, form.read_bytes()) == (2, before)
    assert answer.err == (
        f"{form}: 已有同名文件，其中可能已填写内容。请移走，或用 --out 另指定文件名。\n"
        "未生成填报表：有 1 处错误。\n"
    )


def test_an_unknown_dataset_has_no_form(office, tmp_path, run):
    out = tmp_path / "x.xlsx"
    answer = run("template", "penguins", "--out", out, "--project", office)
    assert answer.code == 2 and not out.exists()
    assert answer.err == (
        'x.xlsx: There is no dataset "penguins". Use one of: visits, towns.\n'
        "No form was written: 1 error.\n"
    )


# --- what is filled in comes back -----------------------------------------------------------------


def test_an_empty_form_has_no_rows(office, form, run):
    answer = run("import", form, "--project", office, "--lang", "zh")
    assert answer.code == 1
    assert answer.err.splitlines()[0] == "检查台账!A1: 表头下面没有数据行。请填写。"


def as_an_office_would(resource: dict[str, Any], value: str, field: dict[str, Any]) -> object:
    """A value of the CSV file as a person would enter it in the form."""
    if value == "":
        return None
    if field["type"] == "date":
        return date.fromisoformat(value)
    if field["type"] == "integer":
        return int(value)
    if field["type"] == "boolean":
        return "是" if value == "true" else "否"
    for key in resource["schema"].get("foreignKeys", []):
        titles = titles_of(key["reference"]["resource"])
        if key["fields"] == [field["name"]] and list(titles.values()).count(titles.get(value)) == 1:
            return titles[value]
    return value


@cache
def titles_of(name: str) -> dict[str, str]:
    """Code → title of a code list; nothing for what is no code list."""
    resource = next((r for r in DESCRIBED if r["name"] == name), None)
    rows = read_rows(DEMO / resource["path"]) if resource else []
    key = resource["schema"]["primaryKey"][0] if resource else ""
    return {row[key]: row["title_zh"] for row in rows if "title_zh" in row}


def test_the_demonstration_datasets_come_back_from_their_forms(tmp_path, run):
    """All rows of each dataset, entered as titles, dates and 是/否, into files without rows."""
    project = tmp_path / "empty"
    shutil.copytree(DEMO, project / "datasets")
    for resource in DATASETS:
        header = (DEMO / resource["path"]).read_text("utf-8").split("\n")[0]
        write(project / "datasets" / resource["path"], header + "\n")
    for resource in DATASETS:
        name, fields = resource["name"], resource["schema"]["fields"]
        out = tmp_path / f"{name}.xlsx"
        assert run("template", name, "--out", out, "--project", project).code == 0
        rows = [
            [as_an_office_would(resource, row[f["name"]], f) for f in fields]
            for row in read_rows(DEMO / resource["path"])
        ]
        answer = run("import", fill(out, rows), "--dataset", name, "--project", project)
        assert answer.code == 0, answer.err[:2000]
    assert digest(project / "datasets") == digest(DEMO)


TEXT = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "S"]) | st.sampled_from(" \u3000\n"),
    min_size=1,
    max_size=12,
).filter(
    lambda text: (
        text == text.strip() == unicodedata.normalize("NFC", text)
        and text.replace("\n", "").replace("\u3000", "").isprintable()
        and not is_nothing(text)
        and not is_formula(text)
        and not find(text)
    )
)
VISITS = st.fixed_dictionaries(
    {
        "town_code": st.sampled_from(["310118001000", "310118102000", "310118105000"]),
        "unit_name": TEXT,
        "uscc": st.from_regex("[0-9A-Z]{18}", fullmatch=True).filter(lambda code: not find(code))
        | st.none(),
        "visited_on": st.dates(date(1901, 1, 1), date(2099, 12, 31)),
        "is_key": st.sampled_from(["是", "否", True, False, None]),
        "hazards": st.integers(0, 10**15 - 1).filter(lambda n: not find(str(n))) | st.none(),
        "fine_yuan": st.integers(-(10**9), 10**9) | st.none(),
        "mode": st.sampled_from(["full", "masked", None]),
        "remark": TEXT | st.none(),
    }
)
WORDS = {"是": "true", "否": "false", True: "true", False: "false", None: ""}


@settings(max_examples=12, deadline=None, derandomize=True)
@given(st.lists(VISITS, min_size=1, max_size=25))
def test_any_values_come_back_from_the_form(visits):
    with tempfile.TemporaryDirectory() as folder:
        office, form = keep(Path(folder) / "office"), Path(folder) / "visits.xlsx"
        told = ["--project", str(office), "--lang", "zh"]
        assert command("template", "visits", "--out", str(form), *told) == 0
        rows = [{"visit_id": f"V-{n}", **visit} for n, visit in enumerate(visits, 2)]
        fill(form, [[r[name] for name in NAMES] for r in rows])
        assert command("import", str(form), *told) == 0
        texts = [{**r, "is_key": WORDS[r["is_key"]]} for r in rows]
        assert read_rows(office / "datasets/visits.csv")[1:] == [
            {name: "" if r[name] is None else str(r[name]) for name in NAMES} for r in texts
        ]


def command(*words: str) -> int:
    return CliRunner().invoke(app, list(words), catch_exceptions=False).exit_code


# --- through another program ----------------------------------------------------------------------


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed")
@pytest.mark.parametrize("kind", ["xlsx", "csv:Text - txt - csv (StarCalc):44,34,76,1"])
def test_a_form_that_libreoffice_has_saved_comes_back(office, form, tmp_path, run, kind):
    filled = {
        "town_code": "朱家角镇", "uscc": "9131000012345678X9", "visited_on": date(2024, 1, 5),
        "is_key": "是", "hazards": 3, "fine_yuan": 23500, "mode": "full", "remark": "甲=,“乙”\n丙",
    }  # fmt: skip
    fill(form, [row(2, **filled), row(3)])
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", tmp_path / "saved",
         form],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    saved = tmp_path / "saved" / f"填报.{kind.partition(':')[0]}"
    answer = run("import", saved, "--project", office, "--lang", "zh")
    assert answer.code == 0, answer.err
    assert (office / "datasets/visits.csv").read_bytes().decode() == HEADER + OLD + (
        "V-2,310118102000,示例乙厂,9131000012345678X9,2024-01-05,true,3,23500,full,"
        '"甲=,“乙”\n丙"\nV-3,310118102000,示例乙厂,,2024-02-01,,,,,\n'
    )
