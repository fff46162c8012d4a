"""Work in several processes, one for each core: a process of Python computes one thing at a time.

The processes are started afresh and know nothing of this one: not its database, nor its threads.
"""

from __future__ import annotations

import itertools
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
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
    first = list(itertools.islice(waiting, few))
    more = list(itertools.islice(waiting, 1))
    if not more or hands() == 1:
        yield from map(work, itertools.chain(first, more, waiting))
        return
    # Most checks are too small to need other processes, and these take a while to import.
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    started = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(hands(), mp_context=started) as pool:
        asked: deque[Future[Answer]] = deque()
        for item in itertools.chain(first, more, waiting):
            asked.append(pool.submit(work, item))
            if len(asked) >= hands() * AHEAD:
                yield asked.popleft().result()
        while asked:
            yield asked.popleft().result()
