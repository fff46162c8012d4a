"""A draft of the whole site, its manifest, and one atomic swap with the site that was there."""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from pipeline.finish import slim
from pipeline.memory import FILE, MANIFEST, Memory
from pipeline.problem import CONFIGURATION, Problem, Refused, misconfigured
from pipeline.project import Project
from pipeline.sums import put_sums, sum_of
from pipeline.walk import files_below

MARKER = ".baoguangtai"
KEPT_IN_GIT = {".gitignore": "*\n!.gitignore\n"}
AT_FDCWD, RENAME_EXCHANGE = -100, 2


class Draft:
    """A site in the making. Every URL has one source: `claim` gives the file to write, once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sources: dict[str, str] = {}
        self.folders: dict[str, str] = {}
        self._made: set[str] = set()

    def claim(self, url: str, source: str) -> Path:
        """The file for a URL path such as `data/x.csv`.

        Raises Refused (configuration) if another source has the URL already, also where the two
        differ only in upper and lower case, since some disks hold them to be one file, and where
        one would have to be a folder to hold the other.
        """
        key = url.casefold()
        above, _, _ = key.rpartition("/")
        other = self.sources.get(key) or self.folders.get(key)
        if other is None and above and above not in self.folders:
            other = self._enter(above, source)
        if other:
            raise misconfigured(source, "url-twice", url=url, other=other)
        self.sources[key] = source
        path = self.folder / url
        place, _, _ = url.rpartition("/")
        if place not in self._made:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._made.add(place)
        return path

    def keep(self, urls: set[str]) -> None:
        """Give up every file but these."""
        for url in files_below(self.folder):
            if url not in urls:
                (self.folder / url).unlink()
                self.sources.pop(url.casefold(), None)

    def _enter(self, folder: str, source: str) -> str | None:
        """Take a folder, and those above it; or say what is a file in its place."""
        folders = [folder, *(parent.as_posix() for parent in PurePosixPath(folder).parents)][:-1]
        other = next(filter(None, map(self.sources.get, folders)), None)
        if other is None:
            self.folders |= dict.fromkeys(folders, source)
        return other


@contextlib.contextmanager
def drafting(project: Project, out: Path, memory: Memory) -> Iterator[Draft]:
    """A draft that takes the place of `out` when the block ends well, and vanishes otherwise.

    `memory` is written down beside what it remembers.
    Raises Refused (configuration) where `out` is not ours to replace or another build holds it.
    """
    out = out.absolute()
    _refuse_foreign(project, out)
    out.parent.mkdir(parents=True, exist_ok=True)
    folder = out.with_name(f".{out.name}.draft")
    with _locked(out):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        try:
            yield (draft := Draft(folder))
            _finish(draft, memory)
            _swap(folder, out)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def copy_assets(project: Project, draft: Draft) -> None:
    """site_templates/assets/ → assets/, as it is; only a style sheet sheds what nobody reads."""
    root = project.templates / "assets"
    for name in files_below(root):
        path = root / name
        target = draft.claim(f"assets/{name}", project.show(path))
        if path.suffix == ".css":
            target.write_text(slim(path.read_text("utf-8")), "utf-8", newline="\n")
        else:
            shutil.copyfile(path, target)


def _refuse_foreign(project: Project, out: Path) -> None:
    """Replace only what a build has made, or a folder that holds nothing of anyone's."""
    here = out.resolve()
    if here == project.root or here in project.root.parents:
        raise misconfigured(str(out), "out-holds-project")
    for folder in (project.datasets, project.templates, project.sql, project.root / "pipeline"):
        if here == folder or folder in here.parents:
            raise misconfigured(str(out), "out-in-sources")
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise misconfigured(str(out), "out-not-folder")
    if out.is_dir() and not (out / MARKER).is_file():
        others = sorted({path.name for path in out.iterdir()} - set(KEPT_IN_GIT))
        if others:
            raise misconfigured(str(out), "out-foreign", found=others[0])


@contextlib.contextmanager
def _locked(out: Path) -> Iterator[None]:
    """One build at a time; the lock goes with its process, however that ends."""
    with out.with_name(f".{out.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Refused([Problem(str(out), "out-locked")], CONFIGURATION) from None
        yield


def _finish(draft: Draft, memory: Memory) -> None:
    """The files that make a folder a publication; the manifest comes last and lists all others."""
    for name, text in {**KEPT_IN_GIT, ".nojekyll": "", MARKER: "baoguangtai\n"}.items():
        draft.claim(name, "publish").write_text(text, "utf-8")
    memory.write(draft.claim(FILE, "publish"))
    known = {url: memory.sums[url] for url in memory.reused}
    names = files_below(draft.folder)
    sums = {name: known.get(name) or sum_of(f"{draft.folder}/{name}") for name in names}
    put_sums(sums, draft.claim(MANIFEST, "publish"))


def _swap(draft: Path, out: Path) -> None:
    """Put the draft where the site is, in one step where the system can; it is on disk first."""
    os.sync()
    if not out.exists():
        draft.rename(out)
    elif not _exchange(draft, out):
        aside = out.with_name(f".{out.name}.old")
        shutil.rmtree(aside, ignore_errors=True)
        out.rename(aside)
        draft.rename(out)
        shutil.rmtree(aside)
    folder = os.open(out.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two names atomically; False where the system or the disk has no such call."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    names = os.fsencode(one), os.fsencode(other)
    return int(rename(AT_FDCWD, names[0], AT_FDCWD, names[1], RENAME_EXCHANGE)) == 0
