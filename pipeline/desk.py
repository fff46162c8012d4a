"""What templates ask beyond their row: each question is answered, and taken down.

A page is its template, its row, and the answers to what it asked: asked again, the same questions
with the same answers would give the same page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pipeline.engine import digest_of

Question = tuple[str, tuple[Any, ...], tuple[tuple[str, Any], ...]]  # name, values, named values
PLAIN = (str, int, type(None))  # what a question may hold, to be written down and read again


class Desk:
    """Answers questions by name. `asked` are those since `listen`, in the order of asking."""

    def __init__(self) -> None:
        self.functions: dict[str, Callable[..., Any]] = {}
        self.asked: dict[Question, None] = {}
        self.fleeting: set[str] = set()
        self._digests: dict[Question, str] = {}

    def offer(self, name: str, function: Callable[..., Any], is_fleeting: bool = False) -> Any:
        """The function for templates that answers as `function` does.

        What is fleeting has another answer at another time of the same build.
        """
        self.functions[name] = function
        if is_fleeting:
            self.fleeting.add(name)

        def answer(*values: Any, **named: Any) -> Any:
            self.asked[name, values, tuple(sorted(named.items()))] = None
            return function(*values, **named)

        return answer

    def listen(self) -> None:
        """Begin a page."""
        self.asked = {}

    @property
    def is_repeatable(self) -> bool:
        """Whether all that was asked can be written down, and asked again."""
        return all(
            name not in self.fleeting
            and all(isinstance(value, PLAIN) for value in [*values, *(v for _, v in named)])
            for name, values, named in self.asked
        )

    def forget(self) -> None:
        """From now on the answers may be others."""
        self._digests = {}

    def digest(self, question: Question) -> str:
        """What the answer is at present, as a digest; an answer that fails is one too."""
        if question not in self._digests:
            name, values, named = question
            try:
                answer = self.functions[name](*values, **dict(named))
            except Exception as error:
                answer = error
            self._digests[question] = digest_of(answer)[:16]
        return self._digests[question]
