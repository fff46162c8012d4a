"""What the text of one cell must not be: a formula to another program, or a word for nothing.

A spreadsheet runs text that begins with one of these signs when it opens a CSV file (CWE-1236, ASVS
1.2.10). The usual advice is to put a quotation mark before it; that would change what the record
says, so such text is refused where it comes in, and the bytes of a CSV file are never altered.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

from pipeline.sheet import plain

SIGNS = r"=+@＝＋＠﹦﹢﹫－﹣\t\r\-"
NUMBER = r"[-+]?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?"
FORMULA = re.compile(rf"\s*[{SIGNS}]")
# A cell that is a number, or nothing but dashes, does nothing.
HARMLESS = re.compile(r"[-－﹣]+")
NUMBERS = re.compile(NUMBER)
LIKELY = re.compile(rf'(?:^|,)"?(?!(?:{NUMBER}|-+)"?(?:,|$))[^\S\n]*[{SIGNS}]', re.MULTILINE)
# Letters of Greek and Cyrillic that look like Latin ones, and what a word of the three is made of.
ALIKE = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοАВЕЅІЈКМНОРСТУХаеорсухѕіј"
WORD = re.compile("[A-Za-z0-9\u0370-\u052f]+")
LOOKS_LATIN = re.compile(f"[{ALIKE}]")
# In texts that are joined by \0: without this sign none of them is a formula or disguised.
SUSPECT = re.compile(rf"\0\s*[{SIGNS}]|[{ALIKE}]")
# As `plain` writes them.
NOTHING = {
    "", "无", "暂无", "空", "—", "——", "-", "--", "–", "/", "\\", "n/a", "#n/a", "null", "none",
    "nil", "nan",
}  # fmt: skip
LONGEST_NOTHING = 8  # characters, spaces between them included
NO_TEXT = {"integer", "number", "boolean", "date", "datetime", "time", "year", "yearmonth"}
TITLE = re.compile("title(_[a-z]+)?")


def suspects(texts: list[str]) -> list[str]:
    """Those among which are all that one of the rules below can mean; found at once, not singly."""
    if SUSPECT.search("\0" + "\0".join(texts)):
        return texts
    return [text for text in texts if len(text) <= LONGEST_NOTHING]


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would run a text rather than show it; a lone dash it shows."""
    return FORMULA.match(text) is not None and not HARMLESS.fullmatch(text)


def is_nothing(text: str) -> bool:
    """Whether a text is only a word or a sign for the lack of one."""
    return len(text) <= LONGEST_NOTHING and plain(text) in NOTHING


def is_disguised(text: str) -> bool:
    """Whether a word looks Latin and is not, so that a search for it finds nothing."""
    if not LOOKS_LATIN.search(text):
        return False
    foreign = ([c for c in word if not c.isascii()] for word in WORD.findall(text))
    return any(letters and all(c in ALIKE for c in letters) for letters in foreign)


def holds_text(field: dict[str, Any]) -> bool:
    """Whether the cells of a field are text to a spreadsheet too."""
    return field.get("type", "any") not in NO_TEXT


def is_prose(field: dict[str, Any]) -> bool:
    """Whether a field is free to hold any words: no code, no title of one, no fixed form."""
    ruled = {"enum", "pattern"} & set(field.get("constraints", {})) or "categories" in field
    return holds_text(field) and not ruled and not TITLE.fullmatch(field["name"])


def formulas_of(text: str) -> Iterator[tuple[int, str]]:
    """Line and text of every cell of a CSV file that a spreadsheet would run."""
    if not LIKELY.search(text):
        return
    reader = csv.reader(io.StringIO(text, newline=""))
    line = 1
    for cells in reader:
        yield from ((line, c) for c in cells if is_formula(c) and not NUMBERS.fullmatch(c))
        line = reader.line_num + 1
