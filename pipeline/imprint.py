"""Drawings of rectangles and lines of text alone → PNG: the quick way, for pictures by the hundred.

Measured on a card of eight lines: 11 ms and 19 KB for 800 by 420 pixels, where the painter that
knows all of SVG takes 31 ms and 35 KB for 600 by 315. A test sees that both give the same picture.
"""

from __future__ import annotations

import functools
import io
from pathlib import Path
from xml.etree import ElementTree

import pylopdf_fonts_zh_cn as fonts
from PIL import Image, ImageDraw, ImageFont

NAMESPACE = "{http://www.w3.org/2000/svg}"
KNOWN = {
    "rect": {"x", "y", "width", "height", "fill"},
    "text": {"x", "y", "font-family", "font-size", "fill"},
}
FILES = {"serif": fonts.serif_path, "sans-serif": fonts.sans_path}
COLOURS = 32  # a few inks on one ground, each with the steps of its edge


def imprint(drawing: str) -> bytes | None:
    """The picture of a drawing, or None where that asks for more than is known here.

    Known are `<rect>` and `<text>` right below `<svg>`, placed, filled and set by the attributes
    in KNOWN, all in units of a viewBox that begins at 0 0. Raises ValueError for what is no SVG.
    """
    try:
        svg = ElementTree.fromstring(drawing)
    except ElementTree.ParseError as error:
        raise ValueError(str(error)) from None
    if not _is_plain(svg):
        return None
    size = round(float(svg.attrib["width"])), round(float(svg.attrib["height"]))
    scale = size[0] / float(svg.attrib["viewBox"].split()[2])
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    for element in svg:
        shape = _rectangle if _name(element) == "rect" else _line
        shape(draw, element, scale)
    few = image.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    file = io.BytesIO()
    few.save(file, "png", compress_level=6)
    return file.getvalue()


def _is_plain(svg: ElementTree.Element) -> bool:
    frame = svg.get("viewBox", "").split()
    return (
        len(frame) == 4
        and frame[:2] == ["0", "0"]
        and {"width", "height"} <= set(svg.attrib)
        and all(map(_is_known, svg))
    )


def _is_known(element: ElementTree.Element) -> bool:
    return (
        set(element.attrib) <= KNOWN.get(_name(element), set())
        and _name(element) in KNOWN
        and element.get("font-family", "serif") in FILES
        and element.get("fill", "#").startswith("#")
        and not len(element)
    )


def _name(element: ElementTree.Element) -> str:
    return str(element.tag).removeprefix(NAMESPACE)


def _rectangle(draw: ImageDraw.ImageDraw, element: ElementTree.Element, scale: float) -> None:
    x, y, width, height = (float(element.get(k, 0)) * scale for k in ("x", "y", "width", "height"))
    left, top = round(x), round(y)
    # Both edges count for Pillow; what is thinner than a pixel is a pixel thick.
    right, bottom = max(left, round(x + width) - 1), max(top, round(y + height) - 1)
    draw.rectangle((left, top, right, bottom), fill=element.get("fill", "#000"))


def _line(draw: ImageDraw.ImageDraw, element: ElementTree.Element, scale: float) -> None:
    letters = _letters(
        element.get("font-family", "sans-serif"), float(element.get("font-size", 16)) * scale
    )
    place = float(element.get("x", 0)) * scale, float(element.get("y", 0)) * scale
    draw.text(place, element.text or "", element.get("fill", "#000"), letters, anchor="ls")


@functools.cache
def _letters(family: str, size: float) -> ImageFont.FreeTypeFont:
    path: Path = FILES[family]()
    # The plain setter is in every build of Pillow, so that a line is set alike on each machine.
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)
