"""The bytes of a file, as whatever program has saved it → its text with plain line ends."""

from __future__ import annotations

import csv
import re

from pipeline.delimited import MARKS
from pipeline.problem import DATA, Problem, Refused
from pipeline.project import Resource
from pipeline.screen import SPACES, read_records

MARK = "\ufeff"
SURE = 4  # so many wide characters on a line are UTF-8 by chance once in millions of lines


def decode(resource: Resource, data: bytes) -> tuple[str, list[Problem]]:
    """The text, and what had to be changed: encoding, mark, line ends and the end of the last.

    Raises Refused (data) where the encoding or a line end is in doubt, or there is no text.
    """
    text, of_bytes = _text(resource, data)
    text, of_lines = _with_line_feeds(resource.file, text)
    return text, of_bytes + of_lines


def _text(resource: Resource, data: bytes) -> tuple[str, list[Problem]]:
    """The text without a mark at its beginning: a mark decides the encoding; else UTF-8."""
    encoding = next((name for mark, name in MARKS.items() if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8" or not _is_gb18030(resource, data):
            line = data.count(b"\n", 0, error.start) + 1
            found = {"found": f"0x{error.object[error.start]:02X}"}
            raise Refused([Problem(resource.file, "form-encoding", found, line)], DATA) from None
        encoding, text = "gb18030", data.decode("gb18030")
    changes = []
    if not encoding.startswith("utf-8"):
        changes.append(Problem(resource.file, "tidy-encoding", {"found": encoding.upper()}))
    if encoding == "utf-8-sig" or text.startswith(MARK):
        changes.append(Problem(resource.file, "tidy-bom", {}, 1))
    return text.removeprefix(MARK), changes


def _is_gb18030(resource: Resource, data: bytes) -> bool:
    """Whether bytes that are not UTF-8 are surely GB 18030.

    All of them must fit, the headings must be those described, and no line may be UTF-8: GB 18030
    gives many a UTF-8 text some meaning, and it would be lost in a file with lines of both.
    """
    try:
        text = data.decode("gb18030").removeprefix(MARK).lstrip(f"\r\n{SPACES}")
        header = read_records(re.split(r"[\r\n]", text)[0])[0]
    except (UnicodeDecodeError, csv.Error):
        return False
    names = [[f["name"] for f in resource.fields]]
    is_described = [[cell.strip(SPACES) for cell in cells] for cells in header] == names
    return is_described and not any(_is_utf8(line) for line in data.splitlines())


def _is_utf8(line: bytes) -> bool:
    try:
        return sum(c > "\u07ff" for c in line.decode("utf-8")) >= SURE
    except UnicodeDecodeError:
        return False


def _with_line_feeds(file: str, text: str) -> tuple[str, list[Problem]]:
    """The text with LF at the end of each line; a lone CR ends lines only where there is no LF."""
    if not text:
        raise Refused([Problem(file, "form-empty")], DATA)
    ends = r"\r+\n" if "\n" in text else r"\r"
    plain, number = re.subn(ends, "\n", text)
    if "\r" in plain:
        line = plain.count("\n", 0, plain.index("\r")) + 1
        raise Refused([Problem(file, "form-character", {"found": "U+000D"}, line)], DATA)
    changes = []
    if number:
        line = text.count("\n", 0, text.index("\r")) + 1
        changes.append(Problem(file, "tidy-line-ends", {"lines": number}, line))
    if not plain.endswith("\n"):
        plain += "\n"
        changes.append(Problem(file, "tidy-last-line", {}, plain.count("\n")))
    return plain, changes
