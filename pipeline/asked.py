"""An answer that is wanted: in what form, in which language, about which project."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pipeline.problem import Problem, misconfigured
from pipeline.project import resources_of


@dataclass
class Asked:
    """What was asked, and when: by a stopwatch, which does not know what time it is."""

    form: str
    lang: str
    project: Path
    started: float = field(default_factory=time.perf_counter)

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self.started

    def document(self, problems: list[Problem]) -> str:
        """The answer in JSON; only then is frictionless needed."""
        from pipeline.document import document

        return document(resources_of(self.project), problems, self.lang, self.seconds)


def day_of(text: str, option: str) -> date:
    """The day that an option names. Raises Refused (configuration) for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise misconfigured(option, "usage-day", found=text) from None
