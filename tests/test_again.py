"""A build upon a build: only what changed is made anew, and every byte is as if all had been."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import re
from datetime import date
from pathlib import Path
from random import Random

import pytest
from conftest import DAY
from folders import describe, digest, edit, hashes, listed, write

from pipeline import detect, memory, render
from pipeline.build import build
from pipeline.problem import CONFIGURATION, Problem, Refused
from pipeline.renewed import Piece, pieces

AS_OF = date.fromisoformat(DAY)
SITE_PAGES = {"sites/north.html", "sites/reeds.html"}
MEMORY = ".baoguangtai.memory"
CENTRE = "site_templates/pages/sites/{site_id}.html"


@pytest.fixture
def made(monkeypatch) -> list[str]:
    """The pages that were made, as they are; those of the last publication are not among them."""
    urls: list[str] = []
    note = render._note

    def watched(work, leaves, asked):
        urls.extend(work.url(leaf.path) for leaf in leaves)
        note(work, leaves, asked)

    monkeypatch.setattr(render, "_note", watched)
    return urls


def again(project: Path, as_of: date = AS_OF, **wishes) -> str:
    """A hash of the site after a build upon the last one; it must be that of a full build."""
    site, anew = project / "site", project.parent / "anew"
    build(project, site, as_of, site if site.exists() else None, **wishes)
    build(project, anew, as_of, site, full=True, **wishes)
    assert hashes(site) == hashes(anew)
    assert listed(site) == hashes(site)
    return digest(site)


@pytest.fixture
def site(birds: Path) -> Path:
    build(birds, birds / "site", AS_OF)
    return birds / "site"


# --- what is made anew ----------------------------------------------------------------------------


def test_nothing_is_made_where_nothing_has_changed(birds, site, made):
    before = digest(site)
    build(birds, site, AS_OF, site)
    assert made == []
    assert digest(site) == before


def test_a_changed_row_changes_its_page_and_those_that_ask_for_it(birds, site, made):
    edit(birds / "datasets/counts.csv", "3,reeds,2026-03-08,Coot,7", "3,reeds,2026-03-08,Coot,8")
    build(birds, site, AS_OF, site)
    assert {*made} == {
        "index.html", "sites/reeds.html", "tables/counts.html", "tables/birds_by_site.html",
    }  # fmt: skip
    assert "<p>8 birds</p>" in (site / "sites/reeds.html").read_text("utf-8")


def test_a_changed_template_changes_its_pages_alone(birds, site, made):
    edit(birds / CENTRE, "birds</p>", "birds in all</p>")
    build(birds, site, AS_OF, site)
    assert {*made} == SITE_PAGES


def test_a_changed_layout_changes_every_page(birds, site, made):
    edit(birds / "site_templates/_layout.html", "<main>", "<main id=main>")
    build(birds, site, AS_OF, site)
    assert len(made) == 6


def test_a_new_day_changes_the_pages_that_tell_it(birds, site, made):
    build(birds, site, date(2026, 3, 10), site)
    assert SITE_PAGES.isdisjoint(made)
    assert "index.html" in made


def test_another_version_of_the_data_changes_the_pages_that_tell_it(birds, site, made):
    build(birds, site, AS_OF, site, commit="1234567")
    assert made == []
    edit(birds / CENTRE, "birds</p>", "birds, {{ build.commit }}</p>")
    build(birds, site, AS_OF, site, commit="1234567")
    made.clear()
    build(birds, site, AS_OF, site, commit="89abcde")
    assert {*made} == SITE_PAGES


def test_a_page_that_hands_on_all_facts_of_the_build_changes_with_each_of_them(birds, site, made):
    edit(birds / CENTRE, "birds</p>", "birds {% set facts = build %}{{ facts.commit }}</p>")
    build(birds, site, AS_OF, site, commit="1234567")
    made.clear()
    build(birds, site, AS_OF, site, commit="89abcde")
    assert {*made} == SITE_PAGES


def test_a_column_of_another_type_changes_the_pages_though_it_reads_alike(birds, site, made):
    edit(
        birds / "sql/4_pages/sites.sql",
        "    t.birds_counted,",
        "    t.birds_counted::hugeint as birds_counted,",
    )
    build(birds, site, AS_OF, site)
    assert {*made} == SITE_PAGES


def test_full_makes_every_page(birds, site, made, run):
    assert run("build", "--full").code == 0
    assert len(made) == 6


def test_a_page_that_is_gone_is_not_kept(birds, site):
    write(
        birds / "site_templates/pages/news.html", "{% extends '_layout.html' %}{% set title = 1 %}"
    )
    again(birds)
    assert (site / "news.html").exists()
    (birds / "site_templates/pages/news.html").unlink()
    again(birds)
    assert not (site / "news.html").exists()


# --- what a page asks -----------------------------------------------------------------------------

ASKING = """{%- set known = rows("tables.birds_by_site") -%}
{%- macro first() %}{{ known[0].birds_counted }}{% endmacro -%}
"""


def test_what_a_shared_template_has_asked_counts_for_each_page_that_imports_it(birds, site, made):
    write(birds / "site_templates/_asking.html", ASKING)
    edit(
        birds / CENTRE,
        "{% block main %}",
        "{% block main %}{% import '_asking.html' as a %}{{ a.first() }}",
    )
    build(birds, site, AS_OF, site)
    made.clear()
    edit(birds / "datasets/counts.csv", "1,north,2026-03-01,Coot,12", "1,north,2026-03-01,Coot,13")
    again(birds)
    assert {*made} >= SITE_PAGES


def test_an_answer_that_changes_while_pages_are_made_is_taken_down_as_it_was(birds, site):
    write(birds / "site_templates/pages/zebra.html",
        "{% extends '_layout.html' %}{% set title = rows('catalog.pages') | length %}")  # fmt: skip
    write(
        birds / "site_templates/pages/list.txt",
        "{% for p in rows('catalog.pages') %}{{ p.page }}\n{% endfor %}",
    )
    first = again(birds)
    assert again(birds) == first


def test_a_page_that_tells_of_the_audit_is_always_made(birds, site, made):
    edit(
        birds / CENTRE, "<p>{{ birds_counted | number }} birds</p>",
        '<p><span data-table="birds_by_site" data-key="{{ site_id }}" data-column="birds_counted">'
        "{{ birds_counted }}</span></p>",
    )  # fmt: skip
    write(birds / "site_templates/pages/proof.html",
        "{% extends '_layout.html' %}{% set title = 'Proof' %}{% block main %}"
        "{% set done = audited() %}<p>{{ done.figures }} figures on {{ done.pages }} pages</p>"
        "{% endblock %}")  # fmt: skip
    again(birds)
    made.clear()
    build(birds, site, AS_OF, site)
    assert made == ["proof.html"]
    assert "<p>2 figures on 2 pages</p>" in (site / "proof.html").read_text("utf-8")


SITES_ONLY = """-- Site pages
--
-- One row per site.
select s.site_id, s.site_name from public.sites as s order by s.site_id
"""
COUNTED = """{% extends "_layout.html" %}{% set title = site_name %}{% block main %}
<p data-table="birds_by_site" data-key="north" data-column="birds_counted">13</p>{% endblock %}
"""


def test_a_figure_is_audited_again_when_the_published_row_changes(birds, run):
    """The page would come out the same: it is the published number that is another one."""
    write(birds / "sql/4_pages/sites.sql", SITES_ONLY)
    write(birds / CENTRE, COUNTED)
    assert [run("build").code for _ in range(2)] == [0, 0]
    edit(birds / "datasets/counts.csv", "1,north,2026-03-01,Coot,12", "1,north,2026-03-01,Coot,15")
    answer = run("build")
    assert answer.code == 1
    assert answer.err.startswith("sites/north.html:5: ")
    assert "16" in answer.err


# --- what is judged again -------------------------------------------------------------------------

MOBILE = "139 1234 5678"


def test_what_was_allowed_is_judged_again_when_it_is_no_longer(birds, run):
    edit(birds / CENTRE, "birds</p>", f"birds</p><p>Call {MOBILE}</p>")
    assert run("build").code == 1
    for place in re.findall(r"^(sites/\S+):", run("build").err, re.MULTILINE):
        words = "--reason", "the warden's own wish", "--role", "the office", "--until", "2027-01-01"
        assert run("allow", place, *words, "--as-of", DAY).code == 0
    assert run("build").code == 0
    assert run("build").code == 0
    (birds / "datasets/allowances.csv").unlink()
    answer = run("build")
    assert answer.code == 1
    assert "sites/north.html" in answer.err


ROWS = b'id,text\n1,one\n2,"two\nlines"\n3,three\n'


@pytest.mark.parametrize(
    ("before", "left"),
    [
        (ROWS, b"id,text\n\n\n\n\n"),
        (b"", ROWS),
        (b"id,word\n1,one\n", ROWS),
        (b"id,text\n1,one\n", b'id,text\n\n2,"two\nlines"\n3,three\n'),
        (b'id,text\n2,"two\nwords"\n3,"three\nlines"\n', ROWS),
        (b'id,text\n3,three\n2,"two\nlines"\n', b"id,text\n1,one\n\n\n\n"),
    ],
)
def test_of_a_table_the_new_rows_are_judged_at_their_lines(tmp_path, before, left):
    (tmp_path / "now.csv").write_bytes(ROWS)
    (tmp_path / "then.csv").write_bytes(before)
    assert [*pieces(tmp_path / "now.csv", tmp_path / "then.csv")] == [Piece(left)]


@pytest.mark.parametrize(
    ("piece", "parts"),
    [
        (1, [
            (b"id,text\n1,one\n", 0), (b'id,text\n2,"two\nlines"\n', 1), (b"id,text\n3,three\n", 3),
        ]),
        (8, [(b'id,text\n1,one\n2,"two\nlines"\n', 0), (b"id,text\n3,three\n", 3)]),
        (99, [(ROWS, 0)]),
    ],
)  # fmt: skip
def test_a_long_table_is_judged_in_pieces_at_their_lines(tmp_path, monkeypatch, piece, parts):
    monkeypatch.setattr("pipeline.renewed.PIECE", piece)
    (tmp_path / "now.csv").write_bytes(ROWS)
    assert [*pieces(tmp_path / "now.csv")] == parts


def test_a_table_with_a_heading_alone_or_with_nothing_is_one_piece(tmp_path):
    for content in (b"id,text\n", b"id,text", b""):
        (tmp_path / "now.csv").write_bytes(content)
        assert [*pieces(tmp_path / "now.csv")] == [Piece(content)]


def test_a_new_row_of_a_published_table_is_judged(birds, site, run):
    """What stands in a cell is refused as a row, so the number is put together by the SQL."""
    edit(
        birds / "sql/1_public/sites.sql", "select site_id, site_name from raw.sites",
        "select site_id, case when site_name = 'x' then '139' || '12345678' else site_name end "
        "as site_name from raw.sites",
    )  # fmt: skip
    assert run("build").code == 0
    edit(birds / "datasets/sites.csv", "north,North shore", "north,x")
    answer = run("build")
    assert answer.code == 1
    assert "data/sites.csv:2: " in answer.err


UNPUBLISHED = "A keeper", "B keeper"


@pytest.fixture
def judged(monkeypatch) -> set[str]:
    """The values of rows that were judged, as they are; of a table of any size."""
    values: set[str] = set()
    doubtful = detect._doubtful

    def watched(resource, field, found):
        values.update(found)
        return doubtful(resource, field, found)

    monkeypatch.setattr(detect, "FEW", 0)
    monkeypatch.setattr(detect, "_doubtful", watched)
    return values


@pytest.mark.parametrize("command", ["build", "check"])
def test_of_the_rows_the_values_that_were_not_there_are_judged(birds, site, run, judged, command):
    edit(birds / "datasets/counts.csv", "Coot,12", "Coot,13")
    edit(birds / "datasets/sites.csv", "North shore", "South shore")
    assert run(command).code == 0
    assert judged == {"13", "South shore", *UNPUBLISHED}


def test_a_value_that_stood_in_another_field_is_judged(birds, site, run, judged):
    edit(birds / "datasets/sites.csv", "North shore", "Coot")
    assert run("build").code == 0
    assert judged == {"Coot", *UNPUBLISHED}


def test_what_was_warned_of_is_warned_of_again(birds, run, judged):
    edit(birds / "datasets/sites.csv", "North shore", "示例镇王小明餐饮店")
    first = run("build")
    judged.clear()
    assert "datasets/sites.csv:2:2: warning: site_name holds a trade name" in first.err
    assert run("build").err == first.err
    assert judged == {"示例镇王小明餐饮店", *UNPUBLISHED}


def test_a_value_that_was_allowed_is_refused_when_it_is_no_longer(birds, run, judged):
    edit(birds / "datasets/sites.csv", "North shore", f"Call {MOBILE}")
    words = "--reason", "the warden's own wish", "--role", "the office", "--until", "2027-01-01"
    assert run("allow", "datasets/sites.csv:2:2", *words, "--as-of", DAY).code == 0
    assert run("build").code == 0
    assert run("build").code == 0
    (birds / "datasets/allowances.csv").unlink()
    answer = run("check")
    assert answer.code == 1
    assert "datasets/sites.csv:2:2: site_name holds a mobile number" in answer.err


def test_the_memory_keeps_a_mark_of_a_doubtful_value_only_where_it_is_shown(birds, run):
    edit(birds / "datasets/sites.csv", "A keeper", f"Call {MOBILE}")
    words = "--reason", "the keeper's own wish", "--role", "the office", "--until", "2027-01-01"
    assert run("allow", "datasets/sites.csv:2:3", *words, "--as-of", DAY).code == 0
    assert run("build").code == 0
    assert json.loads((birds / "site" / MEMORY).read_text("utf-8"))["marks"] == []
    edit(birds / "datasets/sites.csv", "North shore", "示例镇王小明餐饮店")
    assert run("build").code == 0
    mark = hashlib.sha256("示例镇王小明餐饮店".encode()).hexdigest()[:16]
    assert json.loads((birds / "site" / MEMORY).read_text("utf-8"))["marks"] == [mark]


def _other_description(birds: Path) -> None:
    describe(birds, lambda d: d["resources"][0]["schema"]["fields"][1].update(title="The shore"))


def _other_rows(birds: Path) -> None:
    edit(birds / "site/data/sites.csv", "North shore", "South shore")


@pytest.mark.parametrize("change", [_other_description, _other_rows])
def test_where_the_last_publication_does_not_fit_its_values_are_judged(
    birds, site, run, judged, change
):
    change(birds)
    assert run("check").code == 0
    assert "North shore" in judged


def test_all_values_are_judged_anew_with_full(birds, site, run, judged):
    assert run("build", "--full").code == 0
    assert "North shore" in judged


def test_a_column_that_names_persons_by_its_title_is_judged_each_time(birds, run, judged):
    describe(birds, lambda d: d["resources"][0]["schema"]["fields"][1].update(title_zh="联系人"))
    edit(birds / "datasets/sites.csv", "North shore", "某某")
    assert run("build").code == 0
    judged.clear()
    assert run("build").code == 0
    assert judged == {"某某", "The reeds, west", *UNPUBLISHED}


# --- what does not fit together -------------------------------------------------------------------


def test_a_page_that_was_changed_by_hand_is_made_anew(birds, site, made):
    before = digest(site)
    write(site / "sites/north.html", "<p>All is well.</p>")
    build(birds, site, AS_OF, site)
    assert made == ["sites/north.html"]
    assert digest(site) == before


@pytest.mark.parametrize("name", [MEMORY, "MANIFEST.sha256"])
@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"{}", b"[]", b'{"about": 1, "pages": {}}'])
def test_a_memory_that_cannot_be_read_is_no_memory(birds, site, made, name, content):
    before = digest(site)
    write(site / name, content)
    build(birds, site, AS_OF, site)
    assert len(made) == 6
    assert digest(site) == before


def test_a_memory_that_the_manifest_does_not_vouch_for_is_no_memory(birds, site, made):
    content = json.loads((site / MEMORY).read_text("utf-8"))
    write(site / MEMORY, json.dumps(content))
    build(birds, site, AS_OF, site)
    assert len(made) == 6


def test_the_memory_of_another_program_is_no_memory(birds, site, made, monkeypatch):
    monkeypatch.setattr("pipeline.guard.engine", lambda: "another version")
    build(birds, site, AS_OF, site)
    assert len(made) == 6


def test_another_address_of_the_publisher_lets_everything_be_judged_again(birds, site, made):
    describe(birds, lambda d: d.update(contact={"email": "birds@walks.example"}))
    build(birds, site, AS_OF, site)
    assert len(made) == 6


# --- links ----------------------------------------------------------------------------------------


def test_a_kept_page_is_the_same_file_and_a_changed_one_another(birds, site):
    files = {name: (site / name).stat().st_ino for name in SITE_PAGES}
    edit(birds / "datasets/counts.csv", "3,reeds,2026-03-08,Coot,7", "3,reeds,2026-03-08,Coot,8")
    build(birds, site, AS_OF, site)
    kept = {name for name, number in files.items() if (site / name).stat().st_ino == number}
    assert kept == {"sites/north.html"}


@pytest.mark.parametrize(("file", "old", "new", "are_kept"), [
    ("site_templates/pages/index.html", "<h1>", "<h1>Now: ", True),
    ("datasets/counts.csv", "Coot,7", "Coot,8", False),
    ("sql/2_tables/birds_by_site.sql", "select", "select  ", False),
])  # fmt: skip
def test_database_and_archive_are_written_anew_where_a_file_in_them_changes(
    birds, site, file, old, new, are_kept
):
    bundles = {site / "data" / name for name in ("all.sqlite", "all.zip")}
    before = {path: path.stat().st_ino for path in bundles}
    edit(birds / file, old, new)
    again(birds)
    kept = {path for path, number in before.items() if path.stat().st_ino == number}
    assert kept == (bundles if are_kept else set())


def test_the_pages_of_a_publication_elsewhere_are_copied(birds, site, tmp_path):
    other = tmp_path / "other"
    build(birds, other, AS_OF, site)
    assert hashes(other) == hashes(site)
    assert (other / "index.html").stat().st_ino != (site / "index.html").stat().st_ino


def test_a_build_that_fails_leaves_the_pages_that_it_would_have_kept(birds, site, monkeypatch):
    before = digest(site)

    def fail(*_: object) -> None:
        raise RuntimeError("a bug of ours")

    monkeypatch.setattr(memory.Memory, "write", fail)
    with pytest.raises(RuntimeError, match="a bug of ours"):
        build(birds, site, AS_OF, site)
    assert digest(site) == before


# --- however many work at it ----------------------------------------------------------------------


def test_any_number_of_processes_gives_the_same_site(birds, run, tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.sift.BATCH_BYTES", 2_000)
    monkeypatch.setattr("pipeline.sift.FEW_BATCHES", 1)
    monkeypatch.setattr("pipeline.crew.FEW", 1)
    monkeypatch.setattr("pipeline.render.PIECE", 1)
    monkeypatch.setattr("pipeline.renewed.PIECE", 1)
    monkeypatch.setattr("pipeline.workbook.FEW_ROWS", 1)
    for jobs in "123":
        assert run("build", "--jobs", jobs, "--out", tmp_path / jobs).code == 0
    assert digest(tmp_path / "1") == digest(tmp_path / "2") == digest(tmp_path / "3")


def test_what_several_processes_find_is_told_in_the_order_of_the_files(birds, run, monkeypatch):
    for n in range(6):
        page = f"{{% extends '_layout.html' %}}{{% set title = 1 %}}{{# {n} #}}"
        write(birds / f"site_templates/pages/p{n}.html", page)
    edit(birds / "site_templates/_layout.html", "<main>", f"<p>{MOBILE}</p><main>")
    alone = run("build", "--jobs", "1")
    monkeypatch.setattr("pipeline.sift.BATCH_BYTES", 2_000)
    monkeypatch.setattr("pipeline.sift.FEW_BATCHES", 1)
    together = run("build", "--jobs", "3")
    assert alone.code == 1
    assert together == alone


def test_what_several_processes_find_in_rows_is_told_in_their_order(birds, run, monkeypatch):
    with (birds / "datasets/counts.csv").open("a", encoding="utf-8") as rows:
        rows.writelines(
            f"{n},reeds,2026-03-08,Teal,1,Call {MOBILE[:-1]}{n % 3}\n" for n in range(4, 9)
        )
    alone = run("check", "--jobs", "1")
    monkeypatch.setattr("pipeline.detect.BATCH_TEXTS", 1)
    monkeypatch.setattr("pipeline.detect.FEW_BATCHES", 1)
    together = run("check", "--jobs", "3")
    assert alone.code == 1
    assert alone.err.count("remark holds a mobile number") == 5
    assert together == alone


@pytest.fixture
def crowd(monkeypatch):
    """Every page is a piece of work for a process of its own, from the second piece on."""
    monkeypatch.setattr("pipeline.crew.FEW", 1)
    monkeypatch.setattr("pipeline.render.PIECE", 1)


def test_of_pages_that_fail_in_several_processes_the_first_is_told(birds, run, crowd):
    page = birds / "site_templates/pages/sites/{site_id}.html"
    edit(page, "<ul>", "{{ 1 // (site_id | length - 5) }}<ul>")
    alone, together = run("build", "--jobs", "1"), run("build", "--jobs", "3")
    assert alone.code == 2
    assert "ZeroDivisionError" in alone.err
    assert together == alone


def test_processes_whose_pages_are_no_longer_wanted_end_without_a_word(birds, run, crowd, capfd):
    """A page that is there twice is refused while others are still in the making."""
    for n in range(6):
        sites = "select s.site_id from public.sites as s order by s.site_id"
        sql = "select 'twin' as site_id from range(2)" if n == 5 else sites
        write(birds / f"sql/4_pages/more{n}.sql", f"-- More\n--\n-- More pages.\n{sql}\n")
        page = "{% extends '_layout.html' %}{% set title = site_id %}"
        write(birds / f"site_templates/pages/more{n}/{{site_id}}.html", page)
    alone, together = run("build", "--jobs", "1"), run("build", "--jobs", "3")
    assert alone.code == 2
    assert "more5/twin.html" in alone.err
    assert together == alone
    assert capfd.readouterr().err == ""


def test_a_page_in_another_process_is_answered_what_it_asks_or_why_not(birds, run, crowd):
    page = birds / "site_templates/pages/sites/{site_id}.html"
    edit(page, "<ul>", '{{ meaning_of("birds_by_site", "birds_counted").title.en }}<ul>')
    alone = run("build", "--jobs", "1", "--out", birds / "alone")
    together = run("build", "--jobs", "3", "--out", birds / "together")
    assert alone.code == together.code == 0
    assert digest(birds / "alone") == digest(birds / "together")
    edit(page, '"birds_counted"', '"eggs"')
    alone, together = run("build", "--jobs", "1"), run("build", "--jobs", "3")
    assert "LookupError: birds_by_site has no column eggs" in alone.err
    assert together == alone


def test_a_refusal_goes_whole_from_one_process_to_another():
    problem = Problem("sites.csv", "key-vanished", {"field": ("site_id",), "key": "north"}, 3)
    again = pickle.loads(pickle.dumps(Refused([problem], CONFIGURATION)))
    assert (repr(again.problems), again.exit_code) == (repr([problem]), CONFIGURATION)
    assert str(again) == str(Refused([problem]))


# --- in shares ------------------------------------------------------------------------------------


def shares(run, project: Path, of: int, *wishes: str) -> list[str]:
    """Have each share of the pages made; the options by which a build puts them together."""
    options = []
    for number in range(1, of + 1):
        out = project.parent / f"part-{number}"
        assert run("build", "--first", "--shard", f"{number}/{of}", "--out", out, *wishes).code == 0
        options += ["--part", str(out)]
    return options


def files_in(folder: Path) -> set[str]:
    return {name for name in listed(folder) if not name.startswith(".")}


def test_a_share_holds_its_pages_alone_and_each_page_is_in_one(birds, run, site, tmp_path):
    parts = shares(run, birds, 3)[1::2]
    held = [files_in(Path(part)) for part in parts]
    files = set().union(*held)
    assert sum(map(len, held)) == len(files)
    pages = {name for name in listed(site) if name.endswith(".html")}
    assert {name for name in files if not name.startswith("data/")} == pages


@pytest.mark.parametrize("of", [1, 2, 3, 7])
def test_shares_put_together_are_the_site_of_one_machine(birds, run, site, made, tmp_path, of):
    parts = shares(run, birds, of)
    made.clear()
    assert run("build", "--first", "--out", tmp_path / "whole", *parts).code == 0
    assert made == []
    assert hashes(tmp_path / "whole") == hashes(site)


def test_a_page_that_tells_of_the_audit_is_made_when_all_are_there(birds, run, made, tmp_path):
    write(
        birds / "site_templates/pages/audit.html",
        "{% extends '_layout.html' %}{% set title = 1 %}"
        "{% block main %}{{ audited().figures }}{% endblock %}",
    )
    assert run("build", "--out", tmp_path / "one").code == 0
    parts = shares(run, birds, 2)
    assert not any("audit.html" in files_in(Path(part)) for part in parts[1::2])
    made.clear()
    assert run("build", "--first", "--out", tmp_path / "whole", *parts).code == 0
    assert hashes(tmp_path / "whole") == hashes(tmp_path / "one")


def test_of_shares_that_do_not_fit_the_pages_are_made_anew(birds, run, site, made, tmp_path):
    parts = shares(run, birds, 2)
    edit(birds / "datasets/counts.csv", "3,reeds,2026-03-08,Coot,7", "3,reeds,2026-03-08,Coot,8")
    with (tmp_path / "part-1/index.html").open("a") as page:
        page.write("<p>By hand</p>")
    assert run("build", "--first", "--out", tmp_path / "one").code == 0
    made.clear()
    assert run("build", "--first", "--out", tmp_path / "whole", *parts).code == 0
    assert "index.html" in made
    assert "sites/north.html" not in made
    assert hashes(tmp_path / "whole") == hashes(tmp_path / "one")


def test_the_pages_of_a_share_are_copied_and_what_is_allowed_stays_allowed(birds, run, tmp_path):
    edit(birds / CENTRE, "birds</p>", f"birds</p><p>Call {MOBILE}</p>")
    for place in re.findall(r"^(sites/\S+):", run("build").err, re.MULTILINE):
        words = "--reason", "the warden's own wish", "--role", "the office", "--until", "2027-01-01"
        assert run("allow", place, *words, "--as-of", DAY).code == 0
    assert run("build", "--out", tmp_path / "one").code == 0
    parts = shares(run, birds, 2)
    assert run("build", "--first", "--out", tmp_path / "whole", *parts).code == 0
    assert hashes(tmp_path / "whole") == hashes(tmp_path / "one")


@pytest.mark.parametrize("written", ["0/2", "3/2", "2", "1/0", "a/b", "１/２", "1/2/3", ""])
def test_what_is_no_share_is_told(birds, run, written):
    told = run("build", "--shard", written)
    assert (told.code, told.out) == (2, "")
    assert told.err == (
        "root build: --shard has a value that it cannot have. Write one of these: 1/4 … 4/4.\n"
    )


def test_a_folder_without_a_share_is_told(birds, run, tmp_path):
    told = run("build", "--part", tmp_path / "none")
    assert told.code == 2
    assert told.err.startswith(
        f"{tmp_path}/none: The folder of --part holds no share of the pages. "
        "Name a folder that build --shard has written with --out.\n"
    )


# --- whatever is changed --------------------------------------------------------------------------

COUNTS, SITES = "datasets/counts.csv", "datasets/sites.csv"
PAGES, LAYOUT = "site_templates/pages", "site_templates/_layout.html"
STYLE, TABLE = "site_templates/assets/style.css", "sql/4_pages/sites.sql"
NEWS = "{% extends '_layout.html' %}{% set title = 7 %}"
CHANGES = {
    "a number": lambda p, n: rewrite(p / COUNTS, "Coot,12", f"Coot,{n}"),
    "a name": lambda p, n: rewrite(p / SITES, "North shore", f"Shore {n}"),
    "a remark": lambda p, n: rewrite(p / COUNTS, "Standing.", f"Standing {n}."),
    "a new row": lambda p, n: add(p / COUNTS, f"{1000 + n},reeds,2026-03-08,Teal,{n},\n"),
    "a template": lambda p, n: rewrite(p / CENTRE, "<h1>", f"<h1 id=h{n}>"),
    "the layout": lambda p, n: rewrite(p / LAYOUT, "<nav>", f"<nav id=n{n}>"),
    "the style": lambda p, n: add(p / STYLE, f"p {{ margin: {n}px }}\n"),
    "a table": lambda p, n: rewrite(p / TABLE, "c.walked_on", f"c.walked_on + {n}"),
    "the title": lambda p, n: describe(p, lambda d: d.update(title=f"Walks {n}")),
    "a page more": lambda p, n: write(p / PAGES / f"p{n}.html", NEWS),
    "a page less": lambda p, n: (p / PAGES / f"p{n}.html").unlink(missing_ok=True),
}


def rewrite(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def add(path: Path, line: str) -> None:
    if line not in (text := path.read_text("utf-8")):
        path.write_text(text + line, "utf-8")


@pytest.mark.parametrize("seed", range(int(os.environ.get("AGAIN", "2"))))
def test_after_any_changes_the_site_is_that_of_a_full_build(birds, seed):
    """Ten changes, one upon the other; `AGAIN=50` in the environment makes it five hundred."""
    chance, day = Random(seed), 9
    for _ in range(10):
        CHANGES[chance.choice(sorted(CHANGES))](birds, chance.randint(2, 9))
        day += chance.choice([0, 0, 0, 1])
        again(birds, date(2026, 3, day))
