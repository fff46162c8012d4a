"""An office's own files: what is understood, what is refused and where, and what is then written.

The register is that of office.py; its only visit is V-1. A sheet has the fields' titles as its
headings and rows from line 2, unless a test says otherwise.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from answers import problems_of
from folders import digest, edit, write
from office import HEADER, NAMES, OLD, TITLES, book, keep, row
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from pipeline.admit import Wish, admit
from pipeline.problem import Problem, Refused
from pipeline.project import open_project

Import = Callable[..., Any]


@pytest.fixture
def office(tmp_path: Path) -> Path:
    return keep(tmp_path / "office")


@pytest.fixture
def take(office: Path, run: Callable[..., Any]) -> Import:
    """Import a file: an answer with its code and lines. A refusal has left datasets/ as it was."""

    def take(file: Path, *options: str, lang: str = "zh") -> Any:
        before = digest(office / "datasets")
        answer = run("import", file, "--project", office, "--as-of", "2026-11-23",
                     "--lang", lang, *options)  # fmt: skip
        if answer.code or "--dry-run" in options:
            assert digest(office / "datasets") == before
        return answer

    return take


@pytest.fixture
def sheet(tmp_path: Path, take: Import) -> Import:
    """Import a sheet with these rows below the titles: the lines said, without the last."""

    def sheet(*rows: list[object], headings: list[str] = TITLES, lang: str = "zh") -> list[str]:
        book(tmp_path / "台账.xlsx", [headings, *rows])
        answer = take(tmp_path / "台账.xlsx", lang=lang)
        assert bool(answer.out) != bool(answer.err)
        return answer.out.splitlines()[:-1] if answer.out else problems_of(answer.err)

    return sheet


def written(office: Path) -> list[dict[str, str]]:
    """The visits that have been added."""
    text = (office / "datasets/visits.csv").read_bytes().decode()
    assert text.startswith(HEADER + OLD)
    return list(csv.DictReader(io.StringIO(text, newline="")))[1:]


def cell(office: Path, sheet: Import, name: str, value: object) -> tuple[str, list[str]]:
    """What one value becomes in the dataset, and what is said about it."""
    said = sheet(row(**{name: value}))
    return written(office)[0][name], said


def place(name: str, line: int = 2) -> str:
    return f"台账!{'ABCDEFGHIJ'[NAMES.index(name)]}{line}"


# --- what is written ------------------------------------------------------------------------------


def test_rows_are_put_behind_those_that_are_there_in_canonical_form(office, tmp_path, take):
    book(tmp_path / "台账.xlsx", [TITLES, row(2, remark='说"好", 可以'), row(3)])
    answer = take(tmp_path / "台账.xlsx")
    assert answer.code == 0
    assert answer.out == "已导入 datasets/visits.csv：新增 2 行，替换 0 行；改写 0 个单元格。\n"
    assert (office / "datasets/visits.csv").read_bytes().decode() == HEADER + OLD + (
        'V-2,310118102000,示例乙厂,,2024-02-01,,,,,"说""好"", 可以"\n'
        "V-3,310118102000,示例乙厂,,2024-02-01,,,,,\n"
    )


def test_what_was_rewritten_is_listed_cell_by_cell(office, tmp_path, take):
    rows = [row(2, town_code="朱家角", visited_on="2024年1月5日"), row(3, is_key="否", remark="无")]
    book(tmp_path / "台账.xlsx", [TITLES, *rows])
    answer = take(tmp_path / "台账.xlsx", "--dry-run")
    assert answer.out.splitlines() == [
        "台账!B2 town_code: 朱家角 → 310118102000 (朱家角镇)",
        "台账!E2 visited_on: 2024年1月5日 → 2024-01-05",
        "台账!F3 is_key: 否 → false",
        "台账!J3 remark: 无 → （空）",
        "试运行，未写入。将导入 datasets/visits.csv：新增 2 行，替换 0 行；改写 4 个单元格。",
    ]
    assert take(tmp_path / "台账.xlsx", lang="en").out.splitlines()[-2:] == [
        "台账!J3 remark: 无 → (empty)",
        "Imported into datasets/visits.csv: 2 rows added, 0 replaced; 4 cells rewritten.",
    ]


def test_one_bad_cell_and_nothing_is_written(sheet):
    assert sheet(row(2), row(3, unit_name=None), row(4, hazards="很多")) == [
        "台账!C3: unit_name 为必填项，但单元格为空。请填写。",
        "台账!G4: hazards 不是整数：“很多”。请只写数字，例如 12。",
    ]


def test_a_refusal_says_so(tmp_path, take):
    book(tmp_path / "台账.xlsx", [TITLES, row(2, hazards=-1)])
    answer = take(tmp_path / "台账.xlsx")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err == (
        "台账!G2: hazards 过小：“-1”。最小为 0。\n未导入任何数据：有 1 处错误。\n"
    )
    assert take(tmp_path / "台账.xlsx", lang="en").err == (
        '台账!G2: hazards is too small: "-1". The least is 0.\nNothing was imported: 1 error.\n'
    )


def test_a_dataset_that_is_not_in_its_plain_form_is_mended_first(office, sheet):
    edit(office / "datasets/visits.csv", "示例甲厂", '"示例甲厂"')
    assert sheet(row(2)) == [
        "datasets/visits.csv: 数据集文件本身不规范，无法加入数据行。"
        "请先运行 baoguangtai check 并改正。"
    ]
    assert sheet(row(2), lang="en") == [
        "datasets/visits.csv: The file of the dataset is not in its plain form, so no row can be "
        "put into it. Run baoguangtai check, and mend it first."
    ]


def test_a_dataset_that_someone_changes_meanwhile_is_left_as_they_wrote_it(office, tmp_path):
    path = office / "datasets/visits.csv"
    book(tmp_path / "台账.xlsx", [TITLES, row(2)])

    def check(_: Path) -> list[Problem]:
        write(path, HEADER + OLD + OLD.replace("V-1", "V-7"))
        return []

    with pytest.raises(Refused) as refused:
        admit(open_project(office), tmp_path / "台账.xlsx", Wish(), check)
    assert str(refused.value) == (
        "datasets/visits.csv: Somebody has changed the file during the import. Import again."
    )
    assert path.read_text("utf-8") == HEADER + OLD + OLD.replace("V-1", "V-7")
    assert sorted(p.name for p in path.parent.iterdir()) == [
        "datapackage.json", "towns.csv", "visits.csv",
    ]  # fmt: skip


def test_a_claim_that_the_new_row_breaks_refuses_it_at_its_place(birds, tmp_path, run):
    headings = ["Count", "Site", "Walked on", "Bird", "Birds"]
    book(tmp_path / "walks.xlsx", [headings, [9, "north", "2026-03-08", "Grey heron", 2],
                                   [10, "north", "2026-03-08", "Coot", 2]], "Walks")  # fmt: skip
    before = digest(birds)
    answer = run("import", tmp_path / "walks.xlsx", "--as-of", "2026-03-09")
    assert (answer.code, digest(birds)) == (1, before)
    assert answer.err == (
        "Walks!E2: More than one heron was counted on one walk (birds: 2). "
        "Herons here live alone; check the number of birds\n"
        "Nothing was imported: 1 error.\n"
    )


def test_a_problem_of_the_project_itself_keeps_its_own_place(office, sheet):
    edit(office / "datasets/visits.csv", "2024-01-05", "2024-13-05")
    assert sheet(row(2)) == [
        "datasets/visits.csv:2:5: visited_on 不是日期：“2024-13-05”。"
        "请填写真实存在的日期，写作 2026-01-31。"
    ]


# --- keys -----------------------------------------------------------------------------------------


def test_a_key_that_is_there_already_is_refused(sheet):
    assert sheet(row(1)) == [
        "台账!A2: visit_id“V-1”在数据集中已有。请更换编号，或用 --replace 替换原有的行。"
    ]
    assert sheet(row(1), lang="en") == [
        '台账!A2: visit_id "V-1" is in the dataset already. '
        "Give the row another, or replace the old row with --replace."
    ]


def test_replace_puts_the_row_in_the_old_place(office, tmp_path, take):
    book(tmp_path / "台账.xlsx", [TITLES, row(2), row(1, remark="复核")])
    answer = take(tmp_path / "台账.xlsx", "--replace")
    assert answer.out == "已导入 datasets/visits.csv：新增 1 行，替换 1 行；改写 0 个单元格。\n"
    assert (office / "datasets/visits.csv").read_text("utf-8") == (
        HEADER
        + "V-1,310118102000,示例乙厂,,2024-02-01,,,,,复核\n"
        + "V-2,310118102000,示例乙厂,,2024-02-01,,,,,\n"
    )


def test_a_replaced_row_keeps_what_the_sheet_has_no_column_for(office, tmp_path, take):
    book(tmp_path / "台账.xlsx", [["检查编号", "情况说明"], ["V-1", "已复核"]])
    assert take(tmp_path / "台账.xlsx", "--replace").code == 0
    assert (office / "datasets/visits.csv").read_text("utf-8") == HEADER + OLD.replace(
        ",,\n", ",,已复核\n"
    )


def test_a_key_twice_in_the_sheet_is_refused_also_with_replace(tmp_path, take):
    book(tmp_path / "台账.xlsx", [TITLES, row(1), row(1)])
    assert take(tmp_path / "台账.xlsx", "--replace").err.splitlines()[:-1] == [
        "台账!A3: visit_id“V-1”在本文件中已有，见 台账!A2。请改正其中一个。"
    ]
    assert take(tmp_path / "台账.xlsx", "--replace", lang="en").err.splitlines()[:-1] == [
        '台账!A3: visit_id "V-1" stands in this file already, at 台账!A2. Correct one of the two.'
    ]


# --- headings -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "heading",
    [
        "街镇", " 街 镇 ", "街\n镇", "街镇（必填）", "街镇*", "街镇：", "街镇（所在）",
        "街镇【代码】",
        "town_code", "TOWN", "Town (required)", "街镇\nTown",
    ],
)  # fmt: skip
def test_a_heading_is_recognised(office, sheet, heading):
    headings = [heading if title == "街镇" else title for title in TITLES]
    assert sheet(row(town_code="赵巷镇"), headings=headings) == [
        "台账!B2 town_code: 赵巷镇 → 310118105000 (赵巷镇)"
    ]


def test_columns_may_stand_in_any_order_and_others_are_left_out(office, tmp_path, take):
    rows = [["序号", "检查日期", "联系人", "单位名称", None, "街镇", "检查编号"],
            [1, date(2024, 3, 1), "略", "示例丙厂", None, "310118001000", "V-9"]]  # fmt: skip
    book(tmp_path / "台账.xlsx", rows)
    assert take(tmp_path / "台账.xlsx").out.splitlines()[:-1] == [
        "台账!A1: “序号”一列不属于该数据集，没有导入。",
        "台账!C1: “联系人”一列不属于该数据集，没有导入。",
    ]
    assert written(office)[0]["unit_name"] == "示例丙厂"


def test_a_required_column_that_is_missing_is_one_problem(tmp_path, take):
    book(tmp_path / "台账.xlsx", [["检查编号", "街镇", "检查日期"], ["V-2", "赵巷镇", "2024-1-1"],
                               ["V-3", "赵巷镇", "2024-1-1"]])  # fmt: skip
    assert take(tmp_path / "台账.xlsx").err.splitlines()[:-1] == [
        "台账!A1: 缺少必填的“单位名称”（unit_name）一列。请补上。"
    ]
    assert take(tmp_path / "台账.xlsx", lang="en").err.splitlines()[:-1] == [
        "台账!A1: There is no column for 单位名称 (unit_name), which must be filled in. Add it."
    ]


def test_two_headings_for_one_field_are_refused(sheet):
    headings = [*TITLES[:-1], "街镇（注册地）"]
    assert sheet(row(), headings=headings) == [
        "台账!J1: 此处与 B 列的表头都表示 town_code。请将其一改名。"
    ]


def test_a_file_without_headings_is_refused(sheet):
    assert sheet(row(), headings=["甲", "乙"]) == [
        "台账.xlsx: 没有找到与 visits、towns 相符的表头。请以字段名称作表头；"
        "baoguangtai template 可生成填报表。"
    ]
    assert sheet(row(), headings=["甲", "乙"], lang="en") == [
        "台账.xlsx: No row of headings fits visits, towns. Use the titles of the fields as "
        "headings; baoguangtai template writes a form that has them."
    ]


def test_headings_without_rows_are_refused(sheet):
    assert sheet() == ["台账!A1: 表头下面没有数据行。请填写。"]


def test_title_rows_merged_cells_and_two_rows_of_headings(office, tmp_path, take):
    made = book(tmp_path / "台账.xlsx", [
        ["2024年检查台账"], ["填报单位：示例区", None, None, None, "2024年3月"], [],
        ["检查编号", "单位", None, "检查情况"], [None, "街镇", "单位名称", "检查日期", "情况说明"],
        ["V-2", "赵巷", "示例甲厂", "2024.3.1"], ["V-3", None, "示例乙厂", "2024.3.2"],
    ])  # fmt: skip
    for area in ("A1:E1", "A4:A5", "B4:C4", "D4:E4", "B6:B7"):
        made.active.merge_cells(area)
    made.save(tmp_path / "台账.xlsx")
    assert take(tmp_path / "台账.xlsx").out.splitlines()[:-1] == [
        "台账!B6: 合并单元格 B6:B7 的内容用于其中每一行。",
        "台账!B6 town_code: 赵巷 → 310118105000 (赵巷镇)",
        "台账!D6 visited_on: 2024.3.1 → 2024-03-01",
        "台账!B7 town_code: 赵巷 → 310118105000 (赵巷镇)",
        "台账!D7 visited_on: 2024.3.2 → 2024-03-02",
    ]
    assert [r["town_code"] for r in written(office)] == ["310118105000"] * 2


# --- rows -----------------------------------------------------------------------------------------


def test_blank_rows_and_columns_are_passed_over(office, sheet):
    shifted = [[None, *cells] for cells in (TITLES, [None] * 10, row(2), ["  "], row(3))]
    assert sheet(*shifted[1:], headings=shifted[0]) == []
    assert [r["visit_id"] for r in written(office)] == ["V-2", "V-3"]


def test_totals_repeated_headings_and_empty_numbered_rows_are_left_out_and_said(office, sheet):
    headings = ["序号", *TITLES]
    rows = [[1, *row(2)], headings, [2, *row(3)], [3], ["合 计：", *[None] * 6, 5], [None, "小计"]]
    assert sheet(*rows, headings=headings) == [
        "台账!A1: “序号”一列不属于该数据集，没有导入。",
        "台账!A3: 此行重复表头，没有导入。",
        "台账!A5: 此行在该数据集的各列都没有内容，没有导入。",
        "台账!A6: 此行是合计行，没有导入。",
        "台账!B7: 此行是合计行，没有导入。",
    ]
    assert len(written(office)) == 2


def test_a_footer_across_columns_is_refused(tmp_path, take):
    made = book(tmp_path / "台账.xlsx", [TITLES, row(2), ["填表人：略"]])
    made.active.merge_cells("A3:E3")
    made.save(tmp_path / "台账.xlsx")
    first = take(tmp_path / "台账.xlsx").err.splitlines()[0]
    assert first == (
        "台账!A3: 合并单元格 A3:E3 跨了几列。请取消合并并分别填写；如果不是数据行，请删除该行。"
    )


def test_hidden_rows_are_imported_and_said(office, tmp_path, take):
    made = book(tmp_path / "台账.xlsx", [TITLES, row(2), row(3), row(4)])
    for number in (3, 4):
        made.active.row_dimensions[number].hidden = True
    made.save(tmp_path / "台账.xlsx")
    assert take(tmp_path / "台账.xlsx").out.splitlines()[0] == ("台账!A3: 隐藏的行也已导入：3、4。")
    assert len(written(office)) == 3


def test_hidden_columns_are_imported_and_said(office, tmp_path, take):
    made = book(tmp_path / "台账.xlsx", [TITLES, row(2, remark="旧注", hazards=3)])
    for letter in "GJL":
        made.active.column_dimensions[letter].hidden = True
    made.save(tmp_path / "台账.xlsx")
    assert take(tmp_path / "台账.xlsx").out.splitlines()[0] == "台账!G1: 隐藏的列也已导入：G、J。"
    assert written(office)[0]["remark"] == "旧注"


def test_what_stands_in_a_column_without_a_heading_is_left_out_and_said(office, tmp_path, take):
    rows = [TITLES, row(2), [*row(3), None, "待核"], [*row(4), None, "已核"]]
    book(tmp_path / "台账.xlsx", rows)
    assert take(tmp_path / "台账.xlsx", "--dry-run").out.splitlines()[0] == (
        "台账!L3: 此列没有表头，其内容没有导入。"
    )
    assert take(tmp_path / "台账.xlsx", lang="en").out.splitlines()[0] == (
        "台账!L3: What stands in this column was left out, because it has no heading."
    )
    assert len(written(office)) == 3


# --- sheets and datasets --------------------------------------------------------------------------


def test_the_sheet_whose_headings_fit_is_chosen(office, tmp_path, take):
    made = book(tmp_path / "台账.xlsx", [["说明"], ["请如实填写"]], "说明")
    other = made.create_sheet("2024年")
    for cells in (TITLES, row(2)):
        other.append(cells)
    made.save(tmp_path / "台账.xlsx")
    assert take(tmp_path / "台账.xlsx").code == 0
    assert [r["visit_id"] for r in written(office)] == ["V-2"]


def test_several_sheets_that_fit_have_to_be_chosen_from(office, tmp_path, take):
    made = book(tmp_path / "台账.xlsx", [TITLES, row(2)], "一月")
    other = made.create_sheet("二月")
    for cells in (TITLES, row(3)):
        other.append(cells)
    made.save(tmp_path / "台账.xlsx")
    answer = take(tmp_path / "台账.xlsx")
    assert answer.code == 2
    assert answer.err.splitlines()[0] == (
        "台账.xlsx: 有几个工作表都符合：一月、二月。请用 --sheet 选定一个。"
    )
    english = take(tmp_path / "台账.xlsx", lang="en").err.splitlines()[0]
    assert english == "台账.xlsx: Several sheets fit: 一月, 二月. Choose one with --sheet."
    assert take(tmp_path / "台账.xlsx", "--sheet", "三月").err.splitlines()[0] == (
        "台账.xlsx: 没有工作表“三月”。可用的有：一月、二月。"
    )
    assert take(tmp_path / "台账.xlsx", "--sheet", "二月").code == 0
    assert [r["visit_id"] for r in written(office)] == ["V-3"]


def test_a_hidden_sheet_is_not_taken_unless_it_is_named(office, tmp_path, take):
    made = book(tmp_path / "台账.xlsx", [TITLES, row(2)], "旧表")
    made.create_sheet("说明")
    made.worksheets[0].sheet_state = "veryHidden"
    made.save(tmp_path / "台账.xlsx")
    answer = take(tmp_path / "台账.xlsx")
    assert (answer.code, answer.err.splitlines()[0]) == (
        2, "台账.xlsx: 只有隐藏的工作表有相符的表头：旧表。请取消隐藏，或用 --sheet 选定。",
    )  # fmt: skip
    assert take(tmp_path / "台账.xlsx", lang="en").err.splitlines()[0] == (
        "台账.xlsx: Only a hidden sheet has the headings: 旧表. Show it, or choose it with --sheet."
    )
    assert take(tmp_path / "台账.xlsx", "--sheet", "旧表").code == 0
    assert [r["visit_id"] for r in written(office)] == ["V-2"]


def test_headings_that_fit_several_datasets_need_a_choice(office, tmp_path, take):
    path = office / "datasets/datapackage.json"
    package = json.loads(path.read_text("utf-8"))
    package["resources"].append({**package["resources"][0], "name": "revisits"})
    write(path, json.dumps(package, ensure_ascii=False))
    book(tmp_path / "台账.xlsx", [TITLES, row(2)])
    answer = take(tmp_path / "台账.xlsx", lang="en")
    assert answer.code == 2
    assert answer.err.splitlines()[0] == (
        "台账.xlsx: The headings fit several datasets: visits, revisits. Choose one with --dataset."
    )
    assert take(tmp_path / "台账.xlsx").err.splitlines()[0] == (
        "台账.xlsx: 表头与几个数据集都相符：visits、revisits。请用 --dataset 选定一个。"
    )


def test_an_unknown_dataset_is_refused(tmp_path, take):
    book(tmp_path / "台账.xlsx", [TITLES, row(2)])
    answer = take(tmp_path / "台账.xlsx", "--dataset", "penguins")
    assert answer.code == 2
    assert answer.err.splitlines()[0] == (
        "台账.xlsx: 没有数据集“penguins”。可用的有：visits、towns。"
    )


# --- cells ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "2024年1月5日", "2024年01月05日", "2024/1/5", "2024.1.5", "2024-1-5", "20240105", 20240105,
        "２０２４年１月５日", " 2024-01-05 ", "2024-01-05 00:00:00", "2024 年 1 月 5 日",
    ],
)  # fmt: skip
def test_a_date_is_understood(office, sheet, text):
    became, said = cell(office, sheet, "visited_on", text)
    assert became == "2024-01-05"
    assert said == [f"台账!E2 visited_on: {text} → 2024-01-05"]


@pytest.mark.parametrize("day", [date(2024, 1, 5), datetime(2024, 1, 5)])
def test_a_real_date_needs_no_rewriting(office, sheet, day):
    assert cell(office, sheet, "visited_on", day) == ("2024-01-05", [])


@pytest.mark.parametrize(
    "text",
    ["24.1.5", "2024年1月", "2024-02-30", "2024年1/5", "1/5/2024", 45296,
     datetime(2024, 1, 5, 8, 30)],
)  # fmt: skip
def test_what_may_be_another_date_is_refused(sheet, text):
    assert sheet(row(visited_on=text)) == [
        f"台账!E2: visited_on 不是日期：“{text}”。请填写真实存在的日期，写作 2026-01-31。"
    ]


@pytest.mark.parametrize(
    ("serial", "shown"),
    [(0, "00:00:00"), (0.5, "12:00:00"), (1, "1900-01-01"), (60, "1900-02-28"), (-5, "1899-12-25")],
)
def test_a_number_formatted_as_a_date_that_is_no_day_is_refused(tmp_path, take, serial, shown):
    """0 is what a formula gives that refers to an empty cell; day 60 is there in Excel alone."""
    made = book(tmp_path / "台账.xlsx", [TITLES, row(visited_on=serial)])
    made.active["E2"].number_format = "yyyy-mm-dd"
    made.save(tmp_path / "台账.xlsx")
    assert refusal(take, tmp_path / "台账.xlsx") == (
        f"台账!E2: visited_on 设为日期格式，但内容不是日期（{shown}），多半是公式引用了空单元格。"
        "请清空，或填写日期。",
        f"台账!E2: visited_on is formatted as a date but holds no day ({shown}); most often a "
        "formula refers to an empty cell. Clear the cell, or write the day.",
    )


def test_the_first_day_that_excel_and_others_count_alike(office, tmp_path, take):
    made = book(tmp_path / "台账.xlsx", [TITLES, row(visited_on=61)])
    made.active["E2"].number_format = "yyyy-mm-dd"
    made.save(tmp_path / "台账.xlsx")
    assert take(tmp_path / "台账.xlsx").code == 0
    assert written(office)[0]["visited_on"] == "1900-03-01"


def test_dates_of_a_workbook_that_counts_from_1904(office, tmp_path, take):
    made = Workbook()
    made.epoch = CALENDAR_MAC_1904
    for cells in (TITLES, row(visited_on=date(2024, 1, 5))):
        made.active.append(cells)
    made.save(tmp_path / "台账.xlsx")
    assert take(tmp_path / "台账.xlsx").code == 0
    assert written(office)[0]["visited_on"] == "2024-01-05"


def test_nothing_in_a_workbook_that_counts_from_1904_is_no_day_either(tmp_path, take):
    made = Workbook()
    made.epoch = CALENDAR_MAC_1904
    for cells in (TITLES, row(visited_on=0)):
        made.active.append(cells)
    made.active["E2"].number_format = "yyyy-mm-dd"
    made.save(tmp_path / "台账.xlsx")
    assert "Sheet!E2: visited_on 设为日期格式，但内容不是日期" in take(tmp_path / "台账.xlsx").err


@pytest.mark.parametrize("number", ["14", "31", "57"])
def test_dates_in_the_formats_built_into_a_chinese_excel(office, tmp_path, take, number):
    made = book(tmp_path / "台账.xlsx", [TITLES, row(visited_on=45296)])
    made.active["E2"].number_format = "yyyy-mm-dd"
    made.save(tmp_path / "台账.xlsx")
    alter(
        tmp_path / "台账.xlsx",
        "xl/styles.xml",
        r'numFmtId="164"( fontId)',
        rf'numFmtId="{number}"\1',
    )
    alter(tmp_path / "台账.xlsx", "xl/styles.xml", r"<numFmts.*?</numFmts>", "")
    assert take(tmp_path / "台账.xlsx").code == 0
    assert written(office)[0]["visited_on"] == "2024-01-05"


@pytest.mark.parametrize(
    ("text", "value"),
    [("是", "true"), ("否", "false"), ("√", "true"), ("Yes", "true"), ("×", "false"), (0, "false"),
     ("TRUE", "true")],
)  # fmt: skip
def test_yes_and_no_are_understood(office, sheet, text, value):
    assert cell(office, sheet, "is_key", text) == (value, [f"台账!F2 is_key: {text} → {value}"])


def test_a_real_truth_value_needs_no_rewriting(office, sheet):
    assert cell(office, sheet, "is_key", True) == ("true", [])


@pytest.mark.parametrize(
    ("text", "value"),
    [("6项", "6"), ("１２", "12"), ("1,234", "1234"), ("1，234", "1234"), (" 7 ", "7"),
     ("3.0", "3"), ("６ items", "6")],
)  # fmt: skip
def test_a_number_is_understood(office, sheet, text, value):
    became, said = cell(office, sheet, "hazards", text)
    assert became == value
    assert said == [f"台账!G2 hazards: {text} → {value}"]


@pytest.mark.parametrize("text", ["1,5", "6户", "1,0000", "2.5", "约6", "2万"])
def test_what_may_be_another_number_is_refused(sheet, text):
    assert sheet(row(hazards=text)) == [
        f"台账!G2: hazards 不是整数：“{text}”。请只写数字，例如 12。"
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [("2.35万元", "23500"), ("23,500元", "23500"), ("￥23500", "23500"), ("2.35 万", "23500"),
     ("3千元", "3000"), ("1亿元", "100000000")],
)  # fmt: skip
def test_an_amount_is_understood(office, sheet, text, value):
    assert cell(office, sheet, "fine_yuan", text) == (
        value, [f"台账!H2 fine_yuan: {text} → {value}"],
    )  # fmt: skip


@pytest.mark.parametrize(
    "heading", ["罚款金额（万元）", "罚款金额(单位：万元)", "罚款金额[人民币万元]"]
)
def test_amounts_are_in_the_unit_of_the_heading(office, sheet, heading):
    headings = [heading if title == "罚款金额" else title for title in TITLES]
    assert sheet(row(2, fine_yuan=2.35), row(3, fine_yuan="500元"), headings=headings) == [
        "台账!H2 fine_yuan: 2.35 → 23500",
        "台账!H3 fine_yuan: 500元 → 500",
    ]


def test_amounts_are_in_the_unit_named_above_the_table(office, tmp_path, take):
    book(tmp_path / "台账.xlsx", [["台账", None, "单位：万元"], TITLES, row(2, fine_yuan=2.35)])
    assert take(tmp_path / "台账.xlsx").out.splitlines()[0] == ("台账!H3 fine_yuan: 2.35 → 23500")


@pytest.mark.parametrize(
    ("text", "code", "title"),
    [("朱家角镇", "310118102000", "朱家角镇"), ("朱家角", "310118102000", "朱家角镇"),
     ("家角", "310118102000", "朱家角镇"), ("Zhaoxiang Town", "310118105000", "赵巷镇"),
     ("310118105000 赵巷镇", "310118105000", "赵巷镇"), ("夏 阳", "310118001000", "夏阳街道")],
)  # fmt: skip
def test_a_code_is_found_by_its_title(office, sheet, text, code, title):
    assert cell(office, sheet, "town_code", text) == (
        code, [f"台账!B2 town_code: {text} → {code} ({title})"],
    )  # fmt: skip


def test_a_code_stored_as_a_number_stays_what_it_is(office, sheet):
    assert cell(office, sheet, "town_code", 310118105000) == ("310118105000", [])


def test_a_title_that_fits_several_codes_is_refused_with_the_candidates(sheet):
    assert sheet(row(town_code="街道")) == [
        "台账!B2: town_code：“街道”可能是 310118001000 夏阳街道、310118002000 盈浦街道。"
        "请写完整名称或代码。"
    ]
    assert sheet(row(town_code="街道"), lang="en") == [
        '台账!B2: town_code: "街道" may mean 310118001000 夏阳街道, 310118002000 盈浦街道. '
        "Write the whole title, or the code."
    ]


@pytest.mark.parametrize("text", ["某地", "镇", "上海市青浦区赵巷镇"])
def test_a_title_that_fits_no_code_is_refused(sheet, text):
    assert sheet(row(town_code=text))[0] in (
        f"台账!B2: town_code：“{text}”不是 towns 中的代码或名称。请使用该表中的。",
    )


@pytest.mark.parametrize("text", ["无", "—", "——", "N/A", "n/a", " - ", "／"])
def test_words_for_nothing_are_missing(office, sheet, text):
    became, said = cell(office, sheet, "uscc", text)
    assert became == ""
    assert said == [f"台账!D2 uscc: {text} → （空）"]


@pytest.mark.parametrize(
    "text",
    [" 9131000012345678X9 ", "９１３１００００１２３４５６７８ｘ９", "'9131000012345678X9",
     "9131 0000 1234 5678 X9"],
)  # fmt: skip
def test_a_code_with_a_pattern_is_made_to_fit_it(office, sheet, text):
    assert cell(office, sheet, "uscc", text)[0] == "9131000012345678X9"


def test_text_keeps_its_own_form_but_not_its_edges_and_unseen_characters(office, sheet):
    text = "\u3000第１项\u200b，\u00a0见\t附件\r\n（全角） "
    assert cell(office, sheet, "remark", text)[0] == "第１项， 见 附件\n（全角）"


def test_a_choice_is_recognised_in_any_case(office, sheet):
    assert cell(office, sheet, "mode", "Ｆull")[0] == "full"


# --- what Excel does to cells ---------------------------------------------------------------------


def test_a_code_of_eighteen_digits_that_became_a_number_is_refused(sheet):
    assert sheet(row(uscc=913100001234567890)) == [
        "台账!D2: uscc 已变成数字（9.13100001234568e+17），Excel 只保留 15 位，其余数位已丢失。"
        "请把该列设为文本格式，对照原件重新填写。"
    ]
    assert sheet(row(uscc=913100001234567890), lang="en") == [
        "台账!D2: uscc has become a number (9.13100001234568e+17), of which Excel keeps only 15 "
        "digits; the others are lost. Format the column as text, and enter it again from the "
        "original."
    ]


@pytest.mark.parametrize("number", ["9.131E+17", "9.131E17", "9E+17"])
def test_the_same_after_a_detour_through_a_text_file(tmp_path, take, number):
    cells = [str(value or "") for value in row(uscc=number)]
    write(tmp_path / "台账.csv", ",".join(TITLES) + "\n" + ",".join(cells) + "\n")
    assert take(tmp_path / "台账.csv", lang="en").err.splitlines()[0] == (
        f"台账.csv:2:4: uscc has become a number ({number}), of which Excel keeps only 15 digits; "
        "the others are lost. Format the column as text, and enter it again from the original."
    )


def test_text_that_a_spreadsheet_would_run_is_refused_at_its_place(tmp_path, take):
    made = book(tmp_path / "台账.xlsx", [TITLES, row(remark="x")])
    made.active["J2"].value = "=1+1"
    made.active["J2"].data_type = "s"
    made.save(tmp_path / "台账.xlsx")
    assert refusal(take, tmp_path / "台账.xlsx") == (
        "台账!J2: remark 以 = + - @（含全角）开头，Excel 和 WPS 会把文字当作公式执行。"
        "请以其他字符开头；列表请用 *，数字请填入数值字段。",
        "台账!J2: remark begins with a sign that makes Excel and WPS take text for a formula "
        "(= + - @, also in full width). Begin it with another character; write a list with * and "
        "a number in a number field.",
    )


@pytest.mark.parametrize(("value", "seen"), [(7.1, "7.1"), (date(2024, 4, 2), "2024-04-02")])
def test_text_that_became_a_number_or_a_date_is_refused(sheet, value, seen):
    assert sheet(row(remark=value)) == [
        f"台账!J2: remark 应为文本，但 Excel 存成了其他类型（{seen}），可能已与填写时不同。"
        "请把该列设为文本格式后重新填写。"
    ]


def test_leading_zeros_that_only_the_format_shows_are_kept(office, tmp_path, take):
    made = book(tmp_path / "台账.xlsx", [TITLES, row(remark=12)])
    made.active["J2"].number_format = "0000"
    made.save(tmp_path / "台账.xlsx")
    assert take(tmp_path / "台账.xlsx").code == 0
    assert written(office)[0]["remark"] == "0012"


def test_a_formula_counts_as_its_stored_result(office, tmp_path, take):
    book(tmp_path / "台账.xlsx", [TITLES, row(hazards="=2+3", remark='=""')])
    alter(tmp_path / "台账.xlsx", "xl/worksheets/sheet1.xml", "<f>2[+]3</f><v ?/?>(</v>)?",
          "<f>2+3</f><v>5</v>")  # fmt: skip
    alter(
        tmp_path / "台账.xlsx", "xl/worksheets/sheet1.xml", '<c r="J2"><f>', '<c r="J2" t="str"><f>'
    )
    assert take(tmp_path / "台账.xlsx").out.splitlines()[:-1] == []
    assert (written(office)[0]["hazards"], written(office)[0]["remark"]) == ("5", "")


def test_a_formula_without_a_stored_result_is_refused(sheet):
    assert sheet(row(hazards="=2+3")) == [
        "台账!G2: hazards 是没有计算结果的公式。请在 Excel 中打开并保存，或把公式粘贴为数值。"
    ]
    assert sheet(row(hazards="=2+3"), lang="en") == [
        "台账!G2: hazards is a formula without a stored result. Open the file in Excel, save it, "
        "or put values in place of formulas."
    ]


def test_an_excel_error_is_refused(sheet):
    assert sheet(row(hazards="#REF!")) == [
        "台账!G2: hazards 显示 Excel 错误 #REF!。请改正公式，或直接填写内容。"
    ]


# --- text files -----------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_text_file_is_read_in_each_form_that_excel_saves(
    office, tmp_path, take, encoding, separator, end
):
    out = io.StringIO(newline="")
    lines = [["2024年台账"], TITLES, row(2, town_code="赵巷", remark="甲,乙;丙\n丁"), row(3)]
    csv.writer(out, delimiter=separator, lineterminator=end).writerows(lines)
    write(tmp_path / "台账.csv", out.getvalue().encode(encoding))
    said = take(tmp_path / "台账.csv").out.splitlines()
    assert "台账.csv:3:2 town_code: 赵巷 → 310118105000 (赵巷镇)" in said
    read_as = [f"台账.csv: 文本按 {encoding.upper()} 编码读取。"]
    assert said[:1] == read_as or encoding.startswith("utf-8")
    assert [r["visit_id"] for r in written(office)] == ["V-2", "V-3"]
    assert written(office)[0]["remark"] == "甲,乙;丙\n丁"


def test_a_problem_in_a_text_file_is_at_its_line_and_column(tmp_path, take):
    lines = [
        ",".join(TITLES),
        'V-2,赵巷,示例乙厂,,2024-1-1,,,,,"甲\n乙"',
        "V-3,赵巷,,,2024-1-1,,,,,",
    ]
    write(tmp_path / "台账.csv", ("\n".join(lines) + "\n").encode("gb18030"))
    assert take(tmp_path / "台账.csv").err.splitlines()[:-1] == [
        "台账.csv:4:3: unit_name 为必填项，但单元格为空。请填写。"
    ]
    write(tmp_path / "坏.csv", '检查编号,街镇\nV-2,"赵巷\n')
    assert take(tmp_path / "坏.csv", lang="en").err.splitlines()[0] == (
        "坏.csv:2: The quotation marks of the row that starts here do not fit (unexpected end of "
        "data). Close every quote, and write a quote inside a cell twice."
    )


@pytest.mark.parametrize("first", ["sep=|", '"sep=|"', "SEP=|"])
def test_a_first_line_may_name_the_separator(office, tmp_path, take, first):
    lines = ["|".join(str(v or "") for v in cells) for cells in (TITLES, row(2, remark="甲,乙;丙"))]
    write(tmp_path / "台账.csv", "\r\n".join([first, *lines, ""]))
    assert take(tmp_path / "台账.csv").out.splitlines()[:-1] == []
    assert written(office)[0]["remark"] == "甲,乙;丙"


@pytest.mark.parametrize(
    ("line", "found"),
    [("V-2,310118102000,示例乙厂,二分厂,,2024-02-01,,,,,", 11), ("V-2,310118102000,示例乙厂", 3)],
)
def test_a_row_with_too_many_or_too_few_cells_is_not_guessed_at(tmp_path, take, line, found):
    write(tmp_path / "台账.csv", f"{','.join(TITLES)}\n{line}x\n")
    assert refusal(take, tmp_path / "台账.csv") == (
        f"台账.csv:2:1: 此行有 {found} 个单元格，表头有 10 个，无法确定各格属于哪一列。"
        "含分隔符的单元格请加引号，各格之间请用分隔符隔开。",
        f"台账.csv:2:1: This row has {found} cells and the headings have 10, so none is sure to "
        "stand in its column. Put a cell that holds a separator into quotation marks, and separate "
        "all cells.",
    )


def test_separators_at_the_end_of_a_row_do_no_harm(office, tmp_path, take):
    line = "V-2,310118102000,示例乙厂,,2024-02-01,,,,,,,,"
    write(tmp_path / "台账.csv", f"{','.join(TITLES)}\n{line}\n")
    assert take(tmp_path / "台账.csv").code == 0
    assert len(written(office)) == 1


def test_text_that_another_program_has_kept_from_becoming_a_number(office, tmp_path, take):
    line = 'V-2,"=""310118102000""",示例乙厂,,2024-02-01,,,,,"=""007"""'
    write(tmp_path / "台账.csv", f"{','.join(TITLES)}\n{line}\n")
    assert take(tmp_path / "台账.csv").out.splitlines()[:-1] == [
        '台账.csv:2:2 town_code: ="310118102000" → 310118102000 (朱家角镇)',
        '台账.csv:2:10 remark: ="007" → 007',
    ]
    assert written(office)[0]["remark"] == "007"


def test_text_in_no_known_encoding_is_refused(tmp_path, take):
    write(tmp_path / "台账.csv", b"\x00\x01\xff\xff\x80")
    assert take(tmp_path / "台账.csv", lang="en").err.splitlines()[0] == (
        "台账.csv: The text is neither UTF-8, UTF-16 nor GB 18030. Save the file as UTF-8."
    )


# --- files that are not what they should be -------------------------------------------------------


def alter(path: Path, part: str, old: str, new: str) -> None:
    """The workbook with one part rewritten."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    text, times = re.subn(old, new, parts[part].decode(), flags=re.DOTALL)
    assert times, f"{old} does not occur in {part}"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**parts, part: text.encode()}.items():
            archive.writestr(name, data)


def refusal(take: Import, path: Path) -> tuple[str, str]:
    """The one problem, in Chinese and in English."""
    zh, en = (take(path, lang=lang) for lang in ("zh", "en"))
    assert zh.code == en.code == 1
    (first, _), (second, _) = zh.err.splitlines(), en.err.splitlines()
    return first, second


@pytest.mark.parametrize("name", ["台账.xls", "台账.xlsx"])
def test_an_old_workbook_is_refused(tmp_path, take, name):
    path = write(tmp_path / name, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert refusal(take, path) == (
        f"{name}: 这是旧版 Excel 格式（.xls）。请在 Excel 或 WPS 中另存为 .xlsx 后再导入。",
        f"{name}: This is the old Excel format (.xls). Open it in Excel or WPS, save it as .xlsx, "
        "and import that.",
    )


def test_a_workbook_with_a_password_is_refused(tmp_path, take):
    body = "EncryptedPackage".encode("utf-16-le")
    path = write(tmp_path / "台账.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + body)
    assert refusal(take, path) == (
        "台账.xlsx: 工作簿设有打开密码。请取消密码并保存后再导入。",
        "台账.xlsx: The workbook is protected by a password. Save it without one, and import that.",
    )


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [("台账.xls", b"<html><table></table></html>", ".xls"),
     ("台账.xlsx", b"PK\x03\x04", "BadZipFile"), ("台账.xlsx", b"a,b\n", ".xlsx")],
)  # fmt: skip
def test_what_is_no_workbook_is_refused(tmp_path, take, name, content, found):
    assert refusal(take, write(tmp_path / name, content)) == (
        f"{name}: 无法作为 Excel 工作簿读取（{found}）。请另存为 .xlsx 或 .csv 后再导入。",
        f"{name}: This cannot be read as an Excel workbook ({found}). Save it as .xlsx or .csv, "
        "and import that.",
    )


def test_a_workbook_without_a_worksheet_is_refused(tmp_path, take):
    book(tmp_path / "台账.xlsx", [TITLES, row(2)])
    alter(tmp_path / "台账.xlsx", "xl/workbook.xml", "<sheet [^>]*/>", "")
    assert refusal(take, tmp_path / "台账.xlsx")[0] == (
        "台账.xlsx: 无法作为 Excel 工作簿读取（0）。请另存为 .xlsx 或 .csv 后再导入。"
    )


def test_a_file_that_is_too_large_is_refused_unread(tmp_path, take):
    for name in ("台账.xlsx", "台账.csv"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(50_000_001)
        assert refusal(take, tmp_path / name) == (
            f"{name}: 文件过大（50,000,001 字节，上限为 50,000,000 字节）。请拆分。",
            f"{name}: The file is too large (50,000,001 bytes; the limit is 50,000,000). Split it.",
        )


def test_a_workbook_with_entities_is_refused(tmp_path, take):
    book(tmp_path / "台账.xlsx", [TITLES, row(2)])
    alter(tmp_path / "台账.xlsx", "xl/worksheets/sheet1.xml", "^<worksheet",
          '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet')  # fmt: skip
    assert refusal(take, tmp_path / "台账.xlsx")[1] == (
        "台账.xlsx: This cannot be read as an Excel workbook (DOCTYPE). Save it as .xlsx or .csv, "
        "and import that."
    )


@pytest.mark.parametrize(
    ("part", "piece"),
    [
        ("xl/sharedStrings.xml", b"<si><t>a</t></si>"),
        ("xl/styles.xml", b'<xf numFmtId="0"/>'),
        ("xl/worksheets/sheet1.xml", b"<row/>"),
        ("xl/worksheets/sheet1.xml", b'<c r="A1"/>'),
    ],
)
def test_a_part_that_unpacks_to_hundreds_of_times_its_size_is_refused_unread(
    tmp_path, take, part, piece
):
    """Such a file of half a megabyte takes minutes and gigabytes to read."""
    with zipfile.ZipFile(tmp_path / "台账.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(part, piece * (6_000_000 // len(piece)))
    zh, en = refusal(take, tmp_path / "台账.xlsx")
    assert re.sub("[0-9]+ 倍", "N 倍", zh) == (
        "台账.xlsx: 工作簿的一个部分解压后是原大小的 N 倍（上限为 100），不像办公软件所存。"
        "请只把数据行复制到新的工作簿。"
    )
    assert re.sub("to [0-9]+ times", "to N times", en) == (
        "台账.xlsx: A part of the workbook unpacks to N times its size (the limit is 100), as no "
        "office writes it. Copy the rows alone into a new workbook."
    )


def test_a_workbook_that_unpacks_to_too_much_is_refused_unread(tmp_path, take):
    with (
        zipfile.ZipFile(tmp_path / "台账.xlsx", "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w") as part,
    ):
        for _ in range(301):
            part.write(bytes(1_000_000))
    assert refusal(take, tmp_path / "台账.xlsx") == (
        "台账.xlsx: 工作簿解压后过大（301,000,000 字节，上限为 300,000,000 字节）。"
        "请只把数据行复制到新的工作簿。",
        "台账.xlsx: The workbook is too large once unpacked (301,000,000 bytes; the limit is "
        "300,000,000). Copy the rows alone into a new workbook.",
    )


@pytest.mark.parametrize("cell", ["XFD2", "A1048576"])
def test_content_far_outside_is_refused_and_a_claimed_extent_is_not_believed(
    office, tmp_path, take, cell
):
    made = book(tmp_path / "台账.xlsx", [TITLES, row(2)])
    alter(tmp_path / "台账.xlsx", "xl/worksheets/sheet1.xml", 'ref="A1:J2"', 'ref="A1:XFD1048576"')
    assert take(tmp_path / "台账.xlsx").code == 0
    made.active[cell] = "x"
    made.save(tmp_path / "台账.xlsx")
    assert refusal(take, tmp_path / "台账.xlsx") == (
        "台账: 工作表内容超出第 100000 行或第 300 列。请删去多余内容，或拆分。",
        "台账: The sheet has content beyond row 100000 or column 300. Delete what does not belong "
        "there, or split it.",
    )


def test_links_to_other_files_are_not_followed_and_said(office, tmp_path, take):
    book(tmp_path / "台账.xlsx", [TITLES, row(2)])
    with zipfile.ZipFile(tmp_path / "台账.xlsx", "a") as archive:
        archive.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")
    assert take(tmp_path / "台账.xlsx").out.splitlines()[0] == (
        "台账.xlsx: 工作簿引用了其他文件。程序没有打开那些文件，采用的是已存的数值。"
    )
    assert len(written(office)) == 1


def test_a_file_that_is_not_there_is_no_traceback(tmp_path, take):
    answer = take(tmp_path / "没有.xlsx")
    assert answer.code == 2
    assert answer.err == f"{tmp_path / '没有.xlsx'}: 没有这个文件或文件夹。请改正名称。\n"
