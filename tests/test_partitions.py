"""Rows as partitions of Parquet files, and the tables of each by the SQL of the floors as it is."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from folders import describe, edit, hashes

NORTH, SOUTH = "region=north/year=2026", "region=south/year=2026"


def rows(path: Path | str) -> list[tuple]:
    with duckdb.connect() as con:
        return con.execute(
            "from read_parquet(?, hive_partitioning = false)", [str(path)]
        ).fetchall()


@pytest.fixture
def inputs(birds, run, tmp_path) -> Path:
    """Two partitions: the project as it is, and as it is with another count."""
    inputs = tmp_path / "inputs"
    assert run("deposit", inputs, NORTH).code == 0
    edit(birds / "datasets/counts.csv", "3,reeds,2026-03-08,Coot,7", "3,reeds,2026-03-08,Coot,8")
    assert run("deposit", inputs, SOUTH).code == 0
    return inputs


@pytest.fixture
def compute(run, inputs, tmp_path):
    def answer(*words: object):
        return run("tables", inputs, "--out", tmp_path / "tables", *words)

    return answer


def test_the_tables_of_a_partition_are_those_of_the_site(birds, run, inputs, compute, tmp_path):
    assert run("build", "--out", tmp_path / "site").code == 0
    assert compute().code == 0
    names = {path.name for path in (tmp_path / "tables").iterdir() if path.is_dir()}
    assert names == {path.stem for path in (tmp_path / "site/data").glob("*.parquet")}
    for name in names:
        of_site = rows(tmp_path / f"site/data/{name}.parquet")
        assert rows(tmp_path / f"tables/{name}/{SOUTH}/rows.parquet") == of_site


def test_another_program_sees_all_partitions_as_one_table(compute, tmp_path):
    assert compute().code == 0
    with duckdb.connect() as con:
        found = con.execute(
            "select region, year, birds_counted from read_parquet(?, hive_partitioning = true) "
            "where site_id = 'reeds' order by all",
            [f"{tmp_path}/tables/birds_by_site/**/*.parquet"],
        ).fetchall()
    assert found == [("north", 2026, 7), ("south", 2026, 8)]


def test_every_row_of_a_demonstration_says_so(birds, compute, tmp_path):
    describe(birds, lambda d: d.update(demo={"en": "Invented."}))
    assert compute().code == 0
    for path in (tmp_path / "tables").rglob("*.parquet"):
        assert columns_of(path)[-1] == "demo"
        assert {row[-1] for row in rows(path)} <= {"Invented."}


def columns_of(path: Path) -> list[str]:
    with duckdb.connect() as con:
        found = con.execute(
            "describe from read_parquet(?, hive_partitioning = false)", [str(path)]
        ).fetchall()
    return [name for name, *_ in found]


def test_only_a_partition_that_has_changed_is_computed(birds, run, inputs, compute, tmp_path):
    assert told(compute()) == "Computed the tables of 2 partitions (unchanged: 0; gone: 0)."
    assert told(compute()) == "Computed the tables of 0 partitions (unchanged: 2; gone: 0)."
    edit(birds / "datasets/counts.csv", "Coot,8", "Coot,9")
    run("deposit", inputs, SOUTH)
    assert told(compute()) == "Computed the tables of 1 partition (unchanged: 1; gone: 0)."
    assert (9,) in [row[2:3] for row in rows(tmp_path / f"tables/birds_by_site/{SOUTH}/*.parquet")]


def told(answer) -> str:
    """What was computed, without how long it took and where it is."""
    assert answer.code == 0, answer.err
    first, _, last = answer.out.partition(" in ")
    return first + last[last.index(" (") : last.index(" They are in ")]


def test_what_is_computed_bit_by_bit_is_what_is_computed_at_once(birds, run, inputs, compute):
    compute()
    edit(birds / "datasets/counts.csv", "Coot,8", "Coot,9")
    run("deposit", inputs, SOUTH)
    compute()
    assert run("tables", inputs, "--out", inputs.parent / "anew").code == 0
    assert hashes(inputs.parent / "anew") == hashes(inputs.parent / "tables")


@pytest.mark.parametrize("change", ["the day", "the SQL", "a file lost"])
def test_every_partition_is_computed_again_for(birds, inputs, compute, tmp_path, change):
    compute()
    words = []
    if change == "the day":
        words = ["--as-of", "2026-03-20"]
    elif change == "the SQL":
        edit(birds / "sql/2_tables/birds_by_site.sql", "order by", "-- By name.\norder by")
    else:
        for path in (tmp_path / "tables/birds_by_site").rglob("*.parquet"):
            path.unlink()
    assert "2 partitions (" in told(compute(*words))


def test_a_partition_that_is_gone_leaves_no_table(inputs, compute, tmp_path):
    compute()
    for path in inputs.rglob("region=north/year=2026/*.parquet"):
        path.unlink()
    assert told(compute()) == "Computed the tables of 0 partitions (unchanged: 1; gone: 1)."
    assert not list((tmp_path / "tables").glob(f"*/{NORTH}/*"))


def test_the_same_rows_make_the_same_files(birds, run, inputs, tmp_path):
    run("deposit", tmp_path / "again", SOUTH)
    for name, found in hashes(tmp_path / "again").items():
        assert hashes(inputs)[name] == found


def test_rows_that_fail_the_check_are_not_deposited(birds, run, tmp_path):
    edit(birds / "datasets/counts.csv", "2026-03-08,Coot,7", "2026-13-08,Coot,7")
    answer = run("deposit", tmp_path / "inputs", NORTH)
    assert answer.code == 1
    assert "datasets/counts.csv:5:3:" in answer.err
    assert answer.err.endswith("Not deposited: 1 error in 1 file. Nothing was written.\n")
    assert not (tmp_path / "inputs").exists()


@pytest.mark.parametrize("written", ["north", "region=", "../x=1", "a=b/../c=d", "/a=b", "A=b", ""])
def test_what_is_no_partition_is_told(birds, run, tmp_path, written):
    answer = run("deposit", tmp_path / "inputs", written)
    assert answer.code == 2
    assert "This is not the name of a partition." in answer.err
    assert "such as province=31/year=2026" in answer.err
    assert not (tmp_path / "inputs").exists()


def test_a_folder_without_partitions_is_told(birds, run, tmp_path):
    answer = run("tables", tmp_path, "--out", tmp_path / "tables")
    assert answer.code == 2
    assert answer.err.startswith(f"{tmp_path}: The folder has no partition of any dataset. ")


def test_a_partition_without_a_dataset_is_told(inputs, compute):
    for path in (inputs / "sites" / NORTH).iterdir():
        path.unlink()
    answer = compute()
    assert answer.code == 1
    assert answer.err.startswith(
        f"{inputs}/sites/{NORTH}: The partition has no rows of the dataset sites. "
        "Deposit the partition again; every partition has a file of every dataset.\n"
    )


def rewrite(path: Path, query: str) -> None:
    with duckdb.connect() as con:
        con.execute(f"create table t as from read_parquet('{path}', hive_partitioning = false)")
        con.execute(f"copy ({query}) to '{path}' (format parquet)")


@pytest.mark.parametrize(
    ("dataset", "query", "says"),
    [
        (
            "counts",
            "from t union all from t limit 4",
            "In 1 row the key (count_id) is that of another",
        ),
        (
            "sites",
            "from t where site_id <> 'reeds'",
            "the reference (site_id) leads to no row of sites",
        ),
        ("counts", "select * exclude (walked_on) from t", "cannot be read as rows of this dataset"),
    ],
)
def test_a_partition_that_is_not_whole_is_refused(inputs, compute, tmp_path, dataset, query, says):
    compute()
    before = hashes(tmp_path / "tables")
    rewrite(inputs / dataset / NORTH / "rows.parquet", query)
    answer = compute()
    assert answer.code == 1
    assert says in answer.err
    assert hashes(tmp_path / "tables") == before


def test_a_file_that_is_no_parquet_is_refused(inputs, compute):
    (inputs / "counts" / NORTH / "rows.parquet").write_bytes(b"count_id\n1\n")
    answer = compute()
    assert answer.code == 1
    assert "cannot be read as rows of this dataset" in answer.err


def test_a_folder_that_holds_something_else_is_not_written_into(inputs, run, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/letter.txt").write_text("Dear reader")
    answer = run("tables", inputs, "--out", tmp_path / "mine")
    assert answer.code == 2
    assert "letter.txt" in answer.err


def test_sql_of_a_floor_cannot_read_another_partition(birds, inputs, compute):
    path = next((inputs / "counts").rglob("*.parquet"))
    edit(
        birds / "sql/2_tables/birds_by_site.sql",
        "from public.",
        f"from read_parquet('{path}'), public.",
    )
    answer = compute()
    assert answer.code == 2
    assert "read_parquet" in answer.err


@pytest.mark.parametrize("place", ["", "2026", "region=north/2026"])
def test_a_file_in_no_partition_is_told(inputs, compute, place):
    target = inputs / "counts" / place
    target.mkdir(parents=True, exist_ok=True)
    (target / "rows.parquet").write_bytes((inputs / "counts" / NORTH / "rows.parquet").read_bytes())
    answer = compute()
    assert answer.code == 2
    assert f"{place or '.'}: This is not the name of a partition." in answer.err


@pytest.mark.parametrize("written", ['{"../..": "x", ".": "y"}', "[]", "{", "3"])
def test_a_state_that_was_tampered_with_removes_nothing(inputs, compute, tmp_path, written):
    assert compute().code == 0
    before = set(tmp_path.rglob("*.parquet"))
    (tmp_path / "tables/.baoguangtai.partitions").write_text(written)
    assert told(compute()) == "Computed the tables of 2 partitions (unchanged: 0; gone: 0)."
    assert set(tmp_path.rglob("*.parquet")) == before
