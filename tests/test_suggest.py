"""What a steward probably meant is said, where only one thing can be meant."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.check import check
from pipeline.project import open_project
from pipeline.screen import read_records, write_records
from pipeline.suggest import nearest

ROOT = Path(__file__).parents[1]
TOWNS = [
    ("310118102000", ["朱家角镇", "Zhujiajiao Town"]),
    ("310118109000", ["重固镇", "Chonggu Town"]),
    ("310118110000", ["白鹤镇", "Baihe Town"]),
]


@pytest.mark.parametrize(
    ("cell", "near"),
    [
        ("朱家角镇", "310118102000 朱家角镇"),
        ("朱家角", "310118102000 朱家角镇"),
        ("Zhujiajao Town", "310118102000 朱家角镇"),
        ("31011810200", "310118102000 朱家角镇"),
        ("镇", ""),
        ("Town", ""),
        ("崇明", ""),
        ("", ""),
    ],
)
def test_the_nearest_value_is_the_one_that_only_one_title_can_mean(cell, near):
    assert nearest(cell, TOWNS) == near


@pytest.mark.parametrize(
    ("column", "cell", "en", "zh"),
    [
        (
            6,
            "朱家角",
            'town_code refers to "朱家角", which is not in towns. '
            "Perhaps 310118102000 朱家角镇 was meant.",
            "town_code 引用了“朱家角”，但 towns 中没有。是否应为 310118102000 朱家角镇？",
        ),
    ],
)
def test_a_code_written_as_its_name_is_told_its_code(tmp_path, column, cell, en, zh):
    shutil.copytree(ROOT / "datasets", tmp_path / "datasets")
    path = tmp_path / "datasets/exposures.csv"
    records, _ = read_records(path.read_text("utf-8"))
    records[1][column] = cell
    path.write_text(write_records(records), "utf-8")
    (problem,) = check(open_project(tmp_path))
    assert problem.place == f"datasets/exposures.csv:2:{column + 1}"
    assert problem.sentence("en") == en
    assert problem.sentence("zh") == zh
