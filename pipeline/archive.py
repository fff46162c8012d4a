"""The CSV files of a publication, its SQL and its description → one zip archive, with a README."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path
from typing import Any

IN_ZIP = ("*.csv", "sql/*.sql", "datapackage.json")
AT_ONCE = 1 << 20  # bytes
FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # of a zip archive: which day a file was written is nobody's need


def files_for(folder: Path) -> list[Path]:
    """What the archive of a `folder` is made of."""
    return sorted(path for pattern in IN_ZIP for path in folder.glob(pattern))


def write_archive(folder: Path, package: dict[str, Any], target: Path) -> None:
    """Put what lies in `folder` into `target`; the same files give the same bytes."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_entry("README.md"), _readme(package).encode())
        for path in files_for(folder):
            entry = _entry(path.relative_to(folder).as_posix())
            entry.file_size = path.stat().st_size
            with path.open("rb") as file, archive.open(entry, "w") as to:
                shutil.copyfileobj(file, to, AT_ONCE)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, FIRST_DAY)
    entry.create_system, entry.external_attr = 3, 0o644 << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _readme(package: dict[str, Any]) -> str:
    """What the description says of the whole, in each language after the other."""
    texts = [package["demo"][key] for key in package.get("demo", {})]
    endings = sorted({key[len("title") :] for key in package if key.startswith("title")})
    for ending in endings:
        texts.append(f"# {package[f'title{ending}']}")
        texts.append(package.get(f"description{ending}", ""))
        texts += [f"- {text}" for text in package.get(f"conditions{ending}", [])]
    for licence in package.get("licenses", []):
        texts += [licence[key] for key in sorted(licence) if key != "name"]
    texts += [package["as_of"], package.get("homepage", "")]
    return "\n\n".join(filter(None, texts)) + "\n"
