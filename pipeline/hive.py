"""How a partition is named and laid out, as Hive does: a folder `key=value` for each level."""

from __future__ import annotations

import re

FILE = "rows.parquet"
LEVEL = re.compile(r"[a-z][a-z0-9_]*=[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def is_partition(name: str) -> bool:
    """Whether this is one, such as `province=31/year=2026`; it then leads out of no folder."""
    return all(LEVEL.fullmatch(level) for level in name.split("/"))
