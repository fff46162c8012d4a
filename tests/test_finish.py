"""The bytes of a file by its kind: a calendar's lines end and break as its standard says."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar

from pipeline.finish import calendar_text, finish, fold, is_markup

# Any character but the controls, which no dataset may hold, and halves of a pair.
words = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=300)
paragraphs = st.lists(words, max_size=4).map("\n".join)


@given(words)
@example("限" * 100)
@example("期" * 25)
@example("a" * 75)
@example("a" * 76)
@example("a" * 74 + "限")
@example("🔥" * 60)
def test_a_folded_line_is_the_line_again_when_its_breaks_are_taken_out(line):
    assert fold(line).replace("\r\n ", "") == line


@given(words)
@example("限" * 100)
@example("a" * 74 + "🔥")
def test_no_part_of_a_folded_line_is_long_or_divides_a_character(line):
    for number, part in enumerate(fold(line).encode().split(b"\r\n")):
        assert len(part) <= 75
        assert number == 0 or part.startswith(b" ")
        part.decode()


@pytest.mark.parametrize(
    ("line", "folded"),
    [
        ("", ""),
        ("a" * 75, "a" * 75),
        ("a" * 76, "a" * 75 + "\r\n a"),
        ("a" * 150, "a" * 75 + "\r\n " + "a" * 74 + "\r\n a"),
        ("限" * 26, "限" * 25 + "\r\n 限"),
        ("a" + "限" * 25, "a" + "限" * 24 + "\r\n 限"),
    ],
)
def test_a_line_breaks_where_the_next_character_would_be_too_much(line, folded):
    assert fold(line) == folded


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("占用通道，堵塞出口；", "占用通道，堵塞出口；"),
        ("a, b; c", "a\\, b\\; c"),
        ("C:\\n", "C:\\\\n"),
        ("one\ntwo\r\nthree\rfour", "one\\ntwo\\nthree\\nfour"),
        (7, "7"),
    ],
)
def test_what_a_calendar_would_misread_is_escaped(value, text):
    assert calendar_text(value) == text


@given(paragraphs)
@example("\\,;\n\\n")
@example("BEGIN:VEVENT\nEND:VCALENDAR")
def test_a_calendar_gives_back_the_text_that_was_put_in(text):
    template = f"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//EN

BEGIN:VEVENT
UID:1@example.org
DTSTAMP:20261123T000000Z
DTSTART;VALUE=DATE:20261201
SUMMARY:{calendar_text(text)}
END:VEVENT
END:VCALENDAR
"""
    data = finish("deadlines.ics", template)
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert b"\r\n\r\n" not in data
    [event] = Calendar.from_ical(data).walk("VEVENT")
    assert event["SUMMARY"] == text


def test_any_other_file_is_its_text_as_it_is():
    for name in ("page.html", "feed.xml", "robots.txt"):
        assert finish(name, "一\n\n" + "a" * 100 + "\n") == "一\n\n".encode() + b"a" * 100 + b"\n"


@pytest.mark.parametrize(
    ("name", "escaped"),
    [
        ("index.html", True),
        ("feed.xml", True),
        ("chart.svg", True),
        (None, True),
        ("deadlines.ics", False),
        ("search.json", False),
        ("robots.txt", False),
        ("script.js", False),
    ],
)
def test_only_markup_is_escaped(name, escaped):
    assert is_markup(name) is escaped
