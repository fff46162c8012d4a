"""A JSON file → what it holds, or why it cannot be read and where."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pipeline.problem import CONFIGURATION, Problem, Refused, misconfigured

LARGEST = 1_000_000


def parse(path: Path, file: str) -> Any:
    """The content of a JSON file that messages call `file`.

    Raises Refused (configuration) for one that is missing, too large, not UTF-8 or not JSON, and
    for a key that stands twice in one object.
    """
    if not path.is_file():
        raise misconfigured(file, "descriptor-missing")
    if path.stat().st_size > LARGEST:
        raise misconfigured(file, "descriptor-too-large", bytes=path.stat().st_size)
    try:
        return json.loads(path.read_bytes(), object_pairs_hook=_no_duplicate_keys)
    except json.JSONDecodeError as error:
        at = error.lineno, error.colno
        found = Problem(file, "descriptor-not-json", {"found": error.msg}, *at)
        raise Refused([found], CONFIGURATION) from None
    except UnicodeDecodeError as error:
        byte = f"0x{error.object[error.start]:02X}"
        raise misconfigured(file, "descriptor-encoding", found=byte) from None
    except RecursionError:
        raise misconfigured(file, "descriptor-too-deep") from None
    except _WrittenTwice as error:
        raise misconfigured(file, "descriptor-key-twice", found=error) from None


class _WrittenTwice(Exception):  # noqa: N818 (it is an answer, not an error of ours)
    """A key that stands twice in one object."""


def _no_duplicate_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise _WrittenTwice(next(n for n in names if names.count(n) > 1))
    return found
