"""Words that point at one natural person, in texts that `normal` has prepared.

Without a language model this can only follow the word before a name and the word after it. A name
masked as 张某某 is none. The words stand in persons.toml.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Set
from pathlib import Path

Hit = tuple[str, str]

_DATA: dict[str, str] = tomllib.loads(Path(__file__).with_name("persons.toml").read_text("utf-8"))


def _any(key: str) -> str:
    """A group of the words of a list, the longest first."""
    return "(?:" + "|".join(sorted(_DATA[key].split(), key=len, reverse=True)) + ")"


def _first(*keys: str) -> str:
    """The characters with which the words of some lists begin."""
    return "".join(sorted({word[0] for key in keys for word in _DATA[key].split()}))


def _characters(*keys: str) -> str:
    return "".join(sorted({c for key in keys for c in _DATA[key] if not c.isspace()}))


ONES, NUMERALS = "一二三四五六七八九", "一二两三四五六七八九十"
HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
SURNAMES, RARE = _characters("surnames"), _characters("surnames_after_colon")
GIVEN = f"(?![{_characters('never')}])[{HAN}]"
COMMON = f"[{_characters('given')}]"
COMPOUND = _any("compound")
ORDINARY = frozenset(_DATA["words"].split())
ENDINGS = frozenset(_DATA["endings"])
AFTER = rf"(?=$|[^{HAN}]|[{_characters('after')}]|某人)"

CONTEXT = _any("contexts")
SAID = r"(?:姓名|名字|名称)?[\s:=(\"'“「【《|]{0,4}(?:[是为叫系](?=.))?[\s:\"'“(]{0,2}"
COLON = r"(?:姓名|名字|名称)?\s?[:=(\"'“「【|]\s?[\"'“(]?"
GAP = r"[\s·.]?"
# What is searched for below is compiled at the first search: few texts announce anything.
PERSON = (
    rf"{CONTEXT}(?:{SAID}((?:{COMPOUND}|[{SURNAMES}]){GAP}{GIVEN}(?:{GAP}{GIVEN})?){AFTER}"
    rf"|{COLON}([{RARE}]{GAP}{GIVEN}(?:{GAP}{GIVEN})?){AFTER}"
    rf"|{SAID}((?:{COMPOUND}|[{SURNAMES}{RARE}]){COMMON}{{2}})"
    rf"|{SAID}([{HAN}]{{2,6}}·[{HAN}]{{1,6}}))"
)
NAME = rf"(?:{COMPOUND}{GIVEN}{{1,2}}|[{SURNAMES}]{GIVEN}{{1,2}})"

# In a sentence, by what stands around it. A surname and one character may be any word, so there
# it takes both: what leads to a name and what is told of one.
ANY_GIVEN = f"[{_characters('given', 'given_too')}]"
LONG, SHORT = rf"(?:{COMPOUND}|[{SURNAMES}]){ANY_GIVEN}{{2}}", rf"[{SURNAMES}]{ANY_GIVEN}"
DEED = rf"(?:[,(]?\s?[男女](?=[,)、。\s]|$)|在(?!建|册|线)|等[0-9{NUMERALS}]|{_any('deeds')})"
STOP = r",。;:、\s(\"“《>时后"
CLAUSE = rf"(?:^|[{STOP}]|该[公司店厂]{{1,2}}|单位)"
FOLLOWED = rf"(?=$|[^{HAN}]|[{_characters('after')}一当了]|{DEED})"
PRIVATE = rf"(?![{HAN}]{{0,10}}?{_any('organisations')})"
# A look at the first character, before any of the words, makes a search three times as fast.
TOLD_OF = (
    rf"(?=^|[{STOP}该单{_first('roles', 'dealings', 'links')}])(?:"
    rf"{_any('roles')}(?:{COLON})?(?P<role>(?!程){LONG})|{_any('dealings')}(?P<dealing>{LONG})"
    rf"|{CLAUSE}(?P<clause>{LONG})(?={DEED})"
    rf"|(?:{CLAUSE}|{_any('links')})(?P<told>{LONG}){PRIVATE}"
    rf"|(?:{_any('roles')}(?:{COLON})?|{_any('dealings')})(?P<brief>(?!程){SHORT}){FOLLOWED}"
    rf"|{CLAUSE}(?P<short>{SHORT})(?:(?={DEED})|(?=[{_characters('after')}]){PRIVATE})"
    ")"
)

EDGE, PEOPLE = r"市区县镇乡村街道路弄号\s,。、:;(\"“《", "人工主员者机"
TRADING = rf"(?:{_any('trades')}){{0,2}}{_any('trade_ends')}"
KNOWN_NAME = rf"(?:{COMPOUND}{COMMON}{{1,2}}|[{SURNAMES}]{COMMON}{{1,2}})"
TRADE = (
    rf"(?:(?:^|[{EDGE}])({KNOWN_NAME})|([{SURNAMES}]{COMMON}{{2}})){TRADING}"
    rf"(?=$|[^{HAN}]|[未在存因于被的已系与和及等])"
)

YOUNG = rf"(?<![0-9满足至十\-{ONES}])(?:1[0-7]|[1-9]|十[{ONES[:7]}]?|[{ONES}])周?岁"
CHILD = r"(?:某|[男女童孩]|未成年|学生|儿子|女儿|[之其][子女]|幼儿|少年|少女)"
MINOR = (
    rf"{CHILD}[^。;\n]{{0,10}}?{YOUNG}(?![以至的]|[或及]以)"
    rf"|{YOUNG}(?![以至或及])[^。;\n以]{{0,6}}?(?:某|的{NAME}|[男女](?!职)|童|孩|学生|少年)"
    rf"|未成年(?:人|工|子女|学生)?[\s:(]{{0,2}}{NAME}{AFTER}"
    rf"|未满十[六八]周?岁的?[\s:(]{{0,2}}(?:某|{NAME}{AFTER})"
)
ILLS = (
    "(?:患有|患上|罹患|确诊|被?诊断|检出|感染|病情|伤情|病史|骨折|烧伤|烫伤|重伤|轻伤|受伤|"
    "住院|抢救|昏迷|身亡|死亡|中毒|怀孕|残疾|精神病|高血压|糖尿病|心脏病|癌)"
)
HURT = rf"[{HAN},]{{0,4}}{ILLS}"
ILL = rf"(?:因[{HAN}]{{1,8}}?)?(?:因|被|已|的|系|经|曾|[^,。;\n\0{HAN}]|男|女){{0,2}}{ILLS}"
HEALTH = rf"(?:^|[{EDGE}{PEOPLE}])(?:({NAME}){ILL}|({KNOWN_NAME}){HURT})"

REPORTERS = ["举报人", "反映人", "投诉人", "信访人", "检举人", "爆料人", "举报者"]
REPORTER = f"(?:{'|'.join(REPORTERS)})"
WORK = r"(?:员工|女工|职工|工人|雇员|公司|厂|单位|离职|租户|业主|住户|邻居|保安)"
CLOCK = r"[0-9]{1,2}(?:[:时点][0-9]{0,2}分?|月[0-9]{1,2}[日号])|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
TOLD = r"(?:称|说|反映|表示|陈述|来电|原话|自述|指出)"
TELLER = (
    rf"(?=[{''.join(word[0] for word in REPORTERS)}0-9据经系由因该接])(?:"
    rf"{REPORTER}(?:姓名|名)?[\s:为是系叫(]{{0,3}}(?:(?!某)[{HAN}]{{1,2}}?(?:某|先生|女士)|{NAME}{AFTER})"
    rf"|{REPORTER}(?:姓(?!名)|自称)"
    rf"|{REPORTER}[^。;\n]{{0,6}}(?:电话|手机|微信|号码)[\s:为是]{{0,3}}[0-9*]"
    rf"|{REPORTER}[\s,]?(?:为|是|系|来自|任职于|就职于|工作单位)[^。;\n]{{0,16}}{WORK}"
    rf"|{REPORTER}[^。;\n]{{0,12}}(?:{CLOCK})|(?:{CLOCK})[^。;\n]{{0,12}}{REPORTER}"
    rf"|{REPORTER}[^。;\n]{{0,8}}{TOLD}[\s:,]{{0,2}}[\"'“「]"
    rf"|(?:据|经|系|由|因|该|接到?)[^,。;\n鼓励]{{0,12}}{WORK}[^,。;\n]{{0,4}}举报(?![奖制机渠])"
    ")"
)

# Where a search has to look closer; see `privacy.HERALDS`. `\0` is the start of a text.
UNLIKE = f"(?!{'|'.join(sorted(ORDINARY))})"
INTRODUCING = _DATA["contexts"].split()
INTRODUCED = (
    rf"(?:{SAID}{UNLIKE}(?:(?:{COMPOUND}|[{SURNAMES}])(?!某)|[{RARE}]{COMMON}{{2}})"
    rf"|{COLON}{UNLIKE}[{RARE}](?!某))"
)
OF_AGE, OF_REPORT = ["岁", "未成年", "未满十"], ["举报", *REPORTERS]
WORDS = [*OF_AGE[1:], *OF_REPORT]
AGED = rf"岁(?:(?<=[0-9{NUMERALS}]岁)|(?<=[0-9{NUMERALS}]周岁))"
# Names are looked for by the surname first: what leads to one is much more frequent.
SURNAME = f"[{''.join(sorted({*SURNAMES, *_first('compound')}))}]"
NAMES = (
    rf"{SURNAME}(?<=[\0{EDGE}{PEOPLE}]"
    rf"(?=(?:{NAME}{ILL}|{KNOWN_NAME}(?:{TRADING}|{HURT}))).)"
)
LEADS = "".join(
    sorted({word[-1] for k in ("roles", "dealings", "links") for word in _DATA[k].split()})
)
MENTIONED = (
    rf"{SURNAME}(?<=[\0{LEADS}{STOP}='「【|店厂司位](?=(?:{LONG}|{SHORT}{FOLLOWED})){UNLIKE}.)"
)
TRADES = rf"[{SURNAMES}](?={COMMON}{{2}}(?:{TRADING}))"


TITLE = re.compile(
    rf".{{0,4}}(?:{CONTEXT}(?:姓名|名称)?|电话|手机|手机号|手机号码|联系方式|微信号?|银行卡号?|身份证号码?)"
)


def find(text: str, heralds: Set[str]) -> Iterator[Hit]:
    """All matches that the `heralds` of a text announce; a match of a name is the name alone."""
    names = set()
    for m in re.finditer(PERSON, text) if heralds & {"dot", "introduced"} else ():
        name = re.sub(GAP, "", m[1] or m[2] or m[3] or m[4])
        if _is_name(name):
            names.add(name)
            yield "person", name
    for m in re.finditer(TOLD_OF, text) if "lead" in heralds else ():
        name, doubtful = m["role"] or m["dealing"] or m["clause"], m["told"] or m["brief"]
        if _is_name(name or doubtful or m["short"]) and not {name, doubtful, m["short"]} & names:
            yield ("person", name) if name else ("name", doubtful or m["short"])
    for m in re.finditer(TRADE, text) if heralds & {"name", "trade"} else ():
        if _is_name(m[1] or m[2]):
            yield "trade-name", m[1] or m[2]
    for m in re.finditer(HEALTH, text) if heralds & {"name", "trade"} else ():
        if _is_name(m[1] or m[2]):
            yield "health", m[1] or m[2]
    searches = (("minor", MINOR, OF_AGE), ("reporter", TELLER, OF_REPORT))
    for rule, pattern, words in searches if heralds & {"word", "age"} else ():
        for m in re.finditer(pattern, text) if any(word in text for word in words) else ():
            yield rule, re.sub(r"\s", "", m[0])


def _is_name(name: str) -> bool:
    """Whether surname and given name read as a name rather than as other words."""
    return name[:2] not in ORDINARY and name[-1] not in ENDINGS


def names_people(title: str) -> bool:
    """Whether the title of a column is a word before a name or a number of a person."""
    return bool(TITLE.fullmatch(title))


def introduced(described: dict[str, object]) -> str:
    """`法定代表人: ` for a column that holds persons or their numbers, or nothing."""
    titles = [str(value) for key, value in described.items() if key.split("_")[0] == "title"]
    return next((f"{title}: " for title in titles if names_people(title)), "")
