"""How an answer is written for a person, for a pull request, or for a program."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from pipeline.problem import Problem, sentence

PER_FILE = 50


def refused(problems: list[Problem], form: str, lang: str) -> str:
    """All problems; the text form lists at most PER_FILE of a file and says how many more."""
    if form == "json":
        return json.dumps([_as_data(p, lang) for p in problems], ensure_ascii=False, indent=2)
    if form == "github":
        return "\n".join(_annotation(p, lang) for p in problems)
    lines, count = [], Counter(p.file for p in problems)
    shown: Counter[str] = Counter()
    for problem in problems:
        shown[problem.file] += 1
        if shown[problem.file] <= PER_FILE:
            lines.append(f"{problem.place}: {problem.sentence(lang)}")
    lines += [
        sentence("report-more", lang, file=file, more=number - PER_FILE)
        for file, number in count.items()
        if number > PER_FILE
    ]
    lines.append(sentence("report-refused", lang, problems=len(problems), files=len(count)))
    return "\n".join(lines)


def clean(files: int, form: str, lang: str) -> str:
    """The answer to a check that found nothing."""
    return "[]" if form == "json" else sentence("report-clean", lang, files=files)


def built(pages: int, files: int, seconds: float, out: Path, lang: str) -> str:
    """What was published, and where to look."""
    return sentence(
        "report-built",
        lang,
        pages=pages,
        files=files,
        seconds=f"{seconds:.1f}",
        index=out / "index.html",
    )


def _as_data(problem: Problem, lang: str) -> dict[str, object]:
    return {
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "kind": problem.kind,
        "message": problem.sentence(lang),
    }


def _annotation(problem: Problem, lang: str) -> str:
    """A workflow command: GitHub shows it on the very line of the pull request."""
    place = {"file": problem.file, "line": problem.line, "col": problem.column}
    pairs = ",".join(f"{key}={_property(value)}" for key, value in place.items() if value)
    return f"::error {pairs}::{_data(problem.sentence(lang))}"


def _data(value: object) -> str:
    return str(value).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: object) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")
