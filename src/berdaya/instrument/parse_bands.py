"""Read the categories: cuts and their words and colours."""

from dataclasses import dataclass
from itertools import pairwise

from berdaya.errors import Where
from berdaya.instrument.defaults import (
    COLOUR,
    DEFAULT_CLASSES,
    KEY,
    LEAST_CONTRAST,
    MAX_CLASSES,
    class_cuts,
    contrast,
    default_colour,
    default_ink,
    default_labels,
    known_text,
)
from berdaya.instrument.model import NO_TEXT, Band, Bands, Scale, Text
from berdaya.instrument.texts import Texts
from berdaya.located import At, Entries, Problems, as_number

_KNOWN = ("cuts", "classes", "owner", "labels")


@dataclass(frozen=True)
class _Cuts:
    values: tuple[float, ...]
    classes: int | None
    where: Where


def parse_bands(entries: Entries, scale: Scale, texts: Texts) -> Bands:
    """Return the bands of an instrument: by cuts, by number of classes, or low, medium, high when nothing is said."""
    bands = entries.mapping("bands", _KNOWN)
    cuts = _cuts(bands, scale, texts.problems)
    owner = bands.choice("owner", ("lower", "upper"), "lower")
    labels = _labels(bands, len(cuts.values) + 1, texts)
    if cuts.values and bands.get("labels") and len(labels) != len(cuts.values) + 1:
        values = {"labels": len(labels), "cuts": len(cuts.values), "needed": len(cuts.values) + 1}
        texts.problems.error("instrument.band-count", bands.where("labels"), **values)
    return Bands(cuts.values, labels, owner, cuts.classes)  # type: ignore[arg-type]


def _cuts(bands: Entries, scale: Scale, problems: Problems) -> _Cuts:
    if bands.get("cuts") is None:
        labels = len(bands.list("labels"))
        classes = bands.integer("classes", labels or DEFAULT_CLASSES, 2, MAX_CLASSES)
        return _Cuts(class_cuts(scale, max(classes, 1)), classes, bands.where("classes"))
    if bands.get("classes") is not None:
        problems.error("instrument.cuts-and-classes", bands.key_where("classes"))
    numbers = [(as_number(item, problems, "cuts"), item.where) for item in bands.list("cuts")]
    found = [(value, where) for value, where in numbers if value is not None]
    for value, where in found:
        if not scale.min < value < scale.max:
            values = {"cut": f"{value:g}", "low": f"{scale.min:g}", "high": f"{scale.max:g}"}
            problems.error("instrument.cut-outside-scale", where, **values)
    for (before, _), (value, where) in pairwise(found):
        if value <= before:
            problems.error("instrument.cuts-not-rising", where, cut=f"{value:g}", before=f"{before:g}")
    if not found:
        problems.error("entry.missing", bands.where("cuts"), key="cuts")
    return _Cuts(tuple(value for value, _ in found), None, bands.where("cuts"))


def _labels(bands: Entries, count: int, texts: Texts) -> tuple[Band, ...]:
    if bands.get("labels") is None:
        labels = default_labels(count, texts.languages)
        if labels is None:
            texts.problems.error("entry.missing", bands.at.where, key="labels")
        return labels or ()
    found: list[Band] = []
    places: dict[str, Where] = {}
    items = bands.list("labels")
    for place, item in enumerate(items):
        label = Entries.open(item, texts.problems, "labels")
        band = _band(label, default_colour(place, len(items)), texts)
        if band.key in places:
            first = At(places[band.key])
            texts.problems.error("instrument.duplicate-key", label.where("key"), key=band.key, first=first)
        elif band.key:
            places[band.key] = label.where("key")
        found.append(band)
    return tuple(found)


def _band(label: Entries, usual_colour: str, texts: Texts) -> Band:
    key = label.text("key", "", required=True)
    if key and not KEY.fullmatch(key):
        texts.problems.error("instrument.key-pattern", label.where("key"), key=key)
    colour = _colour(label, "colour", usual_colour, texts.problems)
    ink = _colour(label, "ink", default_ink(colour), texts.problems)
    ratio = contrast(ink, colour)
    if ratio < LEAST_CONTRAST:
        values = {"ink": ink, "colour": colour, "ratio": f"{ratio:.1f}", "least": LEAST_CONTRAST}
        texts.problems.warn("instrument.low-contrast", label.where("ink"), **values)
    return Band(key, _words(label, key, texts), colour, ink)


def _words(label: Entries, key: str, texts: Texts) -> Text:
    given = any(lang in label for lang in texts.languages)
    usual = None if given else known_text("band", key, texts.languages)
    words = texts.take_languages(label, key or "labels", ("key", "colour", "ink")) if usual is None else NO_TEXT
    return usual or words


def _colour(label: Entries, key: str, usual: str, problems: Problems) -> str:
    colour = label.text(key, usual)
    if COLOUR.fullmatch(colour):
        return colour.lower()
    problems.error("instrument.colour", label.where(key), name=key, value=colour)
    return usual
