"""Names, texts and keys as SQL writes them."""

from collections.abc import Iterable

# How `read_csv` is told of the one form of CSV that is written here.
CSV = "header = true, delim = ',', quote = '\"', escape = '\"'"


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """A text as SQL writes it."""
    return "'" + value.replace("'", "''") + "'"


def as_json(names: Iterable[str]) -> str:
    """The expression for a row as JSON.

    Each column is named: the row itself goes by no name that no column of it could have too.
    """
    cells = ", ".join(f"{text(name)}: {quoted(name)}" for name in names)
    return f"to_json({{{cells}}})::varchar"


def joined_key(names: Iterable[str], of: str = "") -> str:
    """The expression for a key as the pages and the differences write it: its parts with hyphens.

    `of` names the table, where there are several.
    """
    prefix = f"{of}." if of else ""
    return f"concat_ws('-', {', '.join(prefix + quoted(name) for name in names)})"
