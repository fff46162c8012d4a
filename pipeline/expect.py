"""How many rows a dataset may have: as its description says, and as it had when last published."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.problem import Problem

LARGEST_FALL_PERCENT = 10


def is_expectation(value: Any) -> bool:
    """Whether `expected_rows` can be followed: `{"minimum": 1, "maximum": 5000}` or one of both."""
    if not isinstance(value, dict) or not {*value} <= {"minimum", "maximum"}:
        return False
    counts = [value[key] for key in ("minimum", "maximum") if key in value]
    return all(type(n) is int and n >= 0 for n in counts) and counts == sorted(counts)


def may_be_empty(described: dict[str, Any]) -> bool:
    """Whether a resource is declared to be right without any row."""
    return bool(described.get("expected_rows", {}).get("minimum") == 0)


def count_expected(described: dict[str, Any], file: str, rows: int) -> Iterator[Problem]:
    """Too few rows are an error: something was lost. Too many are a warning: look at them."""
    asked = described.get("expected_rows", {})
    if rows < asked.get("minimum", 0):
        yield Problem(file, "rows-too-few", {"rows": rows, "minimum": asked["minimum"]})
    if rows > asked.get("maximum", rows):
        values = {"rows": rows, "maximum": asked["maximum"]}
        yield Problem(file, "rows-too-many", values, severity="warning")


def count_published(file: str, rows: int, before: int) -> Iterator[Problem]:
    """A dataset that has shrunk since it was last published by more than a tenth."""
    if before and 100 * (before - rows) > LARGEST_FALL_PERCENT * before:
        values = {"rows": rows, "before": before, "percent": LARGEST_FALL_PERCENT}
        yield Problem(file, "rows-fell", values, severity="warning")
