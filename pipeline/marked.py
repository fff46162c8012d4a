"""Markdown → safe HTML: raw HTML is shown as text, links are http(s), no images."""

from __future__ import annotations

import re
from functools import cache, lru_cache

import markdown
import nh3
from markupsafe import Markup

TAGS = {
    "a", "blockquote", "br", "code", "dd", "dl", "dt", "em", "h2", "h3", "h4", "hr", "li", "ol",
    "p", "pre", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
# One line without any sign that means something to Markdown or to HTML is a paragraph as it is.
PLAIN = re.compile(r"[^\W0-9_][^\x00-\x1f\\`*_{}\[\]<>&|~#=!^:\x7f-\xa0\u2028\u2029\ufeff]*(?<! )")
# The rules that can find something only in a text with a certain sign in it. Each rule takes its
# time also where it finds nothing, and most texts have few signs or none.
NEEDED_FOR = {
    "`": ["fenced_code_block", "backtick"],
    "~": ["fenced_code_block"],
    "    ": ["code", "indent"],
    "\t": ["code", "indent", "linebreak"],
    "|": ["table"],
    "#": ["hashheader"],
    ">": ["quote"],
    "](": ["link"],
    "]:": ["reference", "short_reference"],
    "![": ["image_link", "image_reference", "short_image_ref"],
    "<": ["autolink"],
    "@": ["automail"],
    "&": ["entity"],
    "*": ["em_strong"],
    "_": ["em_strong"],
    "  \n": ["linebreak"],
    "\r": ["linebreak"],
    "\\": ["escape"],
    "{": ["attr_list"],
}  # fmt: skip


def to_html(text: str) -> Markup:
    """A text in Markdown as HTML that may stand on any page."""
    if PLAIN.fullmatch(text):
        return Markup(f"<p>{text}</p>")
    writer = _writer(frozenset(sign for sign in NEEDED_FOR if sign in text))
    return Markup(_cleaner().clean(writer.reset().convert(text)))


@lru_cache(maxsize=256)
def _writer(signs: frozenset[str]) -> markdown.Markdown:
    """A writer of texts that hold no other of the `signs` of NEEDED_FOR than these."""
    writer = _new_writer()
    needed = {rule for sign in signs for rule in NEEDED_FOR[sign]}
    idle = {rule for rules in NEEDED_FOR.values() for rule in rules} - needed
    for registry in (
        writer.preprocessors, writer.parser.blockprocessors, writer.inlinePatterns,
        writer.treeprocessors,
    ):  # fmt: skip
        for rule in idle:
            if rule in registry:
                registry.deregister(rule)
    return writer


def _new_writer() -> markdown.Markdown:
    writer = markdown.Markdown(
        extensions=["tables", "sane_lists", "attr_list", "fenced_code"], output_format="html"
    )
    writer.preprocessors.deregister("html_block")
    writer.inlinePatterns.deregister("html")
    return writer


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=TAGS,
        attributes={"a": {"href"}, "h2": {"id"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )
