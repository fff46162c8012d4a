"""What the privacy gate finds, what it lets pass, and what it never says."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import duckdb
import privacy_corpus as corpus
import pytest
from answers import parted
from folders import edit, write
from sites import DAY, sites
from stdnum.cn import ric, uscc

from pipeline import persons, traces
from pipeline.allowance import COLUMNS, read_allowances
from pipeline.detect import doubtful_cells
from pipeline.doubt import Cell
from pipeline.guard import guard_files, guard_rows
from pipeline.privacy import (
    HERALDS,
    RULES,
    WITHHELD,
    digest,
    find,
    likely,
    normal,
    redact,
)
from pipeline.problem import Problem, Refused, plain, shorten
from pipeline.project import Project
from pipeline.sift import find_in_files

R = random.Random(7)
MOBILE, RESIDENT, CARD = corpus.mobile(R), corpus.resident(R), corpus.card(R)


def rules(text: str) -> set[str]:
    return {match.rule.removeprefix("privacy-") for match in find(text)}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return sites(tmp_path)


def allow(project: Project, *rows: tuple[str, str, str, str, str]) -> None:
    """The allowance file with these rules, texts, resources, records and last days."""
    lines = [",".join(COLUMNS)]
    for rule, text, resource, record, day in rows:
        sha256 = next(digest(m) for m in find(text) if m.rule == rule)
        lines.append(f"{rule},{sha256},{resource},{record},official line,duty officer,{day}")
    write(project.datasets / "allowances.csv", "\n".join(lines) + "\n")


def note(value: str, line: int = 2, record: str = "A") -> Cell:
    return Cell("sites", line, "note", value, record)


def judged(project: Project, *cells: Cell) -> list[tuple[str, str]]:
    problems = guard_rows(project, cells, read_allowances(project), DAY)
    return [(p.place, p.kind) for p in problems]


# The labelled corpus


def test_recall_and_false_alarms(record_property: Callable[[str, object], None]) -> None:
    positives, negatives = corpus.positives(), corpus.negatives()
    assert len(positives) >= 400
    assert len(negatives) >= 2000
    total = Counter(rule for rule, _ in positives)
    found = Counter(rule for rule, text in positives if rule in rules(text))
    alarms = Counter(rule for text in negatives for rule in rules(text))
    wrong = sum(bool(rules(text)) for text in negatives)
    record_property(
        "measured",
        f"privacy: {len(positives)} texts with personal data, {len(negatives)} without; "
        f"false alarms {wrong / len(negatives):.2%}",
    )
    for rule, number in total.items():
        precision = found[rule] / (found[rule] + alarms[rule])
        record_property(
            "measured",
            f"  {rule:12} recall {found[rule] / number:7.2%}  precision {precision:7.2%}",
        )
    for rule in ("resident-id", "bank-card"):
        assert found[rule] == total[rule], rule
    assert all(found[rule] / total[rule] >= 0.97 for rule in total)
    assert wrong / len(negatives) < 0.005


def test_a_name_in_a_sentence_without_a_word_that_announces_it(
    record_property: Callable[[str, object], None],
) -> None:
    """What stands around a name can only be guessed at; the figure says how often that helps."""
    texts = corpus.names_in_prose()
    errors = sum(bool(rules(text) & {"person", "health", "minor", "reporter"}) for text in texts)
    doubts = sum(rules(text) == {"name"} for text in texts)
    record_property(
        "measured",
        f"  names in {len(texts)} sentences: refused {errors / len(texts):.0%}, "
        f"warned of {doubts / len(texts):.0%}",
    )
    assert errors / len(texts) >= 0.35
    assert (errors + doubts) / len(texts) >= 0.7


def test_a_text_that_is_passed_over_breaks_no_rule() -> None:
    texts = corpus.negatives() + [text for _, text in corpus.positives()]
    assert [texts[at] for at, _ in likely(texts)] == [t for t in texts if list(likely([t]))]
    assert {at for at, _ in likely(texts)} >= {at for at, t in enumerate(texts) if find(t)}


def each_once(hits: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """In their order; a number may be found twice, as it is and with its Chinese numerals read."""
    return list(dict.fromkeys(hits))


def test_what_is_found_has_been_announced() -> None:
    """Texts of the corpus as they are, and 4,000 of the end of one before the start of another."""
    texts = corpus.negatives() + [text for _, text in corpus.positives()] + corpus.names_in_prose()
    r = random.Random(7)
    for _ in range(4000):
        one, other = r.choice(texts), r.choice(texts)
        texts.append(one[r.randrange(len(one) + 1) :] + other[: r.randrange(len(other) + 1)])
    every, texts = {"digits", "landline", "introduced", *HERALDS}, list(map(normal, texts))
    heralds = {text: doubtful.heralds for text in texts for _, doubtful in likely([text])}
    for kind in persons, traces:
        found = {text: hits for text in texts if (hits := each_once(kind.find(text, every)))}
        assert len(found) > 800
        assert found == {
            text: each_once(kind.find(text, heralds.get(text, set()))) for text in found
        }


@pytest.mark.parametrize(
    "text",
    [
        "1391234567八",
        "13912345六78",
        "1 3 9 1 2 3 4 5 六 7 8",
        "1-3-9-1-2-3-4-5-六-7-8",
        "一3912345678",
    ],
)
def test_a_number_is_found_wherever_a_chinese_numeral_stands_in_it(text: str) -> None:
    assert rules(f"致电{text}") == {"mobile"}


def test_a_valid_credit_code_of_digits_alone_is_no_resident_number() -> None:
    r = random.Random(1)
    codes = [corpus.organisation(r, digits_only=True) for _ in range(3000)]
    assert all(uscc.is_valid(code) for code in codes)
    assert [code for code in codes if "resident-id" in rules(code)] == []


def test_a_resident_number_that_passes_as_a_credit_code_is_still_one() -> None:
    r = random.Random(2)
    both = [n for n in (corpus.resident(r) for _ in range(3000)) if uscc.is_valid(n)]
    assert len(both) > 30
    assert all("resident-id" in rules(number) for number in both)


def test_a_number_with_a_wrong_check_digit_or_no_birth_date_is_no_resident_number() -> None:
    wrong = RESIDENT[:17] + ("1" if RESIDENT[17] != "1" else "2")
    undated = RESIDENT[:6] + "19801332" + RESIDENT[14:17]
    undated += ric.calc_check_digit(undated + "0")
    assert [rules(wrong), rules(undated)] == [set(), set()]


def test_fifteen_digits_are_a_resident_number_where_a_word_says_so() -> None:
    old = RESIDENT[:6] + RESIDENT[8:17]
    assert rules(f"身份证号{old}") == {"resident-id"}
    assert "resident-id" not in rules(f"编号{old}")


def test_an_amount_is_no_mobile_number_unless_a_word_says_so() -> None:
    assert rules(f"投资总额{MOBILE}元") == set()
    assert rules(f"手机{MOBILE}元旦前可联系") == {"mobile"}


@pytest.mark.parametrize("line", ["Row", "灭火器12", "B-7", "0."])
def test_a_line_above_a_number_is_no_part_of_it(line: str) -> None:
    """A line of letters or digits ends at its end, though a number may go on in the next."""
    assert rules(f"{line}\n{MOBILE}") == rules(f"{line}\n{MOBILE}\n{line}") == {"mobile"}
    assert rules(f"编号 A{MOBILE}") == set()


# Rows


def test_a_finding_names_file_line_column_and_rule_and_never_the_value(project: Project) -> None:
    [problem] = guard_rows(project, [note(f"请找 {RESIDENT}", line=9)], [], DAY)
    assert problem.place == "datasets/sites.csv:9:4"
    assert problem.severity == "error"
    assert problem.sentence("en") == (
        "note holds a resident identity number. It is not repeated here. "
        "Remove it; write a person as 张某某. "
        "If it may stand: baoguangtai allow datasets/sites.csv:9:4"
    )
    assert problem.sentence("zh") == (
        "note 含有居民身份证号码，此处不予复述。请删除；自然人写作“张某某”。"
        "确可保留的，运行 baoguangtai allow datasets/sites.csv:9:4。"
    )


def test_no_message_and_no_representation_echoes_a_value_or_its_hash(project: Project) -> None:
    for rule, text in corpus.positives():
        problems = guard_rows(project, [note(text)], [], DAY)
        assert f"privacy-{rule}" in {p.kind for p in problems}
        matches = find(text)
        said = "".join(p.sentence("en") + p.sentence("zh") + p.place for p in problems)
        told = said + repr(problems) + repr(matches)
        assert not any(m.text in told or digest(m) in told for m in matches), rule
        assert not any(c.isdigit() for c in said.replace("12345", "").replace(":2:4", ""))


def test_a_trade_name_with_the_name_of_a_person_is_a_warning(project: Project) -> None:
    [problem] = guard_rows(project, [note("示例镇王小明餐饮店")], [], DAY)
    assert (problem.kind, problem.severity) == ("privacy-trade-name", "warning")


def test_the_title_of_a_column_is_the_word_before_its_values(project: Project) -> None:
    cells = [
        Cell("sites", 2, "head", "王小明"), Cell("sites", 2, "note", "王小明"),
        Cell("sites", 3, "phone", "59728888"), Cell("sites", 3, "note", "59728888"),
        Cell("sites", 4, "head", "王某某"), Cell("sites", 4, "head", "安全科"),
    ]  # fmt: skip
    assert judged(project, *cells) == [
        ("datasets/sites.csv:2:2", "privacy-person"),
        ("datasets/sites.csv:2:4", "privacy-name"),  # a doubt, since no word says what it is
        ("datasets/sites.csv:3:3", "privacy-landline"),
    ]


def test_the_numbers_and_addresses_of_the_publisher_are_no_finding(project: Project) -> None:
    own = ["电话021-59720000", "电话：59720000", "open@bureau.invalid", "help@data.bureau.invalid"]
    own += ["举报电话12345、12350、96119、119、110、120、122"]
    others = ["电话021-59720001", "open@bureau.invalid.com", "me@example.org"]
    assert judged(project, *map(note, own)) == []
    assert [kind for _, kind in judged(project, *map(note, others))] == [
        "privacy-landline", "privacy-email", "privacy-email",
    ]  # fmt: skip


def test_a_mail_service_for_everyone_is_not_the_publishers_domain(project: Project) -> None:
    project.descriptor["contact"] = {"email": "bureau@qq.com"}
    assert judged(project, note("bureau@qq.com")) == []
    assert judged(project, note("other@qq.com")) == [("datasets/sites.csv:2:4", "privacy-email")]


def test_an_example_address_passes_in_a_demonstration_only(project: Project) -> None:
    assert judged(project, note("data@example.org"))
    project.descriptor["demo"] = {"zh": "虚构", "en": "Invented"}
    assert judged(project, note("data@example.org")) == []


def test_loaded_tables_are_read_by_distinct_value(project: Project) -> None:
    con = duckdb.connect()
    con.execute("create schema raw")
    con.execute("create table raw.sites (site text, head text, phone text, note text, _line int)")
    rows = [("A", "王小明", None, "好", 2), ("B", None, None, MOBILE, 3), ("C", "", "", MOBILE, 4)]
    con.executemany("insert into raw.sites values (?, ?, ?, ?, ?)", rows)
    assert list(doubtful_cells(con, project)) == [
        Cell("sites", 2, "head", "王小明", "A"),
        Cell("sites", 3, "note", MOBILE, "B"),
        Cell("sites", 4, "note", MOBILE, "C"),
    ]


# Allowances


def test_an_allowance_lets_one_finding_of_one_record_stand(project: Project) -> None:
    allow(project, ("privacy-mobile", MOBILE, "sites", "A", "2026-11-23"))
    assert judged(project, note(f"热线 {MOBILE}")) == []
    assert judged(project, note(MOBILE), note(MOBILE, 3, "B")) == [
        ("datasets/sites.csv:3:4", "privacy-mobile")
    ]


def test_an_allowance_that_has_run_out_is_a_problem_and_allows_nothing(project: Project) -> None:
    allow(project, ("privacy-mobile", MOBILE, "sites", "A", "2026-11-22"))
    problems = guard_rows(project, [note(MOBILE)], read_allowances(project), DAY)
    assert [(p.place, p.sentence()) for p in problems[1:]] == [
        (
            "datasets/allowances.csv:2",
            "The allowance expired on 2026-11-22. "
            "Remove it together with what it allowed, or have it decided anew.",
        )
    ]
    assert problems[0].kind == "privacy-mobile"


def test_an_allowance_that_matches_nothing_is_a_problem(project: Project) -> None:
    allow(project, ("privacy-mobile", MOBILE, "sites", "A", "2027-01-01"))
    place = "datasets/allowances.csv:2"
    assert judged(project, note("好")) == [(place, "allowance-idle")]
    assert (place, "allowance-idle") in judged(project, note(MOBILE, record="B"))


def test_what_is_allowed_in_a_row_is_allowed_where_the_row_is_shown(project: Project) -> None:
    allow(project, ("privacy-mobile", MOBILE, "sites", "A", "2027-01-01"))
    allowances = read_allowances(project)
    pages = [("a.html", f"<p>{MOBILE}</p>"), ("b.html", f"<p>{CARD}</p>")]
    problems = guard_files(project, pages, allowances, DAY)
    assert [(p.place, p.kind) for p in problems] == [("b.html:1", "privacy-bank-card")]


def test_a_finding_in_a_page_is_allowed_by_its_path(project: Project) -> None:
    allow(project, ("privacy-mobile", MOBILE, "site", "about.html", "2027-01-01"))
    allowances = read_allowances(project)
    assert guard_files(project, [("about.html", MOBILE)], allowances, DAY) == []
    elsewhere = guard_files(project, [("index.html", MOBILE)], allowances, DAY)
    assert [p.kind for p in elsewhere] == ["privacy-mobile", "allowance-idle"]
    assert guard_rows(project, [], allowances, DAY) == []


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("privacy-other,{h},sites,A,why,officer,2027-01-01", "rule"),
        ("privacy-mobile,138,sites,A,why,officer,2027-01-01", "sha256"),
        ("privacy-mobile,{h},places,A,why,officer,2027-01-01", "resource"),
        ("privacy-mobile,{h},sites,,why,officer,2027-01-01", "record"),
        ("privacy-mobile,{h},sites,A, ,officer,2027-01-01", "reason"),
        ("privacy-mobile,{h},sites,A,why,,2027-01-01", "role"),
        ("privacy-mobile,{h},sites,A,why,officer,2027-13-01", "expires_on"),
        ("privacy-mobile,{h},sites,A,why,officer", "expires_on"),
    ],
)
def test_an_allowance_that_cannot_be_read_is_refused(
    project: Project, row: str, sentence: str
) -> None:
    text = ",".join(COLUMNS) + "\n" + row.format(h="0" * 64) + "\n"
    write(project.datasets / "allowances.csv", text)
    with pytest.raises(Refused) as refused:
        read_allowances(project)
    assert [(p.place, p.sentence()) for p in refused.value.problems] == [
        (
            "datasets/allowances.csv:2",
            f"{sentence} cannot be read in this allowance; its value is not repeated here. "
            "Correct it, or remove the line.",
        )
    ]


def test_an_allowance_file_with_another_heading_or_a_line_twice_is_refused(
    project: Project,
) -> None:
    path = project.datasets / "allowances.csv"
    line = f"privacy-mobile,{'0' * 64},sites,A,why,officer,2027-01-01\n"
    for text, kind in (
        ("rule\n", "allowance-header"),
        (f"{','.join(COLUMNS)}\n{line * 2}", "allowance-twice"),
    ):
        write(path, text)
        with pytest.raises(Refused) as refused:
            read_allowances(project)
        assert [p.kind for p in refused.value.problems] == [kind]


# Logs


def test_other_messages_withhold_personal_data_too() -> None:
    assert shorten(f"联系人 {MOBILE}") == WITHHELD
    assert redact("罚款13800元") == "罚款13800元"
    problem = Problem(
        "datasets/a.csv", "constraint-maxLength", {"field": "a", "cell": RESIDENT, "expected": 3}
    )
    assert RESIDENT not in problem.sentence()


def test_a_log_holds_no_command_of_a_workflow_and_no_escape() -> None:
    assert plain("::error file=a::b") == "\\u003a:error file=a::b"
    assert plain(" ##[add-mask]x") == " #\\u0023[add-mask]x"
    assert plain("\x1b[31m\n::stop") == "\\u001b[31m\\u000a::stop"
    assert Problem("::debug::x", "form-empty", line=3).place == "\\u003a:debug::x:3"


@pytest.mark.parametrize("form", ["text", "github", "json"])
def test_a_file_name_and_a_heading_reach_no_log_as_a_command(
    birds: Path, run: Callable[..., Any], form: str
) -> None:
    """A runner takes a line that begins with :: or ##[ for a command, also after spaces."""
    write(birds / "datasets/::error::x\x1b[31m\u202e%0A::stop.txt", f"tel {MOBILE}")
    files = run("check", "--format", form)
    edit(birds / "datasets/counts.csv", "count_id,", "  ::error::x\x1b##[group]%0A,")
    headings = run("check", "--format", form)
    for answer in (files, headings):
        said = answer.out + answer.err
        lines = [line.strip() for line in said.splitlines()]
        commands = [line for line in lines if line.startswith(("::", "##["))]
        told = parted(said)[0] if form == "github" else []
        assert commands == told
        assert all(line.startswith("::error file=datasets/") for line in commands)
        assert "\x1b" not in said and "##[" not in said
        assert form == "json" or "\u202e" not in said
        assert not any("%0A" in line.replace("%250A", "") for line in commands)


def test_every_rule_has_its_sentence_in_both_languages() -> None:
    for rule in RULES:
        for language in ("en", "zh"):
            assert "x" in Problem("a", rule, {"field": "x"}).sentence(language)


def test_a_finding_in_a_file_keeps_the_hash_and_not_the_text(project: Project) -> None:
    [finding] = find_in_files(project, [("a.txt", MOBILE)])
    assert MOBILE not in repr(finding)
    assert finding.key == ("privacy-mobile", digest(find(MOBILE)[0]), "site", "a.txt")


# --- programs of others ---------------------------------------------------------------------------


def test_a_binary_file_is_let_through_where_its_checksum_is_written_down(birds, run):
    program = b"\0asm\1\0\0\0" + b"\7" * 100
    folder = birds / "site_templates/assets/engine"
    write(folder / "engine.wasm", program)
    refused = run("check")
    assert refused.code == 1
    assert "site_templates/assets/engine/engine.wasm" in refused.err
    found = hashlib.sha256(program).hexdigest()
    write(folder / "SHA256SUMS", f"{found}  engine.wasm\n{found}  not-there.wasm\n")
    assert run("check").code == 0
    assert run("build").code == 0
    assert (birds / "site/assets/engine/engine.wasm").read_bytes() == program
    write(folder / "engine.wasm", program + b"another")
    assert run("check").code == 1
