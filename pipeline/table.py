"""The part of a sheet that is meant for a dataset: which column holds which field, which rows."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.problem import Problem
from pipeline.project import Project, Resource
from pipeline.sheet import Sheet, plain


@dataclass(frozen=True)
class Column:
    """A column of the sheet that holds a field; `unit` is the unit its heading speaks of."""

    position: int
    unit: str


@dataclass
class Table:
    """The part of a sheet that is meant for a dataset."""

    sheet: Sheet
    resource: Resource
    heading: int
    columns: dict[str, Column] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)  # the numbers of the rows that are records
    notes: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def position(self, name: str) -> int:
        """The column of a field; the first where the sheet has none for it."""
        return self.columns[name].position if name in self.columns else 1


def by_title(project: Project, resource: Resource) -> dict[str, list[str]]:
    """Every title that a field has in a language, as it is compared → the fields that have it."""
    found: dict[str, list[str]] = {}
    for described in resource.fields:
        titles = map(plain, project.words(described, "title").values())
        for title in filter(None, dict.fromkeys(titles)):
            found.setdefault(title, []).append(described["name"])
    return found
