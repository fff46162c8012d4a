"""Code lists: what each code is called, and which code a person means."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field

from pipeline.descriptor import listed
from pipeline.project import Project, Resource
from pipeline.sheet import plain

TITLE = re.compile("title(_[a-z]+)?")
SHORTEST_PART = 2


@dataclass(frozen=True)
class CodeList:
    """The codes of a resource, each with its titles, the first language first."""

    name: str
    titles: dict[str, list[str]]
    known: dict[str, list[str]] = field(default_factory=dict, compare=False)

    def title(self, code: str) -> str:
        """What a code is called in the first language; the code itself if there is no title."""
        return next(iter(self.titles[code]), code)

    def label(self, code: str) -> str:
        """What a person chooses: the title, with the code before it unless that says it all."""
        title = self.title(code)
        return title if self.find(title) == [code] else f"{code} {title}"

    def find(self, text: str) -> list[str]:
        """The codes that a text may mean: one is an answer, several are a question."""
        wanted = plain(text)
        if wanted not in self.known:
            self.known[wanted] = [text] if text in self.titles else self._find(wanted)
        return self.known[wanted]

    def _find(self, wanted: str) -> list[str]:
        """By code or title; else by the start of a title; else by any part of one."""
        names = {
            code: [plain(code), *(plain(t) for t in titles), *(plain(code + t) for t in titles)]
            for code, titles in self.titles.items()
        }
        exact = [code for code, texts in names.items() if wanted in texts]
        if exact or len(wanted) < SHORTEST_PART:
            return exact
        titles = {code: [plain(t) for t in texts] for code, texts in self.titles.items()}
        start = [c for c, texts in titles.items() if any(t.startswith(wanted) for t in texts)]
        return start or [c for c, texts in titles.items() if any(wanted in t for t in texts)]


def code_lists(project: Project, resource: Resource) -> dict[str, CodeList]:
    """The list for each field that refers, alone, to a resource whose rows have titles."""
    resources = {other.name: other for other in project.resources}
    found = {}
    for key in resource.descriptor["schema"].get("foreignKeys", []):
        names, reference = listed(key["fields"]), key["reference"]
        other = resources.get(reference["resource"])
        if other is not None and other.name != resource.name and len(names) == 1:
            titles = _titles(project, other, listed(reference["fields"])[0])
            if titles:
                found[names[0]] = CodeList(other.name, titles)
    return found


def _titles(project: Project, resource: Resource, code: str) -> dict[str, list[str]]:
    """Code → titles; nothing where there is no title or the file cannot be read."""
    keys = ["title", *(f"title_{language.key}" for language in project.languages)]
    names = [f["name"] for f in resource.fields if TITLE.fullmatch(f["name"])]
    names.sort(key=lambda name: keys.index(name) if name in keys else len(keys))
    if not names:
        return {}
    try:
        with resource.path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, strict=True))
        return {row[code]: [row[name] for name in names if row[name]] for row in rows}
    except (UnicodeDecodeError, csv.Error, KeyError):
        return {}
