"""A command line that cannot be read is told as any other problem, and ends with exit code 2."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from pipeline.__main__ import app

CASES = [
    (
        "chekc", ": There is no chekc. Did you mean check?",
        ": 没有 chekc。是不是 check？",
    ),
    (
        "xyz", ": There is no xyz. baoguangtai --help lists what there is.",
        ": 没有 xyz。可用的选项和命令见 baoguangtai --help。",
    ),
    (
        "check --forma json", " check: There is no --forma. Did you mean --format?",
        " check: 没有 --forma。是不是 --format？",
    ),
    (
        "build --out", " build: --out needs a value. Write it behind the option.",
        " build: --out 缺少取值。请写在选项之后。",
    ),
    (
        "check --format xml",
        " check: --format has a value that it cannot have. Write one of these: text, github, json.",
        " check: --format 的取值不对。可用的取值：text、github、json。",
    ),
    (
        "build --jobs -1",
        " build: --jobs has a value that it cannot have. Write one of these: ≥ 0.",
        " build: --jobs 的取值不对。可用的取值：≥ 0。",
    ),
    (
        "serve --port 99999",
        " serve: --port has a value that it cannot have. Write one of these: 0 … 65535.",
        " serve: --port 的取值不对。可用的取值：0 … 65535。",
    ),
    (
        "build --shard 3/2",
        " build: --shard has a value that it cannot have. Write one of these: 1/4 … 4/4.",
        " build: --shard 的取值不对。可用的取值：1/4 … 4/4。",
    ),
    (
        "template", " template: DATASET is missing. baoguangtai template --help tells what it is.",
        " template: 缺少 DATASET。说明见 baoguangtai template --help。",
    ),
    (
        "check a b",
        " check: There is more than the command takes: a b. Leave it out; "
        "baoguangtai check --help tells how the command is written.",
        " check: 命令之后有多余的内容：a b。请去掉；用法见 baoguangtai check --help。",
    ),
]  # fmt: skip


def said(args: list[str]) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, args, prog_name="baoguangtai", catch_exceptions=False)
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize(("line", "english", "chinese"), CASES, ids=[case[0] for case in CASES])
def test_a_command_line_that_cannot_be_read_is_told_in_both_languages(line, english, chinese):
    assert said(line.split()) == (2, "", f"baoguangtai{english}\n")
    command, *rest = line.split()
    for lang in (["--lang", "zh"], ["--lang=zh"]):
        assert said([command, *lang, *rest]) == (2, "", f"baoguangtai{chinese}\n")


def test_a_language_that_there_is_not_is_told_in_english():
    assert said(["check", "--lang", "fr"]) == (
        2, "", "baoguangtai check: --lang has a value that it cannot have. "
        "Write one of these: en, zh.\n",
    )  # fmt: skip


def test_without_a_command_the_help_is_shown():
    code, _, err = said([])
    assert code == 2 and err.startswith("Usage: baoguangtai [OPTIONS] COMMAND [ARGS]...\n")


def test_a_form_that_cannot_be_written_is_no_traceback(tmp_path):
    out = str(tmp_path / "none" / "a.xlsx")
    assert said(["template", "towns", "--out", out]) == (
        2, "", f"{out}: There is no such file or folder. Correct the name.\n",
    )  # fmt: skip
