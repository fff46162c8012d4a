"""How an answer is written for a person, for a pull request, or for a program."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from pipeline.problem import Problem, plain, sentence, shorten
from pipeline.sheet import Admitted

PER_FILE = 50


def refused(problems: list[Problem], form: str, lang: str, kind: str = "report-refused") -> str:
    """All problems, errors before warnings, and in the text form how many errors there are."""
    answer = found(problems, form, lang)
    if form != "text":
        return answer
    files = [p.file for p in problems if p.severity == "error"]
    ending = sentence(kind, lang, problems=len(files), files=len(set(files)))
    return f"{answer}\n{ending}"


def found(problems: list[Problem], form: str, lang: str) -> str:
    """All problems; the text form lists at most PER_FILE of a file and says how many more."""
    problems = sorted(problems, key=lambda p: p.severity != "error")
    if form == "json":
        return json.dumps([_as_data(p, lang) for p in problems], ensure_ascii=False, indent=2)
    if form == "github":
        return "\n".join(_annotation(p, lang) for p in problems)
    return _capped(problems, "report-more", lang)


def clean(files: int, warnings: int, lang: str) -> str:
    """The answer to a check that refuses nothing."""
    kind = "report-warned" if warnings else "report-clean"
    return sentence(kind, lang, files=files, warnings=warnings)


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


def imported(admitted: Admitted, dry_run: bool, lang: str) -> str:
    """What was remarkable, what was rewritten cell by cell, and how many rows went where."""
    lines = [f"{note.place}: {note.sentence(lang)}" for note in admitted.notes]
    for change in admitted.changes:
        after = change.after or sentence("report-empty", lang)
        title = f" ({shorten(change.title)})" if change.title else ""
        texts = f"{shorten(change.before)} → {shorten(after)}{title}"
        lines.append(f"{plain(change.place)} {change.field}: {texts}")
    ending = sentence(
        "report-would-import" if dry_run else "report-imported",
        lang,
        file=admitted.file,
        added=admitted.added,
        replaced=admitted.replaced,
        changes=len(admitted.changes),
    )
    return "\n".join([*lines, ending])


def tidied(changes: list[Problem], is_check: bool, lang: str) -> str:
    """What was changed, or would be, place by place, and in how many files."""
    if not changes:
        return sentence("report-tidy", lang)
    kind = "report-would-tidy" if is_check else "report-tidied"
    ending = sentence(kind, lang, changes=len(changes), files=len({c.file for c in changes}))
    return f"{_capped(changes, 'report-more-changes', lang)}\n{ending}"


def written(name: str, file: Path, lang: str) -> str:
    """Where the form is, and what to do with it."""
    return sentence("report-template", lang, name=name, file=file)


def _capped(problems: list[Problem], more: str, lang: str) -> str:
    """A line for each of at most PER_FILE of a file, and then how many more there are."""
    lines, count = [], Counter(p.file for p in problems)
    shown: Counter[str] = Counter()
    for problem in problems:
        shown[problem.file] += 1
        if shown[problem.file] <= PER_FILE:
            lines.append(_line(problem, lang))
    lines += [
        sentence(more, lang, file=file, more=number - PER_FILE)
        for file, number in count.items()
        if number > PER_FILE
    ]
    return "\n".join(lines)


def _line(problem: Problem, lang: str) -> str:
    """`file:line:column: what is wrong`, where a warning says that it is one."""
    mark = sentence("report-warning", lang) if problem.severity == "warning" else ""
    return f"{problem.place}: {mark}{problem.sentence(lang)}"


def _as_data(problem: Problem, lang: str) -> dict[str, object]:
    return {
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "kind": problem.kind,
        "severity": problem.severity,
        "message": problem.sentence(lang),
    }


def _annotation(problem: Problem, lang: str) -> str:
    """A workflow command: GitHub shows it on the very line of the pull request."""
    place = {"file": problem.file, "line": problem.line, "col": problem.column}
    pairs = ",".join(f"{key}={_property(value)}" for key, value in place.items() if value)
    return f"::{problem.severity} {pairs}::{_data(problem.sentence(lang))}"


def _data(value: object) -> str:
    return str(value).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: object) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")
