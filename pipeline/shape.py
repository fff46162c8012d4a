"""The shapes of cells that are surely valid, in words that Python and DuckDB read alike."""

from __future__ import annotations

# Any text in canonical form but the empty one: what that is depends on whether a file has quotes.
TEXT = "<text>"
CELLS = "string_split(_cells, chr(31))"  # of a row that was joined to be matched as one text
URI = (
    r"https?://[A-Za-z0-9.-]+(?:/[A-Za-z0-9._~/-]*)?"
    r"(?:[?][A-Za-z0-9._~/=&-]*)?(?:#[A-Za-z0-9._~/-]*)?"
)
INTEGER = "(?:0|-?[1-9][0-9]{0,17})"
WHOLE = "(?:0|-?[1-9][0-9]{0,14})"  # a number with one canonical text
NUMBER = "-?[0-9]{1,15}(?:[.][0-9]{1,9})?"
YEAR = "[1-9][0-9]{3}"
LEAP = "(?:[1-9][0-9](?:0[48]|[2468][048]|[13579][26])|(?:[2468][048]|[13579][26])00)"
DAY = (
    f"(?:{YEAR}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    f"|02-(?:0[1-9]|1[0-9]|2[0-8]))|{LEAP}-02-29)"
)
MOMENT = f"{DAY}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z?"
SHAPES = {
    ("string", "default"): TEXT, ("any", "default"): TEXT, ("string", "uri"): URI,
    ("integer", "default"): INTEGER, ("number", "default"): NUMBER, ("year", "default"): YEAR,
    ("date", "default"): DAY, ("datetime", "default"): MOMENT,
}  # fmt: skip
