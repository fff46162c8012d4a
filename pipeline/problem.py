"""What can be wrong, and how it is said: a place, a kind, and the values found there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipeline.speech import Texts, fill, joined, texts_of
from pipeline.speech import plain as plain
from pipeline.speech import sentence as sentence
from pipeline.speech import shorten as shorten

DATA, CONFIGURATION = 1, 2
LONGEST_NAME = 60


@dataclass(frozen=True, eq=False)
class Problem:
    """One thing to mend.

    `file` is relative to the project; `line` and `column` count from 1, and 0 means that the
    whole file (or line) is meant. `kind` names the texts in problems.toml, unless the problem
    brings its own: `texts` maps `name`, `says` and `mend` to a text with {named} places in each
    language. `where` is the place in the words of another program, such as `台账!C7` in a
    workbook. `severity` is "error", which refuses, or "warning", which is shown and published.
    """

    file: str
    kind: str
    values: Mapping[str, object] = field(default_factory=dict)
    line: int = 0
    column: int = 0
    texts: Mapping[str, Texts] | None = None
    severity: str = "error"
    where: str = ""

    @property
    def place(self) -> str:
        """`where` if that is given, else `file:line:column`, as far as it is known."""
        if self.where:
            return plain(self.where)
        return ":".join([plain(self.file), *(str(n) for n in (self.line, self.column) if n)])

    def name(self, language: str = "en") -> str:
        """What is wrong in a few words, the same for all problems of a kind."""
        name = shorten(self._part("name", language) or self.kind)
        return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"

    def mend(self, language: str = "en") -> str:
        """How to mend it; nothing where there is nothing to mend."""
        return self._part("mend", language)

    def sentence(self, language: str = "en") -> str:
        """What is wrong, what was found and how to mend it, in the language asked for."""
        return joined(self._part("says", language), self.mend(language))

    def _part(self, part: str, language: str) -> str:
        texts = (self.texts or texts_of(self.kind)).get(part, {})
        return fill(texts, language, self.told(language))

    def told(self, language: str) -> Mapping[str, object]:
        """The values as they are told in a language."""
        return self.values


class Refused(Exception):  # noqa: N818 (it is an answer, not an error of ours)
    """The input cannot be published; `problems` say why and `exit_code` what kind it is."""

    def __init__(self, problems: Iterable[Problem], exit_code: int = DATA) -> None:
        self.problems = list(problems)
        self.exit_code = exit_code
        super().__init__("; ".join(f"{p.place}: {p.sentence()}" for p in self.problems[:3]))

    def __reduce__(self) -> tuple[type[Refused], tuple[list[Problem], int]]:
        """How it goes from one process to another: whole, and not as its sentence."""
        return Refused, (self.problems, self.exit_code)


def misconfigured(file: str, kind: str, line: int = 0, **values: object) -> Refused:
    """A refusal for a mistake in the project itself rather than in a row of data."""
    return Refused([Problem(file, kind, values, line)], CONFIGURATION)
