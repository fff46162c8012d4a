"""The nearest legal value: what a steward probably meant."""

from __future__ import annotations

import csv
import difflib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.problem import Problem
from pipeline.project import Project

LARGEST_LIST = 200_000  # bytes; a longer file is a register, and not a list to choose from
ALIKE = 0.6
NEAR = {"foreign-key": "foreign-key-near", "constraint-enum": "constraint-enum-near"}

Choice = tuple[str, Sequence[str]]  # a value, and the titles that people know it by


def suggester(project: Project) -> Callable[[Problem], Problem]:
    """A function that adds the nearest legal value to a problem with a code, where one is near."""
    lists: dict[tuple[str, str], list[Choice]] = {}
    paths = {r.name: r.path for r in project.resources}

    def suggest(problem: Problem) -> Problem:
        values = problem.values
        cell = str(values.get("cell", ""))
        if problem.kind == "foreign-key" and values["reference"] in paths:
            key = str(values["reference"]), str(values["target"])
            if key not in lists:
                lists[key] = _choices(paths[key[0]], key[1])
            near = nearest(cell, lists[key])
        elif problem.kind == "constraint-enum":
            listed = values["expected"]
            choices = listed if isinstance(listed, tuple) else (listed,)
            near = nearest(cell, [(str(value), ()) for value in choices])
        else:
            near = ""
        if not near:
            return problem
        return replace(problem, kind=NEAR[problem.kind], values={**values, "near": near})

    return suggest


def nearest(cell: str, choices: list[Choice]) -> str:
    """`朱家角` → `310118102000 朱家角镇`; nothing where no choice, or more than one, is near.

    First the title itself, then the one title that holds the text, then what is spelt alike.
    """
    named = [c for c in choices if cell in c[1]]
    holding = [c for c in choices if len(cell) > 1 and any(cell in title for title in c[1])]
    for found in (named, holding):
        if len(found) == 1:
            return _shown(found[0])
    known = {text: c for c in choices for text in (*c[1], c[0])}
    alike = difflib.get_close_matches(cell, known, n=1, cutoff=ALIKE)
    return _shown(known[alike[0]]) if alike else ""


def _shown(choice: Choice) -> str:
    value, titles = choice
    return " ".join([value, *titles[:1]])


def _choices(path: Path, field: str) -> list[Choice]:
    """The values of a field, each with the titles of its row."""
    if path.stat().st_size > LARGEST_LIST:
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        (row[field], [row[k] for k in row if k and k.split("_")[0] in ("title", "name") and row[k]])
        for row in rows
        if row.get(field)
    ]
