"""How wide a text is in the shipped font, and where to break it."""

import json
from functools import cache
from importlib.resources import files

FONT_FAMILY = "Berdaya Sans"
_UNKNOWN = 600  # thousandths; a glyph that the table does not hold
_BREAK = "\u200b"


@cache
def _widths(face: str) -> dict[str, int]:
    text = (files("berdaya.report") / "fonts" / "widths.json").read_text(encoding="utf-8")
    table: dict[str, dict[str, int]] = json.loads(text)
    return table[face]


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of one line of text, in the unit of `size`."""
    widths = _widths("bold" if bold else "regular")
    return sum(widths.get(sign, _UNKNOWN) for sign in text) * size / 1000


def wrap(text: str, width: float, size: float, *, bold: bool = False) -> tuple[str, ...]:
    """Break a text into lines that fit `width`; a word longer than a line is broken within."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if text_width(longer, size, bold=bold) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        *whole, line = _chop(word, width, size, bold)
        lines.extend(whole)
    return (*lines, line) if line or not lines else tuple(lines)


def _chop(word: str, width: float, size: float, bold: bool) -> list[str]:
    parts = [""]
    for sign in word:
        if parts[-1] and text_width(parts[-1] + sign, size, bold=bold) > width:
            parts.append("")
        parts[-1] += sign
    return parts


def breakable(text: str, longest: int = 28) -> str:
    """Return the text with invisible break points in words longer than `longest` signs, after each 14 of them."""
    if len(text) <= longest:
        return text
    words = text.split(" ")
    return " ".join(_broken(word) if len(word) > longest else word for word in words)


def _broken(word: str) -> str:
    return _BREAK.join(word[start : start + 14] for start in range(0, len(word), 14))


@cache
def _covered() -> tuple[tuple[int, int], ...]:
    text = (files("berdaya.report") / "fonts" / "coverage.txt").read_text(encoding="utf-8")
    return tuple((int(low, 16), int(high, 16)) for low, _, high in (line.partition("-") for line in text.split()))


def printable(text: str) -> str:
    """Return the text with every sign that the shipped font lacks as "□", and without control signs.

    Only documents that may use no other font (PDF) need this.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(sign) for sign in text)


@cache
def _shown(sign: str) -> str:
    if sign in "\n\t":
        return " "
    code = ord(sign)
    if code < 0x20 or 0x7F <= code < 0xA0:
        return ""
    return sign if any(low <= code <= high for low, high in _covered()) else "□"
