"""What the gate reads in files: pages, feeds, data, scripts, and pictures made by real programs.

The pictures in pictures/ were made with Pillow, pillow-heif and pikepdf from one coloured square;
who and where they tell of is invented.
"""

from __future__ import annotations

import base64
import gzip
import json
import random
from collections.abc import Callable
from pathlib import Path

import privacy_corpus as corpus
import pytest
from answers import problems_of
from folders import write
from sites import DAY, sites

from pipeline.cells import formulas_of
from pipeline.guard import guard_beside, guard_files
from pipeline.imagery import has_traces
from pipeline.project import Project
from pipeline.readable import texts_of
from pipeline.sift import _clean, files_in

PICTURES = Path(__file__).parent / "pictures"
R = random.Random(11)
MOBILE, RESIDENT, CARD = corpus.mobile(R), corpus.resident(R), corpus.card(R)
A, B, C = RESIDENT[:6], RESIDENT[6:14], RESIDENT[14:]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return sites(tmp_path)


@pytest.fixture
def found(project: Project) -> Callable[..., list[tuple[str, str]]]:
    """Place and kind of all that the gate finds in one published file."""

    def found(name: str, content: str | bytes) -> list[tuple[str, str]]:
        problems = guard_files(project, [(name, content)], [], DAY)
        return [(p.place, p.kind.removeprefix("privacy-")) for p in problems]

    return found


def coded(form: str) -> str:
    """The number, each digit written as `form` says."""
    return "".join(form.format(ord(c)) for c in RESIDENT)


# --- pages and feeds ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html", f"<p>\n<b>{A}</b><i>{B + C}</i></p>"),
        ("a.html", f"<p>\n{A}<b>{B}</b>{C}</p>"),
        ("a.html", f"<p>\n{A}<wbr>{B + C}</p>"),
        ("a.html", f"<p>\n{A}<x-digits>{B + C}</x-digits></p>"),
        ("a.html", f"<p>\n{A}<br>{B}<br>{C}</p>"),
        ("a.html", f"<p>\n{A}\n<b>{B}</b>\n{C}</p>"),
        ("a.html", f"<p>\n{A}<!-- x -->{B + C}</p>"),
        ("a.html", f"<p>\n<a title='>'>{A}</a>{B + C}</p>"),
        ("a.html", f"\n<!-- {A}<b>{B + C}</b> -->"),
        ("a.html", "\n<p>" + coded("&#{};") + "</p>"),
        ("a.html", "\n<p>" + coded("&#x{:x};") + "</p>"),
        ("a.html", f"<pre>\n{A}\n{B}\n{C}</pre>"),
        ("a.html", f"<script>\nconst id = '{A}' + '{B + C}'</script>"),
        ("a.html", "<script>\nconst id = '" + coded("\\x{:x}") + "'</script>"),
        ("a.html", "<style>\n.a::after {content: '" + coded("\\{:x} ") + "'}</style>"),
        ("a.xml", f"<feed>\n<title>{RESIDENT}</title></feed>"),
        ("a.xml", f"<feed>\n<title><![CDATA[<p>{A}<b>{B + C}</b></p>]]></title></feed>"),
        ("a.xml", f"<feed>\n<content>&lt;p>{A}&lt;b>{B + C}&lt;/b>&lt;/p></content></feed>"),
        ("a.xml", "<feed>\n<content>" + coded("&amp;#{};") + "</content></feed>"),
        ("a.svg", f"<svg>\n<text>{A}<tspan>{B + C}</tspan></text></svg>"),
        ("a.svg", f"<svg>\n<text><tspan>{A}</tspan>\n<tspan>{B + C}</tspan></text></svg>"),
        ("a.svg", f"<svg>\n<desc>{RESIDENT}</desc></svg>"),
        ("a.ics", f"BEGIN:VEVENT\nDESCRIPTION:{RESIDENT[:9]}\r\n {RESIDENT[9:]}\r\nEND:VEVENT"),
        ("a.js", "\nconst id = '" + coded("\\u{:04x}") + "'"),
        ("a.js", "\nconst id = '" + coded("\\u{{{:x}}}") + "'"),
        ("a.css", f"\n/* {RESIDENT} */"),
        ("a.txt", f"\n{RESIDENT}"),
        ("a.ttl", '\n<a> <b> "' + coded("\\u{:04x}") + '" .'),
        ("_headers", f"/\n  X-Note: {RESIDENT}"),
        ("a.csv", f"x,y\n1,{RESIDENT}\n"),
        ("a.sql", f"--\n-- {RESIDENT}"),
        ("a.jsonl", '{"a": 1}\n{"a": "' + coded("\\u{:04x}") + '"}'),
    ],
)
def test_a_number_is_found_on_its_line_however_it_is_divided(found, name, content):
    assert found(name, content) == [(f"{name}:2", "resident-id")]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html", f'<a href="tel:{MOBILE}">x</a>'),
        ("a.html", f"<meta name=d content='{MOBILE}'>"),
        ("a.html", f"<meta name=d content={MOBILE}>"),
        ("a.html", f'<p title="{MOBILE[:3]}\n{MOBILE[3:]}">x</p>'),
        ("a.html", f'<img alt="&#{ord(MOBILE[0])};{MOBILE[1:]}">'),
        ("a.html", f'<a href="/?q=%31{MOBILE[1:]}">x</a>'),
        ("a.html", f"<p data-row='{json.dumps({'tel': MOBILE})}'>x</p>"),
        ("a.html", f'<iframe srcdoc="&lt;b>{MOBILE[:5]}&lt;/b>{MOBILE[5:]}"></iframe>'),
        ("a.html", f'<script type="application/ld+json">{{"tel": "\\u0031{MOBILE[1:]}"}}</script>'),
        ("a.json", json.dumps({"a": [{"b": f"{chr(0xFF11)}{MOBILE[1:]}"}]})),
        ("a.json", json.dumps({"tel": int(MOBILE)})),
        ("a.json", json.dumps({"tel": float(MOBILE)})),
        ("a.json", json.dumps({MOBILE: 1})),
        ("a.json", f'{{"a": "{MOBILE}", "a": "x"}}'),
        ("a.html", f'<script type="application/ld+json">{{"a": "{MOBILE}", "a": 1}}</script>'),
        ("a.geojson", '{"tel": "' + "".join(f"\\u{ord(c):04x}" for c in MOBILE) + '"}'),
        ("a.pf_fragment", gzip.compress(json.dumps({"a": f"请联系 {MOBILE}"}).encode(), mtime=0)),
        ("a.pf_index", gzip.compress(f'pagefind_dcd{{"x": "{MOBILE}"}}'.encode(), mtime=0)),
        ("a.txt", f"电话 {MOBILE}".encode("utf-16")),
        ("a.txt", f"电话 {MOBILE}".encode("gb18030")),
        ("a.html", b"<p>\0" + MOBILE.encode() + b"</p>"),
    ],
)
def test_a_number_in_an_attribute_in_data_or_in_a_search_index_is_found(found, name, content):
    assert [kind for _, kind in found(name, content)] == ["mobile"]


@pytest.mark.parametrize(
    "page",
    [
        "<p><b>联系人</b>：<span>王小明</span></p>",
        "<dl><dt>联系人</dt>\n<dd>王小明</dd></dl>",
        "<table><tr><th>联系人</th><td>王小明</td></tr></table>",
        "<table><tr><th>场所</th><th>联系人</th></tr><tr><td>甲</td><td>王小明</td></tr></table>",
        '<script type="application/json">{"联系人": "王小明"}</script>',
    ],
)
def test_a_heading_is_the_word_before_what_stands_beside_or_below_it(found, page):
    assert [kind for _, kind in found("a.html", page)] == ["person"]


def test_a_key_of_json_and_a_heading_of_csv_are_the_words_before_their_values(found):
    content = json.dumps({"负责人": "王小明", "场所": "王小明"}, ensure_ascii=False)
    assert [kind for _, kind in found("a.json", content)] == ["person"]
    assert found("a.csv", "场所,负责人\n王小明,无\n甲,王小明\n") == [("a.csv:3", "person")]


def test_a_cell_of_csv_is_told_on_the_line_where_its_record_begins(found):
    text = f'a,b\n"one\ntwo",x\n"{MOBILE[:3]} {MOBILE[3:]}\n",y\nz,{MOBILE[:5]}\n{MOBILE[5:]},z\n'
    assert found("a.csv", text) == [("a.csv:4", "mobile")]
    assert found("a.csv", f'a,b\n"{MOBILE},open to the end\n') == [("a.csv:2", "mobile")]


def test_a_csv_file_that_cannot_be_parted_into_cells_is_read_line_by_line(found):
    """Python's reader takes no cell longer than 131,072 characters."""
    text = "a\n" + "x" * 140_000 + "\n" + MOBILE + "\n"
    assert found("a.csv", text) == [("a.csv:3", "mobile")]


def test_cells_side_by_side_and_lines_of_a_drawing_are_not_one_number(found):
    card = [CARD[n : n + 4] for n in range(0, 16, 4)]
    assert len(CARD) == 16 or card
    page = "<table><tr>" + "".join(f"<td>{part}</td>" for part in card) + "</tr></table>"
    page += f"<p>{MOBILE[:5]}</p><p>{MOBILE[5:]}</p>"
    assert found("a.html", page) == []
    drawing = "<svg>" + "".join(f"<text>{part}</text>" for part in card) + "</svg>"
    assert found("a.svg", drawing) == found("a.html", drawing) == []


def test_a_file_name_that_holds_a_number_is_found_and_not_shown(project):
    files = [("ok.txt", "x"), (f"{MOBILE}.txt", "x")]
    [problem] = guard_files(project, files, [], DAY)
    assert (problem.place, problem.kind) == ("(2)", "privacy-mobile")
    assert MOBILE not in problem.place + problem.sentence()


def test_what_stands_on_many_pages_is_found_on_each(project):
    pages = [(f"{n}.html", f"<p>x</p>\n<p>{MOBILE}</p>") for n in range(3)]
    problems = guard_files(project, pages, [], DAY)
    assert [p.place for p in problems] == ["0.html:2", "1.html:2", "2.html:2"]


ROWS = f'id,text\n1,one\n2,"two\n{MOBILE}"\n3,{RESIDENT}\n4,{MOBILE}\n'
HALVES = f'a"b,"{A}\n{B}\n{C}"\n'  # no program that writes CSV does so
IN_HALVES = [("assets/a.csv:1", "resident-id")]


@pytest.mark.parametrize(
    ("name", "content", "wanted"),
    [
        ("data/a.csv", ROWS, [("data/a.csv:3", "mobile"), ("data/a.csv:5", "resident-id")]),
        (f"data/{MOBILE}.csv", "id\n1\n2\n", [("(1)", "mobile")]),
        ("assets/a.csv", HALVES, IN_HALVES),
    ],
)
def test_a_table_is_judged_alike_in_pieces_and_whole(
    project, found, tmp_path, monkeypatch, name, content, wanted
):
    """Each text once; what someone has written by hand, in whatever form, is not cut."""
    write(tmp_path / name, content)
    monkeypatch.setattr("pipeline.renewed.PIECE", 1)
    problems = guard_files(project, [(name, tmp_path / name)], [], DAY)
    pieces = [(p.place, p.kind.removeprefix("privacy-")) for p in problems]
    assert sorted(pieces) == sorted(found(name, content)) == wanted


HOME = "3号楼101"  # nobody's home while a quotation mark follows it


@pytest.mark.parametrize("remembered", [0, 500_000])
def test_what_was_read_before_in_another_file_hides_nothing(project, monkeypatch, remembered):
    """What is written alike may say one thing here and another there."""
    monkeypatch.setattr("pipeline.sift.REMEMBERED", remembered)
    files = {
        "a.txt": coded("&#{};"),
        "b.html": f"<p>{coded('&#{};')}</p>",
        "d.html": f'<p>"{HOME}"</p><script>"{HOME}"</script>',
        "e.html": f'<p title="{HOME}">x</p>',
        "f.html": f"<p>{HOME}</p>",
        "g.html": f"<p>{HOME}</p><p>x</p><p>{MOBILE}</p>",
        "h.html": f"<p>x</p><p>{MOBILE}</p>",
        "i.xml": f"<p>x</p><p>{MOBILE}</p>",
    }
    for files_in_turn in (files, dict(reversed(files.items()))):
        _clean.cache_clear()
        together = guard_files(project, files_in_turn.items(), [], DAY)
        alone = []
        for file in files_in_turn.items():
            _clean.cache_clear()
            alone += guard_files(project, [file], [], DAY)
        assert [(p.place, p.kind) for p in together] == [(p.place, p.kind) for p in alone]
        assert {p.file for p in together} == {*files} - {"a.txt", "d.html"}


def test_warnings_are_given_with_rows_and_not_again_with_pages(found):
    assert found("a.html", "<p>王小明餐饮店</p>") == []


@pytest.mark.parametrize(
    "piece", ['<a "', "<a x", "<!--", "<script>", "<table>", "<![CDATA[", "&lt;b a=&quot;", "<a\n"]
)
def test_a_broken_page_is_read_in_one_pass(piece):
    """A pattern that looked on to the end from every place would take minutes for this."""
    assert sum(1 for _ in texts_of("a.html", piece.encode() * 20_000)) < 100_000


def test_a_folder_is_read_file_by_file(tmp_path):
    write(tmp_path / "b/c.txt", "2")
    write(tmp_path / "a.txt", "1")
    (tmp_path / "link").symlink_to("/etc/hostname")
    assert list(files_in(tmp_path)) == [
        ("a.txt", tmp_path / "a.txt"),
        ("b/c.txt", tmp_path / "b/c.txt"),
    ]


# --- formulas -------------------------------------------------------------------------------------


def test_a_formula_in_a_published_csv_file_is_found_and_numbers_are_none(found):
    text = 'a,b\n-1,+2.5\n-1.2e-5,"--"\n—,-\nx,"=1+1"\n"two\nlines",＠x\n'
    assert found("data/a.csv", text) == [("data/a.csv:5", "formula"), ("data/a.csv:6", "formula")]


# --- pictures -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", sorted((PICTURES / "telling").iterdir()), ids=lambda path: path.name
)
def test_a_picture_that_tells_more_than_it_shows_is_found(found, path):
    picture = path.read_bytes()
    assert (f"assets/{path.name}", "image") in found(f"assets/{path.name}", picture)
    inside = b"data:image/png;base64," + base64.b64encode(picture)
    assert [kind for _, kind in found("a.html", b'<img src="' + inside + b'">')] == ["image"]
    style = b".a { background: url(" + inside.replace(b"image/png", b"application/x") + b") }"
    assert [kind for _, kind in found("a.css", style)] == ["image"]


@pytest.mark.parametrize("path", sorted((PICTURES / "clean").iterdir()), ids=lambda path: path.name)
def test_a_picture_that_is_only_a_picture_passes(found, path):
    picture = path.read_bytes()
    assert found(f"assets/{path.name}", picture) == []
    inside = b"data:image/png;base64," + base64.b64encode(picture)
    assert found("a.html", b'<img src="' + inside + b'">') == []


@pytest.mark.parametrize("name", ["plain.jpg", "plain.png", "plain.gif", "plain.webp"])
def test_a_picture_that_breaks_off_is_not_taken_for_clean(name):
    picture = (PICTURES / "clean" / name).read_bytes()
    assert not has_traces(picture)
    assert has_traces(picture[:-9])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("minutes.pdf", (PICTURES / "document.pdf").read_bytes()),
        ("minutes.docx", b"PK\x03\x04..."),
        ("minutes.doc", b"\xd0\xcf\x11\xe0..."),
        ("film.mp4", b"\0\0\0\x18ftypisom" + bytes(20)),
        ("minutes.bin", bytes(20)),
    ],
)
def test_a_file_that_nobody_can_look_into_is_refused_where_people_put_files(project, name, content):
    write(project.templates / "assets" / name, content)
    write(project.datasets / name, content)
    problems = guard_beside(project, [], DAY)
    assert [(p.place, p.kind) for p in problems] == [
        (f"datasets/{name}", "privacy-opaque"),
        (f"site_templates/assets/{name}", "privacy-opaque"),
    ]
    assert problems[0].sentence("en") == (
        "The file is of a kind that nobody can look into here (a document, an archive, a film). "
        "Publish its text as a page or as rows. "
        f"If it may stand: baoguangtai allow datasets/{name}"
    )
    assert problems[0].sentence("zh") == (
        "此文件 属于程序无法查看内容的类型（文档、压缩包、视频等）。"
        "请改为以网页或数据行公布其文字。"
        f"确可保留的，运行 baoguangtai allow datasets/{name}。"
    )


def test_what_the_build_itself_writes_may_be_of_such_a_kind(found):
    assert found("data/a.xlsx", b"PK\x03\x04...") == found("data/a.parquet", b"PAR1...") == []


def test_fonts_are_neither_pictures_nor_documents(project):
    write(project.templates / "assets" / "a.woff2", b"wOF2\0\1\0\0")
    assert guard_beside(project, [], DAY) == []


def test_the_check_looks_at_the_files_beside_the_rows(birds, run):
    """An answer to a pull request, before anything is built."""
    picture = (PICTURES / "telling" / "exif.jpg").read_bytes()
    write(birds / "site_templates/assets/lake.jpg", picture)
    write(birds / "datasets/notes.txt", f"ask {MOBILE}")
    assert run("check") == (
        1,
        "",
        "datasets/notes.txt:1: The file holds a mobile number. It is not repeated here. Remove it, "
        "or name a public hotline such as 12345. "
        "If it may stand: baoguangtai allow datasets/notes.txt:1\n"
        "site_templates/assets/lake.jpg: The file holds an image with metadata (EXIF, GPS, XMP or "
        "comments). Strip the metadata and look at the image once more. "
        "If it may stand: baoguangtai allow site_templates/assets/lake.jpg\n"
        "Not published: 2 errors in 2 files.\n"
        "  datasets/notes.txt: 1 error (mobile number)\n"
        "  site_templates/assets/lake.jpg: 1 error (image with metadata)\n",
    )


def test_file_names_that_some_disks_cannot_hold_are_refused(birds, run):
    for name in ("COUNTS.CSV", "e\u0301.txt", "a\nb.txt"):
        write(birds / "datasets" / name, "x")
    answer = run("check")
    assert answer.code == 1
    unseen = "The name of this file holds characters that cannot be seen or are written in parts."
    assert sorted(problems_of(answer.err)) == [
        f"datasets/a\\u000ab.txt: {unseen} Rename it.",
        "datasets/counts.csv: On many disks this name and datasets/COUNTS.CSV are one. "
        "Rename one of the two.",
        f"datasets/e\u0301.txt: {unseen} Rename it.",
    ]
    assert "在许多磁盘上，此文件名与 datasets/COUNTS.CSV 视为同名。请将其一改名。" in (
        run("check", "--lang", "zh").err
    )


def test_a_long_row_of_empty_lines_does_not_slow_the_search_for_formulas():
    """A search that began again at each of them would take hours."""
    assert list(formulas_of("a\n" + "\n" * 300_000 + "=1+1\n")) == [(300_002, "=1+1")]
    assert list(formulas_of('a,b\n1,"\n  =1+1"\n')) == [(2, "\n  =1+1")]
