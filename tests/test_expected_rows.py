"""How many rows a dataset may have, and what of the last publication must still be there."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from folders import describe, digest, edit, write

FILE = "datasets/counts.csv"
WHERE = "where walked_on <= (select as_of from catalog.build)"
HEADER = "count_id,site_id,walked_on,bird,birds,remark\n"


def rows(*numbers: int) -> str:
    return HEADER + "".join(f"{n},north,2026-03-01,Coot,12,\n" for n in numbers)


def expect(birds: Path, value: object) -> None:
    describe(birds, lambda d: d["resources"][1].update(expected_rows=value))


# --- as declared ----------------------------------------------------------------------------------


def test_fewer_rows_than_expected_are_refused(birds, run):
    expect(birds, {"minimum": 3})
    write(birds / FILE, rows(1, 2))
    assert run("check").err.splitlines()[0] == (
        f"{FILE}: The file has 2 rows; at least 3 are expected. Look for what was lost; if the "
        "number is right, lower the minimum in datapackage.json."
    )
    assert run("check", "--lang", "zh").err.splitlines()[0] == (
        f"{FILE}: 文件有 2 行，预期至少 3 行。请查找缺失的数据；如果行数属实，"
        "请在 datapackage.json 中调低下限。"
    )


def test_more_rows_than_expected_are_a_warning_and_published(birds, run):
    expect(birds, {"maximum": 1})
    write(birds / FILE, rows(1, 2))
    answer = run("build")
    assert answer.code == 0
    assert answer.err == (
        f"{FILE}: warning: The file has 2 rows; at most 1 are expected. Look for rows that stand "
        "twice; if the number is right, raise the maximum in datapackage.json.\n"
    )
    assert (birds / "site/data/counts.csv").read_text("utf-8").count("\n") == 3


def test_as_many_rows_as_expected_are_right(birds, run):
    expect(birds, {"minimum": 2, "maximum": 2})
    write(birds / FILE, rows(1, 2))
    assert run("check").code == 0


def test_a_file_that_may_be_empty_is_published_without_rows(birds, run):
    write(birds / FILE, HEADER)
    assert run("check").code == 1
    expect(birds, {"minimum": 0})
    assert run("build").code == 0
    assert (birds / "site/data/counts.csv").read_text("utf-8") == HEADER


@pytest.mark.parametrize(
    "value", [5, {"least": 1}, {"minimum": -1}, {"minimum": 3, "maximum": 2}, {"minimum": True}]
)
def test_an_expectation_that_cannot_be_followed_is_a_mistake_of_the_description(birds, run, value):
    expect(birds, value)
    answer = run("check")
    assert answer.code == 2
    assert answer.err.splitlines()[0] == (
        f'datasets/datapackage.json: The expected rows of "counts" are {json.dumps(value)}. Write '
        '{"minimum": 1, "maximum": 5000}, whole numbers, the smaller first; one of the two may be '
        "left out."
    )


# --- as last published ----------------------------------------------------------------------------


@pytest.fixture
def published(birds: Path, run: Callable[..., Any]) -> Path:
    """The miniature project, published once with twenty rows."""
    write(birds / FILE, rows(*range(1, 21)))
    assert run("build").code == 0
    return birds


def test_a_record_that_was_published_and_is_gone_is_refused_by_its_key(published, run):
    before = digest(published / "site")
    write(published / FILE, rows(*range(3, 21)))
    for command in ("check", "build"):
        answer = run(command)
        assert answer.code == 1
        assert answer.err.splitlines() == [
            f'{FILE}: The record "{n}" (count_id) was in the last publication and is in no row any '
            "more. Put the row back; to end its publication, set it withdrawn, with date and "
            "reason."
            for n in (1, 2)
        ] + [
            "Not published: 2 errors in 1 file.",
            f"  {FILE}: 2 errors (published record gone)",
        ]
    assert digest(published / "site") == before


def test_a_record_that_is_gone_is_told_in_chinese(published, run):
    write(published / FILE, rows(*range(2, 21)))
    assert run("check", "--lang", "zh").err.splitlines()[0] == (
        f"{FILE}: 上次发布过的记录“1”（count_id）已不在文件中。请恢复该行；如需停止公开，"
        "请把它标为撤回，并写明日期和理由。"
    )


def test_a_record_that_is_kept_but_no_longer_public_is_not_gone(published, run):
    edit(published / "sql/1_public/counts.sql", WHERE, f"{WHERE} and count_id <> 7")
    assert run("check") == (0, "2 files checked; no problems.\n", "")


def test_a_fall_by_more_than_a_tenth_is_named_and_published(published, run):
    edit(published / "sql/1_public/counts.sql", WHERE, f"{WHERE} and count_id > 3")
    answer = run("build")
    assert answer.code == 0
    assert answer.err == (
        f"{FILE}: warning: 17 rows would be public; 20 were in the last publication, and a fall of "
        "more than 10% needs a look. If it is right, publish: nothing else is to be done.\n"
    )


def test_a_fall_by_a_tenth_is_not_named(published, run):
    edit(published / "sql/1_public/counts.sql", WHERE, f"{WHERE} and count_id > 2")
    assert run("check") == (0, "2 files checked; no problems.\n", "")


def test_the_last_publication_may_lie_elsewhere(published, run, tmp_path):
    shutil.move(published / "site", tmp_path / "live")
    write(published / FILE, rows(*range(2, 21)))
    assert run("check").code == 0
    assert run("check", "--previous", str(tmp_path / "live")).code == 1
    assert run("build", "--previous", str(tmp_path / "live")).code == 1


def test_a_first_publication_is_compared_with_nothing(published, run):
    write(published / FILE, rows(*range(2, 21)))
    assert run("check", "--first").code == 0
    assert run("build", "--first").code == 0


def test_a_previous_folder_without_a_publication_is_a_mistake_of_usage(published, run, tmp_path):
    answer = run("check", "--previous", str(tmp_path / "nowhere"))
    assert answer.code == 2
    assert answer.err.splitlines()[0].startswith(
        f"{tmp_path}/nowhere: The last publication cannot be read: "
    )
    assert answer.err.splitlines()[0].endswith(
        "Give its folder with --previous, or say --first if nothing has been published yet."
    )
