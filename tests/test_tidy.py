"""What `fmt` repairs, byte for byte, what it says of it, and what it leaves to a person.

Each test writes datasets/counts.csv of the miniature project, whose rows read
count_id, site_id, walked_on, bird, birds, remark.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from answers import problems_of
from folders import digest, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.decode import decode
from pipeline.project import Project, Resource, open_project
from pipeline.screen import problems_of_form
from pipeline.tidy import tidy

ROOT = Path(__file__).parents[1]
FILE = "datasets/counts.csv"
HEADER = "count_id,site_id,walked_on,bird,birds,remark\n"
GOOD = "1,north,2026-03-01,Coot,12,\n"
CHINESE = "1,north,2026-03-01,骨顶鸡,12,\n"
NAMES = HEADER.rstrip("\n").split(",")

Said = Callable[..., list[str]]


@pytest.fixture
def mended(birds: Path, run: Callable[..., Any]) -> Said:
    """What `fmt` says, line by line, of bytes that it turns into `after`.

    `fmt --check` says the same before and writes nothing; a second `fmt` finds nothing to do.
    """

    def fmt(before: str | bytes, after: str, *options: str) -> list[str]:
        path = write(birds / FILE, before)
        untouched = digest(birds)
        tried = run("fmt", "--check", *options)
        assert tried.code == 1 and tried.err == ""
        assert digest(birds) == untouched
        answer = run("fmt", *options)
        assert answer.code == 0 and answer.err == ""
        assert path.read_bytes() == after.encode()
        assert sorted(p.name for p in path.parent.iterdir()) == [
            "counts.csv", "datapackage.json", "sites.csv",
        ]  # fmt: skip
        assert run("fmt", "--check").code == run("fmt").code == 0
        *said, total = answer.out.splitlines()
        *would, _ = tried.out.splitlines()
        assert said == would
        number = len(said)
        assert total in (
            f"{number} change{'s' * (number > 1)} in 1 file.",
            f"已修改 1 个文件中的 {number} 处。",
        )
        return said

    return fmt


@pytest.fixture
def left(birds: Path, run: Callable[..., Any]) -> Said:
    """What `fmt` says of a file that it leaves byte for byte, with `--check` or without."""

    def fmt(before: str | bytes, *options: str) -> list[str]:
        write(birds / FILE, before)
        untouched = digest(birds)
        answer = run("fmt", *options)
        assert run("fmt", "--check", *options) == answer
        assert answer.code == 1 and answer.out == ""
        assert digest(birds) == untouched
        return problems_of(answer.err)

    return fmt


# --- what is repaired -----------------------------------------------------------------------------


def test_a_project_in_plain_form_is_left_as_it_is(birds, run):
    untouched = digest(birds)
    said = "Every file is in its plain form; nothing to change.\n"
    assert run("fmt") == run("fmt", "--check") == (0, said, "")
    assert run("fmt", "--lang", "zh") == (0, "所有文件格式规范，无需修改。\n", "")
    assert digest(birds) == untouched


def test_a_byte_order_mark_is_removed(mended):
    before = b"\xef\xbb\xbf" + (HEADER + GOOD).encode()
    assert mended(before, HEADER + GOOD) == [f"{FILE}:1: Byte order mark removed."]
    assert mended(before, HEADER + GOOD, "--lang", "zh") == [
        f"{FILE}:1: 已去除字节顺序标记（BOM）。"
    ]


def test_gb18030_becomes_utf_8(mended):
    before, after = (HEADER + CHINESE).encode("gb18030"), HEADER + CHINESE
    assert mended(before, after) == [f"{FILE}: Text converted from GB18030 to UTF-8."]
    assert mended(before, after, "--lang", "zh") == [f"{FILE}: 文本已由 GB18030 转为 UTF-8。"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_with_its_mark_becomes_utf_8(mended, encoding):
    before = ("\ufeff" + HEADER + CHINESE).encode(encoding)
    said = f"{FILE}: Text converted from UTF-16 to UTF-8."
    assert mended(before, HEADER + CHINESE) == [said]


def test_windows_line_ends_become_line_feeds(mended):
    before = (HEADER + GOOD).replace("\n", "\r\n")
    assert mended(before, HEADER + GOOD) == [
        f"{FILE}:1: Line ends made plain line feeds (LF), from here on: 2."
    ]
    assert mended(HEADER + GOOD.replace("\n", "\r\n"), HEADER + GOOD, "--lang", "zh") == [
        f"{FILE}:2: 自此行起，已将换行符统一为 LF，共 1 处。"
    ]


@pytest.mark.parametrize("end", ["\r", "\r\r\n"])
def test_other_line_ends_become_line_feeds(mended, end):
    before = (HEADER + '1,north,2026-03-01,Coot,12,"a\nb"\n').replace("\n", end)
    assert mended(before, HEADER + '1,north,2026-03-01,Coot,12,"a\nb"\n') == [
        f"{FILE}:1: Line ends made plain line feeds (LF), from here on: 3."
    ]


def test_the_last_line_gets_its_line_feed(mended):
    before, after = (HEADER + GOOD).rstrip("\n"), HEADER + GOOD
    assert mended(before, after) == [f"{FILE}:2: Line feed added to the last line."]
    assert mended(before, after, "--lang", "zh") == [f"{FILE}:2: 已在最后一行末尾补上换行符。"]


def test_blank_lines_are_removed(mended):
    assert mended(f"\n{HEADER}　 \n{GOOD}\n", HEADER + GOOD) == [
        f"{FILE}:1: Blank line removed.",
        f"{FILE}:3: Blank line removed.",
        f"{FILE}:5: Blank line removed.",
    ]
    assert mended(f"{HEADER}{GOOD}\n", HEADER + GOOD, "--lang", "zh") == [f"{FILE}:3: 已删除空行。"]


def test_spaces_at_the_edges_of_cells_are_removed(mended):
    before = HEADER + "1, north,2026-03-01,Coot　,12,　\n2,north,2026-03-01, Coot ,12,\n"
    after = HEADER + "1,north,2026-03-01,Coot,12,\n2,north,2026-03-01,Coot,12,\n"
    assert mended(before, after) == [
        f'{FILE}:2:2: Leading space removed from "north".',
        f'{FILE}:2:4: Trailing space removed from "Coot".',
        f"{FILE}:2:6: Spaces removed from a cell that held nothing else.",
        f'{FILE}:3:4: Leading space removed from "Coot".',
        f'{FILE}:3:4: Trailing space removed from "Coot".',
    ]
    assert mended(before, after, "--lang", "zh") == [
        f"{FILE}:2:2: 已删去“north”开头的空格。",
        f"{FILE}:2:4: 已删去“Coot”末尾的空格。",
        f"{FILE}:2:6: 已清空只含空格的单元格。",
        f"{FILE}:3:4: 已删去“Coot”开头的空格。",
        f"{FILE}:3:4: 已删去“Coot”末尾的空格。",
    ]


def test_characters_in_parts_are_composed(mended):
    before = HEADER + "1,north,2026-03-01,Gre\u0300be,12,\n"
    after = HEADER + "1,north,2026-03-01,Gr\u00e8be,12,\n"
    assert mended(before, after) == [
        f'{FILE}:2:4: Characters written in parts composed in "Gr\u00e8be" (Unicode form NFC).'
    ]
    assert mended(before, after, "--lang", "zh") == [
        f"{FILE}:2:4: 已合成“Gr\u00e8be”中被拆分书写的字符（Unicode NFC 形式）。"
    ]


def test_quotes_that_are_not_needed_go_and_those_that_are_come(mended):
    before = HEADER + '1,"north",2026-03-01,Co"ot,12,"a, b"\n'
    after = HEADER + '1,north,2026-03-01,"Co""ot",12,"a, b"\n'
    line = '1,north,2026-03-01,"Co""ot",12,"a, b"'
    said = f"{FILE}:2: Quotation marks written in plain CSV form: {line}"
    assert mended(before, after) == [said]
    assert mended(before, after, "--lang", "zh") == [f"{FILE}:2: 引号已改为规范的 CSV 写法：{line}"]


def test_everything_at_once_is_told_with_the_lines_of_the_file_as_it_was(mended):
    before = HEADER + '\n1,north,2026-03-01,骨顶鸡,12,"a\nb "\n2,"north",2026-03-01,Coot,1,'
    after = HEADER + '1,north,2026-03-01,骨顶鸡,12,"a\nb"\n2,north,2026-03-01,Coot,1,\n'
    assert mended(before.replace("\n", "\r\n").encode("gb18030"), after) == [
        f"{FILE}: Text converted from GB18030 to UTF-8.",
        f"{FILE}:1: Line ends made plain line feeds (LF), from here on: 4.",
        f"{FILE}:5: Line feed added to the last line.",
        f"{FILE}:2: Blank line removed.",
        f'{FILE}:3:6: Trailing space removed from "a\\u000ab".',
        f"{FILE}:5: Quotation marks written in plain CSV form: 2,north,2026-03-01,Coot,1,",
    ]


def test_a_file_with_many_changes_is_told_in_part(birds, run):
    write(birds / FILE, HEADER + GOOD.replace("Coot", "Coot ") * 60)
    answer = run("fmt")
    assert answer.out.splitlines()[49:] == [
        f'{FILE}:51:4: Trailing space removed from "Coot".',
        f"{FILE}: and 10 more changes.",
        "60 changes in 1 file.",
    ]


def test_check_says_what_to_run(birds, run):
    write(birds / FILE, HEADER + GOOD + "\n")
    assert run("fmt", "--check").out.splitlines()[-1] == (
        "Nothing was written (--check): 1 change to make in 1 file. Run: baoguangtai fmt"
    )
    assert run("fmt", "--check", "--lang", "zh").out.splitlines()[-1] == (
        "仅检查，未写入：1 个文件中有 1 处需要修改。请运行 baoguangtai fmt。"
    )


def test_personal_data_is_not_repeated(birds, run):
    write(birds / FILE, HEADER + "1,north,2026-03-01,Coot,12, 13800138000\n")
    assert "13800138000" not in run("fmt").out


# --- what is left ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("character", "name"),
    [("\u200b", "U+200B"), ("\u202e", "U+202E"), ("\xa0", "U+00A0"), ("\t", "U+0009"),
     ("\0", "U+0000"), ("\ufeff", "U+FEFF")],
)  # fmt: skip
def test_a_hidden_character_is_left(left, character, name):
    assert left(f"{HEADER}1,north,2026-03-01,{character}Coot,12, \r\n") == [
        f"{FILE}:2:4: There is an invisible character here ({name}). Delete it."
    ]


def test_a_carriage_return_inside_a_line_is_left(left):
    assert left(HEADER + "1,north,2026-03-01,Coot,12,a\rb\n") == [
        f"{FILE}:2: There is an invisible character here (U+000D). Delete it."
    ]


def test_semicolons_are_left(left):
    assert left((HEADER + GOOD).replace(",", ";").encode("utf-8-sig")) == [
        f'{FILE}:1:1: The heading of this column must be "count_id"; found '
        '"count_id;site_id;walked_on;bird;birds;remark". '
        "Write the headings in the order of datapackage.json."
    ]


def test_headings_that_are_missing_or_too_many_are_left(left):
    assert left(HEADER.replace(",remark", "") + GOOD) == [
        f'{FILE}:1:6: The heading "remark" is missing. Add the column.'
    ]
    assert left("\n" + HEADER.replace("remark", "remark,x") + GOOD) == [
        f"{FILE}:2:7: The file has a column that datapackage.json does not describe: "
        '"x". Remove it, or describe it.'
    ]


def test_rows_of_another_length_are_left(left):
    content = HEADER + "1,north,2026-03-01,Coot \n" + GOOD.replace("\n", ",x\n")
    assert left(content) == [
        f"{FILE}:2:5: The row is too short: there is no cell for birds. "
        "Add the missing comma or value.",
        f'{FILE}:3:7: The row is too long: "x" has no column. '
        "Remove it, or quote the cell that holds a comma.",
    ]


def test_quotes_that_do_not_fit_are_left(left):
    content = f'{HEADER}{GOOD}2,north,2026-03-01,"Coot,12,\n'
    assert left(content, "--lang", "zh") == [
        f"{FILE}:3: 从此行开始的记录引号不配对（引号没有闭合）。"
        "请成对使用引号；单元格内的引号须写两次。"
    ]


def test_a_quote_behind_a_space_is_left(left):
    content = HEADER + '1,north,2026-03-01, "Coot",12,\n'
    assert left(content) == [
        f'{FILE}:2:4: A space stands before a quotation mark ( "Coot"), so it is in doubt whether '
        "the mark belongs to the cell. Remove the space, or quote the cell and write the mark "
        "twice."
    ]
    assert left(content, "--lang", "zh") == [
        f'{FILE}:2:4: 引号前有空格（ "Coot"），无法判断引号是否属于内容。请删去空格；'
        "若引号属于内容，请给单元格加引号，并将其中的引号写两次。"
    ]


def test_a_quote_behind_a_space_inside_quotes_is_content(mended):
    after = HEADER + '1,north,2026-03-01,"""Coot""",12,\n'
    assert mended(HEADER + '1,north,2026-03-01," ""Coot""",12,\n', after) == [
        f'{FILE}:2:4: Leading space removed from ""Coot"".'
    ]


def test_files_without_rows_are_left(left):
    assert left("") == [f"{FILE}: The file is empty. It needs a header line and at least one row."]
    assert left("\n \n") == left(b"\xef\xbb\xbf") == left("")
    assert left(HEADER.encode("utf-8-sig")) == [
        f"{FILE}:1: The file has a header and no rows. Add the rows; or, if that is right, give "
        'the resource "expected_rows": {"minimum": 0}.'
    ]


@pytest.mark.parametrize(
    ("content", "line", "byte"),
    [
        ((HEADER + GOOD).encode() + b"2,north,2026-03-01,\xff,12,\n", 3, "FF"),
        ((HEADER.replace("bird,", "鸟,") + CHINESE).encode("gb18030"), 1, "C4"),
        ((HEADER + CHINESE).encode("gb18030") + CHINESE.replace("鸡", "鸡鸡").encode(), 2, "B9"),
        (b"\xff\xfe" + (HEADER + GOOD).encode("utf-16-le") + b"\x00\xd8", 3, "00"),
        (b'"\xb9', 1, "B9"),
    ],
    ids=["no encoding", "other headings", "lines in two encodings", "broken UTF-16", "open quote"],
)
def test_text_in_a_doubtful_encoding_is_left(left, content, line, byte):
    assert left(content) == [
        f"{FILE}:{line}: The text is not UTF-8; found the byte 0x{byte}. Save the file as UTF-8."
    ]


def test_one_file_is_repaired_and_another_is_left(birds, run):
    path = write(birds / FILE, HEADER + GOOD + "\n")
    other = write(birds / "datasets/sites.csv", "site_id,site_name\r\nnorth,North\r\n")
    answer = run("fmt")
    assert answer.code == 1
    assert answer.out == f"{FILE}:3: Blank line removed.\n1 change in 1 file.\n"
    assert answer.err == (
        'datasets/sites.csv:1:3: The heading "keeper" is missing. Add the column.\n'
        "Left as they are: 1 file with 1 error that only a person can mend.\n"
    )
    assert path.read_bytes() == (HEADER + GOOD).encode()
    assert other.read_bytes() == b"site_id,site_name\r\nnorth,North\r\n"


# --- how it is written ----------------------------------------------------------------------------


def test_the_mode_of_a_file_is_kept(birds, run):
    path = write(birds / FILE, HEADER + GOOD + "\n")
    path.chmod(0o640)
    assert run("fmt").code == 0
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_symbolic_link_is_refused(birds, run, tmp_path):
    target = write(tmp_path / "elsewhere.csv", HEADER + GOOD + "\n")
    (birds / FILE).unlink()
    (birds / FILE).symlink_to(target)
    answer = run("fmt")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith(f"{FILE}: This is a symbolic link, which is never followed.")
    assert target.read_bytes() == (HEADER + GOOD + "\n").encode()


def test_what_someone_writes_meanwhile_is_kept(birds, run, monkeypatch):
    path = write(birds / FILE, HEADER + GOOD + "\n")

    def meanwhile(resource: Resource, data: bytes) -> Any:
        if resource.path == path:
            write(path, HEADER + GOOD + GOOD)
        return decode(resource, data)

    monkeypatch.setattr("pipeline.tidy.decode", meanwhile)
    answer = run("fmt")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.splitlines()[0] == (
        f"{FILE}: Somebody has changed the file meanwhile. Run baoguangtai fmt again."
    )
    assert path.read_bytes() == (HEADER + GOOD + GOOD).encode()


def test_a_write_that_fails_leaves_the_file_whole(birds, run, monkeypatch):
    write(birds / FILE, HEADER + GOOD + "\n")
    untouched = digest(birds)

    def fails(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fails)
    assert run("fmt") == (
        2,
        "",
        "baoguangtai: There is no space left to write this. Free some, and try again.\n",
    )
    assert digest(birds) == untouched


# --- whatever the table ---------------------------------------------------------------------------

# The bytes of these in GB 18030 are never by chance UTF-8.
CELLS = st.text("ab1,;\"'\n 　安宝厂公街é", max_size=6).map(lambda text: text.strip(" 　"))
TABLES = st.lists(st.lists(CELLS, min_size=6, max_size=6), min_size=1, max_size=5)
EDGES = st.sampled_from(["", " ", "　", " 　 "])


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A copy of the miniature project with counts.csv to be written anew for every example."""
    source = ROOT / "tests/cases/bird_walks/project"
    return open_project(Path(shutil.copytree(source, tmp_path_factory.mktemp("any") / "birds")))


def text_of(rows: list[list[str]], quoting: Any = csv.QUOTE_MINIMAL) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=quoting, lineterminator="\n").writerows(rows)
    return out.getvalue()


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(table=TABLES, data=st.data())
def test_whatever_the_form_the_same_table_becomes_the_same_bytes(opened, table, data):
    def wants(values: list[Any]) -> Any:
        return data.draw(st.sampled_from(values))

    rows = [NAMES, *table]
    spaced = [[data.draw(EDGES) + cell + data.draw(EDGES) for cell in row] for row in rows]
    quoting = wants([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])
    blank = wants(["", "\n", " \n", "\n　\n"])
    text = blank.join(["", *(text_of([row], quoting) for row in wants([rows, spaced])), ""])
    text = unicodedata.normalize(wants(["NFC", "NFD"]), text)
    text = text.removesuffix(wants(["", "\n"])).replace("\n", wants(["\n", "\r\n", "\r"]))
    damaged = wants([
        text.encode(), text.encode("utf-8-sig"), text.encode("utf-16"), text.encode("gb18030")
    ])  # fmt: skip
    plain = text_of(rows).encode()
    resource = opened.resources[1]
    resource.path.write_bytes(damaged)

    tried = tidy(opened, may_write=False)
    assert resource.path.read_bytes() == damaged
    done = tidy(opened, may_write=True)
    assert resource.path.read_bytes() == plain
    assert done.left == tried.left == []
    assert [(c.place, c.kind) for c in done.changes] == [(c.place, c.kind) for c in tried.changes]
    assert bool(done.changes) == (damaged != plain)
    assert problems_of_form(resource) == []
    again = tidy(opened, may_write=True)
    assert again.changes == again.left == []


@settings(max_examples=300, deadline=None)
@given(rows=st.text("a1,;\"\n\r 　\u200b\u0301e安", max_size=40), encoding=st.sampled_from(
    ["utf-8", "utf-8-sig", "gb18030", "utf-16"]
))  # fmt: skip
def test_any_file_is_either_in_plain_form_afterwards_or_as_it_was(opened, rows, encoding):
    resource = opened.resources[1]
    before = (HEADER + GOOD + rows).encode(encoding)
    resource.path.write_bytes(before)
    tidied = tidy(opened, may_write=True)
    after = resource.path.read_bytes()
    if tidied.left:
        assert after == before and tidied.changes == []
    else:
        assert bool(tidied.changes) == (after != before)
        assert problems_of_form(resource) == []
        assert {len(row) for row in csv.reader(io.StringIO(after.decode(), newline=""))} == {6}


@settings(max_examples=200, deadline=None)
@given(content=st.binary(max_size=60), with_header=st.booleans())
def test_bytes_of_any_kind_are_answered(opened, content, with_header):
    resource = opened.resources[1]
    before = HEADER.encode() * with_header + content
    resource.path.write_bytes(before)
    tidied = tidy(opened, may_write=True)
    if tidied.left:
        assert resource.path.read_bytes() == before
    else:
        assert problems_of_form(resource) == []


# --- the hook -------------------------------------------------------------------------------------


def test_the_hooks_run_the_check_over_all_files():
    offered = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    own = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    hooks = [*offered, *(hook for repo in own["repos"] for hook in repo["hooks"])]
    assert [hook["entry"].rpartition("/")[2] for hook in hooks] == ["baoguangtai fmt --check"] * 2
    assert [hook["pass_filenames"] for hook in hooks] == [False, False]
