"""Tags of markup → the same text without them, parted where a tag parts two texts."""

from __future__ import annotations

import re
from functools import lru_cache

REST = r"""[^<>"']*+(?:"[^"<]*+"[^<>"']*+|'[^'<]*+'[^<>"']*+)*+>"""
SIMPLE_TAG = re.compile(rf"</?[a-zA-Z?!]{REST}")
TAG = re.compile(rf"{SIMPLE_TAG.pattern}|<[/?!a-zA-Z][^<>]*>")
# Tags of HTML that part two texts on a page; any other stands inside one.
BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "button", "caption", "center", "col",
    "dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure",
    "footer", "form", "frame", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup",
    "hr", "html", "iframe", "input", "label", "legend", "li", "link", "main", "map", "menu",
    "meta", "nav", "noscript", "ol", "optgroup", "option", "output", "p", "pre", "section",
    "select", "summary", "svg", "table", "tbody", "td", "text", "textarea", "tfoot", "th",
    "thead", "title", "tr", "ul",
}  # fmt: skip
ANY_TAG = re.compile(f"({TAG.pattern})")
NAMED_TAG = re.compile(rf"</?([a-zA-Z][a-zA-Z0-9]*)\b{REST}")
# What parts none in XML, where the name of any other tag may mean anything.
INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|br|code|data|em|font|i|kbd|mark|rp|rt|ruby|s|small|span|strong|sub|"
    rf"sup|time|tspan|u|wbr)\b{REST}",
    re.IGNORECASE,
)
BREAK = re.compile(r"<br\b[^<>]*>", re.IGNORECASE)
APART = "\x00"


def flat_of_any(text: str, is_html: bool) -> str:
    """A text without its tags, those that part texts being APART."""
    if is_html:
        parts = ANY_TAG.split(BREAK.sub(" ", text))
        parts[1::2] = map(_between, parts[1::2])
        return "".join(parts)
    return TAG.sub(APART, INLINE.sub("", text))


def flat_of_simple(text: str) -> str | None:
    """The same of HTML, many times faster, or nothing where a tag is not simple."""
    first, *parts = text.split("<")
    if len(KNOWN_PARTS) > MOST_PARTS:
        KNOWN_PARTS.clear()
    try:
        return first + "".join(map(KNOWN_PARTS.__getitem__, parts))
    except ValueError:
        return None


class KnownParts(dict[str, str]):
    """From one `<` to the next → the same without the tag: most of a page is on every page."""

    def __missing__(self, part: str) -> str:
        """Raises ValueError for a tag of several lines, or in which a quotation mark is open."""
        inside, closed, after = part.partition(">")
        tag = f"<{inside}>"
        if not closed or "\n" in tag or not SIMPLE_TAG.fullmatch(tag):
            raise ValueError
        read = (" " if BREAK.fullmatch(tag) else _between(tag)) + after
        if len(part) < LONG_PART:
            self[part] = read
        return read


KNOWN_PARTS, MOST_PARTS, LONG_PART = KnownParts(), 1 << 16, 1000


@lru_cache(maxsize=1 << 14)
def _between(tag: str) -> str:
    """What stands for a tag between two texts."""
    named = NAMED_TAG.fullmatch(tag)
    return APART if named and named[1].lower() in BLOCKS else ""
