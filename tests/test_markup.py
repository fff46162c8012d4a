"""A page is taken apart in one of two ways: both read the same."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.markup import BROKEN_TAG, Text, _on_one_line, _simple, _whole, texts_of_markup

PARTS = [
    "<p>", "</p>", "<b>", "</b>", "<br>", "<br title='>'>", "<br />", '<a title="x>y">', "<td n=a>",
    "<a href='u'>", "<i", "< p>", "</", "<!doctype html>", "<!--", "-->", "<![CDATA[", "]]>",
    "<script>", "</script>", '<style a="b">', "</style>", ">", "<", '"', "'", "\n", " ", "=",
    "联系",
]  # fmt: skip


@given(st.lists(st.sampled_from(PARTS), max_size=16).map("".join))
def test_html_is_read_alike_in_the_fast_way_and_in_the_slow_one(text: str) -> None:
    text = BROKEN_TAG.sub(_on_one_line, text)
    assert _simple(text) in (None, _whole(text, is_html=True))


def test_html_as_it_is_mostly_written_is_read_in_the_fast_way() -> None:
    page = (
        '<!doctype html>\n<p class="a">现场<b>检查</b><br>记录</p>\n'
        "<script>if (a < b) {}</script>\n"
    )
    assert _simple(page)
    assert list(texts_of_markup(page, is_html=True)) == [
        Text(3, "if (a < b) {}", "\0<if (a < b) {}"),
        Text(2, "现场检查 记录", "现场检查 记录"),
        Text(3, ">", ">\n"),
        Text(0, "a", '\0"a"'),
    ]


def test_a_quotation_mark_that_is_open_at_the_end_of_a_tag_takes_the_slow_way() -> None:
    page = '<p title="1 > 0">甲</p>'
    assert _simple(page) is None
    assert [text.said for text in texts_of_markup(page, is_html=True)] == ["甲", "1 > 0"]
