"""What an instrument says when it does not say it: words of common codes and roles, bands, colours; and the limits."""

import re
from collections.abc import Iterable
from types import MappingProxyType

from berdaya.instrument.model import Band, Bands, Scale, Text
from berdaya.words import say

KEY = re.compile(r"[a-z][a-z0-9_]{0,31}")
INSTRUMENT_KEY = re.compile(r"[a-z][a-z0-9_-]{0,63}")
LANGUAGE = re.compile(r"[a-z]{2,3}")
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
RESERVED = frozenset(
    ("respondent", "group", "role", "wave", "weight", "date", "enumerator", "item", "answer", "and", "or", "answered")
)
MAX_LEVELS = 32
MAX_NODES = 5000
MAX_TEXT = 10_000
MAX_CLASSES = 12
LEAST_CONTRAST = 4.5  # WCAG 2, level AA, for text of normal size

MISSING_CODES = ("na", "dk", "rf")
KNOWN_ROLES = ("member", "leader", "facilitator", "official")
DEFAULT_CLASSES = 3
_BAND_KEYS = {
    2: ("low", "high"),
    3: ("low", "medium", "high"),
    4: ("very_low", "low", "high", "very_high"),
    5: ("very_low", "low", "medium", "high", "very_high"),
}
_KNOWN_BANDS = _BAND_KEYS[5]
_LIGHT, _DARK = (0xDC, 0xE9, 0xF5), (0x0B, 0x2F, 0x5B)  # one hue, light to dark: readable in grey and by everyone


def known_text(kind: str, key: str, languages: Iterable[str]) -> Text | None:
    """Return the built-in words of a missing code, role or band (`kind`), or None where it has none."""
    known = {"missing": MISSING_CODES, "role": KNOWN_ROLES, "band": _KNOWN_BANDS}[kind]
    if key not in known:
        return None
    return MappingProxyType({lang: say(f"instrument.{kind}_{key}", lang) for lang in languages})


def default_missing(languages: Iterable[str]) -> dict[str, Text]:
    """Return not applicable, does not know, refuses."""
    return {code: known_text("missing", code, tuple(languages)) or {} for code in MISSING_CODES}


def default_roles(languages: Iterable[str]) -> dict[str, Text]:
    """Return one role, `member`."""
    return {"member": known_text("role", "member", languages) or {}}


def default_labels(count: int, languages: Iterable[str]) -> tuple[Band, ...] | None:
    """Return the usual categories for 2 to 5 bands; None for other counts, whose words must be given."""
    if count not in _BAND_KEYS:
        return None
    colours = [default_colour(i, count) for i in range(count)]
    texts = [known_text("band", key, tuple(languages)) or {} for key in _BAND_KEYS[count]]
    return tuple(
        Band(key, text, colour, default_ink(colour))
        for key, text, colour in zip(_BAND_KEYS[count], texts, colours, strict=True)
    )


def default_bands(scale: Scale, languages: Iterable[str]) -> Bands:
    """Return low, medium and high in equal thirds of the scale."""
    labels = default_labels(DEFAULT_CLASSES, languages) or ()
    return Bands(class_cuts(scale, DEFAULT_CLASSES), labels, "lower", DEFAULT_CLASSES)


def class_cuts(scale: Scale, classes: int) -> tuple[float, ...]:
    """Return the cuts of equal classes, the interval being (H - L) / k.

    Examples
    --------
    >>> class_cuts(Scale(0, 3), 4)
    (0.75, 1.5, 2.25)
    """
    width = scale.max - scale.min
    return tuple(scale.min + width * i / classes for i in range(1, classes))


def default_colour(place: int, count: int) -> str:
    """Return a band's colour: its share of the way from light to dark."""
    share = place / (count - 1) if count > 1 else 1.0
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(_LIGHT, _DARK, strict=True))


def default_ink(colour: str) -> str:
    """Return black or white, whichever is easier to read on a colour."""
    return max(("#000000", "#ffffff"), key=lambda ink: contrast(ink, colour))


def contrast(first: str, second: str) -> float:
    """Return the contrast of two colours by WCAG 2, from 1 (none) to 21 (black on white).

    Examples
    --------
    >>> contrast("#000000", "#ffffff")
    21.0
    """
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
