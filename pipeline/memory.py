"""What a publication remembers of how its files came about: the next one makes only the others.

The memory is a file of the publication. It names every page with a digest of all that the page was
made of; the bytes themselves are vouched for by the manifest. Whatever does not fit together is
not used, and then all is made anew: that gives the same bytes, only later.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.desk import Question
from pipeline.engine import digest_of
from pipeline.problem import misconfigured
from pipeline.renewed import Renewed
from pipeline.sums import read_sums, sum_of

FILE = ".baoguangtai.memory"
MANIFEST = "MANIFEST.sha256"

Row = tuple[str, str]  # a published table and a key in it


class Entry(NamedTuple):
    """A page: the digest of its making, what it asked, how many figures it shows, of which rows."""

    key: str
    questions: tuple[Question, ...]
    figures: int = 0
    rows: tuple[Row, ...] = ()


@dataclass
class Memory:
    """What is known of the last publication, `before`, and of the one in the making.

    `about` is a digest of what holds for all files alike: where it differs, nothing is known.
    """

    about: str
    before: Path | None = None
    may_link: bool = False
    row: Callable[[str, str], str] = lambda table, key: ""  # the digest of a published row
    sums: dict[str, str] = field(default_factory=dict)  # of the last publication
    clean: dict[str, str] = field(default_factory=dict)  # those that broke no rule
    known: dict[str, Entry] = field(default_factory=dict)
    homes: dict[str, Path] = field(default_factory=dict)  # of files that others have made
    made: dict[str, Entry] = field(default_factory=dict)
    reused: dict[str, Entry] = field(default_factory=dict)
    doubted: set[str] = field(default_factory=set)
    rows_were: str = ""  # the digest of how the rows of the last publication are described
    rows_are: str = ""
    marks_before: set[str] = field(default_factory=set)  # of values to be judged each time
    marks: set[str] = field(default_factory=set)

    def join(self, part: Path) -> None:
        """Take in the files that another machine has made of the same publication.

        Raises Refused (configuration) where there are none; of those that do not fit, nothing is
        taken.
        """
        if not (part / FILE).is_file():
            raise misconfigured(str(part), "part-missing")
        other = remember(self.about, part, may_link=False)
        for url, entry in other.known.items():
            self.known[url], self.sums[url], self.homes[url] = entry, other.sums[url], part
            self.clean.pop(url, None)
        self.clean |= {url: other.clean[url] for url in other.known.keys() & other.clean.keys()}

    def reuse(
        self,
        url: str,
        made_of: str,
        answers: Callable[[Question], str],
        target: Callable[[], Path],
    ) -> bool:
        """Put the page of the last publication in its place again, if it would come out the same.

        `made_of` is the digest of its template and its row; `answers` gives that of an answer.
        """
        entry = self.known.get(url)
        if entry is None:
            return False
        key = self._key(_asked(made_of, entry.questions, answers), entry.rows)
        if key != entry.key or not (path := self.standing(url)):
            return False
        put = os.link if self.may_link and url not in self.homes else shutil.copyfile
        put(path, target())
        self.reused[url] = entry
        return True

    def unless_kept(self, url: str, made_of: str, target: Callable[[], Path]) -> Path | None:
        """The file to write; None where that of the last publication is in its place again."""
        if self.reuse(url, made_of, str, target):
            return None
        self.note(url, made_of, (), str)
        return target()

    def _key(self, asked: str, rows: Iterable[Row]) -> str:
        """What the page was made of, and the published rows that its figures come from."""
        return digest_of(asked, [self.row(*row) for row in rows])[:32]

    def standing(self, url: str) -> str:
        """The path of a file of the last publication; empty unless it is what its manifest says."""
        home = self.homes.get(url, self.before)
        path = f"{home}/{url}" if home else ""
        try:
            return path if path and sum_of(path) == self.sums.get(url) else ""
        except OSError:
            return ""

    def note(
        self,
        url: str,
        made_of: str,
        questions: Iterable[Question],
        answers: Callable[[Question], str],
    ) -> None:
        """A page was made of this, and asked that."""
        asked = tuple(questions)
        self.made[url] = Entry(_asked(made_of, asked, answers), asked)

    def shows(self, url: str, figures: int, rows: Iterable[Row]) -> None:
        """A page shows so many figures, of these published rows."""
        if url in self.made:
            self.made[url] = self.made[url]._replace(figures=figures, rows=tuple(rows))

    def seal(self) -> None:
        """Take the digests of the rows that the pages show; `row` is not asked after that."""
        for url, entry in self.made.items():
            self.made[url] = entry._replace(key=self._key(entry.key, entry.rows))

    def keep(self, holds: Callable[[str], bool]) -> set[str]:
        """Remember of this publication only these files; their paths."""
        self.made = {url: entry for url, entry in self.made.items() if holds(url)}
        self.reused = {url: entry for url, entry in self.reused.items() if holds(url)}
        return {*self.made, *self.reused}

    @property
    def settled(self) -> set[str]:
        """The files that stand as they were, and were judged to break no rule."""
        return self.reused.keys() & self.clean.keys()

    def unjudged(self, files: Iterable[tuple[str, Path]]) -> Iterator[tuple[str, Path | Renewed]]:
        """What has not been judged as it is now: whole files, and the new rows of a table."""
        for url, path in files:
            judged = self.clean.get(url)
            if judged and judged == sum_of(path):
                continue
            before = self.standing(url) if judged and url.endswith(".csv") else ""
            yield url, Renewed(path, Path(before)) if before else path

    def has_same(self, url: str, found: str) -> bool:
        """Whether a file had the same SHA-256 in the last publication."""
        return self.sums.get(url) == found

    def write(self, path: Path) -> None:
        """Write down what there is now, once it is sealed: to the same bytes for the same."""
        entries = self.reused | self.made
        questions: dict[Question, int] = {}
        rows: dict[Row, int] = {}
        pages = {
            url: [
                entry.key,
                entry.figures,
                [questions.setdefault(question, len(questions)) for question in entry.questions],
                [rows.setdefault(row, len(rows)) for row in entry.rows],
            ]
            for url, entry in sorted(entries.items())
        }
        content = {
            "about": self.about, "doubted": sorted(self.doubted),
            "described": self.rows_are, "marks": sorted(self.marks),
            "questions": list(questions), "rows": list(rows), "pages": pages,
        }  # fmt: skip
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        path.write_text(text + "\n", "utf-8", newline="\n")


def _asked(made_of: str, questions: Iterable[Question], answers: Callable[[Question], str]) -> str:
    return digest_of(made_of, [answers(question) for question in questions])


def remember(about: str, before: Path | None, may_link: bool) -> Memory:
    """What the publication `before` remembers; nothing where it does not fit together."""
    memory = Memory(about)
    try:
        if before is None:
            return memory
        sums = read_sums(before / MANIFEST)
        written = (before / FILE).read_bytes()
        content = json.loads(written)
        if sums[FILE] != hashlib.sha256(written).hexdigest() or content["about"] != about:
            return memory
        known, doubted = _entries(content), {*content["doubted"]}
        clean = {url: s for url, s in sums.items() if url not in doubted}
        described, marks = str(content["described"]), {*content["marks"]}
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return memory
    return Memory(
        about, before, may_link, sums=sums, clean=clean, known=known,
        rows_were=described, marks_before=marks,
    )  # fmt: skip


def _entries(content: dict[str, Any]) -> dict[str, Entry]:
    questions: list[Question] = [
        (name, tuple(values), tuple((k, v) for k, v in named))
        for name, values, named in content["questions"]
    ]
    rows = [(table, key) for table, key in content["rows"]]
    return {
        url: Entry(
            key, tuple(questions[at] for at in asked), figures, tuple(rows[at] for at in shown)
        )
        for url, (key, figures, asked, shown) in content["pages"].items()
    }
