"""Texts with a label: 900 that hold personal data in the forms people write it in, and 2,600 that
only look like it. All are made here from a fixed seed: nobody's number is written down."""

from __future__ import annotations

import random
import string
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from stdnum import luhn
from stdnum.cn import ric, uscc

PLACES = [
    "110105", "120103", "130102", "140105", "150102", "210102", "220102", "230103", "310118",
    "310120", "320583", "330106", "340102", "350203", "360102", "370202", "410102", "420106",
    "430102", "440305", "450102", "460105", "500103", "510104", "520102", "530102", "610102",
    "620102", "640104", "650102",
]  # fmt: skip
PROSE = "现场检查发现{}后已责令改正。"
NAMES = [
    "王小明", "李建国", "张伟", "刘洋", "陈静怡", "杨帆", "黄志强", "赵丽华", "吴磊", "周杰",
    "徐海燕", "孙晓东", "马超", "朱文博", "胡雪梅", "郭子豪", "何秀英", "林志远", "罗云飞",
    "梁思雨", "宋佳", "郑凯", "谢婷婷", "韩冰", "唐国栋", "冯雨桐", "董浩", "萧雅", "程远航",
    "曹阳", "欧阳雪", "司马俊杰", "诸葛瑾", "上官婉",
]  # fmt: skip
PROSE_WITH_NAMES = Path(__file__).with_name("privacy_names.txt")
SENTENCES = Path(__file__).with_name("privacy_sentences.txt")
Labelled = tuple[str, str]


def resident(r: random.Random) -> str:
    """A number with a real division, a birth date and the right check digit."""
    born = date(1935, 1, 1) + timedelta(days=r.randrange(32000))
    number = f"{r.choice(PLACES)}{born:%Y%m%d}{r.randrange(1000):03}"
    return number + ric.calc_check_digit(number + "0")


def mobile(r: random.Random) -> str:
    return f"1{r.choice('3456789')}{r.randrange(10**9):09}"


def card(r: random.Random) -> str:
    """A number as UnionPay, Visa or Mastercard gives it."""
    start, size = r.choice([("62", 16), ("62", 19), ("4", 16), ("5", 16), ("62", 19)])
    body = start + "".join(r.choices(string.digits, k=size - 1 - len(start)))
    return body + luhn.calc_check_digit(body)


def organisation(r: random.Random, digits_only: bool) -> str:
    """A unified social credit code, its organisation part with its own check digit (GB 11714)."""
    while True:
        letters = string.digits if digits_only else "0123456789ABCDEFGHJKLMNPQRTUWXY"
        part = "".join(r.choices(letters, k=8))
        values = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        pairs = zip(part, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)
        check = 11 - sum(values.index(c) * w for c, w in pairs) % 11
        code = r.choice(["91", "92", "93", "11", "12", "51", "52", "53"]) + r.choice(PLACES) + part
        code += {10: "X", 11: "0"}.get(check, str(check))
        code += uscc.calc_check_digit(code + "0")
        if not digits_only or code.isdigit():
            return code


def spread(*sizes: int, by: str = " ") -> Callable[[str], str]:
    """The number in groups of these sizes; without sizes, digit by digit."""

    def write(number: str) -> str:
        parts, rest = [], number
        for size in sizes or (1,) * len(number):
            parts.append(rest[:size])
            rest = rest[size:]
        return by.join(p for p in [*parts, rest] if p)

    return write


def digits_as(zero: str, letters: str = "") -> Callable[[str], str]:
    """The number in other digits: a run of ten that begins with `zero`, or ten given ones."""
    ten = letters or "".join(chr(ord(zero) + n) for n in range(10))
    return lambda number: number.translate(str.maketrans(string.digits, ten))


def between(sign: str) -> Callable[[str], str]:
    return lambda number: sign.join(number)


ANY_NUMBER: list[Callable[[str], str]] = [
    str,
    str.lower,
    digits_as("０"),
    digits_as("𝟎"),
    digits_as("𝟶"),
    digits_as("", "⓪①②③④⑤⑥⑦⑧⑨"),
    digits_as("", "〇一二三四五六七八九"),
    digits_as("", "零壹贰叁肆伍陆柒捌玖"),
    digits_as("", "⁰¹²³⁴⁵⁶⁷⁸⁹"),
    spread(),
    spread(by="-"),
    spread(by="\u00a0"),
    spread(by="·"),
    between("\u200b"),
    between("\u00ad"),
    between("\ufeff"),
    between("\u2060"),
    between("\u20e3"),
    between(" - "),
]
OF_RESIDENT = [
    spread(6, 8, 4),
    spread(6, 8, 4, by="-"),
    spread(6, 8, 4, by="—"),
    spread(6, 8, 4, by="\n"),
    spread(6, 4, 2, 2, 4),
    spread(3, 3, 4, 4, 4),
    lambda n: spread(6, 8, 4, by="　")(digits_as("０")(n)),
]
OF_MOBILE = [
    spread(3, 4, 4),
    spread(3, 4, 4, by="-"),
    spread(3, 4, 4, by="."),
    spread(3, 4, 4, by="\n"),
    spread(3, 3, 5),
    "+86{}".format,
    "+86 {}".format,
    "0086-{}".format,
    "86{}".format,
    "({})".format,
]
OF_CARD = [spread(4, 4, 4, 4), spread(4, 4, 4, 4, by="-"), spread(4, 4, 4, 4, by="\n")]
FRAMES = [
    "{}",
    PROSE,
    "身份信息：{}，",
    "（{}）",
    "已登记{}",
    "1、{}；2、无",
    "“{}”",
    "见附件\n{}\n完",
    "Contact\n{}\nend",
]


def positives() -> list[Labelled]:
    """Rule and text."""
    r = random.Random(20261123)
    found: list[Labelled] = []
    for rule, make, forms, times in (
        ("resident-id", resident, ANY_NUMBER + OF_RESIDENT, 8),
        ("mobile", mobile, ANY_NUMBER + OF_MOBILE, 5),
        ("bank-card", card, ANY_NUMBER + OF_CARD, 5),
    ):
        found += [(rule, r.choice(FRAMES).format(f(make(r)))) for f in forms for _ in range(times)]
    found += [("mobile", f"联系电话{mobile(r)}元旦值班") for _ in range(5)]
    found += [("bank-card", f"开户行某银行，账号{card(r)}") for _ in range(10)]
    for frame in (
        "021-{}",
        "（021）{}",
        "021{}",
        "021 {}",
        "+86-21-{}",
        "电话：{}",
        "座机{}",
        "传真 {}",
    ):
        for _ in range(5):
            found.append(
                (
                    "landline",
                    PROSE.format(frame.format(f"{r.choice('23568')}{r.randrange(10**7):07}")),
                )
            )
    found += [
        (
            "landline",
            f"请致电0512-{r.randrange(2, 9)}{r.randrange(10**6):06}或0571-8{r.randrange(10**7):07}",
        )
        for _ in range(5)
    ]
    return found + _plates(r) + _mail(r) + _homes(r) + _people(r) + _reports(r)


def _plates(r: random.Random) -> list[Labelled]:
    def serial(size: int) -> str:
        return f"{r.choice('ABCDEFGHJK')}{r.randrange(10 ** (size - 1)):0{size - 1}}"

    found = []
    for _ in range(8):
        found += [
            f"沪A{serial(5)}",
            f"沪A·{serial(5)}",
            f"苏E {serial(5)}",
            f"沪AD{r.randrange(10**5):05}",
            f"沪A{r.randrange(10**5):05}F",
            f"沪C{r.randrange(10**4):04}学",
            f"皖A{r.randrange(10**4):04}警",
            f"浙Ｂ{serial(5)}",
            f"沪a-{r.randrange(10**5):05}",
        ]
    return [("plate", r.choice(["{}", PROSE, "车辆{}占用消防通道"]).format(text)) for text in found]


def _mail(r: random.Random) -> list[Labelled]:
    found: list[Labelled] = []
    for _ in range(5):
        user = "".join(r.choices(string.ascii_lowercase, k=6)) + str(r.randrange(100))
        found += [
            ("email", PROSE.format(text))
            for text in (
                f"{user}@qq.com",
                f"{user}＠163.com",
                f"{user} @ 126.com",
                f"{user}[at]qq.com",
                f"{user}(at)mail(dot)net",
                f"邮箱：{user}@a-b.com.cn",
                f"{user.upper()}@Foxmail.COM",
            )
        ]
        found += [
            ("account", text)
            for text in (
                f"微信：wx_{user}",
                f"加微信号{user}",
                f"QQ：{r.randrange(10**8, 10**9)}",
                f"VX {user}",
            )
        ]
    return found


def _homes(r: random.Random) -> list[Labelled]:
    texts = []
    for _ in range(6):
        n, room = r.randrange(1, 40), r.randrange(101, 2905)
        texts += [
            f"示例路{n}弄{n + 2}号{room}室",
            f"演示小区{n}号楼{room}室",
            f"样本新村{n}幢{n % 5 + 1}单元{room}室",
            f"某公寓{n}栋{room}室存放电动自行车",
            f"{n}号楼{n % 4 + 1}单元{room}户阳台堆物",
            f"职工宿舍{room}室",
            f"模拟家园{n}号楼三〇一室",
            f"示例住宅{n}号楼二单元",
        ]
    return [("address", text) for text in texts]


def _people(r: random.Random) -> list[Labelled]:
    frames = [
        "联系人：{}",
        "联系人:{}，电话见附件",
        "法定代表人{}未履行职责",
        "法定代表人：{}。",
        "主要负责人{}在场",
        "经营者（{}）",
        "员工{}未佩戴安全帽",
        "业主{}拒不改正",
        "驾驶员{}无证驾驶",
        "当事人{}，男",
        "当事人姓名：{}",
        "死者{}系该单位电工",
        "负责人为{}。",
        "伤者{}已送医",
        "该单位法人{}到场",
        "姓名 {}",
        "司机{}酒后作业",
        "保安{}正在睡觉",
        "操作工“{}”违章",
        "租户{}将电动自行车推入楼道",
        "承租人{}和房东在场",
        "联系人：\u200b{}",
        "店主{}称不知情",
        "家属{}、街道干部到场",
    ]
    found = [("person", frame.format(r.choice(NAMES))) for frame in frames for _ in range(5)]
    found += [("person", f"负责人：{' '.join(r.choice(NAMES))}") for _ in range(6)]
    trade = [
        "上海市青浦区{}餐饮店",
        "{}饭店",
        "青浦区{}五金经营部",
        "示例镇{}烟酒商行",
        "{}理发店",
        "“{}小吃店”未设置灭火器",
        "{}水果店",
    ]
    found += [("trade-name", frame.format(r.choice(NAMES))) for frame in trade for _ in range(4)]
    ages = [
        "张某某，男，{}岁",
        "{}岁的女孩被困",
        "招用{}岁男童",
        "李某某（{}周岁）",
        "学生王某，{}岁",
        "{}岁男孩坠落",
        "未成年工，{}岁",
    ]
    found += [("minor", frame.format(r.randrange(3, 18))) for frame in ages for _ in range(3)]
    found += [("minor", f"未成年人{r.choice(NAMES)}在场") for _ in range(5)]
    ill = [
        "{}患有高血压",
        "经查，{}骨折住院",
        "{}因一氧化碳中毒",
        "工人{}烧伤",
        "{}被诊断为尘肺",
        "，{}经抢救无效死亡",
    ]
    return found + [("health", frame.format(r.choice(NAMES))) for frame in ill for _ in range(4)]


def _reports(r: random.Random) -> list[Labelled]:
    texts = []
    for name in r.sample(NAMES, 6):
        texts += [
            f"举报人{name}来电",
            f"举报人：{name[0]}某某",
            f"举报人{name[0]}女士反映",
            f"举报人电话{mobile(r)}",
            "举报人系该公司离职员工",
            "反映人为隔壁租户",
            f"举报人于{r.randrange(1, 12)}月{r.randrange(1, 28)}日来电",
            f"{r.randrange(8, 12)}时{r.randrange(60)}分接到举报人来电",
            "举报人称：“老板把门锁了”",
            "据该厂员工举报",
            "经内部职工匿名举报",
            "投诉人工作单位为示例公司",
        ]
    return [("reporter", text) for text in texts]


def names_in_prose() -> list[str]:
    """What inspectors write, with a name in the place of `NAME`.

    Half of the sentences were in view when the rules were written, and half were not.
    """
    r = random.Random(118)
    frames = PROSE_WITH_NAMES.read_text("utf-8").splitlines()
    return [frame.replace("NAME", r.choice(NAMES)) for frame in frames for _ in range(5)]


def negatives() -> list[str]:
    """Texts of the same material that hold nothing about a person."""
    r = random.Random(310118)
    n = r.randrange
    made: list[Callable[[], str]] = [
        lambda: organisation(r, True),
        lambda: organisation(r, True),
        lambda: organisation(r, False),
        lambda: PROSE.format(f"统一社会信用代码{organisation(r, True)}"),
        lambda: f"沪青消行罚决字〔{n(2019, 2027)}〕第{n(10**4):04}号",
        lambda: f"上(消)行罚决字[{n(2019, 2027)}]{n(10**8):08}号",
        lambda: (
            f"顺(一)消行罚决字〔2023〕第{n(10**6):06}号，{n(2019, 2027)}年{n(1, 13)}月{n(1, 29)}日"
        ),
        lambda: f"QE{n(10**7):07}-{n(2019, 2027)}-{n(1000):03}",
        lambda: f"DEMO-E-{n(10**4):04}",
        lambda: f"投资总额{mobile(r)}元",
        lambda: f"罚款{n(10**5):,}元，合计{n(10**9):,}.00元",
        lambda: f"注册资本{n(10**11)}万元",
        lambda: f"¥{mobile(r)}",
        lambda: f"库存{mobile(r)}千克",
        lambda: f"{n(121, 122)}.{n(10 ** n(4, 15))},{n(30, 32)}.{n(10 ** n(4, 15))}",
        lambda: f"POINT({r.uniform(120, 122)!r} {r.uniform(30, 32)!r})",
        lambda: repr(r.random()),
        lambda: (
            f"{n(2019, 2027)}-{n(1, 13):02}-{n(1, 29):02}T{n(24):02}:{n(60):02}:{n(60):02}+08:00"
        ),
        lambda: (
            f"{n(2019, 2027)}-{n(1, 13):02}-{n(1, 29):02} {n(24)}:{n(60):02}:{n(60):02}.{n(10**6)}"
        ),
        lambda: f"{n(10**9, 2 * 10**9)}{n(1000):03}",
        lambda: r.randbytes(32).hex(),
        lambda: r.randbytes(20).hex(),
        lambda: str(uuid.UUID(int=r.getrandbits(128))),
        lambda: f"310118{n(1000):03}000",
        lambda: f"https://example.org/baoguangtai/source/{n(10**8)}/{r.randbytes(16).hex()}.html",
        lambda: f"编号：{n(10**16, 10**17)}",
        lambda: f"流水号{card(r)[:15]}",
        lambda: f"条码{n(69 * 10**11, 70 * 10**11)}",
        lambda: f"第{mobile(r)}号",
        lambda: f"{n(1, 40)}号楼{n(2, 30)}户居民未安装独立式感烟探测器",
        lambda: f"示例路{n(1, 900)}号{n(1, 30)}幢",
        lambda: f"演示产业园{n(1, 30)}号楼{n(101, 999)}室",
        lambda: f"示例商务大厦{n(1, 30)}栋{n(101, 2900)}室",
        lambda: f"小区共{n(100, 999)}户",
        lambda: f"梯11沪A{n(10**5):05}({n(10, 25)})",
        lambda: f"容17沪B{n(10**5):05}",
        lambda: f"GB {n(10**5)}-{n(2000, 2026)}",
        lambda: f"{r.choice(NAMES)[0]}某某未到场",
        lambda: f"法定代表人{r.choice(NAMES)[0]}某",
        lambda: f"联系人：{r.choice(NAMES)[0]}××",
        lambda: f"员工{r.choice(NAMES)[0]}*{r.choice('伟芳')}",
        lambda: f"请拨打{r.choice(['12345', '12350', '119', '96119'])}",
        lambda: f"举报热线{r.choice(['12345', '12350'])}，奖励{n(3000, 300000)}元",
        lambda: f"当场抽查{n(2, 30)}名员工，{n(2)}人不会使用灭火器",
        lambda: f"{n(1, 13)}月{n(1, 29)}日{n(24)}时{n(60)}分检查，{n(10)}岁以上儿童设施未围挡",
        lambda: f"满{n(14, 19)}周岁",
        lambda: f"[{', '.join(str(n(10)) for _ in range(n(5, 40)))}]",
        lambda: " ".join(str(n(1000)) for _ in range(n(5, 30))),
        lambda: " ".join(f"{n(10 ** n(1, 9))}" for _ in range(n(3, 9))),
        lambda: f"{n(10**5, 10**6)}/{n(10**5, 10**6)}",
    ]
    return [make() for make in made for _ in range(50)] + SENTENCES.read_text("utf-8").splitlines()
