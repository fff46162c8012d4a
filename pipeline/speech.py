"""Texts with {places} → what is said in a language: values quoted, lists told, numbers counted.

A place is filled plainly, `{field}`, or in one of these ways: `{cell:q}` puts the value in the
quotation marks of the language and says so if it is empty; `{found:p}` gives the words of
another program, in Chinese where we know them; `{rows:,}` parts thousands; `{files:+file}` counts
in English ("1 file", "2 files"). A tuple is told as a list.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

LONGEST_VALUE = 120
LONGEST_LIST = 240
QUOTES = {"zh": "“{}”", "en": '"{}"'}
COMMA = {"zh": "、", "en": ", "}

Texts = Mapping[str, str]  # a text in each language


def sentence(kind: str, language: str, **values: object) -> str:
    """The text of a kind in messages.toml, filled in."""
    return fill(_messages()[kind], language, values)


def fill(texts: Texts, language: str, values: Mapping[str, object]) -> str:
    """A text in a language (in its first where it has no other) with its places filled."""
    if not texts:
        return ""
    text = texts.get(language) or next(iter(texts.values()))
    return text.format(**{name: _Value(value, language) for name, value in values.items()})


def texts_of(kind: str) -> Mapping[str, Texts]:
    """`name`, `says` and `mend` of a kind; what is only a note has no more than `says`."""
    return _problems().get(kind) or {"says": _messages()[kind]}


def joined(*sentences: str) -> str:
    """Sentences one after the other, with a space between them unless the first is Chinese."""
    text = ""
    for part in filter(None, sentences):
        text += (" " if text and text[-1] < "\u3000" else "") + part
    return text


def shorten(value: object) -> str:
    """A value as it may stand in a message: printable, no personal data, not longer than a line."""
    from pipeline.privacy import redact  # its patterns take longer to compile than a small check

    text = plain(redact(str(value)[: 10 * LONGEST_VALUE]))
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def plain(value: object) -> str:
    """A value on one line, with nothing in it that a terminal could take for a command."""
    text = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in str(value))
    # A line that begins so, or holds the second, is a command to the reader of a workflow's log.
    return re.sub(r"^(\s*):(?=:)", r"\1\\u003a", text).replace("##[", "#\\u0023[")


@dataclass(frozen=True)
class _Value:
    """A value that a text has a place for."""

    value: object
    language: str

    def __format__(self, how: str) -> str:
        if how == "," or how.startswith("+"):
            number = (
                int(float(self.value)) if isinstance(self.value, float) else int(str(self.value))
            )
            return f"{number:,}" + (f" {how[1:]}{'s' * (number != 1)}" if how[1:] else "")
        items = self.value if isinstance(self.value, (tuple, list)) else [self.value]
        told: list[str] = []
        comma = COMMA.get(self.language, ", ")
        for item in items:
            if told and len(comma.join(told)) > LONGEST_LIST:
                return comma.join(told) + sentence("list-more", self.language, count=len(items))
            told.append(self._told(item, how))
        return comma.join(told)

    def _told(self, item: object, how: str) -> str:
        if how == "p":
            said = str(item).rstrip(".! ")
            return _phrases().get(said, {}).get(self.language) or shorten(said)
        if how and (item is None or str(item) == ""):
            return sentence("value-empty", self.language)
        text = shorten("" if item is None else item)
        return QUOTES.get(self.language, QUOTES["en"]).format(text) if how else text


@cache
def _messages() -> dict[str, dict[str, str]]:
    return _read("messages")


@cache
def _problems() -> dict[str, dict[str, dict[str, str]]]:
    return _read("problems")


@cache
def _phrases() -> dict[str, dict[str, str]]:
    """What other programs say, and how we say it."""
    return {text["en"]: text for text in _read("phrases").values()}


def _read(name: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text("utf-8"))
