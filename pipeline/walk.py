"""A folder → the files in it, by their paths there."""

from __future__ import annotations

import os
from pathlib import Path


def files_below(folder: Path, suffix: str = "") -> list[str]:
    """The paths of all files with that suffix in a folder and those below it, in order.

    A link is no file, and a folder that is not there has none. A path is a text here: that of a
    page is asked for more often than its bytes.
    """
    found: list[str] = []
    waiting = [(str(folder), "")] if folder.is_dir() else []
    while waiting:
        place, above = waiting.pop()
        with os.scandir(place) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((entry.path, f"{above}{entry.name}/"))
                elif entry.name.endswith(suffix) and entry.is_file(follow_symlinks=False):
                    found.append(above + entry.name)
    return sorted(found, key=lambda path: path.split("/"))
