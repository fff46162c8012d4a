"""Every way in which a row or a file can be wrong: refused, at its place, with the way to mend it.

Each test writes datasets/counts.csv of the miniature project, whose rows read
count_id, site_id, walked_on, bird, birds, remark.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from answers import problems_of
from folders import describe, write

FILE = "datasets/counts.csv"
HEADER = "count_id,site_id,walked_on,bird,birds,remark\n"
GOOD = "1,north,2026-03-01,Coot,12,\n"

Said = Callable[..., list[str]]


@pytest.fixture
def said(birds: Path, run: Callable[..., Any]) -> Said:
    """The problems that `check` finds in counts.csv, as printed, if they are well summed up."""

    def check(content: str | bytes, *options: str) -> list[str]:
        write(birds / FILE, content)
        answer = run("check", *options)
        assert answer.code == 1 and answer.out == ""
        return problems_of(answer.err)

    return check


def field(birds: Path, name: str, **constraints: object) -> None:
    """The named field of counts, with other constraints."""

    def change(descriptor: dict[str, Any]) -> None:
        fields = descriptor["resources"][1]["schema"]["fields"]
        next(f for f in fields if f["name"] == name)["constraints"] = constraints

    describe(birds, change)


# --- nothing wrong --------------------------------------------------------------------------------


def test_a_clean_project_is_clean(run):
    assert run("check") == (0, "2 files checked; no problems.\n", "")
    assert run("check", "--lang", "zh") == (0, "已检查 2 个文件，没有问题。\n", "")


def test_any_letter_and_the_wide_space_of_chinese_may_stand_in_a_cell(birds, run):
    write(birds / FILE, HEADER + "1,north,2026-03-01,骨顶鸡　白骨顶 é ü 𠮷,12,“……”—\n")
    assert run("check").code == 0


def test_a_cell_may_hold_lines_quotes_and_commas(birds, run):
    write(birds / FILE, HEADER + '1,north,2026-03-01,Coot,12,"One ""loud"",\n\nand one not."\n')
    assert run("check").code == 0


def test_an_empty_cell_may_stand_where_nothing_is_required(birds, run):
    write(birds / FILE, HEADER + GOOD)
    assert run("check").code == 0


# --- the form of the file -------------------------------------------------------------------------


def test_a_byte_order_mark_is_refused(said):
    assert said(b"\xef\xbb\xbf" + (HEADER + GOOD).encode()) == [
        f"{FILE}:1: The file begins with a byte order mark. Save it as UTF-8 without BOM."
    ]


def test_gb18030_is_refused_with_the_line_and_the_byte(said):
    content = (HEADER + "1,north,2026-03-01,骨顶鸡,12,\n").encode("gb18030")
    assert said(content) == [
        f"{FILE}:2: The text is not UTF-8; found the byte 0xB9. Save the file as UTF-8."
    ]
    assert said(content, "--lang", "zh") == [
        f"{FILE}:2: 文本不是 UTF-8 编码；发现字节 0xB9。请将文件另存为 UTF-8。"
    ]


def test_utf_16_is_refused(said):
    assert said((HEADER + GOOD).encode("utf-16")) == [
        f"{FILE}:1: The text is not UTF-8; found the byte 0xFF. Save the file as UTF-8."
    ]


def test_windows_line_ends_are_refused_with_the_first(said):
    assert said(HEADER + GOOD.replace("\n", "\r\n")) == [
        f"{FILE}:2: The line ends are not plain line feeds (LF). Save the file with Unix line ends."
    ]


def test_a_lone_carriage_return_is_refused(said):
    assert said(HEADER + "1,north,2026-03-01,Coot,12,a\rb\n") == [
        f"{FILE}:2: The line ends are not plain line feeds (LF). Save the file with Unix line ends."
    ]


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\0", "U+0000"), ("\t", "U+0009"), ("\x1b", "U+001B"), ("\x7f", "U+007F"),
        ("\xa0", "U+00A0"), ("\xad", "U+00AD"), ("\u200b", "U+200B"), ("\u200d", "U+200D"),
        ("\u2028", "U+2028"), ("\u202e", "U+202E"), ("\u2066", "U+2066"), ("\ue000", "U+E000"),
        ("\ufeff", "U+FEFF"), ("\U000e0041", "U+E0041"), ("\u3164", "U+3164"),
        ("\u115f", "U+115F"), ("\u2800", "U+2800"), ("\uffa0", "U+FFA0"),
    ],
)  # fmt: skip
def test_a_character_that_nobody_can_see_is_refused_by_its_number(said, character, name):
    assert said(f"{HEADER}{GOOD}2,north,2026-03-01,Co{character}ot,12,\n") == [
        f"{FILE}:3:4: There is an invisible character here ({name}). Delete it."
    ]


def test_an_invisible_character_is_refused_in_chinese(said):
    assert said(f"{HEADER}1,north,2026-03-01,Co\u200bot,12,\n", "--lang", "zh") == [
        f"{FILE}:2:4: 此处有不可见字符（U+200B）。请删除。"
    ]


def test_a_character_that_a_conversion_has_lost_is_refused(said):
    assert said(f"{HEADER}1,north,2026-03-01,Co\ufffdt,12,\n") == [
        f"{FILE}:2:4: A character was lost here when the text was converted (U+FFFD). "
        "Write it again from the original."
    ]


@pytest.mark.parametrize("number", ["1e400", "-1e400", "1e999999"])
def test_a_number_too_large_to_be_published_is_refused(birds, said, number):
    describe(birds, lambda d: d["resources"][1]["schema"]["fields"][4].update(type="number"))
    describe(birds, lambda d: d["resources"][1]["schema"]["fields"][4].pop("constraints"))
    assert said(f"{HEADER}1,north,2026-03-01,Coot,{number},\n") == [
        f'{FILE}:2:5: birds must be a number that can be counted with; found "{number}". '
        "Write the number, or leave the cell empty."
    ]


def test_a_last_line_without_a_line_feed_is_refused(said):
    assert said(HEADER + GOOD.rstrip("\n")) == [
        f"{FILE}:2: The last line does not end with a line feed. Add one."
    ]


def test_an_unclosed_quote_is_refused_on_the_line_that_opens_it(said):
    content = f'{HEADER}{GOOD}2,north,2026-03-01,"Coot,12,\n3,north,2026-03-01,Coot,12,\n'
    assert said(content) == [
        f"{FILE}:3: The quotation marks of the row that starts here do not fit "
        "(unexpected end of data). Close every quote, and write a quote inside a cell twice."
    ]
    assert said(content, "--lang", "zh") == [
        f"{FILE}:3: 从此行开始的记录引号不配对（引号没有闭合）。"
        "请成对使用引号；单元格内的引号须写两次。"
    ]


def test_text_after_a_closing_quote_is_refused(said):
    assert said(HEADER + '1,north,2026-03-01,"Co"ot,12,\n') == [
        f"{FILE}:2: The quotation marks of the row that starts here do not fit "
        "(',' expected after '\"'). Close every quote, and write a quote inside a cell twice."
    ]


def test_a_quote_inside_an_unquoted_cell_is_refused_with_the_line_as_it_should_be(said):
    assert said(HEADER + '1,north,2026-03-01,Co"ot,12,\n') == [
        f'{FILE}:2: The line is not in plain CSV form. Write it as: 1,north,2026-03-01,"Co""ot",12,'
    ]


def test_marks_that_are_too_many_do_not_make_up_for_marks_that_are_too_few(said):
    two = '1,north,2026-03-01,C"oo"t,12,\n2,north,2026-03-01,"" "",12,\n'
    assert said(HEADER + two) == [
        f"{FILE}:3: The quotation marks of the row that starts here do not fit "
        "(',' expected after '\"'). Close every quote, and write a quote inside a cell twice."
    ]


def test_quotes_that_are_not_needed_are_refused(said):
    assert said(HEADER + '1,north,2026-03-01,"Coot",12,\n') == [
        f"{FILE}:2: The line is not in plain CSV form. Write it as: 1,north,2026-03-01,Coot,12,"
    ]
    assert said(HEADER + '1,north,2026-03-01,"Coot",12,\n', "--lang", "zh") == [
        f"{FILE}:2: 此行不是规范的 CSV 写法。请写作：1,north,2026-03-01,Coot,12,"
    ]


def test_every_blank_line_is_refused_with_its_line(said):
    assert said(f"{HEADER}{GOOD}\n2,north,2026-03-01,Coot,12,\n\n") == [
        f"{FILE}:3: The line is blank. Delete it.",
        f"{FILE}:5: The line is blank. Delete it.",
    ]
    assert said(f"{HEADER}{GOOD}\n", "--lang", "zh") == [f"{FILE}:3: 此行为空行。请删除。"]


def test_a_header_without_rows_is_refused(said):
    assert said(HEADER) == [
        f"{FILE}:1: The file has a header and no rows. Add the rows; or, if that is right, give "
        'the resource "expected_rows": {"minimum": 0}.'
    ]


def test_an_empty_file_is_refused(said):
    assert said("") == [f"{FILE}: The file is empty. It needs a header line and at least one row."]
    assert said("", "--lang", "zh") == [f"{FILE}: 文件为空。至少需要一行表头和一行数据。"]


# --- the header -----------------------------------------------------------------------------------


def test_a_wrong_heading_is_refused_with_the_right_one(said):
    content = HEADER.replace("bird,", "brid,") + GOOD
    assert said(content) == [
        f'{FILE}:1:4: The heading of this column must be "bird"; found "brid". '
        "Write the headings in the order of datapackage.json."
    ]
    assert said(content, "--lang", "zh") == [
        f"{FILE}:1:4: 此列的表头应为“bird”，现为“brid”。请按 datapackage.json 的顺序书写表头。"
    ]


def test_headings_in_another_order_are_refused(said):
    content = HEADER.replace("bird,birds", "birds,bird") + "1,north,2026-03-01,12,13,\n"
    wrong = "Write the headings in the order of datapackage.json."
    assert said(content) == [
        f'{FILE}:1:4: The heading of this column must be "bird"; found "birds". {wrong}',
        f'{FILE}:1:5: The heading of this column must be "birds"; found "bird". {wrong}',
    ]


def test_a_heading_in_capitals_is_another_heading(said):
    assert said(HEADER.replace("birds", "Birds") + GOOD) == [
        f'{FILE}:1:5: The heading of this column must be "birds"; found "Birds". '
        "Write the headings in the order of datapackage.json."
    ]


def test_a_missing_heading_is_refused(said):
    content = HEADER.replace(",remark", "") + "1,north,2026-03-01,Coot,12\n"
    assert said(content) == [f'{FILE}:1:6: The heading "remark" is missing. Add the column.']
    assert said(content, "--lang", "zh") == [f"{FILE}:1:6: 缺少表头“remark”。请补上该列。"]


def test_a_heading_too_many_is_refused(said):
    content = HEADER.replace("\n", ",weather\n") + GOOD.replace("\n", ",rain\n")
    assert said(content) == [
        f"{FILE}:1:7: The file has a column that datapackage.json does not describe: "
        '"weather". Remove it, or describe it.'
    ]


def test_a_heading_that_stands_twice_is_refused(said):
    assert said(HEADER.replace("birds", "bird") + GOOD) == [
        f'{FILE}:1:5: Two columns have the heading "bird". Correct one.'
    ]


def test_an_empty_heading_is_refused(said):
    assert said(HEADER.replace("birds", "") + GOOD) == [
        f"{FILE}:1:5: A column has no heading. Write one."
    ]


def test_a_header_of_nothing_is_refused(said):
    assert said(",,,,,\n" + GOOD) == [
        f"{FILE}:1:{column}: A column has no heading. Write one." for column in range(1, 7)
    ]


# --- cells ----------------------------------------------------------------------------------------


def test_a_day_that_does_not_exist_is_refused(said):
    content = HEADER + "1,north,2024-02-30,Coot,12,\n"
    assert said(content) == [
        f'{FILE}:2:3: walked_on is not a date: "2024-02-30". '
        "Write a day that exists, as 2026-01-31."
    ]
    assert said(content, "--lang", "zh") == [
        f"{FILE}:2:3: walked_on 不是日期：“2024-02-30”。请填写真实存在的日期，写作 2026-01-31。"
    ]


@pytest.mark.parametrize("text", ["2026/03/01", "1.3.2026", " 2026-03-01", "infinity", "today"])
def test_a_day_written_in_another_way_is_refused(said, text):
    assert said(f"{HEADER}1,north,{text},Coot,12,\n") == [
        f'{FILE}:2:3: walked_on is not a date: "{text}". Write a day that exists, as 2026-01-31.'
    ]


@pytest.mark.parametrize("text", ["twelve", "1.0", "1e3", "0x10", "12 birds", "１２羽"])
def test_what_is_not_a_whole_number_is_refused(said, text):
    assert said(f"{HEADER}1,north,2026-03-01,Coot,{text},\n") == [
        f'{FILE}:2:5: birds is not a whole number: "{text}". Write digits only, as 12.'
    ]


def test_a_number_too_large_to_hold_is_refused(said):
    assert said(HEADER + "1,north,2026-03-01,Coot,99999999999999999999,\n") == [
        f'{FILE}:2:5: birds is valid as integer, but it cannot be stored: "99999999999999999999". '
        "Write a whole number of at most 18 digits; describe a longer one, such as a code, "
        "as string."
    ]


def test_a_value_that_the_description_calls_missing_is_missing_and_not_text(birds, run):
    describe(birds, lambda d: d["resources"][1]["schema"].update(missingValues=["", "n/a"]))
    write(birds / FILE, HEADER + "1,north,2026-03-01,Coot,12,n/a\n")
    assert run("build").code == 0
    assert (birds / "site/data/counts.csv").read_text("utf-8") == HEADER + GOOD


def test_an_empty_cell_is_refused_where_a_value_is_required(said):
    content = HEADER + "1,north,2026-03-01,,12,\n"
    assert said(content) == [
        f"{FILE}:2:4: bird must be filled in; the cell is empty. Enter a value."
    ]
    assert said(content, "--lang", "zh") == [f"{FILE}:2:4: bird 为必填项，但单元格为空。请填写。"]


def test_a_value_below_the_minimum_is_refused(said):
    assert said(HEADER + "1,north,2026-03-01,Coot,0,\n") == [
        f'{FILE}:2:5: birds is too small: "0". The least is 1.'
    ]
    assert said(HEADER + "1,north,2026-03-01,Coot,0,\n", "--lang", "zh") == [
        f"{FILE}:2:5: birds 过小：“0”。最小为 1。"
    ]


def test_a_value_above_the_maximum_is_refused(birds, said):
    field(birds, "birds", maximum=10)
    assert said(HEADER + GOOD) == [f'{FILE}:2:5: birds is too large: "12". The most is 10.']


def test_a_day_before_the_first_one_is_refused(birds, said):
    field(birds, "walked_on", minimum="2026-03-05")
    assert said(HEADER + GOOD) == [
        f'{FILE}:2:3: walked_on is too early: "2026-03-01". The earliest is 2026-03-05.'
    ]


def test_a_value_outside_the_list_is_refused_with_the_list(birds, said):
    field(birds, "bird", enum=["Swan", "Grey heron"])
    assert said(HEADER + GOOD) == [
        f'{FILE}:2:4: bird cannot be "Coot". Use one of "Swan", "Grey heron".'
    ]
    assert said(HEADER + GOOD, "--lang", "zh") == [
        f"{FILE}:2:4: bird 不能为“Coot”。请使用“Swan”、“Grey heron”之一。"
    ]


def test_a_value_of_the_wrong_form_is_refused_with_the_form(birds, said):
    field(birds, "bird", pattern='[A-Z]{2}" is "[0-9]+')
    assert said(HEADER + GOOD) == [
        f'{FILE}:2:4: bird has the wrong form: "Coot". It must match "[A-Z]{{2}}" is "[0-9]+".'
    ]


def test_a_value_that_is_too_short_or_too_long_is_refused(birds, said):
    field(birds, "bird", minLength=5)
    assert said(HEADER + GOOD) == [
        f'{FILE}:2:4: bird is too short: "Coot". It needs at least 5 characters.'
    ]
    field(birds, "bird", maxLength=3)
    assert said(HEADER + GOOD) == [
        f'{FILE}:2:4: bird is too long: "Coot". It may have at most 3 characters.'
    ]


def test_a_value_that_stands_twice_is_refused_with_the_line_of_the_first(birds, said):
    field(birds, "bird", unique=True)
    content = f'{HEADER}1,north,2026-03-01,Coot,12,"a\nb"\n2,north,2026-03-01,Coot,12,\n'
    assert said(content) == [
        f'{FILE}:4:4: bird must differ in every row; "Coot" stands on line 2 already. '
        "Correct one of the two."
    ]
    assert said(content, "--lang", "zh") == [
        f"{FILE}:4:4: bird 不得重复；“Coot”已见于第 2 行。请改正其中一个。"
    ]


def test_a_cell_too_few_is_refused_once_for_each(said):
    assert said(HEADER + "1,north,2026-03-01,Coot\n") == [
        f"{FILE}:2:5: The row is too short: there is no cell for birds. "
        "Add the missing comma or value.",
        f"{FILE}:2:6: The row is too short: there is no cell for remark. "
        "Add the missing comma or value.",
    ]


def test_a_cell_too_many_is_refused(said):
    content = HEADER + "1,north,2026-03-01,Coot,12,wet,cold\n"
    assert said(content) == [
        f'{FILE}:2:7: The row is too long: "cold" has no column. '
        "Remove it, or quote the cell that holds a comma."
    ]
    assert said(content, "--lang", "zh") == [
        f"{FILE}:2:7: 此行列数过多：“cold”没有对应的列。请删除；含逗号的单元格须加引号。"
    ]


def test_a_row_of_empty_cells_is_refused_once(said):
    assert said(f"{HEADER}{GOOD},,,,,\n") == [
        f"{FILE}:3: All cells of the row are empty. Delete the row."
    ]


# --- keys -----------------------------------------------------------------------------------------


def test_a_key_that_stands_twice_is_refused_with_the_line_of_the_first(said):
    assert said(HEADER + GOOD + GOOD) == [
        f'{FILE}:3:1: The row has the same key as line 2 (count_id: "1"). Give it another.'
    ]
    assert said(HEADER + GOOD + GOOD, "--lang", "zh") == [
        f"{FILE}:3:1: 此行的主键与第 2 行相同（count_id：“1”）。请更换。"
    ]


def test_a_key_of_two_columns_is_refused_only_when_both_are_the_same(birds, said):
    describe(birds, lambda d: d["resources"][1]["schema"].update(primaryKey=["site_id", "bird"]))
    assert said(f"{HEADER}{GOOD}2,reeds,2026-03-01,Coot,1,\n3,reeds,2026-03-02,Coot,2,\n") == [
        f'{FILE}:4:2: The row has the same key as line 3 (site_id, bird: "reeds", "Coot"). '
        "Give it another."
    ]


def test_a_row_without_a_key_is_refused(birds, said):
    describe(birds, lambda d: d["resources"][1]["schema"].update(primaryKey=["remark"]))
    assert said(HEADER + GOOD) == [f"{FILE}:2:6: The row has no key: remark is empty. Enter one."]


def test_a_reference_to_a_row_that_is_not_there_is_refused(said):
    content = HEADER + "1,sea,2026-03-01,Coot,12,\n"
    assert said(content) == [
        f'{FILE}:2:2: site_id refers to "sea", which is not in sites. '
        "Correct it, or add the missing row there."
    ]
    assert said(content, "--lang", "zh") == [
        f"{FILE}:2:2: site_id 引用了“sea”，但 sites 中没有。请改正，或在该表中补充。"
    ]


def test_a_reference_to_the_same_file_may_lead_to_a_later_row(birds, run):
    key = {"fields": ["remark"], "reference": {"resource": "", "fields": ["count_id"]}}

    def refer(descriptor: dict[str, Any]) -> None:
        schema = descriptor["resources"][1]["schema"]
        schema["fields"][5]["type"] = "integer"
        schema["foreignKeys"] = [key]

    describe(birds, refer)
    write(birds / FILE, f"{HEADER}1,north,2026-03-01,Coot,1,2\n2,north,2026-03-01,Coot,1,9\n")
    assert run("check").err.splitlines()[0] == (
        f'{FILE}:3:6: remark refers to "9", which is not in counts. '
        "Correct it, or add the missing row there."
    )


# --- places ---------------------------------------------------------------------------------------


def test_a_row_after_a_cell_of_many_lines_has_its_line_in_the_file(said):
    rows = (
        '1,north,2026-03-01,Coot,12,"a\n\nb"\n2,north,2026-02-30,Coot,12,"c\nd"\n'
        "3,sea,2026-03-01,Coot,1,\n"
    )
    assert said(HEADER + rows) == [
        f'{FILE}:5:3: walked_on is not a date: "2026-02-30". '
        "Write a day that exists, as 2026-01-31.",
        f'{FILE}:7:2: site_id refers to "sea", which is not in sites. '
        "Correct it, or add the missing row there.",
    ]


def test_all_problems_of_all_files_are_said_in_one_run_in_row_order(birds, run):
    write(birds / "datasets/sites.csv", "site_id,site_name,keeper\nNorth,,A keeper\n")
    write(birds / FILE, f"{HEADER}x,sea,2026-03-01,Coot,0,\n2,sea,2026-13-01,,1,\n")
    row = "Correct it, or add the missing row there."
    assert run("check") == (
        1,
        "",
        'datasets/sites.csv:2:1: site_id has the wrong form: "North". It must match "[a-z]+".\n'
        "datasets/sites.csv:2:2: site_name must be filled in; the cell is empty. Enter a value.\n"
        f'{FILE}:2:1: count_id is not a whole number: "x". Write digits only, as 12.\n'
        f'{FILE}:2:2: site_id refers to "sea", which is not in sites. {row}\n'
        f'{FILE}:2:5: birds is too small: "0". The least is 1.\n'
        f'{FILE}:3:2: site_id refers to "sea", which is not in sites. {row}\n'
        f'{FILE}:3:3: walked_on is not a date: "2026-13-01". '
        "Write a day that exists, as 2026-01-31.\n"
        f"{FILE}:3:4: bird must be filled in; the cell is empty. Enter a value.\n"
        "Not published: 8 errors in 2 files.\n"
        "  datasets/sites.csv: 2 errors (wrong form × 1, value missing × 1)\n"
        f"  {FILE}: 6 errors (unknown reference × 2, not a whole number × 1, value too small × 1, "
        "2 other kinds)\n",
    )


def test_a_file_of_bad_form_does_not_hide_the_rows_of_another(birds, run):
    write(birds / "datasets/sites.csv", "site_id,site_name,keeper\r\nnorth,North shore,\r\n")
    write(birds / FILE, HEADER + "1,north,2026-03-01,Coot,0,\n")
    assert run("check").err.splitlines() == [
        "datasets/sites.csv:1: The line ends are not plain line feeds (LF). "
        "Save the file with Unix line ends.",
        f'{FILE}:2:5: birds is too small: "0". The least is 1.',
        "Not published: 2 errors in 2 files.",
        "  datasets/sites.csv: 1 error (wrong line ends)",
        f"  {FILE}: 1 error (value too small)",
        "1 error of form alone may be repaired by: baoguangtai fmt",
    ]


def test_many_problems_of_one_file_are_counted_rather_than_listed(birds, run):
    rows = "".join(f"{n},north,2026-03-01,Coot,0,\n" for n in range(1, 71))
    write(birds / FILE, HEADER + rows)
    lines = run("check").err.splitlines()
    assert len(lines) == 53
    assert lines[50:] == [
        f"{FILE}: and 20 more problems.",
        "Not published: 70 errors in 1 file.",
        f"  {FILE}: 70 errors (value too small)",
    ]
    assert run("check", "--lang", "zh").err.splitlines()[50:] == [
        f"{FILE}：另有 20 个问题。",
        "未发布：1 个文件中有 70 处错误。",
        f"  {FILE}：70 处错误（值过小）",
    ]


# --- what a message may hold ----------------------------------------------------------------------


def test_a_long_value_is_cut(said):
    assert said(f"{HEADER}1,north,2026-03-01,Coot,{'9' * 200}x,\n") == [
        f'{FILE}:2:5: birds is not a whole number: "{"9" * 119}…". Write digits only, as 12.'
    ]


def test_braces_in_a_value_are_only_braces(said):
    assert said(HEADER + "1,{0.__class__},2026-03-01,Coot,12,\n") == [
        f'{FILE}:2:2: site_id refers to "{{0.__class__}}", which is not in sites. '
        "Correct it, or add the missing row there."
    ]


def test_a_value_on_two_lines_stays_on_one_line_of_the_message(said):
    assert said(HEADER + '1,"no\nrth",2026-03-01,Coot,12,\n') == [
        f'{FILE}:2:2: site_id refers to "no\\u000arth", which is not in sites. '
        "Perhaps north was meant."
    ]


# --- for programs ---------------------------------------------------------------------------------


def test_for_github_a_problem_is_an_annotation_of_its_line(birds, run):
    write(birds / FILE, HEADER + "1,sea,2026-03-01,Coot,100%,\n")
    assert run("check", "--format", "github") == (
        1,
        f'::error file={FILE},line=2,col=2::site_id refers to "sea", which is not in sites. '
        "Correct it, or add the missing row there.\n"
        f'::error file={FILE},line=2,col=5::birds is not a whole number: "100%25". '
        "Write digits only, as 12.\n"
        "Not published: 2 errors in 1 file.\n"
        f"  {FILE}: 2 errors (unknown reference × 1, not a whole number × 1)\n",
        "",
    )


def test_for_github_a_problem_of_the_whole_file_has_no_line(birds, run):
    write(birds / FILE, "")
    assert run("check", "--format", "github", "--lang", "zh") == (
        1,
        f"::error file={FILE}::文件为空。至少需要一行表头和一行数据。\n"
        f"未发布：1 个文件中有 1 处错误。\n",
        "",
    )


@pytest.mark.parametrize("form", ["github", "text"])
def test_a_value_that_looks_like_a_workflow_command_cannot_become_one(birds, run, form):
    write(birds / FILE, HEADER + '1,north,2026-03-01,Coot,"\n::set-env name=A::b\n::error::c",\n')
    answer = run("check", "--format", form)
    problem = (
        'birds is not a whole number: "\\u000a::set-env name=A::b\\u000a::error::c". '
        "Write digits only, as 12."
    )
    told = {"github": f"::error file={FILE},line=2,col=5::", "text": f"{FILE}:2:5: "}
    assert answer.out + answer.err == (
        f"{told[form]}{problem}\nNot published: 1 error in 1 file.\n"
    )


def test_a_file_name_that_looks_like_a_workflow_command_cannot_become_one(birds, run):
    name = "a\n::error::b.sql"
    write(birds / "sql/2_tables" / name, "select 1")
    assert run("build").err == (
        "sql/2_tables/a\\u000a::error::b.sql: The name of the file becomes the name of its table, "
        "and cannot be one. Use lower-case letters, digits and underscores.\n"
        "Not published: 1 error in 1 file.\n"
    )
