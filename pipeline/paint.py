"""Drawings (SVG) that stand where a picture belongs → the pictures (PNG).

A template `x.png.svg` gives a drawing, which is written under the name of its picture, `x.png`,
and is judged there like any other text; only then is it painted, in its own place. Letters come
from fonts that are pinned with everything else, never from the machine: Noto Sans SC where a
drawing asks for sans-serif, Noto Serif SC where it asks for serif. So the same drawing gives the
same bytes everywhere.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path

import pylopdf_fonts_zh_cn as fonts
import resvg_py

from pipeline.hands import by_all_hands
from pipeline.imprint import imprint
from pipeline.problem import CONFIGURATION, Problem, Refused

PICTURE = ".png"
DRAWING = b"<svg"
BATCH, FEW = 10, 4  # so few batches are painted before a second process has started


def paint(folder: Path, sources: Mapping[str, str]) -> int:
    """Paint every drawing in a folder, and say how many. `sources` tells a URL's template.

    Raises Refused (configuration) with every drawing that cannot be painted.
    """
    drawings = [path for path in sorted(folder.rglob("*" + PICTURE)) if _is_drawing(path)]
    problems = []
    # The painter leaves no room for a second thread, so each hand is a process.
    batches = [drawings[at : at + BATCH] for at in range(0, len(drawings), BATCH)]
    mistakes = itertools.chain.from_iterable(by_all_hands(_paint_each, batches, FEW))
    for path, found in zip(drawings, mistakes, strict=True):
        url = path.relative_to(folder).as_posix()
        if found:
            file = sources.get(url.casefold(), url)
            problems.append(Problem(file, "drawing-unpaintable", {"page": url, "found": found}))
    if problems:
        raise Refused(problems, CONFIGURATION)
    return len(drawings)


def _is_drawing(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(DRAWING)) == DRAWING


def _paint_each(paths: list[Path]) -> list[str]:
    return list(map(_paint, paths))


def _paint(path: Path) -> str:
    """Put the picture in the place of its drawing; what is wrong where that cannot be done."""
    drawing = path.read_text("utf-8")
    try:
        picture = imprint(drawing) or _paint_all(drawing)
    except ValueError as error:
        return str(error)
    path.write_bytes(picture)
    return ""


def _paint_all(drawing: str) -> bytes:
    return resvg_py.svg_to_bytes(
        svg_string=drawing,
        skip_system_fonts=True,
        font_files=[str(fonts.sans_path()), str(fonts.serif_path())],
        font_family="Noto Sans SC",
        sans_serif_family="Noto Sans SC",
        serif_family="Noto Serif SC",
    )
