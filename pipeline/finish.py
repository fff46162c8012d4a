"""The text that a template gives → the bytes of the file that it is for, by the file's name."""

from __future__ import annotations

import re

LONGEST_LINE = 75  # octets of a line of a calendar, its line end not counted (RFC 5545, 3.1)
PLAIN = (".cff", ".csv", ".ics", ".js", ".json", ".jsonld", ".txt", ".webmanifest")


def is_markup(name: str | None) -> bool:
    """Whether what a template fills in must be escaped for HTML or XML."""
    return not (name or "").endswith(PLAIN)


def finish(name: str, text: str) -> bytes:
    """The bytes to write; a calendar has its own line ends, and lines of a length."""
    if name.endswith(".ics"):
        lines = [fold(line) for line in text.split("\n") if line]
        return "".join(f"{line}\r\n" for line in lines).encode()
    return (slim(text) if name.endswith(".css") else text).encode()


def fold(line: str) -> str:
    """A line of a calendar, broken where it is too long, but never inside a character."""
    parts, size = [""], 0
    for character in line:
        width = len(character.encode())
        if size + width > LONGEST_LINE:
            parts.append(" ")
            size = 1
        parts[-1] += character
        size += width
    return "\r\n".join(parts)


def calendar_text(value: object) -> str:
    """A text as a property of a calendar holds it (RFC 5545, 3.3.11)."""
    text = str(value).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


STRING, COMMENT, SPACE = r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')""", r"/\*.*?\*/", r"\s+"
UNREAD = re.compile(f"{STRING}|(?:{COMMENT}|{SPACE})+", re.DOTALL)


def slim(sheet: str) -> str:
    """A style sheet without its comments and the spaces that no reader of CSS needs.

    A space around `{`, `}`, `;` and `,`, and after `:`, says nothing in any place (CSS Syntax 3);
    every other one may divide two selectors or two values, and stays.
    """
    parts = re.split(STRING, UNREAD.sub(lambda found: found[1] or " ", sheet))
    parts[::2] = [_close_up(part) for part in parts[::2]]
    return "".join(parts).strip() + "\n"


def _close_up(part: str) -> str:
    return re.sub(r" ?([{};,]) ?|(:) ", r"\1\2", part).replace(";}", "}")
