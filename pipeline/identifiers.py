"""Long numbers that stand for one person: resident numbers, bank cards, mobile numbers.

For texts that `normal` has prepared. A match comes as (rule, digits without separators).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Set
from datetime import date

from stdnum import luhn, numdb
from stdnum.cn import ric, uscc

Hit = tuple[str, str]
Groups = list[tuple[str, int, int]]

HAN_DIGITS = "〇零○一二三四五六七八九壹贰叁肆伍陆柒捌玖幺"
TO_DIGITS = str.maketrans(HAN_DIGITS, "0001234567891234567891")
DIVIDER = r"[ \t\n\r.\-()/_·•・~‐-―−]"
GAP = DIVIDER + "{0,3}"
RUN = re.compile(rf"[0-9](?:{GAP}[0-9]){{10,}}(?:{GAP}[xX](?![A-Za-z0-9]))?")
HAN_RUN = re.compile(rf"[{HAN_DIGITS}0-9](?:{GAP}[{HAN_DIGITS}0-9]){{10,}}(?:{GAP}[xX])?")
GROUP = re.compile(r"[0-9]+|[xX]")
# A hash or a UUID holds any digits by chance.
HASH = re.compile(
    r"(?<![0-9A-Za-z])(?=[0-9]*[a-fA-F])(?:[0-9a-fA-F]{32,}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-"
    r"[0-9a-fA-F]{12})(?![0-9A-Za-z])"
)

PHONE_WORDS = [
    "电话", "手机", "座机", "固话", "传真", "热线", "号码", "联系方式", "联系", "致电", "拨打",
    "[Tt][Ee][Ll]", "[Pp][Hh]one", "[Mm]obile", "[Ff][Aa][Xx]",
]  # fmt: skip
PHONE = f"(?:{'|'.join(PHONE_WORDS)})"
PHONE_BEFORE = re.compile(PHONE + r"[^0-9,。;\n]{0,8}$")
AMOUNT_BEFORE = re.compile(
    r"(?:[¥$€第]|人民币|RMB|CNY|USD|No\.?|编号|文号|批号|流水号|订单号|单号)[\s:#为是]*$"
)
AMOUNT_AFTER = re.compile(
    r"\s*(?:[元万亿千百吨米份件次号升]|平方|立方|公斤|人民币|美元|[kK]?[gGmMtTwW]\b|m[23]\b|kWh|%)(?!码)"
)
# Groups that are a mobile number also among other numbers, and those that are one standing alone.
COMMON_SHAPES = {(11,), (3, 4, 4)}
MOBILE_SHAPES = COMMON_SHAPES | {
    (4, 3, 4), (3, 3, 5), (3, 8), (7, 4), (4, 4, 3), (2, 2, 2, 2, 2, 1), (1, 2, 2, 2, 2, 2),
    (1,) * 11,
}  # fmt: skip
MOBILE = re.compile(r"(?:00)?(?:86)?(1[3-9][0-9]{9})")
PHONES = {11, 13, 15}  # how many digits that may be

CARD_WORD = "银行|卡号|账[号户]|帐[号户]|开户|储蓄|信用卡|借记卡|[Cc]ard"
CARD_CONTEXT = re.compile(rf"(?:{CARD_WORD})[^。\n]{{0,16}}$")
CARD_SHAPES = {(4, 4, 4, 4), (4, 4, 4, 4, 1), (4, 4, 4, 4, 2), (4, 4, 4, 4, 3), (6, 13), (6, 10)}


SHAPES = bytes.maketrans(b"0123456789", b"9" * 10)
ELEVEN = b"9" * 11
# What a number begins with, whatever stands around it; any other needs a word before it.
PERSONAL_DIGITS = re.compile(
    rb"1[3-9][0-9]{9}"  # mobile numbers
    rb"|[1-9][0-9]{5}(?:19|20)[0-9]{2}[01][0-9][0-3][0-9]{4}[0-9xX]"  # resident numbers
    rb"|(?:62|9558)[0-9]{12}|[45][0-9]{15}"  # cards
)
LANDLINE_DIGITS = re.compile(rb"(?:0|86)(?:(?:10|2[0-9])[2-9][0-9]{7}|[3-9][0-9]{2}[2-9][0-9]{6})")
SAID_BEFORE = re.compile(f"身份证|{CARD_WORD}")


def announced(whole: str, parts: list[str]) -> Iterator[tuple[int, set[str]]]:
    """Which of the parts, joined by \\0, may hold a long number and which kind of one.

    A search for a fixed string of bytes is many times faster than a pattern here.
    """
    for gap in "·•・~‐‑‒–—―−":
        whole = whole.replace(gap, "-")
    compact = whole.encode("ascii", "replace").translate(None, b" \t\n\v\f\r.-()/_")
    shapes = compact.translate(SHAPES)
    if ELEVEN in shapes:
        digits = compact.split(b"\0")
        for at, shape in enumerate(shapes.split(b"\0")):
            if ELEVEN not in shape:
                continue
            if PERSONAL_DIGITS.search(digits[at]) or SAID_BEFORE.search(parts[at]):
                yield at, {"digits", "landline"}
            elif LANDLINE_DIGITS.search(digits[at]):
                yield at, {"landline"}


def find(text: str, heralds: Set[str]) -> Iterator[Hit]:
    """All matches, also of digits written as Chinese numerals; the same text may match twice."""
    if "digits" in heralds:
        yield from _numbers(text)
    for run in HAN_RUN.finditer(text) if "sign" in heralds else ():
        if not run[0].isascii():
            digits = run[0].translate(TO_DIGITS)
            yield from _numbers(text[: run.start()] + digits + text[run.end() :])


def _numbers(text: str) -> Iterator[Hit]:
    """Resident numbers first; what they use up is no card, and what cards use up is no mobile."""
    for run in RUN.finditer(text):
        groups = [(m[0], *m.span()) for m in GROUP.finditer(text, *run.span())]
        windows = _windows([len(group[0]) for group in groups])
        used: set[int] = set()
        for judge, sizes in ((_resident, {15, 18}), (_card, {16, 17, 18, 19}), (_mobile, PHONES)):
            for first, last, size in windows:
                if size in sizes and used.isdisjoint(range(first, last)):
                    hit = judge(text, groups, first, last)
                    if hit:
                        used |= set(range(first, last))
                        yield hit


def _windows(sizes: list[int]) -> list[tuple[int, int, int]]:
    """Runs of whole groups that hold 11 to 19 digits in all: the first, the next, how many."""
    found = []
    for first in range(len(sizes)):
        total = 0
        for last in range(first, len(sizes)):
            total += sizes[last]
            if total > 19:
                break
            if total >= 11:
                found.append((first, last + 1, total))
    return found


def _resident(text: str, groups: Groups, first: int, last: int) -> Hit | None:
    """GB 11643: a birth date that exists and a check digit; 15 digits only where a word says so."""
    number = "".join(g[0] for g in groups[first:last]).upper()
    if len(number) == 15 and number.isdigit() and first + 1 == last:
        said = re.search(
            r"身份证[^,。\n]{0,8}$", text[max(0, groups[first][1] - 16) : groups[first][1]]
        )
        return ("resident-id", number) if said and _is_day("19" + number[6:12]) else None
    if len(number) != 18 or not number[:17].isdigit() or number[0] == "0":
        return None
    if not _is_day(number[6:14]) or not _is_written(text, groups[first:last]):
        return None
    if number[17] != ric.calc_check_digit(number):
        return None
    return None if uscc.is_valid(number) and not _is_native(number) else ("resident-id", number)


def _is_written(text: str, groups: Groups) -> bool:
    """Whether groups belong together: one kind of gap throughout, or a gap after the division."""
    gaps = {text[one[2] : next_one[1]] for one, next_one in itertools.pairwise(groups)}
    ends = itertools.accumulate(end - start for _, start, end in groups)
    return len(gaps) < 2 or 6 in ends


def _is_native(number: str) -> bool:
    """Whether the first six digits are, or once were, a division of the country.

    Of all resident numbers one in 31 passes the check of a USCC too. This tells them apart: in a
    USCC the division begins at the third digit.
    """
    return any(numdb.get("cn/loc").info(number[:6])[-1][1].values())


def _is_day(digits: str) -> bool:
    try:
        return digits[:2] in ("19", "20") and bool(date.fromisoformat(digits))
    except ValueError:
        return False


def _card(text: str, groups: Groups, first: int, last: int) -> Hit | None:
    """Luhn, and a word that says so or the look of a card: 62…, 4… or 5… in an usual shape."""
    start = groups[first][1]
    is_said = CARD_CONTEXT.search(text, max(0, start - 24), start)
    if not is_said and groups[first][0][0] not in "4569":
        return None
    number = "".join(g[0] for g in groups[first:last])
    if not number.isdigit():
        return None
    shape = tuple(len(g[0]) for g in groups[first:last])
    usual = number.startswith(("62", "9558")) or (len(number) == 16 and number[0] in "45")
    grouped = len(shape) == 1 or shape in CARD_SHAPES or set(shape) == {1}
    if not (is_said or (usual and grouped)) or not luhn.is_valid(number):
        return None
    if is_said:
        return "bank-card", number
    if uscc.is_valid(number) or len(set(number)) < 3:
        return None
    return ("bank-card", number) if is_free(text, start, groups[last - 1][2]) else None


def _mobile(text: str, groups: Groups, first: int, last: int) -> Hit | None:
    """1[3-9] and nine digits, with or without 86, in a grouping that people use."""
    match = MOBILE.fullmatch("".join(g[0] for g in groups[first:last]))
    if not match:
        return None
    shape = [len(g[0]) for g in groups[first:last]]
    extra = sum(shape) - 11
    while extra and shape and shape[0] <= extra:
        extra -= shape.pop(0)
    shape[0] -= extra
    start, end = groups[first][1], groups[last - 1][2]
    if PHONE_BEFORE.search(text[max(0, start - 24) : start]):
        return "mobile", match[1]
    alone = first == 0 and last == len(groups)
    if shape == [1] * 11:  # digit by digit, and more than that on neither side
        alone = all(len(g[0]) > 1 for g in groups[:first][-1:] + groups[last : last + 1])
    usual = tuple(shape) in (MOBILE_SHAPES if alone else COMMON_SHAPES)
    return ("mobile", match[1]) if usual and is_free(text, start, end) else None


def is_free(text: str, start: int, end: int) -> bool:
    """Whether a number is neither an amount nor a part of a decimal or of a longer code."""
    before, after = text[max(0, start - 24) : start], text[end : end + 8]
    # With $ in the place of \Z the line above would count: it also matches before a last line end.
    if re.search(r"(?:[0-9]{2}\.|[A-Za-z0-9][-_]?|\b0\.)\Z", before):
        return False
    if re.match(r"[A-Za-z]", after):
        return False
    return not (AMOUNT_BEFORE.search(before) or AMOUNT_AFTER.match(after))
