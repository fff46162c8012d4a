"""Landlines, plates, addresses and accounts that lead to one person, in prepared texts.

A match comes as (rule, text): numbers without separators, letters in one case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from pipeline.identifiers import (
    DIVIDER,
    HAN_DIGITS,
    HASH,
    PHONE,
    PHONE_BEFORE,
    PHONE_WORDS,
    is_free,
)
from pipeline.identifiers import GAP as DIGIT_GAP
from pipeline.identifiers import announced as numbers_announced
from pipeline.identifiers import find as find_numbers

Hit = tuple[str, str]

# An area code of two digits stands before eight.
LANDLINE = re.compile(
    r"(?<![0-9])(?<![0-9A-Za-z][-./_])(?:(?:\+|00)86[-\s]?\(?0?|\(?0)"
    r"((?:10|2[0-9])(?!\)?[-\s–—]{0,3}[0-9]{3}[-\s]?[0-9]{4}(?![0-9]))|[3-9][0-9]{2})\)?"
    r"([-\s–—]{0,3})([2-9][0-9]{2,3}[-\s]?[0-9]{4})(?![0-9A-Za-z])"
)
LOCAL = re.compile(
    rf"{PHONE}[\s:号码为是(]{{0,4}}([2-9][0-9]{{2,3}}[-\s]?[0-9]{{4}})(?![0-9A-Za-z])(?![-\s]?[0-9])"
)

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
PLATE = re.compile(
    rf"(?<![锅容瓶管梯起索游车][0-9]{{2}})[{PROVINCES}]"
    r"牌?[\s·•・.\-]?[A-HJ-NP-Za-hj-np-z][\s·•・.\-]{0,2}("
    r"(?:[DFdf][A-HJ-NP-Za-hj-np-z0-9][0-9]{4}|[0-9]{5}[DFdf])"
    r"|(?=(?:[A-Za-z]?[0-9]){3})[A-HJ-NP-Za-hj-np-z0-9]{4}[A-HJ-NP-Za-hj-np-z0-9学警港澳挂试超领]"
    r")(?![A-Za-z0-9])"
)

AT = r"\s{0,2}(?:@|[(\[{]\s?(?:at|AT|@)\s?[)\]}])\s{0,2}"
AT_SIGN = re.compile(r"@|[(\[{]\s?(?:at|AT)")  # without one there is no address, and this is fast
DOT = r"\s?(?:\.|[(\[{]\s?(?:dot|DOT|点)\s?[)\]}]|。)\s?"
EMAIL = re.compile(
    rf"([A-Za-z0-9][A-Za-z0-9._%+\-]{{0,63}}){AT}([A-Za-z0-9-]+(?:{DOT}[A-Za-z0-9-]+)*){DOT}([A-Za-z]{{2,24}})"
    r"(?![A-Za-z0-9])"
)
ACCOUNT = re.compile(
    r"(?:微信(?!公众)号?|[Ww]e[Cc]hat(?: ID)?|\b[Vv][Xx]号?|\bQQ群?号?|\bqq号?)[\s:为是号(]{0,4}"
    r"((?!https?|www)(?=[A-Za-z_\-]{0,19}[0-9])[A-Za-z0-9_\-]{5,20})(?![A-Za-z0-9])"
)

NUMBER = r"[0-9一二三四五六七八九十百〇零]"
HOME = re.compile(
    r"(?<!园区)(?:弄|号楼|[幢栋座](?!架)|小区|住宅|公寓|宿舍|新村|家园|花园|[佳雅]苑|村民?组)"
    rf"[^,。;、\n园厦厂]{{0,18}}?(?:{NUMBER}{{2,4}}[A-Da-d]?[室房]|{NUMBER}{{1,3}}单元"
    rf"|(?:单元|号楼|[幢栋号层楼\-])\s?{NUMBER}{{3,4}}户(?![居住家业人商均未共已存]))"
    r"|(?:号楼|[幢栋])\s?[0-9]{3,4}(?=$|[,。;、)\s])"
)
BUSINESS = re.compile(
    r"(?:园区|产业园|科技园|创业园|商务|大厦|广场|写字楼|厂区|中心|办公)[^,。;\n]{0,12}$"
)

# Where a search has to look closer; see `privacy.HERALDS`. `WORDS` are words or patterns.
SIGNS = (
    rf"[{HAN_DIGITS}{PROVINCES}(\[{{室房单户幢栋号](?:(?<=[{HAN_DIGITS}])(?:{DIGIT_GAP}[{HAN_DIGITS}0-9]){{4}}"
    rf"|(?<=[0-9][{HAN_DIGITS}])|(?<=[0-9]{DIVIDER}[{HAN_DIGITS}])"
    rf"|(?<=[{PROVINCES}])牌?[\s·•・.\-]?[A-Za-z]|(?<=[(\[{{])\s?(?:at|AT|@)|(?<={NUMBER}[室房单户])|(?<=[幢栋])\s?[0-9]|(?<=号)楼\s?[0-9])"
)
OF_ACCOUNT = ["微信", "[Ww][Ee][Cc]", "[Vv][Xx]", "[Qq][Qq]"]
WORDS = [*OF_ACCOUNT, *(rf"{word}[\s:号码为是(]{{0,4}}[2-9]" for word in PHONE_WORDS)]
ACCOUNT_WORD = re.compile("|".join(OF_ACCOUNT))


def announced(whole: str, parts: list[str]) -> Iterator[tuple[int, set[str]]]:
    """Which of the parts, joined by \\0, may hold a long number and which kind of one."""
    for at, heralds in numbers_announced(whole, parts):
        if "digits" in heralds or LANDLINE.search(_plain(parts[at])):
            yield at, heralds


def _plain(text: str) -> str:
    return HASH.sub("#", text) if len(text) >= 32 else text


def find(text: str, heralds: Set[str]) -> Iterator[Hit]:
    """All matches that the `heralds` of a text announce; the same text may match twice."""
    plain = _plain(text)
    yield from find_numbers(plain, heralds)
    for m in LANDLINE.finditer(plain) if "landline" in heralds else ():
        compact = not m[2] and "(" not in m[0] and "+" not in m[0]
        if not compact or PHONE_BEFORE.search(plain, 0, m.start()) or is_free(plain, *m.span()):
            yield "landline", "0" + m[1] + re.sub(r"\D", "", m[3])
    for m in LOCAL.finditer(plain) if "word" in heralds else ():
        yield "landline", re.sub(r"\D", "", m[1])
    for m in PLATE.finditer(plain) if "sign" in heralds else ():
        yield "plate", re.sub(r"[\s·•・.\-]", "", m[0]).upper()
    for m in EMAIL.finditer(plain) if heralds & {"at", "sign"} and AT_SIGN.search(plain) else ():
        yield "email", f"{m[1]}@{re.sub(DOT, '.', m[2])}.{m[3]}".lower()
    for m in ACCOUNT.finditer(plain) if "word" in heralds and ACCOUNT_WORD.search(plain) else ():
        yield "account", m[1].lower()
    for m in HOME.finditer(plain) if "sign" in heralds else ():
        if not BUSINESS.search(plain, max(0, m.start() - 24), m.end()):
            yield "address", re.sub(r"\s", "", m[0])
