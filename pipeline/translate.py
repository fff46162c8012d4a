"""Cells as people write them → the one canonical text of each value, by the field's description."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal, localcontext
from typing import Any, NamedTuple

from pipeline.cells import is_nothing
from pipeline.codelist import CodeList
from pipeline.sheet import Broken, Value, plain, shown

YES = {"是", "对", "√", "✓", "y", "yes", "true", "1"}
NO = {"否", "不是", "×", "✗", "n", "no", "false", "0"}
MONEY = {
    "元": 1, "圆": 1, "yuan": 1, "rmb": 1, "千元": 1_000, "万": 10_000, "万元": 10_000,
    "百万元": 1_000_000, "亿": 100_000_000, "亿元": 100_000_000,
}  # fmt: skip
UNIT = re.compile(r"(?:单位:?)?(?:人民币)?(\D+)")
MIDNIGHT = r"(?:t?0?0:00(?::00(?:\.0+)?)?)?"
DATES = [
    re.compile(r"([0-9]{4})([年\-/.])([0-9]{1,2})([月\-/.])([0-9]{1,2})[日号]?" + MIDNIGHT),
    re.compile(r"([0-9]{4})()([0-9]{2})()([0-9]{2})"),
]
NUMBER = re.compile(r"¥?([+-]?)([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(\.[0-9]+)?(\D*)")
ROUNDED = re.compile(r"[0-9](?:\.[0-9]+)?E\+[0-9]{2}|[0-9]\.[0-9]+E[0-9]{2}")
UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
GAPS = re.compile("[\t\u00a0\u2000-\u200a\u202f]")
LINES = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
MEANT_AS_TEXT = re.compile('="([^"]*)"')  # how programs keep Excel from making a number of it
DIGITS_KEPT = 15  # Excel keeps no more of a number


class Unreadable(Exception):  # noqa: N818 (it is an answer, not an error of ours)
    """A cell that cannot be translated without guessing; `kind` names the sentence."""

    def __init__(self, kind: str, **values: object) -> None:
        self.kind, self.values = kind, values
        super().__init__(kind)


class Answer(NamedTuple):
    """The canonical text, and for a code its title."""

    text: str
    title: str = ""


def translator(
    field: dict[str, Any], missing: list[str], codes: CodeList | None, unit: str
) -> Callable[[Value], Answer]:
    """What turns a cell of a field into its canonical text; it raises Unreadable.

    `missing` are the schema's missing values. `unit` is what the heading says in brackets. A text
    that has no such value is only tidied: the check refuses it in its own words.
    """
    empty = Answer("" if not missing or "" in missing else missing[0])
    read = _coded(codes) if codes else _typed(field, unit)
    listed = set(codes.titles) if codes else set(field.get("constraints", {}).get("enum", ()))

    def translate(value: Value) -> Answer:
        if isinstance(value, Broken):
            raise Unreadable(value.kind, found=value.shown)
        if isinstance(value, str):
            value = MEANT_AS_TEXT.sub(r"\1", tidy(value))
            if is_nothing(value) and value not in listed:
                return empty
        return empty if value is None else read(value)

    return translate


def tidy(text: str) -> str:
    """A text without edge spaces and unseen characters, its lines and spaces plain, in NFC."""
    text = LINES.sub("\n", UNSEEN.sub("", text))
    return unicodedata.normalize("NFC", GAPS.sub(" ", text)).strip()


def _typed(field: dict[str, Any], unit: str) -> Callable[[Value], Answer]:
    kind, pattern = field.get("type", "any"), field.get("format", "default")
    if kind in ("integer", "number", "year"):
        units, factor = _units(field, unit)
        return lambda value: Answer(_number(value, units, factor))
    if kind == "boolean":
        true = field.get("trueValues", ["true"])[0]
        false = field.get("falseValues", ["false"])[0]
        return lambda value: Answer(_boolean(value, true, false))
    if kind == "date":
        form = "%Y-%m-%d" if pattern in ("default", "any") else pattern
        return lambda value: Answer(_date(value, form))
    if kind in ("datetime", "time"):
        return lambda value: Answer(_moment(value))
    return lambda value: Answer(_text(value, field.get("constraints", {})))


def _coded(codes: CodeList) -> Callable[[Value], Answer]:
    def read(value: Value) -> Answer:
        text = _text(value, {})
        found = codes.find(text)
        if len(found) == 1:
            return Answer(found[0], codes.title(found[0]))
        if not found:
            raise Unreadable("cell-code-unknown", cell=text, reference=codes.name)
        candidates = [f"{code} {codes.title(code)}" for code in found]
        raise Unreadable("cell-code-unclear", cell=text, candidates=candidates)

    return read


def _text(value: Value, constraints: dict[str, Any]) -> str:
    """Text stays text; a whole number is its digits; what Excel has altered is refused."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if abs(value) >= 10**DIGITS_KEPT:
            raise Unreadable("cell-digits-lost", cell=shown(value))
        if value == int(value):
            return str(int(value))
    if not isinstance(value, str):
        raise Unreadable("cell-not-text", cell=shown(value))
    if ROUNDED.fullmatch(value):
        raise Unreadable("cell-digits-lost", cell=value)
    return _fitting(value, constraints)


def _fitting(text: str, constraints: dict[str, Any]) -> str:
    """The text, or its half-width form where only that is what the field allows."""
    bare = text.removeprefix("'")
    half = re.sub(r"\s", "", unicodedata.normalize("NFKC", bare))
    forms = [text, bare, half, half.upper(), half.lower()]
    allowed, pattern = constraints.get("enum"), constraints.get("pattern")
    if allowed:
        return next((form for form in forms if form in allowed), text)
    try:
        return next((form for form in forms if pattern and re.fullmatch(pattern, form)), text)
    except re.error:
        return text


def _units(field: dict[str, Any], unit: str) -> tuple[dict[str, int], int]:
    """What may follow a number, each with its factor; and the factor where nothing follows."""
    units = {plain(field[key]): 1 for key in field if re.fullmatch("unit(_[a-z]+)?", key)}
    if not field["name"].endswith("_yuan"):
        return units, 1
    named = UNIT.fullmatch(plain(unit))
    return MONEY | units, MONEY.get(named[1], 1) if named else 1


def _number(value: Value, units: dict[str, int], factor: int) -> str:
    """Digits without separators and units; `2.35万元` is 23500."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return shown(value)
    if isinstance(value, (int, float)) and abs(value) >= 10**DIGITS_KEPT:
        raise Unreadable("cell-digits-lost", cell=shown(value))
    if isinstance(value, str) and ROUNDED.fullmatch(value):
        raise Unreadable("cell-digits-lost", cell=value)
    text = value if isinstance(value, str) else format(Decimal(shown(value)), "f")
    found = NUMBER.fullmatch(plain(text))
    if not found or (found[4] and found[4] not in units):
        return text
    with localcontext() as context:
        context.prec = len(text) + 20
        digits = found[2].replace(",", "") + (found[3] or "")
        amount = Decimal(found[1] + digits) * (units[found[4]] if found[4] else factor)
        return format(amount.normalize(), "f") if amount else "0"


def _boolean(value: Value, true: str, false: str) -> str:
    word = plain(shown(value))
    return true if word in YES else false if word in NO else shown(value)


def _date(value: Value, form: str) -> str:
    if isinstance(value, datetime):
        value = value.date() if value.time() == time() else value
    elif isinstance(value, time):
        raise Unreadable("cell-no-day", found=shown(value))
    elif isinstance(value, (str, int)):
        found = (pattern.fullmatch(plain(value)) for pattern in DATES)
        parts = next((f for f in found if f and (f[2], f[4]) in SEPARATORS), None)
        try:
            value = date(int(parts[1]), int(parts[3]), int(parts[5])) if parts else value
        except ValueError:
            return shown(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat() if form == "%Y-%m-%d" else value.strftime(form)
    return shown(value)


SEPARATORS = {("年", "月"), ("-", "-"), ("/", "/"), (".", "."), ("", "")}


def _moment(value: Value) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return value.isoformat("seconds") if isinstance(value, time) else shown(value)
