"""An answer of the command line, taken apart: the problems it lists, and how it sums them up."""

from __future__ import annotations

import re

ENDING = re.compile(
    "Not published|Nothing was imported|No form was written|Left as they are"
    r"|未发布|未导入|未生成|\d+ 个文件保持原样"
)


def parted(answer: str) -> tuple[list[str], list[str]]:
    """The lines of the problems, and those from the one on that says how many there are."""
    lines = answer.splitlines()
    at = next(n for n, line in enumerate(lines) if ENDING.match(line))
    return lines[:at], lines[at:]


def problems_of(answer: str) -> list[str]:
    """The lines of the problems, of which the ending tells as many, in as many files.

    For answers that list everything: none of their files has more problems than are shown.
    """
    problems, ending = parted(answer)
    assert str(len(problems)) in re.findall(r"\d+", ending[0])
    table = [re.search(r"[:：] ?(\d+)", line) for line in ending if line.startswith("  ")]
    assert sum(int(c[1]) for c in table if c) == (len(problems) if len(problems) > 1 else 0)
    return problems
