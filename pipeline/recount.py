"""How a release, and how two folders of data differ, is told on the command line."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.difference import CHANGES, Shape
from pipeline.problem import plain, sentence, shorten

TOLD = 50  # differences of a dataset
MARKS = {"added": "+", "changed": "~", "withdrawn": "-"}

Counts = dict[str, dict[str, int]]


def released(release_id: str, version: str, step: str, counts: Counts, lang: str) -> str:
    """Which release it is, and what is new in it."""
    if step == "first":
        return sentence("report-release-first", lang, release=release_id, version=version)
    if not step:
        return sentence("report-release-same", lang, release=release_id, version=version)
    sums = {change: sum(of[change] for of in counts.values()) for change in CHANGES}
    return sentence("report-release", lang, release=release_id, version=version, **sums)


def differing(
    shapes: list[Shape], counts: Counts, rows: Iterable[tuple[str | None, ...]], lang: str
) -> str:
    """Each dataset with its changes: + added, ~ changed, - withdrawn."""
    lines = [sentence(f"diff-{shape.change}", lang, **shape._asdict()) for shape in shapes]
    told: dict[str, list[str]] = {}
    for row in rows:
        told.setdefault(str(row[0]), []).append(_line(row, lang))
    for name, of in counts.items():
        lines.append(sentence("report-diff", lang, name=name, **of))
        lines += told[name][:TOLD]
        if len(told[name]) > TOLD:
            lines.append(sentence("report-diff-more", lang, more=len(told[name]) - TOLD))
    return "\n".join(lines or [sentence("report-diff-none", lang)])


def _line(row: tuple[str | None, ...], lang: str) -> str:
    _, change, key, field, old, new = row
    start = f"  {MARKS[str(change)]} {plain(key)}"
    if change != "changed":
        return start
    before, after = (
        shorten(cell) if cell else sentence("value-empty", lang) for cell in (old, new)
    )
    return f"{start} {field}: {before} → {after}"
