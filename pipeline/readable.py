"""A published file → the texts that people and programs read in it, line by line."""

from __future__ import annotations

import codecs
import csv
import io
import re
import zlib
from collections.abc import Iterator, Set

from pipeline.markup import NAMES as MARKUP
from pipeline.markup import Text as Text
from pipeline.markup import texts_of_markup
from pipeline.persons import names_people
from pipeline.scripted import texts_of_code, texts_of_json, unescaped

Said = tuple[int, str]  # line (0: not known) and text

JSON = ".json", ".jsonl", ".ndjson", ".jsonld", ".webmanifest", ".geojson", ".topojson", ".map"
CODE = ".js", ".mjs", ".cjs", ".css"
FOLDED = ".ics", ".vcf"
LINES = ".csv", ".tsv", ".txt", ".md", ".sql", ".toml", ".yaml", ".yml", ".po", ".ttl", ".sha256"
WORDS = (*MARKUP, *JSON, *CODE, *FOLDED, *LINES)
BINARY = (
    b"PAR1", b"PK\x03\x04", b"%PDF", b"wOF", b"\0asm", b"SQLite format 3", b"\xd0\xcf\x11\xe0",
)  # fmt: skip
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
GZIP = b"\x1f\x8b"
LARGEST = 1 << 28


def texts_of(name: str, data: bytes, known: Set[str] = frozenset()) -> Iterator[Text]:
    """The texts of a file, but for those of the pieces of markup that are `known`.

    Spreadsheets and Parquet files are not opened: they are written from the rows that are judged
    as rows and again in their CSV form.
    """
    if data.startswith(GZIP):
        name, data = name.lower().removesuffix(".gz"), unpacked(data)
    kind = name.rpartition("/")[2].lower()
    if not is_text(kind, data):
        return
    text, first = _decoded(data), data.lstrip()[:1]
    is_named = kind.endswith(WORDS)
    if kind.endswith(MARKUP) or kind.endswith(".svgz") or (first == b"<" and not is_named):
        is_html = kind.endswith((".html", ".htm", ".xhtml"))
        yield from texts_of_markup(text, is_html, known)
    else:
        is_json = kind.endswith(JSON) or (first in (b"{", b"[") and not is_named)
        yield from (Text(line, said) for line, said in _said(text, kind, is_json))


def _said(text: str, kind: str, is_json: bool) -> Iterator[Said]:
    if is_json:
        return texts_of_json(text)
    if kind.endswith(CODE):
        return texts_of_code(text)
    if kind.endswith(".csv"):
        return _of_rows(text)
    if kind.endswith(FOLDED):
        return _unfolded(text)
    return _of_lines(text)


def is_text(kind: str, data: bytes) -> bool:
    """Whether a file of that name holds text: so its name says, or no byte says otherwise."""
    if data.startswith(BINARY):
        return False
    return kind.endswith(WORDS) or _mark(data) != "" or b"\0" not in data[:4096]


def unpacked(data: bytes) -> bytes:
    """The content of a gzip file, as far as it can be read and is not too much."""
    reader = zlib.decompressobj(wbits=31)
    try:
        return reader.decompress(data, LARGEST)
    except zlib.error:
        return b""


def _mark(data: bytes) -> str:
    return next((encoding for mark, encoding in MARKS if data.startswith(mark)), "")


def _decoded(data: bytes) -> str:
    """UTF-8 unless a mark says otherwise; what is not that is most likely GB 18030."""
    encoding = _mark(data)
    try:
        return data.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        return data.decode(encoding or "gb18030", "replace")


def _of_lines(text: str) -> Iterator[Said]:
    for line, part in enumerate(text.split("\n"), 1):
        yield line, part
        if "\\" in part:
            yield line, unescaped(part)


def _of_rows(text: str) -> Iterator[Said]:
    """Each cell once, with the line of its record; and after a heading that announces a person."""
    reader = csv.reader(io.StringIO(text, newline=""))
    announcing: list[str] = []
    seen: set[str] = set()
    line = 1
    try:
        for cells in reader:
            if line == 1:
                announcing = [f"{title}: " if names_people(title) else "" for title in cells]
            texts = cells
            if any(announcing):
                pairs = zip(announcing, cells, strict=False)
                texts = [*cells, *(title + cell for title, cell in pairs if title)]
            for found in texts:
                if found not in seen:
                    seen.add(found)
                    yield line, found
            line = reader.line_num + 1
    except csv.Error:
        yield from _of_lines(text)


def _unfolded(text: str) -> Iterator[Said]:
    """Lines of a calendar or a card: one that begins with a space goes on the one before it."""
    line = 1
    for part in re.split(r"\r?\n(?![ \t])", text):
        said = re.sub(r"\r?\n[ \t]", "", part)
        yield line, re.sub(r"\\([,;\\])", r"\1", said.replace("\\n", "\n"))
        line += part.count("\n") + 1
