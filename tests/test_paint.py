"""A template `x.png.svg` gives a drawing, which is judged as text and then painted as `x.png`."""

from __future__ import annotations

import io
import shutil
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from folders import write
from PIL import Image, ImageChops, ImageStat

from pipeline import paint as painter
from pipeline.imprint import imprint
from pipeline.paint import paint

PAGES = "site_templates/pages"
OPEN = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100" width="{wide}" height="{high}">'
)
GROUND = '<rect width="300" height="100" fill="#f8faf9"/>'
WORDS = '<text x="12" y="60" font-family="serif" font-size="38" fill="#17211f">{}</text>'


def drawing(words: str, wide: int = 300, high: int = 100, more: str = "") -> str:
    return OPEN.format(wide=wide, high=high) + GROUND + WORDS.format(words) + more + "</svg>\n"


def picture(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def chunks(data: bytes) -> list[bytes]:
    """The names of the chunks of a PNG."""
    names, at = [], 8
    while at < len(data):
        (size,) = struct.unpack_from(">I", data, at)
        names.append(data[at + 4 : at + 8])
        at += size + 12
    return names


def difference(one: Image.Image, other: Image.Image) -> float:
    """The mean distance of two pictures, from 0 (equal) to 255."""
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) / 3


def ink(image: Image.Image) -> list[float]:
    """Where the words of a drawing begin and end, and how much of the ground they cover."""
    covered = image.convert("L").point(lambda shade: 255 if shade < 128 else 0)
    return [*(covered.getbbox() or ()), sum(covered.histogram()[128:])]


# ---------- In a project ----------


@pytest.fixture
def built(birds: Path, run: Callable[..., Any]) -> Callable[..., Path]:
    """The site of the birds with one more template."""

    def build(template: str, text: str) -> Path:
        write(birds / PAGES / template, text)
        assert run("build").err == ""
        return birds / "site"

    return build


def test_a_drawing_becomes_a_picture_of_its_size(built):
    data = (built("heron.png.svg", drawing("苍鹭 Heron", 600, 200)) / "heron.png").read_bytes()
    assert picture(data).size == (600, 200)
    found = zip(picture(data).getpixel((1, 1)), (248, 250, 249), strict=True)
    assert max(abs(one - other) for one, other in found) <= 2


def test_only_the_picture_is_published(built):
    site = built("heron.png.svg", drawing("苍鹭"))
    assert [p.name for p in site.iterdir() if p.name.startswith("heron")] == ["heron.png"]
    assert "heron.png\n" in (site / "MANIFEST.sha256").read_text("utf-8")


def test_a_drawing_per_row_is_made_of_its_row(built):
    site = built("sites/{site_id}.png.svg", drawing("{{ site_name }}"))
    north, reeds = ((site / f"sites/{name}.png").read_bytes() for name in ("north", "reeds"))
    assert picture(north).size == picture(reeds).size == (300, 100)
    assert difference(picture(north), picture(reeds)) > 1


def test_a_picture_tells_nothing_but_its_pixels(built):
    site = built("heron.png.svg", drawing("苍鹭", more='<circle cx="9" cy="9" r="4"/>'))
    assert chunks((site / "heron.png").read_bytes()) == [b"IHDR", b"IDAT", b"IEND"]


def test_what_is_no_drawing_is_refused_by_the_name_of_its_template(birds, run):
    write(birds / PAGES / "heron.png.svg", "<svg><rect></svg>\n")
    write(birds / PAGES / "tern.png.svg", drawing("燕鸥", more='<circle r="1"/>', high=0))
    answer = run("build")
    assert (answer.code, answer.out) == (2, "")
    assert not (birds / "site").exists()
    told = answer.err.splitlines()
    assert told[: told.index("Not published: 2 errors in 2 files.")] == [
        "site_templates/pages/heron.png.svg: The picture heron.png cannot be painted: mismatched "
        "tag: line 1, column 13. A template `….png.svg` gives one whole SVG drawing.",
        "site_templates/pages/tern.png.svg: The picture tern.png cannot be painted: SVG has "
        "an invalid size. A template `….png.svg` gives one whole SVG drawing.",
    ]


def test_the_words_of_a_drawing_are_judged_before_they_are_painted(birds, run):
    write(birds / PAGES / "heron.png.svg", drawing("联系人手机 13812345678"))
    answer = run("build")
    assert answer.code == 1
    assert answer.err.startswith("heron.png:1: ")
    assert "13812345678" not in answer.err
    assert not (birds / "site").exists()


def test_a_picture_among_the_assets_stays_as_it_is(birds, run):
    data = imprint(drawing("苍鹭"))
    (birds / "site_templates/assets/heron.png").write_bytes(data)
    assert run("build").err == ""
    assert (birds / "site/assets/heron.png").read_bytes() == data


# ---------- Painting ----------


def test_the_same_drawing_gives_the_same_bytes(tmp_path):
    plain, other = drawing("苍鹭"), drawing("苍鹭", more='<circle cx="9" cy="9" r="4"/>')
    for text in (plain, other):
        files = [write(tmp_path / f"{n}.png", text) or tmp_path / f"{n}.png" for n in range(2)]
        paint(tmp_path, {})
        assert files[0].read_bytes() == files[1].read_bytes()


def test_many_hands_paint_what_one_hand_paints(tmp_path, monkeypatch):
    for number in range(6):
        write(tmp_path / "one" / f"{number}.png", drawing(f"第{number}张"))
    shutil.copytree(tmp_path / "one", tmp_path / "many")
    assert paint(tmp_path / "one", {}) == 6
    monkeypatch.setattr(painter, "FEW", 1)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    assert paint(tmp_path / "many", {}) == 6
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "many" / path.name).read_bytes()


@pytest.mark.parametrize(
    "words", ["示例锦屿汽车维修部", "Rectified on time", "曝光台 · 2026-11-23"]
)
def test_the_quick_way_gives_the_picture_that_the_painter_gives(words, tmp_path):
    text = drawing(words, 600, 200)
    # A transparent circle is more than the quick way knows, and changes nothing.
    file = tmp_path / "whole.png"
    write(file, text.replace("</svg>", '<circle r="9" fill="none"/></svg>'))
    paint(tmp_path, {})
    quick, whole = picture(imprint(text)), picture(file.read_bytes())
    for one, other in zip(ink(quick), ink(whole), strict=True):
        assert abs(one - other) <= 0.03 * other + 4


@pytest.mark.parametrize(
    "more",
    [
        '<circle r="1"/>',
        "<style>text{fill:red}</style>",
        '<text x="1" y="2" text-anchor="end">右</text>',
        '<text x="1" y="2" font-family="Comic Sans">字</text>',
        '<text x="1" y="2">半<tspan>行</tspan></text>',
        '<rect width="1" height="1" fill="none"/>',
        '<rect width="1" height="1" transform="scale(2)"/>',
    ],
)
def test_what_the_quick_way_does_not_know_is_left_to_the_painter(more):
    assert imprint(drawing("苍鹭")) is not None
    assert imprint(drawing("苍鹭", more=more)) is None


def test_every_chinese_letter_of_a_line_is_drawn():
    """A letter that the font lacks would be drawn as the same box, whatever it is."""
    seen = {imprint(drawing(letter)) for letter in "曝光台逾期整改街镇朱家角盈浦重固"}
    assert len(seen) == 16
