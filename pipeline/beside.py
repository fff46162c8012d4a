"""What people put into a project beside its rows: pictures, fonts, documents in two folders."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from pipeline.imagery import is_picture
from pipeline.problem import Problem
from pipeline.project import Project
from pipeline.readable import GZIP, is_text
from pipeline.sums import read_sums, sum_of
from pipeline.walk import files_below

IN_ASSETS, IN_DATASETS = "assets/", "datasets/"  # how their files are called on the site and here
FONTS = b"wOFF", b"wOF2", b"OTTO", b"ttcf", b"true", b"\0\1\0\0"


def assets_in(project: Project) -> Iterator[tuple[str, bytes]]:
    """The files that are published as they are, by the path under which that will be."""
    folder, pinned = project.templates / "assets", pinned_in(project)
    for name in files_below(folder):
        if IN_ASSETS + name not in pinned:
            yield IN_ASSETS + name, (folder / name).read_bytes()


def pinned_in(project: Project) -> set[str]:
    """The programs of others among these: SHA256SUMS beside them, which is reviewed, names each.

    What a program of that hash says is known, and is no news of anybody.
    """
    folder = project.templates / "assets"
    return {
        IN_ASSETS + (sums.parent / name).relative_to(folder).as_posix()
        for sums in sorted(folder.rglob("SHA256SUMS"))
        for name, wanted in read_sums(sums).items()
        if (sums.parent / name).is_file() and sum_of(sums.parent / name) == wanted
    }


def files_beside_rows(project: Project) -> Iterator[tuple[str, bytes]]:
    """The files of datasets/ that are not described: they are published with its history."""
    described = {resource.path for resource in project.resources}
    for path in (project.datasets / name for name in files_below(project.datasets)):
        if path not in described:
            yield project.show(path), path.read_bytes()


def problems_of_names(project: Project) -> Iterator[Problem]:
    """Names that some disks or programs cannot hold, or hold to be one and the same."""
    seen: dict[str, str] = {}
    for folder in (project.datasets, project.templates / "assets"):
        for name in sorted(project.show(path) for path in folder.rglob("*")):
            if not name.isprintable() or unicodedata.normalize("NFC", name) != name:
                yield Problem(name, "file-name")
            other = seen.setdefault(unicodedata.normalize("NFC", name).casefold(), name)
            if other != name:
                yield Problem(name, "file-name-twice", {"other": other})


def is_opaque(name: str, data: bytes) -> bool:
    """Whether nobody here can tell what a file says: a document, an archive, a film."""
    if data.startswith((GZIP, *FONTS)) or is_picture(data):
        return False
    return not is_text(name.rpartition("/")[2].lower(), data)
