"""A place where the check finds something, and why it may stay → a line of datasets/allowances.csv.

Nobody has to handle a hash: the place is the one that the message gives.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.allowance import FILE, Allowance, read_allowances, write_allowances
from pipeline.cells import is_formula
from pipeline.doubt import Doubt
from pipeline.privacy import find
from pipeline.problem import CONFIGURATION, DATA, Problem, Refused, misconfigured, sentence
from pipeline.project import Project


@dataclass(frozen=True)
class Permission:
    """What the steward has decided: what may stand where, why, who says so, and until when."""

    place: str
    reason: str
    role: str
    until: date
    rule: str | None = None


def grant(
    project: Project, permission: Permission, as_of: date, build: Callable[[Path], list[Problem]]
) -> list[Allowance]:
    """Write down that the findings at a place may stand; give the lines that say so.

    `build` builds into a folder, which is thrown away, and gives its warnings. Raises Refused:
    (configuration) where nothing is found at the place, or the decision cannot be written down;
    (data) where other things have to be mended before anybody can tell.
    """
    file = project.show(project.datasets / FILE)
    for column, said in (("reason", permission.reason), ("role", permission.role)):
        if not said.strip() or not said.isprintable() or is_formula(said) or find(said):
            raise misconfigured(file, "allowance-form", column=column)
    if permission.until < as_of:
        raise misconfigured(file, "allow-past", until=permission.until)
    keys = _keys_at(permission, _all_found(build))
    allowed = [
        Allowance(*key, permission.reason.strip(), permission.role.strip(), permission.until, 0)
        for key in keys
    ]
    kept = [a for a in read_allowances(project) if a.key not in keys]
    write_allowances(project, [*kept, *allowed])
    return allowed


def report_of(allowed: Iterable[Allowance], language: str) -> str:
    """What was allowed, line by line."""
    return "\n".join(
        sentence(
            "allowed", language,
            until=a.expires_on, rule=a.rule, resource=a.resource, record=a.record,
            file=f"datasets/{FILE}",
        )
        for a in allowed
    )  # fmt: skip


def _all_found(build: Callable[[Path], list[Problem]]) -> list[Problem]:
    """All that a build finds, up to the stage that refuses."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            return build(Path(folder) / "site")
        except Refused as refused:
            if refused.exit_code != DATA:
                raise
            return refused.problems


def _keys_at(permission: Permission, problems: list[Problem]) -> list[tuple[str, str, str, str]]:
    place = permission.place.rstrip(": ")
    doubts = [p for p in problems if isinstance(p, Doubt)]
    at = [d for d in doubts if d.place == place and permission.rule in (None, d.kind)]
    if not at:
        if not doubts and (errors := [p for p in problems if p.severity == "error"]):
            raise Refused(errors, DATA)
        raise Refused([Problem(place, "allow-nothing", {"place": place})], CONFIGURATION)
    return list(dict.fromkeys(doubt.key for doubt in at))
