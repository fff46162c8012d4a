"""Files → every rule that they break, whether or not an allowance lets it stand."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Container, Iterable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

from pipeline import cells, imagery
from pipeline.allowance import SITE
from pipeline.beside import IN_ASSETS, IN_DATASETS, is_opaque
from pipeline.doubt import Finding
from pipeline.hands import by_all_hands
from pipeline.privacy import Known, Match, digest, judge, likely
from pipeline.project import Project
from pipeline.publisher import known_of
from pipeline.readable import Text, texts_of
from pipeline.renewed import Piece, Renewed, pieces
from pipeline.walk import files_below

REMEMBERED = 500_000
# Fewer are judged before a second process has started.
BATCH_BYTES, FEW_BATCHES = 1_000_000, 5

Content = bytes | str | Path | Renewed
File = tuple[int, str, Piece | Path]  # number, name, content or where it is to be read


class Clean(NamedTuple):
    """What breaks no rule: most of a page stands on every other page."""

    texts: set[str]
    pieces: set[str]  # of markup, as they are written


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
            size += len(part.data) if isinstance(part, Piece) else part.stat().st_size
            if size > BATCH_BYTES:
                yield batch
                batch, size = [], 0
    yield batch


def _parts(name: str, content: Content) -> Iterator[Piece | Path]:
    """A table that was published in pieces; what someone wrote by hand, in any form, as it is."""
    whole, before = content if isinstance(content, Renewed) else (content, None)
    if isinstance(whole, Path) and name.endswith(".csv") and not name.startswith(IN_ASSETS):
        yield from pieces(whole, before)
    elif isinstance(whole, Path):
        yield whole
    else:
        yield Piece(whole.encode() if isinstance(whole, str) else whole)


def _in_batch(known: Known, files: list[File]) -> list[Finding]:
    names = {at: judge(name, known) for at, name in likely(name for _, name, _ in files)}
    found = (_in_file(known, *file, names.get(at, [])) for at, file in enumerate(files))
    return [*itertools.chain.from_iterable(found)]


def _in_file(
    known: Known, number: int, name: str, content: Piece | Path, in_name: list[Match]
) -> Iterator[Finding]:
    data, above = content if isinstance(content, Piece) else Piece(content.read_bytes())
    shown = f"({number})" if in_name else name
    found = dict.fromkeys(in_name, 0) | _in_texts(name, data, known, _clean(known))
    if imagery.has_traces(data):
        found[Match("privacy-image", hashlib.sha256(data).hexdigest())] = 0
    if name.startswith((IN_ASSETS, IN_DATASETS)) and is_opaque(name, data):
        found[Match("privacy-opaque", hashlib.sha256(data).hexdigest())] = 0
    for match, line in found.items():
        at = line + above if line else 0
        yield Finding(match.rule, digest(match), shown, at, 0, shown, SITE, name)


@cache
def _clean(known: Known) -> Clean:
    return Clean(set(), set())


def files_in(folder: Path, but: Container[str] = frozenset()) -> Iterator[tuple[str, Path]]:
    """Every file in a folder, by its path there, but for those that are not wanted."""
    return ((name, folder / name) for name in files_below(folder) if name not in but)


def _in_texts(name: str, data: bytes, known: Known, clean: Clean) -> dict[Match, int]:
    """What breaks a rule in the texts of a file, with its line; what is `clean` breaks none."""
    read = list(texts_of(name, data, clean.pieces))
    new = [text for text in read if text.said not in clean.texts]
    found: dict[Match, int] = {}
    suspect: list[Text] = []
    for at, text in likely(text.said for text in new):
        if matches := judge(text, known):
            suspect.append(new[at])
            found = dict.fromkeys(matches, new[at].line) | found
    _learn(clean.texts, {text.said for text in new} - {text.said for text in suspect})
    _learn(clean.pieces, {text.piece for text in read} - {text.piece for text in suspect} - {""})
    if name.lower().endswith(".csv"):
        for line, cell in cells.formulas_of(data.decode("utf-8", "replace")):
            found.setdefault(Match("formula", cell), line)
    return found


def _learn(clean: set[str], more: set[str]) -> None:
    """What is often there is learnt again at once."""
    if len(clean) > REMEMBERED:
        clean.clear()
    clean |= more
