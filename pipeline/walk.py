"""A folder → the files in it, by their paths there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path


def files_below(folder: Path, suffix: str = "") -> list[str]:
    """The paths of all files with that suffix in a folder and those below it, in order.

    A link is no file, and a folder that is not there has none. A path is a text here: that of a
    page is asked for more often than its bytes.
    """
    return list(_below(str(folder), "", suffix)) if folder.is_dir() else []


def _below(place: str, above: str, suffix: str) -> Iterator[str]:
    with os.scandir(place) as entries:
        for entry in sorted(entries, key=attrgetter("name")):
            if entry.is_dir(follow_symlinks=False):
                yield from _below(entry.path, f"{above}{entry.name}/", suffix)
            elif entry.name.endswith(suffix) and entry.is_file(follow_symlinks=False):
                yield above + entry.name
