"""The checksums of files: taken, written down as `sha256sum` does, and read again."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

PIECE = 1 << 16  # bytes; most files have fewer


def sum_of(path: Path | str) -> str:
    """The SHA-256 of a file. The system is asked directly: a site has very many small files."""
    digest = hashlib.sha256()
    file = os.open(path, os.O_RDONLY)
    try:
        while data := os.read(file, PIECE):
            digest.update(data)
    finally:
        os.close(file)
    return digest.hexdigest()


def read_sums(path: Path) -> dict[str, str]:
    """Name → SHA-256, as a file tells it."""
    lines = (line.partition("  ") for line in path.read_text("utf-8").splitlines())
    return {name: found for found, _, name in lines}


def put_sums(sums: Mapping[str, str], path: Path) -> None:
    """Write such a file; `sha256sum --check` in its folder proves it."""
    lines = [f"{found}  {name}\n" for name, found in sorted(sums.items())]
    path.write_text("".join(lines), "utf-8", newline="\n")
