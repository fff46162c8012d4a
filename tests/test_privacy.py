"""What the privacy gate finds, what it lets pass, and what it never says."""

from __future__ import annotations

import base64
import csv
import gzip
import json
import random
import stat
import struct
from collections import Counter
from datetime import date
from pathlib import Path

import duckdb
import privacy_corpus as corpus
import pytest
from folders import write
from stdnum.cn import ric, uscc

from pipeline.allowance import COLUMNS, draft_allowances, read_allowances
from pipeline.guard import (
    Cell,
    doubtful_cells,
    files_in,
    find_in_files,
    find_in_rows,
    guard_files,
    guard_rows,
)
from pipeline.privacy import RULES, WITHHELD, digest, find, likely, redact
from pipeline.problem import Problem, Refused, plain, shorten
from pipeline.project import Project, open_project

DAY = date(2026, 11, 23)
R = random.Random(7)
MOBILE, RESIDENT, CARD = corpus.mobile(R), corpus.resident(R), corpus.card(R)


def rules(text: str) -> set[str]:
    return {match.rule.removeprefix("privacy-") for match in find(text)}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A table of sites: key, person in charge, telephone, note."""
    fields = [
        {"name": name, "type": "string", "title": title}
        for name, title in (
            ("site", "场所"), ("head", "单位负责人"), ("phone", "联系电话"), ("note", "备注"),
        )
    ]  # fmt: skip
    resource = {
        "name": "sites", "path": "sites.csv", "title": "场所", "format": "csv", "encoding": "utf-8",
        "schema": {"fields": fields, "primaryKey": ["site"]},
    }  # fmt: skip
    about = {
        "name": "sites", "title": "场所", "languages": ["zh-Hans", "en"], "resources": [resource],
        "homepage": "https://www.bureau.invalid/", "licenses": [{"name": "CC0-1.0"}],
        "contact": {"email": "open@bureau.invalid", "phone": "021-59720000"},
    }  # fmt: skip
    write(tmp_path / "datasets/datapackage.json", json.dumps(about, ensure_ascii=False))
    write(tmp_path / "datasets/sites.csv", "site,head,phone,note\nA,,,\n")
    return open_project(tmp_path)


def allow(project: Project, *rows: tuple[str, str, str, str, str]) -> None:
    """The allowance file with these rules, texts, resources, records and last days."""
    lines = [",".join(COLUMNS)]
    for rule, text, resource, record, day in rows:
        sha256 = next(digest(m) for m in find(text) if m.rule == rule)
        lines.append(f"{rule},{sha256},{resource},{record},official line,duty officer,{day}")
    write(project.datasets / "privacy_allowances.csv", "\n".join(lines) + "\n")


def note(value: str, line: int = 2, record: str = "A") -> Cell:
    return Cell("sites", line, "note", value, record)


def judged(project: Project, *cells: Cell) -> list[tuple[str, str]]:
    problems = guard_rows(project, cells, read_allowances(project), DAY)
    return [(p.place, p.kind) for p in problems]


# The labelled corpus


def test_recall_and_false_alarms(capsys: pytest.CaptureFixture[str]) -> None:
    positives, negatives = corpus.positives(), corpus.negatives()
    assert len(positives) >= 400
    assert len(negatives) >= 2000
    total = Counter(rule for rule, _ in positives)
    found = Counter(rule for rule, text in positives if rule in rules(text))
    alarms = Counter(rule for text in negatives for rule in rules(text))
    wrong = sum(bool(rules(text)) for text in negatives)
    with capsys.disabled():
        print(f"\n{len(positives)} positives, {len(negatives)} negatives")
        for rule, number in total.items():
            precision = found[rule] / (found[rule] + alarms[rule])
            print(f"{rule:12} recall {found[rule] / number:7.2%}  precision {precision:7.2%}")
        print(f"false alarms {wrong / len(negatives):.2%}")
    for rule in ("resident-id", "bank-card"):
        assert found[rule] == total[rule], rule
    assert all(found[rule] / total[rule] >= 0.97 for rule in total)
    assert wrong / len(negatives) < 0.005


def test_a_text_that_is_passed_over_breaks_no_rule() -> None:
    texts = corpus.negatives() + [text for _, text in corpus.positives()]
    assert [texts[at] for at, _ in likely(texts)] == [t for t in texts if list(likely([t]))]
    assert {at for at, _ in likely(texts)} >= {at for at, t in enumerate(texts) if find(t)}


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


# Rows


def test_a_finding_names_file_line_column_and_rule_and_never_the_value(project: Project) -> None:
    [problem] = guard_rows(project, [note(f"请找 {RESIDENT}", line=9)], [], DAY)
    assert problem.place == "datasets/sites.csv:9:4"
    assert problem.severity == "error"
    assert problem.sentence("en") == (
        "note holds a resident identity number. It is not repeated here. "
        "Remove it; write a person as 张某某."
    )
    assert problem.sentence("zh") == (
        "note 含有居民身份证号码，此处不予复述。请删除；自然人写作“张某某”。"
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
    rows = [("A", "王小明", None, "无", 2), ("B", None, None, MOBILE, 3), ("C", "", "", MOBILE, 4)]
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
            "datasets/privacy_allowances.csv:2",
            "The allowance expired on 2026-11-22. "
            "Remove it together with what it allowed, or have it decided anew.",
        )
    ]
    assert problems[0].kind == "privacy-mobile"


def test_an_allowance_that_matches_nothing_is_a_problem(project: Project) -> None:
    allow(project, ("privacy-mobile", MOBILE, "sites", "A", "2027-01-01"))
    place = "datasets/privacy_allowances.csv:2"
    assert judged(project, note("无")) == [(place, "allowance-idle")]
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
    write(project.datasets / "privacy_allowances.csv", text)
    with pytest.raises(Refused) as refused:
        read_allowances(project)
    assert [(p.place, p.sentence()) for p in refused.value.problems] == [
        (
            "datasets/privacy_allowances.csv:2",
            f"{sentence} cannot be read in this allowance; its value is not repeated here. "
            "Correct it, or remove the line.",
        )
    ]


def test_an_allowance_file_with_another_heading_or_a_line_twice_is_refused(
    project: Project,
) -> None:
    path = project.datasets / "privacy_allowances.csv"
    line = f"privacy-mobile,{'0' * 64},sites,A,why,officer,2027-01-01\n"
    for text, kind in (
        ("rule\n", "allowance-header"),
        (f"{','.join(COLUMNS)}\n{line * 2}", "allowance-twice"),
    ):
        write(path, text)
        with pytest.raises(Refused) as refused:
            read_allowances(project)
        assert [p.kind for p in refused.value.problems] == [kind]


def test_findings_are_listed_by_hash_in_a_folder_that_git_ignores(project: Project) -> None:
    found = find_in_rows(project, [note(MOBILE), note(MOBILE), note("王某某")])
    path = draft_allowances(project, (f.key for f in found))
    assert path == project.root / ".privacy/privacy_allowances.csv"
    assert (path.parent / ".gitignore").read_text() == "*\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    [match] = find(MOBILE)
    assert list(csv.reader(path.open())) == [
        COLUMNS, ["privacy-mobile", digest(match), "sites", "A", "", "", ""],
    ]  # fmt: skip
    assert MOBILE not in path.read_text()


# Published files


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html", "<p>\n<b>{0}</b><i>{1}</i></p>"),
        ("a.html", "<p>\n{0}<wbr>{1}</p>"),
        ("a.html", "\n<!-- {0}{1} -->"),
        ("a.html", "\n<p>&#{2};{3}</p>"),
        ("a.xml", "<feed>\n<title>{0}{1}</title></feed>"),
        ("a.svg", "<svg>\n<text>{0}</text><text>{1}</text></svg>"),
        ("a.csv", "x,y\n1,{0}{1}\n"),
        ("a.sql", "--\n-- {0}{1}"),
    ],
    ids=["inline", "wbr", "comment", "entity", "feed", "drawing", "csv", "sql"],
)
def test_a_number_in_a_page_is_found_on_its_line(project: Project, name: str, content: str) -> None:
    text = content.format(MOBILE[:4], MOBILE[4:], ord(MOBILE[0]), MOBILE[1:])
    problems = guard_files(project, [(name, text)], [], DAY)
    assert [(p.place, p.kind) for p in problems] == [(f"{name}:2", "privacy-mobile")]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html", f'<a href="tel:{MOBILE}">x</a>'),
        ("a.html", f"<meta name=d content='{MOBILE}'>"),
        ("a.html", f'<a href="/?q=%31{MOBILE[1:]}">x</a>'),
        ("a.json", json.dumps({"a": [{"b": f"x{chr(0xFF11)}{MOBILE[1:]}".lstrip("x")}]})),
        ("a.json", json.dumps({"tel": int(MOBILE)})),
        ("a.json", json.dumps({MOBILE: 1})),
        (
            "a.pf_fragment",
            gzip.compress(json.dumps({"content": f"请联系 {MOBILE}"}).encode(), mtime=0),
        ),
        ("a.pf_index", gzip.compress(f'pagefind_dcd{{"x": "{MOBILE}"}}'.encode(), mtime=0)),
    ],
    ids=["href", "content", "query", "value", "integer", "key", "fragment", "index"],
)
def test_a_number_in_an_attribute_or_in_json_or_in_a_search_index_is_found(
    project: Project, name: str, content: str | bytes
) -> None:
    problems = guard_files(project, [(name, content)], [], DAY)
    assert [(p.file, p.kind) for p in problems] == [(name, "privacy-mobile")]


def test_a_key_of_json_is_the_word_before_its_value(project: Project) -> None:
    content = json.dumps({"负责人": "王小明", "场所": "王小明"}, ensure_ascii=False)
    assert [p.kind for p in guard_files(project, [("a.json", content)], [], DAY)] == [
        "privacy-person"
    ]


def test_cells_side_by_side_are_not_one_number(project: Project) -> None:
    page = (
        f"<tr><td>{MOBILE[:3]}</td><td>{MOBILE[3:]}</td></tr><p>{MOBILE[:5]}</p><p>{MOBILE[5:]}</p>"
    )
    assert guard_files(project, [("a.html", page)], [], DAY) == []


def test_a_file_name_that_holds_a_number_is_found_and_not_shown(project: Project) -> None:
    [problem] = guard_files(project, [("ok.txt", "x"), (f"{MOBILE}.txt", "x")], [], DAY)
    assert (problem.place, problem.kind) == ("(2)", "privacy-mobile")
    assert MOBILE not in problem.place + problem.sentence()


def test_what_stands_on_many_pages_is_found_on_each(project: Project) -> None:
    pages = [(f"{n}.html", f"<p>x</p>\n<p>{MOBILE}</p>") for n in range(3)]
    problems = guard_files(project, pages, [], DAY)
    assert [p.place for p in problems] == ["0.html:2", "1.html:2", "2.html:2"]


def test_warnings_are_given_with_rows_and_not_again_with_pages(project: Project) -> None:
    assert guard_files(project, [("a.html", "<p>王小明餐饮店</p>")], [], DAY) == []


def test_a_folder_is_read_file_by_file(tmp_path: Path) -> None:
    write(tmp_path / "b/c.txt", "2")
    write(tmp_path / "a.txt", "1")
    (tmp_path / "link").symlink_to("/etc/hostname")
    assert list(files_in(tmp_path)) == [("a.txt", b"1"), ("b/c.txt", b"2")]


# Images


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + b"\0\0\0\0"


def _riff(*chunks: tuple[bytes, bytes]) -> bytes:
    body = b"".join(n + struct.pack("<I", len(c)) + c + b"\0" * (len(c) % 2) for n, c in chunks)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def _segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def _tiff(*tags: int) -> bytes:
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, 0) for tag in tags)
    return b"II*\0" + struct.pack("<IH", 8, len(tags)) + entries + b"\0\0\0\0"


PNG = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", b"\0" * 13)
JPEG_END = _segment(0xDA, b"\0") + b"\xff\xe1 picture data \xff\xd9"
JFIF = b"\xff\xd8" + _segment(0xE0, b"JFIF\0")


@pytest.mark.parametrize(
    ("image", "found"),
    [
        (JFIF + JPEG_END, False),
        (JFIF + _segment(0xE1, b"Exif\0\0" + _tiff(0x8825)) + JPEG_END, True),
        (JFIF + _segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x/>") + JPEG_END, True),
        (JFIF + _segment(0xED, b"Photoshop 3.0\0") + JPEG_END, True),
        (JFIF + b"\xff" + _segment(0xFE, b"taken at home") + JPEG_END, True),
        (PNG + _chunk(b"tEXt", b"Software\0x") + _chunk(b"IEND", b""), False),
        (PNG + _chunk(b"eXIf", _tiff(0x8825)) + _chunk(b"IEND", b""), True),
        (PNG + _chunk(b"iTXt", b"XML:com.adobe.xmp\0<x/>") + _chunk(b"IEND", b""), True),
        (_riff((b"VP8 ", b"123")), False),
        (_riff((b"VP8X", b"123"), (b"EXIF", b"x")), True),
        (_tiff(0x0100, 0x0101), False),
        (_tiff(0x0100, 0x8825), True),
        (b"MM\0*\0\0\xff\xff", True),
        (b"GIF89a" + b"\0" * 20, False),
        (b"GIF89a" + b"!\xfe\x03abc\0", True),
        (b"\0\0\0\x20ftypheic" + b"infeExif", True),
        (b"<p>Exif</p>", False),
    ],
    ids=lambda value: str(value) if isinstance(value, bool) else "image",
)
def test_metadata_in_an_image_is_found(project: Project, image: bytes, found: bool) -> None:
    page = b'<img src="data:image/jpeg;base64,' + base64.b64encode(image) + b'">'
    for file in (("assets/a.bin", image), ("a.html", page)):
        kinds = [p.kind for p in guard_files(project, [file], [], DAY)]
        short = len(image) < 30 and file[0] == "a.html"
        assert kinds == (["privacy-image"] if found and not short else [])


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


def test_every_rule_has_its_sentence_in_both_languages() -> None:
    for rule in RULES:
        for language in ("en", "zh"):
            assert "x" in Problem("a", rule, {"field": "x"}).sentence(language)


def test_a_finding_in_a_file_keeps_the_hash_and_not_the_text(project: Project) -> None:
    [finding] = find_in_files(project, [("a.txt", MOBILE)])
    assert MOBILE not in repr(finding)
    assert finding.key == ("privacy-mobile", digest(find(MOBILE)[0]), "site", "a.txt")
