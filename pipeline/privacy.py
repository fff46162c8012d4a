"""What in a text must not be public: the rules, and a fast way past the texts that break none.

Rules PII1 to PII13 of the publisher's list. Texts are compared after NFKC and without characters
that are not seen, so full-width, circled and mathematical digits are plain digits here.
"""

from __future__ import annotations

import bisect
import functools
import hashlib
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Set
from typing import NamedTuple

from pipeline import persons, traces

ERROR, WARNING = "error", "warning"
RULES = {
    "privacy-resident-id": ERROR,
    "privacy-mobile": ERROR,
    "privacy-landline": ERROR,
    "privacy-plate": ERROR,
    "privacy-bank-card": ERROR,
    "privacy-email": ERROR,
    "privacy-account": ERROR,
    "privacy-address": ERROR,
    "privacy-person": ERROR,
    "privacy-name": WARNING,
    "privacy-trade-name": WARNING,
    "privacy-minor": ERROR,
    "privacy-health": ERROR,
    "privacy-reporter": ERROR,
    "privacy-image": ERROR,
    "privacy-opaque": ERROR,
    "formula": ERROR,
    "placeholder": WARNING,
    "look-alike": WARNING,
}
WITHHELD = "[withheld: personal data]"
BATCH = 4096

# Combining marks, variation selectors and all that Unicode calls default-ignorable.
UNSEEN = re.compile(
    "[\u00ad\u0300-\u036f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u20d0-\u20f0\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)
# A character outside of this makes the long way through NFKC necessary.
UNUSUAL = re.compile("[^\x00-\x7f\u4e00-\u9fff、。《》〈〉「」【】〔〕“”‘’—–·×°…〇]")
WIDE = tuple(zip("，：；（）！？％", ",:;()!?%", strict=True))


def _led(words: list[str], before: list[str], then: str) -> str:
    """One pattern of many: the first two characters are looked at before any of the words is.

    The words that stand `before` something are followed by the pattern `then`: that is a group.
    """
    signs = [re.findall(r"\[[^\]]*\]|.", word) for word in [*words, *before]]
    first, second = ("".join(s[at].strip("[]") for s in signs) for at in (0, 1))
    every = "|".join([f"(?P<introduced>(?:{'|'.join(before)}){then})", *words])
    return f"[{first}](?=[{second}])(?<=(?=(?:{every})).)"


# What announces that a text may break a rule, and so which rules are worth the search. Each pattern
# begins with a set of characters, which is what makes it fast. Long numbers are looked for apart.
HERALDS = {
    "sign": re.compile(traces.SIGNS),
    "at": re.compile("@"),
    "dot": re.compile(f"·(?=[{persons.HAN}])"),
    "word": re.compile(_led(traces.WORDS + persons.WORDS, persons.INTRODUCING, persons.INTRODUCED)),
    "age": re.compile(persons.AGED),
    "name": re.compile(persons.NAMES),
    "trade": re.compile(persons.TRADES),
    "lead": re.compile(persons.MENTIONED),
}


class Match(NamedTuple):
    """A rule broken, and the normalised text that breaks it: never to be shown or stored."""

    rule: str
    text: str

    def __repr__(self) -> str:
        return f"Match({self.rule!r})"


class Doubtful(NamedTuple):
    """A text in its normal form, and what announces that it may break a rule."""

    text: str
    heralds: Set[str]


class Known(NamedTuple):
    """What the publisher says of itself: digits of its numbers, its addresses, its domains."""

    numbers: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()


def normal(text: str) -> str:
    """A text as the rules read it."""
    for wide, narrow in WIDE:
        text = text.replace(wide, narrow)
    if UNUSUAL.search(text):
        return UNSEEN.sub("", unicodedata.normalize("NFKC", UNSEEN.sub("", text)))
    return text


def likely(texts: Iterable[str]) -> Iterator[tuple[int, Doubtful]]:
    """Position and normal form of the texts that may break a rule; all others break none.

    Works on whole columns at once: feed distinct values.
    """
    source, start = iter(texts), 0
    while batch := list(itertools.islice(source, BATCH)):
        whole, parts = _joined(batch)
        starts = list(itertools.accumulate((len(part) + 1 for part in parts), initial=0))
        heralds = dict(traces.announced(whole[1:], parts))
        for name, pattern in HERALDS.items():
            for hit in pattern.finditer(whole):
                at = bisect.bisect_right(starts, hit.start()) - 1
                heralds.setdefault(at, set()).update((name, hit.lastgroup or name))
        for at in sorted(heralds):
            yield start + at, Doubtful(parts[at], heralds[at])
        start += len(batch)


def find(text: str, known: Known = Known()) -> list[Match]:  # noqa: B008 (immutable)
    """Every rule that a text breaks, once per match."""
    return [match for _, found in likely([text]) for match in judge(found, known)]


def judge(doubtful: Doubtful, known: Known) -> list[Match]:
    """The same for a text that `likely` has given."""
    text, heralds = doubtful
    found = [
        Match(f"privacy-{rule}", match)
        for rule, match in [*traces.find(text, heralds), *persons.find(text, heralds)]
        if not _is_known(rule, match, known)
    ]
    return list(dict.fromkeys(found))


def digest(match: Match) -> str:
    """SHA-256 of a match. It can be guessed back, so it belongs in no log."""
    return hashlib.sha256(match.text.encode()).hexdigest()


@functools.lru_cache(maxsize=4096)
def redact(text: str) -> str:
    """The text itself, or, where it may hold personal data, only the remark that it does.

    The name of a firm is told, also where it may hold that of a person.
    """
    return WITHHELD if {match.rule for match in find(text)} - {"privacy-trade-name"} else text


def _joined(batch: list[str]) -> tuple[str, list[str]]:
    """The texts in their normal form: in one string, each after a \\0, and one by one."""
    whole = "\0" + "\0".join(batch)
    for wide, narrow in WIDE:
        whole = whole.replace(wide, narrow)
    if not UNUSUAL.search(whole) and whole.count("\0") == len(batch):
        return whole, whole[1:].split("\0")
    parts = [normal(text).replace("\0", " ") for text in batch]
    return "\0" + "\0".join(parts), parts


def _is_known(rule: str, match: str, known: Known) -> bool:
    if rule in ("mobile", "landline"):  # within its town a landline is told without area code
        return any(number.endswith(match) for number in known.numbers)
    if rule == "email":
        host = match.rpartition("@")[2]
        within = any(host == d or host.endswith("." + d) for d in known.domains)
        return match in known.addresses or within
    return False
