"""Small projects made at random, judged by us and by frictionless, and how the two differ.

Everything is drawn from one `random.Random`, so that a seed is enough to see a case again.
"""

from __future__ import annotations

import csv
import io
import json
import os
import random
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb

from pipeline.check import Reading, verdict
from pipeline.judge import pinned, refuse_bad_schemas
from pipeline.problem import Refused
from pipeline.project import Language, Project, Resource
from pipeline.prove import prove
from pipeline.screen import count, header_line, problems_of_form, write_records
from pipeline.survey import BUFFER, reader, survey

Rng = random.Random
Said = list[tuple[object, ...]]

# Names that the queries of the check use, or SQL itself.
NAMES = [
    "f0", "f1", "f2", "f3", "f4", "f5", "n", "cells", "size", "quoted", "marks", "ends", "joined",
    "certain", "special", "rowid", "before", "a", "b", "select", "null", "v", "c", "date",
    "filename",
]  # fmt: skip
WHOLE = ["0", "1", "-1", "2", "3", "10", "12"]
DAYS = ["2024-02-29", "2024-01-07", "2023-12-31", "0001-01-01", "9999-12-31"]
MOMENTS = [
    "2024-01-07T10:00:00",
    "2024-01-07T10:00:00Z",
    "2024-12-31T23:59:59",
    "0001-01-01T00:00:00",
]
WORDS = ["a", "b", "ab", "axxx", "A", "1", "a.b", "中", "a,b", 'a"b', "a\nb", "é", "a b"]
# For each type: texts of it, and texts near its edges.
VALUES: dict[str, tuple[list[str], list[str]]] = {
    "integer": (WHOLE, [
        "007", "+5", "-0", "1_000", "1.0", "1e3", "0x10", "９", "٣", "9223372036854775807",
        "9223372036854775808", "-9223372036854775808", "99999999999999999999", "01", "--1", "NaN",
        "100000000000000000000000000000", "100000000000000000000000000001",
    ]),
    "number": ([*WHOLE, "1.5", "0.1", "1.1", "-2.25"], [
        "+5", "1e3", "NaN", "INF", "-inf", "sNaN", "1_000", "-0", "007", "1.10", "1e400", "1.",
        ".5", "0.30", "0.3", "123456789012345.123456789", "1234567890123456", "0.1234567891",
        "1,5", "1e-400", "Infinity", "-0.0", "00", "1000", "٣", "1e999999", "nan", "1 000",
        "1.0000000000000000000000000000001", "1.0000000000000000000000000000002",
    ]),
    "date": (DAYS, [
        "2024-02-30", "2023-02-29", "2024-1-7", "0000-01-01", "10000-01-01", "infinity",
        "-infinity", "epoch", "today", "٢٠٢٤-01-07", "2024/01/07", "2024-01-07T00:00:00",
        "20240107", "0001-01-01 (BC)", "1900-02-29", "07.01.2024", "24-01-07", "2024-01-7",
    ]),
    "datetime": (MOMENTS, [
        "2024-01-07T11:00:00+01:00", "2024-01-07T24:00:00", "2024-01-07T23:59:60",
        "2024-01-07 10:00:00", "2024-01-07T10:00", "2024-01-07T10:00:00.5", "0000-01-01T00:00:00",
        "2024-02-30T10:00:00Z", "2024-01-07T10:00:00z", "infinity", "07.01.2024",
    ]),
    "boolean": (["true", "false", "1", "0", "True", "FALSE"], [
        "tRuE", "yes", "Y", "t", "on", "01",
    ]),
    "year": (["2024", "1999", "9999"], [
        "0001", "0000", "-001", "999", "12345", "٢٠٢٤", "+999", "1_00", "1e10", "20.4",
    ]),
    "string": (WORDS, [
        '"', '""', "a\n", "\n", "e\u0301", "𠮷", "\u200b", "\t", "NA", "-", "null", "NULL", "\\N",
        "x" * 20, "http://a.b/c", "javascript:x", "https://例.cn/", "http://a b", "mailto:a@b",
        "\u3000a", "é́", "\x85", "a\u2028b", "'", "\\", ",", "[a]", "ſ", "K", "١", "a@b.cd",
        "7f8a6c1e-0d7e-4c0e-9d5d-000000000001", "POINT (1 2)", "٣", "ab\nab",
    ]),
    "any": (WORDS, ["\u200b", '"', "NaN", "true"]),
    "time": (["10:00:00", "23:59:59"], [
        "24:00:00", "10:00", "10:00:00Z", "11:00:00+01:00", "1:2:3",
    ]),
    "yearmonth": (["2024-01", "1999-12"], ["2024-13", "2024-1", "٢٠٢٤-01", "0000-01", "2024"]),
    "duration": (["P1Y", "PT24H", "P1D"], ["P12M", "P", "1", "PT0S", "-P1D"]),
    "geopoint": (["1,2", "0,0"], ["1.0,2", "181,0", "1, 2", "1", "-0,0"]),
    "array": (['["a"]', "[]"], ["[", "{}", "[1,\n2]"]),
    "object": (['{"a": 1}', "{}"], ["[", "[]", "1"]),
    "geojson": (['{"type": "Point", "coordinates": [1, 2]}'], ["{}", "1"]),
}  # fmt: skip
COMMON = ["string"] * 4 + ["integer", "number", "date", "boolean"] * 3 + ["datetime", "year"] * 2
TYPES = [
    *COMMON, "any", "time", "yearmonth", "duration", "geopoint", "array", "object", "geojson",
]  # fmt: skip
FORMATS = {
    "date": ["any", "%d.%m.%Y"], "datetime": ["any", "%d.%m.%Y"], "time": ["any"],
    "string": ["uri", "email", "uuid", "binary", "wkt"], "geopoint": ["array", "object"],
}  # fmt: skip
PATTERNS = [
    "a", "a|b", "(a|b)", "ab?", "[a-c]+", r"\d+", r"\w+", r"\s*", r"[\w.]+", r"a\s?b", "[^x]",
    "[^x]*", ".*", ".", "..", "a.b", "{,5}", "a{,5}", "a{2,}", "a{1,3}?", "[[:alpha:]]",
    "[[:alpha:]]+", "中", "[一-龥]+", "é", "^a$", "a$", "^", "$", "a^b", "", "(?:a|)", "(a)(b)?",
    r"(a)\1", "(?i:a)", "(?=a)a", r"\Aa\Z", r"\ba", r"\.", "[.]", "[a-]", "[]a]", "a*+", "[a&&b]",
    r"[\d\D]", r"\D", r"\W", r"\S+", r"\x41", r"\u4e2d", r"\N{BULLET}", "x{1001}", "(a*)*", "a||b",
    "|", r"\n", r"a\nb", "[a\n]+", "(?s:.*)", "(?m:a$)", r"\p", "[K]", "\\\\", "(?P<n>a)",
]  # fmt: skip
MISSING: list[list[str]] = [
    [""], [""], ["", "NA"], ["-"], [], ["", "0", "n/a"], ["NA", "-", "null"], ["", "a", "1"], ["'"],
]  # fmt: skip
BOOLS = [
    {"trueValues": ["yes"], "falseValues": ["no"]},
    {"trueValues": ["1", "Y"], "falseValues": ["1"]},
    {"trueValues": ["是"]}, {"trueValues": ["", "true"]}, {"falseValues": ["0", "a,b", '"']},
]  # fmt: skip
SPICE = ["", "", " ", "  ", " a", "a ", "\u3000", '"', ",", "\n", "0", "NaN"]


def a_field(rng: Rng, name: str) -> dict[str, Any]:
    """A field that frictionless accepts; about half of them have constraints."""
    while True:
        kind = rng.choice(TYPES)
        described: dict[str, Any] = {"name": name, "type": kind}
        if kind in FORMATS and rng.random() < 0.2:
            described["format"] = rng.choice(FORMATS[kind])
        if kind == "boolean" and rng.random() < 0.4:
            described |= rng.choice(BOOLS)
        if kind == "number" and rng.random() < 0.1:
            described |= rng.choice(
                [{"floatNumber": True}, {"groupChar": ","}, {"bareNumber": False}]
            )
        if rng.random() < 0.1:
            described["missingValues"] = rng.choice(MISSING)
        if rng.random() < 0.6:
            described["constraints"] = some_constraints(rng, kind)
        if is_accepted({"fields": [described]}):
            return described


def some_constraints(rng: Rng, kind: str) -> dict[str, Any]:
    good, edges = VALUES[kind]
    found: dict[str, Any] = {}
    for _ in range(rng.choice([1, 1, 2, 3])):
        name = rng.choice([
            "required", "required", "unique", "enum", "minimum", "maximum", "exclusiveMinimum",
            "exclusiveMaximum", "minLength", "maxLength", "pattern", "pattern",
        ])  # fmt: skip
        value: Any = rng.choice(good if rng.random() < 0.8 else edges)
        if kind in ("integer", "number", "year") and rng.random() < 0.5 and value.isascii():
            value = json.loads(value) if value.isdigit() and value[:1] != "0" else value
        if name in ("required", "unique"):
            value = rng.random() < 0.9
        elif name == "enum":
            value = [value, *(rng.choice(good + edges[:2]) for _ in range(rng.randrange(4)))]
        elif name.endswith("Length"):
            value = rng.randrange(4)
        elif name == "pattern":
            value = rng.choice(PATTERNS)
        found[name] = value
    return found


def is_accepted(schema: dict[str, Any]) -> bool:
    resource = resource_of("r", Path("r.csv"), schema)
    try:
        refuse_bad_schemas(project_of(Path(), [resource]))
    except Refused:
        return False
    return True


def a_schema(rng: Rng, names: list[str]) -> dict[str, Any]:
    """A schema without foreign keys."""
    fields = [a_field(rng, name) for name in names]
    schema: dict[str, Any] = {"fields": fields}
    if rng.random() < 0.4:
        schema["missingValues"] = rng.choice(MISSING)
    if rng.random() < 0.5:
        key = rng.sample(names, rng.randint(1, min(3, len(names))))
        schema["primaryKey"] = key if len(key) > 1 or rng.random() < 0.5 else key[0]
    return schema


def add_references(rng: Rng, schemas: dict[str, dict[str, Any]]) -> None:
    """Foreign keys between the resources and into themselves, mostly between equal fields."""
    for schema in schemas.values():
        for _ in range(rng.choice([0, 0, 1, 1, 2])):
            target = rng.choice(["", *schemas])
            there = schemas[target] if target else schema
            width = rng.choice([1, 1, 1, 2, 3])
            width = min(width, len(schema["fields"]), len(there["fields"]))
            here = rng.sample([f["name"] for f in schema["fields"]], width)
            names = rng.sample([f["name"] for f in there["fields"]], width)
            if rng.random() < 0.7:
                for a, b in zip(here, names, strict=True):
                    become(schema, a, there, b)
            key = {"fields": here, "reference": {"resource": target, "fields": names}}
            schema.setdefault("foreignKeys", []).append(key)


def become(schema: dict[str, Any], name: str, there: dict[str, Any], other: str) -> None:
    """Let a field be described as another is."""
    model = next(f for f in there["fields"] if f["name"] == other)
    place = next(i for i, f in enumerate(schema["fields"]) if f["name"] == name)
    schema["fields"][place] = {**model, "name": name}


def a_cell(rng: Rng, described: dict[str, Any], missing: list[str]) -> str:
    good, edges = VALUES[described["type"]]
    listed = described.get("constraints", {}).get("enum", [])
    chance = rng.random()
    if listed and chance < 0.4:
        return str(rng.choice(listed))
    if chance < 0.75:
        return rng.choice(good)
    if chance < 0.88:
        return rng.choice(edges)
    if chance < 0.94 and missing:
        return rng.choice(missing)
    return rng.choice(SPICE + described.get("trueValues", []) + described.get("falseValues", []))


def some_rows(rng: Rng, schema: dict[str, Any], most: int) -> list[list[str]]:
    missing = schema.get("missingValues", [""])
    rows = []
    for _ in range(rng.randint(1, most)):
        row = [a_cell(rng, f, f.get("missingValues", missing)) for f in schema["fields"]]
        chance = rng.random()
        if chance < 0.03:
            row = [rng.choice([*missing, ""]) for _ in row]
        elif chance < 0.05:
            row = row[: rng.randrange(1, len(row) + 1)]
        elif chance < 0.07:
            row = [*row, rng.choice(["", "x", "1"])]
        elif chance < 0.12 and rows:
            row = list(rng.choice(rows))
        rows.append(row)
    return rows


PIECES = [
    b'"', b'""', b",", b"\n", b"\r", b"\r\n", b" ", b'" ', b' "', b'"\t', b"\t", b"\x00", b"\x01",
    b"\xff", b"\xc3", b"\xef\xbb\xbf", b"\x1f", b"a", b"1", b"\\", b"'", b"#", b";", b"\n\n", b",,",
    b'"a"', b',"",', b"\xe2\x80\x8b", b"\x0b", b"\x0c", b"\x1c", b"\xc2\x85", b"\xe2\x80\xa8",
]  # fmt: skip


def mutated(rng: Rng, data: bytes) -> bytes:
    """One to three changes of bytes, of the sort that editors, transfers and people make."""
    for _ in range(rng.choice([1, 1, 2, 3])):
        at = rng.randrange(len(data) + 1)
        places = [i for i, byte in enumerate(data) if byte in b'",\n']
        if places and rng.random() < 0.6:
            at = rng.choice(places) + rng.randrange(2)
        chance = rng.random()
        if chance < 0.5:
            data = data[:at] + rng.choice(PIECES) + data[at:]
        elif chance < 0.75:
            data = data[:at] + data[at + rng.randint(1, 3) :]
        elif chance < 0.85:
            data = data[:at] + data[max(0, at - rng.randint(1, 9)) :]
        elif chance < 0.9:
            data = data[: max(0, at)]
        elif chance < 0.95:
            data = rng.choice([b"\xef\xbb\xbf" + data, data + b"\n", data[:-1], b"\n" + data])
        else:
            data = data.replace(b"\n", b"\r\n")
    return data


@dataclass
class Outcome:
    """What the comparison of one project has shown."""

    files: int = 0
    cells: int = 0
    in_form: int = 0  # files without a problem of form: compared finding by finding
    unavailable: int = 0  # files on which frictionless itself fails
    false_clean: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)

    def add(self, other: Outcome) -> None:
        self.files += other.files
        self.cells += other.cells
        self.in_form += other.in_form
        self.unavailable += other.unavailable
        self.false_clean += other.false_clean
        self.differing += other.differing


def a_project(rng: Rng, root: Path, files: int, rows: int, mutations: float) -> Project:
    """Write some files and their description; `mutations` is the share of files changed in bytes.

    Several files share one schema.
    """
    schemas: dict[str, dict[str, Any]] = {}
    for n in range(files):
        if n % 3 and not rng.random() < 0.1:
            schemas[f"r{n}"] = json.loads(json.dumps(schemas[f"r{n - 1}"]))
        else:
            names = rng.sample(NAMES, rng.choice([1, 2, 2, 3, 4, 5]))
            schemas[f"r{n}"] = a_schema(rng, names)
    add_references(rng, schemas)
    resources = []
    (root / "datasets").mkdir(exist_ok=True)
    for name, schema in schemas.items():
        header = [f["name"] for f in schema["fields"]]
        if rng.random() < 0.02:
            header = rng.choice(
                [header[::-1], header[:-1] or ["x"], [*header, "x"], header[:1] * len(header)]
            )
        data = write_records([header, *some_rows(rng, schema, rows)]).encode()
        if rng.random() < mutations:
            data = mutated(rng, data)
        path = root / "datasets" / f"{name}.csv"
        path.write_bytes(data)
        resources.append(resource_of(name, path, schema))
    return project_of(root, resources)


def resource_of(name: str, path: Path, schema: dict[str, Any]) -> Resource:
    described = {"name": name, "path": path.name, "format": "csv", "encoding": "utf-8"}
    return Resource(name, {**described, "schema": schema}, path, f"datasets/{path.name}")


def project_of(root: Path, resources: list[Resource]) -> Project:
    descriptor = {"name": "fuzz", "resources": [r.descriptor for r in resources]}
    return Project(root, descriptor, resources, [Language("en", "en", "")])


def compare(con: duckdb.DuckDBPyConnection, project: Project, seed: object = "") -> Outcome:
    """Judge every file of a project twice."""
    found = Outcome(files=len(project.resources))
    readings = verdict(con, project)
    plain = [r for r in readings if not r.problems]
    found.in_form = len(plain)
    read = {r.resource.name for r in readings if r.table}
    names = {r.resource.name for r in plain}
    theirs = judged_by_frictionless(
        project, [referring_to(read if r.table else names, r.resource) for r in plain]
    )
    for reading in plain:
        found.cells += reading.rows * len(reading.resource.fields)
        expected = theirs[reading.resource.name]
        ours = [said(f) for f in reading.findings if not f.is_own]
        if expected is None:
            found.unavailable += 1
        elif expected and not reading.findings:
            found.false_clean.append(told(reading, seed, ours, expected))
        elif ours != expected and not is_about_nan(reading, ours, expected):
            found.differing.append(told(reading, seed, ours, expected))
        if not reading.findings and (why := misread(con, reading.resource)):
            found.false_clean.append(f"{why}: {told(reading, seed, ours, [])}")
    return found


def referring_to(read: set[str], resource: Resource) -> Resource:
    """A resource without its references to files other than these."""
    schema = resource.descriptor["schema"]
    keys = [
        k
        for k in schema.get("foreignKeys", [])
        if (k["reference"]["resource"] or resource.name) in read
    ]
    descriptor = {**resource.descriptor, "schema": {**schema, "foreignKeys": keys}}
    return replace(resource, descriptor=descriptor)


def is_about_nan(reading: Reading, ours: Said, theirs: Said) -> bool:
    """NaN as a key: frictionless finds it unlike itself; we refuse it for another reason first."""
    kinds = {e[1] for e in [*ours, *theirs] if (e in ours) != (e in theirs)}
    has_nan = b"nan" in reading.resource.path.read_bytes().lower()
    of_keys = {"unique-error", "primary-key", "foreign-key"}
    return has_nan and bool(reading.findings) and kinds <= of_keys


def said(finding: Any) -> tuple[object, ...]:
    """What a finding says, so far as frictionless says it too."""
    names = finding.names if finding.type in ("foreign-key", "unique-error") else ()
    note = finding.note if finding.type == "constraint-error" else ""
    other = finding.other if finding.type in ("unique-error", "primary-key") else 0
    return (finding.row, finding.type, finding.number, tuple(names), note, other)


def said_by_frictionless(error: Any) -> tuple[object, ...]:
    names: list[str] = []
    if error.type == "foreign-key":
        names = error.field_names
    elif error.type == "unique-error":
        names = [error.field_name]
    note = error.note if error.type == "constraint-error" else ""
    row = getattr(error, "row_number", None) or 1
    before = error.note.rpartition("position ")[2]
    is_same = error.type in ("unique-error", "primary-key") and before.isdigit()
    number = getattr(error, "field_number", 0) or 0
    return (row, error.type, number, tuple(names), note, int(before) if is_same else 0)


def judged_by_frictionless(project: Project, resources: list[Resource]) -> dict[str, Said | None]:
    """frictionless's errors of each file; None where it fails itself."""
    from frictionless import Package, system

    found: dict[str, Said | None] = {}
    described = [pinned(r) for r in resources]
    if not described:
        return found
    with system.use_context(trusted=False):
        package = Package.from_descriptor(
            {"name": "check", "resources": described}, basepath=str(project.datasets)
        )
        for resource in package.resources:
            try:
                [task] = resource.validate().tasks
                found[resource.name] = [said_by_frictionless(e) for e in task.errors]
            except Exception:
                found[resource.name] = None
    return found


def misread(con: duckdb.DuckDBPyConnection, resource: Resource) -> str:
    """Why a file that we call clean is not, by the strict reader of Python."""
    if problems_of_form(resource):
        return "not canonical"
    with resource.path.open(encoding="utf-8", newline="") as file:
        _, *expected = csv.reader(file, strict=True)
    rows = con.execute(f"from {reader(resource)}", [os.fspath(resource.path)]).fetchall()
    return "" if [list(row) for row in rows] == expected else "read differently"


def told(reading: Reading, seed: object, ours: Said, theirs: Said) -> str:
    schema = json.dumps(reading.resource.descriptor["schema"], ensure_ascii=False)
    data = reading.resource.path.read_bytes()[:3000]
    return (
        f"[{seed}] {reading.resource.name} {schema}\n  {data!r}\n"
        f"  ours only:   {[e for e in ours if e not in theirs]}\n"
        f"  theirs only: {[e for e in theirs if e not in ours]}\n"
        f"  own: {[f.kind for f in reading.findings if f.is_own]}"
    )


def misread_form(con: duckdb.DuckDBPyConnection, rng: Rng, path: Path) -> tuple[int, str]:
    """Change the bytes of one file and read it: (cells, why it was taken for what it is not).

    Whatever the one pass accepts must be canonical, and its cells those that Python reads.
    """
    names = rng.sample(NAMES, rng.choice([1, 2, 3, 4]))
    cells = [
        v for kind in ("string", "integer", "date") for part in VALUES[kind] for v in part
    ] + SPICE
    rows = [[rng.choice(cells) for _ in names] for _ in range(rng.randint(1, 12))]
    path.write_bytes(mutated(rng, write_records([names, *rows]).encode()))
    fields = [
        {"name": n, "type": rng.choice(["string", "string", "integer", "date"])} for n in names
    ]
    resource = Resource("r", {"name": "r", "schema": {"fields": fields}}, path, "r.csv")
    facts = count(resource)
    if not facts or header_line(resource) != ",".join(names):
        return 0, ""
    found = survey(con, resource, [prove(f, [""], False) for f in fields], [], facts)
    if not found:
        return 0, ""
    text = path.read_bytes().decode()
    records = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    why = f"not canonical: {text!r}" if write_records(records) != text else ""
    if found.rows != len(records) - 1 or any(
        records[n - 1] != c for n, c in found.suspects.items()
    ):
        why = f"read differently: {text!r}"
    return found.rows * len(names), why


KINDS = ["A", "C", "E", "F", "G", "H", "P", "Q", "甲"]  # so many that a join might look them up


def large_project(rng: Rng, root: Path) -> Project:
    """A file of 40 to 70 MB with long quoted cells, and something wrong near where it is cut."""
    fields = [
        {"name": "n", "type": "integer", "constraints": {"unique": True}},
        {"name": "day", "type": "date"}, {"name": "words", "type": "string"},
        {"name": "last", "type": "integer"},
        {"name": "kind", "type": "string", "constraints": {"enum": KINDS}},
    ]  # fmt: skip
    (root / "datasets").mkdir(exist_ok=True)
    path = root / "datasets" / "large.csv"
    size, n = 0, 0
    longest = rng.choice([2_000, 20_000, 100_000])
    goal = rng.randint(40_000_000, 70_000_000)
    with path.open("wb") as file:
        size += file.write(b"n,day,words,last,kind\n")
        while size < goal:
            n += 1
            piece = rng.choice(['a,b\n"c" ', "\n", "1,2024-01-07,x,1\n", '"', '"\n"', "中", "x"])
            words = ("a" + piece * (rng.randrange(longest) // len(piece)) + "z")[:longest].rstrip()
            row = [str(n), "2024-01-07", words, str(n), rng.choice(KINDS)]
            # DuckDB's reader takes a file apart at about the multiples of its buffer.
            near = abs((size + BUFFER // 2) % BUFFER - BUFFER // 2) < 3 * longest
            if near and rng.random() < 0.3:
                row = rng.choice([
                    [str(n - 1), *row[1:]], [row[0], "2024-02-30", *row[2:]], [*row, ""], row[:3],
                    [*row[:3], "x", "A"], [""] * 5, [*row[:3], "007", "A"], [*row[:4], "B"],
                ])  # fmt: skip
            data = write_records([row]).encode()
            if near and rng.random() < 0.01:
                data = mutated(rng, data)
            size += file.write(data)
    return project_of(root, [resource_of("large", path, {"fields": fields})])
