"""Files → every rule that they break, whether or not an allowance lets it stand."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Iterator
from functools import cache, partial
from pathlib import Path

from pipeline import cells, imagery
from pipeline.allowance import SITE
from pipeline.beside import IN_ASSETS, IN_DATASETS, is_opaque
from pipeline.doubt import Finding
from pipeline.hands import by_all_hands
from pipeline.privacy import Known, Match, digest, judge, likely
from pipeline.project import Project
from pipeline.publisher import known_of
from pipeline.readable import texts_of
from pipeline.renewed import Renewed, pieces

REMEMBERED = 500_000
# Fewer are judged before a second process has started.
BATCH_BYTES, FEW_BATCHES = 1_000_000, 5

Content = bytes | str | Path | Renewed
File = tuple[int, str, bytes | Path]  # number, name, content or where it is to be read


def find_in_files(project: Project, files: Iterable[tuple[str, Content]]) -> Iterator[Finding]:
    """Every rule that a file breaks, once per file and text; its name counts as a text of it."""
    judged, told = partial(_in_batch, known_of(project)), set()
    for found in by_all_hands(judged, _batches(files), FEW_BATCHES):
        for finding in found:
            if finding.key not in told:
                told.add(finding.key)
                yield finding


def _batches(files: Iterable[tuple[str, Content]]) -> Iterator[list[File]]:
    """The files by number and name, so many at a time that it is worth the sending."""
    batch: list[File] = []
    size = 0
    for number, (name, content) in enumerate(files, 1):
        for part in _parts(name, content):
            batch.append((number, name, part))
            size += len(part) if isinstance(part, bytes) else part.stat().st_size
            if size > BATCH_BYTES:
                yield batch
                batch, size = [], 0
    yield batch


def _parts(name: str, content: Content) -> Iterator[bytes | Path]:
    """A table that was published in pieces; what someone wrote by hand, in any form, as it is."""
    whole, before = content if isinstance(content, Renewed) else (content, None)
    if isinstance(whole, Path) and name.endswith(".csv") and not name.startswith(IN_ASSETS):
        yield from pieces(whole, before)
    else:
        yield whole.encode() if isinstance(whole, str) else whole


def _in_batch(known: Known, files: list[File]) -> list[Finding]:
    return [finding for file in files for finding in _in_file(known, *file)]


def _in_file(known: Known, number: int, name: str, content: bytes | Path) -> Iterator[Finding]:
    data = content if isinstance(content, bytes) else content.read_bytes()
    in_name = [m for _, text in likely([name]) for m in judge(text, known)]
    shown = f"({number})" if in_name else name
    found = dict.fromkeys(in_name, 0) | _in_texts(name, data, known, _clean(known))
    if imagery.has_traces(data):
        found[Match("privacy-image", hashlib.sha256(data).hexdigest())] = 0
    if name.startswith((IN_ASSETS, IN_DATASETS)) and is_opaque(name, data):
        found[Match("privacy-opaque", hashlib.sha256(data).hexdigest())] = 0
    for match, line in found.items():
        yield Finding(match.rule, digest(match), shown, line, 0, shown, SITE, name)


@cache
def _clean(known: Known) -> set[str]:
    """Texts that break no rule: most of a page stands on every other page."""
    return set()


def files_in(folder: Path, but: Container[str] = frozenset()) -> Iterator[tuple[str, Path]]:
    """Every file in a folder, by its path there, but for those that are not wanted."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not path.is_symlink() and name not in but:
            yield name, path


def _in_texts(name: str, data: bytes, known: Known, clean: set[str]) -> dict[Match, int]:
    """What breaks a rule in the texts of a file, with its line; texts in `clean` break none."""
    read = [(line, text) for line, text in texts_of(name, data) if text not in clean]
    found: dict[Match, int] = {}
    suspect: set[str] = set()
    for at, text in likely(text for _, text in read):
        if matches := judge(text, known):
            suspect.add(read[at][1])
            found = dict.fromkeys(matches, read[at][0]) | found
    if len(clean) < REMEMBERED:
        clean.update(text for _, text in read if text not in suspect)
    if name.lower().endswith(".csv"):
        for line, cell in cells.formulas_of(data.decode("utf-8", "replace")):
            found.setdefault(Match("formula", cell), line)
    return found
