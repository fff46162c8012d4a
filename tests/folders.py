"""What tests do to a folder: write a file, change a line, and tell whether anything has moved."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any


def write(path: Path, content: str | bytes) -> Path:
    """The file with exactly this content, in a folder made for it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def edit(path: Path, old: str, new: str) -> None:
    """The file with the one place that reads `old` reading `new`."""
    text = path.read_bytes().decode()
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_bytes(text.replace(old, new).encode())


def describe(project: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """The project with its description changed by a function."""
    path = project / "datasets" / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    change(descriptor)
    path.write_text(json.dumps(descriptor, ensure_ascii=False), "utf-8")


def digest(folder: Path) -> str:
    """One hash over every path in a folder and every byte in its files."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest() if path.is_file() else b"folder")
    return total.hexdigest()


def listed(site: Path) -> dict[str, str]:
    """The manifest of a site: path → hash."""
    lines = (site / "MANIFEST.sha256").read_text("utf-8").splitlines()
    return {name: found for found, name in (line.split("  ", 1) for line in lines)}


def hashes(site: Path) -> dict[str, str]:
    """What a true manifest of the site would say."""
    return {
        path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(site.rglob("*"))
        if path.is_file() and path.name != "MANIFEST.sha256"
    }
