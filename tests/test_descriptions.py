"""What catalogues and programs are told of the data: read by programs that other people wrote."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import extruct
import polars
import pyshacl
import pytest
import rdflib
import yaml
from lxml import html as parser
from site_fixture import DAY, ROOT

HOME = "https://example.org/baoguangtai/"
SHAPES, SCHEMA_ORG = ROOT / "tests/shapes/dcat.ttl", ROOT / "tests/shapes/schema_org.ttl"
SCHEMA = rdflib.Namespace("https://schema.org/")
DCAT, DCT = (
    rdflib.Namespace("http://www.w3.org/ns/dcat#"),
    rdflib.Namespace("http://purl.org/dc/terms/"),
)
DATASETS = sorted(p.stem for p in (ROOT / "pipeline/sql/1_public").glob("*.sql"))
TABLES = sorted(p.stem for p in (ROOT / "pipeline/sql/2_tables").glob("*.sql"))
PAGES = [f"data/{name}.html" for name in DATASETS] + [f"tables/{name}.html" for name in TABLES]


@pytest.fixture(scope="module")
def package(site: Path) -> dict[str, Any]:
    return json.loads((site / "data/datapackage.json").read_text("utf-8"))


# ---------- DCAT ----------


@pytest.fixture(scope="module")
def dcat(site: Path) -> str:
    return (site / "data/dcat.jsonld").read_text("utf-8")


def judged(text: str) -> str:
    """What the shapes say of a description; an empty text if nothing."""
    graph = rdflib.Graph().parse(data=text, format="json-ld")
    conforms, _, said = pyshacl.validate(graph, shacl_graph=str(SHAPES))
    return "" if conforms else said


def test_the_catalogue_has_what_profiles_of_dcat_ask_for(dcat):
    assert judged(dcat) == ""


def _without_context(key: str) -> Callable[[dict[str, Any]], object]:
    return lambda catalogue: catalogue["@context"].pop(key)


@pytest.mark.parametrize(
    ("spoil", "path"),
    [
        (lambda c: c["dcat:dataset"][0]["dcat:distribution"][0].update(
            {"dct:format": {"@value": "CSV"}}), "dct:format"),
        (lambda c: c["dcat:dataset"][0]["dcat:distribution"][0].update(
            {"dcat:mediaType": {"@value": "text/csv"}}), "dcat:mediaType"),
        (_without_context("dcat:downloadURL"), "dcat:downloadURL"),
        (_without_context("dct:license"), "dct:license"),
        (lambda c: c["dct:publisher"].pop("@id"), "dct:publisher"),
        (lambda c: c["dcat:dataset"][3].pop("dcat:contactPoint"), "dcat:contactPoint"),
        (lambda c: c["dct:title"].pop(), "dct:title"),
    ],
)  # fmt: skip
def test_the_shapes_see_what_is_wrong_with_a_catalogue(dcat, spoil, path):
    catalogue = json.loads(dcat)
    spoil(catalogue)
    assert f"Result Path: {path}" in judged(json.dumps(catalogue))


def test_every_dataset_and_file_is_in_the_catalogue(site, dcat, package):
    graph = rdflib.Graph().parse(data=dcat, format="json-ld")
    names = {str(name) for name in graph.objects(None, DCT.identifier)}
    assert names == {resource["name"] for resource in package["resources"]}
    files = {str(url).removeprefix(HOME) for url in graph.objects(None, DCAT.downloadURL)}
    assert files == {
        f"data/{file['path']}"
        for resource in package["resources"]
        for file in [resource, *resource["alternatives"]]
    }
    pages = {str(url).removeprefix(HOME) for url in graph.objects(None, DCAT.landingPage)}
    assert {page for page in pages | files if not (site / page).is_file()} == set()


# ---------- CSV on the Web ----------


CSVW_TYPES = {
    "string": polars.String, "integer": polars.Int64, "decimal": polars.Decimal(18, 6),
    "boolean": polars.Boolean, "date": polars.Date,
}  # fmt: skip


def test_every_csv_file_is_what_its_csvw_description_says(site, package):
    group = json.loads((site / "data/csv-metadata.json").read_text("utf-8"))
    assert group["@context"][0] == "http://www.w3.org/ns/csvw"
    assert [t["url"] for t in group["tables"]] == [r["path"] for r in package["resources"]]
    for table, resource in zip(group["tables"], package["resources"], strict=True):
        columns = table["tableSchema"]["columns"]
        schema = {c["titles"]: CSVW_TYPES[c["datatype"]] for c in columns}
        rows = polars.read_csv(site / "data" / table["url"], schema=schema)
        assert rows.height == resource["rows"]
        assert rows.select(table["tableSchema"]["primaryKey"]).is_duplicated().sum() == 0
        for column in columns:
            assert column["null"] == ""
            assert not (column["required"] and rows[column["name"]].null_count()), column["name"]


# ---------- How to cite ----------


def test_the_citation_file_has_what_the_format_asks_for_and_says_that_it_is_a_demonstration(site):
    """What version 1.2.0 of the Citation File Format requires; no validator of it installs here."""
    citation = yaml.safe_load((site / "CITATION.cff").read_text("utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    assert (citation["cff-version"], citation["type"]) == ("1.2.0", "dataset")
    assert citation["authors"] == [{"name": "Example Publishing Body"}]
    assert citation["date-released"].isoformat() == DAY
    assert citation["license"] == "CC0-1.0"
    assert citation["message"].startswith("Demonstration: every record is invented")
    assert (site / citation["repository-artifact"].removeprefix(HOME)).is_file()


# ---------- Search engines and Chinese catalogues ----------


@pytest.mark.parametrize("language", ["", "en/"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_describes_its_dataset_to_search_engines(site, language, page):
    tree = parser.fromstring((site / language / page).read_bytes())
    [script] = tree.xpath("//script[@type='application/ld+json']")
    found = json.loads(script.text)
    assert (found["@context"], found["@type"]) == ("https://schema.org", "Dataset")
    assert found["name"] == tree.xpath("string(//h1)").strip()
    assert 50 <= len(found["description"]) <= 5000
    assert found["url"] == f"{HOME}{language}{page}"
    assert found["inLanguage"] == ("en-GB" if language else "zh-Hans")
    for file in found["distribution"]:
        assert (site / file["contentUrl"].removeprefix(HOME)).is_file()
    assert found["license"].startswith("https://creativecommons.org/")


@pytest.mark.parametrize("language", ["", "en/"])
def test_what_extruct_reads_of_the_pages_of_data_has_the_shape_of_a_dataset(site, language):
    graph, tables = rdflib.Graph(), len(PAGES)
    for page in PAGES:
        text = (site / language / page).read_text("utf-8")
        [found] = extruct.extract(text, HOME + page, syntaxes=["json-ld"])["json-ld"]
        # The context of schema.org is not fetched: all of its terms are its own vocabulary's.
        told = found | {"@context": {"@vocab": "https://schema.org/"}, "@id": HOME + page}
        graph.parse(data=json.dumps(told), format="json-ld")
    conforms, _, said = pyshacl.validate(graph, shacl_graph=str(SCHEMA_ORG))
    assert conforms, said
    assert len(set(graph.subjects(rdflib.RDF.type, SCHEMA.Dataset))) == tables
    [one] = list(graph.objects(rdflib.URIRef(HOME + PAGES[0]), SCHEMA.name))
    graph.remove((rdflib.URIRef(HOME + PAGES[0]), SCHEMA.name, one))
    assert not pyshacl.validate(graph, shacl_graph=str(SCHEMA_ORG))[0]


def test_the_items_of_the_chinese_catalogue_are_told_of_every_dataset(site, package):
    items = json.loads((site / "data/catalogue.json").read_text("utf-8"))
    assert [i["信息资源代码"] for i in items] == [r["name"] for r in package["resources"]]
    [towns] = [i for i in items if i["信息资源代码"] == "towns"]
    assert towns["信息资源名称"] == "街镇"
    assert towns["信息资源格式"] == ["csv", "json", "ndjson", "parquet", "xlsx"]
    assert towns["更新日期"] == DAY
    assert towns["信息项信息"][0] == {
        "信息项名称": "街镇代码",
        "列名": "town_code",
        "数据类型": "string",
    }
    assert all(i["信息资源摘要"].startswith("演示发布：") for i in items)


@pytest.mark.parametrize(("prefix", "updated", "behind", "known"), [
    ("", "内容更新于：", "所依据的数据更新于：", "处已知问题"),
    ("en/", "Content last changed: ", "Data behind it last changed: ", "known problem"),
])  # fmt: skip
def test_a_page_of_data_says_when_it_changed_what_its_codes_are_and_what_is_known_to_be_wrong(
    site, prefix, updated, behind, known
):
    dataset = (site / f"{prefix}data/exposures.html").read_text("utf-8")
    assert f'{updated}<a href="../releases/index.html"><time datetime="{DAY}">' in dataset
    assert '<a href="../data/towns.html">towns</a>' in dataset
    assert '<a href="../data/exposures.html">' not in dataset.partition('id="columns"')[2]
    table = (site / f"{prefix}tables/penalties_by_month.html").read_text("utf-8")
    assert '<a href="../data/penalties.html#known-problems">' in table and known in table
    assert f'{behind}<a href="../releases/index.html"><time datetime="{DAY}">' in table
