"""How an answer is written for a person, or for a pull request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from pipeline.problem import Problem, plain, sentence, shorten
from pipeline.sheet import Admitted

PER_FILE = 50
ANNOTATED = 10  # GitHub shows no more errors, and no more warnings, of one step
COMMONEST = 3
OF_FORM = {
    "form-bom", "form-blank-line", "form-edge-space", "form-encoding", "form-last-line",
    "form-line-ends", "form-not-canonical", "form-not-composed",
}  # fmt: skip


def refused(problems: list[Problem], form: str, lang: str, kind: str = "report-refused") -> str:
    """All problems, errors before warnings, and at the end how many there are in which files."""
    if all(p.kind.startswith(("system-", "usage-")) for p in problems):
        return found(problems, form, lang)  # nothing was looked at, so there is nothing to sum up
    errors = [p for p in problems if p.severity == "error"]
    ending = [sentence(kind, lang, errors=len(errors), files=len({p.file for p in errors}))]
    ending += summary(problems, lang)
    repairable = sum(p.kind in OF_FORM for p in problems)
    if repairable and kind == "report-refused":
        ending.append(sentence("report-repairable", lang, count=repairable))
    return "\n".join([found(problems, form, lang), *ending])


def found(problems: list[Problem], form: str, lang: str) -> str:
    """The problems, at most PER_FILE of a file, and how many more of it there are.

    For GitHub, which shows only the first few, every file has its first before any its second.
    """
    annotated = form == "github"
    turn = _turns(problems) if annotated else {}
    problems = sorted(problems, key=lambda p: (p.severity != "error", turn.get(p, 0)))
    lines = _capped(problems, _annotation if annotated else _line, "report-more", lang)
    most = max(Counter(p.severity for p in problems).values(), default=0)
    if annotated and most > ANNOTATED:
        lines.append(sentence("report-annotated", lang, shown=ANNOTATED))
    return "\n".join(lines)


def _turns(problems: list[Problem]) -> dict[Problem, int]:
    """How many problems of its severity each problem has before it in its file."""
    before = Counter[tuple[str, str]]()
    turns = {}
    for problem in problems:
        of_file = problem.severity, problem.file
        turns[problem] = before[of_file]
        before[of_file] += 1
    return turns


def clean(files: int, warnings: int, lang: str) -> str:
    """The answer to a check that refuses nothing."""
    kind = "report-warned" if warnings else "report-clean"
    return sentence(kind, lang, files=files, warnings=warnings)


def audited(figures: int, pages: int, tables: int, lang: str) -> str:
    """The answer to an audit that finds every number again."""
    return sentence("report-audited", lang, figures=figures, pages=pages, tables=tables)


def summary(problems: list[Problem], lang: str) -> list[str]:
    """A line per file: how many errors and warnings it has, and which are the commonest.

    Nothing for a single problem, which says all that itself.
    """
    files: dict[str, list[Problem]] = {}
    for problem in problems:
        files.setdefault(problem.file, []).append(problem)
    return [_summed(*file, lang) for file in files.items() if len(problems) > 1]


def _summed(file: str, problems: list[Problem], lang: str) -> str:
    problems = sorted(problems, key=lambda p: p.severity != "error")
    severities = Counter(p.severity for p in problems)
    counts = [
        sentence(f"report-{severity}s", lang, **{f"{severity}s": severities[severity]})
        for severity in ("error", "warning")
        if severities[severity]
    ]
    # By kind first: there may be a million problems, and few kinds of them.
    by_kind, named = Counter(p.kind for p in problems), {p.kind: p for p in problems}
    counted = Counter[str]()
    for kind, count in by_kind.items():
        counted[named[kind].name(lang)] += count
    names = counted.most_common()
    kinds = [f"{name} × {count:,}" if len(names) > 1 else name for name, count in names[:COMMONEST]]
    if len(names) > COMMONEST:
        kinds.append(sentence("report-other-kinds", lang, count=len(names) - COMMONEST))
    return sentence("report-file", lang, file=file, counts=counts, kinds=kinds)


def built(pages: int, reused: int, files: int, seconds: float, out: Path, lang: str) -> str:
    """What was published, how much of it stands as it was, and where to look."""
    return sentence(
        "report-built-again" if reused else "report-built",
        lang,
        pages=pages,
        reused=reused,
        files=files,
        seconds=f"{seconds:.1f}",
        index=out / "index.html",
    )


def made_part(share: str, pages: int, reused: int, seconds: float, folder: Path, lang: str) -> str:
    """Which share of the pages was made, and that it wants the others."""
    values = {"share": share, "pages": pages, "reused": reused, "folder": folder}
    return sentence("report-part", lang, seconds=f"{seconds:.1f}", **values)


def deposited(rows: int, partition: str, into: Path, lang: str) -> str:
    """How many rows were put where."""
    values = {"rows": rows, "partition": partition, "folder": into}
    return sentence("report-deposited", lang, **values)


def computed(made: int, kept: int, gone: int, seconds: float, out: Path, lang: str) -> str:
    """Of how many partitions the tables were made, and of how many they stand or are gone."""
    values = {"made": made, "kept": kept, "gone": gone, "folder": out}
    return sentence("report-computed", lang, seconds=f"{seconds:.1f}", **values)


def imported(admitted: Admitted, dry_run: bool, lang: str) -> str:
    """What was remarkable, what was rewritten cell by cell, and how many rows went where."""
    lines = [f"{note.place}: {note.sentence(lang)}" for note in admitted.notes]
    for change in admitted.changes:
        after = change.after or sentence("value-empty", lang)
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
    return "\n".join([*_capped(changes, _line, "report-more-changes", lang), ending])


def served(built: int, warnings: list[Problem], lang: str) -> str:
    """What has been built anew while it is shown."""
    ending = sentence("report-served", lang, pages=built)
    return "\n".join(filter(None, [found(warnings, "text", lang), ending]))


def written(name: str, file: Path, lang: str) -> str:
    """Where the form is, and what to do with it."""
    return sentence("report-template", lang, name=name, file=file)


def _capped(
    problems: Iterable[Problem], told: Callable[[Problem, str], str], more: str, lang: str
) -> list[str]:
    """A line for each of at most PER_FILE of a file, and then how many more there are."""
    lines, count = [], Counter[str]()
    for problem in problems:
        count[problem.file] += 1
        if count[problem.file] <= PER_FILE:
            lines.append(told(problem, lang))
    return lines + [
        sentence(more, lang, file=file, more=number - PER_FILE)
        for file, number in count.items()
        if number > PER_FILE
    ]


def _line(problem: Problem, lang: str) -> str:
    """`file:line:column: what is wrong`, where a warning says that it is one."""
    mark = sentence("report-warning", lang) if problem.severity == "warning" else ""
    return f"{problem.place}: {mark}{problem.sentence(lang)}"


def _annotation(problem: Problem, lang: str) -> str:
    """A workflow command: GitHub shows it on the very line of the pull request."""
    place = {"file": plain(problem.file), "line": problem.line, "col": problem.column}
    pairs = ",".join(f"{key}={_property(value)}" for key, value in place.items() if value)
    return f"::{problem.severity} {pairs}::{_data(problem.sentence(lang))}"


def _data(value: object) -> str:
    return str(value).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: object) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")
