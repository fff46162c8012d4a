"""Releases: what differs makes a new one, what is released stays, and what is withdrawn goes."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import tarfile
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import duckdb
import pytest
from folders import describe, digest, edit, hashes, listed, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.build import build
from pipeline.closed import connect
from pipeline.contract import breaks, merged, shape_of
from pipeline.difference import Kept, compare, counts
from pipeline.problem import Refused
from pipeline.recompute import problems_of_tables
from pipeline.releases import version_of
from pipeline.sums import read_sums
from pipeline.tables import read_tables
from pipeline.twins import problems_of_files

COUNTS = "datasets/counts.csv"
PUBLIC = "sql/1_public/counts.sql"
DAYS = [date(2026, 3, day) for day in (9, 10, 11, 12)]
HEADER = ["dataset", "change", "record_key", "field", "old", "new"]


@pytest.fixture
def site(birds: Path) -> Path:
    """A publication of a register in which a row with the remark “Withdrawn.” is not public."""
    edit(birds / PUBLIC, "order by", "    and (remark is null or remark <> 'Withdrawn.')\norder by")
    build(birds, birds / "site", DAYS[0])
    return birds / "site"


def again(birds: Path, day: date = DAYS[1]) -> Path:
    """The site after another build; its newest release."""
    build(birds, birds / "site", day, birds / "site")
    assert listed(birds / "site") == hashes(birds / "site")
    return max(p for p in (birds / "site/releases").iterdir() if p.name != "latest")


def about(release: Path) -> dict:
    return json.loads((release / "release.json").read_bytes())


def differences(release: Path) -> list[list[str]]:
    with (release / "differences.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == HEADER
    as_json = json.loads((release / "differences.json").read_bytes())
    assert [[cell or "" for cell in row.values()] for row in as_json] == rows
    return rows


def refusal(birds: Path, day: date = DAYS[1]) -> str:
    before = digest(birds / "site")
    with pytest.raises(Refused) as refused:
        build(birds, birds / "site", day, birds / "site")
    assert digest(birds / "site") == before
    assert refused.value.exit_code == 2
    return "\n".join(f"{p.place}: {p.sentence()}" for p in refused.value.problems)


# --- what a release is ----------------------------------------------------------------------------


def test_the_first_publication_is_a_release_with_files_that_their_checksums_prove(site):
    release = site / "releases/2026-03-09"
    assert about(release) == {
        "release_id": "2026-03-09", "number": 1, "released_on": "2026-03-09", "version": "1.0.0",
        "step": "first", "previous_id": None, "announced": None,
        "datasets": [
            {"name": "counts", "row_count": 3, "added": 0, "changed": 0, "withdrawn": 0},
            {"name": "sites", "row_count": 2, "added": 0, "changed": 0, "withdrawn": 0},
        ],
        "shapes": [], "recomputed": [], "redactions": [],
    }  # fmt: skip
    assert differences(release) == []
    files = {p.relative_to(release).as_posix() for p in release.rglob("*") if p.is_file()}
    assert files == {
        "SHA256SUMS", "differences.csv", "differences.json", "release.json", "data/all.zip",
        "data/build.csv", "data/birds_by_site.parquet", "data/counts.parquet",
        "data/datapackage.json", "data/sites.parquet", "data/sql/birds_by_site.sql",
    }  # fmt: skip
    assert {k: v for k, v in hashes(release).items() if k != "SHA256SUMS"} == read_sums(
        release / "SHA256SUMS"
    )


def test_latest_is_another_name_of_the_last_release(birds, site):
    edit(birds / COUNTS, "Coot,12", "Coot,13")
    again(birds)
    assert hashes(site / "releases/latest") == hashes(site / "releases/2026-03-10")


def test_where_nothing_differs_there_is_no_new_release_on_another_day(birds, site):
    before = hashes(site / "releases")
    again(birds, DAYS[1])
    assert hashes(site / "releases") == before
    assert json.loads((site / "data/datapackage.json").read_bytes())["version"] == "1.0.0"


def test_a_description_may_say_at_which_version_the_releases_begin(birds):
    describe(birds, lambda d: d.update(version="0.3.1"))
    build(birds, birds / "site", DAYS[0])
    assert about(birds / "site/releases/2026-03-09")["version"] == "0.3.1"


# --- what differs ---------------------------------------------------------------------------------


def test_a_correction_is_told_cell_by_cell_and_makes_a_patch(birds, site):
    edit(birds / COUNTS, "Coot,12,", "Coot,13,Recounted.")
    release = again(birds)
    assert differences(release) == [
        ["counts", "changed", "1", "birds", "12", "13"],
        ["counts", "changed", "1", "remark", "", "Recounted."],
    ]
    assert about(release)["version"] == "1.0.1"
    assert about(release)["previous_id"] == "2026-03-09"


def test_a_new_record_is_told_by_its_key_and_makes_a_minor_version(birds, site):
    with (birds / COUNTS).open("a") as file:
        file.write("4,reeds,2026-03-09,Teal,2,\n")
    release = again(birds)
    assert differences(release) == [["counts", "added", "4", "", "", ""]]
    assert (about(release)["version"], about(release)["step"]) == ("1.1.0", "minor")


def test_a_second_release_of_a_day_has_a_number_behind_the_day(birds, site):
    edit(birds / COUNTS, "Coot,12", "Coot,13")
    assert again(birds, DAYS[0]).name == "2026-03-09-2"
    edit(birds / COUNTS, "Coot,13", "Coot,14")
    assert again(birds, DAYS[0]).name == "2026-03-09-3"


def test_a_table_computed_otherwise_is_named_and_a_comment_is_not(birds, site):
    table = birds / "sql/2_tables/birds_by_site.sql"
    edit(table, "How many birds were", "How many birds have been")
    again(birds)
    assert not (site / "releases/2026-03-10").exists()
    edit(table, "sum(c.birds), 0)", "sum(c.birds), 0) + 0")
    release = again(birds)
    assert about(release)["recomputed"] == ["birds_by_site"]
    assert (about(release)["version"], differences(release)) == ("1.0.1", [])


def test_what_follows_from_the_day_is_no_difference(birds, site):
    edit(
        birds / PUBLIC,
        "-- key: count_id\nselect count_id,",
        "-- key: count_id\n-- age_days (days): Age — days since the walk\n"
        "select (select as_of from catalog.build) - walked_on as age_days, count_id,",
    )
    assert about(again(birds, DAYS[1]))["step"] == "minor"  # a new column
    assert again(birds, DAYS[2]).name == "2026-03-10"


def test_without_a_key_whole_rows_are_told_apart(tmp_path):
    old = write(tmp_path / "old.csv", "a,b\n1,x\n1,x\n2,y\n")
    new = write(tmp_path / "new.csv", "a,b\n1,x\n2,z\n")
    con = connect()
    columns = {"a": "string", "b": "string"}
    compare(con, {"d": Kept(old, [], columns)}, {"d": Kept(new, [], columns)})
    assert counts(con) == {"d": {"added": 1, "changed": 0, "withdrawn": 2}}


def test_columns_may_have_any_name_and_a_part_of_a_key_may_be_empty(tmp_path):
    names = ["old", "new", "c", "cell", "c0", "pair"]
    heading = ",".join(names)
    old = write(tmp_path / "old.csv", f"{heading}\na,,1,2,3,4\nb,,1,2,3,4\n")
    new = write(tmp_path / "new.csv", f"{heading}\na,,1,5,3,4\nb,,1,2,3,4\n")
    con, columns = connect(), dict.fromkeys(names, "string")
    compare(con, *({"d": Kept(path, names[:2], columns)} for path in (old, new)))
    assert con.execute("from differences").fetchall() == [("d", "changed", "a", "cell", "2", "5")]


CELL = st.sampled_from(["", "a", "b", "消防", 'q"', "line\nbreak", ",", "null", " "])
TABLE = st.dictionaries(
    st.tuples(st.sampled_from("kl-"), st.sampled_from("mn")), st.tuples(CELL, CELL), max_size=4
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(old=TABLE, new=TABLE)
def test_the_old_rows_and_the_differences_give_the_new_rows(tmp_path_factory, old, new):
    folder = tmp_path_factory.mktemp("sides")
    columns = dict.fromkeys(("k", "l", "a", "b"), "string")

    def side(name: str, rows: dict) -> dict[str, Kept]:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(
            [columns, *([*k, *v] for k, v in rows.items())]
        )
        return {"d": Kept(write(folder / name, text.getvalue()), ["k", "l"], columns)}

    con = connect()
    compare(con, side("old.csv", old), side("new.csv", new))
    rows = {"-".join(key): {"a": a or None, "b": b or None} for key, (a, b) in old.items()}
    wanted = {"-".join(key): {"a": a or None, "b": b or None} for key, (a, b) in new.items()}
    for _, change, key, field, before, after in con.execute("from differences").fetchall():
        if change == "added":
            rows[key] = wanted[key]
        elif change == "withdrawn":
            del rows[key]
        else:
            assert rows[key][field] == before != after
            rows[key][field] = after
    assert rows == wanted


# --- what may not happen --------------------------------------------------------------------------


def test_a_column_that_is_gone_refuses_until_it_is_announced(birds, site):
    edit(birds / PUBLIC, "birds, remark\n", "birds\n")
    edit(birds / "sql/4_pages/sites.sql", "c.remark", "null")
    said = (
        "datasets/datapackage.json: The published column remark of counts would be gone. "
        "To do so on purpose, announce version 2.0.0 in `changelog` of datapackage.json; "
        "else bring it back."
    )
    assert refusal(birds) == said
    news = [{"version": "2.0.0", "description": "Remarks are published no more."}]
    describe(birds, lambda d: d.update(changelog=news))
    release = about(again(birds))
    assert (release["version"], release["step"]) == ("2.0.0", "major")
    assert release["announced"] == {"en": "Remarks are published no more."}
    assert release["shapes"] == [
        {
            "change": "column-gone",
            "dataset": "counts",
            "column": "remark",
            "old": "string",
            "new": "",
        }
    ]


def test_another_type_another_key_and_a_lost_table_refuse(birds, site):
    edit(birds / PUBLIC, "bird, birds,", "bird, birds::varchar as birds,")
    edit(birds / "sql/2_tables/birds_by_site.sql", "sum(c.birds)", "sum(c.birds::bigint)")
    edit(birds / "sql/1_public/sites.sql", "key: site_id", "key: site_name")
    assert refusal(birds).count("\n") == 1
    assert (
        refusal(birds)
        .split("\n")[0]
        .startswith(
            "datasets/datapackage.json: The published column birds of counts would be string; "
            "it was integer."
        )
    )
    assert "The key of the published dataset sites would be site_name; it was site_id." in refusal(
        birds
    )


@pytest.mark.parametrize(
    "wrong",
    [
        "2.0.0",
        [{"version": "two", "description": "x"}],
        [{"version": "2.1.0", "description": "x"}],
        [{"version": "2.0.0"}],
    ],
)
def test_a_changelog_that_cannot_be_followed_refuses(birds, site, wrong):
    describe(birds, lambda d: d.update(changelog=wrong))
    assert refusal(birds).startswith("datasets/datapackage.json: `changelog` cannot be followed: ")


def test_a_released_file_that_was_edited_refuses(birds, site):
    edit(site / "releases/2026-03-09/data/build.csv", "2026-03-09", "2026-03-08")
    assert refusal(birds) == (
        f"{site}/releases/2026-03-09/data/build.csv: The file is not as it was released: its "
        "checksum is another. What has been released is never edited. Bring the file back from a "
        "copy of the site; correct the data instead."
    )


def test_a_day_before_the_last_release_refuses(birds, site):
    assert refusal(birds, date(2026, 3, 8)) == (
        "--as-of: The build is for 2026-03-08, but a release of 2026-03-09 is out already. Publish "
        "for that day or a later one; to look at an earlier day, build into another folder with "
        "--out."
    )


def test_a_release_that_cannot_be_read_refuses(birds, site):
    write(site / "releases/2026-03-09/release.json", "{}")
    assert "A release of the last publication cannot be read" in refusal(birds)


# --- what is withdrawn goes -----------------------------------------------------------------------


def everything(folder: Path) -> str:
    """All that is in a folder, as text: also what stands in Parquet files and archives."""
    texts = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        if path.suffix == ".parquet":
            texts.append(str(duckdb.sql(f"from '{path}'").fetchall()))
        elif path.suffix == ".zip":
            with ZipFile(path) as archive:
                texts += [archive.read(name).decode() for name in archive.namelist()]
        elif path.suffix not in (".xlsx", ".sqlite"):
            texts.append(path.read_bytes().decode())
    return "\n".join(texts)


def test_a_withdrawn_record_goes_from_older_releases_and_they_say_so(birds, site):
    edit(birds / COUNTS, "Coot,12,", "Rare tern,12,")
    again(birds, DAYS[1])
    assert "Rare tern" in everything(site / "releases/2026-03-10")
    edit(birds / COUNTS, "Rare tern,12,", "Rare tern,12,Withdrawn.")
    release = again(birds, DAYS[2])
    assert "Rare tern" not in everything(site)
    assert differences(release) == [["counts", "withdrawn", "1", "", "", ""]]
    assert differences(site / "releases/2026-03-10") == [["counts", "changed", "1", "bird", "", ""]]
    note = [{"redacted_on": "2026-03-11", "records": 1, "cells": 0}]
    for older in ("2026-03-09", "2026-03-10"):
        folder = site / "releases" / older
        assert about(folder)["redactions"] == note
        assert {k: v for k, v in hashes(folder).items() if k != "SHA256SUMS"} == read_sums(
            folder / "SHA256SUMS"
        )
    assert about(release)["redactions"] == []


def test_the_tables_of_a_redacted_release_follow_from_its_rows(birds, site):
    edit(birds / COUNTS, "Coot,12,", "Coot,12,Withdrawn.")
    again(birds)
    release = site / "releases/2026-03-09"
    parquet = duckdb.sql(f"from '{release}/data/birds_by_site.parquet'").fetchall()
    assert parquet == [("north", 1, 1), ("reeds", 1, 7)]
    unpacked = birds / "unpacked"
    with ZipFile(release / "data/all.zip") as archive:
        archive.extractall(unpacked / "data")
    for path in release.glob("data/*.parquet"):
        shutil.copy(path, unpacked / "data")
    tables = read_tables(unpacked)
    lengths = {table.name: len([*table.rows()]) for table in tables}
    assert lengths == {"counts": 2, "sites": 2, "birds_by_site": 2}
    assert [*problems_of_files(unpacked, tables), *problems_of_tables(unpacked, tables)] == []
    described = json.loads((release / "data/datapackage.json").read_bytes())["resources"]
    assert [r["rows"] for r in described] == [2, 2, 2]
    assert [r["hash"] for r in described] == [
        f"sha256:{hashes(release)['data/' + r['path']]}" for r in described
    ]


def test_a_release_that_never_had_the_record_stays_as_it_is(birds, site):
    before = hashes(site / "releases/2026-03-09")
    with (birds / COUNTS).open("a") as file:
        file.write("4,reeds,2026-03-09,Teal,2,\n")
    again(birds, DAYS[1])
    edit(birds / COUNTS, "Teal,2,", "Teal,2,Withdrawn.")
    again(birds, DAYS[2])
    assert hashes(site / "releases/2026-03-09") == before


def test_an_old_text_that_repeats_a_withdrawn_one_goes_with_it(birds, site):
    edit(birds / COUNTS, "Coot,12,", "Rare tern,12,")
    edit(birds / COUNTS, "See [the map](javascript:alert(1)).", "Like the Rare tern.")
    again(birds, DAYS[1])
    edit(birds / COUNTS, "Rare tern,12,", "Rare tern,12,Withdrawn.")
    edit(birds / COUNTS, "Like the Rare tern.", "Alone.")
    edit(birds / COUNTS, "Coot,7", "Coot,8")
    release = again(birds, DAYS[2])
    assert differences(release) == [
        ["counts", "changed", "3", "birds", "7", "8"],
        ["counts", "changed", "3", "remark", "", "Alone."],
        ["counts", "withdrawn", "1", "", "", ""],
    ]
    assert "Rare tern" not in everything(site)
    older = about(site / "releases/2026-03-10")["redactions"]
    assert older == [{"redacted_on": "2026-03-11", "records": 1, "cells": 1}]


def test_an_old_text_that_broke_a_rule_of_privacy_goes_when_it_is_corrected(birds, site, run):
    mobile = "".join(["138", "1234", "5678"])
    edit(birds / COUNTS, "Coot,12,", f"Coot,12,Call {mobile}.")
    allowed = run(
        "allow", "datasets/counts.csv:2:6", "--reason", "A hotline.", "--role", "Office",
        "--until", "2026-12-31", "--as-of", "2026-03-10",
    )  # fmt: skip
    assert allowed.code == 0, allowed.err
    again(birds, DAYS[1])
    assert mobile in everything(site)
    edit(birds / COUNTS, f"Call {mobile}.", "No call.")
    (birds / "datasets/allowances.csv").unlink()
    release = again(birds, DAYS[2])
    assert differences(release) == [["counts", "changed", "1", "remark", "", "No call."]]
    assert mobile not in everything(site)


# --- the same, asked for on the command line ------------------------------------------------------


def asked(run, *words: object) -> tuple[int, str]:
    answer = run("diff", *words)
    return answer.code, (answer.out or answer.err).rstrip("\n")


@pytest.fixture
def told(birds, site, run) -> tuple[Path, Path]:
    """The publication, and the rows of its project after some changes."""
    with (birds / COUNTS).open("a") as file:
        file.write("4,reeds,2026-03-09,Teal,2,\n")
    edit(birds / COUNTS, "Coot,12,", "Coot,13,")
    again(birds)
    return site / "releases/2026-03-09", site / "releases/2026-03-10"


def test_two_releases_are_compared(told, run):
    assert asked(run, *told) == (
        0,
        "counts: 1 added, 1 changed, 0 withdrawn\n  + 4\n  ~ 1 birds: 12 → 13",
    )
    assert asked(run, *told, "--lang", "zh") == (
        0,
        "counts：新增 1 条，更正 1 条，撤下 0 条\n  + 4\n  ~ 1 birds: 12 → 13",
    )


def test_all_differences_are_written_as_a_table(told, run):
    assert asked(run, *told, "--csv") == (
        0,
        "dataset,change,record_key,field,old,new\ncounts,added,4,,,\ncounts,changed,1,birds,12,13",
    )


def test_a_site_is_compared_with_its_own_last_release(told, run, site):
    assert asked(run, told[1], site) == (0, "The data are the same.")


def test_a_project_is_compared_with_what_it_has_published(told, run, birds, site):
    edit(birds / COUNTS, "Coot,13,", "Coot,14,")
    code, text = asked(run, site, birds)
    assert code == 0
    assert text.endswith("counts: 0 added, 1 changed, 0 withdrawn\n  ~ 1 birds: 13 → 14")
    assert "sites.keeper: a new column" in text
    assert "birds_by_site: only in the old data" in text


def test_more_differences_than_can_be_read_are_counted(birds, site, run):
    with (birds / COUNTS).open("a") as file:
        file.writelines(f"{n},reeds,2026-03-09,Teal,2,\n" for n in range(100, 160))
    again(birds)
    _, text = asked(run, site / "releases/2026-03-09", site)
    assert text.split("\n")[0] == "counts: 60 added, 0 changed, 0 withdrawn"
    assert text.split("\n")[-1] == "  … and 10 more; --csv writes all of them"


def test_a_folder_without_data_is_a_mistake_in_the_question(tmp_path, run):
    assert asked(run, tmp_path, tmp_path) == (
        2,
        f"{tmp_path}: There are no described data in the folder. Give a built site, a folder of "
        "its releases, or a project.",
    )


# --- the JSON that programs read ------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(one=JSON, other=JSON)
def test_a_shape_made_of_two_values_breaks_neither(one, other):
    both = merged(shape_of(one), shape_of(other))
    assert list(breaks(shape_of(one), shape_of(one))) == []
    assert list(breaks(both, shape_of(one))) == [
        (change, path) for change, path in breaks(both, shape_of(one)) if change == "field-gone"
    ]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ({"a": 1}, {"a": 2, "b": 3}, []),
        ({"a": 1, "b": 1}, {"a": 1}, [("field-gone", "b")]),
        ({"a": 1}, {"a": "1"}, [("kind-changed", "a")]),
        ({"a": [{"b": 1}]}, {"a": [{"b": "x"}]}, [("kind-changed", "a[].b")]),
        ({"a": None}, {"a": "x"}, []),
        ({"a": "x"}, {"a": None}, []),
        ([], [1], []),
    ],
)
def test_what_a_program_would_stumble_over(old, new, found):
    assert list(breaks(shape_of(old), shape_of(new))) == found


def test_a_json_field_that_is_gone_refuses_until_it_is_announced(birds, site):
    page = birds / "site_templates/pages/api/sites/{site_id}.json"
    write(birds / "sql/4_pages/api_sites.sql", "-- A\n--\n-- B\nselect site_id from public.sites\n")
    write(page, '{"site": "{{ site_id }}", "kind": "lake"}\n')
    again(birds)
    assert json.loads((site / "data/contract.json").read_bytes()) == {
        "api/sites/{site_id}.json": {"kind": "string", "site": "string"}
    }
    edit(page, ', "kind": "lake"', "")
    assert refusal(birds) == (
        "site_templates/pages/api/sites/{site_id}.json: The published JSON field kind would be "
        "gone. To do so on purpose, announce version 2.0.0 in `changelog` of datapackage.json; "
        "else bring it back."
    )
    page.unlink()
    assert "The JSON files of this template were published and would be gone." in refusal(birds)
    news = [{"version": "2.0.0", "description": "No API."}]
    describe(birds, lambda d: d.update(changelog=news))
    again(birds)
    assert json.loads((site / "data/contract.json").read_bytes()) == {}


@pytest.mark.parametrize("text", ["1.0", "01.0.0", "1.0.0-beta", "", "1.0.x"])
def test_a_version_has_three_numbers(text):
    with pytest.raises(ValueError, match=f"^{text}$"):
        version_of(text)


# --- how the past gets to where it is needed ------------------------------------------------------

BRING = Path(__file__).parents[1] / ".github" / "bring-last-publication.sh"
GH = """#!/bin/sh
case "$1 $2" in
  "run list") echo "$RUN" ;;
  "run download") test -n "$ARTIFACT" && cp "$ARTIFACT" "$7/artifact.tar" ;;
esac
"""


@pytest.fixture
def bring(tmp_path):
    """The script in a folder of its own, with a `gh` that knows one run and its artifact."""
    script = write(tmp_path / "work/.github" / BRING.name, BRING.read_bytes())
    gh = write(tmp_path / "bin/gh", GH)
    (tmp_path / "work/site").mkdir()
    for program in (script, gh):
        program.chmod(0o755)

    def call(run: str, artifact: str = "") -> subprocess.CompletedProcess[str]:
        path = f"{tmp_path / 'bin'}:{os.environ['PATH']}"
        return subprocess.run(
            [script], env={"PATH": path, "RUN": run, "ARTIFACT": artifact},
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    return call


def test_a_workflow_brings_the_last_publication_to_the_place_of_the_site(
    bring, birds_site, tmp_path
):
    with tarfile.open(tmp_path / "pages.tar", "w") as archive:
        archive.add(birds_site, ".")
    done = bring("42", str(tmp_path / "pages.tar"))
    assert (done.returncode, done.stdout) == (0, "The last publication is that of run 42.\n")
    assert hashes(tmp_path / "work/site") == hashes(birds_site)


def test_a_workflow_goes_on_where_nothing_was_published_and_stops_where_it_is_lost(bring):
    done = bring("")
    assert (done.returncode, done.stdout) == (0, "Nothing has been published yet.\n")
    lost = bring("42")
    assert lost.returncode == 1
    assert lost.stdout.startswith("::error::The last publication (run 42) is not kept any more.")
