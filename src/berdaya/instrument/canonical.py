"""The canonical form of an instrument: plain data with nothing that goes without saying, and its hash.

Two files that mean the same have the same hash, whatever their format, comments, order of entries or spelled-out
defaults. The order of siblings, languages and levels counts; that of mappings, roles in `ask` and waves does not.
"""

import json
from collections.abc import Mapping
from hashlib import sha256 as _sha256
from typing import Any

from berdaya.instrument.defaults import (
    default_bands,
    default_colour,
    default_ink,
    default_labels,
    default_missing,
    default_roles,
)
from berdaya.instrument.model import Aggregate, Bands, Instrument, Node, Question, Scale, Text
from berdaya.instrument.relevance import to_plain

Document = dict[str, Any]


def to_document(instrument: Instrument) -> Document:
    """Return an instrument as plain data in the order of the file format, without what is default."""
    document: Document = {
        "instrument": instrument.key,
        "version": instrument.version,
        "languages": list(instrument.languages),
        "title": dict(instrument.title),
    }
    _put_text(document, "note", instrument.note)
    document["scale"] = _scale(instrument.scale)
    if dict(instrument.missing) != default_missing(instrument.languages):
        document["missing"] = _texts(instrument.missing)
    if dict(instrument.roles) != default_roles(instrument.languages):
        document["roles"] = _texts(instrument.roles)
    if instrument.bands != default_bands(instrument.scale, instrument.languages):
        document["bands"] = _bands(instrument.bands, instrument.languages)
    if instrument.levels:
        document["levels"] = list(instrument.levels)
    document["tree"] = _node(instrument.root, instrument, Aggregate())
    return document


def sha256(instrument: Instrument) -> str:
    """Return the hash that identifies a version: of the canonical form as JSON with sorted keys, in UTF-8."""
    text = json.dumps(to_document(instrument), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return _sha256(text.encode("utf-8")).hexdigest()


def number(value: float) -> int | float:
    """Return a number in its shortest form: whole numbers as such, others to the 15 digits that a workbook keeps."""
    rounded = float(f"{value:.15g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 1e15 else rounded


def aggregate_plain(aggregate: Aggregate) -> str | Document:
    """Return a way of adding up as it is written."""
    return {"power": number(aggregate.power)} if aggregate.kind == "power" else aggregate.kind


def _scale(scale: Scale) -> Document:
    return {"min": number(scale.min), "max": number(scale.max)}


def _texts(texts: Mapping[str, Text]) -> Document:
    return {key: dict(text) for key, text in texts.items()}


def _put_text(document: Document, key: str, text: Text) -> None:
    if text:
        document[key] = dict(text)


def _bands(bands: Bands, languages: tuple[str, ...]) -> Document:
    document: Document = {}
    if bands.classes is None:
        document["cuts"] = [number(cut) for cut in bands.cuts]
    else:
        document["classes"] = bands.classes
    if bands.owner != "lower":
        document["owner"] = bands.owner
    if bands.labels != default_labels(len(bands.labels), languages):
        document["labels"] = [_label(bands, place) for place in range(len(bands.labels))]
    return document


def _label(bands: Bands, place: int) -> Document:
    band = bands.labels[place]
    document: Document = {"key": band.key, **band.label}
    if band.colour != default_colour(place, len(bands.labels)):
        document["colour"] = band.colour
    if band.ink != default_ink(band.colour):
        document["ink"] = band.ink
    return document


def _node(node: Node, instrument: Instrument, inherited: Aggregate) -> Document:
    document: Document = {"key": node.key}
    if node is not instrument.root or dict(node.label) != dict(instrument.title):
        _put_text(document, "label", node.label)
    if node.weight != 1:
        document["weight"] = number(node.weight)
    aggregate = node.aggregate or inherited
    if node.children and aggregate != inherited:
        document["aggregate"] = aggregate_plain(aggregate)
    if node.min_coverage is not None:
        document["min_coverage"] = number(node.min_coverage)
    if node.waves is not None:
        document["waves"] = sorted(node.waves)
    _put_text(document, "note", node.note)
    if node.question is not None:
        document |= _question(node.question, instrument)
    if node.children:
        document["children"] = [_node(child, instrument, aggregate) for child in node.children]
    return document


def _question(question: Question, instrument: Instrument) -> Document:
    document: Document = {}
    if len(instrument.roles) > 1 or any(weight != 1 for weight in question.ask.values()):
        document["ask"] = _ask(question.ask, instrument)
    document["question"] = dict(question.text)
    if question.answers:
        document["answers"] = {value: dict(text) for value, text in sorted(question.answers.items())}
    if question.scale != instrument.scale:
        document["scale"] = _scale(question.scale)
    if question.direction != "higher_is_better":
        document["direction"] = question.direction
    if question.decimals:
        document["decimals"] = True
    _put_text(document, "evidence", question.evidence)
    if question.sensitive:
        document["sensitive"] = question.sensitive
    if question.relevant is not None:
        document["relevant"] = _sorted(to_plain(question.relevant))
    return document


def _ask(ask: Mapping[str, float], instrument: Instrument) -> Document | list[str]:
    if all(weight == 1 for weight in ask.values()):
        return sorted(ask)
    return {role: number(ask[role]) for role in instrument.roles if role in ask}


def _sorted(plain: Document) -> Document:
    """Return a relevance with its parts in a fixed order: `a and b` is `b and a`."""
    for kind in ("and", "or"):
        if isinstance(plain.get(kind), list):
            parts = [_sorted(part) for part in plain[kind]]
            return {kind: sorted(parts, key=lambda part: json.dumps(part, sort_keys=True))}
    return plain
