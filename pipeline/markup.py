"""HTML, XML and SVG → the texts in it: what is shown, and what attributes, comments, scripts hold.

Tags inside a sentence part no words, so a number is found whichever way it is divided. No pattern
here looks further than to the next tag, so that no file can make the search slow.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Set
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from pipeline.persons import names_people
from pipeline.scripted import texts_of_code, texts_of_json
from pipeline.tags import APART, TAG, flat_of_any, flat_of_simple

NAMES = ".html", ".htm", ".xhtml", ".xml", ".xsl", ".atom", ".rss", ".svg", ".rdf", ".kml", ".opml"
UNSIMPLE = re.compile(r"<!(?:--|\[)")
BROKEN_TAG = re.compile(r"<[a-zA-Z/!][^<>\n]*\n[^<>]*>")
COMMENT, END_OF_COMMENT = re.compile("<!--"), re.compile("-->")
CDATA, END_OF_CDATA = re.compile(r"<!\[CDATA\["), re.compile(r"\]\]>")
CODE = re.compile(r"<(?:script|style)\b[^<>]*>", re.IGNORECASE)
END_OF_CODE = re.compile(r"</(?:script|style)\b", re.IGNORECASE)
ATTRIBUTE = re.compile(r"""=\s*("[^"]+"|'[^']+'|[^\s"'<>=`]+)""")
HEADED = re.compile(r"<(table|tr|th|td|dt|dd)\b[^<>]*>", re.IGNORECASE)
NESTED = re.compile(r"<[a-zA-Z/!]|&#?\w+;")
DEEPEST = 3
LONGEST_HEADING = 20  # characters that announce a person

Inside = tuple[int, str]  # the lines above a part that is cut out, and the part


class Parts(NamedTuple):
    """What a text of markup is made of."""

    text: str  # all of it, each tag on one line
    rest: str  # without comments and code
    flat: str  # without tags, APART for those that part texts
    codes: list[Inside]
    comments: list[Inside]


class Text(NamedTuple):
    """A text, its line (0: not known), and the piece of markup that says it wherever it stands."""

    line: int
    said: str
    piece: str = ""


def texts_of_markup(
    text: str, is_html: bool, known: Set[str] = frozenset(), depth: int = 0
) -> Iterator[Text]:
    """Every text that no `known` piece says, the shown ones by the line on which they begin."""
    text = text.replace(APART, " ")
    parts = (_simple(text) if is_html else None) or _whole(text, is_html)
    for above, inside in parts.codes:
        if (piece := APART + "<" + inside) not in known:
            yield from (Text(line, said, piece) for line, said in texts_of_code(inside, above))
    if depth < DEEPEST:
        for above, inside in parts.comments:
            for line, said, _ in texts_of_markup(inside, is_html, depth=depth + 1):
                yield Text(above + line if line else 0, said)
    pieces = parts.flat.split(APART)
    for line, piece in _new(pieces, known):
        yield from _read(line, piece, piece, depth)
    for value in dict.fromkeys(ATTRIBUTE.findall(parts.text)):
        if (piece := APART + value) not in known:
            yield from _read(0, value[1:-1] if value[0] in "\"'" else value, piece, depth)
    if any(map(_may_announce, {*pieces})):
        yield from (Text(0, said) for said in _headed(parts.rest))


def _simple(text: str) -> Parts | None:
    """The parts of a page whose tags all end on their line, at the next `>`; nothing of another."""
    if not UNSIMPLE.search(text):
        rest, codes = _cut(text, CODE, END_OF_CODE, lambda inside: APART)
        if (flat := flat_of_simple(rest)) is not None:
            return Parts(text, rest, flat, codes, [])
    return None


def _whole(text: str, is_html: bool) -> Parts:
    """The same of any text."""
    text = BROKEN_TAG.sub(_on_one_line, text)
    rest, comments = _cut(text, COMMENT, END_OF_COMMENT, lambda inside: "")
    rest, codes = _cut(rest, CODE, END_OF_CODE, lambda inside: APART)
    rest, _ = _cut(rest, CDATA, END_OF_CDATA, lambda inside: html.escape(inside, quote=False))
    return Parts(text, rest, flat_of_any(rest, is_html), codes, comments)


def _cut(
    text: str, opening: re.Pattern[str], closing: re.Pattern[str], kept: Callable[[str], str]
) -> tuple[str, list[Inside]]:
    """The text with only `kept` and the line ends of each inside part; and those, lines above."""
    outside, *parts = opening.split(text)
    lines, rest, insides = outside.count("\n"), [outside], []
    for part in parts:
        end = closing.search(part)
        inside, after = (part[: end.start()], part[end.end() :]) if end else (part, "")
        insides.append((lines, inside))
        instead = kept(inside)
        rest += [instead, "\n" * (inside.count("\n") - instead.count("\n")), after]
        lines += part.count("\n")
    return "".join(rest), insides


def _new(pieces: list[str], known: Set[str]) -> Iterator[tuple[int, str]]:
    """Those pieces of a text that are not `known`, and the line on which each begins."""
    new, line = {piece for piece in {*pieces} - known if piece and not piece.isspace()}, 1
    for piece in pieces if new else ():
        if piece in new:
            yield line, piece
        if "\n" in piece:
            line += piece.count("\n")


def _read(line: int, written: str, piece: str, depth: int) -> Iterator[Text]:
    """A text as it reads, and what it is once more if it is itself markup, data or an address."""
    bare = written.strip()
    at = line + written.count("\n", 0, written.index(bare[0])) if line else 0
    said = html.unescape(bare.replace("\n", " "))
    yield Text(at, said, piece)
    if "%" in said:
        yield Text(at, unquote(said), piece)
    if said[:1] in ("{", "["):
        yield from (Text(0, inner, piece) for _, inner in texts_of_json(said))
    if depth < DEEPEST and NESTED.search(said):
        for _, inner, _ in texts_of_markup(said, True, depth=depth + 1):
            yield Text(at, inner, piece)


def _headed(text: str) -> Iterator[str]:
    """`联系人: …` for what stands beside or below a heading that announces a person."""
    parts = HEADED.split(text)
    beside, column, below = "", 0, dict[int, str]()
    for kind, inside in zip(parts[1::2], parts[2::2], strict=True):
        if kind.lower() == "table":
            below = {}
        elif kind.lower() == "tr":
            column, beside = 0, ""
        elif kind.lower() in ("th", "dt"):
            beside = _announced(inside)
            below |= {column: beside} if kind.lower() == "th" else {}
            column += 1
        elif title := beside or below.get(column, ""):
            yield f"{title}: {' '.join(html.unescape(TAG.sub('', inside)).split())}"
            beside, column = "", column + 1
        else:
            column += 1


@lru_cache(maxsize=1 << 14)
def _may_announce(piece: str) -> bool:
    """Whether a piece may be a heading that announces a person."""
    bare = "".join(piece.split())
    return (len(bare) <= LONGEST_HEADING or "&" in bare) and names_people(html.unescape(bare))


@lru_cache(maxsize=1 << 12)
def _announced(heading: str) -> str:
    """A heading that announces a person, or nothing."""
    title = " ".join(html.unescape(TAG.sub("", heading)).split())
    return title if names_people(title) else ""


def _on_one_line(match: re.Match[str]) -> str:
    return match[0].replace("\n", " ") + "\n" * match[0].count("\n")
