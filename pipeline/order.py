"""The order in which frictionless tells what is wrong with a row."""

from __future__ import annotations

from collections.abc import Container

from pipeline.descriptor import listed
from pipeline.find import Finding, of_clash
from pipeline.project import Resource
from pipeline.relate import Clash, followed_keys

OF_A_CELL = {"type-error", "constraint-error"}


def in_their_order(
    resource: Resource, findings: list[Finding], clashes: list[Clash], read: Container[str]
) -> list[Finding]:
    """Findings row by row, broken keys after the cells; `read` are the files that could be read.

    frictionless reads the cells of the keys first, rule by rule; at the first broken key it reads
    all the others, from left to right.
    """
    first: dict[int, int] = {}
    for clash in clashes:
        first[clash.row] = min(clash.order, first.get(clash.row, clash.order))
    steps = _steps(resource, read)

    def place(finding: Finding) -> tuple[int, int, int, int]:
        until = first.get(finding.row)
        early = [name for order, name in steps if until is None or order <= until]
        is_early = finding.type in OF_A_CELL and finding.names[0] in early
        at = early.index(finding.names[0]) if is_early else len(early)
        return finding.row, 0, at, finding.order

    told = [(place(f), f) for f in findings]
    told += [((c.row, 1, c.order, 0), of_clash(resource, c)) for c in clashes]
    return [finding for _, finding in sorted(told, key=lambda pair: pair[0])]


def _steps(resource: Resource, read: Container[str]) -> list[tuple[int, str]]:
    """(place of the rule, field) in the order in which frictionless reads the cells of keys."""
    unique = [f["name"] for f in resource.fields if f.get("constraints", {}).get("unique")]
    followed = followed_keys(resource, read)
    rules = [[name] for name in unique] + [resource.key, *(listed(k["fields"]) for k in followed)]
    return [(order, name) for order, names in enumerate(rules, 1) for name in names]
