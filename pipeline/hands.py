"""Work in several processes, one for each core: a process of Python computes one thing at a time.

The processes are started afresh and know nothing of this one: not its database, nor its threads.
"""

from __future__ import annotations

import contextlib
import itertools
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from multiprocessing import resource_tracker
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future

Item = TypeVar("Item")
Answer = TypeVar("Answer")

MOST = 8
AHEAD = 3  # pieces that wait for each process: enough to keep it at work, and no more in memory

_jobs = 0


def use(jobs: int) -> int:
    """Use so many processes from now on; 0 means one for each core."""
    global _jobs
    _jobs = jobs
    return jobs


def hands() -> int:
    """How many processes work at the same time."""
    return _jobs or min(os.cpu_count() or 1, MOST)


def by_all_hands(
    work: Callable[[Item], Answer], items: Iterable[Item], few: int
) -> Iterator[Answer]:
    """`work` done on every item, in the order of the items; here, if there are but `few`.

    `work` and what it takes and gives must be known to another process: a function of a module.
    """
    waiting = iter(items)
    first = list(itertools.islice(waiting, few + 1))
    if len(first) <= few or hands() == 1:
        yield from map(work, itertools.chain(first, waiting))
        return
    # Most checks are too small to need other processes, and these take a while to import.
    from concurrent.futures import ProcessPoolExecutor

    started = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(hands(), mp_context=started, initializer=_follow)
    asked: deque[Future[Answer]] = deque()
    try:
        with unhearing():  # the first piece starts all processes
            asked.extend(pool.submit(work, item) for item in first)
        for item in waiting:
            while len(asked) >= hands() * AHEAD:
                yield asked.popleft().result()
            asked.append(pool.submit(work, item))
        while asked:
            yield asked.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


@contextlib.contextmanager
def unhearing() -> Iterator[None]:
    """What is started meanwhile hears no Ctrl-C: the first process says that it was stopped."""
    # Python starts a tracker of its own beside the first process, and hears again once that runs.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _follow() -> None:
    """End with the process that has started this one, however that ends, and not wait for ever."""

    def wait() -> None:
        if first := multiprocessing.parent_process():
            first.join()
            signal.raise_signal(signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()
