"""Markdown on pages: rules are left out where their sign is absent, and nothing else changes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import marked

PIECES = [
    *'字a1*-+_.:=!()" `~|#><[]&\\{}\t\n', "    ", "  \n", "\n\n", "```\n", "1. ", "- ", "> ", "# ",
    "**b**", "[a](http://b.c)", "[a]: http://b.c\n", "| a | b |\n|---|---|\n", "&amp;",
    "![", "](", "]:", "[a]", "\r", "\r\n", "<http://x.y>", "<a@b.c>", "{: #x }",
]  # fmt: skip
FULL = marked._new_writer()


@settings(derandomize=True, deadline=None, database=None, max_examples=2000)
@given(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=6, unique=True).flatmap(
        lambda some: st.lists(st.sampled_from(some), min_size=1, max_size=25)
    )
)
def test_a_text_reads_the_same_without_the_rules_that_it_gives_nothing_to_find(pieces):
    text = "".join(pieces)
    signs = frozenset(sign for sign in marked.NEEDED_FOR if sign in text)
    assert marked._writer(signs).reset().convert(text) == FULL.reset().convert(text)


@pytest.mark.parametrize(("text", "html"), [
    ("一段话。", "<p>一段话。</p>"),
    ("**重点**\n\n- 一\n- 二",
     "<p><strong>重点</strong></p>\n<ul>\n<li>一</li>\n<li>二</li>\n</ul>"),
    ("| 甲 | 乙 |\n|---|---|\n| 1 | 2 |",
     "<table>\n<thead>\n<tr>\n<th>甲</th>\n<th>乙</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>"),
    ("[依据](https://example.org)",
     '<p><a href="https://example.org" rel="noopener noreferrer">依据</a></p>'),
    ("<script>x</script> & <b>", "<p>&lt;script&gt;x&lt;/script&gt; &amp; &lt;b&gt;</p>"),
    ("[x](javascript:alert) ![i](https://example.org/i.png)",
     '<p><a rel="noopener noreferrer">x</a> </p>'),
])  # fmt: skip
def test_a_text_is_what_its_signs_say_and_nothing_that_could_do_harm(text, html):
    assert str(marked.to_html(text)) == html
