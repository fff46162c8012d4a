"""Ctrl-C: the work is put down, and the command ends without a word.

What is interrupted may raise something of its own in the place of KeyboardInterrupt, as DuckDB
does. So it is kept that somebody has asked to stop, and nothing that comes after is told.
"""

from __future__ import annotations

import os
import signal

from pipeline.progress import Watch

CODE = 130  # as a shell has it: 128, and the number of the signal

_is_asked = False


def heed() -> None:
    """From now on the first Ctrl-C has the work put down, and a second ends the process at once.

    Where the signal was to be ignored, as behind `nohup`, it still is.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _stop)


def is_asked(error: BaseException | None = None) -> bool:
    """Whether somebody has asked to stop; an error may be the only sign of it."""
    return _is_asked or isinstance(error, KeyboardInterrupt)


def heeding(watch: Watch) -> Watch:
    """A watch that stops the job, in case whatever was interrupted has kept that to itself."""

    def heard(stage: str, done: int, total: int) -> None:
        if _is_asked:
            raise KeyboardInterrupt
        watch(stage, done, total)

    return heard


def _stop(*_: object) -> None:
    global _is_asked
    if _is_asked:
        os._exit(CODE)
    _is_asked = True
    raise KeyboardInterrupt
