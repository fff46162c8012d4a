"""Markdown → safe HTML: raw HTML is shown as text, links are http(s), no images."""

from __future__ import annotations

import re
from functools import cache

import markdown
import nh3
from markupsafe import Markup

TAGS = {
    "a", "blockquote", "br", "code", "dd", "dl", "dt", "em", "h2", "h3", "h4", "hr", "li", "ol",
    "p", "pre", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
# One line without any sign that means something to Markdown or to HTML is a paragraph as it is.
PLAIN = re.compile(r"[^\W0-9_][^\x00-\x1f\\`*_{}\[\]<>&|~#=!^:\x7f-\xa0\u2028\u2029\ufeff]*(?<! )")


def to_html(text: str) -> Markup:
    """A text in Markdown as HTML that may stand on any page."""
    if PLAIN.fullmatch(text):
        return Markup(f"<p>{text}</p>")
    return Markup(_cleaner().clean(_writer().reset().convert(text)))


@cache
def _writer() -> markdown.Markdown:
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
