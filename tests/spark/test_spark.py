"""The SQL of the floors on another engine gives the same tables.

Run by `make spark`, which brings Spark and sqlglot; the other tests do not need them. Spark works
in local mode on the partition that `baoguangtai deposit` writes, and what it makes of each file is
held against what `baoguangtai tables` makes, row by row and in the same order.

sqlglot rewrites DuckDB's dialect to Spark's. What it cannot know is in `REWRITTEN` and in the
settings of the session; there are no other differences.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pyspark.sql import SparkSession
from sqlglot import exp, parse_one

from pipeline.project import Project, open_project
from pipeline.sqlfile import SqlFile, in_order_of_reading, read_floor

ROOT = Path(__file__).parents[2]
DAY, PARTITION = "2026-11-23", "province=31/year=2026"
FLOORS = {"1_public": "public", "2_tables": "tables"}
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "2",
    # As DuckDB does: an error where a value does not fit, instead of no value.
    "spark.sql.ansi.enabled": "true",
}


# --- what sqlglot cannot know ---------------------------------------------------------------------


def _iso_week(node: exp.Expression) -> exp.Expression | None:
    """Spark's patterns have no week of the year: it is put together from two functions."""
    if not isinstance(node, exp.TimeToStr) or node.text("format") != "%G-W%V":
        return None
    day = node.this.sql("spark")
    year, week = f"extract(yearofweek from {day})", f"lpad(weekofyear({day}), 2, '0')"
    return parse_one(f"concat({year}, '-W', {week})", read="spark")


def _row(node: exp.Expression) -> exp.Expression | None:
    """A row of several values is a struct."""
    if isinstance(node, exp.Anonymous) and node.name.lower() == "row":
        return exp.Struct(expressions=node.expressions)
    return None


def _schema(node: exp.Expression) -> exp.Expression | None:
    """Temporary views have no schema: raw.exposures is raw__exposures."""
    if isinstance(node, exp.Table) and node.db:
        node = node.copy()
        node.set("this", exp.to_identifier(f"{node.db}__{node.name}"))
        node.set("db", None)
        return node
    return None


REWRITTEN: list[Callable[[exp.Expression], exp.Expression | None]] = [_iso_week, _row, _schema]


def in_spark(sql: str) -> str:
    def rewrite(node: exp.Expression) -> exp.Expression:
        return next((new for rule in REWRITTEN if (new := rule(node))), node)

    return parse_one(sql, read="duckdb").transform(rewrite).sql("spark")


# --- both engines ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def project() -> Project:
    return open_project(ROOT)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A folder with `inputs`, and the `tables` that our own program makes of them."""
    folder = tmp_path_factory.mktemp("partitions")
    program = [sys.executable, "-m", "pipeline"]
    for words in (
        ["deposit", str(folder / "inputs"), PARTITION],
        ["tables", str(folder / "inputs"), "--out", str(folder / "tables")],
    ):
        subprocess.run([*program, *words, "--as-of", DAY], check=True, cwd=ROOT)
    return folder


@pytest.fixture(scope="module")
def spark(tmp_path_factory) -> Iterator[SparkSession]:
    builder = SparkSession.builder.master("local[2]")
    for key, value in SETTINGS.items():
        builder = builder.config(key, value)
    place = tmp_path_factory.mktemp("warehouse")
    session = builder.config("spark.sql.warehouse.dir", str(place)).getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


def made_by_us(path: Path) -> list[Any]:
    query = f"select * exclude (demo) from read_parquet('{path}', hive_partitioning = false)"
    with duckdb.connect() as con:
        return con.execute(query).fetchall()


def rows_of(values: list[Any]) -> list[tuple[Any, ...]]:
    """Numbers by their value, whatever type an engine counts or sums in."""
    return [
        tuple(Decimal(v) if isinstance(v, int) and not isinstance(v, bool) else v for v in row)
        for row in values
    ]


def made_by_spark(
    spark: SparkSession, project: Project, folder: Path, at: Path
) -> dict[str, list[tuple[Any, ...]]]:
    """Every table of the floors, floor by floor, each on the views of those it reads."""
    for resource in project.resources:
        rows = spark.read.parquet(str(folder / "inputs" / resource.name / PARTITION))
        rows.createOrReplaceTempView(f"raw__{resource.name}")
    spark.sql(f"select date '{DAY}' as as_of").createOrReplaceTempView("catalog__build")
    made = {}
    for floor, schema in FLOORS.items():
        for group in in_order_of_reading(read_floor(project, floor), schema):
            for file in group:
                made[file.name] = _make(spark, file, schema, at / file.name)
    return made


def _make(spark: SparkSession, file: SqlFile, schema: str, at: Path) -> list[tuple[Any, ...]]:
    table = spark.sql(in_spark(file.text))
    rows = rows_of(table.collect())
    # What reads it need not make it once more.
    table.write.parquet(str(at))
    spark.read.schema(table.schema).parquet(str(at)).createOrReplaceTempView(
        f"{schema}__{file.name}"
    )
    return rows


def test_every_table_is_the_same_in_spark(spark, project, folder, tmp_path):
    made = made_by_spark(spark, project, folder, tmp_path)
    names = {path.name for path in (folder / "tables").iterdir() if not path.name.startswith(".")}
    assert names == {*made}
    wrong = {}
    for name, found in made.items():
        wanted = rows_of(made_by_us(folder / "tables" / name / PARTITION / "rows.parquet"))
        if found != wanted:
            pairs = zip(wanted, found, strict=False)
            wrong[name] = next((p for p in pairs if p[0] != p[1]), (len(wanted), len(found)))
    assert wrong == {}


def test_no_rule_of_rewriting_is_idle(project):
    """A difference that is no longer one is not listed."""
    nodes = [
        node
        for floor in FLOORS
        for file in read_floor(project, floor)
        for node in parse_one(file.text, read="duckdb").walk()
    ]
    for rule in REWRITTEN:
        assert any(rule(node) for node in nodes), rule.__name__
