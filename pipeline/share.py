"""A share of the pages: as many machines as there are shares make one each, side by side."""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple

WRITTEN = re.compile(r"([1-9][0-9]{0,3})/([1-9][0-9]{0,3})", re.ASCII)


class Share(NamedTuple):
    """The `number`-th of `of` shares; of one share alone, every page."""

    number: int = 1
    of: int = 1

    @property
    def is_all(self) -> bool:
        return self.of == 1

    def holds(self, url: str) -> bool:
        """Whether a page is in this share: its address says so, and nothing else does."""
        drawn = hashlib.sha256(url.encode()).digest()
        return int.from_bytes(drawn[:8]) % self.of == self.number - 1

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"


ALL = Share()


def read_share(written: str) -> Share:
    """`2/4` is the second of four; raises ValueError for what is no share."""
    match = WRITTEN.fullmatch(written)
    share = Share(int(match[1]), int(match[2])) if match else None
    if share is None or share.number > share.of:
        raise ValueError(written)
    return share
