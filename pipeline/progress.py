"""How far a long job has come, shown to whoever sits at a terminal, and to nobody else."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import TextIO

from pipeline.problem import sentence

Watch = Callable[[str, int, int], None]  # a stage, how many of its things are done, of how many


def quiet(stage: str, done: int, total: int) -> None:
    """Tell nobody."""


@contextlib.contextmanager
def shown(stream: TextIO, lang: str) -> Iterator[Watch]:
    """Show a bar for each stage, with its rate, as long as the job goes on; then it is wiped.

    A stream that is no terminal, such as a file or the log of a CI run, gets nothing.
    """
    if not stream.isatty():
        yield quiet
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
    )  # fmt: skip
    stages: dict[str, TaskID] = {}
    with Progress(*columns, console=Console(file=stream), transient=True) as bars:

        def watch(stage: str, done: int, total: int) -> None:
            if stage not in stages:
                stages[stage] = bars.add_task(sentence(stage, lang), total=total, rate="")
            task = bars.tasks[bars.task_ids.index(stages[stage])]
            rate = sentence("progress-rate", lang, count=round(done / (task.elapsed or 1)))
            bars.update(task.id, completed=done, total=total, rate=rate)

        yield watch
