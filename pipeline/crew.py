"""Pages made in several processes; what a page asks of the database is answered by this one."""

from __future__ import annotations

import contextlib
import multiprocessing
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from pipeline.desk import Question
from pipeline.furnish import Answers, Unanswered, furnish
from pipeline.hands import hands, unhearing
from pipeline.press import press
from pipeline.problem import Refused
from pipeline.project import Project
from pipeline.template import Page, Templates
from pipeline.wording import Wording

Row = dict[str, Any]

FEW = 400  # pages that are sooner made here than other processes are there


class Task(NamedTuple):
    """Some pages of one template in one language: the path, the file and the row of each."""

    language: str
    page: Page
    constants: Row
    leaves: list[tuple[str, Path, Row]]


Asked = list[list[Question] | None]  # of each page of a task, as `press` tells
Done = Callable[[Asked], None]


class Crew:
    """Makes the pages of the tasks that it is given, in any order; errors are told in theirs."""

    def __init__(self, project: Project, environments: dict[str, Templates], answers: Answers):
        self.project, self.environments, self.answers = project, environments, answers
        self._begun = self._given = 0
        self._workers: list[SpawnProcess] = []
        self._pipes: list[Connection] = []
        self._idle: list[Connection] = []
        self._busy: dict[Connection, tuple[int, Done]] = {}
        self._failed: list[tuple[int, Exception]] = []

    def __enter__(self) -> Crew:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        for pipe in self._pipes:
            pipe.close()
        for worker in self._workers:
            worker.join()

    def give(self, task: Task, done: Done) -> None:
        """Have the pages of a task made; `done` is told what each has asked, once they are.

        Raises Refused (configuration) if a page of an earlier task could not be made.
        """
        self._given += 1
        self._begun += len(task.leaves)
        if hands() == 1 or self._begun <= FEW or not task.page.places or task.page.tells_audit:
            done(self._made_here(task))
            return
        if not self._workers:
            self._start()
        while not self._idle:
            self._attend()
        if self._failed:
            self.drain()
        pipe = self._idle.pop()
        pipe.send(task)
        self._busy[pipe] = self._given, done

    def drain(self) -> None:
        """Wait until every page that was given is made; raises the first error, if any was."""
        while self._busy:
            self._attend()
        if self._failed:
            raise min(self._failed, key=lambda failed: failed[0])[1]

    def _made_here(self, task: Task) -> Asked:
        try:
            return _made(self.environments[task.language], task)
        except Refused:
            self.drain()  # an error of an earlier page is told first
            raise

    def _start(self) -> None:
        started = multiprocessing.get_context("spawn")
        for _ in range(hands()):
            here, there = started.Pipe()
            self._pipes.append(here)  # closed in the end, whenever that is
            worker = started.Process(target=_serve, args=(there, self.project), daemon=True)
            with unhearing():
                worker.start()
            there.close()
            self._workers.append(worker)
            self._idle.append(here)

    def _attend(self) -> None:
        """Answer, or take in, what the next processes to speak have to say."""
        for pipe in wait([*self._busy]):
            assert isinstance(pipe, Connection)
            try:
                kind, content = pipe.recv()
            except EOFError:
                raise ChildProcessError(0, "a process that made pages has ended") from None
            if kind == "asks":
                pipe.send(self.answers.answer(*content))
                continue
            number, done = self._busy.pop(pipe)
            self._idle.append(pipe)
            if kind == "made":
                done(content)
            else:
                self._failed.append((number, content))


def _made(environment: Templates, task: Task) -> Asked:
    asked: Asked = []
    for path, file, row in task.leaves:
        content, questions = press(environment, task.page, task.constants, path, row)
        file.write_bytes(content)
        asked.append(questions)
    return asked


def _serve(pipe: Connection, project: Project) -> None:
    """What a process of the crew does: tasks come in by the pipe, until it is closed."""

    def ask(*question: Any) -> Any:
        pipe.send(("asks", question))
        answer = pipe.recv()
        if isinstance(answer, Unanswered):
            raise answer.error
        return answer

    answers = Answers(partial(ask, "rows"), partial(ask, "pages"), partial(ask, "meanings"))
    environments: dict[str, Templates] = {}
    for language in project.languages:
        wording = Wording(project, language)
        environments[language.key] = furnish(answers, project, wording, lambda: None)
    # The first process may be gone before this one has said what came of its pages.
    with contextlib.suppress(EOFError, OSError):
        while True:
            task: Task = pipe.recv()
            pipe.send(_attempt(environments[task.language], task))


def _attempt(environment: Templates, task: Task) -> tuple[str, Any]:
    """What came of a task, as it can be sent."""
    try:
        return "made", _made(environment, task)
    except (Refused, OSError) as error:
        return "failed", error
