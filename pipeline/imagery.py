"""What a camera wrote into an image: EXIF, XMP, IPTC and comments may say where, when and who."""

from __future__ import annotations

import base64
import binascii
import re
import struct
from collections.abc import Iterator

# Tags of a TIFF file that say more than how to draw it: TIFF 6.0, Exif 3.0, XMP, IPTC.
TELLING = {
    0x010E, 0x010F, 0x0110, 0x0131, 0x0132, 0x013B, 0x013C, 0x02BC, 0x83BB, 0x8298, 0x8769, 0x8825,
}  # fmt: skip
HARMLESS = {b"Software", b"Title"}
EMBEDDED = re.compile(rb"data:image/[a-z.+-]+;base64,([A-Za-z0-9+/=\s]{40,})")


def has_traces(data: bytes) -> bool:
    """Whether an image of any kind that is read here carries metadata; other files do not."""
    if data.startswith(b"\xff\xd8"):
        return any(_jpeg(data))
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return any(_png(data))
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return any(name in (b"EXIF", b"XMP ") for name, _ in _chunks(data, 12, "<"))
    if data[:4] in (b"II*\0", b"MM\0*"):
        return _tiff(data)
    if data[:4] == b"GIF8":
        return b"XMP DataXMP" in data or b"\x21\xfe" in data
    if data[4:8] == b"ftyp":
        return b"Exif" in data or b"application/rdf+xml" in data
    return False


def embedded(data: bytes) -> Iterator[bytes]:
    """The images inside a page or a drawing, written as data: URLs."""
    for match in EMBEDDED.finditer(data):
        try:
            yield base64.b64decode(match[1])
        except binascii.Error:
            continue


def _jpeg(data: bytes) -> Iterator[bool]:
    """Segment by segment up to the picture: APP1 is EXIF or XMP, APP13 is IPTC, COM a comment."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker, (size,) = data[at + 1], struct.unpack_from(">H", data, at + 2)
        if marker == 0xDA:
            return
        if marker == 0xFF:
            at += 1
            continue
        yield marker in (0xE1, 0xED, 0xFE)
        at += 2 + size


def _png(data: bytes) -> Iterator[bool]:
    for name, content in _chunks(data, 8, ">"):
        if name == b"eXIf":
            yield True
        elif name in (b"tEXt", b"zTXt", b"iTXt"):
            yield content.split(b"\0", 1)[0] not in HARMLESS


def _chunks(data: bytes, at: int, order: str) -> Iterator[tuple[bytes, bytes]]:
    """Name and content of the chunks of a PNG (size first, then a CRC) or of a RIFF file."""
    while at + 8 <= len(data):
        if order == ">":
            (size,), name = struct.unpack_from(">I", data, at), data[at + 4 : at + 8]
            step = size + 12
        else:
            name, (size,) = data[at : at + 4], struct.unpack_from("<I", data, at + 4)
            step = 8 + size + size % 2
        yield name, data[at + 8 : at + 8 + size]
        at += step


def _tiff(data: bytes) -> bool:
    order = "<" if data[:1] == b"I" else ">"
    try:
        (at,) = struct.unpack_from(order + "I", data, 4)
        (count,) = struct.unpack_from(order + "H", data, at)
        tags = [struct.unpack_from(order + "H", data, at + 2 + 12 * n)[0] for n in range(count)]
    except struct.error:
        return True  # not readable, so nobody can say that it tells nothing
    return not TELLING.isdisjoint(tags)
