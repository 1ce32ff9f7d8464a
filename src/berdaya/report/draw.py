"""Charts as pictures: SVG once a figure, PNG where a format needs it. No network, no clock, no running numbers."""

import base64
import re
import zlib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from berdaya.report.extras import missing_extra
from berdaya.report.letter_model import Picture
from berdaya.report.model import Report, Spec

FONTS = Path(__file__).parent / "fonts"
_IDS = re.compile(r'\bid="([^"]+)"')


@dataclass(frozen=True)
class Drawn:
    """The pictures of a report's figures, in order; give it to several renderers and each is drawn once."""

    svgs: tuple[str, ...]
    _pngs: dict[tuple[int, float], bytes] = field(default_factory=dict, repr=False, compare=False)

    def png(self, index: int, inches: float, dpi: int = 300) -> bytes:
        """Return a figure as PNG, to be printed `inches` wide at `dpi` dots an inch."""
        scale = inches * dpi / size_of(self.svgs[index])[0]
        key = (index, scale)
        if key not in self._pngs:
            self._pngs[key] = _packed(bytes(_engine().svg_to_png(self.svgs[index], scale=scale, ppi=72)))
        return self._pngs[key]


def draw(report: Report) -> Drawn:
    """Draw all figures of a report.

    Raises
    ------
    UsageError
        usage.missing-extra: vl-convert-python is not installed.
    """
    return Drawn(tuple(svg_of(figure.spec, f"f{index}") for index, figure in enumerate(report.figures, 1)))


def svg_of(spec: Spec, prefix: str = "f") -> str:
    """Return one chart as SVG; its ids are `prefix`-1, `prefix`-2, .. whatever was drawn before in this process."""
    svg: str = _engine().vegalite_to_svg(dict(spec), allowed_base_urls=[])
    return renumber(svg, prefix)


def renumber(svg: str, prefix: str) -> str:
    """Number the ids of an SVG from 1 in the order of appearance, in definitions and references alike."""
    names = {name: f"{prefix}-{count}" for count, name in enumerate(dict.fromkeys(_IDS.findall(svg)), 1)}
    for name, new in names.items():
        svg = svg.replace(f'id="{name}"', f'id="{new}"').replace(f"url(#{name})", f"url(#{new})")
        svg = svg.replace(f'href="#{name}"', f'href="#{new}"')
    return svg


def size_of(svg: str) -> tuple[float, float]:
    """Return width and height of an SVG in pixels."""
    found = re.search(r'<svg\b[^>]*?\bwidth="([\d.]+)"[^>]*?\bheight="([\d.]+)"', svg)
    if found is None:
        raise ValueError("an SVG without width and height")
    return float(found[1]), float(found[2])


def picture_uri(picture: Picture) -> str:
    """Return a picture as the address of itself: `data:image/png;base64,..`."""
    kind = {"png": "png", "jpg": "jpeg", "svg": "svg+xml"}[picture.kind]
    return f"data:image/{kind};base64,{base64.b64encode(picture.data).decode()}"


def picture_svg(picture: Picture) -> str:
    """Return a picture as an SVG that holds it whole: what it may name outside itself is not looked for."""
    size = f'width="{picture.width:g}" height="{picture.height:g}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {picture.width:g} {picture.height:g}">'
        f'<image {size} href="{picture_uri(picture)}"/></svg>'
    )


def picture_png(picture: Picture, high: float, dpi: int = 300) -> bytes:
    """Return a picture as PNG, to be printed `high` inches high at `dpi` dots an inch."""
    scale = max(high * dpi / picture.height, 1 / min(picture.width, picture.height))  # no side without a pixel
    return _packed(bytes(_engine().svg_to_png(picture_svg(picture), scale=scale, ppi=72)))


def _packed(png: bytes) -> bytes:
    """Return the same pixels packed tighter (the drawing program packs in haste; this saves two thirds)."""
    parts, at, pixels = [png[:8]], 8, []
    while at < len(png):
        size = int.from_bytes(png[at : at + 4])
        kind, whole = png[at + 4 : at + 8], png[at : at + 12 + size]
        if kind == b"IDAT":
            pixels.append(whole[8:-4])
        elif kind == b"IEND":
            body = b"IDAT" + zlib.compress(zlib.decompress(b"".join(pixels)), 6)
            parts += [(len(body) - 4).to_bytes(4), body, zlib.crc32(body).to_bytes(4), whole]
        else:
            parts.append(whole)
        at += 12 + size
    return b"".join(parts)


@cache
def _engine() -> Any:
    try:
        import vl_convert
    except ImportError:
        raise missing_extra("vl-convert-python") from None
    vl_convert.register_font_directory(str(FONTS))
    return vl_convert
