"""A finding of the gate: which rule, where, and the hash of what breaks it, never the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.allowance import SITE, Key
from pipeline.privacy import RULES
from pipeline.problem import Problem, sentence
from pipeline.speech import joined


class Cell(NamedTuple):
    """A value, and where it stands. `record` is the primary key, its parts joined by `|`."""

    resource: str
    line: int
    field: str
    value: str
    record: str = ""


class Finding(NamedTuple):
    """A rule broken at a place; of the text that breaks it only the hash is kept."""

    rule: str
    sha256: str
    file: str
    line: int
    column: int
    field: str
    resource: str
    record: str

    @property
    def key(self) -> Key:
        """What an allowance would have to name."""
        return self.rule, self.sha256, self.resource, self.record


@dataclass(frozen=True, eq=False)
class Doubt(Problem):
    """A finding as a problem that a steward can let stand; `key` is for the allowance alone.

    The key holds a hash, which can be guessed back, so it shows in no message and no listing.
    """

    key: Key = field(default=("", "", "", ""), repr=False)

    def mend(self, language: str = "en") -> str:
        """How to mend it, and how to let it stand where it may.

        That is not said of a row which is only about to be imported: it has no place yet.
        """
        mend = super().mend(language)
        if self.where:
            return mend
        return joined(mend, sentence("allow-how", language, place=self.place))

    def told(self, language: str) -> Mapping[str, object]:
        """A file of the site is no field, nor is a cell of one: each is called by a word."""
        if self.key[2] == SITE:
            kind = "this-cell" if self.kind == "formula" else "this-file"
            return {**self.values, "field": sentence(kind, language)}
        return self.values


def doubt_of(found: Finding) -> Doubt:
    """A finding as a problem at its place."""
    return Doubt(
        found.file, found.rule, {"field": found.field}, found.line, found.column,
        severity=RULES[found.rule], key=found.key,
    )  # fmt: skip
