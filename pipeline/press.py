"""One page: its template, constants and row → the bytes of its file, or what is wrong with it."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import Any

from pipeline.desk import Question
from pipeline.finish import finish
from pipeline.problem import CONFIGURATION, Problem, Refused
from pipeline.template import Page, Templates

Row = dict[str, Any]


def press(
    environment: Templates, page: Page, constants: Row, path: str, row: Row
) -> tuple[bytes, list[Question] | None]:
    """The bytes of a page, and what it has asked; None if that cannot be asked again.

    Raises Refused (configuration) with the line of the template on which it failed.
    """
    desk = environment.desk
    desk.listen()
    try:
        text = environment.get_template(page.template).render(constants | row, page=path)
    except Exception as error:
        raise Refused([_failure(environment, page, path, error)], CONFIGURATION) from error
    return finish(page.pattern, text), [*desk.asked] if desk.is_repeatable else None


def _failure(environment: Templates, page: Page, path: str, error: Exception) -> Problem:
    """The template line on which a page failed, in the words of what failed."""
    frames = traceback.extract_tb(error.__traceback__)
    root = str(Path(environment.loader.searchpath[0]))  # type: ignore[union-attr]
    inside = [f for f in frames if f.filename.startswith(root)]
    file, line = page.file, getattr(error, "lineno", 0) or 0
    if inside:
        file = (
            f"{page.file.split('/', 1)[0]}/{Path(inside[-1].filename).relative_to(root).as_posix()}"
        )
        line = inside[-1].lineno or 0
    found = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
    return Problem(file, "template-fails", {"page": path, "found": found}, line)
