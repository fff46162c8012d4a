"""What can be wrong, and how it is said: a place, a kind, and the values found there."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from pipeline.privacy import redact

DATA, CONFIGURATION = 1, 2
LONGEST_VALUE = 120


@dataclass(frozen=True, eq=False)
class Problem:
    """One thing to mend.

    `file` is relative to the project; `line` and `column` count from 1, and 0 means that the
    whole file (or line) is meant. `kind` names a sentence in messages.toml, unless the problem
    brings its own sentences: `sentences` maps a language to a text with {named} places. `where`
    is the place in the words of another program, such as `台账!C7` in a workbook.
    `severity` is "error", which refuses, or "warning", which is shown and published.
    """

    file: str
    kind: str
    values: Mapping[str, object] = field(default_factory=dict)
    line: int = 0
    column: int = 0
    sentences: Mapping[str, str] | None = None
    severity: str = "error"
    where: str = ""

    @property
    def place(self) -> str:
        """`where` if that is given, else `file:line:column`, as far as it is known."""
        if self.where:
            return plain(self.where)
        return ":".join([plain(self.file), *(str(n) for n in (self.line, self.column) if n)])

    def sentence(self, language: str = "en") -> str:
        """What is wrong, what was found and how to mend it, in the language asked for."""
        return sentence(self.kind, language, self.sentences, **self.values)


class Refused(Exception):  # noqa: N818 (it is an answer, not an error of ours)
    """The input cannot be published; `problems` say why and `exit_code` what kind it is."""

    def __init__(self, problems: Iterable[Problem], exit_code: int = DATA) -> None:
        self.problems = list(problems)
        self.exit_code = exit_code
        super().__init__("; ".join(f"{p.place}: {p.sentence()}" for p in self.problems[:3]))


def misconfigured(file: str, kind: str, line: int = 0, **values: object) -> Refused:
    """A refusal for a mistake in the project itself rather than in a row of data."""
    return Refused([Problem(file, kind, values, line)], CONFIGURATION)


def sentence(
    kind: str, language: str, texts: Mapping[str, str] | None = None, **values: object
) -> str:
    """The sentence of a kind in a language (English where it has no other), filled in."""
    texts = texts or _messages()[kind]
    text = texts.get(language) or next(iter(texts.values()))
    return text.format(**{name: shorten(value) for name, value in values.items()})


def shorten(value: object) -> str:
    """A value as it may stand in a message: printable, no personal data, not longer than a line."""
    text = plain(redact(str(value)[: 10 * LONGEST_VALUE]))
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def plain(value: object) -> str:
    """A value on one line, with nothing in it that a terminal could take for a command."""
    text = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in str(value))
    # A line that begins so, or holds the second, is a command to the reader of a workflow's log.
    return re.sub(r"^(\s*):(?=:)", r"\1\\u003a", text).replace("##[", "#\\u0023[")


@cache
def _messages() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_name("messages.toml").read_text("utf-8"))
