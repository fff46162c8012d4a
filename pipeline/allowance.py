"""datasets/allowances.csv: findings that a steward has looked at and lets stand.

Not a data resource; the file may be absent. Its columns, in this order:

    rule        the kind of the finding, such as privacy-mobile
    sha256      of the match, 64 hexadecimal digits; `baoguangtai allow` writes it
    resource    the resource that holds it, or `site` for a published file
    record      the primary key of the row (parts joined by |), or the path of the published file
    reason      why it may be public
    role        the office that decided; not a person's name
    expires_on  the last day on which it holds

A hash of a telephone number can be guessed back. That is no loss here, where the number itself
stands in a published row, but it is why a hash is never printed for a finding not yet allowed.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pipeline.privacy import RULES
from pipeline.problem import Problem, Refused
from pipeline.project import Project

FILE = "allowances.csv"
COLUMNS = ["rule", "sha256", "resource", "record", "reason", "role", "expires_on"]
SITE = "site"

Key = tuple[str, str, str, str]  # rule, sha256, resource, record


@dataclass(frozen=True)
class Allowance:
    """One finding let stand, and the line on which it says so."""

    rule: str
    sha256: str
    resource: str
    record: str
    reason: str
    role: str
    expires_on: date
    line: int

    @property
    def key(self) -> Key:
        """What it lets stand: this rule, this text, this row of this resource."""
        return self.rule, self.sha256, self.resource, self.record


def read_allowances(project: Project) -> list[Allowance]:
    """The allowances in file order; none where there is no such file.

    Raises Refused (data) with every line that cannot be read as one.
    """
    path = project.datasets / FILE
    if not path.exists() and not path.is_symlink():
        return []
    file = project.show(path)
    if path.is_symlink() or not path.is_file():
        raise Refused([Problem(file, "allowance-form", {"column": "-"}, 1)])
    try:
        rows = csv.reader(path.read_text("utf-8").splitlines(), strict=True)
        numbered = [(row, rows.line_num) for row in rows]
    except (UnicodeDecodeError, csv.Error):
        raise Refused([Problem(file, "allowance-form", {"column": "-"}, 1)]) from None
    if not numbered or numbered[0][0] != COLUMNS:
        raise Refused([Problem(file, "allowance-header", {"expected": ",".join(COLUMNS)}, 1)])
    read = [_allowance(project, row, line) for row, line in numbered[1:]]
    problems = [
        Problem(file, "allowance-form", {"column": a[0]}, a[1])
        for a in read
        if isinstance(a, tuple)
    ]
    good = [a for a in read if isinstance(a, Allowance)]
    keys = [a.key for a in good]
    problems += [
        Problem(file, "allowance-twice", {}, a.line)
        for n, a in enumerate(good)
        if a.key in keys[:n]
    ]
    if problems:
        raise Refused(sorted(problems, key=lambda p: p.line))
    return good


def _allowance(project: Project, row: list[str], line: int) -> Allowance | tuple[str, int]:
    """The allowance of a row, or the first column that is wrong, with its line."""
    if len(row) != len(COLUMNS):
        return COLUMNS[min(len(row), len(COLUMNS) - 1)], line
    cells = dict(zip(COLUMNS, row, strict=True))
    fit = {
        "rule": cells["rule"] in RULES,
        "sha256": bool(re.fullmatch("[0-9a-f]{64}", cells["sha256"])),
        "resource": cells["resource"] in {SITE, *(r.name for r in project.resources)},
        "expires_on": _day(cells["expires_on"]) is not None,
        **{name: bool(cells[name].strip()) for name in ("record", "reason", "role")},
    }
    wrong = next((name for name in COLUMNS if not fit[name]), None)
    expires_on = _day(cells.pop("expires_on"))
    if wrong or expires_on is None:
        return wrong or "expires_on", line
    return Allowance(**cells, expires_on=expires_on, line=line)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def write_allowances(project: Project, allowances: Iterable[Allowance]) -> None:
    """Write the file anew with these lines, whole or not at all."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([getattr(a, name) for name in COLUMNS] for a in allowances)
    path = project.datasets / FILE
    draft = path.with_name(f".{FILE}.draft")
    draft.write_text(out.getvalue(), "utf-8", newline="\n")
    draft.replace(path)
