"""What a camera or a program wrote into a picture: EXIF, XMP, comments say where, when and who.

A picture may hold what is needed to draw it and nothing else: whatever is not on these lists is
taken for a trace, also what stands behind its end.
"""

from __future__ import annotations

import base64
import binascii
import re
import struct
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

JPEG, PNG, TIFF = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", (b"II*\0", b"MM\0*")
JXL, JP2, BMP, ICO = b"\0\0\0\x0cJXL \r\n", b"\0\0\0\x0cjP  \r\n", b"BM", b"\0\0\1\0"
BRANDS = {
    b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis",
}  # fmt: skip
MARKERS = re.compile(rb"\xff+([^\x00\xd0-\xd7\xff])")  # between the scans of a JPEG
APPLICATIONS = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
CHUNKS = {
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB",
    b"bKGD", b"hIST", b"pHYs", b"sPLT", b"acTL", b"fcTL", b"fdAT", b"cICP", b"mDCV", b"cLLI",
}  # fmt: skip
HARMLESS = {b"Software", b"Title"}
WEBP = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}
LOOPS = {b"NETSCAPE2.0", b"ANIMEXTS1.0"}
# Tags of a TIFF file that are needed to draw it: TIFF 6.0, its supplements, and ICC.
DRAWING = {
    *range(254, 260), *range(262, 267), 273, 274, *range(277, 285), 288, 289, *range(290, 294),
    296, 297, 301, *range(317, 326), 332, 334, 336, *range(338, 343), 347, *range(512, 522),
    *range(529, 533), 34675,
}  # fmt: skip
SVG = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*|<!--.{0,999}?-->\s*|<!DOCTYPE[^>]*>\s*)*<svg\b", re.S
)
OF_EDITORS = re.compile(rb"<metadata\b|\bxmlns:(?!xlink\b|svg\b|xml\b)[\w.-]+\s*=|<\w+:RDF\b")
USUAL = bytes.maketrans(b"-_", b"+/")  # what stands for the last two signs of base64 in a URL
EMBEDDED = re.compile(rb"data:[\w.+/-]*(?:;[\w=-]+)*;base64,([A-Za-z0-9+/=_%\s-]{24,})")
WRITTEN = re.compile(rb"data:image/[\w.+-]+(?:;[\w=-]+)*,([^\"')<>]{24,})")


def is_picture(data: bytes) -> bool:
    """Whether a file is a picture of a kind that is read here."""
    starts = data.startswith((JPEG, PNG, *TIFF, JXL, JP2, BMP, ICO, b"GIF8", b"\xff\x0a"))
    return starts or _is_webp(data) or data[8:12] in BRANDS or SVG.match(data[:4096]) is not None


def has_traces(data: bytes) -> bool:
    """Whether a picture, or one inside a page or a drawing, carries metadata."""
    return _has_traces(data) or any(map(_has_traces, _embedded(data)))


def _has_traces(data: bytes) -> bool:
    try:
        if data.startswith(JPEG):
            return _jpeg(data)
        if data.startswith(PNG):
            return _png(data)
        if _is_webp(data):
            return _webp(data)
        if data.startswith(TIFF):
            return _tiff(data)
        if data.startswith(b"GIF8"):
            return _gif(data)
        if data.startswith(ICO):
            return any(map(_has_traces, _icons(data)))
    except (struct.error, IndexError):
        return True  # not readable, so nobody can say that it tells nothing
    if data[4:8] == b"ftyp" or data.startswith((JXL, JP2)):
        return any(word in data for word in (b"Exif", b"application/rdf+xml", b"xml ", b"uuid"))
    return SVG.match(data[:4096]) is not None and OF_EDITORS.search(data) is not None


def _embedded(data: bytes) -> Iterator[bytes]:
    """The files inside a page, a style sheet or a drawing, written as data: URLs."""
    for match in EMBEDDED.finditer(data):
        written = re.sub(rb"\s", b"", unquote_to_bytes(match[1])).translate(
            bytes.maketrans(b"-_", b"+/")
        )
        try:
            yield base64.b64decode(written + b"=" * (-len(written) % 4))
        except binascii.Error:
            continue
    for match in WRITTEN.finditer(data):
        yield unquote_to_bytes(match[1])


def _is_webp(data: bytes) -> bool:
    return data[:4] == b"RIFF" and data[8:12] == b"WEBP"


def _jpeg(data: bytes) -> bool:
    """Segment by segment; after a scan the next marker follows the coded picture."""
    at = 2
    while match := MARKERS.search(data, at):
        marker, at = match[1][0], match.end()
        if marker == 0xD9:
            return bool(data[at:].strip(b"\0\r\n"))
        tells = marker == 0xFE or 0xE0 <= marker <= 0xEF  # a comment, or what an application adds
        if tells and not data.startswith(APPLICATIONS.get(marker, b"\0\0\0"), at + 2):
            return True
        at += struct.unpack_from(">H", data, at)[0]
    return True


def _png(data: bytes) -> bool:
    at, name = 8, b""
    while at + 8 <= len(data) and name != b"IEND":
        (size,), name = struct.unpack_from(">I", data, at), data[at + 4 : at + 8]
        told = data[at + 8 : at + 8 + size].split(b"\0", 1)[0]
        if name not in CHUNKS and not (name == b"tEXt" and told in HARMLESS):
            return True
        at += size + 12
    return name != b"IEND" or len(data) > at


def _webp(data: bytes) -> bool:
    at = 12
    while at + 8 <= len(data):
        name, (size,) = data[at : at + 4], struct.unpack_from("<I", data, at + 4)
        if name not in WEBP:
            return True
        at += 8 + size + size % 2
    return len(data) not in (at, at - 1)  # some programs leave out the last byte where it is empty


def _gif(data: bytes) -> bool:
    def table(flags: int) -> int:
        return 3 << (flags % 8 + 1) if flags & 0x80 else 0

    at = 13 + table(data[10])
    while data[at] != 0x3B:
        start = data[at : at + 2]
        if start[:1] == b"\x2c":
            at += 11 + table(data[at + 9])
        elif start == b"\x21\xf9" or (start == b"\x21\xff" and data[at + 3 : at + 14] in LOOPS):
            at += 2
        else:
            return True
        while data[at]:
            at += data[at] + 1
        at += 1
    return bool(data[at + 1 :].strip(b"\0"))


def _icons(data: bytes) -> Iterator[bytes]:
    for number in range(struct.unpack_from("<H", data, 4)[0]):
        size, at = struct.unpack_from("<II", data, 6 + 16 * number + 8)
        yield data[at : at + size]


def _tiff(data: bytes) -> bool:
    """Directory by directory; each names the place of the next."""
    order = "<" if data[:1] == b"I" else ">"
    (at,), seen = struct.unpack_from(order + "I", data, 4), set[int]()
    while at and at not in seen:
        seen.add(at)
        (count,) = struct.unpack_from(order + "H", data, at)
        for number in range(count):
            if struct.unpack_from(order + "H", data, at + 2 + 12 * number)[0] not in DRAWING:
                return True
        (at,) = struct.unpack_from(order + "I", data, at + 2 + 12 * count)
    return False
