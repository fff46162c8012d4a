"""The index for searching: which pages are in it, which are not, and that its places are right.

Its files are read here by another reader than the site's own script, which tests in Chromium try.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html as parser
from site_fixture import DAY, ROOT, read_rows

ZONES = [(0, 63), (64, 127), (128, 255), (256, 65535)]
NAMES = ("path", "kind", "zh", "en", "town", "day", "state", "keywords", "body")
UNIT = re.compile(
    r"[0-9]{1,3}(?:,[0-9]{3})+|[a-z0-9]+|[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff]|[|,]"
)
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B)}
STOPS = dict.fromkeys(map(ord, "，。；：！？、;:!?\n"), "|")


def read_file(path: Path) -> object:
    """What a file of the index gives to searchFile, which its own name must open."""
    call = path.read_text("utf-8").partition("searchFile(")[2].removesuffix(");\n")
    name, content, _ = json.loads(f"[{call}]")
    assert name == path.stem
    return content


@pytest.fixture(scope="module")
def index(site: Path) -> dict[str, object]:
    """The content of every file of the index, by its name."""
    return {path.stem: read_file(path) for path in sorted((site / "search/files").glob("*.js"))}


@pytest.fixture(scope="module")
def documents(index: dict[str, object]) -> list[dict[str, str]]:
    blocks = sorted((int(name[1:]), rows) for name, rows in index.items() if name[0] == "d")
    return [
        dict(zip(NAMES, (cell or "" for cell in row), strict=True))
        for _, rows in blocks
        for row in rows  # type: ignore[attr-defined]
    ]


# --- which pages are in it ------------------------------------------------------------------------


def stems(site: Path, folder: str) -> set[str]:
    return {path.stem for path in (site / folder).glob("*.html")} - {"index"}


def published(site: Path, name: str) -> list[dict[str, str]]:
    return read_rows(site / "data" / f"{name}.csv")


def test_every_record_place_kind_table_and_page_made_once_is_in_it_and_nothing_else(
    site, documents
):
    exposures = {e["exposure_id"] for e in published(site, "exposures")}
    expected = {
        "exposure": {f"exposures/{key}.html" for key in exposures},
        "notice": {f"notices/{n['notice_id']}.html" for n in published(site, "notices")},
        "town": {f"towns/{name}.html" for name in stems(site, "towns")},
        "sector": {f"sectors/{name}.html" for name in stems(site, "sectors")},
        "hazard": {f"hazards/{name}.html" for name in stems(site, "hazards")},
        "table": {f"tables/{name}.html" for name in stems(site, "tables")},
        "dataset": {f"data/{name}.html" for name in stems(site, "data")},
        "bulletin": {f"bulletins/{name}.html" for name in stems(site, "bulletins")},
        "page": {
            path.relative_to(ROOT / "site_templates/pages").as_posix()
            for path in (ROOT / "site_templates/pages").rglob("*.html")
            if "{" not in str(path)
        },
    }
    found = defaultdict(set)
    for document in documents:
        found[document["kind"]].add(document["path"])
    assert {kind: found[kind] for kind in expected} == expected
    assert set(found) - set(expected) == {"month", "penalty"}
    assert {path.partition("#")[2] for path in found["penalty"]} == {
        p["penalty_id"] for p in published(site, "penalties")
    }
    assert {path.split("/")[2] for path in found["month"]} == {
        e["month"] for e in published(site, "exposures")
    }


def test_every_document_leads_to_a_page_and_a_place_on_it_in_both_languages(site, documents):
    wanted = defaultdict(set)
    for document in documents:
        file, _, fragment = document["path"].partition("#")
        wanted[file].add(fragment)
    for prefix in ("", "en/"):
        for file, fragments in wanted.items():
            ids = {"", *parser.parse(str(site / prefix / file)).xpath("//@id")}
            assert fragments <= ids, prefix + file


@pytest.mark.parametrize(("prefix", "language"), [("", "zh"), ("en/", "en")])
def test_a_document_has_the_title_of_its_page(site, documents, prefix, language):
    for document in documents:
        if document["kind"] in ("penalty", "month"):
            continue
        title = parser.parse(str(site / prefix / document["path"])).findtext(".//title")
        expected = document[language] or document["zh"]
        assert title.rpartition(" – ")[0] == expected or title == expected, document["path"]


def test_records_come_newest_first_and_penalties_after_them(documents):
    records = [d["day"] for d in documents if d["kind"] in ("exposure", "notice")]
    assert records == sorted(records, reverse=True)
    kinds = [d["kind"] for d in documents]
    assert kinds.index("penalty") > max(
        i for i, kind in enumerate(kinds) if kind in ("exposure", "notice", "town", "page")
    )


# --- what may not be known ------------------------------------------------------------------------


def _has_come(day: str) -> bool:
    return bool(day) and day <= DAY


def hidden_units(site: Path) -> tuple[set[str], set[str]]:
    """The names that no public row gives, and the numbers of exposures that have ended."""
    notices = {n["notice_id"]: n for n in read_rows(ROOT / "datasets/notices.csv")}
    shown = {row["unit_name"] for row in published(site, "exposures")}
    shown |= {row["party_name"] for row in published(site, "penalties")}
    names, ended = set(), set()
    for exposure in read_rows(ROOT / "datasets/exposures.csv"):
        notice = notices[exposure["notice_id"]]
        is_over = "" != exposure["publish_until_on"] < DAY
        if is_over or _has_come(exposure["withdrawn_on"]) or _has_come(notice["withdrawn_on"]):
            ended.add(exposure["exposure_id"])
            names.add(exposure["unit_name"])
        elif notice["naming_mode"] == "masked":
            names.add(exposure["unit_name"])
    return names - shown, ended


def test_no_withdrawn_expired_or_masked_unit_stands_in_the_index(site):
    names, ended = hidden_units(site)
    assert len(names) > 20 and len(ended) > 20
    for path in (site / "search").rglob("*.js"):
        text = path.read_text("utf-8")
        assert [name for name in names if name in text] == [], path.name
        assert [key for key in ended if re.search(rf"{key}\b", text)] == [], path.name


# --- its places -----------------------------------------------------------------------------------


def units_of(text: str) -> list[str]:
    folded = text.translate(FULL_WIDTH).translate(STOPS)
    folded = re.sub("[A-Z]", lambda m: m[0].lower(), folded)
    return [unit.replace(",", "") for unit in UNIT.findall(folded)]


def is_code(unit: str) -> bool:
    return len(unit) >= 8 and bool(re.search("[0-9]", unit))


def terms_of(units: list[str], first: int, last: int) -> Iterator[tuple[str, int]]:
    """(term, place) of a zone with these places, as the header of the SQL describes them."""
    places = range(first, last + 1)
    for place, unit, after in zip(places, units, [*units[1:], ""], strict=False):
        if unit > "\x7f" and after > "\x7f":
            yield unit + after, place
        elif is_code(unit):
            signs = range(min(len(unit) - 2, 64))
            yield from ((f"#{unit[sign : sign + 3]}", 128 * place + sign) for sign in signs)
        elif unit not in ("|", ""):
            yield unit, place


def decode(text: str) -> list[tuple[int, int]]:
    """(document, place) of a text of letters, base 26, a capital ending a number."""
    numbers = [
        sum((ord(c.lower()) - ord("a")) * 26**power for power, c in enumerate(reversed(number)))
        for number in re.findall("[a-z]*[A-Z]", text)
    ]
    position, found = 0, []
    for step, place in zip(numbers[::2], numbers[1::2], strict=True):
        position += step
        found.append((position, place))
    return found


def test_the_places_in_the_index_are_those_of_the_texts_and_no_others(index, documents):
    expected = defaultdict(set)
    for position, document in enumerate(documents):
        for name, zone in zip(("zh", "en", "keywords", "body"), ZONES, strict=True):
            for term, place in terms_of(units_of(document[name]), *zone):
                expected[term].add((position, place))
    found = {}
    for name, shard in index.items():
        if name[0] == "t":
            for term, places in shard.items():  # type: ignore[attr-defined]
                text = places if isinstance(places, str) else index[f"l{places[1]}"]
                assert re.fullmatch("[A-Za-z]+", text), term
                found[term] = decode(text)
                assert isinstance(places, str) or places[0] == len(found[term])
    assert len(found) > 4_000
    assert {term: sorted(places) for term, places in expected.items()} == found


def test_a_term_stands_in_the_shard_that_its_characters_name(index):
    shards = index["index"]["shards"]  # type: ignore[index]
    assert {name for name in index if name[0] == "t"} == {f"t{n}" for n in range(shards)}
    for name, shard in index.items():
        for term in shard if name[0] == "t" else ():
            codes = [*map(ord, term.lstrip("#")), 0, 0][:3]
            key = 7919 * codes[0] + 104729 * codes[1] + 1299709 * codes[2]
            key = codes[0] if codes[0] > 127 else key
            assert name == f"t{key % shards}", term


def test_a_title_or_the_keywords_of_a_document_are_never_cut(documents):
    for document in documents:
        assert len(units_of(document["zh"])) <= 64, document["path"]
        assert len(units_of(document["en"])) <= 64, document["path"]
        assert len(units_of(document["keywords"])) <= 128, document["path"]


def test_a_file_of_the_index_is_small(site):
    sizes = {p.name: p.stat().st_size for p in (site / "search/files").glob("*.js")}
    assert {name: size for name, size in sizes.items() if size > 20_000} == {}
