"""Read a picture that is to be printed: PNG, JPEG or SVG, looked through so that no writer of a report stumbles on it."""

import re
import zlib
from collections.abc import Sequence
from xml.etree import ElementTree

from berdaya.errors import InputError, Problem, Where
from berdaya.report.letter_model import Picture

LARGEST = 6000  # pixels of a side
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_SIZES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})  # the parts of a JPEG that hold its size
_ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
_UNITS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}


def read_picture(data: bytes, where: Where, name: str) -> Picture:
    """Return a picture told by what its file holds, whatever its ending.

    Raises
    ------
    InputError
        file.not-a-picture; file.picture-size.
    """
    if data.startswith(_PNG):
        found = _png(data)
    elif data.startswith(_JPEG):
        found = _jpeg(data)
    else:
        found = _svg(data)
    if found is None:
        raise InputError(Problem("file.not-a-picture", where, {"file": name}))
    if not (1 <= found.width <= LARGEST and 1 <= found.height <= LARGEST):
        size = f"{found.width:.0f} x {found.height:.0f}"
        raise InputError(Problem("file.picture-size", where, {"file": name, "size": size, "most": LARGEST}))
    return found


def _png(data: bytes) -> Picture | None:
    """A PNG whose parts are whole, with as many pixels as its head says."""
    at, kinds, pixels = len(_PNG), [], []
    while at + 12 <= len(data):
        size = int.from_bytes(data[at : at + 4])
        part, body = data[at + 4 : at + 8 + size], data[at + 8 : at + 8 + size]
        if int.from_bytes(data[at + 8 + size : at + 12 + size]) != zlib.crc32(part):
            return None
        kinds.append(part[:4])
        pixels += [body] if part[:4] == b"IDAT" else []
        at += 12 + size
    if not kinds or kinds[0] != b"IHDR" or kinds[-1] != b"IEND" or len(data) < 33:
        return None
    width, height = int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    wanted = _png_bytes(width, height, data[24], data[25], interlaced=data[28] == 1)
    return Picture(data, "png", width, height) if wanted and _unpacked(pixels, wanted) >= wanted else None


def _png_bytes(width: int, height: int, depth: int, colours: int, *, interlaced: bool) -> int:
    """How many bytes the pixels of a PNG take; 0 where there is no such PNG."""
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}.get(colours, 0)
    if not channels or depth not in (1, 2, 4, 8, 16):
        return 0
    total = 0
    for left, top, right, down in _ADAM7 if interlaced else ((0, 0, 1, 1),):
        wide, high = (max(0, -((at - side) // step)) for at, side, step in ((left, width, right), (top, height, down)))
        total += high * (1 + (wide * channels * depth + 7) // 8) if wide else 0
    return total


def _unpacked(parts: Sequence[bytes], most: int) -> int:
    """How many bytes packed pixels give, counted piece by piece: a small file may hold very many."""
    packer, count = zlib.decompressobj(), 0
    waiting = b"".join(parts)
    try:
        while waiting and count < most and not packer.eof:
            count += len(packer.decompress(waiting, 1 << 20))
            waiting = packer.unconsumed_tail
    except zlib.error:
        return 0
    return count


def _jpeg(data: bytes) -> Picture | None:
    """A JPEG that says its size and comes to its end."""
    if not data.rstrip(b"\x00").endswith(b"\xff\xd9"):
        return None
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        if data[at + 1] in _SIZES:
            height, width = int.from_bytes(data[at + 5 : at + 7]), int.from_bytes(data[at + 7 : at + 9])
            return Picture(data, "jpg", width, height)
        at += 2 + int.from_bytes(data[at + 2 : at + 4])
    return None


def _svg(data: bytes) -> Picture | None:
    """A drawing that says its size; one with entities of its own is not unpacked."""
    if b"<!ENTITY" in data:
        return None
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError):
        return None
    if root.tag.rpartition("}")[2] != "svg":
        return None
    width, height = _length(root.get("width", "")), _length(root.get("height", ""))
    box = [_length(part) for part in root.get("viewBox", "").replace(",", " ").split()]
    if not (width and height) and len(box) == 4:
        width, height = box[2], box[3]
    return Picture(data, "svg", width, height) if width and height else None


def _length(text: str) -> float:
    found = re.fullmatch(r"\s*(-?[\d.]+)\s*([a-z]*)\s*", text)
    try:
        return float(found[1]) * _UNITS.get(found[2], 0.0) if found else 0.0
    except ValueError:
        return 0.0
