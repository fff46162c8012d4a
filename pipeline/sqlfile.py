"""A SQL file and its header: the comment that is the contract of what the file makes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from pipeline.descriptor import NAME
from pipeline.problem import misconfigured
from pipeline.project import Project

NOTE = re.compile(r"(?P<name>[a-z_][a-z0-9_]*)(?: \((?P<units>[^)]*)\))?: (?P<text>.+)")
SEVERITY = re.compile(r"severity: (error|warning)")
MADE_OF = re.compile(r"-- made of: (?P<dataset>[a-z_][a-z0-9_]*)(?: where (?P<condition>.+))?")


@dataclass(frozen=True)
class Note:
    """What one column means: unit, title and description, each per language."""

    unit: dict[str, str]
    title: dict[str, str]
    description: dict[str, str]


@dataclass(frozen=True)
class Origin:
    """Which public rows of a dataset a row of a table is made of: a query, and its line.

    `$column` in the query stands for the value of that column in the row.
    """

    dataset: str
    sql: str
    line: int


@dataclass(frozen=True)
class SqlFile:
    """One published table (or claim, or page table) as its file describes it."""

    name: str
    floor: str
    file: str
    text: str
    title: dict[str, str]
    about: dict[str, str]
    key: list[str]
    notes: dict[str, Note]
    severity: str = "error"  # of a claim: what a row that it finds amounts to
    origins: tuple[Origin, ...] = ()


def read_floor(project: Project, floor: str) -> list[SqlFile]:
    """The files of one floor, by name; an absent floor is an empty one."""
    return [_read(project, path) for path in sorted((project.sql / floor).glob("*.sql"))]


def in_order_of_reading(files: list[SqlFile], schema: str) -> list[list[SqlFile]]:
    """The files of a floor in groups, each after those of its own floor that it reads.

    The files of a group do not read each other; they are by name. Where some read each other in a
    circle, each file is a group: DuckDB then tells which table is missing.
    """
    named = {file.name: file for file in files}
    reads = {
        name: {*re.findall(rf"\b{schema}\.\"?(\w+)", file.text)} & {*named} - {name}
        for name, file in named.items()
    }
    sorter, groups = TopologicalSorter(reads), []
    try:
        sorter.prepare()
    except CycleError:
        return [[file] for file in files]
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        groups.append([named[name] for name in ready])
        sorter.done(*ready)
    return groups


def _read(project: Project, path: Path) -> SqlFile:
    file = project.show(path)
    if not NAME.fullmatch(path.stem):
        raise misconfigured(file, "sql-name")
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError:
        raise misconfigured(file, "sql-encoding") from None
    keys = [language.key for language in project.languages]
    paragraphs = _header(text)
    if len(paragraphs) < 2 or any(len(p) != len(keys) for p in paragraphs[:2]):
        raise misconfigured(file, "sql-header", 1, languages=len(keys))
    title, about = (dict(zip(keys, p, strict=True)) for p in paragraphs[:2])
    lines = [line for p in paragraphs[2:] for line in p if not MADE_OF.fullmatch(f"-- {line}")]
    severity = next((line.split()[1] for line in lines if SEVERITY.fullmatch(line)), "error")
    lines = [line for line in lines if not SEVERITY.fullmatch(line)]
    key, notes = _contract(file, lines, keys)
    return SqlFile(
        path.stem, path.parent.name, file, text, title, about, key, notes, severity, _origins(text)
    )


def _header(text: str) -> list[list[str]]:
    """The paragraphs of the comment at the top, a lone `--` being the line between two."""
    paragraphs: list[list[str]] = [[]]
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        if line.strip() == "--":
            paragraphs.append([])
        else:
            paragraphs[-1].append(line.removeprefix("--").strip())
    return [p for p in paragraphs if p]


def _origins(text: str) -> tuple[Origin, ...]:
    """The `made of` lines of a header, each as the query that a person would run."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("--"):
            break
        if said := MADE_OF.fullmatch(line):
            where = f"\nwhere {said['condition']}" if said["condition"] else ""
            query = f"select *\nfrom public.{said['dataset']}{where}"
            found.append(Origin(said["dataset"], query, number))
    return tuple(found)


def _contract(file: str, lines: list[str], keys: list[str]) -> tuple[list[str], dict[str, Note]]:
    key: list[str] = []
    notes: dict[str, Note] = {}
    for line in lines:
        if line.startswith("key: "):
            key = line.removeprefix("key: ").split(", ")
            continue
        found = NOTE.fullmatch(line)
        parts = found["text"].split(" | ") if found else []
        if not found or len(parts) != len(keys):
            raise misconfigured(file, "sql-note", found=line, languages=len(keys))
        notes[found["name"]] = _note(found["units"] or "", parts, keys)
    return key, notes


def _note(units: str, parts: list[str], keys: list[str]) -> Note:
    """`(家 units): 曝光单位 — 每家计一次 | Exposed units — each counted once`, taken apart."""
    unit = (units.split(" ", len(keys) - 1) + [""] * len(keys))[: len(keys)]
    pairs = [[*part.split(" — ", 1), ""][:2] for part in parts]
    return Note(
        dict(zip(keys, unit, strict=True)),
        {key: title.strip() for key, (title, _) in zip(keys, pairs, strict=True)},
        {key: text.strip() for key, (_, text) in zip(keys, pairs, strict=True)},
    )
