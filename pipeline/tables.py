"""The published tables, as their CSV files have them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.descriptor import listed
from pipeline.problem import misconfigured

FOLDER = "data"
DESCRIBED = f"{FOLDER}/datapackage.json"
SHORT = 12  # texts of fewer characters, such as dates and codes, stand in many rows: each once

Row = list[str]


@dataclass(frozen=True)
class Table:
    """A published table as its CSV file has it."""

    name: str
    columns: list[str]
    key: list[str]
    path: Path
    floor: str

    @property
    def file(self) -> str:
        return f"{FOLDER}/{self.name}.csv"

    def rows(self) -> Iterator[Row]:
        """The cells of its rows, one after the other: the table may be larger than the memory.

        Raises Refused (configuration) where the file breaks off.
        """
        rows = _csv(self.path)
        next(rows)
        return rows

    def keyed(self) -> dict[str, Row]:
        """Row by key, the parts of which are joined by hyphens as on the pages."""
        at = [self.columns.index(part) for part in self.key]
        once: dict[str, str] = {}
        return {
            "-".join(row[i] for i in at): [
                once.setdefault(text, text) if len(text) < SHORT else text for text in row
            ]
            for row in self.rows()
        }


def read_tables(site: Path) -> list[Table]:
    """Every published table. Raises Refused (configuration) where there is no publication."""
    try:
        described = json.loads((site / DESCRIBED).read_bytes())
        return [_read(site, resource) for resource in described["resources"]]
    except FileNotFoundError as error:
        raise misconfigured(str(site), "usage-no-site", found=Path(error.filename).name) from None
    except (ValueError, KeyError, TypeError, StopIteration) as error:
        raise misconfigured(str(site), "usage-unreadable-site", found=error) from None


def _read(site: Path, resource: dict[str, Any]) -> Table:
    path = site / FOLDER / resource["path"]
    key = listed(resource["schema"].get("primaryKey", []))
    return Table(resource["name"], next(_csv(path)), key, path, resource.get("floor", ""))


def _csv(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        try:
            yield from csv.reader(file)
        except (ValueError, csv.Error) as error:
            raise misconfigured(str(path), "usage-unreadable-site", found=error) from None
