"""A file of JSON objects → these, one after another: only some are in memory at a time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

PIECE = 1 << 20  # characters
DECODER = json.JSONDecoder(parse_float=str, parse_int=str)
BEFORE_FIRST, BEFORE_NEXT = re.compile(r"\s*\[\s*"), re.compile(r"\s*,\s*")
END_OF_NONE, END = re.compile(r"\s*\[\s*\]\s*"), re.compile(r"\s*\]\s*")


def records_of(path: Path) -> Iterator[Any]:
    """The entries of an array, or of a file with an object a line; numbers are texts as written.

    Raises ValueError where it is neither.
    """
    with path.open(encoding="utf-8", newline="\n") as file:
        yield from map(DECODER.decode, file) if path.suffix == ".ndjson" else _entries(file)


def _entries(file: TextIO) -> Iterator[Any]:
    text, before, end = "", BEFORE_FIRST, END_OF_NONE
    while piece := file.read(PIECE):
        text, at = text + piece, 0
        while sign := before.match(text, at):
            try:
                entry, at = DECODER.raw_decode(text, sign.end())
            except ValueError:  # the other end of it may be in the next piece
                break
            yield entry
            before, end = BEFORE_NEXT, END
        text = text[at:]
    if not end.fullmatch(text):
        raise ValueError("not a JSON array of objects")
