import struct
import zlib

import pytest

from berdaya.errors import InputError, Where
from berdaya.study.declared.picture import LARGEST, read_picture


def part(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(wide: int = 4, high: int = 5, pixels: bytes | None = None, colours: int = 2, interlaced: int = 0) -> bytes:
    rows = b"".join(b"\0" + b"\x20\x60\x90" * wide for _ in range(min(high, 100)))
    head = part(b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, colours, 0, 0, interlaced))
    body = part(b"IDAT", zlib.compress(rows) if pixels is None else pixels)
    return b"\x89PNG\r\n\x1a\n" + head + body + part(b"IEND", b"")


JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xc0\x00\x0b\x08\x00\x07\x00\x09\x01\x01\x11\x00\xff\xd9"


@pytest.mark.parametrize(
    ("data", "kind", "size"),
    [
        (png(), "png", (4, 5)),
        (png(4, 4, zlib.compress(bytes(56)), interlaced=1), "png", (4, 4)),
        (JPEG, "jpg", (9, 7)),
        (b'<svg xmlns="http://www.w3.org/2000/svg" width="2in" height="96"/>', "svg", (192, 96)),
        (b'<?xml version="1.0"?><svg width="100%" height="100%" viewBox="0,0 30 20"/>', "svg", (30, 20)),
    ],
)
def test_a_picture_is_told_by_what_it_holds(data: bytes, kind: str, size: tuple[float, float]) -> None:
    found = read_picture(data, Where("logo"), "logo")
    assert (found.kind, (found.width, found.height), found.data) == (kind, size, data)


@pytest.mark.parametrize(
    "data",
    [
        b"GIF89a",
        png()[:-14],  # cut off
        png()[:50] + b"x" + png()[51:],  # a damaged byte
        png(pixels=b"nothing packed"),
        png(pixels=zlib.compress(b"too few")),
        png(colours=9),
        JPEG[:-2],
        b"\xff\xd8\xff\xd9",
        b"<html/>",
        b"<svg",
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',  # no size
        b'<!DOCTYPE svg [<!ENTITY a "b">]><svg width="3" height="3">&a;</svg>',
    ],
)
def test_what_is_no_picture(data: bytes) -> None:
    with pytest.raises(InputError, match=r"file\.not-a-picture"):
        read_picture(data, Where("logo"), "logo")


def test_one_of_very_many_pixels() -> None:
    with pytest.raises(InputError) as caught:
        read_picture(png(LARGEST + 1, 1), Where("logo"), "logo")
    assert [p.code for p in caught.value.problems] == ["file.picture-size"]
