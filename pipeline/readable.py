"""A published file → the texts that people and programs read in it, line by line."""

from __future__ import annotations

import gzip
import html
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

BINARY = (b"PAR1", b"PK\x03\x04", b"%PDF", b"wOF", b"\0asm")
MARKUP = (".html", ".htm", ".xml", ".atom", ".rss", ".svg", ".xhtml")
INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|code|data|em|font|i|kbd|mark|rp|rt|ruby|s|small|span|strong|sub|sup|"
    r"text|time|tspan|u|wbr)\b[^>]*>",
    re.IGNORECASE,
)
TAG = re.compile(r"<!--|-->|<[/?!a-zA-Z][^>]*>")
BROKEN_TAG = re.compile(r"<[a-zA-Z/!][^<>\n]*\n[^<>]*>")
ATTRIBUTE = re.compile(r"""=\s*(?:"([^"]+)"|'([^']+)')""")
GZIP = b"\x1f\x8b"
LARGEST = 1 << 28


def texts_of(name: str, data: bytes) -> Iterator[tuple[int, str]]:
    """Line (0: not known) and text. A file that holds no text gives none.

    Spreadsheets and Parquet files are not opened: they are written from the rows that are judged
    as rows and again in their CSV and JSON form.
    """
    if data.startswith(GZIP):
        data = gzip.decompress(data)[:LARGEST]
        name = name + ".json" if data.lstrip()[:1] in (b"{", b"[") else name
    if data.startswith(BINARY) or (b"\0" in data[:4096] and not name.endswith(".json")):
        return
    text = data.decode("utf-8", "replace")
    kind = name.rpartition("/")[2].lower()
    if kind.endswith((".json", ".jsonld", ".webmanifest")):
        yield from _json(text)
    elif kind.endswith(MARKUP):
        yield from _markup(text)
    else:
        yield from enumerate(text.split("\n"), 1)


def _markup(text: str) -> Iterator[tuple[int, str]]:
    """What is shown, where tags inside a sentence part no words, and what attributes hold."""
    flat = BROKEN_TAG.sub(lambda m: m[0].replace("\n", " ") + "\n" * m[0].count("\n"), text)
    shown = TAG.sub("\t", INLINE.sub("", flat))
    for line, part in enumerate(shown.split("\n"), 1):
        for piece in part.split("\t"):
            if piece and not piece.isspace():
                yield line, html.unescape(piece)
    for value in dict.fromkeys(one or other for one, other in ATTRIBUTE.findall(text)):
        plain = html.unescape(value)
        yield 0, unquote(plain) if "%" in plain else plain


def _json(text: str) -> Iterator[tuple[int, str]]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        yield from enumerate(text.split("\n"), 1)
        return
    yield from ((0, found) for found in dict.fromkeys(_strings(content, "")))


def _strings(content: Any, key: str) -> Iterator[str]:
    """All strings and whole numbers, each after a key that is written in words of the rules."""
    if isinstance(content, dict):
        for name, value in content.items():
            yield str(name)
            yield from _strings(value, str(name))
    elif isinstance(content, list):
        for value in content:
            yield from _strings(value, key)
    elif isinstance(content, str) or (isinstance(content, int) and not isinstance(content, bool)):
        yield f"{key}: {content}" if key and not key.isascii() else str(content)
